;; batuta.spec, part 9: functions that are checked while they are called, and tried with generated arguments.
;; What `fdef` says of a function is a spec named by the function's symbol. An instrumented function is the value of its var, around the one that was
;; there, which a var in the namespace of names keeps; so all callers on all workers get it.
(in-ns 'batuta.spec)

(defn- var-named [x]
  (cond
    (var? x) x
    (symbol? x) (or (resolve x) (-not-a-spec x "the name of a function"))
    :else (-not-a-spec x "a var such as `#'f`, or the name of a function")))

(defn- original-key [name]
  (symbol nil (str "the original " name)))

;; The function that a checked one was put around, if that is still the value of its var.
(defn- original-of [name]
  (let [kept (ns-resolve (create-ns names) (original-key name))
        [f around] (if kept (var-get kept) nil)
        cell (find-var name)]
    (if (and f cell (identical? around (var-get cell))) f nil)))

(defn- call-failure [name kind said problems x more]
  (-failed (str "`" name "` " said ": " (explanation problems))
           (merge {:problems (vec problems)
                   :spec name
                   :value x
                   ::problems (vec problems)
                   :fn name
                   :failure kind}
                  more)))

(defn- check-arguments [name args given]
  (when-not ((:valid args) given)
    (call-failure name
                  :args
                  "was called with wrong arguments"
                  (problems-of args given (assoc top :whole "the call"))
                  given
                  {:args given})))

(defn- check-return [name ret given x]
  (when-not ((:valid ret) x)
    (call-failure name
                  :ret
                  "returned a wrong value"
                  (problems-of ret x (assoc top :whole "it"))
                  x
                  {:args given :ret x})))

;; Whether arguments and value go together, conformed as the condition is written for.
(defn- check-together [name {:keys [args ret] condition :fn} given x]
  (let [both {:args (if args (conform-node args given) given) :ret (if ret (conform-node ret x) x)}]
    (when-not ((:valid condition) both)
      (call-failure name :fn "returned what does not go with its arguments"
                    (problems-of condition both (assoc top :whole "the call")) both
                    {:args given :ret x}))))

(defn- checked-call [name about f given]
  (let [x (apply f given)]
    (when-let [ret (:ret about)] (check-return name ret given x))
    (when (:fn about) (check-together name about given x))
    x))

(defn- about-function [name]
  (let [node (find-named name)]
    (if (= :function (:kind node)) (:about node) nil)))

;; Twice is as once. The name, or nil when nothing is known of the function.
(defn- instrument-one [cell]
  (let [name (symbol cell)]
    (when (about-function name)
      (when-not (original-of name)
        (let [f (var-get cell)
              around (fn [& given]
                       (let [about (about-function name)]
                         (when-let [args (:args about)] (check-arguments name args given))
                         (checked-call name about f given)))]
          (intern (create-ns names) (original-key name) [f around])
          (alter-var-root cell (fn [_] around))))
      name)))

(defn- unstrument-one [cell]
  (let [name (symbol cell)
        f (original-of name)]
    (when f
      (alter-var-root cell (fn [_] f))
      name)))

(defn- functions-meant [x]
  (if (and (coll? x) (not (symbol? x))) (map var-named x) [(var-named x)]))

(defn- all-functions []
  (keep (fn [name] (if (symbol? name) (find-var name) nil)) (defined)))

(defn instrument
  "Has functions checked at every call: their arguments, what they return, and whether the two go together, as `s/fdef` says. Of a var, a name, a
  collection of them, or all that have an `fdef`. Answers the names.
  `(do (defn half [n] (/ n 2)) (s/fdef half :args (s/cat :n Int)) (s/instrument #'half) (try (half \"a\") (catch Exception e (str/includes? (ex-message e) \":n must be an Int\")))) ;=> true`"
  ([] (vec (keep instrument-one (all-functions))))
  ([functions]
   (vec (keep (fn [cell]
                (or (instrument-one cell)
                    (-not-a-spec (symbol cell) "a function that `s/fdef` says something of")))
              (functions-meant functions)))))

(defn unstrument
  "Has functions no longer checked. Answers the names of those that were. `(s/unstrument []) ;=> []`"
  ([] (vec (keep unstrument-one (all-functions))))
  ([functions] (vec (keep unstrument-one (functions-meant functions)))))

;; ---- tried with generated arguments ---------------------------------------------------------------------------------

;; What makes the choices that were made once, and then the simplest.
(defn- replaying [choices]
  (let [left (atom choices)]
    (fn [n]
      (let [[choice] @left]
        (swap! left rest)
        (if choice (min choice (dec n)) 0)))))

(defn- recording [made]
  (fn [n] (let [choice (rand-int n)] (swap! made conj choice) choice)))

;; Nil when a call is right, else what was wrong.
(defn- wrong-call [name about f given]
  (try
    (checked-call name about f given)
    nil
    (catch Exception e e)))

;; What is simpler than some choices: without some of them, or with one that is smaller.
(defn- simpler [choices]
  (let [n (count choices)]
    (concat
     (for [size (range 8 0 -1)
           at (range 0 n size)
           :when (<= size n)]
       (into (subvec choices 0 at) (subvec choices (min n (+ at size)))))
     (for [at (range n)
           choice (let [c (nth choices at)]
                    (distinct (filter (fn [x] (< x c)) [0 (quot c 2) (- c 2) (dec c)])))
           :when (<= 0 choice)]
       (assoc choices at choice)))))

(defn- simplest-failure [args name about f choices given size]
  (loop [choices choices
         given given
         tries 1000]
    (let [better (first (keep (fn [other]
                                (let [given (try
                                              (example args (replaying other) size)
                                              (catch Exception _ ::none))]
                                  (if (and (not= given ::none) (wrong-call name about f given))
                                    [other given]
                                    nil)))
                              (take tries (simpler choices))))]
      (if (and better (pos? tries))
        (recur (vec (first better)) (second better) (dec tries))
        given))))

(defn- check-one [cell n]
  (let [name (symbol cell)
        about (or (about-function name)
                  (-not-a-spec name "a function that `s/fdef` says something of"))
        args (or (:args about) (-not-a-spec name "a function whose `s/fdef` has `:args`"))
        f (or (original-of name) (var-get cell))]
    (loop [i 0]
      (if (= i n)
        {:sym name :passed true :tests n}
        (let [made (atom [])
              size (min 30 (inc i))
              given (example args (recording made) size)
              e (wrong-call name about f given)]
          (if e
            (let [least (simplest-failure args name about f @made given size)
                  e (or (wrong-call name about f least) e)]
              {:sym name
               :passed false
               :tests (inc i)
               :args (vec least)
               :first-args (vec given)
               :message (ex-message e)
               :failure e})
            (recur (inc i))))))))

(defn check
  "Calls functions with generated arguments and looks whether they return what `s/fdef` says, 100 times each, or as often as `:num-tests` says.
  Answers a map for each: `:sym`, `:passed`, `:tests`; where it failed also `:args`, as simple as could be found, `:message` and `:failure`.
  `(do (defn twice [n] (* 2 n)) (s/fdef twice :args (s/cat :n Int) :ret Int) (map :passed (s/check #'twice))) ;=> (true)`"
  ([] (mapv (fn [cell] (check-one cell 100)) (all-functions)))
  ([functions] (check functions {}))
  ([functions {:keys [num-tests]}]
   (mapv (fn [cell] (check-one cell (or num-tests 100))) (functions-meant functions))))

(defn exercise-fn
  "Pairs of generated arguments and what a function returns for them. `(do (defn one [n] 1) (s/fdef one :args (s/cat :n Int)) (map second (s/exercise-fn #'one 2))) ;=> (1 1)`"
  ([f] (exercise-fn f 10))
  ([f n]
   (let [cell (var-named f)
         args (:args (about-function (symbol cell)))]
     (if args
       (mapv (fn [i]
               (let [given (example args (batuta.spec.gen/chance) (inc i))]
                 [given (apply (var-get cell) given)]))
             (range n))
       (-not-a-spec (symbol cell) "a function whose `s/fdef` has `:args`")))))
