/**
 * Notation: `n("1/3")` is the number that a literal writes; `p(x)` is the literal of a number; a test line shows both sides
 * as literals. The model of exact numbers is a pair of bigints `[n, d]` with d > 0.
 */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import { BatutaError } from "../../lib/data/errors.ts";
import * as num from "../../lib/data/number.ts";
import "../../lib/data/print.ts";
import { typeName } from "../../lib/data/object.ts";

const n = (literal: string): unknown => num.parseNumber(literal) ?? { "##Inf": Infinity, "##-Inf": -Infinity }[literal];
const p = num.printNumber;

/** Whether a number has the one form that its value must have. */
function isNormal(x: unknown): boolean {
  if (typeof x === "number") return !Number.isInteger(x) || (Number.isSafeInteger(x) && !Object.is(x, -0));
  if (typeof x === "bigint") return !Number.isSafeInteger(Number(x));
  if (x instanceof num.Flt) return Number.isInteger(x.v);
  return x instanceof num.Ratio && x.d > 1n && gcd(x.n, x.d) === 1n;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}

type Exact = readonly [bigint, bigint];

/** Ints around every boundary of representation. */
const anyBig = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.tuple(
    fc.constantFrom(0n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n),
    fc.bigInt({ min: -3n, max: 3n }),
    fc.boolean(),
  )
    .map(([base, off, negative]) => negative ? -base - off : base + off),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
);
const anyDenominator = fc.oneof(
  fc.constant(1n),
  fc.constant(1n),
  fc.bigInt({ min: 1n, max: 12n }),
  fc.bigInt({ min: 1n, max: 10n ** 20n }),
);
const anyExact: fc.Arbitrary<Exact> = fc.tuple(anyBig, anyDenominator);
const anyDouble = fc.oneof(
  fc.double(),
  fc.integer({ min: -9, max: 9 }),
  fc.integer({ min: -99, max: 99 }).map((i) => i / 8),
);

const ofExact = ([a, d]: Exact) => num.ratio(a, d);
const floorDiv = (a: bigint, b: bigint) => (a % b !== 0n && (a < 0n) !== (b < 0n)) ? a / b - 1n : a / b;

/** Checks an operation on exact numbers against the model; a divisor of zero must fail. */
function agreesExactly(op: (a: unknown, b: unknown) => unknown, model: (a: Exact, b: Exact) => Exact, divides = false) {
  fc.assert(
    fc.property(anyExact, anyExact, (a, b) => {
      if (divides && b[0] === 0n) return throws(() => op(ofExact(a), ofExact(b)), { code: "divide-by-zero" });
      const result = op(ofExact(a), ofExact(b));
      const [mn, md] = model(a, b);
      ok(isNormal(result));
      is(p(result), p(num.ratio(mn, md)));
    }),
    { numRuns: 2000 },
  );
}

/** Checks an operation on doubles against JavaScript's. */
function agreesWithDoubles(op: (a: unknown, b: unknown) => unknown, model: (a: number, b: number) => number) {
  fc.assert(
    fc.property(anyDouble, anyDouble, (a, b) => {
      const result = op(num.mkFloat(a), num.mkFloat(b));
      ok(num.isFloat(result) && isNormal(result));
      ok(Object.is(num.toDouble(result), model(a, b)), `${p(result)} ${model(a, b)}`);
    }),
    { numRuns: 2000 },
  );
}

Deno.test("+ - * / agree with exact rational arithmetic over Int and Ratio", () => {
  agreesExactly(num.add, ([a, b], [c, d]) => [a * d + c * b, b * d]);
  agreesExactly(num.sub, ([a, b], [c, d]) => [a * d - c * b, b * d]);
  agreesExactly(num.mul, ([a, b], [c, d]) => [a * c, b * d]);
  agreesExactly(num.div, ([a, b], [c, d]) => [a * d, b * c], true);
});

Deno.test("quot, rem and mod agree with exact rational arithmetic", () => {
  agreesExactly(num.quot, ([a, b], [c, d]) => [a * d / (b * c), 1n], true);
  agreesExactly(num.rem, ([a, b], [c, d]) => [(a * d) % (c * b), b * d], true);
  agreesExactly(num.mod, ([a, b], [c, d]) => [a * d - floorDiv(a * d, c * b) * (c * b), b * d], true);
});

