;; batuta.core, part 13: supervisors. An actor that starts others, its children, and starts them again when they end by failures.
;; In: a specification as data. The rules are those of Erlang/OTP's supervisor(3); on top of them there is `:backoff`.
;; Its state: what was specified, `:children` by id, `:pids` (the ids of those that run), `:restarts` (a ring of the times of the last
;; ones; `:restarted` counts all), `:parents` (whose end is its own), `:next` (a number that nothing has yet). A child has its `:place`
;; in the order of starts, its `:pid` (nil when it does not run, `:restarting` when it is about to), `:last`, the pid before,
;; `:failures`, how often in a row it had to wait for a restart, and `:attempt`, the restart it waits for, alone or behind another child.
;; Invariant: whoever is in `:pids` is linked to the supervisor, so its end arrives as a message. The ends of all others mean nothing.
(in-ns 'batuta.core)

;; ---- what a specification may say -----------------------------------------------------------------------------------

(defn- within? [x low high]
  (and (number? x) (<= low x high)))

(defn- above? [x low]
  (and (number? x) (< low x)))

(defn- backoff? [x]
  (and (map? x)
       (every? #{:min :max :factor :jitter} (keys x))
       (let [{:keys [min max factor jitter] :or {min 0 max ##Inf factor 1 jitter 0}} x]
         (and (within? min 0 ##Inf)
              (within? max min ##Inf)
              (within? factor 1 ##Inf)
              (within? jitter 0 1)))))

(def ^:private backoff-rule
  [backoff?
   "a map of `:min` and `:max` in milliseconds, `:factor` from 1 on, `:jitter` from 0 to 1"])

;; Field → [test, what the value must be].
(def ^:private supervisor-rules
  {:strategy [#{:one-for-one :one-for-all :rest-for-one}
              ":one-for-one, :one-for-all or :rest-for-one"]
   :max-restarts [(fn [x] (and (int? x) (<= 0 x))) "a whole number from 0 on"]
   :max-seconds [(fn [x] (above? x 0)) "a number above 0"]
   :auto-shutdown [#{:never :any-significant :all-significant}
                   ":never, :any-significant or :all-significant"]
   :children [sequential? "a vector of maps"]
   :backoff backoff-rule})

(def ^:private child-rules
  {:id [some? "anything but nil"]
   :start [fn? "a function of no arguments that starts an actor: `(fn [] (spawn …))`"]
   :restart [#{:permanent :transient :temporary} ":permanent, :transient or :temporary"]
   :shutdown [(fn [x] (or (#{:brutal-kill :infinity} x) (above? x 0)))
              "milliseconds above 0, :brutal-kill or :infinity"]
   :type [#{:worker :supervisor} ":worker or :supervisor"]
   :significant [boolean? "true or false"]
   :backoff backoff-rule})

;; Fails unless the fields of a map keep the rules; `known?` says of which values that can be told.
(defn- check-rules [child rules fields known?]
  (reduce-kv
   (fn [_ field value]
     (let [[test expected] (get rules field)]
       (cond
         (nil? test) (-bad-supervisor child field nil value)
         (and (known? value) (not (test value))) (-bad-supervisor child field expected value))))
   nil
   fields))

(defn- check-child [child rules known?]
  (when-not (map? child) (-bad-supervisor nil :children "maps" child))
  (run! (fn [field]
          (when-not (contains? child field)
            (-bad-supervisor (:id child) field (second (get rules field)) nil)))
        [:id :start])
  (check-rules (:id child) rules child known?)
  (when (and (true? (:significant child)) (= :permanent (get child :restart :permanent)))
    (-bad-supervisor (:id child) :significant "false, as it is never gone for good" true)))

;; The children must differ in their ids.
(defn- check-ids [ids]
  (when-not (or (empty? ids) (apply distinct? ids))
    (-bad-supervisor nil :children "maps with an `:id` of its own each" (vec ids))))

(defn- check-significant [auto-shutdown child]
  (when (and (true? (:significant child)) (= :never auto-shutdown))
    (-bad-supervisor (:id child)
                     :significant
                     "false, as the supervisor has `:auto-shutdown :never`"
                     true)))

(defn- check-supervisor [spec]
  (when-not (map? spec) (-bad-supervisor nil :children "given in a map" spec))
  (check-rules nil supervisor-rules spec any?)
  (run! (fn [child]
          (check-child child child-rules any?)
          (check-significant (get spec :auto-shutdown :never) child))
        (:children spec))
  (check-ids (map :id (:children spec)))
  spec)

;; ---- children in the state ------------------------------------------------------------------------------------------

(defn- in-order [state]
  (sort-by :place (vals (:children state))))

(defn- add-child [state child]
  (-> state
      (update :next inc)
      (assoc-in [:children (:id child)]
                (merge {:restart :permanent}
                       child
                       {:place (:next state) :pid nil :last nil :failures 0}))))

(defn- remove-child [state id]
  (-> state
      (update :pids dissoc (:pid (get (:children state) id)))
      (update :children dissoc id)))

(defn- change-child [state id & changes]
  (update state
          :children (fn [children] (assoc children id (apply assoc (get children id) changes)))))

(defn- child-runs [state id pid kind]
  (-> state
      (change-child id :pid pid :kind kind :since (-clock) :attempt nil)
      (assoc-in [:pids pid] id)))

;; The child does not run any more.
(defn- child-rests [state id]
  (let [{:keys [pid last]} (get (:children state) id)]
    (-> state
        (update :pids dissoc pid)
        (change-child id :pid nil :last (if (pid? pid) pid last) :attempt nil))))

;; The child has ended for now: a temporary one for good.
(defn- child-ends [state id]
  (if (= :temporary (:restart (get (:children state) id)))
    (remove-child state id)
    (child-rests state id)))

(defn- child-type [{:keys [type kind]}]
  (or type (if (= "batuta.core/supervisor" kind) :supervisor :worker)))

;; ---- starting and stopping one --------------------------------------------------------------------------------------

;; A failure as a reason.
(defn- reason-of [e]
  {:error (ex-message e) :data (ex-data e) :stack []})

;; Calls a child's `:start`. Whom it spawns is linked at once, so that none is left behind when the supervisor is killed meanwhile; whom
;; it does not give back is unlinked afterwards.
(defn- call-start [start]
  (-link-spawned true)
  (let [pid (try (start) (catch Exception e (run! unlink (-link-spawned false)) (throw e)))
        spawned (-link-spawned false)]
    (run! (fn [other] (when-not (= other pid) (unlink other))) spawned)
    (when (and (pid? pid) (not-any? (fn [other] (= other pid)) spawned)) (link pid))
    pid))

;; Starts an actor and waits until its `init` is over: {:ok pid kind}, or {:error reason}. It is linked before its `init` can fail, so
;; that none is left behind; one that has failed has sent its end as a signal that means nothing to anybody.
(defn- start-actor [{:keys [start last]}]
  (try
    (let [pid (call-start start)]
      (cond
        (= :ignore pid) {:ok nil nil}
        (not (pid? pid)) {:error {:error (str "`:start` gave " (pr-str pid) ", which is no pid")
                                  :data pid
                                  :stack []}}
        :else (match (await-started pid)
                :ok -> (let [kind (-kind-of pid)]
                         (when last (take-over-names last pid))
                         (when (= "batuta.core/supervisor" kind)
                           (send pid {:supervisor :parent (self)}))
                         {:ok pid kind})
                {:ended reason} -> {:error reason})))
    (catch Exception e {:error (reason-of e)})))

;; Starts a child: [state nil], or [state reason] when that failed.
(defn- start-child-of [state id]
  (match (start-actor (get (:children state) id))
    {:ok nil _} -> [(child-ends state id) nil]
    {:ok pid kind} -> [(child-runs state id pid kind) nil]
    {:error reason} -> (do
                         (-not-started id reason)
                         [(child-rests state id) reason])))

;; Starts children in their order, up to the first that fails: [state nil], or [state [id reason]].
(defn- start-children [state ids]
  (loop [state state, ids (seq ids)]
    (if (nil? ids)
      [state nil]
      (let [[state reason] (start-child-of state (first ids))]
        (if reason [state [(first ids) reason]] (recur state (next ids)))))))

;; Waits for the end of an actor; false when it does not come in time.
(defn- ends-within? [pid limit]
  (try
    (do (await-exit pid limit) true)
    (catch Exception e (not= :timeout (:error (ex-data e))))))

;; Ends the actor of a child: it is asked to, and killed when its time is over.
(defn- stop-actor [{:keys [pid shutdown] :as child}]
  (when (pid? pid)
    (let [shutdown (or shutdown (if (= :supervisor (child-type child)) :infinity 5000))]
      (if (= :brutal-kill shutdown) (kill pid) (stop pid :shutdown))
      (when-not (ends-within? pid (if (= :brutal-kill shutdown) :infinity shutdown))
        (kill pid)
        (ends-within? pid :infinity)))))

;; Stops children, the last first.
(defn- stop-children [state ids]
  (reduce (fn [state id]
            (stop-actor (get (:children state) id))
            (child-ends state id))
          state
          (reverse ids)))

;; ---- starting again -------------------------------------------------------------------------------------------------

(defn- orderly? [reason]
  (match reason
    (or :normal :shutdown {:shutdown _}) -> true
    _ -> false))

;; How long to wait before a child is started again that has failed so often in a row.
(defn- backoff-ms [failures backoff]
  (let [{:keys [factor jitter] :or {factor 2 jitter 0}} backoff
        longest (get backoff :max 10000)
        ms (loop [ms (get backoff :min 100), n failures]
             (if (or (zero? n) (>= ms longest)) (min ms longest) (recur (* ms factor) (dec n))))]
    (* ms (+ 1 (* jitter (- (* 2 (rand)) 1))))))

;; The first of some children is about to be started again: after a while, or after the messages that wait already. The others wait behind
;; it: when it is terminated meanwhile they are still started. (Erlang/OTP 25 forgets them then.)
(defn- restart-later [state [id & behind] ms]
  (let [attempt (:next state)
        message {:try-again attempt}]
    (if (nil? ms) (send (self) message) (send-after ms (self) message))
    (reduce (fn [state id] (change-child state id :attempt attempt))
            (-> (child-rests state id)
                (update :next inc)
                (change-child id :pid :restarting :attempt attempt))
            behind)))

;; A restart of some children that has just failed at the first of them is tried again.
(defn- restart-failed [state [id :as ids]]
  (let [child (get (:children state) id)
        backoff (or (:backoff child) (:backoff state))]
    (-> (restart-later state ids (if backoff (backoff-ms (:failures child) backoff) nil))
        (change-child id :failures (inc (:failures child))))))

;; The restart is counted; nil when there were too many of late: when the one before the last so many lies within the window as well.
(defn- count-restart [state]
  (let [{:keys [restarts restarted max-restarts max-seconds]} state
        now (-clock)
        at (if (zero? max-restarts) 0 (mod restarted max-restarts))
        before (get restarts at)]
    (if (or (zero? max-restarts) (and before (>= before (- now (* 1000 max-seconds)))))
      nil
      (assoc state :restarts (assoc restarts at now) :restarted (inc restarted)))))

;; Whose fate the child shares, itself included, in the order of starts.
(defn- affected [state id]
  (case (:strategy state)
    :one-for-one [id]
    :one-for-all (mapv :id (in-order state))
    :rest-for-one (let [place (:place (get (:children state) id))]
                    (into []
                          (comp (filter (fn [child] (>= (:place child) place))) (map :id))
                          (in-order state)))))

;; Ends the supervisor: its `terminate` section stops the children.
(defn- give-up [state reason]
  (stop (self) reason)
  state)

;; Starts a child again, and whoever shares its fate.
(defn- restart [state id]
  (if-let [counted (count-restart state)]
    (let [ids (affected counted id)
          stopped (stop-children (child-rests counted id) ids)
          wanted (filter (fn [id] (contains? (:children stopped) id)) ids)
          [started [failed _]] (start-children stopped wanted)]
      (if (some? failed)
        (restart-failed started (drop-while (fn [id] (not= id failed)) wanted))
        started))
    (do
      (-gave-up id (:max-restarts state) (:max-seconds state))
      (give-up (child-ends state id) :shutdown))))

;; A child has failed.
(defn- restart-soon [state id]
  (let [{:keys [since failures] :as child} (get (:children state) id)
        backoff (or (:backoff child) (:backoff state))]
    (if (nil? backoff)
      (restart state id)
      ;; Who has run for longer than the longest wait is healthy.
      (let [failures (if (>= (- (-clock) since) (get backoff :max 10000)) 0 failures)]
        (-> (restart-later state [id] (backoff-ms failures backoff))
            (change-child id :failures (inc failures)))))))

;; A child has ended for good; if it is significant, the supervisor may be to end as well.
(defn- shut-down-with [state child]
  (let [others (some (fn [{:keys [significant pid]}] (and significant pid))
                     (vals (:children state)))]
    (if (and (:significant child)
             (or (= :any-significant (:auto-shutdown state)) (not others)))
      (give-up state :shutdown)
      state)))

(defn- child-ended [state id reason]
  (let [{kind :restart :as child} (get (:children state) id)]
    (cond
      (= :permanent kind) (restart-soon state id)
      (or (= :temporary kind) (orderly? reason)) (shut-down-with (child-ends state id) child)
      :else (restart-soon state id))))

;; Somebody to whom the supervisor is linked has ended.
(defn- linked-ended [state pid reason]
  (let [id (get (:pids state) pid)]
    (cond
      ;; One that ended before it was linked says only that it is gone.
      (some? id) (child-ended state id (if (= :no-process reason) (await-exit pid) reason))
      (contains? (:parents state) pid) (give-up state reason)
      :else state)))

;; The first of those that still wait for the restart stands for them all.
(defn- try-again [state attempt]
  (if-let [child (first (filter (fn [child] (= attempt (:attempt child))) (in-order state)))]
    (restart state (:id child))
    state))

;; ---- requests -------------------------------------------------------------------------------------------------------

(defn- start-request [state child]
  (let [id (get child :id [:child (:next state)])
        {:keys [pid] :as known} (get (:children state) id)]
    (cond
      (pid? pid) [state {:error {:already-started pid}}]
      known [state {:error :already-present}]
      (and (:significant child) (= :never (:auto-shutdown state))) [state {:error :significant}]
      :else
      (let [[started reason] (start-child-of (add-child state (assoc child :id id)) id)]
        (if reason
          [state {:error reason}]
          [started {:ok (:pid (get (:children started) id))}])))))

;; The id of a child that is named by it or by its pid.
(defn- id-of [state id-or-pid]
  (get (:pids state) id-or-pid id-or-pid))

;; What is done to a child that does not run.
(defn- with-resting [state id f]
  (let [{:keys [pid] :as child} (get (:children state) id)]
    (cond
      (nil? child) [state {:error :not-found}]
      (= :restarting pid) [state {:error :restarting}]
      pid [state {:error :running}]
      :else (f child))))

(defn- restart-request [state id]
  (with-resting state id
    (fn [_]
      (let [[started reason] (start-child-of state id)]
        (if reason [state {:error reason}] [started {:ok (:pid (get (:children started) id))}])))))

(defn- terminate-request [state id-or-pid]
  (let [id (id-of state id-or-pid)]
    (if (contains? (:children state) id)
      [(stop-children state [id]) :ok]
      [state {:error :not-found}])))

(defn- count-request [state]
  (let [children (vals (:children state))
        number (fn [wanted?] (count (filter wanted? children)))]
    {:specs (count children)
     :active (number (fn [{:keys [pid]}] (pid? pid)))
     :supervisors (number (fn [child] (= :supervisor (child-type child))))
     :workers (number (fn [child] (= :worker (child-type child))))}))

;; Does what was asked for: [state answer].
(defn- serve-request [state request x]
  (case request
    :child-pid [state (let [{:keys [pid]} (get (:children state) x)] (if (pid? pid) pid nil))]
    :start-child (start-request state x)
    :restart-child (restart-request state x)
    :terminate-child (terminate-request state x)
    :delete-child (with-resting state x (fn [_] [(remove-child state x) :ok]))
    :which-children [state
                     (mapv (fn [child] {:id (:id child) :pid (:pid child) :type (child-type child)})
                           (in-order state))]
    :count-children [state (count-request state)]
    :parent [(update state :parents conj x) nil]
    [state {:error :unknown-request}]))

(defn- answer-request [state request x]
  (let [[state answer] (serve-request state request x)]
    (reply answer)
    state))

;; ---- the actor ------------------------------------------------------------------------------------------------------

;; The state that a specification describes, without anything running.
(defn- state-of [spec]
  (reduce add-child
          (merge {:strategy :one-for-one :max-restarts 3 :max-seconds 5 :auto-shutdown :never}
                 spec
                 {:children {} :pids {} :restarts [] :restarted 0 :parents #{} :next 0})
          (:children spec)))

;; What was given as a specification: it, or a function that makes it.
(defn- spec-of [given]
  (check-supervisor (if (fn? given) (given) given)))

(defn- begin-supervisor [given]
  (trap-exit true)
  ;; Who is linked to it before it starts anything is its parent.
  (let [state (assoc (state-of (spec-of given)) :parents (set (:links (inspect (self)))))
        [started failed] (start-children state (map :id (in-order state)))]
    (when failed
      (stop-children started (map :id (in-order started)))
      (let [[id reason] failed]
        (stop (self) {:shutdown {:failed-to-start-child id reason}})))
    started))

;; A running supervisor takes another specification: children that are in both go on, those that are new do not start by themselves.
(defn- change-spec [state given]
  (let [wanted (state-of (spec-of given))]
    (reduce (fn [state child]
              (let [known (get (:children state) (:id child))]
                (if known
                  (assoc-in state [:children (:id child)]
                            (merge child
                                   (select-keys known
                                                [:place :pid :last :kind :since :failures
                                                 :attempt])))
                  (add-child state child))))
            (merge (dissoc state :backoff)
                   (select-keys wanted
                                [:strategy :max-restarts :max-seconds :auto-shutdown :backoff
                                 :restarts :restarted]))
            (in-order wanted))))

(defactor supervisor
  "The actor that `defsupervisor` defines under a name, to be started with a specification: a map of the same fields, in which `:start` is
  a function of no arguments. `start-supervisor` starts one and waits until all its children run.
  `(do (defactor w [] (receive :hi -> :ho)) (let [s (spawn supervisor {:children [{:id :w :start (fn [] (spawn w))}]})] (call (child-pid s :w) :hi))) ;=> :ho`"
  [state]
  (init [] (begin-supervisor state))
  (receive
    {:exit pid reason} -> (recur (linked-ended state pid reason))
    {:try-again attempt} -> (recur (try-again state attempt))
    {:supervisor request x} -> (recur (answer-request state request x))
    _ -> (do (reply {:error :unknown-request}) (recur state)))
  (terminate [_] (stop-children state (map :id (in-order state)))))

;; ---- what programs call ---------------------------------------------------------------------------------------------

;; Whether a form stands for itself.
(defn- literal? [form]
  (or (keyword? form) (number? form) (string? form) (boolean? form) (nil? form)
      (and (map? form) (every? literal? (vals form)))))

;; In a definition, `:start` is an expression.
(def ^:private written-rules
  (assoc child-rules :start [(fn [form] (or (= :ignore form) (not (literal? form))))
                             "an expression that starts an actor, such as `(spawn worker)`"]))

;; Checks what can be told of a child as it is written, and makes its `:start` a function.
(defn- written-child [auto-shutdown child]
  (if (map? child)
    (do
      (check-child child written-rules literal?)
      (check-significant auto-shutdown child)
      (update child :start (fn [start] `(fn [] ~start))))
    child))

(defmacro defsupervisor
  "Defines a supervisor: `(spawn name)` starts it, and it starts its children in their order. When one ends by a failure it is started
  again, by the rules of Erlang/OTP. It stops its children in reverse order when it ends. Fields:
  `:strategy` `:one-for-one` (the failed child alone is started again), `:one-for-all`, or `:rest-for-one` (it and those after it);
  `:max-restarts` and `:max-seconds`: one restart more than 3 within 5 seconds, and the supervisor ends with the reason `:shutdown`;
  `:children` a vector of maps: `:id`; `:start`, an expression that starts the actor, evaluated at each start; `:restart` `:permanent`,
  `:transient` (only after failures, which `:normal`, `:shutdown` and `{:shutdown x}` are not) or `:temporary` (never); `:shutdown` how
  many milliseconds it gets to end before it is killed (5000; supervisors `:infinity`), or `:brutal-kill`; `:significant` for
  `:auto-shutdown` `:any-significant` or `:all-significant`, which ends the supervisor when such children have ended for good.
  `:backoff {:min 100 :max 10000 :factor 2 :jitter 0}`, for all children or for one, waits before a restart, longer after each failure.
  `(do (defactor w [] (receive :hi -> :ho)) (defsupervisor s :children [{:id :w :start (spawn w)}]) (call (child-pid (spawn s) :w) :hi)) ;=> :ho`"
  [name & more]
  (let [documented (string? (first more))
        fields (if documented (rest more) more)
        _ (when (odd? (count fields)) (throw (ex-info "Every field needs a value" {})))
        fields (apply hash-map fields)
        children (get fields :children [])
        auto-shutdown (get fields :auto-shutdown :never)]
    (check-rules nil supervisor-rules fields literal?)
    (when (vector? children) (check-ids (filter literal? (map :id (filter map? children)))))
    `(def ~(vary-meta name merge (if documented {:doc (first more)} {}))
       (let [spec# (fn []
                     ~(assoc fields
                             :children (if (vector? children)
                                         (mapv (fn [child] (written-child auto-shutdown child))
                                               children)
                                         children)))]
         (-preset supervisor
                  ~(str *ns*)
                  ~(str name)
                  spec#
                  (fn [state#] (change-spec state# spec#)))))))

(defn start-supervisor
  "Starts a supervisor, waits until all its children run, and gives its pid; fails when one of them cannot be started. It takes what
  `defsupervisor` has defined, or a map of the same fields in which `:start` is a function of no arguments.
  `(do (defactor w [] (receive :hi -> :ho)) (count-children (start-supervisor {:children [{:id :w :start (fn [] (spawn w))}]}))) ;=> {:specs 1 :active 1 :supervisors 0 :workers 1}`"
  [spec]
  (let [pid (if (actor? spec) (spawn spec) (spawn supervisor (check-supervisor spec)))]
    (match (await-started pid)
      :ok -> pid
      {:ended reason} -> (throw (ex-info "The supervisor did not start" {:reason reason})))))

;; Asks a supervisor for something.
(defn- ask-supervisor [supervisor request x]
  (call supervisor {:supervisor request x} :infinity))

(defn child-pid
  "The pid of a child of a supervisor, or nil when there is no such child or it does not run.
  `(child-pid (start-supervisor {:children []}) :a) ;=> nil`"
  [supervisor id]
  (ask-supervisor supervisor :child-pid id))

(defn start-child
  "Adds a child to a supervisor and starts it: `{:ok pid}`, or `{:error reason}`, which is `:already-present` or
  `{:already-started pid}` when its id is taken. The child is a map as in `start-supervisor`; without an `:id` it gets one of its own.
  `(do (defactor w [] (receive :hi -> :ho)) (let [s (start-supervisor {}) {:ok w} (start-child s {:start (fn [] (spawn w))})] (call w :hi))) ;=> :ho`"
  [supervisor child]
  (check-child (if (map? child) (merge {:id :new} child) child) child-rules any?)
  (ask-supervisor supervisor :start-child child))

(defn restart-child
  "Starts a child of a supervisor that does not run: `{:ok pid}`, or `{:error reason}`, which is `:running`, `:restarting` or `:not-found`
  when there is nothing to start. `(restart-child (start-supervisor {}) :a) ;=> {:error :not-found}`"
  [supervisor id]
  (ask-supervisor supervisor :restart-child id))

(defn terminate-child
  "Stops a child of a supervisor, which is named by its id or its pid; `restart-child` starts it again, unless it is temporary and so gone.
  `:ok`, or `{:error :not-found}`. `(terminate-child (start-supervisor {}) :a) ;=> {:error :not-found}`"
  [supervisor id-or-pid]
  (ask-supervisor supervisor :terminate-child id-or-pid))

(defn delete-child
  "Removes a child that does not run from a supervisor: `:ok`, or `{:error reason}`, which is `:running`, `:restarting` or `:not-found`.
  `(delete-child (start-supervisor {}) :a) ;=> {:error :not-found}`"
  [supervisor id]
  (ask-supervisor supervisor :delete-child id))

(defn which-children
  "The children of a supervisor in the order of their starts, as maps of `:id`, `:pid` (nil when it does not run, `:restarting` when it is
  about to) and `:type`. `(which-children (start-supervisor {})) ;=> []`"
  [supervisor]
  (ask-supervisor supervisor :which-children nil))

(defn count-children
  "How many children a supervisor has: `:specs` in all, `:active` that run, `:supervisors` and `:workers`.
  `(count-children (start-supervisor {})) ;=> {:specs 0 :active 0 :supervisors 0 :workers 0}`"
  [supervisor]
  (ask-supervisor supervisor :count-children nil))
