/**
 * Groups on two workers answer what one worker answers, in the same order.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { giveRooms } from "../../lib/cli/give_rooms.ts";
import type { DenoHost } from "../../lib/cli/host.ts";
import { kw, list, mapOf, mkFloat, printReadably, symbolFrom as s, vec } from "../../lib/data/mod.ts";
import { useColumnsFrom, useWorkersFrom } from "../../lib/fused/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import { runPlan } from "../../lib/query/execute.ts";
import { setTables } from "../../lib/query/mod.ts";
import type { Node } from "../../lib/query/plan.ts";
import { host, runToEnd } from "../../lib/runtime/mod.ts";
import { answerOf } from "../lang/cases.ts";
import { ColumnTable } from "./column_table.ts";

const k = kw;
const as = (name: string, ...form: unknown[]) => list(s("as"), k(name), list(...form));

function tableOf(rows: number, amountOf: (i: number) => unknown): ColumnTable {
  const table = new ColumnTable(":t", 64);
  for (let i = 0; i < rows; i++) {
    const word = `w${i * 7 % 13}`;
    table.add(mapOf(k("i"), i, k("w"), word, k("n"), i % 5 === 0 ? null : i * 3 % 17, k("x"), amountOf(i)));
  }
  setTables((name) => name === k("t") ? table : null);
  return table;
}

function grouped(keys: readonly string[], outputs: readonly unknown[]): Node {
  const scan = clauses.sourceNode(k("t"), () => null);
  const kept = clauses.whereNode(list(s("<"), k("i"), 900), scan);
  const by = keys.length === 0 ? kept : clauses.groupNode(list(...keys.map(kw)), kept);
  return clauses.aggregateNode(vec([...outputs]), by);
}

async function outcome(plan: Node, inRows = false): Promise<{ text: string; partitions: number }> {
  let partitions = 0;
  const { thrown, value } = await runToEnd(() =>
    runPlan(plan, (rows, { execution }) => (partitions = execution.partitions, printReadably(vec(rows))), { inRows })
  );
  if (thrown) throw value;
  return { text: String(value), partitions };
}

async function withWorkers(test: () => Promise<void>): Promise<void> {
  await answerOf("nil"); // gives programs a host
  giveRooms(host as DenoHost);
  useColumnsFrom(0);
  useWorkersFrom(0);
  try {
    await test();
  } finally {
    useColumnsFrom();
    useWorkersFrom();
  }
}

const ALL = [
  as("count", s("count")),
  as("m", s("count"), k("n")),
  as("sum", s("sum"), k("n")),
  as("avg", s("avg"), k("n")),
  as("low", s("min"), k("x")),
  as("high", s("max"), k("w")),
  as("first", s("first"), k("n")),
  as("last", s("last"), k("n")),
];

Deno.test("two workers answer what one answers", () =>
  withWorkers(async () => {
    tableOf(1000, (i) => mkFloat(i % 7 * 0.25));
    for (const keys of [[], ["w"], ["n"], ["w", "n"]]) {
      const plan = grouped(keys, [...ALL, as("floats", s("sum"), k("x")), as("mean", s("avg"), k("x"))]);
      const two = await outcome(clauses.parallelNode("parallel", 2, plan));
      strictEqual(two.text, (await outcome(plan, true)).text);
      strictEqual(two.partitions, 2);
    }
  }));

Deno.test("two workers answer what one answers where each takes the next slice", () =>
  withWorkers(async () => {
    for (let start = 0; start < 8; start++) {
      // Minus zero and zero are equal: of them the first is the least.
      tableOf(1000, (i) => mkFloat(i % (start + 2) === 0 ? -0 : i % 5 * 0.25));
      for (const keys of [[], ["w"], ["n"], ["x"], ["w", "n"], ["i"]]) {
        for (const outputs of [ALL.slice(0, 4), ALL.slice(0, 6)]) {
          const plan = grouped(keys, outputs);
          const two = await outcome(clauses.parallelNode("parallel", 2, plan));
          deepStrictEqual(two, { text: (await outcome(plan, true)).text, partitions: 2 });
        }
      }
    }
    const none = clauses.whereNode(list(s("<"), k("i"), -1), clauses.sourceNode(k("t"), () => null));
    const plan = clauses.aggregateNode(vec(ALL.slice(0, 4)), none);
    const two = await outcome(clauses.parallelNode("parallel", 2, plan));
    deepStrictEqual(two, { text: (await outcome(plan, true)).text, partitions: 2 });
  }));

Deno.test("sums of Floats that are rounded stay with one worker", () =>
  withWorkers(async () => {
    tableOf(1000, (i) => mkFloat(i * 0.1));
    const plan = grouped(["w"], [as("sum", s("sum"), k("x"))]);
    const two = await outcome(clauses.parallelNode("parallel", 2, plan));
    deepStrictEqual(two, { text: (await outcome(plan, true)).text, partitions: 1 });
  }));

Deno.test("sums of Ints beyond the doubles are exact on two workers", () =>
  withWorkers(async () => {
    tableOf(1000, (i) => 2 ** 53 - 1 - i);
    const plan = grouped(["w"], [as("sum", s("sum"), k("x")), as("avg", s("avg"), k("x"))]);
    const two = await outcome(clauses.parallelNode("parallel", 2, plan));
    deepStrictEqual(two, { text: (await outcome(plan, true)).text, partitions: 2 });
  }));

Deno.test("joins are steps of their left side on two workers too", () =>
  withWorkers(async () => {
    const left = tableOf(1000, (i) => mkFloat(i % 7 * 0.25));
    const words = new ColumnTable(":words", 8);
    for (let i = 0; i < 20; i++) {
      words.add(mapOf(k("word"), `w${i % 11}`, k("g"), i % 3 === 0 ? null : kw(`g${i % 4}`), k("size"), i));
    }
    setTables((name) => name === k("t") ? left : name === k("words") ? words : null);
    const scan = clauses.sourceNode(k("t"), () => null);
    const other = clauses.whereNode(list(s("<"), k("size"), 17), clauses.sourceNode(k("words"), () => null));
    const on = list(s("="), k("w"), k("word"));
    // Of a column that some left rows lack only each row could say whose it is.
    const all = ALL.filter((each) => !printReadably(each).includes(":n)"));
    for (const type of ["inner", "left"] as const) {
      const joined = clauses.whereNode(list(s("<"), k("i"), 900), clauses.joinNode(type, other, on, scan));
      for (const keys of [[], ["g"], ["g", "w"]]) {
        const by = keys.length === 0 ? joined : clauses.groupNode(list(...keys.map(kw)), joined);
        const plan = clauses.aggregateNode(
          vec([...all, as("sizes", s("sum"), k("size")), as("last", s("last"), k("g"))]),
          by,
        );
        const two = await outcome(clauses.parallelNode("parallel", 2, plan));
        deepStrictEqual(two, { text: (await outcome(plan, true)).text, partitions: 2 });
      }
    }
    const semi = clauses.joinNode("semi", other, on, scan);
    const plan = clauses.aggregateNode(vec(ALL), clauses.groupNode(list(k("w")), semi));
    const two = await outcome(clauses.parallelNode("parallel", 2, plan));
    deepStrictEqual(two, { text: (await outcome(plan, true)).text, partitions: 2 });
  }));

Deno.test("clauses of a program, which know their places, are run on two workers", () =>
  withWorkers(async () => {
    tableOf(1000, (i) => i);
    const query =
      "(->> (from :t) (where (< :i 900)) (group-by :w) (aggregate :n (count) :sum (sum (* 2 :x))) (parallel 2))";
    strictEqual((await answerOf(`(:partitions (profile ${query}))`)).text, "[0 1]");
    const { text } = await answerOf(`(str (explain ${query}))`);
    strictEqual(text.includes("each partition by itself, then together"), true, text);
  }));
