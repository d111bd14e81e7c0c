/** Functions of a bundle that are compiled ahead. */

import assert from "node:assert/strict";
import { parenthesize } from "../../scripts/eager.ts";

/** Puts the functions of these names, as V8 would place them, into parentheses. */
function eager(text: string, ...names: string[]): string {
  return parenthesize(
    text,
    names.map((name) => {
      const start = text.indexOf("(", text.indexOf(`function ${name}`));
      return [start, text.indexOf("}", start) + 1];
    }),
  );
}

Deno.test("a function at top level moves to the top, in parentheses", () => {
  assert.equal(
    eager("a();\nfunction a(x) { return x; }\nasync function b() {}\nb();\n", "b", "a"),
    "var a = (function a(x) { return x; });\nvar b = (async function b() {});\na();\n\n\nb();\n",
  );
});

Deno.test("what is no declaration at top level stays", () => {
  const text = "const a = { f: function f() {} };\n  function g() {}\n";
  assert.equal(eager(text, "f", "g"), text);
});

Deno.test("functions of a minified text move as well", () => {
  assert.equal(
    eager("class A{}function a(x){return x}let b=1;async function c(){}", "a", "c"),
    "var a = (function a(x){return x});\nvar c = (async function c(){});\nclass A{}let b=1;",
  );
});

Deno.test("a function inside of one that was called stays there", () => {
  const text = "class A{m(){f();function f(){}}}";
  const inner = text.lastIndexOf("(");
  assert.equal(parenthesize(text, [[text.indexOf("("), text.length - 1], [inner, inner + 4]]), text);
});
