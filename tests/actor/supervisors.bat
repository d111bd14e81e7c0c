; one-for-one starts the failed child alone
(play {:strategy :one-for-one} [[:a] [:b] [:c]] [[:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:down :b "boom"] [:up :b] {:running [:a :b :c]}]

; one-for-all stops the others, the last first, and starts all in their order
(play {:strategy :one-for-all} [[:a] [:b] [:c]] [[:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:down :b "boom"] [:down :c :shutdown] [:down :a :shutdown] [:up :a] [:up :b] [:up :c] {:running [:a :b :c]}]

; rest-for-one stops and starts those after the failed child
(play {:strategy :rest-for-one} [[:a] [:b] [:c] [:d]] [[:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:up :d] [:down :b "boom"] [:down :d :shutdown] [:down :c :shutdown] [:up :b] [:up :c] [:up :d] {:running [:a :b :c :d]}]

; one-for-all with the first child failing
(play {:strategy :one-for-all} [[:a] [:b] [:c]] [[:kill :a]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c :shutdown] [:down :b :shutdown] [:up :a] [:up :b] [:up :c] {:running [:a :b :c]}]

; a permanent child is started again whatever it ended with
(play {:max-restarts 9} [[:a]] [[:end :a] [:end-with :a :shutdown] [:end-with :a {:shutdown :x}] [:kill :a] [:crash :a]])
;=> [[:up :a] [:down :a :normal] [:up :a] [:down :a :shutdown] [:up :a] [:down :a {:shutdown :x}] [:up :a] [:up :a] [:down :a "boom"] [:up :a] {:running [:a]}]

; a transient child is not started again after orderly ends
(play {:max-restarts 9} [[:a {:restart :transient}] [:b {:restart :transient}] [:c {:restart :transient}]]
      [[:end :a] [:end-with :b :shutdown] [:end-with :c {:shutdown :x}] [:children]])
;=> [[:up :a] [:up :b] [:up :c] [:down :a :normal] [:down :b :shutdown] [:down :c {:shutdown :x}] [:answer [[:a nil :worker] [:b nil :worker] [:c nil :worker]]] {:running []}]

; a transient child is started again after failures, a kill among them
(play {:max-restarts 9} [[:a {:restart :transient}]] [[:crash :a] [:kill :a] [:end-with :a :whatever] [:children]])
;=> [[:up :a] [:down :a "boom"] [:up :a] [:up :a] [:down :a :whatever] [:up :a] [:answer [[:a :pid :worker]]] {:running [:a]}]

; a temporary child is never started again and leaves the list
(play {} [[:a {:restart :temporary}] [:b {:restart :temporary}] [:c]] [[:crash :a] [:end :b] [:children] [:restart :a]])
;=> [[:up :a] [:up :b] [:up :c] [:down :a "boom"] [:down :b :normal] [:answer [[:c :pid :worker]]] [:answer {:error :not-found}] {:running [:c]}]

; a temporary child that fails does not touch the others under one-for-all
(play {:strategy :one-for-all} [[:a] [:b {:restart :temporary}] [:c]] [[:crash :b] [:children]])
;=> [[:up :a] [:up :b] [:up :c] [:down :b "boom"] [:answer [[:a :pid :worker] [:c :pid :worker]]] {:running [:a :c]}]

; one-for-all stops temporary children and does not start them again
(play {:strategy :one-for-all} [[:a] [:b {:restart :temporary}] [:c]] [[:crash :c] [:children]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c "boom"] [:down :b :shutdown] [:down :a :shutdown] [:up :a] [:up :c] [:answer [[:a :pid :worker] [:c :pid :worker]]] {:running [:a :c]}]

; rest-for-one stops temporary children after the failed one and does not start them again
(play {:strategy :rest-for-one} [[:a] [:b {:restart :temporary}] [:c] [:d {:restart :temporary}]] [[:crash :a] [:children]])
;=> [[:up :a] [:up :b] [:up :c] [:up :d] [:down :a "boom"] [:down :d :shutdown] [:down :c :shutdown] [:down :b :shutdown] [:up :a] [:up :c] [:answer [[:a :pid :worker] [:c :pid :worker]]] {:running [:a :c]}]

; a transient child that ended in order runs again after one-for-all
(play {:strategy :one-for-all} [[:a {:restart :transient}] [:b]] [[:end :a] [:children] [:crash :b] [:children]])
;=> [[:up :a] [:up :b] [:down :a :normal] [:answer [[:a nil :worker] [:b :pid :worker]]] [:down :b "boom"] [:up :a] [:up :b] [:answer [[:a :pid :worker] [:b :pid :worker]]] {:running [:a :b]}]

; a transient child that ended in order stays so under one-for-one
(play {:strategy :one-for-one} [[:a {:restart :transient}] [:b]] [[:end :a] [:crash :b] [:children]])
;=> [[:up :a] [:up :b] [:down :a :normal] [:down :b "boom"] [:up :b] [:answer [[:a nil :worker] [:b :pid :worker]]] {:running [:b]}]

; a child that was terminated runs again after one-for-all
(play {:strategy :one-for-all} [[:a] [:b]] [[:terminate :a] [:children] [:crash :b] [:children]])
;=> [[:up :a] [:up :b] [:down :a :shutdown] [:answer :ok] [:answer [[:a nil :worker] [:b :pid :worker]]] [:down :b "boom"] [:up :a] [:up :b] [:answer [[:a :pid :worker] [:b :pid :worker]]] {:running [:a :b]}]

; three restarts are allowed unless said otherwise, the fourth ends the supervisor
(play {} [[:a] [:b]] [[:crash :a] [:crash :a] [:crash :a] [:children] [:crash :a]])
;=> [[:up :a] [:up :b] [:down :a "boom"] [:up :a] [:down :a "boom"] [:up :a] [:down :a "boom"] [:up :a] [:answer [[:a :pid :worker] [:b :pid :worker]]] [:down :a "boom"] [:down :b :shutdown] {:ended :shutdown}]

; no restart allowed
(play {:max-restarts 0} [[:a] [:b] [:c]] [[:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:down :b "boom"] [:down :c :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; the limit counts the restarts of all children
(play {:max-restarts 2} [[:a] [:b] [:c]] [[:crash :a] [:crash :b] [:crash :c]])
;=> [[:up :a] [:up :b] [:up :c] [:down :a "boom"] [:up :a] [:down :b "boom"] [:up :b] [:down :c "boom"] [:down :b :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; one-for-all counts one restart, however many children it starts
(play {:strategy :one-for-all :max-restarts 1} [[:a] [:b] [:c]] [[:crash :a] [:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:down :a "boom"] [:down :c :shutdown] [:down :b :shutdown] [:up :a] [:up :b] [:up :c] [:down :b "boom"] [:down :c :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; orderly ends of transient children do not count
(play {:max-restarts 0} [[:a {:restart :transient}] [:b {:restart :temporary}] [:c]] [[:end :a] [:crash :b] [:children]])
;=> [[:up :a] [:up :b] [:up :c] [:down :a :normal] [:down :b "boom"] [:answer [[:a nil :worker] [:c :pid :worker]]] {:running [:c]}]

; the children stop in reverse order when the supervisor is stopped
(play {} [[:a] [:b] [:c]] [[:stop]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c :shutdown] [:down :b :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; a child that fails to start stops those before it, and the supervisor
(play {:faults {:c 1}} [[:a] [:b] [:c] [:d]] [])
;=> [[:up :a] [:up :b] [:fails :c] [:down :b :shutdown] [:down :a :shutdown] {:ended {:shutdown [:failed :c "cannot"]}}]

; the first child fails to start
(play {:faults {:a 1}} [[:a] [:b]] [])
;=> [[:fails :a] {:ended {:shutdown [:failed :a "cannot"]}}]

; a temporary child that fails to start ends the supervisor as well
(play {:faults {:b 1}} [[:a] [:b {:restart :temporary}]] [])
;=> [[:up :a] [:fails :b] [:down :a :shutdown] {:ended {:shutdown [:failed :b "cannot"]}}]

; a restart that fails counts and is tried again
(play {} [[:a] [:b]] [[:fail :a 2] [:crash :a] [:children]])
;=> [[:up :a] [:up :b] [:down :a "boom"] [:fails :a] [:fails :a] [:up :a] [:answer [[:a :pid :worker] [:b :pid :worker]]] {:running [:a :b]}]

; a restart that fails too often ends the supervisor
(play {} [[:a] [:b]] [[:fail :a 9] [:crash :a]])
;=> [[:up :a] [:up :b] [:down :a "boom"] [:fails :a] [:fails :a] [:fails :a] [:down :b :shutdown] {:ended :shutdown}]

; a restart under one-for-all in which another child fails is tried again from there
(play {:strategy :one-for-all} [[:a] [:b] [:c]] [[:fail :b 1] [:crash :c]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c "boom"] [:down :b :shutdown] [:down :a :shutdown] [:up :a] [:fails :b] [:down :a :shutdown] [:up :a] [:up :b] [:up :c] {:running [:a :b :c]}]

; a restart under one-for-all in which the first child fails is tried again
(play {:strategy :one-for-all} [[:a] [:b] [:c]] [[:fail :a 1] [:crash :c]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c "boom"] [:down :b :shutdown] [:down :a :shutdown] [:fails :a] [:up :a] [:up :b] [:up :c] {:running [:a :b :c]}]

; a restart under rest-for-one in which a later child fails is tried again from there
(play {:strategy :rest-for-one} [[:a] [:b] [:c] [:d]] [[:fail :c 1] [:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:up :d] [:down :b "boom"] [:down :d :shutdown] [:down :c :shutdown] [:up :b] [:fails :c] [:up :c] [:up :d] {:running [:a :b :c :d]}]

; a restart under rest-for-one that fails too often
(play {:strategy :rest-for-one :max-restarts 2} [[:a] [:b] [:c]] [[:fail :c 9] [:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:down :b "boom"] [:down :c :shutdown] [:up :b] [:fails :c] [:fails :c] [:down :b :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; a transient child whose restart fails is tried again
(play {} [[:a {:restart :transient}]] [[:fail :a 1] [:crash :a]])
;=> [[:up :a] [:down :a "boom"] [:fails :a] [:up :a] {:running [:a]}]

; a child that does not end in time is killed
(play {} [[:a] [:b {:hangs true :shutdown 20}] [:c]] [[:stop]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c :shutdown] [:down :b :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; a child with brutal-kill has no time
(play {} [[:a] [:b {:hangs true :shutdown :brutal-kill}] [:c]] [[:stop]])
;=> [[:up :a] [:up :b] [:up :c] [:down :c :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; one-for-all keeps the time limits
(play {:strategy :one-for-all} [[:a {:hangs true :shutdown 20}] [:b]] [[:crash :b]])
;=> [[:up :a] [:up :b] [:down :b "boom"] [:down :a :shutdown] [:up :a] [:up :b] {:running [:a :b]}]

; terminate, restart, delete
(play {} [[:a] [:b]] [[:terminate :a] [:children] [:restart :a] [:terminate :a] [:delete :a] [:children] [:restart :a]])
;=> [[:up :a] [:up :b] [:down :a :shutdown] [:answer :ok] [:answer [[:a nil :worker] [:b :pid :worker]]] [:up :a] [:answer {:ok :pid}] [:down :a :shutdown] [:answer :ok] [:answer :ok] [:answer [[:b :pid :worker]]] [:answer {:error :not-found}] {:running [:b]}]

; what does not fit is refused
(play {} [[:a] [:b]] [[:restart :a] [:delete :a] [:restart :x] [:delete :x] [:terminate :x] [:terminate :a] [:terminate :a]])
;=> [[:up :a] [:up :b] [:answer {:error :running}] [:answer {:error :running}] [:answer {:error :not-found}] [:answer {:error :not-found}] [:answer {:error :not-found}] [:down :a :shutdown] [:answer :ok] [:answer :ok] {:running [:b]}]

; a terminated temporary child is gone
(play {} [[:a {:restart :temporary}] [:b]] [[:terminate :a] [:children] [:restart :a]])
;=> [[:up :a] [:up :b] [:down :a :shutdown] [:answer :ok] [:answer [[:b :pid :worker]]] [:answer {:error :not-found}] {:running [:b]}]

; a child is added at the end
(play {} [[:a]] [[:start [:b]] [:children] [:count] [:stop]])
;=> [[:up :a] [:up :b] [:answer {:ok :pid}] [:answer [[:a :pid :worker] [:b :pid :worker]]] [:answer {:specs 2 :active 2 :supervisors 0 :workers 2}] [:down :b :shutdown] [:down :a :shutdown] {:ended :shutdown}]

; a child with a known id is not added
(play {} [[:a]] [[:start [:a]] [:terminate :a] [:start [:a]] [:children]])
;=> [[:up :a] [:answer {:error :already-started}] [:down :a :shutdown] [:answer :ok] [:answer {:error :already-present}] [:answer [[:a nil :worker]]] {:running []}]

; a child that fails to start is not added
(play {:faults {:b 1}} [[:a]] [[:start [:b]] [:children] [:start [:b]] [:children]])
;=> [[:up :a] [:fails :b] [:answer {:error "cannot"}] [:answer [[:a :pid :worker]]] [:up :b] [:answer {:ok :pid}] [:answer [[:a :pid :worker] [:b :pid :worker]]] {:running [:a :b]}]

; a restart on request that fails leaves the child at rest and does not count
(play {:max-restarts 0} [[:a]] [[:terminate :a] [:fail :a 1] [:restart :a] [:children] [:restart :a]])
;=> [[:up :a] [:down :a :shutdown] [:answer :ok] [:fails :a] [:answer {:error "cannot"}] [:answer [[:a nil :worker]]] [:up :a] [:answer {:ok :pid}] {:running [:a]}]

; an added child is started again
(play {:strategy :rest-for-one} [[:a]] [[:start [:b]] [:start [:c]] [:crash :b]])
;=> [[:up :a] [:up :b] [:answer {:ok :pid}] [:up :c] [:answer {:ok :pid}] [:down :b "boom"] [:down :c :shutdown] [:up :b] [:up :c] {:running [:a :b :c]}]

; a deleted child no longer takes part
(play {:strategy :one-for-all} [[:a] [:b]] [[:terminate :a] [:delete :a] [:crash :b]])
;=> [[:up :a] [:up :b] [:down :a :shutdown] [:answer :ok] [:answer :ok] [:down :b "boom"] [:up :b] {:running [:b]}]

; counting tells those that run from all
(play {} [[:a {:restart :transient}] [:b] [:c {:type :supervisor}] [:d {:restart :temporary}]] [[:end :a] [:end :d] [:count]])
;=> [[:up :a] [:up :b] [:up :c] [:up :d] [:down :a :normal] [:down :d :normal] [:answer {:specs 3 :active 2 :supervisors 1 :workers 2}] {:running [:b :c]}]

; any significant child that ends for good ends the supervisor
(play {:auto-shutdown :any-significant} [[:a {:restart :transient :significant true}] [:b]] [[:crash :a] [:end :a]])
;=> [[:up :a] [:up :b] [:down :a "boom"] [:up :a] [:down :a :normal] [:down :b :shutdown] {:ended :shutdown}]

; a child without significance does not end it
(play {:auto-shutdown :any-significant} [[:a {:restart :transient :significant true}] [:b {:restart :transient}]] [[:end :b]])
;=> [[:up :a] [:up :b] [:down :b :normal] {:running [:a]}]

; the last significant child that ends for good ends the supervisor
(play {:auto-shutdown :all-significant}
      [[:a {:restart :transient :significant true}] [:b {:restart :temporary :significant true}] [:c]]
      [[:end :a] [:children] [:crash :b]])
;=> [[:up :a] [:up :b] [:up :c] [:down :a :normal] [:answer [[:a nil :worker] [:b :pid :worker] [:c :pid :worker]]] [:down :b "boom"] [:down :c :shutdown] {:ended :shutdown}]

; a significant child that is terminated on request does not end it
(play {:auto-shutdown :any-significant} [[:a {:restart :transient :significant true}] [:b]] [[:terminate :a] [:children]])
;=> [[:up :a] [:up :b] [:down :a :shutdown] [:answer :ok] [:answer [[:a nil :worker] [:b :pid :worker]]] {:running [:b]}]
