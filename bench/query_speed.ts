/**
 * Queries over a log of a million records beside DuckDB (one thread) with the same rows: in turns, medians of wall time.
 * In: nothing, or `--rounds N`, `--rows N`, `--workers` (one worker beside two, over all rows). With `--cold DIR` the time of one query in this process over a log that is there.
 * Out: lines of "what figure"; milliseconds, DuckDB's as `duckdb-…`.
 * Rows are looked at where both give values of their language: `rows-…`; elsewhere the results are small.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { giveRooms } from "../lib/cli/give_rooms.ts";
import { DenoHost } from "../lib/cli/host.ts";
import { operationsIn } from "../lib/cli/logs.ts";
import { kw, list, symbolFrom, vec } from "../lib/data/mod.ts";
import "../lib/fused/mod.ts"; // so that queries run in columns
import * as clauses from "../lib/query/clauses.ts";
import { runPlan } from "../lib/query/execute.ts";
import { type Node, setTables, type Table } from "../lib/query/mod.ts";
import { runToEnd, setHost } from "../lib/runtime/mod.ts";
import { median, threeDigits } from "./figures.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    rows: { type: "string", default: "1000000" },
    cold: { type: "string", default: "" },
    workers: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const rows = Number(values.rows);
const USERS = 100_000;

const host = new DenoHost();
setHost(host);
giveRooms(host);

// ---- the queries, and the same in SQL ------------------------------------------------------------------------------------

const s = symbolFrom;
const [ID, USER, AMOUNT, STATUS, UID, GROUP] = ["id", "user-id", "amount", "status", "uid", "group"].map(kw);
const as = (name: string, ...form: unknown[]) => list(s("as"), kw(name), list(...form));
const events = clauses.sourceNode(kw("events"), () => null);
const users = clauses.sourceNode(kw("users"), () => null);

const grouped = clauses.aggregateNode(
  vec([as("n", s("count")), as("sum", s("sum"), AMOUNT)]),
  clauses.groupNode(USER, clauses.whereNode(list(s("="), STATUS, "active"), events)),
);
const ordered = clauses.orderNode(vec([AMOUNT, ID, kw("desc")]), events);
const joined = clauses.joinNode("inner", users, list(s("="), USER, UID), events);
const last = (node: Node, name: unknown) =>
  clauses.aggregateNode(vec([as("n", s("count")), as("last", s("last"), name)]), node);

interface Case {
  readonly name: string;
  readonly plan: Node;
  readonly sql: string;
  /** Whether the rows become values of the language on both sides. */
  readonly shown: boolean;
}

const CASES: readonly Case[] = [
  {
    name: "group",
    plan: grouped,
    sql: "select user_id, count(*), sum(amount) from events where status = 'active' group by user_id",
    shown: false,
  },
  {
    name: "top-100",
    plan: clauses.limitNode(100, clauses.orderNode(vec([AMOUNT, kw("desc"), ID]), events)),
    sql: "select * from events order by amount desc, id limit 100",
    shown: false,
  },
  {
    name: "sort",
    plan: last(ordered, ID),
    sql: "select count(*), last(id) from (select id from events order by amount, id desc)",
    shown: false,
  },
  {
    name: "join",
    plan: clauses.aggregateNode(vec([as("n", s("count")), as("sum", s("sum"), GROUP)]), joined),
    sql: "select count(*), sum(grp) from events join users on user_id = uid",
    shown: false,
  },
  {
    name: "rows-sort",
    plan: clauses.selectNode(vec([ID, AMOUNT]), ordered),
    sql: "select id, amount from events order by amount, id desc",
    shown: true,
  },
  {
    name: "rows-join",
    plan: clauses.selectNode(vec([ID, GROUP]), joined),
    sql: "select id, grp from events join users on user_id = uid",
    shown: true,
  },
];

async function answer(plan: Node): Promise<unknown[]> {
  const { thrown, value } = await runToEnd(() => runPlan(plan, (rows) => rows));
  if (thrown) throw value;
  return value as unknown[]; // what `runPlan` hands on
}

async function openLogs(folder: string): Promise<void> {
  const operations = operationsIn(folder);
  const found = new Map<unknown, Table>();
  for (const name of ["events", "users"]) found.set(kw(name), await operations["-table"](kw(name)) as Table);
  setTables((name) => found.get(name) ?? null);
}

// ---- cold ----------------------------------------------------------------------------------------------------------------

if (values.cold !== "") {
  const begun = performance.now();
  await openLogs(values.cold);
  await answer(grouped);
  console.log(`cold ${threeDigits(performance.now() - begun)}`);
  Deno.exit(0);
}

// ---- warm ----------------------------------------------------------------------------------------------------------------

const APPEND = `
(dlog/append-all :events
  (map (fn [i] {:id i :user-id (mod (* i 7919) 1000) :amount (* 0.5 (mod i 100)) :status (if (zero? (mod i 3)) "active" "idle")})
       (range ${rows})))
(dlog/append-all :users (map (fn [i] {:uid i :group (mod i 7)}) (range ${USERS})))`;

function deno(args: readonly string[]): string {
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", ...args],
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error(`deno ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}

const root = join(import.meta.dirname!, ".."); // this module is a file
const folder = Deno.makeTempDirSync({ prefix: "batuta-bench-" });
try {
  deno([join(root, "main.ts"), "--data", folder, "-e", APPEND]);
  await openLogs(folder);
  const duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  await duck.run(`create table events as select i::integer as id, ((i * 7919) % 1000)::integer as user_id,
    0.5 * (i % 100)::double as amount, case when i % 3 = 0 then 'active' else 'idle' end as status from range(${rows}) t(i)`);
  await duck.run(`create table users as select i::integer as uid, (i % 7)::integer as grp from range(${USERS}) t(i)`);
  const figures = new Map<string, number[]>();
  const timed = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    await work();
    figures.set(name, [...figures.get(name) ?? [], performance.now() - begun]);
  };
  for (const { name, plan, sql, shown } of CASES) {
    const turns = shown ? Math.min(3, rounds) : rounds;
    for (let round = 0; round < turns; round++) {
      await timed(name, () => answer(plan));
      await timed(`duckdb-${name}`, async () => {
        const reader = await duck.runAndReadAll(sql);
        return shown ? reader.getRowObjectsJS() : null;
      });
    }
  }
  if (values.workers) {
    for (const workers of [1, 2]) {
      for (let round = 0; round < rounds; round++) {
        await timed(`group-${workers}-workers`, () => answer(clauses.parallelNode("parallel", workers, grouped)));
      }
    }
  }
  for (const [name, seen] of figures) console.log(`${name} ${threeDigits(median(seen))}`);
  const cold: number[] = [];
  for (let round = 0; round < Math.min(5, rounds); round++) {
    cold.push(Number(deno([join(root, "bench", "query_speed.ts"), "--cold", folder]).split(" ")[1]));
  }
  console.log(`cold ${threeDigits(median(cold))}`);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
Deno.exit(0); // DuckDB would keep the process going
