; an append answers with its place; records read back in their order
(let [a (dlog/append :events {:type "click" :n 1}) b (dlog/append "events" {:type "view" :n 2})]
  [(map :log [a b]) (map :offset [a b]) (<= (:timestamp a) (:timestamp b)) (map :record (dlog/read :events))])
;=> [(:events :events) (0 1) true ({:type "click" :n 1} {:type "view" :n 2})]

; values keep their types and maps their order through a log
(let [r {:z 1 :f 1.0 :r 1/3 :big 99999999999999999999 :k :kw :s #{1} :v [1 "x" nil] :a '(1 2)}] (dlog/append :t r) [(= r (:record (first (dlog/read :t)))) (first (dlog/read :t 0 1))])
;~> ^\[true .*:record \{:z 1 :f 1\.0 :r 1/3 :big 99999999999999999999 :k :kw :s #\{1\} :v \[1 "x" nil\] :a \(1 2\)\}\}\]$

; many more kinds of values
(let [r {:c \a :y 'sym :u #uuid "12345678-1234-1234-1234-123456789abc" :i (instant "2026-01-02T03:04:05Z") :d 1.50M :t {:ok 1 2} :m {"x" {1 [2]}} :nan ##Inf :b (str/utf8 "é") :set (sorted-set 3 1)}] (dlog/append :t r) (= r (:record (first (dlog/read :t)))))
;=> true

; append-all of a lazy sequence, and of nothing
[(select-keys (dlog/append-all :n (map (fn [i] {:i i}) (range 10000))) [:offset :count]) (select-keys (dlog/append-all :n [{:i 1}]) [:offset :count]) (:count (dlog/append-all :n [])) (count (dlog/read :n)) (:record (nth (dlog/read :n) 9999))]
;=> [{:offset 0 :count 10000} {:offset 10000 :count 1} 0 10001 {:i 9999}]

; append-all of elements that wait, with sequences in them that wait
(do (dlog/append-all :w (map (fn [i] (sleep 1) {:i i :xs (map (fn [x] (sleep 1) x) [i])}) (range 3))) (map :record (dlog/read :w)))
;=> ({:i 0 :xs (0)} {:i 1 :xs (1)} {:i 2 :xs (2)})

; only maps can be appended
(dlog/append :t 5)
;err> `dlog/append` needs a map as the record, got 5

; what cannot be kept is refused with its path
(dlog/append :t {:a [1 {:f inc}]})
;err> (function) cannot be stored; it stands in the value at [:a 1 :f]

; an actor's pid cannot be kept
(dlog/append :t {:who (self)})
;err> pid

; a record that is refused leaves nothing
(do (try (dlog/append-all :t [{:a 1} {:f inc}]) (catch Exception _ nil)) (dlog/logs))
;=> []

; a mistyped option
(dlog/append :t {:a 1} {:synch :os})
;err> `dlog/append` has no option :synch; there are :at, :sync, :expect, :producer, :seq, :valid-from, :valid-to

; a log that is not there
(dlog/read :nothing-here)
;err> there is no log :nothing-here

; time never goes back
(do (dlog/append :e {:n 1} {:at (instant "2026-02-01T00:00:00Z")}) (dlog/append :e {:n 2} {:at (instant "2026-01-01T00:00:00Z")}))
;err> earlier

; a time of its own
(:timestamp (dlog/append :e {:n 1} {:at (instant "2026-02-01T00:00:00Z")}))
;=> #inst "2026-02-01T00:00:00.000Z"

; expect: the offset that the record must get
[(:offset (dlog/append :e {:n 1} {:expect 0})) (try (dlog/append :e {:n 2} {:expect 0}) (catch Exception e (:error (ex-data e)))) (:offset (dlog/append :e {:n 3} {:expect 1}))]
;=> [0 :log-not-expected 1]

; a producer's repeat answers with the first offset, a gap is refused
[(:offset (dlog/append :e {:n 1} {:producer "p" :seq 0})) (:offset (dlog/append :e {:n 2} {:producer "p" :seq 1})) (:offset (dlog/append :e {:n 1} {:producer "p" :seq 0})) (try (dlog/append :e {:n 9} {:producer "p" :seq 7}) (catch Exception e (:error (ex-data e)))) (count (dlog/read :e))]
;=> [0 1 0 :log-producer-gap 2]

; the sync modes
(map (fn [m] (:offset (dlog/append :s {:m m} {:sync m}))) [:batch :always :os])
;=> (0 1 2)

; create: the same options again are fine, others are not
[(dlog/create :u {:key :id}) (dlog/create :u {:key :id}) (dlog/create :u) (try (dlog/create :u {:key :name}) (catch Exception e (ex-message e)))]
;~> ^\[:u :u :u "The log :u was created with :key :id, not :name"\]$

; a table's records need the key
(do (dlog/create :u {:key :id}) (dlog/append :u {:name "Al"}))
;err> the log :u has the key :id, which {:name "al"} lacks

; deleting from a log without a key
(do (dlog/append :e {:id 1}) (dlog/delete :e 1))
;err> has no key

; a deleted row is in the history
(do (dlog/create :u {:key :id}) (dlog/append :u {:id 1}) (dlog/delete :u 1) (map (fn [e] (dissoc e :timestamp)) (dlog/read :u)))
;=> ({:offset 0 :record {:id 1}} {:offset 1 :deleted 1})

; drop
[(do (dlog/append :gone {:a 1}) (dlog/drop :gone)) (dlog/drop :gone) (dlog/logs) (:offset (dlog/append :gone {:a 2})) (map :record (dlog/read :gone))]
;=> [true false [] 0 ({:a 2})]

; info
(do (dlog/create :u {:key :id :hash :sha256}) (dlog/append :u {:id 1}) (let [i (dlog/info :u)] [(:log i) (:count i) (:key i) (:hash i) (:segments i) (count (:root i)) (pos? (:bytes i)) (= (:first-time i) (:last-time i))]))
;=> [:u 1 :id :sha256 1 64 true true]

; a receipt is plain data that prints and reads back, and verifies without the log
(let [r (dlog/write-with-proof :audit {:action "login" :user 1 :a 1 :b 2 :c 3 :d 4 :e 5 :f 6 :g 7})] [(dlog/verify r) (= r (edn/read-string (pr-str r))) (dlog/verify (edn/read-string (pr-str r)))])
;=> [true true true]

; a receipt with anything changed is not true
(let [r (dlog/write-with-proof :audit {:action "login" :user 1} {:valid-from (instant "2020-01-01T00:00:00Z")})]
  (do (dlog/append-all :audit (map (fn [n] {:n n}) (range 5)))
      (let [p (dlog/prove :audit 0)]
        [(dlog/verify p)
         (map dlog/verify [(assoc-in p [:record :user] 2) (assoc-in p [:record :more] nil) (assoc p :offset 1) (assoc p :size 5) (assoc p :log :other) (assoc p :timestamp (instant "2020-01-01T00:00:00Z"))
                           (dissoc p :valid-from) (assoc p :root (:root r)) (assoc p :proof []) (update p :proof reverse) (assoc p :hash :sha256) (assoc p :checkpoint (:checkpoint r)) (assoc p :key "x") (assoc p :deleted 1) (dissoc p :proof) {}])])))
;=> [true (false false false false false false false false false false false false false false false false)]

; an old receipt still verifies after the log has grown, and every record has one
(let [r (dlog/write-with-proof :a {:n 0})] (dlog/append-all :a (map (fn [i] {:n i}) (range 1 300))) [(dlog/verify r) (every? (fn [i] (dlog/verify (dlog/prove :a i))) (range 0 300 37)) (dlog/verify (dlog/prove :a 3 7))])
;=> [true true true]

; a receipt of a log with SHA-256, of a deletion, of a producer's record
(do (dlog/create :u {:key :id :hash :sha256}) (dlog/append :u {:id 1} {:producer "p" :seq 0}) (dlog/delete :u 1) [(dlog/verify (dlog/prove :u 0)) (dlog/verify (dlog/prove :u 1)) (:deleted (dlog/prove :u 1)) (dlog/verify (dissoc (dlog/prove :u 0) :seq)) (dlog/verify (assoc (dlog/prove :u 1) :deleted 2))])
;=> [true true 1 false false]

; a receipt under the key that is expected
(let [r (dlog/write-with-proof :a {:n 0})] [(dlog/verify r (:key r)) (dlog/verify r (dlog/make-key :mallory))])
;=> [true false]

; an offset that the log has not
(do (dlog/append :a {:n 0}) (dlog/prove :a 1))
;err> there is no record 1

; consistency, with the log and with a proof alone
(do (dlog/append-all :a (map (fn [i] {:n i}) (range 100)))
    (let [old (dlog/checkpoint :a)]
      (dlog/append-all :a (map (fn [i] {:n i}) (range 900)))
      (let [new (dlog/checkpoint :a) proof (dlog/prove-consistency :a 100)]
        [(:size old) (dlog/consistent? old new) (dlog/consistent? old new proof) (dlog/consistent? new old)
         (dlog/consistent? (assoc old :root (blake3/hash "x")) new) (dlog/consistent? old new (assoc proof :proof [])) (dlog/consistent? (dlog/checkpoint :a 50) old) (= old (dlog/checkpoint :a 100))])))
;=> [100 true true false false false true true]

; counters are exact under concurrent increments
(let [c (dlog/sparse-counter "hits")] [@(async/run (fn [] (dlog/increment c))) (do (async/await (async/all (mapv (fn [_] (async/run (fn [] (dlog/add c 2)))) (range 50)))) (dlog/get-value c)) (dlog/add c -1) (dlog/get-value (dlog/sparse-counter "other"))])
;=> [1 101 100 0]

; a counter that is none
(dlog/increment 5)
;err> what `dlog/sparse-counter` gives

; snowflake ids are unique and grow
(let [ids (mapv (fn [_] (dlog/snowflake-id)) (range 10000))] [(count (set ids)) (apply < ids) (pos? (first ids))])
;=> [10000 true true]

; BLAKE3 of bytes, strings and values
[(hex (blake3/hash "")) (= (blake3/hash "é") (blake3/hash (str/utf8 "é"))) (= (blake3/hash {:a 1 :b 2}) (blake3/hash {:b 2 :a 1})) (= (blake3/hash [1]) (blake3/hash '(1))) (= (blake3/hash 1) (blake3/hash 1.0)) (count (blake3/hash "x" {:length 100})) (= (vec (blake3/hash "x")) (take 32 (blake3/hash "x" {:length 100})))]
;=> ["af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262" true true true false 100 true]

; keyed hashes and derived keys
[(= (blake3/keyed-hash (blake3/hash "k") "x") (blake3/keyed-hash (blake3/hash "l") "x")) (count (blake3/derive-key "a" "secret")) (try (blake3/keyed-hash "short" "x") (catch Exception e (ex-message e)))]
;=> [false 32 "`blake3/keyed-hash` needs a key of 32 Bytes, got \"short\""]

; notarised documents
(let [n (dlog/notarize "the text") h (dlog/notarize (blake3/hash "the text"))] [(dlog/verify n) (= (:document (:record n)) (:document (:record h)) (hex (blake3/hash "the text"))) (:log n)])
;=> [true true :notary]

; a transaction is applied once, when enough have approved exactly it
(let [tx (dlog/multi-sig-tx [:alice :bob :charlie] 2 {:pay 10}) done (atom 0) f (fn [op] (swap! done inc) (:pay op))
      a (dlog/approve tx :alice) again (dlog/approve a :alice)]
  [(:status tx) (:status again) (dlog/apply-once again f) (let [b (dlog/approve again :charlie)] [(:status b) (dlog/approved? b) (dlog/approved? (assoc b :operation {:pay 11})) (dlog/apply-once b f) (dlog/apply-once b f) (:status (dlog/transaction tx)) @done])])
;=> [:pending :pending {:error :not-approved} [:approved true false {:ok 10} {:error :applied} :applied 1]]

; what was proposed cannot be changed
(dlog/approve (assoc (dlog/multi-sig-tx [:alice] 1 {:pay 1}) :operation {:pay 2}) :alice)
;err> is not what was proposed

; who is no signer cannot approve
(dlog/approve (dlog/multi-sig-tx [:alice] 1 {:pay 1}) :bob)
;err> "bob" is no signer of this transaction; they are "alice"

; more approvals than signers
(dlog/multi-sig-tx [:alice] 2 {:pay 1})
;err> 2 of 1 keys must sign

; bytes as hexadecimal digits
[(hex (str/utf8 "é")) (vec (unhex "00ff")) (try (unhex "0") (catch Exception e (ex-message e)))]
;=> ["c3a9" [0 255] "`unhex` needs pairs of hexadecimal digits, got \"0\""]

; compaction keeps the newest of each key and what was deleted last; proofs of all others hold, the erasure is recorded
(do (dlog/create :u {:key :id})
    (dlog/append-all :u [{:id 1 :v 1} {:id 2 :v 1} {:id 1 :v 2} {:id 3 :v 1}])
    (dlog/delete :u 3)
    (let [before (dlog/checkpoint :u) c (dlog/compact :u)]
      [(:erased c) (map (fn [e] (dissoc e :timestamp :offset)) (dlog/read :u)) (execute (from :u (order-by :id)))
       (map (fn [o] (dlog/verify (dlog/prove :u o))) [1 2 4]) (dlog/consistent? before (dlog/checkpoint :u)) (:erased (dlog/compact :u))]))
;=> [2 ({:erased true} {:record {:id 2 :v 1}} {:record {:id 1 :v 2}} {:erased true} {:deleted 3} {:notice {:erased [[0 1] [3 4]]}}) [{:id 1 :v 2} {:id 2 :v 1}] (true true true) true 0]

; an erased record has no receipt
(do (dlog/create :u {:key :id}) (dlog/append-all :u [{:id 1 :v 1} {:id 1 :v 2}]) (dlog/compact :u) (dlog/prove :u 0))
;err> is no record: it was erased

; retention: only so many records, or those that are young enough, are kept
(do (dlog/create :r {:retain {:records 2}}) (dlog/append-all :r (map (fn [n] {:n n}) (range 5))) (dlog/compact :r)
    (dlog/create :age {:retain {:age (time/duration 1000)}}) (dlog/append :age {:n 1} {:at (instant "2020-01-01T00:00:00Z")}) (dlog/append :age {:n 2})
    [(keep :record (dlog/read :r)) (:erased (dlog/compact :age)) (keep :record (dlog/read :age))])
;=> [({:n 3} {:n 4}) 1 ({:n 2})]

; a retention that cannot be
(dlog/create :r {:retain 5})
;err> the option :retain needs {:age duration} or {:records n}, got 5

; rows that leave a query whole have a receipt; metadata costs no equality
(do (dlog/create :u {:key :id})
    (dlog/append-all :u [{:id 1 :v 1} {:id 2 :v 1} {:id 1 :v 2}])
    (dlog/append-all :e [{:user 2 :n 5} {:user 1 :n 7}])
    (let [ok (fn [q] (map (fn [row] (let [r (prove row)] [(:log r) (:offset r) (dlog/verify r)])) (execute q)))]
      [(ok (from :u (where (= :v 2)))) (ok (from :e (order-by :n :desc) (limit 1))) (ok (from :e (join :u (= :user :id)) (order-by :n)))
       (ok (from :e (with-columns :m (* 2 :n)) (limit 1))) (ok (from :u (history (instant "2000-01-01") (days-ago -1)) (where (= :id 2))))
       (ok (from :e (filter (fn [r] (= 5 (:n r)))))) (map (fn [row] (:offset (prove row))) (from :e))
       (map meta (execute (from :e))) (= (execute (from :e)) [{:user 2 :n 5} {:user 1 :n 7}])]))
;=> [([:u 2 true]) ([:e 1 true]) ([:e 0 true] [:e 1 true]) ([:e 0 true]) ([:u 1 true]) ([:e 0 true]) [0 1] ({:log :e :offset 0} {:log :e :offset 1}) true]

; a receipt for the log as the rows were read
(do (dlog/append-all :e [{:n 1} {:n 2}])
    (let [rows (execute (from :e)) size (:size (:e (:checkpoints (meta rows))))]
      (dlog/append :e {:n 3})
      [(meta rows) (:size (prove (first rows) size)) (:size (prove (first rows)))
       (:size (dlog/checkpoint :e size)) (try (prove (second rows) 1) (catch Exception e (ex-code e)))]))
;~> ^\[\{:checkpoints \{:e \{:log :e :size 2\}\}\} 2 3 2 :log-out-of-range\]$

; checkpoints of all logs that are read; all of a query sees the same state
(do (dlog/append-all :e [{:n 1} {:n 2}]) (dlog/append :f {:n 2})
    [(:checkpoints (meta (execute (from :e (join :f :n))))) (meta (execute (from [1])))
     (count (execute (->> (from :e) (transform (fn [r] (dlog/append :e {:n 9}) r)) (union :e))))])
;=> [{:e {:log :e :size 2} :f {:log :f :size 1}} nil 4]

; metadata of rows can be replaced, and goes with what is made of them
(do (dlog/append :e {:n 1})
    (let [row (first (execute (from :e)))] [(meta (with-meta row {:x 1})) (meta (vary-meta row assoc :x 1)) (meta (assoc row :m 2)) (meta (select-keys row [:n]))]))
;=> [{:x 1} {:log :e :offset 0 :x 1} {:log :e :offset 0} {:log :e :offset 0}]

; a row keeps its metadata on its way to another actor
(do (dlog/append :e {:n 1})
    (send (self) (first (execute (from :e))))
    (receive row -> (dlog/verify (prove row))))
;=> true

; what has no receipt
(do (dlog/append :e {:n 1 :a 2})
    (map (fn [row] (try (prove row) (catch Exception e (ex-message e))))
         [{:n 1} 5 (first (execute (from :e (select [:n])))) (first (execute (from :e (aggregate :n (sum :n))))) (assoc (first (execute (from :e))) :n 2) (dissoc (first (execute (from :e))) :a) (with-meta {:n 1} {:log :e :offset -1}) (with-meta {:n 1} {:log :no-such :offset 0})]))
;=> ("`prove` needs a row that a query gave whole from a log, got {:n 1}" "`prove` needs a row that a query gave whole from a log, got 5" "`prove` needs a row that a query gave whole from a log, got {:n 1}" "`prove` needs a row that a query gave whole from a log, got {:n 1}" "`prove` needs a row as it is in the log, got {:n 2 :a 2}" "`prove` needs a row as it is in the log, got {:n 1}" "`prove` needs an offset as metadata, got -1" "There is no log :no-such; there are :e")

; valid time of options: what was true at a time, as far as was known at another
(do (dlog/create :price {:key :id})
    (dlog/append :price {:id 1 :eur 10} {:at (instant "2026-01-01")})
    (dlog/append :price {:id 1 :eur 12} {:at (instant "2026-02-01") :valid-from (instant "2026-01-15") :valid-to (instant "2026-03-01")})
    (dlog/append :price {:id 1 :eur 15} {:at (instant "2026-02-02") :valid-from (instant "2027-01-01")})
    (dlog/delete :price 1 {:at (instant "2026-04-01") :valid-from (instant "2028-01-01")})
    (let [eur (fn [q] (map :eur (execute q)))]
      [(map (fn [t] (eur (from :price (valid-at (instant t))))) ["2025-12-31" "2026-01-01" "2026-01-15" "2026-02-28" "2026-03-01" "2027-01-01" "2028-01-01"])
       (eur (from :price (as-of (instant "2026-01-20")) (valid-at (instant "2026-01-20"))))
       (map (fn [r] [(:eur r) (:valid-from r) (:valid-to r)]) (execute (from :price (history (instant "2025-01-01") (instant "2030-01-01")))))
       (map (fn [r] (dlog/verify (prove r))) (execute (from :price (valid-at (instant "2026-02-01")))))]))
;=> [(() (10) (12) (12) (10) (15) ()) (10) ([10 #inst "2026-01-01T00:00:00.000Z" #inst "2026-01-15T00:00:00.000Z"] [12 #inst "2026-01-15T00:00:00.000Z" #inst "2026-03-01T00:00:00.000Z"] [10 #inst "2026-03-01T00:00:00.000Z" #inst "2027-01-01T00:00:00.000Z"] [15 #inst "2027-01-01T00:00:00.000Z" #inst "2028-01-01T00:00:00.000Z"]) (true)]

; valid time of events, of several records, and of what follows a compaction
(do (dlog/append-all :shift [{:who "Al"} {:who "Bo"}] {:at (instant "2026-01-01") :valid-from (instant "2026-01-05") :valid-to (instant "2026-01-10")})
    (dlog/append :shift {:who "Cy"} {:at (instant "2026-01-02")})
    (map (fn [t] (map :who (execute (from :shift (valid-at (instant t)))))) ["2026-01-01" "2026-01-02" "2026-01-05" "2026-01-09" "2026-01-10"]))
;=> (() ("Cy") ("Al" "Bo" "Cy") ("Al" "Bo" "Cy") ("Cy"))

; valid time that ends before it begins
(dlog/append :shift {:who "Al"} {:valid-from (instant "2026-01-05") :valid-to (instant "2026-01-05")})
;err> the option :valid-to needs an instant after :valid-from

; a log that is dropped while somebody subscribes to it
(do (dlog/append :e {:n 1})
    (let [pid (subscribe (from :e))] (dlog/drop :e) [(pid? pid) (dlog/logs)]))
;=> [true []]
