/**
 * Numbers for programs: arithmetic and comparison of any number of arguments, predicates, conversions, bits, parsing, chance.
 * In and out: numbers of `data/number.ts`. Everything here is a leaf; emitted code does the two-argument cases inline.
 * @module
 */
import {
  abs,
  add,
  bitAnd,
  bitAndNot,
  bitClear,
  bitFlip,
  bitNot,
  bitOr,
  bitSet,
  bitShiftLeft,
  bitShiftRight,
  bitShiftRightUnsigned,
  bitTest,
  bitXor,
  Char,
  dec,
  denominator,
  div,
  fail,
  gt,
  gte,
  inc,
  isFloat,
  isInt,
  isNumber,
  isRatio,
  lt,
  lte,
  mkFloat,
  mod,
  mul,
  neg,
  normBig,
  numEq,
  numerator,
  parseDecimal,
  parseInteger,
  quot,
  rationalize,
  rem,
  sub,
  toDouble,
  truncate,
} from "../data/mod.ts";
import { between, checking, defineLeaves, defineValues, document, manyFrom, wrongCount } from "./core_install.ts";
import { Generator } from "./generator.ts";
import { chance } from "./replay.ts";
import { addsToInts, type IntTest, testsInts } from "./runs.ts";
import { CORE, dynamicValue, type Fn, getNamespace } from "./var.ts";

type Binary = (a: unknown, b: unknown) => unknown;

/** Folds from the left; `alone` is the answer for one argument, `none` for no argument, undefined when that is an error. */
function folding(
  op: string,
  f: Binary,
  none: unknown,
  alone: (x: unknown) => unknown,
): (args: readonly unknown[]) => unknown {
  return (args) => {
    if (args.length === 0) return none === undefined ? wrongCount(op, "at least 1", 0) : none;
    if (args.length === 1) return alone(args[0]);
    let acc = f(args[0], args[1]);
    for (let i = 2; i < args.length; i++) acc = f(acc, args[i]);
    return acc;
  };
}

function folded(op: string, f: Binary, none: unknown, alone: (x: unknown) => unknown): Fn {
  return manyFrom(none === undefined ? 1 : 0, folding(op, f, none, alone));
}

/** Whether each argument stands in a relation to the next. */
function chaining(op: string, holds: (a: unknown, b: unknown) => boolean): (args: readonly unknown[]) => unknown {
  return (args) => {
    if (args.length === 0) wrongCount(op, "at least 1", 0);
    if (args.length === 1 && !isNumber(args[0])) fail("not-a-number", { op, value: args[0] });
    for (let i = 1; i < args.length; i++) if (!holds(args[i - 1], args[i])) return false;
    return true;
  };
}

/** The arguments of a function that names its first two and got perhaps fewer. */
function given(args: readonly unknown[]): readonly unknown[] {
  return args.filter((x) => x !== undefined);
}

function number(op: string): (x: unknown) => unknown {
  return (x) => isNumber(x) ? x : fail("not-a-number", { op, value: x });
}

function int(op: string, x: unknown): number | bigint {
  return isInt(x) ? x : fail("not-an-int", { op, value: x });
}

/** Functions that pipelines call for each element count by `arguments`: a rest parameter costs them an array each time. */
function wrongOne(op: string, given: number): never {
  return wrongCount(op, "1", given);
}

function isEven(op: string, x: unknown): boolean {
  const n = int(op, x);
  return typeof n === "number" ? n % 2 === 0 : n % 2n === 0n;
}

function least(a: unknown, b: unknown): unknown {
  return isNaNumber(a) || lt(a, b) ? a : b;
}

function greatest(a: unknown, b: unknown): unknown {
  return isNaNumber(a) || gt(a, b) ? a : b;
}

function isNaNumber(x: unknown): boolean {
  return x !== x;
}

function isWhole(x: unknown, test: (n: number | bigint) => boolean): boolean {
  return isInt(x) && test(x);
}

function text(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op, expected: "a string", value: x });
}

