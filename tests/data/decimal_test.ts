/** Decimals, where their sizes matter. `d(n, scale)` is `n * 10^-scale`. */
import { strictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../lib/data/compare.ts";
import { compareDecimals, Decimal } from "../../lib/data/decimal.ts";
import { equals } from "../../lib/data/equal.ts";

const d = (n: number | bigint, scale: number) => new Decimal(BigInt(n), scale);

Deno.test("decimals of very different sizes are compared without writing out their zeros", () => {
  is(Math.sign(compareDecimals(d(1, -(2 ** 31)), d(9, 2 ** 31))), 1);
  is(Math.sign(compareDecimals(d(-1, -(2 ** 31)), d(-9, 2 ** 31))), -1);
  is(Math.sign(compareDecimals(d(-1, -(2 ** 31)), d(1, 2 ** 31))), -1);
  is(equals(d(0, 2 ** 31), d(0, 0)), true);
  is(equals(d(1, 2 ** 31), d(1, 0)), false);
});

Deno.test("decimals are in the order of the fractions that they are", () => {
  const any = fc.tuple(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -4, max: 4 }));
  fc.assert(fc.property(any, any, ([m, a], [n, b]) => {
    const [x, y] = [BigInt(m) * 10n ** BigInt(4 - a), BigInt(n) * 10n ** BigInt(4 - b)];
    is(Math.sign(compare(d(m, a), d(n, b))), x < y ? -1 : x > y ? 1 : 0);
  }));
});
