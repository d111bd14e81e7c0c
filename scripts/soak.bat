#!/usr/bin/env batuta
;; Crashes by chance under supervision, at full load, over two workers. Senders number their messages, so that one that is lost, comes
;; twice or out of order is seen; monkeys crash, kill, stop, link and restart whatever they find. After each round all come to rest: then
;; every supervised child must run, and actors, links, monitors, names and the heap must be as they were.
;; Usage: batuta --workers 2 scripts/soak.bat ROUNDS SECONDS. Prints a line of JSON for each round; `soak.ts` reads them.

(def rounds (parse-int (nth *command-line-args* 0 "2")))
(def seconds (parse-float (nth *command-line-args* 1 "2")))

(defn chance? [percent] (< (rand-int 100) percent))

(defn pick [things] (if (seq things) (rand-nth things) nil))

;; ---- what is seen to be wrong -----------------------------------------------------------------------------------------

(defactor referee [wrong messages crashes]
  (receive
    {:wrong text} -> (recur (if (< (count wrong) 20) (conj wrong text) wrong) messages crashes)
    {:sent n} -> (recur wrong (+ messages n) crashes)
    {:acted n} -> (recur wrong messages (+ crashes n))
    :result -> (do (reply {:wrong wrong :messages messages :actions crashes}) (recur [] 0 0))))

(defn wrong [& parts] (send :referee {:wrong (apply str parts)}))

;; A call to an actor that may end meanwhile: nil then. An answer that does not come is wrong.
(defn ask [who message]
  (try
    (call who message 60000)
    (catch Exception e
      (when (= :timeout (:error (ex-data e))) (wrong "no answer from " who " to " (pr-str message)))
      nil)))

;; ---- the load ---------------------------------------------------------------------------------------------------------

(defn work [n] (loop [i 0 sum 0] (if (< i n) (recur (inc i) (+ sum i)) sum)))

;; Knows the number of the last message of each sender.
(defactor receiver [id seen]
  (init []
    (join :receivers)
    (when (chance? 4) (throw "a failing start"))
    [id seen])
  (receive
    {:number n from} -> (let [last (get seen from 0)]
                          (when (not= n (inc last)) (wrong "message " n " of " from " came to " id " after " last))
                          (recur id (assoc seen from n)))
    {:last from} -> (get seen from 0)
    {:compute n} -> (work n)
    :crash -> (throw (ex-info "a crash" {:id id}))
    :end -> :stop
    :ping -> :pong)
  (terminate [_] (when (chance? 4) (throw "a failing end"))))

(def burst-size 25)

(defn burst [sent]
  (let [all (members :receivers)]
    (if-let [to (pick all)]
      (let [n (get sent to 0)
            last (+ n burst-size)]
        (dotimes [i burst-size] (send to {:number (+ n i 1) (self)}))
        (let [got (ask to {:last (self)})]
          (when (and got (not= got last)) (wrong (- last got) " messages from " (self) " to " to " are not there")))
        (send :referee {:sent burst-size})
        (assoc (select-keys sent all) to last))
      sent)))

(defactor sender [runs sent]
  (init [] (join :senders) [runs sent])
  (receive
    {:run yes} -> (do (when (and yes (not runs)) (send (self) :burst)) (reply :ok) (recur yes sent))
    :burst when runs -> (do (send (self) :burst) (recur runs (burst sent)))
    :crash -> (throw "a crash of a sender")
    _ -> nil))

;; Watches receivers; each end must be told once.
(defactor watcher [watched]
  (init [] (join :watchers) watched)
  (receive
    :watch -> (let [one (pick (members :receivers))]
                (if (or (nil? one) (contains? watched one) (> (count watched) 20))
                  :enough
                  (recur (assoc watched one (monitor one)))))
    {:exit pid reason} -> (do (when (not (contains? watched pid)) (wrong "the end of " pid " was told once more: " (pr-str reason)))
                              (recur (dissoc watched pid)))
    :rest -> (do (run! (fn [pid] (when-not (alive? pid) (wrong "the end of " pid " was not told"))) (keys watched))
                 (run! demonitor (vals watched))
                 (reply :ok)
                 (recur {}))
    :crash -> (throw "a crash of a watcher")))

;; ---- the tree ---------------------------------------------------------------------------------------------------------

(defn on-worker [n definition & state]
  (fn [] (apply spawn-with {:worker n} definition state)))

(defn receivers [prefix n more]
  (mapv (fn [i] (merge {:id (keyword (str prefix i)) :start (on-worker (inc (rem i 2)) receiver (str prefix i) {})} more)) (range n)))

