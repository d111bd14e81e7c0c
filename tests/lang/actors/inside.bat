; actors lists who runs
(defactor w [n] (receive _ -> nil))
(def a (spawn w 1))
(register :boss a)
(sleep 1)
(let [found (first (filter #(= a (:pid %)) (actors)))] (dissoc found :pid :reductions))
;=> {:name :boss :definition :w :mailbox-size 0 :status :receiving}

; actors shows how many messages wait
(def a (spawn (fn [] (receive :never -> nil))))
(dotimes [_ 5] (send a :x))
(sleep 1)
(:mailbox-size (first (filter #(= a (:pid %)) (actors))))
;=> 5

; inspect shows the state, the mailbox, links and monitors
(defactor w [n] (receive :inc -> (recur (inc n)) :wait -> (receive :go -> nil)))
(def a (spawn w 1))
(def b (spawn w 2))
(link a b)
(send a :inc)
(send a :wait)
(send a :inc)
(sleep 1)
(let [{:keys [state mailbox links monitors status function]} (inspect a)] [state mailbox (= links [b]) monitors status function])
;=> [2 [:inc] true [] :receiving "user/w"]

; inspect keeps the order of its keys
(keys (inspect (self)))
;=> (:state :mailbox :links :monitors :status :reductions :memory-bytes :function)

; inspect shows several state values as a vector
(defactor w [a b] (receive _ -> nil))
(def x (spawn w 1 2))
(sleep 1)
(:state (inspect x))
;=> [1 2]

; inspect of a function has no state
(def a (spawn (fn [] (sleep :infinity))))
(sleep 1)
(:state (inspect a))
;=> nil

; inspect shows whom it watches
(def a (spawn (fn [] (sleep :infinity))))
(monitor a)
(= [a] (:monitors (inspect (self))))
;=> true

; inspect of who has ended is an error
(def a (spawn (fn [] 1)))
(await-exit a)
(inspect a)
;err> no actor

; inspect does not wait for an actor that is busy with other things
(defactor busy [] (receive :work -> (sleep :infinity)))
(def a (spawn busy))
(send a :work)
(sleep 1)
(send a :more)
(:mailbox (inspect a))
;=> [:more]

; trace sends what an actor gets and sends
(defactor w [to] (receive {:pass x} -> (do (send to x) (recur to))))
(def a (spawn w (spawn (fn [] (sleep :infinity)))))
(trace a (self))
(send a {:pass 5})
[(receive {:trace p :got m s} -> [(= p a) m (= s (self))]) (receive {:trace p :sent m _} -> [(= p a) m])]
;=> [[true {:pass 5} true] [true 5]]

; replies are sent too
(defactor w [] (receive x -> [:answer x]))
(def a (spawn w))
(trace a (self))
(call a 1)
[(receive {:trace _ :got m _} -> m) (receive {:trace _ :sent m to} -> [m (= to (self))])]
;=> [1 [[:answer 1] true]]

; untrace ends it
(def a (spawn (fn [] (receive :never -> nil))))
(trace a (self))
(send a 1)
(untrace a)
(send a 2)
[(receive {:trace _ :got m _} -> m) (receive-timeout 3 m -> m timeout -> :none)]
;=> [1 :none]

; a tracer must be an actor
(trace (self) 5)
;err> `trace` needs an actor, got 5

; a bounded mailbox drops what comes too late
(def a (spawn-with {:mailbox-limit 2} (fn [] (sleep 5) (receive :report -> nil))))
(sleep 1)
(def n (dead-letters))
(dotimes [i 5] (send a i))
[(:mailbox (inspect a)) (- (dead-letters) n)]
;=> [[0 1] 3]

; a bounded mailbox may drop the oldest instead
(def a (spawn-with {:mailbox-limit 2 :overflow :drop-oldest} (fn [] (sleep :infinity))))
(sleep 1)
(def n (dead-letters))
(dotimes [i 5] (send a i))
[(:mailbox (inspect a)) (- (dead-letters) n)]
;=> [[3 4] 3]

; a call to a full mailbox fails at once
(def a (spawn-with {:mailbox-limit 1} (fn [] (sleep :infinity))))
(sleep 1)
(send a :x)
(try (call a :y) (catch Exception e (:error (ex-data e))))
;=> :mailbox-full

; a call that is dropped as the oldest fails
(def a (spawn-with {:mailbox-limit 1 :overflow :drop-oldest} (fn [] (sleep :infinity))))
(sleep 1)
(def got (atom nil))
(def c (spawn (fn [] (let [r (try (call a :y) (catch Exception e (:error (ex-data e))))] (reset! got r)))))
(sleep 2)
(send a :z)
(await-exit c)
@got
;=> :mailbox-full

; an actor with a bounded mailbox that waits takes every message
(def a (spawn-with {:mailbox-limit 1} (fn [] (loop [n 0] (receive :x -> (recur (inc n)) {:get to} -> (send to n))))))
(dotimes [_ 5] (send a :x) (sleep 1))
(send a {:get (self)})
(receive n -> n)
;=> 5

; what was put aside counts for the limit
(def a (spawn-with {:mailbox-limit 2} (fn [] (receive :go -> nil))))
(sleep 1)
(dotimes [i 4] (send a i))
(sleep 1)
(:mailbox (inspect a))
;=> [0 1]

; reload-actor: running actors take the new definition and keep their state
(defactor c [n] (receive :inc -> (recur (inc n)) :get -> n))
(def a (spawn c 1))
(def b (spawn c 2))
(defactor c [n] (receive :inc -> (recur (+ n 10)) :get -> [:new n]))
(def before [(call a :get) (call b :get)])
(def told (reload-actor c))
(send a :inc)
[before told (call a :get) (call b :get)]
;=> [[1 2] 2 [:new 11] [:new 2]]

; a definition made again changes nothing for running actors, and everything for new ones
(defactor c [] (receive :v -> 1))
(def a (spawn c))
(defactor c [] (receive :v -> 2))
[(call a :v) (call (spawn c) :v)]
;=> [1 2]

; reload-actor takes a var too, and tells nobody where nobody runs
(defactor c [] (receive :v -> 1))
[(reload-actor c) (reload-actor #'c)]
;=> [0 0]

; reload-actor needs a definition
(reload-actor (self))
;err> what `defactor` defines

; migrate gives the new state
(defactor c [n] (receive :get -> n))
(def a (spawn c 1))
(defactor c [n unit] (migrate [n] [(* 100 n) :cents]) (receive :get -> [n unit]))
(reload-actor c)
(call a :get)
;=> [100 :cents]

; migrate from several values takes a vector
(defactor c [a b] (receive :get -> [a b]))
(def x (spawn c 1 2))
(defactor c [m] (migrate [[a b]] {:a a :b b}) (receive :get -> m))
(reload-actor c)
(call x :get)
;=> {:a 1 :b 2}

; when migrate throws, the actor goes on with its old definition and state
(defactor c [n] (receive :inc -> (recur (inc n)) :get -> n))
(def a (spawn c 1))
(defactor c [n] (migrate [n] (throw "cannot")) (receive :inc -> (recur (+ n 10)) :get -> [:new n]))
(reload-actor c)
(send a :inc)
(call a :get)
;=> 2

; when migrate gives a state that does not fit, too
(defactor c [n] (receive :get -> n))
(def a (spawn c 1))
(defactor c [n m] (migrate [n] n) (receive :get -> [:new n m]))
(reload-actor c)
(call a :get)
;=> 1

; migrate may wait; messages wait for it
(defactor c [n] (receive :get -> n))
(def a (spawn c 1))
(defactor c [n] (migrate [n] (sleep 3) (inc n)) (receive :get -> [:new n]))
(reload-actor c)
(call a :get)
;=> [:new 2]

; an actor that is busy takes the new definition before its next message
(defactor c [n] (receive :work -> (do (sleep 5) (println "old") (recur (inc n))) :get -> n))
(def a (spawn c 1))
(send a :work)
(sleep 1)
(send a :get)
(defactor c [n] (receive :work -> nil :get -> [:new n]))
(reload-actor c)
(call a :get)
;out> old
;=> [:new 2]

; the mailbox is kept
(defactor c [n] (receive {:add x} -> (recur (+ n x)) :get -> n))
(def a (spawn c 0))
(send a :unknown)
(send a {:later 5})
(sleep 1)
(defactor c [n] (receive {:later x} -> (recur (+ n x)) :get -> n))
(reload-actor c)
[(call a :get) (do (sleep 1) (:mailbox (inspect a)))]
;=> [5 [:unknown]]

; init does not run again, terminate is the new one
(def inits (atom 0))
(defactor c [n] (init [] (swap! inits inc) n) (receive _ -> nil) (terminate [_] (println "old end")))
(def a (spawn c 0))
(sleep 1)
(defactor c [n] (init [] (swap! inits inc) n) (receive _ -> nil) (terminate [_] (println "new end" n)))
(reload-actor c)
(sleep 1)
(stop a)
(await-exit a)
@inits
;out> new end 0
;=> 1

; links, monitors and names are kept
(defactor c [] (receive :die -> (throw "x") :v -> 1))
(def a (spawn c))
(register :it a)
(monitor a)
(defactor c [] (receive :die -> (throw "new x") :v -> 2))
(reload-actor c)
(def v (call :it :v))
(send :it :die)
[v (receive {:exit ~a {:error e}} -> e)]
;=> [2 "new x"]
