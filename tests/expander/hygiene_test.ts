/**
 * Published examples of hygiene, each as a program and its value.
 * Sources: R7RS (2013), section 4.3 · Flatt, "Binding as Sets of Scopes", POPL 2016 · Clinger & Rees, "Macros That Work", 1991.
 */
import assert from "node:assert/strict";
import { value } from "../compiler/session.ts";

/** The program's last value is the one after the arrow. */
function gives(sentence: string, program: string, expected: string): void {
  Deno.test(sentence, async () => assert.equal(await value(program), expected));
}

// ---- R7RS 4.3

gives(
  "R7RS 4.3.1: a local macro keeps the meaning of `if` where the caller rebinds it",
  `(macrolet [(given-that [test & statements] \`(if ~test (do ~@statements) nil))]
     (let [if true]
       (given-that if (let [if 'now] if))))`,
  "now",
);
gives(
  "R7RS 4.3.1: a template's name means the binding around the macro, not the one around the call",
  `(let [x 'outer]
     (macrolet [(m [] \`x)]
       (let [x 'inner]
         (m))))`,
  "outer",
);
gives(
  "R7RS 4.3.1: a recursive local macro binds a temporary that captures nothing",
  `(macrolet [(my-or
               ([] false)
               ([e] e)
               ([e & more] \`(let [temp ~e] (if temp temp (my-or ~@more)))))]
     (let [x false, y 7, temp 8, let odd?, if even?]
       (my-or x (let temp) (if y) y)))`,
  "7",
);
gives(
  "R7RS 4.3.2: be-like-begin defines a macro whose template has an ellipsis of its own",
  `(defmacro be-like-begin [name]
     \`(defmacro ~name [& forms] \`(do ~@forms)))
   (be-like-begin sequence)
   (sequence 1 2 3 4)`,
  "4",
);
gives(
  "R7RS 4.3.2: a literal that is bound around the call is an ordinary name",
  "(let [=> false] (cond false 1 => 'ok :else 'else))",
  "else",
);
gives(
  "R7RS 4.3.2: the simplest macro with a body of several forms",
  "(macrolet [(my-begin [& body] `((fn [] ~@body)))] (my-begin 1 2 3))",
  "3",
);
gives(
  "R7RS 7.3: `let` as a macro evaluates the values outside of the names",
  `(defmacro my-let [bindings & body]
     \`((fn [~@(map first (partition 2 bindings))] ~@body) ~@(map second (partition 2 bindings))))
   (let [x 1 y 2] (my-let [x y y x] [x y]))`,
  "[2 1]",
);

// ---- Clinger & Rees, and the folklore after them

gives(
  "swap! of two places with a temporary of the same name",
  `(defmacro swap-values [a b] \`(let [tmp (deref ~a)] (reset! ~a (deref ~b)) (reset! ~b tmp)))
   (let [tmp (atom 1) other (atom 2)] (swap-values tmp other) [@tmp @other])`,
  "[2 1]",
);
gives(
  "a loop with an exit: the exit's name is the caller's, all others the macro's",
  `(defmacro loop-until [id init test result step]
     \`(loop [~id ~init] (if ~test ~result (recur ~step))))
   (let [loop 1 if 2] (loop-until i 0 (> i 10) [i loop if] (inc i)))`,
  "[11 1 2]",
);
gives(
  "a while loop in a place where everything it uses is called something else",
  `(defmacro my-while [test & body] \`(let [f (fn f [] (if ~test (do ~@body (f)) :done))] (f)))
   (let [n (atom 3) f (fn [] (swap! n dec)) if nil do nil] (my-while (pos? @n) (f)))`,
  ":done",
);
gives(
  "a binder given by the caller does not capture the template's name, however deep it stands",
  "(defmacro m [n] `(let [x 1] (let [unused 3] (let [~n 2] x)))) [(m x) (let [x 5] (m x)) (let [y 5] (m x))]",
  "[1 1 1]",
);
gives(
  "the same with a local macro",
  "(let [x 5] (macrolet [(m [n] `(let [x 1] (let [unused 3] (let [~n 2] [x ~n]))))] (m x)))",
  "[1 2]",
);
gives(
  "an argument stays the caller's inside binders of the template",
  "(defmacro m [e] `(let [x 1] (fn [x] (loop [x 3] (try (throw 1) (catch Exception x ~e)))))) (let [x 9] ((m x) 2))",
  "9",
);
gives(
  "nested calls of one macro have each its own names",
  "(defmacro add1 [e] `(let [t 1] (+ t ~e))) (let [t 10] (add1 (add1 (add1 t))))",
  "13",
);
gives(
  "a macro that calls itself has new names at each step",
  `(defmacro sum ([] 0) ([x & more] \`(let [v ~x] (+ v (sum ~@more)))))
   (let [v 100] (sum v 1 v))`,
  "201",
);
gives(
  "destructuring, letfn, fn, loop and catch in a template bind the template's names only",
  `(defmacro all [e]
     \`(let [[a {:keys [b] :as c} & d] [1 {:b 2} 3]]
        (letfn [(g [h] ~e)] (loop [i 0] ((fn [j & k] (g j)) 1)))))
   (let [a :a b :b c :c d :d g :g h :h i :i j :j k :k] (all [a b c d g h i j k]))`,
  "[:a :b :c :d :g :h :i :j :k]",
);

