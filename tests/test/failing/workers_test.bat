(ns workers-test
  (:require [batuta.test :refer [deftest is]]))

(deftest an-assertion-on-another-worker
  (let [a (spawn-with {:worker 2} (fn [] (is (= 2 (inc (worker))))))]
    (await-exit a)))
