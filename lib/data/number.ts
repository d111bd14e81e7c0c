/**
 * Numbers: unbounded Ints, exact Ratios and Decimals, IEEE Floats.
 *
 * | Batuta | JavaScript |
 * | --- | --- |
 * | Int, at most 2^53 - 1 from zero | number, never -0 |
 * | other Int | bigint |
 * | Float that is not whole, NaN, ±Infinity | number |
 * | whole Float (3.0, -0.0, 1e300) | `Flt` |
 * | Ratio | `Ratio`, lowest terms, denominator > 1 |
 * | Decimal | `Decimal` |
 *
 * Invariant: every number has exactly one of these forms, and every function here gives it back in that form.
 * Arithmetic is exact until a Float takes part; then both operands become doubles and the result is a Float, comparison
 * included; a Decimal makes Ints and Ratios Decimals. Each operation tries two JavaScript numbers first and leaves everything else to a slow function, so that V8
 * inlines the fast one.
 * Source for correctly rounded quotients: Clinger, "How to Read Floating Point Numbers Accurately", PLDI 1990.
 * @module
 */
import {
  addDecimals,
  compareDecimals,
  Decimal,
  decimalOfDouble,
  decimalText,
  decimalToBig,
  divideDecimals,
  multiplyDecimals,
  parseExact,
  quotDecimals,
  remDecimals,
  subtractDecimals,
} from "./decimal.ts";
import { fail } from "./errors.ts";
import { hashBigInt, hashDouble, hashFinish, hashOrderedStep } from "./hash.ts";
import { Duration } from "./duration.ts";
import { Instant } from "./instant.ts";
import { Obj, type Printer } from "./object.ts";

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const MAX_SAFE_BIG = BigInt(MAX_SAFE);

/** Whether a result of two Ints in doubles is exact: beyond 2^53 - 1 it may have lost its last bits. */
function isSafe(d: number): boolean {
  return d <= MAX_SAFE && d >= -MAX_SAFE;
}

// ---- forms -----------------------------------------------------------------------------------------------------------

/** A Float whose value is whole. Made by `mkFloat` only. */
export class Flt extends Obj {
  /** Use `mkFloat`. */
  constructor(readonly v: number) {
    super();
  }
  override get typeName(): string {
    return "Float";
  }
  equals(other: unknown): boolean {
    return other instanceof Flt && this.v === other.v;
  }
  hash(): number {
    return hashDouble(this.v);
  }
  override compareTo(other: unknown): number | undefined {
    return isNumber(other) ? compareNumbers(this, other) : undefined;
  }
  override print(printer: Printer): void {
    printer.text(printDouble(this.v));
  }
}

/** An exact fraction in lowest terms, its denominator above 1. Made by `ratio` only. */
export class Ratio extends Obj {
  /** Use `ratio`. */
  constructor(readonly n: bigint, readonly d: bigint) {
    super();
  }
  override get typeName(): string {
    return "Ratio";
  }
  equals(other: unknown): boolean {
    return other instanceof Ratio && this.n === other.n && this.d === other.d;
  }
  hash(): number {
    return hashFinish(hashOrderedStep(hashBigInt(this.n), hashBigInt(this.d)), 2);
  }
  override compareTo(other: unknown): number | undefined {
    return isNumber(other) ? compareNumbers(this, other) : undefined;
  }
  override print(printer: Printer): void {
    printer.text(`${this.n}/${this.d}`);
  }
}

/** The forms of numbers. */
export type Num = number | bigint | Flt | Ratio | Decimal;

/** Whether a value is a number of any kind. */
export function isNumber(x: unknown): x is Num {
  return typeof x === "number" || x instanceof Flt || typeof x === "bigint" || x instanceof Ratio ||
    x instanceof Decimal;
}

/** Whether a value is an Int. */
export function isInt(x: unknown): x is number | bigint {
  return typeof x === "number" ? Number.isInteger(x) : typeof x === "bigint";
}

/** Whether a value is a Float. */
export function isFloat(x: unknown): x is number | Flt {
  return typeof x === "number" ? !Number.isInteger(x) : x instanceof Flt;
}

/** Whether a value is a Ratio; an Int is none. */
export function isRatio(x: unknown): x is Ratio {
  return x instanceof Ratio;
}

/** The Float of a double: boxed when its value is whole. */
export function mkFloat(d: number): number | Flt {
  return Number.isInteger(d) ? new Flt(d) : d;
}

