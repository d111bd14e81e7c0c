;; batuta.core, part 6: hierarchies and multimethods.
;; A hierarchy is a map of maps: `:parents` holds direct relations, `:ancestors` and `:descendants` all that follow from them.
(in-ns 'batuta.core)

;; ---- hierarchies ----------------------------------------------------------------------------------------------------

(defn make-hierarchy
  "A hierarchy without relations. `(parents (make-hierarchy) :a) ;=> nil`"
  []
  {:parents {} :ancestors {} :descendants {}})

(def ^:private -hierarchy (atom (make-hierarchy)))

(defn parents
  "The tags that a tag was derived from, or nil. `(do (derive ::b ::a) (parents ::b)) ;=> #{:user/a}`"
  ([tag] (parents @-hierarchy tag))
  ([h tag] (not-empty (get (:parents h) tag))))

(defn ancestors
  "All that a tag is, by derivation, or nil. `(do (derive ::b ::a) (ancestors ::b)) ;=> #{:user/a}`"
  ([tag] (ancestors @-hierarchy tag))
  ([h tag] (not-empty (get (:ancestors h) tag))))

(defn descendants
  "All that is a tag, by derivation, or nil. `(do (derive ::b ::a) (descendants ::a)) ;=> #{:user/b}`"
  ([tag] (descendants @-hierarchy tag))
  ([h tag] (not-empty (get (:descendants h) tag))))

(defn isa?
  "Whether a tag is another or derived from it, a type another or below it; vectors, element by element. `(isa? [1 :a] [1 :a]) ;=> true`"
  ([child parent] (isa? @-hierarchy child parent))
  ([h child parent]
   (or (= child parent)
       (contains? (get (:ancestors h) child #{}) parent)
       (-subtype? child parent)
       (and (vector? child) (vector? parent) (= (count child) (count parent))
            (every? true? (map (fn [c p] (isa? h c p)) child parent))))))

;; Adds the relation, and all that follow from it.
(defn- relate [h tag parent]
  (let [above (conj (get (:ancestors h) parent #{}) parent)
        below (conj (get (:descendants h) tag #{}) tag)
        spread (fn [table from to]
                 (reduce (fn [table x] (assoc table x (into (get table x #{}) to))) table from))]
    {:parents (update (:parents h) tag (fnil conj #{}) parent)
     :ancestors (spread (:ancestors h) below above)
     :descendants (spread (:descendants h) above below)}))

(defn derive
  "Makes a tag a kind of another: in a hierarchy that is given, which is then the value, or in the one that all share.
  `(isa? (derive (make-hierarchy) :b :a) :b :a) ;=> true`"
  ([tag parent]
   (swap! -hierarchy derive tag parent)
   (-extended "derive" [tag parent]))
  ([h tag parent]
   (assert (not= tag parent) "A tag cannot be derived from itself")
   (cond
     (contains? (get (:parents h) tag #{}) parent) h
     (isa? h parent tag) (throw (ex-info (str parent " is derived from " tag " already")
                                         {:tag tag :parent parent}))
     :else (relate h tag parent))))

(defn underive
  "Takes a direct relation away. `(isa? (underive (derive (make-hierarchy) :b :a) :b :a) :b :a) ;=> false`"
  ([tag parent]
   (swap! -hierarchy underive tag parent)
   (-extended "underive" [tag parent]))
  ([h tag parent]
   (let [left (update (:parents h) tag (fnil disj #{}) parent)]
     (reduce (fn [h [tag parents]] (reduce (fn [h parent] (relate h tag parent)) h parents))
             (make-hierarchy)
             left))))

;; ---- multimethods ---------------------------------------------------------------------------------------------------

;; What is known of a multimethod: an atom of {:name :dispatch :default :hierarchy :methods :prefers}, by its function.
(defn- multi-state [f]
  (or (:multimethod (meta f))
      (throw (ex-info (str (pr-str f) " is not a multimethod") {}))))

(defn- hierarchy-of [state]
  (if-let [v (:hierarchy state)] (deref (if (var? v) (deref v) v)) @-hierarchy))

;; Whether the method of x goes before that of y where both fit.
(defn- prefers? [h prefers x y]
  (or (contains? (get prefers x #{}) y)
      (some (fn [p] (prefers? h prefers x p)) (parents h y))
      (some (fn [p] (prefers? h prefers p y)) (parents h x))))

(defn- dominates? [h prefers x y]
  (or (prefers? h prefers x y) (isa? h x y)))

;; The entry of the method that fits a value best, or nil.
(defn- best-method [state h value]
  (reduce-kv
   (fn [best key f]
     (cond
       (not (isa? h value key)) best
       (or (nil? best) (dominates? h (:prefers state) key (first best))) [key f]
       (dominates? h (:prefers state) (first best) key) best
       :else (throw (ex-info (str "Several methods of `" (:name state) "` fit " (pr-str value) ": "
                                  (pr-str (first best)) " and "
                                  (pr-str key) "; `prefer-method` says which")
                             {:value value}))))
   nil
   (:methods state)))

;; The method for a value: an exact one, the best by hierarchy, or the default; remembered until something changes.
(defn- find-method [place value]
  (let [state @place
        known (get (:known state) value)
        h (hierarchy-of state)]
    (if (and known (identical? h (:known-in state)))
      known
      (let [exact (get (:methods state) value)
            found (or exact
                      (second (best-method state h value))
                      (get (:methods state) (:default state)))]
        (when found
          (swap! place (fn [now]
                         (if (identical? (:methods now) (:methods state))
                           (assoc now
                                  :known (assoc (if (identical? h (:known-in now)) (:known now) {})
                                                value
                                                found)
                                  :known-in h)
                           now))))
        found))))

(defn- no-method [place value]
  (-no-method (:name @place) value))

;; The function of a multimethod.
(defn- multi-fn [name full-name dispatch options]
  (let [place (-per-worker (atom {:name name
                                  :dispatch dispatch
                                  :default (get options :default :default)
                                  :hierarchy (:hierarchy options)
                                  :methods {}
                                  :prefers {}
                                  :known {}
                                  :known-in nil}))]
    (-named-fn
     full-name
     (fn
       ([x]
        (let [value (dispatch x), f (find-method place value)]
          (if f (f x) (no-method place value))))
       ([]
        (let [value (dispatch), f (find-method place value)]
          (if f (f) (no-method place value))))
       ([x & more]
        (let [args (cons x more), value (apply dispatch args), f (find-method place value)]
          (if f (apply f args) (no-method place value)))))
     {:multimethod place})))

(defn multi*
  "A multimethod with these methods, for whoever has no place for `defmulti`. `((multi* 'size type {Int inc}) 1) ;=> 2`"
  [name dispatch methods]
  (let [f (multi-fn name (str name) dispatch {})]
    (swap! (multi-state f) assoc :methods methods)
    f))

(defmacro defmulti
  "Defines a function with methods, chosen by what a dispatch function gives for the arguments. Options: `:default` (the value
  whose method takes all else), `:hierarchy`. Defining it again keeps its methods.
  `(do (defmulti area :shape) (defmethod area :square [{:keys [side]}] (* side side)) (area {:shape :square :side 3})) ;=> 9`"
  [name & decl]
  (let [doc (if (string? (first decl)) (first decl) nil)
        decl (if doc (next decl) decl)
        attributes (if (map? (first decl)) (first decl) {})
        [dispatch & options] (if (map? (first decl)) (next decl) decl)
        _ (when (or (not (symbol? name)) (nil? dispatch))
            (-refuse "defmulti" "a name and a function that chooses the method" nil))
        name (-described name (if doc (assoc (into {} attributes) :doc doc) attributes))]
    `(let [v# (def ~name)]
       (if (and (bound? v#) (:multimethod (meta (deref v#))))
         v#
         (def ~name (multi-fn '~name ~(str *ns* "/" name) ~dispatch (hash-map ~@options)))))))

;; Changes the methods of a multimethod; what was remembered is forgotten.
(defn- change-multi [f change & args]
  (let [state (swap! (multi-state f) (fn [state] (assoc (apply change state args) :known {})))]
    (-value-changed f (name (:name state)))
    f))

(defn add-method
  "Gives a multimethod a method for a dispatch value. `(do (defmulti m5 identity) (add-method m5 1 (fn [_] :one)) (m5 1)) ;=> :one`"
  [multi value f]
  (change-multi multi assoc-in [:methods value] f))

(defmacro defmethod
  "Gives a multimethod a method for a dispatch value. `(do (defmulti m6 identity) (defmethod m6 :default [x] [x]) (m6 5)) ;=> [5]`"
  [multi value & tail]
  (when-not (or (vector? (first tail)) (symbol? (first tail)) (seq? (first tail)))
    (-refuse "defmethod" "a multimethod, a value, a vector of parameters and a body" (first tail)))
  `(add-method ~multi ~value (fn ~@tail)))

(defn remove-method
  "Takes a method away from a multimethod. `(do (defmulti m1 identity) (defmethod m1 1 [_] 1) (remove-method m1 1) (methods m1)) ;=> {}`"
  [multi value]
  (change-multi multi update :methods dissoc value))

(defn remove-all-methods
  "Takes all methods away from a multimethod. `(do (defmulti m7 identity) (remove-all-methods m7) (methods m7)) ;=> {}`"
  [multi]
  (change-multi multi assoc :methods {} :prefers {}))

(defn prefer-method
  "Says that the method of one dispatch value goes before that of another where both fit. `(do (defmulti m4 identity) (prefer-method m4 :a :b) (prefers m4)) ;=> {:a #{:b}}`"
  [multi value other]
  (change-multi multi update-in [:prefers value] (fnil conj #{}) other))

(defn methods
  "The methods of a multimethod by dispatch value. `(do (defmulti m8 identity) (defmethod m8 1 [_] 1) (keys (methods m8))) ;=> (1)`"
  [multi]
  (:methods @(multi-state multi)))

(defn get-method
  "The method of a multimethod that a dispatch value gets, or nil. `(do (defmulti m2 identity) (get-method m2 1)) ;=> nil`"
  [multi value]
  (find-method (multi-state multi) value))

(defn prefers
  "The preferences of a multimethod. `(do (defmulti m3 identity) (prefers m3)) ;=> {}`"
  [multi]
  (:prefers @(multi-state multi)))
