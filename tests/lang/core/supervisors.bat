; a supervisor of supervisors: the inner one gives up, the outer one starts it again with all its children
(defactor w [to id] (init [] (send to {:up id (self)}) [to id]) (receive :crash -> (throw "boom") :ping -> :pong))
(def me (self))
(defsupervisor inner :max-restarts 1 :children [{:id :x :start (spawn w me :x)} {:id :y :start (spawn w me :y)}])
(defsupervisor outer :children [{:id :inner :start (spawn inner)} {:id :z :start (spawn w me :z)}])
(def s (start-supervisor outer))
(def first-inner (child-pid s :inner))
(receive-all [] identity)
(defn next-up [wanted] (receive {:up ~wanted pid} -> pid))
(mapv next-up [:y :z])
(send (next-up :x) :crash)
(send (next-up :x) :crash)
(let [x (next-up :x), y (next-up :y)]
  [(await-exit first-inner) (call x :ping) (= y (child-pid (child-pid s :inner) :y)) (= first-inner (child-pid s :inner))
   (receive-timeout 0 {:up :z _} -> :z-again timeout -> :z-left-alone)])
;=> [:shutdown :pong true false :z-left-alone]

; a failure goes up until a supervisor can heal it, and ends the outermost that cannot
(defsupervisor inner :max-restarts 0 :children [{:id :x :start (spawn (fn [] (throw "boom")))}])
(defsupervisor middle :max-restarts 0 :children [{:id :inner :start (spawn inner)}])
(defsupervisor outer :max-restarts 0 :children [{:id :middle :start (spawn middle)}])
(await-exit (spawn outer))
;=> :shutdown

; a transient supervisor that gave up is not started again: it has ended with :shutdown
(defsupervisor inner :max-restarts 0 :children [{:id :x :start (spawn (fn [] (throw "boom")))}])
(defsupervisor outer :children [{:id :inner :start (spawn inner) :restart :transient}])
(def s (start-supervisor outer))
(loop [] (when (child-pid s :inner) (recur)))
(which-children s)
;=> [{:id :inner :pid nil :type :supervisor}]

; a whole tree stops in reverse order, and inner supervisors have the time they need
(defactor w [id] (receive :x -> :y) (terminate [reason] (println "stop" id reason)))
(defsupervisor inner :children [{:id :b :start (spawn w :b)} {:id :c :start (spawn w :c)}])
(defsupervisor outer :children [{:id :a :start (spawn w :a)} {:id :inner :start (spawn inner)} {:id :d :start (spawn w :d)}])
(def s (start-supervisor outer))
(println (count-children s))
(with-out-str (stop s) (await-exit s))
(print (str (with-out-str (stop s) (await-exit s))))
;out> {:specs 3 :active 3 :supervisors 1 :workers 2}
;out> stop :d :shutdown
;out> stop :c :shutdown
;out> stop :b :shutdown
;out> stop :a :shutdown

; a supervisor that is stopped while it starts its children stops those that run already
(defactor slow [to] (init [] (send to :starting) (sleep 20) to) (receive :x -> :y) (terminate [reason] (send to {:stopped reason})))
(def me (self))
(def s (spawn supervisor {:children [{:id :a :start (fn [] (spawn slow me))} {:id :b :start (fn [] (spawn slow me))}]}))
(receive :starting -> nil)
(receive :starting -> (stop s))
[(await-exit s) (receive {:stopped r} -> r) (receive {:stopped r} -> r)]
;=> [:shutdown :shutdown :shutdown]

; children that fail together cost one restart under one-for-all
(defactor w [to] (init [] (send to {:up (self) nil}) to) (receive :crash -> (throw "boom")))
(def me (self))
(def s (start-supervisor {:strategy :one-for-all :max-restarts 1 :children (mapv (fn [id] {:id id :start (fn [] (spawn w me))}) [:a :b :c])}))
(defn three [] (mapv (fn [_] (receive {:up pid _} -> pid)) (range 3)))
(let [before (three)]
  (run! (fn [pid] (send pid :crash)) before)
  (let [after (three)]
    [(= after (map :pid (which-children s))) (some (set before) after) (:restarted (:state (inspect s)))]))
;=> [true nil 1]

; a killed supervisor takes its children along
(defactor w [to] (receive :x -> :y) (terminate [reason] (send to {:stopped reason})))
(def me (self))
(def s (start-supervisor {:children [{:id :a :start (fn [] (spawn w me))}]}))
(def a (child-pid s :a))
(kill s)
[(await-exit s) (await-exit a) (receive {:stopped r} -> r)]
;=> [:killed :killed :killed]

