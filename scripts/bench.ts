/**
 * Batuta beside its peers: the tasks of `bench/`, in turns with Clojure, Elixir and Python where they are installed; then how
 * long it takes to start, to compile, and to print.
 *
 *     deno task bench [--only TASK]… [--rounds N] [--no-peers] [--executable FILE]
 *
 * Without `--only` everything; with it only these tasks. Batuta runs from source, or as the executable that is named.
 * @module
 */

import { join } from "node:path";
import { parseFigures, TASKS, taskTable, threeDigits } from "../bench/figures.ts";
import { batutaCommand, type CommandLine, installedPeers, isInstalled, runInTurns } from "../bench/programs.ts";
import { firstRunMs, printTimes, startTimes } from "../bench/startup.ts";

const BUILT = join("dist", "batuta");

interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly peers: boolean;
  readonly executable: string | null;
}

function usage(problem: string): never {
  console.error(`bench: ${problem}`);
  console.error("usage: deno task bench [--only TASK]… [--rounds N] [--no-peers] [--executable FILE]");
  console.error(`tasks: ${TASKS.map(({ name }) => name).join(" ")}`);
  Deno.exit(2);
}

function parseOptions(args: readonly string[]): Options {
  const only: string[] = [];
  let [rounds, peers, executable] = [3, true, null as string | null];
  for (let i = 0; i < args.length; i++) {
    const value = () => args[++i] ?? usage(`${args[i - 1]} needs a value`);
    switch (args[i]) {
      case "--only":
        only.push(value());
        break;
      case "--rounds":
        rounds = Number(value());
        break;
      case "--no-peers":
        peers = false;
        break;
      case "--executable":
        executable = value();
        break;
      default:
        usage(`unknown argument ${args[i]}`);
    }
  }
  const unknown = only.find((name) => TASKS.every((task) => task.name !== name));
  if (unknown !== undefined) usage(`there is no task ${unknown}`);
  if (!Number.isInteger(rounds) || rounds < 1) usage("--rounds takes a number from 1 on");
  return { only, rounds, peers, executable };
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function reportTasks({ only, rounds, peers, executable }: Options): void {
  const tasks = TASKS.filter(({ name }) => only.length === 0 || only.includes(name));
  const program = join("bench", "tasks.bat");
  const batuta: CommandLine = [...batutaCommand(executable), program];
  const programs = new Map([["batuta", batuta], ...(peers ? installedPeers() : [])]);
  const figures = runInTurns(programs, { rounds, tasks: only, onTurn: (what) => console.error(what) });
  const own = figures.get("batuta") ?? new Map();
  figures.delete("batuta");
  console.log(`\n${taskTable(tasks, own, figures)}`);
}

/** One line: what, how long, beside what, how many times as long, and the target. */
function compare(what: string, ownMs: number, peer: string, peerMs: number, target: number): void {
  const ratio = ownMs / peerMs;
  const verdict = `≤ ${target} ${ratio <= target ? "ok" : "OVER"}`;
  const ms = (x: number) => `${threeDigits(x)} ms`;
  console.log(`${what}: ${ms(ownMs)}, ${peer} ${ms(peerMs)}, ratio ${ratio.toFixed(2)}, ${verdict}`);
}

function reportStart(executable: string | null): void {
  const built = executable ?? (exists(BUILT) ? BUILT : null);
  const { batutaMs, denoMs } = startTimes(batutaCommand(built));
  compare(`start, ${built ?? "from source"} -e 1`, batutaMs, "deno", denoMs, 1.8);
  if (built !== null) console.log(`first run after install: ${threeDigits(firstRunMs(built))} ms`);
}

function reportPrinting(executable: string | null): void {
  if (!isInstalled("awk")) return;
  const { batutaMs, awkMs } = printTimes(batutaCommand(executable));
  compare("println of a million lines", batutaMs, "awk", awkMs, 3);
}

function reportCompiling(): void {
  const args = ["run", "-A", "--quiet", join("bench", "compile_speed.ts")];
  const { stdout } = new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).outputSync();
  for (const [what, speed] of parseFigures(new TextDecoder().decode(stdout))) {
    const verdict = speed >= 20_000 ? "ok" : "UNDER";
    console.log(`reading and compiling, ${what}: ${Math.round(speed)} lines/s, ≥ 20000 ${verdict}`);
  }
}

const options = parseOptions(Deno.args);
reportTasks(options);
if (options.only.length === 0) {
  console.log("");
  reportStart(options.executable);
  reportCompiling();
  reportPrinting(options.executable ?? (exists(BUILT) ? BUILT : null));
}
