; send-after sends later
(send-after 3 (self) :later)
[(receive-timeout 0 m -> m timeout -> :not-yet) (receive m -> m)]
;=> [:not-yet :later]

; timers fire in the order of their times
(doseq [ms [9 3 6]] (send-after ms (self) ms))
(vec (repeatedly 3 #(receive m -> m)))
;=> [3 6 9]

; timers of the same time fire in the order in which they were set
(dotimes [i 5] (send-after 3 (self) i))
(vec (repeatedly 5 #(receive m -> m)))
;=> [0 1 2 3 4]

; cancel-timer takes a message back
(def t (send-after 20 (self) :never))
[(<= 0 (cancel-timer t) 20) (cancel-timer t) (receive-timeout 30 m -> m timeout -> :none)]
;=> [true nil :none]

; a timer that has fired cannot be cancelled
(def t (send-after 1 (self) :x))
(receive :x -> nil)
(cancel-timer t)
;=> nil

; cancel-timer of anything else is nil
(cancel-timer 5)
;=> nil

; a timer may send to a name that is taken later
(send-after 5 :later-me :hello)
(register :later-me (self))
(receive m -> m)
;=> :hello

; a timer for nobody is a dead letter
(def n (dead-letters))
(send-after 1 :nobody :x)
(sleep 10)
(- (dead-letters) n)
;=> 1

; a timer needs an actor
(send-after 1 5 :x)
;err> `send-after` needs an actor, got 5

; sleep waits for the actor that calls it only
(def order (atom []))
(def a (spawn (fn [] (sleep 8) (swap! order conj :a))))
(def b (spawn (fn [] (sleep 2) (swap! order conj :b))))
(await-exit a)
@order
;=> [:b :a]

; messages that arrive during sleep stay in the mailbox
(send-after 1 (self) :x)
(sleep 8)
(receive-timeout 0 m -> m timeout -> :none)
;=> :x

; sleep :infinity ends only with the actor
(def a (spawn (fn [] (sleep :infinity))))
(sleep 3)
[(alive? a) (kill a) (alive? a)]
;=> [true :ok false]

; sleep needs a number
(sleep :long)
;err> `sleep` needs numbers, got :long

; a ticker
(defactor ticker [to left] (init [] (send-after 1 (self) :tick) [to left])
  (receive :tick -> (if (zero? left) (do (send to :done) :stop) (do (send to {:tick left}) (send-after 1 (self) :tick) (recur to (dec left))))))
(spawn ticker (self) 3)
(vec (repeatedly 4 #(receive m -> m)))
;=> [{:tick 3} {:tick 2} {:tick 1} :done]
