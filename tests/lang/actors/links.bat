; a failure goes along links
(def a (spawn (fn [] (receive :go -> (throw "boom")))))
(def b (spawn (fn [] (sleep :infinity))))
(link a b)
(send a :go)
(:error (await-exit b))
;=> "boom"

; a normal end does not
(def a (spawn (fn [] (receive :go -> nil))))
(def b (spawn (fn [] (sleep :infinity))))
(link a b)
(send a :go)
(await-exit a)
(sleep 2)
(alive? b)
;=> true

; :shutdown does
(def a (spawn (fn [] (sleep :infinity))))
(def b (spawn (fn [] (sleep :infinity))))
(link a b)
(stop a)
(await-exit b)
;=> :shutdown

; links in a circle end all, once
(def as (mapv (fn [_] (spawn (fn [] (sleep :infinity)))) (range 5)))
(doseq [i (range 5)] (link (as i) (as (mod (inc i) 5))))
(kill (as 2))
(mapv await-exit as)
;=> [:killed :killed :killed :killed :killed]

; a link twice is a link once
(def a (spawn (fn [] (sleep :infinity))))
(trap-exit true)
(link a)
(link a)
(kill a)
[(receive {:exit p r} -> r) (receive-timeout 3 m -> m timeout -> :no-more)]
;=> [:killed :no-more]

; unlink from either side
(def a (spawn (fn [] (sleep :infinity))))
(def b (spawn (fn [] (sleep :infinity))))
(link a b)
(unlink b a)
(kill a)
(sleep 2)
(alive? b)
;=> true

; who traps gets a message, also for a normal end
(trap-exit true)
(def a (spawn-link (fn [] (throw "boom"))))
(def b (spawn-link (fn [] 1)))
[(receive {:exit ~a r} -> (:error r)) (receive {:exit ~b r} -> r)]
;=> ["boom" :normal]

; trap-exit gives what held before
[(trap-exit true) (trap-exit true) (trap-exit false) (trap-exit false)]
;=> [false true true false]

; trap-exit needs true or false
(trap-exit :yes)
;err> true or false

; linking to who has ended: the signal is :no-process
(trap-exit true)
(def a (spawn (fn [] 1)))
(await-exit a)
(link a)
(receive {:exit p r} -> [(= p a) r])
;=> [true :no-process]

; linking two others of which the first has ended
(def a (spawn (fn [] 1)))
(await-exit a)
(def b (spawn (fn [] (sleep :infinity))))
(link a b)
(await-exit b 1000)
;=> :no-process

; linking two others of which the second has ended
(def a (spawn (fn [] 1)))
(await-exit a)
(def b (spawn (fn [] (sleep :infinity))))
(link b a)
(await-exit b 1000)
;=> :no-process

; the program fails when an actor fails to which it is linked
(spawn-link (fn [] (throw "linked boom")))
(sleep 100)
;err> to which the program is linked, ended: linked boom

; the failure can be caught where the program waits
(try (spawn-link (fn [] (throw "linked boom"))) (sleep 100) (catch Exception e (:error (ex-data e))))
;=> :linked-exit

; a normal end of a linked actor does not disturb the program
(spawn-link (fn [] 1))
(sleep 3)
:fine
;=> :fine

; spawn-link: the child ends with its parent
(def child (atom nil))
(def parent (spawn (fn [] (reset! child (spawn-link (fn [] (sleep :infinity)))) (receive :go -> (throw "parent")))))
(sleep 2)
(send parent :go)
(:error (await-exit @child))
;=> "parent"

; monitor tells once, without a link
(def a (spawn (fn [] (receive :go -> (throw "boom")))))
(monitor a)
(send a :go)
[(receive {:exit ~a r} -> (:error r)) (receive-timeout 3 m -> m timeout -> :no-more)]
;=> ["boom" :no-more]

; two monitors tell twice
(def a (spawn (fn [] (receive :go -> 1))))
(monitor a)
(monitor a)
(send a :go)
[(receive {:exit _ r} -> r) (receive {:exit _ r} -> r)]
;=> [:normal :normal]

