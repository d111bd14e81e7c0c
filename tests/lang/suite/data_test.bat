;; JSON and EDN.
(ns data-test
  (:require [batuta.test :refer [deftest is]]))

(deftest json-keeps-ints-and-floats-apart
  (is (= '[1 1.0 100.0 -0.5 12345678901234567890]
         (json/parse "[1, 1.0, 1e2, -0.5, 12345678901234567890]"))))

(deftest json-keys
  (is (= '[{"a" {"b" 1}} {:a {:b 1}}]
         [(json/parse "{\"a\": {\"b\": 1}}") (json/parse "{\"a\": {\"b\": 1}}" {:keywords true})])))

(deftest json-errors-have-a-place
  (is (thrown-with-msg? Exception
                        #"(?i)JSON, line 2, column 7: expected a value, got `\}`"
                        (json/parse "{\"a\": 1,\n \"b\": }"))))

(deftest the-place-of-a-json-error-is-data
  (is (= '[:json-syntax {:line 2 :column 3}]
         (try (json/parse "[1,\n2,,]") (catch Exception e [(ex-code e) (ex-data e)])))))

(deftest json-of-every-kind-of-value
  (is (= "[null,true,1,1.5,2.0,0.5,\"a\\n\\\"\",\"c\",\"k\",\"n/k\",\"sym\",[],{},[1],[1],[\"t\",1,2],\"2026-01-01T00:00:00.000Z\",\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\"]"
         (json/write [nil
                      true
                      1
                      1.5
                      2.0
                      1/2
                      "a\n\""
                      \c
                      :k
                      :n/k
                      'sym
                      []
                      {}
                      #{1}
                      '(1)
                      {:t 1 2}
                      #inst "2026"
                      #uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]))))

(deftest json-of-lazy-sequences-that-wait
  (is (= "{\"xs\":[0,1,4,9]}" (json/write {:xs (map (fn [x] (sleep 1) (* x x)) (range 4))}))))

(deftest json-has-no-functions
  (is (thrown-with-msg? Exception #"(?i)JSON has no value like #<fn" (json/write {:f inc}))))

(deftest json-lines-of-a-text-and-of-a-sequence
  (is (= '[(1 [2]) (0 1 2)]
         [(json/parse-lines "1\n\n[2]\n")
          (map :a (json/parse-lines (map (fn [i] (str "{\"a\":" i "}")) (range 3))
                                    {:keywords true}))])))

(deftest json-lines-are-lazy
  (is (= 1
         (first (json/parse-lines (cons "1"
                                        (lazy-seq (cons "[" (throw (ex-info "too far" {}))))))))))

(deftest json-lines-written
  (is (= "{\"i\":0}\n{\"i\":1}\n" (json/write-lines (map (fn [i] {:i i}) (range 2))))))

(deftest json-options-are-a-map
  (is (thrown-with-msg? Exception #"(?i)needs a map of options" (json/parse "1" :keywords))))

(deftest edn-with-and-without-an-end
  (is (= '[{:a #{1} :b (x "y" \z)} nil :end]
         [(edn/read-string "{:a #{1} :b (x \"y\" \\z)}")
          (edn/read-string "")
          (edn/read-string {:eof :end} " ; x")])))

(deftest edn-evaluates-nothing
  (is (= '(println 1) (edn/read-string "(println 1)"))))

(deftest edn-tags
  (is (= '[{:x 1 :y 2} [other 3] #inst "2026-01-01T00:00:00.000Z"]
         (edn/read-string {:readers {'point (fn [[x y]] {:x x :y y})} :default (fn [tag x] [tag x])}
                          "[#point [1 2] #other 3 #inst \"2026\"]"))))

(deftest edn-functions-for-tags-may-wait
  (is (= '[[a [b 1]] [c 2]]
         (edn/read-string {:default (fn [tag x] (sleep 1) [tag x])} "[#a #b 1 #c 2]"))))

(deftest edn-nobody-knows-a-tag
  (is (thrown-with-msg? Exception
                        #"(?i)EDN, line 2, column 2: nobody knows the tag `#point`"
                        (edn/read-string "[1\n #point [1 2]]"))))

(deftest edn-of-a-reader-across-lines
  (is (= '[{:a 1} [2] 3 :end]
         (with-in-str "{:a\n 1} [2]\n3"
           [(edn/read) (edn/read *in*) (edn/read {:eof :end} *in*) (edn/read {:eof :end} *in*)]))))

(deftest edn-all-of-it-lazily
  (is (= '[(1 :a (b)) (1 2)] [(edn/read-all "1 :a (b)") (take 2 (edn/read-all "1 2 ]"))])))

(deftest edn-written-and-read
  (is (= true (let [x {:a [1.0 1/2 "s" \c nil] #{1} '(sym) :t {:compute 1 2} :d (time/seconds 90)}]
                (= x (edn/read-string (edn/write x)))))))

(deftest edn-of-a-lazy-sequence-that-waits
  (is (= "(1 2)" (edn/write (map (fn [x] (sleep 1) x) [1 2])))))

(deftest edn-has-no-functions
  (is (thrown-with-msg? Exception
                        #"(?i)cannot be written so that it reads back"
                        (edn/write {:a [inc]}))))

(deftest json-with-exact-decimals
  (is (= '[1.10M "[1.10,1E+400,2]"]
         (let [x (json/parse "[1.10, 1e400, 2]" {:decimals true})] [(first x) (json/write x)]))))

(deftest options-that-nobody-knows-are-mistakes
  (is (= '["`json/parse` needs options among :keywords, :decimals, got :key-fn"
           "`json/write` needs options among :pretty, got :prety"]
         [(try (json/parse "1" {:key-fn 1}) (catch Exception e (ex-message e)))
          (try (json/write 1 {:prety true}) (catch Exception e (ex-message e)))])))

(deftest json-pretty
  (is (= "{\n  \"a\": [\n    1,\n    {}\n  ]\n}" (json/write {:a [1 {}]} {:pretty true}))))
