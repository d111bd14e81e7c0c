; a name stands for an actor until it ends
(defactor a [] (receive :end -> :stop :who -> :me))
(def x (spawn a))
(register :it x)
(def before [(= x (whereis :it)) (call :it :who)])
(send :it :end)
(await-exit x)
[before (whereis :it)]
;=> [[true :me] nil]

; a name is a keyword or a string
(register "it" (self))
[(= (self) (whereis "it")) (whereis :it)]
;=> [true nil]

; anything else is no name
(register 5 (self))
;err> a keyword or string as name

; a name belongs to one actor
(register :it (self))
(register :it (spawn (fn [] (sleep :infinity))))
;err> The name :it belongs to

; registering twice under the same name is no error
[(register :it (self)) (register :it (self))]
;=> [true true]

; an actor may have two names
(register :a (self))
(register :b (self))
(= (self) (whereis :a) (whereis :b))
;=> true

; unregister sets a name free
(register :it (self))
[(unregister :it) (whereis :it) (unregister :it)]
;=> [true nil false]

; who has ended cannot be registered
(def a (spawn (fn [] 1)))
(await-exit a)
(register :it a)
;err> there is no actor

; the name of an actor that has ended can be taken again
(def a (spawn (fn [] (receive :end -> nil))))
(register :it a)
(send a :end)
(await-exit a)
(register :it (self))
(= (self) (whereis :it))
;=> true

; sending to a name that nobody has is a dead letter
(let [n (dead-letters)] [(send :nobody :x) (- (dead-letters) n)])
;=> [:ok 1]

; spawn-with a name that is taken starts nothing
(register :it (self))
(def before (count (actors)))
(def failed (try (spawn-with {:name :it} (fn [] (sleep :infinity))) (catch Exception e (:error (ex-data e)))))
(sleep 1)
[failed (- (count (actors)) before)]
;=> [:already-registered 0]

; spawn-with knows its options
(spawn-with {:nmae :x} (fn [] 1))
;err> one of :name :link

; spawn-with starts nothing when an option is wrong
(def before (count (actors)))
(try (spawn-with {:overflow :explode} (fn [] (sleep :infinity))) (catch Exception e nil))
(- (count (actors)) before)
;=> 0

; the single actor of a definition starts again after its end
(defactor once [n-ignored] (receive _ -> nil))
(defactor single [] (receive :who -> (self) :end -> :stop))
(def a (call single :who))
(send single :end)
(await-exit a)
(= a (call single :who))
;=> false

; take-over-names gives names on
(def a (spawn (fn [] (sleep :infinity))))
(register :it a)
(kill a)
(await-exit a)
(take-over-names a (self))
(= (self) (whereis :it))
;=> true

; take-over-names leaves names that somebody else has taken
(def a (spawn (fn [] (sleep :infinity))))
(register :it a)
(kill a)
(await-exit a)
(def b (spawn (fn [] (sleep :infinity))))
(register :it b)
(take-over-names a (self))
(= b (whereis :it))
;=> true

; groups: join, leave, members in order
(def a (spawn (fn [] (sleep :infinity))))
(join :g)
(join :g a)
(join :g a)
(let [both (members :g)] [(= both [(self) a]) (leave :g) (= [a] (members :g)) (leave :g)])
;=> [true true true false]

; who ends leaves its groups
(def a (spawn (fn [] (receive :end -> nil))))
(join :g a)
(join :h a)
(send a :end)
(await-exit a)
[(members :g) (members :h)]
;=> [[] []]

; find-actors by definition and by name
(defactor w [] (receive _ -> nil))
(def a (spawn w))
(def b (spawn w))
(register :boss b)
[(= [a b] (find-actors :w)) (= [b] (find-actors :boss)) (find-actors :none)]
;=> [true true []]

; a pid is a value: equal, hashed, printed, read
(let [p (self) q (read-string (pr-str p))] [(= p q) (= (hash p) (hash q)) (get {p 1} q) (pid? q)])
;=> [true true 1 true]

; a message to a pid that was read arrives
(send (read-string (pr-str (self))) :hello)
(receive m -> m)
;=> :hello

; a pid that was never given out
(let [n (dead-letters)] [(send (read-string "#actor<1.1.999999999>") :x) (- (dead-letters) n)])
;=> [:ok 1]

; a pid can be written in a program
(let [p #actor<1.1.999999999>] [(pid? p) (= p (read-string "#actor<1.1.999999999>")) (pr-str [p])])
;=> [true true "[#actor<1.1.999999999>]"]

; what is no pid is a mistake of the text
#actor<nobody>
;err> actor

; what cannot be called cannot be spawned
(spawn 5)
;err> `spawn` needs what `defactor` defines, or a function, got 5
