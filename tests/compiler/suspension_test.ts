/**
 * Suspension: a program gives the same answers and prints the same wherever it is suspended.
 * A slice of 1 suspends it at every call and every turn of a loop.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { kw } from "../../lib/data/mod.ts";
import { Session } from "../../lib/compiler/mod.ts";
import { removeNamespace, runApart, spawnProcess } from "../../lib/runtime/mod.ts";
import { renderDiagnostic, Source } from "../../lib/source/mod.ts";
import { randomProgram } from "./random_program.ts";
import { memoryHost, run, value } from "./session.ts";

const SLICES = [1, 2, 3, 7];

async function observed(program: string, slice?: number): Promise<string> {
  const { status, value, output, diagnostics } = await run(program, { slice });
  return [status, value, output, ...diagnostics.map((d) => `${d.code}: ${d.message}`)].join("\n");
}

/** The program gives this value, suspended nowhere and everywhere. */
function gives(sentence: string, program: string, expected: string): void {
  Deno.test(sentence, async () => {
    assert.equal(await value(program), expected);
    for (const slice of SLICES) assert.equal(await value(program, { slice }), expected, `slice ${slice}`);
  });
}

Deno.test("random programs behave the same wherever they are suspended", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 6 }), async (seed, size) => {
      const program = randomProgram(seed, size);
      const usual = await observed(program);
      assert.doesNotMatch(usual, /internal/i);
      for (const slice of SLICES) assert.equal(await observed(program, slice), usual, program);
    }),
    { numRuns: 150 },
  );
});

// ---- depth

gives("recursion 100,000 deep works", "(defn sum [n] (if (zero? n) 0 (+ n (sum (dec n))))) (sum 100000)", "5000050000");
gives(
  "mutual recursion through closures 20,000 deep works",
  "(letfn [(f [n] (if (zero? n) [] (conj (g (dec n)) n))) (g [n] (if (zero? n) [] (conj (f (dec n)) n)))] (count (f 20000)))",
  "20000",
);
gives(
  "recursion through map, reduce and apply 2,000 deep works",
  "(defn f [n] (if (zero? n) 0 (inc (reduce + (map f (apply list [(dec n)])))))) (f 2000)",
  "2000",
);

Deno.test("mutual tail recursion of a million calls works", async () => {
  const program =
    "(declare o?) (defn e? [n] (if (zero? n) true (o? (dec n)))) (defn o? [n] (if (zero? n) false (e? (dec n)))) (e? 1000000)";
  assert.equal(await value(program), "true");
});

Deno.test("recursion without end is the error stack-overflow, which can be caught", async () => {
  const endless = "(defn f [n] (inc (f n)))";
  assert.match(
    await value(`${endless} (try (f 1) (catch Exception e [:caught (ex-message e)]))`),
    /^\[:caught "The stack is deeper than 1,?000,?000 frames"\]$/,
  );
  const { status, diagnostics } = await run(`${endless}\n(f 1)`);
  assert.equal(status, 1);
  assert.equal(diagnostics[0].code, "stack-overflow");
});

Deno.test("after a stack overflow the program goes on", async () => {
  assert.equal(
    await value(
      "(defn f [n] (inc (f n))) (defn g [n] (if (zero? n) 0 (inc (g (dec n))))) [(try (f 1) (catch Exception e 1)) (g 50000)]",
    ),
    "[1 50000]",
  );
});

// ---- lazy sequences

gives(
  "stages of a pipeline call their functions once for each element",
  `(def calls (atom 0))
   (def xs (map (fn [x] (swap! calls inc) x) (range 100)))
   (def ys (filter even? (map inc (keep (fn [x] (if (= x 50) nil x)) (remove neg? xs)))))
   [(reduce + ys) (reduce + ys) (first ys) (count ys) (reduce + xs) @calls]`,
  "[2550 2550 2 50 4950 100]",
);

// ---- try

const LOG = "(def log (atom [])) (defn note [x] (swap! log conj x) x) (defn fail [x] (throw x))";

