; the first message that fits is taken, the others stay in their order
(doseq [m [:a :b {:wanted 1} :c]] (send (self) m))
(vector (receive {:wanted n} -> n) (receive m -> m) (receive m -> m) (receive m -> m))
;=> [1 :a :b :c]

; clauses are tried in their order for each message
(send (self) 5)
(receive n when (neg? n) -> :negative n when (odd? n) -> :odd _ -> :other)
;=> :odd

; a message that no clause takes waits for a receive that does
(send (self) :early)
(vector (receive-timeout 0 :late -> 1 timeout -> :nothing) (receive :early -> :taken))
;=> [:nothing :taken]

; a message that arrives while a receive waits is taken when it fits
(let [me (self)] (spawn (fn [] (send me :no) (sleep 2) (send me :no) (sleep 2) (send me :yes))))
(vector (receive :yes -> :yes) (receive m -> m) (receive m -> m))
;=> [:yes :no :no]

; patterns bind parts of messages
(send (self) {:move [1 2] {:speed 3}})
(receive {:move [x y] {:speed s}} -> (+ x y s))
;=> 6

; a name that stands twice needs equal values
(send (self) [1 2])
(send (self) [3 3])
(vector (receive [a a] -> a) (receive [a b] -> [a b]))
;=> [3 [1 2]]

; ~ compares with a value of the program
(let [wanted 2] (send (self) {:n 1}) (send (self) {:n 2}) (receive-timeout 0 {:n ~wanted} -> :two timeout -> :none))
;=> :two

; a tuple, a vector and a map are different messages
(send (self) {:a 1 2})
(send (self) [:a 1 2])
(send (self) {:a 1})
(vector (receive {:a x} -> x) (receive [:a x y] -> [x y]) (receive {:a x y} -> [:tuple x y]))
;=> [1 [1 2] [:tuple 1 2]]

; any value is a message, nil and functions too
(doseq [m [nil false inc "text" 1/2]] (send (self) m))
[(receive nil -> :nil) (receive false -> :false) ((receive f when (fn? f) -> f) 1) (receive s -> s) (receive r -> r)]
;=> [:nil :false 2 "text" 1/2]

