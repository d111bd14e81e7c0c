;; batuta.str: strings, indexed by code point. What is not here is a primitive (lib/runtime/core_strings.ts).
(ns batuta.str)

;; Replaces matches by what a function gives for them; pieces are text and match in turn, text first.
(defn- replace-by [s re f first-only]
  (let [pieces (-pieces s re first-only)]
    (join (map-indexed (fn [i piece] (if (odd? i) (f piece) piece)) pieces))))

(defn replace
  "A string with all such parts replaced: a string or character by another, matches of a regular expression by a string (with
  `$1` for groups) or by what a function gives for the match. `(str/replace \"a1b22\" #\"\\d+\" \"#\") ;=> \"a#b#\"`"
  [s what replacement]
  (if (and (regex? what) (not (string? replacement)))
    (replace-by s what replacement false)
    (-replace s what replacement)))

(defn replace-first
  "`replace`, for the first such part only. `(str/replace-first \"aa\" \"a\" \"b\") ;=> \"ba\"`"
  [s what replacement]
  (if (and (regex? what) (not (string? replacement)))
    (replace-by s what replacement true)
    (-replace-first s what replacement)))

(defn escape
  "A string with the characters that a function (or map) has an answer for replaced by it. `(str/escape \"a<b\" {\\< \"&lt;\"}) ;=> \"a&lt;b\"`"
  [s f]
  (join (map (fn [c] (let [to (f c)] (if (nil? to) c to))) s)))