gives(
  "finally runs once, after the body and before what follows",
  `${LOG} (note (try (note 1) (finally (note 2) (note 3)))) @log`,
  "[1 2 3 1]",
);
gives(
  "catch, finally and the outer handlers run from the inside out",
  `${LOG} (try (try (try (note :body) (fail :x) (finally (note :f1))) (catch Exception e (note [:c (ex-value e)]) (fail :y)) (finally (note :f2))) (catch Exception e (note [:outer (ex-value e)])) (finally (note :f3))) @log`,
  "[:body :f1 [:c :x] :f2 [:outer :y] :f3]",
);
gives(
  "an error in finally takes the place of the first",
  `${LOG} (try (try (fail 1) (finally (note :f) (fail 2))) (catch Exception e [(ex-value e) @log]))`,
  "[2 [:f]]",
);
gives(
  "finally in a loop runs at each turn",
  `${LOG} (loop [i 0] (if (< i 3) (do (try (note i) (finally (note :f))) (recur (inc i))) @log))`,
  "[0 :f 1 :f 2 :f]",
);
gives(
  "a loop inside of try is left by an error, with the values it had",
  `${LOG} (try (loop [i 0 a 9007199254740990] (if (< i 5) (recur (inc i) (inc a)) (fail a))) (catch Exception e (ex-value e)))`,
  "9007199254740995",
);
gives(
  "a function called in tail position inside of try is still inside",
  `${LOG} (defn f [] (try (fail :x) (catch Exception e :caught))) (f)`,
  ":caught",
);
gives(
  "locals from before the try are there in handlers",
  `${LOG} (defn f [a b] (let [c (id+ a) d 2.0] (try (note (fail c)) (catch Exception e [a b c d (ex-value e)]) (finally (note [a b c d])))))`
    .replace("(id+ a)", "(note a)") + " [(f 1 2.5) @log]",
  "[[1 2.5 1 2.0 1] [1 [1 2.5 1 2.0]]]",
);

// ---- redefinition

gives(
  "redefinition is seen by callers that exist already",
  "(defn f [] 1) (defn g [] [(f) (f)]) (def h (fn [] (map (fn [x] (f)) [1 2]))) [(g) (do (defn f [] 2) (g)) (h)]",
  "[[1 1] [2 2] (2 2)]",
);
gives(
  "a function that is redefined while it runs goes on as it was",
  "(defn f [n] (if (zero? n) :old (do (def f (fn [n] :new)) (loop [i 0] (if (< i 3) (recur (inc i)) i)) [:was (f (dec n))]))) (f 1)",
  "[:was :new]",
);

// ---- waiting

gives(
  "sleep inside of map, filter, reduce and sort-by",
  `(defn slow [x] (sleep 0) x)
   [(map (fn [x] (slow (inc x))) [1 2 3]) (filter (fn [x] (odd? (slow x))) (range 5)) (reduce (fn [a b] (slow (+ a b))) (range 5))
    (sort-by (fn [x] (slow (- x))) [1 3 2]) (mapv slow [1 2]) (into {} (map (fn [x] [x (slow x)])) [1])]`,
  "[(2 3 4) (1 3) 10 (3 2 1) [1 2] {1 1}]",
);
gives(
  "sleep inside of try, catch and finally",
  `${LOG} (try (sleep 0) (note 1) (fail 2) (catch Exception e (sleep 0) (note (ex-value e))) (finally (sleep 0) (note 3))) @log`,
  "[1 2 3]",
);
gives(
  "sleep inside of a lazy sequence that is printed, compared, counted and hashed",
  "(defn xs [] (map (fn [x] (sleep 0) x) [1 2 3])) [(str (xs)) (= (xs) [1 2 3]) (count (xs)) (get {[1 2 3] :found} (xs)) (pr-str {:a (xs)})]",
  '["(1 2 3)" true 3 :found "{:a (1 2 3)}"]',
);
gives(
  "sleep inside of swap!, apply, comp, partial, every? and update",
  "(defn slow [x] (sleep 0) x) (def a (atom 1)) [(swap! a (fn [x] (slow (inc x)))) (apply max (map slow [1 5 2])) ((comp inc slow) 1) (every? slow [1 2]) (update {:a 1} :a (fn [x] (slow 2)))]",
  "[2 5 2 true {:a 2}]",
);
gives(
  "a local keeps its value over a wait in a loop over Ints, Floats and big Ints",
  "(loop [i 0 f 0.5 b 9007199254740990] (if (< i 4) (do (sleep 0) (recur (inc i) (* f 2.0) (inc b))) [i f b]))",
  "[4 8.0 9007199254740994]",
);

