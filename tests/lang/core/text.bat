; format: widths, signs, groups, radixes
[(format "%5d|%-5d|%05d|%+d|%,d" 42 42 42 42 1234567) (format "%x %X %o" 255 255 8) (format "%8.3f|%.0f|%e" 3.14159 2.5 12345.678)]
;=> ["   42|42   |00042|+42|1,234,567" "ff FF 10" "   3.142|3|1.234568e+04"]

; format: texts, truths, characters, percent, positions
[(format "%10s|%-4s|%.2s|%S" "abc" "ab" "abcdef" "up") (format "%b %c %%%n" nil \x) (format "%2$s %1$s" "a" "b") (format "%s" nil) (format "%s" [1 "a"])]
;=> ["       abc|ab  |ab|UP" "false x %\n" "b a" "nil" "[1 \"a\"]"]

; format: big integers are exact
(format "%d" 123456789012345678901234567890)
;=> "123456789012345678901234567890"

; format needs its values
(format "%d")
;err> %d

; str of all kinds
[(str nil) (str :a 'b \c "d" 1.0 1/2) (str [nil "a"] {:k "v"}) (str (map inc [1 2])) (str #"a+") (str *ns*)]
;=> ["" ":abcd1.01/2" "[nil \"a\"]{:k \"v\"}" "(2 3)" "a+" "user"]

; pr-str reads back
[(pr-str "a\n\"" \space :k) (pr-str nil) (pr-str) (prn-str 1) (print-str "a" \b)]
;=> ["\"a\\n\\\"\" \\space :k" "nil" "" "1\n" "a b"]

; splitting
[(str/split "a,b,,c,," ",") (str/split "a,b,,c,," "," -1) (str/split "a1b2c" #"\d") (str/split "abc" "") (str/split "a b c" " " 2) (str/split "" ",") (str/split "abc" #"")]
;=> [["a" "b" "" "c"] ["a" "b" "" "c" "" ""] ["a" "b" "c"] ["a" "b" "c"] ["a" "b c"] [""] ["a" "b" "c"]]

; replacing by text, by pattern with groups, by a function
[(str/replace "a.b.c" "." "-") (str/replace "hello" #"l" "L") (str/replace "john smith" #"(\w+) (\w+)" "$2 $1") (str/replace "a1b2" #"\d" #(str (inc (parse-int %)))) (str/replace "ab" #"(a)(b)" (fn [[_ a b]] (str b a))) (str/replace "aaa" \a \b)]
;=> ["a-b-c" "heLLo" "smith john" "a2b3" "ba" "bbb"]

; replacing the first only
[(str/replace-first "aXbX" "X" "-") (str/replace-first "a1b2" #"\d" "#") (str/replace-first "a1b2" #"\d" (constantly "!")) (str/replace "a$" "$" "$1")]
;=> ["a-bX" "a#b2" "a!b2" "a$1"]

; searching by code point
[(str/index-of "a😀b" "b") (str/last-index-of "abab" "ab") (str/index-of "abab" "b" 2) (str/index-of "abc" "x") (subs "a😀b" 1 2)]
;=> [2 2 3 nil "😀"]

; padding, repeating, escaping, lines
[(str/pad-left "7" 3 "0") (str/pad-right "ab" 4) (str/repeat "ab" 3) (str/escape "<a>" {\< "&lt;" \> "&gt;"}) (str/split-lines "a\r\nb\nc") (str/trim-newline "a\r\n")]
;=> ["007" "ab  " "ababab" "&lt;a&gt;" ["a" "b" "c"] "a"]

; str applied to a sequence is str of its elements, also of long ones and of sequences inside
[(apply str []) (apply str nil) (apply str "a" nil [:b "c" \d 1.0 -5 nil]) (apply str 1 [2 (map inc [1]) 3 '(4)]) (= (apply str (range 5000)) (str/join (range 5000)) (reduce str (range 5000))) (str/join "-" [(map inc [1]) "é" 3])]
;=> ["" "" "a:bcd1.0-5" "12(2)3(4)" true "(2)-é-3"]

; joining
[(str/join ", " [1 nil :a "b"]) (str/join []) (str/join "-" (map inc (range 3))) (str/join \, "abc")]
;=> ["1, , :a, b" "" "1-2-3" "a,b,c"]

; subs out of bounds is an error
(subs "abc" 5)
;err> bounds

; regular expressions with groups and flags
[(re-find #"(\d)(x)?" "a1") (re-matches #"a|ab" "ab") (re-seq #"(\w)=(\d)" "a=1 b=2") (re-matches #"(?i)ABC" "abc") (re-find (re-pattern "b+") "abbb") (re-seq #"z" "a")]
;=> [["1" "1" nil] "ab" (["a=1" "a" "1"] ["b=2" "b" "2"]) "abc" "bbb" nil]

; names
[(name "s") (name 'a/b) (namespace 'a/b) (namespace :a) (keyword "a/b") (keyword 'x) (keyword nil) (symbol :a/b) (symbol "a" "b") (symbol #'inc)]
;=> ["s" "b" "a" nil :a/b :x nil a/b a/b batuta.core/inc]

; characters
[(char 97) (int \a) (char? \a) (str \a \b) (compare \a \b) (apply str (map char [104 105]))]
;=> [\a 97 true "ab" -1 "hi"]

; parsing
[(parse-int "-12") (parse-int "ff" 16) (parse-int "1.5") (parse-long " 1") (parse-double "1e3") (parse-float "abc") (parse-boolean "true") (parse-boolean "yes") (parse-uuid "x") (parse-int "99999999999999999999")]
;=> [-12 255 nil nil 1000.0 nil true nil nil 99999999999999999999]

; numbers
[(max 1 2.5) (min 1/2 0.7) (quot 7.5 2) (rem -7 3) (mod -7 3) (+) (*) (- 5) (/ 2) (+ 1) (abs -1/2) (numerator 6/4) (rationalize 0.25)]
;=> [2.5 1/2 3.0 -1 2 0 1 -5 1/2 1 1/2 3 1/4]

; bits
[(bit-not 5) (bit-test 4 2) (bit-set 0 3) (bit-clear 15 0) (bit-flip 0 1) (bit-and-not 7 2) (bit-and 15 7 3) (bit-shift-left 1 100) (unsigned-bit-shift-right -1 60)]
;=> [-6 true 8 14 2 5 3 68719476736 15]

; predicates of numbers
[(int? 5) (pos-int? 0) (nat-int? 0) (neg-int? -1) (rational? 1/2) (NaN? ##NaN) (infinite? ##Inf) (zero? 0.0) (== 1 1.0 1) (number? "1")]
;=> [true false true true true true true true true false]

; uuids and instants
[(uuid? (random-uuid)) (= (parse-uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6") #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6") (inst-ms #inst "1970-01-01T00:00:01Z") (days-after #inst "2026-01-01" 1) (minutes-before (instant 600000) 10)]
;=> [true true 1000 #inst "2026-01-02T00:00:00.000Z" #inst "1970-01-01T00:00:00.000Z"]

; files
(let [f (str "/tmp/batuta-test-" (random-uuid))] (spit f "one") (spit f "\ntwo" :append true) (str/split-lines (slurp f)))
;=> ["one" "two"]

; a missing file is an error with its path
(slurp "/no/such/file")
;err> Cannot read "/no/such/file": there is no such file or folder

;  text that is nothing but separators has no pieces
[(str/split "xx" #"x") (str/split "" #"x") (str/split "axbxx" #"x") (str/split ",," ",")]
;=> [[] [""] ["a" "b"] []]

; forms are read from a reader one after the other, over lines, and what follows stays
(with-in-str "(+ 1\n 2) @a :b rest\nnext" [(read) (read) (read) (read-line) (read-line) (read *in* false :end)])
;=> [(+ 1 2) (deref a) :b " rest" "next" :end]

; a form that never ends is an error
(with-in-str "(1 2" (read))
;err> is unclosed

; a reader without a form is an error unless a value for it is given
[(try (with-in-str " ; c" (read)) (catch Exception e (ex-code e))) (with-in-str "" (read {:eof 1} *in*)) (with-in-str "" (read *in* false 2))]
;=> [:bad-argument 1 2]

; reading takes features
[(read-string {:features #{:clj}} "#?(:cljs 1 :clj 2 :default 3)") (read-string {:eof :none} " ; c") (with-in-str "[1  2] x" (read+string))]
;=> [2 :none [[1 2] "[1  2]"]]

; regular expressions of other dialects
[(re-find #"\Qa.b\E+" "a.bb") (re-find #"(?x) a \s b # comment" "a b") (re-seq #"[\h_]" "a _\t") (re-find #"\p{Punct}+" "a?!b") (re-find #"[\p{Alnum}-]+" " a-1") (re-find #"a\Rb" "a\r\nb")]
;=> ["a.bb" "a b" (" " "_" "\t") "?!" "a-1" "a\r\nb"]

; format pads a percent sign, marks hexadecimal digits, takes a value again
[(format "%5%|%#x|%#o" 255 8) (format "%s %<s %s %1$s" "a" "b")]
;=> ["    %|0xff|010" "a a b a"]
