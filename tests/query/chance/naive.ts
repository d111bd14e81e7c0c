/**
 * What queries mean, in the plainest way: a clause is a function from lists of maps to lists of maps. Nothing of the engine is used, of the
 * language only what values are: equality, order, arithmetic.
 */
import {
  add,
  compare,
  Decimal,
  div,
  equals,
  isNumber,
  mkFloat,
  mod,
  mul,
  quot,
  sub,
  toDouble,
} from "../../../lib/data/mod.ts";
import {
  type Expr,
  type JoinType,
  type Output,
  type Query,
  type Row,
  type Step,
  type Term,
  type Value,
} from "./program.ts";

// ---- values --------------------------------------------------------------------------------------------------------------

export function isNaN(x: Value): boolean {
  return typeof x === "number" && x !== x;
}

/** Whether two values fall into one group: NaN with NaN, nil with nil. */
export function same(a: Value, b: Value): boolean {
  return (isNaN(a) && isNaN(b)) || equals(a, b);
}

type Truth = boolean | null;

/** In expressions NaN is neither before nor after a number. */
function ordered(a: Value, b: Value, holds: (order: number) => boolean): Truth {
  if (a === null || b === null) return null;
  if (isNumber(a) && isNumber(b) && (isNaN(a) || isNaN(b))) return false;
  return holds(compare(a, b));
}

function equal(a: Value, b: Value): Truth {
  return a === null || b === null ? null : equals(a, b);
}

function not(x: Truth): Truth {
  return x === null ? null : !x;
}

function all(truths: readonly Truth[]): Truth {
  return truths.includes(false) ? false : truths.includes(null) ? null : true;
}

function any(truths: readonly Truth[]): Truth {
  return not(all(truths.map(not)));
}

/** Where rows are put in order, and of the least and the most, NaN is above all numbers. */
export function rank(a: Value, b: Value): number {
  if (isNaN(a) || isNaN(b)) return Number(isNaN(a)) - Number(isNaN(b));
  return compare(a, b);
}

/** `%` and `_` by trying. */
function isLike(text: string[], pattern: string[]): boolean {
  if (pattern.length === 0) return text.length === 0;
  const [first, ...rest] = pattern;
  if (first === "%") return isLike(text, rest) || (text.length > 0 && isLike(text.slice(1), pattern));
  return text.length > 0 && (first === "_" || first === text[0]) && isLike(text.slice(1), rest);
}

// ---- expressions ---------------------------------------------------------------------------------------------------------

const ARITHMETIC: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  "+": add,
  "-": sub,
  "*": mul,
  "/": div,
  "quot": quot,
  "mod": mod,
};

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

function neighbours(values: readonly Value[], test: (a: Value, b: Value) => Truth): Truth {
  return all(values.slice(1).map((value, i) => test(values[i], value)));
}

export function evaluate(expr: Expr, row: Row): Value {
  if ("name" in expr) return row.get(expr.name) ?? null;
  if ("value" in expr) return expr.value;
  const { op, args } = expr;
  if (op === "if") return evaluate(evaluate(args[0], row) === true ? args[1] : args[2], row);
  const values = args.map((arg) => evaluate(arg, row));
  const truths = values as Truth[]; // of conditions
  if (op in ORDERS) return neighbours(values, (a, b) => ordered(a, b, ORDERS[op]));
  if (op in ARITHMETIC) return values.includes(null) ? null : values.reduce((a, b) => ARITHMETIC[op](a, b));
  const [a, b, c] = values;
  switch (op) {
    case "=":
      return neighbours(values, equal);
    case "not=":
      return not(equal(a, b));
    case "between":
      return all([ordered(b, a, (order) => order <= 0), ordered(a, c, (order) => order <= 0)]);
    case "in":
      return any([...b as Iterable<Value>].map((item) => equal(a, item)));
    case "like":
      return a === null ? null : isLike([...a as string], [...b as string]);
    case "and":
      return all(truths);
    case "or":
      return any(truths);
    case "not":
      return not(truths[0]);
    case "nil?":
      return a === null;
    case "some?":
      return a !== null;
    case "coalesce":
      return values.find((value) => value !== null) ?? null;
    default:
      throw new Error(`no operator ${op}`);
  }
}

// ---- groups and orders ---------------------------------------------------------------------------------------------------

function average(values: readonly Value[]): Value {
  const sum = values.reduce(add);
  return mkFloat(sum instanceof Decimal ? toDouble(sum) / values.length : toDouble(div(sum, values.length)));
}

function aggregated({ aggregate, of }: Output, rows: readonly Row[]): Value {
  if (of === null) return rows.length;
  const values: Value[] = rows.map((row) => evaluate(of, row)).filter((value) => value !== null);
  switch (aggregate) {
    case "count":
      return values.length;
    case "count-distinct":
      return values.filter((value, i) => values.findIndex((other) => same(value, other)) === i).length;
  }
  if (values.length === 0) return null;
  switch (aggregate) {
    case "sum":
      return values.reduce(add);
    case "avg":
      return average(values);
    case "min":
      return values.reduce((a, b) => rank(b, a) < 0 ? b : a);
    case "max":
      return values.reduce((a, b) => rank(b, a) > 0 ? b : a);
    case "first":
      return values[0];
    case "last":
      return values[values.length - 1];
    default:
      throw new Error(`no aggregate ${aggregate}`);
  }
}

