" Windows' batch files end in .bat too: a program of Batuta begins with a bracket, a comment or a shebang.
autocmd BufRead,BufNewFile *.batuta setfiletype batuta
autocmd BufRead,BufNewFile *.bat if getline(1) =~# '^\s*[(;\[{]\|^#!.*batuta\|^$' | set filetype=batuta | endif
