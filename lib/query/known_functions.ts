/**
 * Functions of the library that the optimiser knows: they do nothing but give a value, and never wait. So a call of constants is computed once, before
 * any row is looked at, and a condition with such calls moves like any other.
 * The clock counts as one of them: all of a query sees the same "now".
 * @module
 */
import { Decimal, fnName, Instant, Keyword } from "../data/mod.ts";
import { CORE, findNamespace, type Var } from "../runtime/mod.ts";
import { type Expr, visitExpr } from "./expr.ts";

/** By namespace; names stand apart by blanks. */
const NAMES: Readonly<Record<string, string>> = {
  [CORE]:
    `inc dec abs min max subs name namespace keyword double float int long bigdec rationalize even? odd? zero? pos? neg? number?
    integer? float? ratio? decimal? string? keyword? boolean? inst? true? false? boolean compare now instant inst-ms seconds-ago minutes-ago
    hours-ago days-ago seconds-before minutes-before hours-before days-before seconds-after minutes-after hours-after days-after str
    seconds-from-now minutes-from-now hours-from-now days-from-now`,
  "batuta.str":
    `upper-case lower-case capitalize trim triml trimr blank? starts-with? ends-with? includes? index-of last-index-of`,
  "batuta.time":
    `now year month day hour weekday plus minus plus-months plus-years start-of format before? after? parse`,
};

let known: ReadonlySet<string> | null = null;

/** The var of a function that is one of these: called so, and not defined anew by the program. */
function knownVar(f: unknown): Var | null {
  if (typeof f !== "function") return null;
  const name = fnName(f as { name: string });
  known ??= new Set(
    Object.entries(NAMES).flatMap(([ns, names]) => names.split(/\s+/).map((name) => `${ns}/${name}`)),
  );
  if (!known.has(name)) return null;
  const slash = name.indexOf("/");
  const cell = findNamespace(name.slice(0, slash))?.vars.get(name.slice(slash + 1));
  return cell !== undefined && (cell.peek() === f || cell.f === f) ? cell : null;
}

/** Whether a function is one of these, whatever it gets. */
export function isKnown(f: unknown): boolean {
  return f instanceof Keyword || knownVar(f)?.leaf === true;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null || value instanceof Keyword || value instanceof Instant ||
    value instanceof Decimal;
}

/** Whether a call of these values can be computed before any row is looked at. Some functions wait only for what is lazy. */
export function isComputable(f: unknown, args: readonly unknown[]): boolean {
  return isKnown(f) || (knownVar(f) !== null && args.every(isScalar));
}

/** Whether evaluating an expression calls no function but these. */
export function isKnownPure(expr: Expr): boolean {
  let pure = true;
  visitExpr(expr, (part) => {
    if (part.kind === "call" && !isKnown(part.f)) pure = false;
  });
  return pure;
}
