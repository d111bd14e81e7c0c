;; batuta.core, part 2: functions of functions.
(in-ns 'batuta.core)

(declare concat mapv every? some atom swap!)

(defn identity
  "Its argument. `(identity 3) ;=> 3`"
  [x]
  x)

(defn constantly
  "A function that gives the same value for all arguments. `((constantly 7) 1 2) ;=> 7`"
  [x]
  (fn [& _] x))

(defn complement
  "A function that gives the opposite truth. `((complement even?) 1) ;=> true`"
  [f]
  (fn
    ([] (not (f)))
    ([x] (not (f x)))
    ([x y] (not (f x y)))
    ([x y & more] (not (apply f x y more)))))

(defn comp
  "A function that hands its arguments to the last function, and each answer to the one before. `((comp str inc) 1) ;=> \"2\"`"
  ([] identity)
  ([f] f)
  ([f g]
   (fn
     ([] (f (g)))
     ([x] (f (g x)))
     ([x y] (f (g x y)))
     ([x y & more] (f (apply g x y more)))))
  ([f g & more] (reduce comp (comp f g) more)))

(defn partial
  "A function with its first arguments given already. `((partial + 10) 5) ;=> 15`"
  ([f] f)
  ([f a]
   (fn
     ([] (f a))
     ([x] (f a x))
     ([x y] (f a x y))
     ([x y & more] (apply f a x y more))))
  ([f a b]
   (fn
     ([] (f a b))
     ([x] (f a b x))
     ([x & more] (apply f a b x more))))
  ([f a b & more]
   (let [given (list* a b more)]
     (fn [& args] (apply f (concat given args))))))

(defn juxt
  "A function that gives a vector of what several functions give. `((juxt inc dec) 5) ;=> [6 4]`"
  ([f]
   (fn
     ([] [(f)])
     ([x] [(f x)])
     ([x & more] [(apply f x more)])))
  ([f g]
   (fn
     ([] [(f) (g)])
     ([x] [(f x) (g x)])
     ([x & more] [(apply f x more) (apply g x more)])))
  ([f g h]
   (fn
     ([] [(f) (g) (h)])
     ([x] [(f x) (g x) (h x)])
     ([x & more] [(apply f x more) (apply g x more) (apply h x more)])))
  ([f g h & fs]
   (let [fs (list* f g h fs)]
     (fn
       ([] (mapv (fn [f] (f)) fs))
       ([x] (mapv (fn [f] (f x)) fs))
       ([x & more] (mapv (fn [f] (apply f x more)) fs))))))

(defn fnil
  "A function that takes defaults where it gets nil as one of its first arguments. `((fnil inc 0) nil) ;=> 1`"
  ([f a]
   (fn
     ([x] (f (if (nil? x) a x)))
     ([x & more] (apply f (if (nil? x) a x) more))))
  ([f a b]
   (fn [x y & more] (apply f (if (nil? x) a x) (if (nil? y) b y) more)))
  ([f a b c]
   (fn [x y z & more] (apply f (if (nil? x) a x) (if (nil? y) b y) (if (nil? z) c z) more))))

(defn every-pred
  "A function that says whether all predicates hold for all its arguments. `((every-pred int? even?) 2 4) ;=> true`"
  [& preds]
  (fn
    ([] true)
    ([x] (every? (fn [pred] (pred x)) preds))
    ([x & more] (every? (fn [pred] (and (pred x) (every? pred more))) preds))))

(defn some-fn
  "A function that gives the first true answer of predicates to its arguments, or the last answer. `((some-fn even? neg?) 1 -1) ;=> true`"
  [& preds]
  (let [first-true (fn [f xs]
                     (reduce (fn [_ x] (let [answer (f x)] (if answer (reduced answer) answer)))
                             nil
                             xs))]
    (fn
      ([] nil)
      ([x] (first-true (fn [pred] (pred x)) preds))
      ([x & more]
       (let [xs (cons x more)]
         (first-true (fn [pred] (first-true pred xs)) preds))))))

(defn memoize
  "A function that remembers its answers. `((memoize inc) 1) ;=> 2`"
  [f]
  (let [answers (atom {})
        answers-to-one (atom {})
        answer-to (fn [args]
                    (let [known (find @answers args)]
                      (if known
                        (val known)
                        (let [answer (apply f args)]
                          (swap! answers assoc args answer)
                          answer))))]
    (fn
      ([x]
       (let [known (get @answers-to-one x answers)]
         (if (identical? known answers)
           (let [answer (f x)]
             (swap! answers-to-one assoc x answer)
             answer)
           known)))
      ([] (answer-to nil))
      ([x & more] (answer-to (cons x more))))))

(defn trampoline
  "Calls a function, and what it gives as long as that is a function. `(trampoline (fn [] (fn [] 5))) ;=> 5`"
  ([f]
   (let [answer (f)]
     (if (fn? answer) (recur answer) answer)))
  ([f & args] (trampoline (fn [] (apply f args)))))

(defn comparator
  "The order that a predicate \"comes before\" gives, as a function to -1, 0 and 1. `((comparator <) 1 2) ;=> -1`"
  [before?]
  (fn [a b] (cond (before? a b) -> -1 (before? b a) -> 1 :else -> 0)))

(defn completing
  "A reducing function with another last step. `(transduce (map inc) (completing + str) 0 [1 2]) ;=> \"5\"`"
  ([f] (completing f identity))
  ([f last-step]
   (fn
     ([] (f))
     ([acc] (last-step acc))
     ([acc x] (f acc x)))))

(defn run!
  "Calls a function with every element, for its effects. `(with-out-str (run! print [1 2])) ;=> \"12\"`"
  [f coll]
  (reduce (fn [_ x] (f x) nil) nil coll)
  nil)
