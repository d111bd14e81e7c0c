/** Code that works is left alone: the standard library, the examples of its docstrings, the programs of `examples/`. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { compileLibrary, LIBRARY } from "../../lib/compiler/library.ts";
import { kw } from "../../lib/data/mod.ts";
import { allNamespaces, getNamespace } from "../../lib/runtime/mod.ts";
import { type Diagnostic, renderDiagnostic } from "../../lib/source/mod.ts";
import { Checker, TYPE_ERRORS, TYPE_WARNINGS } from "../../lib/types/mod.ts";
import { found, newSession } from "./checking.ts";

const ROOT = join(import.meta.dirname!, "../..");
/** Other rooms have warnings of their own. */
const CODES = { ...TYPE_ERRORS, ...TYPE_WARNINGS };

function shown(some: readonly Diagnostic[]): string[] {
  return some.filter((d) => Object.hasOwn(CODES, d.code)).map((d) => renderDiagnostic(d, { color: false }));
}

const EXAMPLE = /`([^`]*?) ;(?:=>|~>) [^\n]*?`(?=\s|$)/g;

/** What is said of a text that works. */
async function saidOf(code: string): Promise<string[]> {
  return shown(await found(code)).map((text) => `${code}\n${text}`);
}

Deno.test("nothing is said of the examples in docstrings", async () => {
  await found("nil"); // loads the library
  const said: string[] = [];
  for (const ns of [...allNamespaces()].filter(({ name }) => name.startsWith("batuta."))) {
    for (const cell of ns.vars.values()) {
      const doc = cell.private || cell.ns !== ns.name ? null : cell.meta?.get(kw("doc"), null);
      if (typeof doc !== "string") continue;
      for (const [, code] of doc.matchAll(EXAMPLE)) said.push(...await saidOf(code));
    }
  }
  assert.deepEqual(said, []);
});

Deno.test("nothing is said of the programs of examples/", async () => {
  const said: string[] = [];
  for (const { name } of Deno.readDirSync(join(ROOT, "examples"))) {
    if (name.endsWith(".bat")) said.push(...await saidOf(Deno.readTextFileSync(join(ROOT, "examples", name))));
  }
  assert.deepEqual(said, []);
});

/** The cases of a file that come to a value: code, up to the line that says so. */
function casesThatWork(text: string): string[] {
  return text.split(/\n\s*\n/).filter((block) => /^;(=>|~>|out>) /m.test(block) && !/^;err> /m.test(block))
    .map((block) => block.split("\n").filter((line) => !line.startsWith(";")).join("\n"));
}

const CONFORMANCE = join(ROOT, "../shared/conformance");

Deno.test({
  name: "nothing is said of conformance cases that come to a value",
  ignore: !(await Deno.stat(CONFORMANCE).catch(() => null))?.isDirectory,
  fn: async () => {
    const said: string[] = [];
    for (const { name } of Deno.readDirSync(CONFORMANCE)) {
      if (!name.endsWith(".bat")) continue;
      for (const code of casesThatWork(Deno.readTextFileSync(join(CONFORMANCE, name)))) {
        said.push(...await saidOf(code));
      }
    }
    assert.deepEqual(said, []);
  },
});

Deno.test("nothing is said of the standard library", () => {
  newSession();
  // Their own macros are not there yet when their first forms are read.
  for (const [name] of LIBRARY) {
    const ns = getNamespace(name);
    if (name !== "batuta.core") { for (const cell of ns.vars.values()) if (cell.place !== null) ns.remove(cell.name); }
  }
  const checker = new Checker();
  const said: Diagnostic[] = [];
  let ns = getNamespace("batuta.core");
  compileLibrary((file) => Deno.readTextFileSync(join(ROOT, "stdlib", file)), (core) => {
    if (core.kind === "def") ns = getNamespace(core.cell.ns);
    checker.check(core, { ns, everything: true, strict: false, checkCalls: false, report: (d) => said.push(d) });
  });
  assert.deepEqual(shown(said), []);
});
