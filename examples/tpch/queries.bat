; The 22 questions of the TPC-H benchmark, which a wholesale supplier asks of its orders. Their arguments are what the specification
; leaves open; `run.bat` gives them the values with which it validates answers.
(ns queries)

; 1. How much was billed, shipped and returned up to a day.
(defquery pricing-summary [up-to]
  (from :lineitem
        (where (<= :ship-date up-to))
        (group-by :return-flag :line-status)
        (aggregate :sum-qty (sum :quantity)
                   :sum-base-price (sum :extended-price)
                   :sum-disc-price (sum (* :extended-price (- 1 :discount)))
                   :sum-charge (sum (* :extended-price (- 1 :discount) (+ 1 :tax)))
                   :avg-qty (avg :quantity)
                   :avg-price (avg :extended-price)
                   :avg-disc (avg :discount)
                   :count-order (count *))
        (order-by :return-flag :line-status)))

; 2. Who in a region sells parts of a size and kind for the least.
(defquery minimum-cost-supplier [size kind region]
  (let [offers (from :partsupp
                     (join :supplier (= :partsupp.supp-key :supplier.supp-key))
                     (join :nation (= :supplier.nation-key :nation.nation-key))
                     (join :region (= :nation.region-key :region.region-key))
                     (where (= :region.name region)))
        cheapest (from offers
                       (group-by {:part-key :partsupp.part-key})
                       (aggregate :least (min :partsupp.supply-cost))
                       (named :cheapest))]
    (from offers
          (join :part (= :partsupp.part-key :part.part-key))
          (join cheapest
                (and (= :part.part-key :cheapest.part-key)
                     (= :partsupp.supply-cost :cheapest.least)))
          (where (= :part.size size) (like :part.type (str "%" kind)))
          (select [:supplier.acct-bal :supplier.name {:nation :nation.name} :part.part-key
                   :part.mfgr
                   :supplier.address :supplier.phone :supplier.comment])
          (order-by :supplier.acct-bal :desc :nation :supplier.name :part.part-key)
          (limit 100))))

; 3. The ten unshipped orders that are worth most.
(defquery shipping-priority [segment date]
  (from :customer
        (join :orders (= :customer.cust-key :orders.cust-key))
        (join :lineitem (= :orders.order-key :lineitem.order-key))
        (where (= :customer.mkt-segment segment)
               (< :orders.order-date date)
               (> :lineitem.ship-date date))
        (group-by :lineitem.order-key :orders.order-date :orders.ship-priority)
        (aggregate :revenue (sum (* :extended-price (- 1 :discount))))
        (select [:lineitem.order-key :revenue :orders.order-date :orders.ship-priority])
        (order-by :revenue :desc :orders.order-date)
        (limit 10)))

; 4. How many orders of a quarter were late, by priority.
(defquery order-priority-checking [date]
  (from :orders
        (where (>= :order-date date) (< :order-date (time/plus-months date 3)))
        (semi-join (from :lineitem (where (< :commit-date :receipt-date)))
                   (= :orders.order-key :lineitem.order-key))
        (group-by :order-priority)
        (aggregate :order-count (count *))
        (order-by :order-priority)))

; 5. What customers of a region paid to suppliers of their own nation in a year.
(defquery local-supplier-volume [region date]
  (from :customer
        (join :orders (= :customer.cust-key :orders.cust-key))
        (join :lineitem (= :orders.order-key :lineitem.order-key))
        (join :supplier (and (= :lineitem.supp-key :supplier.supp-key)
                             (= :customer.nation-key :supplier.nation-key)))
        (join :nation (= :supplier.nation-key :nation.nation-key))
        (join :region (= :nation.region-key :region.region-key))
        (where (= :region.name region)
               (>= :orders.order-date date)
               (< :orders.order-date (time/plus-years date 1)))
        (group-by {:nation :nation.name})
        (aggregate :revenue (sum (* :lineitem.extended-price (- 1 :lineitem.discount))))
        (order-by :revenue :desc)))

; 6. What would have come in without certain discounts.
(defquery forecasting-revenue-change [date discount quantity]
  (from :lineitem
        (where (>= :ship-date date)
               (< :ship-date (time/plus-years date 1))
               (between :discount (- discount 0.01M) (+ discount 0.01M))
               (< :quantity quantity))
        (aggregate :revenue (sum (* :extended-price :discount)))))

