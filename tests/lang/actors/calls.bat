; reply answers at once, the handler goes on
(defactor a [n] (receive :get -> (do (reply n) (recur (inc n)))))
(def x (spawn a 1))
[(call x :get) (call x :get)]
;=> [1 2]

; the value of the clause answers when nothing was replied
(defactor a [] (receive {:add x y} -> (+ x y) :nothing -> nil))
[(call (spawn a) {:add 1 2}) (call (spawn a) :nothing)]
;=> [3 nil]

; a clause that recurs without a reply answers nil
(defactor a [n] (receive :inc -> (recur (inc n))))
(call (spawn a 1) :inc)
;=> nil

; :stop answers and ends
(defactor a [] (receive :end -> :stop))
(def x (spawn a))
[(call x :end) (await-exit x)]
;=> [:stop :normal]

; only the first reply counts
(defactor a [] (receive :x -> (do (reply 1) (reply 2) 3)))
(def x (spawn a))
[(call x :x) (call x :x)]
;=> [1 1]

; reply gives its value
(defactor a [n] (receive :x -> (recur (reply (inc n)))))
(def x (spawn a 1))
[(call x :x) (call x :x)]
;=> [2 3]

; reply to a message that was only sent does nothing
(defactor a [] (receive :x -> (reply 5) :ping -> :pong))
(def x (spawn a))
(send x :x)
(call x :ping)
;=> :pong

; noreply defers, reply-to answers later
(defactor queue [waiting]
  (receive :take -> (let [f (from)] (noreply) (recur (conj waiting f)))
           {:put v} -> (if (empty? waiting) (recur waiting) (do (reply-to (first waiting) v) (recur (vec (rest waiting)))))))
(def q (spawn queue []))
(def got (atom []))
(def takers (mapv (fn [i] (spawn (fn [] (let [v (call q :take)] (swap! got conj [i v]))))) [0 1]))
(sleep 5)
(send q {:put :a})
(send q {:put :b})
(doseq [t takers] (await-exit t))
(set @got)
;~> #\{\[[01] :[ab]\] \[[01] :[ab]\]\}

; reply-to from another actor
(defactor a [] (receive {:ask x} -> (let [f (from)] (noreply) (spawn (fn [] (sleep 2) (reply-to f (* 2 x)))) nil)))
(call (spawn a) {:ask 21})
;=> 42

; reply-to at once is a reply
(defactor a [] (receive :x -> (do (reply-to (from) :first) :second)))
(call (spawn a) :x)
;=> :first

; reply-to twice answers once
(defactor a [] (receive :x -> (let [f (from)] (reply-to f 1) (reply-to f 2) nil) :y -> :y))
(def x (spawn a))
[(call x :x) (call x :y)]
;=> [1 :y]

; from is nil for what was only sent
(defactor a [to] (receive :x -> (do (send to [(from)]) (recur to))))
(send (spawn a (self)) :x)
(receive m -> m)
;=> [nil]

; reply-to needs what from gave
(reply-to 5 :x)
;err> what `(from)` gave

; a handler may wait for another message before it replies
(defactor a [] (receive :ask -> (let [x (receive {:more x} -> x)] (reply [:got x]))))
(def x (spawn a))
(send-after 3 x {:more 5})
(call x :ask)
;=> [:got 5]

; the value of the clause answers after an inner receive too
(defactor a [] (receive :ask -> (let [x (receive-timeout 3 {:more x} -> x timeout -> :none)] [:got x])))
(call (spawn a) :ask)
;=> [:got :none]

; a request in a request: the inner reply is for the inner caller
(defactor a [] (receive :outer -> (let [x (receive {:inner x} -> (do (reply [:inner x]) x))] (reply [:outer x]))))
(def x (spawn a))
(def answers (atom {}))
(def o (spawn (fn [] (let [r (call x :outer)] (swap! answers assoc :o r)))))
(sleep 3)
(def i (spawn (fn [] (let [r (call x {:inner 1})] (swap! answers assoc :i r)))))
(await-exit o)
(await-exit i)
@answers
;~> \{:[io] \[.*\] :[io] \[.*\]\}

; a server function replies to the caller of the message it handles
(defn server [n] (receive {:add k} -> (do (reply (+ n k)) (server (+ n k))) :stop -> :done))
(def s (spawn server 0))
[(call s {:add 1}) (call s {:add 10}) (call s :stop) (await-exit s)]
;=> [1 11 :done :normal]

; a handler may call another actor
(defactor double-it [] (receive n -> (* 2 n)))
(defactor proxy [d] (receive n -> (inc (call d n))))
(call (spawn proxy (spawn double-it)) 5)
;=> 11

