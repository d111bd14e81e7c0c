/**
 * The examples in docstrings, `(f x) ;=> y`, or `;~> pattern`: each runs and answers what it says.
 * That no public name is without one is `documentation_test.ts`.
 */
import { deepStrictEqual } from "node:assert/strict";
import { kw } from "../../lib/data/mod.ts";
import { allNamespaces, type Namespace } from "../../lib/runtime/mod.ts";
import { answerOf } from "./cases.ts";

const EXAMPLE = /`([^`]*?) ;(=>|~>) ([^\n]*?)`(?=\s|$)/g;

await answerOf("nil"); // loads the library
const library = [...allNamespaces()].filter(({ name }) => name.startsWith("batuta."));

function documented(ns: Namespace): { name: string; doc: string }[] {
  return [...ns.vars.values()].filter((v) => !v.private && v.ns === ns.name).flatMap((v) => {
    const doc = v.meta?.get(kw("doc"), null);
    return typeof doc === "string" ? [{ name: v.name, doc }] : [];
  });
}

for (const ns of library) {
  Deno.test(`docstring examples of ${ns.name} answer what they say`, async () => {
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
}
