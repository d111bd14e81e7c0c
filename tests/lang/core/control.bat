; case with many constants finds its branch, default included
(map (fn [x] (case x 0 :a 1 :b 2 :c 3 :d 4 :e 5 :f (6 7) :g 8 :h "s" :i :k :j nil :nil \c :char [1 2] :vec sym :sym :none)) [0 5 7 8 "s" :k nil \c [1 2] 'sym 99])
;=> (:a :f :g :h :i :j :nil :char :vec :sym :none)

; case with few constants of all kinds
(map (fn [x] (case x nil :nil true :true 1.0 :float 1 :int a :sym :none)) [nil true 1.0 1 'a false])
;=> (:nil :true :float :int :sym :none)

; case with arrows
(case 2 1 -> :one (2 3) -> :few -> :never)
;=> :few

; case runs its value once
(let [n (atom 0)] [(case (swap! n inc) 5 :five 1 :one :other) @n])
;=> [:one 1]

; condp, with :>> and without a match
[(condp = 2 1 :one 2 :two) (condp some [1 2 3] #{9} :nine #{2} :>> inc) (condp = 9 1 :one :default)]
;=> [:two 3 :default]

; condp without a match is an error
(condp = 9 1 :one)
;err> no match

; cond of nothing
[(cond) (cond false 1) (cond nil -> 1 :else -> 2)]
;=> [nil nil 2]

; cond needs pairs
(cond 1)
;err> value for every test

; threading
[(-> 1 inc (- 5)) (->> [1 2 3] (map inc) (reduce +)) (some->> [1] (map inc) first) (cond->> [1 2] true (map inc) false (filter odd?)) (-> {:a 1} (assoc :b 2) :b) (as-> 1 x (+ x 1) [x x])]
;=> [-3 9 2 (2 3) 2 [2 2]]

; binding tests with patterns
[(if-let [[a b] [1 2]] (+ a b) :no) (when-let [{:keys [x]} {:x 5}] x) (if-some [x nil] x :nil) (when-some [x false] [x]) (when-first [x []] x) (when-first [x [7 8]] x)]
;=> [3 5 :nil [false] nil 7]

; doto and dotimes
[@(doto (atom 1) (swap! inc) (reset! 5)) (with-out-str (dotimes [i 3] (print i))) (dotimes [i 0] i)]
;=> [5 "012" nil]

; recur in a body of when and cond
(loop [n 5 acc []] (cond (zero? n) -> acc (odd? n) -> (recur (dec n) (conj acc n)) :else -> (recur (dec n) acc)))
;=> [5 3 1]

; and, or keep the last value
[(and) (and 1 nil) (and 1 2) (or) (or nil false) (or false 3 (throw "no"))]
;=> [true nil 2 nil false 3]

; functions of functions
[((juxt :a :b) {:a 1 :b 2}) ((comp) 1) ((comp inc + ) 1 2 3) ((partial max 5) 3 9) ((fnil + 0 0) nil 5) ((complement nil?) 1) ((every-pred pos? even?) 2 -2) ((some-fn :a :b) {:b 7})]
;=> [[1 2] 1 7 9 5 true false 7]

; trampoline
(letfn [(ev [n] (if (zero? n) :even #(od (dec n)))) (od [n] (if (zero? n) :odd #(ev (dec n))))] (trampoline ev 10000))
;=> :even

; defn with everything
(defn f "Doc." {:added "1"} :: [Int -> Int] ([x] (f x 1)) ([x & more] (apply + x more)))
[(f 1) (f 1 2 3) (:doc (meta #'f)) (:added (meta #'f)) (:arglists (meta #'f)) (:type (meta #'f))]
;=> [2 6 "Doc." "1" ([x] [x & more]) [Int -> Int]]

; pre- and postconditions
[((fn [x] {:pre [(pos? x)] :post [(> % x)]} (inc x)) 1) (try ((fn [x] {:post [(> % x)]} x) 1) (catch Exception e (ex-message e)))]
;=> [2 "Assert failed: (> % x)"]

; keyword arguments, also by a map at the end
(defn g [& {:keys [a b] :or {b 2}}] [a b])
[(g :a 1) (g :a 1 :b 3) (g {:a 5}) (g :a 1 {:b 9}) (g)]
;=> [[1 2] [1 3] [5 2] [1 9] [nil 2]]

; declare, then define
(declare later) (defn now [] (later)) (defn later [] :done) (now)
;=> :done

; a declared name has no value yet
(declare later) (later)
;err> no value

; errors have codes, causes, data
[(try (/ 1 0) (catch Exception e [(ex-code e) (ex-message e) (ex-data e)])) (try (throw (ex-info "m" {:a 1} (ex-info "inner" {}))) (catch Exception e [(ex-message (ex-cause e)) (:a (ex-data e))])) (try (throw {:error 1}) (catch Exception e (ex-data e)))]
;=> [[:divide-by-zero "Divide by zero" nil] ["inner" 1] {:error 1}]

; assert shows its test
(assert (= 1 2))
;err> (= 1 2)

; macros with several arities and rest
(defmacro m ([a] `(m ~a 2)) ([a b & more] `[~a ~b ~@more]))
[(m 1) (m 1 3 4 5)]
;=> [[1 2] [1 3 4 5]]

; comment is nothing
[(comment (undefined-name)) (do (comment x))]
;=> [nil nil]

; while
(let [a (atom 3)] (while (pos? @a) (swap! a dec)) @a)
;=> 0

; lazy-seq and lazy-cat
[(take 3 ((fn fibs [a b] (lazy-seq (cons a (fibs b (+ a b))))) 5 8)) (take 3 (lazy-cat [1 2] (throw "never"))) (realized? (lazy-seq nil))]
;err> never

; lazy-cat computes nothing too early
(take 2 (lazy-cat [1 2] (throw "never")))
;=> (1 2)

; binding forms want their pairs
(for [x] x)
;err> vector of names and collections

; one binding, not two
(if-let [x 1 y 2] x)
;err> one name and one value

; a modifier needs something to modify
(doseq [:when true] 1)
;err> vector of names and collections
