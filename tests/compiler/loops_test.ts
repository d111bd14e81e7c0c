/** Loops over Ints: counters and sums are exact, however large they become, in whatever form the loop holds them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { value } from "./session.ts";

/** Numbers near the ends of what 32 bits and doubles hold exactly. */
const edges = [0n, 2n ** 31n, -(2n ** 31n), 2n ** 53n, -(2n ** 53n)];
const start = fc.tuple(fc.constantFrom(...edges), fc.bigInt(-200_000n, 200_000n)).map(([edge, off]) => edge + off);
const step = fc.oneof(fc.bigInt(-70_000n, 70_000n), fc.constantFrom(2n ** 31n - 1n, -(2n ** 31n), 2n ** 31n));

/** Steps of 65,536 and more, and sums over Ints of unknown size, are held otherwise. */
Deno.test("a counter and a sum of it are exact from any start, over slices of any length", async () => {
  await fc.assert(
    fc.asyncProperty(
      start,
      start,
      step,
      fc.integer({ min: 0, max: 300 }),
      fc.boolean(),
      fc.constantFrom(undefined, 1, 7),
      async (c, s, by, turns, down, slice) => {
        const [counter, sum] = down ? ["(- c BY)", "(- s c)"] : ["(+ c BY)", "(+ c s)"];
        const program = `(loop [i 0 c ${c} s ${s}] (if (< i ${turns}) (recur (inc i) ${counter} ${sum}) [c s]))`
          .replace("BY", String(by));
        let [expectedC, expectedS] = [c, s];
        for (let i = 0; i < turns; i++) {
          expectedS += down ? -expectedC : expectedC;
          expectedC += down ? -by : by;
        }
        assert.equal(await value(program, { slice }), `[${expectedC} ${expectedS}]`, program);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("long loops stay exact over the ends of 32 bits and of doubles", async () => {
  const loop = (i: bigint, s: bigint, turns: bigint) =>
    value(`(loop [i ${i} s ${s}] (if (< i ${i + turns}) (recur (inc i) (+ s i)) [i s]))`);
  for (const i of [0n, 2n ** 31n - 100_000n, 2n ** 31n - 70_000n]) {
    for (const s of [0n, 2n ** 53n - 2n ** 40n, 2n ** 53n - 2n ** 47n, -(2n ** 53n) + 5n]) {
      const turns = 200_000n;
      const expected = s + turns * i + turns * (turns - 1n) / 2n;
      assert.equal(await loop(i, s, turns), `[${i + turns} ${expected}]`, `${i} ${s}`);
    }
  }
});