function parseInt(x: unknown, radix: unknown = 10): unknown {
  const base = Number(int("parse-int", radix));
  return parseInteger(text("parse-int", x).trim(), base) ?? null;
}

// The functions that are handed to `reduce`, `map`, `filter` and `sort` all day are literals of their own: sharing one among them
// would mix what V8 learns of each. With two arguments nothing is allocated.
const sums = folding("+", add, 0, number("+"));
const differences = folding("-", sub, undefined, neg);
const products = folding("*", mul, 1, number("*"));
const minima = folding("min", least, undefined, number("min"));
const maxima = folding("max", greatest, undefined, number("max"));
const ascending = chaining("<", lt);
const rising = chaining("<=", lte);
const descending = chaining(">", gt);
const falling = chaining(">=", gte);
const equalities = chaining("==", numEq);

const ALL_BITS = -1;
const GREATEST = 0x7fffffff;
const EVEN: IntTest = { mask: 1, least: 0, most: 0 };
const ODD: IntTest = { mask: 1, least: 1, most: 1 };
const ZERO: IntTest = { mask: ALL_BITS, least: 0, most: 0 };
const POSITIVE: IntTest = { mask: ALL_BITS, least: 1, most: GREATEST };
const NEGATIVE: IntTest = { mask: ALL_BITS, least: ~GREATEST, most: -1 };

const BOOLEANS = new Map([["true", true], ["false", false]]);

