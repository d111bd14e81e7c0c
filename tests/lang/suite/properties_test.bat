;; What holds of the core library for any values.
(ns properties-test
  (:require [batuta.test :refer [defproperty is]]
            [batuta.gen :as gen]))

(def ints (gen/vector gen/int))

;; ---- numbers

(defproperty sums-do-not-care-about-order
  [a gen/large-int, b gen/large-int]
  (is (= (+ a b) (+ b a))))

(defproperty division-comes-apart-and-together
  [a gen/large-int, b (gen/such-that (complement zero?) gen/large-int)]
  (is (= a (+ (* b (quot a b)) (rem a b))))
  (is (= a (+ (* b (math/floor-div a b)) (mod a b)))))

(defproperty ratios-are-exact
  [a gen/ratio, b gen/ratio]
  (is (= a (- (+ a b) b))))

(defproperty numbers-read-as-they-print
  [n (gen/one-of [gen/large-int gen/ratio gen/float])]
  (is (= n (read-string (pr-str n)))))

;; ---- values

(defproperty values-read-as-they-print
  [x gen/any]
  (is (= x (read-string (pr-str x)))))

(defproperty equal-values-have-equal-hashes
  [x gen/any]
  (is (= (hash x) (hash (read-string (pr-str x))))))

;; ---- sequences

(defproperty reversing-twice-changes-nothing
  [xs ints]
  (is (= xs (reverse (reverse xs)))))

(defproperty sorted-is-in-order-and-complete
  [xs ints]
  (let [sorted (sort xs)]
    (is (or (empty? sorted) (apply <= sorted)))
    (is (= (frequencies xs) (frequencies sorted)))))

(defproperty sort-by-keeps-the-order-of-equals
  [xs (gen/vector (gen/tuple (gen/choose 0 3) gen/int))]
  (is (= (sort-by first xs) (mapcat (fn [k] (filter (fn [[a _]] (= a k)) xs)) (range 4)))))

(defproperty parts-make-the-whole
  [xs ints, n (gen/choose 1 5)]
  (is (= xs (apply concat (partition-all n xs))))
  (is (= xs (concat (take n xs) (drop n xs))))
  (is (= xs (apply concat (split-with even? xs)))))

(defproperty transducers-and-sequences-agree
  [xs ints, n gen/nat]
  (is (= (into [] (comp (map inc) (filter even?) (take n)) xs)
         (vec (take n (filter even? (map inc xs)))))))

(defproperty distinct-and-dedupe
  [xs (gen/vector (gen/choose 0 4))]
  (is (= (set xs) (set (distinct xs))))
  (is (= (count (distinct xs)) (count (set xs))))
  (is (every? (fn [[a b]] (not= a b)) (partition 2 1 (dedupe xs)))))

;; ---- maps and sets

(defproperty what-is-put-in-comes-out
  [m (gen/map-of gen/keyword gen/int), k gen/keyword, v gen/any]
  (is (= v (get (assoc m k v) k)))
  (is (not (contains? (dissoc m k) k)))
  (is (= m (into {} (shuffle (seq m))))))

(defproperty merge-takes-the-last
  [a (gen/map-of (gen/choose 0 9) gen/int), b (gen/map-of (gen/choose 0 9) gen/int)]
  (let [merged (merge a b)]
    (is (= b (select-keys merged (keys b))))
    (is (= (set (keys merged)) (set/union (set (keys a)) (set (keys b)))))))

(defproperty laws-of-sets
  [a (gen/set (gen/choose 0 9)), b (gen/set (gen/choose 0 9)), c (gen/set (gen/choose 0 9))]
  (is (= (set/intersection a (set/union b c))
         (set/union (set/intersection a b) (set/intersection a c))))
  (is (= (set/difference a (set/union b c)) (set/difference (set/difference a b) c)))
  (is (set/subset? (set/intersection a b) a)))

(defproperty sorted-maps-are-in-order
  [m (gen/map-of gen/int gen/int)]
  (is (= (sort (keys m)) (or (keys (into (sorted-map) m)) ()))))

;; ---- text

(defproperty split-undoes-join
  [words (gen/vector (gen/string-of gen/alphanumeric) 1 6)]
  (is (= words (str/split (str/join "," words) #"," -1))))

(defproperty strings-are-their-characters
  [s gen/string]
  (is (= s (apply str (seq s))))
  (is (= (count s) (count (vec s))))
  (is (= s (str/reverse (str/reverse s)))))

(defproperty json-reads-as-it-prints
  [x (gen/recursive
       (fn [inner] (gen/one-of [(gen/vector inner) (gen/map-of gen/string inner)]))
       (gen/one-of [gen/int gen/string gen/boolean gen/float (gen/return nil)]))]
  (is (= x (json/parse (json/write x)))))

;; ---- state

(defproperty transients-end-as-persistent-collections
  [xs ints]
  (is (= xs (persistent! (reduce conj! (transient []) xs)))))
