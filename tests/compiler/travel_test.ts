/**
 * Functions and frames that travel: what runs in a worker that was sent them gives what it gives here, failures included.
 * `travels(sentence, program)`: the value of the program is a function of no arguments, which is called here and there.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { CONSTRUCTORS } from "../../lib/compiler/constants.ts";
import { evaluateNow } from "../../lib/compiler/evaluate.ts";
import { HELPERS } from "../../lib/compiler/helpers.ts";
import {
  AheadLibrary,
  hasUnit,
  loadUnit,
  makeClosure,
  originOf,
  Session,
  unitText,
  varsOf,
} from "../../lib/compiler/mod.ts";
import { LIBRARY } from "../../lib/compiler/library.ts";
import { LibraryUnit } from "../../lib/compiler/unit.ts";
import { Expander } from "../../lib/expander/mod.ts";
import { ANY_CONTEXT, readForms } from "../../lib/reader/mod.ts";
import {
  descriptionOf,
  type Fn,
  getNamespace,
  machine,
  Process,
  removeNamespace,
  runSlice,
} from "../../lib/runtime/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { outcome, packFrames, packFunction, type Parcel, unpack, Unpackable } from "./parcel.ts";
import { randomProgram } from "./random_program.ts";
import { memoryHost } from "./session.ts";

let printed = "";

/** The value of a program, in a namespace `user` of its own. */
async function valueOf(program: string): Promise<Fn> {
  removeNamespace("user");
  const session = new Session(memoryHost((text) => printed += text));
  const ran = await session.run(new Source("t.bat", program));
  assert.equal(ran.status, 0, JSON.stringify(ran, ["diagnostics", "message"]));
  return (ran as { value: Fn }).value;
}

const worker = new Worker(new URL("./travel_worker.ts", import.meta.url), { type: "module" });
Deno.test.afterAll(() => worker.terminate());

/** What the worker prints and answers. */
function there(parcel: Parcel): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(JSON.stringify(parcel));
  });
}

/** What it prints and answers here. */
function here(f: Fn): string {
  printed = "";
  return outcome(new Process(f)).replace(/^/, () => printed);
}

/** Runs some slices of one call or turn each; null when it has ended by then. */
function suspended(f: Fn, slices: number): Process | null {
  const { slice, turns } = machine;
  [machine.slice, machine.turns] = [1, 0];
  try {
    const process = new Process(f);
    for (let i = 0; i < slices; i++) if (!runSlice(process)) return null;
    return process;
  } finally {
    [machine.slice, machine.turns] = [slice, turns];
  }
}

function travels(sentence: string, program: string): void {
  Deno.test(sentence, async () => {
    const f = await valueOf(program);
    const parcel = packFunction(f);
    assert.equal(await there(parcel), here(f));
    assert.doesNotMatch(here(f), /internal/);
  });
}

