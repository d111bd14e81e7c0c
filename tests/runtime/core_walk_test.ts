import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { cons, LazySeq, list, range, vec } from "../../lib/data/mod.ts";
import { collect, reduce, walk } from "../../lib/runtime/core_walk.ts";
import { type Fn, spawnProcess } from "../../lib/runtime/mod.ts";
import { call, run, waiting } from "./primitives.ts";

/** A lazy sequence whose cells wait. */
function slow(items: readonly number[]): LazySeq {
  return new LazySeq(waiting(() => items.length === 0 ? null : cons(items[0], slow(items.slice(1)))));
}

const add: Fn = (a, b) => (a as number) + (b as number);

Deno.test("reduce() answers the same whether function and elements wait or not", async () => {
  for (const n of [0, 1, 31, 32, 33, 100]) {
    const items = Array.from({ length: n }, (_, i) => i);
    const sum = items.reduce((a, b) => a + b, 0);
    const sources = [list(...items), vec([...items]), range(0, n), slow(items)];
    for (const source of sources) {
      strictEqual(await run(() => reduce(add, 0, source)), sum);
      strictEqual(await run(() => reduce(waiting(add), 0, source)), sum);
    }
  }
});

Deno.test("reduce() ends at a reduced answer, also at one that was waited for", async () => {
  const until: Fn = (_, x) => x === 40 ? call("reduced", "found") : x;
  strictEqual(await run(() => reduce(until, null, range(0, null))), "found");
  strictEqual(await run(() => reduce(waiting(until), null, range(0, null))), "found");
});

Deno.test("collect() gives all elements of anything", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { maxLength: 80 }), async (items) => {
      deepStrictEqual(await run(() => collect(slow(items), (found) => found)), items);
      deepStrictEqual(await run(() => collect(vec([...items]), (found) => found)), items);
    }),
    { numRuns: 20 },
  );
});

Deno.test("walk() stops when it is told to", async () => {
  let seen = 0;
  await run(() => walk(range(0, null), (_, from, to) => (seen += to - from) > 100, () => null));
  strictEqual(seen > 100 && seen < 200, true);
});

Deno.test("a long walk lets others go on", async () => {
  const order: string[] = [];
  const long = spawnProcess(() => walk(range(0, 3_000_000), () => false, () => order.push("long")));
  spawnProcess(() => order.push("short"));
  await new Promise((resolve) => long.whenEnded(resolve));
  deepStrictEqual(order, ["short", "long"]);
});

Deno.test("apply leaves an endless rest to functions that take one", async () => {
  const endless: Fn & { takesRest?: boolean } = (...args) => args.length;
  endless.takesRest = true;
  strictEqual(await run(() => call("apply", endless, range(0, null))), 33);
});

Deno.test("equality waits for lazy elements inside of values", async () => {
  strictEqual(await run(() => call("=", vec([slow([1, 2])]), vec([list(1, 2)]))), true);
  strictEqual(await run(() => call("not=", vec([slow([1, 2])]), vec([list(1, 3)]))), true);
  strictEqual(await run(() => call("=", list(1), range(0, null))), false);
});
