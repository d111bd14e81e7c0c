; records print as their method says, at any depth, until the method is gone
(defrecord Money [sum])
(defmethod print-method Money [m w] (.write w (str "EUR " (:sum m))))
(def with-method [(pr-str (->Money 5)) (pr-str {:a [(->Money 1)]}) (with-out-str (println (->Money 2)))])
(remove-method print-method Money)
(conj with-method (pr-str (->Money 3)))
;=> ["EUR 5" "{:a [EUR 1]}" "EUR 2\n" "#user.Money{:sum 3}"]

; a method prints parts by print-method, each in its way and as the caller wants it
(defrecord Box [x])
(defmethod print-method Box [b w] (.write w "box ") (print-method (:x b) w))
(def shown [(pr-str (->Box "a")) (with-out-str (print (->Box "a"))) (pr-str (->Box (->Box [1])))])
(remove-method print-method Box)
shown
;=> ["box \"a\"" "box a" "box box [1]"]

; built-in types, and keywords in metadata, choose methods too
(defmethod print-method Float [x w] (.write w (format "%.2f" x)))
(defmethod print-method ::secret [x w] (.write w "***"))
(def shown [(pr-str [1.5 2]) (pr-str {:a ^{:type ::secret} [1 2]})])
(remove-method print-method Float)
(remove-method print-method ::secret)
shown
;=> ["[1.50 2]" "{:a ***}"]

; print-dup has methods of its own
(defrecord Dup [x])
(defmethod print-dup Dup [d w] (.write w "dup"))
(def shown [(pr-str (->Dup 1)) (binding [*print-dup* true] (pr-str [(->Dup 1)]))])
(remove-method print-dup Dup)
shown
;=> ["#user.Dup{:x 1}" "[dup]"]

; errors and texts show values in the ordinary way
(defrecord Sly [x])
(defmethod print-method Sly [_ w] (throw (ex-info "no" {})))
(def shown [(str (->Sly 1)) (try (nth (->Sly 1) 0) (catch Exception e :failed))])
(remove-method print-method Sly)
shown
;=> ["#user.Sly{:x 1}" :failed]

; a method that fails fails the printing
(defrecord Broken [x])
(defmethod print-method Broken [_ w] (throw (ex-info "cannot print it" {})))
(def message (try (pr-str (->Broken 1)) (catch Exception e (ex-message e))))
(remove-method print-method Broken)
message
;=> "cannot print it"

; metadata is printed when asked for
(binding [*print-meta* true] (pr-str [^:a {:b ^{:c 1} [2]} 3]))
;=> "[^{:a true} {:b ^{:c 1} [2]} 3]"
