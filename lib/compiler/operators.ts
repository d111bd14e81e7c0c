/**
 * Operators: functions of the core library that calls are replaced with code for.
 * For each: the type of its result, and its JavaScript for operands of known and unknown types. Helpers of the runtime
 * take what the fast test refuses.
 * Measured: a test and the operation at the site cost 1 ns; the same in a shared helper costs 2, because its types get mixed
 * (`*` by a small literal: 2 ns instead of 4; a `match` of maps and vectors: 9 ns instead of 13).
 * @module
 */
import { CORE } from "../runtime/mod.ts";
import type { CallCore, Core } from "../expander/mod.ts";
import { isIntType, isRawInt, type Type } from "./ir.ts";

/** The largest safe integer, as emitted code writes it. */
export const MAX_INT = "9007199254740991";

/** Names of the core library → the operator and the number of operands it is inlined for. */
const OPERATORS: Readonly<Record<string, { op: string; count: number }>> = {
  "+": { op: "+", count: 2 },
  "-": { op: "-", count: 2 },
  "*": { op: "*", count: 2 },
  "/": { op: "/", count: 2 },
  "<": { op: "<", count: 2 },
  "<=": { op: "<=", count: 2 },
  ">": { op: ">", count: 2 },
  ">=": { op: ">=", count: 2 },
  "==": { op: "==", count: 2 },
  "inc": { op: "inc", count: 1 },
  "dec": { op: "dec", count: 1 },
  "quot": { op: "quot", count: 2 },
  "rem": { op: "rem", count: 2 },
  "mod": { op: "mod", count: 2 },
  "bit-and": { op: "&", count: 2 },
  "bit-or": { op: "|", count: 2 },
  "bit-xor": { op: "^", count: 2 },
  "zero?": { op: "zero?", count: 1 },
  "pos?": { op: "pos?", count: 1 },
  "neg?": { op: "neg?", count: 1 },
  "float": { op: "float", count: 1 },
  "double": { op: "float", count: 1 },
  "not": { op: "not", count: 1 },
  "nil?": { op: "nil?", count: 1 },
  "some?": { op: "some?", count: 1 },
  "identical?": { op: "identical?", count: 2 },
  "=": { op: "=", count: 2 },
  "match-map?*": { op: "match-map?", count: 1 },
  "match-key*": { op: "match-key", count: 2 },
  "match-found?*": { op: "match-found?", count: 1 },
  "match-tuple?*": { op: "match-tuple?", count: 3 },
  "match-item*": { op: "match-item", count: 2 },
  "match-size*": { op: "match-size", count: 2 },
  "match-least*": { op: "match-least", count: 2 },
  "match-nth*": { op: "match-nth", count: 2 },
};

const MATH = "batuta.math";

/** Functions of `batuta.math` that give Floats whatever they get, by how many numbers they get. JavaScript names all but one alike. */
const REALS: Readonly<Record<number, ReadonlySet<string>>> = {
  1: new Set(
    "sqrt cbrt exp log log2 log10 sin cos tan asin acos atan floor ceil signum".split(" "),
  ),
  2: new Set(["pow", "atan2", "hypot"]),
};
/** Begins the operators that are functions of `batuta.math`. */
const REAL = "math/";

function realOf({ f, args }: CallCore): string | null {
  return f.kind === "var" && f.cell.ns === MATH && REALS[args.length]?.has(f.cell.name) ? REAL + f.cell.name : null;
}

/** What is known of the result of a call that is no operator: a count is a safe integer, held as a number. */
export function callType({ f, args }: CallCore): Type {
  return f.kind === "var" && f.cell.ns === CORE && f.cell.name === "count" && args.length === 1 ? "int" : "any";
}

/** The operator a call can be replaced with, or null. */
export function operatorOf(call: CallCore): string | null {
  const { f, args } = call;
  if (f.kind !== "var" || f.cell.ns !== CORE) return realOf(call);
  const found = Object.hasOwn(OPERATORS, f.cell.name) ? OPERATORS[f.cell.name] : undefined;
  return found !== undefined && found.count === args.length ? found.op : null;
}

const FOLDED = new Set(["+", "-", "*", "/"]);

/** More operands than this are left to the library's function: each nests the code deeper. */
const MOST_OPERANDS = 16;

