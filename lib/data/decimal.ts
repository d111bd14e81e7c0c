/**
 * Exact decimals: an unbounded whole number and how many of its digits stand behind the point.
 * In: decimals, and a precision where one is wanted. Out: decimals; a quotient that has no end fails unless a precision is given.
 * Invariant: `1.50` and `1.5` are different values of the same number, equal and with equal hashes.
 * Source: Java's BigDecimal (scales of results), as Clojure shows it; Cowlishaw, "General Decimal Arithmetic" for rounding.
 * @module
 */
import { fail } from "./errors.ts";
import { hashBigInt, mix } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

/** The way of rounding, named as in Java. */
export type Rounding = "UP" | "DOWN" | "CEILING" | "FLOOR" | "HALF_UP" | "HALF_DOWN" | "HALF_EVEN" | "UNNECESSARY";

/** How many digits results have; 0 for as many as they need. */
export interface Precision {
  readonly digits: number;
  readonly rounding: Rounding;
}

let currentPrecision: () => Precision | null = () => null;

/** Says where arithmetic finds the precision of the running program, if it has set one. */
export function setPrecisionSource(source: () => Precision | null): void {
  currentPrecision = source;
}

function power(n: number): bigint {
  return 10n ** BigInt(n);
}

function digitsOf(n: bigint): number {
  return (n < 0n ? -n : n).toString().length;
}

/** `unscaled * 10^-scale`. */
export class Decimal extends Obj {
  constructor(readonly unscaled: bigint, readonly scale: number) {
    super();
  }
  override get typeName(): string {
    return "Decimal";
  }
  equals(other: unknown): boolean {
    return other instanceof Decimal && compareDecimals(this, other) === 0;
  }
  hash(): number {
    const { unscaled, scale } = stripZeros(this, -Infinity);
    return mix(Math.imul(hashBigInt(unscaled), 31) + scale | 0);
  }
  override print(printer: Printer): void {
    printer.text(`${decimalText(this)}M`);
  }
  override toText(): string {
    return decimalText(this);
  }
}

/** The digits as people write them; with an exponent where there would be many zeros. Source: Java's BigDecimal.toString. */
export function decimalText({ unscaled, scale }: Decimal): string {
  const minus = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  if (scale === 0) return minus + digits;
  const exponent = digits.length - 1 - scale;
  if (scale > 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, "0");
    return `${minus}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${minus}${mantissa}E${exponent < 0 ? "" : "+"}${exponent}`;
}

