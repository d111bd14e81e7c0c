/**
 * What the benchmarks of queries share: logs made in a folder, opened for queries, and plans over them.
 * In: a folder, programs that append. Out: answers of plans, wall time.
 * @module
 */
import { join } from "node:path";
import { giveRooms } from "../lib/cli/give_rooms.ts";
import { DenoHost } from "../lib/cli/host.ts";
import { operationsIn } from "../lib/cli/logs.ts";
import { kw, list, symbolFrom, vec } from "../lib/data/mod.ts";
import "../lib/fused/mod.ts"; // so that queries run in columns
import * as clauses from "../lib/query/clauses.ts";
import { runPlan } from "../lib/query/execute.ts";
import { type Node, setTables, type Table } from "../lib/query/mod.ts";
import { runToEnd, setHost } from "../lib/runtime/mod.ts";
import { V8_FLAGS } from "../scripts/flags.ts";

const host = new DenoHost();
setHost(host);
giveRooms(host);

export const ROOT: string = join(import.meta.dirname!, ".."); // this module is a file

/** Runs a program with Deno, as the executable is run; answers what it prints. */
export function deno(args: readonly string[]): string {
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", V8_FLAGS, ...args],
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error(`deno ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}

/** Runs Batuta code that appends to the logs in a folder. */
export function append(folder: string, code: string): void {
  deno([join(ROOT, "main.ts"), "--data", folder, "-e", code]);
}

/** Code that appends so many events. */
export function events(rows: number): string {
  return `(dlog/append-all :events
    (map (fn [i] {:id i :user-id (mod (* i 7919) 1000) :amount (* 0.5 (mod i 100)) :status (if (zero? (mod i 3)) "active" "idle")})
         (range ${rows})))`;
}

/** Code that appends so many users. */
export function users(rows: number): string {
  return `(dlog/append-all :users (map (fn [i] {:uid i :group (mod i 7)}) (range ${rows})))`;
}

/** What the names of logs mean in plans from now on: those of a folder. */
export async function openLogs(folder: string, names: readonly string[]): Promise<void> {
  const operations = operationsIn(folder);
  const found = new Map<unknown, Table>();
  for (const name of names) found.set(kw(name), await operations["-table"](kw(name)) as Table);
  setTables((name) => found.get(name) ?? null);
}

export async function answer(plan: Node): Promise<unknown[]> {
  const { thrown, value } = await runToEnd(() => runPlan(plan, (rows) => rows));
  if (thrown) throw value;
  return value as unknown[]; // what `runPlan` hands on
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

// ---- plans -------------------------------------------------------------------------------------------------------------

const s = symbolFrom;
export const [ID, USER, AMOUNT, STATUS, UID, GROUP] = ["id", "user-id", "amount", "status", "uid", "group"].map(kw);

export function as(name: string, ...form: unknown[]): unknown {
  return list(s("as"), kw(name), list(...form));
}

/** A table by its name. */
export function from(name: string): Node {
  return clauses.sourceNode(kw(name), () => null);
}

export function equal(a: unknown, b: unknown): unknown {
  return list(s("="), a, b);
}

export const COUNT = as("n", s("count"));

export function sum(name: unknown): unknown {
  return as("sum", s("sum"), name);
}

/** Count and sum of the active events of each user. */
export const grouped: Node = clauses.aggregateNode(
  vec([COUNT, sum(AMOUNT)]),
  clauses.groupNode(USER, clauses.whereNode(equal(STATUS, "active"), from("events"))),
);
export const ordered: Node = clauses.orderNode(vec([AMOUNT, ID, kw("desc")]), from("events"));
export const joined: Node = clauses.joinNode("inner", from("users"), equal(USER, UID), from("events"));

/** How many rows there are, and a column of the last. */
export function last(node: Node, name: unknown): Node {
  return clauses.aggregateNode(vec([COUNT, as("last", s("last"), name)]), node);
}