Deno.test("+ - * / agree with IEEE doubles over Float", () => {
  agreesWithDoubles(num.add, (a, b) => a + b);
  agreesWithDoubles(num.sub, (a, b) => a - b);
  agreesWithDoubles(num.mul, (a, b) => a * b);
  agreesWithDoubles(num.div, (a, b) => a / b);
});

Deno.test("an Int or Ratio that meets a Float becomes the nearest double, on either side", () => {
  fc.assert(fc.property(anyExact, anyDouble, (e, d) => {
    const exact = ofExact(e);
    const near = num.toDouble(exact);
    ok(Object.is(num.toDouble(num.add(exact, num.mkFloat(d))), near + d));
    ok(Object.is(num.toDouble(num.sub(num.mkFloat(d), exact)), d - near));
    is(num.lt(exact, num.mkFloat(d)), near < d);
    is(num.numEq(num.mkFloat(d), exact), near === d);
  }));
});

Deno.test("comparison agrees with exact rational arithmetic", () => {
  fc.assert(fc.property(anyExact, anyExact, (a, b) => {
    const [left, right] = [a[0] * b[1], b[0] * a[1]];
    const [x, y] = [ofExact(a), ofExact(b)];
    same([num.lt(x, y), num.lte(x, y), num.gt(x, y), num.gte(x, y), num.numEq(x, y)], [
      left < right,
      left <= right,
      left > right,
      left >= right,
      left === right,
    ]);
    is(num.compareNumbers(x, y), left < right ? -1 : left > right ? 1 : 0);
  }));
});

Deno.test("NaN is neither less, equal nor greater, and `compare` places it with everything", () => {
  for (const x of [1, 0.5, n("1.0"), n("1/2"), NaN]) {
    same([num.lt(NaN, x), num.lte(x, NaN), num.gt(NaN, x), num.gte(x, NaN), num.numEq(NaN, x)], Array(5).fill(false));
    is(num.compareNumbers(NaN, x), 0);
  }
});

Deno.test("neg, abs, inc and dec keep kind and form", () => {
  fc.assert(fc.property(anyExact, anyDouble, (e, d) => {
    for (const x of [ofExact(e), num.mkFloat(d)]) {
      for (const y of [num.neg(x), num.abs(x), num.inc(x), num.dec(x)]) {
        ok(isNormal(y));
        is(num.isFloat(y), num.isFloat(x));
      }
      is(p(num.neg(num.neg(x))), p(x));
      ok(!num.lt(num.abs(x), 0));
    }
  }));
});

Deno.test("results change form at the boundaries", () => {
  is(num.add(9007199254740991, 1), 9007199254740992n);
  is(num.sub(9007199254740992n, 1), 9007199254740991);
  is(num.mul(94906267, 94906267), 9007199515875289n);
  is(num.mul(2147483647, 2147483647), 4611686014132420609n);
  is(p(num.add(0.5, 0.5)), "1.0");
  is(p(num.add(5, 1e-20)), "5.0");
  ok(Object.is(num.mul(0, -5), 0));
  ok(Object.is(num.rem(-4, 2), 0));
  ok(Object.is(num.div(0, -5), 0));
  ok(Object.is(num.quot(1, -5), 0));
  is(p(num.mul(n("0.0"), -5)), "-0.0");
  is(p(num.neg(n("0.0"))), "-0.0");
  is(num.neg(0), 0);
  is(typeName(num.div(6, 3)), "Int");
  is(typeName(num.div(6.5, 3.25)), "Float");
});

Deno.test("division by zero fails for exact numbers and follows IEEE 754 for Floats", () => {
  for (const op of [num.div, num.quot, num.rem, num.mod]) {
    throws(() => op(1, 0), { code: "divide-by-zero", message: "Divide by zero" });
    throws(() => op(n("1/2"), 0), { code: "divide-by-zero" });
    throws(() => op(2n ** 70n, 0), { code: "divide-by-zero" });
  }
  same([num.div(n("1.0"), 0), num.div(n("-1.0"), 0), num.div(n("0.0"), 0)], [Infinity, -Infinity, NaN]);
  throws(() => num.quot(1.5, 0), { code: "divide-by-zero" });
});

