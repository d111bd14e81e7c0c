; a future runs beside its maker
(let [log (atom []) f (async/run (fn [] (sleep 1) (swap! log conj :inner) 5))]
  (swap! log conj :outer)
  [(async/await f) @log])
;=> [5 [:outer :inner]]

; all keeps the order, and takes plain values
(async/await (async/all [(async/run (fn [] (sleep 5) 1)) 2 (future 3)]))
;=> [1 2 3]

; all of nothing
(async/await (async/all []))
;=> []

; all fails with the first failure
(async/await (async/all [(async/run (fn [] (sleep 20) 1)) (async/run (fn [] (throw (ex-info "broken" {:n 1}))))]))
;err> broken

; race takes what comes first
(async/await (async/race [(async/run (fn [] (sleep 30) :slow)) (async/run (fn [] (sleep 1) :fast))]))
;=> :fast

; race takes a failure too
(try (async/await (async/race [(async/run (fn [] (sleep 30) :slow)) (async/run (fn [] (throw :bad)))]))
  (catch Exception e (ex-value e)))
;=> :bad

; errors are thrown again at await, each time
(let [f (async/run (fn [] (throw 42)))
      tried (fn [] (try (async/await f) (catch Exception e (ex-value e))))]
  [(tried) (tried)])
;=> [42 42]

; an error of its own keeps code and data
(try @(future (/ 1 0)) (catch Exception e (ex-code e)))
;=> :divide-by-zero

; await with a time limit
[(async/await (promise) 1 :late) (async/await (future 1) 1000 :late)]
;=> [:late 1]

; await with a time limit and nothing instead
(async/await (promise) 1)
;err> Nothing arrived within 1 ms

; deref with a time limit
[(deref (promise) 1 :late) (deref (future (sleep 1) 5) 1000 :late)]
;=> [:late 5]

; a promise is delivered once
(let [p (promise)]
  [(realized? p) (some? (deliver p 1)) (deliver p 2) @p (realized? p)])
;=> [false true nil 1 true]

; many wait for one promise
(let [p (promise) fs (mapv (fn [i] (future (+ i @p))) (range 5))]
  (future (sleep 1) (deliver p 10))
  (mapv deref fs))
;=> [10 11 12 13 14]

; a promise can fail
(let [p (promise)] (async/fail p "no") (try @p (catch Exception e (ex-message e))))
;=> "no"

; a future cannot be delivered
(deliver (future 1) 2)
;err> needs a promise

; realized? of futures
(let [f (future 1)] @f [(realized? f) (future-done? f) (future? f) (future? (promise))])
;=> [true true true false]

; a cancelled future does not go on
(let [log (atom []) f (future (sleep 5) (swap! log conj :gone-on))]
  [(future-cancel f) (future-cancelled? f) (future-cancel f) (do (sleep 15) @log) (try @f (catch Exception e (ex-code e)))])
;=> [true true false [] :cancelled]

; dynamic vars go with a future
(def ^:dynamic *level* 1)
(binding [*level* 2] @(future (sleep 1) *level*))
;=> 2

; waiting inside of map inside of a future
@(future (doall (map (fn [x] (sleep 1) (inc x)) [1 2 3])))
;=> (2 3 4)

; futures in futures
@(future (+ @(future 1) @(future (sleep 1) 2)))
;=> 3

; a thousand at once
(reduce + (async/await (async/all (mapv (fn [i] (async/run (fn [] (sleep 1) i))) (range 1000)))))
;=> 499500

; pmap waits side by side
(let [start (clock-ms)
      found (vec (pmap (fn [x] (sleep 20) (inc x)) (range 20)))]
  [(count found) (peek found) (< (- (clock-ms) start) 300)])
;=> [20 20 true]

; pcalls and pvalues
[(pcalls (fn [] 1) (fn [] 2)) (pvalues 1 (+ 1 1)) (pmap + [1 2] [10 20])]
;=> [(1 2) (1 2) (11 22)]

; how they print
(let [p (promise) q (deliver (promise) 1)] [(pr-str p) (pr-str q) (pr-str (future 1))])
;=> ["#<promise>" "#<promise 1>" "#<future>"]

; a message again and again, until it is enough
(let [timer (send-every 2 (self) :tick)]
  (dotimes [_ 3] (receive :tick -> :ok))
  (cancel-timer timer)
  (receive-timeout 20 :tick -> :more timeout -> (cancel-timer timer)))
;~> ^(nil|:more)$

; messages for an actor that has ended come to an end
(defactor brief [] (receive _ -> :stop))
(def b (spawn brief))
(def timer (send-every 2 b :tick))
(await-exit b)
(sleep 20)
(cancel-timer timer)
;=> nil

; a period that is none
(send-every 0 (self) :tick)
;err> `send-every` needs a period of 1 ms or more, got 0
