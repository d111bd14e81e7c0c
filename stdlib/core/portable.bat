;; batuta.core, part 10: what portable Clojure knows and Batuta's own programs seldom need.
(in-ns 'batuta.core)

(defmacro import
  "Does nothing: there are no classes. `(import java.util.Date) ;=> nil`"
  [& _]
  nil)

(defmacro gen-class
  "Does nothing: there are no classes. `(gen-class) ;=> nil`"
  [& _]
  nil)

(defmacro new
  "What the constructor of a class of Clojure's host gives: `(new Exception \"x\")` is `(Exception. \"x\")`.
  `(ex-message (new Exception \"no\")) ;=> \"no\"`"
  [class & args]
  `(~(symbol (str class ".")) ~@args))

(defmacro definline
  "The same as `defn`. `(do (definline f [x] x) (f 1)) ;=> 1`"
  [name & decl]
  `(defn ~name ~@decl))

(defn clojure-version
  "The version of Clojure whose core library this one follows. `(clojure-version) ;=> \"1.11.1\"`"
  []
  "1.11.1")

(defn replicate
  "The same as `repeat`. `(replicate 2 :a) ;=> (:a :a)`"
  [n x]
  (repeat n x))

(defn cast
  "The value, if it is of a type. `(cast String \"a\") ;=> \"a\"`"
  [type x]
  (if (or (nil? x) (instance? type x))
    x
    (throw (ex-info (str "Not of type " type ": " (pr-str x)) {:type type :value x}))))

(defn seq-to-map-for-destructuring
  "The map that a sequence of keyword arguments means. `(seq-to-map-for-destructuring [:a 1]) ;=> {:a 1}`"
  [s]
  (if (next s) (apply hash-map s) (if (seq s) (first s) {})))

(defn xml-seq
  "The elements of a tree of maps with `:content`, from the root. `(count (xml-seq {:tag :a :content [\"b\"]})) ;=> 2`"
  [root]
  (tree-seq (complement string?) (comp seq :content) root))

(defn vector-of
  "A vector; the kind of its elements is not kept. `(vector-of :int 1 2) ;=> [1 2]`"
  [kind & xs]
  (vec xs))

(defn seque
  "The sequence itself. `(seque 5 [1 2]) ;=> [1 2]`"
  ([s] s)
  ([n s] s))

(defn loaded-libs
  "The names of all namespaces, sorted. `(contains? (loaded-libs) 'batuta.str) ;=> true`"
  []
  (into (sorted-set)
        (comp (map ns-name) (remove (fn [name] (re-find #"^java\." (str name)))))
        (all-ns)))

(defn ns-imports
  "An empty map: there are no classes. `(ns-imports 'user) ;=> {}`"
  [ns]
  {})

(defn munge
  "A name as hosts write it. `(munge \"a-b?\") ;=> \"a_b_QMARK_\"`"
  [name]
  (let [text (reduce-kv (fn [text from to] (-replace-all text from to))
                        (str name)
                        {"-" "_" ":" "_COLON_" "+" "_PLUS_" ">" "_GT_" "<" "_LT_" "=" "_EQ_"
                         "!" "_BANG_" "#" "_SHARP_" "'" "_SINGLEQUOTE_" "%" "_PERCENT_"
                         "&" "_AMPERSAND_" "*" "_STAR_" "|" "_BAR_" "/" "_SLASH_"
                         "?" "_QMARK_"})]
    (if (symbol? name) (symbol text) text)))

(defn namespace-munge
  "The name of a namespace as files have it. `(namespace-munge 'my-app.core) ;=> \"my_app.core\"`"
  [ns]
  (-replace-all (str ns) "-" "_"))

(defn hash-combine
  "One hash of two. `(int? (hash-combine 1 (hash :a))) ;=> true`"
  [x y]
  (unchecked-int (bit-xor x (+ y 2654435769 (bit-shift-left x 6) (bit-shift-right x 2)))))

(defn mix-collection-hash
  "The hash of a collection from those of its elements and their number. `(int? (mix-collection-hash 1 1)) ;=> true`"
  [hash-basis n]
  (hash [hash-basis n]))

(defn inst-ms*
  "The same as `inst-ms`. `(inst-ms* #inst \"1970-01-01\") ;=> 0`"
  [i]
  (inst-ms i))

(def default-data-readers
  "Functions of the tags that the reader itself knows, by tag: none, as the reader needs none. `(map? default-data-readers) ;=> true`"
  {})

(defn Throwable->map
  "An error as data: `:cause`, `:via`, `:data`. `(:cause (Throwable->map (ex-info \"a\" {}))) ;=> \"a\"`"
  [e]
  (let [chain (take-while some? (iterate ex-cause e))
        root (last chain)]
    (merge {:via (mapv (fn [e]
                         (merge {:type (ex-code e) :message (ex-message e)}
                                (if (ex-data e) {:data (ex-data e)} {})))
                       chain)
            :trace []
            :cause (ex-message root)}
           (if (ex-data root) {:data (ex-data root)} {}))))

(defn file-seq
  "A path and everything below it, folders before what they hold. `(first (file-seq \".\")) ;=> \".\"`"
  [path]
  (tree-seq -folder?
            (fn [folder] (map (fn [name] (str folder "/" name)) (-folder-names folder)))
            path))

(defn test
  "Calls the function that a var has as `:test` in its metadata. `(test #'inc) ;=> :no-test`"
  [v]
  (if-let [f (:test (meta v))] (do (f) :ok) :no-test))

(defn read+string
  "`read`, with the text that was read. `(with-in-str \"[1  2] :b\" (read+string *in*)) ;=> [[1 2] \"[1  2]\"]`"
  ([] (read+string *in*))
  ([reader] (-read-from reader {}))
  ([options reader] (-read-from reader options))
  ([reader eof-error? eof-value] (-read-from reader (if eof-error? {} {:eof eof-value})))
  ([reader eof-error? eof-value recursive?] (read+string reader eof-error? eof-value)))

(defn read
  "Reads the next form of a reader, of `*in*` unless one is given, without running it. At the end `eof-value`, or an error; options
  are those of `read-string`. `(with-in-str \"(+ 1 2) :b\" (read)) ;=> (+ 1 2)`"
  [& args]
  (first (apply read+string args)))

;; ---- struct maps ----------------------------------------------------------------------------------------------------

(defn create-struct
  "What `struct` and `struct-map` make maps from: some keys. New programs take records. `(struct (create-struct :a :b) 1) ;=> {:a 1 :b nil}`"
  [& ks]
  (vec ks))

(defmacro defstruct
  "Defines what `struct` and `struct-map` make maps from. `(do (defstruct pair :a :b) (struct pair 1 2)) ;=> {:a 1 :b 2}`"
  [name & ks]
  `(def ~name (create-struct ~@ks)))

(defn struct
  "The map with the keys of a struct and these values, in order. `(struct (create-struct :a :b) 1 2) ;=> {:a 1 :b 2}`"
  [keys & values]
  (if (> (count values) (count keys))
    (throw (ex-info "Too many values for a struct" {:keys keys :values values}))
    (zipmap keys (concat values (repeat nil)))))

(defn struct-map
  "The map with the keys of a struct and these entries. `(struct-map (create-struct :a :b) :b 2) ;=> {:a nil :b 2}`"
  [keys & entries]
  (merge (struct keys) (apply hash-map entries)))

(defn accessor
  "The function that looks up a key of a struct. `((accessor (create-struct :a) :a) {:a 1}) ;=> 1`"
  [keys k]
  (if (some #{k} keys)
    (fn [m] (get m k))
    (throw (ex-info (str "Not a key of the struct: " (pr-str k)) {:keys keys}))))

;; ---- arrays ---------------------------------------------------------------------------------------------------------

(defmacro amap
  "The array of what an expression gives for each index of an array; `ret` names the result as it grows.
  `(vec (amap (int-array [1 2]) i ret (* 10 (aget ret i)))) ;=> [10 20]`"
  [array i ret expr]
  `(let [a# ~array, ~ret (aclone a#)]
     (dotimes [~i (alength a#)] (aset ~ret ~i ~expr))
     ~ret))

(defmacro areduce
  "What an expression with an accumulator comes to over the indexes of an array. `(let [a (int-array [1 2])] (areduce a i sum 0 (+ sum (aget a i)))) ;=> 3`"
  [array i acc init expr]
  `(let [a# ~array, n# (alength a#)]
     (loop [~i 0, ~acc ~init]
       (if (< ~i n#) (recur (inc ~i) ~expr) ~acc))))

(defn make-array
  "An array of nils with a length, or of arrays with another length and so on; a type before them says nothing.
  `(alength (make-array String 3)) ;=> 3`"
  [& type-and-lengths]
  (let [[n & more] (if (int? (first type-and-lengths)) type-and-lengths (next type-and-lengths))]
    (if more
      (to-array (map (fn [_] (apply make-array more)) (range n)))
      (object-array n))))

(defn to-array-2d
  "An array of the arrays of collections. `(aget (to-array-2d [[1 2] [3]]) 0 1) ;=> 2`"
  [colls]
  (to-array (map to-array colls)))

;; ---- destructuring --------------------------------------------------------------------------------------------------

;; What a map pattern binds: pairs of a pattern and a key form.
(defn- keys-of-pattern [pattern]
  (mapcat (fn [[part key]]
            (if (keyword? part)
              (let [as ({"keys" keyword
                         "syms" (fn [ns n] (list 'quote (symbol ns n)))
                         "strs" (fn [_ n] n)}
                        (name part))]
                (if as
                  (map (fn [n]
                         [(symbol (name n)) (as (or (namespace part) (namespace n)) (name n))])
                       key)
                  ()))
              [[part key]]))
          pattern))

(defn destructure
  "A binding vector with patterns as one with names only, for macros that make bindings of their own. `(destructure '[a 1]) ;=> [a 1]`"
  [bindings]
  (let [bind (fn bind [pattern value]
               (cond
                 (symbol? pattern) [pattern value]
                 (vector? pattern)
                 (let [whole (gensym "vec"), left (gensym "rest")]
                   (loop [ps (seq pattern), out [whole value left `(seq ~whole)]]
                     (cond
                       (nil? ps) out
                       (= '& (first ps)) (recur (nnext ps) (into out (bind (second ps) left)))
                       (= :as (first ps)) (recur (nnext ps) (conj out (second ps) whole))
                       :else (recur (next ps)
                                    (-> out
                                        (into (bind (first ps) `(first ~left)))
                                        (conj left `(next ~left)))))))
                 (map? pattern)
                 (let [whole (gensym "map"), defaults (:or pattern)]
                   (reduce (fn [out [part key]]
                             (into out (bind part (if (contains? defaults part)
                                                    `(get ~whole ~key ~(get defaults part))
                                                    `(get ~whole ~key)))))
                           (-> [whole
                                value
                                whole
                                `(if (seq? ~whole) (seq-to-map-for-destructuring ~whole) ~whole)]
                               (into (if (:as pattern) [(:as pattern) whole] [])))
                           (keys-of-pattern pattern)))
                 :else (throw (ex-info (str "No pattern of `destructure`: " (pr-str pattern))
                                       {:pattern pattern}))))]
    (into [] (mapcat (fn [[pattern value]] (bind pattern value))) (partition 2 bindings))))
