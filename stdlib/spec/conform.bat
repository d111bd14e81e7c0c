;; batuta.spec, part 4: values taken apart as specs say, and put together again.
;; Where branches have names (`or`, `alt`, `cat`) the conformed value says which was taken; elsewhere it is the value.
(in-ns 'batuta.spec)

(defn- conform-keys [node m]
  (let [conformed (reduce (fn [m [k part]]
                            (let [x (get m k ::absent)]
                              (if (or (identical? x ::absent) (:plain part))
                                m
                                (let [y (conform-node part x)]
                                  (if (identical? x y) m (assoc m k y))))))
                          m
                          (concat (:required node) (:optional node)))]
    (if (:others node)
      (reduce (fn [m [k x]]
                (let [part (if (and (qualified-keyword? k) (not (contains? (:known node) k)))
                             (find-named k)
                             nil)]
                  (if part (assoc m k (conform-node part x)) m)))
              conformed
              m)
      conformed)))

;; A collection of the same kind with other elements.
(defn- same-kind [xs into-coll elements]
  (cond
    (some? into-coll) (into into-coll elements)
    (vector? xs) (vec elements)
    (set? xs) (into #{} elements)
    (map? xs) (into {} elements)
    :else (apply list elements)))

(defn- conform-valid [node x]
  (case (:kind node)
    :or (loop [[[k part] & more] (:branches node)]
          (let [y (conform-node part x)]
            (if (invalid? y) (recur more) [k y])))
    :nilable (if (nil? x) nil (conform-node (:of node) x))
    :merge (reduce (fn [all part] (merge all (conform-node part x))) x (:parts node))
    :keyed (conform-keys node x)
    :coll (same-kind x (:into (:options node)) (map (fn [e] (conform-node (:of node) e)) x))
    :map-of (let [key (if (:conform-keys (:options node))
                        (fn [k] (conform-node (:key node) k))
                        identity)]
              (into {} (map (fn [[k v]] [(key k) (conform-node (:val node) v)]) x)))
    :tuple (vec (map conform-node (:parts node) x))
    :tagged (apply tuple (:tag node) (map conform-node (:parts node) (rest (seq x))))
    :multi (conform-node ((:choose node) x) x)))

(defn- conform-node
  "The conformed value, or `::s/invalid`."
  [node x]
  (if (:plain node)
    (if ((:valid node) x) x ::invalid)
    (case (:kind node)
      :ref (conform-node (get-named (:to node)) x)
      :nested (conform-node (:of node) x)
      :and (conform-through (:parts node) x)
      :conformer ((:f node) x)
      :sequence (if (or (nil? x) (sequential? x))
                  (get (match-sequence node x) :value ::invalid)
                  ::invalid)
      (if ((:valid node) x) (conform-valid node x) ::invalid))))

(defn- unform-branch [branches [k x]]
  (let [[_ part] (first (filter (fn [[name]] (= k name)) branches))]
    (if part (unform-node part x) x)))

(defn- unform-keys [node m]
  (let [parts (into {} (concat (:required node) (:optional node)))]
    (into m
          (keep (fn [[k x]]
                  (let [part (or (get parts k)
                                 (if (and (:others node) (qualified-keyword? k))
                                   (find-named k)
                                   nil))]
                    (if (and part (not (:plain part))) [k (unform-node part x)] nil))))
          m)))

(defn- unform-node
  "What conforms to this; the inverse of `conform-node`."
  [node x]
  (if (:plain node)
    x
    (case (:kind node)
      :ref (unform-node (get-named (:to node)) x)
      :nested (unform-node (:of node) x)
      :and (reduce (fn [x part] (unform-node part x)) x (reverse (:parts node)))
      :or (unform-branch (:branches node) x)
      :nilable (if (nil? x) nil (unform-node (:of node) x))
      :merge (reduce (fn [m part] (unform-node part m)) x (reverse (:parts node)))
      :keyed (unform-keys node x)
      :coll (same-kind x nil (map (fn [e] (unform-node (:of node) e)) x))
      :map-of (let [key (if (:conform-keys (:options node))
                          (fn [k] (unform-node (:key node) k))
                          identity)]
                (into {} (map (fn [[k v]] [(key k) (unform-node (:val node) v)]) x)))
      :tuple (vec (map unform-node (:parts node) x))
      :tagged (apply tuple (:tag node) (map unform-node (:parts node) (rest (seq x))))
      :multi (unform-node ((:choose node) x) x)
      :conformer (if (:unform node)
                   ((:unform node) x)
                   (-not-a-spec (-spec node) "a conformer with a function for the way back"))
      :sequence (apply list (unform-sequence node x)))))
