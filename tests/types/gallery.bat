; a literal of another type
(defn add :: [Int Int -> Int] [x y] (+ x y))
(add 1 "two")

; a number that is no Int
(defn add :: [Int Int -> Int] [x y] (+ x y))
(add 1 2.5)

; an Int where a Float is wanted
(defn half :: [Float -> Float] [x] (/ x 2.0))
(half 4)

; too few arguments
(defn add :: [Int Int -> Int] [x y] (+ x y))
(add 1)

; too many arguments
(defn add :: [Int Int -> Int] [x y] (+ x y))
(add 1 2 3)

; a result of another type
(defn bad :: [Int -> String] [x] (+ x 1))

; a branch of another type
(defn size :: [Int -> String] [n] (if (< n 10) "small" :large))

; a branch that gives nothing
(defn name-of :: [Int -> String] [id] (when (= id 1) "Al"))

; nil is not a text
(defn shout :: [String -> String] [s] (str/upper-case s))
(shout nil)

; a value that may be nil
(defn find-name :: [Int -> String | Nil] [id] (if (= id 1) "Al" nil))
(defn greet :: [String -> String] [n] (str "hi " n))
(greet (find-name 1))

; a value that may be nil, under a name
(defn find-name :: [Int -> String | Nil] [id] (if (= id 1) "Al" nil))
(defn greet :: [String -> String] [n] (str "hi " n))
(let [who (find-name 2)]
  (greet who))

; a missing key
(deftype User {:id Int :name String})
(defn label :: [User -> String] [u] (:name u))
(label {:id 1})

; a key of another type
(deftype User {:id Int :name String})
(defn label :: [User -> String] [u] (:name u))
(label {:id "1" :name "Al"})

; a key too many in a closed map
(deftype Point (closed {:x Int :y Int}))
(defn norm :: [Point -> Int] [p] (+ (:x p) (:y p)))
(norm {:x 1 :y 2 :z 3})

; a part of a key of another type
(deftype Order {:id Int :lines [{:sku String :count Int}]})
(defn total :: [Order -> Int] [o] (reduce + 0 (map :count (:lines o))))
(total {:id 1 :lines [{:sku "a" :count "2"}]})

; a key that was taken away
(deftype User {:id Int :name String})
(defn label :: [User -> String] [u] (:name u))
(label (dissoc {:id 1 :name "Al"} :name))

; an element of another type
(defn total :: [[Int] -> Int] [xs] (reduce + 0 xs))
(total [1 2 "3"])

; a pair of the wrong length
(defn swap :: [[Int String] -> [String Int]] [[a b]] [b a])
(swap [1 "a" 2])

