" Colours for programs of Batuta, in Vim and Neovim.
if exists("b:current_syntax")
  finish
endif

syntax match batutaSymbol "\v[^ \t,()\[\]{};"'`~@^#:\\0-9][^ \t,()\[\]{};"]*"
syntax match batutaCall "\v\(\s*\zs[^ \t,()\[\]{};"'`~@^#:\\0-9][^ \t,()\[\]{};"]*"
syntax match batutaDefine "\v\(\s*\zsdef[^ \t,()\[\]{};"]*" nextgroup=batutaName skipwhite
syntax match batutaName "\v[^ \t,()\[\]{};"]+" contained
syntax match batutaSpecial "\v\(\s*\zs(ns|require|if|if-not|if-let|when|when-not|when-let|cond|case|do|let|letfn|loop|recur|fn|throw|try|catch|finally|match|receive|receive-timeout|receive-with-priority|for|doseq|dotimes|binding|with-open|spawn|send|call|reply|from)\ze[ \t\n)]"
syntax match batutaArrow "\v\s\zs(-\>|::)\ze\s"
syntax match batutaKeyword "\v::?[^ \t,()\[\]{};"\\@~^`]+"
syntax match batutaNumber "\v<[-+]?(0[xX]\x+|\d+[rR]\w+|\d+/\d+|\d+(\.\d*)?([eE][-+]?\d+)?)[NM]?>"
syntax match batutaCharacter "\v\\(newline|space|tab|return|u\x{4}|\S)"
syntax keyword batutaConstant nil true false
syntax region batutaString start=+"+ skip=+\\\\\|\\"+ end=+"+ contains=@Spell
syntax region batutaRegex start=+#"+ skip=+\\\\\|\\"+ end=+"+
syntax match batutaComment ";.*$" contains=@Spell
syntax match batutaComment "\%^#!.*$"
syntax match batutaDiscard "#_"

highlight default link batutaCall Function
highlight default link batutaDefine Define
highlight default link batutaName Identifier
highlight default link batutaSpecial Statement
highlight default link batutaArrow Operator
highlight default link batutaKeyword Type
highlight default link batutaNumber Number
highlight default link batutaCharacter Character
highlight default link batutaConstant Constant
highlight default link batutaString String
highlight default link batutaRegex Special
highlight default link batutaComment Comment
highlight default link batutaDiscard Comment

let b:current_syntax = "batuta"
