/**
 * Programs and the REPL, run by a Session. Loading this file loads the compiler and the core library; that is why
 * `commands.ts` imports it only when there is something to run.
 * In: a Host and where the program is. Out: the exit status.
 * @module
 */

import { drainPool, setWorkerCount } from "../actor/mod.ts";
import { type Outcome, type RunOptions, Session } from "../compiler/mod.ts";
import { repl } from "../repl/mod.ts";
import { drain, replay, whenReleased } from "../runtime/mod.ts";
import { Source } from "../source/mod.ts";
import { reportActors } from "./actor_reports.ts";
import { seedOf, workersOf } from "./args.ts";
import { cliError } from "./errors.ts";
import { giveFormats } from "./give_formats.ts";
import { giveLogs } from "./give_logs.ts";
import { giveTypes } from "./give_types.ts";
import type { DenoHost } from "./host.ts";
import { interruption, watchInterrupts } from "./interrupts.ts";
import { readProgram } from "./program.ts";
import { report, reportInternal } from "./report.ts";
import "./standstill.ts";
import type { QueryWords } from "./query.ts";
import { VERSION } from "./version.ts";

// Parts that are loaded while a program runs take it from here; see `scripts/build.ts`.
export * from "batuta/shared";

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

/** The schedule to replay: `--seed`, else BATUTA_SEED. */
function seedFor(host: DenoHost): number | null {
  const text = host.env("BATUTA_SEED");
  if (host.seed !== null || text === undefined || text === "") return host.seed;
  const seed = seedOf(text);
  if (seed === null) report(host, [{ ...cliError("bad-seed", { text }), severity: "warning" }]);
  return seed;
}

function newSession(host: DenoHost): Session {
  reportActors((found) => report(host, [found]), (line) => host.writeError(line));
  const count = host.workers ?? workersOf(host.env("BATUTA_WORKERS"));
  if (count !== null) setWorkerCount(count);
  const seed = seedFor(host);
  if (seed !== null) {
    replay(seed);
    // What runs on several workers cannot be replayed.
    setWorkerCount(1);
  }
  watchInterrupts(host);
  giveLogs(host);
  giveFormats(host);
  giveTypes(host);
  return new Session(host);
}

/**
 * The actors of a program that has come to its end take what was sent to them, its servers go on until they are stopped; a program
 * that failed ends at once.
 */
async function afterActors(host: DenoHost, status: number): Promise<number> {
  if (status !== 0) return status;
  await drain().then(drainPool);
  host.flush();
  await whenReleased();
  await drain().then(drainPool);
  return interruption() ?? status;
}

/** Runs the program at `path`; prints nothing of its own. */
export async function runFile(host: DenoHost, path: string): Promise<number> {
  const source = readProgram(host, path);
  if (!(source instanceof Source)) {
    report(host, [source]);
    return BAD_USAGE;
  }
  return await afterActors(host, finish(host, await newSession(host).run(source, warning(host))));
}

/** Runs `code` and prints the value of its last form readably. */
export async function runCode(host: DenoHost, code: string): Promise<number> {
  const session = newSession(host);
  const outcome = await session.run(new Source("<-e>", code), warning(host));
  if (outcome.status !== 0) return finish(host, outcome);
  const printed = await session.print(outcome.value);
  if (printed.status === 0) host.write(`${printed.value}\n`);
  return await afterActors(host, finish(host, printed));
}

/** How many characters stand in a line where nobody says. */
const USUAL_WIDTH = 80;

function widthOfTerminal(): number {
  // A terminal that does not know says 0.
  return (Deno.stdout.isTerminal() ? Deno.consoleSize().columns : 0) || USUAL_WIDTH;
}

/** Runs `code` and prints the rows of its last value. */
export async function runQuery(host: DenoHost, { code, as, from, rows }: QueryWords): Promise<number> {
  host.inputFormat = from;
  const session = newSession(host);
  const outcome = await session.run(new Source("<query>", code), warning(host));
  if (outcome.status !== 0) return finish(host, outcome);
  const printed = await session.call("-print-rows", outcome.value, { as, rows, width: widthOfTable() });
  return await afterActors(host, finish(host, printed));
}

/** Columns of a table: those of the terminal, else what COLUMNS says. */
function widthOfTable(): number {
  const said = Number(Deno.env.get("COLUMNS"));
  return Deno.stdout.isTerminal() || !(said > 0) ? widthOfTerminal() : said;
}

/** Reads forms and prints their values until the input ends. */
export async function startRepl(host: DenoHost): Promise<number> {
  await repl(newSession(host), {
    banner: `Batuta ${VERSION}`,
    interactive: Deno.stdin.isTerminal(),
    width: widthOfTerminal(),
    nextLine: () => host.nextLine(),
    write: (text) => host.write(text),
    report: (diagnostics) => report(host, diagnostics),
    reportFault: (error) => reportInternal(host, error),
  });
  return 0;
}
