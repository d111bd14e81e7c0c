;; batuta.spec, part 7: values as they come from outside made what a spec asks for.
;; In: a node and a value of strings, numbers, maps with string keys, as forms and JSON have them. Out: the value with what can be understood in
;; exactly one way made so; all else as it is, for the check that follows.
(in-ns 'batuta.spec)

(declare coerce-node)

(def ^:private pred-types
  '{int? Int integer? Int pos-int? Int nat-int? Int neg-int? Int even? Int odd? Int float? Float
    double? Float number? Number ratio? Ratio
    boolean? Bool keyword? Keyword simple-keyword? Keyword qualified-keyword? Keyword symbol? Symbol
    char? Char uuid? Uuid inst? Instant
    nil? Nil pos? Number neg? Number set? Set vector? Vector list? List})

(defn- number-in [text]
  (if (re-matches #"[+-]?\d+" text)
    (edn/read-string (str/replace-first text #"^([+-]?)0+(?=\d)" "$1"))
    (if (re-matches #"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?" text) (parse-double text) text)))

(defn- keyword-in [text]
  (let [text (if (str/starts-with? text ":") (subs text 1) text)]
    (if (or (str/blank? text) (re-find #"[\s,;\"()\[\]{}]" text)) text (keyword text))))

;; A point in time as ISO 8601 writes it, or milliseconds.
(defn- instant-in [x]
  (try
    (if (string? x) (edn/read-string (str "#inst " (pr-str x))) (instant x))
    (catch Exception _ x)))

(defn- coerce-type [type x]
  (case type
    Int (cond
          (string? x) (let [n (number-in (str/trim x))] (if (number? n) (coerce-type 'Int n) x))
          (and (float? x) (= x (Math/floor x)) (< (abs x) 9.0e15)) (long x)
          :else x)
    Float (cond
            (string? x) (let [n (number-in (str/trim x))] (if (number? n) (double n) x))
            (int? x) (double x)
            :else x)
    Number (if (string? x) (let [n (number-in (str/trim x))] (if (number? n) n x)) x)
    Ratio (if (and (string? x) (re-matches #"[+-]?\d+/0*[1-9]\d*" x)) (edn/read-string x) x)
    Bool (if (string? x)
           (case (str/lower-case (str/trim x)) "true" true "false" false x)
           x)
    Keyword (if (string? x) (keyword-in x) x)
    Symbol (if (and (string? x) (not (str/blank? x))) (symbol x) x)
    Char (if (and (string? x) (= 1 (count x))) (first x) x)
    Uuid (if (string? x) (or (parse-uuid x) x) x)
    Instant (if (or (string? x) (int? x)) (instant-in x) x)
    Nil (if (= x "") nil x)
    Set (if (sequential? x) (set x) x)
    Vector (if (and (coll? x) (not (map? x)) (not (vector? x))) (vec x) x)
    List (if (and (sequential? x) (not (list? x))) (apply list x) x)
    x))

;; JSON in a string, where a collection is asked for.
(defn- json-in [x]
  (if (and (string? x) (re-find #"^\s*[\[{]" x))
    (try (json/parse x) (catch Exception _ x))
    x))

(defn- key-text [k]
  (if (or (keyword? k) (symbol? k))
    (if (namespace k) (str (namespace k) "/" (name k)) (name k))
    (str k)))

;; A value that is written as the string is.
(defn- coerce-enum [values x]
  (if (or (contains? values x) (not (or (string? x) (number? x))))
    x
    (let [text (str x)
          text (if (str/starts-with? text ":") (subs text 1) text)
          found (filter (fn [v] (and (not (nil? v)) (= text (key-text v)))) values)]
      (if (= 1 (count found)) (first found) x))))

;; Keys of JSON are strings: those that stand for known keys become these.
(defn- coerce-keys [node m]
  (let [parts (concat (:required node) (:optional node))
        named (reduce (fn [m [k _]]
                        (let [text (key-text k)
                              found (if (contains? m k)
                                      nil
                                      (first (filter (fn [other] (contains? m other))
                                                     [text (name text)])))]
                          (if (some? found) (assoc (dissoc m found) k (get m found)) m)))
                      m
                      parts)]
    (reduce (fn [m [k part]] (if (contains? m k) (assoc m k (coerce-node part (get m k))) m))
            named
            parts)))

(defn- coerce-coll [node xs]
  (let [{:keys [kind into]} (:options node)
        to-set (or (set? into) (= kind set?))
        xs (json-in xs)]
    (if (and (coll? xs) (not (map? xs)))
      (let [elements (map (fn [x] (coerce-node (:of node) x)) xs)]
        (cond
          to-set (set elements)
          (= kind list?) (apply list elements)
          (= kind vector?) (vec elements)
          (set? xs) (set elements)
          :else (vec elements)))
      xs)))

(defn- first-valid [nodes x]
  (or (first (keep (fn [node] (let [y (coerce-node node x)] (if ((:valid node) y) [y] nil))) nodes))
      [x]))

(defn- coerce-multi [node x]
  (let [x (json-in x)
        k (:dispatch node)
        x (if (and (keyword? k) (map? x) (:by-value node))
            (coerce-keys {:required [[k (enum-node (set (keys (:by-value node))))]]} x)
            x)
        part (try ((:choose node) x) (catch Exception _ nil))]
    (if part (coerce-node part x) x)))

;; Elements in turn, where it is clear which spec an element has.
(defn- coerce-sequence [node xs]
  (let [xs (json-in xs)
        to (resolved node)]
    (if (sequential? xs)
      (case (:op to)
        :cat (if (and (= (count xs) (count (:parts to)))
                      (not-any? (fn [[_ part]] (sequence-node? part)) (:parts to)))
               (mapv (fn [[_ part] x] (coerce-node part x)) (:parts to) xs)
               xs)
        (:star :plus) (if (sequence-node? (:of to)) xs (mapv (fn [x] (coerce-node (:of to) x)) xs))
        xs)
      xs)))

(defn- coerce-node [node x]
  (case (:kind node)
    :type (coerce-type (:type node) x)
    :pred (let [type (get pred-types (:form node))] (if type (coerce-type type x) x))
    :value (coerce-enum #{(:value node)} x)
    :enum (coerce-enum (:values node) x)
    :ref (coerce-node (get-named (:to node)) x)
    :nested (coerce-node (:of node) x)
    (:and :merge) (reduce (fn [x part] (coerce-node part x)) x (:parts node))
    :or (if ((:valid node) x) x (first (first-valid (map second (:branches node)) x)))
    :nilable (if (nil? x) nil (coerce-node (:of node) x))
    :keyed (let [m (json-in x)] (if (map? m) (coerce-keys node m) x))
    :coll (coerce-coll node x)
    :map-of (let [m (json-in x)]
              (if (map? m)
                (into {}
                      (map (fn [[k v]] [(coerce-node (:key node) k) (coerce-node (:val node) v)])
                           m))
                x))
    :tuple (let [xs (json-in x)]
             (if (and (sequential? xs) (= (count xs) (count (:parts node))))
               (mapv coerce-node (:parts node) xs)
               x))
    :tagged (let [xs (json-in x)]
              (if (and (sequential? xs)
                       (= (count xs) (inc (count (:parts node))))
                       (= (key-text (first xs)) (key-text (:tag node))))
                (apply tuple (:tag node) (map coerce-node (:parts node) (rest xs)))
                x))
    :multi (coerce-multi node x)
    :sequence (coerce-sequence node x)
    x))
