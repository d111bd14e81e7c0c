/** Notation: `held(x)` is a value that an order compares by its number and that nothing takes for another of the same. */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../lib/data/compare.ts";
import { kw } from "../../lib/data/keyword.ts";
import { mkFloat as f, ratio } from "../../lib/data/number.ts";
import { orderAmong, sortBefore, sortValues } from "../../lib/data/sort.ts";
import { vec } from "../../lib/data/vector.ts";

const held = (x: number) => ({ x });

Deno.test("sortBefore() gives what a stable sort gives, of any length", () => {
  const numbers = fc.array(fc.nat({ max: 50 }), { size: "large" });
  fc.assert(fc.property(numbers, (xs) => {
    const items = xs.map(held);
    same(sortBefore([...items], (a, b) => a.x < b.x), items.toSorted((a, b) => a.x - b.x));
  }));
});

Deno.test("sortBefore() keeps the very objects, equal ones in the order they came", () => {
  const items = Array.from({ length: 1000 }, (_, i) => held(i % 7));
  const found = sortBefore([...items], (a, b) => a.x < b.x);
  const expected = items.toSorted((a, b) => a.x - b.x);
  ok(found.every((item, i) => item === expected[i]));
});

Deno.test("sortBefore() asks a few times only where elements are in order already", () => {
  let asked = 0;
  sortBefore(Array.from({ length: 8192 }, (_, i) => i), (a, b) => (asked++, a < b));
  ok(asked < 2 * 8192);
});

Deno.test("sortValues() orders values of every kind as compare() does", () => {
  const number = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ min: -3, max: 3 }),
    fc.bigInt({ min: 2n ** 53n }),
    fc.double({ noNaN: true }).map(f),
    fc.constant(ratio(1, 2)),
  );
  const text = fc.string({ unit: "binary", maxLength: 3 });
  const vector = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }).map((items) => vec(items));
  for (const kind of [fc.integer(), number, text, fc.stringMatching(/^[a-c]*$/), vector]) {
    fc.assert(fc.property(fc.array<unknown>(kind, { maxLength: 100 }), (items) => {
      same(sortValues([...items]), items.toSorted(compare));
    }));
  }
});

Deno.test("sortValues() orders strings by code point, also where units say otherwise", () => {
  same(sortValues(["\u{10000}", "\uffff", "a"]), ["a", "\uffff", "\u{10000}"]);
});

Deno.test("sortValues() fails where two values have no order, and not before", () => {
  throws(() => sortValues([1, kw("a")]), { code: "not-comparable" });
  same(sortValues([kw("a")]), [kw("a")]);
  same(sortValues([]), []);
});

Deno.test("orderAmong() says that nothing stands before itself", () => {
  for (const x of [1, 0.5, NaN, "a", "\u{10000}", kw("a"), null]) is(orderAmong([x, x])(x, x), false);
});
