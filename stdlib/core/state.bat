;; batuta.core, part 5: places that change, bindings of dynamic vars, delays, time, printing into text.
(in-ns 'batuta.core)

;; ---- atoms ----------------------------------------------------------------------------------------------------------

;; Fails unless the guard of an atom accepts a value.
(defn- check-valid [a value]
  (let [valid? (get-validator a)]
    (if (and valid? (not (valid? value))) (-invalid value) nil)))

;; Tells everyone who watches an atom.
(defn- tell-watches [a before after]
  (reduce-kv (fn [_ key f] (f key a before after) nil) nil (-watches a)))

(defn atom
  "A place that holds a value, to be replaced as a whole; `:validator` guards it, `:meta` is its metadata. `@(atom 5) ;=> 5`"
  [value & {:keys [validator meta]}]
  (let [a (-atom value validator meta)]
    (check-valid a value)
    a))

;; Exchanges the value if it is still the one seen, guards and watches included.
(defn- exchange-observed [a before after]
  (check-valid a after)
  (let [done (-exchange a before after)]
    (when done (tell-watches a before after))
    done))

(defn swap!
  "Replaces the value of an atom by what a function gives for it; starts again if another process was faster.
  `(swap! (atom 1) + 5) ;=> 6`"
  ([a f]
   (if (-remote? a)
     (-ask-owner a "swap!" [f])
     (let [before (-held a), after (f before)]
       (if (if (-observed? a) (exchange-observed a before after) (-exchange a before after))
         after
         (recur a f)))))
  ([a f x]
   (if (-remote? a)
     (-ask-owner a "swap!" [f x])
     (let [before (-held a), after (f before x)]
       (if (if (-observed? a) (exchange-observed a before after) (-exchange a before after))
         after
         (recur a f x)))))
  ([a f x y] (swap! a (fn [value] (f value x y))))
  ([a f x y & more] (swap! a (fn [value] (apply f value x y more)))))

(defn swap-vals!
  "`swap!` that gives the values before and after. `(swap-vals! (atom 1) inc) ;=> [1 2]`"
  [a f & args]
  (if (-remote? a)
    (-ask-owner a "swap-vals!" (cons f args))
    (let [before (deref a), after (apply f before args)]
      (if (exchange-observed a before after)
        [before after]
        (recur a f args)))))

(defn reset!
  "Puts a value into an atom. `(reset! (atom 1) 2) ;=> 2`"
  [a value]
  (if (-remote? a)
    (-ask-owner a "reset!" [value])
    (if (-observed? a)
      (if (exchange-observed a (deref a) value) value (recur a value))
      (do (-exchange a (deref a) value) value))))

(defn reset-vals!
  "`reset!` that gives the values before and after. `(reset-vals! (atom 1) 2) ;=> [1 2]`"
  [a value]
  (if (-remote? a)
    (-ask-owner a "reset-vals!" [value])
    (swap-vals! a (fn [_] value))))

(defn compare-and-set!
  "Replaces the value of an atom if it is what one believes it to be. `(compare-and-set! (atom 1) 1 2) ;=> true`"
  [a before after]
  (if (-remote? a)
    (-ask-owner a "compare-and-set!" [before after])
    (let [now (deref a)]
      (if (= now before) (exchange-observed a now after) false))))

(defn add-watch
  "Calls `(f key atom before after)` after every change of an atom. `(add-watch (atom 1) :log (fn [& _])) ;~> atom`"
  [a key f]
  (if (-remote? a)
    (-ask-owner a "add-watch" [key f])
    (-set-watches a (assoc (-watches a) key f))))

(defn remove-watch
  "Ends what `add-watch` began. `(remove-watch (atom 1) :log) ;~> atom`"
  [a key]
  (if (-remote? a)
    (-ask-owner a "remove-watch" [key])
    (-set-watches a (dissoc (-watches a) key))))

(defn set-validator!
  "Guards an atom by a function that must accept every value. `(set-validator! (atom 1) pos?) ;=> nil`"
  [a f]
  (if (-remote? a)
    (-ask-owner a "set-validator!" [f])
    (do
      (when (and f (not (f (deref a)))) (-invalid (deref a)))
      (-set-validator a f))))

(defn vswap!
  "Replaces the value of a volatile by what a function gives for it. `(vswap! (volatile! 1) + 2) ;=> 3`"
  ([v f] (vreset! v (f (deref v))))
  ([v f x] (vreset! v (f (deref v) x)))
  ([v f x y] (vreset! v (f (deref v) x y)))
  ([v f x y & more] (vreset! v (apply f (deref v) x y more))))

(defmacro delay
  "A computation that runs once, when it is first asked for by `deref` or `force`. `@(delay (+ 1 2)) ;=> 3`"
  [& body]
  `(-delay (fn [] ~@body)))

;; The names and values in the vector of a macro, in pairs.
(defn- pairs-of [macro bindings]
  (if (and (vector? bindings) (even? (count bindings)))
    (partition 2 bindings)
    (-refuse macro "a vector of names and values" bindings)))

;; ---- dynamic vars ---------------------------------------------------------------------------------------------------

(defmacro binding
  "Runs a body in which dynamic vars have other values, for this process only. `(with-out-str (binding [*random* nil] (print 1))) ;=> \"1\"`"
  [bindings & body]
  (let [pairs (pairs-of "binding" bindings)]
    `(let [outer# (-bind ~@(mapcat (fn [[name value]] `((var ~name) ~value)) pairs))]
       (try
         ~@body
         (finally (-restore-bindings outer#))))))

(defn with-bindings*
  "Calls a function while dynamic vars have the values of a map. `(with-bindings* {} + 1 2) ;=> 3`"
  [values f & args]
  (let [outer (apply -bind (mapcat identity values))]
    (try
      (apply f args)
      (finally (-restore-bindings outer)))))

(defmacro with-bindings
  "Runs a body while dynamic vars have the values of a map. `(with-bindings {} 1) ;=> 1`"
  [values & body]
  `(with-bindings* ~values (fn [] ~@body)))

(defmacro with-local-vars
  "Runs a body in which names mean vars made for it alone: `var-get` or `@` reads them, `var-set` changes them.
  `(with-local-vars [n 1] (var-set n (inc @n)) @n) ;=> 2`"
  [bindings & body]
  (let [names (mapv first (partition 2 bindings))]
    `(let [~@(mapcat (fn [name] `(~name (-local-var))) names)]
       (with-bindings* (hash-map ~@bindings) (fn [] ~@body)))))

(defn bound-fn*
  "A function that runs with the dynamic values of the place where it was made. `((bound-fn* inc) 1) ;=> 2`"
  [f]
  (let [values (get-thread-bindings)]
    (fn [& args] (apply with-bindings* values f args))))

(defmacro bound-fn
  "`fn`, run with the dynamic values of the place where it stands. `((bound-fn [x] x) 1) ;=> 1`"
  [& tail]
  `(bound-fn* (fn ~@tail)))

(defn thread-bound?
  "Whether `binding` has bound vars around here. `(thread-bound? #'*out*) ;=> false`"
  [& vars]
  (every? -bound-here? vars))

(defn alter-var-root
  "Replaces the value of a var by what a function gives for it. `(do (def n 1) (alter-var-root #'n inc)) ;=> 2`"
  [v f & args]
  (-set-root v (apply f (-root v) args)))

(defn with-redefs-fn
  "Calls a function while vars have the values of a map, for everyone. `(with-redefs-fn {} (fn [] 1)) ;=> 1`"
  [values f]
  (let [before (mapv (fn [v] [v (-root v)]) (keys values))]
    (try
      (run! (fn [[v value]] (-set-root v value)) values)
      (f)
      (finally (run! (fn [[v value]] (-set-root v value)) before)))))

(defmacro with-redefs
  "Runs a body while vars have other values, for everyone. `(do (defn f [] 1) (with-redefs [f (fn [] 2)] (f))) ;=> 2`"
  [bindings & body]
  `(with-redefs-fn ~(into {}
                          (map (fn [[name value]] [`(var ~name) value])
                               (pairs-of "with-redefs" bindings)))
     (fn [] ~@body)))

;; ---- printing and measuring -----------------------------------------------------------------------------------------

(defmacro with-out-str
  "What a body prints, as a string. `(with-out-str (print 1 2)) ;=> \"1 2\"`"
  [& body]
  `(let [writer# (-string-writer)]
     (binding [*out* writer#] ~@body)
     (-written writer#)))

(defmacro with-in-str
  "Runs a body that reads its input from a string. `(with-in-str \"a\\nb\" (read-line)) ;=> \"a\"`"
  [text & body]
  `(binding [*in* (-string-reader ~text)] ~@body))

(defn line-seq
  "The lines of a file (by its path), of standard input (`:stdin`), or those that a reader has left, lazily: a file of any size
  takes little memory. `(with-in-str \"a\\nb\" (doall (line-seq *in*))) ;=> (\"a\" \"b\")`"
  [from]
  (cond
    (string? from) (-file-lines from)
    (or (= :stdin from) (-standard-input? from)) (-input-lines)
    :else (lazy-seq
            (when-some [line (read-line from)]
              (cons line (line-seq from))))))

(defn printf
  "Prints a pattern with its directives filled in; see `format`. `(with-out-str (printf \"%d!\" 1)) ;=> \"1!\"`"
  [pattern & args]
  (-write (apply format pattern args)))

(defmacro time
  "Runs a form, prints how long it took, and gives its value. `(time 1) ;=> 1`"
  [form]
  `(let [start# (-clock)
         value# ~form]
     (printf "Elapsed time: %.3f msecs\n" (- (-clock) start#))
     value#))

(def ^:private -taps (atom []))

(defn add-tap
  "Has a function called with everything that `tap>` is given. `(add-tap (fn [x] x)) ;=> nil`"
  [f]
  (swap! -taps conj f)
  nil)

(defn remove-tap
  "Ends what `add-tap` began. `(remove-tap inc) ;=> nil`"
  [f]
  (swap! -taps (fn [fs] (filterv (fn [g] (not (identical? f g))) fs)))
  nil)

(defn tap>
  "Gives a value to all taps; what they throw is ignored. `(tap> 1) ;=> true`"
  [x]
  (run! (fn [f] (try (f x) (catch Exception _ nil))) @-taps)
  true)
