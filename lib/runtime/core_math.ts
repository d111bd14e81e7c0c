/**
 * `batuta.math`: roots, powers, logarithms, angles, rounding.
 * In: any numbers. Out: Floats, where not said otherwise.
 * @module
 */
import { isInt, mkFloat, normBig, toDouble, truncate } from "../data/mod.ts";
import { defineLeaves, defineValues, document } from "./core_install.ts";

const MATH = "batuta.math";

function real(op: string, f: (x: number) => number) {
  return (x: unknown) => mkFloat(f(toDouble(x, op)));
}

function whole(op: string, f: (x: number) => number) {
  return (x: unknown) => isInt(x) ? x : truncate(mkFloat(f(toDouble(x, op))));
}

/** Half-way cases go up, as in Java's `Math.round`. */
function round(x: number): number {
  return Math.floor(x + 0.5);
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
  "round": whole("round", round),
  "integer-root": integerRoot,
}, MATH);

document(
  `
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
`,
  MATH,
);