Deno.test("for Floats, x is quot times y plus rem, and mod has the sign of y", () => {
  const cases: [string, string, string, string, string][] = [
    ["7.5", "2", "3.0", "1.5", "1.5"],
    ["-7.5", "2", "-3.0", "-1.5", "0.5"],
    ["7.5", "-2.0", "-3.0", "1.5", "-0.5"],
    ["1.0", "0.1", "9.0", "0.09999999999999995", "0.09999999999999995"],
  ];
  for (const [a, b, q, r, m] of cases) {
    same([num.quot(n(a), n(b)), num.rem(n(a), n(b)), num.mod(n(a), n(b))].map(p), [q, r, m]);
  }
});

Deno.test("arithmetic on what is no number names the operation and the value", () => {
  throws(() => num.add(1, "2"), { code: "not-a-number", message: '`+` needs numbers, got "2"' });
  throws(() => num.lt(null, 1), { code: "not-a-number", message: "`<` needs numbers, got nil" });
  throws(() => num.neg("x"), BatutaError);
  throws(() => num.toDouble(true, "sqrt"), { message: "`sqrt` needs numbers, got true" });
});

Deno.test("bit operations agree with two's complement, of unbounded length where they can", () => {
  fc.assert(fc.property(anyBig, anyBig, (a, b) => {
    const [x, y] = [num.normBig(a), num.normBig(b)];
    const found = [num.bitAnd(x, y), num.bitOr(x, y), num.bitXor(x, y), num.bitAndNot(x, y), num.bitNot(x)];
    same(found, [a & b, a | b, a ^ b, a & ~b, ~a].map(num.normBig));
  }));
  throws(() => num.bitAnd(1, 0.5), { code: "not-an-int" });
});

Deno.test("shifts and single bits are those of a word of 64 bits", () => {
  fc.assert(fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.integer({ min: -100, max: 200 }), (a, count) => {
    const x = num.normBig(a);
    const i = BigInt(count & 63);
    const bit = 1n << i;
    const found = [
      num.bitShiftLeft(x, count),
      num.bitShiftRight(x, count),
      num.bitShiftRightUnsigned(x, count),
      num.bitSet(x, count),
      num.bitClear(x, count),
      num.bitFlip(x, count),
    ];
    const words = [a << i, a >> i, BigInt.asUintN(64, a) >> i, a | bit, a & ~bit, a ^ bit];
    same(found, words.map((b) => num.normBig(BigInt.asIntN(64, b))));
    is(num.bitTest(x, count), (a & bit) !== 0n);
  }));
  throws(() => num.bitShiftLeft(2n ** 64n, 1), { code: "bad-argument" });
});

