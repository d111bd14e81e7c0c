;; batuta.core, part 8: function protocols and records.
;; The macros take definitions apart; what a protocol does is in lib/runtime/core_protocols.ts.
(in-ns 'batuta.core)

;; The parts of a definition's body: [[name-of-protocol-or-type [method-forms…]] …].
(defn- protocol-parts [specs]
  (loop [specs (seq specs), parts []]
    (cond
      (nil? specs) parts
      (and (seq? (first specs)) (seq parts))
      (let [[name methods] (peek parts)]
        (recur (next specs) (conj (pop parts) [name (conj methods (first specs))])))
      (seq? (first specs))
      (-refuse "extend-type" "the name of a protocol before its methods" (first specs))
      :else (recur (next specs) (conj parts [(first specs) []])))))

;; The arities of a method as it is written: `(name [this] …)` or `(name ([this] …) ([this x] …))`.
(defn- method-arities [[_ & tail]]
  (if (vector? (first tail)) [tail] (vec tail)))

;; Methods as a map of functions by keyword; `around` changes each arity.
(defn- method-map [methods around]
  (let [names (distinct (map (fn [m] (name (first m))) methods))]
    (into {}
          (map (fn [n]
                 (let [mine (filter (fn [m] (= n (name (first m)))) methods)
                       arities (map around (mapcat method-arities mine))]
                   [(keyword n) `(fn ~(symbol n) ~@arities)])))
          names)))

;; What `defprotocol` is told: [doc options signatures].
(defn- protocol-decl [decl]
  (loop [decl (seq decl), doc nil, options {}]
    (cond
      (string? (first decl)) (recur (next decl) (first decl) options)
      (keyword? (first decl)) (recur (next (next decl))
                                     doc
                                     (assoc options (first decl) (second decl)))
      :else [doc options decl])))

;; The definition of one function of a protocol.
(defn- protocol-method [protocol [method & tail]]
  (let [arglists (take-while vector? tail)
        doc (first (filter string? tail))]
    (run! (fn [arglist]
            (when (or (empty? arglist) (some (fn [p] (= p '&)) arglist))
              (-refuse "defprotocol"
                       "one parameter or more, without `&`, for each function"
                       arglist)))
          arglists)
    `(def ~(-described method
                       (merge {:arglists `'~arglists :protocol (list 'var protocol)}
                              (if doc {:doc doc} {})))
       (let [method# (-method ~protocol '~method)]
         (fn ~method ~@(map (fn [arglist]
                              (let [params (mapv (fn [i] (symbol (str "arg" i)))
                                                 (range (count arglist)))]
                                `(~params ((-implementation method# ~(first params)) ~@params))))
                            arglists))))))

;; How many arguments a message has, by its type.
(defn- argument-count [type]
  (loop [forms (seq type), n 0]
    (cond
      (= '-> (first forms)) n
      (= '| (first forms)) (recur (next (next forms)) n)
      :else (recur (next forms) (inc n)))))

;; Refuses a message without the type of a function.
(defn- check-message [[name _ type :as message]]
  (when-not (and (vector? type) (some (fn [form] (= '-> form)) type) (= 3 (count message)))
    (-refuse "defprotocol" (str "a type such as `[Int -> Bool]` for the message " name) message)))

(defmacro defprotocol
  "Defines functions that types implement each in their own way, chosen by the type of the first argument. `extend-type`,
  `extend-protocol`, `defrecord` and `reify` implement them. `:extend-via-metadata true` lets values bring functions along.
  A signature `(name :: [Arg… -> Result])` is a message of actors instead: `:name` without arguments, `{:name x}` with them. An actor
  that is defined with `:: Protocol` takes its messages and no others, and nobody can send it another one.
  `(do (defprotocol Shape (area [s] \"Its area.\")) (extend-type Int Shape (area [n] (* n n))) (area 3)) ;=> 9`"
  [name & decl]
  (let [[doc options signatures] (protocol-decl decl)
        _ (run! (fn [s]
                  (when-not (and (seq? s) (symbol? (first s)))
                    (-refuse "defprotocol" "functions such as `(area [shape])`" s)))
                signatures)
        functions (filterv (fn [s] (vector? (second s))) signatures)
        messages (filterv (fn [s] (= ':: (second s))) signatures)
        _ (run! check-message messages)
        made `(-protocol '~(symbol (str *ns*) (str name))
                         '~(mapv first functions)
                         ~(true? (:extend-via-metadata options)))]
    `(do
       (def ~(if doc (-described name {:doc doc}) name)
         ~(if (seq messages)
            `(-messages ~made
                        '~(mapv first messages)
                        '~(mapv (fn [[_ _ type]] (argument-count type)) messages)
                        (type* ~(mapv (fn [[_ _ type]] type) messages)))
            made))
       ~@(map (fn [s] (protocol-method name s)) functions)
       '~name)))

(defn extend
  "Implements protocols for a type: a map of functions by keyword for each.
  `(do (defprotocol Loud (shout [s])) (extend String Loud {:shout (fn [s] (str s \"!\"))}) (shout \"a\")) ;=> \"a!\"`"
  [type & protocols-and-functions]
  (run! (fn [[protocol functions]] (-extend type protocol functions))
        (partition 2 protocols-and-functions)))

(defmacro extend-type
  "Implements protocols for a type; `Any` stands for all types but nil, which has its own name `nil`.
  `(do (defprotocol Loud (shout [s])) (extend-type nil Loud (shout [_] \"nothing!\")) (shout nil)) ;=> \"nothing!\"`"
  [type & specs]
  `(extend ~type
     ~@(mapcat (fn [[protocol methods]] [protocol (method-map methods identity)])
               (protocol-parts specs))))

(defmacro extend-protocol
  "Implements a protocol for several types.
  `(do (defprotocol Loud (shout [s])) (extend-protocol Loud String (shout [s] s) Any (shout [x] :any)) (shout 1)) ;=> :any`"
  [protocol & specs]
  `(do
     ~@(map (fn [[type methods]] `(extend ~type ~protocol ~(method-map methods identity)))
            (protocol-parts specs))))

(defmacro reify
  "An object that implements protocols just here. `Any` takes the methods that the language itself knows: `toString`, `equals`.
  `(do (defprotocol Loud (shout [s])) (shout (reify Loud (shout [_] \"ha!\")))) ;=> \"ha!\"`"
  [& specs]
  `(-reify ~@(mapcat (fn [[protocol methods]] [protocol (method-map methods identity)])
                     (protocol-parts specs))))

;; ---- types with fields ----------------------------------------------------------------------------------------------

;; All symbols in a form.
(defn- symbols-in [form]
  (cond
    (symbol? form) #{form}
    (tuple? form) (into #{} (mapcat symbols-in) (rest (seq form)))
    (coll? form) (into #{} (mapcat symbols-in) form)
    :else #{}))

;; A method's arity with the fields that its body names bound to the values they have.
(defn- with-fields [fields]
  (fn [[params & body]]
    (let [used (symbols-in body)
          hidden (symbols-in params)
          this (gensym "this")
          self (first params)
          bindings (mapcat (fn [i field]
                             (if (and (contains? used field) (not (contains? hidden field)))
                               [field `(-field ~this ~i)]
                               []))
                           (range)
                           fields)
          params (into [this] (rest params))]
      (if (= '_ self)
        `(~params (let [~@bindings] ~@body))
        `(~params (let [~self ~this ~@bindings] ~@body))))))

(defn- check-fields [macro name fields]
  (when-not (and (symbol? name) (vector? fields) (every? symbol? fields))
    (-refuse macro
             (str "a name and a vector of fields, as in `(" macro " Point [x y])`")
             (if (symbol? name) fields name)))
  (when-not (or (empty? fields) (apply distinct? fields))
    (-refuse macro "fields of different names" fields)))

;; What implements the protocols that a type's definition names.
(defn- own-implementations [name fields specs]
  (if (seq specs)
    [`(extend ~name
        ~@(mapcat (fn [[protocol methods]] [protocol (method-map methods (with-fields fields))])
                  (protocol-parts specs)))]
    []))

(defmacro defrecord
  "Defines a type of maps with fields, the functions `->Name` (of the fields in order) and `map->Name` (of a map), and what it
  implements of protocols: in those methods the fields are names. A record is a map, equal only to records of its type.
  `(do (defrecord Point [x y]) (assoc (->Point 1 2) :y 5)) ;=> #user.Point{:x 1 :y 5}`"
  [name fields & specs]
  (check-fields "defrecord" name fields)
  (let [full (symbol (str *ns* "." name))
        from (symbol (str "map->" name))
        arrow (symbol (str "->" name))
        fields (mapv (fn [f] (with-meta f nil)) fields)]
    `(do
       (def ~name '~full)
       (let [type# (-record-type '~full ~(mapv keyword fields))]
         (def ~(-described arrow
                           {:doc (str "The " name " with these fields.") :arglists `'(~fields)})
           (fn ~arrow ~fields (-record type# ~@fields)))
         (def ~(-described from
                           {:doc (str "The " name " with the entries of a map.")
                            :arglists `'([~'map])})
           (fn ~from [entries#] (-record-from type# entries#))))
       ~@(own-implementations name fields specs)
       ~name)))

;; Whether there is a sign between types, as in `A | B`.
(defn- has-sign? [forms]
  (boolean (some (fn [form] (some (fn [sign] (= sign form)) '[| & ->])) forms)))

;; Whether what follows the name in a `deftype` is a type, not a vector of fields. Behind a vector that is a type comes nothing, or a sign.
(defn- names-type? [head more]
  (let [form (first more)]
    (cond
      (not (symbol? head)) (and (seq? head) (every? symbol? head))
      (not (vector? form)) true
      (next more) (has-sign? [(second more)])
      :else (boolean (some (fn [x]
                             (or (not (symbol? x)) (= '-> x) (re-find #"^[A-Z]" (name x))))
                           form)))))

;; `(deftype Name type)` and `(deftype (Name a) type)` as a definition.
(defn- type-definition [head more]
  (let [[name & params] (if (seq? head) head [head])
        _ (when (or (nil? more) (not (symbol? name)))
            (-refuse "deftype"
                     "a name, and a type or a vector of fields, as in `(deftype User {:id Int})`"
                     head))
        _ (when (and (next more) (not (has-sign? more)))
            (-refuse "deftype" "one type or a vector of fields behind the name" (first more)))
        type (if (next more) (apply list more) (first more))]
    `(def ~name ~':: ~type
       (-named-type '~(symbol (str *ns*) (str name)) '~(vec params) (type* ~type)))))

;; The definition of a type with fields.
(defn- object-definition [name fields specs]
  (check-fields "deftype" name fields)
  (let [full (symbol (str *ns* "." name))
        arrow (symbol (str "->" name))
        fields (mapv (fn [f] (with-meta f nil)) fields)]
    `(do
       (def ~name '~full)
       (let [type# (-object-type '~full ~(mapv keyword fields))]
         (def ~(-described arrow
                           {:doc (str "The " name " with these fields.") :arglists `'(~fields)})
           (fn ~arrow ~fields (-object type# ~@fields))))
       ~@(own-implementations name fields specs)
       ~name)))

(defmacro deftype
  "Names a type: `(deftype User {:id Int :name String})`, with parameters `(deftype (Pair a b) [a b])`; it may name itself.
  For portable code, with a vector of fields behind the name: defines a type of values with fields that only its own methods see, and the
  function `->Name`.
  `(do (defprotocol Area (area [s])) (deftype Square [side] Area (area [_] (* side side))) (area (->Square 3))) ;=> 9`"
  [name & more]
  (if (names-type? name more)
    (type-definition name more)
    (object-definition name (first more) (rest more))))
