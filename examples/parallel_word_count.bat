#!/usr/bin/env batuta
; The ten most frequent words of a text file, counted by many actors: each gets some of the lines and sends back what it has counted.
; Usage: batuta examples/parallel_word_count.bat FILE

(def lines-each 500)

(defn words [line]
  (remove empty? (str/split (str/lower-case line) #"[^\p{L}\p{N}]+")))

(defn count-words [lines]
  (frequencies (mapcat words lines)))

(defn count-in-parallel [path]
  (let [me (self)
        start (fn [lines] (spawn (fn [] (send me (count-words lines)))))
        counters (mapv (comp start vec) (partition-all lines-each (line-seq path)))]
    (receive-all counters (fn [counts] (apply merge-with + counts)))))

(let [[path] *command-line-args*]
  (if path
    (doseq [[word times] (take 10
                               (sort-by (fn [[word times]] [(- times) word])
                                        (count-in-parallel path)))]
      (println (str times "\t" word)))
    (println "Usage: batuta examples/parallel_word_count.bat FILE")))
