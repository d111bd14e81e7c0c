/**
 * The words after `batuta bench`. In: words, and the runs that are saved here. Out: what is asked for, a text to show, or a Diagnostic.
 * @module
 */
import { isRunName, parseRun, pathOf, type Run } from "../bench/mod.ts";
import type { Diagnostic } from "../source/mod.ts";
import { cliError } from "./errors.ts";
import { type CommandWords, numberIn } from "./words.ts";

export interface BenchTask {
  /** Paths, `path:line`, names. */
  readonly words: readonly string[];
  /** What each bench gets. */
  readonly timeMs: number;
  /** The name under which the run is saved; null: it is not. */
  readonly save: string | null;
  /** The run to compare with. */
  readonly before: Run | null;
  readonly json: boolean;
}

const USUAL_TIME_MS = 500;
const MOST_TIME_MS = 3_600_000;

const DETAILS = `
Without PATHS: programs with (defbench in bench, benches, or else here. NAMES
find ns/name by a part, * matches any; ^:skip before a name leaves it out. The
time of a run is the median of many, the spread is where half of them lie. A
bench counts as faster or slower only when these halves lie apart, and by more
than 5 %.
Exit status: 0, 1 when a bench failed or there was none, 2 for words without
sense.

Example:
  echo '(ns sums-bench (:require [batuta.bench :refer [defbench]]))
        (def numbers (vec (range 1000)))
        (defbench sum "Adds numbers." (reduce + numbers))' > sums_bench.bat
  batuta bench --time 50 --save before sums_bench.bat
  batuta bench --time 50 --compare before sums_bench.bat`;

interface Given {
  readonly time?: number;
  readonly save?: string;
  readonly compare?: string;
  readonly json?: boolean;
}

function savedRun(name: string): Run | Diagnostic {
  const path = pathOf(name);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch {
    return cliError("no-run", { path });
  }
  return parseRun(text) ?? cliError("bad-run", { path });
}

export const BENCH_WORDS: CommandWords<Given, BenchTask> = {
  tool: "batuta bench",
  usage: "[options] [PATHS, FILE:LINE, NAMES...]",
  summary: "Measure how long code takes.",
  operands: "[paths...]",
  options: [
    {
      flags: "--time <ms>",
      help: "how long each bench is measured, 500 unless given",
      read: (text) => numberIn(text, 1, MOST_TIME_MS),
    },
    { flags: "--save <name>", help: "keep the run in benchmarks/NAME.json" },
    { flags: "--compare <name>", help: "show what differs from that run" },
    { flags: "--json", help: "print the run as JSON" },
  ],
  details: DETAILS,
  task(words, { time = USUAL_TIME_MS, save, compare, json = false }) {
    const bad = [save, compare].find((name) => name !== undefined && !isRunName(name));
    if (bad !== undefined) return cliError("bad-run-name", { name: bad });
    const before = compare === undefined ? null : savedRun(compare);
    if (before !== null && "severity" in before) return before;
    return { words, timeMs: time, save: save ?? null, before, json };
  },
};
