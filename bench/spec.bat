;; What validating a map of 10 keys costs, by a spec through its name, as a multiple of a predicate that is written by hand: the median of
;; rounds in which both take turns. Prints "what ratio".
(require '[batuta.spec :as s])

(def person
  {:id 1
   :name "Ada"
   :email "ada@example.com"
   :age 36
   :city "London"
   :zip "W1"
   :active true
   :role :admin
   :score 7
   :since 1840})

(s/def ::person
  {:id Int
   :name String
   :email String
   :age Int
   :city String
   :zip String
   :active Bool
   :role Keyword
   :score Int
   :since Int})

(defn by-hand? [m]
  (and (map? m)
       (int? (:id m)) (string? (:name m)) (string? (:email m)) (int? (:age m)) (string? (:city m))
       (string? (:zip m)) (boolean? (:active m)) (keyword? (:role m)) (int? (:score m))
       (int? (:since m))))

(defn nanoseconds [valid?]
  (let [start (clock-ms)
        n 200000]
    (loop [i 0 right 0]
      (if (< i n)
        (recur (inc i) (if (valid? person) (inc right) right))
        (when (not= right n) (throw (ex-info "not all were valid" {})))))
    (/ (* 1e6 (- (clock-ms) start)) n)))

(defn round []
  (let [hand (nanoseconds by-hand?)]
    (/ (nanoseconds (fn [m] (s/valid? ::person m))) hand)))

(dotimes [_ 3] (round))
(println "map-of-10-keys" (nth (sort (mapv (fn [_] (round)) (range 11))) 5))
