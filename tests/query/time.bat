; the rows of a table with a key stand in the order in which the keys came
(dlog/create :t {:key :id})
(dlog/append-all :t [{:id 1 :v 1} {:id 2 :v 1} {:id 1 :v 2}])
(execute (from :t))
;=> [{:id 1 :v 2} {:id 2 :v 1}]

; as-of reaches the tables of a join, unless they have a time of their own
(dlog/create :u {:key :id})
(dlog/create :p {:key :id})
(dlog/append :u {:id 1 :name "Al"} {:at (instant "2026-01-01")})
(dlog/append :u {:id 1 :name "Alan"} {:at (instant "2026-03-01")})
(dlog/append :p {:id 1 :price 10} {:at (instant "2026-01-01")})
(dlog/append :p {:id 1 :price 20} {:at (instant "2026-03-01")})
[(execute (->> (from :u) (join :p (= :u.id :p.id)) (as-of (instant "2026-02-01")) (select [:name :price])))
 (execute (->> (from :u) (join (from :p (as-of (instant "2026-02-01"))) (= :u.id :p.id)) (select [:name :price])))]
;=> [[{:name "Al" :price 10}] [{:name "Alan" :price 10}]]

; since is what was written after
(dlog/append :e {:n 1} {:at (instant "2026-01-01")})
(dlog/append :e {:n 2} {:at (instant "2026-02-01")})
[(execute (from :e (since (instant "2026-01-01")))) (execute (from :e (as-of (instant "2026-01-01"))))]
;=> [[{:n 2}] [{:n 1}]]

; history has closed-open intervals
(dlog/create :t {:key :id})
(dlog/append :t {:id 1 :v 1} {:at (instant "2026-01-01")})
(dlog/append :t {:id 1 :v 2} {:at (instant "2026-02-01")})
(dlog/delete :t 1 {:at (instant "2026-03-01")})
(map (fn [[a b]] (map :v (execute (from :t (history (instant a) (instant b))))))
     [["2025-01-01" "2026-01-01"] ["2026-01-01" "2026-01-02"] ["2026-01-15" "2026-02-01"] ["2026-02-01" "2026-09-01"] ["2026-03-01" "2026-09-01"]])
;=> (() (1) (1) (2) ())

; what is true at a time, beside what was known then
(dlog/create :t {:key :id})
(dlog/append :t {:id 1 :v "first"} {:at (instant "2026-01-01")})
(dlog/append :t {:id 1 :v "corrected"} {:at (instant "2026-06-01") :valid-from (instant "2026-02-01") :valid-to (instant "2026-03-01")})
[(map (fn [t] (:v (first (execute (from :t (valid-at (instant t))))))) ["2026-01-15" "2026-02-15" "2026-03-15"])
 (map :v (execute (from :t (as-of (instant "2026-05-01")) (valid-at (instant "2026-02-15")))))
 (map (fn [r] [(:v r) (:valid-from r)]) (execute (from :t (history (instant "2025-01-01") (instant "2027-01-01")))))
 (map :v (execute (from :t)))]
;=> [("first" "corrected" "first") ("first") (["first" #inst "2026-01-01T00:00:00.000Z"] ["corrected" #inst "2026-02-01T00:00:00.000Z"] ["first" #inst "2026-03-01T00:00:00.000Z"]) ("first")]

; a field of a record hides its time
(dlog/append :e {:timestamp 5} {:at (instant "2026-01-01")})
(dlog/append :e {:n 1} {:at (instant "2026-01-02")})
(execute (from :e (select [:timestamp])))
;=> [{:timestamp 5} {:timestamp #inst "2026-01-02T00:00:00.000Z"}]

; the time of a record is no column of its rows
(dlog/append :e {:n 1} {:at (instant "2026-01-02")})
[(execute (from :e (where (> :timestamp (instant "2026-01-01"))))) (execute (from :e (order-by :timestamp :desc)))]
;=> [[{:n 1}] [{:n 1}]]