; 7. What two nations sold to each other, by year.
(defquery volume-shipping [one other]
  (from :supplier
        (join :lineitem (= :supplier.supp-key :lineitem.supp-key))
        (join :orders (= :lineitem.order-key :orders.order-key))
        (join :customer (= :orders.cust-key :customer.cust-key))
        (join (named :seller (from :nation)) (= :supplier.nation-key :seller.nation-key))
        (join (named :buyer (from :nation)) (= :customer.nation-key :buyer.nation-key))
        (where (or (and (= :seller.name one) (= :buyer.name other))
                   (and (= :seller.name other) (= :buyer.name one)))
               (between :lineitem.ship-date #inst "1995-01-01" #inst "1996-12-31"))
        (group-by {:supp-nation :seller.name}
                  {:cust-nation :buyer.name}
                  {:year (time/year :lineitem.ship-date)})
        (aggregate :revenue (sum (* :lineitem.extended-price (- 1 :lineitem.discount))))
        (order-by :supp-nation :cust-nation :year)))

; 8. The share of a nation in what a region bought of a type of part, by year.
(defquery market-share [nation region type]
  (from :part
        (join :lineitem (= :part.part-key :lineitem.part-key))
        (join :supplier (= :lineitem.supp-key :supplier.supp-key))
        (join :orders (= :lineitem.order-key :orders.order-key))
        (join :customer (= :orders.cust-key :customer.cust-key))
        (join (named :buyer (from :nation)) (= :customer.nation-key :buyer.nation-key))
        (join :region (= :buyer.region-key :region.region-key))
        (join (named :seller (from :nation)) (= :supplier.nation-key :seller.nation-key))
        (where (= :region.name region)
               (= :part.type type)
               (between :orders.order-date #inst "1995-01-01" #inst "1996-12-31"))
        (select [{:year (time/year :orders.order-date)}
                 {:volume (* :lineitem.extended-price (- 1 :lineitem.discount))}
                 {:nation :seller.name}])
        (group-by :year)
        (aggregate :share (/ (* 1.0 (sum (if (= :nation nation) :volume 0))) (sum :volume)))
        (order-by :year)))

; 9. What was earned with parts whose names have a word, by nation and year.
(defquery product-type-profit [word]
  (from :part
        (join :lineitem (= :part.part-key :lineitem.part-key))
        (join :supplier (= :lineitem.supp-key :supplier.supp-key))
        (join :partsupp (and (= :lineitem.part-key :partsupp.part-key)
                             (= :lineitem.supp-key :partsupp.supp-key)))
        (join :orders (= :lineitem.order-key :orders.order-key))
        (join :nation (= :supplier.nation-key :nation.nation-key))
        (where (like :part.name (str "%" word "%")))
        (group-by {:nation :nation.name} {:year (time/year :orders.order-date)})
        (aggregate :profit (sum (- (* :lineitem.extended-price (- 1 :lineitem.discount))
                                   (* :partsupp.supply-cost :lineitem.quantity))))
        (order-by :nation :year :desc)))

; 10. The twenty customers who lost most by sending things back in a quarter.
(defquery returned-items [date]
  (from :customer
        (join :orders (= :customer.cust-key :orders.cust-key))
        (join :lineitem (= :orders.order-key :lineitem.order-key))
        (join :nation (= :customer.nation-key :nation.nation-key))
        (where (>= :orders.order-date date)
               (< :orders.order-date (time/plus-months date 3))
               (= :lineitem.return-flag "R"))
        (group-by :customer.cust-key :customer.name :customer.acct-bal
                  :customer.phone {:nation :nation.name}
                  :customer.address :customer.comment)
        (aggregate :revenue (sum (* :lineitem.extended-price (- 1 :lineitem.discount))))
        (select [:customer.cust-key :customer.name :revenue :customer.acct-bal :nation
                 :customer.address
                 :customer.phone :customer.comment])
        (order-by :revenue :desc)
        (limit 20)))

; 11. The parts that are most of what a nation has in stock.
(defquery important-stock [nation fraction]
  (let [stock (from :partsupp
                    (join :supplier (= :partsupp.supp-key :supplier.supp-key))
                    (join :nation (= :supplier.nation-key :nation.nation-key))
                    (where (= :nation.name nation))
                    (select [:partsupp.part-key {:value (* :supply-cost :avail-qty)}]))
        total (:value (from stock (aggregate :value (sum :value)) (first)))]
    (from stock
          (group-by {:part-key :partsupp.part-key})
          (aggregate :value (sum :value))
          (where (> :value (* fraction total)))
          (order-by :value :desc))))

; 12. Whether cheap ways of shipping make urgent orders late.
(defquery shipping-modes [modes date]
  (from :orders
        (join :lineitem (= :orders.order-key :lineitem.order-key))
        (where (in :lineitem.ship-mode modes)
               (< :lineitem.ship-date :lineitem.commit-date :lineitem.receipt-date)
               (>= :lineitem.receipt-date date)
               (< :lineitem.receipt-date (time/plus-years date 1)))
        (with-columns :urgent (in :orders.order-priority ["1-URGENT" "2-HIGH"]))
        (group-by :lineitem.ship-mode)
        (aggregate :high (sum (if :urgent 1 0)) :low (sum (if :urgent 0 1)))
        (order-by :lineitem.ship-mode)))

; 13. How many customers have so many orders, those without any too.
(defquery customer-distribution [pattern]
  (from :customer
        (left-join :orders (and (= :customer.cust-key :orders.cust-key)
                                (not (like :orders.comment pattern))))
        (group-by :customer.cust-key)
        (aggregate :orders (count :orders.order-key))
        (group-by :orders)
        (aggregate :customers (count *))
        (order-by :customers :desc :orders :desc)))

; 14. How much of a month's revenue came from promotions, in percent.
(defquery promotion-effect [date]
  (from :lineitem
        (join :part (= :lineitem.part-key :part.part-key))
        (where (>= :lineitem.ship-date date) (< :lineitem.ship-date (time/plus-months date 1)))
        (with-columns :revenue (* :lineitem.extended-price (- 1 :lineitem.discount)))
        (aggregate :promo-revenue
                   (/ (* 100.0 (sum (if (like :part.type "PROMO%") :revenue 0))) (sum :revenue)))))

; 15. The suppliers who brought in most in a quarter.
(defquery top-supplier [date]
  (let [revenues (from :lineitem
                       (where (>= :ship-date date) (< :ship-date (time/plus-months date 3)))
                       (group-by :supp-key)
                       (aggregate :total (sum (* :extended-price (- 1 :discount))))
                       (named :revenue))
        most (:most (from revenues (aggregate :most (max :total)) (first)))]
    (from :supplier
          (join revenues (= :supplier.supp-key :revenue.supp-key))
          (where (= :revenue.total most))
          (select [:supplier.supp-key :supplier.name :supplier.address :supplier.phone
                   :revenue.total])
          (order-by :supplier.supp-key))))

; 16. How many suppliers without complaints can deliver parts of certain kinds.
(defquery parts-and-suppliers [brand type sizes]
  (let [bad (from :supplier (where (like :comment "%Customer%Complaints%")) (select [:supp-key]))]
    (from :partsupp
          (join :part (= :partsupp.part-key :part.part-key))
          (where (not= :part.brand brand)
                 (not (like :part.type (str type "%")))
                 (in :part.size sizes)
                 (not (in :partsupp.supp-key bad)))
          (group-by :part.brand :part.type :part.size)
          (aggregate :suppliers (count-distinct :partsupp.supp-key))
          (order-by :suppliers :desc :part.brand :part.type :part.size))))

; 17. What would be lost in a year by taking no small orders of some parts.
(defquery small-quantity-orders [brand container]
  (let [usual (from :lineitem
                    (group-by :part-key)
                    (aggregate :quantity (avg :quantity))
                    (named :usual))]
    (from :lineitem
          (join :part (= :lineitem.part-key :part.part-key))
          (join usual (= :part.part-key :usual.part-key))
          (where (= :part.brand brand)
                 (= :part.container container)
                 (< :lineitem.quantity (* 0.2 :usual.quantity)))
          (aggregate :avg-yearly (/ (sum :lineitem.extended-price) 7.0)))))

; 18. Customers with large orders.
(defquery large-volume-customers [quantity]
  (let [large (from :lineitem
                    (group-by :order-key)
                    (aggregate :quantity (sum :quantity))
                    (where (> :quantity quantity))
                    (select [:order-key]))]
    (from :customer
          (join :orders (= :customer.cust-key :orders.cust-key))
          (join :lineitem (= :orders.order-key :lineitem.order-key))
          (where (in :orders.order-key large))
          (group-by :customer.name
                    :customer.cust-key :orders.order-key
                    :orders.order-date :orders.total-price)
          (aggregate :quantity (sum :lineitem.quantity))
          (order-by :orders.total-price :desc :orders.order-date)
          (limit 100))))

; 19. What three kinds of offers, each for parts of its own, have brought in.
(defquery discounted-revenue [brands quantities]
  (let [[small middle large] brands
        [few some many] quantities]
    (from :lineitem
          (join :part (= :lineitem.part-key :part.part-key))
          (where (in :lineitem.ship-mode ["AIR" "AIR REG"])
                 (= :lineitem.ship-instruct "DELIVER IN PERSON")
                 (or (and (= :part.brand small)
                          (in :part.container ["SM CASE" "SM BOX" "SM PACK" "SM PKG"])
                          (between :lineitem.quantity few (+ few 10))
                          (between :part.size 1 5))
                     (and (= :part.brand middle)
                          (in :part.container ["MED BAG" "MED BOX" "MED PKG" "MED PACK"])
                          (between :lineitem.quantity some (+ some 10))
                          (between :part.size 1 10))
                     (and (= :part.brand large)
                          (in :part.container ["LG CASE" "LG BOX" "LG PACK" "LG PKG"])
                          (between :lineitem.quantity many (+ many 10))
                          (between :part.size 1 15))))
          (aggregate :revenue (sum (* :lineitem.extended-price (- 1 :lineitem.discount)))))))

; 20. Suppliers of a nation who have too much of some parts.
(defquery potential-promotion [colour date nation]
  (let [coloured (from :part (where (like :name (str colour "%"))) (select [:part-key]))
        shipped (from :lineitem
                      (where (>= :ship-date date)
                             (< :ship-date (time/plus-years date 1))
                             (in :part-key coloured))
                      (group-by :part-key :supp-key)
                      (aggregate :quantity (sum :quantity))
                      (named :shipped))
        excess (from :partsupp
                     (join shipped (and (= :partsupp.part-key :shipped.part-key)
                                        (= :partsupp.supp-key :shipped.supp-key)))
                     (where (> :partsupp.avail-qty (* 0.5 :shipped.quantity))))]
    (from :supplier
          (join :nation (= :supplier.nation-key :nation.nation-key))
          (where (= :nation.name nation))
          (semi-join excess (= :supplier.supp-key :partsupp.supp-key))
          (select [:supplier.name :supplier.address])
          (order-by :supplier.name))))

; 21. Suppliers of a nation who alone kept an order waiting that others served too.
(defquery suppliers-who-kept-waiting [nation]
  (let [late (from :lineitem (where (> :receipt-date :commit-date)))]
    (from :supplier
          (join (named :line late) (= :supplier.supp-key :line.supp-key))
          (join :orders (= :line.order-key :orders.order-key))
          (join :nation (= :supplier.nation-key :nation.nation-key))
          (where (= :orders.order-status "F") (= :nation.name nation))
          (semi-join (named :other (from :lineitem))
                     (and (= :line.order-key :other.order-key)
                          (not= :line.supp-key :other.supp-key)))
          (anti-join (named :culprit late)
                     (and (= :line.order-key :culprit.order-key)
                          (not= :line.supp-key :culprit.supp-key)))
          (group-by :supplier.name)
          (aggregate :waiting (count *))
          (order-by :waiting :desc :supplier.name)
          (limit 100))))

; 22. Customers with money and without orders, by the country in their phone number.
(defquery global-sales-opportunity [countries]
  (let [reachable (from :customer
                        (with-columns :country (subs :phone 0 2))
                        (where (in :country countries)))
        usual (:balance (from reachable
                              (where (> :acct-bal 0))
                              (aggregate :balance (avg :acct-bal))
                              (first)))]
    (from reachable
          (where (> :acct-bal usual))
          (anti-join :orders (= :customer.cust-key :orders.cust-key))
          (group-by :country)
          (aggregate :customers (count *) :balance (sum :acct-bal))
          (order-by :country))))
