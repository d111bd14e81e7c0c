; a function under a name is one of the row, written out or named
(defn tens [{:keys [a]}] (quot a 10))
[(execute (from [{:a 12} {:a 15} {:a 31}] (group-by {:tens tens}) (aggregate :n (count *))))
 (execute (from [{:a 12}] (select [:a {:tens tens}]) (with-columns :more tens)))]
;=> [[{:tens 1 :n 2} {:tens 3 :n 1}] [{:a 12 :tens 1 :more 1}]]

; several conditions, and a query over a query
(let [old (from [{:a 1 :b 1} {:a 2 :b 2} {:a 3 :b 1}] (where (> :a 1)))]
  [(execute (from old (where (= :b 1)))) (execute (->> old (where (= :b 2) (< :a 5))))])
;=> [[{:a 3 :b 1}] [{:a 2 :b 2}]]

; a query is a sequence, computed anew each time
(let [n (atom 0)
      q (->> (from [1 2 3]) (map (fn [x] (swap! n inc) (* x x))))]
  [(count q) (reduce + q) (vec q) (first q) (= q [1 4 9]) (into #{} q) (str q) (for [x q] x) @n])
;~> ^\[3 14 \[1 4 9\] 1 true #\{.*\} "\[1 4 9\]" \(1 4 9\) \d+\]$

; `first` and `take` of a query stop early
(let [seen (atom 0)
      q (->> (from (range)) (map (fn [x] (swap! seen inc) x)))]
  [(first q) (take 2 q) (< @seen 2000) (execute (->> q (limit 3)))])
;=> [0 (0 1) true [0 1 2]]

; map, filter, remove, keep, flat-map and distinct extend a query
(execute (->> (from [1 2 3 4 4]) (filter even?) (map inc) (remove #(= % 3)) (keep #(if (= % 5) (str %) nil)) (flat-map seq) distinct))
;=> [\5]

; the core functions are what they were
[(map inc [1]) (filter odd? [1 2]) (group-by odd? [1 2]) (distinct [1 1]) (flat-map list [1] [2]) (into [] (map inc) [1])]
;=> [(2) (1) {true [1] false [2]} (1) (1 2) [2]]

; words of clauses can be names of the program's own
(defn limit [x] (* 2 x))
(let [where 5 select [1]] [(limit where) select (execute (from [{:a 1} {:a 2}] (limit 1)))])
;=> [10 [1] [{:a 1}]]

; columns of `select` may come from a variable
(let [columns [:b :a] name :a] [(execute (from [{:a 1 :b 2 :c 3}] (select columns))) (execute (from [{:a 2} {:a 1}] (order-by name :desc)))])
;=> [[{:b 2 :a 1}] [{:a 2} {:a 1}]]

; captured values are values, keywords among them
(let [wanted :red] (execute (from [{:c :red} {:c :blue}] (where (= :c wanted)))))
;=> [{:c :red}]

; a quoted keyword is itself, one in a vector too
[(execute (from [{:c :red} {:c :blue}] (where (= :c ':blue)))) (execute (from [{:c :red} {:c :blue}] (where (in :c [:red :green]))))]
;=> [[{:c :blue}] [{:c :red}]]

; nil is unknown in comparisons
(let [rows [{:a 1} {:a nil} {:b 2}]]
  [(execute (from rows (where (not= :a 1)))) (execute (from rows (where (not (= :a 1))))) (count (execute (from rows (where (or (= :a 1) (nil? :a))))))
   (execute (from rows (where (and (some? :b) (nil? :a))))) (execute (from rows (where (= :a nil))))])
;=> [[] [] 3 [{:b 2}] []]

; a column or a function's answer as a condition is true or false
(let [rows [{:a true} {:a false} {:a nil} {}]]
  [(execute (from rows (where :a))) (count (execute (from rows (where (not :a))))) (count (execute (from rows (where (not (identity :a))))))])
;=> [[{:a true}] 3 3]

; in, and nil among the values
[(execute (from [{:a 1} {:a 2}] (where (not (in :a [1 nil]))))) (execute (from [{:a 1} {:a 2}] (where (in :a #{2 3})))) (execute (from [{:a 1}] (where (in :a nil))))]
;=> [[] [{:a 2}] []]

; in looks among the rows of another query
(let [vips (from [{:id 1} {:id 3}])] (execute (from [{:u 1} {:u 2}] (where (in :u vips)))))
;=> [{:u 1}]

; like takes % and _ and \
(map :s (execute (from [{:s "a%b"} {:s "axb"} {:s "a\nb"} {:s nil}] (where (and (like :s "a_b") (not (like :s "a\\%b")))))))
;=> ("axb" "a\nb")

; infinities are equal to themselves
[(execute (from [{:a ##Inf}] (where (<= :a ##Inf :a)))) (execute (from [{:a ##Inf}] (where (between :a 0 ##Inf))))]
;=> [[{:a ##Inf}] [{:a ##Inf}]]

; between and chains
[(execute (from [{:a 1} {:a 5} {:a nil}] (where (between :a 1 4)))) (execute (from [{:a 1} {:a 5}] (where (< 0 :a 3))))]
;=> [[{:a 1}] [{:a 1}]]

; equality is that of the language
[(execute (from [{:a 1} {:a 1.0} {:a "1"}] (where (= :a 1)))) (execute (from [{:a 1} {:a 1.0}] (where (<= 1 :a))))]
;=> [[{:a 1}] [{:a 1} {:a 1.0}]]

; an order between different types is an error, with its column as data
(try (execute (from [{:a 1} {:a "x"}] (where (< :a 3)))) (catch Exception e (ex-data e)))
;=> {:error :query-types :column :a}

; a keyword is a column in code that the engine does not know
(execute (from [{:t "a" :n 1} {:t "b" :n 2}] (select [{:x (case :t "a" (inc :n) "b" (* 10 :n) nil)} {:y (cond (= :n 1) "one" :else "more")} {:z (let [m :n] (+ m 1))}])))
;=> [{:x 2 :y "one" :z 2} {:x 20 :y "more" :z 3}]

; keywords as functions, and threading
(execute (from [{:address {:city "Roma"}}] (select [{:city (:city :address)} {:n (-> :address :city count)} {:m (get-in :address [:city])}])))
;=> [{:city "Roma" :n 4 :m "Roma"}]

; functions in conditions may wait
(execute (from (map (fn [i] {:i i}) (range 5)) (where (and (> :i 1) (do (sleep 1) (odd? :i)))) (select [{:j (do (sleep 1) (inc :i))}])))
;=> [{:j 4}]

; with-columns
(execute (->> (from [{:a 1 :b 2}]) (with-columns :c (+ :a :b) :b (* 10 :b)) (where (= :c 3))))
;=> [{:a 1 :b 20 :c 3}]

; arithmetic with nil is nil
(execute (from [{:a 1} {:a nil}] (select [{:b (+ :a 1)} {:c (coalesce :a 7)} {:d (if (nil? :a) "none" "some")}])))
;=> [{:b 2 :c 1 :d "some"} {:b nil :c 7 :d "none"}]

; order by several, nil first unless said otherwise
(let [rows [{:a 1 :b 2} {:a nil :b 1} {:a 1 :b 1} {:a 2 :b 0}]]
  [(map :b (execute (from rows (order-by :a :desc :b)))) (map :a (execute (from rows (order-by :a)))) (map :a (execute (from rows (order-by :a :nulls :last))))
   (map :a (execute (from rows (order-by :a :desc :nulls :first)))) (map :b (execute (from rows (order-by (- :b))))) (map :b (execute (from rows (order-by (fn [r] (:b r))))))])
;=> [(0 1 2 1) (nil 1 1 2) (1 1 2 nil) (nil 2 1 1) (2 1 1 0) (0 1 1 2)]

; order-by of different types is an error that names the column
(execute (from [{:a 1} {:a "x"}] (order-by :a)))
;err> :a

; the first rows of an order are those of all, in the same order
(let [rows (mapv (fn [i] {:i i :k (mod (* 7 i) 10)}) (range 500))]
  (= (take 25 (execute (from rows (order-by :k)))) (execute (from rows (order-by :k) (limit 25)))))
;=> true

; limit and offset are steps
[(execute (->> (from (range 10)) (limit 5) (offset 3))) (execute (->> (from (range 10)) (offset 3) (limit 2))) (execute (->> (from (range 10)) (limit 0)))]
;=> [[3 4] [3 4] []]

; several group columns, functions, expressions
(let [rows [{:a 1 :b 2 :n 1} {:a 1 :b 3 :n 2} {:a 1 :b 2 :n 3}]]
  [(execute (from rows (group-by :a :b) (aggregate :n (sum :n)))) (execute (->> (from rows) (group-by [:a :b]) (aggregate :n (count *))))
   (execute (from rows (group-by (mod :n 2)) (aggregate :n (count *)))) (execute (from rows (group-by {:odd (odd? :n)}) (aggregate :n (max :n))))
   (execute (->> (from [1 2 3]) (group-by odd?) (aggregate :n (count *))))])
;=> [[{:a 1 :b 2 :n 4} {:a 1 :b 3 :n 2}] [{:a 1 :b 2 :n 2} {:a 1 :b 3 :n 1}] [{:key 1 :n 2} {:key 0 :n 1}] [{:odd true :n 3} {:odd false :n 2}] [{:key true :n 2} {:key false :n 1}]]

; groups by nothing that aggregates have their rows
(execute (->> (from [{:a 1 :b 1} {:a 2 :b 1}]) (group-by :b)))
;=> [{:b 1 :rows [{:a 1 :b 1} {:a 2 :b 1}]}]

; where after aggregate
(execute (from [{:u 1 :n 1} {:u 2 :n 5} {:u 2 :n 6}] (group-by :u) (aggregate :s (sum :n)) (where (> :s 5))))
;=> [{:u 2 :s 11}]

; every aggregate, and nil left out
(execute (from [{:n 3 :s "b"} {:n nil :s "a"} {:n 1 :s "b"} {:n 8 :s nil}]
  (aggregate :count (count *) :n (count :n) :distinct (count-distinct :s) :sum (sum :n) :avg (avg :n) :min (min :s) :max (max :n)
             :median (median :n) :q (quantile :n 0.25) :first (first :n) :last (last :s))
  (map (juxt :count :n :distinct :sum :avg :min :max :median :q :first :last))))
;=> [[4 3 2 12 4.0 "a" 8 3.0 2.0 3 "b"]]

; stddev is that of a sample
(execute (from [{:n 2} {:n 4} {:n 4} {:n 6}] (aggregate :d (stddev :n) :l (collect-list :n))))
;~> ^\[\{:d 1\.63299\d* :l \[2 4 4 6\]\}\]$

; the average of decimals is a Float, whether their quotient ends or not
(execute (from [{:a 1.5M} {:a 2M} {:a 1M}] (aggregate :a (avg :a) :s (sum :a))))
;=> [{:a 1.5 :s 4.5M}]

; the average of three decimals
(execute (from [{:a 1M} {:a 1M} {:a 2M}] (aggregate :a (avg :a))))
;~> ^\[\{:a 1\.333\d*\}\]$

; aggregates of nothing
(execute (from [] (aggregate :c (count *) :s (sum :a) :m (min :a) :a (avg :a) :l (collect-list :a))))
;=> [{:c 0 :s nil :m nil :a nil :l []}]

; sums are exact at any size
(execute (from [{:n 9007199254740991} {:n 9007199254740991} {:n 1}] (aggregate :s (sum :n) :r (sum (/ :n 3)))))
;=> [{:s 18014398509481983 :r 6004799503160661}]

; expressions over aggregates, and functions of the program as aggregates
(execute (from [{:u 1 :n 2 :m 4} {:u 1 :n 4 :m 2}] (group-by :u) (aggregate :ratio (/ (sum :n) (sum :m)) :span (- (max :n) (min :n)) :sorted (sort :n) :twice (* 2 :u))))
;=> [{:u 1 :ratio 1 :span 2 :sorted (2 4) :twice 2}]

; a sum of what is no number names its column
(execute (from [{:a "x"}] (aggregate :s (sum :a))))
;err> `(sum :a)` needs numbers, got String: "x"

; inner, semi and anti joins, with more conditions
(let [us [{:id 1} {:id 2} {:id 3}] os [{:u 1 :n 5} {:u 1 :n 50} {:u 3 :n 7}]]
  [(execute (->> (from us) (join os (and (= :id :u) (> :n 6)))))
   (execute (->> (from us) (semi-join os (= :id :u)))) (execute (->> (from us) (anti-join os (= :id :u))))
   (execute (->> (from us) (left-join os (and (= :id :u) (< :n 6))) (select [:id :n])))])
;=> [[{:id 1 :u 1 :n 50} {:id 3 :u 3 :n 7}] [{:id 1} {:id 3}] [{:id 2}] [{:id 1 :n 5} {:id 2 :n nil} {:id 3 :n nil}]]

; joins by other conditions than equality
(execute (->> (from [{:a 1} {:a 2}]) (join [{:b 1} {:b 2}] (< :a :b))))
;=> [{:a 1 :b 2}]

; nil has no partner
(execute (->> (from [{:a nil} {:a 1}]) (left-join [{:b nil :c 1} {:b 1 :c 2}] (= :a :b)) (select [:a :c])))
;=> [{:a nil :c nil} {:a 1 :c 2}]

; a column that both sides have is the left one's, the other is qualified
(execute (->> (from [{:id 1 :x "l"}]) (join (named :o (from [{:id 1 :x "r"}])) :id)))
;=> [{:id 1 :x "l" :o.id 1 :o.x "r"}]

; many columns stay in their order, through joins and with-columns
(map #(map name (keys %))
     (execute (from [{:a 1 :b 1 :c 1 :d 1 :e 1 :f 1}] (join [{:x 1 :y 1 :z 1 :w 1}] (= :a :x)) (with-columns :last 1))))
;=> (("a" "b" "c" "d" "e" "f" "x" "y" "z" "w" "last"))

; three sources
(dlog/append-all :users [{:id 1 :name "Al"}])
(dlog/append-all :orders [{:id 7 :user-id 1 :item-id 3}])
(dlog/append-all :items [{:id 3 :label "pen"}])
(execute (->> (from :users) (join :orders (= :users.id :orders.user-id)) (join :items (= :orders.item-id :items.id)) (select [:name :label :items.id])))
;=> [{:name "Al" :label "pen" :items.id 3}]

; a log joined with itself
(dlog/append-all :people [{:id 1 :boss nil} {:id 2 :boss 1}])
(execute (->> (named :p (from :people)) (join (named :b (from :people)) (= :p.boss :b.id)) (select [:p.id :b.id])))
;=> [{:p.id 2 :b.id 1}]

; a condition above a join moves below it
(dlog/append-all :users [{:id 1 :age 30} {:id 2 :age 10}])
(dlog/append-all :orders [{:user-id 1 :n 5} {:user-id 2 :n 6}])
(str/split-lines (explain (->> (from :users) (join :orders (= :users.id :orders.user-id)) (where (and (= :users.age 30) (some? :orders.n))) (select [:id :n]))))
;~> ^\["\(select \[:id :n\]\).*" ".*\(join \(= :users\.id :orders\.user-id\)\), by hash.*" ".*\(where \(= :users\.age 30\)\).*" ".*scan :users.*" ".*\(where \(some\? :orders\.n\)\).*" ".*scan :orders.*"\]$

; a condition above several joins moves to its source, though it can fail, and calls of constants are computed once
(str/includes? (explain (from [{:id 1 :at #inst "2026-01-01"}] (named :a) (join (named :b (from [{:a 1 :c 2}])) (= :a.id :b.a)) (join (named :c (from [{:id 2}])) (= :b.c :c.id)) (where (< :a.at (time/plus-months #inst "2026-01-01" 1)))))
               "(where (< :at #inst \"2026-02-01T00:00:00.000Z\")), tested early")
;=> true

; of a log with a key only the entries of the keys that are asked for are looked at
(dlog/create :users {:key :id})
(dlog/append-all :users [{:id 1 :n 1} {:id 2 :n 2} {:id 1 :n 3} {:id 3 :n 4}])
[(execute (from :users (where (= :id 1)))) (execute (from :users (where (in :users.id [3 2 nil])) (select [:n]))) (str/includes? (explain (from :users (where (= :users.id 1) (> :n 0)))) "scan :users keys [1]")]
;=> [[{:id 1 :n 3}] [{:n 2} {:n 4}] true]

; joins in a row: a source that leaves few rows of another is joined to it first; rows come as they are written
(dlog/create :regions {:key :id})
(dlog/create :nations {:key :id})
(dlog/append-all :regions [{:id 1 :name "Asia"} {:id 2 :name "Europe"} {:id 3 :name "Africa"}])
(dlog/append-all :nations (mapv (fn [i] {:id i :region (inc (mod i 3)) :name (str "n" i)}) (range 30)))
(dlog/append-all :people (mapv (fn [i] {:id i :nation (mod i 30)}) (range 90)))
(def q (from :people (join :nations (= :people.nation :nations.id)) (join :regions (= :nations.region :regions.id)) (where (= :regions.name "Asia")) (select [:people.id :nations.name])))
[(take 3 (execute q)) (map str/trim (filter #(str/includes? % "join") (str/split-lines (explain q))))]
;~> ^\[\(\{:people\.id 0 :nations\.name "n0"\} \{:people\.id 3 :nations\.name "n3"\} \{:people\.id 6 :nations\.name "n6"\}\) \("└─ \(join \(= :people\.nation :nations\.id\)\).*" "└─ \(join \(= :nations\.region :regions\.id\)\).*"\)\]$

; a condition that fails on rows which a join drops does not fail
(execute (->> (named :l (from [{:a 1 :x 5} {:a 2 :x "no"}])) (join (named :r (from [{:b 1}])) (= :l.a :r.b)) (where (> :l.x 1))))
;=> [{:a 1 :x 5 :b 1}]

; and fails on those that it keeps
(execute (->> (named :l (from [{:a 1 :x 5} {:a 2 :x "no"}])) (join (named :r (from [{:b 1} {:b 2}])) (= :l.a :r.b)) (where (> :l.x 1))))
;err> `(> :l.x 1)` compares String with Int

; union
(execute (->> (from [{:a 1}]) (union [{:a 2 :b 1}]) (union (from [{:a 3}])) (where (> :a 1))))
;=> [{:a 2 :b 1} {:a 3}]

; union stops when there is enough
(execute (->> (from [1 2]) (union (range)) (limit 4)))
;=> [1 2 0 1]

; windows
(execute (->> (from [{:u 1 :n 5} {:u 2 :n 1} {:u 1 :n 3} {:u 1 :n 5}])
  (window {:partition-by :u :order-by [:n :desc]} :row (row-number) :rank (rank) :dense (dense-rank) :before (lag :n) :after (lead :n 1 0) :sum (sum :n))))
;=> [{:u 1 :n 5 :row 1 :rank 1 :dense 1 :before nil :after 5 :sum 5} {:u 2 :n 1 :row 1 :rank 1 :dense 1 :before nil :after 0 :sum 1} {:u 1 :n 3 :row 3 :rank 3 :dense 2 :before 5 :after 0 :sum 13} {:u 1 :n 5 :row 2 :rank 1 :dense 1 :before 5 :after 3 :sum 10}]

; a window without an order is all of its rows
(execute (from [{:n 1} {:n 3}] (window :all (sum :n) :max (max :n)) (select [{:share (/ :n :all)}])))
;=> [{:share 1/4} {:share 3/4}]

; a window takes functions of windows only
(from [{:a 1}] (window :x (+ :a 1)))
;err> `window` needs one of the functions

; pivot
[(execute (->> (from [{:u 1 :m :jan :n 2} {:u 1 :m :feb :n 3} {:u 2 :m :jan :n 4} {:u 1 :m :jan :n 1}]) (group-by :u) (pivot :m (sum :n))))
 (execute (from [{:m "a"} {:m "b"} {:m "a"}] (pivot :m ["a" "c"] (count *))))]
;=> [[{:u 1 :feb 3 :jan 3} {:u 2 :feb nil :jan 4}] [{:a 2 :c 0}]]

; json paths
(let [d {:users [{:name "Al" :age 30} {"name" "Bo" "age" 10}] :n [1 2 3 4]}]
  (map (fn [p] (execute (->> (from [d]) (json-path p)))) ["$.users[?(@.age > 18)].name" "$..name" "$.n[-1]" "$.n[1:3]" "$.n[::-2]" "$['n'][0,2]" "$.users[?@.name && !(@.age == 30)].name" "$.users[?length(@.name) == 2].age" "$.users[?match(@.name, 'A.')].name" "$.none"]))
;=> (["Al"] ["Al" "Bo"] [4] [2 3] [4 2] [1 3] ["Bo"] [30 10] ["Al"] [])

; a JSON path that is none has a place
(from [] (json-path "$.users[?(@.age >]"))
;err> character 18: expected `@`, `$`, a text, a number or a function

; comprehensions are plans
(let [us [{:id 1 :name "Al"} {:id 2 :name "Bo"}] os [{:user-id 2 :id 7} {:user-id 1 :id 8}]]
  (def q (query [user (from us) order (from os) :when (= (:user-id order) (:id user))] {:user-name (:name user) :order-id (:id order)}))
  [(execute q) (str/includes? (explain q) "by hash")])
;=> [[{:user-name "Al" :order-id 8} {:user-name "Bo" :order-id 7}] true]

; comprehensions that the engine cannot see through are loops
(execute (query [x (from [{:n [1 2]}]) y (:n x) :when (odd? y)] [y (:n x)]))
;=> [[1 [1 2]]]

; a log that does not exist
(execute (from :nothing-here))
;err> There is no log :nothing-here

; a column that is not there any more
(execute (from [{:a 1}] (select [:a]) (order-by :b)))
;err> There is no column :b here, in `(order-by :b)`

; what `from` takes
(from "users")
;err> `from` needs the name of a log as a keyword, a query, a file, or a collection of maps, got "users"

; clauses need a query
(where (> :a 1) [1 2])
;err> `where` needs a query as its last argument

; a clause that is none
(from [{:a 1}] (wher (= :a 1)))
;err> wher

; nothing stands behind an end
(from [{:a 1}] (count) (limit 1))
;err> nothing behind (count), which ends a query

; two columns of one name
(from [{:a 1}] (select [:a {:a (inc :a)}]))
;err> `select` needs columns with different names, got :a

; collections have no past
(from [{:a 1}] (as-of (now)))
;err> `as-of` needs a log to look back in

; limits are numbers of rows
(from [] (limit -1))
;err> `limit` needs a number of rows, 0 or more, got -1

; a function that throws on a late row
(execute (from (range 10000) (map (fn [i] (if (= i 7000) (throw (ex-info "late" {:i i})) i))))) 
;err> late

; a query that failed fails again
(def q (from (range 5) (map (fn [i] (if (= i 3) (throw (ex-info "no" {})) i)))))
[(try (vec q) (catch Exception e (ex-message e))) (try (vec q) (catch Exception e (ex-message e)))]
;=> ["no" "no"]

; profile says what each step did
(let [p (profile (->> (from (map (fn [i] {:i i}) (range 100))) (where (< :i 10)) (select [:i])))] [(:rows-scanned p) (:rows-returned p) (:rows (:plan p)) (:rows (first (:inputs (:plan p)))) (:partitions p)])
;=> [100 10 10 10 [0]]

; explain and profile take queries with arguments, in both styles
(defquery above [low] (from [{:i 1} {:i 2}] (where (> :i low))))
[(str/includes? (explain above 1) "(> :i 1)") (:rows-returned (profile above 1)) (:rows-returned (profile (->> (from [1 2]) (filter odd?) first))) (str/includes? (explain (from [1] (count))) "scan")]
;=> [true 1 1 true]

; explain points at columns that no record has
(dlog/append-all :n [{:amount 1}])
(explain (from :n (where (> :amout 0))))
;~> hint: no record seen has :amout; is :amount meant\?

; explain points at comparisons with nil
(explain (from [{:a 1}] (where (or (= :a nil) (= :a 1)))))
;~> nil\? :column

; constants are folded
(let [n 2] (first (str/split-lines (explain (from [{:a 1}] (where (and true (> :a (* n 3)))))))))
;~> ^"\(where \(> :a 6\)\)

; top-n and counts are seen in explain
(explain (from [{:a 1}] (order-by :a) (offset 2) (limit 3)))
;~> the first 5 only

; plans are data
(query/plan (->> (from [{:a 1}]) (where (= :a :b)) (limit 2)))
;=> {:op :limit :clause (limit 2) :input {:op :where :clause (where (= :a :b)) :input {:op :scan :source collection}}}

; schemas
[(schema [{:a 1 :b "x"} {:a 1.5}]) (schema (from [{:a 1}] (select [{:b (str :a)}]))) (schema [1 2]) (schema [{:a 1} {:a "x"} {:a 1.5}])]
;=> [{:a (Int | Float) :b (String | Nil)} {:b String} Int {:a Any}]

; spawned queries give rows as they are taken, errors too
[(let [seen (atom [])] (for-each (spawn-query (from (range 1000))) (fn [x] (if (< x 3) (swap! seen conj x) nil))) @seen)
 (try (for-each (spawn-query (from [1] (map (fn [_] (throw (ex-info "inside" {})))))) identity) (catch Exception e (ex-message e)))]
;=> [[0 1 2] "inside"]

; subscribing to what a log gets
(dlog/append :e {:n 1})
(def s (subscribe (from :e (where (odd? :n)) (select [:n]))))
(dlog/append-all :e [{:n 2} {:n 3} {:n 5}])
[(receive {:row ~s row} -> row) (receive {:row ~s row} -> row) (stop s)]
;~> ^\[\{:n 3\} \{:n 5\}

; results carry the checkpoint they were read at
(dlog/append-all :e [{:n 1} {:n 2}])
(meta (execute (from :e)))
;=> {:checkpoints {:e {:log :e :size 2}}}

; diff of what is missing
[(diff nil {:a 1}) (diff {:a 1} nil) (diff {:a nil} {:a nil})]
;=> [{:changed {} :added {:a 1} :removed {}} {:changed {} :added {} :removed {:a 1}} {:changed {} :added {} :removed {}}]

; conditions are functions too
[(between 2 1 3) (between 4 1 3) (in 2 [1 2]) (like "abc" "a%") (minutes 1)]
;=> [true false true true #duration "PT1M"]

; in an actor `from` is who asked
(defactor echo [] (receive x -> (do (reply-to (from) x) (noreply))))
(call (spawn echo) 5)
;=> 5

; a function literal with columns inside is the program's function
(execute (from [{:tags [:x :y]} {:tags []}] (where (some #(= % :x) :tags))))
;=> [{:tags [:x :y]}]

; user macro that expands to a query
(defmacro cheap [source] `(from ~source (where (< :price 10)) (select [:price])))
(execute (cheap [{:price 5} {:price 50}]))
;=> [{:price 5}]

; own operator name
(defn between [x y z] (= x y))
(execute (from [{:a 1} {:a 2}] (where (between :a 2 9))))
;=> [{:a 2}]

; local shadows operator
(let [in (fn [x] (= x 2))] (execute (from [{:a 1} {:a 2}] (where (in :a)))))
;=> [{:a 2}]

; debug incident of the tour
(dlog/create :users {:key :id})
(dlog/append :users {:id 1 :name "Al"} {:at (instant "2026-01-01T00:00:00Z")})
(dlog/append :users {:id 1 :name "Alan"} {:at (instant "2026-01-01T00:10:00Z")})
(dlog/append :events {:user-id 1 :type "rename"} {:at (instant "2026-01-01T00:10:00Z")})
(defn debug-incident [user-id incident-time]
  (let [user-before (from :users (as-of (minutes-before incident-time 5)) (where (= :id user-id)) (first))
        user-after (from :users (as-of (minutes-after incident-time 5)) (where (= :id user-id)) (first))]
    (let [events (from :events (where (= :user-id user-id)) (where (between :timestamp (minutes-before incident-time 10) (minutes-after incident-time 10))) (order-by :timestamp))]
      {:events events :diff (diff user-before user-after)})))
(debug-incident 1 (instant "2026-01-01T00:10:00Z"))
;=> {:events [{:user-id 1 :type "rename"}] :diff {:changed {:name ["Al" "Alan"]} :added {} :removed {}}}

; tour macro defined by user over queries
(defmacro query [bindings & body] `(fn [] (for [~@bindings] ~@body)))
(dlog/append-all :users [{:id 1 :name "Al"}])
(dlog/append-all :orders [{:id 7 :user-id 1 :amount 5}])
((query [user (from :users) order (from :orders) :when (= (:user-id order) (:id user))] {:user-name (:name user) :order-id (:id order) :amount (:amount order)}))
;=> ({:user-name "Al" :order-id 7 :amount 5})

; sending a query to another actor
(let [me (self) q (from [{:a 1}])] (spawn (fn [] (send me (execute q)))) (receive x -> x))
;=> [{:a 1}]

; println and str
(with-out-str (println (from [{:a 1}])))
;=> "[{:a 1}]\n"

; equal queries
[(= (from [{:a 1}]) [{:a 1}]) (empty? (from [])) (seq (from [])) (count (from [1 2])) (nth (from [1 2]) 1) (last (from [1 2])) (sort > (from [1 2])) (mapv inc (from [1 2])) (set (from [1]))]
;=> [true true nil 2 2 2 (2 1) [2 3] #{1}]

; printed twice after a change
(def l (atom 0))
(def q (map (fn [x] (+ x (swap! l inc))) (from [1])))
[(pr-str q) (pr-str q) (= q [4])]
;=> ["[2]" "[3]" true]

; waits while it is printed
(pr-str (map (fn [x] (sleep 1) x) (from [1 2])))
;=> "[1 2]"

; query as rows in vector literal printing
[(from [{:a 1}]) 1]
;=> [[{:a 1}] 1]

; an exception message with a query inside computes nothing
(throw (ex-info "x" {:q (from (range))}))
;err> x

; distinct in ->> with parens and group-by in nested with a local function
(let [f odd?] [(execute (->> (from [1 1 2]) (distinct))) (execute (from [1 2 3] (group-by f) (aggregate :n (count *))))])
;=> [[1 2] [{:key true :n 2} {:key false :n 1}]]

; group-by with juxt
(execute (->> (from [{:a 1 :b 2} {:a 1 :b 2}]) (group-by (juxt :a :b)) (aggregate :n (count *))))
;=> [{:key [1 2] :n 2}]

; select with keyword vector and expression directly
(execute (from [{:a 1}] (select :a {:b (str "x" :a)})))
;=> [{:a 1 :b "x1"}]

; nested data
(execute (from [{:a {:b 1}} {:a nil}] (where (= 1 (:b :a)))))
;=> [{:a {:b 1}}]

; like and not a string
(execute (from [{:s 1}] (where (like :s "a%"))))
;err> needs a string

; aggregate of unknown
(execute (from [{:s 1}] (aggregate :x (sm :s))))
;err> sm

; where without column
(execute (from [{:s 1}] (where true) (where (not false))))
;=> [{:s 1}]

; limit with variable in query
(defquery q [n] (->> (from (range 10)) (limit n)))
[(execute q 2) (execute (q 3))]
;=> [[0 1] [0 1 2]]

; defquery with doc
(defquery q "Doc." [n] (from [n]))
[(:doc (meta #'q)) (execute q 5)]
;=> ["Doc." [5]]

; bad number of forms
(from [1] (order-by))
;err> order-by

; wrong join
(from [1] (join [2]))
;err> join

; a sequence of sequences: transducer use
(into [] (map :a) (from [{:a 1}]))
;=> [1]
