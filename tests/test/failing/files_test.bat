(ns files-test
  (:require [batuta.test :refer [deftest is assert-snapshot]]))

(def kept (atom nil))

(deftest leaves-a-file-open
  (reset! kept (line-seq "long.txt"))
  (is (= "line 1" (first @kept))))

(deftest snapshots
  (assert-snapshot {:name "Ada" :age 36})
  (assert-snapshot "text" "one\n2\nthree"))
