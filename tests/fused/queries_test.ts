/**
 * Queries by columns as programs see them: functions in conditions, walks that stop early, limits on memory, what explain and profile say.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  BatutaError,
  kw,
  list,
  mapOf,
  PMap,
  printReadably,
  symbolFrom as s,
  toArray,
  vec,
} from "../../lib/data/mod.ts";
import { useColumnsFrom } from "../../lib/fused/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import type { Measure } from "../../lib/query/compile.ts";
import { runPlan, streamPlan } from "../../lib/query/execute.ts";
import { measuredData } from "../../lib/query/explain.ts";
import { setMemoryLimit, setTables } from "../../lib/query/mod.ts";
import type { Node } from "../../lib/query/plan.ts";
import { runToEnd } from "../../lib/runtime/mod.ts";
import { answerOf } from "../lang/cases.ts";
import { ColumnTable } from "./column_table.ts";

const [A, B] = ["a", "b"].map(kw);

function tableOf(rows: number): ColumnTable {
  const table = new ColumnTable(":t", 16);
  for (let i = 0; i < rows; i++) table.add(mapOf(A, i, B, i % 3 === 0 ? null : i % 3));
  setTables((name) => name === kw("t") ? table : null);
  return table;
}

const scan = (): Node => clauses.sourceNode(kw("t"), () => null);

async function rowsOf(plan: Node, inRows = false): Promise<string> {
  const { thrown, value } = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { inRows }));
  if (thrown) throw value;
  return printReadably(value);
}

async function withColumns(test: () => Promise<void>): Promise<void> {
  await answerOf("nil"); // gives programs a host
  useColumnsFrom(0);
  try {
    await test();
  } finally {
    useColumnsFrom();
    setMemoryLimit(null);
  }
}

Deno.test("a function in a condition is called for the same rows as row by row", () =>
  withColumns(async () => {
    const table = tableOf(100);
    const called: unknown[] = [];
    const even = (x: unknown) => {
      called.push(x);
      return Number(x) % 2 === 0;
    };
    const test = list(s("and"), list(s("="), B, 1), list(even, A));
    const plan = clauses.selectNode(vec([A]), clauses.whereNode(test, scan()));
    const byRows = await rowsOf(plan, true);
    const calledByRows = called.splice(0);
    strictEqual(table.sliced, 0);
    strictEqual(await rowsOf(plan), byRows);
    ok(table.sliced > 0);
    deepStrictEqual(called, calledByRows);
  }));

Deno.test("rows come as they are walked over, and what fails later fails later", () =>
  withColumns(async () => {
    const table = tableOf(40);
    table.add(mapOf(A, "text"));
    const plan = clauses.selectNode(vec([list(s("as"), A, list(s("+"), A, 1))]), scan());
    const { value } = await runToEnd(() => streamPlan(plan));
    strictEqual(printReadably((value as { first(): unknown }).first()), "{:a 1}");
    const { value: failure } = await runToEnd(() => runPlan(plan, (rows) => vec(rows)));
    strictEqual((failure as BatutaError).code, "query-not-a-number");
  }));

Deno.test("a query that keeps too much fails, by rows and by columns", () =>
  withColumns(async () => {
    tableOf(5000);
    const plan = clauses.selectNode(vec([A]), clauses.orderNode(vec([B, A]), scan()));
    for (const inRows of [false, true]) {
      setMemoryLimit(50_000);
      const { thrown, value } = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { inRows }));
      ok(thrown && value instanceof BatutaError);
      strictEqual(value.code, "query-memory");
      match(String(value.hint), /BATUTA_QUERY_MEMORY/);
    }
  }));

Deno.test("a profile says what ran in columns, how many rows came out of each step, and what was kept", () =>
  withColumns(async () => {
    tableOf(100);
    const kept = clauses.whereNode(list(s(">"), A, 89), scan());
    const plan = clauses.aggregateNode(vec([list(s("as"), kw("n"), list(s("count")))]), clauses.groupNode(B, kept));
    const measures = new Map<Node, Measure>();
    const { value } = await runToEnd(() =>
      runPlan(plan, (_, { plan, execution }) => vec([measuredData(plan, measures, 1), execution.scanned]), { measures })
    );
    const [data, scanned] = toArray(value) as [PMap, number];
    const get = (data: PMap, name: string) => data.get(kw(name), null);
    const below = (data: PMap) => toArray(get(data, "inputs"))[0] as PMap;
    deepStrictEqual([get(data, "rows"), get(data, "in-columns"), scanned], [3, true, 20]);
    ok(Number(get(data, "bytes")) > 0);
    deepStrictEqual([get(below(data), "rows"), get(below(below(data)), "rows")], [10, 20]);
  }));
