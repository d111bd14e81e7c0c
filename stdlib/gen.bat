;; batuta.gen: generators of values by chance, for property tests (`for-all` in batuta.test).
;; A generator is a function of a source. A source answers `(choice source bound)` with an integer from 0 to the bound and remembers it; 0 is
;; always the simplest choice. A value that breaks a property is made simpler by making its choices fewer and smaller and generating
;; again from them, so whatever is generated shrinks, and stays what its generator makes, through `fmap`, `bind` and `let` too.
;; Source: MacIver and Donaldson, "Test-Case Reduction via Test-Case Generation", ECOOP 2020. Chance: L'Ecuyer, "Efficient and portable
;; combined random number generators", 1988, whose products stay below 2^53.
(in-ns 'batuta.gen)

;; ---- sources --------------------------------------------------------------------------------------------------------

(def ^:private modulus-1 2147483563)
(def ^:private modulus-2 2147483399)

(defn- mix [n]
  (mod (+ (* 40014 (mod n modulus-1)) 12345) modulus-1))

;; The state of chance that follows from a seed.
(defn- chance [seed]
  (let [a (mix (mix (+ 1 (abs seed)))), b (mix (+ 7 (abs seed) a))]
    [(inc (mod a (dec modulus-1))) (inc (mod b (dec modulus-2)))]))

(defn- next-chance [[a b]]
  [(mod (* 40014 a) modulus-1) (mod (* 40692 b) modulus-2)])

;; An integer in [0, bound], and the state after it; wide ones take several steps.
(defn- draw [state bound]
  (loop [state (next-chance state), value 0, room 1]
    (let [[a b] state
          value (+ (* value 2147483562) (mod (- a b) 2147483562))
          room (* room 2147483562)]
      (if (< (* 16 bound) room)
        [(mod value (inc bound)) state]
        (recur (next-chance state) value room)))))

;; `:left` are choices to be repeated, nil for none: then chance decides. `:made` are those made and `:bounds` their bounds; `:size` says
;; how large values may be.
(defn- random-source [seed size]
  (atom {:left nil :made [] :bounds [] :size size :chance (chance seed)}))

(defn- replaying-source [choices size]
  (atom {:left (seq choices) :made [] :bounds [] :size size :chance nil}))

(defn choice
  "An integer from 0 to a bound, as a source decides; what all generators are made of. `(batuta.gen/generate (fn [s] (batuta.gen/choice s 0))) ;=> 0`"
  [source bound]
  (let [{:keys [left chance]} @source
        [n state] (if chance (draw chance bound) [(min bound (or (first left) 0)) nil])]
    (swap! source
           (fn [{:keys [made bounds] :as s}]
             (assoc s
                    :left (next left)
                    :chance state
                    :made (conj made n)
                    :bounds (conj bounds bound))))
    n))

(defn- size-of [source]
  (:size @source))

;; Tries a value that a generator was not able to make.
(defn- give-up [message]
  (throw (ex-info message {:gave-up true})))

(defn gave-up?
  "Whether an error says that a generator found no value. `(batuta.gen/gave-up? (ex-info \"no\" {})) ;=> false`"
  [e]
  (true? (:gave-up (ex-data e))))

;; ---- numbers --------------------------------------------------------------------------------------------------------

;; Integers from low to high in the order of their simplicity: the one next to zero first, then away from it.
(defn- nth-simplest [low high n]
  (cond
    (<= 0 low) -> (+ low n)
    (<= high 0) -> (- high n)
    :else ->
      (let [both (min (- low) high)]
        (cond
          (<= n (* 2 both)) -> (if (odd? n) (quot (inc n) 2) (- (quot n 2)))
          (< both high) -> (- n both)
          :else -> (- both n)))))

(defn choose
  "Integers from low to high, both included. Shrinks towards zero. `(batuta.gen/generate (batuta.gen/choose 3 3)) ;=> 3`"
  [low high]
  (fn [source] (nth-simplest low high (choice source (- high low)))))

(defn nat
  "Small integers from 0 on; the later in a run, the larger. `(nat-int? (batuta.gen/generate batuta.gen/nat)) ;=> true`"
  [source]
  (choice source (size-of source)))

(defn int
  "Small integers of either sign; the later in a run, the larger. `(int? (batuta.gen/generate batuta.gen/int)) ;=> true`"
  [source]
  (let [size (size-of source)] (nth-simplest (- size) size (choice source (* 2 size)))))

(defn large-int
  "Integers of up to 80 bits, with those at the limits of what machines hold. `(int? (batuta.gen/generate batuta.gen/large-int)) ;=> true`"
  [source]
  (let [bits (choice source (max 1 (quot (* 80 (size-of source)) 100)))
        limit (reduce * 1 (repeat bits 2))
        near (choice source 7)
        n (if (= near 7) (- limit (choice source 1)) (choice source limit))]
    (if (= 1 (choice source 1)) (- n) n)))

(defn ratio
  "Ratios and integers. `(number? (batuta.gen/generate batuta.gen/ratio)) ;=> true`"
  [source]
  (/ (int source) (inc (nat source))))

(defn float
  "Finite floats, from small to huge, with 0.0 and -0.0. `(float? (batuta.gen/generate batuta.gen/float)) ;=> true`"
  [source]
  (let [whole (double (int source))
        kind (choice source 5)]
    (cond
      (= kind 0) -> whole
      (= kind 1) -> (/ whole (double (inc (choice source 9))))
      (= kind 2) -> (* -1.0 whole)
      (= kind 3) -> (/ whole 1.0e7)
      (= kind 4) -> (* whole 1.0e15)
      :else -> (* whole (double (choice source 1000000007))))))

(defn boolean
  "False, true. `(boolean? (batuta.gen/generate batuta.gen/boolean)) ;=> true`"
  [source]
  (= 1 (choice source 1)))

;; ---- combining ------------------------------------------------------------------------------------------------------

(defn return
  "Always the same value. `(batuta.gen/generate (batuta.gen/return :a)) ;=> :a`"
  [value]
  (fn [_] value))

(defn fmap
  "What a function makes of generated values. `(batuta.gen/generate (batuta.gen/fmap inc (batuta.gen/return 1))) ;=> 2`"
  [f generator]
  (fn [source] (f (generator source))))

(defn bind
  "What the generator makes that a function gives for a generated value. `(batuta.gen/generate (batuta.gen/bind (batuta.gen/return 2) batuta.gen/return)) ;=> 2`"
  [generator f]
  (fn [source] ((f (generator source)) source)))

(defn one-of
  "Values of any of some generators. Shrinks towards the first. `(batuta.gen/generate (batuta.gen/one-of [(batuta.gen/return 1)])) ;=> 1`"
  [generators]
  (let [generators (vec generators)]
    (fn [source] ((nth generators (choice source (dec (count generators)))) source))))

(defn frequency
  "Values of some generators, each as often as its weight says: `[[weight generator] …]`. Shrinks towards the first.
  `(batuta.gen/generate (batuta.gen/frequency [[1 (batuta.gen/return 1)]])) ;=> 1`"
  [weighted]
  (let [weighted (vec weighted), total (reduce + (map first weighted))]
    (fn [source]
      (loop [n (choice source (dec total)), [[weight generator] & more] weighted]
        (if (< n weight) (generator source) (recur (- n weight) more))))))

(defn elements
  "Elements of a collection. Shrinks towards the first. `(batuta.gen/generate (batuta.gen/elements [:a])) ;=> :a`"
  [coll]
  (one-of (map return coll)))

(defn such-that
  "Generated values for which a test holds. Gives up after 100 others in a row. `(batuta.gen/generate (batuta.gen/such-that even? (batuta.gen/return 2))) ;=> 2`"
  [ok? generator]
  (fn [source]
    (loop [tries 100]
      (let [value (generator source)]
        (cond
          (ok? value) -> value
          (zero? tries) -> (give-up "such-that found no value in 100 tries")
          :else -> (recur (dec tries)))))))

(defn sized
  "Values of the generator that a function gives for the present size, 1 to 100. `(batuta.gen/generate (batuta.gen/sized batuta.gen/return) {:size 9}) ;=> 9`"
  [f]
  (fn [source] ((f (size-of source)) source)))

(defn resize
  "Values of a generator at a certain size. `(batuta.gen/generate (batuta.gen/resize 0 batuta.gen/int)) ;=> 0`"
  [size generator]
  (fn [source]
    (let [before (size-of source)]
      (swap! source assoc :size size)
      (let [value (generator source)]
        (swap! source assoc :size before)
        value))))

(defn scale
  "Values of a generator at the size that a function makes of the present one. `(batuta.gen/generate (batuta.gen/scale (fn [_] 0) batuta.gen/nat)) ;=> 0`"
  [f generator]
  (sized (fn [size] (resize (f size) generator))))

;; ---- collections ----------------------------------------------------------------------------------------------------

;; Generates until chance says stop. Before each element beyond the least there is a choice whether to go on, 0 for the end, so that taking both
;; choices away takes an element away.
(defn- items [source generator {:keys [min max] :or {min 0}}]
  (let [usual (inc (quot (size-of source) 5))
        most (or max (+ min (* 4 usual)))]
    (loop [made []]
      (if (or (< (count made) min)
              (and (< (count made) most) (pos? (choice source usual))))
        (recur (conj made (generator source)))
        made))))

(defn- bounds [size]
  (match (vec size)
    [] -> {}
    [{:keys [min max]}] -> {:min (or min 0) :max max}
    [n] -> {:min n :max n}
    [low high] -> {:min low :max high}))

(defn vector
  "Vectors of generated elements: of any length, of `n`, or from `low` to `high`. `(batuta.gen/generate (batuta.gen/vector (batuta.gen/return 1) 2)) ;=> [1 1]`"
  [generator & size]
  (let [limits (bounds size)] (fn [source] (items source generator limits))))

(defn list
  "Lists, as `vector` makes vectors. `(batuta.gen/generate (batuta.gen/list (batuta.gen/return 1) 2)) ;=> (1 1)`"
  [generator & size]
  (let [limits (bounds size)]
    (fn [source] (apply batuta.core/list (items source generator limits)))))

;; Like `items`, without those whose keys are there already; gives up where too few differ.
(defn- distinct-items [source generator {:keys [min max] :or {min 0}}]
  (let [usual (inc (quot (size-of source) 5))
        most (or max (+ min (* 4 usual)))]
    (loop [made {}, misses 0]
      (cond
        (= misses 100) -> (if (< (count made) min) (give-up "too few elements differ") (vals made))
        (or (< (count made) min) (and (< (count made) most) (pos? (choice source usual)))) ->
          (let [[key item] (generator source)]
            (if (contains? made key) (recur made (inc misses)) (recur (assoc made key item) 0)))
        :else -> (vals made)))))

(defn set
  "Sets of generated elements; sizes as for `vector`. `(batuta.gen/generate (batuta.gen/set (batuta.gen/return 1) 1)) ;=> #{1}`"
  [generator & size]
  (let [limits (bounds size)]
    (fn [source]
      (into #{} (distinct-items source (fn [s] (let [x (generator s)] [x x])) limits)))))

(defn map-of
  "Maps of generated keys and values; sizes as for `vector`. `(batuta.gen/generate (batuta.gen/map-of (batuta.gen/return :a) (batuta.gen/return 1) 1)) ;=> {:a 1}`"
  [key value & size]
  (let [limits (bounds size)]
    (fn [source]
      (into {} (distinct-items source (fn [s] (let [k (key s)] [k [k (value s)]])) limits)))))

(defn tuple
  "Vectors with one element of each generator. `(batuta.gen/generate (batuta.gen/tuple (batuta.gen/return 1) (batuta.gen/return 2))) ;=> [1 2]`"
  [& generators]
  (fn [source] (mapv (fn [generator] (generator source)) generators)))

(defn fields
  "Maps with these keys and values of their generators. `(batuta.gen/generate (batuta.gen/fields {:a (batuta.gen/return 1)})) ;=> {:a 1}`"
  [generators]
  (fn [source]
    (into {} (batuta.core/map (fn [[key generator]] [key (generator source)]) generators))))

(defn shuffle
  "The elements of a collection in any order, as a vector. Shrinks towards the order they have. `(batuta.gen/generate (batuta.gen/shuffle [1])) ;=> [1]`"
  [coll]
  (fn [source]
    (loop [left (vec coll), made []]
      (if (empty? left)
        made
        (let [i (choice source (dec (count left)))]
          (recur (into (subvec left 0 i) (subvec left (inc i))) (conj made (nth left i))))))))

;; ---- text -----------------------------------------------------------------------------------------------------------

(def ^:private letters (mapv batuta.core/char (concat (range 97 123) (range 65 91) (range 48 58))))
(def ^:private printable
  (into letters
        (mapv batuta.core/char (concat (range 32 48) (range 58 65) (range 91 97) (range 123 127)))))

(defn alphanumeric
  "Letters and digits. Shrinks towards the letter a. `(char? (batuta.gen/generate batuta.gen/alphanumeric)) ;=> true`"
  [source]
  (nth letters (choice source (dec (count letters)))))

(defn char
  "Characters, mostly printable ASCII ones, some of other scripts and some that nobody expects. Shrinks towards the letter a.
  `(char? (batuta.gen/generate batuta.gen/char)) ;=> true`"
  [source]
  (let [kind (choice source 19)]
    (cond
      (< kind 17) -> (nth printable (choice source (dec (count printable))))
      (= kind 17) -> (batuta.core/char (choice source 31))
      (= kind 18) -> (batuta.core/char (+ 160 (choice source 0xd000)))
      :else -> (batuta.core/char (+ 0x1f300 (choice source 0x2ff))))))

(defn string
  "Strings of `char`. `(string? (batuta.gen/generate batuta.gen/string)) ;=> true`"
  [source]
  (apply str (items source char {})))

(defn string-of
  "Strings of the characters that a generator makes; sizes as for `vector`. `(batuta.gen/generate (batuta.gen/string-of (batuta.gen/return \\a) 2)) ;=> \"aa\"`"
  [generator & size]
  (let [limits (bounds size)] (fn [source] (apply str (items source generator limits)))))

(defn- name-text [source]
  (apply str
         (nth letters (choice source 25))
         (items source (fn [s] (nth letters (choice s (dec (count letters))))) {:max 8})))

(defn keyword
  "Keywords without namespace. `(keyword? (batuta.gen/generate batuta.gen/keyword)) ;=> true`"
  [source]
  (batuta.core/keyword (name-text source)))

(defn symbol
  "Symbols without namespace. `(symbol? (batuta.gen/generate batuta.gen/symbol)) ;=> true`"
  [source]
  (batuta.core/symbol (name-text source)))

;; ---- anything -------------------------------------------------------------------------------------------------------

(defn simple
  "Values without parts: numbers, strings, keywords and so on. `(coll? (batuta.gen/generate batuta.gen/simple)) ;=> false`"
  [source]
  ((one-of [int boolean (return nil) keyword string char large-int float ratio symbol]) source))

(defn recursive
  "Values of a generator and of what a function makes of that, nested a few levels deep.
  `(batuta.gen/generate (batuta.gen/recursive (fn [inner] (batuta.gen/vector inner 1)) (batuta.gen/return 1)) {:size 0}) ;=> 1`"
  [nest leaf]
  (fn [source]
    (let [size (size-of source)]
      (if (or (< size 2) (zero? (choice source 2)))
        (leaf source)
        ((resize (quot size 3) (nest (recursive nest leaf))) source)))))

(defn any
  "Values of any kind, nested too. `(count (batuta.gen/sample batuta.gen/any 3)) ;=> 3`"
  [source]
  ((recursive (fn [inner] (one-of [(vector inner) (list inner) (set inner) (map-of simple inner)]))
              simple) source))

;; ---- looking --------------------------------------------------------------------------------------------------------

(defn generate
  "One value of a generator; the same `:seed` and `:size` give the same one. `(batuta.gen/generate batuta.gen/int {:size 0}) ;=> 0`"
  ([generator] (generate generator {}))
  ([generator {:keys [seed size] :or {size 30}}]
   (generator (random-source (or seed (rand-int 1000000000)) size))))

(defn sample
  "Some values of a generator, 10 unless told otherwise, of growing size. `(count (batuta.gen/sample batuta.gen/int 3)) ;=> 3`"
  ([generator] (sample generator 10))
  ([generator n] (mapv (fn [i] (generate generator {:size i})) (range n))))

;; ---- checking -------------------------------------------------------------------------------------------------------

;; Choices, one taken away, or some, or changed: fewer are simpler, then smaller ones in front.
(defn- without [choices at n]
  (into (subvec choices 0 at) (subvec choices (min (count choices) (+ at n)))))

(def ^:private shrink-limit 1500)

;; One attempt: `{:failure f :choices c :value v}` when the property fails for what these choices make, else nil.
(defn- attempt [source generator fails]
  (let [value (generator source)
        failure (fails value)]
    (when failure
      {:failure failure :choices (:made @source) :bounds (:bounds @source) :value value})))

(defn- simpler? [a b]
  (or (< (count a) (count b))
      (and (= (count a) (count b)) (neg? (compare a b)))))

;; Looks for a simpler failure. `state` is an atom of the best one so far and how many attempts are left.
(defn- better? [state generator size fails choices]
  (let [{:keys [best left]} @state]
    (if (or (zero? left) (not (simpler? choices (:choices best))))
      false
      (let [found (try
                    (attempt (replaying-source choices size) generator fails)
                    (catch Exception _ nil))
            good (batuta.core/boolean (and found (simpler? (:choices found) (:choices best))))]
        (swap! state (fn [s] (cond-> (update s :left dec)
                               good (assoc :best found)
                               good (update :steps inc))))
        good))))

(defn- choices-of [state]
  (:choices (:best @state)))

;; Takes stretches away, from the end on.
(defn- remove-some [state try-it]
  (run! (fn [n]
          (loop [at (- (count (choices-of state)) n)]
            (when (<= 0 at)
              (let [choices (choices-of state)]
                (if (and (<= (+ at n) (count choices)) (try-it (without choices at n)))
                  (recur (min at (- (count (choices-of state)) n)))
                  (recur (dec at)))))))
        [8 4 3 2 1]))

;; Makes one choice, or several that are equal, as small as they can be: by halves.
(defn- lower [state try-it places]
  (let [high (nth (choices-of state) (first places))
        put (fn [n] (reduce (fn [choices i] (if (< i (count choices)) (assoc choices i n) choices))
                            (choices-of state)
                            places))]
    (when (pos? high)
      (when-not (try-it (put 0))
        (loop [low 0, high high]
          (when (< 1 (- high low))
            (let [middle (quot (+ low high) 2)]
              (if (try-it (put middle)) (recur low middle) (recur middle high)))))
        (when (and (< (first places) (count (choices-of state)))
                   (pos? (nth (choices-of state) (first places))))
          (try-it (put (dec (nth (choices-of state) (first places))))))))))

(defn- lower-each [state try-it]
  (loop [at 0]
    (when (< at (count (choices-of state)))
      (lower state try-it [at])
      (recur (inc at)))))

;; Equal choices that only together can be smaller.
(defn- lower-equal [state try-it]
  (let [groups (group-by (fn [i] (nth (choices-of state) i)) (range (count (choices-of state))))]
    (run! (fn [[n places]]
            (when (and (pos? n)
                       (< 1 (count places))
                       (< (apply max places) (count (choices-of state))))
              (lower state try-it places)))
          groups)))

;; Takes from one choice what it gives to a later one, for sums: the first may become 0 and fall away.
(defn- move-along [state try-it]
  (run! (fn [distance]
          (loop [at 0]
            (let [{:keys [choices bounds]} (:best @state), to (+ at distance)]
              (when (< to (count choices))
                (let [a (nth choices at), b (nth choices to), some (min a (- (nth bounds to) b))]
                  (when (pos? some) (try-it (assoc choices at (- a some) to (+ b some)))))
                (recur (inc at))))))
        [1 2]))

(defn- shrink [first-failure generator size fails]
  (let [state (atom {:best first-failure :left shrink-limit :steps 0})
        try-it (fn [choices] (better? state generator size fails choices))]
    (loop []
      (let [before (choices-of state)]
        (remove-some state try-it)
        (lower-each state try-it)
        (lower-equal state try-it)
        (move-along state try-it)
        (when (and (not= before (choices-of state)) (pos? (:left @state))) (recur))))
    @state))

(defn check
  "Calls a function with generated values until it gives something other than nil, which stands for a failure, at most `:runs` times (100).
  Nil when it never does; otherwise a map of `:failure` and `:value` as simple as could be found, `:first` the value that was found
  first, `:runs`, `:shrinks`, and the `:seed`. `(:value (batuta.gen/check batuta.gen/nat (fn [n] (when (> n 5) :large)))) ;=> 6`"
  ([generator fails] (check generator fails {}))
  ([generator fails {:keys [runs seed] :or {runs 100}}]
   (let [seed (or seed (rand-int 1000000000))]
     (loop [run 0]
       (when (< run runs)
         (let [size (inc (quot (* run 99) (max 1 (dec runs))))
               found (attempt (random-source (+ seed (* 7919 run)) size) generator fails)]
           (if found
             (let [{:keys [best steps]} (shrink found generator size fails)]
               {:failure (:failure best)
                :value (:value best)
                :first (:value found)
                :runs (inc run)
                :shrinks steps
                :seed seed})
             (recur (inc run)))))))))

;; Last, since it hides the core library's from here on.
(defmacro let
  "A generator of what a body makes of generated values; later generators may use earlier values.
  `(batuta.gen/generate (batuta.gen/let [n (batuta.gen/return 2) v (batuta.gen/vector (batuta.gen/return :x) n)] [n v])) ;=> [2 [:x :x]]`"
  {:style/indent 1}
  [bindings & body]
  `(fn [source#]
     (batuta.core/let [~@(mapcat (fn [[pattern generator]] [pattern `(~generator source#)])
                                 (partition 2 bindings))]
       ~@body)))
