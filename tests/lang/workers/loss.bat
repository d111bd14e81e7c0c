; a worker that is lost takes its actors with it: links, monitors and calls are told, once, and another takes its place
(trap-exit true)
(def a (spawn-with {:worker 2 :link true :name :there} (fn [] (receive :fail -> (do (#'batuta.core/-fail-host) (receive :never -> 1))))))
(monitor a)
(def home (self))
(def caller (spawn (fn [] (send home {:call (try (call a :wait :infinity) (catch Exception e (ex-code e)))}))))
(def waiter (spawn (fn [] (send home {:await (await-exit a)}))))
(join :group a)
(sleep 5)
(send a :fail)
[(mapv (fn [_] (receive {:exit ~a reason} -> reason)) [1 2]) (receive-timeout 20 {:exit ~a x} -> x timeout -> :no-more)
 (receive {:call x} -> x) (receive {:await x} -> x) (whereis :there) (members :group) (alive? a) (await-exit a)
 (try (call a :x) (catch Exception e (ex-code e)))
 (call (spawn-with {:worker 2} (fn [] (receive :where -> (worker)))) :where)]
;=> [[:worker-lost :worker-lost] :no-more :worker-lost :worker-lost nil [] false :worker-lost :no-process 2]

; futures and objects of a lost worker fail whoever waits for them
(def a (spawn-with {:worker 2} (fn [] (receive :get -> (do (reply {:f (future (sleep :infinity)) :p (promise) :at (atom 1)}) (receive :fail -> (do (#'batuta.core/-fail-host) (sleep :infinity))))))))
(def lent (call a :get))
(def at (:at lent))
(def home (self))
(doseq [x [(:f lent) (:p lent)]] (spawn (fn [] (send home (try @x (catch Exception e (ex-code e)))))))
(def moved (future (#'batuta.core/-move-to 2) (sleep :infinity)))
(sleep 5)
(send a :fail)
[(receive x -> x) (receive x -> x) (try @at (catch Exception e (ex-code e))) (try (swap! at inc) (catch Exception e (ex-code e))) (try @moved (catch Exception e (ex-code e)))]
;=> [:worker-lost :worker-lost :worker-lost :worker-lost :worker-lost]

; actors that were made on a lost worker are lost wherever they run, those that had moved there too
(trap-exit true)
(def home (self))
(def maker (spawn-with {:worker 2} (fn [] (receive :make -> (let [child (spawn (fn [] (#'batuta.core/-move-to 1) (send home [:child (self) (worker)]) (sleep :infinity)))] (receive :fail -> (do (#'batuta.core/-fail-host) (sleep :infinity))))))))
(def moved (spawn-link (fn [] (#'batuta.core/-move-to 2) (send home [:moved (self) (worker)]) (sleep :infinity))))
(send maker :make)
(def places [(receive [:child pid w] -> (do (link pid) [:child w])) (receive [:moved _ w] -> [:moved w])])
(send maker :fail)
[places (sort [(receive {:exit _ reason} -> reason) (receive {:exit _ reason} -> reason)]) (receive-timeout 50 {:exit _ x} -> x timeout -> :no-more)]
;=> [[[:child 1] [:moved 2]] (:worker-lost :worker-lost) :no-more]

; actors that move to a worker while it is lost are lost with it or get there: none is forgotten
(trap-exit true)
(def a (spawn-with {:worker 2} (fn [] (receive :fail -> (do (#'batuta.core/-fail-host) (sleep :infinity))))))
(call (spawn-with {:worker 2} (fn [] (receive :x -> 1))) :x)
(send a :fail)
(def movers (mapv (fn [i] (spawn-link (fn [] (sleep (quot i 5)) (#'batuta.core/-move-to 2) :done))) (range 100)))
(def ends (frequencies (mapv (fn [m] (receive {:exit ~m reason} -> reason)) movers)))
[(+ (ends :normal 0) (ends :worker-lost 0)) (receive-timeout 20 {:exit _ x} -> x timeout -> :no-more)]
;=> [100 :no-more]

; a supervisor restarts what was lost, under its names
(defactor kid [] (receive :where -> (worker) :fail -> (do (#'batuta.core/-fail-host) (sleep :infinity))))
(def s (start-supervisor {:children [{:id :a :start (fn [] (spawn-with {:worker 2 :name :kid} kid))} {:id :b :start (fn [] (spawn-with {:worker 2} kid))}] :max-restarts 10}))
(await-started s)
(def before (mapv #(child-pid s %) [:a :b]))
(send :kid :fail)
(run! await-exit before)
(loop [n 0] (when (and (< n 500) (not-every? (fn [c] (and (pid? (:pid c)) (not (contains? (set before) (:pid c))))) (which-children s))) (sleep 2) (recur (inc n))))
[(call :kid :where) (= (whereis :kid) (child-pid s :a)) (call (child-pid s :b) :where)]
;=> [2 true 2]

; actors are listed while a worker is lost
(def a (spawn-with {:worker 2} (fn [] (receive :fail -> (do (#'batuta.core/-fail-host) (sleep :infinity))))))
(call (spawn-with {:worker 2} (fn [] (receive :x -> 1))) :x)
(send a :fail)
(dotimes [_ 20] (actors) (sleep 2))
(contains? (set (map :pid (actors))) (self))
;=> true

; a worker that waits for input, or computes without a pause, is not lost
(def a (spawn-with {:worker 2} (fn [] (receive :sort -> (count (sort (shuffle (range 1500000))))))))
(call a :sort 60000)
;=> 1500000
