; a condition by columns fails at its record
(dlog/append-all :orders (map (fn [i] {:id i :amount (if (= i 4000) "x" i) :n (if (= i 4000) 0 1)}) (range 5000)))
(execute (from :orders (where (> :amount 10))))
;err> At offset 4000 of the log :orders

; a function of columns fails at its record
(dlog/append-all :orders (map (fn [i] {:id i :n (if (= i 4000) 0 1)}) (range 5000)))
(from :orders (where ((fn [n] (> (/ 1 n) 0)) :n)) (count))
;err> At offset 4000 of the log :orders

; a function that waits fails at its record
(dlog/append-all :orders (map (fn [i] {:id i :n (if (= i 40) 0 1)}) (range 50)))
(execute (from :orders (transform (fn [r] (sleep 0) {:x (/ 1 (:n r))}))))
;err> At offset 40 of the log :orders

; a function of rows in another order fails at its record
(dlog/append-all :orders (map (fn [i] {:id i :n (if (= i 4000) 0 1)}) (range 5000)))
(execute (from :orders (order-by :id :desc) (transform (fn [r] {:x (/ 1 (:n r))}))))
;err> At offset 4000 of the log :orders

; an order names the first record that is unlike those before it
(dlog/append-all :orders (map (fn [i] {:id i :amount (if (= i 4000) "x" i)}) (range 5000)))
(execute (from :orders (order-by :amount :desc) (limit 5)))
;err> At offset 4000 of the log :orders

; the second source of a join fails at its record
(dlog/append-all :users [{:id 1}])
(dlog/append-all :orders (map (fn [i] {:id i :n (if (= i 4000) 0 1)}) (range 5000)))
(execute (from :users (join (from :orders (with-columns :k (/ 10 :n))) (= :users.id :id))))
;err> At offset 4000 of the log :orders

; an aggregate on two workers fails at its record
(dlog/append-all :orders (map (fn [i] {:id i :amount (if (= i 4000) "x" i)}) (range 5000)))
(execute (from :orders (aggregate :s (sum :amount)) (parallel 2)))
;err> At offset 4000 of the log :orders

; a log that is mistyped is told from those that there are
(dlog/append-all :orders [{:id 1}])
(execute (from [{:id 1}] (join :oders (= :id :user-id))))
;err> did you mean :orders?

; a column that is mistyped deep in a join is told from those that there are
(dlog/append-all :users [{:id 1}])
(dlog/append-all :orders (map (fn [i] {:id i :amount i}) (range 5000)))
(execute (from :users (join (from :orders (where (> :amuont 3))) (= :users.id :id))))
;err> did you mean :amount?

; a column that only the newest records have is there
(dlog/append-all :orders (map (fn [i] {:id i}) (range 5000)))
(dlog/append :orders {:id 5000 :late true})
(execute (from :orders (where (= :late true))))
;=> [{:id 5000 :late true}]

; a column that is nil in all records is there
(dlog/append-all :orders (map (fn [i] (if (= i 300) {:id i :late nil} {:id i})) (range 5000)))
(execute (from :orders (where (= :late true))))
;=> []
