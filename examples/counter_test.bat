;; Tests of a small actor: `batuta test examples/counter_test.bat`.
(ns counter-test
  (:require [batuta.test
             :refer
             [deftest defproperty is assert assert-receive refute-receive start-supervised]]
            [batuta.gen :as gen]))

;; Counts, and tells who asked for it when it has reached a hundred.
(defactor counter [n listener]
  (receive
    {:add k} -> (let [sum (+ n k)]
                  (when (and (< n 100) (<= 100 sum)) (send listener {:reached sum}))
                  (recur sum listener))
    :total -> n))

(deftest it-adds
  (let [c (start-supervised counter 0 (self))]
    (send c {:add 2})
    (send c {:add 3})
    (is (= 5 (call c :total)))))

(deftest it-tells-once
  (let [c (start-supervised counter 90 (self))]
    (send c {:add 10})
    (send c {:add 10})
    (assert (= {:reached 100} (assert-receive {:reached _})))
    (refute-receive {:reached _} 20)))

(defproperty the-order-of-messages-does-not-matter
  [numbers (gen/vector gen/nat), others (gen/shuffle numbers)]
  (let [total (fn [numbers]
                (let [c (spawn counter 0 (self))]
                  (run! (fn [n] (send c {:add n})) numbers)
                  (let [sum (call c :total)]
                    (stop c)
                    sum)))]
    (is (= (total numbers) (total others)))))
