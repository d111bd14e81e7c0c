/**
 * Where errors of running programs point, and what stands around them. `points("(+ 1 «\"a\"»)")` runs the program without the
 * marks; its error must point at what stands between them. `rendered(code)` is what people see.
 */

import assert from "node:assert/strict";
import { renderDiagnostic, spanText } from "../../lib/source/mod.ts";
import { run } from "../compiler/session.ts";

async function rendered(code: string): Promise<string> {
  const { diagnostics } = await run(code);
  return diagnostics.map((d) => renderDiagnostic(d, { color: false })).join("\n");
}

function points(marked: string): void {
  Deno.test(`the error of ${marked.replaceAll("\n", " ")} points there`, async () => {
    const { diagnostics } = await run(marked.replace(/[«»]/g, ""));
    const at = diagnostics[0]?.span;
    assert.ok(at, "there is no error with a place");
    const { text } = at.source;
    assert.equal(`${text.slice(0, at.start)}«${spanText(at)}»${text.slice(at.end)}`, marked);
  });
}

// ---- the part that failed

points('(+ 1 «"a"»)');
points('(let [x "a"] (+ 1 «x»))');
points("(+ 1 2 «(str 1)»)");
points('(let [x "a" y 1] «(+ x y)»)');
points("(let [x 5] («x» 1))");
points("(def x 5) («x» 1)");
points("(do (nth [1] «7»))");
points("(swap! «5» inc)");
points("(let [a 5] «(swap! a inc)»)");
points("((fn [f] («f» 1)) 5)");
points("(reduce «5» [1 2])");
points('«(reduce + [1 "a"])»');
points("(-> [1 2] (nth «7»))");
points("(->> (list 1 2) (reduce «5»))");
points("«((fn [a b] a) 1)»");
points('(defn f [x] (inc «x»))\n(+ 1 (f "a"))');

// ---- the standard library is not the user's

points('(defn f [x] «(update x :a inc)»)\n(f {:a "1"})');
points("(defn f [xs] «(doall (map inc xs))»)\n(f 5)");
points("(do 1)\n«(map inc 5)»");
points("(defn f [xs] (map (fn [x] «(/ 1 x)») xs))\n(doall (f [1 0]))");
points("«(sort [1 :a])»");
points("(defn f [x] (sleep 1) «(update x :a inc)»)\n(+ 1 (f {:a :b}))");

Deno.test("frames of the standard library are one line, after the user's own", async () => {
  assert.equal(
    await rendered('(defn f [x] (update x :a + 1))\n(defn g [x] (identity [(f x)]))\n(g {:a "1"})'),
    `error[not-a-number]: \`+\` needs numbers, got "1"
  --> t.bat:1:13
   |
 1 | (defn f [x] (update x :a + 1))
   |             ^^^^^^^^^^^^^^^^^
hint: text becomes a number with \`parse-int\` or \`parse-float\`; \`str\` joins text
  at user/f (t.bat:1:13)
  at user/g (t.bat:2:24)
  at the top level (t.bat:3:1)
  … 1 frame of the standard library`,
  );
});

Deno.test("a recursion is one line", async () => {
  const text = await rendered("(defn f [n] (if (= n 0) (/ 1 0) (inc (f (dec n)))))\n(f 9)");
  assert.match(
    text,
    /\n {2}at user\/f \(t\.bat:1:25\)\n {2}at user\/f \(t\.bat:1:38\), 9 times\n {2}at the top level \(t\.bat:2:1\)$/,
  );
});

Deno.test("a lazy value that fails while it is printed says so", async () => {
  assert.match(await rendered("(map inc 5)"), /note: It happened when the value of this form was printed/);
});

// ---- what was wanted

Deno.test("a wrong number of arguments names those wanted and those given, and how it is called", async () => {
  const text = await rendered("(defn f ([a] a) ([a b & more] b))\n(f)");
  assert.match(text, /`user\/f` takes at least 1 argument, got 0/);
  assert.match(text, /hint: it is called as `\(f a\)` or `\(f a b & more\)`/);
  assert.match(await rendered("(map)"), /`map` takes at least 1 argument, got 0/);
  assert.match(await rendered("((fn ([] 0) ([a b c] 1)) 1)"), /This function takes 0 or 3 arguments, got 1/);
  assert.match(await rendered("(inc 1 2)"), /`inc` takes 1 argument, got 2/);
});

Deno.test("the function that was called complains, not the operator it comes to", async () => {
  assert.match(await rendered("(let [x :a] (inc x))"), /`inc` needs numbers, got :a/);
  assert.match(await rendered("(let [x :a] (* 2 x))"), /`\*` needs numbers, got :a/);
});

Deno.test("the value that is no function is shown", async () => {
  assert.match(await rendered('("abc" 1)'), /"abc" is not a function/);
});

