;; Plays a scenario with a supervisor: `(play options children actions)` gives what happened, in its order.
;; A child is [id more]; `more` are fields of its specification, and `:hangs true` for one that does not come to its end when it is stopped.
;; Children tell: [:up id], [:down id why], and [:fails id] when their `init` fails; who is killed tells nothing.
;; Actions, which do nothing where there is nobody to do it to: [:crash id] [:end id] [:end-with id reason] [:kill id] [:fail id n] (its next n starts fail) [:terminate id] [:restart id]
;; [:delete id] [:start child] [:children] [:count] [:stop]. What the requests among them answer is told as [:answer x].
;; In the end comes what runs, as {:running ids} or, when the supervisor has ended, {:ended reason}.

(defactor faults [left]
  (receive
    {:begin id} -> (let [n (get left id 0)] (reply (pos? n)) (recur (assoc left id (dec n))))
    {:fail id n} -> (recur (assoc left id n))))

(defn why [reason]
  (match reason
    {:error text} -> text
    {:shutdown {:failed-to-start-child id reason}} -> {:shutdown [:failed id (why reason)]}
    _ -> reason))

(defactor part [id hangs to faults]
  (init []
    (when (call faults {:begin id} :infinity)
      (send to {:told [:fails id]})
      (throw "cannot"))
    (send to {:told [:up id]})
    [id hangs to faults])
  (receive
    :crash -> (throw "boom")
    :end -> :stop
    {:end-with reason} -> (stop (self) reason))
  (terminate [reason]
    (send to {:told [:down id (why reason)]})
    (when hangs (sleep 100000))))

(defn told []
  (loop [all []]
    (receive-timeout 0
      {:told x} -> (recur (conj all x))
      timeout -> all)))

(defn child-of [to faults [id more]]
  (merge {:id id :start (fn [] (spawn part id (:hangs more) to faults))} (dissoc more :hangs)))

;; What was answered, without pids.
(defn shown [answer]
  (match answer
    {:ok _} -> {:ok :pid}
    {:error {:already-started _}} -> {:error :already-started}
    {:error {:error text}} -> {:error text}
    _ -> answer))

;; Waits until the supervisor has done what there was to do.
(defn settle [s]
  (when (and (alive? s)
             (try
               (some (fn [c] (= :restarting (:pid c))) (which-children s))
               (catch Exception _ nil)))
    (recur s)))

(defn act [s make faults [what id x]]
  (let [to-child (fn [f] (when-let [pid (child-pid s id)] (f pid) (await-exit pid) nil))
        answer (case what
                 :crash (to-child (fn [pid] (send pid :crash)))
                 :end (to-child (fn [pid] (send pid :end)))
                 :end-with (to-child (fn [pid] (send pid {:end-with x})))
                 :kill (to-child kill)
                 :fail (do (send faults {:fail id x}) nil)
                 :terminate (terminate-child s id)
                 :restart (restart-child s id)
                 :delete (delete-child s id)
                 :start (start-child s (make id))
                 :children (mapv (fn [{:keys [id pid type]}] [id (if (pid? pid) :pid pid) type])
                                 (which-children s))
                 :count (count-children s)
                 :stop (do (stop s) (await-exit s) nil))]
    (settle s)
    (when answer (send (self) {:told [:answer (shown answer)]}))))

(defn play [options children actions]
  (let [faults (spawn faults (:faults options {}))
        make (partial child-of (self) faults)
        s (spawn supervisor (assoc (dissoc options :faults) :children (mapv make children)))]
    (await-started s)
    (settle s)
    (run! (fn [action] (when (alive? s) (act s make faults action))) actions)
    (let [end (if (alive? s)
                {:running (into []
                                (comp (filter (fn [c] (pid? (:pid c)))) (map :id))
                                (which-children s))}
                {:ended (why (await-exit s))})
          all (told)]
      (when (alive? s) (stop s) (await-exit s) (told))
      (conj all end))))
