;; batuta.core: printing in ways of one's own.
;; The printer asks these multimethods only when they have a method beside their default one (lib/runtime/core_printing.ts).
(in-ns 'batuta.core)

;; What the methods are chosen by: the keyword that the metadata gives as :type, or the type.
(defn- printed-as [x _]
  (let [kind (:type (meta x))]
    (if (keyword? kind) kind (class x))))

(defn- print-ordinarily [x writer]
  (-print-ordinarily x writer))

;; A multimethod of a value and a writer that the printer asks while it has methods of its own.
(defn- print-multi [name kind]
  (let [multi (multi* name printed-as {:default print-ordinarily})
        place (multi-state multi)
        find (fn [x]
               (let [f (find-method place (printed-as x nil))]
                 (if (identical? f print-ordinarily) nil f)))]
    (add-watch place kind
               (fn [_ _ before after]
                 (if (identical? (:methods before) (:methods after))
                   nil
                   (-print-with kind
                                (if (= {:default print-ordinarily} (:methods after)) nil find)))))
    multi))

(def ^{:arglists '([x writer])
       :doc "Writes a value as `pr` and `print` show it: a multimethod, chosen by the value's type or the keyword that its metadata has
  as `:type`; `*print-readably*` tells whether to write for reading back.
  `(do (defrecord Money [sum]) (defmethod print-method Money [m w] (.write w (str \"EUR \" (:sum m)))) (pr-str [(->Money 5)])) ;=> \"[EUR 5]\"`"}
  print-method
  (print-multi 'print-method :method))

(def ^{:arglists '([x writer])
       :doc "`print-method` for while `*print-dup*` holds: a value as only programs read it.
  `(do (defrecord Sum [n]) (defmethod print-dup Sum [s w] (.write w (str \"#=\" (:n s)))) (binding [*print-dup* true] (pr-str (->Sum 5)))) ;=> \"#=5\"`"}
  print-dup
  (print-multi 'print-dup :dup))

(defn print-simple
  "Writes a value in the ordinary way, whatever `print-method` has for it. `(print-simple [1] *out*) ;=> nil`"
  [x writer]
  (-print-ordinarily x writer))