/** The Int of a bigint. */
export function normBig(b: bigint): number | bigint {
  return b >= -MAX_SAFE_BIG && b <= MAX_SAFE_BIG ? Number(b) : b;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

function normRatio(n: bigint, d: bigint): number | bigint | Ratio {
  const divisor = d < 0n ? -greatestCommonDivisor(n, d) : greatestCommonDivisor(n, d);
  return d === divisor ? normBig(n / divisor) : new Ratio(n / divisor, d / divisor);
}

/** The quotient of two Ints, exact: an Int or a Ratio. */
export function ratio(n: number | bigint, d: number | bigint): number | bigint | Ratio {
  const divisor = BigInt(d);
  if (divisor === 0n) fail("divide-by-zero", {});
  return normRatio(BigInt(n), divisor);
}

/** The numerator of a Ratio; an Int is its own. */
export function numerator(x: unknown): unknown {
  if (x instanceof Ratio) return normBig(x.n);
  return isInt(x) ? x : fail("bad-argument", { op: "numerator", expected: "a Ratio", value: x });
}

/** The denominator of a Ratio; that of an Int is 1. */
export function denominator(x: unknown): unknown {
  if (x instanceof Ratio) return normBig(x.d);
  return isInt(x) ? 1 : fail("bad-argument", { op: "denominator", expected: "a Ratio", value: x });
}

// ---- conversion ------------------------------------------------------------------------------------------------------

function bitLength(b: bigint): number {
  return b.toString(16).length * 4;
}

/** The bits of a quotient beyond the 53 of a double, at least, so that a last "and something more" bit decides rounding. */
const QUOTIENT_BITS = 66;
/** The smallest double is 2^-1074; two bits below it decide rounding there. */
const MAX_SCALE = 1076;

/** The double nearest to n/d, whose terms are too large for doubles: one rounding only. */
function divideRounded(n: bigint, d: bigint): number {
  const scale = Math.min(QUOTIENT_BITS + bitLength(d) - bitLength(n), MAX_SCALE);
  const top = scale >= 0 ? n << BigInt(scale) : n;
  const bottom = scale >= 0 ? d : d << BigInt(-scale);
  const quotient = top / bottom;
  const sticky = quotient * bottom === top ? quotient : quotient | 1n;
  const half = Math.trunc(scale / 2);
  return Number(sticky) * 2 ** -half * 2 ** (half - scale);
}

function ratioToDouble(r: Ratio): number {
  const n = Number(r.n);
  const d = Number(r.d);
  if (Math.abs(n) <= MAX_SAFE && d <= MAX_SAFE) return n / d;
  return r.n < 0n ? -divideRounded(-r.n, r.d) : divideRounded(r.n, r.d);
}

/** The double nearest to a number; the failure of a value that is none names `op`. */
export function toDouble(x: unknown, op = "float"): number {
  if (typeof x === "number") return x;
  if (x instanceof Flt) return x.v;
  if (typeof x === "bigint") return Number(x);
  if (x instanceof Decimal) return Number(decimalText(x));
  return x instanceof Ratio ? ratioToDouble(x) : fail("not-a-number", { op, value: x });
}

/** The Decimal of a number; a Ratio whose digits have no end fails. */
export function toDecimal(x: unknown): Decimal {
  if (x instanceof Decimal) return x;
  if (isInt(x)) return new Decimal(BigInt(x), 0);
  if (x instanceof Ratio) return divideDecimals(new Decimal(x.n, 0), new Decimal(x.d, 0));
  return decimalOfDouble(toDouble(x, "bigdec"));
}

/** The Int nearest to a number on the side of zero; NaN and infinities fail. */
export function truncate(x: unknown): number | bigint {
  if (isInt(x)) return x;
  if (x instanceof Ratio) return normBig(x.n / x.d);
  if (x instanceof Decimal) return normBig(decimalToBig(x));
  const d = toDouble(x, "int");
  if (!Number.isFinite(d)) return fail("bad-argument", { op: "int", expected: "a finite number", value: x });
  const whole = Math.trunc(d);
  return isSafe(whole) ? whole + 0 : BigInt(whole);
}

/** The exact number that a Float's shortest decimal notation writes: 1/10 for 0.1. Exact numbers stay as they are. */
export function rationalize(x: unknown): unknown {
  if (x instanceof Decimal) {
    return x.scale > 0 ? normRatio(x.unscaled, 10n ** BigInt(x.scale)) : normBig(x.unscaled * 10n ** BigInt(-x.scale));
  }
  if (!isFloat(x)) return isNumber(x) ? x : fail("not-a-number", { op: "rationalize", value: x });
  const d = toDouble(x, "rationalize");
  if (!Number.isFinite(d)) return fail("bad-argument", { op: "rationalize", expected: "a finite number", value: x });
  const [digits, exponent = "0"] = String(d).split("e");
  const [whole, fraction = ""] = digits.split(".");
  const scale = Number(exponent) - fraction.length;
  const all = BigInt(whole + fraction);
  return scale >= 0 ? normBig(all * 10n ** BigInt(scale)) : normRatio(all, 10n ** BigInt(-scale));
}

// ---- arithmetic ------------------------------------------------------------------------------------------------------

/** One operation on each kind of operands. */
interface Operation {
  /** As users write it. */
  readonly op: string;
  readonly bigs: (a: bigint, b: bigint) => unknown;
  /** The terms of two fractions. */
  readonly ratios: (an: bigint, ad: bigint, bn: bigint, bd: bigint) => unknown;
  readonly doubles: (a: number, b: number) => unknown;
  readonly decimals: (a: Decimal, b: Decimal) => unknown;
}

function numeratorOf(x: unknown): bigint {
  return x instanceof Ratio ? x.n : BigInt(x as number | bigint); // an exact number that is no Ratio is an Int
}

function denominatorOf(x: unknown): bigint {
  return x instanceof Ratio ? x.d : 1n;
}

/** The operation on any two values: fails unless both are numbers; a Float makes both doubles, a Ratio both fractions. */
function operate(operation: Operation, a: unknown, b: unknown): unknown {
  if (!isNumber(a)) fail("not-a-number", { op: operation.op, value: a });
  if (!isNumber(b)) fail("not-a-number", { op: operation.op, value: b });
  if (isFloat(a) || isFloat(b)) {
    return operation.doubles(toDouble(a, operation.op), toDouble(b, operation.op));
  }
  if (a instanceof Decimal || b instanceof Decimal) return operation.decimals(toDecimal(a), toDecimal(b));
  if (a instanceof Ratio || b instanceof Ratio) {
    return operation.ratios(numeratorOf(a), denominatorOf(a), numeratorOf(b), denominatorOf(b));
  }
  return operation.bigs(numeratorOf(a), numeratorOf(b));
}

function failOnZero(divisor: number | bigint): void {
  if (divisor === 0 || divisor === 0n) fail("divide-by-zero", {});
}

const ADD: Operation = {
  op: "+",
  bigs: (a, b) => normBig(a + b),
  ratios: (an, ad, bn, bd) => normRatio(an * bd + bn * ad, ad * bd),
  doubles: (a, b) => mkFloat(a + b),
  decimals: addDecimals,
};

const SUB: Operation = {
  op: "-",
  bigs: (a, b) => normBig(a - b),
  ratios: (an, ad, bn, bd) => normRatio(an * bd - bn * ad, ad * bd),
  doubles: (a, b) => mkFloat(a - b),
  decimals: subtractDecimals,
};

const MUL: Operation = {
  op: "*",
  bigs: (a, b) => normBig(a * b),
  ratios: (an, ad, bn, bd) => normRatio(an * bn, ad * bd),
  doubles: (a, b) => mkFloat(a * b),
  decimals: multiplyDecimals,
};

const DIV: Operation = {
  op: "/",
  bigs: ratio,
  ratios: (an, ad, bn, bd) => ratio(an * bd, ad * bn),
  doubles: (a, b) => mkFloat(a / b),
  decimals: divideDecimals,
};

function quotBigs(a: bigint, b: bigint): number | bigint {
  failOnZero(b);
  return normBig(a / b);
}

function remBigs(a: bigint, b: bigint): bigint {
  failOnZero(b);
  return a % b;
}

function modBigs(a: bigint, b: bigint): bigint {
  const rest = remBigs(a, b);
  return rest !== 0n && (rest < 0n) !== (b < 0n) ? rest + b : rest;
}

function remDoubles(a: number, b: number): number {
  failOnZero(b);
  return a % b;
}

function modDoubles(a: number, b: number): number {
  const rest = remDoubles(a, b);
  return rest !== 0 && (rest < 0) !== (b < 0) ? rest + b : rest;
}

function modDecimals(a: Decimal, b: Decimal): Decimal {
  const rest = remDecimals(a, b);
  return rest.unscaled !== 0n && (rest.unscaled < 0n) !== (b.unscaled < 0n) ? addDecimals(rest, b) : rest;
}

const QUOT: Operation = {
  op: "quot",
  bigs: quotBigs,
  ratios: (an, ad, bn, bd) => quotBigs(an * bd, ad * bn),
  doubles: (a, b) => {
    failOnZero(b);
    return mkFloat(Math.round((a - a % b) / b));
  },
  decimals: quotDecimals,
};

const REM: Operation = {
  op: "rem",
  bigs: (a, b) => normBig(remBigs(a, b)),
  ratios: (an, ad, bn, bd) => ratio(remBigs(an * bd, bn * ad), ad * bd),
  doubles: (a, b) => mkFloat(remDoubles(a, b)),
  decimals: remDecimals,
};

const MOD: Operation = {
  op: "mod",
  bigs: (a, b) => normBig(modBigs(a, b)),
  ratios: (an, ad, bn, bd) => ratio(modBigs(an * bd, bn * ad), ad * bd),
  doubles: (a, b) => mkFloat(modDoubles(a, b)),
  decimals: modDecimals,
};

/** `(+ a b)`. */
export function add(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number") return operate(ADD, a, b);
  const sum = a + b;
  // Both operands are asked, not the sum: 0.5 + 0.5 and 5 + 1e-20 are Floats whose value is whole.
  if (Number.isInteger(a) && Number.isInteger(b)) return isSafe(sum) ? sum : operate(ADD, a, b);
  return mkFloat(sum);
}

/** `(- a b)`. */
export function sub(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number") return operate(SUB, a, b);
  const difference = a - b;
  if (Number.isInteger(a) && Number.isInteger(b)) return isSafe(difference) ? difference : operate(SUB, a, b);
  return mkFloat(difference);
}

/** `(* a b)`. */
export function mul(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number") return operate(MUL, a, b);
  const product = a * b;
  // + 0 makes the -0 of 0 * -5 an Int.
  if (Number.isInteger(a) && Number.isInteger(b)) return isSafe(product) ? product + 0 : operate(MUL, a, b);
  return mkFloat(product);
}

/** `(/ a b)`: of Ints and Ratios exact, failing on zero; of Floats as IEEE 754 has it. */
export function div(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number") return operate(DIV, a, b);
  if (!Number.isInteger(a) || !Number.isInteger(b)) return mkFloat(a / b);
  return b !== 0 && a % b === 0 ? a / b + 0 : operate(DIV, a, b);
}

/** `(quot a b)`: the quotient, cut off towards zero. */
export function quot(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number" || b === 0) return operate(QUOT, a, b);
  // a - a % b divides exactly, where a / b could round up.
  return Number.isInteger(a) && Number.isInteger(b) ? (a - a % b) / b + 0 : operate(QUOT, a, b);
}

/** `(rem a b)`: what `quot` leaves; has the sign of `a`. */
export function rem(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number" || b === 0) return operate(REM, a, b);
  return Number.isInteger(a) && Number.isInteger(b) ? a % b + 0 : operate(REM, a, b);
}

/** `(mod a b)`: what the quotient cut off downwards leaves; has the sign of `b`. */
export function mod(a: unknown, b: unknown): unknown {
  if (typeof a !== "number" || typeof b !== "number" || b === 0) return operate(MOD, a, b);
  return Number.isInteger(a) && Number.isInteger(b) ? modDoubles(a, b) + 0 : operate(MOD, a, b);
}

/** `(inc x)`. */
export function inc(x: unknown): unknown {
  return isNumber(x) ? add(x, 1) : fail("not-a-number", { op: "inc", value: x });
}

/** `(dec x)`. */
export function dec(x: unknown): unknown {
  return isNumber(x) ? sub(x, 1) : fail("not-a-number", { op: "dec", value: x });
}

/** `(- x)`. */
export function neg(x: unknown): unknown {
  if (typeof x === "number") return 0 - x;
  if (x instanceof Flt) return new Flt(-x.v);
  if (typeof x === "bigint") return normBig(-x);
  if (x instanceof Decimal) return new Decimal(-x.unscaled, x.scale);
  return x instanceof Ratio ? new Ratio(-x.n, x.d) : fail("not-a-number", { op: "-", value: x });
}

/** `(abs x)`. */
export function abs(x: unknown): unknown {
  if (typeof x === "number") return Math.abs(x);
  if (x instanceof Flt) return new Flt(Math.abs(x.v));
  if (typeof x === "bigint") return x < 0n ? -x : x;
  if (x instanceof Decimal) return x.unscaled < 0n ? new Decimal(-x.unscaled, x.scale) : x;
  if (x instanceof Ratio) return x.n < 0n ? new Ratio(-x.n, x.d) : x;
  return fail("not-a-number", { op: "abs", value: x });
}

// ---- order -----------------------------------------------------------------------------------------------------------

function sign<T extends number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
}