; messages that arrive during a call stay in the mailbox
(defactor slow [] (receive :x -> (do (sleep 5) :done)))
(send-after 1 (self) :meanwhile)
[(call (spawn slow) :x) (receive m -> m)]
;=> [:done :meanwhile]

; the answer of a call is no message
(defactor a [] (receive :x -> :answer))
(call (spawn a) :x)
(receive-timeout 0 m -> [:mail m] timeout -> :empty)
;=> :empty

; no reply in time is an error with the code :timeout
(defactor deaf [] (receive :never -> 1))
(try (call (spawn deaf) :x 3) (catch Exception e (:error (ex-data e))))
;=> :timeout

; the sentence of a call that timed out
(defactor deaf [] (receive :never -> 1))
(call (spawn deaf) :x 3)
;err> did not reply within 3 ms

; a reply that comes too late is not delivered, neither as a message nor as another's answer
(defactor slow [] (receive :late -> (do (sleep 20) :late-answer) :soon -> :soon-answer))
(def s (spawn slow))
(def first-try (try (call s :late 3) (catch Exception e :timed-out)))
[first-try (call s :soon) (receive-timeout 5 m -> m timeout -> :empty)]
;=> [:timed-out :soon-answer :empty]

; :infinity waits as long as it takes
(defactor slow [] (receive :x -> (do (sleep 10) :done)))
(call (spawn slow) :x :infinity)
;=> :done

; calling an actor that has ended is an error at once
(def d (spawn (fn [] 1)))
(await-exit d)
(try (call d :x) (catch Exception e (:error (ex-data e))))
;=> :no-process

; calling a name that nobody has
(call :nobody :x)
;err> no actor :nobody

; a call that waits in the mailbox of an actor that ends
(defactor busy [] (receive :work -> (do (sleep 5) :stop) _ -> :never))
(def b (spawn busy))
(send b :work)
(try (call b :x) (catch Exception e (:error (ex-data e))))
;=> :no-process

; a call that is handled when the actor fails gets its error
(defactor a [] (receive :x -> (throw (ex-info "broken" {:why 5}))))
(try (call (spawn a) :x) (catch Exception e [(ex-message e) (:why (ex-data e))]))
;=> ["broken" 5]

; a deferred call fails with its actor
(defactor a [] (receive :x -> (noreply) :die -> (throw "dead")))
(def x (spawn a))
(send-after 3 x :die)
(try (call x :x) (catch Exception e (ex-message e)))
;=> "dead"

; a call whose handler waits inside fails with its actor
(defactor a [] (receive :x -> (receive :y -> (throw "inside"))))
(def x (spawn a))
(send-after 3 x :y)
(try (call x :x) (catch Exception e (ex-message e)))
;=> "inside"

; a call to an actor that is killed while it handles it
(defactor a [] (receive :x -> (sleep :infinity)))
(def x (spawn a))
(let [me (self)] (spawn (fn [] (sleep 3) (kill x))))
(try (call x :x) (catch Exception e (:error (ex-data e))))
;=> :no-process

; a caller that is killed while it waits is no trouble for the callee
(defactor slow [] (receive :x -> (do (sleep 5) :done)))
(def s (spawn slow))
(def caller (spawn (fn [] (call s :x))))
(sleep 2)
(kill caller)
(call s :x)
;=> :done

; an actor cannot call itself
(call (self) :x)
;err> calls itself

; the program calls by a registered name
(defactor a [] (receive :x -> :y))
(register :server (spawn a))
(call :server :x)
;=> :y

; calling the name of a definition without parameters starts its single actor
(defactor hits [] (receive :who -> (self)))
[(= (call hits :who) (call hits :who)) (= (call hits :who) (call (spawn hits) :who))]
;=> [true false]

; a definition with parameters has no single actor
(defactor counter [n] (receive :inc -> (recur (inc n))))
(send counter :inc)
;err> `counter` takes 1 argument

; what is no actor
(send 5 :x)
;err> `send` needs an actor, got 5

; reply outside of a request does nothing
[(reply 5) (noreply) (from)]
;=> [5 nil nil]

; values of all kinds travel by reference in one worker
(defactor echo [] (receive x -> x))
(def e (spawn echo))
(= [1 "a" :k 's {:a #{1}} [nil] 1/2 2.5] (mapv #(call e %) [1 "a" :k 's {:a #{1}} [nil] 1/2 2.5]))
;=> true

; a lazy sequence in a message
(defactor sum [] (receive xs -> (reduce + xs)))
(call (spawn sum) (map inc (range 10)))
;=> 55

; a lazy sequence whose elements call another actor
(defactor double-it [] (receive n -> (* 2 n)))
(def d (spawn double-it))
(reduce + (map #(call d %) (range 10)))
;=> 90
