; An audit trail: who did what, in a log that cannot be changed unseen. `batuta --data DIR audit_trail.bat` keeps it in DIR.

(defn record [user action] (dlog/write-with-proof :audit {:user user :action action}))

; What happens is recorded; whoever cares keeps the receipt.
(def receipts (mapv (fn [[user action]] (record user action))
                    [["ada" "login"] ["grace" "login"] ["ada" "transfer 100"] ["ada" "logout"]]))
(def at-noon (dlog/checkpoint :audit))

(println "Recorded:" (count receipts) "- all receipts hold:" (every? dlog/verify receipts))

; Somebody shows a receipt with another amount.
(def forged (assoc-in (receipts 2) [:record :action] "transfer 1"))
(println "A forged receipt holds:" (dlog/verify forged))

; The log grows, and can prove that it only grew.
(dlog/append-all :audit (map (fn [i] {:user "grace" :action (str "view page " i)}) (range 1000)))
(println "Grown to" (:size (dlog/checkpoint :audit)) "records, nothing before noon has changed:"
         (dlog/consistent? at-noon (dlog/checkpoint :audit)))

; Questions are queries.
(println "By user:"
         (execute (from :audit (group-by :user) (aggregate :actions (count *)) (order-by :user))))
