/**
 * `batuta.math`: roots, powers, logarithms, angles, rounding.
 * In: any numbers. Out: Floats, where not said otherwise.
 * @module
 */
import { abs, div, fail, isInt, mkFloat, mod, mul, normBig, quot, rem, sub, toDouble, truncate } from "../data/mod.ts";
import { defineLeaves, defineValues, document, onFirstNeed } from "./core_install.ts";

const MATH = "batuta.math";

function real(op: string, f: (x: number) => number) {
  return (x: unknown) => mkFloat(f(toDouble(x, op)));
}

function whole(op: string, f: (x: number) => number) {
  return (x: unknown) => isInt(x) ? x : truncate(mkFloat(f(toDouble(x, op))));
}

/** The nearest whole number, of two equally near ones the even one. */
function roundToEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

function int(op: string, x: unknown): unknown {
  return isInt(x) ? x : fail("not-an-int", { op, value: x });
}

/** Source: Euclid, Elements, book VII, proposition 2. */
function gcd(a: unknown, b: unknown): unknown {
  let [x, y] = [int("gcd", a), int("gcd", b)];
  while (y !== 0) [x, y] = [y, rem(x, y)];
  return abs(x);
}

function lcm(a: unknown, b: unknown): unknown {
  return a === 0 || b === 0 ? 0 : abs(mul(quot(a, gcd(a, b)), b));
}

/** The greatest Int not above the quotient. */
function floorDiv(a: unknown, b: unknown): unknown {
  return quot(sub(int("floor-div", a), mod(a, int("floor-div", b))), b);
}

/** x to the power of a whole y, exactly. Source: Knuth, TAOCP 4.6.3, binary method. */
function exactPower(x: unknown, y: unknown): unknown {
  let exponent = BigInt(int("exact-pow", y) as number | bigint); // an Int is one of these
  if (exponent < 0n) return div(1, exactPower(x, normBig(-exponent)));
  let result: unknown = 1;
  for (let base = x; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mul(result, base);
    if (exponent > 1n) base = mul(base, base);
  }
  return result;
}

/** The greatest Int whose square is not above n. Source: Newton's method on integers. */
function integerRoot(n: unknown): unknown {
  const value = BigInt(truncate(n));
  if (value < 0n) return mkFloat(NaN);
  if (value < 2n) return normBig(value);
  let root = BigInt(Math.floor(Math.sqrt(Number(value))));
  while (root * root > value) root = (root + value / root) / 2n;
  while ((root + 1n) * (root + 1n) <= value) root++;
  return normBig(root);
}