// ---- What a template's names mean

gives("special forms can be hidden by locals", "(let [if list] (if 1 2 3))", "(1 2 3)");
gives(
  "and by parameters, loops and functions",
  "[((fn [do] (do 1)) inc) (loop [quote str] (quote 7)) (letfn [(let [x] [x])] (let 1))]",
  '[2 "7" [1]]',
);
gives(
  "reader forms mean what they mean whatever the caller calls `quote`, `deref` and `var`",
  "(let [quote 1 deref 2 var 3 fn 4 a (atom 5)] ['x @a (#(+ % 1) 6) (var? #'inc)])",
  "[x 5 7 true]",
);
gives(
  "functions of the core library in a template are the library's",
  "(defmacro my-unless [c x] `(if (not ~c) ~x nil)) (let [not identity if-not 1] (my-unless false :ran))",
  ":ran",
);
gives(
  "a template's function is the one of the macro's own namespace, redefinition included",
  "(defn helper [x] (* 10 x)) (defmacro call-helper [x] `(helper ~x)) (defn helper [x] (* 100 x)) (let [helper inc] (call-helper 5))",
  "500",
);
gives(
  "a macro of another namespace finds its own functions, private ones too",
  `(ns lib) (defn- hidden [x] [:lib x]) (defmacro m [x] \`(hidden ~x))
   (ns user) (require '[lib :as l]) (defn hidden [x] :user) (let [hidden 1] (l/m 2))`,
  "[:lib 2]",
);
gives(
  "what a template defines under a name of its own stays hidden",
  `(defmacro counter [next] \`(do (def state (atom 0)) (defn ~next [] (swap! state inc))))
   (def state :mine) (counter a) (counter b) (a) (a) (b) [(a) (b) state]`,
  "[3 2 :mine]",
);
gives(
  "a hidden definition is seen by what the same expansion defines, macros included",
  `(defmacro define [get put] \`(do (def cell (atom 1)) (defmacro ~get [] \`(deref cell)) (defn ~put [x] (reset! cell x))))
   (define get-it put-it) (put-it 7) (let [cell 0] (get-it))`,
  "7",
);
gives(
  "a hidden definition of a macro of another namespace works where it is used",
  `(ns lib2) (defmacro define [name] \`(do (def secret 5) (defn ~name [] secret)))
   (ns user) (lib2/define f) (def secret 1) [(f) secret]`,
  "[5 1]",
);
gives(
  "a name the caller gives is defined for all to see",
  "(defmacro def-twice [a b x] `(do (def ~a ~x) (def ~b ~x))) (def-twice p q 3) [p q user/p]",
  "[3 3 3]",
);

// ---- Symbols that come another way