; a supervisor ends with the actor that started it linked, whatever that ended with
(defactor w [] (receive :x -> :y))
(def me (self))
(defn parent [reason]
  (fn []
    (let [s (spawn-link supervisor {:children [{:id :a :start (fn [] (spawn w))}]})]
      (await-started s)
      (send me {:have s (child-pid s :a)})
      (receive :go -> (when reason (stop (self) reason))))))
(mapv (fn [reason]
        (let [p (spawn (parent reason))]
          (receive {:have s a} -> (do (send p :go) [(await-exit s) (await-exit a)]))))
      [nil :shutdown :bad-day])
;=> [[:normal :shutdown] [:shutdown :shutdown] [:bad-day :shutdown]]

; ends of others that are linked to a supervisor mean nothing to it
(defactor w [] (receive :crash -> (throw "boom") :ping -> :pong))
(def s (start-supervisor {:children [{:id :a :start (fn [] (spawn w))}]}))
(def other (spawn w))
(link s other)
(send other :crash)
(await-exit other)
(call (child-pid s :a) :ping)
;=> :pong

; a child may be started linked, with options, or by more than one form
(defactor w [] (receive :crash -> (throw "boom") :ping -> :pong))
(defsupervisor sup :children [{:id :a :start (spawn-link w)} {:id :b :start (spawn-with {:name :b} w)} {:id :c :start (let [p (spawn w)] (register :c p) p)}])
(def s (start-supervisor sup))
(doseq [id [:a :b :c]] (let [p (child-pid s id)] (send p :crash) (await-exit p)))
[(call (child-pid s :a) :ping) (call :b :ping) (call :c :ping) (do (stop s) (await-exit s))]
;=> [:pong :pong :pong :shutdown]

; a name that a child was given by others goes to the one that is started for it
(defactor w [] (receive :crash -> (throw "boom") :ping -> :pong))
(def s (start-supervisor {:children [{:id :a :start (fn [] (spawn w))}]}))
(def before (child-pid s :a))
(register :known-worker before)
(send before :crash)
(await-exit before)
(let [after (child-pid s :a)]
  [(= after before) (= after (whereis :known-worker)) (call :known-worker :ping) (do (stop s) (await-exit s))])
;=> [false true :pong :shutdown]

; children that wait behind one whose restart failed are started though that one is terminated and started meanwhile
(defactor w [] (receive :crash -> (throw "boom")))
(def me (self))
(def tries (atom 0))
(defn waits? [s] (some (fn [message] (match message {:supervisor :terminate-child _} -> true _ -> false)) (:mailbox (inspect s))))
;; The second start of `:b` fails, when a request to end it waits already.
(defn start-b []
  (when (= 2 (swap! tries inc))
    (let [s (self)]
      (spawn (fn [] (terminate-child s :b) (restart-child s :b) (send me :again)))
      (while (not (waits? s)) (sleep 1))
      (throw "not now")))
  (spawn w))
(defn tree [strategy]
  (start-supervisor {:strategy strategy
                     :children (mapv (fn [[id start]] {:id id :start start}) [[:a (fn [] (spawn w))] [:b start-b] [:c (fn [] (spawn w))]])}))
(defn after-crash [strategy]
  (reset! tries 0)
  (let [s (tree strategy)]
    (send (child-pid s :a) :crash)
    (receive :again -> (map (fn [child] (pid? (:pid child))) (which-children s)))))
[(after-crash :one-for-all) (after-crash :rest-for-one)]
;=> [(true true true) (true true true)]

; the names of those that share its fate go on as well
(defactor w [] (receive :crash -> (throw "boom") :ping -> :pong))
(def s (start-supervisor {:strategy :one-for-all :children [{:id :a :start (fn [] (spawn w))} {:id :b :start (fn [] (spawn w))}]}))
(register :known-b (child-pid s :b))
(let [a (child-pid s :a)] (send a :crash) (await-exit a))
[(= (child-pid s :b) (whereis :known-b)) (do (stop s) (await-exit s))]
;=> [true :shutdown]

; a child that has ended before the supervisor sees it counts by the reason it ended with
(defn gone [f] (let [p (spawn f)] (await-exit p) p))
(def s (start-supervisor {:children [{:id :a :restart :transient :start (fn [] (gone (fn [] 1)))}]}))
(which-children s)
(which-children s)
;=> [{:id :a :pid nil :type :worker}]

; restarts that lie longer back than the window do not count
(defactor w [to] (init [] (send to {:up (self) nil}) to) (receive :crash -> (throw "boom")))
(def me (self))
(def s (start-supervisor {:max-restarts 1 :max-seconds 1/20 :children [{:id :a :start (fn [] (spawn w me))}]}))
(dotimes [_ 4]
  (receive {:up pid _} -> (do (sleep 60) (send pid :crash))))
