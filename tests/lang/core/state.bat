; swap! with arguments, swap-vals!, reset-vals!
(let [a (atom 1)] [(swap! a + 1 2 3) (swap-vals! a inc) (reset-vals! a 0) @a])
;=> [7 [7 8] [8 0] 0]

; watches see every change
(let [log (atom []) a (atom 1)] (add-watch a :w (fn [k _ before after] (swap! log conj [k before after]))) (swap! a inc) (reset! a 5) (remove-watch a :w) (swap! a inc) @log)
;=> [[:w 1 2] [:w 2 5]]

; a validator guards every change
(let [a (atom 1 :validator pos?)] [(try (reset! a -1) (catch Exception e (ex-code e))) (try (swap! a - 5) (catch Exception e (ex-message e))) @a])
;=> [:invalid-state "The validator rejects -4" 1]

; a validator guards the first value
(atom -1 :validator pos?)
;err> validator

; atoms have metadata
(meta (atom 1 :meta {:a 1}))
;=> {:a 1}

; set-validator! checks what is there
(let [a (atom -1)] (set-validator! a pos?))
;err> rejects -1

; volatiles
(let [v (volatile! 1)] (vswap! v + 2) (vreset! v (* 2 @v)) @v)
;=> 6

; a delay computes once, and remembers its failure
(let [n (atom 0) d (delay (swap! n inc) (throw "no"))] [(try @d (catch Exception e (ex-message e))) (try (force d) (catch Exception e :again)) @n (realized? d)])
;=> ["no" :again 1 true]

; delays are values until they are forced
(let [d (delay 1)] [(delay? d) (realized? d) @d (realized? d) (force 5)])
;=> [true false 1 true 5]

; binding nests and ends, also by an error
(do (def ^:dynamic *d* 1) [(binding [*d* 2] [*d* (binding [*d* 3] *d*) *d*]) (try (binding [*d* 4] (throw "x")) (catch Exception _ *d*)) *d*])
;=> [[2 3 2] 1 1]

; binding binds in parallel
(do (def ^:dynamic *a* 1) (def ^:dynamic *b* 2) (binding [*a* *b* *b* *a*] [*a* *b*]))
;=> [2 1]

; set! changes the innermost binding
(do (def ^:dynamic *d* 1) [(binding [*d* 2] (set! *d* 3) *d*) *d*])
;=> [3 1]

; only dynamic vars can be bound
(do (def plain 1) (binding [plain 2] plain))
;err> dynamic

; bound-fn keeps the bindings of its place
(do (def ^:dynamic *d* 1) (let [f (binding [*d* 2] (bound-fn [] *d*))] [(f) *d*]))
;=> [2 1]

; with-redefs replaces a function for everyone and puts it back
(do (defn f [] 1) (defn g [] (f)) [(with-redefs [f (fn [] 2)] (g)) (g)])
;=> [2 1]

; with-redefs puts it back after an error
(do (defn f [] 1) [(try (with-redefs [f (fn [] (throw "x"))] (f)) (catch Exception e :caught)) (f)])
;=> [:caught 1]

; with-redefs on a function of the core library
(do (defn f [x] (inc x)) [(with-redefs [str (fn [& _] "no")] (str 1)) (str 1)])
;=> ["no" "1"]

; alter-var-root
(do (def n 1) (alter-var-root #'n + 5) n)
;=> 6

; defonce keeps the first value
(do (defonce a 1) (defonce a 2) a)
;=> 1

; with-out-str takes what functions print
(with-out-str (run! println [1 "a" :b nil]) (pr "x" \y) (newline) (printf "%d-%s" 1 "z"))
;=> "1\na\n:b\nnil\n\"x\" \\y\n1-z"

; memoize remembers nil and false
(let [n (atom 0) f (memoize (fn [x] (swap! n inc) nil))] (f 1) (f 1) @n)
;=> 1

; taps
(let [seen (atom []) f (fn [x] (swap! seen conj x))] (add-tap f) (tap> 1) (remove-tap f) (tap> 2) @seen)
;=> [1]

; time prints and gives the value
(time (+ 1 2))
;=> 3

; multimethods dispatch on several arguments, with hierarchies
(do (derive ::square ::shape) (derive ::circle ::shape) (defmulti meet (fn [a b] [a b])) (defmethod meet [::shape ::shape] [a b] :shapes) (defmethod meet [::square ::square] [a b] :squares) [(meet ::square ::circle) (meet ::square ::square)])
;=> [:shapes :squares]

; a multimethod without a fitting method says so
(do (defmulti m :kind) (m {:kind :x}))
;err> No method of `m` for :x

; several methods that fit need a preference
(do (derive ::c ::a) (derive ::c ::b) (defmulti m identity) (defmethod m ::a [_] :a) (defmethod m ::b [_] :b) [(try (m ::c) (catch Exception _ :both)) (do (prefer-method m ::a ::b) (m ::c))])
;=> [:both :a]

; methods can be taken away, and looked at
(do (defmulti m identity) (defmethod m 1 [_] :one) (defmethod m :default [_] :other) [(m 1) (m 2) (do (remove-method m 1) (m 1)) (keys (methods m))])
;=> [:one :other :other (:default)]

; a later derivation is seen
(do (defmulti m identity) (defmethod m ::animal [_] :animal) (defmethod m :default [_] :none) [(m ::dog) (do (derive ::dog ::animal) (m ::dog)) (do (underive ::dog ::animal) (m ::dog))])
;=> [:none :animal :none]

; another default, a hierarchy of one's own
(do (def h (atom (derive (make-hierarchy) :dog :animal))) (defmulti m identity :default :else :hierarchy h) (defmethod m :animal [_] :animal) (defmethod m :else [_] :else) [(m :dog) (m :cat)])
;=> [:animal :else]

; hierarchies
(let [h (-> (make-hierarchy) (derive :b :a) (derive :c :b))] [(isa? h :c :a) (isa? h :a :c) (ancestors h :c) (descendants h :a) (parents h :c) (isa? h [:c :b] [:a :a])])
;~> ^\[true false #\{(:b :a|:a :b)\} #\{(:b :c|:c :b)\} #\{:b\} true\]$

; a hierarchy has no cycles
(-> (make-hierarchy) (derive :b :a) (derive :a :b))
;err> derived from

; namespaces
(ns my.lib) (def x 5) (defn- hidden [] 1)
(ns my.app (:require [my.lib :as l :refer [x]]))
[l/x x (str *ns*) (contains? (ns-publics 'my.lib) 'hidden) (var? (resolve 'x)) @(ns-resolve 'my.lib 'x) (ns-name (find-ns 'my.lib))]
;=> [5 5 "my.app" false true 5 my.lib]

; private names stay private
(ns my.lib) (defn- hidden [] 1)
(ns my.app) (my.lib/hidden)
;err> private

; type and instance?
[(map type [nil true "s" \a :k 'k '(1) [1] {} #{} {:a 1 2} #"x" (atom 1)]) (instance? Number 1/2) (instance? String 1) (instance? Any nil) (= Int (type 5))]
;=> [(Nil Bool String Char Keyword Symbol List Vector Map Set Tuple Regex Atom) true false true true]

; a type is what type answers
(type inc)
;=> Fn

; local vars are made for one body, closures see them change
(with-local-vars [n 1 m 10]
  (let [step (fn [] (var-set n (inc @n)))]
    (step)
    (step)
    [@n (var-get m)]))
;=> [3 10]

; outside of their body local vars cannot be set
(def kept (with-local-vars [n 1] n))
(var-set kept 2)
;err> a var that `binding` has bound
