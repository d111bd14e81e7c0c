(reduce (fn [acc [k v]] (assoc acc k v)) {} {:a 1 :b 2})
;=> {:a 1 :b 2}

(let [f (fn ([] 0) ([a] a) ([a b] (+ a b)))] [(transduce (map inc) f [1 2]) (f)])
;=> [5 0]

(map (comp inc :a) [{:a 1} {:a 2}])
;=> (2 3)

(->> (range 10) (partition-by #(quot % 3)) (map #(apply + %)))
;=> (3 12 21 9)

; destructuring in fn over map entries
(into {} (map (fn [[k v]] [v k])) {:a 1 :b 2})
;=> {1 :a 2 :b}

(defmacro infix [[a op b]] `(~op ~a ~b))
(infix (1 + 2))
;=> 3

; core names shadowed by the user
(defn map [x] x) (defn count [x] :mine)
[(map 1) (count [1]) (mapv inc [1]) (for [x [1]] x)]
;=> [1 :mine [2] (1)]

; user locals named as core functions used in macros
(let [first 1 seq 2 not 3 reduce 4 nil? 5 get 6] [(for [x [1 2] :when (odd? x)] x) (if-not false :a :b) (case 1 1 :one :two) (-> 1 inc) (doseq [x [1]] x) (some-> {:a 1} :a) (when-let [x 1] x)])
;=> [(1) :a :one 2 nil 1 1]

(let [xs (lazy-seq [1 2])] [(realized? xs) (first xs) (realized? xs)])
;=> [false 1 true]

((fn [& {:as opts}] opts) :a 1)
;=> {:a 1}

(let [{:strs [a] :syms [b] :user/keys [c]} {"a" 1 'b 2 :user/c 3}] [a b c])
;=> [1 2 3]

(letfn [(f [n] (if (zero? n) :done (g (dec n)))) (g [n] (f n))] (f 100000))
;=> :done

(str (map inc [1 2]) [nil] {:a nil} #{} "x")
;=> "(2 3)[nil]{:a nil}#{}x"

(macroexpand-1 '(when x 1 2))
;=> (if x (do 1 2) nil)

(macroexpand '(-> x (f 1) g))
;=> (g (f x 1))

(eval '(let [a 1] (+ a 2)))
;=> 3

(sort-by (juxt :a :b) [{:a 2 :b 1} {:a 1 :b 2} {:a 1 :b 1}])
;=> ({:a 1 :b 1} {:a 1 :b 2} {:a 2 :b 1})

(let [m (zipmap (range 20) (range 20))] [(count m) (get m 19) (reduce + (vals m)) (sort (keys (select-keys m [1 2])))])
;=> [20 19 190 (1 2)]

(ns a.b "Docs." (:require [batuta.str :refer [upper-case]] [batuta.set :as set]) (:refer-clojure :exclude [map]))
[(upper-case "x") (set/union #{1} #{1}) (str *ns*)]
;=> ["X" #{1} "a.b"]

(do (require '[batuta.str :refer [join] :rename {join j}]) (eval '(j "," [1 2])))
;=> "1,2"

(apply map vector [[1 2] [3 4]])
;=> ([1 3] [2 4])

(let [[x & xs] (range 3) [a b :as all] "hey"] [x xs a b all])
;=> [0 (1 2) \h \e "hey"]

(reduce conj #{} [1 2 1])
;~> ^#\{(1 2|2 1)\}$

[(compare [1 2] [1 3]) (compare nil 1) (compare :a :b) (compare "a" "B") (compare 1 1.0) (compare 2 1)]
;=> [-1 -1 -1 1 0 1]

(let [a (atom [])] (doseq [[k v] {:a 1} x (range v)] (swap! a conj [k x])) @a)
;=> [[:a 0]]

(time (reduce + (range 10)))
;=> 45

(defn ^{:doc "d" :private true} p [x] x)
[(p 1) (:private (meta #'p)) (:doc (meta #'p))]
;=> [1 true "d"]

(def x "documented" 5)
[x (:doc (meta #'x))]
;=> [5 "documented"]

(do (defonce v (atom 1)) (defonce v (atom 2)) @v)
;=> 1

(let [s (map #(do (print %) %) [1 2 3])] (with-out-str (dorun s)))
;=> "123"

(vec (sequence (comp (partition-by odd?) (map count)) [1 3 2 4 5]))
;=> [2 2 1]

(transduce (comp cat (take 3)) conj [[1 2] [3 4]])
;=> [1 2 3]

(into (sorted-map) (frequencies "hello"))
;=> {\e 1 \h 1 \l 2 \o 1}

[(nth "héllo" 1) (subs "héllo" 1 2) (seq "ab") (rest "abc") (last "abc") (reverse "ab") (some #{\b} "abc") (apply str (interpose \- "abc"))]
;=> [\é "é" (\a \b) (\b \c) \c (\b \a) \b "a-b-c"]

(try (throw (ex-info "x" {})) (catch Int e :int) (catch Exception e :any))
;=> :any

(try (throw 5) (catch Int e [:int (ex-value e)]) (catch Exception e :any))
;=> [:int 5]

(update-in {:a {:b {:c 1}}} [:a :b] dissoc :c)
;=> {:a {:b {}}}

(keep-indexed (fn [i x] (if (even? i) x)) [:a :b :c])
;=> (:a :c)

(let [a 1] (binding [*out* *out*] a))
;=> 1

(pr-str (atom 1) (delay 1) inc (fn foo [] 1) #'inc *ns* (volatile! 2) (reduced 3))
;=> "#<atom 1> #<delay> #<fn batuta.core/inc> #<fn user/foo> #'batuta.core/inc user #<volatile 2> #<reduced 3>"

; the forms of a top-level `do` run one after the other: each may change what the next means
(do (require '[batuta.set :as mathematics])
    (do (alias 'texts 'batuta.str))
    [(mathematics/union #{1} #{1}) (texts/upper-case "a")])
;=> [#{1} "A"]

; so do those of a form that is evaluated
(eval '(do (alias 'sets 'batuta.set) (sets/union #{1} #{1})))
;=> #{1}
