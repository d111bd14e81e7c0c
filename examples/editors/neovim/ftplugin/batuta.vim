" Settings for programs of Batuta, in Vim and Neovim.
if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=;\ %s comments=:;;;,:;;,:; formatoptions-=t
setlocal iskeyword=@,48-57,192-255,_,-,?,!,*,+,/,<,>,=,$,%,&,:,.
setlocal expandtab shiftwidth=2 softtabstop=2 lisp
setlocal lispwords=def,defn,defn-,defmacro,defactor,defsupervisor,defprotocol,deftype,deftest,defbench,fn,let,loop,letfn,if-let,when-let
setlocal lispwords+=if,when,when-not,match,receive,receive-timeout,try,catch,finally,for,doseq,dotimes,binding,with-open,case,cond,ns
" `gq` formats what is chosen, `:make` nothing: errors come from the REPL.
if executable('batuta')
  setlocal formatprg=batuta\ fmt\ -
  setlocal keywordprg=:!batuta\ doc
endif