travels("a function without captured values", "(fn [] (+ 1 2))");
travels(
  "a closure over values of all kinds",
  `(let [x (identity nil) a (identity 1) b (identity 2.0) c (identity 1e300) d (identity 1/3) e (identity \\x) f (identity "text \\u2028 \\ud83d\\ude00")
         g (identity :a/b) h (identity 'sym) i (identity [1 [2]]) j (identity {:a {:b 1}}) k (identity #{1 2}) l (identity {:point 1 2})
         m (identity #"a+") n (identity 12345678901234567890) o (identity 1.50M) p (identity '(1 2)) q (identity -0.0) r (identity true)
         s (identity (with-meta [1] {:m 2})) t (identity #uuid "00000000-0000-0000-0000-000000000001") u (identity #inst "2026-01-02")]
     (fn [] [x a b c d e f g h i j k l m n o p q r s (meta s) t u]))`,
);
travels(
  "constants of all kinds",
  `(fn [] [nil true 2.0 1e300 -0.0 1/3 \\x "text" :a/b 'sym '[1 [2]] '{:a {:b 1}} '#{1 2} '{:point 1 2} #"a+" 12345678901234567890 1.50M '(1 2)
           #uuid "00000000-0000-0000-0000-000000000001" #inst "2026-01-02" (meta '^{:m 2} [1]) #'inc])`,
);
travels("a Float that is held as a double", "(let [x (+ 1.5 1.5) y (* -1.0 0.0)] (fn [] [x y (+ x y)]))");
travels("closures in closures", "(let [a 1 f (fn [x] (let [b (+ a x)] (fn [y] (fn [] [a b y]))))] ((f 2) 3))");
travels(
  "a function of several arities and one of any number",
  `(let [k (identity 10)
         f (fn ([] k) ([a] [k a]) ([a b & more] [k a b more]))
         g (fn [& all] [k all])
         h (fn ([a] [:one a k]) ([a & more] [:more a more k]))]
     (fn [] [(f) (f 1) (f 1 2) (f 1 2 3 4) (g) (g 1) (h 1) (h 1 2) (apply g (range 3)) (take 2 (apply (fn [& xs] xs) (range)))]))`,
);
travels(
  "a function that knows itself",
  "(let [k (identity 1) f (fn f [n] (if (zero? n) k (* n (f (dec n)))))] (fn [] [(f 5) (f 20)]))",
);
travels(
  "a function that hands itself out",
  "(let [k (identity 1) f (fn self ([] self) ([x] [k x]))] (fn [] ((((f))) 7)))",
);
travels(
  "functions that know each other",
  `(let [k (identity :k)]
     (letfn [(e? [n] (if (zero? n) [k true] (o? (dec n)))) (o? [n] (if (zero? n) [k false] (e? (dec n))))]
       (fn [] [(e? 10) (o? 10) (mapv e? [1 2])])))`,
);
travels(
  "one of the functions that know each other",
  "(letfn [(f [] (g 3)) (g [n] (if (zero? n) :end (h (dec n)))) (h [n] (g n))] f)",
);
travels(
  "a function in an atom that it holds",
  "(let [a (atom nil)] (reset! a (fn [n] (if (zero? n) :end (@a (dec n))))) (fn [] (@a 5)))",
);
travels(
  "what functions of the library make",
  `
  (let [f (comp inc (partial * 2)) g (juxt f (complement odd?) (constantly 3)) h (fnil conj []) xf (comp (map f) (filter even?) (take 2))]
    (fn [] [(f 1) (g 5) (h nil 1) (into [] xf (range 10)) (transduce xf + (range 10)) (sort-by (comp - f) [1 3 2])
            ((memoize f) 3) ((every-pred int? even?) 2)]))`,
);
travels(
  "functions of the library by name",
  "(let [f map g + h println i first] (fn [] (h [(f inc [1 2]) (g 1 2) (i [3])])))",
);
travels(
  "a lazy sequence that nobody has looked at",
  "(let [k (identity 2) xs ((fn step [n] (lazy-seq (if (< n 9) (cons (* k n) (step (+ n 2))) nil))) 1)] (fn [] xs))",
);
travels(
  "a lazy sequence whose steps gather elements",
  `(let [step (fn step [part n] (lazy-seq (if (< n 9) (cons (conj part n) (step [n] (inc n))) nil)))
         xs (step [] 0)]
     (first xs)
     (fn [] xs))`,
);
travels(
  "vars, and what they refer to in turn",
  `
  (def base 10)
  (defn helper [x] (+ base x))
  (defn unused [] :unused)
  (defn fact [n] (if (zero? n) 1 (* n (fact (dec n)))))
  (defn main [x] [(helper x) (fact 5)])
  (fn [] [(main 1) (var main)])`,
);
travels(
  "functions with metadata",
  `(let [k (identity 1) f (with-meta (with-meta (fn [x] [k x]) {:a 1}) {:b k}) g (with-meta inc {:c 2})]
     (fn [] [(f 2) (meta f) (g 2) (meta g)]))`,
);
travels(
  "a multimethod with its methods, which can get more of them",
  `(defmulti area :shape)
   (defmethod area :square [{:keys [side]}] (* side side))
   (fn [] (defmethod area :line [_] 0) (mapv area [{:shape :square :side 3} {:shape :line}]))`,
);
travels(
  "a template",
  "(let [k (identity 1)] (fn [] [`(inc ~k) (eval `(+ ~k (let [x# 1] x#)))]))",
);
travels(
  "a function that a macro put into code",
  `
  (def made (let [k 5] (fn [x] [k x])))
  (defmacro call-made [x] (list (with-meta made {:a 1}) x))
  (defmacro call-library [x] (list inc x))
  (fn [] [(call-made 1) (call-library 1)])`,
);
travels(
  "a record as a constant",
  `
  (defrecord Point [x y])
  (defmacro origin [] (->Point 0 0))
  (let [p (origin)] (fn [] [(:x p) p (= p (assoc p :x 0)) (:y (origin))]))`,
);
travels(
  "a function that defines",
  '(fn [] (def ^:private defined "doc" 1) [(inc defined) (:private (meta (var defined)))])',
);
travels("a pattern match", "(fn [] (mapv (fn [x] (match x [:a n] -> n {:k v} -> v _ -> :other)) [[:a 1] {:k 2} 3]))");

