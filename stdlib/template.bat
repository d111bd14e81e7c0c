;; batuta.template: forms with names to fill in; portable code knows it as clojure.template.
(in-ns 'batuta.template)

(defn apply-template
  "A form with the symbols of a vector replaced by values. `(batuta.template/apply-template '[x] '(+ x x) [2]) ;=> (+ 2 2)`"
  [names form values]
  (assert (vector? names))
  (assert (every? symbol? names))
  (batuta.walk/postwalk-replace (zipmap names values) form))

(defmacro do-template
  "Runs a form once for every few values, with the symbols of a vector replaced by them.
  `(with-out-str (batuta.template/do-template [x] (print x) 1 2)) ;=> \"12\"`"
  [names form & values]
  `(do ~@(map (fn [some] (apply-template names form some)) (partition (count names) values))))
