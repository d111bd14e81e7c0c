; a map's keys, some optional, others allowed
(s/def ::user {:id Int :name String (s/optional :nick) String})
(map (fn [m] (s/valid? ::user m)) [{:id 1 :name "Al"} {:id 1 :name "Al" :nick "A" :more 1} {:id 1 :name "Al" :nick 2} {:id 1} nil])
;=> (true true false false false)

; nil is a value like others
[(s/valid? {:a Nil} {:a nil}) (s/valid? {:a Nil} {}) (s/valid? {:a Int} {:a nil})]
;=> [true false false]

; a predicate that fails says no
(s/valid? {:age #(> % 0)} {:age "x"})
;=> false

; messages of a map
(s/def ::user {:id Int :email String :age (s/and Int #(> % 0)) (s/optional :tags) [Keyword]})
(s/explain ::user {:id "x" :emial "a" :age -1 :tags [:a 1]})
;out> :id must be an Int, but is "x"
;out> :email is missing, but there is :emial: did you mean :email?
;out> :age must satisfy `#(> % 0)`, but is -1
;out> [:tags 1] must be a Keyword, but is 1

; what a missing key should have been
(s/explain-str {:age (s/nilable (s/and Int pos?)) :of (s/or :n Int :s String)} {:of 1})
;=> ":age is missing, an Int or nil"

; branches are one sentence
(s/explain-str (s/or :n Int :s String :c (s/coll-of Int)) 1.5)
;=> "The value must be an Int, a String or a collection, but is 1.5"

; branches that fail inside are told apart
(s/explain (s/or :m {:x Int} :s String) {:x "s"})
;out> :x must be an Int, but is "s"
;out> or else the value must be a String, but is {:x "s"}

; one of several values
(s/explain-str #{:red :green} :gren)
;=> "The value must be one of :green, :red, but is :gren: did you mean :green?"

; a closed map
(s/explain (s/closed {:email String (s/optional :name) String}) {:email "x" :nmae "u"})
;out> :nmae is no key of this map: did you mean :name?

; messages of one's own
(s/explain-str {:age (s/with-message (s/and Int #(>= % 18)) "must be of age")} {:age 12})
;=> ":age must be of age, but is 12"

; messages of one's own stand alone
[(s/explain-str {:age (s/with-message Int "Write digits")} {:age "x"}) (s/explain-str (s/with-message Int (fn [x] (str "Not " x))) \x)]
;=> [":age: Write digits" "Not x"]

; explain-data is nil for what is valid
(s/explain-data Int 1)
;=> nil

; explain-data has the places in the spec and in the value
(let [[p] (:problems (s/explain-data {:a (s/or :n Int :v [Int])} {:a [1 "x"]}))] (map p [:path :in :val :via]))
;=> ([:a :n] [:a] [1 "x"] [])

; names on the way
(do (s/def ::id Int) (s/def ::user {:id ::id}) (:via (first (:problems (s/explain-data ::user {:id "x"})))))
;=> [:user/user :user/id]

; portable names in explain-data
(:path (first (::s/problems (s/explain-data {:a Int} {:a "x"}))))
;=> [:a]

; an unknown name, with the nearest
(do (s/def ::user Int) (s/valid? ::usr 1))
;err> No spec is named :user/usr

; what is no spec
(s/valid? (atom 1) 1)
;err> is no spec

; a name means what it means when it is asked
(do (s/def ::a Int) (s/def ::b [::a]) (s/def ::a String) (s/valid? ::b ["x"]))
;=> true

; a name can be taken away
(do (s/def ::a Int) (s/def ::a nil) (s/get-spec ::a))
;=> nil

; specs print as they were written
[(s/and Int #(> % 0)) (s/form (s/cat :a Int :b (s/* #{1}))) (s/coll-of Int :kind vector?)]
;=> [(s/and Int (fn [%] (> % 0))) (s/cat :a Int :b (s/* #{1})) (s/coll-of Int :kind vector?)]

; types stand for specs
[(s/valid? [Int] '(1 2)) (s/valid? {String [Int]} {"a" [1]}) (s/valid? #{Keyword} #{:a}) (s/valid? {:compute Int Int} {:compute 1 2}) (s/valid? [Int String] [1 "a"])]
;=> [true true true true true]

; types of records
(do (defrecord Point [x y]) [(s/valid? Point (->Point 1 2)) (s/valid? Point {:x 1 :y 2}) (s/explain-str Point 1)])
;=> [true false "The value must be a user.Point, but is 1"]

; written types are specs
[(s/valid? '(Int | String) "a") (s/valid? '[(Int | Nil)] [1 nil]) (s/valid? '{:a [Int]} {:a ["x"]})]
;=> [true true false]

; and hands on conformed values
(s/conform (s/and (s/or :n Int :s String) #(= :n (first %))) 1)
;=> [:n 1]

; conforming collections keeps their kind
[(s/conform [(s/or :n Int :s String)] [1 "a"]) (s/conform (s/map-of Keyword (s/or :n Int)) {:a 1}) (s/conform (s/coll-of Int :into #{}) [1 1])]
;=> [[[:n 1] [:s "a"]] {:a [:n 1]} #{1}]

; sequences with names
(s/conform (s/cat :op Symbol :args (s/* (s/alt :n Int :s String))) '(add 1 "a"))
;=> {:op add :args [[:n 1] [:s "a"]]}

; a regular spec by its name is part of the sequence, in s/spec it is one element
(do (s/def ::pair (s/cat :k Keyword :v Int)) [(s/conform (s/* ::pair) [:a 1 :b 2]) (s/conform (s/* (s/spec ::pair)) [[:a 1] [:b 2]])])
;=> [[{:k :a :v 1} {:k :b :v 2}] [{:k :a :v 1} {:k :b :v 2}]]

; as many as possible, within what the rest needs
[(s/conform (s/cat :a (s/* Int) :b Int) [1 2 3]) (s/conform (s/cat :a (s/? Int) :b (s/* Int)) [1 2])]
;=> [{:a [1 2] :b 3} {:a 1 :b [2]}]

; conditions on parts of sequences
[(s/valid? (s/& (s/* Int) #(even? (count %))) [1 2]) (s/valid? (s/& (s/* Int) #(even? (count %))) [1])]
;=> [true false]

; too few, too many, wrong ones
(map (fn [xs] (s/explain-str (s/cat :name String :n Int) xs)) [["a"] ["a" 1 2] ["a" "b"] []])
;=> (":n is missing, an Int: there is 1 element" "The sequence has more than expected: 2 at index 2" ":n must be an Int, but is \"b\"" ":name is missing, a String: there are 0 elements")

; alternatives of a sequence are one sentence
(s/explain-str (s/cat :a Int :b (s/alt :s String :k Keyword)) [1 2])
;=> ":b must be a String or a Keyword, but is 2"

; the time for sequences is in proportion, also where they can be read in many ways
(s/valid? (s/* (s/alt :a (s/* Int) :b (s/+ Int))) (concat (range 300) ["x"]))
;=> false

; a spec that needs itself
(do (s/def ::tree (s/or :leaf Int :node (s/tuple ::tree ::tree))) [(s/conform ::tree [1 [2 3]]) (every? (fn [t] (s/valid? ::tree t)) (s/sample ::tree 20))])
;=> [[:node [[:leaf 1] [:node [[:leaf 2] [:leaf 3]]]]] true]

; keys by names, as in Clojure
(do (s/def ::id Int) (s/def ::nick String) [(s/valid? (s/keys :req-un [::id] :opt-un [::nick]) {:id 1 :nick 2}) (s/valid? (s/keys :req [::id]) {::id 1}) (s/valid? (s/keys) {::id "x"})])
;=> [false true false]

; keys of which one must be there
(do (s/def ::id Int) (s/def ::nick String) (map (fn [m] (s/explain-str (s/keys :req-un [(or ::id ::nick)]) m)) [{:nick "a"} {}]))
;=> ("Success!" "The map must have :id or :nick")

; merged maps
(s/explain-str (s/merge {:a Int} {:b Int}) {:a 1})
;=> ":b is missing, an Int"

; kinds of values
(s/def ::event (s/multi :type {:click {:x Int} :key {:code String}}))
(map (fn [e] (s/explain-str ::event e)) [{:type :click :x 1} {:type :clik} {:tpe :key} {:type :key :code 1}])
;=> ("Success!" ":type must be one of :click, :key, but is :clik: did you mean :click?" ":type is missing, but there is :tpe: did you mean :type?" ":code must be a String, but is 1")

; conformers
[(s/conform (s/conformer parse-long str) "12") (s/unform (s/conformer parse-long str) 12) (s/invalid? (s/conform (s/conformer (fn [_] ::s/invalid)) 1))]
;=> [12 "12" true]

; collections by size, kind and difference
(map (fn [[spec x]] (s/explain-str spec x)) [[(s/coll-of Int :count 2) [1]] [(s/coll-of Int :kind set?) [1]] [(s/coll-of Int :distinct true) [1 1]] [(s/coll-of Int :max-count 1) [1 2]] [(s/coll-of Int) 5]])
;=> ("The value must have 2 elements, but is [1]" "The value must be a set, but is [1]" "The value must have different elements only, but is [1 1]" "The value must have at most 1 element, but is [1 2]" "The value must be a collection, but is 5")

; of endless sequences only as much is looked at as is asked
[(s/valid? (s/coll-of Int :max-count 1) (range)) (s/valid? (s/every Int :max-count 1000) (range 50))]
;=> [false true]

; ranges
[(s/valid? (s/int-in 1 7) 6) (s/valid? (s/double-in :min 0.0 :max 1.0) 2.0) (s/valid? (s/inst-in #inst "2026" #inst "2027") #inst "2026-05") (s/explain-str (s/int-in 1 7) 9)]
;=> [true false true "The value must be an Int from 1 to 6, but is 9"]

; instrumented functions tell wrong arguments
(defn create [name email] {:name name :email email})
(s/fdef create :args (s/cat :name String :email String) :ret {:name String})
(s/instrument #'create)
(create "Al" 5)
;err> `user/create` was called with wrong arguments: :email must be a String, but is 5

; instrumented functions tell wrong numbers of arguments
(defn create [name & more] {:name name})
(s/fdef create :args (s/cat :name String :email String))
(s/instrument `create)
(create "Al")
;err> :email is missing, a String: there is 1 element

; instrumented functions tell what is wrong with what they return
(defn create [name] {:nmae name})
(s/fdef create :args (s/cat :name String) :ret {:name String})
(s/instrument #'create)
(create "Al")
;err> `user/create` returned a wrong value: :name is missing, but there is :nmae: did you mean :name?

; instrumented functions tell when the two do not go together
(defn above [n] n)
(s/fdef above :args (s/cat :n Int) :ret Int :fn #(> (:ret %) (:n (:args %))))
(s/instrument #'above)
(try (above 3) (catch Exception e [(ex-code e) (:failure (ex-data e)) (:args (ex-data e))]))
;=> [:spec-failed :fn (3)]

; no longer instrumented, instrumented twice, defined anew
(defn f [n] n)
(s/fdef f :args (s/cat :n Int))
(s/instrument #'f)
(s/instrument #'f)
(s/unstrument #'f)
(let [free (f "a")] (s/instrument #'f) (defn f [n] [n]) (s/instrument #'f) [free (try (f "a") (catch Exception e :refused))])
;=> ["a" :refused]

; what has no fdef cannot be instrumented
(do (defn plain [] 1) (s/instrument #'plain))
;err> expected a function that `s/fdef` says something of

; functions tried with generated arguments
(defn total [xs] (if (some #(> % 5) xs) :oops (reduce + xs)))
(s/fdef total :args (s/cat :xs [Int]) :ret Int)
(let [[r] (s/check `total)] [(:passed r) (:args r) (:message r)])
;=> [false [[6]] "`user/total` returned a wrong value: it must be an Int, but is :oops"]

; examples are valid, of every kind
(s/def ::all {:a Int :b (s/nilable String) :c [Float] :d #{Keyword} :e (s/map-of Symbol Bool) :f (s/tuple Char Uuid) :g Instant :h (s/and Int even?) :i (s/cat :x Int :y (s/* Keyword)) :j (s/multi :t {:p {:n Int} :q {:s String}}) :k {:go Int Ratio} (s/optional :l) (s/keys)})
(every? (fn [x] (s/valid? ::all x)) (s/sample ::all 10))
;=> true

; of what no examples can be made
(s/sample (s/and Int string?))
;err> No examples

; generators of one's own
(s/sample (s/with-gen (s/spec #(= % 7)) (fn [] (s/gen #{7}))) 2)
;=> (7 7)

; coercion from strings and JSON
(s/coerce {:id Int :at Instant :tags #{Keyword} :kind #{:a :b} :on Bool (s/optional :f) Float} {"id" "7" "at" "2026-01-01T00:00:00Z" "tags" ["x"] "kind" "b" "on" "true" "f" 1})
;=> {:id 7 :at #inst "2026-01-01T00:00:00.000Z" :tags #{:x} :kind :b :on true :f 1.0}

; coercion of JSON text
(s/coerce {:a Int :b [Float]} "{\"a\": 3.0, \"b\": [1, 2.5]}")
;=> {:a 3 :b [1.0 2.5]}

; coercion that fails explains
(s/coerce {:a Int :b Int} {"a" "x" "b" "012"})
;err> :a must be an Int, but is "x"

; coercion leaves what is right
(s/coerce (s/or :n Int :s String) "12")
;=> "12"

; JSON Schema
(s/json-schema {:id (s/and Int #(> % 0)) :kind #{"a" "b"} (s/optional :tags) (s/coll-of String :min-count 1) :n (s/nilable Int)})
;=> {:type "object" :properties {:id {:type "integer" :exclusiveMinimum 0} :kind {:enum ["a" "b"]} :n {:type ["integer" "null"]} :tags {:type "array" :items {:type "string"} :minItems 1}} :required ["id" "kind" "n"]}

; JSON Schema of what needs itself
(do (s/def ::tree (s/or :leaf Int :node [::tree])) (s/json-schema ::tree))
;=> {:$ref "#/$defs/user.tree" :$defs {:user.tree {:anyOf [{:type "integer"} {:type "array" :items {:$ref "#/$defs/user.tree"}}]}}}

; a spec of samples
[(s/infer [{:id 1 :xs [1]} {:id 2 :nick nil :xs []} {:id 3 :nick "c" :xs [2.5]}]) (s/infer [1 "a"]) (s/infer [{"a" 1} {"b" 2}])]
;=> [{:id Int :xs (s/coll-of Number :kind sequential?) (s/optional :nick) (s/nilable String)} (s/or :int Int :string String) (s/map-of String Int)]

; a type of a spec
[(s/type {:id Int :x (s/or :a Int :b String) (s/optional :y) Int}) (s/type [#{:a :b}]) (s/type (s/fspec :args (s/cat :a Int) :ret String))]
;=> [{:id Int :x (Int | String)} [Keyword] (Int -> String)]

; what asserts
[(s/assert Int 1) (try (s/assert {:a Int} {:a "x"}) (catch Exception e (ex-message e)))]
;=> [1 ":a must be an Int, but is \"x\""]

; portable code
(require '[clojure.spec.alpha :as sp] '[clojure.spec.gen.alpha :as gen] '[clojure.spec.test.alpha :as st])
(sp/def ::name (sp/and string? #(< (count %) 5)))
(sp/def ::person (sp/keys :req-un [::name]))
(defn greet [p] (str "hi " (:name p)))
(sp/fdef greet :args (sp/cat :p ::person) :ret string?)
[(sp/valid? ::person {:name "Al"}) (string? (gen/generate (sp/gen ::name))) (st/instrument `greet) (greet {:name "Al"}) (sp/conform (sp/? int?) [])]
;=> [true true [user/greet] "hi Al" nil]

; predicates that wait
(s/conform (s/cat :a (s/and Int (fn [x] (sleep 1) (pos? x))) :b (s/* Int)) [1 2 3])
;=> {:a 1 :b [2 3]}

; a log with a spec refuses records, with the explanation
(s/def ::user {:id Int :name String (s/optional :age) Int})
(dlog/create :users {:key :id :spec ::user})
(dlog/append :users {:id 1 :name "A"})
(dlog/append :users {:id 2 :nmae "B"})
;err> The log :users refuses a record that is not what :user/user says: :name is missing, but there is :nmae: did you mean :name?

; nothing of a refused append is in a log
(s/def ::user {:id Int})
(dlog/create :users {:spec ::user})
[(try (dlog/append-all :users [{:id 1} {:id "2"}]) (catch Exception e (ex-code e))) (count (execute (from :users))) (:spec (dlog/info :users))]
;=> [:spec-failed 0 :user/user]

; a log with a spec has known columns
(s/def ::user {:id Int :name String (s/optional :age) Int})
(dlog/create :users {:key :id :spec ::user})
(dlog/append :users {:id 1 :name "A"})
[(execute (from :users (where (> :id 0)) (select [:name :age]))) (try (execute (from :users (with-columns :n (+ :id 1)) (order-by :n) (where (= :nmae "A")))) (catch Exception e [(ex-message e) (ex-hint e)]))]
;=> [[{:name "A" :age nil}] ["There is no column :nmae here, in `(where (= :nmae \"A\"))`" "did you mean :name? There are :id, :name, :age"]]

; a log cannot carry a spec that there is none of
(s/def ::person Int)
(dlog/create :users {:spec ::preson})
;err> did you mean :user/person?
