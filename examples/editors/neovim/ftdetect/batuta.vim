" Windows' batch files end in .bat too: a program of Batuta begins with a bracket, a comment, a quote or a shebang.
function! s:Detect() abort
  let l:first = getline(nextnonblank(1))
  if l:first =~# '^[[:space:],]*\%($\|[[({;''`^]\|#[_{"'':(]\)' || l:first =~# '^#!.*batuta'
    set filetype=batuta
  endif
endfunction

autocmd BufRead,BufNewFile *.batuta setfiletype batuta
autocmd BufRead,BufNewFile *.bat call s:Detect()
" Programs without an ending say it in their shebang.
autocmd BufRead * if !did_filetype() && getline(1) =~# '^#!.*\<batuta\>' | setfiletype batuta | endif
