; waiting inside functions given to sequence functions
[(map (fn [x] (sleep 1) (inc x)) [1 2 3]) (filter (fn [x] (sleep 1) (odd? x)) (range 5)) (keep (fn [x] (sleep 1) x) [1 nil 2]) (remove (fn [x] (sleep 1) (odd? x)) (range 4))]
;=> [(2 3 4) (1 3) (1 2) (0 2)]

; waiting inside reductions
[(reduce (fn [a x] (sleep 1) (+ a x)) 0 (range 5)) (reduce (fn [a x] (sleep 1) (+ a x)) [1 2 3]) (reduce-kv (fn [a k v] (sleep 1) (+ a v)) 0 {:a 1 :b 2}) (reduce (fn [a x] (sleep 1) (if (= x 3) (reduced :found) a)) nil (range))]
;=> [10 6 3 :found]

; waiting inside eager functions
[(mapv (fn [x] (sleep 1) x) (range 40)) (count (into [] (map (fn [x] (sleep 1) x)) (range 40))) (group-by (fn [x] (sleep 1) (odd? x)) [1 2]) (sort-by (fn [x] (sleep 1) (- x)) [1 2 3])]
;~> ^\[\[0 1 .* 39\] 40 \{true \[1\] false \[2\]\} \(3 2 1\)\]$

; waiting inside lazy elements that others consume
(let [xs (map (fn [x] (sleep 1) x) (range 40))] [(count xs) (nth xs 39) (last xs) (= xs (range 40)) (str (take 2 xs)) (vec (take 2 xs)) (apply + xs) (count (set xs))])
;=> [40 39 39 true "(0 1)" [0 1] 780 40]

; waiting lazy elements compared, hashed, printed before anyone has looked
[(= (map (fn [x] (sleep 1) x) [1 2]) [1 2]) (= (hash (map (fn [x] (sleep 1) x) [1 2])) (hash [1 2])) (pr-str {:a (map (fn [x] (sleep 1) x) [1 2])}) (get {[1 2] :found} (map (fn [x] (sleep 1) x) [1 2]))]
;=> [true true "{:a (1 2)}" :found]

; println of waiting elements
(println (map (fn [x] (sleep 1) x) [1 2]) [(map (fn [x] (sleep 1) x) [3])])
;out> (1 2) [(3)]
;=> nil

; waiting inside swap!, delay, memoize, doseq, for, binding
(do (def ^:dynamic *d* 1) [(swap! (atom 1) (fn [x] (sleep 1) (inc x))) @(delay (sleep 1) 5) ((memoize (fn [x] (sleep 1) x)) 7) (for [x [1 2] y [3] :when (do (sleep 1) true)] (do (sleep 1) (+ x y))) (binding [*d* 2] (sleep 1) *d*)])
;=> [2 5 7 (4 5) 2]

; some, every?, update, mapcat, iterate wait too
[(some (fn [x] (sleep 1) (if (> x 2) x)) (range)) (every? (fn [x] (sleep 1) true) [1 2]) (update {:a 1} :a (fn [x] (sleep 1) (inc x))) (mapcat (fn [x] (sleep 1) [x x]) [1 2]) (take 3 (iterate (fn [x] (sleep 1) (inc x)) 0))]
;=> [3 true {:a 2} (1 1 2 2) (0 1 2)]

; apply of a waiting sequence, and of a function that waits
[(apply + (map (fn [x] (sleep 1) x) [1 2])) (apply (fn [& xs] (sleep 1) (count xs)) (map (fn [x] (sleep 1) x) (range 50)))]
;=> [3 50]

; str and join of elements that wait, and of sequences whose elements wait
[(apply str "a" (map (fn [x] (sleep 1) x) (range 40))) (apply str [1 (map (fn [x] (sleep 1) x) [2]) 3]) (str/join "," [1 (map (fn [x] (sleep 1) x) [2]) 3])]
;=> ["a0123456789101112131415161718192021222324252627282930313233343536373839" "1(2)3" "1,(2),3"]

; a comparator cannot wait, and says so
(sort (fn [a b] (sleep 1) (< a b)) [2 1])
;err> comparator

; multimethods and trampolines wait
(do (defmulti m (fn [x] (sleep 1) x)) (defmethod m 1 [_] (sleep 1) :one) (defmethod m :default [_] :other) [(m 1) (m 2) (trampoline (fn [] (sleep 1) (fn [] (sleep 1) 3)))])
;=> [:one :other 3]

; errors come out of what waited
(try (doall (map (fn [x] (sleep 1) (throw "late")) [1])) (catch Exception e (ex-message e)))
;=> "late"

; with-out-str and with-redefs across a wait
(do (defn f [] 1) [(with-out-str (print 1) (sleep 1) (print 2)) (with-redefs [f (fn [] (sleep 1) 2)] (f)) (f)])
;=> ["12" 2 1]

; what waits right after a walk over a collection waits to its end
(do (count (set (list 1 2))) (await-exit (spawn (fn [] (sleep 5) 1))))
;=> :normal

; a message computes nothing: it shows of a sequence that waits what is known
(for [f [(fn [xs] (+ 1 xs)) (fn [xs] (dissoc xs 1)) (fn [xs] (throw xs)) (fn [xs] (throw (ex-info xs {}))) (fn [xs] (assert false xs)) (fn [xs] (+ 1 {:a (conj xs 0)}))]] (try (f (map (fn [x] (sleep 1) x) [1 2])) (catch Exception e (ex-message e))))
;=> ("`+` needs numbers, got (...)" "`dissoc` needs a map or a vector, got (...) (LazySeq)" "(...)" "(...)" "Assert failed: (...)" "`+` needs numbers, got {:a (0 ...)}")

; a message of a sequence that is known in part, and of an eduction
(let [xs (map inc (range 40))] (first xs) (for [x [(take 2 xs) xs (eduction (map inc) [1])]] (try (inc x) (catch Exception e (ex-message e)))))
;=> ("`+` needs numbers, got (...)" "`+` needs numbers, got (1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 ...)" "`+` needs numbers, got (...)")
