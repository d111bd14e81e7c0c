import assert from "node:assert/strict";
import fc from "fast-check";
import { EXPANDER_ERRORS } from "../../lib/expander/mod.ts";
import { RUNTIME_ERRORS } from "../../lib/runtime/mod.ts";
import { mistake, run, shortly, value } from "../compiler/session.ts";

for (const [code, { example }] of Object.entries(EXPANDER_ERRORS)) {
  Deno.test(`${code}: its smallest program causes it, with its place and status 2`, async () => {
    const { status, diagnostics } = await run(example);
    assert.equal(status, 2);
    assert.equal(diagnostics.length, 1);
    assert.equal(diagnostics[0].code, code);
    assert.notEqual(diagnostics[0].span, null);
  });
}

/** The program is refused with this code at this line and column. */
function refuses(program: string, expected: string): void {
  Deno.test(`${program.replaceAll("\n", " ").slice(0, 90)} is ${expected}`, async () => {
    assert.equal(await mistake(program), expected);
  });
}

// ---- names

refuses("(+ 1\n   (undefined-function 1))", "unknown-name 2:5");
refuses("(let [a 1] (let [b 2] c))", "unknown-name 1:23");
refuses("[1 {:a nothing}]", "unknown-name 1:8");
refuses("(str/no-such-function 1)", "unknown-name 1:2");
refuses("(nowhere/f 1)", "unknown-namespace 1:2");
refuses("(ns a) (def ^:private x 1) (ns b)\na/x", "private-name 2:1");
refuses("(map when [1])", "macro-as-value 1:6");
refuses("(map if [1])", "macro-as-value 1:6");
refuses("(macrolet [(m [] 1)] [m])", "macro-as-value 1:23");
refuses("(let [x 1] (macrolet [(m [] (inc x))] (m)))", "wrong-phase 1:34");
refuses("(fn [] (defmacro m [] 1) (m))", "macro-too-late 1:26");

Deno.test("a misspelt name is answered with the nearest known one", async () => {
  const hint = async (program: string) => (await run(program)).diagnostics[0].hint;
  assert.match(String(await hint("(pritnln 1)")), /`println`/);
  assert.match(String(await hint("(let [counter 1] (inc conuter))")), /`counter`/);
  assert.equal(await hint("(zzzzzzzzzzzzzz 1)"), null);
});

// ---- forms

refuses("(do\n  (if))", "bad-form 2:3");
refuses("(if 1 2 3 4)", "bad-form 1:1");
refuses("(let)", "bad-form 1:1");
refuses("(let (x 1) x)", "bad-form 1:1");
refuses("(let [x] x)", "bad-form 1:6");
refuses("(let [a/b 1] 1)", "bad-pattern 1:7");
refuses("(let [#{a} 2] 3)", "bad-pattern 1:7");
refuses("(let [[a &] 1] a)", "bad-pattern 1:7");
refuses("(let [[a :as] 1] a)", "bad-pattern 1:7");
refuses("(let [{:keys 1} 1] a)", "bad-pattern 1:7");
refuses("(fn)", "bad-form 1:1");
refuses("(fn 1)", "bad-form 1:1");
refuses("(fn [a & b c] 1)", "bad-form 1:5");
refuses("(fn [&] 1)", "bad-form 1:5");
refuses("(fn ([a] 1) ([b] 2))", "bad-form 1:1");
refuses("(fn ([a & b] 1) ([a & c] 2))", "bad-form 1:1");
refuses("(fn ([a b] 1) ([a & c] 2))", "bad-form 1:1");
refuses("(letfn [1] 2)", "bad-form 1:9");
refuses("(letfn [(f)] 2)", "bad-form 1:9");
refuses("(def)", "bad-form 1:1");
refuses("(def 1 2)", "bad-form 1:1");
refuses("(def a 1 2)", "bad-form 1:1");
refuses("(def other/a 1)", "bad-form 1:6");
refuses("(quote)", "bad-form 1:1");
refuses("(var 1)", "bad-form 1:1");
refuses("(throw)", "bad-form 1:1");
refuses("(try 1 (catch))", "bad-form 1:8");
refuses("(try 1 (finally 1) (finally 2))", "bad-form 1:1");
refuses("(set! 1 2)", "bad-form 1:1");
refuses("(macrolet [m] 1)", "bad-form 1:12");
refuses("~x", "unquote-outside 1:1");
refuses("`~@[1]", "unquote-outside 1:2");
refuses("(recur)", "recur-outside 1:1");
refuses("(loop [i 0] (inc (recur i)))", "recur-outside 1:18");
refuses("(loop [i 0] (try (recur 1) (catch Exception e 2)))", "recur-outside 1:18");
refuses("(loop [i 0] (fn [] 1) (recur))", "recur-count 1:23");
refuses("(fn [a & b] (recur 1))", "recur-count 1:13");

