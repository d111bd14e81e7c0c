; map stops at the shortest collection
(map vector [1 2 3] [:a :b] "xyz")
;=> ([1 :a \x] [2 :b \y])

; map of nothing is the empty sequence
[(map inc nil) (filter odd? []) (seq (map inc []))]
;=> [() () nil]

; filter and remove over lists, ranges and maps
[(filter odd? '(1 2 3)) (remove odd? (range 6)) (map key (filter (fn [[_ v]] (> v 1)) {:a 1 :b 2}))]
;=> [(1 3) (0 2 4) (:b)]

; map waits for nothing it is not asked for
(let [seen (atom [])] (first (map (fn [x] (swap! seen conj x) x) (iterate inc 0))) @seen)
;=> [0]

; take does not compute one element too many
(let [seen (atom [])] (doall (take 2 (map (fn [x] (swap! seen conj x) x) (iterate inc 0)))) @seen)
;=> [0 1]

; take more than there is, nothing, and a negative number
[(take 5 [1]) (take 0 [1]) (take -1 [1]) (drop 5 [1]) (drop -1 [1])]
;=> [(1) () () () (1)]

; partition with step and padding
[(partition 2 1 [1 2 3]) (partition 3 3 [:x :y] [1 2 3 4]) (partition 3 3 [] [1 2 3 4]) (partition-all 2 1 [1 2 3])]
;=> [((1 2) (2 3)) ((1 2 3) (4 :x :y)) ((1 2 3) (4)) ((1 2) (2 3) (3))]

; transducers of parts flush what is left
[(into [] (partition-all 2) [1 2 3]) (into [] (partition-by odd?) [1 1 2]) (sequence (partition-all 2) [1 2 3])]
;=> [[[1 2] [3]] [[1 1] [2]] ([1 2] [3])]

; taking transducers end early
[(into [] (take 2) (range)) (transduce (comp (map inc) (take 3)) + (range)) (into [] (comp (mapcat range) (take 4)) (range))]
;=> [[0 1] 6 [0 0 1 0]]

; all transducers
[(into [] (comp (filter odd?) (remove #{3})) (range 6)) (into [] (keep #{1 2}) [0 1 2]) (into [] (keep-indexed #(if (odd? %1) %2)) [:a :b]) (into [] (map-indexed vector) [:a])]
;=> [[1 5] [1 2] [:b] [[0 :a]]]

; more transducers
[(into [] (drop 2) [1 2 3]) (into [] (drop-while odd?) [1 2 3]) (into [] (take-while odd?) [1 2 3]) (into [] (take-nth 2) [1 2 3]) (into [] (replace {1 :one}) [1 2]) (into [] (distinct) [1 1 2]) (into [] (dedupe) [1 1 2 1]) (into [] (interpose 0) [1 2])]
;=> [[3] [2 3] [1] [1 3] [:one 2] [1 2] [1 2 1] [1 0 2]]

; sequence with a transducer is lazy enough for endless input
(take 3 (sequence (comp (filter even?) (map inc)) (range)))
;=> (1 3 5)

; sequence over several collections
(sequence (map +) [1 2] [10 20])
;=> (11 22)

; halt-when gives the element, or what its function makes of both
[(transduce (halt-when neg?) conj [1 -2 3]) (transduce (halt-when neg? conj) conj [1 -2 3]) (transduce (halt-when neg?) conj [1 2])]
;=> [-2 [1 -2] [1 2]]

; completing and unreduced
[(transduce identity (completing conj count) [] [1 2]) (unreduced (reduced 1)) (unreduced 1)]
;=> [2 1 1]

; cycles of nothing, of one, of a lazy sequence
[(cycle []) (take 3 (cycle [1])) (take 5 (cycle (map inc [0 1])))]
;=> [() (1 1 1) (1 2 1 2 1)]

; concat is lazy in what it is given
[(take 3 (concat [1] (map inc (range)))) (concat) (concat nil [1] nil [2 3] '(4))]
;=> [(1 1 2) () (1 2 3 4)]

; mapcat over endless input
(take 5 (mapcat (fn [x] [x x]) (range)))
;=> (0 0 1 1 2)

; interpose shows runs, and what comes one by one, lazily
[(interpose 0 [1]) (interpose 0 [1 2 3]) (interpose nil '(1 2)) (take 3 (interpose 0 (iterate inc 1))) (count (interpose 0 (range 100))) (first (interpose 0 (map (fn [x] (if (= x 40) (throw (ex-info "no" {})) x)) (range 100)))) (last (interpose 0 (concat [1] '(2) (range 40))))]
;=> [(1) (1 0 2 0 3) (1 nil 2) (1 0 2) 199 0 39]

; interleave, interpose, flatten on their edges
[(interleave) (interleave [1 2]) (interleave [1 2] [:a] [:x :y]) (interpose 0 []) (flatten nil) (flatten [[] [nil]])]
;=> [() (1 2) (1 :a :x) () () (nil)]

; reductions with a start, of nothing, ended early
[(reductions + 10 [1 2]) (reductions + []) (reductions (fn [a x] (if (> a 2) (reduced :end) (+ a x))) [1 2 3 4])]
;=> [(10 11 13) (0) (1 3 :end)]

; reduce on one element and on none
[(reduce + []) (reduce + [5]) (reduce (fn [a b] :called) [5]) (reduce + 1 nil)]
;=> [0 5 5 1]

; reduce over a map gives entries, reduce-kv keys and values
[(reduce (fn [n [k v]] (+ n v)) 0 {:a 1 :b 2}) (reduce-kv (fn [m k v] (assoc m v k)) {} {:a 1}) (reduce-kv (fn [a i x] (conj a [i x])) [] [:x])]
;=> [3 {1 :a} [[0 :x]]]

; last parts
[(take-last 2 [1 2 3]) (drop-last 2 [1 2 3]) (butlast [1]) (last []) (last (range 1000))]
;=> [(2 3) (1) nil nil 999]

; splitting
[(split-at 2 [1 2 3]) (split-with odd? [1 2 3]) (nthrest [1 2 3] 1) (nthnext [1] 1) (nthrest [1] 5)]
;=> [[(1 2) (3)] [(1) (2 3)] (2 3) nil ()]

; sort is stable and takes three kinds of comparators
[(sort-by first [[1 :a] [0 :b] [1 :c]]) (sort (fn [a b] (- b a)) [1 3 2]) (sort (comparator >) [1 3 2]) (sort-by :n > [{:n 1} {:n 2}])]
;=> [([0 :b] [1 :a] [1 :c]) (3 2 1) (3 2 1) ({:n 2} {:n 1})]

; sort of nothing, of strings, of vectors, of maps' entries
[(sort []) (sort ["b" "a" "B"]) (sort [[2] [1 2] [1]]) (sort {:b 1 :a 2}) (sort nil)]
;=> [() ("B" "a" "b") ([1] [2] [1 2]) ([:a 2] [:b 1]) ()]

; values of different kinds have no order
(sort [1 "a"])
;err> order

; min-key, max-key, rand-nth, shuffle
[(min-key abs -3 2) (max-key abs -3 2) (contains? #{1 2} (rand-nth [1 2])) (frequencies (shuffle [1 2 2]))]
;~> ^\[2 -3 true \{(1 1 2 2|2 2 1 1)\}\]$

; chance can be repeated
(= (with-seed 42 [(rand) (rand-int 100) (shuffle (range 10))]) (with-seed 42 [(rand) (rand-int 100) (shuffle (range 10))]))
;=> true

; iterate, repeat, repeatedly
[(take 3 (iterate #(* 2 %) 1)) (repeat 3 1) (take 2 (repeat 0)) (let [n (atom 0)] (repeatedly 3 #(swap! n inc)))]
;=> [(1 2 4) (1 1 1) (0 0) (1 2 3)]

; range counts down, by ratios, by floats, and not at all
[(range 5 0 -2) (range 0 1 1/3) (range 0.0 1.0 0.5) (range 5 0) (range 0)]
;=> [(5 3 1) (0 1/3 2/3) (0.0 0.5) () ()]

; every? and some end at the first answer
[(every? pos? (map - (range 1 5))) (some #(if (> % 100) %) (range)) (some nil? [1]) (every? even? [])]
;=> [false 101 nil true]

; lazy sequences say so when they fail, and can be asked again
(let [n (atom 0) xs (map (fn [x] (if (= 1 (swap! n inc)) (throw "once") x)) [1 2])] [(try (first xs) (catch Exception e (ex-message e))) (first xs)])
;=> ["once" 1]

; iteration
[(iteration (fn [k] (if (< (or k 0) 3) (or k 0))) :kf inc) (vec (iteration (fn [page] {:items [page] :next (if (< page 2) (inc page))}) :vf :items :kf :next :initk 0))]
;=> [(0 1 2) [[0] [1] [2]]]

; trees
[(count (tree-seq map? vals {:a {:b 1} :c 2})) (flatten '(1 (2 [3 (4)])))]
;=> [4 (1 2 3 4)]

; for: destructuring, nested lets, while ends only its own loop
[(for [[k v] {:a 1} :let [w (* 2 v)]] [k w]) (for [x [1 2 3] :while (< x 3) y [1 2] :while (<= y x)] [x y])]
;=> [([:a 2]) ([1 1] [2 1] [2 2])]

; for of three, with nothing in the middle
(for [x [1 2] y [] z [1]] [x y z])
;=> ()

; for is lazy
(take 2 (for [x (range) y (range)] [x y]))
;=> ([0 0] [0 1])

; doseq with modifiers
(with-out-str (doseq [x (range 4) :when (odd? x) y [:a :b] :let [z [x y]] :while (not= z [3 :b])] (print z)))
;=> "[1 :a][1 :b][3 :a]"

; long chains of lazy steps need no stack
[(count (nth (iterate (fn [s] (map inc s)) (range 3)) 5000)) (first (drop 1000 (filter (fn [x] (zero? (mod x 100))) (range))))]
;=> [3 100000]

; a long concat chain needs no stack
(count (reduce concat (map list (range 1000))))
;=> 1000

; apply with many arguments, and with endless ones
[(apply + (range 200000)) (apply (fn [a b & more] (take 2 more)) (range)) (apply str (repeat 100000 "x")) (count (apply vector (range 100000)))]
;~> ^\[19999900000 \(2 3\) "x+" 100000\]$

; distinct? and dedupe
[(distinct? 1 2 3) (distinct? 1 1) (dedupe [1 1 2 2 1]) (distinct [nil nil 1])]
;=> [true false (1 2 1) (nil 1)]

; group-by, frequencies, zipmap, merge-with
[(group-by count ["a" "bb" "c"]) (zipmap [:a :b :c] [1 2]) (merge-with into {:a [1]} {:a [2] :b [3]}) (merge nil nil) (merge {:a 1} nil)]
;=> [{1 ["a" "c"] 2 ["bb"]} {:a 1 :b 2} {:a [1 2] :b [3]} nil {:a 1}]

; parts are as lazy as their elements allow
[(take 2 (partition 2 (range))) (take 2 (partition-all 3 (iterate inc 0))) (take 1 (partition 2 1 (map inc (range))))]
;=> [((0 1) (2 3)) ((0 1 2) (3 4 5)) ((1 2))]

; an eduction is computed anew for each walk
(def calls (atom 0))
(def doubled (eduction (map (fn [x] (swap! calls inc) (* 2 x))) (filter #(> % 2)) [1 2 3]))
[(reduce + doubled) (into [] doubled) (first doubled) (= doubled [4 6]) (seq? doubled) (sequential? doubled) @calls]
;=> [10 [4 6] 4 true false true 12]

; an eduction is taken apart like any sequence
(let [e (eduction (map inc) [1 2 3]), [a & more] e]
  [a more (nth e 1) (last e) (apply + e) (count e) (conj e 0) (map + e [1 1]) (sort > e) (set e) (empty? (eduction (filter neg?) [1]))])
;=> [2 (3 4) 3 4 9 3 (0 2 3 4) (3 4) (4 3 2) #{2 3 4} true]

; what waits inside of an eduction is waited for, compared and printed
(def slow (eduction (map (fn [x] (sleep 1) (inc x))) [1 2]))
[(= slow [2 3]) (pr-str slow) (reduce + slow) (map inc slow)]
;=> [true "(2 3)" 5 (3 4)]

; an iteration calls nothing before somebody looks
(def calls (atom 0))
(def pages (iteration (fn [k] (swap! calls inc) {:k (if (< k 3) (inc k)) :v [k]}) :kf :k :vf :v :initk 0))
[@calls (take 2 (apply concat pages)) (count pages)]
;=> [0 (0 1) 4]

; into ends the collection before an early end asks for it
(into [] (halt-when neg? (fn [before x] [before x])) [1 -2 3])
;=> [[1] -2]

; functions over several sequences look at nothing before its time: what is not computed in runs comes one by one
(def seen (atom []))
(defn watched [k n] ((fn step [i] (lazy-seq (when (< i n) (swap! seen conj [k i]) (cons i (step (inc i)))))) 0))
(let [pairs (map vector (watched :a 9) (range))]
  [(first pairs) @seen (take 2 (interleave (watched :b 9) [1 2 3])) (first (partition-all 2 (watched :c 9))) @seen])
;=> [[0 0] [[:a 0]] (0 1) (0 1) [[:a 0] [:c 0] [:c 1]]]

; a sequence may be made of itself
(def fibs (lazy-cat [0 1] (map + fibs (rest fibs))))
[(take 10 fibs) (take 5 (map + (range) (rest (range)) (repeat 1)))]
;=> [(0 1 1 2 3 5 8 13 21 34) (2 4 6 8 10)]

; functions over runs of different lengths
(let [lists [(range 100) (map identity (range 70)) (list 1 2) (vec (range 33)) "abc"]]
  (every? true? (for [a lists, b lists]
                  (and (= (map vector a b) (map vector (apply list a) (apply list b)))
                       (= (interleave a b) (mapcat list a b))
                       (= (partition 3 a) (partition 3 (apply list a)))
                       (= (partition-all 3 5 a) (partition-all 3 5 (apply list a)))
                       (= (partition 5 2 [:x] a) (partition 5 2 [:x] (apply list a)))
                       (= (take 40 a) (apply list (take 40 (apply list a))))
                       (= (interpose 0 a) (rest (mapcat (fn [x] [0 x]) a)))
                       (= (map-indexed vector a) (map vector (range) a))
                       (= (drop-while #{0 1 2 \a 33} a) (drop-while #{0 1 2 \a 33} (apply list a)))
                       (= (take-last 3 a) (seq (drop (- (count a) 3) a)))
                       (= (sequence (map identity) a) (seq a))))))
;=> true

; functions that wait inside of these
(defn slow [& xs] (sleep 1) xs)
[(map slow [1 2] [3 4] [5 6]) (map-indexed slow [:a]) (drop-while (fn [x] (sleep 1) (< x 3)) [1 2 3 4]) (keep-indexed slow [1]) (sequence (map slow) [1 2])]
;=> [((1 3 5) (2 4 6)) ((0 :a)) (3 4) ((0 1)) ((1) (2))]

; any number of arguments can be applied
(let [xs (range 200000), pairs (interleave xs xs)]
  [(count (apply hash-map pairs)) (count (apply array-map pairs)) (count (apply assoc {} pairs)) (count (apply vector xs)) (count (apply concat (map list xs)))])
;=> [200000 200000 200000 200000 200000]

; several predicates and several arguments
[((some-fn :a :b) {:b 1} {:a 2}) ((some-fn even?) 1) ((some-fn nil? false?) 1 2) ((every-pred odd? pos?) 1 3 -5) ((juxt + - * max) 3 2) ((juxt inc) 1) ((juxt first count) [1 2])]
;=> [2 false false false [5 1 6 3] [2] [1 2]]

; a number of elements need not be whole; what is no number is a mistake
[(take 1.5 [1 2 3]) (count (take 1.5 [1 2 3])) (drop 1.5 [1 2 3]) (take 3/2 [1 2 3]) (drop 1M [1 2]) (try (repeat :a 1) (catch Exception e (ex-code e))) (try (doall (drop :a [1])) (catch Exception e (ex-code e)))]
;=> [(1 2) 2 (3) (1 2) (2) :not-a-number :not-a-number]
