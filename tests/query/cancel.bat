; a query that only reads stops with its actor
(let [me (self) p (spawn (fn [] (execute (from (map (fn [i] (when (= i 5000) (send me :running)) {:i i}) (range)) (where (< :i 0))))))]
  (receive :running -> (kill p))
  (await-exit p))
;=> :killed

; a query that gathers rows for an order stops with its actor
(let [me (self) p (spawn (fn [] (execute (from (map (fn [i] (when (= i 5000) (send me :running)) {:i i}) (range)) (order-by :i)))))]
  (receive :running -> (kill p))
  (await-exit p))
;=> :killed

; a query that gathers groups stops with its actor
(let [me (self) p (spawn (fn [] (execute (from (map (fn [i] (when (= i 5000) (send me :running)) {:i i}) (range)) (group-by :i) (aggregate :n (count *))))))]
  (receive :running -> (kill p))
  (await-exit p))
;=> :killed

; a query that gathers one side of a join stops with its actor
(let [me (self) p (spawn (fn [] (execute (from [{:a 1}] (join (map (fn [i] (when (= i 5000) (send me :running)) {:i i}) (range)) (= :a :i))))))]
  (receive :running -> (kill p))
  (await-exit p))
;=> :killed

; a query over pairs of records by columns stops with its actor
(dlog/append-all :n (map (fn [i] {:i i :k (mod i 3)}) (range 5000)))
(let [me (self) p (spawn (fn [] (send me :running) (execute (->> (from :n) (named :a) (join (named :b (from :n)) (= :a.k :b.k)) (join (named :c (from :n)) (= :a.k :c.k)) (aggregate :n (count *) :s (sum :a.i))))))]
  (receive :running -> (do (sleep 0) (kill p)))
  (await-exit p))
;=> :killed

; a query on two workers stops with its actor
(dlog/append-all :n (map (fn [i] {:i i :k (mod i 7)}) (range 5000)))
(let [me (self) p (spawn (fn [] (loop [n 0] (when (= n 3) (send me :running)) (execute (from :n (group-by :k) (aggregate :s (sum :i)) (parallel 2))) (recur (inc n)))))]
  (receive :running -> (kill p))
  (await-exit p))
;=> :killed

; a query that somebody walks over stops with its actor
(let [me (self) p (spawn (fn [] (doseq [r (from (map (fn [i] {:i i}) (range)) (where (>= :i 0)))] (when (= (:i r) 5000) (send me :running)))))]
  (receive :running -> (kill p))
  (await-exit p))
;=> :killed

; a query stops when an actor ends that its own is linked to
(let [me (self)
      other (spawn (fn [] (receive :fail -> (throw "over"))))
      p (spawn (fn [] (link other) (execute (from (map (fn [i] (when (= i 5000) (send me :running)) {:i i}) (range)) (where (< :i 0))))))]
  (receive :running -> (send other :fail))
  (:error (await-exit p)))
;=> "over"

; a spawned query stops when its reader is killed
(defquery endless [] (from (map (fn [i] {:i i}) (range)) (where (>= :i 0))))
(let [me (self)
      p (spawn (fn [] (let [q (spawn-query endless)] (send me [:query q]) (for-each q (fn [row] (when (= (:i row) 500) (send me :running)))))))
      q (receive [:query q] -> q)]
  (receive :running -> (kill p))
  [(await-exit p) (some? (await-exit q))])
;=> [:killed true]