// ---- failures

const PLACES = `
(defn inner [x]
  (/ x 0))

;; far away

(defn middle [x]
  (inc (inner x)))`;

travels("a failure shows the same places and lines", `${PLACES}\n(fn []\n  (+ 1\n    (middle 1)))`);
travels(
  "a failure in a closure points at the argument to blame",
  '(let [k "text"]\n  (fn []\n    (+ (inc 1) (count k) k)))',
);
travels("a failure that blames a constant", "(fn [] (nth [1 2 3] 7))");
travels("a failure in the expansion of a macro", "(defmacro halve [x]\n  `(/ ~x 0))\n(fn []\n  (halve 3))");
travels("a wrong number of arguments", "(let [k (identity 1) f (fn f ([x] k) ([x y] k))] (fn [] (f 1 2 3)))");
travels(
  "what is thrown and caught",
  "(fn [] (try (throw {:a 1}) (catch Exception e [(ex-value e)]) (finally (println :done))))",
);
travels("a failure without end", "(let [k (identity 1) f (fn f [n] (+ k (f n)))] (fn [] (f 1)))");

// ---- frames

/** Lets a function be suspended after some slices, and go on in the worker as it goes on here; false when it has ended by then. */
async function move(f: Fn, slices: number): Promise<boolean> {
  printed = "";
  const process = suspended(f, slices);
  if (process === null) return false;
  const before = printed;
  const parcel = packFrames(process);
  const ended = outcome(process);
  assert.equal(before + await there(parcel), printed + ended, `after ${slices} slices`);
  return true;
}

/** Goes on in the worker from wherever the function is suspended. */
function goesOn(sentence: string, program: string): void {
  Deno.test(sentence, async () => {
    const f = await valueOf(program);
    let slices = 1;
    while (await move(f, slices)) slices += 1 + (slices >> 3);
    assert.ok(slices > 2, "it was hardly suspended");
  });
}

