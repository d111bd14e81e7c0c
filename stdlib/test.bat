;; batuta.test: assertions and tests; portable code knows it as clojure.test.
;; A test is a function in the metadata of a var (`:test`). What happens is told to `report`, a multimethod on `:type`; how an
;; assertion is compiled says `assert-expr`, a multimethod on the first symbol of the form. Both are open.
;; `batuta test` listens to what happens instead, unless a program has bound `report` to something else or counts itself.
(in-ns 'batuta.test)

(def ^:dynamic *load-tests*
  "Whether `deftest` and `with-test` define anything. `batuta.test/*load-tests* ;=> true`"
  true)

(def ^:dynamic *stack-trace-depth*
  "For portable code; nothing depends on it. `batuta.test/*stack-trace-depth* ;=> nil`"
  nil)

(def ^:dynamic *report-counters*
  "An atom with the counts of the tests that run, or nil outside of them. `batuta.test/*report-counters* ;=> nil`"
  nil)

(def ^:dynamic *initial-report-counters*
  "What the counts begin with. `(:pass batuta.test/*initial-report-counters*) ;=> 0`"
  {:test 0 :pass 0 :fail 0 :error 0})

(def ^:dynamic *testing-vars*
  "The vars whose tests run, the innermost first. `batuta.test/*testing-vars* ;=> ()`"
  ())

(def ^:dynamic *testing-contexts*
  "The texts of `testing` around the code that runs, the innermost first. `batuta.test/*testing-contexts* ;=> ()`"
  ())

(def ^:dynamic *test-out*
  "Where reports go: a writer, or nil for `*out*`. `batuta.test/*test-out* ;=> nil`"
  nil)

;; Where the assertion stands that runs: {:file :line :column}, or nil.
(def ^:dynamic ^:private *place* nil)

(defmacro with-test-out
  "Runs a body whose output goes where reports go. `(with-out-str (batuta.test/with-test-out (print 1))) ;=> \"1\"`"
  [& body]
  `(binding [*out* (or *test-out* *out*)] ~@body))

(defn file-position
  "File and line of the assertion that runs; the number is for portable code. `(batuta.test/file-position 1) ;=> [nil nil]`"
  [n]
  [(:file *place*) (:line *place*)])

(defn testing-vars-str
  "The names of the tests that run and where the assertion stands. `(batuta.test/testing-vars-str {:file \"a\" :line 1}) ;=> \"() (a:1)\"`"
  [{:keys [file line]}]
  (str (reverse (map (fn [v] (symbol (name (symbol v)))) *testing-vars*)) " (" file ":" line ")"))

(defn testing-contexts-str
  "The texts of `testing` around, joined. `(batuta.test/testing-contexts-str) ;=> \"\"`"
  []
  (apply str (interpose " " (reverse *testing-contexts*))))

(defn inc-report-counter
  "Adds one to a count of the tests that run. `(batuta.test/inc-report-counter :pass) ;=> nil`"
  [name]
  (when *report-counters*
    (swap! *report-counters* update name (fnil inc 0))))

;; ---- reports --------------------------------------------------------------------------------------------------------

;; What failed and why.
(defn- print-outcome [kind {:keys [message expected actual] :as m}]
  (println (str "\n" kind " in") (testing-vars-str m))
  (when (seq *testing-contexts*) (println (testing-contexts-str)))
  (when message (println message))
  (println "expected:" (pr-str expected))
  (print "  actual: ")
  (if (error? actual) (println (error-text actual)) (prn actual)))

(def ^{:dynamic true :arglists '([m])} report
  "Told what happens while tests run: a map with `:type` (:pass :fail :error :summary :begin-test-ns :end-test-ns :begin-test-var
  :end-test-var), on which this multimethod chooses. `(with-out-str (batuta.test/report {:type :begin-test-ns :ns *ns*})) ;=> \"\\nTesting user\\n\"`"
  (multi* 'report :type
    {:default (fn [m] (with-test-out (prn m)))
     :pass (fn [m] (with-test-out (inc-report-counter :pass)))
     :fail (fn [m] (with-test-out (inc-report-counter :fail) (print-outcome "FAIL" m)))
     :error (fn [m] (with-test-out (inc-report-counter :error) (print-outcome "ERROR" m)))
     :summary (fn [m]
                (with-test-out
                  (println "\nRan" (:test m) "tests containing" (+ (:pass m) (:fail m) (:error m))
                           "assertions.")
                  (println (:fail m) "failures," (:error m) "errors.")))
     :begin-test-ns (fn [m] (with-test-out (println "\nTesting" (str (ns-name (:ns m))))))
     :end-test-ns (fn [m] nil)
     :begin-test-var (fn [m] nil)
     :end-test-var (fn [m] nil)}))

;; What takes reports instead of everybody else: a function, or nil.
(def ^:dynamic ^:private *sink* nil)

;; What `report` is unless a program binds it.
(def ^:private usual-report report)

;; Whether `batuta test` runs this, and not a program that runs tests itself.
(defn- has-runner? []
  (and (-test-runner?) (nil? *report-counters*) (identical? report usual-report)))

;; Takes reports of actors on other workers, where nobody else listens.
(defactor ^:private report-taker []
  (receive {:report m} -> (do (-tell-runner m) :ok)))

;; What `batuta test` calls before the first test.
(defn- take-reports []
  (register ::report-taker (spawn report-taker)))

(defn- tell [m]
  (let [all (assoc m :contexts (vec (reverse *testing-contexts*)))]
    (cond
      *sink* -> (*sink* m)
      (has-runner?) -> (-tell-runner all)
      (and (not= 1 (worker)) (nil? *report-counters*) (whereis ::report-taker)) ->
        (call (whereis ::report-taker) {:report all} :infinity)
      :else -> (report m))))

(defn do-report
  "Tells `report`, with file and line added. `(batuta.test/do-report {:type :pass}) ;=> nil`"
  [m]
  (tell (case (:type m)
          (:fail :error) (merge (select-keys (or *place* (meta (first *testing-vars*)))
                                             [:file :line :column])
                                m)
          m)))

;; ---- assertions -----------------------------------------------------------------------------------------------------

(defmacro match?
  "Whether a value matches a pattern. In `is` and `assert` a failure shows both. `(batuta.test/match? {:ok _} {:ok 1}) ;=> true`"
  [pattern value]
  ;; Through a function, so that nothing is known of the value: what cannot match is for the test to find out.
  `(match (identity ~value) ~pattern -> true _ -> false))

(defn get-possibly-unbound-var
  "The value of a var, or nil if it has none. `(batuta.test/get-possibly-unbound-var #'inc) ;~> inc`"
  [v]
  (if (bound? v) (var-get v) nil))

(defn function?
  "Whether a symbol names a function, or a value is one. `(batuta.test/function? 'inc) ;=> true`"
  [x]
  (if (symbol? x)
    (let [v (resolve x)]
      (if v (and (fn? (get-possibly-unbound-var v)) (not (:macro (meta v)))) false))
    (fn? x)))

(defn assert-predicate
  "The code of an assertion whose arguments are shown when it fails. `(seq? (batuta.test/assert-predicate nil '(= 1 1))) ;=> true`"
  [msg form]
  (let [[predicate & args] form]
    `(let [values# (list ~@args)
           result# (apply ~predicate values#)]
       (if result#
         (do-report {:type :pass :message ~msg :expected '~form :actual (cons '~predicate values#)})
         (do-report {:type :fail
                     :message ~msg
                     :expected '~form
                     :actual (list '~'not (cons '~predicate values#))
                     :values values#}))
       result#)))

(defn assert-any
  "The code of any other assertion. `(seq? (batuta.test/assert-any nil 'x)) ;=> true`"
  [msg form]
  `(let [value# ~form]
     (if value#
       (do-report {:type :pass :message ~msg :expected '~form :actual value#})
       (do-report {:type :fail :message ~msg :expected '~form :actual value#}))
     value#))

(def ^{:arglists '([msg form])} assert-expr
  "How an assertion becomes code: a multimethod on the first symbol of its form; functions and all else have their own ways.
  `(seq? (batuta.test/assert-expr nil '(= 1 1))) ;=> true`"
  (multi* 'assert-expr
    (fn [msg form]
      (cond
        (nil? form) -> :always-fail
        (not (seq? form)) -> :default
        (and (symbol? (first form)) (= #'match? (resolve (first form)))) -> 'match?
        :else -> (first form)))
    {:always-fail (fn [msg form] `(do-report {:type :fail :message ~msg :expected nil :actual nil}))
     :default (fn [msg form]
                (if (and (seq? form) (function? (first form)))
                  (assert-predicate msg form)
                  (assert-any msg form)))
     'match? (fn [msg form]
               (let [[_ pattern value] form]
                 `(let [value# (identity ~value)]
                    (match value#
                      ~pattern ->
                        (do
                          (do-report {:type :pass :message ~msg :expected '~form :actual value#})
                          true)
                      _ ->
                        (do
                          (do-report {:type :fail :message ~msg :expected '~form :actual value#
                                      :pattern '~pattern})
                          false)))))
     'instance? (fn [msg form]
                  `(let [type# ~(nth form 1), x# ~(nth form 2), result# (instance? type# x#)]
                     (if result#
                       (do-report {:type :pass :message ~msg :expected '~form :actual (type x#)})
                       (do-report {:type :fail :message ~msg :expected '~form :actual (type x#)}))
                     result#))
     'thrown? (fn [msg form]
                `(try
                   ~@(nthnext form 2)
                   (do-report {:type :fail :message ~msg :expected '~form :actual nil})
                   (catch ~(second form) e#
                     (do-report {:type :pass :message ~msg :expected '~form :actual e#})
                     e#)))
     'thrown-with-msg? (fn [msg form]
                         (let [pattern (nth form 2)]
                           `(try
                              ~@(nthnext form 3)
                              (do-report {:type :fail :message ~msg :expected '~form :actual nil})
                              (catch ~(second form) e#
                                (do-report {:type (if (re-find ~pattern (ex-message e#))
                                                    :pass
                                                    :fail)
                                            :message ~msg :expected '~form :actual e#})
                                e#))))}))

(defmacro try-expr
  "Runs an assertion; what it throws is reported as an error. `(batuta.test/try-expr nil (= 1 1)) ;=> true`"
  [msg form]
  `(try
     ~(assert-expr msg form)
     (catch Throwable error#
       (do-report {:type :error :message ~msg :expected '~form :actual error#}))))

(defmacro is
  "Asserts that a form holds and gives its value. `(is (thrown? Exception …))` asserts that something is thrown,
  `(is (thrown-with-msg? Exception #\"…\" …))` with such a message. `(batuta.test/is (= 2 (+ 1 1))) ;=> true`"
  ([form] `(is ~form nil))
  ([form msg]
   `(binding [*place* '~(or (form-place form) (form-place &form))] (try-expr ~msg ~form))))

;; Ends a test: what failed is in the error, for whoever reports it.
(defn- stop-at [{:keys [expected actual message] :as found}]
  (throw (-assertion-error (str (or message (pr-str expected)) " does not hold: " (pr-str actual))
                           {:assertion found})))

;; What an error tells that `assert` has thrown, or nil.
(defn- assertion-in [e]
  (when (= :assert-failed (ex-code e)) (:assertion (ex-data e))))

;; Hands reports on to a sink that was there before, or to everybody; throws at the first failure.
(defn- passing-to [outer]
  (fn [m]
    (if (= :fail (:type m))
      (stop-at m)
      (binding [*sink* outer] (tell m)))))

(defmacro assert
  "Asserts that a form holds, as `is` does, and ends the test if it does not: it throws. Gives the form's value.
  `(batuta.test/assert (= 2 (+ 1 1))) ;=> true`"
  ([form] `(assert ~form nil))
  ([form msg]
   `(binding [*place* '~(or (form-place form) (form-place &form)), *sink* (passing-to *sink*)]
      ~(assert-expr msg form))))

(defmacro refute
  "Asserts that a form is false or nil; ends the test if it is not. `(batuta.test/refute (= 1 2)) ;=> true`"
  ([form] `(refute ~form nil))
  ([form msg]
   `(binding [*place* '~(form-place &form), *sink* (passing-to *sink*)]
      (let [value# ~form]
        (if value#
          (do-report {:type :fail :message ~msg :expected '(~'not ~form) :actual value#})
          (do-report {:type :pass :message ~msg :expected '(~'not ~form) :actual value#}))
        (not value#)))))

;; The end of `(assert-receive pattern when guard 100)`: [guard and what belongs to it, milliseconds].
(defn- receive-options [more usual]
  (let [guard (if (= 'when (first more)) (vec (take 2 more)) [])]
    [guard (nth more (count guard) usual)]))

(defmacro assert-receive
  "Waits for a message that matches a pattern, for 100 ms unless told otherwise, and gives it; if none comes, the test ends and shows the
  mailbox. A guard may follow the pattern: `(assert-receive {:n x} when (pos? x) 500)`.
  `(do (send (self) {:done 1}) (batuta.test/assert-receive {:done _})) ;=> {:done 1}`"
  [pattern & more]
  (let [[guard ms] (receive-options more 100)]
    `(binding [*place* '~(form-place &form), *sink* (passing-to *sink*)]
       (receive-timeout ~ms
         (~'and ~pattern message#) ~@guard ->
           (do
             (do-report {:type :pass :expected '~&form :actual message#})
             message#)
         timeout ->
           (do-report {:type :fail :message (str "no such message came within " ~ms " ms")
                       :expected '~&form :actual nil :pattern '~pattern
                       :mailbox (:mailbox (inspect (self)))})))))

(defmacro refute-receive
  "Asserts that no message matches a pattern within 100 ms, unless told otherwise; such a message ends the test.
  `(batuta.test/refute-receive {:crash _} 0) ;=> nil`"
  [pattern & more]
  (let [[guard ms] (receive-options more 100)]
    `(binding [*place* '~(form-place &form), *sink* (passing-to *sink*)]
       (receive-timeout ~ms
         (~'and ~pattern message#) ~@guard ->
           (do-report {:type :fail :message "a message came that must not" :expected '~&form
                       :actual message#})
         timeout -> (do-report {:type :pass :expected '~&form :actual nil})))))

(defn compare-snapshot
  "Whether a value, as it is printed, is the one that is stored under a name of this test; nil names the next one. A new one is stored.
  `assert-snapshot` calls it. `(try (batuta.test/compare-snapshot nil 1) (catch _ e (ex-message e))) ;=> \"Only the command that runs tests keeps snapshots\"`"
  [name value]
  (if (has-runner?)
    (-compare-snapshot name value)
    (throw (ex-info "Only the command that runs tests keeps snapshots" {}))))

(defmacro assert-snapshot
  "Asserts that a value is as it was when `batuta test` first saw it, or last ran with `--update`. Snapshots are kept beside the test's file,
  in a file that ends with `.snap`, under the test's name and a number, or a name that is given. A string is kept as its lines.
  `(quote (assert-snapshot (render page))) ;=> (assert-snapshot (render page))`"
  ([value] `(assert-snapshot nil ~value))
  ([name value]
   `(binding [*place* '~(form-place &form), *sink* (passing-to *sink*)]
      (let [value# ~value
            stored# (compare-snapshot ~name value#)]
        (if (nil? stored#)
          (do-report {:type :pass :expected '~&form :actual value#})
          (do-report {:type :fail :expected '~&form :actual value# :snapshot stored#}))
        (nil? stored#)))))

(defmacro are
  "Asserts a form for several rows of values of its names. `(batuta.test/are [x y] (= x (inc y)) 2 1 3 2) ;=> true`"
  [names form & values]
  (if (or (and (empty? names) (empty? values))
          (and (pos? (count names))
               (pos? (count values))
               (zero? (mod (count values) (count names)))))
    `(do
       ~@(map (fn [some]
                `(binding [*place* '~(or (form-place form) (form-place &form))]
                   (try-expr nil ~(batuta.template/apply-template names form some))))
              (partition (max 1 (count names)) values)))
    (throw (ex-info "`are` needs as many values as it has names, or a multiple" {}))))

(defmacro testing
  "Runs a body, and shows a text with what fails in it. `(batuta.test/testing \"sums\" (+ 1 2)) ;=> 3`"
  [text & body]
  `(binding [*testing-contexts* (conj *testing-contexts* ~text)] ~@body))

;; ---- tests ----------------------------------------------------------------------------------------------------------

(declare test-var)

;; The supervisor of what a test has started, in an atom; nil outside of tests.
(def ^:dynamic ^:private *started* nil)

(defn start-supervised
  "Starts an actor, as `spawn` does, under a supervisor of the test's own: it is started again if it fails, and ended after the test.
  The pid. `(try (batuta.test/start-supervised :a) (catch _ e (ex-message e))) ;=> \"There is no test that could supervise an actor\"`"
  [definition & state]
  (if *started*
    (let [supervisor (or @*started*
                         (reset! *started* (start-supervisor {:max-restarts 1000000})))]
      (match (start-child supervisor {:start (fn [] (apply spawn definition state))})
        {:ok pid} -> pid
        {:error reason} -> (throw (ex-info "The actor did not start" {:reason reason}))))
    (throw (ex-info "There is no test that could supervise an actor" {}))))

;; Runs a test, then ends what it has started.
(defn- with-supervisor [f]
  (binding [*started* (atom nil)]
    (try
      (f)
      (finally
        (when-let [supervisor @*started*]
          (unlink supervisor)
          (stop supervisor)
          (await-exit supervisor))))))

(defmacro with-test
  "A definition with a test behind it. `(do (batuta.test/with-test (defn f [x] x) (batuta.test/is (= 1 (f 1)))) (test #'f)) ;=> :ok`"
  [definition & body]
  (if *load-tests*
    `(doto ~definition (alter-meta! assoc :test (fn [] ~@body)))
    definition))

(defmacro deftest
  "Defines a test: a function without arguments whose body makes assertions.
  `(do (batuta.test/deftest sums (batuta.test/is (= 2 (+ 1 1)))) (:name (meta #'sums))) ;=> sums`"
  [name & body]
  (when *load-tests*
    `(def ~(vary-meta name assoc :test `(fn [] ~@body))
       (fn [] (test-var (var ~name))))))

(defmacro deftest-
  "`deftest` that other namespaces do not see. `(do (batuta.test/deftest- t (batuta.test/is true)) (test #'t)) ;=> :ok`"
  [name & body]
  (when *load-tests*
    `(def ~(vary-meta name assoc :test `(fn [] ~@body) :private true)
       (fn [] (test-var (var ~name))))))

(defmacro set-test
  "Gives a var a test. `(do (defn f [] 1) (batuta.test/set-test f (batuta.test/is (= 1 (f)))) (test #'f)) ;=> :ok`"
  [name & body]
  (when *load-tests*
    `(alter-meta! (var ~name) assoc :test (fn [] ~@body))))

(defn compose-fixtures
  "One fixture of two, the second inside the first. `((batuta.test/compose-fixtures (fn [f] (f)) (fn [f] (f))) (fn [] 1)) ;=> 1`"
  [outer inner]
  (fn [f] (outer (fn [] (inner f)))))

(defn join-fixtures
  "One fixture of many, each inside the one before. `((batuta.test/join-fixtures []) (fn [] 1)) ;=> 1`"
  [fixtures]
  (reduce compose-fixtures (fn [f] (f)) fixtures))

(defn use-fixtures
  "Has functions called around the tests of the current namespace: `:each` test, or all of them `:once`. A fixture is a function of the
  function that it has to call. `(do (batuta.test/use-fixtures :each (fn [f] (f))) 1) ;=> 1`"
  [when & fixtures]
  (alter-meta! *ns* assoc
               (case when :each ::each-fixtures :once ::once-fixtures)
               fixtures))

(defn test-var
  "Runs the test of a var. `(do (batuta.test/deftest t (batuta.test/is true)) (batuta.test/test-var #'t)) ;=> nil`"
  [v]
  (when-let [f (:test (meta v))]
    (binding [*testing-vars* (conj *testing-vars* v)]
      (do-report {:type :begin-test-var :var v})
      (inc-report-counter :test)
      (try
        (with-supervisor f)
        (catch Throwable e
          (if-let [found (assertion-in e)]
            (tell found)
            (do-report {:type :error
                        :message "Uncaught exception, not in assertion."
                        :expected nil
                        :actual e}))))
      (do-report {:type :end-test-var :var v}))
    nil))

;; ---- properties -----------------------------------------------------------------------------------------------------

;; What is wrong for a value: the first failure of an assertion, what was thrown, or, where nothing is asserted, a value that is false or nil.
;; Nil when the property holds.
(defn- why-not [property value]
  (let [found (atom []), note (fn [m] (swap! found conj m))]
    (try
      (let [result (binding [*sink* note] (property value))]
        (or (first (filter (fn [m] (#{:fail :error} (:type m))) @found))
            (when (and (empty? @found) (not result)) {:type :fail :actual result})))
      (catch Throwable e
        (or (first (filter (fn [m] (#{:fail :error} (:type m))) @found))
            (assertion-in e)
            {:type :error :actual e})))))

;; The seed of a property: it follows from the run's, and differs from test to test.
(defn- seed-here []
  (if-let [seed (-test-seed)]
    (mod (+ seed (hash (map symbol *testing-vars*))) 1000000000)
    (rand-int 1000000000)))

(defn check-property
  "Checks a property for values of a generator of vectors and reports; whether it holds. `for-all` calls it.
  `(batuta.test/check-property '(for-all [] true) [] (fn [_] []) (fn [_] true) {}) ;=> true`"
  [form names generator property options]
  (let [options (merge {:seed (seed-here)} options)
        found (batuta.gen/check generator (fn [value] (why-not property value)) options)]
    (if (nil? found)
      (do-report {:type :pass :expected form :actual true})
      (do-report {:type :fail
                  :expected form
                  :actual (:failure found)
                  :property (assoc (dissoc found :failure) :names names)}))
    (nil? found)))

(defmacro for-all
  "Asserts a property for values by chance: `(for-all [x gen/int, xs (gen/vector gen/int x)] body…)`, with generators of batuta.gen; each may
  use the values before it. It fails when an assertion in the body fails, when the body throws, or, if it asserts nothing, when its value
  is false or nil. What fails is made as simple as possible. A map of `:runs` (100) and `:seed` may stand first.
  `(batuta.test/for-all [n batuta.gen/nat] (<= 0 n)) ;=> true`"
  {:style/indent 1}
  [& more]
  (let [[options bindings & body] (if (map? (first more)) more (cons {} more))
        pairs (partition 2 bindings)
        names (map (fn [[pattern _]] (if (symbol? pattern) pattern (gensym "value"))) pairs)]
    `(binding [*place* '~(form-place &form)]
       (check-property '~&form
                       '~(mapv first pairs)
                       (fn [source#]
                         (let [~@(mapcat (fn [[pattern generator] name]
                                           (if (= pattern name)
                                             [name `(~generator source#)]
                                             [name `(~generator source#) pattern name]))
                                         pairs
                                         names)]
                           [~@names]))
                       (fn [[~@(map first pairs)]] ~@body)
                       ~options))))

(defmacro defproperty
  "Defines a test of one property, as `for-all` has it. `(do (batuta.test/defproperty p [n batuta.gen/nat] (<= 0 n)) (test #'p)) ;=> :ok`"
  {:style/indent :defn}
  [name & more]
  `(deftest ~name ~(with-meta `(for-all ~@more) (meta &form))))

;; ---- running --------------------------------------------------------------------------------------------------------

;; What `batuta test` calls: the fixture around all tests of a namespace, and one test inside of its own fixtures.
(defn- once-fixture [ns]
  (join-fixtures (::once-fixtures (meta (the-ns ns)))))

(defn- run-one [v]
  (let [each (join-fixtures (::each-fixtures (meta (the-ns (symbol (namespace (symbol v)))))))]
    (each (fn [] (test-var v)))))

(defn test-vars
  "Runs the tests of vars, inside the fixtures of their namespaces. `(batuta.test/test-vars []) ;=> nil`"
  [vars]
  (run! (fn [[name vars]]
          ((once-fixture name) (fn [] (run! run-one (filter (fn [v] (:test (meta v))) vars)))))
        (group-by (fn [v] (symbol (namespace (symbol v)))) vars)))

;; The vars of a namespace, in the order in which they stand in its file.
(defn- vars-in-order [ns]
  (sort-by (fn [v] (or (:line (meta v)) 0)) (vals (ns-interns ns))))

(defn test-all-vars
  "Runs all tests of a namespace. `(batuta.test/test-all-vars 'batuta.walk) ;=> nil`"
  [ns]
  (test-vars (vars-in-order ns)))

(defn test-ns
  "Runs all tests of a namespace, or its `test-ns-hook` alone, and gives the counts.
  `(with-out-str (batuta.test/test-ns 'batuta.walk)) ;=> \"\\nTesting batuta.walk\\n\"`"
  [ns]
  (binding [*report-counters* (atom *initial-report-counters*)]
    (let [ns (the-ns ns)
          hook (ns-resolve ns 'test-ns-hook)]
      (do-report {:type :begin-test-ns :ns ns})
      (if (and hook (= (str (ns-name ns)) (namespace (symbol hook))))
        ((var-get hook))
        (test-all-vars ns))
      (do-report {:type :end-test-ns :ns ns}))
    @*report-counters*))

(defn run-tests
  "Runs all tests of namespaces, of the current one unless told otherwise, prints what happened, and gives the counts.
  `(:fail (binding [*out* *err*] (batuta.test/run-tests 'batuta.walk))) ;=> 0`"
  ([] (run-tests *ns*))
  ([& namespaces]
   (let [summary (assoc (apply merge-with + (map test-ns namespaces)) :type :summary)]
     (do-report summary)
     summary)))

(defn run-all-tests
  "Runs the tests of all namespaces, or of those whose names match. `(:error (batuta.test/run-all-tests #\"batuta.walk\")) ;=> 0`"
  ([] (apply run-tests (all-ns)))
  ([pattern] (apply run-tests (filter (fn [ns] (re-matches pattern (str (ns-name ns)))) (all-ns)))))

(defn run-test-var
  "Runs the test of a var, inside the fixtures of its namespace, prints what happened, and gives the counts.
  `(do (batuta.test/deftest t (batuta.test/is true)) (:pass (batuta.test/run-test-var #'t))) ;=> 1`"
  [v]
  (binding [*report-counters* (atom *initial-report-counters*)]
    (let [ns (the-ns (symbol (namespace (symbol v))))]
      (do-report {:type :begin-test-ns :ns ns})
      (test-vars [v])
      (do-report {:type :end-test-ns :ns ns})
      (let [summary (assoc @*report-counters* :type :summary)]
        (do-report summary)
        summary))))

(defmacro run-test
  "Runs one test by its name. `(do (batuta.test/deftest t (batuta.test/is true)) (:pass (batuta.test/run-test t))) ;=> 1`"
  [name]
  `(run-test-var (var ~name)))

(defn successful?
  "Whether counts tell of no failure and no error. `(batuta.test/successful? {:fail 0 :error 0}) ;=> true`"
  [summary]
  (and (zero? (:fail summary 0)) (zero? (:error summary 0))))