/** `(+ a b c)` as `(+ (+ a b) c)`: what more than two operands mean. Any other call as it is. */
export function foldOperands(call: CallCore): CallCore {
  const { f, args, span } = call;
  if (
    args.length < 3 || args.length > MOST_OPERANDS || f.kind !== "var" || f.cell.ns !== CORE || !FOLDED.has(f.cell.name)
  ) return call;
  const [first, ...rest] = args;
  return rest.reduce<Core>((left, right) => ({ kind: "call", f, args: [left, right], span }), first) as CallCore; // a call of calls
}

/** Operators that give parts of values. */
const PARTS = new Set(["match-key", "match-item", "match-nth"]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "inc", "dec", "quot", "rem", "mod"]);
const BITWISE = new Set(["&", "|", "^"]);

/** The type of an operator's result. */
export function resultType(op: string, args: readonly Type[]): Type {
  if (args.includes("never")) return "never";
  if (op === "float" || op.startsWith(REAL)) return "flt";
  if (BITWISE.has(op)) return "integer";
  if (PARTS.has(op)) return "any";
  if (!ARITHMETIC.has(op)) return "bool";
  if (args.includes("flt")) return op === "quot" || op === "rem" || op === "mod" ? "any" : "flt";
  return args.every(isIntType) && op !== "/" ? "integer" : "any";
}

/** An operand as printed: its JavaScript, what is known of it, and its value when it is a small Int literal. */
export interface Operand {
  readonly js: string;
  readonly type: Type;
  readonly literal: number | null;
}

const HELPERS: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "quot": "quot",
  "rem": "rem",
  "mod": "mod",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
  "==": "numEq",
  "&": "bitAnd",
  "|": "bitOr",
  "^": "bitXor",
};

/** Whether the operator prints operands of these types just once, so that they need not be atoms. */
export function printsOnce(op: string, args: readonly Type[]): boolean {
  const raw = (type: Type) => type === "flt" || isRawInt(type);
  if (op.startsWith("match-")) return op !== "match-tuple?" && op !== "match-nth";
  if (op === "not" || op === "nil?" || op === "some?" || op === "identical?") return op !== "not" || args[0] === "bool";
  if (op === "float" || op.startsWith(REAL)) return args.every(raw);
  return args.includes("flt") && args.every(raw) && op !== "quot" && op !== "rem" && op !== "mod" && op !== "=";
}

/** An operator's JavaScript. `helper` registers the runtime function a piece of code needs. */
export function printOperator(op: string, args: readonly Operand[], helper: (name: string) => string): string {
  const [a, b] = args;
  switch (op) {
    case "inc":
      return printOperator("+", [a, ONE], helper);
    case "dec":
      return printOperator("-", [a, ONE], helper);
    case "zero?":
      return isRawInt(a.type) || a.type === "flt"
        ? `(${a.js}===0)`
        : `(typeof ${a.js}==="number"?${a.js}===0:${helper("numEq")}(${a.js},0))`;
    case "pos?":
      return printOperator(">", [a, ZERO], helper);
    case "neg?":
      return printOperator("<", [a, ZERO], helper);
    case "not":
      return a.type === "bool" ? `!${a.js}` : `(${a.js}===false||${a.js}===null)`;
    case "nil?":
      return `(${a.js}===null)`;
    case "some?":
      return `(${a.js}!==null)`;
    case "identical?":
      return `(${a.js}===${b.js})`;
    case "=":
      return `(${a.js}===${b.js})`; // only emitted where identity decides; see lower.ts
    case "match-map?":
      return `(${a.js} instanceof ${helper("PMap")})`;
    case "match-key": // of a map
      return `(${a.js}).get(${b.js},${helper("ABSENT")})`;
    case "match-found?":
      return `(${a.js}!==${helper("ABSENT")})`;
    case "match-tuple?":
      return `(${a.js} instanceof ${helper("Tuple")}&&(${a.js}).tag===${b.js}&&(${a.js}).items.length===${args[2].js})`;
    case "match-item": // of a tuple
      return `(${a.js}).items[${b.js}]`;
    case "match-size": // of a vector, like the next two
      return `(${a.js}.n===${b.js})`;
    case "match-least":
      return `(${a.js}.n>=${b.js})`;
    case "match-nth":
      return `(${a.js}.n<=32?${a.js}.tail[${b.js}]:${a.js}.nth(${b.js}))`;
    case "&":
    case "|":
    case "^":
      return guardedInt32([a, b], `${a.js}${op}${b.js}`, `${helper(HELPERS[op])}(${a.js},${b.js})`);
    case "quot":
    case "rem":
    case "mod":
      return printDivision(op, a, b, helper);
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
      return printComparison(op, a, b, helper);
    case "float":
      return double(a, helper);
    default:
      return op.startsWith(REAL) ? printReal(op.slice(REAL.length), args, helper) : printArithmetic(op, a, b, helper);
  }
}

