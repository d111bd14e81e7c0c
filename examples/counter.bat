; An actor that counts. Its state is the argument of its loop; messages change it one after the other.

(defactor counter [n]
  (receive
    :increment -> (recur (inc n))
    {:add k} -> (recur (+ n k))
    :value -> n))

(def clicks (spawn counter 0))

(send clicks :increment)
(send clicks {:add 10})
(println "After two messages:" (call clicks :value))

; A thousand senders at once: no lock is needed, and no message is lost.
(def senders (mapv (fn [_] (spawn (fn [] (send clicks :increment)))) (range 1000)))
(run! await-exit senders)
(println "After a thousand more:" (call clicks :value))
