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

const reals = [
  "sqrt",
  "cbrt",
  "exp",
  "log",
  "log2",
  "log10",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "floor",
  "ceil",
  "signum",
];
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => `(/ ${x.toFixed(3)} 1.0)`),
  fc.integer().map(String),
  fc.tuple(fc.integer(), fc.integer({ min: 1, max: 9 })).map(([n, d]) => `(/ ${n} ${d})`),
);

Deno.test("functions of Floats give in a loop, where they are operators, what they give as values", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...reals.map((name) => [name, 1] as const), ["pow", 2], ["atan2", 2], ["hypot", 2]),
      number,
      number,
      fc.constantFrom(undefined, 1),
      async ([name, count], x, y, slice) => {
        const loop = `(loop [i 0 x ${x}] (if (== i 2) x (recur (inc i) (math/${name} x${count === 2 ? " y" : ""}))))`;
        const asValue = `(let [f math/${name}] (f (f ${x}${count === 2 ? " y" : ""})${count === 2 ? " y" : ""}))`;
        const program = `(let [y ${y}] [${loop} ${asValue}])`;
        const [a, b] = (await value(program, { slice })).slice(1, -1).split(" ");
        assert.equal(a, b, program);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("a loop that begins with a count goes down to zero, also of a sequence that has to be counted", async () => {
  const down = (coll: string) => `(loop [n (count ${coll}) s 0] (if (zero? n) s (recur (dec n) (+ s n))))`;
  for (const slice of [undefined, 1]) {
    assert.equal(await value(down("[1 2 3 4]"), { slice }), "10");
    assert.equal(await value(down("(filter odd? (range 8))"), { slice }), "10");
  }
});
