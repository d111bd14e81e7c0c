;; batuta.core, part 7: namespaces.
(in-ns 'batuta.core)

(defn refer
  "Makes the public names of a namespace mean the same in the current one: those of `:only`, or all but `:exclude`, under other
  names by `:rename`. `(refer 'batuta.set :only '[union]) (union #{1} #{1}) ;=> #{1}`"
  [ns & {:keys [only exclude rename]}]
  (let [wanted (or only (keys (ns-publics ns)))
        unwanted (set exclude)]
    (-refer ns (-to-array (remove unwanted wanted)) (or rename {}))))

(defn refer-clojure
  "Does nothing: the core library is there without asking. `(refer-clojure :exclude '[map]) ;=> nil`"
  [& _]
  nil)

(defn require
  "Makes namespaces known in the current one: names, or vectors of a name and `:as` (a short name), `:refer` (names to use as
  they are, or `:all`), `:exclude`, `:rename`. One that is not there is loaded: `my.app` from `my/app.bat` (or .batuta, .cljc) below
  the folders that `batuta.edn` names, as in {:paths [\"src\"]}; `:reload` after the names loads them again. Portable code (.cljc) takes
  `:batuta` in reader conditionals, else `:default`, else one of the `:features` that `batuta.edn` allows, as in {:features [:clj]};
  what it says to classes of another host that mean nothing here fails where it runs.
  `(require '[batuta.str :as text]) (text/upper-case \"a\") ;=> \"A\"`"
  [& specs]
  (-require specs))

(defn use
  "Makes the public names of namespaces mean the same in the current one. `(use 'batuta.walk) ;=> nil`"
  [& specs]
  (-require (map (fn [spec]
                   (cond
                     (keyword? spec) spec
                     (symbol? spec) [spec :refer :all]
                     (some #{:only} spec) spec
                     :else (conj spec :refer :all)))
                 specs)))

(defn requiring-resolve
  "The var of a qualified name, its namespace made known first. `(requiring-resolve 'batuta.str/trim) ;=> #'batuta.str/trim`"
  [name]
  (or (find-var name)
      (do (require (symbol (namespace name))) (find-var name))))

;; What a clause of `ns` does, as a form.
(defn- ns-clause [clause]
  (let [[kind & specs] (if (seq? clause) clause [])
        all (fn [f]
              (if (some keyword? specs)
                (-in-place-of `(~f ~@(mapv (fn [spec] `'~spec) specs)) clause)
                `(do ~@(mapv (fn [spec] (-in-place-of `(~f '~spec) spec)) specs))))]
    (case kind
      (:require :require-macros) (all `require)
      (:use :use-macros) (all `use)
      (:refer-clojure :import :gen-class :load) nil
      (-refuse "ns" "clauses such as (:require [batuta.str :as str])" clause))))

(defmacro ns
  "Makes a namespace the current one, and others known in it. `(do (ns my.app (:require [batuta.str :as s])) (str *ns*)) ;=> \"my.app\"`"
  [name & clauses]
  (let [doc (if (string? (first clauses)) (first clauses) nil)
        clauses (if doc (next clauses) clauses)
        clauses (if (map? (first clauses)) (next clauses) clauses)]
    (when-not (symbol? name) (-refuse "ns" "the name of the namespace first" name))
    `(do
       (in-ns '~name)
       ~@(if doc [`(alter-meta! *ns* assoc :doc ~doc)] [])
       ~@(map ns-clause clauses)
       nil)))

;; ---- looking things up ----------------------------------------------------------------------------------------------

(defmacro doc
  "Prints what is known of a name: how it is called, what it does, examples; of a namespace all its names.
  `(with-out-str (doc nobody)) ;=> \"There is no 'nobody' here\\n\"`"
  [name]
  `(print (-documentation '~name)))

(defmacro source
  "Prints the definition of a name. `(do (defn twice [x] (* 2 x)) (with-out-str (source twice))) ;=> \"(defn twice [x] (* 2 x))\\n\"`"
  [name]
  `(print (-source-text '~name)))

(defn apropos
  "The names that contain a text or match a regular expression, in order. `(apropos \"update-\") ;=> (batuta.core/update-in batuta.core/update-keys batuta.core/update-vals)`"
  [text]
  (let [matches? (if (regex? text)
                   (fn [name] (some? (re-find text name)))
                   (fn [name] (-includes? name text)))]
    (sort (for [ns (all-ns)
                [name v] (ns-publics ns)
                :when (and (matches? (str name)) (= (namespace (symbol v)) (str ns)))]
            (symbol v)))))
