/**
 * Stages: `map`, `filter`, `remove` and `keep` against arrays, over sources of all kinds, with functions that answer at once or
 * wait; and how often they call those functions.
 */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { BatutaError, cons, LazySeq, list, mkFloat, range, ratio, type Seq, seq, vec } from "../../lib/data/mod.ts";
import { collect, reduce, walk } from "../../lib/runtime/core_walk.ts";
import { type Fn, spawnProcess } from "../../lib/runtime/mod.ts";
import type { RunKind } from "../../lib/runtime/runs.ts";
import { stage } from "../../lib/runtime/stage.ts";
import { primitive, run, waiting } from "./primitives.ts";

const same: Fn = (x) => x;

/** A lazy sequence of cells, one element in each. */
function cells(items: readonly unknown[]): LazySeq {
  return new LazySeq(() => items.length === 0 ? null : cons(items[0], cells(items.slice(1))));
}

/** The same elements in runs, one by one, and in cells that wait. */
const SOURCES: readonly ((items: unknown[]) => unknown)[] = [
  (items) => vec([...items]),
  (items) => list(...items),
  cells,
  (items) => stage("map", waiting(same), vec([...items])),
];

const elements = (x: unknown) => run(() => collect(x, (items) => items)) as Promise<unknown[]>;

interface Step {
  readonly kind: RunKind;
  readonly f: Fn;
  readonly waits: boolean;
}

/** The function as it is when nobody looks at how it was made. */
const plain = (f: Fn): Fn => (x) => f(x);

function byArray(items: readonly unknown[], { kind, f }: Step): unknown[] {
  const call = plain(f);
  switch (kind) {
    case "map":
      return items.map((x) => call(x));
    case "filter":
      return items.filter((x) => call(x) === true);
    case "remove":
      return items.filter((x) => call(x) !== true);
    case "keep":
      return items.map((x) => call(x)).filter((answer) => answer !== null);
  }
}

const isThird: Fn = (x) => (x as number) % 3 === 0;
const halfOrNil: Fn = (x) => (x as number) % 2 === 0 ? (x as number) / 2 : null;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant<RunKind>("map"), f: fc.constantFrom(primitive("inc"), primitive("dec"), same) }),
  fc.record({
    kind: fc.constantFrom<RunKind>("filter", "remove"),
    f: fc.constantFrom(isThird, ...["even?", "odd?", "zero?", "pos?", "neg?"].map((name) => primitive(name))),
  }),
  fc.record({ kind: fc.constant<RunKind>("keep"), f: fc.constantFrom(halfOrNil) }),
).chain((step) => fc.boolean().map((waits) => ({ ...step, waits })));

const anyInts = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 100, size: "max" });

