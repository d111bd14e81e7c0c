;; batuta.core, part 8: values that arrive later. Futures and promises themselves are primitives (lib/runtime/core_async.ts).
(in-ns 'batuta.core)

(defmacro future
  "Runs a body as a process of its own; `deref` waits for its value. `@(future (sleep 1) 5) ;=> 5`"
  [& body]
  `(future-call (fn [] ~@body)))

(defn pmap
  "`map` whose calls wait side by side, some at a time. `(pmap inc [1 2]) ;=> (2 3)`"
  ([f coll]
   (mapcat (fn [xs] (map deref (mapv (fn [x] (future-call (fn [] (f x)))) xs)))
           (partition-all 32 coll)))
  ([f coll & colls]
   (pmap (fn [args] (apply f args)) (apply map vector coll colls))))

(defn pcalls
  "The values of functions of no arguments, called side by side. `(pcalls (fn [] 1) (fn [] 2)) ;=> (1 2)`"
  [& fs]
  (pmap (fn [f] (f)) fs))

(defmacro pvalues
  "The values of forms, evaluated side by side. `(pvalues 1 (+ 1 1)) ;=> (1 2)`"
  [& forms]
  `(pcalls ~@(map (fn [form] `(fn [] ~form)) forms)))
