/** No public name of the library is without a docstring that has an example; `docstrings_test.ts` runs the examples. */

import assert from "node:assert/strict";
import { kw } from "../../lib/data/mod.ts";
import { allNamespaces, type Namespace } from "../../lib/runtime/mod.ts";
import { run } from "../compiler/session.ts";

/** What no example can show: it ends the program. */
const WITHOUT_EXAMPLE = new Set(["batuta.core/exit"]);
const EXAMPLE = /`[^`]*? ;[=~]> [^\n]*?`(?=\s|$)/;

async function libraryNamespaces(): Promise<Namespace[]> {
  await run("nil");
  return [...allNamespaces()].filter(({ name }) => name.startsWith("batuta."));
}

Deno.test("every public name has a docstring with an example", async () => {
  const lacking = (await libraryNamespaces()).flatMap((ns) =>
    [...ns.vars.values()].filter((cell) => {
      const doc = cell.meta?.get(kw("doc"), null);
      const needed = !cell.private && cell.ns === ns.name && !WITHOUT_EXAMPLE.has(cell.fullName);
      return needed && !(typeof doc === "string" && EXAMPLE.test(doc));
    })
  );
  assert.deepEqual(lacking.map(({ fullName }) => fullName), []);
});

Deno.test("every function says how it is called", async () => {
  const silent = (await libraryNamespaces()).flatMap((ns) =>
    [...ns.vars.values()].filter((cell) =>
      !cell.private && cell.ns === ns.name && typeof cell.value === "function" &&
      (cell.meta?.get(kw("arglists"), null) ?? null) === null
    )
  );
  assert.deepEqual(silent.map(({ fullName }) => fullName), []);
});