// ---- macros

refuses("(defmacro m [a] a)\n(+ 1 (m))", "macro-failed 2:6");
refuses("(defmacro m [] (/ 1 0))\n(let [x 1] (m))", "macro-failed 2:12");
refuses("(defmacro m [] `(if))\n  (m)", "bad-form 2:3");
refuses("(defmacro m [x] `(+ 1 ~x))\n(m\n nothing)", "unknown-name 3:2");
refuses("(defmacro m [] (list 'nothing 1))\n (m)", "unknown-name 2:2");

/** Refused, with this code, within seconds, in words without JavaScript. */
function ends(sentence: string, program: string, code = "endless-expansion"): void {
  Deno.test(sentence, async () => {
    const start = performance.now();
    const { status, diagnostics } = await run(program);
    assert.equal(status, 2);
    assert.equal(diagnostics[0].code, code);
    assert.notEqual(diagnostics[0].span, null);
    assert.doesNotMatch(diagnostics[0].message, /RangeError|call stack|undefined/);
    assert.ok(performance.now() - start < 5_000);
  });
}

ends("a macro that expands to itself", "(defmacro m [] `(m)) (m)");
ends("two macros that expand to each other", "(declare b) (defmacro a [] `(b)) (defmacro b [] `(a)) (a)");
ends("a macro that expands to a form with itself inside", "(defmacro m [] `(do (m))) (m)");
ends("a macro whose argument grows", "(defmacro m [x] `(m (+ ~x 1))) (m 1)");
ends("a macro whose arguments double", "(defmacro m [& xs] `(m ~@xs ~@xs)) (m 1)");
ends("a macro that expands to two of itself", "(defmacro m [x] `(do (m ~x) (m ~x))) (m 1)");
ends(
  "a macro that would end after 2^40 steps",
  "(defmacro m [n] (if (zero? n) 1 `(do (m ~(dec n)) (m ~(dec n))))) (m 40)",
);
ends("a macro that answers an endless sequence", "(defmacro m [] (range)) (m)");
ends("a template that splices an endless sequence", "(defmacro m [] `(list ~@(range))) (m)");
ends("a macro without a template that expands to itself", "(defmacro m [] (list 'm)) (m)");
ends("a macro whose code recurs without end", "(defn f [n] (inc (f n))) (defmacro m [] (f 1)) (m)", "macro-failed");

// ---- depth and length

function nested(open: string, depth: number, inner: string, close: string): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

const NESTINGS: readonly (readonly [name: string, open: string, close: string])[] = [
  ["calls", "(f ", ")"],
  ["operators", "(inc ", ")"],
  ["vectors", "[", "]"],
  ["maps", "{:a ", "}"],
  ["sets", "#{", "}"],
  ["let", "(let [x (f 1)] ", ")"],
  ["values of let", "(let [x ", "] x)"],
  ["if", "(if (f 1) ", ")"],
  ["when", "(when (f 1) ", ")"],
  ["fn", "(fn [x] ", ")"],
  ["do", "(do 1 ", ")"],
  ["quoted lists", "'(", ")"],
  ["templates", "`(", ")"],
  ["calls of calls", "((fn [x] x) ", ")"],
];

