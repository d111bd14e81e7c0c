;; batuta.core, part 3: sequences and transducers. A function that has a transducer gives it when called without a collection.
;; Lazy sequences are computed in the runs of 32 in which vectors, ranges and maps show their elements, one by one elsewhere.
(in-ns 'batuta.core)

(declare mapv binding)

;; ---- joining --------------------------------------------------------------------------------------------------------

(defn concat
  "The elements of collections, one collection after the other, lazily. `(concat [1 2] [3]) ;=> (1 2 3)`"
  ([] (lazy-seq nil))
  ([x] (lazy-seq x))
  ([x y]
   (lazy-seq
     (let [s (seq x)]
       (cond
         (nil? s) y
         (-chunked? s) (-run-onto s (concat (-after-run s) y))
         :else (cons (first s) (concat (rest s) y))))))
  ([x y & more]
   (let [join (fn join [xy more]
                (lazy-seq
                  (let [s (seq xy)]
                    (cond
                      (nil? s) (if more (join (first more) (next more)) nil)
                      (-chunked? s) (-run-onto s (join (-after-run s) more))
                      :else (cons (first s) (join (rest s) more))))))]
     (join (concat x y) more))))

;; The elements of the collections in a collection, lazily in both.
(defn- join-all [colls]
  (lazy-seq
    (when-let [s (seq colls)]
      (concat (first s) (join-all (rest s))))))

;; ---- mapping and choosing -------------------------------------------------------------------------------------------

;; What a function gives for the first elements of several collections, their second ones, and so on.
(defn- -map-several [f colls]
  (lazy-seq
    (let [seqs (-mapv seq colls)]
      (if (-complete? seqs)
        (let [run (-map-runs f seqs)]
          (-chunk-cons run (-map-several f (-after-runs (-array-count run) seqs))))
        nil))))

(defn map
  "What a function gives for every element; for several collections, for their first elements, their second, and so on until
  one ends. `(map + [1 2] [10 20 30]) ;=> (11 22)`"
  ([f]
   (fn [rf]
     (fn
       ([] (rf))
       ([acc] (rf acc))
       ([acc x] (rf acc (f x)))
       ([acc x & more] (rf acc (apply f x more))))))
  ([f coll] (-map f coll))
  ([f a b]
   (-map-several f (-array a b)))
  ([f a b & more]
   (-map-several f (-to-array (list* a b more)))))

(defn filter
  "The elements for which a predicate holds. `(filter even? [1 2 4]) ;=> (2 4)`"
  ([pred]
   (fn [rf]
     (fn
       ([] (rf))
       ([acc] (rf acc))
       ([acc x] (if (pred x) (rf acc x) acc)))))
  ([pred coll] (-filter pred coll)))

(defn remove
  "The elements for which a predicate does not hold. `(remove even? [1 2 4]) ;=> (1)`"
  ([pred] (filter (complement pred)))
  ([pred coll] (-remove pred coll)))

(defn keep
  "What a function gives for every element, nil left out. `(keep #(if (odd? %) %) [1 2 3]) ;=> (1 3)`"
  ([f]
   (fn [rf]
     (fn
       ([] (rf))
       ([acc] (rf acc))
       ([acc x] (let [y (f x)] (if (nil? y) acc (rf acc y)))))))
  ([f coll] (-keep f coll)))

(defn map-indexed
  "What a function gives for every index and element. `(map-indexed vector [:a :b]) ;=> ([0 :a] [1 :b])`"
  ([f]
   (fn [rf]
     (let [i (volatile! -1)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x] (rf acc (f (vreset! i (inc @i)) x)))))))
  ([f coll]
   (let [step (fn step [i coll]
                (lazy-seq
                  (when-let [s (seq coll)]
                    (if (-chunked? s)
                      (-chunk-cons (-indexed-run f i s) (step (+ i (-run-count s)) (-after-run s)))
                      (cons (f i (first s)) (step (inc i) (rest s)))))))]
     (step 0 coll))))

(defn keep-indexed
  "What a function gives for every index and element, nil left out. `(keep-indexed #(if (odd? %1) %2) [:a :b]) ;=> (:b)`"
  ([f]
   (fn [rf]
     (let [i (volatile! -1)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (let [y (f (vreset! i (inc @i)) x)]
            (if (nil? y) acc (rf acc y))))))))
  ([f coll] (keep identity (map-indexed f coll))))

