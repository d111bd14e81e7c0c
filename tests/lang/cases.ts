/**
 * The notation of `tests/lang/`: cases stand apart by empty lines.
 *
 *     ; a title
 *     (+ 1 2)
 *     ;=> 3            the value of the last form, printed readably; or
 *     ;~> ^\d$         a regular expression that it must match; or
 *     ;err> text       part of the error's text (case does not matter)
 *     ;out> text       a line that is printed
 */
import { setWorkerCount } from "../../lib/actor/mod.ts";
import { startWorker } from "../../lib/cli/workers.ts";
import { Actor } from "../../lib/actor/actor.ts";
import { patience } from "../../lib/actor/address.ts";
import { everyone, forget } from "../../lib/actor/directory.ts";
import { MainActor } from "../../lib/actor/main_actor.ts";
import { tell } from "../../lib/actor/services.ts";
import { kw } from "../../lib/data/mod.ts";
import { type Host, Session } from "../../lib/compiler/mod.ts";
import {
  core,
  definePrimitives,
  machine,
  removeNamespace,
  replay,
  stopReplaying,
  wait,
  wake,
} from "../../lib/runtime/mod.ts";
import { Logs, operationsOn } from "../../lib/log/mod.ts";
import { denoFiles } from "../../lib/cli/files.ts";
import { denoNetwork } from "../../lib/cli/network.ts";
import { startProgram } from "../../lib/cli/programs.ts";
import { renderDiagnostic, Source } from "../../lib/source/mod.ts";

export interface Case {
  title: string;
  code: string;
  value: string | null;
  pattern: string | null;
  error: string | null;
  out: string[];
}

/** The cases of a file's text. */
export function casesOf(text: string): Case[] {
  return text.split(/\n\s*\n/).map(caseOf).filter((c) => c.code.trim() !== "");
}

function caseOf(block: string): Case {
  const found: Case = { title: "", code: "", value: null, pattern: null, error: null, out: [] };
  for (const line of block.split("\n")) {
    const [, mark, rest] = /^;(=>|~>|err>|out>| )\s?(.*)$/.exec(line) ?? [];
    if (mark === "=>") found.value = rest;
    else if (mark === "~>") found.pattern = rest;
    else if (mark === "err>") found.error = rest;
    else if (mark === "out>") found.out.push(rest);
    else if (mark === " " && found.code === "") found.title = rest;
    else found.code += line + "\n";
  }
  return found;
}

// Until the library has it.
if (!core.vars.has("sleep")) {
  definePrimitives({
    sleep: (ms) => {
      const process = machine.current;
      const answer = wait();
      if (process !== null) setTimeout(() => wake(process, null), Number(ms));
      return answer;
    },
  });
}

let output = "";
const host: Host = {
  write: (text: string) => void (output += text),
  writeError: (text: string) => void (output += text),
  flush: () => {},
  readLine: () => null,
  readFile: (path: string) => Deno.readFileSync(path),
  writeFile: (path: string, text: string, append: boolean) => Deno.writeTextFileSync(path, text, { append }),
  now: () => Date.now(),
  clock: () => performance.now(),
  random: () => Math.random(),
  args: [],
  env: (name: string) => name === "HOME" ? "/home/somebody" : undefined,
  allEnv: () => ({ HOME: "/home/somebody" }),
  system: "linux",
  memory: () => ({ usedBytes: 30, totalBytes: 100 }),
  cores: 2,
  files: denoFiles,
  formats: () => import("../../lib/cli/file_formats.ts"),
  startProgram,
  network: () => Promise.resolve(denoNetwork),
  exit: (status: number): never => {
    throw new Error(`exit ${status}`);
  },
};

/** Logs in a folder of their own, empty at first. */
function freshLogs(): { readonly load: () => Promise<unknown>; readonly remove: () => Promise<void> } {
  const folder = Deno.makeTempDirSync({ prefix: "batuta-logs-" });
  let logs: Logs | null = null;
  return {
    load: () => Promise.resolve(operationsOn(logs = new Logs(folder))),
    async remove() {
      await logs?.close();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** Lets programs have so many workers, each with a host of the command line's. */
export function useWorkers(count: number): void {
  const home = { exit: (status: number) => host.exit(status), read: () => Promise.resolve(null), print: () => {} };
  host.startWorker = (welcome, events) =>
    startWorker({ welcome, args: [], errors: "text", data: null, printsHere: false }, events, home);
  setWorkerCount(count);
  // A worker may take long to start on a busy machine.
  patience.ms = 60_000;
  // Workers do not keep the process going.
  setInterval(() => {}, 1000);
}

/** Ends all actors, so that no program finds names, groups and single actors of another. */
export function endActors(): void {
  for (const receiver of [...everyone()]) {
    if (receiver instanceof MainActor) {
      forget(receiver.pid, kw("normal"), true);
      tell("ended", [receiver.pid]);
    } else if (receiver instanceof Actor) receiver.exit(kw("killed"), true);
  }
}

export interface Answer {
  readonly failed: boolean;
  /** The value, or the error. */
  readonly text: string;
  readonly out: string;
}

/** How a program is run. */
export interface How {
  /** Reductions until a process is pre-empted: with 1 at every call and turn of a loop, which must not change the answer. */
  readonly slice?: number;
  /** The schedule to replay. */
  readonly seed?: number;
}

/**
 * What a program answers: its value or its error as text, and what it printed. Each program starts with empty namespaces.
 */
export async function answerOf(code: string, { slice, seed }: How = {}): Promise<Answer> {
  for (const name of ["user", "my.app", "my.lib"]) removeNamespace(name);
  output = "";
  const [usual, turns] = [machine.slice, machine.turns];
  machine.slice = slice ?? usual;
  if (slice !== undefined) machine.turns = 0;
  if (seed !== undefined) replay(seed);
  const logs = freshLogs();
  host.logs = logs.load;
  try {
    return await answerNow(code);
  } finally {
    endActors();
    stopReplaying();
    machine.slice = usual;
    machine.turns = turns;
    await logs.remove();
  }
}

async function answerNow(code: string): Promise<Answer> {
  const session = new Session(host);
  let outcome = await session.run(new Source("test", code));
  if (outcome.status === 0) outcome = await session.print(outcome.value);
  if (outcome.status === 0) return { failed: false, text: String(outcome.value), out: output };
  const text = outcome.diagnostics.map((d) => renderDiagnostic(d, { color: false })).join("\n");
  return { failed: true, text, out: output };
}

/** What is wrong with the answer to a case, or null. */
export async function whyWrong(c: Case, how: How = {}): Promise<string | null> {
  const { failed, text, out } = await answerOf(c.code, how);
  if (c.error !== null) {
    return failed && text.toLowerCase().includes(c.error.toLowerCase())
      ? null
      : `expected an error "${c.error}", got ${text}`;
  }
  if (failed) return text;
  if (c.value !== null && c.value !== text) return `expected ${c.value}\n     got ${text}`;
  if (c.pattern !== null && !new RegExp(c.pattern).test(text)) return `expected /${c.pattern}/, got ${text}`;
  const missing = c.out.find((line) => !out.split("\n").includes(line));
  return missing === undefined ? null : `expected the line ${missing} in ${out}`;
}
