/**
 * Queries over large logs beside themselves: ten million rows beside a million, two workers beside one, a thousand versions of each key beside one.
 * In: nothing, or `--rounds N`, `--rows N` (of the larger log), `--versions N`, `--keys N`, `--data DIR` (keeps the logs there, or finds them). With
 * `--now NAME` and `--data` the time of one query of now in this process.
 * Out: lines of "what figure"; milliseconds of wall time, medians of turns; of workers also the processor time of this thread (`…-thread`), which is what an
 * idle machine would take, but for waking workers.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as clauses from "../lib/query/clauses.ts";
import { vec } from "../lib/data/mod.ts";
import { median, threeDigits } from "./figures.ts";
import {
  AMOUNT,
  answer,
  append,
  COUNT,
  deno,
  events,
  from,
  grouped,
  openLogs,
  ROOT,
  STATUS,
  sum,
  timed,
} from "./query_data.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    rows: { type: "string", default: "10000000" },
    versions: { type: "string", default: "1000" },
    keys: { type: "string", default: "10000" },
    data: { type: "string", default: "" },
    now: { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const root = values.data === "" ? Deno.makeTempDirSync({ prefix: "batuta-bench-" }) : values.data;

/** Milliseconds that this thread has run; null where the system does not say. */
function threadMs(): number | null {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ")[0]) / 1e6;
  } catch {
    return null;
  }
}

/** A folder of logs, made where it is missing. */
function made(name: string, code: () => string): string {
  const folder = join(root, name);
  try {
    Deno.statSync(folder);
  } catch {
    append(folder, code());
  }
  return folder;
}

const figures = new Map<string, number[]>();
function note(name: string, value: number): void {
  figures.set(name, [...figures.get(name) ?? [], value]);
}

async function measured(name: string, plan: Parameters<typeof answer>[0]): Promise<void> {
  const before = threadMs();
  note(name, await timed(() => answer(plan)));
  const after = threadMs();
  if (before !== null && after !== null) note(`${name}-thread`, after - before);
}

/** Turns of several plans, after some of each to read the columns and to warm up. */
async function inTurns(plans: ReadonlyMap<string, Parameters<typeof answer>[0]>): Promise<void> {
  for (const plan of plans.values()) for (let i = 0; i < WARM_UPS; i++) await answer(plan);
  for (let round = 0; round < rounds; round++) for (const [name, plan] of plans) await measured(name, plan);
}

function versions(name: string, count: number): string {
  const keys = Number(values.keys);
  return `(dlog/create :${name} {:key :id})
    (dlog/append-all :${name}
      (map (fn [i] {:id (mod i ${keys}) :amount (* 0.5 (mod i 97)) :status (if (zero? (mod i 3)) "active" "idle")})
           (range ${keys * count})))`;
}

function ofNow(name: string): Parameters<typeof answer>[0] {
  return clauses.aggregateNode(vec([COUNT, sum(AMOUNT)]), clauses.groupNode(STATUS, from(name)));
}

/** Logs with one version of each key, and with many. */
const NAMES = ["once", "often"];
/** After a dozen turns V8 has optimised all loops, of each worker; after some more both halves of its young generation were used. */
const WARM_UPS = 40;
/** So many queries of a millisecond are measured together. */
const SHORT = 20;

if (values.now !== "") {
  const ms = await timed(async () => {
    await openLogs(join(root, "versions"), [values.now]);
    await answer(ofNow(values.now));
  });
  console.log(`now ${threeDigits(ms)}`);
  Deno.exit(0);
}

try {
  const rows = Number(values.rows);
  const [small, large] = [made("small", () => events(rows / 10)), made("large", () => events(rows))];
  await openLogs(small, ["events"]);
  await inTurns(new Map([["rows-tenth", grouped]]));
  await openLogs(large, ["events"]);
  const workers = [1, 2].map((n) => [`workers-${n}`, clauses.parallelNode("parallel", n, grouped)] as const);
  await inTurns(new Map([["rows-all", grouped], ...workers]));

  const both = made("versions", () => `${versions("once", 1)} ${versions("often", Number(values.versions))}`);
  await openLogs(both, NAMES);
  for (const name of NAMES) await answer(ofNow(name)); // the first query of all makes the columns
  for (let round = 0; round < rounds; round++) {
    for (const name of NAMES) {
      note(
        name,
        await timed(async () => {
          for (let i = 0; i < SHORT; i++) await answer(ofNow(name));
        }) / SHORT,
      );
    }
  }
  for (let round = 0; round < Math.min(5, rounds); round++) {
    for (const name of NAMES) {
      const words = deno([join(ROOT, "bench", "large_queries.ts"), "--data", root, "--now", name]).split(" ");
      note(`cold-${name}`, Number(words[1]));
    }
  }
  for (const [name, seen] of figures) console.log(`${name} ${threeDigits(median(seen))}`);
} finally {
  if (values.data === "") Deno.removeSync(root, { recursive: true });
}
Deno.exit(0); // workers would keep the process going
