/**
 * Runs queries made by chance in several ways and compares what they answer.
 * In: how many. Out: nothing, or the smallest query found whose answers differ, with both.
 */
import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { BatutaError, kw, mapOf, type PMap, printReadably, rowOf, vec } from "../../../lib/data/mod.ts";
import { Logs, operationsOn } from "../../../lib/log/mod.ts";
import { setTables } from "../../../lib/query/mod.ts";
import { namedNode, sourceNode } from "../../../lib/query/clauses.ts";
import type { Facts } from "../../../lib/query/estimate.ts";
import { type Options, runPlan } from "../../../lib/query/execute.ts";
import { clauseText, type Node, visitPlan } from "../../../lib/query/plan.ts";
import { runToEnd } from "../../../lib/runtime/mod.ts";
import { ColumnTable } from "../../fused/column_table.ts";
import { useColumnsFrom } from "../../../lib/fused/mod.ts";
import { answerOf } from "../../lang/cases.ts";
import { joined, query } from "./chance.ts";
import { answer, same } from "./naive.ts";
import { askSqlite, sqlQuery, valuesText } from "./sql.ts";
import { planOf, type Query, type Row, type Source, type Step } from "./program.ts";

function valueOf(row: Row): unknown {
  return rowOf([...row].flatMap(([name, value]) => [kw(name), value]));
}

/** The sources behind scans of collections. */
const behind = new WeakMap<object, Source>();

/** A source as a collection with a name. */
function collection(source: Source): Node {
  const rows = vec(source.rows.map(valueOf));
  behind.set(rows, source);
  return namedNode(kw(source.name), sourceNode(rows, () => null));
}

/** Whether no two rows have the same in their first column. */
function isKeyed({ columns: [{ name }], rows }: Source): boolean {
  const values = rows.map((row) => row.get(name) ?? null).filter((value) => value !== null);
  return values.every((value, i) => values.findIndex((other) => same(value, other)) === i);
}

/** What an optimiser may be told: sizes by chance, so that it finds all kinds of orders worth its while, and keys that are keys. */
function told(sizes: readonly number[]): Facts {
  let count = 0;
  const known = new Map<unknown, number>();
  return {
    rows({ source }) {
      if (!known.has(source)) known.set(source, 10 ** sizes[count++ % sizes.length]);
      return known.get(source)!; // just set
    },
    sample: () => null,
    key({ source }) {
      const found = behind.get(source as object);
      return found !== undefined && isKeyed(found) ? kw(found.columns[0].name) : null;
    },
  };
}

type Answer = { readonly rows: string[] } | { readonly error: BatutaError };

function texts(rows: Iterable<unknown>): string[] {
  return Array.from(rows, (row) => printReadably(row));
}

function naively(q: Query): Answer {
  try {
    return { rows: texts(answer(q).map(valueOf)) };
  } catch (error) {
    if (error instanceof BatutaError) return { error };
    throw error;
  }
}

async function byEngine(plan: Node, how: Options): Promise<Answer> {
  const ending = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { ...how, isLenient: true }));
  if (!ending.thrown) return { rows: texts(ending.value as Iterable<unknown>) };
  if (ending.value instanceof BatutaError) return { error: ending.value };
  throw ending.value;
}

/** The query as it is written, for whoever has to look at it. */
export function shown(plan: Node): string {
  const lines: string[] = [];
  visitPlan(
    plan,
    (node) =>
      lines.push(node.kind === "scan" ? `(from ${printReadably(node.source)})` : `  ${node.kind}: ${clauseText(node)}`),
  );
  return lines.join("\n");
}

function textOf(answer: Answer): string {
  return "error" in answer ? answer.error.message : answer.rows.join("\n");
}

/** The engine's answers, optimised and not, beside those of the naive evaluator. */
async function compare(q: Query, scan: (source: Source) => Node, facts: Facts | null = null): Promise<void> {
  const wanted = naively(q);
  // What fails in one order of steps may not be reached in another.
  if ("error" in wanted) return;
  const plan = planOf(q, scan);
  const ways: Readonly<Record<string, Options>> = { "as written": { asWritten: true }, "optimised": {} };
  for (const [way, how] of Object.entries(facts === null ? ways : { ...ways, "otherwise optimised": { facts } })) {
    const got = await byEngine(plan, how);
    strictEqual(textOf(got), textOf(wanted), `${way}:\n${shown(plan)}`);
  }
}

async function compareWithSqlite(q: Query, database: DatabaseSync): Promise<void> {
  const plan = planOf(q, collection);
  const wanted = askSqlite(database, q);
  const names = Object.keys(wanted[0] ?? {});
  const ending = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { isLenient: true }));
  if (ending.thrown) throw ending.value;
  const rows = Array.from(
    ending.value as Iterable<PMap>, // sources are maps
    (row) => valuesText(names.map((name) => row.get(kw(name), null))),
  );
  const texts = wanted.map((row) => valuesText(names.map((name) => row[name])));
  strictEqual(rows.sort().join("\n"), texts.sort().join("\n"), `${shown(plan)}\n${sqlQuery(q)}`);
}

