/** Notation: `sorted(values)` is the literals of the values in their order. */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import { char } from "../../lib/data/char.ts";
import { compare } from "../../lib/data/compare.ts";
import { Instant } from "../../lib/data/instant.ts";
import { kw } from "../../lib/data/keyword.ts";
import { mkFloat as f, ratio } from "../../lib/data/number.ts";
import { printReadably } from "../../lib/data/print.ts";
import { symbolFrom } from "../../lib/data/symbol.ts";
import { tuple } from "../../lib/data/tuple.ts";
import { parseUuid } from "../../lib/data/uuid.ts";

const sorted = (...values: unknown[]) => values.sort(compare).map((x) => printReadably(x)).join(" ");

Deno.test("each kind has its order", () => {
  is(sorted(f(2), 1, ratio(3, 2), 2n ** 70n, -0.5), "-0.5 1 3/2 2.0 1180591620717411303424");
  is(sorted("b", "", "ab", "a"), '"" "a" "ab" "b"');
  is(sorted(kw("b"), kw("n/a"), kw("a")), ":a :b :n/a");
  is(sorted(symbolFrom("b"), symbolFrom("m/z"), symbolFrom("n/a")), "b m/z n/a");
  is(sorted(char(98), char(97)), "\\a \\b");
  is(sorted(true, false), "false true");
  is(sorted(tuple(kw("b"), 1), tuple(kw("a"), 2), tuple(kw("c")), tuple(kw("a"), 1)), "{:c} {:a 1} {:a 2} {:b 1}");
  is(sorted(new Instant(1, 5), new Instant(1), new Instant(-1)).split(" ").length, 6);
  ok(compare(new Instant(1), new Instant(1, 5)) < 0);
  ok(compare(new Uint8Array([1]), new Uint8Array([1, 0])) < 0);
  const [low, high] = ["0", "f"].map((d) => parseUuid(`${d}0000000-0000-0000-0000-000000000000`));
  ok(compare(low, high) < 0);
});

Deno.test("nil stands before everything", () => {
  same([null, 1, null].sort(compare), [null, null, 1]);
  is(compare(null, null), 0);
  ok(compare(kw("a"), null) > 0);
});

Deno.test("strings are ordered by code point, not by unit", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
    const [x, y] = [Array.from(a, (c) => c.codePointAt(0)), Array.from(b, (c) => c.codePointAt(0))];
    const i = x.findIndex((cp, at) => cp !== y[at]);
    const model = i < 0 ? x.length - y.length : (x[i] ?? 0) - (y[i] ?? -1);
    is(Math.sign(compare(a, b)), Math.sign(model));
  }));
  ok(compare("\uffff", "\u{10000}") < 0);
});

Deno.test("values of different kinds have no order", () => {
  throws(() => compare(1, "a"), { code: "not-comparable", message: '1 and "a" have no order' });
  throws(() => compare(kw("a"), symbolFrom("a")), { code: "not-comparable" });
  throws(() => compare(f(1), kw("a")), { code: "not-comparable" });
  throws(() => compare(() => 1, () => 2), { code: "not-comparable" });
});