Deno.test("waiting inside of a comparator is the error cannot-wait, which names the place", async () => {
  const { status, diagnostics } = await run("(sort (fn [a b] (sleep 1) (< a b)) [3 1 2])");
  assert.equal(status, 1);
  assert.equal(diagnostics[0].code, "cannot-wait");
  assert.match(diagnostics[0].message, /comparator/);
});

Deno.test("waiting while macros are expanded is an error of the program", async () => {
  const { status, diagnostics } = await run("(defmacro m [] (sleep 1) 1)\n(m)");
  assert.equal(status, 2);
  assert.equal(diagnostics[0].code, "macro-failed");
  assert.match(diagnostics[0].message, /Waiting is impossible inside a macro/);
});

Deno.test("a comparator that is pre-empted is no wait", async () => {
  const program = "(defn less [a b] (loop [i 0] (if (< i 50) (recur (inc i)) (< a b)))) (sort less [3 1 2])";
  for (const slice of SLICES) assert.equal(await value(program, { slice }), "(1 2 3)");
});

Deno.test("two processes that realise one lazy sequence compute each element once", async () => {
  removeNamespace("user");
  const session = new Session(memoryHost(() => {}));
  const made = await session.run(
    new Source(
      "t.bat",
      "(def n (atom 0)) (def xs (map (fn [x] (sleep 1) (swap! n inc) x) (take 5 (iterate inc 1)))) (fn [] (reduce + xs))",
    ),
  );
  assert.equal(made.status, 0);
  const sum = (made as { value: () => unknown }).value;
  const one = runApart(sum);
  const two = runApart(sum);
  assert.deepEqual([(await one).value, (await two).value], [15, 15]);
  const count = await session.run(new Source("t.bat", "@n"));
  assert.deepEqual(count, { status: 0, value: 5 });
});

Deno.test("processes take turns: one that loops does not keep another from running", async () => {
  removeNamespace("user");
  const session = new Session(memoryHost(() => {}));
  const made = await session.run(
    new Source(
      "t.bat",
      "(def stop (atom false)) [(fn [] (loop [i 0] (if @stop :stopped (recur (inc i))))) (fn [] (reset! stop true))]",
    ),
  );
  assert.equal(made.status, 0);
  const [looping, stopping] = (made as unknown as { value: Iterable<() => unknown> }).value;
  const ended = runApart(looping);
  spawnProcess(stopping);
  assert.equal((await ended).value, kw("stopped"));
});

// ---- traces

const TRACED = `(defn inner [x]
  (/ x 0))
(defn middle [x]
  (inc (inner x)))
(defn outer [x]
  (+ 1 (middle x)))
(outer 1)`;

for (const slice of [undefined, ...SLICES]) {
  Deno.test(`an error's trace names functions and places, slice ${slice ?? "usual"}`, async () => {
    const { diagnostics } = await run(TRACED, { slice });
    const text = renderDiagnostic(diagnostics[0], { color: false });
    assert.match(text, /--> t\.bat:2:3/);
    assert.match(text, /at user\/inner \(t\.bat:2:3\)/);
    assert.match(text, /at user\/middle \(t\.bat:4:8\)/);
    assert.match(text, /at user\/outer \(t\.bat:6:8\)/);
  });
}

Deno.test("a trace is the same after a wait", async () => {
  const { diagnostics } = await run(TRACED.replace("(/ x 0)", "(do (sleep 1) (/ x 0))"));
  const trace = (diagnostics[0].trace ?? []).map(({ name, span }) =>
    `${name} ${span === null ? "-" : span.source.lineCol(span.start).line}`
  );
  assert.deepEqual(trace.slice(0, 3), ["user/inner 2", "user/middle 4", "user/outer 6"]);
});

Deno.test("a trace goes through map and anonymous functions", async () => {
  for (const slice of [undefined, ...SLICES]) {
    const { diagnostics } = await run(
      "(defn f [x]\n (/ 1 x))\n(defn g [xs]\n [(doall (map (fn [x]\n  (f x)) xs))])\n(g [1 0])",
      { slice },
    );
    const names = (diagnostics[0].trace ?? []).map((frame) => frame.name);
    assert.ok(names.includes("user/f"), `${slice}: ${names}`);
    assert.ok(names.includes("user/g"), `${slice}: ${names}`);
  }
});