const NOTATION = /^([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?$/;

/** The decimal that a notation such as `1.50` or `2e-3` writes, or undefined. */
export function parseExact(text: string): Decimal | undefined {
  const found = NOTATION.exec(text);
  if (found === null || found[2] + found[3] === "") return undefined;
  const [, sign, whole, fraction, exponent = "0"] = found;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return Math.abs(scale) > 2 ** 31 ? undefined : new Decimal(sign === "-" ? -digits : digits, scale);
}

/** The decimal of a double's shortest notation: 0.1 is 1/10. */
export function decimalOfDouble(d: number): Decimal {
  const text = String(d);
  const exact = parseExact(Number.isInteger(d) && !text.includes("e") ? `${text}.0` : text);
  return exact ?? fail("bad-argument", { op: "bigdec", expected: "a finite number", value: d });
}

function stripZeros(d: Decimal, least: number): Decimal {
  let { unscaled, scale } = d;
  if (unscaled === 0n) return new Decimal(0n, Math.max(0, least === -Infinity ? 0 : least));
  while (scale > least && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale--;
  }
  return new Decimal(unscaled, scale);
}

/** The unscaled numbers of two decimals at their larger scale. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.unscaled * power(scale - a.scale), b.unscaled * power(scale - b.scale), scale];
}

/** The power of ten of a decimal's first digit, plus one. */
function magnitude({ unscaled, scale }: Decimal): number {
  return digitsOf(unscaled) - scale;
}

function signOf(n: bigint): number {
  return n < 0n ? -1 : n > 0n ? 1 : 0;
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const sign = signOf(a.unscaled);
  if (sign !== signOf(b.unscaled)) return sign - signOf(b.unscaled);
  if (sign === 0) return 0;
  // Numbers of different sizes are not brought to one scale: 1e1000000000M has too many zeros.
  if (a.scale !== b.scale && magnitude(a) !== magnitude(b)) return sign * (magnitude(a) - magnitude(b));
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The quotient of whole numbers, its last digit rounded. */
function divideRounded(n: bigint, d: bigint, rounding: Rounding): bigint {
  const quotient = n / d;
  const rest = n - quotient * d;
  if (rest === 0n) return quotient;
  const negative = (n < 0n) !== (d < 0n);
  const size = (x: bigint) => x < 0n ? -x : x;
  const twice = size(rest) * 2n;
  const half = twice === size(d) ? 0 : twice < size(d) ? -1 : 1;
  return awayFromZero(rounding, { negative, half, odd: quotient % 2n !== 0n })
    ? quotient + (negative ? -1n : 1n)
    : quotient;
}

/** Whether what is cut off makes the last digit one larger. `half`: it is less than, exactly or more than half of one. */
function awayFromZero(rounding: Rounding, cut: { negative: boolean; half: number; odd: boolean }): boolean {
  switch (rounding) {
    case "UP":
      return true;
    case "DOWN":
      return false;
    case "CEILING":
      return !cut.negative;
    case "FLOOR":
      return cut.negative;
    case "HALF_UP":
      return cut.half >= 0;
    case "HALF_DOWN":
      return cut.half > 0;
    case "HALF_EVEN":
      return cut.half > 0 || (cut.half === 0 && cut.odd);
    case "UNNECESSARY":
      return fail("not-exact", {});
  }
}

/** With at most the digits of a precision. */
function rounded(d: Decimal, precision: Precision | null): Decimal {
  if (precision === null || precision.digits === 0) return d;
  let result = d;
  // Rounding 9.99 up can add a digit again.
  for (let extra = digitsOf(result.unscaled) - precision.digits; extra > 0;) {
    const unscaled = divideRounded(result.unscaled, power(extra), precision.rounding);
    result = new Decimal(unscaled, result.scale - extra);
    extra = digitsOf(unscaled) - precision.digits;
  }
  return result;
}

/** With the precision of the running program. */
export function withPrecision(d: Decimal): Decimal {
  return rounded(d, currentPrecision());
}

/** With so many digits behind the point, the last one rounded half up. */
export function toScale(d: Decimal, scale: number): Decimal {
  if (d.scale <= scale) return new Decimal(d.unscaled * power(scale - d.scale), scale);
  return new Decimal(divideRounded(d.unscaled, power(d.scale - scale), "HALF_UP"), scale);
}

/** The digits without an exponent. */
export function plainText(d: Decimal): string {
  const { unscaled, scale } = d.scale < 0 ? toScale(d, 0) : d;
  const minus = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  if (scale === 0) return minus + digits;
  const padded = digits.padStart(scale + 1, "0");
  return `${minus}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return withPrecision(new Decimal(x + y, scale));
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return withPrecision(new Decimal(x - y, scale));
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return withPrecision(new Decimal(a.unscaled * b.unscaled, a.scale + b.scale));
}

/** The quotient: exact, or with the precision of the running program. Fails when it is neither. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.unscaled === 0n) return fail("divide-by-zero", {});
  const precision = currentPrecision();
  const preferred = a.scale - b.scale;
  if (a.unscaled === 0n) return new Decimal(0n, preferred);
  if (precision === null || precision.digits === 0) return divideExactly(a, b, preferred);
  // So many digits that cutting them to the precision is the only rounding.
  const more = precision.digits + 3 + digitsOf(b.unscaled) - digitsOf(a.unscaled);
  const shift = Math.max(more, 0);
  const n = a.unscaled * power(shift);
  const quotient = n / b.unscaled;
  const exact = quotient * b.unscaled === n;
  // A last digit that is not zero stands for all that follow.
  const unscaled = exact ? quotient : quotient * 10n + (((n < 0n) !== (b.unscaled < 0n)) ? -1n : 1n);
  const found = rounded(new Decimal(unscaled, preferred + shift + (exact ? 0 : 1)), precision);
  return exact ? stripZeros(found, preferred) : found;
}

function divideExactly(a: Decimal, b: Decimal, preferred: number): Decimal {
  let divisor = b.unscaled < 0n ? -b.unscaled : b.unscaled;
  const common = greatestCommonDivisor(a.unscaled < 0n ? -a.unscaled : a.unscaled, divisor);
  divisor /= common;
  let twos = 0;
  let fives = 0;
  for (; divisor % 2n === 0n; divisor /= 2n) twos++;
  for (; divisor % 5n === 0n; divisor /= 5n) fives++;
  if (divisor !== 1n) return fail("not-exact", {});
  const shift = Math.max(twos, fives);
  return stripZeros(new Decimal(a.unscaled * power(shift) / b.unscaled, preferred + shift), preferred);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The quotient cut off behind the point. */
export function quotDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.unscaled === 0n) return fail("divide-by-zero", {});
  const preferred = a.scale - b.scale;
  const [x, y] = aligned(a, b);
  const whole = x / y;
  if (whole === 0n) return new Decimal(0n, preferred);
  return preferred >= 0
    ? new Decimal(whole * power(preferred), preferred)
    : stripZeros(new Decimal(whole, 0), preferred);
}

export function remDecimals(a: Decimal, b: Decimal): Decimal {
  return subtractDecimals(a, multiplyDecimals(quotDecimals(a, b), b));
}

/** The whole part. */
export function decimalToBig({ unscaled, scale }: Decimal): bigint {
  return scale >= 0 ? unscaled / power(scale) : unscaled * power(-scale);
}
