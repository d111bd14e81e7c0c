;; batuta.spec, part 6: values that specs accept, made by chance.
;; In: a node, `draw` and a size (see batuta.spec.gen). Out: a value that is valid, or a failure that says of what none can be made.
(in-ns 'batuta.spec)

(declare example elements-of)

(defn- made [generator]
  (fn [draw size] (batuta.spec.gen/run generator draw size)))

(def ^:private type-examples
  {'Int (made (batuta.spec.gen/int))
   'Float (made (batuta.spec.gen/double))
   'Ratio (fn [draw size] (/ (inc (* 2 (draw (inc size)))) (bit-shift-left 2 (draw 4))))
   'Number (made (batuta.spec.gen/one-of [(batuta.spec.gen/int) (batuta.spec.gen/double)]))
   'String (made (batuta.spec.gen/string))
   'Bool (made (batuta.spec.gen/boolean))
   'Nil (fn [_ _] nil)
   'Unit (fn [_ _] nil)
   'Char (made (batuta.spec.gen/char))
   'Keyword (made (batuta.spec.gen/keyword))
   'Symbol (made (batuta.spec.gen/symbol))
   'Uuid (made (batuta.spec.gen/uuid))
   'Instant (made (batuta.spec.gen/inst))
   'Any (made (batuta.spec.gen/any))
   'Vector (made (batuta.spec.gen/vector (batuta.spec.gen/simple-type)))
   'List (made (batuta.spec.gen/list (batuta.spec.gen/simple-type)))
   'Set (made (batuta.spec.gen/set (batuta.spec.gen/simple-type)))
   'Map (made (batuta.spec.gen/map (batuta.spec.gen/keyword) (batuta.spec.gen/simple-type)))
   'Sequential (made (batuta.spec.gen/vector (batuta.spec.gen/simple-type)))
   'Collection (made (batuta.spec.gen/vector (batuta.spec.gen/simple-type)))
   'Fn (fn [_ _] identity)})

;; Well-known predicates: the type whose examples to take, which the predicate then sifts; or how to make one.
(def ^:private pred-examples
  (let [types '{int? Int integer? Int float? Float double? Float number? Number ratio? Ratio
                rational? Int string? String boolean? Bool
                keyword? Keyword simple-keyword? Keyword symbol? Symbol simple-symbol? Symbol
                char? Char uuid? Uuid inst? Instant nil? Nil any? Any
                some? Any vector? Vector list? List set? Set map? Map sequential? Sequential
                coll? Collection seqable? Vector associative? Map
                even? Int odd? Int fn? Fn ifn? Keyword ident? Keyword indexed? Vector
                counted? Vector true? Bool false? Bool pos? Number neg? Number
                empty? Vector str/blank? String}]
    (assoc (into {} (map (fn [[pred type]] [pred (get type-examples type)]) types))
           'pos-int? (fn [draw size] (inc (draw (* 4 (inc size)))))
           'nat-int? (fn [draw size] (draw (* 4 (inc size))))
           'neg-int? (fn [draw size] (- (inc (draw (* 4 (inc size))))))
           'zero? (fn [_ _] 0)
           'qualified-keyword? (made (batuta.spec.gen/keyword-ns)))))

;; An example that a test accepts, of 200.
(defn- sifted [make test draw size form]
  (loop [i 0]
    (let [x (make draw (+ size (quot i 10)))]
      (cond
        (test x) x
        (< i 200) (recur (inc i))
        :else (-no-examples form "none of 200 that were tried was valid")))))

;; How many names deep a value must at least be; nil when there is no end, as when a name stands for what needs itself.
(defn- depth-of [node seen]
  (let [deepest (fn [nodes]
                  (reduce (fn [most node]
                            (let [d (depth-of node seen)] (if (nil? d) (reduced nil) (max most d))))
                          0
                          nodes))
        shallowest (fn [nodes]
                     (let [found (keep (fn [node] (depth-of node seen)) nodes)]
                       (if (seq found) (apply min found) nil)))]
    (case (:kind node)
      :ref (if (contains? seen (:to node))
             nil
             (let [d (depth-of (get-named (:to node)) (conj seen (:to node)))]
               (if (nil? d) nil (inc d))))
      (:and) (depth-of (first (:parts node)) seen)
      (:merge :tuple :tagged) (deepest (:parts node))
      :or (shallowest (map second (:branches node)))
      :keyed (deepest (map second (:required node)))
      :nested (depth-of (:of node) seen)
      :coll (if (pos? (or (:count (:options node)) (:min-count (:options node)) 0))
              (depth-of (:of node) seen)
              0)
      :multi (if (:by-value node) (shallowest (vals (:by-value node))) 0)
      :sequence (case (:op node)
                  :cat (deepest (map second (:parts node)))
                  :alt (shallowest (map second (:parts node)))
                  (:plus :amp) (depth-of (:of node) seen)
                  0)
      0)))

;; A branch by chance; when little size is left, one that comes to an end soonest.
(defn- branch-of [branches draw size]
  (let [branches (vec (remove (fn [[_ node]] (nil? (depth-of node #{}))) branches))
        branches (if (pos? size)
                   branches
                   [(first (sort-by (fn [[_ node]] (depth-of node #{})) branches))])]
    (if (or (empty? branches) (nil? (first branches)))
      nil
      (nth branches (draw (count branches))))))

(defn- one-branch [node branches draw size]
  (or (branch-of branches draw size) (-no-examples (:form node) "every branch needs itself")))

(defn- inner [size] (quot size 2))

;; The keys that make a condition such as `(or :a (and :b :c))` hold.
(defn- chosen-keys [group draw]
  (cond
    (not (seq? group)) [group]
    (= "or" (name (first group))) (chosen-keys (nth group (inc (draw (dec (count group))))) draw)
    :else (mapcat (fn [g] (chosen-keys g draw)) (rest group))))

(defn- keyed-example [node draw size]
  (let [wanted (into #{} (mapcat (fn [g] (chosen-keys g draw))) (:groups node))
        entry (fn [[k part]] [k (example part draw (dec size))])]
    (into (into {} (map entry (:required node)))
          (map entry
               (filter (fn [[k _]] (or (contains? wanted k) (and (pos? size) (pos? (draw 2)))))
                       (:optional node))))))

;; How many elements a collection gets: from `:min-count` to `:max-count`, or `:gen-max`, which is 10 when not said.
(defn- bounds [{:keys [min-count max-count gen-max] :as options} size]
  (let [n (:count options)
        least (or n min-count 0)]
    [least (or n (max least (min (or max-count 1000) (or gen-max 10) (max 0 size))))]))

(defn- elements-example [part options draw size]
  (let [[least most] (bounds options size)]
    (loop [xs []
           seen #{}
           tries 0]
      (if (or (>= (count xs) most) (and (>= (count xs) least) (zero? (draw 5))))
        xs
        (let [x (part draw (inner size))]
          (cond
            (not (contains? seen x)) (recur (conj xs x)
                                            (if (:distinct options) (conj seen x) seen)
                                            tries)
            (< tries 100) (recur xs seen (inc tries))
            :else xs))))))

;; Empty collections by what is asked of their kind.
(defn- empty-kind [{:keys [kind into]}]
  (cond
    (some? into) (empty into)
    (nil? kind) []
    :else (or (first (filter (fn [xs] ((:valid (node-of kind)) xs)) [[] () #{} {}])) [])))

(defn- coll-example [node draw size]
  (let [to (empty-kind (:options node))
        options (if (set? to) (assoc (:options node) :distinct true) (:options node))
        xs (elements-example (fn [draw size] (example (:of node) draw size)) options draw size)]
    (if (list? to) (apply list xs) (into to xs))))

(defn- map-of-example [node draw size]
  (let [ks (elements-example (fn [draw size] (example (:key node) draw size))
                             (assoc (:options node) :distinct true)
                             draw
                             size)]
    (into {} (map (fn [k] [k (example (:val node) draw (inner size))]) ks))))

(defn- function-example [node draw size]
  (let [{:keys [args ret]} (:about node)]
    (if ret
      (fn [& given]
        (when-let [wrong (if args (seq (problems-of args given top)) nil)]
          (-failed (str "A generated function was called with wrong arguments: "
                        (explanation wrong))
                   {:problems (vec wrong)}))
        (example ret draw size))
      identity)))

(defn- example-of-kind [node draw size]
  (case (:kind node)
    :type (if-let [make (get type-examples (:type node))]
            (make draw size)
            (-no-examples (:form node) "nothing is known of how to make one"))
    :pred (if-let [make (get pred-examples (:form node))]
            (sifted make (:valid node) draw size (:form node))
            (-no-examples (:form node) "a predicate alone does not say how; `(s/and Int …)` does"))
    :value (:value node)
    :enum (if (empty? (:values node))
            (-no-examples (:form node) "there is none")
            (nth (vec (:values node)) (draw (count (:values node)))))
    :text (sifted (get type-examples 'String) (:valid node) draw size (:form node))
    :ref (example (get-named (:to node)) draw (dec size))
    :and (sifted (fn [draw size] (example (first (:parts node)) draw size))
                 (:valid node)
                 draw
                 size
                 (:form node))
    :or (example (second (one-branch node (:branches node) draw size)) draw size)
    :nilable (if (or (not (pos? size)) (zero? (draw 6))) nil (example (:of node) draw size))
    :merge (sifted (fn [draw size]
                     (apply merge (map (fn [part] (example part draw size)) (:parts node))))
                   (:valid node) draw size (:form node))
    :keyed (if (nil? (depth-of node #{}))
             (-no-examples (:form node) "a required key needs the whole again, without end")
             (keyed-example node draw size))
    :coll (sifted (fn [draw size] (coll-example node draw size))
                  (:valid node)
                  draw
                  size
                  (:form node))
    :map-of (sifted (fn [draw size] (map-of-example node draw size))
                    (:valid node)
                    draw
                    size
                    (:form node))
    :tuple (mapv (fn [part] (example part draw (inner size))) (:parts node))
    :tagged (apply tuple
                   (:tag node)
                   (map (fn [part] (example part draw (inner size))) (:parts node)))
    :multi (if (:by-value node)
             (sifted (fn [draw size]
                       (let [[k part] (one-branch node (:by-value node) draw size)
                             x (example part draw size)
                             dispatch (:dispatch node)]
                         (if (and (keyword? dispatch) (map? x) (not= k :default))
                           (assoc x dispatch k)
                           x)))
                     (:valid node) draw size (:form node))
             (-no-examples (:form node) "a multimethod does not say which kinds there are"))
    :conformer (-no-examples (:form node) "a conformer does not say what it takes")
    :function (function-example node draw size)
    :nested (example (:of node) draw size)
    :sequence (sifted (fn [draw size] (elements-of node draw size))
                      (:valid node)
                      draw
                      size
                      (:form node))))

(defn- example
  "A valid value, by choices."
  [node draw size]
  (if-let [given (:gen node)]
    (let [x (batuta.spec.gen/run (given) draw (max 0 size))]
      (if ((:valid node) x)
        x
        (-no-examples (:form node)
                      (str "its own generator made " (-show x) ", which is not valid"))))
    (example-of-kind node draw size)))

;; The elements of a sequence that a regular operator accepts.
(defn- elements-of [node draw size]
  (let [to (resolved node)
        repeated (fn [least] (vec (apply concat (elements-example (fn [draw size]
                                                                    (elements-of (:of to)
                                                                                 draw
                                                                                 size))
                                                                  {:min-count least} draw size))))]
    (if (= :sequence (:kind to))
      (case (:op to)
        :cat (into [] (mapcat (fn [[_ part]] (elements-of part draw (dec size)))) (:parts to))
        :alt (elements-of (second (one-branch to (:parts to) draw size)) draw size)
        :star (repeated 0)
        :plus (repeated 1)
        :maybe (if (or (not (pos? size)) (zero? (draw 3))) [] (elements-of (:of to) draw size))
        :amp (sifted (fn [draw size] (elements-of (:of to) draw size))
                     (:valid to)
                     draw
                     size
                     (:form to)))
      [(example node draw (inner size))])))