for (const [name, open, close] of NESTINGS) {
  Deno.test(`${name} nested 500 deep work`, async () => {
    const depth = open.startsWith("`") ? 12 : 500; // each level of syntax-quote doubles the code, as it does in Lisps
    const { status } = await run(`(defn f [x] x) ${nested(open, depth, "1", close)} nil`);
    assert.equal(status, 0);
  });
  Deno.test(`${name} nested 1,990 deep work or are too-nested`, async () => {
    if (open.startsWith("`")) return;
    const depth = Math.floor(1_990 / (open.match(/['(\[{]/g) ?? []).length);
    const { status, diagnostics } = await run(`(defn f [x] x)\n${nested(open, depth, "1", close)} nil`);
    if (status !== 0) assert.deepEqual(diagnostics.map(shortly), ["too-nested 2:1"]);
  });
}

Deno.test("a form that is too nested does not spoil the next program", async () => {
  await run(nested("(inc ", 1_990, "1", ")"));
  assert.equal(await value("(inc 1)"), "2");
});

Deno.test("1,000 clauses of cond, 1,000 steps of threading and 500 operands of and work", async () => {
  const clauses = Array.from({ length: 1_000 }, (_, i) => `(= x ${i}) ${i}`).join(" ");
  assert.equal(await value(`(defn f [x] (cond ${clauses})) [(f 0) (f 999) (f 1000)]`), "[0 999 nil]");
  assert.equal(await value(`(-> 0 ${"inc ".repeat(1_000)})`), "1000");
  assert.equal(await value(`(and ${"1 ".repeat(499)} 2)`), "2");
});

Deno.test("3,000 clauses of cond and 10,000 steps of threading work or are refused with a place", async () => {
  for (
    const program of [
      `(cond ${"false 1 ".repeat(3_000)})`,
      `(-> 0 ${"inc ".repeat(10_000)})`,
      `(+ ${"1 ".repeat(10_000)})`,
    ]
  ) {
    const { status, diagnostics } = await run(program);
    if (status !== 0) assert.match(shortly(diagnostics[0]), /^(too-nested|endless-expansion) 1:1$/);
  }
});

// ---- anything at all

const HEADS = [
  "def",
  "if",
  "do",
  "let",
  "loop",
  "recur",
  "fn",
  "letfn",
  "quote",
  "var",
  "throw",
  "try",
  "catch",
  "finally",
  "set!",
]
  .concat(["macrolet", "defmacro", "defn", "cond", "when", "->", "case", "for", "syntax-quote", "inc", "x", "&"]);

const { form } = fc.letrec<{ form: string; many: string }>((tie) => ({
  form: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom("x", "y", "&", ":as", ":keys", "1", '"s"', "nil", "_", "a/b", "%", "'x", "~x", "`x", "{:pre [x]}"),
    fc.tuple(fc.constantFrom(...HEADS), tie("many")).map(([head, rest]) => `(${head} ${rest})`),
    tie("many").map((items) => `[${items}]`),
    tie("many").map((items) => `(${items})`),
    fc.tuple(tie("form"), tie("form")).map(([a, b]) => `{${a} ${b}}`),
    tie("form").map((inner) => `\`(a ~${inner} ~@${inner})`),
  ),
  many: fc.array(tie("form"), { maxLength: 4 }).map((items) => items.join(" ")),
}));

Deno.test("whatever the forms are, they work, fail or are refused; nothing is our own mistake", async () => {
  const known = new Set([...Object.keys(EXPANDER_ERRORS), "duplicate-key"]);
  await fc.assert(
    fc.asyncProperty(form, async (text) => {
      const { status, diagnostics } = await run(`(def x 1) (def y 2) ${text}`);
      for (const d of diagnostics) {
        assert.notEqual(d.code, "internal", d.message);
        assert.doesNotMatch(d.message, /internal|undefined|\[object/i);
        if (status === 2) assert.ok(known.has(d.code) || d.span !== null, d.code);
        assert.ok(!(d.code in RUNTIME_ERRORS && status === 2), d.code);
      }
    }),
    { numRuns: 2_000 },
  );
});