Deno.test("long values are cut", async () => {
  for (
    const code of ["(throw (vec (range 10000)))", "(+ 1 (vec (range 10000)))", '(throw (apply str (repeat 10000 "x")))']
  ) {
    const [first] = (await rendered(code)).split("\n");
    assert.ok(first.length < 1_100, code);
    assert.match(first, /…/);
  }
});

// ---- causes and data

Deno.test("causes are notes with their places, data is shown", async () => {
  const text = await rendered(
    '(defn f [] (/ 1 0))\n(try (f)\n  (catch Exception e (throw (ex-info "Bad row" {:row 7} e))))',
  );
  assert.match(text, /^error\[ex-info\]: Bad row\n {2}--> t\.bat:3:29/);
  assert.match(text, /note: With the data \{:row 7\}\nnote: Caused by: Divide by zero\n {2}--> t\.bat:1:12/);
});

// ---- macros

Deno.test("an error in what a macro made points at its call, and a note at the template", async () => {
  const text = await rendered('(defmacro m [x] `(+ 1 ~x "a"))\n(defn f [] (m 2))\n(f)');
  assert.match(text, /--> t\.bat:2:12\n/);
  assert.match(text, /note: In the expansion of `m`\n {2}--> t\.bat:1:19\n/);
});

Deno.test("a mistake in what a macro made has the note too", async () => {
  const text = await rendered("(defmacro m [x] `(nowhere-defined ~x))\n(m 2)");
  assert.match(text, /^error\[unknown-name\].*\n {2}--> t\.bat:2:1\n/);
  assert.match(text, /note: In the expansion of `m`\n {2}--> t\.bat:1:19\n/);
});

Deno.test("the innermost macro is not the user's when its call stands in a template", async () => {
  const text = await rendered("(defmacro m [] `(when true (/ 1 0)))\n(m)");
  assert.match(text, /--> t\.bat:2:1\n/);
  assert.match(text, /note: In the expansion of `m`/);
});

Deno.test("macros of the language need no note", async () => {
  assert.doesNotMatch(await rendered("(when true (doseq [x 5] x))"), /expansion/);
});

Deno.test("a macro that fails is shown where it is called and where it failed", async () => {
  const text = await rendered('(defmacro m [x] (+ x "a"))\n(m 2)');
  assert.match(text, /^error\[macro-failed\].*\n {2}--> t\.bat:2:1\n/);
  assert.match(text, /note: This failed in the macro\n {2}--> t\.bat:1:22\n/);
});

// ---- the form that is wrong in a call of a macro

points("(println (cond (= 1 2) -> 3 :else «->»))");
points("(for «[x]» x)");
points("(if-let «[x 1 y 2]» x)");
points("(defn f «x» 1)");
points("(defn «[x]» x)");
points("(ns a «(:requires b)»)");
points("(ns a (:require [batuta.str :as s]\n «[batuta.strr :as t]»))");
points("(try 1 (catch «Foo» e 2))");

// ---- what the caller did

points("(defprotocol P (area [x]))\n(area «5»)");
points("(defn f [n] (inc «(f n)»))\n(f 1)");

function hints(code: string, hint: RegExp): void {
  Deno.test(`the hint of ${code.replaceAll("\n", " ")} is ${hint.source}`, async () => {
    const { diagnostics } = await run(code);
    assert.match(`${diagnostics[0]?.message}; ${diagnostics[0]?.hint}`, hint);
  });
}

hints('(max "a" 1)', /^`max` needs numbers/);
hints("(into 5 [1])", /^`into` needs a collection/);
hints("(println (map + [:a]))", /^`\+` needs numbers/);
hints("(let [count 3] (count [1]))", /local name `count` hides/);
hints("((:f {}) 1)", /key that is not there/);
hints("(+ 1 nil)", /key that is not there/);
hints("(+ 1 [2])", /\(apply \+ xs\)/);
hints('(map inc ["a"])', /^`inc` needs numbers/);
hints("(require 'batuta.strr)", /did you mean `batuta.str`/);
hints("(require '[batuta.str :ass s])", /`:as`/);
hints("(require [batuta.str :as s])", /quoted/);
hints("(defmulti area :shape) (area {:shape :circle})", /^No method of `area` for :circle/);
hints("(let [{:ok a b} {:err 1}] a)", /^The pattern {:ok a b} does not match {:err 1}/);
hints("(.foo 1)", /no classes/);
hints('println("hi")', /stands inside of its call: `\(println …\)`/);
hints("(let [[a] {:a 1}] a)", /^The pattern \[a\] takes sequences apart, got {:a 1}/);
hints("(into {} [1 2])", /^`into` needs an entry/);
hints("(def x = 5)", /^`def` needs one value/);
hints("(nope 1)", /; null$/);
