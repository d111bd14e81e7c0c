/**
 * Expressions as functions of a row.
 * In: an expression, the layout of the rows, the clause it stands in (for errors). Out: a function that answers the value, or `SUSPENDED`
 * where a function of the program has to wait; of a pure expression it never does.
 * Each operator becomes a closure over those of its arguments, with the usual case, a number or a string beside a constant, first.
 * @module
 */
import { equals, iterate } from "../data/mod.ts";
import { andThen, inClause, machine, toFn, waitingInClause } from "../runtime/mod.ts";
import { queryFail } from "./errors.ts";
import { column, type Expr, formOf, isLogical, isPure, type OperatorName } from "./expr.ts";
import type { KeyTable } from "./key_table.ts";
import { access, knownColumns, type Layout, type Row, toValue } from "./layout.ts";
import { failNoColumn } from "./missing_column.ts";
import { ARITHMETIC, calculate, choices, isAmong, isLike, negated, orderOf, type Truth, truthy } from "./values.ts";
import { kw, printReadably } from "../data/mod.ts";

export type Evaluate = (row: Row) => unknown;

/** The values of constants that `in` looks among, made before the rows flow; `unknown` when nil is among them. */
export interface Choices {
  readonly table: KeyTable<true>;
  readonly unknown: boolean;
}

/** Where an expression stands. */
export interface Place {
  readonly layout: Layout;
  /** The clause as text. */
  readonly clause: string;
  readonly choices: ReadonlyMap<Expr, Choices>;
}

/** Evaluates several expressions one after the other, then hands on their values. */
export function evaluateAll(fs: readonly Evaluate[], row: Row, then: (values: unknown[]) => unknown): unknown {
  return evaluateFrom(fs, row, [], then);
}

function evaluateFrom(
  fs: readonly Evaluate[],
  row: Row,
  values: unknown[],
  then: (values: unknown[]) => unknown,
): unknown {
  while (values.length < fs.length) {
    const value = fs[values.length](row);
    if (machine.suspended) {
      return andThen(value, (arrived) => {
        values.push(arrived);
        return evaluateFrom(fs, row, values, then);
      });
    }
    values.push(value);
  }
  return then(values);
}

/** The value of an expression. */
export function compileExpr(expr: Expr, place: Place): Evaluate {
  switch (expr.kind) {
    case "column":
      return access(place.layout, expr.name) ?? noColumn(expr, place);
    case "constant":
      return () => expr.value;
    case "row":
      return toValue(place.layout);
    case "call":
      return compileCall(expr, expr.args.map((arg) => compileExpr(arg, place)));
    case "operator":
      return compileOperator(expr, place, expr);
    case "aggregate":
      return queryFail("bad-query", {
        clause: place.clause,
        expected: "an aggregate only in `aggregate`",
        value: formOf(expr),
      }, { at: expr.at });
  }
}

/** Whether an expression holds: true, false, or null where that is unknown. */
export function compileTest(expr: Expr, place: Place): Evaluate {
  const value = compileExpr(expr, place);
  if (isLogical(expr)) return value;
  if (isPure(expr)) return (row) => truthy(value(row));
  return (row) => {
    const answer = value(row);
    return machine.suspended ? andThen(answer, truthy) : truthy(answer);
  };
}

function noColumn({ name, at }: Extract<Expr, { kind: "column" }>, { layout, clause }: Place): never {
  return failNoColumn({ name, clause, at }, knownColumns(layout) ?? []);
}

function compileCall({ f, args: given, at }: Extract<Expr, { kind: "call" }>, args: readonly Evaluate[]): Evaluate {
  const fn = toFn(f);
  const pure = given.every(isPure);
  if (pure && args.length === 1) {
    const [a] = args;
    return (row) => {
      const x = a(row);
      try {
        const value = fn(x);
        return machine.suspended ? waitingInClause(value, at) : value;
      } catch (error) {
        throw inClause(error, at);
      }
    };
  }
  if (pure && args.length === 2) {
    const [a, b] = args;
    return (row) => {
      const [x, y] = [a(row), b(row)];
      try {
        const value = fn(x, y);
        return machine.suspended ? waitingInClause(value, at) : value;
      } catch (error) {
        throw inClause(error, at);
      }
    };
  }
  return (row) =>
    evaluateAll(args, row, (values) => {
      try {
        const value = fn(...values);
        return machine.suspended ? waitingInClause(value, at) : value;
      } catch (error) {
        throw inClause(error, at);
      }
    });
}

