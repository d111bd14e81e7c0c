/** Checking a text while it is edited finds what checking all of it finds, and looks at what has changed only. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { LiveCheck } from "../../lib/compiler/mod.ts";
import { type Diagnostic, renderDiagnostic, Source } from "../../lib/source/mod.ts";
import { found, newSession } from "./checking.ts";

const shown = (some: readonly Diagnostic[]): string[] => some.map((d) => renderDiagnostic(d, { color: false })).sort();

/** A text checked live after another one. */
async function after(live: LiveCheck, text: string): Promise<string[]> {
  return shown(await live.check(new Source("t.bat", text)));
}

async function anew(text: string): Promise<string[]> {
  return shown(await found(text));
}

const TEXT = `(defn add :: [Int Int -> Int] [x y] (+ x y))
(defn twice [n] (add n n))
(defn other [s] (count s))
(def four (twice 2))
(println (other "abc"))`;

Deno.test("an edit is looked at, and what uses what it defines", async () => {
  const live = new LiveCheck(newSession());
  assert.deepEqual(await after(live, TEXT), []);
  assert.equal(live.looked, 5);
  assert.deepEqual(await after(live, `\n; a comment\n${TEXT}`), []);
  assert.equal(live.looked, 0);
  const wrong = TEXT.replace("(twice 2)", '(twice "2")');
  assert.deepEqual(await after(live, wrong), await anew(wrong));
  const changed = TEXT.replace("(count s)", "(inc s)");
  const live2 = new LiveCheck(newSession());
  await after(live2, TEXT);
  const said = await after(live2, changed);
  assert.equal(live2.looked, 2);
  assert.equal(said.length, 1);
  assert.match(said[0], /type-inside/);
});

Deno.test("what keeps its declared type changes nothing for others, what has another one does", async () => {
  const live = new LiveCheck(newSession());
  await after(live, TEXT);
  const same = TEXT.replace("(+ x y)", "(- x y)");
  assert.deepEqual(await after(live, same), []);
  assert.equal(live.looked, 1);
  const other = same.replace("[Int Int -> Int]", "[Int String -> Int]").replace("(- x y)", "(+ x (count y))");
  assert.deepEqual(await after(live, other), await anew(other));
});

Deno.test("what is wrong moves with its form, and goes when it is mended", async () => {
  const live = new LiveCheck(newSession());
  const wrong = TEXT.replace("(twice 2)", '(add 1 "2")');
  await after(live, wrong);
  const moved = `(def first-one 1)\n\n${wrong}`;
  const said = await after(live, moved);
  assert.equal(live.looked, 1);
  assert.match(said[0], /--> t\.bat:6:18/);
  assert.match(said[0], /--> t\.bat:3:19/);
  assert.deepEqual(await after(live, TEXT), []);
});

Deno.test("a name that is gone is told to those that use it; a macro or a type changes everything", async () => {
  const live = new LiveCheck(newSession());
  await after(live, TEXT);
  const gone = TEXT.split("\n").slice(1).join("\n");
  assert.match((await after(live, gone))[0], /unknown-name/);
  const typed = `(deftype Id Int)\n(defn f :: [Id -> Id] [x] x)\n(f 1)\n`;
  assert.deepEqual(await after(live, typed), []);
  assert.match((await after(live, typed.replace("Id Int", "Id String")))[0], /type-argument/);
  assert.deepEqual(await after(live, typed), []);
});

Deno.test("a text that cannot be read is told so, and forgotten when it can", async () => {
  const live = new LiveCheck(newSession());
  await after(live, TEXT);
  assert.equal((await after(live, TEXT.slice(0, -1))).length, 1);
  assert.deepEqual(await after(live, TEXT), []);
});

/** Forms of programs, right ones and wrong ones. */
const FORMS = [
  "(defn a :: [Int -> Int] [x] (+ x 1))",
  "(defn a :: [String -> Int] [x] (count x))",
  "(defn a [x] (str x))",
  "(defn b [x] (a x))",
  "(defn b [x] (inc (a x)))",
  "(def c (b 1))",
  '(def c (b "s"))',
  '(def d :: String "s")',
  "(def d 5)",
  "(println (a 1) d)",
  '(println (a "s"))',
  "(defmacro m [x] `(a ~x))",
  "(println (m 1))",
  "(deftype T Int)",
  "(defn e :: [T -> T] [x] x)",
  "(e :k)",
];

Deno.test("edits by chance: what is found live is what is found in the whole text", async () => {
  const edit = fc.record({
    at: fc.nat(20),
    form: fc.nat(FORMS.length - 1),
    how: fc.constantFrom("put", "replace", "take"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 2, maxLength: 8 }), async (edits) => {
      const lines: string[] = [];
      const texts: string[] = [];
      for (const { at, form, how } of edits) {
        const i = at % (lines.length + 1);
        lines.splice(i, how === "put" ? 0 : 1, ...how === "take" ? [] : [FORMS[form]]);
        texts.push(lines.join("\n"));
      }
      const live = new LiveCheck(newSession());
      const said: string[][] = [];
      for (const text of texts) said.push(await after(live, text));
      for (const [i, text] of texts.entries()) assert.deepEqual(said[i], await anew(text), text);
    }),
    { seed: 20261126, numRuns: 40 },
  );
});