Deno.test("numbers print and parse back", () => {
  fc.assert(
    fc.property(anyExact, fc.double({ noNaN: true, noDefaultInfinity: true }), (e, d) => {
      for (const x of [ofExact(e), num.mkFloat(d)]) same(n(p(x)), x);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("literals of all kinds", () => {
  const cases: [string, string][] = [
    ["42", "42"],
    ["+42", "42"],
    ["-0", "0"],
    ["42N", "42"],
    ["99999999999999999999N", "99999999999999999999"],
    ["0xff", "255"],
    ["-0xFF", "-255"],
    ["017", "15"],
    ["2r1010", "10"],
    ["36rZZ", "1295"],
    ["-7r66", "-48"],
    ["4/6", "2/3"],
    ["-4/2", "-2"],
    ["1e3", "1000.0"],
    ["-1.5e-3", "-0.0015"],
    ["1.", "1.0"],
    ["-0.0", "-0.0"],
    ["1e21", "1.0e21"],
    ["123e19", "1.23e21"],
    ["5e20", "500000000000000000000.0"],
    ["1e-7", "1.0e-7"],
    ["1.5e-7", "0.00000015"],
    ["-1e-6", "-0.000001"],
    ["5e-324", "5.0e-324"],
    ["1e999", "##Inf"],
  ];
  for (const [literal, printed] of cases) is(p(n(literal)), printed, literal);
});

Deno.test("what is no number literal parses to undefined", () => {
  for (
    const text of [
      "",
      "+",
      "a",
      "1a",
      "08",
      "1r0",
      "37r1",
      "2r2",
      "1/0",
      "1/-2",
      "1.5N",
      "0x",
      ".5",
      "1 ",
      "--1",
      "1e",
      "12\n",
    ]
  ) {
    is(num.parseNumber(text), undefined, text);
  }
});

Deno.test("parseInteger reads what toString writes, in every radix and at every size", () => {
  const sizes = fc.oneof(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }), fc.bigInt({ min: -300n, max: 300n }));
  fc.assert(fc.property(sizes, fc.integer({ min: 2, max: 36 }), fc.boolean(), (n, radix, capital) => {
    const text = n.toString(radix);
    is(num.parseInteger(capital ? text.toUpperCase() : text, radix), num.normBig(n));
    is(num.parseInteger(text + "{", radix), undefined);
    if (radix < 36) is(num.parseInteger(text + radix.toString(36), radix), undefined);
  }));
  same(
    ["", "-", "+", "--1", "1-", "/", ":", "@", "[", "`", "\u0661"].map((t) => num.parseInteger(t, 16)),
    Array(11).fill(undefined),
  );
  is(num.parseInteger("-0"), 0);
});

Deno.test("parseInteger and parseDecimal take user's text", () => {
  same(["42", "-7", "+5", "x", "", "4.5", "1_0", " 1"].map((t) => num.parseInteger(t)), [
    42,
    -7,
    5,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  is(num.parseInteger("-ff", 16), -255);
  is(num.parseInteger("zz", 36), 1295);
  same(["2.5", "3", "1e400", "-.5", "x", "1.5.2"].map((t) => num.parseDecimal(t)), [
    2.5,
    n("3.0"),
    Infinity,
    -0.5,
    undefined,
    undefined,
  ]);
});

Deno.test("a Ratio's double is rounded once, subnormals included", () => {
  is(num.toDouble(n("1/3")), 1 / 3);
  const tiny = num.div(1, 2n ** 1074n);
  is(num.toDouble(tiny), 5e-324);
  is(num.toDouble(num.div(tiny, 2)), 0);
  is(num.toDouble(num.div(num.mul(tiny, 3), 4)), 5e-324);
  is(num.toDouble(num.ratio(10n ** 400n, 3)), Infinity);
  is(num.toDouble(num.ratio(10n ** 400n + 1n, 10n ** 400n)), 1);
  is(num.toDouble(num.ratio(-(10n ** 330n), 3n * 10n ** 329n)), -10 / 3);
  is(num.toDouble(num.ratio(2n ** 53n + 1n, 2n)), 2 ** 52);
  is(num.toDouble(num.ratio((2n ** 53n + 1n) * 10n ** 40n + 1n, 10n ** 40n)), 2 ** 53 + 2);
});

Deno.test("rationalize goes through the shortest decimal notation, and every Float comes back from it", () => {
  is(p(num.rationalize(0.1)), "1/10");
  is(p(num.rationalize(n("1e22"))), "10000000000000000000000");
  is(p(num.rationalize(n("-2.5e-10"))), "-1/4000000000");
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (d) => {
    is(num.toDouble(num.rationalize(num.mkFloat(d))), d + 0);
  }));
});

Deno.test("truncate cuts off towards zero and is exact", () => {
  same([2.7, -2.7, -0.5, n("3.0"), n("-7/2"), 5, n("1e20")].map(num.truncate), [2, -2, 0, 3, -3, 5, 10n ** 20n]);
  throws(() => num.truncate(NaN), { code: "bad-argument" });
});

Deno.test("numerator and denominator", () => {
  same([num.numerator(n("-2/6")), num.denominator(n("-2/6")), num.numerator(5), num.denominator(5)], [-1, 3, 5, 1]);
});
