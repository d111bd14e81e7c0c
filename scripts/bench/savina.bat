#!/usr/bin/env batuta
;; Eight of the Savina benchmarks of actors, as programs of Batuta write them. Each checks its result. Prints "name nanoseconds" for each:
;; nanoseconds for one operation, the median of five runs after two to warm up. Arguments are the benchmarks to run; without any, all.
;; Source: Imam and Sarkar, "Savina: an actor benchmark suite", 2014.

(def runs 5)
(def warm-ups 2)

(defn median [numbers]
  (nth (sort numbers) (quot (count numbers) 2)))

(defn run-checked [name expected work]
  (let [start (clock-ms)
        value (work)]
    (when (not= value expected)
      (throw (ex-info (str name " gave " (pr-str value) " instead of " (pr-str expected)) {})))
    (- (clock-ms) start)))

(defmacro benchmark [name operations expected & body]
  `(when (or (empty? *command-line-args*) (some #{~name} *command-line-args*))
     (let [work# (fn [] ~@body)]
       (dotimes [_ warm-ups] (run-checked ~name ~expected work#))
       (println ~name (/ (* 1e6 (median (mapv (fn [_] (run-checked ~name ~expected work#)) (range runs)))) ~operations)))))

;; ---- ping-pong: two actors send one message to and fro

(defactor pong []
  (receive
    {:ping from} -> (send from :pong)
    :stop -> :stop))

(defactor ping [left to home]
  (receive
    :start -> (do (send to {:ping (self)}) (recur left to home))
    :pong -> (if (= 1 left)
               (do (send to :stop) (send home :done) :stop)
               (do (send to {:ping (self)}) (recur (dec left) to home)))))

(benchmark "ping-pong" 200000 :done
  (send (spawn ping 200000 (spawn pong) (self)) :start)
  (receive :done -> :done))

;; ---- count: one actor sends, another counts, and answers how many it has got

(defactor counting [n]
  (receive
    :increment -> (recur (inc n))
    :result -> (do (reply n) :stop)))

(defactor producing [to]
  (receive
    {:produce n home} -> (do (dotimes [_ n] (send to :increment))
                             (send home {:counted (call to :result)})
                             :stop)))

(benchmark "count" 1000000 1000000
  (send (spawn producing (spawn counting 0)) {:produce 1000000 (self)})
  (receive {:counted n} -> n))

;; ---- fork-join create: many actors are made, each gets a message, works a little and ends

(defactor forked []
  (receive
    {:work x home} -> (do (send home {:joined (math/sin (* x x))}) :stop)))

(benchmark "fork-join-create" 40000 40000
  (dotimes [_ 40000] (send (spawn forked) {:work 0.37 (self)}))
  (loop [joined 0]
    (if (< joined 40000)
      (receive {:joined y} when (<= -1.0 y 1.0) -> (recur (inc joined)))
      joined)))

;; ---- thread ring: a token goes round in a ring of actors

(defactor node [next home]
  (receive
    {:next other} -> (recur other home)
    {:token 0} -> (send home :arrived)
    {:token hops} -> (send next {:token (dec hops)})
    :stop -> :stop))

(benchmark "thread-ring" 100000 :arrived
  (let [first (spawn node nil (self))
        nodes (reductions (fn [next _] (spawn node next (self))) first (range 99))]
    (send first {:next (last nodes)})
    (send first {:token 100000})
    (let [answer (receive :arrived -> :arrived)]
      (run! (fn [node] (send node :stop)) nodes)
      answer)))

;; ---- chameneos: creatures meet in pairs and change their colours; the mall counts meetings

(defn complement-of [a b]
  (cond
    (= a b) -> a
    :else -> (first (disj #{:blue :red :yellow} a b))))

(defactor mall [left waiting met ended creatures home]
  (receive
    {:meet creature colour} when (zero? left) -> (send creature :closed)
    {:meet creature colour} when (nil? waiting) -> (recur left {:waiting creature colour} met ended creatures home)
    {:meet creature colour} -> (let [{:waiting other other-colour} waiting]
                                 (send creature {:met other-colour})
                                 (send other {:met colour})
                                 (recur (dec left) nil met ended creatures home))
    {:meetings n} -> (let [met (+ met n)
                           ended (inc ended)]
                       (if (= ended creatures)
                         (do (send home {:met met}) :stop)
                         (recur left waiting met ended creatures home)))))

(defactor creature [colour meetings mall]
  (receive
    :start -> (send mall {:meet (self) colour})
    {:met other} -> (let [colour (complement-of colour other)]
                      (send mall {:meet (self) colour})
                      (recur colour (inc meetings) mall))
    :closed -> (do (send mall {:meetings meetings}) :stop)))

(benchmark "chameneos" 100000 200000
  (let [mall (spawn mall 100000 nil 0 0 101 (self))]
    (dotimes [i 101] (send (spawn creature (nth [:blue :red :yellow] (rem i 3)) 0 mall) :start))
    (receive {:met n} -> n)))

;; ---- big: many actors send a ping to another one chosen at random, and the next when it is answered

(defactor big [left all sink]
  (receive
    {:all all} -> (do (send (rand-nth all) {:ping (self)}) (recur left all sink))
    {:ping from} -> (send from :pong)
    :pong -> (if (= 1 left)
               (do (send sink :done) (recur 0 all sink))
               (do (send (rand-nth all) {:ping (self)}) (recur (dec left) all sink)))
    :stop -> :stop))

(benchmark "big" 120000 120
  (let [all (mapv (fn [_] (spawn big 1000 nil (self))) (range 120))]
    (run! (fn [one] (send one {:all all})) all)
    (let [done (loop [n 0] (if (< n 120) (receive :done -> (recur (inc n))) n))]
      (run! (fn [one] (send one :stop)) all)
      done)))

;; ---- banking: a teller has money moved between accounts, which ask each other and answer

(defactor account [balance]
  (receive
    {:debit amount} -> (do (reply :ok) (recur (+ balance amount)))
    {:credit amount [to teller]} -> (do (call to {:debit amount})
                                        (send teller :transferred)
                                        (recur (- balance amount)))
    :balance -> balance
    :stop -> :stop))

;; Money goes from an account to one after it, so that no two wait for each other.
(defactor teller [left accounts home]
  (receive
    :start -> (dotimes [_ left]
                (let [from (rand-int (dec (count accounts)))
                      to (+ from 1 (rand-int (- (count accounts) from 1)))]
                  (send (nth accounts from) {:credit (inc (rand-int 100)) [(nth accounts to) (self)]})))
    :transferred -> (if (= 1 left)
                      (do (send home :done) :stop)
                      (recur (dec left) accounts home))))

(benchmark "banking" 50000 1000000
  (let [accounts (mapv (fn [_] (spawn account 1000)) (range 1000))]
    (send (spawn teller 50000 accounts (self)) :start)
    (receive :done -> :ok)
    (let [total (reduce + (map (fn [account] (call account :balance)) accounts))]
      (run! (fn [account] (send account :stop)) accounts)
      total)))

;; ---- n-queens: a master hands boards to workers, which give longer boards back, or the number of solutions once few rows are left

(def size 11)
(def rows-for-workers 3)

(defn safe? [board column]
  (loop [queens board
         distance 1]
    (cond
      (empty? queens) -> true
      (or (= column (first queens)) (= distance (abs (- column (first queens))))) -> false
      :else -> (recur (rest queens) (inc distance)))))

(defn extended [board]
  (map (fn [column] (cons column board)) (filter (fn [column] (safe? board column)) (range size))))

(defn solutions [board row]
  (if (= row size)
    1
    (reduce + (map (fn [longer] (solutions longer (inc row))) (extended board)))))

(defactor solver [master]
  (receive
    {:board board row} when (< row rows-for-workers) -> (let [longer (mapv vec (extended board))]
                                                          (run! (fn [board] (send master {:board board (inc row)})) longer)
                                                          (send master {:expanded (count longer)}))
    {:board board row} -> (send master {:solved (solutions board row)})
    :stop -> :stop))

;; Of the boards that were handed out, so many are under way.
(defactor master [solvers next under-way found home]
  (init []
    (send (self) {:board [] 0})
    [(mapv (fn [_] (spawn solver (self))) (range 8)) 0 1 0 home])
  (receive
    {:board board row} -> (do (send (nth solvers next) {:board board row})
                              (recur solvers (rem (inc next) (count solvers)) under-way found home))
    {:expanded n} -> (if (= 0 (+ under-way n -1))
                       (do (send home {:found found}) (run! (fn [solver] (send solver :stop)) solvers) :stop)
                       (recur solvers next (+ under-way n -1) found home))
    {:solved n} -> (if (= 1 under-way)
                     (do (send home {:found (+ found n)}) (run! (fn [solver] (send solver :stop)) solvers) :stop)
                     (recur solvers next (dec under-way) (+ found n) home))))

(benchmark "n-queens" 1 2680
  (spawn master [] 0 0 0 (self))
  (receive {:found n} -> n))
