/**
 * Constant folding: parts of expressions that name no column and call no function of the program are computed once.
 * In: an expression. Out: one that means the same. What would fail is left as it is, to fail when a row gets there.
 * @module
 */
import { BatutaError } from "../data/mod.ts";
import { compileExpr, type Place } from "./evaluate.ts";
import { constant, type Expr, isLogical } from "./expr.ts";
import { isComputable } from "./known_functions.ts";

const NOWHERE: Place = { layout: { kind: "columns", names: [], alias: null }, clause: "", choices: new Map() };

function isConstant(expr: Expr, value: unknown): boolean {
  return expr.kind === "constant" && expr.value === value;
}

/** `and` and `or` without what decides nothing, decided where one part decides. */
function foldJunction(expr: Extract<Expr, { kind: "operator" }>, end: boolean): Expr {
  const at = expr.args.findIndex((arg) => isConstant(arg, end));
  // What stands before the part that decides may fail or have effects.
  if (at === 0) return constant(end);
  const args = expr.args.filter((arg) => !isConstant(arg, !end));
  if (args.length === 0) return constant(!end);
  return args.length === 1 && isLogical(args[0])
    ? args[0]
    : args.length === expr.args.length
    ? expr
    : { ...expr, args };
}

export function fold(expr: Expr): Expr {
  if (!("args" in expr)) return expr;
  const args = expr.args.map(fold);
  const folded = args.every((arg, i) => arg === expr.args[i]) ? expr : { ...expr, args };
  if (folded.kind === "call") {
    const values = args.flatMap((arg) => arg.kind === "constant" ? [arg.value] : []);
    return values.length === args.length && isComputable(folded.f, values) ? computed(folded) : folded;
  }
  if (folded.kind !== "operator") return folded;
  if (folded.name === "and") return foldJunction(folded, false);
  if (folded.name === "or") return foldJunction(folded, true);
  // `in` looks among collections that may be lazy or queries.
  if (folded.name === "in" || !args.every((arg) => arg.kind === "constant")) return folded;
  return computed(folded);
}

/** The value of an expression without columns. */
function computed(expr: Expr): Expr {
  try {
    return constant(compileExpr(expr, NOWHERE)(null));
  } catch (error) {
    if (error instanceof BatutaError) return expr;
    throw error;
  }
}
