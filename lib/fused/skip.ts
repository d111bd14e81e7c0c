/**
 * Slices that no row of can fulfil a condition, by the least and the greatest values of their columns.
 * In: a condition. Out: whether a slice can be left out; null where that is never known.
 * Only the first tests of a conjunction are looked at, and only where the column has a value in each row: then nothing behind them is evaluated.
 * @module
 */
import { Instant, isFloat, isNumber, type Keyword, toDouble } from "../data/mod.ts";
import type { Column } from "../columns/mod.ts";
import { conjuncts, type Expr } from "../query/mod.ts";

type ColumnOf = (name: Keyword) => Column | null;

const TURNED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=" };

function isNever(op: string, column: Column, value: unknown): boolean {
  if (column.kind === "values" || column.kind === "bool" || column.present !== null) return false;
  if (column.kind === "words") {
    return op === "=" && typeof value === (column.of === "string" ? "string" : "object") &&
      !column.words.includes(value as string);
  }
  if (
    column.kind === "instant"
      ? !(value instanceof Instant) || value.nanos !== 0
      : !isNumber(value) || typeof value === "bigint"
  ) return false;
  if (column.kind === "float" && column.nan) return false;
  if (op === "=" && column.kind !== "instant" && isFloat(value) !== (column.kind === "float")) return true;
  const x = value instanceof Instant ? value.ms : toDouble(value);
  switch (op) {
    case "<":
      return column.min >= x;
    case "<=":
      return column.min > x;
    case ">":
      return column.max <= x;
    case ">=":
      return column.max < x;
    default:
      return x < column.min || x > column.max;
  }
}

/** Whether no row fails at a test, so that the next may be asked first. */
function neverFails(op: string, column: Column, value: unknown): boolean {
  if (op === "=") return true;
  switch (column.kind) {
    case "int":
      return isNumber(value);
    case "float":
      return isNumber(value) && !column.nan;
    case "instant":
      return value instanceof Instant;
    case "words":
      return column.of === "string" && typeof value === "string";
    default:
      return false;
  }
}

/** One test as comparisons of a column with a constant. */
function comparisons(test: Expr): [op: string, name: Keyword, value: unknown][] | null {
  if (test.kind !== "operator") return null;
  const [a, b, c] = test.args;
  if (test.name === "between" && a.kind === "column" && b.kind === "constant" && c.kind === "constant") {
    return [[">=", a.name, b.value], ["<=", a.name, c.value]];
  }
  if (!(test.name in TURNED) || test.args.length !== 2) return null;
  if (a.kind === "column" && b.kind === "constant") return [[test.name, a.name, b.value]];
  if (a.kind === "constant" && b.kind === "column") return [[TURNED[test.name], b.name, a.value]];
  return null;
}

export function skipTest(test: Expr): ((columnOf: ColumnOf) => boolean) | null {
  const known: [op: string, name: Keyword, value: unknown][] = [];
  for (const part of conjuncts(test)) {
    const found = comparisons(part);
    if (found === null) break;
    known.push(...found);
  }
  if (known.length === 0) return null;
  return (columnOf) => {
    for (const [op, name, value] of known) {
      const column = columnOf(name);
      if (column === null || (column.kind !== "values" && column.present !== null)) return false;
      if (isNever(op, column, value)) return true;
      if (!neverFails(op, column, value)) return false;
    }
    return false;
  };
}