;; A reducing function whose answers do not end an outer reduction before it has seen them.
(defn- keeping-reduced [rf]
  (fn [acc x]
    (let [acc (rf acc x)]
      (if (reduced? acc) (reduced acc) acc))))

(defn cat
  "The transducer that joins collections. `(into [] cat [[1 2] [3]]) ;=> [1 2 3]`"
  [rf]
  (let [inner (keeping-reduced rf)]
    (fn
      ([] (rf))
      ([acc] (rf acc))
      ([acc coll] (reduce inner acc coll)))))

(defn mapcat
  "The collections that a function gives for every element, joined. `(mapcat reverse [[1 2] [3]]) ;=> (2 1 3)`"
  ([f] (comp (map f) cat))
  ([f & colls] (join-all (apply map f colls))))

(defn flat-map
  "The same as `mapcat`, under the name it has in Elixir. `(flat-map #(list % %) [1 2]) ;=> (1 1 2 2)`"
  ([f] (mapcat f))
  ([f coll] (or (-query-of :flat-map f coll) (mapcat f coll)))
  ([f coll & more] (apply mapcat f coll more)))

(defn replace
  "The elements, those that are keys of a map replaced by its values. `(replace {:a 1} [:a :b]) ;=> [1 :b]`"
  ([smap] (map (fn [x] (if-let [e (find smap x)] (val e) x))))
  ([smap coll]
   (let [change (fn [x] (if-let [e (find smap x)] (val e) x))]
     (if (vector? coll) (mapv change coll) (map change coll)))))

;; ---- taking and dropping --------------------------------------------------------------------------------------------

(defn take
  "The first n elements. `(take 2 [1 2 3]) ;=> (1 2)`"
  ([n]
   (fn [rf]
     (let [left (volatile! n)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (let [n (vreset! left (dec @left))
                acc (if (neg? n) acc (rf acc x))]
            (if (pos? n) acc (ensure-reduced acc))))))))
  ([n coll]
   (lazy-seq
     (if (pos? n)
       (when-let [s (seq coll)]
         (let [left (- n (-run-count s))]
           (-take-run n s (cond
                            (<= left 0) ()
                            (-chunked? s) (take left (-after-run s))
                            :else (take left (rest s))))))
       nil))))

(defn drop
  "All but the first n elements. `(drop 2 [1 2 3]) ;=> (3)`"
  ([n]
   (fn [rf]
     (let [left (volatile! n)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (if (pos? @left)
            (do (vreset! left (dec @left)) acc)
            (rf acc x)))))))
  ([n coll] (lazy-seq (-drop n coll))))

(defn take-while
  "The elements up to the first for which a predicate does not hold. `(take-while even? [2 4 5 6]) ;=> (2 4)`"
  ([pred]
   (fn [rf]
     (fn
       ([] (rf))
       ([acc] (rf acc))
       ([acc x] (if (pred x) (rf acc x) (reduced acc))))))
  ([pred coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [x (first s)]
         (if (pred x) (cons x (take-while pred (rest s))) nil))))))

(defn drop-while
  "The elements from the first on for which a predicate does not hold. `(drop-while even? [2 4 5 6]) ;=> (5 6)`"
  ([pred]
   (fn [rf]
     (let [dropping (volatile! true)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (if (and @dropping (pred x))
            acc
            (do (vreset! dropping false) (rf acc x))))))))
  ([pred coll]
   (lazy-seq (-drop-while pred coll))))

(defn take-nth
  "Every n-th element, from the first on. `(take-nth 2 [1 2 3 4 5]) ;=> (1 3 5)`"
  ([n]
   (fn [rf]
     (let [i (volatile! -1)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x] (if (zero? (rem (vreset! i (inc @i)) n)) (rf acc x) acc))))))
  ([n coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (cons (first s) (take-nth n (drop n s)))))))

(defn take-last
  "The last n elements. `(take-last 2 [1 2 3]) ;=> (2 3)`"
  [n coll]
  (if (counted? coll)
    (-drop (- (count coll) n) coll)
    (loop [s (seq coll), lead (seq (drop n coll))]
      (if lead (recur (next s) (next lead)) s))))

(defn drop-last
  "All but the last n elements, n being 1 unless given. `(drop-last [1 2 3]) ;=> (1 2)`"
  ([coll] (drop-last 1 coll))
  ([n coll]
   (if (counted? coll)
     (take (- (count coll) n) coll)
     (map (fn [x _] x) coll (drop n coll)))))

