/** `figures({call: 2})` are nanoseconds by task; `rows(table)` is a table's text as cells. */

import assert from "node:assert/strict";
import { medians, parseFigures, type Task, taskTable, threeDigits } from "../../bench/figures.ts";

const figures = (ns: Record<string, number>) => new Map(Object.entries(ns));
const rows = (table: string) => table.split("\n").map((line) => line.trim().split(/\s{2,}/));

Deno.test("a program's figures are the lines of a task and a number; others are not looked at", () => {
  const text = "call 5.46\nwarming up 3 times\nmap-build-1M 1.1e3\nloop-int\nsort-100k 12ns\n";
  assert.deepEqual([...parseFigures(text)], [["call", 5.46], ["map-build-1M", 1100]]);
});

Deno.test("a task's figure is the median over the rounds that have it", () => {
  const rounds = [figures({ call: 9, match: 4 }), figures({ call: 1 }), figures({ call: 2 })];
  assert.deepEqual([...medians(rounds)], [["call", 2], ["match", 4]]);
});

Deno.test("figures show three digits that count", () => {
  assert.deepEqual([0.517, 6.834, 48.27, 133.4, 1118.6].map(threeDigits), ["0.52", "6.83", "48.3", "133", "1119"]);
});

Deno.test("the table gives each peer's time, the ratio, and whether the target is met", () => {
  const tasks: Task[] = [{ name: "call", targets: { clojure: 1 } }, { name: "match", targets: {} }];
  const peers = new Map([["clojure", figures({ call: 4, match: 8 })], ["elixir", figures({ call: 10 })]]);
  assert.deepEqual(rows(taskTable(tasks, figures({ call: 5 }), peers)).slice(2), [
    ["call", "5.00", "4.00", "1.25", "≤ 1 OVER", "10.0", "0.50"],
    ["match", "–", "8.00", "–", "–", "–"],
  ]);
});