(defn supervised [name worker spec]
  {:id name :type :supervisor :start (fn [] (spawn-with {:name name :worker worker} supervisor spec))})

(def tree
  {:max-restarts 1000000
   :max-seconds 1
   :children
   [(supervised :alone 1 {:max-restarts 50 :max-seconds 1 :children (receivers "alone-" 10 {})})
    (supervised :all 2 {:strategy :one-for-all :max-restarts 30 :max-seconds 1 :children (receivers "all-" 4 {:shutdown 1000})})
    (supervised :rest 1 {:strategy :rest-for-one :max-restarts 30 :max-seconds 1 :children (receivers "rest-" 5 {:shutdown :brutal-kill})})
    (supervised :slow 2 {:max-restarts 100 :max-seconds 1 :backoff {:min 1 :max 20 :jitter 0.5} :children (receivers "slow-" 4 {})})
    (supervised :nested 2 {:max-restarts 20 :max-seconds 1
                           :children [(supervised :inner-1 1 {:max-restarts 3 :max-seconds 5 :children (receivers "inner-1-" 4 {})})
                                      (supervised :inner-2 2 {:max-restarts 3 :max-seconds 5
                                                              :children (receivers "inner-2-" 4 {:restart :transient})})]})
    (supervised :senders 1 {:max-restarts 1000 :max-seconds 1
                            :children (mapv (fn [i] {:id i :start (on-worker (inc (rem i 2)) sender false {})}) (range 6))})
    (supervised :watchers 1 {:max-restarts 1000 :max-seconds 1
                             :children (mapv (fn [i] {:id i :start (on-worker (inc i) watcher {})}) (range 2))})]})

(def supervisors [:alone :all :rest :slow :nested :inner-1 :inner-2])

;; ---- the monkeys ------------------------------------------------------------------------------------------------------

;; A child that was stopped is started again, however often that fails.
(defn start-again [supervisor id]
  (match (restart-child supervisor id)
    {:ok _} -> :ok
    {:error (or :running :restarting :not-found)} -> :ok
    _ -> (recur supervisor id)))

(defn bother-supervisor [supervisor]
  (try
    (case (rand-int 4)
      0 (when (chance? 5) (kill supervisor))
      1 (when-let [id (:id (pick (which-children supervisor)))]
          (terminate-child supervisor id)
          (start-again supervisor id))
      2 (match (start-child supervisor {:id (rand-int 1000000) :restart :temporary :start (on-worker (inc (rand-int 2)) receiver "extra" {})})
          {:ok pid} -> (terminate-child supervisor pid)
          _ -> :did-not-start)
      3 (count-children supervisor))
    ;; It may end meanwhile.
    (catch Exception e (when (= :timeout (:error (ex-data e))) (wrong "no answer from a supervisor")))))

(defn bother [one other]
  (case (rand-int 14)
    0 (kill one)
    1 (send one :crash)
    2 (ask one :crash)
    3 (stop one)
    4 (stop one {:shutdown :for-now})
    5 (stop one :whatever)
    6 (send one :end)
    7 (link one other)
    8 (unlink one other)
    9 (send one {:compute 300000})
    10 (cancel-timer (send-after 1000 one :ping))
    11 (send-after (rand-int 20) one :ping)
    12 (do (future (throw "a failing future")) (spawn-link (fn [] (register (str "name " (rand-int 1000000)) (self)) (ask other :ping))))
    ;; It ends with the actor.
    13 (let [timer (send-every 20 one :ping)] (when (chance? 50) (send-after 20 (self) {:cancel timer})))))

(defactor monkey [runs]
  (receive
    {:run yes} -> (do (when (and yes (not runs)) (send (self) :act)) (reply :ok) (recur yes))
    {:cancel timer} -> (cancel-timer timer)
    :act when runs -> (let [all (members :receivers)]
                        (if (chance? 20)
                          (when-let [supervisor (whereis (pick supervisors))] (bother-supervisor supervisor))
                          (when-let [one (pick all)] (bother one (pick all))))
                        (when (chance? 2) (run! (fn [watcher] (send watcher :watch)) (members :watchers)))
                        (when (chance? 1) (run! (fn [sender] (send sender {:run true})) (members :senders)))
                        (when (chance? 1) (when-let [one (pick (concat (members :senders) (members :watchers)))] (send one :crash)))
                        (send :referee {:acted 1})
                        (send-after (rand-int 3) (self) :act))
    _ -> nil))

;; ---- at rest ----------------------------------------------------------------------------------------------------------

