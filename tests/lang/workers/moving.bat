; what runs goes on elsewhere where it stood
(def a (spawn (fn [] (let [x 40 before (worker)] (#'batuta.core/-move-to 2) (receive from -> (send from [before (worker) (+ x 2)]))))))
(send a (self))
(receive x -> x)
;=> [1 2 42]

; messages keep their order while the receiver moves
(defactor collector [acc] (receive {:add x 0} -> (recur (conj acc x)) :move -> (do (#'batuta.core/-move-to 2) nil) :all -> acc))
(def c (spawn collector []))
(def home (self))
(def others (mapv (fn [k] (spawn-with {:worker (inc (mod k 2))} (fn [] (dotimes [i 300] (send c {:add [k i] 0}) (when (= 0 (mod i 50)) (sleep 1))) (send home :done)))) (range 4)))
(dotimes [i 100] (send c {:add [:main i] 0}))
(send c :move)
(dotimes [i 100] (send c {:add [:main (+ 100 i)] 0}))
(dotimes [_ 4] (receive :done -> nil))
(let [all (call c :all)] [(count all) (every? (fn [[_ xs]] (= (map second xs) (range (count xs)))) (group-by first all)) ])
;=> [1400 true]

; what a receive has put aside stays in order when its guard moves
(defn slow [x] (when (= x 2) (#'batuta.core/-move-to 2)) (= x 3))
(def a (spawn (fn [] (receive :go -> nil) (let [took (receive x when (slow x) -> x) rest (mapv (fn [_] (receive x -> x)) (range 3))] (receive {:ask from 0} -> (send from [took rest (worker)]))))))
(doseq [x [:go 1 2 3 4]] (send a x))
(send a {:ask (self) 0})
(receive {:ask _ _} -> :mine x -> x)
;=> [3 [1 2 4] 2]

; a call waits for a callee that moves
(def a (spawn (fn [] (receive x -> (do (#'batuta.core/-move-to 2) (reply [x (worker)]))))))
(call a :hello)
;=> [:hello 2]

; links and monitors hold across a move, each notice comes once
(trap-exit true)
(def a (spawn-link (fn [] (#'batuta.core/-move-to 2) (receive :crash -> (throw "boom")))))
(monitor a) (monitor a)
(send a :crash)
(loop [n 0] (receive-timeout 200 {:exit ~a {:error "boom"}} -> (recur (inc n)) timeout -> n))
;=> 3

; one that has moved sees the ends of those it is linked to and watches
(def other (spawn (fn [] (receive :crash -> (throw "boom")))))
(def home (self))
(def a (spawn (fn [] (trap-exit true) (link other) (monitor other) (#'batuta.core/-move-to 2) (send home :ready) (dotimes [_ 2] (receive {:exit p r} -> (send home [(= p other) (:error r) (worker)]))))))
(receive :ready -> nil)
(send other :crash)
[(receive x -> x) (receive x -> x)]
;=> [[true "boom" 2] [true "boom" 2]]

; a notice that has come before a move is taken back after it
(def home (self))
(def a (spawn (fn [] (let [other (spawn (fn [] 1)) ref (monitor other)] (await-exit other) (sleep 1) (#'batuta.core/-move-to 2) (send home [(demonitor ref) (receive-timeout 20 x -> x timeout -> :none)])))))
(receive x -> x)
;=> [false :none]

; kill and stop catch one that moves
(defactor stubborn [home] (receive :move -> (do (#'batuta.core/-move-to 2) nil)) (terminate [reason] (send home [reason (worker)])))
(def a (spawn stubborn (self)))
(send a :move) (stop a)
(def b (spawn stubborn (self)))
(send b :move) (kill b)
[(await-exit a) (await-exit b) (first (receive x -> x)) (receive-timeout 20 x -> x timeout -> :none)]
;=> [:shutdown :killed :shutdown :none]

; a new definition reaches one that has moved
(defactor version [n] (receive :move -> (do (#'batuta.core/-move-to 2) nil) :get -> [1 n (worker)] :inc -> (recur (inc n))))
(def v (spawn version 0))
(send v :inc) (send v :move)
(def old (call v :get))
(defactor version [n] (receive :get -> [2 n (worker)]))
(reload-actor version)
[old (call v :get)]
;=> [[1 1 2] [2 1 2]]

; a name stays with one that moves, and is free after its end
(def a (spawn (fn [] (register :mover (self)) (#'batuta.core/-move-to 2) (receive {:ask from 0} -> (send from (= (self) (whereis :mover)))))))
(await-started a) (sleep 5)
(send :mover {:ask (self) 0})
[(receive x -> x) (await-exit a) (do (sleep 10) (whereis :mover))]
;=> [true :normal nil]

; timers of one that moves
(def home (self))
(spawn (fn [] (let [a (send-after 10 (self) :tick) b (send-after 10000 home :never)] (#'batuta.core/-move-to 2) (send home [(receive :tick -> :ticked) (pos? (cancel-timer b)) (cancel-timer a) (worker)]))))
(receive x -> x)
;=> [:ticked true nil 2]

; what a timer elsewhere sends arrives
(send (spawn-with {:worker 2} (fn [] (receive from -> (do (send-after 5 from :late) (receive :never -> 1))))) (self))
(receive-timeout 2000 x -> x timeout -> :none)
;=> :late

; dynamic bindings move too, and what is bound where it arrives is taken back there
(def ^:dynamic *level* 0)
(def home (self))
(spawn (fn [] (let [inner (binding [*level* 1] (#'batuta.core/-move-to 2) [*level* (binding [*level* 2] *level*) @(future *level*)])] (send home (conj inner *level* (worker))))))
(receive x -> x)
;=> [1 2 1 0 2]

; a future that moves gives its value and its failure
[@(future (#'batuta.core/-move-to 2) [:value (worker)]) (try @(future (#'batuta.core/-move-to 2) (throw (ex-info "boom" {:at (worker)} (ex-info "why" {})))) (catch Exception e [(ex-message e) (ex-data e) (ex-message (ex-cause e))]))]
;=> [[:value 2] ["boom" {:at 2} "why"]]

; a future that has moved is cancelled
(def home (self))
(def f (future (#'batuta.core/-move-to 2) (send home (self)) (sleep :infinity)))
(def pid (receive p -> p))
[(future-cancel f) (try @f (catch Exception e (ex-code e))) (await-exit pid)]
;=> [true :cancelled :killed]

; an error travels with its causes and data
(def a (spawn-with {:worker 2} (fn [] (receive :go -> (try (throw (ex-info "inner" {:n 1})) (catch Exception e (throw (ex-info "outer" {:rows (map inc [1 2])} e))))))))
(try (call a :go) (catch Exception e [(ex-message e) (ex-data e) (ex-message (ex-cause e)) (ex-data (ex-cause e))]))
;=> ["outer" {:rows (2 3)} "inner" {:n 1}]

; the end of one whose error holds what cannot travel is told all the same
(trap-exit true)
(def a (spawn-with {:worker 2 :link true} (fn [] (receive :go -> (throw (ex-info "boom" {:v (volatile! 1) :s (iterate inc 1)}))))))
(send a :go)
(receive {:exit ~a reason} -> [(:error reason) (string? (:data reason))])
;=> ["boom" true]

; also when its data has no end
(def a (spawn-with {:worker 2} (fn [] (receive :go -> (throw (ex-info "boom" {:s (iterate inc 1)}))))))
(try (call a :go) (catch Exception e (ex-message e)))
;=> "boom"

; and where it moved to
(trap-exit true)
(def a (spawn-link (fn [] (#'batuta.core/-move-to 2) (throw (ex-info "boom" {:v (volatile! 1)})))))
[(receive {:exit ~a reason} -> (:error reason)) (:error (await-exit a))]
;=> ["boom" "boom"]

; an answer that cannot travel is an error of who asked
(def held (atom (volatile! 1)))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (reply [(try @held (catch Exception e (ex-code e))) (try (swap! held identity) (catch Exception e (ex-code e)))])))) :go)
;=> [:untravelable :untravelable]

; every increment counts once
(def hits (atom 0))
(def home (self))
(dotimes [k 4] (spawn-with {:worker (inc (mod k 2))} (fn [] (dotimes [_ 100] (swap! hits inc)) (send home :done))))
(dotimes [_ 4] (receive :done -> nil))
@hits
;=> 400

; a delay is computed once, wherever it is asked, and may wait
(def made (atom 0))
(def d (delay (swap! made inc) (sleep 5) (call (spawn (fn [] (receive :x -> 1))) :x) :value))
(def home (self))
(dotimes [k 4] (spawn-with {:worker (inc (mod k 2))} (fn [] (send home @d))))
[(mapv (fn [_] (receive x -> x)) (range 4)) @made]
;=> [[:value :value :value :value] 1]

; a lazy sequence of a var is computed once, by its owner
(def made (atom []))
(def xs (map (fn [i] (swap! made conj [i (worker)]) (* i i)) (iterate inc 0)))
(defactor reader [] (receive n -> (nth xs n)))
(def readers [(spawn-with {:worker 2} reader) (spawn reader)])
[(mapv #(call % 40) readers) (count (set @made)) (= (count @made) (count (set (map first @made)))) (set (map second @made))]
;~> ^\[\[1600 1600\] \d+ true #\{1\}\]$

; promises are delivered from either side
(def p (promise))
(def a (spawn-with {:worker 2} (fn [] (receive q -> (do (deliver q [@p (worker)]) (receive :never -> 1))))))
(def q (promise))
(send a q)
(deliver p :one)
[(deref q 2000 :late) (nil? (deliver q :again)) (realized? q)]
;=> [[:one 2] true true]

; await of a future elsewhere, with a limit
(def slow (call (spawn-with {:worker 2} (fn [] (receive :go -> (reply {:slow (future (sleep 300) :slow) :quick (future :quick) :bad (future (throw "bad"))})))) :go))
[(deref (:slow slow) 5 :late) @(:quick slow) (try @(:bad slow) (catch Exception e (ex-value e))) @(:slow slow)]
;=> [:late :quick "bad" :slow]

; a protocol and a multimethod that are extended later are known to who runs already
(defprotocol Named (called [x]))
(extend-type String Named (called [x] (str "s" x)))
(defmulti kind :k)
(defmethod kind :default [_] :unknown)
(defactor asker [] (receive {:called x 0} -> (called x) {:kind x 0} -> (kind x)))
(def a (spawn-with {:worker 2} asker))
(def before [(call a {:called "x" 0}) (call a {:kind {:k :new} 0})])
(extend-type Keyword Named (called [x] (str "k" (name x))))
(defmethod kind :new [_] :new)
(defrecord Later [n] Named (called [_] (str "r" n)))
[before (call a {:called :x 0}) (call a {:kind {:k :new} 0}) (call a {:called (->Later 5) 0})]
;=> [["sx" :unknown] "kx" :new "r5"]

; vars are changed from anywhere, and seen everywhere
(defn step [] 1)
(defactor stepper [] (receive :step -> (step) :change -> (do (alter-var-root #'step (fn [_] (fn [] 3))) (step)) :define -> (do (def fresh (worker)) fresh)))
(def a (spawn-with {:worker 2} stepper))
(def b (spawn stepper))
(def one [(call a :step) (call b :step)])
(alter-var-root #'step (fn [_] (fn [] 2)))
(def two [(call a :step) (call b :step)])
(def three [(call a :change) (do (sleep 5) (call b :step)) (step)])
[one two three (with-redefs [step (fn [] 4)] [(call a :step) (call b :step)]) (call a :define) (do (sleep 5) (var-get (resolve 'fresh)))]
;=> [[1 1] [2 2] [3 3 3] [4 4] 2 2]

; defonce defines once
(defonce only (do (swap! (atom 0) inc) (worker)))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (do (defonce only (worker)) (reply only))))) :go)
;=> 1

; eval works elsewhere
(call (spawn-with {:worker 2} (fn [] (receive x -> (reply [(eval x) (worker)])))) '(+ 1 2))
;=> [3 2]

; a library is required elsewhere
(call (spawn-with {:worker 2} (fn [] (receive :go -> (do (require '[batuta.async :as s]) (reply (worker)))))) :go)
;=> 2

; names are taken over where the news of the end is under way
(defactor holder [] (receive :get -> (worker)))
(def results (atom []))
(call (spawn-with {:worker 2} (fn [] (receive :go -> (do (dotimes [_ 20] (let [a (spawn holder)] (register :held a) (monitor a) (kill a) (receive {:exit ~a _} -> (let [b (spawn holder)] (take-over-names a b) (swap! results conj (= b (whereis :held))) (kill b) (await-exit b) (while (whereis :held) (sleep 1)))))) (reply :ok))))) :go 20000)
(frequencies @results)
;=> {true 20}

; a supervisor on one worker restarts children on another
(defactor child [] (receive :where -> (worker) :crash -> (throw "boom")))
(def s (start-supervisor {:children [{:id :a :start (fn [] (spawn-with {:worker 2 :name :kid} child))}] :max-restarts 10}))
(await-started s)
(def before (child-pid s :a))
(send :kid :crash)
(await-exit before)
(loop [n 0] (when (and (< n 200) (not (pid? (child-pid s :a)))) (sleep 1) (recur (inc n))))
(sleep 20)
[(not= before (child-pid s :a)) (call :kid :where) (= (whereis :kid) (child-pid s :a))]
;=> [true 2 true]

; dead letters are counted on all workers, and watched
(def a (spawn-with {:worker 2} (fn [] 1)))
(await-exit a)
(watch-dead-letters)
(def before (dead-letters))
(send (spawn-with {:worker 2} (fn [] (receive :go -> (send a :lost)))) :go)
[(receive {:dead-letter m {:to ~a}} -> m) (- (dead-letters) before)]
;=> [:lost 1]

; a pid and a ref are values everywhere
(def a (spawn-with {:worker 2} (fn [] (receive {:ask from x} -> (send from [(= (self) (first x)) (contains? {(self) 1} (first x)) (x 1)])))))
(def r (monitor a))
(send a {:ask (self) [a r]})
(let [[same found ref] (receive [a b c] -> [a b c])] [same found (= ref r) (= (hash ref) (hash r))])
;=> [true true true true]
