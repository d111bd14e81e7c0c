;; Exact decimals.
(ns decimals-test
  (:require [batuta.test :refer [deftest is]]))

(deftest decimals-keep-their-digits
  (is (= '[1.50M 3.30M 2.200M 0.9M -1.5M 2.5M 1.5M]
         [1.50M (+ 1.10M 2.2M) (* 1.10M 2.0M) (- 1M 0.1M) (- 1.5M) (abs -2.5M) (inc 0.5M)])))

(deftest what-takes-part-decides
  (is (= '[2.5M 1.5M 2.0 1.0M 2] [(+ 1.5M 1) (+ 1/2 1M) (+ 1.5M 0.5) (* 2 0.5M) (max 1M 2)])))

(deftest quotients
  (is (= '[0.125M 2M 3.0M 1.5M 0.5M 6M]
         [(/ 1M 8) (/ 10M 5) (quot 7.5M 2) (rem 7.5M 2) (mod -7.5M 2) (quot 1.5M 0.25M)])))

(deftest a-quotient-without-end-needs-a-precision
  (is (thrown-with-msg? Exception #"(?i)No decimal is exactly this quotient" (/ 1M 3))))

(deftest precision-and-rounding
  (is (= '[0.33333M 1.24M 1.0E+2M 1.2M]
         [(with-precision 5 (/ 1M 3))
          (with-precision 3 :rounding UP (* 1.0M 1.2345M))
          (with-precision 2 (+ 99.9M 0.05M))
          (with-precision 2 :rounding HALF_EVEN (* 1M 1.25M))])))

(deftest equal-as-numbers-apart-from-other-kinds
  (is (= '[true true false true -1 :a]
         [(= 1.0M 1.00M)
          (= (hash 1.0M) (hash 1.00M))
          (= 1M 1)
          (== 1M 1 1.0)
          (compare 1.5M 2)
          (get {1.0M :a} 1.00M)])))

(deftest to-and-from
  (is (= '[1.5M 10M 0.25M 1.50M 3/2 2 1.5 "1.50" true true true]
         [(bigdec 1.5)
          (bigdec 10)
          (bigdec 1/4)
          (bigdec "1.50")
          (rationalize 1.5M)
          (int 2.7M)
          (double 1.5M)
          (str 1.50M)
          (decimal? 1M)
          (rational? 1M)
          (number? 1M)])))

(deftest formats-round-the-notation
  (is (= '["1.56" "1.01" "-0.3"]
         [(format "%.2f" 1.555M) (format "%.2f" 1.005) (format "%.1f" -0.25)])))

(deftest words-of-64-bits
  (is (= '[-9223372036854775808 1 15 -9223372036854775808 1 9223372036854775805]
         [(bit-shift-left 1 63)
          (bit-shift-left 1 64)
          (unsigned-bit-shift-right -1 60)
          (unchecked-add 9223372036854775807 1)
          (unchecked-int 4294967297)
          (unchecked-multiply 9223372036854775807 3)])))

(deftest with-all-match
  (is (= '[1 2 3] (with [{:ok a} {:ok 1} b 2 {:ok c} when (> c b) {:ok 3}] -> [a b c]))))

(deftest with-the-first-that-does-not-match-is-the-answer
  (is (= '{:error :late} (with [{:ok a} {:ok 1} {:ok b} {:error :late}] -> [a b]))))

(deftest with-or-goes-to-the-clauses-behind-else
  (is (= :too-late (with [{:ok a} {:error :late}]
                       ->
                       a
                     else
                     {:error :late}
                       ->
                       :too-late
                     {:error other}
                       ->
                       other))))

(deftest with-a-guard-that-fails-counts-as-a-mismatch
  (is (= '[:small 1]
         (with [{:ok a} when (> a 5) {:ok 1}] -> a else {:ok small} -> [:small small]))))

(deftest with-no-clause-behind-else
  (is (thrown-with-msg? Exception #"(?i)7" (with [{:ok a} 7] -> a else {:error e} -> e))))

(deftest how-much-is-printed
  (is (= "[1 [2 #] ...]" (binding [*print-length* 2 *print-level* 2] (pr-str [1 [2 [3]] 4])))))
