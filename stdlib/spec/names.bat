;; batuta.spec, part 1: names of specs.
;; What a name means is the value of a var, so that every worker sees it and redefinition reaches who uses the name already; the
;; vars are in a namespace of their own. A name that is used but not defined has a var without a value.
;; Parts: spec/names.bat, spec/nodes.bat, spec/sequences.bat, spec/conform.bat, spec/explain.bat, spec/examples.bat,
;; spec/coerce.bat, spec/schema.bat, spec/functions.bat, spec/logs.bat, spec.bat (the words whose names are those of the core library).
(in-ns 'batuta.spec)

(def ^:private names 'batuta.spec.names)

(defn- find-named [name]
  (-named name))

(defn- defined []
  (keep (fn [[_ cell]] (:name (-value cell))) (ns-interns (create-ns names))))

(defn- unknown [name]
  (-unknown name (-nearest name (defined))))

;; The node that a name means.
(defn- get-named [name]
  (or (find-named name) (unknown name)))

(defn- define [name node]
  (intern (create-ns names) (symbol nil (pr-str name)) (if node (assoc node :name name) nil))
  name)
