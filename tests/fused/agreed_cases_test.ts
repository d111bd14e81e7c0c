/** Queries that once were answered otherwise by columns than row by row. When red, suspect what is named beside each. */
import { deepStrictEqual } from "node:assert/strict";
import { kw, list, mapOfArray, mkFloat, printReadably, symbolFrom, vec } from "../../lib/data/mod.ts";
import { useColumnsFrom } from "../../lib/fused/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import { runPlan } from "../../lib/query/execute.ts";
import { type Node, setTables } from "../../lib/query/mod.ts";
import { runToEnd } from "../../lib/runtime/mod.ts";
import { answerOf } from "../lang/cases.ts";
import { ColumnTable } from "./column_table.ts";

type Fields = Readonly<Record<string, unknown>>;

function source(name: string): Node {
  return clauses.sourceNode(kw(name), () => null);
}

function call(name: string, ...args: unknown[]): unknown {
  return list(symbolFrom(name), ...args);
}

function tableOf(name: string, records: readonly Fields[]): ColumnTable {
  const table = new ColumnTable(`:${name}`, 7);
  for (const fields of records) {
    table.add(mapOfArray(Object.entries(fields).flatMap(([key, value]) => [kw(key), value])));
  }
  return table;
}

/** What a plan answers over the tables `t` and `u`, by columns; it has to be what it answers row by row. */
async function answered(plan: Node, t: readonly Fields[], u: readonly Fields[] = []): Promise<string> {
  await answerOf("nil"); // gives programs a host
  const tables = new Map<unknown, ColumnTable>([[kw("t"), tableOf("t", t)], [kw("u"), tableOf("u", u)]]);
  setTables((name) => tables.get(name) ?? null);
  const outcome = async (inRows: boolean) => {
    const { thrown, value } = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { inRows }));
    return thrown ? `fails: ${value}` : printReadably(value);
  };
  useColumnsFrom(0);
  try {
    const found = await outcome(false);
    deepStrictEqual(found, await outcome(true));
    return found;
  } finally {
    useColumnsFrom();
  }
}

const [OK, B, S, ID] = ["ok", "b", "s", "id"].map(kw);
const LESS = call("<", B, kw("u.a"));

Deno.test("a key with nil is a column of its side, wherever rows come from (names of `Part`, keys of records)", async () => {
  const [left, right] = [[{ b: null, ok: false }], [{ a: 1, b: 0, ok: false }]];
  const where = clauses.whereNode(call("=", OK, false), source("t"));
  const inputs = [
    source("t"),
    where,
    clauses.limitNode(5, where),
    clauses.orderNode(vec([OK]), source("t")),
    clauses.unionNode(source("t"), source("t")),
  ];
  for (const input of inputs) {
    for (const on of [LESS, call("and", call("=", OK, kw("u.ok")), LESS)]) {
      const joined = clauses.joinNode("inner", source("u"), on, input);
      deepStrictEqual(await answered(joined, left, right), "[]");
      deepStrictEqual(await answered(clauses.selectNode(vec([OK]), joined), left, right), "[]");
    }
  }
  // Where no record has the key, the other side is meant.
  const joined = clauses.joinNode("inner", source("u"), LESS, where);
  deepStrictEqual(await answered(clauses.selectNode(vec([OK]), joined), [{ ok: false }], right), "[{:ok false}]");
});

Deno.test("joined rows in a union name their columns by all keys, whatever is asked for (pruning)", async () => {
  const joined = clauses.joinNode("inner", source("u"), call("=", B, kw("u.b")), source("t"));
  const plan = clauses.selectNode(vec([kw("u.id")]), clauses.unionNode(source("t"), joined));
  deepStrictEqual(await answered(plan, [{ id: 1, b: 7 }], [{ id: 2, b: 7 }]), "[{:u.id 2} {:u.id nil}]");
});

Deno.test("a test that fails comes before one that no row passes (skipping slices)", async () => {
  const test = call("and", call("<", ID, "active"), call("=", S, "active"));
  const found = await answered(clauses.whereNode(test, source("t")), [{ id: 0, s: "idle" }]);
  deepStrictEqual(found.startsWith("fails"), true, found);
});

Deno.test("zero and minus zero are two constants (names of constants in loops)", async () => {
  const n = call("as", kw("n"), call("-", call("coalesce", B, mkFloat(-0))));
  const plan = clauses.selectNode(vec([n]), clauses.whereNode(call("=", ID, 0), source("t")));
  deepStrictEqual(await answered(plan, [{ id: 0, b: null }]), "[{:n 0.0}]");
});
