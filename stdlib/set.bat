;; batuta.set: sets as in mathematics, and relations: sets of maps.
(ns batuta.set)

;; ---- sets -----------------------------------------------------------------------------------------------------------

(defn union
  "The elements of any of some sets. `(set/union #{1} #{1}) ;=> #{1}`"
  ([] #{})
  ([a] a)
  ([a b] (if (< (count a) (count b)) (into b a) (into (or a #{}) b)))
  ([a b & more] (reduce union (union a b) more)))

(defn intersection
  "The elements of all sets. `(set/intersection #{1 2} #{2 3}) ;=> #{2}`"
  ([a] a)
  ([a b]
   (if (< (count b) (count a))
     (recur b a)
     (reduce (fn [kept x] (if (contains? b x) kept (disj kept x))) a a)))
  ([a b & more] (reduce intersection (intersection a b) more)))

(defn difference
  "The elements of the first set that are in none of the others. `(set/difference #{1 2} #{2}) ;=> #{1}`"
  ([a] a)
  ([a b]
   (if (< (count a) (count b))
     (reduce (fn [kept x] (if (contains? b x) (disj kept x) kept)) a a)
     (reduce disj a b)))
  ([a b & more] (reduce difference (difference a b) more)))

(defn subset?
  "Whether all elements of a set are in another. `(set/subset? #{1} #{1 2}) ;=> true`"
  [a b]
  (and (<= (count a) (count b)) (every? (fn [x] (contains? b x)) a)))

(defn superset?
  "Whether a set has all elements of another. `(set/superset? #{1 2} #{1}) ;=> true`"
  [a b]
  (subset? b a))

(defn disjoint?
  "Whether two sets have no element in common. `(set/disjoint? #{1} #{2}) ;=> true`"
  [a b]
  (not-any? (fn [x] (contains? b x)) a))

(defn select
  "The elements of a set for which a predicate holds. `(set/select odd? #{1 2}) ;=> #{1}`"
  [pred xs]
  (reduce (fn [kept x] (if (pred x) kept (disj kept x))) xs xs))

;; ---- maps -----------------------------------------------------------------------------------------------------------

(defn rename-keys
  "A map with keys renamed by another. `(set/rename-keys {:a 1} {:a :b}) ;=> {:b 1}`"
  [m renames]
  (reduce-kv (fn [acc from to] (if (contains? m from) (assoc acc to (get m from)) acc))
             (apply dissoc m (keys renames))
             renames))

(defn map-invert
  "A map from values to keys. `(set/map-invert {:a 1}) ;=> {1 :a}`"
  [m]
  (reduce-kv (fn [acc k v] (assoc acc v k)) {} m))

;; ---- relations ------------------------------------------------------------------------------------------------------

(defn project
  "A relation with some keys only. `(set/project #{{:a 1 :b 2}} [:a]) ;=> #{{:a 1}}`"
  [relation ks]
  (set (map (fn [row] (select-keys row ks)) relation)))

(defn rename
  "A relation with keys renamed. `(set/rename #{{:a 1}} {:a :b}) ;=> #{{:b 1}}`"
  [relation renames]
  (set (map (fn [row] (rename-keys row renames)) relation)))

(defn index
  "A map from the values of some keys to the rows that have them. `(set/index #{{:a 1 :b 2}} [:a]) ;=> {{:a 1} #{{:a 1 :b 2}}}`"
  [relation ks]
  (reduce (fn [rows row]
            (let [k (select-keys row ks)]
              (assoc rows k (conj (get rows k #{}) row))))
          {}
          relation))

(defn join
  "Rows of two relations that agree, merged: in the keys they share, or in those that a map pairs.
  `(set/join #{{:a 1 :b 2}} #{{:b 2 :c 3}}) ;=> #{{:a 1 :b 2 :c 3}}`"
  ([a b]
   (if (and (seq a) (seq b))
     (let [shared (intersection (set (keys (first a))) (set (keys (first b))))]
       (join a b (zipmap shared shared)))
     #{}))
  ([a b pairs]
   (let [rows (index a (keys pairs))]
     (reduce (fn [joined row]
               (let [found (get rows
                                (rename-keys (select-keys row (vals pairs)) (map-invert pairs)))]
                 (reduce (fn [joined other] (conj joined (merge other row))) joined found)))
             #{}
             b))))