; monitoring who has ended
(def a (spawn (fn [] 1)))
(await-exit a)
(monitor a)
(receive {:exit _ r} -> r)
;=> :no-process

; monitoring a name that nobody has is an error
(monitor :nobody)
;err> no actor :nobody

; demonitor: no notice
(def a (spawn (fn [] (receive :go -> 1))))
(def m (monitor a))
[(demonitor m) (send a :go) (await-exit a) (receive-timeout 3 x -> x timeout -> :none)]
;=> [true :ok :normal :none]

; demonitor takes a notice out of the mailbox that has arrived
(def a (spawn (fn [] (receive :end -> 1))))
(def m (monitor a))
(send a :end)
(await-exit a)
(sleep 1)
(send (self) :other)
(demonitor m)
[(receive x -> x) (receive-timeout 0 x -> x timeout -> :none)]
;=> [:other :none]

; demonitor leaves the notices of other monitors
(def a (spawn (fn [] (receive :end -> 1))))
(def m (monitor a))
(def n (monitor a))
(send a :end)
(await-exit a)
(demonitor m)
[(receive {:exit _ r} -> r) (receive-timeout 3 x -> x timeout -> :none)]
;=> [:normal :none]

; demonitor twice is no error
(def m (monitor (spawn (fn [] (sleep :infinity)))))
[(demonitor m) (demonitor m)]
;=> [true false]

; demonitor needs a ref
(demonitor 5)
;err> what `monitor` gave

; a watcher's death is no trouble
(def a (spawn (fn [] (receive :go -> 1))))
(def w (spawn (fn [] (monitor a) (sleep :infinity))))
(sleep 1)
(kill w)
(send a :go)
(await-exit a)
;=> :normal

; spawn-monitor and spawn-with tell an end that comes at once
(let [[a m] (spawn-monitor (fn [] 1)) b (spawn-with {:monitor true} (fn [] 2))] [(ref? m) (receive {:exit ~a r} -> r) (receive {:exit ~b r} -> r)])
;=> [true :normal :normal]

; spawn-with links
(trap-exit true)
(def a (spawn-with {:link true} (fn [] (throw "x"))))
(receive {:exit ~a {:error e}} -> e)
;=> "x"

; an actor that traps lives on and may pass the failure on
(defactor boss [to] (receive {:exit p {:error e}} -> (do (send to [:saw e]) (recur to))))
(def b (spawn (fn [] (trap-exit true) (let [c (spawn-link (fn [] (throw "c")))] (receive {:exit ~c {:error e}} -> (throw (str "because " e)))))))
(:error (await-exit b))
;=> "because c"

; kill goes through a trap, and comes to others as :killed
(def a (spawn (fn [] (trap-exit true) (sleep :infinity))))
(trap-exit true)
(link a)
(sleep 1)
(kill a)
(receive {:exit _ r} -> r)
;=> :killed

; stop goes through a trap
(def a (spawn (fn [] (trap-exit true) (sleep :infinity))))
(sleep 1)
(stop a)
(await-exit a)
;=> :shutdown

; a signal of a link that was taken back is ignored
(trap-exit true)
(def a (spawn (fn [] (receive :go -> (throw "x")))))
(link a)
(unlink a)
(send a :go)
(await-exit a)
(receive-timeout 3 m -> m timeout -> :none)
;=> :none

; what was sent before an end arrives before the notice of it
(let [me (self)] (def a (spawn (fn [] (receive :go -> nil) (dotimes [i 5] (send me i)) (throw "x")))))
(monitor a)
(send a :go)
(conj (vec (repeatedly 5 #(receive m -> m))) (receive {:exit _ {:error e}} -> e))
;=> [0 1 2 3 4 "x"]

; stopping the program itself fails what it runs next
(stop (self) :enough)
(sleep 10)
;err> asked to end: :enough

; another actor may stop the program
(def me (self))
(try (spawn (fn [] (kill me))) (sleep 10) (catch Exception e (ex-message e)))
;=> "The program was asked to end: :killed"
