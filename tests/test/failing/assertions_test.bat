(ns assertions-test
  (:require [batuta.test :refer [deftest is are testing assert refute match?]]))

(defn person [name] {:name name :age 36 :langs ["pt" "en"] :address {:city "Porto" :zip "4000"}})

(deftest two-numbers
  (is (= 5 (+ 2 2))))

(deftest maps-that-differ-inside
  (is (= (assoc-in (person "Ada") [:address :city] "Lisboa")
         (dissoc (person "Ada") :langs))))

(deftest vectors-with-one-more
  (is (= (range 20) (concat (range 7) [:seven] (range 7 20)))))

(deftest sets
  (is (= #{:a :b :c :d :e} #{:b :c :d :e :f})))

(deftest texts-of-several-lines
  (is (= "one\ntwo\nthree\n" "one\n2\nthree\n")))

(deftest long-texts
  (is (= "The quick brown fox jumps over the lazy dog" "The quick brown fox jumped over the lazy dog")))

(deftest messages
  (assert (= {:order 17 :items [{:sku "A-1" :count 2}]}
             {:order 17 :items [{:sku "A-1" :count 3}]})
          "the order is kept as it came"))

(deftest predicates-show-their-arguments
  (let [xs [1 2 3]]
    (is (even? (count xs)))))

(deftest names-alone
  (let [found nil] (is found)))

(deftest contexts
  (testing "sums"
    (testing "of negative numbers"
      (is (= -3 (+ -1 -1))))))

(deftest rows
  (are [x y] (= x (* y y))
    4 2
    8 3
    16 4))

(deftest patterns
  (is (match? {:status 200 :body {:user {:id id :role "admin"}}}
              {:status 200 :took 12 :body {:user {:id 7 :role "guest" :name "Ada"}}})))

(deftest an-assert-ends-its-test
  (println "before")
  (assert (= 1 2))
  (println "never"))

(deftest refutations
  (refute (contains? {:a 1} :a)))

(deftest nothing-thrown
  (is (thrown? Exception (+ 1 1))))

(deftest another-message
  (is (thrown-with-msg? Exception #"timeout" (throw (ex-info "no route" {})))))

(defn inner [x] (+ 1 (/ 10 x)))

(deftest errors-have-their-trace
  (println "about to divide")
  (inner 0)
  (println "never"))

(deftest errors-inside-of-an-assertion
  (is (= 1 (inner 0))))

(deftest ^:skip left-out
  (is false))

(deftest fine
  (is (= 1 1)))
