; Primes as a sequence without end: nothing is computed before somebody asks for it.

(defn prime? [n]
  (not-any? #(zero? (rem n %))
            (take-while #(<= (* % %) n) (iterate inc 2))))

(def primes (filter prime? (iterate inc 2)))

(println "The first ten:" (take 10 primes))
(println "The 1000th:" (nth primes 999))
(println "The first above 10000:" (first (drop-while #(<= % 10000) primes)))
