; a CSV file: values are what they look like, quotes make strings
(let [f (fs/temp-file {:suffix ".csv"})]
  (fs/write f "id,name,zip,at,ok\n1,Al,01234,2026-01-02T03:04:05Z,true\n2,\"5\",x,,false\n")
  [(execute (from (file f))) (schema (file f))])
;=> [[{:id 1 :name "Al" :zip "01234" :at #inst "2026-01-02T03:04:05.000Z" :ok true} {:id 2 :name "5" :zip "x" :at nil :ok false}] {:id Int :name String :zip String :at (Instant | Nil) :ok Bool}]

; types say what values are; an empty field is nil, an empty text in quotes a string
(let [f (fs/temp-file {:suffix ".csv"})]
  (fs/write f "s,i,f,d,b,t,k\n1,007,1,1.50,TRUE,2026-01-02,on\n,\"8\",,,,,\n\"\",9,.5,2,false,2026-01-02T00:00:01+01:00,off\n")
  (execute (from (file f {:types {:s :string :i :int :f :float :d :decimal :b :boolean :t :instant :k :keyword}}))))
;=> [{:s "1" :i 7 :f 1.0 :d 1.50M :b true :t #inst "2026-01-02T00:00:00.000Z" :k :on} {:s nil :i 8 :f nil :d nil :b nil :t nil :k nil} {:s "" :i 9 :f 0.5 :d 2M :b false :t #inst "2026-01-01T23:00:01.000Z" :k :off}]

; text leaves strings; another separator; a format that the name does not say
(let [f (fs/temp-file {:suffix ".dat"})]
  (fs/write f "a;b\n1;\n")
  [(execute (from (file f {:as :csv :separator ";" :text true}))) (execute (from (file f {:as :csv :separator ";" :text true :types {:a :int}})))])
;=> [[{:a "1" :b ""}] [{:a 1 :b ""}]]

; NDJSON, JSON and EDN
(let [rows [{:a 1 :b {:c [1 "x" nil]}} {:a 2.5}]
      of (fn [suffix] (let [f (file (fs/temp-file {:suffix suffix}))] [(write-to f rows) (execute (from f))]))]
  (map of [".ndjson" ".jsonl" ".json" ".edn"]))
;=> ([2 [{:a 1 :b {:c [1 "x" nil]}} {:a 2.5}]] [2 [{:a 1 :b {:c [1 "x" nil]}} {:a 2.5}]] [2 [{:a 1 :b {:c [1 "x" nil]}} {:a 2.5}]] [2 [{:a 1 :b {:c [1 "x" nil]}} {:a 2.5}]])

; Parquet and Arrow: all kinds of columns, what has parts is JSON
(let [rows [{:i 1 :big 9007199254740993 :f 1.0 :s "é" :b true :t (instant "2026-01-02T03:04:05.006Z") :x {:y 1}} {:i nil :big 2 :f nil :s nil :b false :t nil :x nil}]
      of (fn [suffix] (let [f (file (fs/temp-file {:suffix suffix}))] [(write-to f rows) (= rows (execute (from f (select [:i :big :f :s :b :t :x])))) (execute (from f (where (= :i 1)) (select [:big :t :x])))]))]
  (map of [".parquet" ".arrow"]))
;=> ([2 true [{:big 9007199254740993 :t #inst "2026-01-02T03:04:05.006Z" :x {:y 1}}]] [2 false [{:big 9007199254740993 :t #inst "2026-01-02T03:04:05.006Z" :x "{\"y\":1}"}]])

; in the other formats types convert what was read
(let [f (fs/temp-file {:suffix ".ndjson"})]
  (fs/write f "{\"zip\":12,\"at\":\"2026-01-02\",\"n\":\"5\",\"k\":\"on\"}\n{\"n\":1}\n")
  (execute (from (file f {:types {:zip :string :at :instant :n :float :k :keyword}}))))
;=> [{:zip "12" :at #inst "2026-01-02T00:00:00.000Z" :n 5.0 :k :on} {:n 1.0}]

; clauses, a join with a file by its name, aggregates
(let [d (fs/temp-dir) users (fs/path d "users.csv") orders (fs/path d "orders.ndjson")]
  (fs/write users "id,name\n1,Al\n2,Bo\n")
  (fs/write orders "{\"user\":1,\"n\":5}\n{\"user\":1,\"n\":6}\n{\"user\":2,\"n\":7}\n")
  [(execute (->> (from (file users)) (join (file orders) (= :users.id :orders.user)) (group-by :name) (aggregate :n (sum :orders.n)) (order-by :name)))
   (from (file orders) (count))
   (execute (from [{:id 2}] (semi-join (file users) :id)))])
;=> [[{:name "Al" :n 11} {:name "Bo" :n 7}] 3 [{:id 2}]]

; a limit stops reading: what is wrong far behind is never seen, and a walk reads as far as it goes
(let [f (fs/temp-file {:suffix ".csv"})]
  (fs/write f (str "a,b\n" (str/join "" (repeat 100000 "1,2345\n")) "1,2,3\n"))
  [(count (execute (from (file f) (limit 3)))) (:rows-scanned (profile (from (file f) (limit 3)))) (:b (first (from (file f)))) (try (execute (from (file f))) (catch Exception e [(ex-code e) (:line (ex-data e)) (:column (ex-data e))]))])
;=> [3 3 2345 [:csv-syntax 100002 1]]

; a file is read anew by each execution
(let [f (fs/temp-file {:suffix ".csv"}) q (from (file f) (select [:a]))]
  (fs/write f "a\n1\n")
  (let [before (execute q)] (fs/write f "a\n2\n3\n") [before (execute q)]))
;=> [[{:a 1}] [{:a 2} {:a 3}]]

; a file that changes while it is read
(let [f (fs/temp-file {:suffix ".csv"}) line "1,2345\n"]
  (fs/write f (str "a,b\n" (str/join "" (repeat 100000 line))))
  (let [rows (seq (from (file f)))] (fs/append f line) (count rows)))
;err> it was changed while it was read

; names are plain data, and print as they are written in plans
[(file "a.csv") (file "a.csv" {:types {:zip :string}}) (explain (from (file "a.csv") (where (> :n 1))))]
;~> ^\[\{:file "a\.csv"\} \{:file "a\.csv" :types \{:zip :string\}\} "\(where \(> :n 1\)\)\\n└─ scan \(file \\"a\.csv\\"\)"\]$

; only the columns that are asked for are looked at
(let [f (fs/temp-file {:suffix ".csv"})]
  (fs/write f "a,b\n1,x\n")
  [(execute (from (file f {:types {:b :int}}) (select [:a]))) (try (execute (from (file f {:types {:b :int}}))) (catch Exception e (:error (ex-data e))))])
;=> [[{:a 1}] :field-type]

; a file that is not there
(execute (from (file "/no/such/file.csv")))
;err> Cannot read "/no/such/file.csv": there is no such file

; a folder
(execute (from (file (fs/temp-dir) {:as :csv})))
;err> it is a folder

; what is wrong with a file has its name, line and column
(map (fn [[suffix text]]
       (let [f (fs/temp-file {:suffix suffix})]
         (fs/write f text)
         (try (execute (from (file f))) (catch Exception e (let [{:keys [error line column file]} (ex-data e)] [error line column (= f file) (str/starts-with? (ex-message e) f)])))))
     [[".csv" "a,b\n1,2\n3\n"] [".csv" "a,b\n1,\"2\n"] [".csv" ""] [".ndjson" "{\"a\":1}\n{\"a\":}\n"] [".json" "[{\"a\":1},\n 5]"] [".edn" "{:a 1}\n{:b}"]])
;=> ([:csv-syntax 3 1 true true] [:csv-syntax 2 3 true true] [:csv-syntax 1 1 true true] [:json-syntax 2 6 true true] [:json-syntax 2 2 true true] [:not-a-record 2 1 true true])

; bytes that are no text, no Parquet, no Arrow
(map (fn [suffix] (let [f (fs/temp-file {:suffix suffix})] (fs/write f (str "abc\nd" suffix)) (fs/append f (unhex "ff00ff")) (try (execute (from (file f))) (catch Exception e (ex-code e)))))
     [".csv" ".parquet" ".arrow"])
;=> (:file-not-utf8 :parquet-unreadable :arrow-unreadable)

; a value that is not of its type: in CSV with its place
(let [f (fs/temp-file {:suffix ".csv"})] (fs/write f "zip,n\n1,5\n2,five\n") (execute (from (file f {:types {:n :int}}))))
;err> CSV, line 3, column 3: "five" in :n is not an Int

; a value that is not of its type: elsewhere with the number of its record
(let [f (fs/temp-file {:suffix ".ndjson"})] (fs/write f "{\"n\":5}\n{\"n\":5.5}\n") (execute (from (file f {:types {:n :int}}))))
;err> Record 2: 5.5 in :n is not an Int

; a type for a column that is not there
(let [f (fs/temp-file {:suffix ".csv"})] (fs/write f "zip,n\n1,5\n") (execute (from (file f {:types {:zop :string}}))))
;err> There is a type for :zop, but the header has no such column; it has :zip, :n

; what `file` refuses
(map (fn [args] (try (apply file args) (catch Exception e (ex-message e))))
     [[5] [""] ["x.dat"] ["x.csv" 5] ["x.csv" {:as :xls}] ["x.csv" {:kind :csv}] ["x.csv" {:types 5}] ["x.csv" {:types {:a :text}}] ["x.csv" {:types {"a" :int}}] ["x.csv" {:text 1}] ["x.csv" {:separator "ab"}] ["x.json" {:text true}]])
;=> ("`file` needs a path as a string, got 5" "`file` needs a path as a string, got \"\"" "`file` needs a path that ends in .csv, .json, .ndjson, .edn, .parquet, .arrow, or a format as :as, got \"x.dat\"" "`file` needs a map of options, got 5" "`file` needs one of :csv, :json, :ndjson, :edn, :parquet, :arrow as :as, got :xls" "`file` needs no other options than :as, :types, :text, :separator, got :kind" "`file` needs a map of columns and types as :types, got 5" "`file` needs one of :string, :int, :float, :decimal, :boolean, :instant, :keyword as a type, got :text" "`file` needs keywords as columns in :types, got \"a\"" "`file` needs true or false as :text, got 1" "`file` needs one character, no quote or line break, as :separator, got \"ab\"" "`file` needs CSV where :text or :separator is given, got :json")

; a map that names a file wrongly is refused where the query is made
(from {:file 5})
;err> `file` needs a path as a string, got 5

; a column that order-by misspells, or whose values have no order, is told with its clause, whatever the format
(defn told [suffix order]
  (let [f (fs/temp-file {:suffix suffix})]
    (write-to (file f) [{:id 1 :name "Al"} {:id 2 :name "Bo"}])
    (try (execute (order f)) (catch Exception e (ex-message e)))))
(distinct (for [suffix [".csv" ".json" ".ndjson" ".edn" ".parquet" ".arrow"]]
            [(told suffix (fn [f] (from (file f) (where (> :id 0)) (order-by :nme :desc))))
             (told suffix (fn [f] (from (file f) (order-by :id :dsc) (limit 1))))
             (told suffix (fn [f] (from (file f) (order-by (+ :name 1)))))
             (told suffix (fn [f] (from (file f) (order-by (if (= :id 1) :id :name)))))]))
;=> (["There is no column :nme here, in `(order-by :nme :desc)`" "There is no column :dsc here, in `(order-by :id :dsc)`" "`(+ :name 1)` needs numbers, got String: \"Al\"" "`(if (= :id 1) :id :name)` compares Int with String: 1 and \"Bo\""])

; a direction that is mistyped
(let [f (fs/temp-file {:suffix ".csv"})] (fs/write f "id\n1\n") (execute (from (file f) (order-by :id :dsc))))
;err> did you mean :desc? There is :id

; a header names columns even without records
(let [f (fs/temp-file {:suffix ".csv"})]
  (fs/write f "id,name\n")
  [(execute (from (file f) (where (> :id 1)) (order-by :name)))
   (try (execute (from (file f) (order-by :nme))) (catch Exception e (ex-message e)))])
;=> [[] "There is no column :nme here, in `(order-by :nme)`"]

; files have no past
(from (file "x.csv") (as-of (now)))
;err> collections and files have no past

; results: of a query that knows its columns there is a header even without rows
(let [f (file (fs/temp-file {:suffix ".csv"}))]
  [(write-to f (from [{:a 1 :b "x,y"} {:a 2 :b nil}] (where (> :a 5)) (select [:a :b]))) (fs/read (:file f))
   (->> (from [{:a 1 :b "x,y"} {:a 2 :c "5"}]) (write-to f)) (fs/read (:file f))])
;=> [0 "a,b\n" 2 "a,b,c\n1,\"x,y\",\n2,,\"5\"\n"]

; results of a log, and of a file into itself; lazy values are computed
(let [f (file (fs/temp-file {:suffix ".edn"}))]
  (dlog/append-all :e [{:n 1} {:n 2}])
  [(write-to f (from :e)) (write-to f (from f (transform (fn [r] (assoc r :m (map inc (range (:n r)))))))) (fs/read (:file f)) (fs/exists? (str (:file f) ".part"))])
;=> [2 2 "{:n 1 :m (1)}\n{:n 2 :m (1 2)}\n" false]

; a query that fails leaves what was there, and nothing beside it
(let [f (fs/temp-file {:suffix ".ndjson"})]
  (fs/write f "before")
  [(try (write-to (file f) (from (range 1000) (transform (fn [i] {:i (/ 1 (- 999 i))})))) (catch Exception e (ex-message e))) (fs/read f) (fs/exists? (str f ".part"))])
;=> ["Divide by zero" "before" false]

; rows that are no maps
(write-to (file (fs/temp-file {:suffix ".csv"})) (from [1 2]))
;err> `write-to` needs rows that are maps, got 1

; what is no file
(write-to "x.csv" (from [{:a 1}]))
;err> `write-to` needs a file, like (file "x.csv"), and then a query, got "x.csv"

; no columns at all
(write-to (file (fs/temp-file {:suffix ".parquet"})) (from []))
;err> A parquet file has columns, but there is no record, which would have some

; a folder that is not there
(write-to (file "/no/such/folder/x.csv") (from [{:a 1}]))
;err> Cannot write "/no/such/folder/x.csv": there is no such file or folder

; a value that JSON has no form for
(write-to (file (fs/temp-file {:suffix ".ndjson"})) (from [{:a (fn [x] x)}]))
;err> .ndjson:

; a link stays a link
(let [d (fs/temp-dir) f (fs/path d "f.csv") l (fs/link (fs/write f "x\n") (fs/path d "l.csv"))]
  (write-to (file l) [{:a 1}])
  [(fs/link? l) (fs/read f) (fs/list d)])
;=> [true "a\n1\n" ["f.csv" "l.csv"]]

; a pipe is read to its end, but not in any order
(let [d (fs/temp-dir) pipe (fs/path d "p") out (fn [] (process/start "sh" ["-c" (str "printf 'a,b\\n1,2\\n' > " pipe)]))]
  (process/run "mkfifo" [pipe])
  (out)
  (let [rows (execute (from (file pipe {:as :csv})))]
    (out)
    [rows (try (execute (from (file pipe {:as :parquet}))) (catch Exception e (str/includes? (ex-message e) "in any order")))]))
;=> [[{:a 1 :b 2}] true]

; standard output is in order with what is printed
(do (println "before") (write-to (file "/dev/stdout" {:as :csv}) [{:a 1}]) (println "after"))
;out> before
;out> a
;out> 1
;out> after
;=> nil