;; Waits until a thing is so; false when that takes more than half a minute.
(defn comes-true? [so?]
  (loop [left 3000]
    (cond
      (try (so?) (catch Exception _ false)) -> true
      (zero? left) -> false
      :else -> (do (sleep 10) (recur (dec left))))))

;; Paths of the children below a supervisor that do not run and should.
(defn missing [supervisor path]
  (try
    (into [] (mapcat (fn [{:keys [id pid type]}]
                       (let [path (conj path id)]
                         (cond
                           (not (pid? pid)) -> (if (= :inner-2 (peek (pop path))) [] [path])
                           (= :supervisor type) -> (missing pid path)
                           (alive? pid) -> []
                           :else -> [path]))))
          (which-children supervisor))
    (catch Exception e [(conj path (ex-message e))])))

(defn all-supervisors [supervisor]
  (cons supervisor (mapcat (fn [{:keys [pid type]}] (if (and (pid? pid) (= :supervisor type)) (all-supervisors pid) []))
                           (which-children supervisor))))

;; Those to whom a supervisor is linked and who are not its children. Its parent is.
(defn strangers [supervisor parents]
  (let [children (set (map :pid (which-children supervisor)))]
    (vec (remove (fn [pid] (or (contains? children pid) (contains? parents pid))) (:links (inspect supervisor))))))

(defn used-bytes []
  (System/gc)
  (let [runtime (Runtime/getRuntime)]
    (- (.totalMemory runtime) (.freeMemory runtime))))

(defn used-bytes-on [worker]
  (let [home (self)
        pid (spawn-with {:worker worker} (fn [] (sleep 20) (send home {:used (used-bytes)})))]
    (await-exit pid)
    (receive {:used n} -> n)))

(def root nil)

(defn come-to-rest [monkeys]
  (run! (fn [one] (call one {:run false} 60000)) monkeys)
  (comes-true? (fn [] (every? (fn [one] (= :ok (ask one {:run false}))) (members :senders))))
  (sleep 50)
  (when-not (comes-true? (fn [] (empty? (missing root [])))) (wrong "children are lost: " (missing root [])))
  (run! (fn [one] (ask one {:run false})) (members :senders))
  (run! (fn [one] (ask one :rest)) (members :watchers)))

;; Who runs and is neither in the tree nor one of those who belong here.
(defn left-over [known]
  (let [supervised (into known (mapcat (fn [supervisor] (cons supervisor (map :pid (which-children supervisor))))) (all-supervisors root))]
    (into [] (remove (fn [actor] (contains? supervised (:pid actor)))) (actors))))

(defn check-rest [known]
  (when-not (comes-true? (fn [] (empty? (left-over known)))) (wrong "nobody knows " (left-over known)))
  (let [all (all-supervisors root)]
    (run! (fn [one] (let [found (strangers one (set all))] (when (seq found) (wrong one " is still linked to " found)))) all))
  (run! (fn [one] (let [found (:monitors (inspect one))] (when (seq found) (wrong one " still watches " found)))) (members :watchers))
  (run! (fn [name] (when-not (alive? name) (wrong "nobody has the name " name))) supervisors)
  (when-not (= (set (members :receivers)) (set (map :pid (filter (fn [a] (= :receiver (:definition a))) (actors)))))
    (wrong "the group of receivers is not who there is")))

(register :referee (spawn referee [] 0 0))
;; Some of so many starts fail, and so the tree; then nothing of it may be left.
(defn start-tree []
  (or (try (start-supervisor tree) (catch Exception _ nil))
      (recur)))
(def root (start-tree))
(def monkeys (mapv (fn [i] ((on-worker (inc (rem i 2)) monkey false))) (range 6)))
(comes-true? (fn [] (empty? (missing root []))))

(def known (into #{(self) (whereis :referee)} monkeys))

(dotimes [round rounds]
  (let [start (clock-ms)]
    (run! (fn [one] (call one {:run true})) monkeys)
    (run! (fn [one] (ask one {:run true})) (members :senders))
    (sleep (* 1000 seconds))
    (come-to-rest monkeys)
    (check-rest known)
    (println (json/write (merge (call :referee :result)
                                {:round (inc round)
                                 :ms (- (clock-ms) start)
                                 :actors (count (actors))
                                 :heap [(used-bytes-on 1) (used-bytes-on 2)]})))))

(stop root)
(await-exit root)
(run! stop monkeys)
(println (json/write {:left (vec (map (fn [a] (str (:name a))) (actors))) :members (count (members :receivers))}))
