/**
 * Batuta beside its peers: the tasks of `bench/`, in turns with Clojure, Elixir and Python where they are installed; then how
 * long it takes to start, to compile, to print, to read and write JSON, to go through a file line by line, and what logs cost.
 *
 *     deno task bench [--only TASK]… [--only logs] [--only queries] [--only large-queries] [--rounds N] [--no-peers] [--executable FILE] [--megabytes N]
 *
 * Without `--only` everything; with it only these tasks. Batuta runs from source, or as the executable that is named.
 * @module
 */

import { join } from "node:path";
import { type Figures, parseFigures, TASKS, taskTable, threeDigits } from "../bench/figures.ts";
import { batutaCommand, type CommandLine, installedPeers, isInstalled, runInTurns } from "../bench/programs.ts";
import { lineTimes } from "../bench/lines.ts";
import { V8_FLAGS } from "./flags.ts";
import { firstRunMs, printTimes, startTimes } from "../bench/startup.ts";

const BUILT = join("dist", "batuta");
/** What `--only` takes beside tasks. */
const LOGS = "logs";
const QUERIES = "queries";
/** Only where it is asked for: its logs take minutes to make. */
const LARGE_QUERIES = "large-queries";
const OTHERS = [LOGS, QUERIES, LARGE_QUERIES];

interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly peers: boolean;
  readonly executable: string | null;
  /** Size of the file whose lines are read. */
  readonly megabytes: number;
}

function usage(problem: string): never {
  console.error(`bench: ${problem}`);
  console.error("usage: deno task bench [--only TASK]… [--rounds N] [--no-peers] [--executable FILE] [--megabytes N]");
  console.error(`tasks: ${TASKS.map(({ name }) => name).join(" ")}`);
  Deno.exit(2);
}

function parseOptions(args: readonly string[]): Options {
  const only: string[] = [];
  let [rounds, peers, executable, megabytes] = [3, true, null as string | null, 100];
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
      case "--megabytes":
        megabytes = Number(value());
        break;
      default:
        usage(`unknown argument ${args[i]}`);
    }
  }
  const unknown = only.find((name) => !OTHERS.includes(name) && TASKS.every((task) => task.name !== name));
  if (unknown !== undefined) usage(`there is no task ${unknown}`);
  if (!Number.isInteger(rounds) || rounds < 1) usage("--rounds takes a number from 1 on");
  if (!Number.isInteger(megabytes) || megabytes < 1) usage("--megabytes takes a number from 1 on");
  return { only, rounds, peers, executable, megabytes };
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
function compare(what: string, ownMs: number, peer: string, peerMs: number, target: number | null): void {
  const ratio = ownMs / peerMs;
  const verdict = target === null ? "no target" : `≤ ${target} ${ratio <= target ? "ok" : "OVER"}`;
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

/** What one of the programs beside this one prints. */
function figuresOf(program: string, ...options: readonly string[]): Figures {
  const args = ["run", "-A", "--quiet", V8_FLAGS, join("bench", program), ...options];
  const { stdout } = new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).outputSync();
  return parseFigures(new TextDecoder().decode(stdout));
}

function reportJson(): void {
  for (const [what, ratio] of figuresOf("json_speed.ts")) {
    console.log(
      `JSON, ${what}: ${ratio.toFixed(2)} times the host with a conversion, ≤ 3 ${ratio <= 3 ? "ok" : "OVER"}`,
    );
  }
}

/** What validating costs beside a predicate that is written by hand. */
function reportSpecs(executable: string | null): void {
  const [command, ...words] = batutaCommand(executable);
  const { stdout } = new Deno.Command(command, { args: [...words, join("bench", "spec.bat")], stderr: "inherit" })
    .outputSync();
  for (const [what, ratio] of parseFigures(new TextDecoder().decode(stdout))) {
    console.log(`spec, ${what}: ${ratio.toFixed(2)} times by hand, ≤ 3 ${ratio <= 3 ? "ok" : "OVER"}`);
  }
}

function reportLines(executable: string | null, megabytes: number): void {
  if (!isInstalled("python3")) return;
  for (const from of ["a file", "standard input"] as const) {
    const { batutaMs, pythonMs, batutaPeakMB } = lineTimes(batutaCommand(executable), from, megabytes);
    compare(`line-seq of ${from}, ${megabytes} MB`, batutaMs, "python3", pythonMs, 3);
    const verdict = batutaPeakMB <= 200 ? "ok" : "OVER";
    if (batutaPeakMB > 0) console.log(`memory for that: ${batutaPeakMB.toFixed(0)} MB, ≤ 200 ${verdict}`);
  }
}

/** What must hold of logs: figures of `log_speed.ts`, and of `log.bat`, which the executable runs. */
const LOG_TARGETS: Readonly<
  Record<string, readonly [what: string, least: number | null, most: number | null, unit: string]>
> = {
  "append": ["appended by the storage", 300_000, null, " records/s"],
  "one-actor": ["appended by one actor", 300_000, null, " records/s"],
  "eight-actors": ["appended by eight actors", 300_000, null, " records/s"],
  "read": ["read in order", 1_500_000, null, " records/s"],
  "queried": ["gone through by a query", null, null, " records/s"],
  "beside-sqlite": ["batches of 1000, beside SQLite (WAL, FULL)", 1, null, " times as fast"],
  "beside-bare": ["each durable, beside bare write and fdatasync", 0.8, null, " times as fast"],
  "open-ms": ["10 GB opened, the last record read, closed", null, 200, " ms"],
  "prove-ms": ["inclusion proof among 10 million", null, 1, " ms"],
};

