/**
 * Queries by columns as programs see them: functions in conditions, walks that stop early, limits on memory, what explain and profile say.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  BatutaError,
  kw,
  list,
  mapOf,
  mkFloat,
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
import { setMemoryLimit, setTables, visitPlan } from "../../lib/query/mod.ts";
import type { Node } from "../../lib/query/plan.ts";
import { definePrimitives, runToEnd } from "../../lib/runtime/mod.ts";
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

Deno.test("others have their turns while columns are loaded, and a query that is cancelled then loads no more", () =>
  withColumns(async () => {
    let [turns, loaded] = [0, 0];
    const seen: number[] = [];
    class Slow extends ColumnTable {
      *load(): Generator<void> {
        for (let i = 0; i < 40; i++) {
          for (const end = performance.now() + 3; performance.now() < end;);
          seen.push(turns);
          loaded++;
          yield;
        }
      }
    }
    const table = new Slow(":t", 16);
    for (let i = 0; i < 100; i++) table.add(mapOf(A, i, B, i % 3));
    setTables((name) => name === kw("t") ? table : null);
    definePrimitives({ "count-turn": () => ++turns });
    const query = "(from :t) (group-by :b) (aggregate :n (count))";
    const other = "(spawn (fn [] (loop [] (count-turn) (sleep 0) (recur))))";
    const { text } = await answerOf(`(let [p ${other}] [(count (vec (->> ${query}))) (kill p)])`);
    strictEqual(text, "[3 :ok]");
    ok(new Set(seen).size > 3, seen.join(" "));
    loaded = 0;
    const asked =
      `(let [p (spawn (fn [] (execute (->> ${query}))))] (while (< (count-loaded) 5) (sleep 0)) (kill p) (await-exit p))`;
    definePrimitives({ "count-loaded": () => loaded });
    strictEqual((await answerOf(asked)).text, ":killed");
    ok(loaded < 40, `${loaded}`);
  }));

Deno.test("rows that are begun once more, for a word that is new or a table that grows, count once", () =>
  withColumns(async () => {
    const [W, G, K, R, N] = ["w", "g", "k", "rk", "name"].map(kw);
    // Words and groups go on being new.
    const [left, right] = [new ColumnTable(":t", 64), new ColumnTable(":r", 64)];
    for (let i = 0; i < 400; i++) left.add(mapOf(A, i, W, `w${i % 170}`, K, i % 40));
    for (let i = 0; i < 150; i++) right.add(mapOf(R, i % 30, G, i, N, `n${i}`));
    setTables((name) => name === kw("t") ? left : name === kw("r") ? right : null);
    const as = (name: string, ...form: unknown[]) => list(s("as"), kw(name), list(...form));
    const all = [as("n", s("count")), as("sum", s("sum"), A), as("words", s("count-distinct"), W)];
    const grouped = (by: unknown, input: Node) => clauses.aggregateNode(vec(all), clauses.groupNode(by, input));
    const other = clauses.sourceNode(kw("r"), () => null);
    const joined = (type: "inner" | "left") => clauses.joinNode(type, other, list(s("="), K, R), scan());
    const plans = {
      "without keys": clauses.aggregateNode(vec(all), scan()),
      "words": grouped(W, scan()),
      "a limit": grouped(W, clauses.limitNode(333, clauses.selectNode(vec([A, W]), scan()))),
      "distinct rows": grouped(W, { kind: "distinct", input: clauses.selectNode(vec([A, W]), scan()) }),
      "partners": grouped(N, joined("inner")),
      "partners, or none": grouped(G, joined("left")),
      "rows in order": clauses.orderNode(vec([W, A]), clauses.whereNode(list(s("like"), W, "w%1%"), scan())),
      "rows as they come": clauses.selectNode(vec([N, W]), joined("inner")),
    };
    for (const [name, plan] of Object.entries(plans)) {
      left.sliced = 0;
      const measured = async (inRows: boolean): Promise<string> => {
        const measures = new Map<Node, Measure>();
        const { thrown, value } = await runToEnd(() =>
          runPlan(plan, (_, { plan }) => {
            const rows: number[] = [];
            visitPlan(plan, (node) => rows.push(measures.get(node)?.rows ?? -1));
            return rows.join(" ");
          }, { measures, inRows })
        );
        if (thrown) throw value;
        return String(value);
      };
      strictEqual(await rowsOf(plan), await rowsOf(plan, true), name);
      strictEqual(await measured(false), await measured(true), name);
      ok(left.sliced > 0, name);
    }
  }));

Deno.test("rows of several logs are gathered by columns, each by itself where that comes to the same", () =>
  withColumns(async () => {
    const [W, N, X, Y] = ["w", "n", "x", "y"].map(kw);
    const [t, r] = [new ColumnTable(":t", 32), new ColumnTable(":r", 16)];
    for (let i = 0; i < 150; i++) t.add(mapOf(A, i, W, `w${i % 7}`, X, mkFloat(i % 9 * 0.25), Y, mkFloat(i * 0.1)));
    for (let i = 0; i < 90; i++) r.add(mapOf(A, i % 40, N, i % 5, W, i % 4 === 0 ? null : `w${i % 11}`, X, mkFloat(i)));
    setTables((name) => name === kw("t") ? t : name === kw("r") ? r : null);
    const other = clauses.sourceNode(kw("r"), () => null);
    const few = (input: Node) => clauses.whereNode(list(s(">"), A, 12), input);
    const chosen = (input: Node) => clauses.selectNode(vec([A, N, W, X, Y]), input);
    const unions = [
      clauses.unionNode(other, scan()),
      clauses.unionNode(scan(), clauses.unionNode(few(other), few(scan()))),
      clauses.unionNode(chosen(other), chosen(scan())),
      clauses.withNode(vec([list(s("as"), N, list(s("*"), 2, A))]), clauses.unionNode(other, scan())),
      few(clauses.joinNode("semi", scan(), list(s("="), kw("r.a"), kw("t.a")), clauses.unionNode(scan(), other))),
    ];
    const as = (name: string, ...form: unknown[]) => list(s("as"), kw(name), list(...form));
    const names = ["count", "sum", "avg", "min", "max", "first", "last", "count-distinct"];
    const outputs = [A, N, X, Y].map((column) => names.map((name) => as(name, s(name), column)));
    for (const [i, union] of unions.entries()) {
      const by = (...keys: unknown[]) => clauses.groupNode(list(...keys), union);
      const plans = [
        ...outputs.flatMap((wanted) =>
          [union, by(W), by(N, W)].map((input) => clauses.aggregateNode(vec(wanted), input))
        ),
        clauses.aggregateNode(vec(outputs[0].slice(0, 5)), by(W)),
        clauses.aggregateNode(vec(outputs[2].slice(0, 5)), by(N)),
        clauses.selectNode(vec([A, W]), clauses.orderNode(vec([W, A]), union)),
      ];
      for (const [k, plan] of plans.entries()) {
        t.sliced = 0;
        strictEqual(await rowsOf(plan), await rowsOf(plan, true), `union ${i}, plan ${k}`);
        ok(t.sliced > 0, `union ${i}, plan ${k}`);
      }
    }
    // Whole rows, and rows that nobody may want, are left to the row engine.
    const first = clauses.limitNode(3, clauses.selectNode(vec([A]), clauses.unionNode(other, scan())));
    strictEqual(await rowsOf(first), await rowsOf(first, true));
    strictEqual(await rowsOf(unions[0]), await rowsOf(unions[0], true));
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
