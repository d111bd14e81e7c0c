/**
 * Queries over a log of a million records beside DuckDB (one thread) with the same rows: in turns, medians of wall time after some to warm up.
 * In: nothing, or `--rounds N`, `--rows N`. With `--cold DIR`, or `--cold-duckdb FILE`, the time of one query in this process over a log, or over a
 * database of DuckDB, that is there.
 * Out: lines of "what figure"; milliseconds, DuckDB's as `duckdb-…`.
 * Rows are looked at where both give values of their language: `rows-…`; elsewhere the results are small.
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { kw, vec } from "../lib/data/mod.ts";
import * as clauses from "../lib/query/clauses.ts";
import type { Node } from "../lib/query/mod.ts";
import { median, threeDigits } from "./figures.ts";
import {
  AMOUNT,
  answer,
  append,
  COUNT,
  deno,
  events,
  from,
  GROUP,
  grouped,
  ID,
  joined,
  last,
  openLogs,
  ordered,
  ROOT,
  sum,
  timed,
  users,
} from "./query_data.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    rows: { type: "string", default: "1000000" },
    cold: { type: "string", default: "" },
    "cold-duckdb": { type: "string", default: "" },
  },
});
const rounds = Number(values.rounds);
const rows = Number(values.rows);
const USERS = 100_000;
/** Columns are made in the first round; after a dozen V8 has optimised the loops of all, after some more both halves of its young generation were used. */
const WARM_UPS = 40;
const LOGS = ["events", "users"];

/** The same as `grouped`. */
const GROUPED_SQL = "select user_id, count(*), sum(amount) from events where status = 'active' group by user_id";

async function onlyTime(work: () => Promise<unknown>): Promise<never> {
  console.log(threeDigits(await timed(work)));
  Deno.exit(0);
}

if (values.cold !== "") {
  await onlyTime(async () => {
    await openLogs(values.cold, LOGS);
    await answer(grouped);
  });
}
if (values["cold-duckdb"] !== "") {
  await onlyTime(async () => {
    const duck = await (await DuckDBInstance.create(values["cold-duckdb"], { threads: "1" })).connect();
    await (await duck.run(GROUPED_SQL)).getRows();
  });
}

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
    sql: GROUPED_SQL,
    shown: false,
  },
  {
    name: "top-100",
    plan: clauses.limitNode(100, clauses.orderNode(vec([AMOUNT, kw("desc"), ID]), from("events"))),
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
    plan: clauses.aggregateNode(vec([COUNT, sum(GROUP)]), joined),
    sql: "select count(*), sum(grp) from events join users on user_id = uid",
    shown: false,
  },
  {
    name: "join-group",
    plan: clauses.aggregateNode(vec([COUNT, sum(AMOUNT)]), clauses.groupNode(GROUP, joined)),
    sql: "select grp, count(*), sum(amount) from events join users on user_id = uid group by grp",
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

const folder = Deno.makeTempDirSync({ prefix: "batuta-bench-" });
try {
  append(folder, `${events(rows)} ${users(USERS)}`);
  await openLogs(folder, LOGS);
  const duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  await duck.run(`create table events as select i::integer as id, ((i * 7919) % 1000)::integer as user_id,
    0.5 * (i % 100)::double as amount, case when i % 3 = 0 then 'active' else 'idle' end as status from range(${rows}) t(i)`);
  await duck.run(`create table users as select i::integer as uid, (i % 7)::integer as grp from range(${USERS}) t(i)`);
  const figures = new Map<string, number[]>();
  const note = (name: string, ms: number) => figures.set(name, [...figures.get(name) ?? [], ms]);
  for (const { name, plan, sql, shown } of CASES) {
    const turns = shown ? Math.min(3, rounds) : rounds;
    const theirs = async () => {
      const reader = await duck.runAndReadAll(sql);
      return shown ? reader.getRowObjectsJS() : null;
    };
    for (let round = -(shown ? 1 : WARM_UPS); round < turns; round++) {
      const [own, other] = [await timed(() => answer(plan)), await timed(theirs)];
      if (round < 0) continue;
      note(name, own);
      note(`duckdb-${name}`, other);
    }
  }
  for (const [name, seen] of figures) console.log(`${name} ${threeDigits(median(seen))}`);
  const file = join(folder, "duckdb");
  await duck.run(`attach '${file}' as saved; create table saved.events as from events; detach saved`);
  const inNewProcess = (option: string, path: string) =>
    Number(deno([join(ROOT, "bench", "query_speed.ts"), option, path]));
  const cold: number[] = [];
  const coldDuck: number[] = [];
  for (let round = 0; round < Math.min(5, rounds); round++) {
    cold.push(inNewProcess("--cold", folder));
    coldDuck.push(inNewProcess("--cold-duckdb", file));
  }
  console.log(`cold ${threeDigits(median(cold))}\nduckdb-cold ${threeDigits(median(coldDuck))}`);
} finally {
  Deno.removeSync(folder, { recursive: true });
}
Deno.exit(0); // DuckDB would keep the process going
