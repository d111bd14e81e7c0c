/**
 * Looking back: what `as-of`, `since`, `valid-at` and `history` answer over histories made by chance is what folding the entries of the log tells, at
 * every time. When one fails, suspect `lib/query/versions.ts`, over logs only: `lib/log/`.
 */
import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Instant, kw, mapOf, printReadably, vec } from "../../lib/data/mod.ts";
import { Logs, operationsOn } from "../../lib/log/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import { runPlan } from "../../lib/query/execute.ts";
import { setTables } from "../../lib/query/mod.ts";
import type { Node } from "../../lib/query/plan.ts";
import { runToEnd } from "../../lib/runtime/mod.ts";
import { answerOf } from "../lang/cases.ts";
import { MemoryTable } from "./memory.ts";

/** What is written: times are seconds. */
interface Write {
  readonly time: number;
  readonly key: number;
  /** Null: the key is deleted. */
  readonly n: number | null;
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

const SECOND = 1000;
const LAST = 8;

const second = fc.nat(LAST);
const write = fc.record({
  time: second,
  key: fc.nat(2),
  n: fc.option(fc.nat(99), { freq: 3 }),
  interval: fc.option(fc.tuple(fc.option(second), fc.option(second)), { freq: 2 }),
}).map(({ time, key, n, interval }): Write => {
  const [from, to] = interval ?? [null, null];
  // An interval has a beginning before its end.
  const fits = from === null || to === null ? to === null || time < to : from < to;
  return { time, key, n, validFrom: fits ? from : null, validTo: fits ? to : null };
});
const writes = fc.array(write, { maxLength: 12, size: "max" }).map((all) => all.toSorted((a, b) => a.time - b.time));

// ---- what it means ---------------------------------------------------------------------------------------------------------

function start({ validFrom, time }: Write): number {
  return validFrom ?? time;
}

function holds(each: Write, at: number): boolean {
  return start(each) <= at && (each.validTo === null || at < each.validTo);
}

/** The rows of a log with a key after some writes: the last of each key, in the order in which keys came first. */
function folded(all: readonly Write[]): Write[] {
  const last = new Map<number, Write>();
  for (const each of all) last.set(each.key, each);
  return [...last.values()].filter(({ n }) => n !== null);
}

/** As the table was: what says when it is true counts only then. */
function asOf(all: readonly Write[], at: number, isKeyed: boolean): Write[] {
  const written = all.filter(({ time }) => time <= at);
  if (!isKeyed) return written.filter(({ n }) => n !== null);
  return folded(written.filter((each) => (each.validFrom === null && each.validTo === null) || holds(each, at)));
}

function validAt(all: readonly Write[], at: number, known: number, isKeyed: boolean): Write[] {
  const then = all.filter(({ time }) => time <= known).filter((each) => holds(each, at));
  return isKeyed ? folded(then) : then.filter(({ n }) => n !== null);
}

type Version = { readonly write: Write; readonly from: number; readonly to: number | null };

/** What was true of one key from second to second, as runs of the same write. */
function versions(all: readonly Write[]): Version[] {
  const found: { write: Write; from: number; to: number | null }[] = [];
  // Behind the last second nothing changes.
  for (let at = 0; at <= LAST + 1; at++) {
    const now = all.filter((each) => holds(each, at)).at(-1);
    const before = found.at(-1);
    if (before !== undefined && before.to === null && before.write !== now) before.to = at;
    if (now !== undefined && (before === undefined || before.to !== null)) {
      found.push({ write: now, from: at, to: null });
    }
  }
  return found.filter(({ write }) => write.n !== null);
}

function overlaps({ from, to }: Version, low: number, high: number): boolean {
  return from < high && (to === null || to > low);
}

function history(all: readonly Write[], low: number, high: number): Version[] {
  const keys = [...new Set(all.map(({ key }) => key))];
  return keys.flatMap((key) => versions(all.filter((each) => each.key === key))).filter((v) => overlaps(v, low, high));
}

// ---- what queries answer -------------------------------------------------------------------------------------------------

const NAME = kw("t");

function instant(seconds: number | null): Instant | null {
  return seconds === null ? null : new Instant(seconds * SECOND);
}

function recordOf({ key, n }: Write) {
  return mapOf(kw("id"), key, kw("n"), n);
}

function shown(all: readonly Write[]): string {
  return printReadably(vec(all.map(recordOf)));
}

function shownVersions(all: readonly Version[]): string {
  return printReadably(
    vec(
      all.map(({ write, from, to }) =>
        recordOf(write).assoc(kw("valid-from"), instant(from)).assoc(kw("valid-to"), instant(to))
      ),
    ),
  );
}

async function answered(plan: Node): Promise<string> {
  const ending = await runToEnd(() => runPlan(plan, (rows) => vec(rows)));
  if (ending.thrown) throw ending.value;
  return printReadably(ending.value);
}

async function compare(all: readonly Write[], isKeyed: boolean): Promise<void> {
  const said = printReadably(vec(all.map((each) => vec([each.time, each.key, each.n, each.validFrom, each.validTo]))));
  const scan = clauses.sourceNode(NAME, () => null);
  const check = async (plan: Node, wanted: string, what: string) => {
    strictEqual(await answered(plan), wanted, `${what}, ${isKeyed ? "with a key" : "without a key"}: ${said}`);
  };
  for (let at = -1; at <= LAST + 1; at++) {
    const then = clauses.asOfNode(instant(at), scan);
    await check(then, shown(asOf(all, at, isKeyed)), `as of ${at}`);
    await check(clauses.validAtNode(instant(at), scan), shown(validAt(all, at, Infinity, isKeyed)), `valid at ${at}`);
    const earlier = clauses.validAtNode(instant(at), clauses.asOfNode(instant(4), scan));
    await check(earlier, shown(validAt(all, at, 4, isKeyed)), `valid at ${at} as of 4`);
    const since = clauses.sinceNode(instant(at), clauses.asOfNode(instant(6), scan));
    const wanted = asOf(all, 6, isKeyed).filter(({ time }) => time > at);
    await check(since, shown(wanted), `since ${at} as of 6`);
    if (!isKeyed) continue;
    for (const high of [at + 1, at + 3]) {
      const plan = clauses.historyNode(instant(at), instant(high), scan);
      await check(plan, shownVersions(history(all, at, high)), `history from ${at} to ${high}`);
    }
  }
}

/** Without a key nothing is deleted. */
function possible(all: readonly Write[], isKeyed: boolean): Write[] {
  return isKeyed ? [...all] : all.filter(({ n }) => n !== null);
}

Deno.test("looking back at tables in memory", async () => {
  await answerOf("nil"); // gives programs a host
  const run = async (all: Write[], isKeyed: boolean) => {
    const written = possible(all, isKeyed);
    const table = new MemoryTable(":t", isKeyed ? kw("id") : null);
    setTables(() => table);
    const ms = (seconds: number | null) => seconds === null ? null : seconds * SECOND;
    for (const each of written) {
      const { time, key, n, validFrom, validTo } = each;
      const about = { time: time * SECOND, validFrom: ms(validFrom), validTo: ms(validTo) };
      table.add(n === null ? key : recordOf(each), { ...about, deleted: n === null });
    }
    await compare(written, isKeyed);
  };
  await fc.assert(fc.asyncProperty(writes, fc.boolean(), run), { numRuns: 100 });
});

Deno.test("looking back at logs", async () => {
  await answerOf("nil");
  const folder = Deno.makeTempDirSync({ prefix: "batuta-history-" });
  const logs = new Logs(folder);
  const operations = operationsOn(logs);
  let count = 0;
  const run = async (all: Write[], isKeyed: boolean) => {
    const written = possible(all, isKeyed);
    const log = kw(`t${count++}`);
    await operations.create(log, isKeyed ? mapOf(kw("key"), kw("id")) : mapOf());
    for (const each of written) {
      const times: [string, number | null][] = [
        ["at", each.time],
        ["valid-from", each.validFrom],
        ["valid-to", each.validTo],
      ];
      const about = mapOf(...times.flatMap(([name, at]) => at === null ? [] : [kw(name), instant(at)]));
      if (each.n === null) await operations.delete(log, each.key, about);
      else await operations.append(log, recordOf(each), about);
    }
    const table = await operations["-table"](log);
    setTables(() => table);
    await compare(written, isKeyed);
  };
  try {
    await fc.assert(fc.asyncProperty(writes, fc.boolean(), run), { numRuns: 15 });
  } finally {
    await logs.close();
    Deno.removeSync(folder, { recursive: true });
  }
});
