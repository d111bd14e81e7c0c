/** The order by columns is the order by comparing rows, whatever the keys are. */
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { kw, mkFloat } from "../../lib/data/mod.ts";
import { argsort, comparison } from "../../lib/query/argsort.ts";
import { column } from "../../lib/query/expr.ts";
import type { Term } from "../../lib/query/plan.ts";

const ROWS = 1500; // more than what is compared anyway

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.integer(),
  fc.double({ noNaN: true }).map(mkFloat),
  fc.constant(null),
);
const text = fc.oneof(fc.string({ maxLength: 2 }), fc.constantFrom("\u{10000}", "\uffff", null));
const key: fc.Arbitrary<fc.Arbitrary<unknown>> = fc.constantFrom(number, text);
const term = fc.record({
  expr: fc.constant(column(kw("a"))),
  descending: fc.boolean(),
  nulls: fc.constantFrom("first" as const, "last" as const, null),
});

Deno.test("rows sorted by columns are in the order of comparing them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, term), { minLength: 1, maxLength: 3 }).chain((columns) =>
        fc.tuple(
          fc.tuple(...columns.map(([key]) => fc.array(key, { minLength: 40, maxLength: 40 }))),
          fc.constant(columns.map(([, term]) => term)),
        )
      ),
      ([few, terms]: [unknown[][], Term[]]) => {
        const columns = few.map((keys, c) =>
          Array.from({ length: ROWS }, (_, i) => keys[(i * (c + 7) + (i >> 3)) % 40])
        );
        const compare = comparison(terms);
        const row = (i: number) => columns.map((keys) => keys[i]);
        const wanted = Array.from({ length: ROWS }, (_, i) => i).sort((a, b) => compare(row(a), row(b)) || a - b);
        deepStrictEqual(Array.from(argsort(ROWS, columns, terms)), wanted);
      },
    ),
    { numRuns: 60 },
  );
});
