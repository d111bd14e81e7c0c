; a message and its answer cross workers
(defactor adder [n] (receive {:add x 0} -> (+ n x) :where -> (worker)))
(let [a (spawn-with {:worker 2} adder 10)] [(call a {:add 5 0}) (call a :where) (worker)])
;=> [15 2 1]

; values of all kinds arrive equal
(def values [nil true 1 -1 99999999999999999999 1/3 1.5 3.0 -0.0 ##Inf 1.50M \a "text" :k :n/k 'sym 'n/sym '(1 2) [1 [2]] {:a 1} {"b" {:c #{1}}}
             #{1 2} (sorted-map 2 :b 1 :a) (sorted-set 3 1 2) {:tag 1 2} #"a+b" #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" #inst "2026-01-01" (range 5)])
(let [home (self), back (spawn-with {:worker 2} (fn [] (send home (receive x -> x))))] (send back values) (receive x -> (= x values)))
;=> true

; metadata arrives too
(let [home (self), back (spawn-with {:worker 2} (fn [] (send home (meta (receive x -> x)))))] (send back (with-meta [1] {:from :here})) (receive x -> x))
;=> {:from :here}

; functions and closures run where they arrive
(let [k 10, p (spawn-with {:worker 2} (fn [] (receive {:run f x} -> (reply [(f x) (worker)]))))] (call p {:run (fn [x] (* k x)) 4}))
;=> [40 2]

; functions of the library, with what they hold
(let [p (spawn-with {:worker 2} (fn [] (receive f -> (reply (mapv f [1 2 3])))))] (call p (comp (partial + 10) inc)))
;=> [12 13 14]

; functions that know each other
(letfn [(ev? [n] (if (zero? n) true (od? (dec n)))) (od? [n] (if (zero? n) false (ev? (dec n))))]
  (call (spawn-with {:worker 2} (fn [] (receive n -> (reply (ev? n))))) 1001))
;=> false

; multimethods, records and protocols mean there what they mean here
(defrecord Point [x y])
(defprotocol Shape (area [s]))
(extend-type Point Shape (area [p] (* (:x p) (:y p))))
(defmulti kind :k)
(defmethod kind :a [_] "A")
(derive ::square ::rectangle)
(let [p (spawn-with {:worker 2} (fn [] (receive x -> (reply [(area x) (kind {:k :a}) (isa? ::square ::rectangle) (instance? Point x) x]))))] (call p (->Point 3 4)))
;=> [12 "A" true true #user.Point{:x 3 :y 4}]

; a method that is added later is known there
(defmulti size-of :k)
(defmethod size-of :default [_] 0)
(defactor asker [] (receive {:ask x 0} -> (size-of x)))
(def a (spawn-with {:worker 2} asker))
(def before (call a {:ask {:k :b} 0}))
(defmethod size-of :b [_] 7)
[before (call a {:ask {:k :b} 0})]
;=> [0 7]

; redefinition is seen everywhere
(defn answer [] 1)
(defactor teller [] (receive :ask -> (answer)))
(def t (spawn-with {:worker 2} teller))
(def first-answer (call t :ask))
(defn answer [] 2)
[first-answer (call t :ask)]
;=> [1 2]

; what a var holds is seen by every worker
(def settings {:limit 5})
(def naturals (iterate inc 1))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (reply [(:limit settings) (vec (take 5 naturals))])))) :go)
;=> [5 [1 2 3 4 5]]

; an atom is a reference to where it was made
(def table (atom {:n 1}))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (do (swap! table update :n inc) (swap! table assoc :w (worker)) (reply @table))))) :go)
@table
;=> {:n 2 :w 2}

; watches and guards of an atom work from elsewhere
(def seen (atom []))
(def place (atom 1 :validator pos?))
(add-watch place :log (fn [_ _ before after] (swap! seen conj [before after])))
(def why (call (spawn-with {:worker 2} (fn [] (receive :go -> (do (reset! place 2) (reply (try (reset! place -1) (catch Exception e (ex-message e)))))))) :go))
[@place @seen (string? why)]
;=> [2 [[1 2]] true]

; promises are delivered from elsewhere, and waited for
(let [p (promise), q (promise)]
  (spawn-with {:worker 2} (fn [] (deliver p [@q (worker)])))
  (deliver q :asked)
  (deref p 10000 :late))
;=> [:asked 2]

; a lazy sequence is realised to be sent
(let [home (self)] (spawn-with {:worker 2} (fn [] (send home (map inc (range 3))))) (receive x -> x))
;=> (1 2 3)

; also where an element waits
(let [home (self)] (spawn-with {:worker 2} (fn [] (send home (map (fn [x] (sleep 1) (inc x)) [1 2 3])))) (receive x -> x))
;=> (2 3 4)

; also as a reply, given or implied
(defactor lazy [] (receive :a -> (reply (map inc [1 2])) :b -> (map dec [1 2])))
(let [l (spawn-with {:worker 2} lazy)] [(call l :a) (call l :b)])
;=> [(2 3) (0 1)]

; what cannot travel is the sender's error, which names the path
(let [p (spawn-with {:worker 2} (fn [] (receive x -> x)))]
  (try (send p {:rows [1 {:counter (volatile! 1)}]}) (catch Exception e [(ex-code e) (:path (ex-data e))])))
;=> [:untravelable [:rows 1 :counter]]

; a message that is too large is the sender's error
(let [p (spawn-with {:worker 2} (fn [] (receive x -> x)))]
  (try (send p (str/repeat "x" 70000000)) (catch Exception e (ex-code e))))
;=> :message-too-large

; there is no such worker
(try (spawn-with {:worker 99} (fn [] 1)) (catch Exception e (:error (ex-data e))))
;=> :no-worker

; dynamic bindings move with an actor that computes
(def ^:dynamic *level* 0)
(call (spawn-with {:worker 2} (fn [] (binding [*level* 5] (receive :go -> (reply *level*))))) :go)
;=> 5

; an error of an actor elsewhere knows its place
(def failing (spawn-with {:worker 2} (fn [] (receive :go -> (throw (ex-info "boom" {:why 1}))))))
(try (call failing :go) (catch Exception e [(ex-message e) (ex-data e)]))
;=> ["boom" {:why 1}]
