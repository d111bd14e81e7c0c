#!/usr/bin/env batuta
; Actors in a ring hand a token on to the next, so many times.
; Usage: batuta examples/actor_ring.bat [ACTORS [HOPS]]

(defactor node [next]
  (receive
    {:next other} -> (recur other)
    {:token 0 owner} -> (do (send owner :arrived) (recur next))
    {:token hops owner} -> (do (send next {:token (dec hops) owner}) (recur next))))

(def sizes (map parse-int *command-line-args*))
(def actors (nth sizes 0 1000))
(def hops (nth sizes 1 100000))

; Each knows the one that was made before it; the first gets to know the last.
(defn make-ring [size]
  (let [head (spawn node nil)]
    (send head {:next (reduce (fn [next _] (spawn node next)) head (range 1 size))})
    head))

(send (make-ring actors) {:token hops (self)})
(receive :arrived -> (println actors "actors handed the token on" hops "times"))
