(ns broken-test
  (:require [batuta.test :refer [deftest is]]))

(deftest fine (is (= 1 1)))

(deftest misspelt (is (= 1 (inkrement 0))))