export interface Runs {
  readonly numRuns: number;
  readonly seed?: number;
}

/** Queries over collections. */
export async function overCollections(runs: Runs): Promise<void> {
  await answerOf("nil"); // gives programs a host
  const sizes = fc.array(fc.nat(5), { minLength: 5, maxLength: 5 });
  const run = (q: Query, sizes: number[]) => compare(q, collection, told(sizes));
  await fc.assert(fc.asyncProperty(query({ plain: false }), sizes, run), runs);
}

/** Joins in a row, which the optimiser puts in other orders. */
export async function joinsInARow(runs: Runs): Promise<void> {
  await answerOf("nil");
  const sizes = fc.array(fc.nat(5), { minLength: 5, maxLength: 5 });
  const run = (q: Query, sizes: number[]) => compare(q, collection, told(sizes));
  await fc.assert(fc.asyncProperty(joined(), sizes, run), runs);
}

/** Queries that SQLite can be asked too. */
export async function besideSqlite(runs: Runs): Promise<void> {
  await answerOf("nil");
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA case_sensitive_like = ON");
  await fc.assert(fc.asyncProperty(query({ plain: true }), (q) => compareWithSqlite(q, database)), runs);
  database.close();
}

/** The rows of a log with a key: the newest of each, in the order in which the keys came first. */
function newest(source: Source): Source {
  const [{ name }] = source.columns;
  const rows = new Map<unknown, Row>();
  for (const row of source.rows) rows.set(row.get(name), row);
  return { ...source, rows: [...rows.values()] };
}

function eachSource(q: Query, change: (source: Source) => Source): Query {
  const steps = q.steps.map((step): Step =>
    step.step === "join"
      ? { ...step, right: eachSource(step.right, change) }
      : step.step === "union"
      ? { ...step, other: eachSource(step.other, change) }
      : step
  );
  return { source: change(q.source), steps };
}

/** What is stored in the tables of a query, and the query over what they then have. With a key it is the first column, which every record has. */
function inTables(q: Query, isKeyed: boolean): { readonly wanted: Query; readonly stored: readonly Source[] } {
  const stored: Source[] = [];
  const wanted = eachSource(q, (source) => {
    const [{ name }] = source.columns;
    const rows = source.rows.filter((row) => !isKeyed || typeof row.get(name) === "number");
    stored.push({ ...source, rows });
    return isKeyed ? newest({ ...source, rows }) : source;
  });
  return { wanted, stored };
}

/** Queries over logs, some of which have a key. */
export async function overLogs(runs: Runs): Promise<void> {
  await answerOf("nil");
  const folder = Deno.makeTempDirSync({ prefix: "batuta-queries-" });
  const logs = new Logs(folder);
  const operations = operationsOn(logs);
  const tables = new Map<unknown, unknown>();
  setTables((name) => tables.get(name) ?? null);
  let count = 0;
  const run = async (q: Query, isKeyed: boolean): Promise<void> => {
    const { wanted, stored } = inTables(q, isKeyed);
    for (const { name, columns, rows } of stored) {
      const log = `q${count++}`;
      await operations.create(kw(log), isKeyed ? mapOf(kw("key"), kw(columns[0].name)) : mapOf());
      if (rows.length > 0) await operations["-append-chunk"](kw(log), vec(rows.map(valueOf)), null);
      tables.set(kw(name), await operations["-table"](kw(log)));
    }
    await compare(wanted, ({ name }) => sourceNode(kw(name), () => null));
  };
  try {
    await fc.assert(fc.asyncProperty(query({ plain: false }), fc.boolean(), run), runs);
  } finally {
    await logs.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Queries over tables that keep columns, in parts of any size, with and without a key; each may be run by columns. */
export async function overColumns(runs: Runs): Promise<void> {
  await answerOf("nil");
  useColumnsFrom(0);
  const tables = new Map<unknown, ColumnTable>();
  setTables((name) => tables.get(name) ?? null);
  const sizes = fc.array(fc.nat(5), { minLength: 5, maxLength: 5 });
  const run = async (q: Query, isKeyed: boolean, partSize: number, sizes: number[]): Promise<void> => {
    const { wanted, stored } = inTables(q, isKeyed);
    for (const { name, columns, rows } of stored) {
      const table = new ColumnTable(`:${name}`, partSize, isKeyed ? kw(columns[0].name) : null);
      for (const row of rows) table.add(valueOf(row));
      tables.set(kw(name), table);
    }
    const facts: Facts = { ...told(sizes), key: ({ source }) => tables.get(source)?.key ?? null };
    await compare(wanted, ({ name }) => sourceNode(kw(name), () => null), facts);
  };
  const queries = fc.oneof(query({ plain: false }), joined());
  try {
    await fc.assert(fc.asyncProperty(queries, fc.boolean(), fc.integer({ min: 1, max: 5 }), sizes, run), runs);
  } finally {
    useColumnsFrom();
  }
}