defineLeaves({
  // `reduce` adds up runs of Ints without calling it: 2 ns for an element against 25.
  "+": Object.assign(
    checking(
      0,
      Infinity,
      (a, b, ...more) => b !== undefined && more.length === 0 ? add(a, b) : sums(given([a, b, ...more])),
      sums,
    ),
    { sumsInts: true },
  ),
  "-": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? sub(a, b) : differences(given([a, b, ...more])),
    differences,
  ),
  "*": checking(
    0,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? mul(a, b) : products(given([a, b, ...more])),
    products,
  ),
  "/": folded("/", div, undefined, (x) => div(1, x)),
  "+'": folded("+'", add, 0, number("+'")),
  "-'": folded("-'", sub, undefined, neg),
  "*'": folded("*'", mul, 1, number("*'")),
  "inc": checking(
    1,
    1,
    addsToInts(1, function (x) {
      return arguments.length === 1
        ? typeof x === "number" && (x | 0) === x ? x + 1 : inc(x)
        : wrongOne("inc", arguments.length);
    }),
  ),
  "dec": checking(
    1,
    1,
    addsToInts(-1, function (x) {
      return arguments.length === 1
        ? typeof x === "number" && (x | 0) === x ? x - 1 : dec(x)
        : wrongOne("dec", arguments.length);
    }),
  ),
  "inc'": (x) => inc(x),
  "dec'": (x) => dec(x),
  "quot": (a, b) => quot(a, b),
  "rem": (a, b) => rem(a, b),
  "mod": (a, b) => mod(a, b),
  "abs": (x) => abs(x),
  "min": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? least(a, b) : minima(given([a, b, ...more])),
    minima,
  ),
  "max": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? greatest(a, b) : maxima(given([a, b, ...more])),
    maxima,
  ),
  "<": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? lt(a, b) : ascending(given([a, b, ...more])),
    ascending,
  ),
  "<=": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? lte(a, b) : rising(given([a, b, ...more])),
    rising,
  ),
  ">": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? gt(a, b) : descending(given([a, b, ...more])),
    descending,
  ),
  ">=": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? gte(a, b) : falling(given([a, b, ...more])),
    falling,
  ),
  "==": checking(
    1,
    Infinity,
    (a, b, ...more) => b !== undefined && more.length === 0 ? numEq(a, b) : equalities(given([a, b, ...more])),
    equalities,
  ),

  "zero?": checking(
    1,
    1,
    testsInts(ZERO, function (x) {
      return arguments.length === 1 ? numEq(x, 0) : wrongOne("zero?", arguments.length);
    }),
  ),
  "pos?": checking(
    1,
    1,
    testsInts(POSITIVE, function (x) {
      return arguments.length === 1 ? gt(x, 0) : wrongOne("pos?", arguments.length);
    }),
  ),
  "neg?": checking(
    1,
    1,
    testsInts(NEGATIVE, function (x) {
      return arguments.length === 1 ? lt(x, 0) : wrongOne("neg?", arguments.length);
    }),
  ),
  "even?": checking(
    1,
    1,
    testsInts(EVEN, function (x) {
      return arguments.length === 1
        ? typeof x === "number" && (x | 0) === x ? (x & 1) === 0 : isEven("even?", x)
        : wrongOne("even?", arguments.length);
    }),
  ),
  "odd?": checking(
    1,
    1,
    testsInts(ODD, function (x) {
      return arguments.length === 1
        ? typeof x === "number" && (x | 0) === x ? (x & 1) === 1 : !isEven("odd?", x)
        : wrongOne("odd?", arguments.length);
    }),
  ),
  "number?": (x) => isNumber(x),
  "int?": (x) => isInt(x),
  "integer?": (x) => isInt(x),
  "float?": (x) => isFloat(x),
  "double?": (x) => isFloat(x),
  "ratio?": (x) => isRatio(x),
  "rational?": (x) => isNumber(x) && !isFloat(x),
  "pos-int?": (x) => isWhole(x, (n) => n > 0),
  "neg-int?": (x) => isWhole(x, (n) => n < 0),
  "nat-int?": (x) => isWhole(x, (n) => n >= 0),
  "NaN?": (x) => Number.isNaN(toDouble(x, "NaN?")),
  "infinite?": (x) => Math.abs(toDouble(x, "infinite?")) === Infinity,

  "int": (x) => x instanceof Char ? x.cp : truncate(x),
  "long": (x) => x instanceof Char ? x.cp : truncate(x),
  "bigint": (x) => x instanceof Char ? x.cp : truncate(x),
  "float": (x) => mkFloat(toDouble(x)),
  "double": (x) => mkFloat(toDouble(x)),
  "num": number("num"),
  "numerator": (x) => numerator(x),
  "denominator": (x) => denominator(x),
  "rationalize": (x) => rationalize(x),

  "bit-and": folded("bit-and", bitAnd, undefined, (x) => int("bit-and", x)),
  "bit-or": folded("bit-or", bitOr, undefined, (x) => int("bit-or", x)),
  "bit-xor": folded("bit-xor", bitXor, undefined, (x) => int("bit-xor", x)),
  "bit-and-not": folded("bit-and-not", bitAndNot, undefined, (x) => int("bit-and-not", x)),
  "bit-not": (x) => bitNot(x),
  "bit-shift-left": (x, count) => bitShiftLeft(x, count),
  "bit-shift-right": (x, count) => bitShiftRight(x, count),
  "unsigned-bit-shift-right": (x, count) => bitShiftRightUnsigned(x, count),
  "bit-test": (x, index) => bitTest(x, index),
  "bit-set": (x, index) => bitSet(x, index),
  "bit-clear": (x, index) => bitClear(x, index),
  "bit-flip": (x, index) => bitFlip(x, index),

  "parse-int": between(1, 2, parseInt),
  "parse-long": (x) => parseInteger(text("parse-long", x)) ?? null,
  "parse-float": (x) => parseDecimal(text("parse-float", x).trim()) ?? null,
  "parse-double": (x) => parseDecimal(text("parse-double", x).trim()) ?? null,
  "parse-boolean": (x) => BOOLEANS.get(text("parse-boolean", x)) ?? null,
});

