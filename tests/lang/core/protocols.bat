;  a protocol chooses by the type of its first argument
(defprotocol Shape "Shapes." (area [s] "Its area.") (grow [s k] [s k l]))
(extend-protocol Shape
  nil (area [_] 0)
  Int (area [n] n)
  Map (area [m] (count m))
  Any (area [_] :any))
(map area [nil 4 {:a 1} "x" 'a 1.5])
;=> (0 4 1 :any :any :any)

;  all functions that an extension leaves out are missing, the error says which
(defprotocol Shape (area [s]) (grow [s k]))
(extend-type Int Shape (area [n] n))
(grow 1 2)
;err> No implementation of `grow` of user/Shape for Int: 1

;  arities apart and together
(defprotocol P (f [x] [x y]))
(extend-type Int P (f ([x] [x]) ([x y] [x y])))
(defrecord R [] P (f [_] :one) (f [_ y] y))
[(f 1) (f 1 2) (f (->R)) (f (->R) 3)]
;=> [[1] [1 2] :one 3]

;  nil has no implementation of Any
(defprotocol P (f [x]))
(extend-type Any P (f [_] :any))
(f nil)
;err> No implementation

;  extending later is seen at once
(defprotocol P (f [x]))
(extend-type Any P (f [_] :any))
(def before (f 1))
(extend-type Int P (f [_] :int))
[before (f 1) (f "a")]
;=> [:any :int :any]

;  a function of a protocol may wait
(defprotocol P (slowly [x]))
(extend-type Int P (slowly [n] (sleep 1) (inc n)))
(doall (map slowly [1 2 3]))
;=> (2 3 4)

;  what a value brings in its metadata
(defprotocol P :extend-via-metadata true (f [x]))
(f (with-meta [1] {`f (fn [x] (first x))}))
;=> 1

;  reify
(defprotocol P (f [x y]))
(let [n 10] [(f (reify P (f [_ y] (+ n y))) 5) (satisfies? P (reify P)) (str (reify Any (toString [_] "me")))])
;=> [15 true "me"]

;  satisfies? extends? extenders
(defprotocol P (f [x]))
(extend-type Number P (f [n] n))
[(satisfies? P 1) (satisfies? P "a") (extends? P Int) (extends? P Number) (extenders P)]
;=> [true false false true (Number)]

;  records are maps of a type of their own
(defrecord Point [x y])
(let [p (->Point 1 2)]
  [(:x p) (get p :z 0) (assoc p :z 3) (count p) (map? p) (record? p) (instance? Point p) (type p) (keys p)])
;=> [1 0 #user.Point{:x 1 :y 2 :z 3} 2 true true true user.Point (:x :y)]

;  equal only to records of the same type
(defrecord A [x])
(defrecord B [x])
[(= (->A 1) (->A 1)) (= (->A 1) (->B 1)) (= (->A 1) {:x 1}) (= {:x 1} (->A 1)) (= (hash (->A 1)) (hash (->A 1)))]
;=> [true false false false true]

;  without a field it is no record any more
(defrecord A [x y])
[(dissoc (->A 1 2) :x) (dissoc (assoc (->A 1 2) :z 3) :z)]
;=> [{:y 2} #user.A{:x 1 :y 2}]

;  map->
(defrecord A [x y])
[(map->A {:y 2 :z 3}) (map->A nil)]
;=> [#user.A{:x nil :y 2 :z 3} #user.A{:x nil :y nil}]

;  records read back
(defrecord A [x y])
[(= (read-string (pr-str (->A 1 [2]))) (->A 1 [2])) #user.A{:x 1 :y 2} #user.A[1 2]]
;=> [true #user.A{:x 1 :y 2} #user.A{:x 1 :y 2}]

;  a record with more than eight fields keeps their order
(defrecord R [a b c d e f g h i j])
(keys (->R 1 2 3 4 5 6 7 8 9 10))
;=> (:a :b :c :d :e :f :g :h :i :j)

;  fields are names in methods; parameters hide them
(defprotocol P (f [this x] [this x y]))
(defrecord A [x y] P (f [this z] [x y z (:x this)]) (f [_ x z] [x y z]))
[(f (->A 1 2) 3) (f (->A 1 2) :x 3)]
;=> [[1 2 3 1] [:x 2 3]]

;  what a record prints as for people
(defrecord A [x] Object (toString [_] (str "A" x)))
[(str (->A 1)) (pr-str (->A 1))]
;=> ["A1" "#user.A{:x 1}"]

;  constructors as portable code writes them
(defrecord A [x])
(A. 1)
;=> #user.A{:x 1}

;  types of portable code
(defprotocol P (f [x]))
(deftype T [a b] P (f [_] (+ a b)) Object (equals [_ other] true))
[(f (->T 1 2)) (f (T. 3 4)) (instance? T (->T 1 2)) (= (->T 1 2) (->T 3 4))]
;=> [3 7 true true]

;  class-like names of portable code
[(instance? Long 1) (instance? java.lang.String "a") (instance? Object 1) (instance? clojure.lang.Keyword :a)
 (try (/ 1 0) (catch ArithmeticException e :arithmetic))
 (try (throw (ex-info "a" {})) (catch ArithmeticException e 1) (catch clojure.lang.ExceptionInfo e 2))]
;=> [true true true true :arithmetic 2]

;  multimethods on types
(defmulti kind type)
(defrecord A [])
(defmethod kind Number [_] :number)
(defmethod kind A [_] :a)
(defmethod kind nil [_] :nil)
(defmethod kind :default [_] :other)
(map kind [1 2.5 (->A) nil "a"])
;=> (:number :number :a :other :other)

;  a missing implementation has a code
(defprotocol P (f [x]))
(try (f "a") (catch Exception e (ex-code e)))
;=> :no-implementation

;  methods and static functions that portable code calls
[(.length "abc") (.getMessage (Exception. "no")) (.toUpperCase "a") (Long/parseLong "12") (Math/abs -1) (.indexOf "abc" "c") (.equals 1 1)]
;=> [3 "no" "A" 12 1 2 true]

;  builders of portable code
(let [text (StringBuilder.), items (java.util.ArrayList.)]
  (.append text "a") (.append text \b) (.append text 1)
  (.add items 1) (.add items 2) (.remove items 0)
  [(str text) (.length text) (.toString (.reverse text)) (vec (.toArray items)) (.size items) (.isEmpty items)])
;=> ["ab1" 3 "1ba" [2] 1 false]

;  methods of texts in portable code
[(.replace "a.b" "." "-") (.replaceAll "a1b2" "[0-9]" "<$0>") (.matches "ab" "\\w\\w") (.split "a,b" ",") (.lastIndexOf "abca" "a")
 (.contains "abc" "b") (.equalsIgnoreCase "A" "a") (.concat "a" "b") (.charAt "ab" 1) (.substring "abc" 1 2) (.isEmpty "")]
;=> ["a-b" "a<1>b<2>" true ["a" "b"] 3 true true "ab" \b "b" true]

;  positions in texts are counted in code points by methods too
[(.indexOf "💡a" "a") (.length "💡a")]
;=> [1 2]

;  static functions in portable code
[(Integer/toString 255 16) (Integer/toHexString -1) (Character/toUpperCase \a) (Character/digit \f 16) (String/format "%d-%s" 1 2)
 (Double/isNaN ##NaN) (Boolean/parseBoolean "TRUE") (java.net.URLEncoder/encode "a b&c" "UTF-8") (URLDecoder/decode "a+b%26c")]
;=> ["ff" "ffffffff" \A 15 "1-2" true true "a+b%26c" "a b&c"]

;  fields by name, constructors by `new`
(defrecord R [x])
(deftype T [a])
[(.-x (->R 1)) (.-a (T. 2)) (ex-message (new Exception "no")) (try (.-b (T. 2)) (catch Exception e (ex-code e)))]
;=> [1 2 "no" :bad-argument]

;  a queue
(let [q (into clojure.lang.PersistentQueue/EMPTY [1 2 3])]
  [q (peek q) (pop q) (conj (pop (pop (pop q))) 9) (= q [1 2 3]) (= (hash q) (hash [1 2 3])) (count q) (nth q 1) (peek (empty q))
   (instance? clojure.lang.PersistentQueue q) (reduce + (map inc q))])
;=> [(1 2 3) 1 (2 3) (9) true true 3 2 nil true 9]

;  a class by its whole name
(instance? java.util.regex.Pattern #"a")
;=> true

;  transients are looked into by `find` too
[(find (transient {:a 1}) :a) (find (transient {:a 1}) :b)]
;=> [[:a 1] nil]

;  a name of one's own may be that of a special form
(ns user (:refer-clojure :exclude [quote]))
(defn quote ([x] [x]))
[(quote 1) 'a]
;=> [[1] a]

;  fields of a type may be named in capitals
(defprotocol P (f [x]))
(deftype T [^:volatile-mutable N #?(:clj M)] P (f [_] (inc N)))
(f (->T 1))
;=> 2

;  a type without fields is not taken for the name of a type
(defprotocol P (f [x]))
(deftype T #?(:clj [a]) P (f [_] 1))
;err> `deftype` needs one type or a vector of fields behind the name

;  a type of which nothing is left
(deftype T #?(:clj [a]))
;err> `deftype` needs a name, and a type or a vector of fields

;  types with signs between them are one
(deftype T [Int] | Nil)
(defn f :: [T -> Int] [x] (count x))
[(f [1 2]) (f nil)]
;=> [2 0]
