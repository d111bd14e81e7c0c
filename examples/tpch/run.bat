; Runs questions of the TPC-H benchmark over a data directory that `scripts/tpch.ts` has made. Each answer is a line with the number of the
; question and of its rows, then a line of JSON for every row.
; Usage: batuta examples/tpch/run.bat --data DIR [NUMBER…]
(ns run (:require [queries :as q]))

; The questions in their order, with the values that the specification validates answers with.
(def questions
  [#(q/pricing-summary #inst "1998-09-02")
   #(q/minimum-cost-supplier 15 "BRASS" "EUROPE")
   #(q/shipping-priority "BUILDING" #inst "1995-03-15")
   #(q/order-priority-checking #inst "1993-07-01")
   #(q/local-supplier-volume "ASIA" #inst "1994-01-01")
   #(q/forecasting-revenue-change #inst "1994-01-01" 0.06M 24)
   #(q/volume-shipping "FRANCE" "GERMANY")
   #(q/market-share "BRAZIL" "AMERICA" "ECONOMY ANODIZED STEEL")
   #(q/product-type-profit "green")
   #(q/returned-items #inst "1993-10-01")
   #(q/important-stock "GERMANY" 0.01M)
   #(q/shipping-modes ["MAIL" "SHIP"] #inst "1994-01-01")
   #(q/customer-distribution "%special%requests%")
   #(q/promotion-effect #inst "1995-09-01")
   #(q/top-supplier #inst "1996-01-01")
   #(q/parts-and-suppliers "Brand#45" "MEDIUM POLISHED" [49 14 23 45 19 3 36 9])
   #(q/small-quantity-orders "Brand#23" "MED BOX")
   #(q/large-volume-customers 300)
   #(q/discounted-revenue ["Brand#12" "Brand#23" "Brand#34"] [1 10 20])
   #(q/potential-promotion "forest" #inst "1994-01-01" "CANADA")
   #(q/suppliers-who-kept-waiting "SAUDI ARABIA")
   #(q/global-sales-opportunity ["13" "31" "23" "29" "30" "18" "17"])])

(doseq [n (if *command-line-args* (map parse-long *command-line-args*) (range 1 23))]
  (let [rows (execute (nth questions (dec n)))]
    (println n (count rows))
    (print (json/write-lines rows))))
