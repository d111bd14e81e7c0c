#!/usr/bin/env batuta
; The words that customers write most often. Usage: batuta examples/shop/note_words.bat FOLDER

(def folder (first *command-line-args*))

(defquery word-count [source]
  (->> (from source)
       (map :note)
       (filter some?)
       (flat-map #(str/split % #"\s+"))
       (map str/lower-case)
       (group-by identity)
       (aggregate :count (count *))
       (order-by :count :desc)
       (limit 100)
       (distributed 16)))

(doseq [{:keys [key count]} (execute word-count (file (str folder "/orders.csv")))]
  (println (str count "\t" key)))
