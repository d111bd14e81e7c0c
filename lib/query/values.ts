/**
 * What the operators of expressions mean.
 * Nil is unknown: a comparison with nil is neither true nor false, arithmetic with nil is nil. `and`, `or` and `not` are Kleene's; a column
 * or a function's answer that stands for a condition is true or false as anywhere in the language. `=` is the language's: values of
 * different types differ. An order between values of different types is an error that names the column.
 * In: values. Out: values; true, false or null (unknown) from comparisons.
 * Source: SQL's three-valued logic (ISO 9075-2, 8.2 and 6.39).
 * @module
 */
import {
  add,
  BatutaError,
  compare,
  compareText,
  div,
  equals,
  isNumber,
  mod,
  mul,
  neg,
  PMap,
  quot,
  rem,
  sub,
  typeName,
} from "../data/mod.ts";
import { inClause } from "../runtime/mod.ts";
import { columnsOf, type Expr, exprText } from "./expr.ts";
import { badClause, queryFail } from "./errors.ts";

export type Truth = boolean | null;

/** The only column of an expression, to blame it. */
export function blamed(expr: Expr) {
  const names = columnsOf(expr);
  return names !== null && names.length > 0 ? names[0] : null;
}

/** The order of two values that are not nil; fails with the expression's text where they have none. */
export function orderOf(a: unknown, b: unknown, expr: Expr): number {
  // Not a difference: that of two infinities is no number. NaN has no order to anything.
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if ((isNaN(a) && isNumber(b)) || (isNaN(b) && isNumber(a))) return NaN;
  try {
    return compare(a, b);
  } catch (error) {
    if (!(error instanceof BatutaError) || error.code !== "not-comparable") throw error;
    return queryFail("query-types", {
      expr: exprText(expr),
      left: a,
      right: b,
      leftType: typeName(a),
      rightType: typeName(b),
    }, { column: blamed(expr), at: expr.at });
  }
}

function isNaN(x: unknown): boolean {
  return typeof x === "number" && x !== x;
}

/** The order in which rows are put, and which value is the least: `orderOf` with NaN above all numbers, so that everything has its place. */
export function rankOf(a: unknown, b: unknown, expr: Expr): number {
  const order = orderOf(a, b, expr);
  return order === order ? order : Number(isNaN(a)) - Number(isNaN(b));
}

/** Calculates with numbers; nil where one is nil. */
export function calculate(
  f: (a: unknown, b: unknown) => unknown,
  expr: Expr,
): (a: unknown, b: unknown) => unknown {
  return (a, b) => {
    if (a === null || b === null) return null;
    if (!isNumber(a)) return notANumber(a, expr);
    if (!isNumber(b)) return notANumber(b, expr);
    try {
      return f(a, b);
    } catch (error) {
      throw inClause(error, expr.at);
    }
  };
}

export function notANumber(value: unknown, expr: Expr): never {
  return queryFail("query-not-a-number", { expr: exprText(expr), value, type: typeName(value) }, {
    column: blamed(expr),
    at: expr.at,
  });
}

export const ARITHMETIC: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
  "+": add,
  "-": sub,
  "*": mul,
  "/": div,
  "quot": quot,
  "rem": rem,
  "mod": mod,
};

export function negated(a: unknown, expr: Expr): unknown {
  return a === null ? null : isNumber(a) ? neg(a) : notANumber(a, expr);
}

/** A value that stands for a condition. */
export function truthy(x: unknown): boolean {
  return x !== null && x !== false;
}

/** The pattern of `like` as a regular expression: `%` is any text, `_` any character, `\` takes the next one as it is. */
export function likePattern(pattern: string): RegExp {
  let source = "";
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i];
    if (c === "%") source += "[\\s\\S]*";
    else if (c === "_") source += "[\\s\\S]";
    else source += literal(c === "\\" && i + 1 < characters.length ? characters[++i] : c);
  }
  return new RegExp(`^${source}$`, "u");
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

const patterns = new Map<string, RegExp>();

/** Whether a text is like a pattern; unknown with nil. */
export function isLike(text: unknown, pattern: unknown, expr: Expr): Truth {
  if (text === null || pattern === null) return null;
  if (typeof pattern !== "string") {
    return badClause(exprText(expr), "a pattern as a string", pattern, { hint: null, at: expr.at });
  }
  if (typeof text !== "string") {
    return badClause(exprText(expr), "a string", text, { hint: null, column: blamed(expr), at: expr.at });
  }
  let found = patterns.get(pattern);
  if (found === undefined) {
    if (patterns.size > 100) patterns.clear();
    patterns.set(pattern, found = likePattern(pattern));
  }
  return found.test(text);
}

/** Whether a value is among others, as SQL has it: unknown for nil, and where it is not there but nil is. */
export function isAmong(x: unknown, items: Iterable<unknown>): Truth {
  if (x === null) return null;
  let unknown = false;
  for (const item of items) {
    if (item === null) unknown = true;
    else if (equals(x, item)) return true;
  }
  return unknown ? null : false;
}

/** The values that `in` looks among; a map is its keys. */
export function choices(x: unknown): unknown {
  return x instanceof PMap ? x.keys() : x;
}
