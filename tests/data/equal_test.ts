/** Notation: `f(3)` is the Float 3.0. `anyScalar` makes values of every kind in this room that is no collection. */
import { deepStrictEqual as same, ok, strictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { char } from "../../lib/data/char.ts";
import { equals } from "../../lib/data/equal.ts";
import { hashEntry, hashOf, hashOrdered, hashUnordered } from "../../lib/data/hash.ts";
import { Instant, parseInstant } from "../../lib/data/instant.ts";
import { keyword, kw } from "../../lib/data/keyword.ts";
import { mkFloat as f, normBig, ratio } from "../../lib/data/number.ts";
import { regex } from "../../lib/data/regex.ts";
import { sym, symbolFrom } from "../../lib/data/symbol.ts";
import { Tuple, tuple } from "../../lib/data/tuple.ts";
import { parseUuid } from "../../lib/data/uuid.ts";

const word = fc.constantFrom("a", "b", "ab", "");

/** Values from small pools, so that two of them are often equal; each is made afresh. */
const anyLeaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, 0.5, NaN),
  fc.constantFrom(2n ** 53n, 2n ** 64n, -(2n ** 64n), 5n).map(normBig),
  fc.constantFrom(0, -0, 1, 3, 1e300).map(f),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).map(([n, d]) => ratio(n, d)),
  word,
  word.map((w) => kw(w)),
  word.map((w) => sym(null, w)),
  fc.constantFrom(97, 98).map(char),
  word.map((w) => regex(w)),
  fc.constantFrom(0, 1).map((ms) => new Instant(ms)),
  word.map((w) => new TextEncoder().encode(w)),
  fc.constantFrom("0", "1").map((d) => parseUuid(`00000000-0000-0000-0000-00000000000${d}`)),
);
const anyScalar = fc.oneof(anyLeaf, fc.array(anyLeaf, { maxLength: 2 }).map((items) => new Tuple(kw("t"), items)));

Deno.test("equal values have equal hashes", () => {
  fc.assert(fc.property(anyScalar, anyScalar, (a, b) => !equals(a, b) || hashOf(a) === hashOf(b)), { numRuns: 20_000 });
});

Deno.test("equality is symmetric", () => {
  fc.assert(fc.property(anyScalar, anyScalar, (a, b) => equals(a, b) === equals(b, a)), { numRuns: 5000 });
});

Deno.test("Int, Float and Ratio are kept apart, NaN equals nothing, the two Float zeros are equal", () => {
  is(equals(1, f(1)), false);
  is(equals(f(1), f(1)), true);
  is(equals(0.5, ratio(1, 2)), false);
  is(equals(ratio(1, 2), ratio(2, 4)), true);
  is(equals(NaN, NaN), false);
  is(equals(f(0), f(-0)), true);
  is(equals(2n ** 64n, 2n ** 64n), true);
});

Deno.test("a string, a symbol, a keyword and a character of the same text differ", () => {
  const all = ["a", sym(null, "a"), kw("a"), char(97), regex("a")];
  for (const a of all) for (const b of all) is(equals(a, b), a === b);
  is(new Set(all.map(hashOf)).size, all.length);
});

Deno.test("symbols are equal by name whatever their metadata; keywords of one text are one object", () => {
  is(equals(symbolFrom("n/a").withMeta("m"), sym("n", "a")), true);
  is(equals(sym(null, "a"), sym("n", "a")), false);
  is(keyword("n", "a"), kw("n/a"));
  is(keyword(null, "n/a").ns, "n");
  is(kw("/").name, "/");
  is(char(97), char(97));
});

Deno.test("tuples are equal by tag and items", () => {
  is(equals(tuple(kw("a"), 1, 2), tuple(kw("a"), 1, 2)), true);
  is(equals(tuple(kw("a"), 1, 2), tuple(kw("b"), 1, 2)), false);
  is(equals(tuple(kw("a"), 1), tuple(kw("a"), 1, 2)), false);
  is(equals(tuple(kw("a"), "x"), tuple(kw("a"), f(1))), false);
});

Deno.test("one point in time is one value whatever its zone", () => {
  ok(equals(parseInstant("2026-01-02T03:04:05+01:00"), parseInstant("2026-01-02T02:04:05Z")));
});

Deno.test("hashes are the same on every machine", () => {
  const values = [
    1,
    -1,
    2 ** 40,
    2n ** 70n,
    0.5,
    f(3),
    ratio(1, 3),
    "batuta",
    kw("a/b"),
    sym(null, "x"),
    char(0x1f600),
    true,
  ];
  same(values.map(hashOf), [
    1364076727,
    -2114883783,
    -1461060822,
    -487786360,
    212211137,
    -1163828559,
    -1581379264,
    401274317,
    -59599524,
    1455477202,
    -1138967454,
    1231,
  ]);
});

Deno.test("hashes spread: the low 16 bits of 10,000 Ints in a row take more than 9,000 of 65,536 values", () => {
  for (const step of [1, 64, 65536, 2 ** 33]) {
    ok(new Set(Array.from({ length: 10_000 }, (_, i) => hashOf(i * step) & 0xffff)).size > 9000, String(step));
  }
});

Deno.test("the combiners see order, or do not", () => {
  ok(hashOrdered([1, 2]) !== hashOrdered([2, 1]));
  is(hashUnordered([1, 2, 3]), hashUnordered([3, 1, 2]));
  is(hashEntry(1, 2), hashOrdered([1, 2]));
  ok(hashOrdered([]) !== hashOrdered([null]));
});

Deno.test("functions have identity, with a hash that stays", () => {
  const g = () => 1;
  is(hashOf(g), hashOf(g));
  is(equals(g, () => 1), false);
});
