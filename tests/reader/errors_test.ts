import assert from "node:assert/strict";
import { ERROR_LIMIT, isComplete, READER_ERRORS } from "../../lib/reader/mod.ts";
import { at, codes, mistakes, readAll } from "./notation.ts";

for (const [code, { example }] of Object.entries(READER_ERRORS)) {
  Deno.test(`${code}: its smallest program causes it`, () => {
    assert.ok(codes(example).includes(code), `${codes(example)}`);
  });
}

Deno.test("an unclosed bracket is reported where it opened", () => {
  const [mistake, ...others] = mistakes("(def x 1)\n(+ 1\n 2");
  assert.deepEqual(others, []);
  assert.match(mistake.message, /`\(` is unclosed/);
  assert.equal(at(mistake.span), "10-11");
});

Deno.test("of several unclosed brackets the innermost is reported, those around it are notes", () => {
  const [mistake, ...others] = mistakes("(a [b #{c");
  assert.deepEqual(others, []);
  assert.equal(at(mistake.span), "6-8");
  assert.deepEqual(mistake.notes.map((note) => at(note.span)), ["3-4", "0-1"]);
});

Deno.test("a form in the first column inside of an unclosed one is named", () => {
  const [mistake] = mistakes("(defn f []\n  (g)\n\n(defn h [] 1)\n");
  assert.equal(at(mistake.span), "0-1");
  assert.deepEqual(mistake.notes.map((note) => at(note.span)), ["18-19"]);
});

Deno.test("a stray closer is unmatched, a wrong one names both", () => {
  assert.match(mistakes("(+ 1 2))")[0].message, /unmatched/);
  const [mistake, ...others] = mistakes("(]");
  assert.deepEqual(others, []);
  assert.match(mistake.message, /`\]`.*`\(`/);
  assert.deepEqual(codes("(let [x 1) 2"), ["mismatched"]);
  assert.deepEqual(codes("(f [1 2]] 3) ]"), ["mismatched", "unmatched"]);
});

Deno.test("every mistake of a file is reported, with its place", () => {
  assert.deepEqual(
    mistakes('[12ab :a/ "\\q"]\n{:a 1 :a 2}\n#what 1 )').map((d) => `${d.code} ${at(d.span)}`),
    [
      "bad-number 1-5",
      "bad-keyword 6-9",
      "bad-escape 11-13",
      "duplicate-key 22-24",
      "unknown-tag 28-33",
      "unmatched 36-37",
    ],
  );
});

Deno.test("reading goes on after a mistake", () => {
  const { forms } = readAll("(a 12x) ) (b)");
  assert.equal(forms.length, 2);
});

Deno.test("an unclosed string is reported at its opening quote, and alone", () => {
  const [mistake, ...others] = mistakes('(println "abc\n(foo)');
  assert.deepEqual(others, []);
  assert.match(mistake.message, /unclosed/);
  assert.equal(at(mistake.span), "9-10");
});

Deno.test("brackets beyond the limit are one mistake, and the next form is read", () => {
  const deep = "(".repeat(100_000) + ")".repeat(100_000);
  const { forms, diagnostics } = readAll(deep + " 1");
  assert.deepEqual(diagnostics.map((d) => d.code), ["too-deep"]);
  assert.deepEqual(forms, [1]);
  assert.deepEqual(codes("[".repeat(100_000)), ["too-deep"]);
  assert.deepEqual(codes("'".repeat(100_000) + "x y"), ["too-deep"]);
});

Deno.test("as deep as allowed works", () => {
  assert.deepEqual(codes("[".repeat(2000) + "]".repeat(2000)), []);
});

Deno.test("a file of mistakes ends after so many", () => {
  assert.equal(codes(")".repeat(ERROR_LIMIT * 3)).length, ERROR_LIMIT + 1);
});

Deno.test("isComplete() tells what more text could still complete", () => {
  for (const text of ["", "1", "(a)", "; x", "(a) (b)"]) assert.equal(isComplete(text), "complete", text);
  for (
    const text of [
      "(a",
      "[1 (2",
      '"ab',
      '(f "x',
      "'",
      "^:a",
      "(a '",
      "#_",
      "#?",
      "#?(:clj",
      "#:a",
      '#"x',
      "(a #?",
      "{:a",
    ]
  ) {
    assert.equal(isComplete(text), "incomplete", text);
  }
  for (const text of ["(a]", ")", "(12ab", "12ab", "[)", "#{1 1}"]) assert.equal(isComplete(text), "error", text);
});
