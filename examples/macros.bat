; Macros are hygienic: a name bound in a template never captures a name of the caller, and the other way round.

(defmacro unless [test & body]
  `(if ~test nil (do ~@body)))

(defmacro either [a b]
  `(let [x ~a]
     (if x x ~b)))

(unless (= 1 2)
  (println "1 is not 2"))

; The `x` of the template and the `x` here are different names.
(let [x 42]
  (println "either:" (either nil x)))

; Even when the caller gives `if` another meaning, the template keeps its own.
(let [not-found :nothing]
  (println "unless gives" (unless true not-found)))

(println (macroexpand-1 '(unless done (println "working"))))
