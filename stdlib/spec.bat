;; batuta.spec, part 11: the words; portable code knows them as clojure.spec.alpha.
;; Macros where the form of a predicate is to be shown in messages. Those whose names are special forms or core's own come last.
(in-ns 'batuta.spec)

;; ---- names ----------------------------------------------------------------------------------------------------------

;; A symbol as it is called everywhere.
(defn- qualified [name]
  (cond
    (not (symbol? name)) name
    (resolve name) (symbol (resolve name))
    (namespace name) name
    :else (symbol (str (ns-name *ns*)) (str name))))

(defn- name-form [name]
  (if (symbol? name) (list 'quote (qualified name)) name))

(defn- define-as [name doc node]
  (when-not (or (qualified-keyword? name) (keyword? name) (symbol? name))
    (-not-a-spec name "a keyword or a symbol as the name of a spec"))
  (define name (if (and node doc) (assoc node :doc doc) node)))

;; Names the spec that a type stands for, as annotations write it; `deflog` does.
(defn- -define-type [name type]
  (define-as name nil (type-expression type)))

(defn get-spec
  "The spec of a name, or nil. `(do (s/def ::n Int) (s/get-spec ::n)) ;=> Int`"
  [name]
  (let [node (find-named (qualified name))]
    (if node (-spec node) nil)))

(defn registry
  "All names of specs, with their specs. `(do (s/def ::n Int) (contains? (s/registry) ::n)) ;=> true`"
  []
  (into {} (map (fn [name] [name (get-spec name)]) (defined))))

(defn spec?
  "The value if it is a spec that `s/…` has made, else nil. `(nil? (s/spec? 1)) ;=> true`"
  [x]
  (if (-node x) x nil))

(defn regex?
  "Whether a spec is of a regular operator, so that inside others its elements are theirs. `(s/regex? (s/* Int)) ;=> true`"
  [x]
  (let [node (-node x)]
    (boolean (and node (= :sequence (:kind node))))))

(defn form
  "What a spec was written as, as data. `(s/form (s/nilable Int)) ;=> (s/nilable Int)`"
  [spec]
  (if (or (keyword? spec) (and (symbol? spec) (find-named (qualified spec))))
    (:form (get-named (qualified spec)))
    (:form (node-of spec))))

(defn describe
  "What a spec was written as, as data. `(s/describe (s/tuple Int Int)) ;=> (s/tuple Int Int)`"
  [spec]
  (form spec))

;; ---- asking ---------------------------------------------------------------------------------------------------------

;; The node of a spec that is asked of a value; names are looked up at once.
(defn- asked-node [spec]
  (if (keyword? spec) (get-named spec) (node-of spec)))

(defn valid?
  "Whether a value is what a spec says. `(s/valid? {:id Int} {:id 1 :more true}) ;=> true`"
  [spec x]
  (if (keyword? spec)
    (let [test (-test spec)] (if test (test x) (unknown spec)))
    ((:valid (asked-node spec)) x)))

(defn invalid?
  "Whether `s/conform` answered that a value is not valid. `(s/invalid? (s/conform Int \"a\")) ;=> true`"
  [x]
  (identical? x ::invalid))

(defn conform
  "A value taken apart as the spec says: which branch of `or` and `alt`, which part of `cat`; `::s/invalid` when it is not valid.
  `(s/conform (s/cat :n Int :names (s/* String)) [1 \"a\" \"b\"]) ;=> {:n 1 :names [\"a\" \"b\"]}`"
  [spec x]
  (conform-node (asked-node spec) x))

(defn unform
  "The value that a conformed one was taken from. `(s/unform (s/or :n Int :s String) [:s \"a\"]) ;=> \"a\"`"
  [spec x]
  (unform-node (asked-node spec) x))

;; Where the explanation begins: in a spec that has a name.
(defn- beginning [node]
  (if (:name node) (assoc top :via [(:name node)]) top))

(defn explain-data
  "What is wrong with a value, nil when nothing is: `:problems`, each with `:path` (the keys that lead there, and the branches), `:in` (the
  keys in the value), `:value`, `:pred` (what it does not satisfy), `:via` (names of specs) and `:message`.
  `(map :path (:problems (s/explain-data {:id Int} {:id \"1\"}))) ;=> ([:id])`"
  [spec x]
  (let [node (asked-node spec)]
    (explained node spec x (beginning node))))

(defn explain-str
  "What is wrong with a value, a line for each problem. `(s/explain-str {:id Int} {:id \"1\"}) ;=> \":id must be an Int, but is \\\"1\\\"\"`"
  [spec x]
  (let [node (asked-node spec)
        problems (problems-of node x (beginning node))]
    (if (seq problems) (explanation problems) "Success!")))

(defn explain
  "Prints what is wrong with a value. `(with-out-str (s/explain Int 1)) ;=> \"Success!\\n\"`"
  [spec x]
  (println (explain-str spec x)))

(defn coerce
  "A value that came as strings, or from JSON, as what the spec says: numbers from their digits, keywords as keys and values, sets from
  sequences, points in time, collections from JSON text. Fails with the explanation if that is not valid.
  `(s/coerce {:id Int :tags #{Keyword}} {\"id\" \"7\" \"tags\" [\"a\"]}) ;=> {:id 7 :tags #{:a}}`"
  [spec x]
  (let [node (asked-node spec)
        y (coerce-node node x)
        data (explained node spec y (beginning node))]
    (if data (-failed (explanation (:problems data)) data) y)))

(defn json-schema
  "A spec as JSON Schema (draft 2020-12), to be written by `json/write`.
  `(s/json-schema {:id Int (s/optional :nick) String}) ;=> {:type \"object\" :properties {:id {:type \"integer\"} :nick {:type \"string\"}} :required [\"id\"]}`"
  [spec]
  (json-schema-of (asked-node spec)))

(defn infer
  "A spec of what some values have in common. `(s/infer [{:id 1} {:id 2 :nick \"b\"}]) ;=> {:id Int (s/optional :nick) String}`"
  [values]
  (when-not (or (sequential? values) (set? values))
    (-not-a-spec values "a collection of values to infer one from"))
  (-spec (node-of (inferred values))))

;; ---- made by chance -------------------------------------------------------------------------------------------------

(defn gen
  "The generator of values that a spec accepts, for `s/sample`, `s/generate` and `batuta.spec.gen`. `(s/valid? Int (s/generate (s/gen Int))) ;=> true`"
  [spec]
  (let [node (asked-node spec)]
    (batuta.spec.gen/make (fn [draw size] (example node draw size)))))

(defn- generator-of [x]
  (if (batuta.spec.gen/generator? x) x (gen x)))

(defn generate
  "A value that a spec accepts, or that a generator makes. `(string? (s/generate String)) ;=> true`"
  ([spec] (generate spec 20))
  ([spec size] (batuta.spec.gen/generate (generator-of spec) size)))

(defn sample
  "Values that a spec accepts, 10 or as many as said, from small to larger ones. `(every? int? (s/sample Int 3)) ;=> true`"
  ([spec] (sample spec 10))
  ([spec n] (batuta.spec.gen/sample (generator-of spec) n)))

(defn exercise
  "Pairs of a value that the spec accepts and the value conformed, 10 or as many as said. `(count (s/exercise Int 3)) ;=> 3`"
  ([spec] (exercise spec 10))
  ([spec n] (mapv (fn [x] [x (conform spec x)]) (sample spec n))))

(defn with-gen
  "A spec that makes its examples by a generator: that of a function without arguments.
  `(s/sample (s/with-gen (s/spec string?) (fn [] (s/gen #{\"a\"}))) 2) ;=> (\"a\" \"a\")`"
  [spec make]
  (-spec (assoc (node-of spec) :gen make)))

;; ---- specs ----------------------------------------------------------------------------------------------------------

;; Code that makes the nodes of some specs, with their forms.
(defn- nodes-form [specs]
  (mapv (fn [spec] `(node-of ~spec '~spec)) specs))

;; The same of names and specs in turn.
(defn- named-nodes-form [macro pairs]
  (when-not (even? (count pairs))
    (-not-a-spec (last pairs) (str "names and specs in turn, in `" macro "`")))
  (mapv (fn [[k spec]] `[~k (node-of ~spec '~spec)]) (partition 2 pairs)))

(defn- options-of [word options]
  (if (even? (count options))
    (apply batuta.core/hash-map options)
    (-not-a-spec (last options) (str "options of `" word "` in pairs, such as `:min-count 1`"))))

;; A node with the generator that options name.
(defn- with-options [node {:keys [gen]}]
  (if gen (assoc node :gen gen) node))

(defmacro spec
  "The spec of a predicate, a type, a map of specs by key, or the like; `:gen` is a function that gives its generator. A regular operator in it takes a
  sequence of its own. `(s/valid? (s/cat :pair (s/spec (s/cat :a Int :b Int))) [[1 2]]) ;=> true`"
  [form & options]
  `(spec* (node-of ~form '~form) (options-of "s/spec" [~@options])))

(defn- spec* [node options]
  (-spec (with-options (if (sequence-node? node) (nested-node node) node) options)))

(defmacro nilable
  "nil, or what the spec accepts. `(s/valid? (s/nilable Int) nil) ;=> true`"
  [spec]
  `(-spec (nilable-node (node-of ~spec '~spec))))

(defmacro tuple
  "A vector of as many elements as there are specs, each by its own. `(s/valid? (s/tuple Int String) [1 \"a\"]) ;=> true`"
  [& specs]
  `(-spec (tuple-node ~(nodes-form specs))))

(defmacro coll-of
  "A collection of many values that a spec accepts. Options: `:kind` (a predicate such as `vector?`), `:count`, `:min-count`, `:max-count`,
  `:distinct`, `:into` (what conforming puts the elements in), `:gen-max`, `:gen`. `(s/valid? (s/coll-of Int :min-count 1) []) ;=> false`"
  [spec & options]
  `(coll-spec 's/coll-of (node-of ~spec '~spec) (options-of "s/coll-of" [~@options])))

(defn- coll-spec [word node options]
  (-spec (with-options (coll-node word node options) options)))

(defmacro map-of
  "A map of many keys and values by two specs. Options as of `s/coll-of`, and `:conform-keys`. `(s/valid? (s/map-of Keyword Int) {:a 1}) ;=> true`"
  [key value & options]
  `(map-of-spec (node-of ~key '~key) (node-of ~value '~value) (options-of "s/map-of" [~@options])))

(defn- map-of-spec [k v options]
  (-spec (with-options (map-of-node k v options) options)))

(defmacro every-kv
  "`s/map-of`. `(s/valid? (s/every-kv Keyword Int) {:a 1}) ;=> true`"
  [key value & options]
  `(map-of ~key ~value ~@options))

(defn optional
  "Marks a key of a map spec that need not be there. `(s/valid? {:id Int (s/optional :nick) String} {:id 1}) ;=> true`"
  [key]
  (-spec (optional-key key)))

(defmacro closed
  "A map spec that accepts no other keys. `(s/explain-str (s/closed {:email String}) {:email \"a\" :nmae 1}) ;=> \":nmae is no key of this map\"`"
  [spec]
  `(closed-spec (node-of ~spec '~spec)))

(defn- closed-spec [node]
  (let [to (resolved node)]
    (if (= :keyed (:kind to))
      (-spec (assoc (closed-node to) :form (list 's/closed (:form node))))
      (-not-a-spec (-spec node) "a map of specs by key"))))

(defmacro multi
  "A value of several kinds: `dispatch`, a function or key, tells which, and a map gives each kind its spec, `:default` that of others.
  `(s/valid? (s/multi :type {:click {:x Int} :key {:code String}}) {:type :click :x 1}) ;=> true`"
  [dispatch specs]
  `(-spec (multi-node ~dispatch ~specs '(~'s/multi ~dispatch ~specs))))

(defmacro multi-spec
  "`s/multi` by a multimethod that gives the spec of a value. `retag` is for portable code.
  `(do (defmulti kind :type) (defmethod kind :a [_] {:n Int}) (s/valid? (s/multi-spec kind :type) {:type :a :n 1})) ;=> true`"
  [multimethod retag]
  `(-spec (multi-node (fn [x#] (if (keyword? ~retag) (~retag x#) nil))
                      ~multimethod
                      '(~'s/multi-spec ~multimethod ~retag))))

(defmacro conformer
  "A spec that conforms by a function, which may answer `::s/invalid`, and unforms by another. `(s/conform (s/conformer str) 1) ;=> \"1\"`"
  ([f] `(-spec (conformer-node ~f nil '(~'s/conformer ~f))))
  ([f unform] `(-spec (conformer-node ~f ~unform '(~'s/conformer ~f ~unform)))))

(defn nonconforming
  "A spec that accepts the same and leaves values as they are. `(s/conform (s/nonconforming (s/or :n Int :s String)) 1) ;=> 1`"
  [spec]
  (let [node (node-of spec)
        test (:valid node)]
    (-spec (assoc (nested-node node)
                  :kind :and :parts [node] :plain true
                  :form (list 's/nonconforming (:form node))))))

(defn with-message
  "A spec that says in its own words what is wrong: a string that goes on after the place (\"must be of age\") or stands alone (\"Too young\"), or a
  function of the value that gives one. `(s/explain-str {:age (s/with-message pos-int? \"must be an age\")} {:age -1}) ;=> \":age must be an age, but is -1\"`"
  [spec message]
  (let [node (node-of spec)]
    (-spec (assoc node :message message))))

;; A leaf with a test of its own, examples by a generator.
(defn- ranged [form asks test generator]
  (-spec {:kind :pred
          :form form
          :asks asks
          :plain true
          :pred test
          :valid test
          :gen (fn [] generator)}))

(defn int-in
  "Ints from one to before another. `(s/valid? (s/int-in 1 7) 7) ;=> false`"
  [from to]
  (ranged (list 's/int-in from to)
          (str "be an Int from " from " to " (dec to))
          (fn [x] (and (int? x) (<= from x) (< x to)))
          (batuta.spec.gen/choose from (dec to))))

(defn int-in-range?
  "Whether a value is an Int from one to before another. `(s/int-in-range? 1 7 6) ;=> true`"
  [from to x]
  (and (int? x) (<= from x) (< x to)))

(defn double-in
  "Floats between `:min` and `:max`, both included; without `##NaN` and infinities if `:NaN?` and `:infinite?` are false.
  `(s/valid? (s/double-in :min 0.0 :max 1.0) 0.5) ;=> true`"
  [& options]
  (let [{:keys [min max infinite? NaN?] :or {infinite? true NaN? true}} (apply batuta.core/hash-map
                                                                               options)
        test (fn [x]
               (and (float? x)
                    (or NaN? (== x x))
                    (or infinite? (not (infinite? x)))
                    (or (nil? min) (<= min x))
                    (or (nil? max) (<= x max))))
        least (or min (if max (- max 1000.0) -1000.0))
        most (or max (+ least 2000.0))]
    (ranged (list* 's/double-in options)
            (cond
              (and min max) (str "be a Float from " min " to " max)
              min (str "be a Float of " min " or more")
              max (str "be a Float of " max " or less")
              :else "be a Float")
            test
            (batuta.spec.gen/fmap (fn [n] (double (+ least (* (- most least) (/ n 1000000.0)))))
                                  (batuta.spec.gen/choose 0 1000000)))))

(defn inst-in
  "Points in time from one to before another. `(s/valid? (s/inst-in #inst \"2026\" #inst \"2027\") #inst \"2026-05-01\") ;=> true`"
  [from to]
  (let [[first-ms end-ms] [(inst-ms from) (inst-ms to)]]
    (ranged (list 's/inst-in from to)
            (str "be an Instant from " (pr-str from) " to before " (pr-str to))
            (fn [x] (and (inst? x) (<= first-ms (inst-ms x)) (< (inst-ms x) end-ms)))
            (batuta.spec.gen/fmap instant (batuta.spec.gen/choose first-ms (dec end-ms))))))

;; ---- sequences ------------------------------------------------------------------------------------------------------

(defmacro cat
  "A sequence of parts, each with a name. `(s/conform (s/cat :a Int :b (s/? String)) [1]) ;=> {:a 1}`"
  [& parts]
  `(cat-spec ~(named-nodes-form "s/cat" parts)))

(defn- named-forms [parts]
  (mapcat (fn [[k part]] [k (:form part)]) parts))

(defn- cat-spec [parts]
  (-spec (sequence-node :cat (list* 's/cat (named-forms parts)) {:parts parts})))

(defmacro alt
  "One of several parts of a sequence, each with a name; conforming says which. `(s/conform (s/alt :n Int :s String) [1]) ;=> [:n 1]`"
  [& parts]
  `(alt-spec ~(named-nodes-form "s/alt" parts)))

(defn- alt-spec [parts]
  (-spec (sequence-node :alt (list* 's/alt (named-forms parts)) {:parts parts})))

(defn- repeated-spec [op word node]
  (-spec (sequence-node op (list word (:form node)) {:of node})))

(defmacro ?
  "A part of a sequence, or nothing. `(s/valid? (s/? Int) []) ;=> true`"
  [spec]
  `(repeated-spec :maybe 's/? (node-of ~spec '~spec)))

(defmacro &
  "A part of a sequence that satisfies further specs as well, which get it conformed. `(s/valid? (s/& (s/* Int) #(even? (count %))) [1]) ;=> false`"
  [spec & specs]
  `(amp-spec (node-of ~spec '~spec) ~(nodes-form specs)))

(defn- amp-spec [node parts]
  (-spec (sequence-node :amp (list* 's/& (:form node) (forms-of parts)) {:of node :parts parts})))

;; ---- functions ------------------------------------------------------------------------------------------------------

(defn- function-spec [form about]
  (when-let [other (first (remove (fn [[k _]] (contains? #{:args :ret :fn :gen} k)) about))]
    (-not-a-spec (first other) "`:args`, `:ret` or `:fn`"))
  (with-options (function-node (dissoc about :gen) form) about))

(defn- about-form [parts]
  (into {}
        (map (fn [[k spec]] [k (if (= k :gen) spec `(node-of ~spec '~spec))]) (partition 2 parts))))

(defmacro fspec
  "A function: `:args` is a spec of its arguments as a sequence, `:ret` of what it returns, `:fn` of `{:args :ret}`, both conformed.
  `(s/valid? (s/fspec :args (s/cat :n Int) :ret Int) inc) ;=> true`"
  [& parts]
  `(-spec (function-spec '(~'s/fspec ~@parts) ~(about-form parts))))

(defmacro fdef
  "Says of a function what it takes (`:args`), returns (`:ret`), and how these go together (`:fn`), for `s/instrument` and `s/check`.
  `(do (defn twice [n] (* 2 n)) (s/fdef twice :args (s/cat :n Int) :ret Int)) ;=> user/twice`"
  [name & parts]
  (when-not (symbol? name) (-not-a-spec name "the name of a function"))
  (when-not (even? (count parts))
    (-not-a-spec (last parts) "`:args`, `:ret` and `:fn`, each with a spec"))
  `(define ~(name-form name) (function-spec '(~'s/fspec ~@parts) ~(about-form parts))))

(defn check-asserts
  "Whether `s/assert` checks: it does until told otherwise. Answers the same. `(s/check-asserts true) ;=> true`"
  [on]
  (intern (create-ns names) '-without-asserts (not on))
  (boolean on))

(defn check-asserts?
  "Whether `s/assert` checks. `(s/check-asserts?) ;=> true`"
  []
  (let [cell (ns-resolve (create-ns names) '-without-asserts)]
    (not (and cell (true? (var-get cell))))))

(defn- assert-node [node spec x]
  (if (or (not (check-asserts?)) ((:valid node) x))
    x
    (let [data (explained node spec x (beginning node))]
      (-failed (explanation (:problems data)) data))))

;; ---- words that are core's names too --------------------------------------------------------------------------------

;; Keys and conditions of `s/keys`, as [key, spec] pairs and groups.
(defn- key-pairs [names short]
  (map (fn [name]
         (when-not (qualified-keyword? name)
           (-not-a-spec name "names of specs, such as `::id`, in `s/keys`"))
         [(if short (keyword (batuta.core/name name)) name) (ref-node name)])
       (filter keyword? (flatten names))))

(defn- shortened [group]
  (if (seq? group) (apply list (first group) (map shortened (rest group))) (keyword (name group))))

(defn- keys-node [form {:keys [req opt req-un opt-un] :as options}]
  (let [alone (fn [names] (filter keyword? names))
        grouped (fn [names] (filter seq? names))]
    (with-options
      (keyed-node form
                  (vec (concat (key-pairs (alone req) false) (key-pairs (alone req-un) true)))
                  (vec (concat (key-pairs opt false) (key-pairs opt-un true)
                               (key-pairs (grouped req) false) (key-pairs (grouped req-un) true)))
                  {:groups (concat (grouped req) (map shortened (grouped req-un))) :others true})
      options)))

(defmacro type
  "The type of what a spec accepts, as annotations write it. `(s/type {:id Int (s/optional :nick) String}) ;=> {:id Int}`"
  [spec]
  `(type-of (node-of ~spec '~spec) #{}))

(defmacro every
  "`s/coll-of` that looks at the first 100 elements only and conforms none. `(s/valid? (s/every Int) [1 2]) ;=> true`"
  [spec & options]
  `(coll-spec 's/every (node-of ~spec '~spec) (options-of "s/every" [~@options])))

(defmacro keys
  "A map by names of specs, as in Clojure: `:req` and `:opt` are keys named as their specs; `:req-un` and `:opt-un` are so without the namespace. What
  must be there may be `(or ::a (and ::b ::c))`. Any key that has a spec's name is checked. A map of specs by key says the same more directly.
  `(do (s/def ::id Int) (s/valid? (s/keys :req-un [::id]) {:id 1})) ;=> true`"
  [& options]
  `(-spec (keys-node '(~'s/keys ~@options) '~(apply batuta.core/hash-map options))))

(defmacro merge
  "A map that all of some map specs accept. `(s/valid? (s/merge {:a Int} {:b Int}) {:a 1}) ;=> false`"
  [& specs]
  `(-spec (merge-node ~(nodes-form specs))))

(defmacro assert
  "The value if it is valid; else a failure that says why. `(s/assert Int 1) ;=> 1`"
  [spec x]
  `(let [spec# ~spec] (assert-node (node-of spec# '~spec) spec# ~x)))

(defmacro *
  "A part of a sequence, any number of times. `(s/conform (s/* Int) [1 2]) ;=> [1 2]`"
  [spec]
  `(repeated-spec :star 's/* (node-of ~spec '~spec)))

(defmacro +
  "A part of a sequence, once or more. `(s/valid? (s/+ Int) []) ;=> false`"
  [spec]
  `(repeated-spec :plus 's/+ (node-of ~spec '~spec)))

(defmacro or
  "What one of several specs accepts, each with a name; conforming says which. `(s/conform (s/or :n Int :s String) \"x\") ;=> [:s \"x\"]`"
  [& branches]
  `(-spec (or-node ~(named-nodes-form "s/or" branches))))

(defmacro and
  "What all of some specs accept; each gets the value as those before it conformed it. `(s/valid? (s/and Int #(> % 0)) -1) ;=> false`"
  [& specs]
  `(-spec (and-node ~(nodes-form specs))))

(defmacro def
  "Names a spec: a keyword, with what can stand for a spec, maybe a docstring before it. A value of nil takes the name away.
  `(do (s/def ::age (s/and Int #(> % 0))) (s/valid? ::age 3)) ;=> true`"
  ([name spec]
   `(define-as ~(name-form name)
      nil
      (let [spec# ~spec] (if (nil? spec#) nil (node-of spec# '~spec)))))
  ([name doc spec] `(define-as ~(name-form name) ~doc (node-of ~spec '~spec))))