/** An operation that gives -1, 0 or 1, or NaN when an operand is NaN. */
function ordering(op: string): Operation {
  return {
    op,
    bigs: sign,
    ratios: (an, ad, bn, bd) => sign(an * bd, bn * ad),
    doubles: sign,
    decimals: compareDecimals,
  };
}

const LT = ordering("<");
const LTE = ordering("<=");
const GT = ordering(">");
const GTE = ordering(">=");
const NUM_EQ = ordering("==");
const COMPARE = ordering("compare");

function isTime(x: unknown): x is Instant | Duration {
  return x instanceof Instant || x instanceof Duration;
}

function orderOf(operation: Operation, a: unknown, b: unknown): number {
  // Times are ordered as numbers are; for `==` they are no numbers.
  if (operation !== NUM_EQ && isTime(a) && isTime(b)) return a.compareTo(b) ?? operate(operation, a, b) as number;
  return operate(operation, a, b) as number; // what `sign` gave
}

/** `(< a b)`. */
export function lt(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a < b : orderOf(LT, a, b) < 0;
}

/** `(<= a b)`. */
export function lte(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a <= b : orderOf(LTE, a, b) <= 0;
}

/** `(> a b)`. */
export function gt(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a > b : orderOf(GT, a, b) > 0;
}

/** `(>= a b)`. */
export function gte(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a >= b : orderOf(GTE, a, b) >= 0;
}