type Operator = Extract<Expr, { kind: "operator" }>;

/** `blame` is the expression as it was written, when `expr` only stands for it. */
function compileOperator(expr: Operator, place: Place, blame: Expr): Evaluate {
  switch (expr.name) {
    case "and":
      return compileJunction(expr.args.map((arg) => compileTest(arg, place)), false);
    case "or":
      return compileJunction(expr.args.map((arg) => compileTest(arg, place)), true);
    case "if":
      return compileIf(expr, place);
    case "coalesce":
      return compileCoalesce(expr.args.map((arg) => compileExpr(arg, place)));
    case "not": {
      const test = compileTest(expr.args[0], place);
      const not = (x: unknown): unknown => x === null ? null : x !== true;
      return (row) => {
        const answer = test(row);
        return machine.suspended ? andThen(answer, not) : not(answer);
      };
    }
  }
  if (expr.args.every(isPure)) return compilePure(expr, place, blame);
  // The arguments first, then the operator over their values as a row of columns.
  const args = expr.args.map((arg) => compileExpr(arg, place));
  const names = args.map((_, i) => kw(String(i)));
  const layout: Layout = { kind: "columns", names, alias: null };
  const given: Operator = {
    ...expr,
    args: expr.args.map((arg, i) => arg.kind === "constant" ? arg : column(names[i])),
  };
  const choices = new Map(place.choices);
  const own = place.choices.get(expr);
  if (own !== undefined) choices.set(given, own);
  const apply = compilePure(given, { ...place, layout, choices }, blame);
  return (row) => evaluateAll(args, row, apply);
}

/** `and` for `end` false, `or` for `end` true: the first answer that is `end` decides. */
function compileJunction(tests: readonly Evaluate[], end: boolean): Evaluate {
  const from = (row: Row, start: number, sofar: Truth): unknown => {
    let known = sofar;
    for (let i = start; i < tests.length; i++) {
      const answer = tests[i](row);
      if (answer === end) return end;
      if (answer === null) known = null;
      else if (machine.suspended) {
        const before = known;
        return andThen(answer, (arrived) => arrived === end ? end : from(row, i + 1, arrived === null ? null : before));
      }
    }
    return known;
  };
  return (row) => from(row, 0, !end);
}

function compileIf({ args }: Operator, place: Place): Evaluate {
  const test = compileTest(args[0], place);
  const then = compileExpr(args[1], place);
  const otherwise = args.length > 2 ? compileExpr(args[2], place) : () => null;
  return (row) => {
    const answer = test(row);
    if (machine.suspended) return andThen(answer, (holds) => holds === true ? then(row) : otherwise(row));
    return answer === true ? then(row) : otherwise(row);
  };
}

function compileCoalesce(args: readonly Evaluate[]): Evaluate {
  const from = (row: Row, start: number): unknown => {
    for (let i = start; i < args.length; i++) {
      const value = args[i](row);
      if (machine.suspended) return andThen(value, (arrived) => arrived === null ? from(row, i + 1) : arrived);
      if (value !== null) return value;
    }
    return null;
  };
  return (row) => from(row, 0);
}

