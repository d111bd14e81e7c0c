; The numbers from 1 to 20, with Fizz for multiples of 3 and Buzz for multiples of 5.

(defn fizzbuzz [n]
  (cond
    (zero? (rem n 15)) -> "FizzBuzz"
    (zero? (rem n 3)) -> "Fizz"
    (zero? (rem n 5)) -> "Buzz"
    :else -> n))

(doseq [n (range 1 21)]
  (println (fizzbuzz n)))
