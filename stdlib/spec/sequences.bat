;; batuta.spec, part 3: regular operators over sequences.
;; A spec such as `(s/cat :a Int :b (s/* String))` becomes a program for a machine that follows all possible readings of a sequence at once, the
;; preferred one first: as many as possible for `* + ?`, the first that fits for `alt`. Each reading is a thread [place stack], the stack holding
;; the values that are being put together. Two readings at the same place go on alike, so only the preferred one is kept: the time is that of
;; the sequence times the program, whatever the spec.
;; Source: Pike's machine, in Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009.
(in-ns 'batuta.spec)

(declare conform-node problems-of)

;; Stands for the value of what matched nothing.
(def ^:private nothing ::nothing)

(defn- empty-part? [x regular]
  (or (identical? x ::nothing) (and regular (coll? x) (empty? x))))

(declare emit)

;; A name in a path that says which branch, and not which part of the sequence.
(defn- branch? [k]
  (and (vector? k) (= ::branch (first k))))

(defn- emit-cat [code parts path]
  (reduce (fn [code [k part]]
            (conj (emit code part (conj path k)) [:key k (sequence-node? part)]))
          (conj code [:push {}])
          parts))

;; As many as possible: the body may be left before each round.
(defn- emit-star [code part path]
  (let [start (count code)
        body (emit (conj code [:split]) part path)
        looped (conj body [:conj] [:jump start])]
    (assoc looped start [:split (inc start) (count looped)])))

;; Each branch but the last is tried before those behind it.
(defn- emit-alt [code branches path]
  (let [[[k part] & more] branches
        branch (fn [code]
                 (let [code (emit code part (conj path [::branch k]))] (conj code [:tag k])))]
    (if more
      (let [start (count code)
            first-branch (branch (conj code [:split]))
            jump (count first-branch)
            all (emit-alt (conj first-branch [:jump]) more path)]
        (assoc all start [:split (inc start) (inc jump)] jump [:jump (count all)]))
      (branch code))))

(defn- emit [code node path]
  (let [to (resolved node)]
    (if (= :sequence (:kind to))
      (case (:op to)
        :cat (emit-cat code (:parts to) path)
        :alt (emit-alt code (:parts to) path)
        :star (emit-star (conj code [:push []]) (:of to) path)
        :plus (emit-star (conj (emit (conj code [:push []]) (:of to) path) [:conj]) (:of to) path)
        :maybe (let [start (count code)
                     body (emit (conj code [:split]) (:of to) path)
                     end (count body)]
                 (assoc (conj body [:jump (+ end 2)] [:push ::nothing])
                        start [:split (inc start) (inc end)]))
        :amp (conj (emit code (:of to) path) [:test (:parts to) path]))
      (conj code [:element node path]))))

(defn- program-of [node]
  (conj (emit [] node []) [:match]))

;; Conforms a value by one spec after the other.
(defn- conform-through [parts x]
  (reduce (fn [x part] (let [y (conform-node part x)] (if (invalid? y) (reduced y) y))) x parts))

;; A part of a sequence that is empty is left out; an element that is an empty collection is not.
(defn- with-key [stack k regular]
  (let [part (peek stack)
        stack (pop stack)]
    (if (empty-part? part regular) stack (conj (pop stack) (assoc (peek stack) k part)))))

(defn- with-element [stack]
  (let [part (peek stack)
        stack (pop stack)]
    (if (identical? part ::nothing) stack (conj (pop stack) (conj (peek stack) part)))))

;; Adds a thread, following what takes no element. State: `:threads` in order, `:seen` places, `:failed` conditions of `&`.
(defn- add-thread [state code place stack]
  (if (contains? (:seen state) place)
    state
    (let [state (update state :seen conj place)
          [op a b] (nth code place)
          next-place (inc place)]
      (case op
        (:element :match) (update state :threads conj [place stack])
        :jump (add-thread state code a stack)
        :split (add-thread (add-thread state code a stack) code b stack)
        :push (add-thread state code next-place (conj stack a))
        :key (add-thread state code next-place (with-key stack a b))
        :conj (add-thread state code next-place (with-element stack))
        :tag (add-thread state code next-place
                         (if (identical? (peek stack) ::nothing)
                           stack
                           (conj (pop stack) [a (peek stack)])))
        :test (let [value (peek stack)
                    conformed (conform-through a (if (identical? value ::nothing) nil value))]
                (if (invalid? conformed)
                  (update state :failed conj [a b value])
                  (add-thread state code next-place (conj (pop stack) conformed))))))))

(def ^:private no-threads {:threads [] :seen #{} :failed []})

(defn- step [code threads x]
  (reduce (fn [state [place stack]]
            (let [[op node] (nth code place)]
              (if (= op :match)
                state
                (let [value (conform-node node x)]
                  (if (invalid? value)
                    state
                    (add-thread state code (inc place) (conj stack value)))))))
          no-threads
          threads))

(defn- match-sequence
  "Reads a sequence: `{:value conformed}`, or where it failed: `{:at index :threads readings :code program :failed conditions :rest elements}`."
  [node xs]
  (let [code (program-of node)]
    (loop [state (add-thread no-threads code 0 [])
           failed []
           xs (seq xs)
           i 0]
      (let [threads (:threads state)
            failed (if (empty? (:failed state)) failed (:failed state))]
        (if (nil? xs)
          (let [[_ stack] (first (filter (fn [[place]] (= [:match] (nth code place))) threads))]
            (if stack
              {:value (if (identical? (peek stack) ::nothing) nil (peek stack))}
              {:at i :threads threads :code code :failed failed :rest nil}))
          (let [state (step code threads (first xs))]
            (if (and (empty? (:threads state)))
              {:at i :threads threads :code code :failed (into failed (:failed state)) :rest xs}
              (recur state failed (next xs) (inc i)))))))))

;; ---- back to elements -----------------------------------------------------------------------------------------------

(declare unform-node)

;; The elements that a conformed value stands for.
(defn- unform-sequence [node x]
  (let [to (resolved node)]
    (if (= :sequence (:kind to))
      (case (:op to)
        :cat (mapcat (fn [[k part]] (if (contains? x k) (unform-sequence part (get x k)) ()))
                     (:parts to))
        :alt (if (nil? x)
               ()
               (let [[k value] x]
                 (unform-sequence (second (first (filter (fn [[name]] (= k name)) (:parts to))))
                                  value)))
        (:star :plus) (mapcat (fn [value] (unform-sequence (:of to) value)) x)
        :maybe (if (nil? x) () (unform-sequence (:of to) x))
        :amp (unform-sequence (:of to)
                              (reduce (fn [x part] (unform-node part x)) x (reverse (:parts to)))))
      (list (unform-node node x)))))
