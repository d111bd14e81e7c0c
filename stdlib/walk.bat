;; batuta.walk: changing nested data everywhere at once.
(ns batuta.walk)

(defn walk
  "A value rebuilt from what `inner` gives for its parts, then handed to `outer`. `(walk/walk inc #(apply + %) [1 2]) ;=> 5`"
  [inner outer x]
  (cond
    (list? x) (outer (with-meta (apply list (map inner x)) (meta x)))
    (seq? x) (outer (doall (map inner x)))
    (tuple? x) (outer (apply tuple (tuple-tag x) (map inner (tuple-items x))))
    (map? x) (outer (into (empty x) (map (fn [entry] (inner entry))) x))
    (coll? x) (outer (into (empty x) (map inner) x))
    :else (outer x)))

(defn postwalk
  "A value with a function applied to all its parts, the innermost first. `(walk/postwalk #(if (int? %) (inc %) %) [1 {:a 2}]) ;=> [2 {:a 3}]`"
  [f x]
  (walk (fn [part] (postwalk f part)) f x))

(defn prewalk
  "A value with a function applied to all its parts, the outermost first. `(walk/prewalk #(if (int? %) (inc %) %) [1 [2]]) ;=> [2 [3]]`"
  [f x]
  (walk (fn [part] (prewalk f part)) identity (f x)))

(defn postwalk-replace
  "A value with all parts that are keys of a map replaced, the innermost first. `(walk/postwalk-replace {:a 1} [:a [:a]]) ;=> [1 [1]]`"
  [replacements x]
  (postwalk (fn [part] (if (contains? replacements part) (get replacements part) part)) x))

(defn prewalk-replace
  "A value with all parts that are keys of a map replaced, the outermost first. `(walk/prewalk-replace {:a 1} [:a [:a]]) ;=> [1 [1]]`"
  [replacements x]
  (prewalk (fn [part] (if (contains? replacements part) (get replacements part) part)) x))

(defn keywordize-keys
  "A value with the strings that are keys of maps made keywords. `(walk/keywordize-keys {\"a\" 1}) ;=> {:a 1}`"
  [x]
  (postwalk (fn [part]
              (if (map? part) (update-keys part (fn [k] (if (string? k) (keyword k) k))) part))
            x))

(defn stringify-keys
  "A value with the keywords that are keys of maps made strings, without their namespaces. `(walk/stringify-keys {:a 1}) ;=> {\"a\" 1}`"
  [x]
  (postwalk (fn [part]
              (if (map? part) (update-keys part (fn [k] (if (keyword? k) (name k) k))) part))
            x))

(defn macroexpand-all
  "A form with all macros in it expanded. `(walk/macroexpand-all '(when a (when b c))) ;=> (if a (do (if b (do c) nil)) nil)`"
  [form]
  (prewalk (fn [x] (if (seq? x) (macroexpand x) x)) form))

(defn prewalk-demo
  "Prints each part of a value as `prewalk` comes to it. `(with-out-str (walk/prewalk-demo [1])) ;=> \"Walked: [1]\\nWalked: 1\\n\"`"
  [form]
  (prewalk (fn [x] (print "Walked: ") (prn x) x) form))

(defn postwalk-demo
  "Prints each part of a value as `postwalk` comes to it. `(with-out-str (walk/postwalk-demo [1])) ;=> \"Walked: 1\\nWalked: [1]\\n\"`"
  [form]
  (postwalk (fn [x] (print "Walked: ") (prn x) x) form))
