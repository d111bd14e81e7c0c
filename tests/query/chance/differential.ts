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
import { runPlan } from "../../../lib/query/execute.ts";
import { clauseText, type Node, visitPlan } from "../../../lib/query/plan.ts";
import { runToEnd } from "../../../lib/runtime/mod.ts";
import { answerOf } from "../../lang/cases.ts";
import { query } from "./chance.ts";
import { answer } from "./naive.ts";
import { askSqlite, sqlQuery, valuesText } from "./sql.ts";
import { planOf, type Query, type Row, type Source, type Step } from "./program.ts";

function valueOf(row: Row): unknown {
  return rowOf([...row].flatMap(([name, value]) => [kw(name), value]));
}

/** A source as a collection with a name. */
function collection({ name, rows }: Source): Node {
  return namedNode(kw(name), sourceNode(vec(rows.map(valueOf)), () => null));
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

async function byEngine(plan: Node, asWritten: boolean): Promise<Answer> {
  const ending = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { asWritten }));
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
async function compare(q: Query, scan: (source: Source) => Node): Promise<void> {
  const wanted = naively(q);
  // What fails in one order of steps may not be reached in another.
  if ("error" in wanted) return;
  const plan = planOf(q, scan);
  for (const asWritten of [true, false]) {
    const got = await byEngine(plan, asWritten);
    strictEqual(textOf(got), textOf(wanted), `${asWritten ? "as written" : "optimised"}:\n${shown(plan)}`);
  }
}

async function compareWithSqlite(q: Query, database: DatabaseSync): Promise<void> {
  const plan = planOf(q, collection);
  const wanted = askSqlite(database, q);
  const names = Object.keys(wanted[0] ?? {});
  const ending = await runToEnd(() => runPlan(plan, (rows) => vec(rows)));
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
  await fc.assert(fc.asyncProperty(query({ plain: false }), (q) => compare(q, collection)), runs);
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
    // The first column is the key, which every record has.
    const hasKey = ({ columns: [{ name }] }: Source) => (row: Row) => typeof row.get(name) === "number";
    const stored = isKeyed ? eachSource(q, (source) => ({ ...source, rows: source.rows.filter(hasKey(source)) })) : q;
    const sources: Source[] = [];
    const wanted = eachSource(stored, (source) => {
      sources.push(source);
      return isKeyed ? newest(source) : source;
    });
    for (const { name, columns, rows } of sources) {
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
