/**
 * Queries in SQL, for those of the plain style: Ints, Floats that are no whole numbers, and text of ASCII.
 */
import type { DatabaseSync } from "node:sqlite";
import { isFloat, toDouble } from "../../../lib/data/mod.ts";
import type { Expr, Output, Query, Source, Step, Value } from "./program.ts";

function literal(value: Value): string {
  if (value === null) return "NULL";
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(toDouble(value));
}

const OPERATORS: Readonly<Record<string, string>> = { "not=": "<>", "and": "AND", "or": "OR", "like": "LIKE" };

function sqlOf(expr: Expr): string {
  if ("name" in expr) return expr.name;
  if ("value" in expr) return literal(expr.value);
  const { op, args } = expr;
  if (op === "in") {
    const items = [...(args[1] as { value: Iterable<Value> }).value]; // conditions are made so
    return `(${sqlOf(args[0])} IN (${items.map(literal).join(", ")}))`;
  }
  const [a, b, c] = args.map(sqlOf);
  switch (op) {
    case "if":
      return `(CASE WHEN ${a} THEN ${b} ELSE ${c} END)`;
    case "between":
      return `(${a} BETWEEN ${b} AND ${c})`;
    case "not":
      return `(NOT ${a})`;
    case "nil?":
      return `(${a} IS NULL)`;
    case "some?":
      return `(${a} IS NOT NULL)`;
    case "coalesce":
      return `COALESCE(${a}, ${b})`;
    default:
      return `(${args.map(sqlOf).join(` ${OPERATORS[op] ?? op} `)})`;
  }
}

function outputSql({ name, aggregate, of }: Output): string {
  const what = of === null ? "*" : sqlOf(of);
  return `${aggregate === "count-distinct" ? `COUNT(DISTINCT ${what})` : `${aggregate}(${what})`} AS ${name}`;
}

function over(input: string, step: Step): string {
  const from = `FROM (${input})`;
  switch (step.step) {
    case "where":
      return `SELECT * ${from} WHERE ${sqlOf(step.test)}`;
    case "select":
      return `SELECT ${step.columns.map(([name, expr]) => `${sqlOf(expr)} AS ${name}`).join(", ")} ${from}`;
    case "with":
      return `SELECT *, ${step.columns.map(([name, expr]) => `${sqlOf(expr)} AS ${name}`).join(", ")} ${from}`;
    case "group": {
      const keys = step.keys.map(([name, expr]) => `${sqlOf(expr)} AS ${name}`);
      const by = step.keys.length === 0 ? "" : ` GROUP BY ${step.keys.map((_, i) => i + 1).join(", ")}`;
      return `SELECT ${[...keys, ...step.outputs.map(outputSql)].join(", ")} ${from}${by}`;
    }
    case "order":
      return input;
    case "distinct":
      return `SELECT DISTINCT * ${from}`;
    case "join": {
      const right = `(${sqlQuery(step.right)})`;
      if (step.type === "inner" || step.type === "left") {
        return `SELECT * ${from} ${step.type} JOIN ${right} ON ${sqlOf(step.on)}`;
      }
      const exists = `EXISTS (SELECT * FROM ${right} WHERE ${sqlOf(step.on)})`;
      return `SELECT * ${from} WHERE ${step.type === "anti" ? "NOT " : ""}${exists}`;
    }
    default:
      throw new Error(`${step.step} is not in plain queries`);
  }
}

/** A query, in any order of its rows. */
export function sqlQuery({ source, steps }: Query): string {
  return steps.reduce(over, `SELECT * FROM ${source.name}`);
}

function sources(query: Query): Source[] {
  return [query.source, ...query.steps.flatMap((step) => step.step === "join" ? sources(step.right) : [])];
}

/** What a database answers, in no certain order. */
export function askSqlite(database: DatabaseSync, query: Query): Record<string, unknown>[] {
  const tables = sources(query);
  for (const { name, columns, rows } of tables) {
    database.exec(`CREATE TABLE ${name} (${columns.map((column) => column.name).join(", ")})`);
    if (rows.length === 0) continue;
    const values = rows.map((row) => `(${columns.map((column) => literal(row.get(column.name) ?? null)).join(", ")})`);
    database.exec(`INSERT INTO ${name} VALUES ${values.join(", ")}`);
  }
  try {
    return database.prepare(sqlQuery(query)).all();
  } finally {
    for (const { name } of tables) database.exec(`DROP TABLE ${name}`);
  }
}

/** Values as text that is the same for the same values; a Float is what it is as a number. */
export function valuesText(values: readonly unknown[]): string {
  return values.map((value) =>
    isFloat(value) || typeof value === "bigint" ? String(toDouble(value)) : JSON.stringify(value ?? null)
  ).join(", ");
}