goesOn(
  "a loop over Ints, Floats and big Ints",
  `
  (let [step (identity 1)]
    (fn [] (loop [i 0 f 0.5 b 9007199254740988 xs []] (if (< i 9) (recur (+ i step) (* f 2.0) (inc b) (conj xs i)) [i f b xs]))))`,
);
goesOn("a recursion", "(defn sum [n] (if (zero? n) 0 (+ n (sum (dec n))))) (fn [] [(sum 12) (sum 3)])");
goesOn(
  "functions that know each other, halfway",
  `
  (let [k (identity 2)]
    (letfn [(f [n] (if (zero? n) [] (conj (g (dec n)) [n k]))) (g [n] (if (zero? n) [k] (conj (f (dec n)) n)))] (fn [] (f 6))))`,
);
goesOn(
  "a loop that calls and prints",
  "(defn show [x] (println x) x) (fn [] (loop [i 0 seen []] (if (< i 5) (recur (inc i) (conj seen (show i))) seen)))",
);
goesOn(
  "try, catch and finally",
  `
  (defn fail [x] (throw [:failed x]))
  (defn note [x] (println x) x)
  (fn [] (try (note 1) (try (fail (note 2)) (catch Exception e (note 3) (ex-value e)) (finally (note 4) (note 5)))
           (finally (loop [i 0] (if (< i 3) (recur (inc i)) (note i))))))`,
);
goesOn(
  "a failure after the move",
  `${PLACES}\n(defn count-down [n]\n  (if (zero? n)\n    (middle 1)\n    (+ 1 (count-down (dec n)))))\n(fn [] (count-down 6))`,
);

Deno.test("random programs go on in a worker as they would have here", async () => {
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 60 }),
      async (seed, size, slices) => {
        const program = randomProgram(seed, size);
        const at = program.lastIndexOf("\n[");
        const f = await valueOf(`${program.slice(0, at)}(fn [] ${program.slice(at)})`);
        assert.equal(await there(packFunction(f)), here(f));
        try {
          if (await move(f, slices)) sent++;
        } catch (error) {
          // Inside of a primitive.
          if (!(error instanceof Unpackable)) throw error;
        }
      },
    ),
    { numRuns: 100 },
  );
  assert.ok(sent > 10, `only ${sent} were suspended where they could move`);
});

// ---- units

async function closureOrigin(program: string) {
  const origin = originOf(await valueOf(program));
  assert.ok(origin?.kind === "closure");
  return origin;
}

Deno.test("a unit has the same id wherever and whenever the same text is compiled", async () => {
  const program = "(let [k (identity 1)] (fn [x] [k x]))";
  const one = await closureOrigin(program);
  const two = await closureOrigin(program);
  const other = await closureOrigin(program.replace("[k x]", "[k k]"));
  assert.equal(one.unit, two.unit);
  assert.notEqual(one.unit, other.unit);
  assert.deepEqual(one.captured, [1]);
});

Deno.test("what was loaded travels on under its id", async () => {
  const { unit, fn, captured } = await closureOrigin("(let [k (identity 1)] (fn [x] [k x]))");
  assert.ok(!hasUnit("copy"));
  loadUnit("copy", unitText(unit));
  assert.ok(hasUnit("copy"));
  assert.deepEqual(originOf(makeClosure("copy", fn, captured)), { kind: "closure", unit: "copy", fn, captured: [1] });
  assert.equal(unitText("copy"), unitText(unit));
});

Deno.test("the unit of a definition is the same before and after its first call", async () => {
  await valueOf("(defn f [x] (inc x)) f");
  const cell = getNamespace("user").intern("f");
  const before = originOf(cell.value as Fn);
  assert.equal(cell.f(1), 2);
  assert.deepEqual(originOf(cell.value as Fn), before);
  assert.equal(before?.kind, "closure");
});

Deno.test("the vars of a unit are those its code refers to", async () => {
  const { unit } = await closureOrigin("(def a 1) (defn b [] a) (fn [] [a (b) (vector 1)])");
  assert.deepEqual(varsOf(unit).map((cell) => cell.fullName).sort(), ["batuta.core/vector", "user/a", "user/b"]);
});