; a set of another type
(defn count-ids :: [#{Int} -> Int] [ids] (count ids))
(count-ids #{:a :b})

; a map of another type
(defn sum-vals :: [{String Int} -> Int] [m] (reduce + 0 (vals m)))
(sum-vals {:a 1})

; a name that is declared otherwise
(def limit :: Int "ten")

; a local that is declared otherwise
(let [n :: Int "ten"] n)

; an alternative that is not there
(defn light :: [:red | :green -> Int] [c] (if (= c :red) 0 1))
(light :blue)

; a case that no clause takes
(defn light :: [:red | :green | :blue -> Int] [c]
  (match c
    :red -> 0
    :green -> 1))

; a tuple that no clause takes
(deftype Shape {:circle Float Float} | {:rect Float Float})
(defn area :: [Shape -> Float] [s]
  (match s
    {:circle r _} -> (* r r)))

; a number is no function
(defn f :: [Int -> Int] [n] (n 1))

; a text is no number
(defn double :: [String -> Int] [s] (* s 2))

; through a function without a type
(defn shout [s] (str/upper-case s))
(shout 5)

; through two functions without types
(defn inner [n] (inc n))
(defn outer [n] (inner n))
(outer "1")

; the result of one call as argument of another
(defn half :: [Int -> Float] [x] (/ (float x) 2))
(defn shout [s] (str/upper-case s))
(let [n (half 4)] (shout n))

; the elements of a map call
(map inc ["a" "b"])

; a function literal that cannot take the elements
(map (fn [s] (str/trim s)) [1 2 3])

; a fold over texts
(reduce + 0 ["1" "2"])

; a filter by a test for numbers
(filter even? [:a :b])

; a threaded value
(-> "5" inc str)

; a threaded sequence
(->> [1 2 3] (map str) (map inc))

; after a test for nil
(defn f :: [String | Nil -> Int] [s]
  (if (nil? s) (count s) (inc s)))

; an unknown type
(defn f :: [Integr -> Int] [x] x)

; a type without its parameters
(deftype (Pair a b) [a b])
(def p :: (Pair Int) [1 2])

; a map type of two kinds
(def m :: {:id Int String Int} {})

; a function type without a result
(defn f :: [Int ->] [x] x)

; a type for another number of parameters
(defn f :: [Int -> Int] [x y] x)

; a generic result
(defn first-of :: [[a] -> a] [xs] (first xs))
(str/upper-case (first-of [1 2]))

; a generic argument
(defn same-kind :: [a [a] -> [a]] [x xs] (cons x xs))
(def xs :: [Int] (same-kind "a" [1 2]))

; a function of the wrong result
(defn apply-to :: [(Int -> String) Int -> String] [f n] (f n))
(apply-to inc 5)

; a function of the wrong argument
(defn apply-to :: [(Int -> String) Int -> String] [f n] (f n))
(apply-to str/upper-case 5)

; something that is no function
(defn apply-to :: [(Int -> String) Int -> String] [f n] (f n))
(apply-to 7 5)

; a keyword for a text
(defn greet :: [String -> String] [n] (str "hi " n))
(greet :al)

; a text for a keyword
(defn pick :: [{:a Int} Keyword -> Int | Nil] [m k] (get m k))
(pick {:a 1} "a")

; variadic
(defn total :: [& Int -> Int] [& xs] (reduce + 0 xs))
(total 1 2 "3")

; one arity of two
(defn area :: [Int -> Int] :: [Int Int -> Int] ([a] (* a a)) ([a b] (* a b)))
(area 2 "3")

; a recursion with another type
(defn count-down :: [Int -> Int] [n] (if (= n 0) 0 (count-down (str n))))

; a loop that gives another type
(defn sum :: [[Int] -> String] [xs]
  (loop [acc 0 xs xs]
    (if (seq xs) (recur (+ acc (first xs)) (rest xs)) acc)))

; a message that is not there
(defprotocol Counter (increment :: [-> Unit]) (get-value :: [-> Int]))
(defactor counter :: Counter [n] (receive :increment -> (recur (+ n 1)) :get-value -> n))
(def c (spawn counter 0))
(send c :incremnt)

; a message with a wrong argument
(defprotocol Account (deposit :: [Int -> Unit]))
(defactor account :: Account [n] (receive {:deposit amount} -> (recur (+ n amount))))
(send (spawn account 0) {:deposit "5"})

; a message without its argument
(defprotocol Account (deposit :: [Int -> Unit]))
(defactor account :: Account [n] (receive {:deposit amount} -> (recur (+ n amount))))
(send (spawn account 0) :deposit)

; a reply of another type
(defprotocol Counter (get-value :: [-> Int]))
(defactor counter :: Counter [n] (receive :get-value -> n))
(str/upper-case (call (spawn counter 0) :get-value))

; a message that is not handled
(defprotocol Counter (increment :: [-> Unit]) (get-value :: [-> Int]))
(defactor counter :: Counter [state] (receive :increment -> (recur (+ state 1))))

; a message too many
(defprotocol Counter (increment :: [-> Unit]))
(defactor counter :: Counter [state] (receive :increment -> (recur (+ state 1)) :reset -> (recur 0)))

; a protocol of functions
(defprotocol Shape (area [s]))
(defactor a :: Shape [] (receive :area -> 1))

; a recursive type
(deftype Tree Nil | {:value Int :left Tree :right Tree})
(defn sum :: [Tree -> Int] [t] (if (nil? t) 0 (+ (:value t) (sum (:left t)) (sum (:right t)))))
(sum {:value 1 :left nil :right {:value "2" :left nil :right nil}})

; a column that a log does not have
(deflog users :: {:id Int :name String (optional :age) Int} {:key :id})
(defn named [name] (from :users (where (= :nmae name)) (select [:id])))

; a column that a clause has left out
(deflog users :: {:id Int :name String (optional :age) Int} {:key :id})
(from :users (select [:id :name]) (order-by :age))

; a column that a named source does not have
(deflog users :: {:id Int :name String (optional :age) Int} {:key :id})
(deflog orders :: {:user-id Int :amount Float})
(from :users (named :u) (join :orders (= :u.idd :orders.user-id)) (select [:u.name :amount]))

; a column of another source of a join
(deflog users :: {:id Int :name String (optional :age) Int} {:key :id})
(deflog orders :: {:user-id Int :amount Float})
(from :users (join (from :orders (named :o)) (= :id :o.user-id)) (order-by :o.name))

; a column of a source compared with another type
(deflog users :: {:id Int :name String} {:key :id})
(from :users (named :u) (where (> :u.name 18)))

; a column compared with another type
(deflog users :: {:id Int :name String} {:key :id})
(from :users (where (> :name 18)))

; a sum of texts
(deflog orders :: {:user Int :note String})
(from :orders (group-by :user) (aggregate :total (sum :note)))

; a record that a log refuses
(deflog users :: {:id Int :name String} {:key :id})
(dlog/append :users {:id "1" :name "Al"})

; a message's argument used as another type
(defprotocol Counter (add :: [Int -> Unit]) (value :: [-> Int]))
(defactor counter :: Counter [n] (receive {:add i} -> (recur (+ n (count i))) :value -> n))

; an answer of another type
(defprotocol Clock (hour :: [-> Int]))
(defactor clock :: Clock [h] (receive :hour -> (str h)))
