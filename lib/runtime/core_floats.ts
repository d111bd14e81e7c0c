/**
 * The part of `batuta.math` that knows how Floats are made: neighbours, exponents, signs; and exact sums under the names that
 * portable code has for them.
 * In: numbers. Out: Floats, Ints where said so.
 * Source: IEEE 754; Java's Math, whose names these are.
 * @module
 */
import { add, fail, isInt, mkFloat, mul, sub, toDouble } from "../data/mod.ts";
import { random } from "./core_numbers.ts";
import { defineLeaves, document, onFirstNeed } from "./core_install.ts";

const MATH = "batuta.math";
const MIN_EXPONENT = -1022;
const MAX_EXPONENT = 1023;
const FRACTION_BITS = 52;

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The next Float above: the next integer, read as bits. */
function nextUp(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  bits[0] += x > 0 ? 1n : -1n;
  return float[0];
}

function nextDown(x: number): number {
  return -nextUp(-x);
}

function nextAfter(x: number, towards: number): number {
  if (Number.isNaN(x) || Number.isNaN(towards)) return NaN;
  return x === towards ? towards : x < towards ? nextUp(x) : nextDown(x);
}

/** The exponent of the power of two that leads; one below the least for 0 and numbers near it, one above the greatest for ##Inf. */
function exponentOf(x: number): number {
  float[0] = x;
  return Number((bits[0] >> BigInt(FRACTION_BITS)) & 0x7ffn) - MAX_EXPONENT;
}

/** The distance to the neighbour further from 0. */
function ulp(x: number): number {
  const size = Math.abs(x);
  if (!Number.isFinite(size)) return size;
  return 2 ** (Math.max(exponentOf(size), MIN_EXPONENT) - FRACTION_BITS);
}

function copySign(size: number, sign: number): number {
  const negative = sign < 0 || Object.is(sign, -0);
  return negative ? -Math.abs(size) : Math.abs(size);
}

/** x · 2^n, in steps that do not leave the range before the last. */
function scale(x: number, n: number): number {
  let [result, left] = [x, Math.max(-2200, Math.min(2200, n))];
  for (; left > MAX_EXPONENT; left -= MAX_EXPONENT) result *= 2 ** MAX_EXPONENT;
  for (; left < MIN_EXPONENT; left -= MIN_EXPONENT) result *= 2 ** MIN_EXPONENT;
  return result * 2 ** left;
}

/** What is left of x after the nearest whole multiple of y; of two equally near ones the even one. */
function remainder(x: number, y: number): number {
  if (!Number.isFinite(x) || Number.isNaN(y) || y === 0) return NaN;
  if (!Number.isFinite(y)) return x;
  const size = Math.abs(y);
  // Twice the divisor, so that whether the quotient is even shows in what is left.
  const left = Math.abs(x) % (2 * size);
  const nearest = left > 1.5 * size ? left - 2 * size : left < 0.5 * size || left === 0.5 * size ? left : left - size;
  const signed = left === 1.5 * size ? -0.5 * size : nearest;
  return copySign(1, x) < 0 ? -signed : signed;
}

function over1(op: string, f: (x: number) => number) {
  return (x: unknown) => mkFloat(f(toDouble(x, op)));
}

function over2(op: string, f: (x: number, y: number) => number) {
  return (x: unknown, y: unknown) => mkFloat(f(toDouble(x, op), toDouble(y, op)));
}

function int(op: string, x: unknown): unknown {
  return isInt(x) ? x : fail("not-an-int", { op, value: x });
}

function exact1(op: string, f: (x: unknown) => unknown) {
  return (x: unknown) => f(int(op, x));
}

function exact2(op: string, f: (x: unknown, y: unknown) => unknown) {
  return (x: unknown, y: unknown) => f(int(op, x), int(op, y));
}

onFirstNeed(MATH, () => {
  defineLeaves({
    "next-up": over1("next-up", nextUp),
    "next-down": over1("next-down", nextDown),
    "next-after": over2("next-after", nextAfter),
    "ulp": over1("ulp", ulp),
    "copy-sign": over2("copy-sign", copySign),
    "get-exponent": (x) => exponentOf(toDouble(x, "get-exponent")),
    "scalb": (x, n) => mkFloat(scale(toDouble(x, "scalb"), Number(int("scalb", n)))),
    "IEEE-remainder": over2("IEEE-remainder", remainder),
    "random": () => mkFloat(random()),
    "add-exact": exact2("add-exact", add),
    "subtract-exact": exact2("subtract-exact", sub),
    "multiply-exact": exact2("multiply-exact", mul),
    "increment-exact": exact1("increment-exact", (x) => add(x, 1)),
    "decrement-exact": exact1("decrement-exact", (x) => sub(x, 1)),
    "negate-exact": exact1("negate-exact", (x) => sub(0, x)),
  }, MATH);

  document(
    () => `
next-up [x]
The next Float above. \`(math/next-up 1) ;=> 1.0000000000000002\`

next-down [x]
The next Float below. \`(math/next-down 1) ;=> 0.9999999999999999\`

next-after [x towards]
The next Float in the direction of another number. \`(math/next-after 1 0) ;=> 0.9999999999999999\`

ulp [x]
The distance to the neighbour of a Float that is further from 0. \`(math/ulp 1) ;=> 2.220446049250313e-16\`

copy-sign [size sign]
A number with the sign of another. \`(math/copy-sign 2 -0.0) ;=> -2.0\`

get-exponent [x]
The exponent of the leading power of two, an Int. \`(math/get-exponent 10) ;=> 3\`

scalb [x n]
x times two to the power of n. \`(math/scalb 1.5 4) ;=> 24.0\`

IEEE-remainder [x y]
What is left of x after the nearest whole multiple of y. \`(math/IEEE-remainder 5 3) ;=> -1.0\`

random []
The same as \`rand\`. \`(< (math/random) 1) ;=> true\`

add-exact [x y]
The sum of Ints; they grow, so it is always exact. \`(math/add-exact 1 2) ;=> 3\`

subtract-exact [x y]
The difference of Ints. \`(math/subtract-exact 1 2) ;=> -1\`

multiply-exact [x y]
The product of Ints. \`(math/multiply-exact 2 3) ;=> 6\`

increment-exact [x]
An Int and one. \`(math/increment-exact 1) ;=> 2\`

decrement-exact [x]
An Int less one. \`(math/decrement-exact 1) ;=> 0\`

negate-exact [x]
An Int with the other sign. \`(math/negate-exact 1) ;=> -1\`
`,
    MATH,
  );
});