Deno.test("asking what a function is made of runs nothing of it", async () => {
  printed = "";
  for (const parameters of ["[]", "[x]", "[& xs]", "[x & xs]"]) {
    const f = await valueOf(`(let [k (identity 1)] (fn ${parameters} (println :ran k)))`);
    assert.equal(originOf(f)?.kind, "closure", parameters);
    const described = originOf(await valueOf(`(with-meta (fn ${parameters} (println :ran)) {})`));
    assert.ok(described?.kind === "described");
    assert.equal(originOf(described.of)?.kind, "closure", parameters);
  }
  const multiple = await valueOf(
    "(let [k (identity 1)] (fn ([] (println k)) ([x] (println k)) ([x & xs] (println k))))",
  );
  assert.equal(originOf(multiple)?.kind, "closure");
  assert.equal(printed, "");
});

Deno.test("functions that cannot travel have no origin", async () => {
  assert.equal(originOf(() => 1), null);
  // An atom is one place, which a copy of the code would not share.
  const f = await valueOf("(def counter (atom 0)) (defmacro next! [] (list 'swap! @(var counter) inc)) (fn [] 1)");
  assert.equal(originOf(f)?.kind, "closure");
  const g = await valueOf("(def counter (atom 0)) (defmacro the-atom [] counter) (fn [] @(the-atom))");
  assert.equal(originOf(g), null);
});

Deno.test("every function of the library is known by its name, multimethods excepted", async () => {
  await valueOf("(fn [] 1)");
  let functions = 0;
  for (const [name] of LIBRARY) {
    for (const cell of getNamespace(name).vars.values()) {
      if (typeof cell.value !== "function" || descriptionOf(cell.value as Fn) !== undefined) continue;
      functions++;
      const origin = originOf(cell.value as Fn);
      assert.ok(origin?.kind === "var", cell.fullName);
      assert.equal(getNamespace(origin.ns).intern(origin.name).value, cell.value, cell.fullName);
    }
  }
  assert.ok(functions > 500);
});

Deno.test("a closure of a library that was compiled ahead is known by the name of the definition that makes it", () => {
  removeNamespace("ahead");
  const ns = getNamespace("ahead");
  const { forms } = readForms(
    new Source("ahead.bat", "(defn made [a] (fn [x] (loop [i a] (if (< i x) (recur (inc i)) [a i]))))"),
    ANY_CONTEXT,
  );
  const library = new AheadLibrary();
  library.add(new Expander(ns, evaluateNow).topLevel(forms[0]));
  const [start, end] = library.index.ahead.made;
  const define = () => {
    const run = (0, eval)(library.text.slice(start, end));
    const loadResume = (from: number, to: number) => (0, eval)(library.resumeText.slice(from, to));
    run(HELPERS, CONSTRUCTORS, loadResume, new LibraryUnit("ahead", "made", 0));
  };
  // On first need, as the executable's library is.
  ns.defer("made", define);
  const unit = "lib:ahead/made#0";
  assert.ok(hasUnit(unit));
  const f = ns.intern("made").f(1) as Fn;
  const origin = originOf(f);
  assert.ok(origin?.kind === "closure");
  assert.deepEqual([origin.unit, origin.captured], [unit, [1]]);
  const again = makeClosure(unit, origin.fn, origin.captured);
  assert.equal(outcome(new Process(() => again(3))), "[1 3]");
  const process = suspended(() => again(30), 5);
  assert.ok(process !== null);
  assert.equal(outcome(unpack(packFrames(process))), "[1 30]");
});

Deno.test("a unit that is unknown here is an error that names it", () => {
  assert.throws(() => makeClosure("no-such-unit", 0, []), /no-such-unit/);
  assert.throws(() => makeClosure("lib:batuta.core/no-such-name#0", 0, []), /no-such-name/);
});

Deno.test("a parcel can be unpacked where it was packed", async () => {
  const f = await valueOf(
    "(let [k (identity 1)] (letfn [(a [n] (if (zero? n) k (b (dec n)))) (b [n] (a n))] (fn [] (a 3))))",
  );
  assert.equal(outcome(unpack(packFunction(f))), "1");
});
