;; Arrays of portable code.
(ns arrays-test
  (:require [batuta.test :refer [deftest is]]))

(deftest arrays-change-in-place-copies-do-not
  (is (= '[[0 5 6] [0 0 0] 5 3 11 (0 0 0)] (let [a (int-array 3), b (aclone a)]
                                             (aset a 1 5)
                                             (aset-int a 2 6)
                                             [(vec a)
                                              (vec b)
                                              (aget a 1)
                                              (alength a)
                                              (reduce + a)
                                              (seq b)]))))

(deftest arrays-of-arrays
  (is (= '[:x [[nil nil nil] [nil nil :x]] [[1] [2 3]]] (let [a (make-array Long 2 3)]
                                                          (aset a 1 2 :x)
                                                          [(aget a 1 2)
                                                           (mapv vec a)
                                                           (mapv vec (to-array-2d [[1] [2 3]]))]))))

(deftest what-arrays-are-made-of
  (is (= '[[7 7] [0.0] [true] [1 nil] [1 0] ["a"] [1 2 0]]
         [(vec (long-array 2 7))
          (vec (double-array 1))
          (vec (boolean-array [true]))
          (vec (object-array [1 nil]))
          (vec (byte-array [1 256]))
          (vec (into-array String ["a"]))
          (vec (int-array 3 [1 2]))])))

(deftest loops-over-arrays
  (is (= '[[2 4 6] 6] (let [a (to-array [1 2 3])]
                        [(vec (amap a i ret (* 2 (aget a i))))
                         (areduce a i sum 0 (+ sum (aget a i)))]))))

(deftest an-index-beyond-the-array-is-an-error
  (is (thrown-with-msg? Exception #"(?i)2" (aget (int-array 2) 2))))

(deftest what-is-no-array-is-an-error
  (is (thrown-with-msg? Exception #"(?i)needs an array" (aset [1 2] 0 1))))

(deftest destructure-makes-names-of-patterns
  (is (= '[1 2 [1 2 3] 9 4 5 6 3] (eval `(let* ~(destructure '[[a & [b] :as all]
                                                               [1 2 3]
                                                               {:keys [c x/d]
                                                                :syms [e]
                                                                e2 :e
                                                                :or {c 9}
                                                                :as m}
                                                               {:x/d 4 'e 5 :e 6}])
                                           [~'a ~'b ~'all ~'c ~'d ~'e ~'e2 (count ~'m)])))))