document(() => `
+ [] [x] [x y & more]
The sum of numbers, exact until a Float takes part. \`(+ 1 1/2) ;=> 3/2\`

- [x] [x y & more]
The difference of numbers; of one number, its negation. \`(- 10 1 2) ;=> 7\`

* [] [x] [x y & more]
The product of numbers. \`(* 2 3 4) ;=> 24\`

/ [x] [x y & more]
The quotient of numbers, exact: a Ratio where it is not whole. \`(/ 1 3) ;=> 1/3\`

+' [] [x] [x y & more]
The same as \`+\`: Ints have no limit. \`(+' 1 2) ;=> 3\`

-' [x] [x y & more]
The same as \`-\`. \`(-' 1 2) ;=> -1\`

*' [] [x] [x y & more]
The same as \`*\`. \`(*' 2 3) ;=> 6\`

inc [x]
One more. \`(inc 1) ;=> 2\`

dec [x]
One less. \`(dec 1) ;=> 0\`

inc' [x]
The same as \`inc\`. \`(inc' 1) ;=> 2\`

dec' [x]
The same as \`dec\`. \`(dec' 1) ;=> 0\`

quot [a b]
The quotient without its fraction, cut off towards zero. \`(quot -7 2) ;=> -3\`

rem [a b]
What \`quot\` leaves, with the sign of the dividend. \`(rem -7 2) ;=> -1\`

mod [a b]
The remainder with the sign of the divisor. \`(mod -7 2) ;=> 1\`

abs [x]
The distance from zero. \`(abs -5) ;=> 5\`

min [x & more]
The least number. \`(min 3 1 2) ;=> 1\`

max [x & more]
The greatest number. \`(max 3 1 2) ;=> 3\`

< [x & more]
Whether each number is less than the next; each instant earlier, each duration shorter. \`(< 1 2 3) ;=> true\`

<= [x & more]
Whether no number is greater than the next. \`(<= 1 1 2) ;=> true\`

> [x & more]
Whether each number is greater than the next. \`(> 3 2 1) ;=> true\`

>= [x & more]
Whether no number is less than the next. \`(>= 3 3 1) ;=> true\`

== [x & more]
Whether numbers have the same value, of whatever kind. \`(== 1 1.0) ;=> true\`

zero? [x]
Whether a number is zero. \`(zero? 0.0) ;=> true\`

pos? [x]
Whether a number is greater than zero. \`(pos? 1) ;=> true\`

neg? [x]
Whether a number is less than zero. \`(neg? -1) ;=> true\`

even? [n]
Whether an Int is divisible by two. \`(even? 4) ;=> true\`

odd? [n]
Whether an Int is not divisible by two. \`(odd? 4) ;=> false\`

number? [x]
Whether a value is a number of any kind. \`(number? 1/2) ;=> true\`

int? [x]
Whether a value is an Int. \`(int? 1.0) ;=> false\`

integer? [x]
Whether a value is an Int. \`(integer? 5) ;=> true\`

float? [x]
Whether a value is a Float. \`(float? 1.0) ;=> true\`

double? [x]
Whether a value is a Float. \`(double? 1.5) ;=> true\`

ratio? [x]
Whether a value is a Ratio. \`(ratio? 1/2) ;=> true\`

rational? [x]
Whether a value is an exact number: an Int, a Ratio or a Decimal. \`(rational? 0.5) ;=> false\`

pos-int? [x]
Whether a value is an Int above zero. \`(pos-int? 1) ;=> true\`

neg-int? [x]
Whether a value is an Int below zero. \`(neg-int? -1) ;=> true\`

nat-int? [x]
Whether a value is an Int that is not negative. \`(nat-int? 0) ;=> true\`

NaN? [x]
Whether a number is the Float that is not a number. \`(NaN? ##NaN) ;=> true\`

infinite? [x]
Whether a number is an infinite Float. \`(infinite? ##-Inf) ;=> true\`

int [x]
The Int of a number, its fraction cut off; the code point of a character. \`(int 2.7) ;=> 2\`

long [x]
The same as \`int\`. \`(long 2.7) ;=> 2\`

bigint [x]
The same as \`int\`: Ints have no limit. \`(bigint 2.0) ;=> 2\`

float [x]
The Float nearest to a number. \`(float 1/4) ;=> 0.25\`

double [x]
The same as \`float\`. \`(double 3) ;=> 3.0\`

num [x]
The number itself; anything else is an error. \`(num 1) ;=> 1\`

numerator [r]
The part of a Ratio above the line. \`(numerator 2/3) ;=> 2\`

denominator [r]
The part of a Ratio below the line. \`(denominator 2/3) ;=> 3\`

rationalize [x]
The exact number that a Float's notation writes. \`(rationalize 0.1) ;=> 1/10\`

bit-and [x y & more]
The bits that all have. \`(bit-and 12 10) ;=> 8\`

bit-or [x y & more]
The bits that any has. \`(bit-or 12 10) ;=> 14\`

bit-xor [x y & more]
The bits in which two differ. \`(bit-xor 12 10) ;=> 6\`

bit-and-not [x y & more]
The bits of the first that the others do not have. \`(bit-and-not 12 10) ;=> 4\`

bit-not [x]
All bits turned round. \`(bit-not 0) ;=> -1\`

bit-shift-left [x n]
Bits moved up in a word of 64 bits. \`(bit-shift-left 1 10) ;=> 1024\`

bit-shift-right [x n]
Bits moved down, the sign kept. \`(bit-shift-right 1024 3) ;=> 128\`

unsigned-bit-shift-right [x n]
Bits of the 64-bit word moved down, zeros moved in. \`(unsigned-bit-shift-right -1 60) ;=> 15\`

bit-test [x i]
Whether a bit is set. \`(bit-test 5 2) ;=> true\`

bit-set [x i]
With a bit set. \`(bit-set 1 2) ;=> 5\`

bit-clear [x i]
With a bit cleared. \`(bit-clear 5 2) ;=> 1\`

bit-flip [x i]
With a bit turned round. \`(bit-flip 5 0) ;=> 4\`

parse-int [s] [s radix]
The Int that a string writes, or nil. \`(parse-int "42") ;=> 42\`

parse-long [s]
The Int that a string writes, or nil. \`(parse-long "x") ;=> nil\`

parse-float [s]
The Float that a string writes, or nil. \`(parse-float "2.5") ;=> 2.5\`

parse-double [s]
The same as \`parse-float\`. \`(parse-double "1e3") ;=> 1000.0\`

parse-boolean [s]
The truth that a string writes, or nil. \`(parse-boolean "true") ;=> true\`
`);

