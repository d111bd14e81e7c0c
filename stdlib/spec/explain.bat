;; batuta.spec, part 5: what is wrong with a value.
;; In: a node, a value, and where it stands. Out: problems, maps as explain-data has them: `:path` through the spec (keys and names of
;; branches), `:in` through the value, `:pred`, `:value` (`:val` for portable code), `:via` names of specs, and `:message`, a sentence. Their metadata says
;; what messages are joined of. There are no problems exactly when the value is valid.
(in-ns 'batuta.spec)

(declare problems-of)

(def ^:private top {:path [] :in [] :via [] :at []})

;; A step into a value: through a key or an index.
(defn- into-key [where k]
  (assoc where :path (conj (:path where) k) :in (conj (:in where) k) :at (conj (:at where) k)))

;; A step into a branch of the spec only.
(defn- into-branch [where k]
  (assoc where :path (conj (:path where) k)))

;; Where a value stands, for a sentence; `:whole` is what the outermost is called.
(defn- place-text [{:keys [at whole]}]
  (case (count at)
    0 (or whole "The value")
    1 (str (if (int? (first at)) "Element " "") (-show (first at)))
    (-show at)))

(defn- with-article [noun]
  (str (if (re-find #"^[AEIOaeio]" noun) "an " "a ") noun))

(defn- listed [texts word]
  (let [texts (vec texts)]
    (case (count texts)
      0 ""
      1 (first texts)
      (str (str/join ", " (pop texts)) " " word " " (peek texts)))))

;; What well-known predicates ask for.
(def ^:private asked
  '{int? "be an Int" integer? "be an Int" pos-int? "be an Int above 0" neg-int? "be an Int below 0"
    nat-int? "be an Int, 0 or above"
    float? "be a Float" double? "be a Float" number? "be a Number" ratio? "be a Ratio"
    string? "be a String" boolean? "be a Bool"
    keyword? "be a Keyword" symbol? "be a Symbol" char? "be a Char" map? "be a map"
    vector? "be a vector" list? "be a list" set? "be a set"
    sequential? "be a sequence" coll? "be a collection" nil? "be nil" some? "be other than nil"
    uuid? "be a Uuid" inst? "be an Instant" fn? "be a function"
    ifn? "be a function" pos? "be above 0" neg? "be below 0" zero? "be 0" even? "be even"
    odd? "be odd" true? "be true" false? "be false"
    empty? "be empty" str/blank? "be blank" qualified-keyword? "be a Keyword with a namespace"
    simple-keyword? "be a Keyword without a namespace"})

(defn- type-text [type]
  (case type
    (Nil Unit) "be nil"
    Any "be anything"
    (str "be " (with-article (str type)))))

;; What a value must do to satisfy a leaf, as what follows "must".
(defn- expectation [node]
  (case (:kind node)
    :type (type-text (:type node))
    :pred (cond
            (:asks node) (:asks node)
            (= 'fn (:form node)) "satisfy the predicate"
            :else (get asked (:form node) (str "satisfy `" (form-text (:form node)) "`")))
    :value (str "be " (-show (:value node)))
    :enum (let [values (sort-by pr-str (:values node))]
            (case (count values)
              0 "be something that cannot be"
              1 (str "be " (-show (first values)))
              (str "be one of " (str/join ", " (map -show (take 12 values)))
                   (if (< 12 (count values)) ", …" ""))))
    :text (str "be a string that matches " (-show (:pattern node)))
    :function "be a function"
    (str "satisfy `" (form-text (:form node)) "`")))

;; "must be an age" is asked for as "an age".
(defn- own-words [node]
  (let [said (:message node)] (if (string? said) (second (re-find #"^must be (.+)$" said)) nil)))

(declare wanted)

(defn- kind-wanted [node to]
  (case (:kind to)
    (:type :pred :value :enum :text :function)
    (let [text (expectation to)]
      (if (str/starts-with? text "be ") (subs text 3) (str "something that must " text)))
    :and (wanted (first (:parts to)))
    :nilable (str (wanted (:of to)) " or nil")
    :or (listed (map (fn [[_ part]] (wanted part)) (:branches to)) "or")
    (:keyed :merge :map-of) "a map"
    (:coll :tuple :sequence) "a sequence"
    (str "what `" (form-text (:form node)) "` says")))

;; What is asked of a value by any node, for what is missing.
(defn- wanted [node]
  (let [to (resolved node)]
    (or (own-words node) (own-words to) (kind-wanted node to))))

(defn- sentence [where expected x aside]
  (str (place-text where) " must " expected ", but is " (-show x) (or aside "")))

(defn- problem
  "A problem with the value itself. `about` has `:expected` (what follows \"must\") or `:message` (all of it), and maybe `:aside` and `:reason`."
  [node x where {:keys [expected message aside reason] :as about}]
  (let [data {:path (:path where)
              :in (:in where)
              :pred (get about :pred (:form node))
              :val x
              :value x
              :via (:via where)
              :message (or message (sentence where expected x aside))}]
    (with-meta (if reason (assoc data :reason reason) data)
               {:expected expected :where where})))

;; A message of the program's own: it goes on with a sentence, or stands alone.
(defn- own-message [node x where]
  (let [said (:message node)
        text (if (string? said) said (str (said x)))]
    (if (re-find #"^\p{Ll}" text)
      (str (place-text where) " " text ", but is " (-show x))
      (if (empty? (:at where)) text (str (place-text where) ": " text)))))

(defn- did-you-mean [name names]
  (let [near (-nearest name names)]
    (if (nil? near) nil (str ": did you mean " (-show near) "?"))))

;; Why a predicate says no, where it failed.
(defn- failure-of [node x]
  (try
    ((:pred node) x)
    nil
    (catch Exception e (str " (that fails: " (ex-message e) ")"))))

(defn- leaf-problem [node x where]
  (problem node x where
           {:expected (expectation node)
            :aside (case (:kind node)
                     :pred (failure-of node x)
                     :enum (did-you-mean x (:values node))
                     nil)}))

;; What may have been meant by a key that is missing.
(defn- near-key [k others]
  (let [near (-nearest k others)]
    (if (nil? near) nil (str "but there is " (-show near) ": did you mean " (-show k) "?"))))

;; ---- maps -----------------------------------------------------------------------------------------------------------

(defn- missing-problem [node m [k part] where]
  (let [there (into-key where k)]
    (problem node m (assoc where :path (:path there))
             {:pred (list 'fn '[%] (list 'contains? '% k))
              :reason :missing
              :message (str (place-text there) " is missing, "
                            (or (near-key k
                                          (remove (fn [other] (contains? (:known node) other))
                                                  (keys m)))
                                (wanted part)))})))

(defn- group-text [group]
  (if (seq? group)
    (listed (map group-text (rest group)) (name (first group)))
    (-show group)))

(defn- keyed-problems [node m where]
  (concat
   (mapcat (fn [[k part]]
             (if (contains? m k)
               (problems-of part (get m k) (into-key where k))
               [(missing-problem node m [k part] where)]))
           (:required node))
   (mapcat (fn [[k part]] (if (contains? m k) (problems-of part (get m k) (into-key where k)) ()))
           (:optional node))
   (map (fn [group]
          (problem node m where
                   {:pred group
                    :reason :missing
                    :message (str (place-text (merge {:whole "The map"} where)) " must have "
                                  (group-text group))}))
        (remove (fn [group] (keys-there? group m)) (:groups node)))
   (if (:closed node)
     (map (fn [k]
            (problem node (get m k) (into-key where k)
                     {:reason :unknown
                      :message (str (place-text (into-key where k)) " is no key of this map"
                                    (or (did-you-mean k
                                                      (remove (fn [known] (contains? m known))
                                                              (:known node)))
                                        (did-you-mean k (:known node))
                                        ""))}))
          (remove (fn [k] (contains? (:known node) k)) (keys m)))
     ())
   (if (:others node)
     (mapcat (fn [[k x]]
               (let [part (if (and (qualified-keyword? k) (not (contains? (:known node) k)))
                            (find-named k)
                            nil)]
                 (if part (problems-of part x (into-key (update where :via conj k) k)) ())))
             m)
     ())))

;; ---- collections ----------------------------------------------------------------------------------------------------

(defn- broken-rule [node xs where]
  (let [[_ expected] (first (remove (fn [[test]] (test xs)) (:rules node)))]
    (if expected (problem node xs where {:expected expected}) nil)))

(defn- element-problems [part xs where]
  (let [key (if (set? xs) (fn [_ x] x) (fn [i _] i))]
    (mapcat (fn [i x] (problems-of part x (into-key where (key i x)))) (range) xs)))

(defn- coll-problems [node xs where]
  (if-let [broken (broken-rule node xs where)]
    [broken]
    (element-problems (:of node) (if (:every node) (take 100 xs) xs) where)))

(defn- map-of-problems [node m where]
  (if-let [broken (broken-rule node m where)]
    [broken]
    (mapcat (fn [[k v]]
              (concat (problems-of (:key node) k (update (into-key where k) :path conj :key))
                      (problems-of (:val node) v (into-key where k))))
            m)))

(defn- tuple-problems [node xs where]
  (let [size (count (:parts node))]
    (cond
      (not (vector? xs)) [(problem node xs where {:expected "be a vector"})]
      (not= size (count xs)) [(problem node
                                       xs
                                       where
                                       {:expected (str "have " size
                                                       (if (= 1 size) " element" " elements"))})]
      :else (mapcat (fn [i part x] (problems-of part x (into-key where i)))
                    (range)
                    (:parts node)
                    xs))))

(defn- tagged-problems [node x where]
  (let [right-shape (and (tuple? x)
                         (= (:tag node) (first (seq x)))
                         (= (inc (count (:parts node))) (count (seq x))))]
    (if right-shape
      (mapcat (fn [i part x] (problems-of part x (into-key where i)))
              (range)
              (:parts node)
              (rest (seq x)))
      [(problem node x where
                {:expected (str "be a tuple {" (:tag node)
                                (apply str (map (fn [part] (str " " (wanted part))) (:parts node)))
                                "}")})])))

;; Problems of a branch that is tried after another.
(defn- alternative [problems]
  (map-indexed (fn [i p] (if (= i 0) (vary-meta p assoc :alternative true) p)) problems))

;; ---- sequences ------------------------------------------------------------------------------------------------------

(defn- sequence-problems [node xs where]
  (if-not (or (nil? xs) (sequential? xs))
    [(problem node xs where {:expected "be a sequence"})]
    (let [{:keys [at threads code failed] more :rest :as outcome} (match-sequence node xs)
          names (fn [path] (map (fn [k] (if (branch? k) (second k) k)) path))
          places (fn [path] (vec (remove branch? path)))
          waiting (keep (fn [[place]]
                          (let [[op part path] (nth code place)]
                            (if (= op :element) [part path] nil)))
                        threads)
          within (fn [path] (assoc where
                                   :path (into (:path where) (names path))
                                   :in (conj (:in where) at)
                                   :at (into (:at where)
                                             (if (empty? (places path)) [at] (places path)))))
          conditions (mapcat (fn [[parts path value]]
                               (loop [value value
                                      [part & more] parts]
                                 (let [y (conform-node part value)]
                                   (if (invalid? y)
                                     (problems-of part value (assoc where
                                                                    :path (into (:path where)
                                                                                (names path))
                                                                    :at (into (:at where)
                                                                              (places path))))
                                     (recur y more)))))
                             failed)]
      (cond
        (contains? outcome :value) ()
        (and more (seq waiting)) (concat (mapcat (fn [i [part path]]
                                                   (let [found (problems-of part
                                                                            (first more)
                                                                            (within path))]
                                                     (if (= i 0) found (alternative found))))
                                                 (range)
                                                 waiting)
                                         conditions)
        (seq conditions) conditions
        more [(problem node (first more) (within [])
                       {:reason "Extra input"
                        :message (str (place-text (merge {:whole "The sequence"} where))
                                      " has more than expected: " (-show (first more)) " at index "
                                      at)})]
        :else (let [[part path] (first waiting)
                    where (assoc where
                                 :path (into (:path where) (names path))
                                 :at (into (:at where) (places path)))]
                [(problem part xs where
                          {:reason "Insufficient input"
                           :message (str (if (empty? (:at where))
                                           (str "Element " at)
                                           (place-text where)) " is missing, " (wanted part)
                                         ": there " (if (= at 1) "is " "are ") at
                                         (if (= at 1) " element" " elements"))})])))))

;; ---- any node -------------------------------------------------------------------------------------------------------

;; The first spec that a value does not satisfy, after it was conformed by those before.
(defn- through-problems [parts x where]
  (loop [x x
         [part & more] parts]
    (if (nil? part)
      ()
      (let [y (conform-node part x)]
        (if (invalid? y) (problems-of part x where) (recur y more))))))

(defn- branch-problems [branches x where]
  (let [[found & others] (map (fn [[k part]] (problems-of part x (into-branch where k))) branches)]
    (concat found (mapcat alternative others))))

(defn- multi-problems [node x where]
  (let [value (try ((:dispatch node) x) (catch Exception _ nil))
        part (try ((:choose node) x) (catch Exception _ nil))
        k (:dispatch node)
        known (sort-by pr-str (keys (dissoc (or (:by-value node) {}) :default)))]
    (if part
      (problems-of part x (into-branch where value))
      [(if (and (keyword? k) (map? x) (seq known))
         (problem node value (into-key where k)
                  (if (contains? x k)
                    {:expected (str "be one of " (str/join ", " (map -show known)))
                     :aside (did-you-mean value known)}
                    {:reason :missing
                     :message (str (place-text (into-key where k)) " is missing, "
                                   (or (near-key k (keys x))
                                       (str "one of " (str/join ", " (map -show known)))))}))
         (problem node x where
                  {:reason "no method"
                   :message (str (place-text where) " must be of a known kind, but is of "
                                 (-show value) ": " (-show x))}))])))

(defn- problems-of [node x where]
  (cond
    ((:valid node) x) ()
    (:message node) [(problem node x where {:message (own-message node x where)})]
    (= :ref (:kind node)) (problems-of (get-named (:to node)) x (update where :via conj (:to node)))
    :else
    (case (:kind node)
      :nested (problems-of (:of node) x where)
      :and (through-problems (:parts node) x where)
      :or (branch-problems (:branches node) x where)
      :nilable (branch-problems [[:batuta.spec/pred (:of node)] [:batuta.spec/nil (type-node 'Nil)]]
                                x
                                where)
      :merge (distinct (mapcat (fn [part] (problems-of part x where)) (:parts node)))
      :keyed (if (map? x)
               (keyed-problems node x where)
               [(problem node x where {:expected "be a map"})])
      :coll (coll-problems node x where)
      :map-of (map-of-problems node x where)
      :tuple (tuple-problems node x where)
      :tagged (tagged-problems node x where)
      :multi (multi-problems node x where)
      :sequence (sequence-problems node x where)
      [(leaf-problem node x where)])))

;; ---- as text --------------------------------------------------------------------------------------------------------

;; "be an Int or a String"
(defn- joined-expectations [expectations]
  (let [expectations (distinct expectations)]
    (if (every? (fn [e] (str/starts-with? e "be ")) expectations)
      (str "be " (listed (map (fn [e] (subs e 3)) expectations) "or"))
      (listed expectations "or"))))

;; Problems that one value has because it fits no branch are one sentence.
(defn- explanation-lines [problems]
  (map (fn [group]
         (let [first-problem (first group)
               {:keys [where alternative]} (meta first-problem)
               text (if (next group)
                      (sentence where
                                (joined-expectations (map (fn [p] (:expected (meta p))) group))
                                (:value first-problem)
                                nil)
                      (:message first-problem))]
           (if alternative
             (str "or else " (if (str/starts-with? text "The ") (str "the " (subs text 4)) text))
             text)))
       (reduce (fn [groups p]
                 (let [{:keys [expected where alternative]} (meta p)
                       before (peek groups)
                       about (if before (meta (peek before)) nil)]
                   (if (and alternative
                            expected
                            (:expected about)
                            (= (:at where) (:at (:where about))))
                     (conj (pop groups) (conj before p))
                     (conj groups [p]))))
               []
               problems)))

(defn- explanation [problems]
  (str/join "\n" (explanation-lines problems)))

;; explain-data of a node, nil when the value is valid.
(defn- explained [node spec x where]
  (let [problems (vec (problems-of node x where))]
    (if (empty? problems)
      nil
      {:problems problems :spec spec :value x ::problems problems})))
