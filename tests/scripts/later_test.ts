import { deepStrictEqual as same, strictEqual as is, throws } from "node:assert/strict";
import { importsOf, scriptOf, sharedModule, withScript } from "../../scripts/later.ts";

const MODULE =
  'import{kw as a,vec}from"../data/mod.ts";import{core as b}from"../runtime/mod.ts";function c(){return b(a,vec)}c();\n';
const DOORS = ["../data/mod.ts", "../runtime/mod.ts"];

Deno.test("a module becomes a function of what it imports", () => {
  const { text } = scriptOf(MODULE, DOORS);
  const called: unknown[] = [];
  (0, eval)(text)({ kw: 1, vec: 2, core: (...args: unknown[]) => called.push(args) });
  same(called, [[1, 2]]);
});

Deno.test("what is imported is found under the names of the doors", () => {
  same([...importsOf(MODULE)], [["../data/mod.ts", new Set(["kw", "vec"])], ["../runtime/mod.ts", new Set(["core"])]]);
});

Deno.test("a module exports what several import, once", () => {
  const other = importsOf('import{kw as z,sym as y}from"../data/mod.ts";');
  const data = new Map([["../data/mod.ts", new Set(["kw"])]]);
  is(sharedModule([data, other]), 'export { kw, sym } from "../lib/data/mod.ts";\n');
});

Deno.test("a bundle gets to know the script by its own names", () => {
  const bundle = 'var x=1,y=2,later=()=>"@later@";var{names,imports}=later();export{x as kw,y as core};\n';
  const text = withScript(
    bundle,
    { "batuta.core": "from where" },
    importsOf('import{kw,core as d}from"../data/mod.ts";'),
  );
  const result = (0, eval)(`(() => {${text.replace(/export.*/, "return [names, imports()];")}})()`);
  same(result, [{ "batuta.core": "from where" }, { kw: 1, core: 2 }]);
});

Deno.test("a script that imports past the doors is refused, and a bundle without a place for it", () => {
  throws(() => scriptOf('import{a}from"./inside.ts";', DOORS), /imports \.\/inside\.ts/);
  throws(() => withScript("export{};", {}, new Map()), /no place/);
});
