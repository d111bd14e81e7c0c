; messages of one sender arrive in order
(defactor collector [acc] (receive {:add x 0} -> (recur (conj acc x)) :all -> acc))
(let [c (spawn-with {:worker 2} collector [])] (dotimes [i 5000] (send c {:add i 0})) (= (vec (range 5000)) (call c :all)))
;=> true

; a registered name is found from everywhere
(register :home (self))
(spawn-with {:worker 2} (fn [] (send :home {:found (= (whereis :home) (whereis :home)) (worker)})))
(receive {:found same where} -> [same where])
;=> [true 2]

; a name can be taken once, wherever one asks
(register :single (self))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (reply (try (register :single (self)) (catch Exception e (:error (ex-data e)))))))) :go)
;=> :already-registered

; the name of an actor that ends elsewhere is free again
(def named (spawn-with {:worker 2 :name :free-me} (fn [] (receive :stop -> :ok))))
(send named :stop)
[(await-exit named) (whereis :free-me)]
;=> [:normal nil]

; monitors and links cross workers
(trap-exit true)
(def a (spawn-with {:worker 2 :link true} (fn [] (receive :crash -> (throw "boom")))))
(monitor a)
(send a :crash)
[(:error (receive {:exit ~a reason} -> reason)) (:error (receive {:exit ~a reason} -> reason))]
;=> ["boom" "boom"]

; a link ends the other, wherever it is
(def a (spawn-with {:worker 2} (fn [] (receive :crash -> (throw "boom")))))
(def b (spawn (fn [] (receive :never -> 1))))
(link a b)
(send a :crash)
(:error (await-exit b))
;=> "boom"

; kill and stop reach an actor elsewhere, and its terminate section runs there
(defactor worker-bee [home] (receive :ping -> :pong) (terminate [reason] (send home {:ended reason (worker)})))
(def a (spawn-with {:worker 2} worker-bee (self)))
(call a :ping)
(stop a)
(def b (spawn-with {:worker 2} worker-bee (self)))
(call b :ping)
(kill b)
[(receive {:ended reason where} -> [reason where]) (await-exit a) (await-exit b)]
;=> [[:shutdown 2] :shutdown :killed]

; calling and monitoring one that has ended
(def a (spawn-with {:worker 2} (fn [] :done)))
(await-exit a)
(monitor a)
[(receive {:exit _ reason} -> reason) (try (call a :x) (catch Exception e (:error (ex-data e)))) (alive? a)]
;=> [:no-process :no-process false]

; a callee that dies fails its callers at once
(def a (spawn-with {:worker 2} (fn [] (receive :x -> (do (noreply) (throw "late"))))))
(try (call a :x) (catch Exception e (ex-message e)))
;=> "late"

; a call has its time limit
(def a (spawn-with {:worker 2} (fn [] (receive :never -> 1))))
(try (call a :x 20) (catch Exception e (:error (ex-data e))))
;=> :timeout

; actors lists those of all workers, inspect looks into any
(defactor holder [n] (receive :inc -> (recur (inc n)) :get -> n))
(def h (spawn-with {:worker 2} holder 40))
(send h :inc)
(call h :get)
[(:state (inspect h)) (count (filter (fn [a] (= h (:pid a))) (actors))) (= [h] (find-actors :holder))]
;=> [41 1 true]

; a new definition reaches running actors elsewhere
(defactor version [n] (receive :get -> [1 n] :inc -> (recur (inc n))))
(def v (spawn-with {:worker 2} version 0))
(call v :inc)
(defactor version [n] (receive :get -> [2 n] :inc -> (recur (inc n))))
(def old (call v :get))
(reload-actor version)
[old (call v :get)]
;=> [[1 1] [2 1]]

; a pid from elsewhere prints and reads back
(let [p (spawn-with {:worker 2} (fn [] (receive :x -> 1)))] (= p (read-string (pr-str p))))
;=> true

; what computes is moved to where nobody does
(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (reply 1)))) :go)
(def places (mapv deref (mapv (fn [_] (future (fib 27) (worker))) (range 24))))
(sort (set places))
;=> (1 2)

; who knows an actor by a pid that has travelled is told of its end as everybody is
(def a (spawn (fn [] (receive :end -> :ok))))
(def copy (call (spawn-with {:worker 2} (fn [] (receive x -> (reply x)))) a))
(def before (alive? copy))
(send a :end)
(await-exit a)
(monitor copy)
[before (alive? copy) (await-exit copy) (await-started copy) (receive {:exit ~copy reason} -> reason)]
;=> [true false :normal :ok :no-process]

; an actor that computes inside functions of the library moves between two messages, with its state and its mail
(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(defactor cruncher [done]
  (receive
    {:fib n i} -> (recur (conj done [i (reduce + (map fib [n n]))]))
    :where -> [(worker) done]))
(def crunchers (mapv (fn [_] (spawn cruncher [])) (range 8)))
(dotimes [i 30] (run! (fn [c] (send c {:fib 20 i})) crunchers))
(def answers (mapv (fn [c] (call c :where 60000)) crunchers))
[(sort (set (map first answers))) (every? (fn [[_ done]] (= done (mapv (fn [i] [i 13530]) (range 30)))) answers)]
;=> [(1 2) true]

; what is sent again and again to an actor elsewhere ends with it
(def maker (spawn-with {:worker 2} (fn [] (receive :make -> (reply (spawn (fn [] (receive :end -> :ok))))))))
(def a (call maker :make))
(def timers (mapv (fn [_] (send-every 60000 a :tick)) (range 3)))
(cancel-timer (first timers))
(send a :end)
(await-exit a)
(sleep 20)
(mapv cancel-timer timers)
;=> [nil nil nil]

; a timer can be cancelled from everywhere, and no other is cancelled for it
(def here (send-after 60000 (self) :late))
(def there (call (spawn-with {:worker 2} (fn [] (receive :set -> (reply (send-after 60000 :nobody :late))))) :set))
(def cancel (fn [] (receive timer -> (reply (boolean (cancel-timer timer))))))
[(call (spawn-with {:worker 2} cancel) here) (cancel-timer here) (boolean (cancel-timer there)) (call (spawn-with {:worker 2} cancel) there)]
;=> [true nil true false]

; what computes with a thing that cannot travel stays where that is
(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(def total (volatile! 0))
(defn note [x] (vswap! total + x))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (reply 1)))) :go)
(mapv deref (mapv (fn [_] (future (fib 24) (note 1))) (range 24)))
@total
;=> 24

; whoever reads what cannot travel is told so, each time
(def stays (volatile! 0))
(defn look [] @stays)
(mapv (fn [_] (:data (await-exit (spawn-with {:worker 2} (fn [] (look)))))) [1 2])
;=> [{:error :stays-elsewhere} {:error :stays-elsewhere}]
