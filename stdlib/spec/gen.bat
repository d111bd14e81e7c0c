;; batuta.spec.gen: generators; portable code knows it as clojure.spec.gen.alpha.
;; A generator says how to make a value by choices: a map with `::make`, a function of `draw` and a size. `(draw n)` is an Int from 0 to before n, 0 being
;; the simplest choice. A value depends on its choices alone: the same ones make it again, smaller ones a simpler one; `s/check` simplifies so.
(in-ns 'batuta.spec.gen)

(defn generator?
  "Whether a value is a generator. `(batuta.spec.gen/generator? (batuta.spec.gen/return 1)) ;=> true`"
  [x]
  (and (map? x) (contains? x ::make)))

(defn make
  "A generator of a function of `draw` and a size: `(draw n)` is an Int from 0 to before n, and all that a value may depend on.
  `(batuta.spec.gen/generate (batuta.spec.gen/make (fn [draw size] (* 2 (draw 1))))) ;=> 0`"
  [f]
  {::make f})

(defn run
  "What a generator makes of choices: of a function `draw` and a size. `(batuta.spec.gen/run (batuta.spec.gen/return 1) (fn [n] 0) 10) ;=> 1`"
  [generator draw size]
  (let [f (if (map? generator) (::make generator) nil)]
    (if f
      (f draw size)
      (throw (ex-info "A generator was expected: `s/gen` of a spec, or what functions of `batuta.spec.gen` make"
                      {:value generator})))))

(defn return
  "The generator of one value. `(batuta.spec.gen/generate (batuta.spec.gen/return :a)) ;=> :a`"
  [x]
  (make (fn [_ _] x)))

(defn choose
  "Ints from one to another, both included. `(<= 1 (batuta.spec.gen/generate (batuta.spec.gen/choose 1 6)) 6) ;=> true`"
  [from to]
  (make (fn [draw _] (+ from (draw (inc (- to from)))))))

(defn elements
  "One of some values, the first being the simplest. `(contains? #{1 2} (batuta.spec.gen/generate (batuta.spec.gen/elements [1 2]))) ;=> true`"
  [values]
  (let [values (vec values)]
    (make (fn [draw _] (nth values (draw (count values)))))))

(defn one-of
  "What one of some generators makes. `(contains? #{1 2} (batuta.spec.gen/generate (batuta.spec.gen/one-of [(batuta.spec.gen/return 1) (batuta.spec.gen/return 2)]))) ;=> true`"
  [generators]
  (let [generators (vec generators)]
    (make (fn [draw size] (run (nth generators (draw (count generators))) draw size)))))

(defn frequency
  "What one of some generators makes, as often as the weights before them say.
  `(batuta.spec.gen/generate (batuta.spec.gen/frequency [[3 (batuta.spec.gen/return 1)] [0 (batuta.spec.gen/return 2)]])) ;=> 1`"
  [pairs]
  (let [total (reduce + (map first pairs))]
    (make (fn [draw size]
            (loop [n (draw total)
                   [[weight generator] & more] pairs]
              (if (< n weight) (run generator draw size) (recur (- n weight) more)))))))

(defn fmap
  "What a function makes of generated values. `(batuta.spec.gen/generate (batuta.spec.gen/fmap inc (batuta.spec.gen/return 1))) ;=> 2`"
  [f generator]
  (make (fn [draw size] (f (run generator draw size)))))

(defn bind
  "What the generator makes that a function gives for a generated value. `(batuta.spec.gen/generate (batuta.spec.gen/bind (batuta.spec.gen/return 1) batuta.spec.gen/return)) ;=> 1`"
  [generator f]
  (make (fn [draw size] (run (f (run generator draw size)) draw size))))

(defn such-that
  "Generated values that satisfy a predicate: of 100 tries, or as many as said. `(batuta.spec.gen/generate (batuta.spec.gen/such-that even? (batuta.spec.gen/choose 0 9))) ;~> [02468]`"
  ([pred generator] (such-that pred generator 100))
  ([pred generator tries]
   (make (fn [draw size]
           (loop [i 0]
             (let [x (run generator draw (+ size (quot i 10)))]
               (cond
                 (pred x) x
                 (< i tries) (recur (inc i))
                 :else (throw (ex-info (str "No value that satisfies the predicate came in " tries
                                            " tries")
                                       {:pred pred :last x})))))))))

(defn tuple
  "Vectors of what some generators make, in order. `(batuta.spec.gen/generate (batuta.spec.gen/tuple (batuta.spec.gen/return 1) (batuta.spec.gen/return 2))) ;=> [1 2]`"
  [& generators]
  (make (fn [draw size] (mapv (fn [g] (run g draw size)) generators))))

;; Whether there is one more element after n of them: each element says whether it comes, so that leaving it out is a simpler choice.
(defn- more? [draw n least most]
  (cond
    (< n least) true
    (>= n most) false
    :else (pos? (draw 5))))

(defn vector
  "Vectors of generated values, of a size or of sizes from one to another. `(batuta.spec.gen/generate (batuta.spec.gen/vector (batuta.spec.gen/return 1) 3)) ;=> [1 1 1]`"
  ([generator]
   (make (fn [draw size] (run (vector generator 0 size) draw size))))
  ([generator n] (vector generator n n))
  ([generator least most]
   (make (fn [draw size]
           (let [inner (quot size 2)]
             (loop [xs []]
               (if (more? draw (count xs) least most)
                 (recur (conj xs (run generator draw inner)))
                 xs)))))))

(defn list
  "Lists of generated values. `(list? (batuta.spec.gen/generate (batuta.spec.gen/list (batuta.spec.gen/return 1)))) ;=> true`"
  [generator]
  (fmap (fn [xs] (apply batuta.core/list xs)) (vector generator)))

(defn set
  "Sets of generated values. `(set? (batuta.spec.gen/generate (batuta.spec.gen/set (batuta.spec.gen/return 1)))) ;=> true`"
  [generator]
  (fmap batuta.core/set (vector generator)))

(defn map
  "Maps of generated keys to generated values. `(map? (batuta.spec.gen/generate (batuta.spec.gen/map (batuta.spec.gen/keyword) (batuta.spec.gen/int)))) ;=> true`"
  [key value]
  (fmap (fn [entries] (into {} entries)) (vector (tuple key value))))

(defn hash-map
  "Maps with these keys, of generated values. `(batuta.spec.gen/generate (batuta.spec.gen/hash-map :a (batuta.spec.gen/return 1))) ;=> {:a 1}`"
  [& entries]
  (let [pairs (partition 2 entries)]
    (make (fn [draw size] (into {} (batuta.core/map (fn [[k g]] [k (run g draw size)]) pairs))))))

;; 0, 1, -1, 2, -2 …
(defn- signed [n]
  (if (odd? n) (quot (inc n) 2) (- (quot n 2))))

;; Small ones mostly; now and then one of any size.
(defn- draw-int [draw size]
  (if (= 19 (draw 20))
    (signed (draw (bit-shift-left 1 (inc (draw 48)))))
    (signed (draw (inc (* 4 (max 1 size)))))))

(defn int
  "Ints, small ones mostly. `(int? (batuta.spec.gen/generate (batuta.spec.gen/int))) ;=> true`"
  []
  (make draw-int))

(defn nat
  "Ints of 0 and above. `(nat-int? (batuta.spec.gen/generate (batuta.spec.gen/nat))) ;=> true`"
  []
  (fmap abs (int)))

(defn boolean
  "false and true. `(boolean? (batuta.spec.gen/generate (batuta.spec.gen/boolean))) ;=> true`"
  []
  (elements [false true]))

(defn double
  "Floats, finite ones. `(float? (batuta.spec.gen/generate (batuta.spec.gen/double))) ;=> true`"
  []
  (make (fn [draw size] (+ (batuta.core/double (draw-int draw size)) (/ (draw 8) 8.0)))))

(def ^:private alphanumeric "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
(def ^:private others " -_.,!?/\\\"'<>&%#äßéñ—€λж中\n\t😀")

(defn- draw-from [text]
  (make (fn [draw _] (nth text (draw (count text))))))

(defn char-alphanumeric
  "Letters and digits. `(char? (batuta.spec.gen/generate (batuta.spec.gen/char-alphanumeric))) ;=> true`"
  []
  (draw-from alphanumeric))

(defn char
  "Characters. `(char? (batuta.spec.gen/generate (batuta.spec.gen/char))) ;=> true`"
  []
  (draw-from (str alphanumeric others)))

(defn string-alphanumeric
  "Strings of letters and digits. `(re-matches #\"[A-Za-z0-9]*\" (batuta.spec.gen/generate (batuta.spec.gen/string-alphanumeric))) ;~> ^\"`"
  []
  (fmap (fn [cs] (apply str cs)) (vector (char-alphanumeric))))

(defn string
  "Strings, some with characters that one does not think of. `(string? (batuta.spec.gen/generate (batuta.spec.gen/string))) ;=> true`"
  []
  (frequency [[3 (string-alphanumeric)] [1 (fmap (fn [cs] (apply str cs)) (vector (char)))]]))

(defn- draw-name [draw size]
  (apply str
         (nth alphanumeric (draw 26))
         (run (vector (char-alphanumeric) 0 (min 8 (inc size))) draw size)))

(defn keyword
  "Keywords without a namespace. `(keyword? (batuta.spec.gen/generate (batuta.spec.gen/keyword))) ;=> true`"
  []
  (make (fn [draw size] (batuta.core/keyword (draw-name draw size)))))

(defn keyword-ns
  "Keywords with a namespace. `(qualified-keyword? (batuta.spec.gen/generate (batuta.spec.gen/keyword-ns))) ;=> true`"
  []
  (make (fn [draw size] (batuta.core/keyword (draw-name draw size) (draw-name draw size)))))

(defn symbol
  "Symbols without a namespace. `(symbol? (batuta.spec.gen/generate (batuta.spec.gen/symbol))) ;=> true`"
  []
  (make (fn [draw size] (batuta.core/symbol (draw-name draw size)))))

(defn uuid
  "Uuids. `(uuid? (batuta.spec.gen/generate (batuta.spec.gen/uuid))) ;=> true`"
  []
  (make (fn [draw _]
          (let [digits (fn [n]
                         (apply str (repeatedly n (fn [] (nth "0123456789abcdef" (draw 16))))))]
            (parse-uuid (str (digits 8) "-" (digits 4) "-4" (digits 3) "-a" (digits 3) "-"
                             (digits 12)))))))

(defn inst
  "Points in time around 2020, by the millisecond. `(inst? (batuta.spec.gen/generate (batuta.spec.gen/inst))) ;=> true`"
  []
  (make (fn [draw _] (instant (+ 1577836800000 (signed (draw 631152000000)))))))

(defn simple-type
  "Values that hold no others. `(coll? (batuta.spec.gen/generate (batuta.spec.gen/simple-type))) ;=> false`"
  []
  (one-of [(int) (string) (keyword) (boolean) (double) (return nil)]))

(defn any
  "Values of many kinds. `(boolean (batuta.spec.gen/generator? (batuta.spec.gen/any))) ;=> true`"
  []
  (frequency [[6 (simple-type)] [1 (vector (simple-type))] [1 (map (keyword) (simple-type))]]))

(defn chance
  "Choices by chance, for `run`. `((batuta.spec.gen/chance) 1) ;=> 0`"
  []
  (fn [n] (rand-int n)))

(defn generate
  "One generated value, of a size if said. `(batuta.spec.gen/generate (batuta.spec.gen/return 1)) ;=> 1`"
  ([generator] (generate generator 20))
  ([generator size] (run generator (chance) size)))

(defn sample
  "Generated values, 10 or as many as said, from small to larger ones. `(batuta.spec.gen/sample (batuta.spec.gen/return 1) 3) ;=> (1 1 1)`"
  ([generator] (sample generator 10))
  ([generator n]
   (doall (batuta.core/map (fn [i] (generate generator (min 30 (inc i)))) (range n)))))