[(receive {:up pid _} -> (alive? pid)) (alive? s)]
;=> [true true]

; start throws
(await-exit (spawn supervisor {:children [{:id :a :start (fn [] (throw (ex-info "no" {:why 1})))}]}))
;=> {:shutdown {:failed-to-start-child :a {:error "no" :data {:why 1} :stack []}}}

; start gives no pid
(await-exit (spawn supervisor {:children [{:id :a :start (fn [] 5)}]}))
;=> {:shutdown {:failed-to-start-child :a {:error "`:start` gave 5, which is no pid" :data 5 :stack []}}}

; start-supervisor says why it failed
(try (start-supervisor {:children [{:id :a :start (fn [] 5)}]})
  (catch Exception e (:reason (ex-data e))))
;=> {:shutdown {:failed-to-start-child :a {:error "`:start` gave 5, which is no pid" :data 5 :stack []}}}

; a start of :ignore leaves the child without an actor
(defsupervisor sup :children [{:id :a :start :ignore} {:id :b :restart :temporary :start :ignore}])
(let [s (start-supervisor sup)] [(which-children s) (restart-child s :a)])
;=> [[{:id :a :pid nil :type :worker}] {:ok nil}]

; start is evaluated anew each time, in the supervisor's process
(def me (self))
(defsupervisor sup :children [{:id :a :start (do (send me {:started-by (self) nil}) (spawn (fn [] (receive :crash -> (throw "boom")))))}])
(def s (start-supervisor sup))
(let [a (child-pid s :a)] (send a :crash) (await-exit a))
[(receive {:started-by p _} -> (= s p)) (receive {:started-by p _} -> (= s p))]
;=> [true true]

; children may be computed
(defactor w [n] (receive :n -> n))
(defsupervisor sup :children (mapv (fn [n] {:id n :start (fn [] (spawn w n))}) (range 3)))
(let [s (spawn sup)] (mapv (fn [id] (call (child-pid s id) :n)) [2 1 0]))
;=> [2 1 0]

; dynamic children without ids, by their pids
(defactor w [] (receive :ping -> :pong))
(def s (start-supervisor {}))
(def pids (mapv (fn [_] (:ok (start-child s {:restart :temporary :start (fn [] (spawn w))}))) (range 20)))
(terminate-child s (pids 3))
[(alive? (pids 3)) (:active (count-children s)) (= (assoc pids 3 nil) (assoc pids 3 nil))
 (= (map :pid (which-children s)) (concat (take 3 pids) (drop 4 pids)))]
;=> [false 19 true true]

