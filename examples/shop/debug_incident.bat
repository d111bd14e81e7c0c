#!/usr/bin/env batuta
; Time-travel debugging: what was known of a user before and after an incident, and what happened in between.
; `batuta --data DIR examples/shop/debug_incident.bat` keeps the logs in DIR.

(defn debug-incident [user-id before after]
  (let [user-at (fn [t] (from :users (as-of t) (where (= :id user-id)) (first)))
        events (from :events
                     (where (= :user-id user-id))
                     (where (between :timestamp before after))
                     (order-by :timestamp))]
    {:user-before (user-at before)
     :user-after (user-at after)
     :events (execute events)
     :diff (diff (user-at before) (user-at after))}))

; Time goes on between what happens.
(defn moment [] (let [t (now)] (sleep 2) t))

(dlog/create :users {:key :id})
(dlog/append-all :users [{:id 7 :name "Ada" :plan "free"} {:id 8 :name "Grace" :plan "team"}])
(dlog/append :events {:user-id 7 :what "login"})
(sleep 2)
(def before (moment))

(dlog/append-all :events [{:user-id 7 :what "upgrade"} {:user-id 8 :what "login"}])
(dlog/append :users {:id 7 :name "Ada" :plan "team" :seats -1})
(dlog/append :events {:user-id 7 :what "error"})
(sleep 2)
(def after (moment))

(dlog/append :users {:id 7 :name "Ada" :plan "team" :seats 1})

(let [{:keys [user-before user-after events diff]} (debug-incident 7 before after)]
  (println "before:" user-before)
  (println "after: " user-after)
  (println "events:" (mapv :what events))
  (println "changed:" (:changed diff) "added:" (:added diff))
  (println "now:   " (from :users (where (= :id 7)) (first))))