(defn butlast
  "All elements but the last, or nil. `(butlast [1 2 3]) ;=> (1 2)`"
  [coll]
  (seq (drop-last 1 coll)))

(defn split-at
  "The first n elements and the others. `(split-at 1 [1 2 3]) ;=> [(1) (2 3)]`"
  [n coll]
  [(take n coll) (drop n coll)])

(defn split-with
  "The elements before and from the first on for which a predicate does not hold. `(split-with even? [2 3 4]) ;=> [(2) (3 4)]`"
  [pred coll]
  [(take-while pred coll) (drop-while pred coll)])

(defn splitv-at
  "`split-at`, the first part as a vector. `(splitv-at 1 [1 2 3]) ;=> [[1] (2 3)]`"
  [n coll]
  [(vec (take n coll)) (drop n coll)])

(defn nthrest
  "What `rest`, n times over, leaves. `(nthrest [1 2 3] 2) ;=> (3)`"
  [coll n]
  (if (pos? n) (or (-drop n coll) ()) coll))

(defn nthnext
  "What `next`, n times over, leaves. `(nthnext [1 2 3] 2) ;=> (3)`"
  [coll n]
  (-drop n coll))

;; ---- making ---------------------------------------------------------------------------------------------------------

(defn iterate
  "x, (f x), (f (f x)) and so on, without end. `(take 3 (iterate inc 1)) ;=> (1 2 3)`"
  [f x]
  (cons x (lazy-seq (iterate f (f x)))))

(defn repeat
  "A value again and again, n times or without end. `(repeat 2 :x) ;=> (:x :x)`"
  ([x] (-repeat nil x))
  ([n x] (-repeat (if (nil? n) 0 n) x)))

(defn repeatedly
  "What a function gives, called again and again, n times or without end. `(repeatedly 2 (constantly 1)) ;=> (1 1)`"
  ([f] (lazy-seq (cons (f) (repeatedly f))))
  ([n f] (take n (repeatedly f))))

(defn cycle
  "The elements of a collection over and over. `(take 4 (cycle [1 2])) ;=> (1 2 1 2)`"
  [coll]
  (let [start (seq coll)]
    (if start
      ((fn turn [] (lazy-seq (concat start (turn)))))
      ())))

(defn interleave
  "The first elements of collections, then their second ones, and so on until one ends. `(interleave [1 2] [:a :b]) ;=> (1 :a 2 :b)`"
  ([] ())
  ([coll] (lazy-seq coll))
  ([a b & more]
   (let [step (fn step [colls]
                (lazy-seq
                  (let [seqs (-mapv seq colls)]
                    (if (-complete? seqs)
                      (let [run (-interleave-runs seqs)]
                        (-chunk-cons run
                                     (step (-after-runs (quot (-array-count run)
                                                              (-array-count seqs))
                                                        seqs))))
                      nil))))]
     (step (-to-array (list* a b more))))))

(defn interpose
  "The elements with a value between any two. `(interpose 0 [1 2 3]) ;=> (1 0 2 0 3)`"
  ([separator]
   (fn [rf]
     (let [started (volatile! false)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (if @started
            (let [acc (rf acc separator)]
              (if (reduced? acc) acc (rf acc x)))
            (do (vreset! started true) (rf acc x))))))))
  ([separator coll]
   (let [behind (fn behind [coll]
                  (lazy-seq
                    (when-let [s (seq coll)]
                      (if (-chunked? s)
                        (-chunk-cons (-behind-run separator s) (behind (-after-run s)))
                        (cons separator (cons (first s) (behind (rest s))))))))]
     (lazy-seq (rest (behind coll))))))

