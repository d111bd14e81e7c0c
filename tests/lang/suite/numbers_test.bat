;; batuta.math: Floats, whole numbers, rounding.
(ns numbers-test
  (:require [batuta.test :refer [deftest is]]))

(deftest math-gives-floats
  (is (= '[2.0 8.0 2.0 3.0 1.0 1.0]
         [(math/sqrt 4)
          (math/pow 2 3)
          (math/floor 2.5)
          (math/ceil 2.5)
          (math/exp 0)
          (math/cos 0)])))

(deftest math-takes-any-number
  (is (= '[0.5 10000000000.0 -1.0 3 7]
         [(math/sqrt 1/4)
          (math/sqrt 100000000000000000000)
          (math/floor -1/2)
          (math/round 5/2)
          (math/round 7)])))

(deftest halves
  (is (= '[1 0 2 -2 0 0.0 2.0 -2.0]
         [(math/round 0.5)
          (math/round -0.5)
          (math/round 1.5)
          (math/round -2.5)
          (math/round 0.49999999999999994)
          (math/rint 0.5)
          (math/rint 1.5)
          (math/rint -2.5)])))

(deftest whole-numbers-stay-exact
  (is (= '[717897987691852588770249 8/27 1/8 1000000000000 6 12 0]
         [(math/exact-pow 3 50)
          (math/exact-pow 2/3 3)
          (math/exact-pow 2 -3)
          (math/integer-root 1000000000000000000000000)
          (math/gcd -12 18)
          (math/lcm 4 6)
          (math/lcm 0 5)])))

(deftest division-that-goes-down
  (is (= '[3 -4 -4 1 -1]
         [(math/floor-div 7 2)
          (math/floor-div -7 2)
          (math/floor-div 7 -2)
          (math/floor-mod -7 2)
          (math/floor-mod 7 -2)])))

(deftest not-a-number
  (is (thrown-with-msg? Exception #"(?i)needs numbers, got \"4\"" (math/sqrt "4"))))

(deftest outside-of-the-reals
  (is (= "[##NaN ##-Inf 3.141592653589793]"
         (pr-str [(math/sqrt -1) (math/log 0) (math/atan2 0 -1)]))))
