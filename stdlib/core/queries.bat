;; batuta.core, part 15: queries. `from`, `defquery` and `query` know the words of clauses; in `->>` style each word is a macro or a function
;; that takes the query last. `map`, `filter`, `flat-map`, `distinct` and `group-by` are those of sequences, which extend a query they are given.
;; Plans, and what runs them, are primitives (lib/query/).
(in-ns 'batuta.core)

;; ---- sources --------------------------------------------------------------------------------------------------------

(defmacro from
  "A query: `(from source clause…)`. The source is the name of a log, a collection of maps, a `file`, or a query. It runs when it is used: by `execute`,
  by being printed, or as a sequence, each time anew. Clauses: `where select with-columns order-by limit offset distinct group-by aggregate
  join left-join semi-join anti-join union window pivot transform map filter flat-map json-path as-of history since valid-at named parallel
  distributed collect`, and at the end `(first)` or `(count)`, which give its value. In expressions a keyword is a column, anything else is
  itself, and every function can be called. A column that some rows lack is nil there; one that no row has is an error, unless `select` only
  shows it or `nil?`, `some?` or `coalesce` ask for it. In an actor `(from)` is who asked.
  `(execute (from [{:a 1} {:a 2}] (where (> :a 1)))) ;=> [{:a 2}]`
  `(from [{:a 1} {:a 2}] (where (> :a 0)) (count)) ;=> 2`"
  ([] `(-sender))
  ([source & clauses] (-query-from-form `-any &env &form source clauses)))

