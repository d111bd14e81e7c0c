/**
 * What a form defines, without what it does: how `batuta check` goes through a program.
 * In: core code of a top-level form. Out: a function that makes its names known. Functions and macros are defined, since macros of later
 * forms may call them; other values are computed only if a macro asks for them; namespaces are entered and required. Nothing else runs.
 * @module
 */
import type { Core, DefCore } from "../expander/mod.ts";
import { CORE, runNow } from "../runtime/mod.ts";
import { compile } from "./evaluate.ts";

/** Functions of the core library that say what names mean. */
const NAMING = new Set([
  "in-ns",
  "require",
  "use",
  "refer",
  "refer-clojure",
  "alias",
  "import",
  "-require",
  "-refer",
  "create-ns",
]);

function define({ cell, init, ...rest }: DefCore): void {
  compile({ ...rest, cell, init: null })();
  if (init !== null) cell.defer(() => runNow("a program that is only checked", compile(init)));
}

/** The function that makes known what a form defines. It may wait for files that are loaded. */
export function definitionsOf(core: Core): () => unknown {
  switch (core.kind) {
    case "def":
      if (core.macro || core.init?.kind === "fn") return compile(core);
      return () => define(core);
    case "do": {
      const wanted = core.body.filter(saysWhat);
      return wanted.length === 0 ? () => null : wanted.length === 1 ? definitionsOf(wanted[0]) : inOrder(wanted);
    }
    case "call":
      return saysWhat(core) ? compile(core) : () => null;
    default:
      return () => null;
  }
}

/** Whether code defines something, or says what names mean. */
function saysWhat(core: Core): boolean {
  if (core.kind === "def") return true;
  if (core.kind === "do") return core.body.some(saysWhat);
  return core.kind === "call" && core.f.kind === "var" && core.f.cell.ns === CORE && NAMING.has(core.f.cell.name);
}

/** Definitions at once, then whatever may wait. */
function inOrder(parts: readonly Core[]): () => unknown {
  const calls = parts.flatMap(flat).filter((part) => part.kind !== "def");
  const defs = parts.flatMap(flat).filter((part) => part.kind === "def");
  const run = compile({ kind: "do", body: calls });
  return () => {
    for (const def of defs) definitionsOf(def)();
    return run();
  };
}

function flat(core: Core): readonly Core[] {
  return core.kind === "do" ? core.body.filter(saysWhat).flatMap(flat) : [core];
}
