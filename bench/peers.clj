;; Clojure's side of the benchmarks: the work of tasks.bat under the same names, and the same figures in the same form.
(def runs 7)
(def warm-ups 3)

(defn median [numbers] (nth (sort numbers) (quot (count numbers) 2)))

(defn measure [operations work]
  (let [start (System/nanoTime)
        value (work)]
    [(/ (double (- (System/nanoTime) start)) operations) value]))

(defn report [name operations expected work]
  (dotimes [_ warm-ups] (work))
  (let [results (mapv (fn [_] (measure operations work)) (range runs))]
    (assert (every? (fn [[_ value]] (= value expected)) results) name)
    (println name (median (map first results)))))

(defmacro task [name operations expected & body]
  `(when (or (empty? *command-line-args*) (some #{~name} *command-line-args*))
     (report ~name ~operations ~expected (fn [] ~@body))))

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
             (long (loop [x 0 total total]
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
                                           (inc i)))))))))))))

(task "float-mandelbrot-200" 1040000 976575 (mandelbrot 200))

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

(defn shape [x]
  (cond (and (map? x) (= :circle (:type x))) (* 3 (:radius x))
        (and (map? x) (= :rectangle (:type x))) (* (:width x) (:height x))
        (and (vector? x) (= 2 (count x))) (+ (nth x 0) (nth x 1))
        :else 0))

(def shapes [{:type :circle :radius 2} {:type :rectangle :width 2 :height 3} [1 2] :none])

(task "match" 1000000 3750000
  (loop [i 0 sum 0]
    (if (< i 1000000) (recur (inc i) (+ sum (shape (nth shapes (rem i 4))))) sum)))

;; Over maps in memory; a million operations, so the figure is in milliseconds.
(def records
  (delay (mapv (fn [i] {:id i :user-id (mod (* i 7919) 1000) :amount (* 0.5 (mod i 100)) :status (if (zero? (mod i 3)) "active" "idle")})
               (range 1000000))))

(task "query-1M-in-memory-ms" 1000000 1000
  (->> @records
       (filter #(= "active" (:status %)))
       (group-by :user-id)
       (mapv (fn [[user rows]] [user (count rows) (reduce + (map :amount rows))]))
       count))

(shutdown-agents)