function printReal(name: string, args: readonly Operand[], helper: (name: string) => string): string {
  return `Math.${name === "signum" ? "sign" : name}(${args.map((arg) => double(arg, helper, name)).join(",")})`;
}

const ONE: Operand = { js: "1", type: "i32", literal: 1 };
const ZERO: Operand = { js: "0", type: "i32", literal: 0 };

/** `fast` when all operands are 32-bit integers, so that no sum or difference leaves the safe integers. */
function guardedInt32(operands: readonly Operand[], fast: string, slow: string): string {
  const tests = operands.filter((o) => o.literal === null && o.type !== "i32").map((o) =>
    isRawInt(o.type) ? `(${o.js}|0)===${o.js}` : `typeof ${o.js}==="number"&&(${o.js}|0)===${o.js}`
  );
  return tests.length === 0 ? `(${fast})` : `(${tests.join("&&")}?${fast}:${slow})`;
}

/** The operand as a double; `op` names who wants a number. */
function double(o: Operand, helper: (name: string) => string, op = ""): string {
  if (o.type === "flt" || isRawInt(o.type) || o.type === "number") return o.js;
  return `(typeof ${o.js}==="number"?${o.js}:${helper("toDouble")}(${o.js}${op === "" ? "" : `,"${op}"`}))`;
}

/** Whether the product with any 32-bit integer is a safe integer and no -0. */
function isSmallFactor({ literal }: Operand): boolean {
  return literal !== null && literal > 0 && literal < 1 << 21;
}

function printArithmetic(op: string, a: Operand, b: Operand, helper: (name: string) => string): string {
  const slow = `${helper(HELPERS[op])}(${a.js},${b.js})`;
  if (a.type === "flt" || b.type === "flt") return `(${double(a, helper)}${op}${double(b, helper)})`;
  if (op === "/") return slow;
  // The product of two 32-bit integers can leave the safe ones, and 0 * -5 is -0 in JavaScript: the helper knows.
  if (op === "*" && !isSmallFactor(a) && !isSmallFactor(b)) return slow;
  return guardedInt32([a, b], `${a.js}${op}${b.js}`, slow);
}

function printDivision(op: string, a: Operand, b: Operand, helper: (name: string) => string): string {
  const slow = `${helper(HELPERS[op])}(${a.js},${b.js})`;
  if (b.literal === null || b.literal <= 0) return slow;
  // The operand may be held as a double; `|0` lets V8 multiply by a reciprocal where it would divide doubles: 7 ns each.
  const x = `(${a.js}|0)`;
  const fast = op === "quot" ? `${x}/${b.js}|0` : op === "rem" ? `${x}%${b.js}|0` : `(${x}%${b.js}+${b.js})%${b.js}`;
  return guardedInt32([a, b], fast, slow);
}

function printComparison(op: string, a: Operand, b: Operand, helper: (name: string) => string): string {
  const js = op === "==" ? "===" : op;
  const raw = (o: Operand) => isRawInt(o.type) || o.type === "flt" || o.type === "number";
  const fast = `${a.js}${js}${b.js}`;
  if (raw(a) && raw(b)) return `(${fast})`;
  if (a.type === "flt" || b.type === "flt") return `(${double(a, helper)}${js}${double(b, helper)})`;
  const tests = [a, b].filter((o) => !raw(o)).map((o) => `typeof ${o.js}==="number"`);
  return `(${tests.join("&&")}?${fast}:${helper(HELPERS[op])}(${a.js},${b.js}))`;
}
