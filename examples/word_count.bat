#!/usr/bin/env batuta
; The ten most frequent words of a text file, the most frequent first.
; Usage: batuta examples/word_count.bat FILE

(defn words [text]
  (remove empty? (str/split (str/lower-case text) #"[^\p{L}\p{N}]+")))

(defn most-frequent [n text]
  (->> (words text)
       frequencies
       (sort-by (fn [[word times]] [(- times) word]))
       (take n)))

(let [[path] *command-line-args*]
  (if path
    (doseq [[word times] (most-frequent 10 (slurp path))]
      (println (str times "\t" word)))
    (println "Usage: batuta examples/word_count.bat FILE")))
