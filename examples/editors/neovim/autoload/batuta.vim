" What programs of Batuta are indented and formatted by, in Vim and Neovim.

" ---- indentation

" How many arguments stand before the body of a word.
let s:all_is_body = -2
let s:plain_call = -1
let s:bodies = {}
function! s:Bodies(rule, words) abort
  for l:word in split(a:words)
    let s:bodies[l:word] = a:rule
  endfor
endfunction
call s:Bodies(0, 'do try finally comment delay future lazy-seq with-out-str cond receive receive-with-priority reify')
call s:Bodies(1, 'if if-not when when-not unless while testing ns doto let loop binding for doseq dotimes query with with-open')
call s:Bodies(1, 'with-redefs if-let if-some when-let when-some when-first letfn case match cond-> cond->> receive-timeout')
call s:Bodies(1, 'extend-protocol extend-type')
call s:Bodies(2, 'catch are do-template as-> condp proxy multi*')
call s:Bodies(s:all_is_body, 'fn bound-fn')
call s:Bodies(s:plain_call, 'with-meta with-columns default deflate deferred')

" Words around functions without a word of their own.
let s:methods = split('defprotocol definterface defrecord deftype defactor extend-protocol extend-type reify proxy')

" In a string, a regular expression, a comment or a character.
let s:no_code = "synIDattr(synID(line('.'), col('.'), 1), 'name') =~# '^batuta\\%(String\\|Regex\\|Comment\\|Character\\)$'"
" Lines that are looked back at for the bracket around one.
let s:far = 2000

function! s:RuleOf(head) abort
  let l:name = substitute(a:head, '^.\+/\ze.', '', '')
  return get(s:bodies, l:name, l:name =~# '^\%(def\|with-.\)' ? s:all_is_body : s:plain_call)
endfunction

" Where the bracket around the cursor opens, as [line, column]; [0, 0]: nowhere. The cursor moves there.
function! s:Open() abort
  return searchpairpos('[[({]', '', '[])}]', 'bW', s:no_code, max([1, line('.') - s:far]))
endfunction

" The word that begins the list that opens at the cursor; '' where there is none or the list is data.
function! s:Head() abort
  let l:text = getline('.')[col('.') - 1 :]
  if col('.') > 1 && getline('.')[col('.') - 2] ==# "'"
    return ''
  endif
  return matchstr(l:text, '^(\zs[^][ \t(){}";,@~^`''#\\0-9][^][ \t(){}";,@~^`]*')
endfunction

" Places of the arguments that begin before a line, as [line, column], of the list that opens at the cursor.
function! s:Arguments(head, before) abort
  let l:found = []
  let [l:line, l:column] = [line('.'), col('.') + len(a:head) + 1]
  let l:opens = 0
  let l:gap = 1
  let l:discards = 0
  while l:line < a:before
    let l:text = getline(l:line)
    while l:column <= len(l:text)
      let l:char = l:text[l:column - 1]
      let l:kind = synIDattr(synID(l:line, l:column, 1), 'name')
      if l:kind ==# 'batutaComment'
        break
      endif
      let l:in_text = l:kind =~# '^batuta\%(String\|Regex\|Character\)$'
      if !l:in_text && l:char =~# '[ \t,]'
        let l:gap = 1
      else
        if l:gap && l:opens == 0
          if l:text[l:column - 1 :] =~# '^#_'
            let l:discards += 1
            let l:column += 2
            continue
          elseif l:discards > 0
            let l:discards -= 1
          else
            call add(l:found, [l:line, l:column])
          endif
        endif
        let l:gap = 0
        if !l:in_text && l:char =~# '[[({]'
          let l:opens += 1
        elseif !l:in_text && l:char =~# '[])}]'
          let l:opens -= 1
          let l:gap = l:opens == 0
        endif
      endif
      let l:column += 1
    endwhile
    let l:line += 1
    let l:column = 1
    " A string goes on in the next line.
    let l:gap = l:gap || synIDattr(synID(l:line, 1, 1), 'name') !=# 'batutaString'
  endwhile
  return l:found
endfunction

function! s:BeginsLine(place) abort
  return strpart(getline(a:place[0]), 0, a:place[1] - 1) =~# '^\s*$'
endfunction

" Cells before a place.
function! s:Cells(place) abort
  return strdisplaywidth(strpart(getline(a:place[0]), 0, a:place[1] - 1))
endfunction

" Whether the line before ends with a clause's arrow.
function! s:AfterArrow(lnum) abort
  return getline(prevnonblank(a:lnum - 1)) =~# '\s->\s*\%(;.*\)\?$'
endfunction

" Whether lists in the bracket around the cursor are functions.
function! s:InMethods() abort
  if s:Open() == [0, 0]
    return 0
  endif
  if getline('.')[col('.') - 1] ==# '['
    return s:Open() != [0, 0] && s:Head() ==# 'letfn'
  endif
  return index(s:methods, s:Head()) >= 0
endfunction

" The column of line v:lnum; -1: as it is.
function! batuta#indent() abort
  let l:lnum = v:lnum
  call cursor(l:lnum, 1)
  if synIDattr(synID(l:lnum, 1, 1), 'name') =~# '^batuta\%(String\|Regex\)$' && getline(l:lnum) !~# '^#\?"'
    return -1
  endif
  let l:open = s:Open()
  if l:open == [0, 0]
    return 0
  endif
  let l:column = s:Cells(l:open)
  let l:head = s:Head()
  if l:head ==# ''
    return l:column + 1
  endif
  let l:arguments = s:Arguments(l:head, l:lnum)
  let l:rule = s:RuleOf(l:head)
  if l:rule == s:plain_call && s:InMethods()
    let l:rule = s:all_is_body
  endif
  if l:rule == s:all_is_body
    return l:column + 2
  endif
  let l:count = len(l:arguments)
  let l:further = l:rule >= 0 && s:AfterArrow(l:lnum) ? 2 : 0
  if l:rule >= 0 && (l:count == l:rule || (l:count > l:rule && s:BeginsLine(l:arguments[l:rule])))
    return l:column + 2 + l:further
  endif
  if l:count > 0 && !s:BeginsLine(l:arguments[0])
    return s:Cells(l:arguments[0]) + l:further
  endif
  return l:column + 1 + l:further
endfunction

" ---- formatting

" For `gq`: has `batuta fmt` format lines; what does not read stays as it is.
function! batuta#format() abort
  " While text is typed, Vim breaks lines itself.
  if mode() =~# '[iR]'
    return 1
  endif
  let l:last = v:lnum + v:count - 1
  let l:formatted = systemlist('batuta fmt -', getline(v:lnum, l:last))
  if v:shell_error
    echohl ErrorMsg | echomsg get(l:formatted, 0, 'batuta fmt failed') | echohl None
    return 0
  endif
  call append(l:last, l:formatted)
  silent execute v:lnum . ',' . l:last . 'delete _'
  call cursor(v:lnum, 1)
  return 0
endfunction

" ---- documentation

" Shows what is known of a name. Before it comes here, Vim puts a backslash before characters that mean something in file names.
function! batuta#doc(name) abort
  echo system('batuta doc ' . shellescape(substitute(a:name, '\\\(.\)', '\1', 'g')))
endfunction