(defn distinct
  "The elements without those that came before. `(distinct [1 1 2 1]) ;=> (1 2)`"
  ([]
   (fn [rf]
     (let [seen (volatile! #{})]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (if (contains? @seen x)
            acc
            (do (vreset! seen (conj @seen x)) (rf acc x))))))))
  ([coll]
   (let [step (fn step [coll seen]
                (lazy-seq
                  (loop [s (seq coll)]
                    (if s
                      (let [x (first s)]
                        (if (contains? seen x)
                          (recur (next s))
                          (cons x (step (rest s) (conj seen x)))))
                      nil))))]
     (or (-query-of :distinct nil coll) (step coll #{})))))

(defn dedupe
  "The elements without those equal to the one before. `(dedupe [1 1 2 1]) ;=> (1 2 1)`"
  ([]
   (fn [rf]
     (let [before (volatile! -skip)]
       (fn
         ([] (rf))
         ([acc] (rf acc))
         ([acc x]
          (let [same (= x @before)]
            (vreset! before x)
            (if same acc (rf acc x))))))))
  ([coll]
   (let [step (fn step [before coll]
                (lazy-seq
                  (loop [s (seq coll)]
                    (if s
                      (if (= (first s) before)
                        (recur (next s))
                        (cons (first s) (step (first s) (rest s))))
                      nil))))]
     (step -skip coll))))

;; ---- parts ----------------------------------------------------------------------------------------------------------

(defn partition
  "Parts of n elements, each starting `step` after the one before; a last one that is too short is filled up from `pad`, or left out.
  `(partition 2 [1 2 3 4 5]) ;=> ((1 2) (3 4))`"
  ([n coll] (partition n n coll))
  ([n step coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [parts (-parts n step s)]
         (if (< 0 (-array-count parts))
           (-chunk-cons parts (partition n step (-after-parts step parts s)))
           (let [part (-take n s)]
             (if (= n (-array-count part))
               (cons (-array-list part) (partition n step (lazy-seq (-drop step s))))
               nil)))))))
  ([n step pad coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [part (-take n s)]
         (if (= n (-array-count part))
           (cons (-array-list part) (partition n step pad (lazy-seq (-drop step s))))
           (list (take n (concat (-array-list part) pad)))))))))

(defn partition-all
  "Parts of n elements, each starting `step` after the one before; the last ones may be shorter. `(partition-all 2 [1 2 3]) ;=> ((1 2) (3))`"
  ([n]
   (fn [rf]
     (let [part (-array)]
       (fn
         ([] (rf))
         ([acc]
          (let [acc (if (zero? (-array-count part))
                      acc
                      (unreduced (rf acc (-array-take-vec part))))]
            (rf acc)))
         ([acc x]
          (-array-push part x)
          (if (= n (-array-count part)) (rf acc (-array-take-vec part)) acc))))))
  ([n coll] (partition-all n n coll))
  ([n step coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [parts (-parts n step s)]
         (if (< 0 (-array-count parts))
           (-chunk-cons parts (partition-all n step (-after-parts step parts s)))
           (cons (-array-list (-take n s)) (partition-all n step (lazy-seq (-drop step s))))))))))

(defn partitionv
  "`partition` with vectors as parts. `(partitionv 2 [1 2 3]) ;=> ([1 2])`"
  ([n coll] (map vec (partition n coll)))
  ([n step coll] (map vec (partition n step coll)))
  ([n step pad coll] (map vec (partition n step pad coll))))

(defn partitionv-all
  "`partition-all` with vectors as parts. `(partitionv-all 2 [1 2 3]) ;=> ([1 2] [3])`"
  ([n] (partition-all n))
  ([n coll] (map vec (partition-all n coll)))
  ([n step coll] (map vec (partition-all n step coll))))

(defn partition-by
  "Parts of neighbours for which a function gives the same. `(partition-by odd? [1 1 2 3 3]) ;=> ((1 1) (2) (3 3))`"
  ([f]
   (fn [rf]
     (let [part (-array), key (volatile! -skip)]
       (fn
         ([] (rf))
         ([acc]
          (let [acc (if (zero? (-array-count part))
                      acc
                      (unreduced (rf acc (-array-take-vec part))))]
            (rf acc)))
         ([acc x]
          (let [before @key, now (f x)]
            (vreset! key now)
            (if (or (identical? before -skip) (= before now))
              (do (-array-push part x) acc)
              (let [acc (rf acc (-array-take-vec part))]
                (if (reduced? acc) nil (-array-push part x))
                acc))))))))
  ([f coll]
   (lazy-seq
     (when-let [s (seq coll)]
       (let [x (first s)
             key (f x)
             part (cons x (take-while (fn [y] (= key (f y))) (next s)))]
         (cons part (partition-by f (lazy-seq (-drop (count part) s)))))))))

;; ---- asking ---------------------------------------------------------------------------------------------------------

(defn every?
  "Whether a predicate holds for all elements. `(every? odd? [1 3]) ;=> true`"
  [pred coll]
  (reduce (fn [_ x] (if (pred x) true (reduced false))) true coll))

