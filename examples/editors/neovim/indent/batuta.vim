" Indentation of programs of Batuta as `batuta fmt` has it, in Vim and Neovim.
if exists("b:did_indent")
  finish
endif
let b:did_indent = 1

setlocal nolisp nosmartindent
setlocal indentexpr=batuta#indent() indentkeys=!^F,o,O,0),0],0}
let b:undo_indent = 'setlocal lisp< smartindent< indentexpr< indentkeys<'
