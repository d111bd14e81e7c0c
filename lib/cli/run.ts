/**
 * Programs, run by a Session. Loading this file loads the compiler and the core library; that is why
 * `commands.ts` imports it only when there is something to run.
 * In: a Host and where the program is. Out: the exit status.
 * @module
 */

import { drainPool } from "../actor/mod.ts";
import { type CompiledProgram, decodeProgram, type Outcome, type RunOptions } from "../compiler/mod.ts";
import { BatutaError } from "../data/mod.ts";
import { drain, whenReleased } from "../runtime/mod.ts";
import { Source } from "../source/mod.ts";
import { foresee } from "batuta/later";
import { cliError } from "./errors.ts";
import type { DenoHost } from "./host.ts";
import { interruption } from "./interrupts.ts";
import { newSession } from "./new_session.ts";
import { readBytes, readProgram } from "./program.ts";
import { report } from "./report.ts";
import type { QueryWords } from "./query.ts";

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

async function runCompiled(host: DenoHost, path: string, bytes: Uint8Array): Promise<number> {
  let program: CompiledProgram;
  try {
    program = await decodeProgram(path, bytes);
  } catch (error) {
    if (!(error instanceof BatutaError)) throw error;
    const { code, message, hint } = error;
    report(host, [{ code, message, hint, severity: "error", span: null, notes: [] }]);
    return BAD_USAGE;
  }
  return await afterActors(host, finish(host, await newSession(host).runCompiled(program)));
}

/** Runs the program at the end of an executable. */
export async function runAttached(host: DenoHost, path: string, from: number, size: number): Promise<number> {
  const bytes = new Uint8Array(size);
  let at = 0;
  using file = Deno.openSync(path);
  file.seekSync(from, Deno.SeekMode.Start);
  for (let n: number | null = 0; at < size && n !== null; at += n ?? 0) n = file.readSync(bytes.subarray(at));
  return await runCompiled(host, path, bytes.subarray(0, at));
}

/** How compiled programs are named. */
const COMPILED = ".batc";

/** Runs the program at `path`; prints nothing of its own. */
export async function runFile(host: DenoHost, path: string): Promise<number> {
  if (path.endsWith(COMPILED)) {
    if (host.checkCalls) {
      report(host, [cliError("calls-unchecked", {})]);
      return BAD_USAGE;
    }
    const bytes = readBytes(host, path);
    if (bytes instanceof Uint8Array) return await runCompiled(host, path, bytes);
    report(host, [bytes]);
    return BAD_USAGE;
  }
  const source = readProgram(host, path);
  if (!(source instanceof Source)) {
    report(host, [source]);
    return BAD_USAGE;
  }
  const session = newSession(host);
  await foresee(source.text);
  return await afterActors(host, finish(host, await session.run(source, warning(host))));
}

/** Runs `code` and prints the value of its last form readably. */
export async function runCode(host: DenoHost, code: string): Promise<number> {
  const session = newSession(host);
  await foresee(code);
  const outcome = await session.run(new Source("<-e>", code), warning(host));
  if (outcome.status !== 0) return finish(host, outcome);
  const printed = await session.print(outcome.value);
  if (printed.status === 0) host.write(`${printed.value}\n`);
  return await afterActors(host, finish(host, printed));
}

/** How many characters stand in a line where nobody says. */
const USUAL_WIDTH = 80;

/** Runs `code` and prints the rows of its last value. */
export async function runQuery(host: DenoHost, { code, as, from, rows }: QueryWords): Promise<number> {
  host.inputFormat = from;
  const session = newSession(host);
  await foresee(code);
  const outcome = await session.run(new Source("<query>", code), warning(host));
  if (outcome.status !== 0) return finish(host, outcome);
  // A chart is all that a program which draws one has to show.
  if (as === "table" && outcome.value === null && host.hasWritten) {
    return await afterActors(host, finish(host, outcome));
  }
  const printed = await session.call("-print-rows", outcome.value, { as, rows, width: host.lineWidth ?? USUAL_WIDTH });
  return await afterActors(host, finish(host, printed));
}
