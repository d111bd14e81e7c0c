/** The examples in docstrings, `(f x) ;=> y`: each runs and answers what it says. */
import { deepStrictEqual } from "node:assert/strict";
import { kw } from "../../lib/data/mod.ts";
import { findNamespace, type Var } from "../../lib/runtime/mod.ts";
import { answerOf } from "./cases.ts";

/** What needs no example: it ends the program, is no function, or is documented by the compiler. */
const WITHOUT_EXAMPLE = new Set(["exit", "*random*", "*in*", "*command-line-args*"])
  .union(new Set(["eval", "read-string", "macroexpand-1", "macroexpand"]));
const EXAMPLE = /`([^`]*?) ;(=>|~>) ([^\n]*?)`(?=\s|$)/g;
const NAMESPACES = [
  "core",
  "str",
  "set",
  "walk",
  "template",
  "test",
  "math",
  "async",
  "edn",
  "env",
  "fs",
  "json",
  "process",
  "time",
]
  .map((name) => `batuta.${name}`);

/** Special forms and what expanded code calls have no docstring yet. */
function documented(ns: string): { name: string; doc: string }[] {
  const vars: Var[] = [...(findNamespace(ns)?.vars.values() ?? [])];
  return vars.filter((v) => !v.private && v.ns === ns).flatMap((v) => {
    const doc = v.meta?.get(kw("doc"), null);
    return typeof doc === "string" ? [{ name: v.name, doc }] : [];
  });
}

for (const ns of NAMESPACES) {
  Deno.test(`docstring examples of ${ns} answer what they say`, async () => {
    await answerOf("nil"); // loads the library
    const wrong: string[] = [];
    for (const { name, doc } of documented(ns)) {
      for (const [, code, kind, wanted] of doc.matchAll(EXAMPLE)) {
        const { text } = await answerOf(code);
        const right = kind === "=>" ? text === wanted : new RegExp(wanted).test(text);
        if (!right) wrong.push(`${name}: ${code} gives ${text}, not ${wanted}`);
      }
    }
    deepStrictEqual(wrong, []);
  });

  // The core library's special forms and what expanded code calls have none yet.
  Deno.test({ name: `every public name of ${ns} has a docstring`, ignore: ns === "batuta.core" }, async () => {
    await answerOf("nil");
    const publicVars = [...(findNamespace(ns)?.vars.values() ?? [])].filter((v) => !v.private && v.ns === ns);
    const known = new Set(documented(ns).map(({ name }) => name));
    deepStrictEqual(publicVars.map((v) => v.name).filter((name) => !known.has(name)), []);
  });

  Deno.test(`every docstring of ${ns} has an example`, async () => {
    await answerOf("nil");
    const without = documented(ns).filter(({ name, doc }) => !WITHOUT_EXAMPLE.has(name) && doc.match(EXAMPLE) === null);
    deepStrictEqual(without.map(({ name }) => name), []);
  });
}