gives(
  "x# is one name throughout a template, and different from all others",
  "(defmacro m [e] `(let [x# 1 y# 2] [x# y# ~e])) (let [x# 8] (m (m x#)))",
  "[1 2 [1 2 8]]",
);
gives(
  "x# in a template that no macro runs is one name too",
  "(let [f (fn [e] `(let [x# 1] (+ x# ~e)))] (eval (f (f 3))))",
  "5",
);
gives(
  "a gensym binds what it stands for",
  "(defmacro m [& es] (let [g (gensym)] `(let [~g 10] [~@(map (fn [e] `(+ ~e ~g)) es)]))) (m 1 2)",
  "[11 12]",
);
gives(
  "symbols that pass through helper functions keep their meaning",
  "(defn plus [a b] `(+ ~a ~b)) (defn wrap [e] (list `let ['t 1] e)) (defmacro m [e] (plus e (plus `t 1))) (def t 5) (let [t 100 + *] (m t))",
  "106",
);
gives(
  "symbols that were taken apart, put into maps and put together again keep their meaning",
  `(defmacro m [& es] (let [by-name (into {} (map (fn [e] [(str e) e]) es))] \`(let [a 0 b 0] [~@(map by-name (sort (keys by-name)))])))
   (let [a 1 b 2] (m b a))`,
  "[1 2]",
);
gives(
  "a macro may change a map it is given",
  "(defmacro m [x] (assoc (dissoc x :a) :b `(inc 1))) (m {:a (dec 1) :c 3})",
  "{:c 3 :b 2}",
);
gives("a symbol made from text means what it means to the caller", '(defmacro m [] (symbol "x")) (let [x 3] (m))', "3");

// ---- Deliberate capture

const IT = "(defmacro with-it [c & body] `(let [~'it ~c] ~@body))";
gives("~'it binds `it` for the caller", `${IT} (with-it 3 (* it 10))`, "30");
gives(
  "~'it means the caller's local where the template does not bind it",
  "(defmacro m [] `(+ ~'x 1)) (let [x 1] (let [x 2] (m)))",
  "3",
);
gives("the innermost deliberate binding counts", `${IT} (with-it 1 [it (with-it 2 it) it])`, "[1 2 1]");
gives("a user's own `it` inside counts more", `${IT} (with-it 1 (let [it 5] it))`, "5");
gives(
  "deliberate capture goes through a macro that calls the capturing one",
  `${IT} (defmacro twice-it [c & body] \`(with-it (* 2 ~c) ~@body)) (let [a 1] (twice-it 4 [it a]))`,
  "[8 1]",
);
gives(
  "and through three of them",
  `${IT} (defmacro m1 [c b] \`(with-it ~c ~b)) (defmacro m2 [c b] \`(m1 ~c ~b)) (defmacro m3 [c b] \`(let [z 1] (m2 ~c ~b))) (let [z 2] (m3 z [it z]))`,
  "[2 2]",
);
gives(
  "~'it in the outer macro meets ~'it in the inner one",
  `${IT} (defmacro outer [c] \`(with-it ~c (inc ~'it))) [(outer 1) (let [it 50] (outer 2))]`,
  "[2 3]",
);
gives(
  "the outer macro's plain `it` meets the inner macro's ~'it, for it is the inner one's caller",
  `${IT} (defmacro outer [c] \`(with-it ~c (inc it))) [(outer 1) (let [it 50 z 1] (outer 2))]`,
  "[2 3]",
);
gives(
  "a template's own `it` in an argument of a macro that does not capture is not captured",
  "(defmacro m [e] `(let [it 1] ~e)) (let [it 2] (m it))",
  "2",
);
gives(
  "a deliberate definition is visible to all, through nested macros too",
  "(defmacro def-x [v] `(def ~'x ~v)) (defmacro outer [v] `(do (def-x ~v) (inc ~'x))) [(outer 1) x]",
  "[2 1]",
);
gives(
  "a deliberate name of the macro's namespace is found when the caller has none",
  "(ns lib3) (def only-here 4) (defmacro m [] `(n)) (defmacro n [] `~'only-here) (ns user) (lib3/m)",
  "4",
);

// ---- Macros that define macros, templates in templates

