(ns process-test
  (:require [batuta.test :refer [deftest is]]))

(deftest first-one (is (= 1 1)))

(deftest ends-the-process
  (println "leaving")
  (exit 3))

(deftest between (is (= 2 2)))

(deftest is-killed
  (process/run "sh" ["-c" "kill -9 $PPID"])
  (receive :never -> 1))

(deftest ^{:timeout 200} lets-nothing-else-run
  (re-matches #"(a+)+b" (str/join (repeat 60 "a"))))

(deftest last-one (is (= 3 3)))
