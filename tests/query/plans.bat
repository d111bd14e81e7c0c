; a condition on time is a range of time of the log
(dlog/append :e {:n 1} {:at (instant "2026-01-01T00:00:00Z")})
(dlog/append :e {:n 2} {:at (instant "2026-02-01T00:00:00Z")})
(explain (from :e (where (> :timestamp (instant "2026-01-15T00:00:00Z")))))
;~> scan :e since #inst \\"2026-01-15

; no record outside of the range is read, and those at its ends are
(defn t [day] (instant (str "2026-01-0" day "T00:00:00Z")))
(doseq [n (range 1 10)] (dlog/append :e {:n n} {:at (t n)}))
(defn ns-of [q] (let [p (profile q)] [(mapv :n (execute q)) (:rows-scanned p)]))
(let [[t2 t3 t4 t5 t7 t8] (map t [2 3 4 5 7 8])]
[(ns-of (from :e (where (> :timestamp t3) (<= :timestamp t5))))
 (ns-of (from :e (where (>= :timestamp t3) (< t7 :timestamp))))
 (ns-of (from :e (where (and (not= :n 4) (between :timestamp t3 t5)))))
 (ns-of (from :e (where (= :timestamp t2))))
 (ns-of (from :e (where (< :timestamp t3)) (where (> :n 1))))
 (ns-of (->> (named :x (from :e)) (where (>= :x.timestamp t8))))
 (ns-of (from :e (as-of t5) (where (>= :timestamp t4))))
 (ns-of (from :e (since t2) (where (< :timestamp t5))))])
;=> [[[4 5] 2] [[8 9] 2] [[3 5] 3] [[2] 1] [[2] 2] [[8 9] 2] [[4 5] 2] [[3 4] 2]]

; what stands before and can fail is tested on all records
(dlog/append :e {:n "x"} {:at (instant "2026-01-01T00:00:00Z")})
(dlog/append :e {:n 2} {:at (instant "2026-02-01T00:00:00Z")})
(execute (from :e (where (> :n 1) (> :timestamp (instant "2026-01-15T00:00:00Z")))))
;err> At offset 0 of the log :e

; times that records have themselves are no times of the log
(dlog/append :e {:n 1 :timestamp (instant "2030-01-01T00:00:00Z")} {:at (instant "2026-01-01T00:00:00Z")})
(dlog/append :e {:n 2} {:at (instant "2026-02-01T00:00:00Z")})
(defquery late [] (from :e (where (> :timestamp (instant "2026-01-15T00:00:00Z")))))
[(mapv :n (execute late)) (str/includes? (explain late) "since")]
;=> [[1 2] false]

; of a table the newest versions are chosen before their time is looked at
(dlog/create :u {:key :id})
(dlog/append :u {:id 1 :n 1} {:at (instant "2026-01-01T00:00:00Z")})
(dlog/append :u {:id 1 :n 2} {:at (instant "2026-02-01T00:00:00Z")})
(execute (from :u (where (< :timestamp (instant "2026-01-15T00:00:00Z")))))
;=> []

; of each log of a join the columns are named that it has
(dlog/append :u {:id 1 :name "a"})
(dlog/append :o {:user-id 1 :amount 2.5})
(defquery paid [] (from :u (join :o (= :id :user-id)) (where (> :amount 1)) (select [:name :amount])))
(vec (re-seq #"scan :. columns [^~]*[^ ~]" (explain paid)))
;=> ["scan :u columns [:name :id]" "scan :o columns [:amount :user-id]"]

; what profile says of a join are the columns that each log has
(dlog/append :u {:id 1 :name "a"})
(dlog/append :o {:user-id 1 :amount 2.5})
(vec (re-seq #"scan :. columns [^\]]*" (pr-str (profile (from :u (join :o (= :id :user-id)) (select [:name :amount]))))))
;=> ["scan :u columns [:name :id" "scan :o columns [:amount :user-id"]

; a column that no log of a join has is looked for in both
(dlog/append :u {:id 1 :name "a"})
(dlog/append :o {:user-id 1 :amount 2.5})
(vec (re-seq #"scan :. columns [^\]]*" (explain (from :u (join :o (= :id :user-id)) (select [:nme])))))
;=> ["scan :u columns [:nme :id" "scan :o columns [:nme :user-id"]

; a column that is nil on the left is not that of the right, whatever is read
(dlog/append :u {:id 1 :amount nil})
(dlog/append :o {:user-id 1 :amount 2.5})
(execute (from :u (join :o (= :id :user-id)) (select [:id :amount])))
;=> [{:id 1 :amount nil}]
