; recur goes on with a new state
(defactor counter [n] (receive :inc -> (recur (inc n)) :get -> n))
(def c (spawn counter 5))
(dotimes [_ 3] (send c :inc))
(call c :get)
;=> 8

; any other value goes on with the same state
(defactor keeper [n] (receive :noise -> 17 :get -> n))
(def k (spawn keeper 1))
(send k :noise)
[(call k :get) (call k :get)]
;=> [1 1]

; :stop and :terminate end normally
(defactor one [] (receive :a -> :stop :b -> :terminate))
(def a (spawn one))
(def b (spawn one))
(send a :a)
(send b :b)
[(await-exit a) (await-exit b)]
;=> [:normal :normal]

; a body that ends without a receive ends the actor
(defactor once [to] (send to :hello))
(def o (spawn once (self)))
[(receive m -> m) (await-exit o)]
;=> [:hello :normal]

; forms before the receive run once, at the start
(def starts (atom 0))
(defactor a [n] (swap! starts inc) (receive :inc -> (recur (inc n)) :get -> n))
(def x (spawn a 0))
(dotimes [_ 3] (send x :inc))
[(call x :get) @starts]
;=> [3 1]

; several state values
(defactor pair [a b] (receive :swap -> (recur b a) :get -> [a b]))
(def p (spawn pair 1 2))
(send p :swap)
(call p :get)
;=> [2 1]

; recur with a wrong number of state values is refused
(defactor pair [a b] (receive :x -> (recur 1)))
;err> recur

; destructured state is taken apart anew each turn
(defactor point [{:keys [x y] :as whole} [a & more]]
  (receive {:move dx dy} -> (recur (assoc whole :x (+ x dx) :y (+ y dy)) (conj (vec more) a)) :get -> [x y a more]))
(def p (spawn point {:x 1 :y 2} [7 8 9]))
(send p {:move 10 20})
(call p :get)
;=> [11 22 8 (9 7)]

; a clause may do much before it recurs
(defactor adder [sum]
  (receive {:add xs} -> (let [more (reduce + xs)] (if (pos? more) (do (println "more" more) (recur (+ sum more))) (recur sum)))
           :get -> sum))
(def a (spawn adder 0))
(send a {:add [1 2 3]})
(send a {:add [-5]})
(call a :get)
;out> more 6
;=> 6

; recur in a loop inside of a clause belongs to that loop
(defactor a [n] (receive {:times k} -> (let [m (loop [i 0 m n] (if (= i k) m (recur (inc i) (* 2 m))))] (recur m)) :get -> n))
(def x (spawn a 1))
(send x {:times 5})
(call x :get)
;=> 32

; a receive inside of a clause is no turn: the state is the same
(defactor a [n] (receive :ask -> (let [more (receive {:more x} -> x)] (recur (+ n more))) :get -> n))
(def x (spawn a 1))
(send x :ask)
(send x {:more 5})
(call x :get)
;=> 6

; receive-timeout as the loop: its form runs when nothing came
(defactor idle [to n] (receive-timeout 3 :x -> (recur to n) timeout -> (do (send to {:idle n}) (recur to (inc n)))))
(def i (spawn idle (self) 0))
(let [seen [(receive {:idle n} -> n) (receive {:idle n} -> n)]] (kill i) seen)
;=> [0 1]

; receive-timeout as the loop may end the actor
(defactor brief [] (receive-timeout 3 :x -> nil timeout -> :stop))
(await-exit (spawn brief))
;=> :normal

; receive-with-priority as the loop
(defactor p [seen] (receive-with-priority :pause -> (do (sleep 3) (recur seen)) {:high x} -> (recur (conj seen x)) {:low x} -> (recur (conj seen x)) :get -> seen))
(def a (spawn p []))
(send a :pause)
(sleep 1)
(doseq [m [{:low 1} {:high 2} {:low 3} {:high 4}]] (send a m))
(sleep 5)
(call a :get)
;=> [2 4 1 3]

; a receive that is last in let, if and do is the loop; what stands around it runs once
(def n-tests (atom 0))
(defactor a [n limit] (let [max (do (swap! n-tests inc) limit)] (if (< n max) (do (receive :inc -> (recur (inc n) limit) :get -> [n max])) :never)))
(def x (spawn a 0 3))
(dotimes [_ 5] (send x :inc))
[(call x :get) @n-tests]
;=> [[5 3] 1]

