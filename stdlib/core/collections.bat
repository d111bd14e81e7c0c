;; batuta.core, part 4: collections: filling them, reaching into them, grouping.
(in-ns 'batuta.core)

(defn mapv
  "What a function gives for every element, as a vector. `(mapv inc [1 2]) ;=> [2 3]`"
  ([f coll] (-array-vec (-mapv f coll)))
  ([f a b] (vec (map f a b)))
  ([f a b & more] (vec (apply map f a b more))))

(defn filterv
  "The elements for which a predicate holds, as a vector. `(filterv odd? [1 2 3]) ;=> [1 3]`"
  [pred coll]
  (vec (filter pred coll)))

;; Whether a collection can be filled as a transient.
(defn- fillable? [coll]
  (and (or (vector? coll) (map? coll) (set? coll)) (not (sorted? coll))))

(defn into
  "A collection with the elements of another, through a transducer where one is given. `(into [1] (map inc) [1 2]) ;=> [1 2 3]`"
  ([] [])
  ([to] to)
  ([to from]
   (if (fillable? to)
     (with-meta (persistent! (reduce conj! (transient to) from)) (meta to))
     (reduce conj to from)))
  ([to xform from]
   (if (fillable? to)
     (transduce xform
                (fn
                  ([acc] (with-meta (persistent! acc) (meta to)))
                  ([acc x] (conj! acc x)))
                (transient to)
                from)
     (transduce xform (fn ([acc] acc) ([acc x] (conj acc x))) to from))))

(defn vary-meta
  "The value with its metadata changed by a function. `(meta (vary-meta ^{:a 1} [] assoc :b 2)) ;=> {:a 1 :b 2}`"
  [x f & args]
  (with-meta x (apply f (meta x) args)))

(defn alter-meta!
  "Changes the metadata of a var, an atom or a namespace by a function. `(alter-meta! (atom 1) assoc :a 1) ;=> {:a 1}`"
  [x f & args]
  (reset-meta! x (apply f (meta x) args)))

;; ---- at one key -----------------------------------------------------------------------------------------------------

(defn update
  "A map or vector with what a function gives for the value at a key. `(update {:a 1} :a + 5) ;=> {:a 6}`"
  ([m k f] (assoc m k (f (get m k))))
  ([m k f x] (assoc m k (f (get m k) x)))
  ([m k f x & more] (assoc m k (apply f (get m k) x more))))

(defn get-in
  "The value at a path of keys. `(get-in {:a {:b [1 2]}} [:a :b 1]) ;=> 2`"
  ([m path]
   (if (vector? path)
     (let [n (count path)]
       (loop [m m, i 0]
         (if (< i n) (recur (get m (nth path i)) (inc i)) m)))
     (reduce get m path)))
  ([m path not-found]
   (loop [m m, path (seq path)]
     (if path
       (let [x (get m (first path) -skip)]
         (if (identical? x -skip) not-found (recur x (next path))))
       m))))

(defn assoc-in
  "With a value at a path of keys; missing maps are made. `(assoc-in {} [:a :b] 1) ;=> {:a {:b 1}}`"
  [m path x]
  (let [path (vec path), end (dec (count path))]
    ((fn put [m i]
       (let [k (get path i)]
         (assoc m k (if (< i end) (put (get m k) (inc i)) x))))
     m
     0)))

(defn update-in
  "With what a function gives for the value at a path of keys. `(update-in {:a {:b 1}} [:a :b] inc) ;=> {:a {:b 2}}`"
  [m path f & args]
  (let [path (vec path), end (dec (count path))]
    ((fn change [m i]
       (let [k (get path i), x (get m k)]
         (assoc m k (cond
                      (< i end) (change x (inc i))
                      (nil? args) (f x)
                      :else (apply f x args)))))
     m
     0)))

(defn select-keys
  "The part of a map with some keys. `(select-keys {:a 1 :b 2} [:b]) ;=> {:b 2}`"
  [m ks]
  (with-meta (reduce (fn [part k] (if-let [e (find m k)] (assoc part k (val e)) part)) {} ks)
             (meta m)))

(defn update-vals
  "A map with what a function gives for each value. `(update-vals {:a 1} inc) ;=> {:a 2}`"
  [m f]
  (with-meta (persistent! (reduce-kv (fn [acc k v] (assoc! acc k (f v))) (transient {}) m))
             (meta m)))

(defn update-keys
  "A map with what a function gives for each key. `(update-keys {:a 1} name) ;=> {\"a\" 1}`"
  [m f]
  (with-meta (persistent! (reduce-kv (fn [acc k v] (assoc! acc (f k) v)) (transient {}) m))
             (meta m)))

;; ---- several maps ---------------------------------------------------------------------------------------------------

(defn merge
  "Maps joined; later values win. `(merge {:a 1} {:b 2} {:a 3}) ;=> {:a 3 :b 2}`"
  [& maps]
  (if (some identity maps)
    (reduce (fn [m other] (conj (or m {}) other)) maps)
    nil))

(defn merge-with
  "Maps joined; where several have a key, a function joins the values. `(merge-with + {:a 1} {:a 2}) ;=> {:a 3}`"
  [f & maps]
  (if (some identity maps)
    (reduce (fn [m other]
              (reduce-kv (fn [m k v]
                           (if-let [e (find m k)] (assoc m k (f (val e) v)) (assoc m k v)))
                         (or m {})
                         other))
            maps)
    nil))

(defn zipmap
  "The map of keys and values side by side. `(zipmap [:a :b] [1 2]) ;=> {:a 1 :b 2}`"
  [ks vs]
  (into {} (map vector ks vs)))

;; ---- grouping -------------------------------------------------------------------------------------------------------

(defn group-by
  "A map from what a function gives to the elements it gives that for. `(group-by even? [1 2 3]) ;=> {false [1 3] true [2]}`"
  [f coll]
  (or (-query-of :group-by f coll)
      (reduce (fn [groups x] (let [k (f x)] (assoc groups k (conj (get groups k []) x)))) {} coll)))

(defn frequencies
  "A map from each element to how often it is there. `(frequencies [:a :b :a]) ;=> {:a 2 :b 1}`"
  [coll]
  (persistent! (reduce (fn [counts x] (assoc! counts x (inc (get counts x 0))))
                       (transient {})
                       coll)))
