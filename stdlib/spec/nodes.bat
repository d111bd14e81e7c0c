;; batuta.spec, part 2: what specs are made of.
;; In: anything that can stand for a spec. Out: a node, a map with `:kind`, `:form` (what it prints as), `:valid` (the compiled test, a function
;; that calls only those of its parts) and what the kind needs. `:plain` says that conforming changes nothing, so the test is all there is to do.
(in-ns 'batuta.spec)

(declare node-of conform-node match-sequence type-expression ref-node)

(def ^:private invalid ::invalid)

(defn- invalid? [x]
  (identical? x ::invalid))

;; Stands for a key that is not there.
(def ^:private absent ::absent)

;; ---- forms ----------------------------------------------------------------------------------------------------------

;; A form as messages and printed specs have it: `#(> % 0)` reads as a function of names that nobody has written.
(defn- plain-form [form]
  (cond
    (and (seq? form) (#{'fn 'fn*} (first form)) (vector? (second form)) (seq (second form))
         (every? (fn [p] (and (symbol? p) (re-find #"^(p\d+__|rest__)\d*#$" (name p))))
                 (second form)))
    (let [params (second form)
          short (if (= 1 (count params))
                  {(first params) '%}
                  (zipmap params (map (fn [i] (symbol (str "%" i))) (rest (range)))))
          replaced (fn replaced [x]
                     (cond
                       (symbol? x) (get short x x)
                       (seq? x) (apply list (map replaced x))
                       (vector? x) (mapv replaced x)
                       (map? x) (into {} (map (fn [[k v]] [(replaced k) (replaced v)]) x))
                       :else x))]
      (list 'fn (mapv replaced params) (replaced (nth form 2))))
    (and (seq? form) (symbol? (first form)) (namespace (first form)))
    (apply list (plain-form (first form)) (rest form))
    (and (symbol? form) (#{"batuta.core" "clojure.core"} (namespace form))) (symbol (name form))
    :else form))

;; `(fn [%] (> % 0))` is shown as it is usually written.
(defn- form-text [form]
  (if (and (seq? form) (= 'fn (first form)) (vector? (second form)) (= 3 (count form))
           (every? (fn [p] (re-find #"^%\d*$" (str p))) (second form)))
    (str "#" (pr-str (nth form 2)))
    (pr-str form)))

;; The name of a function, or what it prints as.
(defn- fn-form [f]
  (let [[_ name] (re-find #"^#<fn (.+)>$" (pr-str f))]
    (cond
      (nil? name) (if (var? f) (symbol f) 'fn)
      (str/starts-with? name "batuta.core/") (symbol (subs name 12))
      (re-find #"/fn$" name) 'fn
      :else (symbol name))))

(defn- forms-of [nodes] (map :form nodes))

;; ---- compiled tests -------------------------------------------------------------------------------------------------

(defn- all-tests [tests]
  (reduce (fn [more test] (fn [x] (if (test x) (more x) false))) (fn [_] true) (reverse tests)))

(defn- any-test [tests]
  (reduce (fn [more test] (fn [x] (if (test x) true (more x)))) (fn [_] false) (reverse tests)))

;; Tests of a map's keys, one after the other.
(defn- key-tests [required optional]
  (let [after (reduce (fn [more [k node]]
                        (let [test (:valid node)]
                          (fn [m]
                            (let [x (get m k ::absent)]
                              (if (or (identical? x ::absent) (test x)) (more m) false)))))
                      (fn [_] true)
                      (reverse optional))]
    ; Two keys in each: half of the calls.
    (reduce (fn [more [[k1 one] [k2 two]]]
              (let [test1 (:valid one)
                    test2 (if two (:valid two) nil)]
                (if two
                  (fn [m]
                    (let [x (get m k1 ::absent)]
                      (if (identical? x ::absent)
                        false
                        (if (test1 x)
                          (let [x (get m k2 ::absent)]
                            (if (identical? x ::absent) false (if (test2 x) (more m) false)))
                          false))))
                  (fn [m]
                    (let [x (get m k1 ::absent)]
                      (if (identical? x ::absent) false (if (test1 x) (more m) false)))))))
            after
            (reverse (partition-all 2 required)))))

;; ---- leaves ---------------------------------------------------------------------------------------------------------

(def ^:private type-tests
  {'Int int? 'Float float? 'Ratio ratio? 'Number number? 'String string? 'Bool boolean? 'Nil nil?
   'Unit nil? 'Char char?
   'Keyword keyword? 'Symbol symbol? 'Map map? 'Vector vector? 'Set set? 'Sequential sequential?
   'Collection coll?
   'Uuid uuid? 'Any (fn [_] true)})

;; A type by its name.
(defn- type-node [type]
  {:kind :type
   :form type
   :plain true
   :type type
   :valid (or (get type-tests type) (fn [x] (instance? type x)))})

;; A type that `(deftype Name type)` has named, by the value of `Name`, which prints as `#<type user/Name>`. It may name itself, so it becomes
;; a named spec, made when its value is met first.
(defn- named-type-node [type]
  (let [[_ text] (re-find #"^#<type (.+)>$" (pr-str type))
        name (symbol text)
        of-type (:of-type (find-named name))]
    (when-not (identical? of-type type)
      (define name (assoc (type-node 'Any) :of-type type))
      (define name
        (assoc (type-expression ((var-get (ns-resolve 'batuta.core 'type-form)) type))
               :of-type
               type)))
    (ref-node name)))

;; The built-in functions that take anything; others may fail, which counts as a no.
(def ^:private safe
  #{int? integer? float? double? ratio? rational? number? string? boolean? nil? some? char? keyword?
    symbol? map? vector? set?
    list? seq? sequential? coll? uuid? inst? fn? ifn? true? false? any? simple-keyword?
    qualified-keyword? simple-symbol?
    qualified-symbol? nat-int? pos-int? neg-int? associative? counted? seqable? indexed? ident?
    simple-ident?
    qualified-ident? decimal? record? bytes? tuple? regex? var?})

(defn- pred-node [f form]
  {:kind :pred
   :form (plain-form (if (or (= form ::none) (and (symbol? form) (fn? f) (not= 'fn (fn-form f))))
                       (fn-form f)
                       form))
   :plain true
   :pred f
   :valid (if (contains? safe f)
            f
            (fn [x] (try (if (f x) true false) (catch Exception _ false))))})

(defn- value-node [value]
  {:kind :value :form value :plain true :value value :valid (fn [x] (= x value))})

(defn- enum-node [values]
  {:kind :enum :form values :plain true :values values :valid (fn [x] (contains? values x))})

(defn- text-node [pattern]
  {:kind :text
   :form pattern
   :plain true
   :pattern pattern
   :valid (fn [x] (and (string? x) (some? (re-find pattern x))))})

(defn- ref-node [name]
  {:kind :ref
   :form name
   :to name
   :valid (fn [x]
            (let [test (-test name)]
              (if test (test x) (unknown name))))})

;; The node itself, through names.
(defn- resolved [node]
  (if (= :ref (:kind node)) (resolved (get-named (:to node))) node))

;; ---- together -------------------------------------------------------------------------------------------------------

(defn- and-node [parts]
  (let [plain (every? :plain parts)]
    {:kind :and
     :form (list* 's/and (forms-of parts))
     :plain plain
     :parts parts
     :valid (if plain
              (all-tests (map :valid parts))
              (fn [x] (not (invalid? (reduce (fn [x part]
                                               (let [y (conform-node part x)]
                                                 (if (invalid? y) (reduced y) y)))
                                             x
                                             parts)))))}))

(defn- or-node [branches]
  {:kind :or
   :form (list* 's/or (mapcat (fn [[k node]] [k (:form node)]) branches))
   :branches branches
   :valid (any-test (map (fn [[_ node]] (:valid node)) branches))})

(defn- nilable-node [part]
  (let [test (:valid part)]
    {:kind :nilable
     :form (list 's/nilable (:form part))
     :plain (:plain part)
     :of part
     :valid (fn [x] (if (nil? x) true (test x)))}))

(defn- merge-node [parts]
  {:kind :merge
   :form (list* 's/merge (forms-of parts))
   :parts parts
   :valid (all-tests (map :valid parts))})

;; ---- maps -----------------------------------------------------------------------------------------------------------

(defn- optional-key [k]
  {:kind :optional :form (list 's/optional k) :key k})

;; Whether the keys are there that `(or :a (and :b :c))` asks for.
(defn- keys-there? [group m]
  (if (seq? group)
    (let [there (fn [g] (keys-there? g m))]
      (if (= "or" (name (first group)))
        (boolean (some there (rest group)))
        (every? there (rest group))))
    (contains? m group)))

(defn- keyed-node
  "A map by its keys. `groups` are conditions on which keys are there; `others`, whether keys that have the name of a spec are checked too."
  [form required optional {:keys [groups closed others]}]
  (let [known (into #{} (map first) (concat required optional))
        by-key (key-tests required optional)
        grouped (if (seq groups)
                  (fn [m] (and (every? (fn [g] (keys-there? g m)) groups) (by-key m)))
                  by-key)
        shut (if closed
               (fn [m] (and (every? (fn [k] (contains? known k)) (keys m)) (grouped m)))
               grouped)
        test (if others
               (fn [m]
                 (and (shut m)
                      (every? (fn [[k v]]
                                (or (contains? known k)
                                    (not (qualified-keyword? k))
                                    (let [node (find-named k)] (or (nil? node) ((:valid node) v)))))
                              m)))
               shut)]
    {:kind :keyed
     :form form
     :plain (and (not others) (every? (fn [[_ node]] (:plain node)) (concat required optional)))
     :required required
     :optional optional
     :known known
     :groups groups
     :closed closed
     :others others
     :valid (fn [m] (if (map? m) (test m) false))}))

;; The form beside a key of a map that was written out; `(s/optional :k)` is found by the key in it.
(defn- form-at [forms k]
  (let [optional (:key (-node k))]
    (cond
      (not (map? forms)) ::none
      (some? optional) (get (into {} (map (fn [[f v]] [(if (seq? f) (second f) f) v]) forms))
                            optional
                            ::none)
      :else (get forms k ::none))))

(declare map-of-node)

;; A type or a spec in the place of a key: the map is one of many such keys.
(defn- one-of-many? [m]
  (and (= 1 (count m))
       (let [[k] (first m)
             node (-node k)]
         (or (symbol? k) (set? k) (fn? k) (and node (not= :optional (:kind node)))))))

(defn- closed-node [node]
  (keyed-node (list 's/closed (:form node))
              (:required node)
              (:optional node)
              (assoc (select-keys node [:groups]) :closed true)))

(defn- map-node [m forms]
  (if (one-of-many? m)
    (let [[k v] (first m)]
      (map-of-node (node-of k) (node-of v (if (map? forms) (second (first forms)) ::none)) {}))
    (let [entries (map (fn [[k v]]
                         (let [optional (-node k)]
                           [(if optional (:key optional) k)
                            (node-of v (form-at forms k))
                            (some? optional)]))
                       m)
          required (into [] (comp (remove last) (map pop)) entries)
          optional (into [] (comp (filter last) (map pop)) entries)]
      (keyed-node (into {}
                        (map (fn [[k node optional]]
                               [(if optional (list 's/optional k) k) (:form node)])
                             entries))
                  required
                  optional
                  {}))))

;; ---- collections ----------------------------------------------------------------------------------------------------

(def ^:private kinds
  {vector? "a vector"
   list? "a list"
   set? "a set"
   map? "a map"
   sequential? "a sequence"
   coll? "a collection"
   seq? "a sequence"})

;; What options ask of a collection, as [test, what it must do] pairs, in the order they are told.
(defn- collection-rules [{:keys [kind count min-count max-count distinct]}]
  (let [size batuta.core/count
        bounded? (fn [xs] (or (nil? max-count) (<= (size (take (inc max-count) xs)) max-count)))
        things (fn [n] (str n (if (= n 1) " element" " elements")))]
    (filter some?
            [[(fn [xs] (if kind ((:valid (node-of kind)) xs) (coll? xs)))
              (str "be "
                   (get kinds
                        kind
                        (if kind
                          (str "as `" (form-text (:form (node-of kind))) "` says")
                          "a collection")))]
             (if count [(fn [xs] (= count (size xs))) (str "have " (things count))])
             (if min-count
               [(fn [xs] (<= min-count (size xs))) (str "have at least " (things min-count))])
             (if max-count [bounded? (str "have at most " (things max-count))])
             (if distinct
               [(fn [xs] (or (empty? xs) (apply distinct? xs))) "have different elements only"])])))

;; Options as they were given, for the form.
(defn- option-forms [options]
  (mapcat (fn [[k v]] [k (if (fn? v) (fn-form v) v)]) (dissoc options :gen)))

(defn- coll-node
  "A collection of many values that are alike. `every` looks at the first 100 only and leaves them as they are."
  [word part options]
  (let [rules (collection-rules options)
        test (:valid part)
        right (all-tests (map first rules))
        every (= word 's/every)]
    {:kind :coll
     :form (list* word (:form part) (option-forms options))
     :plain (and (or every (:plain part)) (nil? (:into options)))
     :of part
     :options options
     :rules rules
     :every every
     :valid (if every
              (fn [xs] (and (right xs) (every? test (take 100 xs))))
              (fn [xs] (and (right xs) (every? test xs))))}))

(defn- map-of-node [k v options]
  (let [rules (collection-rules (assoc options :kind map?))
        right (all-tests (map first rules))
        [key-test value-test] [(:valid k) (:valid v)]]
    {:kind :map-of
     :form (list* 's/map-of (:form k) (:form v) (option-forms options))
     :plain (and (:plain v) (or (:plain k) (not (:conform-keys options))))
     :key k
     :val v
     :options options
     :rules rules
     :valid (fn [m] (and (right m) (every? (fn [[k v]] (and (key-test k) (value-test v))) m)))}))

(defn- tuple-test [tests]
  (let [size (count tests)]
    (fn [xs]
      (and (vector? xs)
           (= size (count xs))
           (loop [i 0]
             (if (= i size) true (if ((nth tests i) (nth xs i)) (recur (inc i)) false)))))))

(defn- tuple-node [parts]
  {:kind :tuple
   :form (list* 's/tuple (forms-of parts))
   :plain (every? :plain parts)
   :parts parts
   :valid (tuple-test (mapv :valid parts))})

;; A tuple such as `{:compute Int Int}`: its tag, and what follows.
(defn- tagged-node [tag parts]
  (let [test (tuple-test (mapv :valid parts))]
    {:kind :tagged
     :form (apply tuple tag (forms-of parts))
     :plain (every? :plain parts)
     :tag tag
     :parts parts
     :valid (fn [x] (and (tuple? x) (= tag (first (seq x))) (test (vec (rest (seq x))))))}))

;; ---- others ---------------------------------------------------------------------------------------------------------

(defn- multi-node
  "What a value must be depends on what `dispatch` says of it: a map of specs, or a multimethod that gives one."
  [dispatch methods form]
  (let [by-value (if (map? methods)
                   (into {} (map (fn [[k v]] [k (node-of v (form-at (last form) k))]) methods))
                   nil)
        choose (if by-value
                 (fn [x] (or (get by-value (dispatch x)) (get by-value :default)))
                 (fn [x] (try (node-of (methods x)) (catch Exception _ nil))))]
    {:kind :multi
     :form form
     :dispatch dispatch
     :choose choose
     :by-value by-value
     :valid (fn [x]
              (let [node (try (choose x) (catch Exception _ nil))]
                (if node ((:valid node) x) false)))}))

(defn- conformer-node [f unform form]
  {:kind :conformer :form form :f f :unform unform :valid (fn [x] (not (invalid? (f x))))})

(defn- function-node [about form]
  {:kind :function :form form :plain true :about about :valid ifn?})

(defn- sequence-node [op form about]
  (let [node (merge about {:kind :sequence :op op :form form})]
    (assoc node
           :valid (fn [xs]
                    (and (or (nil? xs) (sequential? xs))
                         (contains? (match-sequence node xs) :value))))))

;; A sequence of its own inside another one.
(defn- nested-node [part]
  {:kind :nested :form (list 's/spec (:form part)) :of part :valid (:valid part)})

(defn- sequence-node? [node]
  (= :sequence (:kind (resolved node))))

;; ---- anything -------------------------------------------------------------------------------------------------------

(defn- union-node [parts]
  (or-node (map (fn [part]
                  [(if (= :type (:kind part))
                     (keyword (str/lower-case (name (:form part))))
                     (keyword (str/replace (pr-str (:form part)) #"[^A-Za-z0-9]+" "-")))
                   part])
                parts)))

;; The alternatives of `A | B`, or nil.
(defn- alternatives [forms]
  (if (some (fn [x] (= x '|)) forms)
    (map (fn [part] (if (next part) part (first part)))
         (remove (fn [part] (= '(|) part)) (partition-by (fn [x] (= x '|)) forms)))
    nil))

;; The name of a type as code has it: `Point` is `user.Point`, `Id` may be `user/Id`.
(defn- type-named [type]
  (let [found (if (contains? type-tests type) nil (resolve type))
        value (if found (var-get found) type)]
    (if (symbol? value) (type-node value) (node-of value))))

(defn- type-expression
  "A type as annotations write it: `Int`, `[Int]`, `{String Int}`, `#{Keyword}`, `{:id Int}`, `{:tag Int Int}`, `(Int | String)`, `(Int -> Int)`."
  [type]
  (cond
    (symbol? type) (if (re-find #"^[a-z]" (name type)) (type-node 'Any) (type-named type))
    (and (sequential? type) (some (fn [x] (= x '->)) type)) (type-node 'Fn)
    (and (sequential? type) (alternatives type)) (let [union (union-node (map type-expression
                                                                              (alternatives type)))]
                                                   (if (vector? type)
                                                     (coll-node 's/coll-of
                                                                union
                                                                {:kind sequential?})
                                                     union))
    (and (vector? type) (= 1 (count type))) (coll-node 's/coll-of
                                                       (type-expression (first type))
                                                       {:kind sequential?})
    (vector? type) (tuple-node (map type-expression type))
    (seq? type) (case (first type)
                  or (union-node (map type-expression (rest type)))
                  Maybe (nilable-node (type-expression (second type)))
                  (closed open) (let [node (type-expression (second type))]
                                  (if (= 'closed (first type)) (closed-node node) node))
                  (type-expression (first type)))
    (tuple? type) (tagged-node (first (seq type)) (map type-expression (rest (seq type))))
    (set? type) (coll-node 's/coll-of (type-expression (first type)) {:kind set?})
    (map? type) (let [[k v] (first type)]
                  (if (and (= 1 (count type)) (not (keyword? k)) (not (seq? k)))
                    (map-of-node (type-expression k) (type-expression v) {})
                    (map-node (into {}
                                    (map (fn [[k v]]
                                           [(if (seq? k) (-spec (optional-key (second k))) k)
                                            (-spec (type-expression v))]))
                                    type)
                              ::none)))
    :else (node-of type)))

(def ^:private what-specs-are
  "the name of a type or of a spec, a predicate, a set of values, a map of specs by key, or what `s/…` makes")

(defn- node-of
  "The node of anything that can stand for a spec, with the form it was written as."
  ([x] (node-of x ::none))
  ([x form]
   (cond
     (some? (-node x)) (if (= :optional (:kind (-node x)))
                         (-not-a-spec x "a spec; `s/optional` marks keys of maps")
                         (-node x))
     (keyword? x) (ref-node x)
     (symbol? x) (if (namespace x) (ref-node x) (type-node x))
     (= 'Type (class x)) (named-type-node x)
     (fn? x) (pred-node x form)
     (set? x) (if (and (= 1 (count x)) (or (symbol? (first x)) (-node (first x))))
                (coll-node 's/coll-of (node-of (first x)) {:kind set?})
                (enum-node x))
     (tuple? x) (tagged-node (first (seq x)) (mapv node-of (rest (seq x))))
     (map? x) (map-node x form)
     (vector? x) (case (count x)
                   0 (-not-a-spec x
                                  "a vector such as `[Int]`, of elements that are alike, or `[Int String]`")
                   1 (coll-node 's/coll-of
                                (node-of (first x) (if (vector? form) (first form) ::none))
                                {:kind sequential?})
                   (tuple-node (map-indexed (fn [i part]
                                              (node-of part
                                                       (if (vector? form) (nth form i) ::none)))
                                            x)))
     (regex? x) (text-node x)
     (or (nil? x) (string? x) (number? x) (boolean? x) (char? x)) (value-node x)
     (seq? x) (type-expression x)
     (ifn? x) (pred-node x form)
     :else (-not-a-spec x what-specs-are))))
