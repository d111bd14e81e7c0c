#!/usr/bin/env batuta
; What grown-up users spend, and how much each month brings. Usage: batuta examples/shop/report.bat FOLDER

(def folder (first *command-line-args*))
(def users (file (str folder "/users.csv")))
(def orders (file (str folder "/orders.csv")))

(defquery user-report []
  (->> (from users)
       (where (> :age 18))
       (join orders (= :users.id :orders.user-id))
       (group-by :users.id)
       (aggregate :name (first :name)
                  :order-count (count :orders.id)
                  :total-spent (sum :orders.amount))
       (order-by :total-spent :desc :name)
       (limit 5)))

(doseq [{:keys [name order-count total-spent]} (execute user-report)]
  (println (format "%-14s %3d orders %10.2f" name order-count total-spent)))

(defn month-of [at] (subs (str at) 0 7))

(println)
(plot (from orders
            (group-by {:month (month-of :ordered-at)})
            (aggregate :revenue (sum :amount)))
      {:kind :bar :x :month :y :revenue :width 60})