function reportLogs(executable: string | null): void {
  const data = Deno.makeTempDirSync({ prefix: "batuta-bench-" });
  const [command, ...args] = [...batutaCommand(executable), "--data", data, join("bench", "log.bat")];
  const { stdout } = new Deno.Command(command, { args, stderr: "inherit" }).outputSync();
  Deno.removeSync(data, { recursive: true });
  const figures = new Map([...figuresOf("log_speed.ts"), ...parseFigures(new TextDecoder().decode(stdout))]);
  for (const [name, [what, least, most, unit]] of Object.entries(LOG_TARGETS)) {
    const figure = figures.get(name);
    if (figure === undefined) continue;
    const verdict = least !== null
      ? `, ≥ ${least} ${figure >= least ? "ok" : "UNDER"}`
      : most !== null
      ? `, ≤ ${most} ${figure <= most ? "ok" : "OVER"}`
      : "";
    console.log(`log, ${what}: ${figure}${unit}${verdict}`);
  }
}

/** What queries over a million records may take, as multiples of DuckDB's time with one thread. */
const QUERY_TARGETS: Readonly<Record<string, readonly [what: string, most: number | null]>> = {
  "group": ["filter, group, two aggregates", 0.7],
  "top-100": ["the first 100 of an order", 1],
  "sort": ["all in order", 1],
  "join": ["join with 100,000 rows", 1],
  "join-group": ["join with 100,000 rows, grouped", 1],
  "rows-sort": ["all in order, as values", null],
  "rows-join": ["all of a join, as values", null],
  "cold": ["grouped in a new process, from files", 0.8],
};
/** What the peers print for filter, group and two aggregates over a million maps in memory. */
const IN_MEMORY = "query-1M-in-memory-ms";
const COLD_MS = 45;

function reportQueries({ rounds, peers }: Options): void {
  const figures = figuresOf("query_speed.ts");
  for (const [name, [what, most]] of Object.entries(QUERY_TARGETS)) {
    const [own, theirs] = [figures.get(name), figures.get(`duckdb-${name}`)];
    if (own !== undefined && theirs !== undefined) compare(`query, ${what}`, own, "duckdb", theirs, most);
  }
  const own = figures.get("group");
  const found = runInTurns(peers ? installedPeers() : new Map(), { rounds, tasks: [IN_MEMORY], onTurn: () => {} });
  for (const [peer, seen] of found) {
    const theirs = seen.get(IN_MEMORY);
    if (own !== undefined && theirs !== undefined) compare("query, over maps in memory", own, peer, theirs, 0.05);
  }
  const cold = figures.get("cold");
  if (cold !== undefined) {
    console.log(`query, in a new process, from files: ${cold} ms, ≤ ${COLD_MS} ${cold <= COLD_MS ? "ok" : "OVER"}`);
  }
}

/** What queries over ten million rows may take beside others of the same run. */
const LARGE_TARGETS: Readonly<
  Record<string, readonly [what: string, of: string, beside: string, least: number | null, most: number | null]>
> = {
  "linear": ["ten times the rows, times as long", "rows-all", "rows-tenth", null, 12],
  "workers": ["two workers, times as fast as one", "workers-1", "workers-2", 1.5, null],
  "workers-thread": ["the same by processor time", "workers-1-thread", "workers-2-thread", 1.5, null],
  "now": ["now of 1,000 versions beside one, times as long", "often", "once", null, 1.5],
  "cold-now": ["the same in a new process", "cold-often", "cold-once", null, 1.5],
};

function reportLargeQueries(): void {
  const figures = figuresOf("large_queries.ts");
  for (const [what, of, beside, least, most] of Object.values(LARGE_TARGETS)) {
    const [a, b] = [figures.get(of), figures.get(beside)];
    if (a === undefined || b === undefined) continue;
    const ratio = a / b;
    const verdict = least !== null
      ? `≥ ${least} ${ratio >= least ? "ok" : "UNDER"}`
      : `≤ ${most} ${most !== null && ratio <= most ? "ok" : "OVER"}`;
    console.log(`query, ${what}: ${ratio.toFixed(2)} (${threeDigits(a)} ms, ${threeDigits(b)} ms), ${verdict}`);
  }
}

function reportCompiling(): void {
  for (const [what, speed] of figuresOf("compile_speed.ts")) {
    const verdict = speed >= 20_000 ? "ok" : "UNDER";
    console.log(`reading and compiling, ${what}: ${Math.round(speed)} lines/s, ≥ 20000 ${verdict}`);
  }
}

const CHECK_TARGETS: Readonly<Record<string, readonly [what: string, most: number]>> = {
  "check-10000-lines": ["checking types of 10,000 lines", 1000],
  "check-edited": ["the same after an edit", 100],
};

function reportChecking(): void {
  for (const [name, ms] of figuresOf("check_speed.ts")) {
    const [what, most] = CHECK_TARGETS[name];
    console.log(`${what}: ${threeDigits(ms)} ms, ≤ ${most} ${ms <= most ? "ok" : "OVER"}`);
  }
}

const options = parseOptions(Deno.args);
const hasTasks = options.only.length === 0 || options.only.some((name) => !OTHERS.includes(name));
if (hasTasks) reportTasks(options);
if (options.only.includes(QUERIES)) reportQueries(options);
if (options.only.includes(LARGE_QUERIES)) reportLargeQueries();
if (options.only.includes(LOGS)) reportLogs(options.executable ?? (exists(BUILT) ? BUILT : null));
if (options.only.length === 0) {
  console.log("");
  reportStart(options.executable);
  reportCompiling();
  reportChecking();
  const built = options.executable ?? (exists(BUILT) ? BUILT : null);
  reportPrinting(built);
  reportJson();
  reportSpecs(built);
  reportLines(built, options.megabytes);
  reportLogs(built);
  reportQueries(options);
}
