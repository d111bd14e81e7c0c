; a normal end is :normal
(await-exit (spawn (fn [] :whatever)))
;=> :normal

; an error is a map with the message, its data and where it happened
(defn broken [] (throw (ex-info "boom" {:why 1})))
(let [{:keys [error data stack]} (await-exit (spawn (fn [] (broken))))] [error data (vector? stack) (first stack)])
;~> \["boom" \{:why 1\} true "user/broken

; a thrown value is the data
(let [{:keys [error data]} (await-exit (spawn (fn [] (throw {:code 5}))))] [error data])
;=> ["{:code 5}" {:code 5}]

; an error of the language has its message
(:error (await-exit (spawn (fn [] (/ 1 0)))))
;=> "Divide by zero"

; a reason can be sent on and matched
(defactor a [] (receive _ -> (throw (ex-info "x" {:kind :bad}))))
(def w (spawn a))
(monitor w)
(send w :go)
(receive {:exit _ {:error m :data {:kind k}}} -> [m k])
;=> ["x" :bad]

; a failing actor does not disturb who is not linked
(spawn (fn [] (throw "alone")))
(sleep 3)
:fine
;=> :fine

; await-exit of an actor that ended a while ago
(def a (spawn (fn [] 1)))
(def b (spawn (fn [] (throw "x"))))
(sleep 3)
[(await-exit a) (:error (await-exit b)) (await-exit a)]
;=> [:normal "x" :normal]

; await-exit with a limit
(try (await-exit (spawn (fn [] (sleep :infinity))) 3) (catch Exception e (:error (ex-data e))))
;=> :timeout

; several wait for the same end
(def a (spawn (fn [] (sleep 5))))
(def n (atom 0))
(def ws (mapv (fn [_] (spawn (fn [] (await-exit a) (swap! n inc)))) (range 5)))
(doseq [w ws] (await-exit w))
@n
;=> 5

; stop ends with :shutdown, or the reason given
(defactor idle [] (receive :never -> nil))
(def a (spawn idle))
(def b (spawn idle))
[(stop a) (stop b :finished) (await-exit a) (await-exit b)]
;=> [:ok :ok :shutdown :finished]

; kill ends with :killed
(def a (spawn (fn [] (sleep :infinity))))
[(kill a) (await-exit a) (alive? a)]
;=> [:ok :killed false]

; an actor that computes for ever can be killed
(def a (spawn (fn [] (loop [] (recur)))))
(sleep 2)
(kill a)
(await-exit a)
;=> :killed

; stopping and killing who has ended is no error
(def a (spawn (fn [] 1)))
(await-exit a)
[(stop a) (kill a) (await-exit a)]
;=> [:ok :ok :normal]

; an actor ends itself
(def a (spawn (fn [] (stop (self) :enough) (println "never"))))
(await-exit a)
;=> :enough

; an actor kills itself
(defactor a [] (receive _ -> (do (kill (self)) (println "never"))) (terminate [r] (println "never")))
(def x (spawn a))
(with-out-str (send x :go) (await-exit x))
;=> ""

; terminate after :stop
(defactor a [n] (receive :inc -> (recur (inc n)) :end -> :stop) (terminate [reason] (println "end" reason n)))
(def x (spawn a 1))
(send x :inc)
(send x :end)
(await-exit x)
;out> end :normal 2
;=> :normal

; terminate after a failure: the reason is its data, the state that of the turn
(defactor a [n] (receive :inc -> (recur (inc n)) :bad -> (throw "boom")) (terminate [{:keys [error]}] (println "end" error n)))
(def x (spawn a 1))
(send x :inc)
(send x :bad)
(:error (await-exit x))
;out> end boom 2
;=> "boom"

; terminate when stopped while it waits
(defactor a [n] (receive :inc -> (recur (inc n))) (terminate [reason] (println "end" reason n)))
(def x (spawn a 1))
(sleep 2)
(stop x :over)
(await-exit x)
;out> end :over 1
;=> :over

; stopped while it is busy: the message is handled to its end first
(defactor a [n] (receive :work -> (do (sleep 5) (println "worked") (recur (inc n)))) (terminate [reason] (println "end" reason n)))
(def x (spawn a 1))
(send x :work)
(sleep 2)
(stop x)
(await-exit x)
;out> worked
;out> end :shutdown 2
;=> :shutdown

; stopped while it is busy: later messages are not handled
(def seen (atom []))
(defactor a [] (receive x -> (do (sleep 3) (swap! seen conj x) nil)) (terminate [_] nil))
(def x (spawn a))
(send x 1)
(sleep 1)
(send x 2)
(stop x)
(await-exit x)
@seen
;=> [1]

; kill does not run terminate
(defactor a [] (receive _ -> nil) (terminate [reason] (println "never")))
(def x (spawn a))
(sleep 1)
(with-out-str (kill x) (await-exit x))
;=> ""

; terminate runs when a link breaks
(defactor a [] (receive _ -> nil) (terminate [reason] (println "end" (:error reason))))
(def x (spawn a))
(def b (spawn (fn [] (receive :go -> (throw "boom")))))
(link x b)
(sleep 1)
(send b :go)
(await-exit x)
;out> end boom

; terminate runs once
(def n (atom 0))
(defactor a [] (receive _ -> nil) (terminate [_] (swap! n inc) (sleep 5)))
(def x (spawn a))
(sleep 1)
(stop x)
(sleep 1)
(stop x)
(await-exit x)
@n
;=> 1

; kill interrupts terminate
(defactor a [] (receive _ -> nil) (terminate [_] (sleep :infinity)))
(def x (spawn a))
(sleep 1)
(stop x)
(sleep 1)
(kill x)
(await-exit x)
;=> :killed

; a failure of terminate is the new reason
(defactor a [] (receive _ -> nil) (terminate [_] (throw "in terminate")))
(def x (spawn a))
(sleep 1)
(stop x)
(:error (await-exit x))
;=> "in terminate"

; terminate may call others and see parts of the state
(defactor log [] (receive x -> [:logged x]))
(def l (spawn log))
(defactor a [{:keys [id]}] (receive _ -> nil) (terminate [r] (println (call l [id r]))))
(def x (spawn a {:id 7}))
(sleep 1)
(stop x)
(await-exit x)
;out> [:logged [7 :shutdown]]

; an actor stopped before its init is over ends when it is, and cleans up what that has made
(defactor a [n] (init [] (sleep 2) (inc n)) (receive _ -> nil) (terminate [reason] (println reason n)))
(def x (spawn a 1))
(sleep 1)
(stop x)
(await-exit x)
;out> :shutdown 2
;=> :shutdown

; alive? of pids, names and those that have ended
(def a (spawn (fn [] (receive _ -> nil))))
(register :it a)
(let [before [(alive? a) (alive? :it) (alive? :other)]] (send a :go) (await-exit a) [before (alive? a) (alive? :it)])
;=> [[true true false] false false]

; messages to an actor that has ended are counted
(def a (spawn (fn [] 1)))
(await-exit a)
(let [n (dead-letters)] [(send a :x) (send a :y) (- (dead-letters) n)])
;=> [:ok :ok 2]

; what waited in the mailbox of an actor that ends are dead letters
(def a (spawn (fn [] (receive :end -> nil))))
(send a 1)
(send a 2)
(let [n (dead-letters)] (send a :end) (await-exit a) (- (dead-letters) n))
;=> 2

; dead letters can be watched
(def a (spawn (fn [] 1)))
(await-exit a)
(watch-dead-letters)
(send a :lost)
(receive {:dead-letter m {:from f :to t}} -> [m (= f (self)) (= t a)])
;=> [:lost true true]

; an actor that dies of its watcher's death is no circle of dead letters
(def w (spawn (fn [] (watch-dead-letters) (receive :end -> nil))))
(sleep 1)
(send w :end)
(await-exit w)
(send w :x)
;=> :ok

; terminate runs when an actor kills another to which it is linked
(defactor a [] (receive {:end p} -> (kill p) _ -> (println "never")) (terminate [reason] (println "end" reason)))
(def b (spawn (fn [] (sleep :infinity))))
(def x (spawn a))
(link x b)
(send x {:end b})
(send x :more)
[(await-exit b) (await-exit x) (with-out-str nil)]
;out> end :killed
;=> [:killed :killed ""]

; an actor whose end has come receives nothing more
(def seen (atom []))
(def b (spawn (fn [] (sleep :infinity))))
(def x (spawn (fn [] (receive :go -> nil) (kill b) (loop [] (receive m -> (swap! seen conj m)) (recur)))))
(link x b)
(monitor x)
(dotimes [i 5] (send x i))
(send x :go)
[(receive {:exit ~x r} -> r) @seen]
;=> [:killed []]
