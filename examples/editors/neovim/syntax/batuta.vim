" Colours for programs of Batuta, in Vim and Neovim.
if exists("b:current_syntax")
  finish
endif

syntax match batutaSymbol "\v[^ \t,()\[\]{};"'`~@^#:\\0-9][^ \t,()\[\]{};"]*"
syntax match batutaCall "\v\(\s*\zs[^ \t,()\[\]{};"'`~@^#:\\0-9][^ \t,()\[\]{};"]*"
syntax match batutaDefine "\v\(\s*\zsdef[^ \t,()\[\]{};"]*" nextgroup=batutaMeta,batutaName skipwhite
syntax match batutaName "\v[^ \t,()\[\]{};"^]+" contained
syntax match batutaMeta "\v\^[^ \t,()\[\]{};"]+" contained nextgroup=batutaMeta,batutaName skipwhite
syntax match batutaSpecial "\v\(\s*\zs(ns|in-ns|require|import|use|if|if-not|if-let|if-some|when|when-not|when-let|when-some|when-first|unless|cond|condp|case|do|let|letfn|loop|recur|fn|quote|var|throw|try|catch|finally|match|receive|receive-timeout|receive-with-priority|for|doseq|dotimes|while|binding|with-open|query|-\>|-\>\>|as-\>|some-\>|some-\>\>|cond-\>|cond-\>\>|doto|lazy-seq|delay|future|comment|spawn|send|call|reply|noreply|from|init|terminate)\ze([ \t\n)]|$)"
syntax match batutaKeyword "\v::?[^ \t,()\[\]{};"\\@~^`]+"
syntax match batutaArrow "\v\s\zs(-\>|::|when)\ze(\s|$)"
syntax match batutaArrow "\v(^|\s)\zstimeout\ze\s+-\>"
syntax match batutaNumber "\v<[-+]?(0[xX]\x+|\d+[rR]\w+|\d+/\d+|\d+(\.\d*)?([eE][-+]?\d+)?)[NM]?>"
syntax match batutaCharacter "\v\\(newline|space|tab|return|backspace|formfeed|nul|u\x{4}|o\o{1,3}|\S)"
syntax keyword batutaConstant nil true false
syntax match batutaConstant "##-\?\%(Inf\|NaN\)"
syntax region batutaString start=+"+ skip=+\\\\\|\\"+ end=+"+ contains=@Spell
syntax region batutaRegex start=+#"+ skip=+\\\\\|\\"+ end=+"+
syntax match batutaComment ";.*$" contains=@Spell
syntax match batutaComment "\%^#!.*$"
syntax match batutaDiscard "#_"

highlight default link batutaCall Function
highlight default link batutaDefine Define
highlight default link batutaName Identifier
highlight default link batutaMeta Type
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

" A docstring may begin far above what is shown.
syntax sync minlines=200

let b:current_syntax = "batuta"
