/**
 * Lines of Batuta read, expanded, compiled and loaded in a second, after warm-up: of a large generated program, and of the
 * standard library. A program of its own, since compiling the library again redefines all of it.
 * Out: lines of "name lines-per-second".
 * @module
 */

import { join } from "node:path";
import { DenoHost } from "../lib/cli/host.ts";
import { compileLibrary, LIBRARY, Session } from "../lib/compiler/mod.ts";
import { CORE, getNamespace } from "../lib/runtime/mod.ts";
import { Source } from "../lib/source/mod.ts";
import { median } from "./figures.ts";
import { countLines, generatedProgram } from "./generated.ts";

const RUNS = 3;
const FUNCTIONS = 1_000;

async function linesPerSecond(lines: number, work: () => unknown): Promise<number> {
  const speeds: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    await work();
    if (run > 0) speeds.push(lines / ((performance.now() - start) / 1000));
  }
  return median(speeds);
}

const session = new Session(new DenoHost());
const program = generatedProgram(FUNCTIONS);
const compileProgram = async () => {
  const outcome = await session.run(new Source("generated.bat", program));
  if (outcome.status !== 0) throw new Error(outcome.diagnostics[0].message);
};
console.log("generated", await linesPerSecond(countLines(program), compileProgram));

const library = new Map(
  LIBRARY.flatMap(([, files]) => files).map((file) => [
    file,
    Deno.readTextFileSync(join(import.meta.dirname!, "..", "stdlib", file)), // this module is a file
  ]),
);
const libraryLines = [...library.values()].reduce((sum, text) => sum + countLines(text), 0);
/** Files use names of the core before they define some of these themselves: `let` of generators. */
function forgetMacros(): void {
  for (const ns of LIBRARY.map(([name]) => getNamespace(name))) {
    for (const [name, cell] of ns.vars) if (cell.macro && ns.name !== CORE) ns.remove(name);
  }
}

const compileAll = () => {
  forgetMacros();
  compileLibrary((file) => library.get(file)!);
};
console.log("stdlib", await linesPerSecond(libraryLines, compileAll));
