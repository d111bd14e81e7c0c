#!/usr/bin/env batuta
; What visitors do, by patterns. Usage: batuta examples/shop/categorise.bat FOLDER

(def folder (first *command-line-args*))

(defquery categorised []
  (from (file (str folder "/events.ndjson"))
        (transform
         (fn [event]
           (match event
             {:type "click" :button button} -> {:category "interaction" :what button}
             {:type "view" :page page} -> {:category "navigation" :what page}
             {:type "purchase" :amount amount} -> {:category "revenue" :amount amount}
             _ -> {:category "other"})))))

(doseq [{:keys [category events revenue]}
        (execute (->> (from (categorised))
                      (group-by :category)
                      (aggregate :events (count *) :revenue (sum :amount))
                      (order-by :category)))]
  (println category events (or revenue "")))
