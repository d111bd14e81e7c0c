; paths through maps and vectors
[(get-in {:a [{:b 1}]} [:a 0 :b]) (get-in {} [:a :b] :none) (get-in {:a nil} [:a] :none) (assoc-in {:a [1 2]} [:a 0] :x) (update-in {} [:n] (fnil inc 0)) (get-in {:a 1} [])]
;=> [1 :none nil {:a [:x 2]} {:n 1} {:a 1}]

; update with more arguments, of nothing
[(update {:a 1} :a + 1 2 3) (update nil :a str) (update [1 2] 0 dec)]
;=> [{:a 7} {:a ""} [0 2]]

; select-keys keeps nil values and leaves out what is missing
(select-keys {:a nil :b 2} [:a :c])
;=> {:a nil}

; update-vals and update-keys
[(update-vals {:a 1 :b 2} inc) (update-keys {:a 1} name)]
;=> [{:a 2 :b 3} {"a" 1}]

; conj on maps and nil
[(conj {:a 1} {:b 2}) (conj nil 1 2) (conj [] 1 2 3) (conj {:a 1} nil) (conj)]
;=> [{:a 1 :b 2} (2 1) [1 2 3] {:a 1} []]

; into every kind
[(into #{} [1 1]) (into {} [[:a 1]]) (into '() [1 2]) (into [1] '(2)) (into (sorted-map) {:b 1 :a 2}) (into {:a 1} {:b 2}) (into [] nil)]
;=> [#{1} {:a 1} (2 1) [1 2] {:a 2 :b 1} {:a 1 :b 2} []]

; into keeps metadata
(meta (into (with-meta [] {:a 1}) [1]))
;=> {:a 1}

; peek, pop, empty
[(peek '(1 2)) (pop '(1 2)) (peek []) (empty {:a 1}) (empty '(1)) (not-empty []) (not-empty [1]) (peek nil)]
;=> [1 (2) nil {} () nil [1] nil]

; pop of an empty vector is an error
(pop [])
;err> bounds

; contains? looks at keys
[(contains? [5] 0) (contains? [5] 5) (contains? {:a nil} :a) (contains? nil :a) (contains? "abc" 1)]
;=> [true false true false true]

; entries
[(key (first {:a 1})) (val (first {:a 1})) (find {:a nil} :a) (find {} :a) (map-entry? (first {:a 1}))]
;=> [:a 1 [:a nil] nil true]

; subvec, rseq, replace
[(subvec [1 2 3 4] 1 3) (rseq [1 2]) (rseq []) (replace [:zero :one] [0 1 5])]
;=> [[2 3] (2 1) nil [:zero :one 5]]

; transients
(persistent! (reduce (fn [t i] (assoc! t i (* i i))) (transient {}) (range 3)))
;=> {0 0 1 1 2 4}

; a transient cannot be used after persistent!
(let [t (transient [])] (persistent! t) (conj! t 1))
;err> persistent!

; sorted maps and sets with their own order
[(sorted-map-by > 1 :a 2 :b) (sorted-set-by (fn [a b] (compare (count a) (count b))) "aa" "b" "cc") (assoc (sorted-map :b 1) :a 2)]
;=> [{2 :b 1 :a} #{"b" "aa"} {:a 2 :b 1}]

; parts of sorted collections
[(subseq (sorted-map 1 :a 2 :b 3 :c) >= 2) (subseq (sorted-set 1 2 3 4) > 1 < 4) (rsubseq (sorted-set 1 2 3) <= 2) (subseq (sorted-set 1) > 5)]
;=> [([2 :b] [3 :c]) (2 3) (2 1) nil]

; set operations with nothing
[(set/union) (set/union nil #{1}) (set/intersection #{1} #{2}) (set/difference #{1} #{1}) (set/subset? #{} #{1}) (set/superset? #{1} #{1 2})]
;=> [#{} #{1} #{} #{} true false]

; relations
[(set/join #{{:a 1 :b 2}} #{{:b 2 :c 3} {:b 9 :c 4}}) (set/join #{{:id 1}} #{{:user 1 :x 2}} {:id :user}) (set/map-invert {:a 1}) (set/rename-keys {:a 1 :b 2} {:a :c})]
;=> [#{{:a 1 :b 2 :c 3}} #{{:id 1 :user 1 :x 2}} {1 :a} {:b 2 :c 1}]

; walking
[(walk/postwalk #(if (number? %) (inc %) %) {:a [1 #{2}] :b '(3)}) (walk/keywordize-keys {"a" {"b" 1}}) (walk/stringify-keys {:a {:b/c 1}}) (walk/prewalk-replace {:x 1} [:x {:x :x}])]
;=> [{:a [2 #{3}] :b (4)} {:a {:b 1}} {"a" {"c" 1}} [1 {1 1}]]

; nil is an empty collection
[(count nil) (seq nil) (first nil) (rest nil) (get nil 1 :d) (assoc nil :a 1) (dissoc nil :a) (keys nil) (vals {}) (nth nil 5) (nth nil 5 :d) (reverse nil) (vec nil) (set nil)]
;=> [0 nil nil () :d {:a 1} nil nil nil nil :d () [] #{}]

; metadata
[(meta (with-meta [1] {:a 1})) (meta (vary-meta (with-meta [1] {:a 1}) assoc :b 2)) (meta (conj (with-meta [1] {:a 1}) 2)) ((with-meta inc {:a 1}) 1) (meta (with-meta inc {:a 1}))]
;=> [{:a 1} {:a 1 :b 2} {:a 1} 2 {:a 1}]

; equality of collections
[(= [] nil) (= [] ()) (= {} #{}) (= (range 3) [0 1 2]) (= #{[1 2]} #{'(1 2)}) (= {:a [1]} {:a '(1)}) (= (map inc [0]) [1])]
;=> [false true false true true true true]

; tuples
[(tuple :a 1 2) (tuple-tag {:a 1 2}) (tuple-items {:a 1 2}) (count {:a 1 2}) (seq {:a 1 2}) (= {:a 1 2} (tuple :a 1 2))]
;=> [{:a 1 2} :a [1 2] 3 (:a 1 2) true]

; calls of collections
[([1 2] 1) ({:a 1} :a) ({:a 1} :b 0) (#{1} 1) (:a nil) ('a {'a 1}) (map :a [{:a 1}]) (map {1 :x} [1 2])]
;=> [2 1 0 1 nil 1 (1) (:x nil)]

; hash-map needs pairs
(hash-map :a)
;err> value for every key

; arity of primitives
(count [1] [2])
;err> count

; arity of primitives as values
(map inc [1] [2])
;err> inc
