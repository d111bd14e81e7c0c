;; batuta.bench: how long code takes. A bench is a function in the metadata of a var (`:bench`), as a test is; `batuta bench` runs all of a project.
;; Figures are medians: what a machine does beside the program makes single runs longer, never shorter, so means say more about the machine.
(in-ns 'batuta.bench)

(def ^:private usual-ms 500)

;; Samples that are enough for a spread.
(def ^:private least-samples 7)

;; Of the time: what is spent before anything counts, and what a sample takes.
(def ^:private warm-part 1/4)
(def ^:private sample-part 1/50)

;; Milliseconds: below that a clock says little.
(def ^:private least-sample-ms 0.5)

;; Calls `f` until it is warm, twice as often each time; how many calls take as long as a sample should.
(defn- calibrate [f warm-ms sample-ms]
  (loop [runs 1 spent 0.0]
    (let [ms (-time-calls f runs)
          spent (+ spent ms)]
      (cond
        (< ms sample-ms) -> (recur (* 2 runs) spent)
        (< spent warm-ms) -> (recur runs spent)
        :else -> (max 1 (int (/ (* runs sample-ms) ms)))))))

;; Nanoseconds of a call, for each sample.
(defn- samples [f runs ms]
  (loop [found [] spent 0.0]
    (if (and (>= (count found) least-samples) (>= spent ms))
      found
      (let [took (-time-calls f runs)]
        (recur (conj found (/ (* 1e6 took) runs)) (+ spent took))))))

;; The value below which a part of sorted values lies, between two of them in proportion.
(defn- quantile [sorted part]
  (let [at (* part (dec (count sorted)))
        below (int at)
        above (min (inc below) (dec (count sorted)))]
    (+ (nth sorted below) (* (- at below) (- (nth sorted above) (nth sorted below))))))

(defn measure
  "Calls a function without arguments for half a second, or for `:time` ms, after it has been called until it is warm. Answers a map with
  `:median`, `:low` and `:high`, the nanoseconds of a call: half of the samples lie between the last two; with `:samples` and `:runs`, how
  many calls make one. An empty call takes a few nanoseconds. `(sort (keys (batuta.bench/measure (fn [] 1) {:time 1}))) ;=> (:high :low :median :runs :samples)`"
  ([f] (measure f {}))
  ([f {:keys [time] :or {time usual-ms}}]
   (let [runs (calibrate f (* warm-part time) (max least-sample-ms (* sample-part time)))
         sorted (sort (samples f runs time))]
     {:median (quantile sorted 0.5)
      :low (quantile sorted 0.25)
      :high (quantile sorted 0.75)
      :samples (count sorted)
      :runs runs})))

;; What `batuta bench` calls.
(defn- measure-var [v options]
  (measure (:bench (meta v)) options))

(defmacro defbench
  "Defines a bench: code whose time `batuta bench` measures. Its value is used, so it is computed. Called as a function it is measured too.
  `(do (batuta.bench/defbench sums (reduce + (range 10))) (:name (meta #'sums))) ;=> sums`"
  [name & more]
  (let [doc? (and (string? (first more)) (next more))
        body (if doc? (rest more) more)
        named (vary-meta name assoc :bench `(fn [] ~@body))]
    `(def ~(if doc? (vary-meta named assoc :doc (first more)) named)
       (fn [] (measure (:bench (meta (var ~name))))))))
