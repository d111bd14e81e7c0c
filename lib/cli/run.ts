/**
 * Programs and the REPL, run by a Session. Loading this file loads the compiler and the core library; that is why
 * `commands.ts` imports it only when there is something to run.
 * In: a Host and where the program is. Out: the exit status.
 * @module
 */

import { type Outcome, type RunOptions, Session } from "../compiler/mod.ts";
import { repl } from "../repl/mod.ts";
import { Source } from "../source/mod.ts";
import type { DenoHost } from "./host.ts";
import { readProgram } from "./program.ts";
import { report, reportInternal } from "./report.ts";
import "./standstill.ts";
import { VERSION } from "./version.ts";

/** Code that does not read, expand or resolve counts like a wrong command line. */
const BAD_USAGE = 2;

/** Warnings are shown before the form they are about runs; they do not change the exit status. */
function warning(host: DenoHost): RunOptions {
  return { onWarning: (found) => report(host, [found]) };
}

function finish(host: DenoHost, outcome: Outcome): number {
  if (outcome.status !== 0) report(host, outcome.diagnostics);
  return outcome.status;
}

/** Runs the program at `path`; prints nothing of its own. */
export async function runFile(host: DenoHost, path: string): Promise<number> {
  const source = readProgram(host, path);
  if (!(source instanceof Source)) {
    report(host, [source]);
    return BAD_USAGE;
  }
  return finish(host, await new Session(host).run(source, warning(host)));
}

/** Runs `code` and prints the value of its last form readably. */
export async function runCode(host: DenoHost, code: string): Promise<number> {
  const session = new Session(host);
  const outcome = await session.run(new Source("<-e>", code), warning(host));
  if (outcome.status !== 0) return finish(host, outcome);
  const printed = await session.print(outcome.value);
  if (printed.status === 0) host.write(`${printed.value}\n`);
  return finish(host, printed);
}

/** Reads forms and prints their values until the input ends. */
export async function startRepl(host: DenoHost): Promise<number> {
  await repl(new Session(host), {
    banner: `Batuta ${VERSION}`,
    interactive: Deno.stdin.isTerminal(),
    nextLine: () => host.nextLine(),
    write: (text) => host.write(text),
    report: (diagnostics) => report(host, diagnostics),
    reportFault: (error) => reportInternal(host, error),
  });
  return 0;
}
