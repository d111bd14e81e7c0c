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
  (into (sorted-set) (map ns-name) (all-ns)))

(defn ns-imports
  "An empty map: there are no classes. `(ns-imports 'user) ;=> {}`"
  [ns]
  {})

(defn munge
  "A name as hosts write it. `(munge \"a-b?\") ;=> \"a_b_QMARK_\"`"
  [name]
  (let [text (reduce-kv (fn [text from to] (-replace-all text from to))
                        (str name)
                        {"-" "_" ":" "_COLON_" "+" "_PLUS_" ">" "_GT_" "<" "_LT_" "=" "_EQ_" "!" "_BANG_" "#" "_SHARP_"
                         "'" "_SINGLEQUOTE_" "%" "_PERCENT_" "&" "_AMPERSAND_" "*" "_STAR_" "|" "_BAR_" "/" "_SLASH_"
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
    (merge {:via (mapv (fn [e] (merge {:type (ex-code e) :message (ex-message e)} (if (ex-data e) {:data (ex-data e)} {}))) chain)
            :trace []
            :cause (ex-message root)}
           (if (ex-data root) {:data (ex-data root)} {}))))

(defn file-seq
  "A path and everything below it, folders before what they hold. `(first (file-seq \".\")) ;=> \".\"`"
  [path]
  (tree-seq -folder? (fn [folder] (map (fn [name] (str folder "/" name)) (-folder-names folder))) path))

(defn test
  "Calls the function that a var has as `:test` in its metadata. `(test #'inc) ;=> :no-test`"
  [v]
  (if-let [f (:test (meta v))] (do (f) :ok) :no-test))

(defn read
  "Reads the next form of a reader, of `*in*` unless one is given, without running it. At the end `eof-value`, or an error.
  `(with-in-str \"(+ 1 2) :b\" (read)) ;=> (+ 1 2)`"
  ([] (read *in*))
  ([reader] (batuta.edn/read {} reader))
  ([reader eof-error? eof-value] (batuta.edn/read (if eof-error? {} {:eof eof-value}) reader)))