onFirstNeed(MATH, () => {
  defineValues({ "PI": Math.PI, "E": Math.E }, MATH);

  defineLeaves({
    "sqrt": real("sqrt", Math.sqrt),
    "cbrt": real("cbrt", Math.cbrt),
    "pow": (x, y) => mkFloat(Math.pow(toDouble(x, "pow"), toDouble(y, "pow"))),
    "exp": real("exp", Math.exp),
    "log": real("log", Math.log),
    "log2": real("log2", Math.log2),
    "log10": real("log10", Math.log10),
    "sin": real("sin", Math.sin),
    "cos": real("cos", Math.cos),
    "tan": real("tan", Math.tan),
    "asin": real("asin", Math.asin),
    "acos": real("acos", Math.acos),
    "atan": real("atan", Math.atan),
    "atan2": (y, x) => mkFloat(Math.atan2(toDouble(y, "atan2"), toDouble(x, "atan2"))),
    "sinh": real("sinh", Math.sinh),
    "cosh": real("cosh", Math.cosh),
    "tanh": real("tanh", Math.tanh),
    "hypot": (x, y) => mkFloat(Math.hypot(toDouble(x, "hypot"), toDouble(y, "hypot"))),
    "to-radians": real("to-radians", (x) => x / 180 * Math.PI),
    "to-degrees": real("to-degrees", (x) => x / Math.PI * 180),
    "signum": real("signum", Math.sign),
    "floor": real("floor", Math.floor),
    "ceil": real("ceil", Math.ceil),
    "round": whole("round", Math.round),
    "rint": real("rint", roundToEven),
    "trunc": real("trunc", Math.trunc),
    "expm1": real("expm1", Math.expm1),
    "log1p": real("log1p", Math.log1p),
    "integer-root": integerRoot,
    "exact-pow": exactPower,
    "gcd": gcd,
    "lcm": lcm,
    "floor-div": floorDiv,
    "floor-mod": (a, b) => mod(int("floor-mod", a), int("floor-mod", b)),
  }, MATH);

  document(
    () => `
PI 
The circumference of a circle of diameter one. \`(< 3.14 math/PI 3.15) ;=> true\`

E 
The base of natural logarithms. \`(< 2.71 math/E 2.72) ;=> true\`

sqrt [x]
The square root. \`(math/sqrt 16) ;=> 4.0\`

cbrt [x]
The cube root. \`(math/cbrt 27) ;=> 3.0\`

pow [x y]
x to the power of y. \`(math/pow 2 10) ;=> 1024.0\`

exp [x]
E to the power of x. \`(math/exp 0) ;=> 1.0\`

log [x]
The natural logarithm. \`(math/log 1) ;=> 0.0\`

log2 [x]
The logarithm to base 2. \`(math/log2 8) ;=> 3.0\`

log10 [x]
The logarithm to base 10. \`(math/log10 1000) ;=> 3.0\`

sin [x]
The sine of an angle in radians. \`(math/sin 0) ;=> 0.0\`

cos [x]
The cosine of an angle in radians. \`(math/cos 0) ;=> 1.0\`

tan [x]
The tangent of an angle in radians. \`(math/tan 0) ;=> 0.0\`

asin [x]
The angle whose sine is x. \`(math/asin 0) ;=> 0.0\`

acos [x]
The angle whose cosine is x. \`(math/acos 1) ;=> 0.0\`

atan [x]
The angle whose tangent is x. \`(math/atan 0) ;=> 0.0\`

atan2 [y x]
The angle of the point (x, y). \`(math/atan2 0 1) ;=> 0.0\`

sinh [x]
The hyperbolic sine. \`(math/sinh 0) ;=> 0.0\`

cosh [x]
The hyperbolic cosine. \`(math/cosh 0) ;=> 1.0\`

tanh [x]
The hyperbolic tangent. \`(math/tanh 0) ;=> 0.0\`

hypot [x y]
The distance of the point (x, y) from the origin. \`(math/hypot 3 4) ;=> 5.0\`

to-radians [degrees]
An angle in radians. \`(= (math/to-radians 180) math/PI) ;=> true\`

to-degrees [radians]
An angle in degrees. \`(math/to-degrees math/PI) ;=> 180.0\`

signum [x]
-1.0, 0.0 or 1.0 by the sign. \`(math/signum -3) ;=> -1.0\`

floor [x]
The next whole Float below. \`(math/floor 1.7) ;=> 1.0\`

ceil [x]
The next whole Float above. \`(math/ceil 1.2) ;=> 2.0\`

round [x]
The nearest Int, halves upwards. \`(math/round 2.5) ;=> 3\`

integer-root [n]
The greatest Int whose square is not above n. \`(math/integer-root 99) ;=> 9\`

rint [x]
The nearest whole Float; of two equally near ones the even one. \`(math/rint 2.5) ;=> 2.0\`

trunc [x]
A Float without its fraction. \`(math/trunc -1.7) ;=> -1.0\`

expm1 [x]
E to the power of x, less one; exact near 0. \`(math/expm1 0) ;=> 0.0\`

log1p [x]
The natural logarithm of one more than x; exact near 0. \`(math/log1p 0) ;=> 0.0\`

exact-pow [x n]
x to the power of a whole n, exactly. \`(math/exact-pow 2 100) ;=> 1267650600228229401496703205376\`

gcd [a b]
The greatest Int that divides both. \`(math/gcd 12 18) ;=> 6\`

lcm [a b]
The least positive Int that both divide. \`(math/lcm 4 6) ;=> 12\`

floor-div [a b]
The greatest Int not above a divided by b. \`(math/floor-div -7 2) ;=> -4\`

floor-mod [a b]
What \`floor-div\` leaves: as \`mod\`. \`(math/floor-mod -7 2) ;=> 1\`
`,
    MATH,
  );
});
