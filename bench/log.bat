; What logs cost a program: records of about 100 bytes from one actor and from eight, and read back. Prints `what records-per-second`, the
; median of five runs after one to warm up, each with a log of its own.

(defn record [i]
  {:type "click" :user-id i :url "/products/42/reviews" :ms 17.5 :country "PT" :tags [:a :b]})

(def n 300000)
(def runs 5)

(defn log-of [what i] (keyword (str what "-" i)))

(defn per-second [f i]
  (let [start (now-ms)]
    (f i)
    (quot (* 1000 n) (max 1 (- (now-ms) start)))))

(defn speed [what f]
  (f 0)
  (let [found (sort (map (fn [i] (per-second f i)) (range 1 (inc runs))))]
    (println what (nth found (quot runs 2)))))

(speed "one-actor" (fn [i] (dlog/append-all (log-of "one" i) (map record (range n)))))
(speed "eight-actors"
       (fn [i]
         (let [log (log-of "eight" i)
               part (quot n 8)
               work (fn [k]
                      (async/run (fn []
                                   (dlog/append-all log (map record (range (* k part)
                                                                           (* (inc k) part)))))))]
           (async/await (async/all (mapv work (range 8)))))))
;; Each log for the first time, so its columns are made of its records.
(speed "queried" (fn [i] (count (execute (from (log-of "eight" i) (where (= :user-id 7)))))))
