" Settings for programs of Batuta, in Vim and Neovim.
if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=;\ %s comments=:;;;,:;;,:; formatoptions-=t
setlocal iskeyword=@,48-57,192-255,_,-,?,!,*,+,/,<,>,=,$,%,&,:,.
setlocal expandtab shiftwidth=2 softtabstop=2
let b:undo_ftplugin = 'setlocal commentstring< comments< formatoptions< iskeyword< expandtab< shiftwidth< softtabstop<'
" `gq` formats what is chosen, `K` documents the word at the cursor.
if executable('batuta')
  command! -buffer -nargs=1 BatutaDoc call batuta#doc(<q-args>)
  setlocal formatexpr=batuta#format() keywordprg=:BatutaDoc
  let b:undo_ftplugin .= ' formatexpr< keywordprg< | delcommand BatutaDoc'
endif
