;; batuta.dlog: logs. What is not here is a primitive (lib/dlog/core_dlog.ts).
(ns batuta.dlog)

(defn append-all
  "Appends a collection of records in their order, a lazy one as it is computed, and answers `{:log :offset :count :timestamp}`, the offset of the
  first, when all are durable. Options as of `append`. With `:expect`, or `:producer` and `:seq`, the collection is one unit: all of it is appended, or
  nothing. `(:count (dlog/append-all :many (map (fn [i] {:i i}) (range 10)))) ;=> 10`"
  ([log records] (append-all log records {}))
  ([log records options]
   (if (or (contains? options :expect) (contains? options :producer) (empty? records))
     (-append-chunk log (vec records) options)
     (loop [left (seq records)
            first-answer nil
            n 0]
       ; By `take` and `drop`, which go by runs: `partition-all` would cost a sixth of the append.
       (let [answer (-append-chunk log (vec (take 4096 left)) options)
             first-answer (or first-answer answer)
             n (+ n (:count answer))
             more (seq (batuta.core/drop 4096 left))]
         (if more
           (recur more first-answer n)
           (assoc answer :offset (:offset first-answer) :count n)))))))

(defn read
  "The records of a log from one offset to before another, as `{:offset :timestamp :record}`; what was deleted has `:deleted` and the key instead of
  `:record`, what was erased `:erased true`. Lazy. With `{:salvage true}` what is damaged is left out instead of failing; where that is, stands
  `{:left-out {:from :to :segment :position :reason}}`. `(do (dlog/append :read {:a 1}) (:record (first (dlog/read :read)))) ;=> {:a 1}`"
  ([log] (read log 0))
  ([log from] (read log from nil))
  ([log from to] (read log from to {}))
  ([log from to {:keys [salvage] :as options}]
   (lazy-seq
     (let [[chunk next-from left-out more] (-read-chunk log from to (true? salvage))
           found (concat (map (fn [gap] {:left-out gap}) left-out) chunk)]
       (if more
         (concat found (read log next-from to options))
         (seq found))))))

(defn apply-once
  "Does what a transaction proposes: calls `f` with its operation, if enough have approved it and nobody has done so before; the log remembers that
  it was begun before `f` is called, and what came of it. Answers `{:ok value}`, or a tuple `{:error reason}`.
  `(let [tx (dlog/approve (dlog/multi-sig-tx [:alice] 1 {:pay 14}) :alice)] [(dlog/apply-once tx :pay) (dlog/apply-once tx :pay)]) ;=> [{:ok 14} {:error :applied}]`"
  [tx f]
  (let [claim (-claim tx)]
    (if (= claim :claimed)
      (let [value (f (:operation tx))]
        (-conclude tx {:done true})
        {:ok value})
      {:error claim})))
