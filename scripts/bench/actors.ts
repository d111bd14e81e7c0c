/**
 * What actors cost, beside what they may: between two workers, a million idle ones, computing on two workers, fairness.
 *
 *     deno task bench-actors [--rounds N] [--executable FILE] [MEASURE…]
 *
 * Out: a line for each figure, the median over rounds, with its target. The measures are those of `actors.bat`; each takes a process of
 * its own, and what is compared with each other runs in turns.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figures, medians, parseFigures, threeDigits } from "../../bench/figures.ts";
import { batutaCommand } from "../../bench/programs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    executable: { type: "string", default: join("dist", "batuta") },
    rounds: { type: "string", default: "3" },
  },
});
const rounds = Number(values.rounds);
const program = join(import.meta.dirname!, "actors.bat"); // this module is a file

/** What a measure prints on so many workers. */
function run(workers: number, measure: readonly string[]): Figures {
  const [command, ...args] = batutaCommand(values.executable);
  const { stdout, stderr, success } = new Deno.Command(command, {
    args: [...args, "--workers", `${workers}`, program, ...measure],
    env: { NO_COLOR: "1", DENO_V8_FLAGS: "--expose-gc" },
    stdin: "null",
    stderr: "piped",
  }).outputSync();
  if (!success) console.error(new TextDecoder().decode(stderr));
  return parseFigures(new TextDecoder().decode(stdout));
}

/** The medians over rounds, of one measure after the other in each round. */
function runInTurns(...measures: readonly (readonly [workers: number, measure: readonly string[]])[]): Figures[] {
  const seen: Figures[][] = measures.map(() => []);
  for (let round = 0; round < rounds; round++) {
    measures.forEach(([workers, measure], i) => seen[i].push(run(workers, measure)));
  }
  return seen.map(medians);
}

function atMost(what: string, figure: number | undefined, unit: string, target: number): void {
  if (figure === undefined) return console.log(`${what}: –`);
  console.log(`${what}: ${threeDigits(figure)} ${unit}, ≤ ${target} ${figure <= target ? "ok" : "OVER"}`);
}

function atLeast(what: string, figure: number | undefined, unit: string, target: number): void {
  if (figure === undefined) return console.log(`${what}: –`);
  console.log(`${what}: ${threeDigits(figure)} ${unit}, ≥ ${target} ${figure >= target ? "ok" : "UNDER"}`);
}

function report(what: string, figure: number | undefined, unit: string): void {
  console.log(`${what}: ${figure === undefined ? "–" : `${threeDigits(figure)} ${unit}`}`);
}

const IDLE = 1_000_000;
/** Of `fib`: a computation of some seconds, so that what it costs to start a worker and to move does not count. */
const SIZE = 41;

const MEASURES: Readonly<Record<string, () => void>> = {
  "one-way"() {
    const [figures] = runInTurns([2, ["one-way"]]);
    const perSecond = figures.get("messages-per-second");
    atLeast("messages to another worker", perSecond === undefined ? undefined : perSecond / 1e6, "million/s", 3);
  },
  "round-trip"() {
    const [figures] = runInTurns([2, ["round-trip"]]);
    atMost("round trip to another worker, median", figures.get("round-trip-us"), "us", 40);
    report("round trip to another worker, 99 of 100", figures.get("round-trip-99-us"), "us");
  },
  "idle"() {
    const [figures] = runInTurns([1, ["idle", `${IDLE}`]]);
    atMost("an idle actor, of a million", figures.get("bytes-per-idle-actor"), "bytes", 600);
    report("starting one of them", figures.get("spawn-idle-ns"), "ns");
  },
  "compute"() {
    const measure = ["compute", `${SIZE}`];
    const [one, two] = runInTurns([1, measure], [2, measure]).map((figures) => figures.get("compute-ms"));
    report("eight computations on one worker", one, "ms");
    atLeast("as fast on two", one === undefined || two === undefined ? undefined : one / two, "times", 1.7);
  },
  "start"() {
    const [figures] = runInTurns([2, ["start"]]);
    report("the first answer from another worker, which starts it", figures.get("start-worker-ms"), "ms");
    report("the second", figures.get("started-worker-ms"), "ms");
  },
  "fairness"() {
    const [figures] = runInTurns([2, ["fairness"]]);
    report("a call beside eight busy loops, median", figures.get("busy-call-ms"), "ms");
    atMost("a call beside eight busy loops, 99 of 100", figures.get("busy-call-99-ms"), "ms", 100);
    report("a call beside eight busy loops, the longest", figures.get("busy-call-longest-ms"), "ms");
  },
};

const unknown = positionals.find((name) => !Object.hasOwn(MEASURES, name));
if (unknown !== undefined) {
  console.error(`There is no measure ${unknown}, only ${Object.keys(MEASURES).join(", ")}`);
  Deno.exit(2);
}
for (const name of positionals.length > 0 ? positionals : Object.keys(MEASURES)) MEASURES[name]();