/** Rows with the same values, groups in the order in which they come first. */
function groups(
  rows: readonly Row[],
  keysOf: (row: Row) => readonly Value[],
): { keys: readonly Value[]; rows: Row[] }[] {
  const found: { keys: readonly Value[]; rows: Row[] }[] = [];
  for (const row of rows) {
    const keys = keysOf(row);
    const group = found.find((each) => each.keys.every((key, i) => same(key, keys[i])));
    if (group === undefined) found.push({ keys, rows: [row] });
    else group.rows.push(row);
  }
  return found;
}

function before(a: Row, b: Row, terms: readonly Term[]): number {
  for (const { expr, descending, nulls } of terms) {
    const [x, y] = [evaluate(expr, a), evaluate(expr, b)];
    const nil = nulls === null ? (descending ? 1 : -1) : nulls === "first" ? -1 : 1;
    const order = x === null || y === null
      ? (x === y ? 0 : x === null ? nil : -nil)
      : descending
      ? -rank(x, y)
      : rank(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function inOrder(rows: readonly Row[], terms: readonly Term[]): Row[] {
  return rows.toSorted((a, b) => before(a, b, terms));
}

// ---- clauses -------------------------------------------------------------------------------------------------------------

function extended(row: Row, more: Iterable<readonly [string, Value]>): Row {
  return new Map([...row, ...more]);
}

function joined(
  type: JoinType,
  left: readonly Row[],
  right: readonly Row[],
  known: readonly string[],
  on: Expr,
): Row[] {
  return left.flatMap((row) => {
    const pairs = right.map((other) => extended(row, other)).filter((pair) => evaluate(on, pair) === true);
    switch (type) {
      case "semi":
        return pairs.length > 0 ? [row] : [];
      case "anti":
        return pairs.length === 0 ? [row] : [];
      case "left":
        return pairs.length > 0 ? pairs : [extended(row, known.map((name) => [name, null]))];
      default:
        return pairs;
    }
  });
}

function isSameRow(a: Row, b: Row): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.has(name) && same(value, b.get(name)));
}

/** A window's functions for the row with number `i` of its window. */
function windowed(output: Output, window: readonly Row[], i: number, terms: readonly Term[]): Value {
  const value = (row: Row | undefined) => row === undefined || output.of === null ? null : evaluate(output.of, row);
  const firstEqual = window.findIndex((row) => before(row, window[i], terms) === 0);
  switch (output.aggregate) {
    case "row-number":
      return i + 1;
    case "rank":
      return firstEqual + 1;
    case "dense-rank":
      return window.slice(0, i + 1).filter((row, j) => j === 0 || before(window[j - 1], row, terms) !== 0).length;
    case "lag":
      return value(window[i - 1]);
    case "lead":
      return value(window[i + 1]);
    default:
      return aggregated(output, terms.length === 0 ? window : window.slice(0, i + 1));
  }
}

function run(step: Step, rows: readonly Row[]): Row[] {
  switch (step.step) {
    case "where":
      return rows.filter((row) => evaluate(step.test, row) === true);
    case "select":
      return rows.map((row) => new Map(step.columns.map(([name, expr]) => [name, evaluate(expr, row)])));
    case "with":
      return rows.map((row) => extended(row, step.columns.map(([name, expr]) => [name, evaluate(expr, row)])));
    case "group": {
      const found = step.keys.length === 0
        ? [{ keys: [], rows: [...rows] }]
        : groups(rows, (row) => step.keys.map(([, expr]) => evaluate(expr, row)));
      return found.map(({ keys, rows }) =>
        new Map([
          ...step.keys.map(([name], i): [string, Value] => [name, keys[i]]),
          ...step.outputs.map((output): [string, Value] => [output.name, aggregated(output, rows)]),
        ])
      );
    }
    case "order":
      return inOrder(rows, step.terms);
    case "limit":
      return rows.slice(0, step.count);
    case "offset":
      return rows.slice(step.count);
    case "distinct":
      return rows.filter((row, i) => rows.findIndex((other) => isSameRow(row, other)) === i);
    case "join":
      return joined(step.type, rows, answer(step.right), step.known ?? [], step.on);
    case "union":
      return [...rows, ...answer(step.other)];
    case "window": {
      const values = new Map<Row, [string, Value][]>();
      for (const group of groups(rows, (row) => step.partition.map((name) => row.get(name) ?? null))) {
        const window = inOrder(group.rows, step.terms);
        window.forEach((row, i) =>
          values.set(row, step.outputs.map((output) => [output.name, windowed(output, window, i, step.terms)]))
        );
      }
      return rows.map((row) => extended(row, values.get(row) ?? []));
    }
  }
}

/** The rows of a query. Its source's rows are different objects. */
export function answer({ source, steps }: Query): Row[] {
  return steps.reduce((rows: Row[], step) => run(step, rows), source.rows.map((row) => new Map(row)));
}