; a recur outside of any receive runs the body again
(defactor countdown [n to] (if (zero? n) (send to :liftoff) (recur (dec n) to)))
(spawn countdown 1000 (self))
(receive m -> m)
;=> :liftoff

; a docstring
(defactor d "Does nothing." [] (receive _ -> nil))
[(:doc (meta #'d)) (actor? d)]
;=> ["Does nothing." true]

; called like a function a definition starts an actor
(defactor a [n] (receive :get -> n))
(call (a 5) :get)
;=> 5

; a wrong number of state values is an error where it is spawned
(defactor a [x y] (receive _ -> nil))
(spawn a 1)
;err> `a` takes 2 arguments

; variadic state is refused
(defactor a [& xs] (receive _ -> nil))
;err> a fixed number of state values

; a definition needs a name and state
(defactor)
;err> defactor

; init computes the first state
(defactor a [n] (init [] (* n 100)) (receive :get -> n))
(call (spawn a 5) :get)
;=> 500

; init may wait, and messages wait for it
(defactor a [n] (init [] (sleep 5) (receive :go -> (* 2 n))) (receive :get -> n))
(def x (spawn a 4))
(send x :early)
(send x :go)
(call x :get)
;=> 8

; init of several state values gives a vector
(defactor a [x y] (init [] [y x]) (receive :get -> [x y]))
(call (spawn a 1 2) :get)
;=> [2 1]

; init that gives anything else fails the actor
(defactor a [x y] (init [] 5) (receive :get -> [x y]))
(def x (spawn a 1 2))
(:error (await-exit x))
;~> must give a vector of its 2 state values, got 5

; init that throws ends the actor with its error, without terminate
(defactor a [x] (init [] (throw "no start")) (receive _ -> nil) (terminate [r] (println "never")))
[(:error (await-exit (spawn a 1))) (with-out-str (await-exit (spawn a 1)))]
;=> ["no start" ""]

; init runs once, not at each turn
(def n (atom 0))
(defactor a [x] (init [] (swap! n inc) x) (receive :inc -> (recur (inc x)) :get -> x))
(def p (spawn a 0))
(send p :inc)
(send p :inc)
[(call p :get) @n]
;=> [2 1]

; await-started waits for init, and says why there will be none
(defactor good [x] (init [] (sleep 3) x) (receive _ -> nil))
(defactor bad [x] (init [] (throw "bad start")) (receive _ -> nil))
[(await-started (spawn good 1)) (match (await-started (spawn bad 1)) {:ended r} -> (:error r))]
;=> [:ok "bad start"]

; init takes no parameters, terminate one
(defactor a [x] (init [y] x) (receive _ -> nil))
;err> (init [] …)

; a section stands once
(defactor a [x] (init [] x) (init [] x) (receive _ -> nil))
;err> one `init` section

; an actor in a let with closures over it
(let [k 10] (defactor a [n] (receive {:add x} -> (recur (+ n (* k x))) :get -> n)))
(def x (spawn a 0))
(send x {:add 2})
(call x :get)
;=> 20

; deep recursion in an actor
(defn depth [n] (if (zero? n) 0 (inc (depth (dec n)))))
(defactor a [] (receive {:depth n} -> (depth n)))
(call (spawn a) {:depth 20000} 60000)
;=> 20000

; a server function that calls itself needs no stack (long)
(defn server [n] (receive :inc -> (server (inc n)) {:get from} -> (do (send from n) (server n)) :stop -> n))
(def s (spawn server 0))
(dotimes [_ 100000] (send s :inc))
(send s {:get (self)})
(receive n -> n)
;=> 100000

; two server functions that hand over to each other
(declare off)
(defn on [to n] (receive :flip -> (off to (inc n)) :get -> (do (send to [:on n]) (on to n))))
(defn off [to n] (receive :flip -> (on to (inc n)) :get -> (do (send to [:off n]) (off to n))))
(def s (spawn on (self) 0))
(dotimes [_ 301] (send s :flip))
(send s :get)
(receive m -> m)
;=> [:off 301]
