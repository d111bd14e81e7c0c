; What logs cost a program: records of about 100 bytes from one actor and from eight, and read back. Prints `what records-per-second`.

(defn record [i]
  {:type "click" :user-id i :url "/products/42/reviews" :ms 17.5 :country "PT" :tags [:a :b]})

(defn speed [what n f]
  (let [start (now-ms)]
    (f)
    (println what (quot (* 1000 n) (max 1 (- (now-ms) start))))))

(def n 300000)

(dlog/append-all :warm-up (map record (range 100000)))
(count (execute (from :warm-up (where (> :user-id 50000)))))

(speed "one-actor" n (fn [] (dlog/append-all :one (map record (range n)))))
(speed "eight-actors" n
       (fn []
         (let [part (quot n 8)
               work (fn [k]
                      (async/run (fn []
                                   (dlog/append-all :eight (map record
                                                                (range (* k part)
                                                                       (* (inc k) part)))))))]
           (async/await (async/all (mapv work (range 8)))))))
(speed "queried" n (fn [] (count (execute (from :one (where (= :user-id 7)))))))