Deno.test("stages on stages hold what arrays would, over every kind of source, waiting or not", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyInts,
      fc.array(anyStep, { maxLength: 4 }),
      fc.constantFrom(...SOURCES),
      async (items, steps, source) => {
        const expected = steps.reduce<unknown[]>(byArray, items);
        const stages = steps.reduce<unknown>(
          (under, { kind, f, waits }) => stage(kind, waits ? waiting(f) : f, under),
          source(items),
        );
        deepStrictEqual(await elements(stages), expected);
        deepStrictEqual(await elements(stages), expected);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("functions with runs of their own answer for all numbers what they answer one by one", async () => {
  const numbers = [0, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53 - 1, 2n ** 53n, -(2n ** 70n)];
  const others = [mkFloat(-0), mkFloat(1.5), mkFloat(-2), ratio(-1n, 2n)];
  const anyNumber = fc.oneof(fc.integer(), fc.constantFrom<unknown>(...numbers));
  await fc.assert(
    fc.asyncProperty(fc.array(anyNumber), fc.constantFrom(...others), async (items, other) => {
      for (const name of ["inc", "dec"]) {
        const f = primitive(name);
        deepStrictEqual(await elements(stage("map", f, vec([...items, other, 1]))), [...items, other, 1].map(plain(f)));
      }
      for (const name of ["even?", "odd?", "zero?", "pos?", "neg?"]) {
        const f = primitive(name);
        const all = name === "even?" || name === "odd?" ? items : [...items, other, 1];
        for (const kind of ["filter", "remove"] as const) {
          deepStrictEqual(await elements(stage(kind, f, vec([...all]))), byArray(all, { kind, f, waits: false }));
        }
      }
    }),
    { numRuns: 50 },
  );
  await rejects(elements(stage("map", primitive("inc"), vec([1, 2, "3"]))), BatutaError);
  await rejects(elements(stage("filter", primitive("even?"), vec([1, 2, "3"]))), BatutaError);
});

/** A function that keeps count of its calls. */
function counted(f: Fn): Fn & { calls: number } {
  const counting = Object.assign((...args: unknown[]) => {
    counting.calls++;
    return f(...args);
  }, { calls: 0 });
  return counting;
}

Deno.test("a function is called once for an element, however many walk and whatever they hold", async () => {
  for (const decorate of [(f: Fn) => f, waiting]) {
    const [inner, outer] = [counted(same), counted((x) => (x as number) % 2 === 0)];
    const mapped = stage("map", decorate(inner), range(0, 1000));
    const chosen = stage("filter", decorate(outer), mapped);
    const sum: Fn = (a, b) => (a as number) + (b as number);
    strictEqual(await run(() => reduce(sum, 0, chosen)), 249500);
    strictEqual(await run(() => reduce(sum, 0, chosen)), 249500);
    strictEqual(await run(() => reduce(sum, 0, mapped)), 499500);
    deepStrictEqual([inner.calls, outer.calls], [1000, 1000]);
  }
});

Deno.test("two processes that walk a waiting stage at once share what it computes", async () => {
  const f = counted(same);
  const shared = stage("map", waiting(f), range(0, 100));
  const walks = [1, 2].map(() => spawnProcess(() => walk(shared, () => false, () => "done")));
  await Promise.all(walks.map((process) => new Promise((resolve) => process.whenEnded(resolve))));
  strictEqual(f.calls, 100);
});

Deno.test("a stage looks at a run of its source at a time, or at one element", async () => {
  for (const [source, calls] of [[range(0, 100), 32], [list(1, 2, 3), 1], [cells([1, 2, 3]), 1]] as const) {
    const f = counted(same);
    const first: unknown = await run(() => primitive("first")(stage("map", f, stage("map", same, source))));
    deepStrictEqual([first, f.calls], [(seq(source) as Seq).first(), calls]);
  }
});

Deno.test("a reduction that ends early leaves the runs behind its end alone", async () => {
  const f = counted(same);
  const until: Fn = (_, x) => x === 40 ? primitive("reduced")("found") : x;
  strictEqual(await run(() => reduce(until, null, stage("map", f, range(0, null)))), "found");
  strictEqual(f.calls, 64);
});

Deno.test("a run that fails is tried again as a whole, those before it are not", async () => {
  for (const decorate of [(f: Fn) => f, (f: Fn): Fn => (x) => waiting(() => x)(f(x))]) {
    let broken = true;
    const f = counted((x) => {
      if (x === 40 && broken) throw new Error("once");
      return x;
    });
    const mapped = stage("map", decorate(f), range(0, 64));
    const chosen = stage("filter", () => true, mapped);
    await rejects(elements(chosen), /once/);
    strictEqual(f.calls, 32 + 9);
    broken = false;
    deepStrictEqual(await elements(chosen), Array.from({ length: 64 }, (_, i) => i));
    strictEqual(f.calls, 32 + 9 + 32);
  }
});

Deno.test("a filter that finds nothing lets others go on", async () => {
  const order: string[] = [];
  const long = spawnProcess(() =>
    walk(stage("filter", () => false, range(0, 1_000_000)), () => false, () => order.push("long"))
  );
  spawnProcess(() => order.push("short"));
  await new Promise((resolve) => long.whenEnded(resolve));
  deepStrictEqual(order, ["short", "long"]);
});
