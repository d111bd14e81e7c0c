; JSON keeps Ints and Floats apart
(json/parse "[1, 1.0, 1e2, -0.5, 12345678901234567890]")
;=> [1 1.0 100.0 -0.5 12345678901234567890]

; JSON keys
[(json/parse "{\"a\": {\"b\": 1}}") (json/parse "{\"a\": {\"b\": 1}}" {:keywords true})]
;=> [{"a" {"b" 1}} {:a {:b 1}}]

; JSON errors have a place
(json/parse "{\"a\": 1,\n \"b\": }")
;err> JSON, line 2, column 7: expected a value, got `}`

; the place of a JSON error is data
(try (json/parse "[1,\n2,,]") (catch Exception e [(ex-code e) (ex-data e)]))
;=> [:json-syntax {:line 2 :column 3}]

; JSON of every kind of value
(json/write [nil true 1 1.5 2.0 1/2 "a\n\"" \c :k :n/k 'sym [] {} #{1} '(1) {:t 1 2} #inst "2026" #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"])
;=> "[null,true,1,1.5,2.0,0.5,\"a\\n\\\"\",\"c\",\"k\",\"n/k\",\"sym\",[],{},[1],[1],[\"t\",1,2],\"2026-01-01T00:00:00.000Z\",\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"]"

; JSON of lazy sequences that wait
(json/write {:xs (map (fn [x] (sleep 1) (* x x)) (range 4))})
;=> "{\"xs\":[0,1,4,9]}"

; JSON has no functions
(json/write {:f inc})
;err> JSON has no value like #<fn

; JSON, pretty
(println (json/write {:a [1 {}]} {:pretty true}))
;out> {
;out>   "a": [
;out>     1,
;out>     {}
;out>   ]
;out> }

; JSON lines, of a text and of a sequence
[(json/parse-lines "1\n\n[2]\n") (map :a (json/parse-lines (map (fn [i] (str "{\"a\":" i "}")) (range 3)) {:keywords true}))]
;=> [(1 [2]) (0 1 2)]

; JSON lines are lazy
(first (json/parse-lines (cons "1" (lazy-seq (cons "[" (throw (ex-info "too far" {})))))))
;=> 1

; JSON lines, written
(json/write-lines (map (fn [i] {:i i}) (range 2)))
;=> "{\"i\":0}\n{\"i\":1}\n"

; JSON options are a map
(json/parse "1" :keywords)
;err> needs a map of options

; EDN, with and without an end
[(edn/read-string "{:a #{1} :b (x \"y\" \\z)}") (edn/read-string "") (edn/read-string {:eof :end} " ; x")]
;=> [{:a #{1} :b (x "y" \z)} nil :end]

; EDN evaluates nothing
(edn/read-string "(println 1)")
;=> (println 1)

; EDN tags
(edn/read-string {:readers {'point (fn [[x y]] {:x x :y y})} :default (fn [tag x] [tag x])} "[#point [1 2] #other 3 #inst \"2026\"]")
;=> [{:x 1 :y 2} [other 3] #inst "2026-01-01T00:00:00.000Z"]

; EDN functions for tags may wait
(edn/read-string {:default (fn [tag x] (sleep 1) [tag x])} "[#a #b 1 #c 2]")
;=> [[a [b 1]] [c 2]]

; EDN nobody knows a tag
(edn/read-string "[1\n #point [1 2]]")
;err> EDN, line 2, column 2: nobody knows the tag `#point`

; EDN of a reader, across lines
(with-in-str "{:a\n 1} [2]\n3" [(edn/read) (edn/read *in*) (edn/read {:eof :end} *in*) (edn/read {:eof :end} *in*)])
;=> [{:a 1} [2] 3 :end]

; EDN, all of it, lazily
[(edn/read-all "1 :a (b)") (take 2 (edn/read-all "1 2 ]"))]
;=> [(1 :a (b)) (1 2)]

; EDN, written and read
(let [x {:a [1.0 1/2 "s" \c nil] #{1} '(sym) :t {:compute 1 2} :d (time/seconds 90)}]
  (= x (edn/read-string (edn/write x))))
;=> true

; EDN of a lazy sequence that waits
(edn/write (map (fn [x] (sleep 1) x) [1 2]))
;=> "(1 2)"

; EDN has no functions
(edn/write {:a [inc]})
;err> cannot be written so that it reads back

; JSON with exact decimals
(let [x (json/parse "[1.10, 1e400, 2]" {:decimals true})] [(first x) (json/write x)])
;=> [1.10M "[1.10,1E+400,2]"]

; options that nobody knows are mistakes
[(try (json/parse "1" {:key-fn 1}) (catch Exception e (ex-message e))) (try (json/write 1 {:prety true}) (catch Exception e (ex-message e)))]
;=> ["`json/parse` needs options among :keywords, :decimals, got :key-fn" "`json/write` needs options among :pretty, got :prety"]
