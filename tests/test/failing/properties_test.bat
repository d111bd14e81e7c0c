(ns properties-test
  (:require [batuta.test :refer [deftest defproperty for-all is]]
            [batuta.gen :as gen]))

(defproperty sums-stay-small {:seed 1}
  [xs (gen/vector gen/nat)]
  (< (reduce + xs) 100))

(defproperty sorting-changes-nothing {:seed 1}
  [xs (gen/vector gen/int), k gen/keyword]
  (is (= xs (sort xs))))

(deftest division
  (for-all {:seed 1} [a gen/int, b gen/int]
    (number? (/ a b))))

(defproperty holds [a gen/int, b gen/int]
  (is (= (+ a b) (+ b a))))
