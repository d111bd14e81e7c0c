;; batuta.core, part 1: defining things, and control.
;; In order, so that every name stands before its use: the defining macros, then tests and branches, binding tests, threading,
;; loops. Functions of values that are not made here are primitives (lib/runtime/core_*.ts).
;; Parts: core.bat, core/functions.bat, core/sequences.bat, core/collections.bat, core/state.bat, core/multimethods.bat, core/printing.bat,
;; core/namespaces.bat, core/futures.bat, core/protocols.bat,
;; core/with.bat, core/portable.bat.
(in-ns 'batuta.core)

;; ---- defining -------------------------------------------------------------------------------------------------------

;; A type at the beginning of some forms, several where `|` or `&` stands between them: [the type, the rest].
(def ^:private -type
  (fn [forms]
    (loop [type [(first forms)], more (next forms)]
      (if (if (= (first more) '|) true (= (first more) '&))
        (recur (conj (conj type (first more)) (second more)) (next (next more)))
        [(if (next type) (-array-list (-mapv (fn [x] x) type)) (first type)) more]))))

;; Takes `:: Type`, a docstring and a map off what follows the name of a definition: [what is known of it, the rest].
(def ^:private -definition
  (fn [name decl]
    (loop [decl decl, about {}]
      (let [x (first decl)]
        (if (= x '::)
          (let [[type more] (-type (next decl))
                before (get about :type nil)]
            (recur more (assoc about :type (if before (list before '& type) type))))
          (if (if (string? x) (next decl) false)
            (recur (next decl) (assoc about :doc x))
            (if (if (map? x) (next decl) false)
              (recur (next decl) (reduce-kv assoc about x))
              [about decl])))))))

;; The parameter vectors of a function's clauses.
(def ^:private -arglists
  (fn [clauses]
    (if (vector? (first clauses)) (list (first clauses)) (-array-list (-mapv first clauses)))))

;; Refuses a definition without a name, or with something else than clauses behind it.
(def ^:private -check-definition
  (fn [macro name clauses]
    (if (symbol? name)
      nil
      (-refuse macro "a name first, then parameters in a vector, then a body" name))
    (if (nil? clauses) (-refuse macro "a vector of parameters and a body" nil) nil)
    (if (vector? (first clauses))
      nil
      (-mapv (fn [clause]
               (if (if (seq? clause) (vector? (first clause)) false)
                 nil
                 (-refuse macro "a vector of parameters before the body" clause)))
             clauses))))

(def ^{:macro true
       :arglists '([name :: type? doc? attributes? [params*] body*] [name doc? ([params*] body*) +])
       :doc "Defines a function. `(do (defn add \"The sum.\" [x y] (+ x y)) (add 1 2)) ;=> 3`"}
  defn
  (fn [&form &env name & decl]
    (let [[about clauses] (-definition name decl)
          _ (-check-definition "defn" name clauses)
          type (get about :type nil)
          about (assoc (dissoc about :type) :arglists `'~(-arglists clauses))]
      (if type
        `(def ~(-described name about) ~':: ~type (fn ~@clauses))
        `(def ~(-described name about) (fn ~@clauses))))))

(def ^{:macro true
       :arglists '([name doc? attributes? [params*] body*] [name doc? ([params*] body*) +])
       :doc "Defines a macro: a function from the forms of a call to the form that takes its place. `:style/indent` among the attributes tells
  `batuta fmt` how many arguments stand before the body of a call.
  `(defmacro twice [form] (list 'do form form)) (with-out-str (twice (print 1))) ;=> \"11\"`"}
  defmacro
  (fn [&form &env name & decl]
    (let [[about clauses] (-definition name decl)
          _ (-check-definition "defmacro" name clauses)
          about (assoc about :macro true :arglists `'~(-arglists clauses))
          hidden (fn [[params & body]] `([~'&form ~'&env ~@params] ~@body))
          clauses (if (vector? (first clauses)) (list (hidden clauses)) (-mapv hidden clauses))]
      `(def ~(-described name about) (fn ~@(-array-vec (-to-array clauses)))))))

(defmacro defn-
  "Defines a function that other namespaces do not see. `(do (defn- f [x] x) (f 1)) ;=> 1`"
  [name & decl]
  `(defn ~(-described name {:private true}) ~@decl))

(defmacro declare
  "Makes vars without values, so that code can name them before they are defined. `(do (declare later) (bound? #'later)) ;=> false`"
  [& names]
  `(do ~@(-array-vec (-mapv (fn [name] `(def ~(-described name {:declared true}))) names))))

(defmacro defonce
  "Defines a name unless it has a value already. `(do (defonce a 1) (defonce a 2) a) ;=> 1`"
  [name & decl]
  `(let [v# (def ~name)]
     (if (bound? v#) v# (def ~name ~@decl))))

(defmacro comment
  "Ignores its forms. `(comment (launch)) ;=> nil`"
  [& body]
  nil)

;; ---- branches -------------------------------------------------------------------------------------------------------

(defmacro when
  "Runs a body if a test holds, else gives nil. `(when (pos? 1) :a :b) ;=> :b`"
  [test & body]
  `(if ~test (do ~@body) nil))

(defmacro if-not
  "`if` with the branches the other way round. `(if-not false 1 2) ;=> 1`"
  ([test then] `(if ~test nil ~then))
  ([test then else] `(if ~test ~else ~then)))

(defmacro when-not
  "Runs a body if a test does not hold. `(when-not false 1) ;=> 1`"
  [test & body]
  `(if ~test nil (do ~@body)))

(defmacro unless
  "Runs a body if a test does not hold, as in Elixir. `(unless false 3) ;=> 3`"
  [test & body]
  `(if ~test nil (do ~@body)))

;; More forms than `-few` in two halves: macros that take any number of forms would otherwise nest as deep as there are forms.
(def ^:private -few 8)

(def ^:private -halves
  (fn [forms]
    (let [forms (-array-vec (-to-array forms))
          middle (quot (count forms) 2)]
      [(subvec forms 0 middle) (subvec forms middle)])))

(defmacro and
  "The first value that is nil or false, else the last; later forms are not run. `(and 1 nil 2) ;=> nil`"
  ([] true)
  ([x] x)
  ([x & more]
   (if (< -few (count more))
     (let [[left right] (-halves (cons x more))] `(and (and ~@left) (and ~@right)))
     `(let [x# ~x] (if x# (and ~@more) x#)))))

(defmacro or
  "The first value that is neither nil nor false, else the last; later forms are not run. `(or nil 2 3) ;=> 2`"
  ([] nil)
  ([x] x)
  ([x & more]
   (if (< -few (count more))
     (let [[left right] (-halves (cons x more))] `(or (or ~@left) (or ~@right)))
     `(let [x# ~x] (if x# x# (or ~@more))))))

;; Clauses that `cond` expands at once: what it answers nests as deep.
(def ^:private -step 64)

(defmacro cond
  "The value beside the first test that holds, as `test -> value` or in plain pairs; nil when none does.
  `(cond (= 1 2) -> :a :else -> :b) ;=> :b`"
  [& clauses]
  (loop [clauses (seq clauses)
         pairs ()]
    (if (and clauses (< (count pairs) -step))
      (let [[test value & more] clauses
            arrow (= value '->)]
        (if (if arrow more (next clauses))
          (recur (if arrow (next more) more) (cons [test (if arrow (first more) value)] pairs))
          (-refuse "cond"
                   (if arrow "a value after every `->`" "a value for every test")
                   (if arrow value test))))
      (reduce (fn [otherwise [test value]] `(if ~test ~value ~otherwise))
              (if clauses `(cond ~@clauses) nil)
              pairs))))

;; The name and the value of a binding vector that holds just these.
(def ^:private -pair
  (fn [macro binding]
    (if (and (vector? binding) (= 2 (count binding)))
      binding
      (-refuse macro "a vector of one name and one value" binding))))

(defmacro if-let
  "Binds a value and takes the first branch if it is true, else the second. `(if-let [x (get {:a 1} :a)] (inc x) :none) ;=> 2`"
  ([binding then] `(if-let ~binding ~then nil))
  ([binding then else]
   (let [[pattern value] (-pair "if-let" binding)]
     `(let [value# ~value]
        (if value# (let [~pattern value#] ~then) ~else)))))

(defmacro when-let
  "Binds a value and runs a body if it is true. `(when-let [x 1] (inc x)) ;=> 2`"
  [binding & body]
  (let [[pattern value] (-pair "when-let" binding)]
    `(let [value# ~value]
       (if value# (let [~pattern value#] ~@body) nil))))

(defmacro if-some
  "`if-let`, with a test for nil only. `(if-some [x false] [x] :none) ;=> [false]`"
  ([binding then] `(if-some ~binding ~then nil))
  ([binding then else]
   (let [[pattern value] (-pair "if-some" binding)]
     `(let [value# ~value]
        (if (nil? value#) ~else (let [~pattern value#] ~then))))))

(defmacro when-some
  "`when-let`, with a test for nil only. `(when-some [x false] [x]) ;=> [false]`"
  [binding & body]
  (let [[pattern value] (-pair "when-some" binding)]
    `(let [value# ~value]
       (if (nil? value#) nil (let [~pattern value#] ~@body)))))

(defmacro when-first
  "Binds the first element of a collection and runs a body if there is one. `(when-first [x [1 2]] x) ;=> 1`"
  [binding & body]
  (let [[pattern coll] (-pair "when-first" binding)]
    `(when-let [s# (seq ~coll)]
       (let [~pattern (first s#)] ~@body))))

(defmacro assert
  "Fails unless a test holds. `(assert (= 1 1) \"one is one\") ;=> nil`"
  ([test] `(if ~test nil (-assert-failed ~(pr-str test))))
  ([test message] `(if ~test nil (-assert-failed ~message))))

;; ---- threading ------------------------------------------------------------------------------------------------------

(defmacro ->
  "Hands a value through calls, as the first argument of each. `(-> 5 (+ 3) (* 2)) ;=> 16`"
  [x & forms]
  (reduce (fn [acc form]
            (if (seq? form)
              (-in-place-of `(~(first form) ~acc ~@(next form)) form)
              `(~form ~acc)))
          x
          forms))

(defmacro ->>
  "Hands a value through calls, as the last argument of each. `(->> [1 2] (map inc) (reduce +)) ;=> 5`"
  [x & forms]
  (reduce (fn [acc form]
            (if (seq? form)
              (-in-place-of `(~(first form) ~@(next form) ~acc) form)
              `(~form ~acc)))
          x
          forms))

(defmacro doto
  "Hands a value to calls one after the other and gives it back. `(doto (atom 1) (reset! 2) (swap! inc)) ;~> 3`"
  [x & forms]
  `(let [x# ~x]
     ~@(-mapv (fn [form] (if (seq? form) `(~(first form) x# ~@(next form)) `(~form x#))) forms)
     x#))

;; A value that gets a name, and that name again for the value of every step; the last step is the value of all.
(def ^:private -stepwise
  (fn [name x steps]
    (if (= 0 (count steps))
      x
      `(let [~name ~x ~@(reduce (fn [bindings step] (conj bindings name step)) [] (pop steps))]
         ~(peek steps)))))

(defmacro as->
  "Hands a value through forms in which it has a name. `(as-> 5 x (+ x 1) (* 2 x)) ;=> 12`"
  [x name & forms]
  (-stepwise name x (-array-vec (-to-array forms))))

;; The clauses of a `cond->` as steps, each of which changes the value or leaves it.
(def ^:private -conditional-steps
  (fn [macro threading name clauses]
    (loop [clauses clauses, steps []]
      (if (nil? clauses)
        steps
        (if (next clauses)
          (let [[test form & more] clauses]
            (recur more (conj steps `(if ~test (~threading ~name ~form) ~name))))
          (-refuse macro "a form for every test" (first clauses)))))))

(defmacro cond->
  "Hands a value through the calls whose tests hold, as first argument. `(cond-> 1 true inc false (* 42)) ;=> 2`"
  [x & clauses]
  (-stepwise `x# x (-conditional-steps "cond->" `-> `x# clauses)))

(defmacro cond->>
  "Hands a value through the calls whose tests hold, as last argument. `(cond->> [1 2] true (map inc)) ;=> (2 3)`"
  [x & clauses]
  (-stepwise `x# x (-conditional-steps "cond->>" `->> `x# clauses)))

;; The forms of a `some->` as steps: where the value is nil it stays so.
(def ^:private -steps-until-nil
  (fn [threading name forms]
    (-mapv (fn [form] `(if (nil? ~name) nil (~threading ~name ~form))) forms)))

(defmacro some->
  "Hands a value through calls, as first argument, until it is nil. `(some-> {:a {:b 1}} :a :b inc) ;=> 2`"
  [x & forms]
  (-stepwise `x# x (-array-vec (-steps-until-nil `-> `x# forms))))

(defmacro some->>
  "Hands a value through calls, as last argument, until it is nil. `(some->> [1 2] (map inc) first) ;=> 2`"
  [x & forms]
  (-stepwise `x# x (-array-vec (-steps-until-nil `->> `x# forms))))

;; ---- choosing -------------------------------------------------------------------------------------------------------

;; One branch of `case`: the constants it takes, in a vector.
(def ^:private -alternatives
  (fn [constant]
    (if (if (seq? constant) (seq constant) false) (-array-vec (-to-array constant)) [constant])))

;; Whether equality of a constant is identity: nothing but a test of pointers then.
(def ^:private -identity-test
  (fn [value constant]
    (if (or (keyword? constant) (nil? constant) (true? constant) (false? constant))
      `(identical? ~value ~constant)
      `(= ~value '~constant))))

;; A test for any of some constants.
(def ^:private -any-test
  (fn [value constants]
    (reduce (fn [test constant]
              (if (nil? test)
                (-identity-test value constant)
                `(or ~test ~(-identity-test value constant))))
            nil
            constants)))

;; Above this many constants `case` looks the value up in a map, then finds the branch by halving.
(def ^:private -linear-case 8)

;; Finds the i-th branch, `low <= i < high`, among branches.
(def ^:private -branch
  (fn -branch [i branches low high]
    (if (= 1 (- high low))
      (nth branches low)
      (let [middle (quot (+ low high) 2)]
        `(if (< ~i ~middle)
           ~(-branch i branches low middle)
           ~(-branch i branches middle high))))))

;; Pairs of constants and forms, taken off the clauses of `case`; and the default in a vector, if there is one.
(def ^:private -case-clauses
  (fn [clauses]
    (loop [clauses (seq clauses), pairs []]
      (cond
        (nil? clauses) [pairs nil]
        (nil? (next clauses)) [pairs [(first clauses)]]
        (= '-> (second clauses)) (recur (next (next (next clauses)))
                                        (conj pairs
                                              [(first clauses) (first (next (next clauses)))]))
        :else (recur (next (next clauses)) (conj pairs [(first clauses) (second clauses)]))))))

(defmacro case
  "The form beside the constant that a value equals; a list of constants takes any of them. A last form takes all else;
  without it no match is an error. `(case 3 1 :one (2 3) :few :many) ;=> :few`"
  [x & clauses]
  (let [[pairs default] (-case-clauses clauses)
        otherwise (if default (first default) `(-no-clause value#))
        choices (reduce (fn [n [constant]] (+ n (count (-alternatives constant)))) 0 pairs)]
    (if (<= choices -linear-case)
      `(let [value# ~x]
         ~(reduce (fn [else [constant form]]
                    `(if ~(-any-test `value# (-alternatives constant)) ~form ~else))
                  otherwise
                  (rseq pairs)))
      (let [branches (-array-vec (-mapv second pairs))
            index (reduce-kv (fn [index i [constant]]
                               (reduce (fn [index c]
                                         (if (contains? index c) index (assoc index c i)))
                                       index
                                       (-alternatives constant)))
                             {}
                             pairs)]
        `(let [value# ~x
               i# (get '~index value# -1)]
           (if (< i# 0)
             ~otherwise
             ~(-branch `i# branches 0 (count branches))))))))

(defmacro condp
  "The value beside the first x for which `(f x value)` holds; `x :>> f` hands what it gave to f. A last form takes all else.
  `(condp = 2 1 :one 2 :two :many) ;=> :two`"
  [f value & clauses]
  `(let [f# ~f, value# ~value]
     ~(let [build (fn build [clauses]
                    (cond
                      (nil? clauses) `(-no-clause value#)
                      (nil? (next clauses)) (first clauses)
                      (= :>> (second clauses))
                      (let [[x _ g & more] clauses]
                        `(let [found# (f# ~x value#)]
                           (if found# (~g found#) ~(build more))))
                      :else
                      (let [[x form & more] clauses]
                        `(if (f# ~x value#) ~form ~(build more)))))]
        (build (seq clauses)))))

;; ---- loops ----------------------------------------------------------------------------------------------------------

(defmacro while
  "Runs a body again and again while a test holds. `(let [a (atom 0)] (while (< @a 5) (swap! a inc)) @a) ;=> 5`"
  [test & body]
  `(loop []
     (if ~test (do ~@body (recur)) nil)))

(defmacro dotimes
  "Runs a body n times, with the number of the turn from 0. `(with-out-str (dotimes [i 3] (print i))) ;=> \"012\"`"
  [binding & body]
  (let [[name n] (-pair "dotimes" binding)]
    `(let [n# ~n]
       (loop [i# 0]
         (if (< i# n#)
           (do (let [~name i#] ~@body) (recur (inc i#)))
           nil)))))

(defmacro lazy-seq
  "A sequence that a body computes when it is first looked at, once. `(take 2 ((fn ones [] (lazy-seq (cons 1 (ones)))))) ;=> (1 1)`"
  [& body]
  `(-lazy-cell (fn [] ~@body)))

(defmacro lazy-cat
  "The elements of collections one after the other, each of which is computed when it is reached. `(lazy-cat [1] [2]) ;=> (1 2)`"
  [& colls]
  `(concat ~@(-mapv (fn [coll] `(lazy-seq ~coll)) colls)))

;; Calls f with every element until it answers -stop; -stop stops this loop only.
(def ^:private -each
  (fn [f coll]
    (reduce (fn [_ x] (if (identical? -stop (f x)) (reduced nil) nil)) nil coll)))

;; What f answers for every element, without the marks it answers for those to leave out or stop at.
(def ^:private -for
  (fn -for [f coll]
    (lazy-seq
      (let [s (seq coll)]
        (if (nil? s)
          nil
          (if (-chunked? s)
            (let [out (-for-run f s)]
              (if (-array-stopped? out)
                (-array-seq (-array-unstop out))
                (-chunk-cons out (-for f (-after-run s)))))
            (let [x (f (first s))]
              (if (identical? x -stop)
                nil
                (if (identical? x -skip)
                  (-for f (rest s))
                  (cons x (-for f (rest s))))))))))))

;; The elements of the sequences that f answers for every element, joined; same marks.
(def ^:private -for-cat
  (fn -for-cat [f coll]
    (let [join (fn join [inner s]
                 (lazy-seq
                   (let [i (seq inner)]
                     (if (nil? i)
                       (-for-cat f (rest s))
                       (if (-chunked? i)
                         (-run-onto i (join (-after-run i) s))
                         (cons (first i) (join (rest i) s)))))))]
      (lazy-seq
        (let [s (seq coll)]
          (if (nil? s)
            nil
            (let [x (f (first s))]
              (if (identical? x -stop)
                nil
                (if (identical? x -skip) (-for-cat f (rest s)) (join x s))))))))))

;; Splits the bindings of `for` and `doseq` into groups: [pattern collection modifier…] each.
(def ^:private -groups
  (fn [macro bindings]
    (if (and (vector? bindings) (even? (count bindings)) (not (keyword? (first bindings))))
      nil
      (-refuse macro "a vector of names and collections" bindings))
    (loop [forms (seq bindings), groups []]
      (if (nil? forms)
        groups
        (let [[x y] forms]
          (recur (next (next forms))
                 (if (keyword? x)
                   (conj (pop groups) (conj (peek groups) x y))
                   (conj groups [x y]))))))))

;; Wraps a form in the modifiers of a group.
(def ^:private -modified
  (fn -modified [modifiers form]
    (if (nil? modifiers)
      form
      (let [[kind x & more] modifiers]
        (case kind
          :let `(let ~x ~(-modified more form))
          :when `(if ~x ~(-modified more form) -skip)
          :while `(if ~x ~(-modified more form) -stop)
          (-refuse "for" (str "one of :let, :when and :while where " kind " stands") x))))))

(defmacro for
  "A lazy sequence of what a body gives for the elements of collections, the last one fastest. `:let`, `:when` and `:while` may
  follow each. `(for [x [1 2] y [:a :b] :when (odd? x)] [x y]) ;=> ([1 :a] [1 :b])`"
  [bindings & body]
  (let [build (fn build [groups]
                (let [[[pattern coll & modifiers] & more] groups]
                  (if more
                    `(-for-cat (fn [~pattern] ~(-modified modifiers (build more))) ~coll)
                    `(-for (fn [~pattern] ~(-modified modifiers `(do ~@body))) ~coll))))]
    (build (-groups "for" bindings))))

(defmacro doseq
  "Runs a body for the elements of collections, the last one fastest; modifiers as in `for`.
  `(with-out-str (doseq [x [1 2]] (print x))) ;=> \"12\"`"
  [bindings & body]
  (let [build (fn build [groups]
                (let [[[pattern coll & modifiers] & more] groups]
                  `(-each (fn [~pattern]
                            ~(-modified modifiers (if more (build more) `(do ~@body nil))))
                          ~coll)))]
    (if (= [] bindings) `(do ~@body nil) (build (-groups "doseq" bindings)))))
