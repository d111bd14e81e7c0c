(ns actors-test
  (:require [batuta.test :refer [deftest is assert assert-receive refute-receive start-supervised]]))

(defactor counter [n]
  (receive
    :inc -> (recur (inc n))
    :get -> n
    :crash -> (throw "out of coffee")))

(deftest no-message-comes
  (send (self) {:progress 40})
  (assert-receive {:done result} 5))

(deftest a-message-that-must-not-come
  (send (self) {:crash :now})
  (refute-receive {:crash _} 5))

(deftest leaves-an-actor-behind
  (let [c (spawn counter 1)] (is (= 1 (call c :get)))))

(deftest leaves-a-timer-behind
  (send-after 600000 (self) :late))

(deftest a-crash-of-a-linked-actor
  (let [c (spawn-link counter 1)]
    (send c :crash)
    (receive :never -> 1)))

(deftest waits-for-nobody
  (receive :never -> 1))

(deftest ^{:timeout 50} too-slow
  (receive-timeout 600000 :never -> 1 timeout -> 2))

(deftest ^{:timeout 50} computes-for-ever
  (loop [n 0] (recur (inc n))))

(deftest what-it-starts-is-ended
  (let [c (start-supervised counter 5)] (is (= 5 (call c :get)))))

(deftest nothing-of-the-others-is-left
  (is (= [] (find-actors :counter))))
