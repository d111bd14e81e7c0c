#!/usr/bin/env batuta
; Makes the data of a shop, the same each time: users.csv, orders.csv (100,000 rows unless said otherwise), events.ndjson.
; Usage: batuta examples/shop/make_shop.bat FOLDER [ORDERS]

; Chance that depends on nothing but a row and a purpose: two steps of the generator of Lehmer.
(defn draw [row purpose n]
  (let [x (mod (* (+ 1 row (* purpose 104729)) 48271) 2147483647)]
    (mod (mod (* x 69621) 2147483647) n)))

(defn pick [row purpose choices]
  (choices (draw row purpose (count choices))))

; The first choices come more often.
(defn pick-skewed [row purpose choices]
  (choices (min (draw row purpose (count choices)) (draw row (inc purpose) (count choices)))))

(def cities ["Lisboa" "Porto" "Madrid" "Lima" "Bogotá" "Oslo" "Milano" "東京"])
(def products [["tea" 4.5]
               ["coffee" 7.25]
               ["bread" 3.1]
               ["olive oil" 12.9]
               ["honey" 8]
               ["cheese" 15.4]
               ["wine" 18.75]])
(def words ["please" "deliver" "before" "noon" "ring" "twice" "leave" "at" "the" "door" "fragile"
            "gift" "thanks"])

(defn user [i]
  {:id i
   :name (str (pick i 1 ["Ada" "Grace" "Alan" "Edsger" "Barbara" "José" "Ольга"]) " " i)
   :age (+ 16 (draw i 2 60))
   :city (pick-skewed i 3 cities)})

(defn order [start users i]
  (let [[product price] (pick-skewed i 10 products)
        quantity (inc (draw i 12 5))]
    {:id i
     :user-id (draw i 13 users)
     :ordered-at (time/plus start (minutes (* 5 i)))
     :product product
     :quantity quantity
     :amount (/ (math/round (* 100 quantity price)) 100.0)
     :note (str/join " " (map (fn [k] (pick-skewed i (+ 20 k) words)) (range (draw i 15 6))))}))

(defn event [users i]
  (merge {:user-id (draw i 40 users)}
         (case (draw i 41 4)
           0 {:type "click" :button (pick i 42 ["buy" "help" "search"])}
           1 {:type "purchase" :amount (inc (draw i 43 200))}
           2 {:type "error" :code (pick i 44 [404 500])}
           {:type "view" :page (pick-skewed i 45 ["/" "/tea" "/cart"])})))

(let [[folder orders] *command-line-args*
      orders (if orders (parse-int orders) 100000)
      users (max 1 (quot orders 20))
      at (fn [name] (file (str folder "/" name)))]
  (fs/make-dir folder)
  (println "users" (write-to (at "users.csv") (from (range users) (map user))))
  (println "orders"
           (write-to (at "orders.csv")
                     (from (range orders) (map #(order (instant "2025-01-01") users %)))))
  (println "events"
           (write-to (at "events.ndjson") (from (range (quot orders 2)) (map #(event users %))))))
