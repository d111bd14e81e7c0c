#!/usr/bin/env batuta
;; Batuta's side of the benchmarks. Prints "task nanoseconds" for each: nanoseconds for one operation, the median of seven
;; runs after three to warm up. Arguments are the tasks to run; without any, all. The peers do the same work under the same names.
;; What a run gives is compared with what it must give, so that nothing is optimised away unnoticed.

(def runs 7)
(def warm-ups 3)

(defn median [numbers]
  (nth (sort numbers) (quot (count numbers) 2)))

(defn measure [operations work]
  (let [start (clock-ms)
        value (work)]
    {:nanoseconds (/ (* 1e6 (- (clock-ms) start)) operations) :value value}))

(defn report [name operations expected work]
  (dotimes [_ warm-ups] (work))
  (let [results (mapv (fn [_] (measure operations work)) (range runs))]
    (doseq [{:keys [value]} results]
      (when (not= value expected)
        (throw (ex-info (str name " gave " value " instead of " expected) {}))))
    (println name (median (map :nanoseconds results)))))

(defmacro task [name operations expected & body]
  `(when (or (empty? *command-line-args*) (some #{~name} *command-line-args*))
     (report ~name ~operations ~expected (fn [] ~@body))))

;; ---- calls and loops

(defn fib [n]
  (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))

(task "call" 1346269 832040 (fib 30))

(task "loop-int" 10000000 49999995000000
  (loop [i 0 sum 0]
    (if (< i 10000000) (recur (inc i) (+ sum i)) sum)))

(defn mandelbrot [size]
  (loop [y 0 total 0]
    (if (= y size)
      total
      (recur (inc y)
             (loop [x 0 total total]
               (if (= x size)
                 total
                 (recur (inc x)
                        (let [cr (- (/ (* 2.0 x) size) 1.5)
                              ci (- (/ (* 2.0 y) size) 1.0)]
                          (loop [zr 0.0 zi 0.0 i 0]
                            (if (or (= i 50) (> (+ (* zr zr) (* zi zi)) 4.0))
                              (+ total i)
                              (recur (+ (- (* zr zr) (* zi zi)) cr)
                                     (+ (* 2.0 zr zi) ci)
                                     (inc i))))))))))))

(task "float-mandelbrot-200" 1040000 976575 (mandelbrot 200))

;; ---- maps

(def big-map (into {} (map (fn [i] [(keyword (str "k" i)) i]) (range 1000))))
(def big-keys (vec (keys big-map)))

(task "map-get-1000" 1000000 499500000
  (loop [i 0 sum 0]
    (if (< i 1000000)
      (recur (inc i) (+ sum (get big-map (nth big-keys (rem i 1000)))))
      sum)))

(task "map-update-1000" 1000000 1000
  (loop [i 0 m big-map]
    (if (< i 1000000)
      (recur (inc i) (assoc m (nth big-keys (rem i 1000)) i))
      (count m))))

(task "map-update-small" 1000000 {:a 1 :b 2 :c 999999 :d 4}
  (loop [i 0 m {:a 1 :b 2 :c 3 :d 4}]
    (if (< i 1000000) (recur (inc i) (assoc m :c i)) m)))

(task "map-build-1M" 1000000 1000000
  (loop [i 0 m {}]
    (if (< i 1000000) (recur (inc i) (assoc m i i)) (count m))))

;; ---- vectors and sequences

(task "vector-conj-1M" 1000000 1000000
  (loop [i 0 v []]
    (if (< i 1000000) (recur (inc i) (conj v i)) (count v))))

(def million (vec (range 1000000)))

(task "vector-sum-1M" 1000000 499999500000 (reduce + million))

(task "pipeline-1M" 1000000 250000500000
  (reduce + (filter even? (map inc (range 1000000)))))

(task "string-join-100k" 100000 588889
  (count (apply str (interpose "," (range 100000)))))

(task "sort-100k" 100000 0
  (first (sort (map (fn [i] (mod (* i 7919) 100003)) (range 100000)))))

;; ---- patterns

(defn shape [x]
  (match x
    {:type :circle :radius r} -> (* 3 r)
    {:type :rectangle :width w :height h} -> (* w h)
    [a b] -> (+ a b)
    _ -> 0))

(def shapes [{:type :circle :radius 2} {:type :rectangle :width 2 :height 3} [1 2] :none])

(task "match" 1000000 3750000
  (loop [i 0 sum 0]
    (if (< i 1000000) (recur (inc i) (+ sum (shape (nth shapes (rem i 4))))) sum)))

;; ---- actors

(defn take-tuples [n home]
  (if (pos? n)
    (receive {:add _} -> (recur (dec n) home))
    (send home :done)))

(defn send-tuples [to n]
  (when (pos? n)
    (send to {:add n})
    (recur to (dec n))))

(task "send" 1000000 :done
  (let [to (spawn take-tuples 1000000 (self))]
    (send-tuples to 1000000)
    (receive :done -> :done)))

(defn pong []
  (receive
    {:ping from} -> (do (send from :pong) (recur))
    :stop -> :ok))

(defn ping [to n]
  (if (pos? n)
    (do (send to {:ping (self)})
        (receive :pong -> (recur to (dec n))))
    :ok))

(task "ping-pong" 200000 :ok
  (let [to (spawn pong)]
    (ping to 200000)
    (send to :stop)))

(task "spawn-100k" 100000 100000
  (let [home (self)]
    (dotimes [_ 100000] (spawn (fn [] (send home :x))))
    (loop [n 0]
      (if (< n 100000) (receive :x -> (recur (inc n))) n))))

(defn relay [next]
  (receive {:hop n} -> (do (send next {:hop (dec n)}) (recur next))))

(defn ring [first]
  (receive
    {:hop n} when (<= n 0) -> :ok
    {:hop n} -> (do (send first {:hop (dec n)}) (recur first))))

(task "ring-1000-100k-hops" 100000 :ok
  (let [last (reduce (fn [next _] (spawn relay next)) (self) (range 999))]
    (send last {:hop 99999})
    (ring last)))