/** `(== a b)`: equality of value across the kinds of numbers. */
export function numEq(a: unknown, b: unknown): boolean {
  return typeof a === "number" && typeof b === "number" ? a === b : orderOf(NUM_EQ, a, b) === 0;
}

/** The order of two numbers: -1, 0 or 1; NaN stands with everything, as in Clojure. */
export function compareNumbers(a: unknown, b: unknown): number {
  return (typeof a === "number" && typeof b === "number" ? sign(a, b) : orderOf(COMPARE, a, b)) || 0;
}

// ---- bits ------------------------------------------------------------------------------------------------------------

function isInt32(x: unknown): x is number {
  return typeof x === "number" && (x | 0) === x;
}

function toBig(op: string, x: unknown): bigint {
  return isInt(x) ? BigInt(x) : fail("not-an-int", { op, value: x });
}

/** Shifts and bit numbers count in a word of 64 bits, whole rounds left out, as in Clojure. */
function toBitCount(op: string, x: unknown): number {
  return isInt32(x) ? x & 63 : Number(BigInt.asUintN(6, toBig(op, x)));
}

function bitOf(op: string, index: unknown): bigint {
  return 1n << BigInt(toBitCount(op, index));
}

/** An Int of at most 64 bits, its sign among them. */
function toWord(op: string, x: unknown): bigint {
  const big = toBig(op, x);
  if (BigInt.asIntN(64, big) === big) return big;
  return fail("bad-argument", { op, expected: "an Int of 64 bits", value: x });
}

