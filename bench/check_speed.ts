/**
 * What checking types takes: ten thousand lines of which half declare types, and again after one of them was edited.
 * Out: lines of "name milliseconds", medians after warm-up.
 * @module
 */
import { DenoHost } from "../lib/cli/host.ts";
import { LiveCheck, Session } from "../lib/compiler/mod.ts";
import { removeNamespace } from "../lib/runtime/mod.ts";
import { Source } from "../lib/source/mod.ts";
import { Checker } from "../lib/types/mod.ts";
import { median } from "./figures.ts";
import { typedProgram } from "./generated.ts";

const LINES = 10_000;
const RUNS = 5;

const host = new DenoHost();
host.types = () => Promise.resolve({ Checker });
const program = typedProgram(LINES);

async function timed(act: () => Promise<readonly { readonly message: string }[]>): Promise<number> {
  const start = performance.now();
  const found = await act();
  if (found.length > 0) throw new Error(`check_speed.ts: something is wrong with the program: ${found[0].message}`);
  return performance.now() - start;
}

const [whole, again]: number[][] = [[], []];
for (let run = 0; run <= RUNS; run++) {
  removeNamespace("user");
  const check = new LiveCheck(new Session(host));
  const first = await timed(() => check.check(new Source("generated.bat", program)));
  const edited = program.replace("(> value 7.5)", `(> value ${run}.25)`);
  const second = await timed(() => check.check(new Source("generated.bat", edited)));
  if (run === 0) continue;
  whole.push(first);
  again.push(second);
}
console.log(`check-10000-lines ${median(whole).toFixed(0)}`);
console.log(`check-edited ${median(again).toFixed(1)}`);
