#!/usr/bin/env batuta
;; What actors cost, beside the tasks of `bench/tasks.bat`. Arguments: the measure, and what it takes. Prints "name figure" lines, which
;; `actors.ts` reads.

(def measure (first *command-line-args*))

(defn rank-of [numbers share]
  (nth (sort numbers) (min (dec (count numbers)) (int (* share (count numbers))))))

(defn median [numbers] (rank-of numbers 0.5))

(defn ms-of [work]
  (let [start (clock-ms)]
    (work)
    (- (clock-ms) start)))

;; ---- between two workers

(defactor adding [sum]
  (receive
    {:add x _} -> (recur (+ sum x))
    :sum -> (do (reply sum) (recur 0))))

(defn send-all [to n]
  (dotimes [i n] (send to {:add 1 i}))
  (when (not= n (call to :sum 60000)) (throw "messages are lost")))

(defn one-way []
  (let [to (spawn-with {:worker 2} adding 0)
        n 1000000]
    (dotimes [_ 3] (send-all to n))
    (println "messages-per-second" (/ n 0.001 (median (mapv (fn [_] (ms-of (fn [] (send-all to n)))) (range 7)))))))

(defactor echo []
  (receive x -> x))

(defn round-trip []
  (let [to (spawn-with {:worker 2} echo)
        once (fn [_] (ms-of (fn [] (call to :hello))))]
    (run! once (range 20000))
    (let [all (mapv once (range 20000))]
      (println "round-trip-us" (* 1000 (median all)))
      (println "round-trip-99-us" (* 1000 (rank-of all 0.99))))))

;; ---- memory

(defactor idle [n]
  (receive
    {:add x} -> (recur (+ n x))
    :get -> n))

(defn used-bytes []
  (System/gc)
  (let [runtime (Runtime/getRuntime)]
    (- (.totalMemory runtime) (.freeMemory runtime))))

(defn idle-actors [n]
  (call (spawn idle 0) :get)
  (let [before (used-bytes)
        ms (ms-of (fn []
                    (dotimes [i (dec n)] (spawn idle i))
                    ;; The last one answers when all before it wait.
                    (call (spawn idle 0) :get :infinity)))]
    (println "bytes-per-idle-actor" (/ (- (used-bytes) before) 1.0 n))
    (println "spawn-idle-ns" (/ (* ms 1e6) n))))

;; ---- computing on several workers

(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))

(defn compute [n]
  (println "compute-ms" (ms-of (fn [] (run! deref (mapv (fn [_] (future (fib n))) (range 8)))))))

;; What it takes until the first answer comes from another worker, and until the second.
(defn start-worker []
  (let [first-ms (ms-of (fn [] (call (spawn-with {:worker 2} echo) :hello)))
        second-ms (ms-of (fn [] (call (spawn-with {:worker 2} echo) :hello)))]
    (println "start-worker-ms" first-ms)
    (println "started-worker-ms" second-ms)))

;; ---- fairness

(defn busy [] (loop [i 0] (recur (inc i))))

(defn fairness []
  (let [polite (spawn echo)
        loops (mapv (fn [_] (spawn busy)) (range 8))]
    (sleep 300)
    (let [all (mapv (fn [_] (sleep 5) (ms-of (fn [] (call polite :hello)))) (range 300))]
      (run! kill loops)
      (println "busy-call-ms" (median all))
      (println "busy-call-99-ms" (rank-of all 0.99))
      (println "busy-call-longest-ms" (reduce max all)))))

(case measure
  "one-way" (one-way)
  "round-trip" (round-trip)
  "idle" (idle-actors (parse-int (second *command-line-args*)))
  "compute" (compute (parse-int (second *command-line-args*)))
  "start" (start-worker)
  "fairness" (fairness))