/** The Int in a word of 64 bits, the first of which is the sign. */
function word(b: bigint): number | bigint {
  return normBig(BigInt.asIntN(64, b));
}

/** What is left of an Int in a word of so many bits. */
export function wrap(x: unknown, bits: number, op: string): number | bigint {
  if (isInt32(x) && bits >= 32) return x;
  return normBig(
    BigInt.asIntN(bits, BigInt(isInt(x) ? x : truncate(isNumber(x) ? x : fail("not-a-number", { op, value: x })))),
  );
}

/** `(bit-and a b)`; on the two's complement, which for larger Ints than a word has as many bits as it needs. */
export function bitAnd(a: unknown, b: unknown): unknown {
  return isInt32(a) && isInt32(b) ? a & b : normBig(toBig("bit-and", a) & toBig("bit-and", b));
}

/** `(bit-or a b)`. */
export function bitOr(a: unknown, b: unknown): unknown {
  return isInt32(a) && isInt32(b) ? a | b : normBig(toBig("bit-or", a) | toBig("bit-or", b));
}

/** `(bit-xor a b)`. */
export function bitXor(a: unknown, b: unknown): unknown {
  return isInt32(a) && isInt32(b) ? a ^ b : normBig(toBig("bit-xor", a) ^ toBig("bit-xor", b));
}

