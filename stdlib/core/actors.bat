;; batuta.core, part 12: actors. Processes, mailboxes and signals themselves are primitives (lib/actor/).

(defmacro defactor
  "Defines a kind of actor: `(defactor name [state…] (init [] …) (receive pattern -> …) (terminate [reason] …))`. `spawn` starts one. A
  clause ends with `(recur state…)` to go on with another state, with `:stop` to end, or with any other value to go on as before;
  that value answers a `call` that nobody replied to. `:: Protocol` behind the name says which messages it takes (see `defprotocol`): it
  must handle just these.
  `(do (defactor counter [n] (receive :inc -> (recur (inc n)) :get -> n)) (let [c (spawn counter 1)] (send c :inc) (call c :get))) ;=> 2`"
  [name & more]
  (let [[protocol more] (if (= ':: (first more)) [(second more) (rest (rest more))] [nil more])
        documented (string? (first more))
        doc (if documented {:doc (first more)} {})
        [state & body] (if documented (rest more) more)
        about {:arglists (list 'quote (list state))}]
    (if protocol
      `(def ~(vary-meta name merge doc about) ~':: ~protocol
         (actor* ~name ~':: ~protocol ~state ~@body))
      `(def ~(vary-meta name merge doc about)
         (actor* ~name ~state ~@body)))))

(defn receive-all
  "Takes one message from each of some actors, in their order, and calls f with a vector of them. An actor that ends before it has sent
  one is an error. `(let [me (self)] (receive-all (mapv #(spawn (fn [] (send me (* % %)))) [1 2 3]) identity)) ;=> [1 4 9]`"
  [actors f]
  (f (mapv (fn [actor]
             (let [watch (monitor actor)
                   message (-mail-from actor)]
               (demonitor watch)
               (match message
                 {:exit ~actor reason} ->
                   (throw (ex-info (str actor " ended before it sent a message")
                                   {:actor actor :reason reason}))
                 _ -> message)))
           actors)))

(defn find-actors
  "The actors of a definition or with a registered name, as a vector of pids. `(find-actors :no-such-actor) ;=> []`"
  [name]
  (into []
        (comp (filter (fn [a] (or (= name (:definition a)) (= name (:name a))))) (map :pid))
        (actors)))
