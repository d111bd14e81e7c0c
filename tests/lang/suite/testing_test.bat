;; batuta.test and batuta.gen themselves. What fails is tried inside of `failures`, which listens to reports in place of whoever runs these tests.
(ns testing-test
  (:require [batuta.test :as t
             :refer [deftest is are testing assert refute match? use-fixtures assert-receive refute-receive
                     start-supervised for-all defproperty]]
            [batuta.gen :as gen]))

(def opened (atom 0))

(use-fixtures :once (fn [run] (swap! opened inc) (run)))
(use-fixtures :each (fn [run] (binding [*print-length* 7] (run))))

(defmacro failures
  "The reports of a body that are no passes."
  [& body]
  `(let [seen# (atom [])]
     (binding [t/report (fn [m#] (when-not (= :pass (:type m#)) (swap! seen# conj m#)))]
       ~@body)
     @seen#))

(deftest fixtures-stand-around-tests
  (is (= 1 @opened))
  (is (= 7 *print-length*)))

(deftest is-gives-the-value-of-its-form
  (is (= 3 (is (or nil 3))))
  (is (= false (let [x (atom nil)] (failures (reset! x (is (= 1 2)))) @x))))

(deftest reports-say-what-was-expected-and-what-came
  (is (match? [{:type :fail :expected e :values [1 2]}] (failures (is (= 1 2)))))
  (is (= '[(= 1 2)] (map :expected (failures (is (= 1 2))))))
  (is (match? [{:type :error}] (failures (is (/ 1 0))))))

(deftest errors-are-asked-for
  (is (thrown? Exception (throw "x")))
  (is (thrown-with-msg? Exception #"zero" (/ 1 0)))
  (is (= 1 (count (failures (is (thrown? Exception 1)))))))

(deftest are-repeats-a-form
  (are [x y] (= x (* y y)) 1 1, 4 2, 9 3)
  (is (= 2 (count (failures (are [x] (odd? x) 1 2 3 4))))))

(deftest assert-throws-where-is-goes-on
  (is (thrown? AssertionError (assert (= 1 2))))
  (is (= 2 (assert 2)))
  (is (= true (refute nil)))
  (is (thrown? AssertionError (refute 1))))

(deftest patterns
  (is (match? {:ok _} {:ok 1 :more 2}))
  (is (not (match? {:ok _} {:error 1})))
  (is (= [{:type :fail :pattern {:ok 2}}]
         (map (fn [m] (select-keys m [:type :pattern])) (failures (is (match? {:ok 2} {:ok 1})))))))

(deftest messages
  (send (self) {:n 1})
  (send (self) {:n 20})
  (is (= {:n 20} (assert-receive {:n n} when (> n 10))))
  (is (= {:n 1} (assert-receive {:n _} 0)))
  (refute-receive _ 0)
  (is (thrown? AssertionError (assert-receive :never 0))))

(defactor echo [] (receive :crash -> (throw "crash") x -> x))

(deftest actors-that-are-supervised
  (let [a (start-supervised echo)]
    (is (= :hi (call a :hi)))))

(deftest ^{:timeout 5000 :unit true} metadata-stays
  (is (= true (:unit (meta #'metadata-stays)))))

;; ---- generators

(deftest generators-follow-from-their-seed
  (are [g] (= (gen/generate g {:seed 5}) (gen/generate g {:seed 5}))
    gen/int gen/string gen/any (gen/vector gen/float)))

(defproperty choose-stays-in-its-limits
  [low gen/int, more gen/nat, n (gen/choose low (+ low more))]
  (is (<= low n (+ low more))))

(defproperty sizes-are-kept
  [n (gen/choose 0 5), v (gen/vector gen/int n), s (gen/set gen/large-int 0 3)]
  (is (= n (count v)))
  (is (<= (count s) 3)))

(defproperty shuffles-lose-nothing
  [xs (gen/vector gen/int), ys (gen/shuffle xs)]
  (is (= (frequencies xs) (frequencies ys))))

(deftest failures-become-as-simple-as-they-can
  (are [simplest g fails?] (= simplest (:value (gen/check g (fn [x] (when (fails? x) :failed)) {:seed 1})))
    6 gen/nat (fn [n] (> n 5))
    -6 gen/int (fn [n] (< n -5))
    [0 0] (gen/vector gen/int) (fn [v] (> (count v) 1))
    [11] (gen/vector gen/nat) (fn [v] (some (fn [n] (> n 10)) v))
    "aaa" gen/string (fn [s] (> (count s) 2))
    #{0 1} (gen/set gen/nat) (fn [s] (> (count s) 1))
    [3 [0 0 0]] (gen/let [n gen/nat, v (gen/vector gen/int n)] [n v]) (fn [[n _]] (> n 2))
    20 (gen/fmap (fn [n] (* 2 n)) gen/nat) (fn [n] (> n 19))
    3 (gen/bind gen/nat (fn [n] (gen/return (inc n)))) (fn [n] (> n 2))))

(deftest what-holds-gives-nil
  (is (nil? (gen/check gen/int (fn [_] nil)))))

(deftest such-that-gives-up
  (is (thrown-with-msg? Exception #"100 tries" (gen/generate (gen/such-that neg? gen/nat)))))

(deftest properties-report-the-simplest-values
  (is (= [[5]] (map (comp :value :property) (failures (for-all {:seed 1} [n gen/nat] (< n 5)))))))