(defn not-every?
  "Whether a predicate does not hold for some element. `(not-every? odd? [1 2]) ;=> true`"
  [pred coll]
  (not (every? pred coll)))

(defn some
  "The first answer of a predicate that is true, or nil. `(some #{3} [1 2 3]) ;=> 3`"
  [pred coll]
  (reduce (fn [_ x] (let [answer (pred x)] (if answer (reduced answer) nil))) nil coll))

(defn not-any?
  "Whether a predicate holds for no element. `(not-any? even? [1 3]) ;=> true`"
  [pred coll]
  (not (some pred coll)))

(defn empty?
  "Whether a collection has no elements. `(empty? []) ;=> true`"
  [coll]
  (if (counted? coll) (= 0 (count coll)) (nil? (seq coll))))

(defn not-empty
  "The collection, or nil if it is empty. `(not-empty []) ;=> nil`"
  [coll]
  (if (empty? coll) nil coll))

(defn distinct?
  "Whether no two arguments are equal. `(distinct? 1 2 1) ;=> false`"
  [& xs]
  (= (count xs) (count (set xs))))

(defn bounded-count
  "How many elements, counting at most n where the collection does not know. `(bounded-count 3 (range)) ;=> 3`"
  [n coll]
  (if (counted? coll) (count coll) (count (take n coll))))

;; ---- reducing -------------------------------------------------------------------------------------------------------

(defn transduce
  "Reduces a collection through a transducer. `(transduce (map inc) + [1 2]) ;=> 5`"
  ([xform f coll] (transduce xform f (f) coll))
  ([xform f init coll]
   (let [f (xform f)]
     (f (reduce f init coll)))))

(defn reductions
  "The values that `reduce` goes through. `(reductions + [1 2 3]) ;=> (1 3 6)`"
  ([f coll]
   (lazy-seq
     (if-let [s (seq coll)]
       (reductions f (first s) (rest s))
       (list (f)))))
  ([f init coll]
   (if (reduced? init)
     (list (unreduced init))
     (cons init
           (lazy-seq
             (when-let [s (seq coll)]
               (reductions f (f init (first s)) (rest s))))))))

(defn halt-when
  "The transducer that ends everything at the first element for which a predicate holds; the answer is that element, or what
  `(combine acc x)` gives. `(into [] (halt-when neg?) [1 -2 3]) ;=> -2`"
  ([pred] (halt-when pred nil))
  ([pred combine]
   (fn [rf]
     (fn
       ([] (rf))
       ([acc] (if (and (map? acc) (contains? acc ::halt)) (::halt acc) (rf acc)))
       ([acc x]
        (if (pred x)
          (reduced {::halt (if combine (combine (rf acc) x) x)})
          (rf acc x)))))))

;; The elements that come out of a transducer, while it is given those of a collection, run by run.
(defn- transformed [xform coll]
  (let [out (-array)
        done (volatile! false)
        rf (xform (fn ([acc] acc) ([acc x] (-array-push out x) acc)))
        feed (fn [_ x] (if (reduced? (rf nil x)) (do (vreset! done true) (reduced nil)) nil))
        flush (fn [more] (-chunk-cons (-array-take out) more))
        step (fn step [s]
               (lazy-seq
                 (loop [s (seq s)]
                   (if (nil? s)
                     (do (rf nil) (flush ()))
                     (let [more (if (-chunked? s)
                                  (do (-reduce-run feed s) (-after-run s))
                                  (do (feed nil (first s)) (rest s)))]
                       (cond
                         @done (do (rf nil) (flush ()))
                         (zero? (-array-count out)) (recur (seq more))
                         :else (flush (step more))))))))]
    (step coll)))

(defn sequence
  "The elements as a sequence, through a transducer where one is given, computed as they are reached. `(sequence (map inc) [1 2]) ;=> (2 3)`"
  ([coll] (if (seq? coll) coll (or (seq coll) ())))
  ([xform coll] (transformed xform coll))
  ([xform coll & more]
   (transformed (fn [rf]
                  (let [rf (xform rf)]
                    (fn ([acc] (rf acc)) ([acc args] (apply rf acc args)))))
                (apply map list coll more))))

(defn eduction
  "The elements of a collection through transducers, computed anew each time that somebody walks over them; `sequence` keeps them.
  `(eduction (map inc) (filter even?) [1 2 3]) ;=> (2 4)`"
  [& xforms-and-coll]
  (let [xform (apply comp (butlast xforms-and-coll))
        coll (last xforms-and-coll)]
    (-eduction (fn [] (sequence xform coll)))))