; a supervisor is an actor like others
(defactor w [] (receive :ping -> :pong))
(defsupervisor holder "Holds one worker." :children [{:id :a :start (spawn w)}])
(def s (start-supervisor holder))
[(= [s] (find-actors :holder)) (= [(child-pid s :a)] (:links (inspect s))) (:strategy (:state (inspect s))) (:doc (meta #'holder))
 (call s :nonsense) (send s :nonsense) (count (which-children s)) (do (stop s) (await-exit s))]
;=> [true true :one-for-one "Holds one worker." {:error :unknown-request} :ok 1 :shutdown]

; backoff waits before a restart; meanwhile the child is about to be started again
(defactor w [to] (init [] (send to {:up (self) nil}) to) (receive :crash -> (throw "boom")))
(def me (self))
(def s (start-supervisor {:backoff {:min 200 :max 200} :children [{:id :a :start (fn [] (spawn w me))}]}))
(receive {:up pid _} -> (do (send pid :crash) (await-exit pid)))
[(child-pid s :a) (:pid (first (which-children s))) (restart-child s :a) (receive {:up pid _} -> (= pid (child-pid s :a)))]
;=> [nil :restarting {:error :restarting} true]

; backoff grows from failure to failure up to the longest wait, and starts over when the child has run for so long
(defactor w [to] (init [] (send to {:up (self) nil}) to) (receive :crash -> (throw "boom")))
(def me (self))
(def s (start-supervisor {:max-restarts 9 :children [{:id :a :start (fn [] (spawn w me)) :backoff {:min 10 :max 400 :factor 2}}]}))
(defn next-up [] (receive {:up pid _} -> pid))
(defn failures [] (:failures (get (:children (:state (inspect s))) :a)))
(next-up)
(defn fail-once [pause]
  (let [pid (child-pid s :a)]
    (sleep pause)
    (send pid :crash)
    (await-exit pid)
    (next-up)
    (which-children s)
    (failures)))
[(fail-once 0) (fail-once 0) (fail-once 0) (fail-once 410)]
;=> [1 2 3 1]

; a restart under backoff takes at least as long as it says
(defactor w [to] (init [] (send to {:up (self) nil}) to) (receive :crash -> (throw "boom")))
(def me (self))
(def s (start-supervisor {:backoff {:min 200 :max 200} :children [{:id :a :start (fn [] (spawn w me))}]}))
(defn next-up [] (receive {:up pid _} -> pid))
(let [pid (next-up)]
  (send pid :crash)
  [(receive-timeout 15 {:up _ _} -> :early timeout -> :waits) (pid? (next-up))])
;=> [:waits true]

; a child that is terminated while it waits to be started again stays so
(defactor w [] (receive :crash -> (throw "boom")))
(def s (start-supervisor {:backoff {:min 10 :max 10} :children [{:id :a :start (fn [] (spawn w))}]}))
(let [a (child-pid s :a)] (send a :crash) (await-exit a))
[(terminate-child s :a) (do (sleep 30) (child-pid s :a)) (delete-child s :a)]
;=> [:ok nil :ok]

; the field that is wrong is named, before anything runs
(defsupervisor sup :strategy :all-for-one :children [])
;err> `:strategy` of a supervisor must be :one-for-one, :one-for-all or :rest-for-one, got :all-for-one

; the child whose field is wrong is named
(defsupervisor sup :children [{:id :a :start (spawn (fn [] 1)) :restart :sometimes}])
;err> `:restart` of the child :a must be :permanent, :transient or :temporary, got :sometimes

; a field that does not exist
(defsupervisor sup :children [{:id :a :start (spawn (fn [] 1)) :restrat :permanent}])
;err> `:restrat` is no field of the child :a

; a child without a start
(defsupervisor sup :children [{:id :a}])
;err> `:start` of the child :a must be an expression that starts an actor, such as `(spawn worker)`, got nil

; two children of one id
(defsupervisor sup :children [{:id :a :start (spawn (fn [] 1))} {:id :a :start (spawn (fn [] 1))}])
;err> `:children` of a supervisor must be maps with an `:id` of its own each, got [:a :a]

; a significant child in a supervisor that never shuts itself down
(defsupervisor sup :children [{:id :a :start (spawn (fn [] 1)) :restart :transient :significant true}])
;err> `:significant` of the child :a must be false, as the supervisor has `:auto-shutdown :never`, got true

; what is only known when it starts is refused then
(def n -1)
(defsupervisor sup :max-restarts n :children [])
(:error (await-exit (spawn sup)))
;=> "`:max-restarts` of a supervisor must be a whole number from 0 on, got -1"

; bad specifications as data are errors where they are given
(defn refused [f] (try (f) (catch Exception e (ex-message e))))
(mapv refused
      [(fn [] (start-supervisor {:max-seconds 0}))
       (fn [] (start-supervisor {:children [5]}))
       (fn [] (start-supervisor {:children [{:id :a :start 5}]}))
       (fn [] (start-supervisor {:backoff {:min 5 :max 1}}))
       (fn [] (start-child (start-supervisor {}) {:id :a :start (fn [] 1) :shutdown 0}))])
;=> ["`:max-seconds` of a supervisor must be a number above 0, got 0" "`:children` of a supervisor must be maps, got 5" "`:start` of the child :a must be a function of no arguments that starts an actor: `(fn [] (spawn …))`, got 5" "`:backoff` of a supervisor must be a map of `:min` and `:max` in milliseconds, `:factor` from 1 on, `:jitter` from 0 to 1, got {:min 5 :max 1}" "`:shutdown` of the child :a must be milliseconds above 0, :brutal-kill or :infinity, got 0"]

; a supervisor that is killed while it starts a child leaves none behind
(defactor w [] (receive :never -> 1))
(let [home (self)
      s (spawn supervisor {:children [{:id :w :start (fn [] (let [pid (spawn w)] (send home {:started pid}) (sleep :infinity) pid))}]})
      pid (receive {:started pid} -> pid)]
  (kill s)
  (await-exit pid))
;=> :killed

; whom a child's start spawns beside the child is not the supervisor's
(defactor w [] (receive :never -> 1))
(let [home (self)
      s (start-supervisor {:children [{:id :w :start (fn [] (send home {:started (spawn w)}) (spawn w))}]})
      child (child-pid s :w)
      other (receive {:started pid} -> pid)]
  (kill s)
  [(await-exit child) (alive? other) (:links (inspect other))])
;=> [:killed true []]