(defmacro query
  "A query over all combinations of rows: names with their sources, and conditions behind `:when`, then what each combination becomes.
  `(execute (query [u (from [{:id 1 :name \"Al\"}]) o (from [{:user 1 :n 5}]) :when (= (:user o) (:id u))] {:name (:name u) :n (:n o)})) ;=> [{:name \"Al\" :n 5}]`"
  [bindings body]
  (if (and (vector? bindings) (even? (count bindings)) (seq bindings))
    (-query-comprehension `-any &env bindings body)
    (-refuse "query" "a vector of names and sources" bindings)))

(defmacro defquery
  "Defines a function that makes a query; `execute` runs it. `(do (defquery above [low] (from (range 5) (filter #(> % low)))) (execute above 2)) ;=> [3 4]`"
  [name & more]
  `(defn ~name ~@more))

;; What stands behind the name in `deflog`: [type options]; the type nil where there is none.
(defn- log-decl [more]
  (let [written (if (= ':: (first more)) (rest more) nil)
        options (if written
                  (and (next written) (map? (last written))
                       (not (#{'| '&} (last (butlast written)))))
                  (seq more))
        type (if options (butlast written) written)]
    (when (or (and (nil? written) (next more)) (and written (nil? (seq type))))
      (-refuse "deflog" "`:: Type` and a map of options, either of them or both" (last more)))
    [(if (next type) (apply list type) (first type)) (if options (last more) {})]))

(defmacro deflog
  "Declares a log: `(deflog users :: {:id Int :name String} {:key :id})` makes the log `:users` where it is not there yet, with the options of
  `dlog/create`, and defines `users` as its name. Only records of the type can be appended. `batuta check` knows the columns of its queries.
  `(do (deflog docs-seen :: {:page String}) (dlog/append docs-seen {:page \"a\"}) (execute (from docs-seen (select [:page])))) ;=> [{:page \"a\"}]`"
  [name & more]
  (let [doc (if (string? (first more)) (first more) nil)
        [type options] (log-decl (if doc (next more) more))
        log (keyword (batuta.core/name name))
        spec (keyword (str *ns*) (batuta.core/name name))
        made `(batuta.dlog/create ~log ~(if type (assoc options :spec spec) options))]
    `(do
       ~@(if type [`(batuta.spec/-define-type ~spec (type* ~type))] [])
       ~(if (keyword? name)
          made
          `(def ~(if doc (-described name {:doc doc}) name) ~made)))))

;; ---- running --------------------------------------------------------------------------------------------------------

(defn execute
  "The rows of a query as a vector; for a function, of the query that it makes of arguments. What was read of logs is in the metadata
  `:checkpoints`: `{name {:log name :size n}}`, the first `n` records; `(dlog/checkpoint name n)` is the signed checkpoint.
  `(execute (from [{:a 1}] (select [:a]))) ;=> [{:a 1}]`
  `(do (dlog/append :doc-seen {:a 1}) (:checkpoints (meta (execute (from :doc-seen))))) ;=> {:doc-seen {:log :doc-seen :size 1}}`"
  [query & args]
  (-query-execute query args))

(defmacro explain
  "The plan of a query as text, as it will run: the last step first, each with about how many rows come out of it. Columns that no record
  seen has are pointed at. `(explain (from [{:a 1}] (where (> :a 0)) (select [:a]))) ;~> scan`"
  [query & args]
  `(-query-explain ~(-query-unevaluated `-any &env query) [~@args]))

(defmacro profile
  "Runs a query and tells how: `:rows-scanned`, `:rows-returned` (also those that `(first)` or `(count)` got), `:execution-time-ms`,
  `:partitions`, and under `:plan` what each step did. `(:rows-scanned (profile (from [{:a 1} {:a 2}] (where (> :a 1)) (count)))) ;=> 2`"
  [query & args]
  `(-query-profile ~(-query-unevaluated `-any &env query) [~@args]))

(defn schema
  "Which columns a log, query or collection has, and of which types. `(schema [{:id 1 :name \"Al\"} {:id 2 :name nil}]) ;=> {:id Int :name (String | Nil)}`"
  [source]
  (-query-schema source))

(defn collect
  "Gathers the rows of a distributed query in one place, which is where a query ends anyway. `(execute (from [{:a 1}] (collect))) ;=> [{:a 1}]`"
  [query]
  (-query-from query))

;; ---- rows and columns -----------------------------------------------------------------------------------------------

(defmacro where
  "The rows for which a condition holds. A comparison with nil is unknown, and so is `not` of it; the row is not taken. `=` is that of the
  language; an order between values of different types is an error. Beside functions: `= not= < <= > >= between in like and or not nil? some?
  if coalesce + - * / quot rem mod`. `(execute (->> (from [{:a 1} {:a nil}]) (where (< :a 5)))) ;=> [{:a 1}]`"
  [condition & more]
  (-query-clause-form `-any &env "where" (cons condition more)))

(defmacro select
  "Rows with these columns only: keywords, and maps from names to expressions. A column that a row lacks is nil.
  `(execute (->> (from [{:a 1 :b 2}]) (select [:a {:c (* 10 :b)} :d]))) ;=> [{:a 1 :c 20 :d nil}]`"
  [columns & more]
  (-query-clause-form `-any &env "select" (cons columns more)))

(defmacro with-columns
  "Rows with more columns: names and expressions by turns. `(execute (->> (from [{:a 1}]) (with-columns :b (+ :a 1)))) ;=> [{:a 1 :b 2}]`"
  [name & more]
  (-query-clause-form `-any &env "with-columns" (cons name more)))

(defmacro order-by
  "Rows in order: columns or expressions, each followed by `:desc`, or by `:nulls :first` or `:last`. Nil comes before everything unless
  said otherwise, so last when descending. `(execute (->> (from [{:a 1} {:a 3} {:a 2}]) (order-by :a :desc))) ;=> [{:a 3} {:a 2} {:a 1}]`"
  [column & more]
  (-query-clause-form `-any &env "order-by" (cons column more)))

(defmacro aggregate
  "What groups come to: names and aggregates by turns, behind `group-by` or of all rows. Aggregates are `(count *) (count :a) count-distinct
  sum avg min max median (quantile :a 0.9) stddev first last collect-list`, any function, which gets all values in a vector, and
  expressions over these. Nil is left out; the aggregate of nothing is nil, or 0 for counts.
  `(execute (->> (from [{:u 1 :n 2} {:u 1 :n 3}]) (group-by :u) (aggregate :n (sum :n) :avg (/ (sum :n) (count *))))) ;=> [{:u 1 :n 5 :avg 5/2}]`"
  [name & more]
  (-query-clause-form `-any &env "aggregate" (cons name more)))

(defmacro window
  "Rows with columns that depend on the rows around: `row-number rank dense-rank (lag :a n default) (lead :a)` and aggregates, which run up to
  this row when there is an order. Options: `:partition-by`, `:order-by`.
  `(execute (->> (from [{:a 1} {:a 2}]) (window {:order-by :a} :sum (sum :a) :before (lag :a)))) ;=> [{:a 1 :sum 1 :before nil} {:a 2 :sum 3 :before 1}]`"
  [options & more]
  (-query-clause-form `-any &env "window" (cons options more)))

(defmacro pivot
  "Values of a column as columns of their own, behind `group-by`: a column, perhaps the values in a vector, an aggregate.
  `(execute (->> (from [{:u 1 :m \"jan\" :n 2} {:u 1 :m \"feb\" :n 3}]) (group-by :u) (pivot :m (sum :n)))) ;=> [{:u 1 :feb 3 :jan 2}]`"
  [column & more]
  (-query-clause-form `-any &env "pivot" (cons column more)))

(defn limit
  "The first n rows. `(execute (->> (from [{:a 1} {:a 2}]) (limit 1))) ;=> [{:a 1}]`"
  [n query]
  (-query-limit n query))

(defn offset
  "The rows behind the first n. `(execute (->> (from [{:a 1} {:a 2}]) (offset 1))) ;=> [{:a 2}]`"
  [n query]
  (-query-offset n query))

(defn transform
  "What a function makes of each row. `(execute (->> (from [{:a 1}]) (transform (fn [{:keys [a]}] {:b (inc a)})))) ;=> [{:b 2}]`"
  [f query]
  (-query-transform f query))

(defn json-path
  "The parts of each row that a JSON path (RFC 9535) leads to. `(execute (->> (from [{:users [{:name \"Al\" :age 30}]}]) (json-path \"$.users[?(@.age > 18)].name\"))) ;=> [\"Al\"]`"
  [path query]
  (-query-json-path path query))

;; ---- several sources ------------------------------------------------------------------------------------------------

(defmacro join
  "Rows beside the rows of another source for which a condition holds. Columns can be qualified by the name of the log, or that of `named`:
  `:users.id`. A plain name is the left row's if it has it; in an equality the first is the left one's. A keyword as condition is a column
  that both have. A column that both have is shown qualified for the right one. Rows come in the order of the left source, those of one left row
  in the order of the right source, in whatever order joins are done.
  `(execute (->> (from [{:id 1 :name \"Al\"}]) (join [{:user 1 :n 5}] (= :id :user)))) ;=> [{:id 1 :name \"Al\" :user 1 :n 5}]`
  Of actors: `(join group)` puts this actor into a group, `(join group pid)` another; who ends leaves it.
  `(do (join :workers) (count (members :workers))) ;=> 1`"
  ([group] `(-join-group ~group))
  ([group pid] `(-join-group ~group ~pid))
  ([source condition query] (-query-clause-form `-any &env "join" (list source condition query))))

(defmacro left-join
  "`join`, and rows without a partner. `(execute (->> (from [{:id 1}]) (left-join [{:user 2 :n 5}] (= :id :user)) (select [:id :n]))) ;=> [{:id 1 :n nil}]`"
  [source condition & more]
  (-query-clause-form `-any &env "left-join" (list* source condition more)))

(defmacro semi-join
  "The rows that have a partner in another source. `(execute (->> (from [{:id 1} {:id 2}]) (semi-join [{:user 2}] (= :id :user)))) ;=> [{:id 2}]`"
  [source condition & more]
  (-query-clause-form `-any &env "semi-join" (list* source condition more)))

(defmacro anti-join
  "The rows that have no partner in another source. `(execute (->> (from [{:id 1} {:id 2}]) (anti-join [{:user 2}] (= :id :user)))) ;=> [{:id 1}]`"
  [source condition & more]
  (-query-clause-form `-any &env "anti-join" (list* source condition more)))

(defn union
  "The rows of a query, then those of another source; equal ones stay unless `distinct` follows. `(execute (->> (from [{:a 1}]) (union [{:a 1}]))) ;=> [{:a 1} {:a 1}]`"
  [source query]
  (-query-union source query))

(defn named
  "The query with a name that qualifies its columns. `(execute (->> (named :u (from [{:id 1}])) (join (named :o (from [{:id 1 :n 5}])) (= :u.id :o.id)) (select [:o.n]))) ;=> [{:o.n 5}]`"
  [name query]
  (-query-named name query))

;; ---- time -----------------------------------------------------------------------------------------------------------

(defn as-of
  "The logs of a query as they were at a point in time, that one included. `(query/query? (->> (from :users) (as-of (days-ago 7)))) ;=> true`"
  [t query]
  (-query-as-of t query))

(defn since
  "Only what was written after a point in time. `(query/query? (->> (from :users) (since (days-ago 7)))) ;=> true`"
  [t query]
  (-query-since t query))

(defn valid-at
  "What was true at a point in time, as far as is known now, or at the time of `as-of`. `(query/query? (->> (from :users) (valid-at (days-ago 7)))) ;=> true`"
  [t query]
  (-query-valid-at t query))

(defn history
  "All versions of rows that held at some time from `start` on and before `end`; each held from `:valid-from` on and before `:valid-to`, nil
  while it still does. `(query/query? (->> (from :users) (history (days-ago 7) (now)))) ;=> true`"
  [start end query]
  (-query-history start end query))

(defn diff
  "What is different between two maps. `(diff {:a 1 :b 2} {:a 3 :c 4}) ;=> {:changed {:a [1 3]} :added {:c 4} :removed {:b 2}}`"
  [before after]
  (let [before (or before {}), after (or after {})]
    {:changed (reduce-kv (fn [acc k v]
                           (if (and (contains? after k) (not= v (get after k)))
                             (assoc acc k [v (get after k)])
                             acc))
                         {}
                         before)
     :added (reduce-kv (fn [acc k v] (if (contains? before k) acc (assoc acc k v))) {} after)
     :removed (reduce-kv (fn [acc k v] (if (contains? after k) acc (assoc acc k v))) {} before)}))

(defn seconds
  "A duration of n seconds. `(seconds 5) ;=> #duration \"PT5S\"`"
  [n]
  (batuta.time/seconds n))

(defn minutes
  "A duration of n minutes. `(minutes 5) ;=> #duration \"PT5M\"`"
  [n]
  (batuta.time/minutes n))

(defn hours
  "A duration of n hours. `(hours 5) ;=> #duration \"PT5H\"`"
  [n]
  (batuta.time/hours n))

;; ---- conditions that are functions too ------------------------------------------------------------------------------

(defn between
  "Whether a value is neither below one bound nor above another. `(between 2 1 3) ;=> true`"
  [x low high]
  (-query-between x low high))

(defn in
  "Whether a value is among others. `(in 2 [1 2]) ;=> true`"
  [x values]
  (if (some (fn [y] (= x y)) values) true false))

(defn like
  "Whether a text fits a pattern: `%` is any text, `_` any character. `(like \"banana\" \"b%\") ;=> true`"
  [text pattern]
  (-query-like text pattern))

;; ---- workers, actors ------------------------------------------------------------------------------------------------

(defn parallel
  "Asks for n workers; what the query answers does not depend on it. `(execute (->> (from [{:a 1}]) (parallel 4))) ;=> [{:a 1}]`"
  [n query]
  (-query-parallel "parallel" n query))

(defn distributed
  "Asks for n workers on other machines too, or with true for as many as there are. `(execute (->> (from [{:a 1}]) (distributed 4))) ;=> [{:a 1}]`"
  [n query]
  (-query-parallel "distributed" n query))

;; How many rows a spawned query hands over at a time.
(def ^:private -batch 256)

;; Hands rows to whoever asks for the next ones; nil is the end. Ends with its owner.
(defn- -serve-rows [query owner]
  (monitor owner)
  (loop [rows query]
    (receive
      :next -> (let [batch (try {:rows (vec (take -batch rows))} (catch Exception e {:failed e}))]
                 (reply batch)
                 (recur (if (seq (:rows batch)) (drop -batch rows) ())))
      {:exit ~owner _} -> :owner-ended)))

(defn spawn-query
  "Starts an actor that runs a query, or the query that a function makes of arguments; the pid. `for-each` takes its rows, which are computed
  as they are taken. It ends with the actor that started it. `(let [n (atom 0)] (for-each (spawn-query (from (range 5))) #(swap! n + %)) @n) ;=> 10`"
  [query & args]
  (let [query (if (-query? query) query (-query-from (apply query args)))
        owner (self)]
    (spawn (fn [] (-serve-rows query owner)))))

(defn for-each
  "Calls a function with every row of a spawned query, or with every element of a collection; nil. `(with-out-str (for-each [1 2] print)) ;=> \"12\"`"
  [source f]
  (if (pid? source)
    (loop []
      (let [{:keys [rows failed]} (call source :next :infinity)]
        (when failed (throw failed))
        (when (seq rows)
          (run! f rows)
          (recur))))
    (run! f source)))

(defn subscribe
  "Starts an actor that sends the rows which a growing log brings to a query, from now on: each is a message `{:row pid row}`. The clauses
  of the query look at one row at a time. It ends with the actor that subscribed, or by `stop`; the pid.
  `(try (subscribe (from [1 2])) (catch Exception e (ex-code e))) ;=> :bad-query`"
  [query & args]
  (let [subscription (-query-subscription query args)
        owner (self)
        pid (spawn (fn []
                     (monitor owner)
                     (loop []
                       (receive
                         :grown -> (do
                                     (run! (fn [row] (send owner {:row (self) row}))
                                           (-query-new-rows subscription))
                                     (recur))
                         {:exit ~owner _} -> (-query-unwatch subscription)))))]
    (-query-watch subscription pid)
    pid))