gives(
  "a macro that defines a macro passes values on",
  "(defmacro def-adder [name n] `(defmacro ~name [x] `(+ ~x ~~n))) (def-adder add5 5) (add5 10)",
  "15",
);
gives(
  "also with Clojure's generated parameters",
  "(defmacro def-adder [name n] `(defmacro ~name [x#] `(+ ~x# ~~n))) (def-adder add5 5) (add5 10)",
  "15",
);
gives(
  "three levels of macros that define macros",
  `(defmacro level1 [name a] \`(defmacro ~name [name2 b] \`(defmacro ~name2 [c] \`[~~~a ~~b ~c])))
   (level1 l2 1) (l2 l3 2) (l3 3)`,
  "[1 2 3]",
);
gives(
  "the names of a macro that was defined by a macro are hygienic at every level",
  `(defmacro def-or [name] \`(defmacro ~name [a b] \`(let [t ~a] (if t t ~b))))
   (def-or or2) (let [t 5 if 1 let 2] (or2 nil t))`,
  "5",
);
gives(
  "local macros inside of templates",
  "(macrolet [(m [x] `(macrolet [(n [y] `(let [t 1] (+ t ~y ~'~x)))] (n 3)))] (let [t 4] (m t)))",
  "8",
);
gives(
  "a local macro made by a template sees the template's locals, not the caller's",
  "(defmacro m [e] `(let [x 1] (macrolet [(get-x [] `x)] (let [x 2] [(get-x) ~e])))) (let [x 3] (m x))",
  "[1 3]",
);
gives(
  "a template inside a template is data until it is its turn",
  "(= (quote (1 2)) (eval (let [x 1] `(let [y 2] `(~~x ~y)))))",
  "true",
);
gives("an inner unquote of a quoted value", "(let [x 'a] (eval `(let [y 1] `(~y ~'~x))))", "(1 a)");
gives("splicing at the inner level", "(let [xs [1 2]] (eval `(let [ys [3 4]] `(~@ys ~@~xs))))", "(3 4 1 2)");
gives(
  "templates in vectors, maps, sets, tuples and metadata",
  "(let [x 1 xs [2 3]] [`[~x ~@xs] `{:a ~x ~@xs ~@[]} `#{~x} `{:t ~x ~@xs} (:m (meta `^{:m ~x} [])) (:m (meta `^{:m ~x} s))])",
  "[[1 2 3] {:a 1 2 3} #{1} {:t 1 2 3} 1 1]",
);
gives(
  "calls in a map of a template run in the order they were written, each once",
  "(defmacro m [] `{:a (print 1) (do (print 2) :b) (print 3) :c (print 4)}) (with-out-str (m))",
  '"1234"',
);
gives(
  "equal calls in a set of a template run both",
  "(def n (atom 0)) (defmacro m [] `#{(swap! n inc) (swap! n inc)}) (m)",
  "#{1 2}",
);

gives(
  "quoted code that is evaluated later has its templates and quotes",
  "(eval '(do (defmacro m [x] `(+ ~x 1)) (let [quote 1 s 's] [(m 2) 'x s])))",
  "[3 x s]",
);
gives(
  "code that was read from a text too",
  "(do (eval (read-string \"(defmacro m [x & xs] `[~x ~@xs x# 'y])\")) (count (eval (list 'quote (macroexpand-1 '(m 1 2 3))))))",
  "5",
);

// ---- &form and &env

gives(
  "&form is the call as it was written",
  "(defmacro m [& xs] (list 'quote &form)) (m 1 (a [b]) :c)",
  "(m 1 (a [b]) :c)",
);
gives(
  "&env knows the names of the locals around the call",
  "(defmacro names [] (vec (sort (map str (keys &env))))) (let [a 1 [b {:keys [c]}] [2 {}]] (fn [d & e] nil) ((fn [f] (names)) 1))",
  '["a" "b" "c" "f"]',
);
gives("&env is nil at top level", "(defmacro env [] (nil? &env)) (env)", "true");
gives(
  "&env answers whether a symbol is local",
  "(defmacro local? [s] (boolean (get &env s))) (let [a 1] [(local? a) (local? b)])",
  "[true false]",
);
gives(
  "local macros have both",
  "(macrolet [(m [x] [(count &form) (contains? &env 'a)])] (let [a 1] (m 2)))",
  "[2 true]",
);
gives(
  "macros that templates define have both",
  "(defmacro def-m [name] `(defmacro ~name [] (count &form))) (def-m m) (m)",
  "1",
);
