/**
 * Expressions as data: a column, a constant, the row itself, an operator the engine knows, or a call of any function.
 * In: forms made by the macros: a keyword is a column, `(quote x)` a constant, `*` the row, a list an operator or a call. Out: `Expr`,
 * and the same forms again. Nothing is computed here but what is constant already (`fold`).
 * @module
 */
import { fnName, Keyword, List, list, listFrom, printReadably, Seq, Sym, symbolFrom, toArray } from "../data/mod.ts";
import type { ClausePlace } from "../runtime/mod.ts";
import { badClause } from "./errors.ts";

/** An expression; `at` is the clause that it stands in, where that is known. */
export type Expr = ExprForm & { readonly at?: ClausePlace };

type ExprForm =
  | { readonly kind: "column"; readonly name: Keyword }
  | { readonly kind: "constant"; readonly value: unknown }
  | { readonly kind: "row" }
  | { readonly kind: "operator"; readonly name: OperatorName; readonly args: readonly Expr[] }
  | { readonly kind: "call"; readonly f: unknown; readonly args: readonly Expr[] }
  /** Only above a `group`: what an aggregate came to. */
  | { readonly kind: "aggregate"; readonly name: string; readonly args: readonly Expr[] };

/** Operators of expressions: how many arguments each takes. */
export const OPERATORS = {
  "=": [2, Infinity],
  "not=": [2, 2],
  "<": [2, Infinity],
  "<=": [2, Infinity],
  ">": [2, Infinity],
  ">=": [2, Infinity],
  "between": [3, 3],
  "in": [2, 2],
  "like": [2, 2],
  "and": [0, Infinity],
  "or": [0, Infinity],
  "not": [1, 1],
  "nil?": [1, 1],
  "some?": [1, 1],
  "if": [2, 3],
  "coalesce": [1, Infinity],
  "+": [1, Infinity],
  "-": [1, Infinity],
  "*": [1, Infinity],
  "/": [1, Infinity],
  "quot": [2, 2],
  "rem": [2, 2],
  "mod": [2, 2],
} as const;

export type OperatorName = keyof typeof OPERATORS;

export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

const QUOTE = symbolFrom("quote");
export const ROW: Expr = { kind: "row" };

export function column(name: Keyword): Expr {
  return { kind: "column", name };
}

export function constant(value: unknown): Expr {
  return { kind: "constant", value };
}

export function operator(name: OperatorName, ...args: Expr[]): Expr {
  return { kind: "operator", name, args };
}

/** The expression of a form; `aggregates` are the names that stand for aggregates in it. */
export function exprOf(form: unknown, clause: string, aggregates: readonly string[] = []): Expr {
  if (form instanceof Keyword) return column(form);
  if (form instanceof Sym && form.ns === null && form.name === "*") return ROW;
  if (!(form instanceof List) || form.count() === 0) return constant(form);
  const [head, ...rest] = toArray(form);
  if (!(head instanceof Sym)) {
    return {
      kind: "call",
      f: head,
      args: rest.map((arg) => exprOf(arg, clause, aggregates)),
    };
  }
  if (head.equals(QUOTE)) return constant(rest[0]);
  const args = rest.map((arg) => exprOf(arg, clause, aggregates));
  if (aggregates.includes(head.name)) return { kind: "aggregate", name: head.name, args };
  if (!isOperator(head.name)) return badClause(clause, "an operator of queries or a function", head);
  const [least, most] = OPERATORS[head.name];
  if (args.length < least || args.length > most) {
    const count = most === Infinity ? `at least ${least}` : least === most ? `${least}` : `${least} or ${most}`;
    return badClause(clause, `${count} arguments for ${head.name}`, form);
  }
  return { kind: "operator", name: head.name, args };
}

/** The form of an expression, as people write it. */
export function formOf(expr: Expr): unknown {
  switch (expr.kind) {
    case "column":
      return expr.name;
    case "constant":
      return needsQuote(expr.value) ? list(QUOTE, expr.value) : expr.value;
    case "row":
      return symbolFrom("*");
    case "call":
      return listFrom([headOf(expr.f), ...expr.args.map(formOf)]);
    default:
      return listFrom([symbolFrom(expr.name), ...expr.args.map(formOf)]);
  }
}

function needsQuote(value: unknown): boolean {
  return value instanceof Keyword || value instanceof Sym || value instanceof Seq;
}

/** A function as the symbol that names it, where it has a name. */
function headOf(f: unknown): unknown {
  if (typeof f !== "function") return f;
  const name = fnName(f as { name: string }).replace(/^(batuta\.core|user)\//, "");
  return name === "" ? symbolFrom("fn") : symbolFrom(name);
}

/** An expression as text, cut where it is long. */
export function exprText(expr: Expr): string {
  return printReadably(formOf(expr), { length: 120, realised: true });
}

/** Calls `visit` for an expression and all its parts. */
export function visitExpr(expr: Expr, visit: (part: Expr) => void): void {
  visit(expr);
  if ("args" in expr) { for (const arg of expr.args) visitExpr(arg, visit); }
}

/** An expression that knows its clause; parts that know one already keep it. */
export function standingAt(expr: Expr, at: ClausePlace): Expr {
  if (expr.kind === "constant" || expr.kind === "row") return expr;
  const args = "args" in expr ? { args: expr.args.map((arg) => standingAt(arg, at)) } : {};
  return { at, ...expr, ...args };
}

/** The columns an expression names, each once; null when it looks at the whole row. */
export function columnsOf(expr: Expr): Keyword[] | null {
  const names = new Set<Keyword>();
  let whole = false;
  visitExpr(expr, (part) => {
    if (part.kind === "column") names.add(part.name);
    else if (part.kind === "row") whole = true;
  });
  return whole ? null : [...names];
}

/** Whether evaluating it calls no function of the program: it cannot wait and has no effects. */
export function isPure(expr: Expr): boolean {
  let pure = true;
  visitExpr(expr, (part) => {
    if (part.kind === "call") pure = false;
  });
  return pure;
}

/** Operators whose answers are true, false or unknown. */
const LOGICAL = new Set<OperatorName>([
  "=",
  "not=",
  "<",
  "<=",
  ">",
  ">=",
  "between",
  "in",
  "like",
  "and",
  "or",
  "not",
  "nil?",
  "some?",
]);

export function isLogical(expr: Expr): boolean {
  return expr.kind === "operator" && LOGICAL.has(expr.name);
}

/** The conditions that all have to hold for an expression to hold, in their order. */
export function conjuncts(expr: Expr): Expr[] {
  return expr.kind === "operator" && expr.name === "and" ? expr.args.flatMap(conjuncts) : [expr];
}

export function conjunction(exprs: readonly Expr[]): Expr {
  return exprs.length === 1 ? exprs[0] : { kind: "operator", name: "and", args: exprs };
}

/** An expression with parts replaced; `change` answers a part as it is to leave it. */
export function mapExpr(expr: Expr, change: (part: Expr) => Expr): Expr {
  const changed = change(expr);
  if (changed !== expr || !("args" in expr)) return changed;
  const args = expr.args.map((arg) => mapExpr(arg, change));
  return args.every((arg, i) => arg === expr.args[i]) ? expr : { ...expr, args };
}
