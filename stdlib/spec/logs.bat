;; batuta.spec, part 10: logs that carry the name of a spec (`lib/dlog/specs.ts` calls what is here).
(in-ns 'batuta.spec)

;; Fails unless a spec accepts all of some records.
(defn- check-records [log name records]
  (let [node (find-named name)]
    (when-not node
      (-failed (str "Records of the log " (-show log) " must be what the spec " (-show name)
                    " says, which this program does not define")
               {:log log :spec name}))
    (when-let [record (first (keep (fn [record] (if ((:valid node) record) nil [record])) records))]
      (let [data (explained node name (first record) (assoc top :whole "The record" :via [name]))]
        (-failed (str "The log " (-show log) " refuses a record that is not what " (-show name)
                      " says: " (explanation (:problems data)))
                 (assoc data :log log))))))

;; The keys of a spec of maps, nil where it says nothing of keys.
(defn- keys-of [node]
  (let [to (resolved node)]
    (case (:kind to)
      :keyed (map first (concat (:required to) (:optional to)))
      :and (first (keep keys-of (:parts to)))
      :merge (let [all (map keys-of (:parts to))] (if (every? some? all) (apply concat all) nil))
      :or (let [all (map (fn [[_ part]] (keys-of part)) (:branches to))]
            (if (every? some? all) (apply concat all) nil))
      :multi (let [all (map keys-of (vals (or (:by-value to) {})))]
               (if (and (seq all) (every? some? all))
                 (concat (if (keyword? (:dispatch to)) [(:dispatch to)] []) (apply concat all))
                 nil))
      nil)))

;; The columns of a log's records, nil where the spec is not known or says nothing of keys.
(defn- columns-of [name]
  (let [node (find-named name)
        ks (if node (keys-of node) nil)]
    (if (and ks (every? keyword? ks)) (vec (distinct ks)) nil)))
