/**
 * The Savina benchmarks of `savina.bat`, on one worker and on two, in turns.
 *
 *     deno task savina [--executable FILE] [--rounds N] [BENCHMARK…]
 *
 * Out: a table of times for one operation: a message for most, an actor for fork-join-create, a transfer for banking, all solutions for
 * n-queens; the median over rounds. Exit status 1 when a benchmark gave a wrong result.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figures, renderTable, threeDigits } from "../../bench/figures.ts";
import { batutaCommand, type CommandLine, runInTurns } from "../../bench/programs.ts";

const NAMES = [
  "ping-pong",
  "count",
  "fork-join-create",
  "thread-ring",
  "chameneos",
  "big",
  "banking",
  "n-queens",
];
const WORKERS = [1, 2];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    executable: { type: "string", default: join("dist", "batuta") },
    rounds: { type: "string", default: "3" },
  },
});

function time(ns: number | undefined): string {
  if (ns === undefined) return "–";
  return ns >= 1e6
    ? `${threeDigits(ns / 1e6)} ms`
    : ns >= 1e4
    ? `${threeDigits(ns / 1e3)} us`
    : `${threeDigits(ns)} ns`;
}

const names = positionals.length > 0 ? positionals : NAMES;
const program = join(import.meta.dirname!, "savina.bat"); // this module is a file
const programs = new Map<string, CommandLine>(
  WORKERS.map((n) => [`${n}`, [...batutaCommand(values.executable), "--workers", `${n}`, program]]),
);
const figures = runInTurns(programs, {
  rounds: Number(values.rounds),
  tasks: names,
  onTurn: (what) => console.error(`${what} worker(s)`),
});
const of = (workers: number): Figures => figures.get(`${workers}`) ?? new Map();
const rows = names.map((name) => [name, ...WORKERS.map((n) => time(of(n).get(name)))]);
console.log(renderTable([["one operation", "1 worker", "2 workers"], ...rows]));
if (names.some((name) => WORKERS.some((n) => !of(n).has(name)))) Deno.exit(1);