const ORDERS: Partial<Record<OperatorName, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** An operator none of whose arguments waits. */
function compilePure(expr: Operator, place: Place, blame: Expr): Evaluate {
  const args = expr.args.map((arg) => compileExpr(arg, place));
  const [a, b] = args;
  const order = ORDERS[expr.name];
  if (order !== undefined) {
    if (args.length === 2) return compileOrder(expr, a, b, blame);
    return chained(args, (x, y) => x === null || y === null ? null : order(orderOf(x, y, blame)));
  }
  const arithmetic = ARITHMETIC[expr.name];
  if (arithmetic !== undefined) return compileArithmetic(expr, args, calculate(arithmetic, blame), blame);
  switch (expr.name) {
    case "=":
      return args.length === 2 ? compileEquals(expr, a, b) : chained(args, equality);
    case "not=":
      return (row) => {
        const same = equality(a(row), b(row));
        return same === null ? null : !same;
      };
    case "between": {
      const c = args[2];
      return (row) => {
        const [x, low, high] = [a(row), b(row), c(row)];
        const above: Truth = x === null || low === null ? null : orderOf(x, low, blame) >= 0;
        if (above === false) return false;
        const below: Truth = x === null || high === null ? null : orderOf(x, high, blame) <= 0;
        return below === false ? false : above === null || below === null ? null : true;
      };
    }
    case "in": {
      const among = place.choices.get(expr);
      if (among === undefined) {
        return (row) => {
          const [x, items] = [a(row), b(row)];
          try {
            return isAmong(x, iterate(choices(items)));
          } catch (error) {
            throw inClause(error, blame.at);
          }
        };
      }
      return (row) => {
        const x = a(row);
        return x === null ? null : among.table.get(x) === true ? true : among.unknown ? null : false;
      };
    }
    case "like":
      return (row) => isLike(a(row), b(row), blame);
    case "nil?":
      return (row) => a(row) === null;
    case "some?":
      return (row) => a(row) !== null;
    default:
      throw new Error(`evaluate.ts: no operator ${printReadably(formOf(expr))}`);
  }
}

function equality(x: unknown, y: unknown): Truth {
  return x === null || y === null ? null : x === y || equals(x, y);
}

function compileEquals(expr: Operator, a: Evaluate, b: Evaluate): Evaluate {
  const [, other] = expr.args;
  if (other.kind !== "constant") return (row) => equality(a(row), b(row));
  const c = other.value;
  if (c === null) return () => null;
  // A number that is not integral may be NaN, which equals nothing.
  if (typeof c !== "object" && c === c) {
    return (row) => {
      const x = a(row);
      return x === c ? true : x === null ? null : false;
    };
  }
  return (row) => equality(a(row), c);
}

function compileOrder(expr: Operator, a: Evaluate, b: Evaluate, blame: Expr): Evaluate {
  const [left, right] = expr.args;
  const order = ORDERS[expr.name] as (order: number) => boolean; // the caller has looked
  const slow = (x: unknown, y: unknown): Truth => x === null || y === null ? null : order(orderOf(x, y, blame));
  if (right.kind === "constant" && typeof right.value === "number") {
    const c = right.value;
    switch (expr.name) {
      case "<":
        return (row) => {
          const x = a(row);
          return typeof x === "number" ? x < c : slow(x, c);
        };
      case "<=":
        return (row) => {
          const x = a(row);
          return typeof x === "number" ? x <= c : slow(x, c);
        };
      case ">":
        return (row) => {
          const x = a(row);
          return typeof x === "number" ? x > c : slow(x, c);
        };
      default:
        return (row) => {
          const x = a(row);
          return typeof x === "number" ? x >= c : slow(x, c);
        };
    }
  }
  return left.kind === "constant" && left.value === null ? () => null : (row) => slow(a(row), b(row));
}

/** Compares neighbours: all must hold. */
function chained(args: readonly Evaluate[], test: (x: unknown, y: unknown) => Truth): Evaluate {
  return (row) => {
    const values = args.map((arg) => arg(row));
    let known: Truth = true;
    for (let i = 0; i + 1 < values.length; i++) {
      const answer = test(values[i], values[i + 1]);
      if (answer === false) return false;
      if (answer === null) known = null;
    }
    return known;
  };
}

function compileArithmetic(
  expr: Operator,
  args: readonly Evaluate[],
  f: (a: unknown, b: unknown) => unknown,
  blame: Expr,
): Evaluate {
  const [a, b] = args;
  if (args.length === 1) {
    if (expr.name === "-") return (row) => negated(a(row), blame);
    const one = expr.name === "/" ? (x: unknown) => f(1, x) : (x: unknown) => f(x, expr.name === "*" ? 1 : 0);
    return (row) => one(a(row));
  }
  if (args.length === 2) return (row) => f(a(row), b(row));
  return (row) => args.slice(1).reduce((sum: unknown, arg) => f(sum, arg(row)), a(row));
}
