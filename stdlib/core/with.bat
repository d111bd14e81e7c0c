;; batuta.core, part 9: `with`, and forms that hold something while a body runs.
(in-ns 'batuta.core)

;; The bindings of `with` in order: [pattern guard-or-nothing form], the guard in a vector.
(defn- with-steps [bindings]
  (loop [left (seq bindings), steps []]
    (cond
      (nil? left) steps
      (= 'when (second left))
      (let [[pattern _ guard form & more] left]
        (when (nil? (nthnext left 3)) (-refuse "with" "a value for every pattern" pattern))
        (recur (seq more) (conj steps [pattern [guard] form])))
      (nil? (next left)) (-refuse "with" "a value for every pattern" (first left))
      :else (recur (next (next left)) (conj steps [(first left) nil (second left)])))))

(defmacro with
  "Binds values by patterns one after the other, as long as they match: `pattern value`, or `pattern when guard value`. Then gives the
  body behind `->`. The first value that does not match is the answer, or goes to the clauses behind `else`.
  `(with [{:ok a} {:ok 1} {:ok b} {:error :late}] -> (+ a b) else {:error why} -> why) ;=> :late`"
  [bindings & tail]
  (let [tail (if (= '-> (first tail)) (next tail) tail)
        [body clauses] (split-with (fn [form] (not= 'else form)) tail)
        clauses (next clauses)
        steps (do
                (when-not (vector? bindings)
                  (-refuse "with" "a vector of patterns and values" bindings))
                (with-steps bindings))
        other (if (seq clauses) (fn [value] `(otherwise# ~value)) identity)
        form (reduce (fn [form [pattern guard value]]
                       (if (and (nil? guard) (symbol? pattern))
                         `(let [~pattern ~value] ~form)
                         `(match ~value
                            ~pattern ~@(if guard ['when (first guard)] []) ~'-> ~form
                            different# ~'-> ~(other `different#))))
                     `(do ~@body)
                     (reverse steps))]
    (if (seq clauses)
      `(let [otherwise# (fn [value#] (match value# ~@clauses))] ~form)
      form)))

(defmacro with-precision
  "Runs a body in which Decimals have at most so many digits; `:rounding` says how the last one is found: HALF_UP, unless it is one of
  UP, DOWN, CEILING, FLOOR, HALF_DOWN, HALF_EVEN. `(with-precision 5 (/ 1M 3)) ;=> 0.33333M`"
  [digits & body]
  (let [[rounding body] (if (= :rounding (first body))
                          [(second body) (next (next body))]
                          [nil body])]
    `(binding [*math-context* (-math-context ~digits '~rounding)] ~@body)))

(defmacro with-open
  "Binds names to things that have to be closed, runs a body, and closes them however it ends, the last first. A thing is closed by
  `close`. `(with-open [r (reify Any (close [_] (print \"closed\")))] 1) ;=> 1`"
  [bindings & body]
  (if (seq bindings)
    (let [[name value & more] bindings]
      `(let [~name ~value]
         (try
           (with-open [~@more] ~@body)
           (finally (-close ~name)))))
    `(do ~@body)))

(defmacro locking
  "Runs a body: nothing else runs in this actor meanwhile, unless the body waits. `(locking :a 1) ;=> 1`"
  [x & body]
  `(do ~x ~@body))

(defmacro io!
  "Runs a body. `(io! 1) ;=> 1`"
  [& body]
  `(do ~@body))