(defn ->Eduction
  "The same as `eduction`, for one transducer. `(->Eduction (map inc) [1 2]) ;=> (2 3)`"
  [xform coll]
  (eduction xform coll))

(defn iteration
  "The values of calls of `step`, each with the key that `:kf` finds in the answer before, while `:somef` holds; `:vf` takes the
  value out of an answer. Nothing is called before somebody looks.
  `(iteration (fn [k] (if (< k 3) k)) :kf inc :initk 0) ;=> (0 1 2)`"
  [step & {:keys [somef vf kf initk] :or {somef some? vf identity kf identity initk nil}}]
  ((fn turn [key]
     (lazy-seq
       (let [answer (step key)]
         (if (somef answer)
           (cons (vf answer)
                 (let [key (kf answer)]
                   (if (nil? key) nil (turn key))))
           nil))))
   initk))

;; ---- order ----------------------------------------------------------------------------------------------------------

(defn reverse
  "The elements from last to first. `(reverse [1 2 3]) ;=> (3 2 1)`"
  [coll]
  (reduce conj () coll))

(defn sort
  "The elements in order: that of `compare`, or of a function. `(sort > [3 1 2]) ;=> (3 2 1)`"
  ([coll] (sort compare coll))
  ([order coll] (-array-list (-sort-array order (-to-array coll)))))

(defn sort-by
  "The elements in the order of what a function gives for them. `(sort-by count [\"ccc\" \"a\" \"bb\"]) ;=> (\"a\" \"bb\" \"ccc\")`"
  ([f coll] (sort-by f compare coll))
  ([f order coll]
   (let [items (-to-array coll)]
     (-array-list (-sort-by-keys order (-mapv f (-array-list items)) items)))))

(defn shuffle
  "The elements in random order, as a vector. `(sort (shuffle [1 2 3])) ;=> (1 2 3)`"
  [coll]
  (-array-vec (-shuffle-array (-to-array coll))))

(defn rand-nth
  "A random element. `(rand-nth [1]) ;=> 1`"
  [coll]
  (nth coll (rand-int (count coll))))

(defn random-sample
  "Elements chosen by chance, each with a probability. `(random-sample 1 [1 2]) ;=> (1 2)`"
  ([probability] (filter (fn [_] (< (rand) probability))))
  ([probability coll] (filter (fn [_] (< (rand) probability)) coll)))

(defmacro with-seed
  "Runs a body in which `rand`, `shuffle` and the like give the same for the same seed. `(= (with-seed 1 (rand)) (with-seed 1 (rand))) ;=> true`"
  [seed & body]
  `(binding [*random* (-generator ~seed)] ~@body))

(defn max-key
  "The argument for which a function gives the most; the last of equals. `(max-key count [1] [1 2]) ;=> [1 2]`"
  [f x & more]
  (second (reduce (fn [[most _ :as best] x] (let [k (f x)] (if (>= k most) [k x] best)))
                  [(f x) x]
                  more)))

(defn min-key
  "The argument for which a function gives the least; the last of equals. `(min-key count [1] [1 2]) ;=> [1]`"
  [f x & more]
  (second (reduce (fn [[least _ :as best] x] (let [k (f x)] (if (<= k least) [k x] best)))
                  [(f x) x]
                  more)))

;; ---- trees ----------------------------------------------------------------------------------------------------------

(defn tree-seq
  "A node and all below it, each before its children. `(count (tree-seq vector? seq [1 [2 3]])) ;=> 5`"
  [branch? children root]
  (let [walk (fn walk [node]
               (lazy-seq
                 (cons node (if (branch? node) (mapcat walk (children node)) nil))))]
    (walk root)))

;; The leaves of a sequence and then of those that wait behind it, the innermost first.
(defn- leaves [s waiting]
  (lazy-seq
    (loop [s (seq s), waiting waiting]
      (cond
        (nil? s) (if (nil? waiting) nil (recur (seq (first waiting)) (next waiting)))
        (sequential? (first s)) (recur (seq (first s)) (cons (rest s) waiting))
        :else (cons (first s) (leaves (rest s) waiting))))))

(defn flatten
  "The elements of nested lists, vectors and sequences. `(flatten [1 [2 [3]]]) ;=> (1 2 3)`"
  [x]
  (if (sequential? x) (leaves x nil) ()))