/** `(bit-and-not a b)`: the bits of `a` that `b` does not have. */
export function bitAndNot(a: unknown, b: unknown): unknown {
  return isInt32(a) && isInt32(b) ? a & ~b : normBig(toBig("bit-and-not", a) & ~toBig("bit-and-not", b));
}

/** `(bit-not x)`. */
export function bitNot(x: unknown): unknown {
  return isInt32(x) ? ~x : normBig(~toBig("bit-not", x));
}

/** `(bit-shift-left x count)` in a word of 64 bits. */
export function bitShiftLeft(x: unknown, count: unknown): unknown {
  const op = "bit-shift-left";
  const bits = toBitCount(op, count);
  // 32 bits shifted by 21 are safe.
  return isInt32(x) && bits <= 21 ? x * (1 << bits) : word(toWord(op, x) << BigInt(bits));
}

/** `(bit-shift-right x count)`: the sign is kept. */
export function bitShiftRight(x: unknown, count: unknown): unknown {
  const op = "bit-shift-right";
  const bits = toBitCount(op, count);
  return isInt32(x) && bits < 32 ? x >> bits : normBig(toWord(op, x) >> BigInt(bits));
}

/** `(unsigned-bit-shift-right x count)` in a word of 64 bits: zeros come in. */
export function bitShiftRightUnsigned(x: unknown, count: unknown): unknown {
  const op = "unsigned-bit-shift-right";
  return word(BigInt.asUintN(64, toWord(op, x)) >> BigInt(toBitCount(op, count)));
}

/** `(bit-test x index)`: whether the bit is 1. */
export function bitTest(x: unknown, index: unknown): boolean {
  return (toWord("bit-test", x) & bitOf("bit-test", index)) !== 0n;
}

/** `(bit-set x index)`: with that bit 1. */
export function bitSet(x: unknown, index: unknown): unknown {
  return word(toWord("bit-set", x) | bitOf("bit-set", index));
}

/** `(bit-clear x index)`: with that bit 0. */
export function bitClear(x: unknown, index: unknown): unknown {
  return word(toWord("bit-clear", x) & ~bitOf("bit-clear", index));
}

/** `(bit-flip x index)`: with that bit changed. */
export function bitFlip(x: unknown, index: unknown): unknown {
  return word(toWord("bit-flip", x) ^ bitOf("bit-flip", index));
}

// ---- text ------------------------------------------------------------------------------------------------------------

/** The digits of a double below 1e-6, which JavaScript writes with an exponent, in decimal notation. */
function spellSmall(mantissa: string, exponent: number): string {
  const minus = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  return `${minus}0.${"0".repeat(-exponent - 1)}${digits}`;
}

/** A double as a Float literal, the shortest that reads back: decimal notation for 1e-7 < |x| < 1e21. */
function printDouble(d: number): string {
  if (!Number.isFinite(d)) return d !== d ? "##NaN" : d > 0 ? "##Inf" : "##-Inf";
  if (Object.is(d, -0)) return "-0.0";
  const [mantissa, exponent] = String(d).split("e");
  const withPoint = mantissa.includes(".") ? mantissa : mantissa + ".0";
  if (exponent === undefined) return withPoint;
  if (Math.abs(d) < 1 && Math.abs(d) > 1e-7) return spellSmall(mantissa, Number(exponent));
  return `${withPoint}e${Number(exponent)}`;
}

/** A number as a literal; those that are no `Obj`, without boxing. */
export function printNumber(x: unknown): string {
  if (x instanceof Flt) return printDouble(x.v);
  if (x instanceof Ratio) return `${x.n}/${x.d}`;
  if (x instanceof Decimal) return `${decimalText(x)}M`;
  return typeof x === "number" && !Number.isInteger(x) ? printDouble(x) : String(x);
}

