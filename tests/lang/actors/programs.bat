; a ring of actors passes a message round
(defactor node [next] (receive {:hop 0 to} -> (send to :done) {:hop n to} -> (send next {:hop (dec n) to}) {:next p} -> (recur p)))
(def nodes (mapv (fn [_] (spawn node nil)) (range 20)))
(dotimes [i 20] (send (nodes i) {:next (nodes (mod (inc i) 20))}))
(send (nodes 0) {:hop 200 (self)})
(receive m -> m)
;=> :done

; ping and pong
(defactor pong [] (receive {:ping from n} -> (send from {:pong n})))
(def p (spawn pong))
(loop [n 0] (if (= n 100) n (do (send p {:ping (self) n}) (receive {:pong m} -> (recur (inc m))))))
;=> 100

; messages of one sender keep their order among those of others
(let [me (self)] (doseq [s (range 4)] (spawn (fn [] (dotimes [i 25] (send me [s i]) (when (= 0 (mod i 7)) (sleep 1)))))))
(def all (vec (repeatedly 100 #(receive m -> m))))
(mapv (fn [s] (= (range 25) (map second (filter #(= s (first %)) all)))) (range 4))
;=> [true true true true]

; a pool of workers
(defn square [n] (* n n))
(defactor worker [] (receive {:do f x} -> (f x)))
(def pool (vec (repeatedly 3 #(spawn worker))))
(reduce + (map (fn [i] (call (pool (mod i 3)) {:do square i})) (range 10)))
;=> 285

; parallel map with futures on actors
(reduce + (map deref (mapv (fn [i] (future (sleep 1) (* i i))) (range 10))))
;=> 285

; a bank: money is neither made nor lost
(defactor account [n] (receive {:take x} -> (if (<= x n) (do (reply true) (recur (- n x))) (do (reply false) (recur n))) {:give x} -> (recur (+ n x)) :get -> n))
(def as (vec (repeatedly 4 #(spawn account 100))))
(def movers (mapv (fn [k] (spawn (fn [] (dotimes [i 10] (let [a (as (mod (+ i k) 4)) b (as (mod (* i 3) 4))] (when (call a {:take 7}) (call b {:give 7}))))))) (range 5)))
(doseq [m movers] (await-exit m))
(reduce + (map #(call % :get) as))
;=> 400

; an actor may start actors that start actors
(defn tree [depth to] (if (zero? depth) (send to 1) (let [me (self)] (dotimes [_ 2] (spawn tree (dec depth) me)) (send to (+ (receive n -> n) (receive n -> n))))))
(spawn tree 6 (self))
(receive n -> n)
;=> 64

; the program's forms are one actor: they share a mailbox and a pid
(def before (self))
(send (self) 1)
(send (self) 2)
(def got (receive n -> n))
[(= before (self)) got (receive n -> n)]
;=> [true 1 2]

; dynamic bindings are the actor's own
(def ^:dynamic *who* :nobody)
(defactor a [] (receive :who -> *who*))
[(binding [*who* :me] (call (spawn a) :who)) *who*]
;=> [:nobody :nobody]

; an atom can be shared by actors of one worker
(def n (atom 0))
(def as (mapv (fn [_] (spawn (fn [] (dotimes [_ 100] (swap! n inc))))) (range 5)))
(doseq [a as] (await-exit a))
@n
;=> 500

; exceptions in handlers are caught by handlers
(defactor safe [] (receive {:do f} -> (try (f) (catch Exception e {:failed (ex-message e)}))))
(def s (spawn safe))
[(call s {:do (fn [] (/ 1 0))}) (call s {:do (fn [] 5)})]
;=> [{:failed "Divide by zero"} 5]

; finally runs in an actor that fails, not in one that is killed
(def log (atom []))
(def a (spawn (fn [] (try (throw "x") (finally (swap! log conj :failed))))))
(def b (spawn (fn [] (try (sleep :infinity) (finally (swap! log conj :killed))))))
(await-exit a)
(sleep 1)
(kill b)
(await-exit b)
@log
;=> [:failed]
