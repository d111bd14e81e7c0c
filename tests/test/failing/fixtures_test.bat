(ns fixtures-test
  (:require [batuta.test :refer [deftest is use-fixtures]]))

(use-fixtures :once (fn [run] (println "opening") (throw (ex-info "no database" {:port 5432})) (run)))

(deftest needs-a-database (is (= 1 1)))

(deftest needs-it-too (is (= 1 1)))