/** The digits of each radix are the first so many of these. */
const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

const LITERAL_PREFIXES = new Map([[2, "0b"], [8, "0o"], [10, ""], [16, "0x"]]);

function digitsToBig(digits: string, radix: number): bigint | undefined {
  const known = new RegExp(`^[${DIGITS.slice(0, radix)}]+$`, "i");
  if (!known.test(digits)) return undefined;
  const prefix = LITERAL_PREFIXES.get(radix);
  if (prefix !== undefined) return BigInt(prefix + digits);
  let value = 0n;
  for (const digit of digits.toLowerCase()) value = value * BigInt(radix) + BigInt(DIGITS.indexOf(digit));
  return value;
}

function digitOf(unit: number): number {
  if (unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x61 + 10 : NaN;
}

/** What so few digits come to that every step is exact, or undefined: less than half the time that a BigInt takes. */
function addDigits(digits: string, radix: number): number | undefined {
  let value = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digitOf(digits.charCodeAt(i));
    if (!(digit >= 0 && digit < radix)) return undefined;
    value = value * radix + digit;
  }
  return digits === "" ? undefined : value;
}

function parseDigits(sign: string, digits: string, radix: number): number | bigint | undefined {
  if (digits.length * Math.log2(radix) <= 53) {
    const value = addDigits(digits, radix);
    return sign === "-" && value !== undefined && value !== 0 ? -value : value;
  }
  const value = digitsToBig(digits, radix);
  return value === undefined ? undefined : normBig(sign === "-" ? -value : value);
}

const INTEGER = /^([+-]?)(0|[1-9][0-9]*)N?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]+)N?$/;
const OCTAL = /^([+-]?)0([0-7]+)N?$/;
const RADIX = /^([+-]?)([1-9][0-9]?)[rR]([0-9a-zA-Z]+)$/;
const FRACTION = /^([+-]?[0-9]+)\/([0-9]+)$/;
const FLOAT = /^[+-]?[0-9]+(\.[0-9]*([eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)$/;

const EXACT = /^[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?M$/;

function parseRadix(sign: string, radixText: string, digits: string): number | bigint | undefined {
  const radix = Number(radixText);
  return radix >= 2 && radix <= DIGITS.length ? parseDigits(sign, digits, radix) : undefined;
}

function parseFraction(n: string, d: string): unknown {
  const divisor = BigInt(d);
  return divisor === 0n ? undefined : normRatio(BigInt(n.replace("+", "")), divisor);
}

/**
 * The number that a whole literal writes, or undefined: `42`, `-7N`, `0xff`, `017` (octal), `2r1010`, `1/3`, `1.5e-3`, `1.5M`. A
 * ratio over zero is none. The reader knows `##Inf` and its like.
 */
export function parseNumber(text: string): unknown {
  let m: RegExpExecArray | null;
  if ((m = INTEGER.exec(text))) return parseDigits(m[1], m[2], 10);
  if ((m = HEXADECIMAL.exec(text))) return parseDigits(m[1], m[2], 16);
  if ((m = OCTAL.exec(text))) return parseDigits(m[1], m[2], 8);
  if ((m = RADIX.exec(text))) return parseRadix(m[1], m[2], m[3]);
  if ((m = FRACTION.exec(text))) return parseFraction(m[1], m[2]);
  if (text.endsWith("M")) return EXACT.test(text) ? parseExact(text.slice(0, -1)) : undefined;
  return FLOAT.test(text) ? mkFloat(Number(text)) : undefined;
}

/** The Int that digits write in a radix from 2 to 36, with or without a sign, or undefined: for `parse-int`. */
export function parseInteger(text: string, radix = 10): number | bigint | undefined {
  const signed = text.startsWith("-") || text.startsWith("+");
  return parseDigits(signed ? text[0] : "", signed ? text.slice(1) : text, radix);
}

const DECIMAL = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
const NAMED_FLOATS = new Map([["NaN", NaN], ["Infinity", Infinity], ["+Infinity", Infinity], ["-Infinity", -Infinity]]);

/** The Float that a decimal notation writes, or undefined: for `parse-float`. */
export function parseDecimal(text: string): number | Flt | undefined {
  return DECIMAL.test(text) ? mkFloat(Number(text)) : NAMED_FLOATS.get(text);
}
