;; batuta.spec, part 8: specs as JSON Schema and as types, and specs of what values have in common.
;; Sources: JSON Schema, draft 2020-12.
(in-ns 'batuta.spec)

(declare schema-of type-of)

(def ^:private type-schemas
  '{Int {:type "integer"} Float {:type "number"} Ratio {:type "number"} Number {:type "number"}
    String {:type "string"} Bool {:type "boolean"}
    Nil {:type "null"} Unit {:type "null"} Keyword {:type "string"} Symbol {:type "string"}
    Char {:type "string" :minLength 1 :maxLength 1}
    Uuid {:type "string" :format "uuid"} Instant {:type "string" :format "date-time"}
    Map {:type "object"} Vector {:type "array"}
    List {:type "array"} Set {:type "array" :uniqueItems true} Sequential {:type "array"}
    Collection {:type "array"} Any {}})

;; What well-known predicates and comparisons with a number say.
(defn- pred-schema [form]
  (let [by-name '{pos-int? {:type "integer" :minimum 1} nat-int? {:type "integer" :minimum 0}
                  neg-int? {:type "integer" :maximum -1}
                  pos? {:exclusiveMinimum 0} neg? {:exclusiveMaximum 0} string? {:type "string"}
                  map? {:type "object"} vector? {:type "array"}
                  sequential? {:type "array"} coll? {:type "array"} true? {:const true}
                  false? {:const false}}
        [op a b] (if (and (seq? form)
                          (= 'fn (first form))
                          (= '[%] (second form))
                          (seq? (nth form 2 nil)))
                   (nth form 2)
                   nil)
        bound (fn [op n]
                (case op
                  > {:exclusiveMinimum n}
                  >= {:minimum n}
                  < {:exclusiveMaximum n}
                  <= {:maximum n}
                  nil))]
    (cond
      (contains? by-name form) (get by-name form)
      (contains? pred-types form) (get type-schemas (get pred-types form))
      (and (= a '%) (number? b)) (bound op b)
      (and (= b '%) (number? a)) (bound (get '{> < >= <= < > <= >=} op) a)
      :else nil)))

(defn- size-schema [{:keys [min-count max-count distinct] :as options} [least most]]
  (let [n (:count options)]
    (merge (if (or n min-count) {least (or n min-count)} {})
           (if (or n max-count) {most (or n max-count)} {})
           (if distinct {:uniqueItems true} {}))))

(defn- keyed-schema [node defs]
  (let [parts (concat (:required node) (:optional node))]
    (merge {:type "object"
            :properties (into {}
                              (map (fn [[k part]] [(keyword (key-text k)) (schema-of part defs)])
                                   parts))}
           (if (seq (:required node))
             {:required (mapv (fn [[k]] (key-text k)) (:required node))}
             {})
           (if (:closed node) {:additionalProperties false} {}))))

;; Names within themselves are definitions of their own; others stand where they are used.
(defn- ref-schema [node defs]
  (let [name (:to node)
        text (str/replace (key-text name) "/" ".")]
    (if (contains? (:within defs) name)
      (do (swap! (:recursive defs) conj name)
          {:$ref (str "#/$defs/" text)})
      (let [schema (schema-of (get-named name) (update defs :within conj name))]
        (if (contains? @(:recursive defs) name)
          (do (swap! (:definitions defs) assoc (keyword text) schema)
              {:$ref (str "#/$defs/" text)})
          schema)))))

;; All of some schemas: one, where they say different things.
(defn- all-of [schemas]
  (let [schemas (remove empty? schemas)]
    (cond
      (empty? schemas) {}
      (= (count (mapcat keys schemas)) (count (into #{} (mapcat keys) schemas))) (apply merge
                                                                                        schemas)
      (apply = schemas) (first schemas)
      :else {:allOf (vec schemas)})))

(defn- literal [x]
  (if (or (keyword? x) (symbol? x)) (key-text x) x))

(defn- sequence-schema [node defs]
  (let [to (resolved node)]
    (case (:op to)
      :cat (if (not-any? (fn [[_ part]] (sequence-node? part)) (:parts to))
             (let [n (count (:parts to))]
               {:type "array"
                :prefixItems (mapv (fn [[_ part]] (schema-of part defs)) (:parts to))
                :items false
                :minItems n
                :maxItems n})
             {:type "array"})
      :star (if (sequence-node? (:of to))
              {:type "array"}
              {:type "array" :items (schema-of (:of to) defs)})
      :plus (if (sequence-node? (:of to))
              {:type "array" :minItems 1}
              {:type "array" :items (schema-of (:of to) defs) :minItems 1})
      {:type "array"})))

(defn- schema-of-kind [node defs]
  (case (:kind node)
    :type (get type-schemas (:type node) {})
    :pred (or (pred-schema (:form node)) {})
    :value {:const (literal (:value node))}
    :enum {:enum (mapv literal (sort-by pr-str (:values node)))}
    :text {:type "string" :pattern (str (:pattern node))}
    :ref (ref-schema node defs)
    :nested (schema-of (:of node) defs)
    (:and :merge) (all-of (map (fn [part] (schema-of part defs)) (:parts node)))
    :or {:anyOf (mapv (fn [[_ part]] (schema-of part defs)) (:branches node))}
    :nilable (let [schema (schema-of (:of node) defs)]
               (if (string? (:type schema))
                 (if (contains? schema :enum)
                   {:anyOf [schema {:type "null"}]}
                   (assoc schema :type [(:type schema) "null"]))
                 {:anyOf [schema {:type "null"}]}))
    :keyed (keyed-schema node defs)
    :coll (merge {:type "array" :items (schema-of (:of node) defs)}
                 (size-schema (:options node) [:minItems :maxItems])
                 (if (or (= set? (:kind (:options node))) (set? (:into (:options node))))
                   {:uniqueItems true}
                   {}))
    :map-of (merge {:type "object" :additionalProperties (schema-of (:val node) defs)}
                   (size-schema (:options node) [:minProperties :maxProperties]))
    :tuple (let [n (count (:parts node))]
             {:type "array"
              :prefixItems (mapv (fn [part] (schema-of part defs)) (:parts node))
              :items false
              :minItems n
              :maxItems n})
    :tagged (let [n (inc (count (:parts node)))]
              {:type "array"
               :prefixItems (into [{:const (key-text (:tag node))}]
                                  (map (fn [part] (schema-of part defs)))
                                  (:parts node))
               :items false :minItems n :maxItems n})
    :multi (if (:by-value node)
             {:anyOf (mapv (fn [[k part]]
                             (let [schema (schema-of part defs)]
                               (if (and (keyword? (:dispatch node))
                                        (not= k :default)
                                        (map? (:properties schema)))
                                 (assoc-in schema
                                           [:properties (:dispatch node)]
                                           {:const (literal k)})
                                 schema)))
                           (:by-value node))}
             {})
    :sequence (sequence-schema node defs)
    {}))

(defn- schema-of [node defs]
  (let [schema (schema-of-kind node defs)]
    (if (:doc node) (assoc schema :description (:doc node)) schema)))

(defn- json-schema-of [node]
  (let [defs {:within #{} :recursive (atom #{}) :definitions (atom {})}
        name (:name node)
        schema (if name (ref-schema (ref-node name) defs) (schema-of node defs))]
    (if (empty? @(:definitions defs)) schema (assoc schema :$defs @(:definitions defs)))))

;; ---- types ----------------------------------------------------------------------------------------------------------

(defn- union-type [types]
  (let [types (distinct types)]
    (cond
      (some (fn [t] (= t 'Any)) types) 'Any
      (next types) (apply list (interpose '| types))
      :else (or (first types) 'Any))))

(defn- type-of-value [x]
  (cond
    (string? x) 'String
    (keyword? x) 'Keyword
    (symbol? x) 'Symbol
    (coll? x) 'Any
    :else (type x)))

(defn- type-of
  "The widest type that all valid values have, as annotations write it; names that stand for what needs itself are Any."
  [node within]
  (let [of (fn [node] (type-of node within))]
    (case (:kind node)
      :type (:type node)
      :pred (get '{string? String map? {Any Any} vector? [Any] sequential? [Any]}
                 (:form node)
                 (get pred-types (:form node) 'Any))
      :value (type-of-value (:value node))
      :enum (union-type (map type-of-value (:values node)))
      :text 'String
      :ref (if (contains? within (:to node))
             'Any
             (type-of (get-named (:to node)) (conj within (:to node))))
      :nested (of (:of node))
      :and (or (first (remove (fn [t] (= t 'Any)) (map of (:parts node)))) 'Any)
      :merge (let [types (map of (:parts node))] (if (every? map? types) (apply merge types) 'Any))
      :or (union-type (map (fn [[_ part]] (of part)) (:branches node)))
      :nilable (union-type [(of (:of node)) 'Nil])
      :keyed (into {} (map (fn [[k part]] [k (of part)]) (:required node)))
      :coll (if (= set? (:kind (:options node))) #{(of (:of node))} [(of (:of node))])
      :map-of {(of (:key node)) (of (:val node))}
      :tuple [(union-type (map of (:parts node)))]
      :tagged (apply tuple (:tag node) (map of (:parts node)))
      :multi (if (:by-value node) (union-type (map of (vals (:by-value node)))) 'Any)
      :function (let [{:keys [args ret]} (:about node)
                      parts (if (and args (= :cat (:op (resolved args))))
                              (map (fn [[_ part]] (of part)) (:parts (resolved args)))
                              '[Any])]
                  (concat parts (list '-> (if ret (of ret) 'Any))))
      :sequence '[Any]
      'Any)))

;; ---- what values have in common -------------------------------------------------------------------------------------

(declare inferred)

(def ^:private scalar-names
  {'Int :int
   'Float :float
   'String :string
   'Bool :bool
   'Keyword :keyword
   'Symbol :symbol
   'Map :map
   'Vector :vector})

(defn- inferred-map [maps]
  (let [all-keys (distinct (mapcat keys maps))]
    (if (and (seq all-keys) (every? keyword? all-keys))
      (into {}
            (map (fn [k]
                   (let [with (filter (fn [m] (contains? m k)) maps)
                         of-key (inferred (map (fn [m] (get m k)) with))]
                     [(if (= (count with) (count maps)) k (-spec (optional-key k))) of-key]))
                 all-keys))
      (if (empty? all-keys)
        'Map
        (-spec (map-of-node (node-of (inferred all-keys))
                            (node-of (inferred (mapcat vals maps)))
                            {}))))))

(defn- inferred-elements [collections options]
  (let [elements (apply concat collections)]
    (-spec (coll-node 's/coll-of
                      (if (empty? elements) (type-node 'Any) (node-of (inferred elements)))
                      options))))

(defn- inferred-kind [kind xs]
  (case kind
    :map (inferred-map xs)
    :sequence (inferred-elements xs {:kind sequential?})
    :set (inferred-elements xs {:kind set?})
    (type (first xs))))

(defn- inferred
  "What can stand for a spec of all of some values."
  [xs]
  (let [kind-of (fn [x] (cond (map? x) :map (sequential? x) :sequence (set? x) :set :else (type x)))
        present (remove nil? xs)
        kinds (distinct (map kind-of present))
        by-kind (group-by kind-of present)
        specs (map (fn [kind] [kind (inferred-kind kind (get by-kind kind))]) kinds)
        one (cond
              (empty? kinds) nil
              (next kinds) (-spec (if (every? (fn [k] (contains? #{'Int 'Float 'Ratio} k)) kinds)
                                    (type-node 'Number)
                                    (or-node (map (fn [[kind spec]]
                                                    [(if (keyword? kind)
                                                       kind
                                                       (get scalar-names
                                                            kind
                                                            (keyword (str/lower-case (str kind)))))
                                                     (node-of spec)])
                                                  specs))))
              :else (second (first specs)))]
    (cond
      (nil? one) 'Nil
      (some nil? xs) (-spec (nilable-node (node-of one)))
      :else one)))