; nobody has changed a message that was put aside
(let [m {:deep [1 {:x #{2}}]}] (send (self) m) (receive-timeout 0 :other -> 1 timeout -> 2) (= m (receive x -> x)))
;=> true

; a receive in a clause of a receive
(doseq [m [{:b 2} {:a 1} {:c 3}]] (send (self) m))
(receive {:a x} -> (receive {:c y} -> (receive {:b z} -> [x y z])))
;=> [1 3 2]

; what an inner receive puts aside comes first for the outer ones
(doseq [m [:x1 :go :x2 :inner :x3]] (send (self) m))
(receive :go -> (receive :inner -> nil))
(vector (receive m -> m) (receive m -> m) (receive m -> m))
;=> [:x1 :x2 :x3]

; a receive in let, in arguments and in conditions
(doseq [m [1 2 3 true]] (send (self) m))
(let [a (receive n -> n)] (if (> (+ (receive n -> n) (receive n -> n)) a) (receive t -> t) :never))
;=> true

; a receive inside try: what a clause throws is caught
(send (self) :bad)
(try (receive :bad -> (throw (ex-info "bad message" {:m :bad}))) (catch Exception e (:m (ex-data e))))
;=> :bad

; a receive inside finally and catch
(doseq [m [:one :two]] (send (self) m))
(def seen (atom []))
(try (throw "x") (catch Exception e (swap! seen conj (receive m -> m))) (finally (swap! seen conj (receive m -> m))))
@seen
;=> [:one :two]

; a receive that waits inside try keeps its handlers
(let [me (self)] (spawn (fn [] (sleep 5) (send me :late))))
(try (receive :late -> (/ 1 0)) (catch Exception e (ex-message e)) (finally (send (self) :after)))
;=> "Divide by zero"

; recur in a clause goes to the loop around the receive
(dotimes [i 5] (send (self) i))
(send (self) :end)
(loop [sum 0] (receive n when (int? n) -> (recur (+ sum n)) :end -> sum))
;=> 10

; recur in a clause goes to the function around the receive
(defn gather [left found] (if (zero? left) found (receive {:item x} -> (recur (dec left) (conj found x)))))
(send (self) :noise)
(dotimes [i 3] (send (self) {:item i}))
[(gather 3 []) (receive m -> m)]
;=> [[0 1 2] :noise]

; a loop with several receives before its recur
(doseq [m [[:k 1] [:v 2] [:k 3] [:v 4] :end]] (send (self) m))
(loop [found {}] (receive [:k k] -> (let [v (receive [:v v] -> v)] (recur (assoc found k v))) :end -> found))
;=> {1 2 3 4}

; a receive in a function given to map
(dotimes [i 3] (send (self) i))
(mapv (fn [x] (receive n -> [x n])) [:a :b :c])
;=> [[:a 0] [:b 1] [:c 2]]

; receive-timeout with 0 takes what is there and does not wait
(send (self) :there)
[(receive-timeout 0 :there -> :got timeout -> :no) (receive-timeout 0 :there -> :got timeout -> :no)]
;=> [:got :no]

; receive-timeout with 0 looks at all that is there
(dotimes [i 10] (send (self) i))
(receive-timeout 0 9 -> :found timeout -> :lost)
;=> :found

; receive-timeout with :infinity waits for ever
(let [me (self)] (spawn (fn [] (sleep 5) (send me :hello))))
(receive-timeout :infinity :hello -> :got timeout -> :no)
;=> :got

; messages that do not fit do not prolong a time limit
(let [me (self)] (spawn (fn [] (dotimes [_ 100] (send me :noise) (sleep 2)))))
(let [begin (now-ms)] (receive-timeout 30 :never -> 1 timeout -> (< (- (now-ms) begin) 150)))
;=> true

; a time limit may be computed, and may be a duration
(let [n 2] (receive-timeout (* n 2) :x -> 1 timeout -> :over))
;=> :over

; the timeout's form may recur
(loop [tries 0] (if (= tries 3) tries (receive-timeout 1 :x -> 1 timeout -> (recur (inc tries)))))
;=> 3

; a time limit that is over does not disturb later receives
(receive-timeout 5 :x -> 1 timeout -> 2)
(let [me (self)] (spawn (fn [] (sleep 20) (send me :later))))
(receive m -> m)
;=> :later

; a receive that got its message is not timed out afterwards
(send (self) :now)
(receive-timeout 5 :now -> 1 timeout -> 2)
(send-after 30 (self) :later)
(receive m -> m)
;=> :later

; a negative limit is none at all
(receive-timeout -5 :x -> 1 timeout -> :over)
;=> :over

; a limit that is no number is an error
(receive-timeout "soon" :x -> 1 timeout -> 2)
;err> needs numbers, got "soon"

; receive-timeout without a timeout is refused
(receive-timeout 5 :x -> 1)
;err> timeout -> expression

; receive without clauses is refused
(receive)
;err> clauses of the form

; an arrow is missing
(receive :a)
;err> ->

; priority: the earlier clause before the earlier message
(doseq [m [{:low 1} {:mid 2} {:high 3} {:low 4} {:high 5}]] (send (self) m))
(defn next-one [] (receive-with-priority {:high n} -> [:high n] {:mid n} -> [:mid n] {:low n} -> [:low n]))
(vec (repeatedly 5 next-one))
;=> [[:high 3] [:high 5] [:mid 2] [:low 1] [:low 4]]

; priority: what no clause takes stays in its place
(doseq [m [:x {:low 1} :y {:high 2} :z]] (send (self) m))
(receive-with-priority {:high n} -> n {:low n} -> n)
(vec (repeatedly 4 #(receive m -> m)))
;=> [:x {:low 1} :y :z]

; priority: waits when nothing fits
(send (self) :noise)
(let [me (self)] (spawn (fn [] (sleep 3) (send me {:low 1}))))
(receive-with-priority {:high n} -> n {:low n} -> [:low n])
;=> [:low 1]

; priority with guards
(doseq [n [3 8 5 10]] (send (self) n))
(receive-with-priority n when (> n 9) -> [:big n] n when (even? n) -> [:even n] n -> n)
;=> [:big 10]

; priority: one clause is a plain receive
(doseq [n [1 2]] (send (self) n))
(receive-with-priority n -> n)
;=> 1

; recur in a clause with priority
(doseq [m [1 2 :stop 3]] (send (self) m))
(loop [sum 0] (receive-with-priority n when (int? n) -> (recur (+ sum n)) :stop -> sum))
;=> 6

; a guard that throws fails the receive, and the message is gone
(send (self) "text")
(send (self) 5)
(try (receive n when (pos? n) -> n) (catch Exception e (receive m -> [:next m])))
;~> \[:next

; unreachable clauses still work
(send (self) 1)
(receive x -> [:any x] 1 -> :one)
;=> [:any 1]

; receive-all keeps the order of the actors, not of the messages
(let [me (self)] (receive-all (mapv (fn [i] (spawn (fn [] (sleep (* 3 (- 3 i))) (send me i)))) [0 1 2]) identity))
;=> [0 1 2]

; receive-all leaves messages of others
(let [me (self) a (spawn (fn [] (sleep 3) (send me :mine)))] (send (self) :other) [(receive-all [a] first) (receive m -> m)])
;=> [:mine :other]

; receive-all fails when an actor ends before it has sent
(receive-all [(spawn (fn [] nil))] identity)
;err> ended before it sent a message

; receive-all of nobody
(receive-all [] identity)
;=> []

; a receive in a function that a comparator calls cannot wait
(sort (fn [a b] (receive m -> m)) [2 1])
;err> waiting is impossible

; a receive in a macro cannot wait
(defmacro m [] (receive x -> x))
(m)
;err> waiting is impossible

; many messages that nobody takes do not slow down those that are taken (long)
(dotimes [i 2000] (send (self) {:noise i}))
(dotimes [i 200] (send (self) {:n i}) (receive {:n x} -> x))
(count (take-while some? (repeatedly #(receive-timeout 0 {:noise i} -> i timeout -> nil))))
;=> 2000