// ---- chance ----------------------------------------------------------------------------------------------------------

defineValues({ "*random*": null });
const randomVar = getNamespace(CORE).intern("*random*");
randomVar.dynamic = true;

/** In [0, 1): from the generator of `with-seed`, else from the host. */
export function random(): number {
  const generator = dynamicValue(randomVar);
  return generator instanceof Generator ? generator.next() : chance();
}

/** An Int in [0, n), for any Int. */
function randomInt(n: unknown): unknown {
  const limit = truncate(n);
  if (typeof limit === "number" && Math.abs(limit) <= 0x20000000000000) return Math.trunc(random() * limit) + 0;
  let big = 0n;
  const bits = BigInt(limit).toString(2).length + 64;
  for (let have = 0; have < bits; have += 32) big = (big << 32n) | BigInt(Math.trunc(random() * 0x100000000));
  return normBig(big % BigInt(limit));
}

function shuffled(items: unknown[]): unknown[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.trunc(random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

defineLeaves({
  "rand": between(0, 1, (n: unknown = 1) => mkFloat(random() * toDouble(n, "rand"))),
  "rand-int": (n) => randomInt(n),
  "-generator": (seed) => new Generator(Number(int("with-seed", seed))),
  "-shuffle-array": (items) => shuffled(items as unknown[]), // the library hands in an array of its own
});

document(() => `
*random* 
Where \`rand\` and the like get their numbers: nil for the host's source of chance. Bound by \`with-seed\`. \`*random* ;=> nil\`

rand [] [n]
A random Float from 0 up to n, which is 1 unless given. \`(< -1 (rand) 1) ;=> true\`

rand-int [n]
A random Int from 0 up to n. \`(rand-int 1) ;=> 0\`
`);
