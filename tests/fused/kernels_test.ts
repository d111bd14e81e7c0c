/**
 * What loops are made of, piece by piece.
 */
import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { BatutaError, Flt, Instant, kw, mkFloat } from "../../lib/data/mod.ts";
import { Budget } from "../../lib/fused/budget.ts";
import { concatenated } from "../../lib/fused/concatenate.ts";
import { helpers, loadHelpers } from "../../lib/fused/helpers.ts";
import { JoinIndex } from "../../lib/fused/join_index.ts";
import { DoubleNumbers, WordNumbers } from "../../lib/fused/numbers.ts";
import { inOrderMet } from "../../lib/fused/parallel.ts";
import type { Helper } from "../../lib/fused/mod.ts";
import { isGrained } from "../../lib/fused/partial.ts";
import { pickRows, ranksOf, type Stored, StoredCell, valueAt } from "../../lib/fused/relation.ts";
import { keep, keptAt, lackingIn, numberOf, takeAway } from "../../lib/fused/shelf.ts";
import { sortedRows } from "../../lib/fused/sort.ts";
import { type Memory, Scratch } from "../../lib/fused/scratch.ts";
import { Store } from "../../lib/fused/store.ts";
import { LoopText } from "../../lib/fused/text.ts";
import { type Met, turnsOf } from "../../lib/fused/turns.ts";
import type { Type } from "../../lib/fused/value.ts";
import { NOT_SENT, packed, unpacked } from "../../lib/fused/wire.ts";
import { WordMemo } from "../../lib/fused/word_memo.ts";
import { argsort, type Term } from "../../lib/query/mod.ts";
import { host, setHost } from "../../lib/runtime/mod.ts";

const double = fc.oneof(fc.double(), fc.integer({ min: -4, max: 4 }), fc.constantFrom(0, -0, NaN, Infinity, 2 ** 60));

Deno.test("doubles get the numbers that a Map gives them", () => {
  fc.assert(fc.property(fc.array(double, { maxLength: 3000 }), (values) => {
    const numbers = new DoubleNumbers(new Scratch());
    const model = new Map<number, number>();
    for (const value of values) {
      const known = model.get(value);
      strictEqual(numbers.find(value), known ?? -1);
      if (known === undefined) model.set(value, model.size);
      strictEqual(numbers.number(value), model.get(value));
    }
    strictEqual(numbers.size, model.size);
  }));
});

Deno.test("nil has a number among doubles, also when the table grows", () => {
  const numbers = new DoubleNumbers(new Scratch());
  strictEqual(numbers.number(7), 0);
  strictEqual(numbers.ofNil(), 1);
  for (let i = 0; i < 5000; i++) strictEqual(numbers.number(i + 100), i + 2);
  strictEqual(numbers.ofNil(), 1);
  strictEqual(numbers.find(7), 0);
});

Deno.test("words of several lists have one number", () => {
  const numbers = new WordNumbers();
  const [first, second] = [["a", "b"], ["b", "c"]];
  const numberOf = (words: readonly unknown[], code: number) => {
    const table = numbers.tableOf(words);
    return table[code + 1] < 0 ? numbers.number(words, table, code + 1) : table[code + 1];
  };
  deepStrictEqual([numberOf(first, 1), numberOf(second, 0), numberOf(second, 1), numberOf(first, 0)], [0, 0, 1, 2]);
  strictEqual(numbers.lookUp(["z"], new Int32Array(2), 1), -2);
});

Deno.test("a memo asks for each word once", () => {
  let asked = 0;
  const memo = new WordMemo((word) => (asked++, word === null ? null : word === "yes"), true);
  const words = ["yes", "no"];
  const table = memo.tableOf(words);
  deepStrictEqual([0, 1, 2].map((place) => memo.fill(words, table, place)), [3, 1, 2]);
  strictEqual(memo.tableOf(words), table);
  strictEqual(asked, 3);
});

// ---- orders ------------------------------------------------------------------------------------------------------------

function stored(type: Type, values: readonly unknown[], words: readonly unknown[] | null = null): Stored {
  const nil = values.includes(null) ? Uint8Array.from(values, (value) => value === null ? 1 : 0) : null;
  const data = type === "any" ? [...values] : Float64Array.from(values, (value) => Number(value ?? 0));
  return { type, data, nil: type === "any" ? null : nil, words };
}

function sorted(n: number, columns: readonly Stored[], terms: readonly Term[]): number[] {
  const scratch = new Scratch();
  const steps = sortedRows(n, columns, terms, scratch);
  for (;;) {
    const { done, value } = steps.next();
    if (!done) continue;
    const rows = [...value];
    scratch.done();
    return rows;
  }
}

const column = { kind: "column", name: kw("a") } as const;
const term = fc.record({
  expr: fc.constant(column),
  descending: fc.boolean(),
  nulls: fc.constantFrom("first" as const, "last" as const, null),
});

Deno.test("an order does not depend on what was in memory before", () => {
  const n = 20_000; // enough for memory to be kept
  const up = { expr: column, descending: false, nulls: null } as const;
  const turned = Array.from({ length: n }, (_, i) => (i * 7919) % n);
  const wanted = turned.map((_, i) => i).sort((a, b) => turned[a] - turned[b]);
  const kinds = [
    stored("int", turned),
    stored("float", turned.map((value) => value / 4)),
    stored("float", turned.map((value) => value / 3)),
    stored("word", turned, turned.map((_, i) => String(i).padStart(6))),
  ];
  for (let round = 0; round < 3; round++) {
    for (const each of kinds) deepStrictEqual(sorted(n, [each], [up]), wanted);
  }
  const half = { ...kinds[2], nil: Uint8Array.from(turned, (value) => value < n / 2 ? 1 : 0) };
  const nilsFirst = [...turned.keys()].filter((row) => turned[row] < n / 2);
  deepStrictEqual(sorted(n, [half], [up]), [...nilsFirst, ...wanted.slice(n / 2)]);
});

Deno.test("rows stand in the order that the row engine gives them", () => {
  const ints = fc.option(fc.integer({ min: -5, max: 5 }));
  const floats = fc.option(fc.constantFrom(0.5, -0, 0, -1.5, 1e300, -Infinity, 7));
  const large = fc.option(fc.constantFrom(2 ** 52, -(2 ** 52), 3));
  const codes = fc.option(fc.constantFrom(0, 1, 2, 3));
  const prices = fc.integer({ min: -300, max: 300 }).map((cents) => cents / 100);
  const finer = fc.option(fc.integer({ min: 0, max: 9 }).map((n) => n / 8 + 1 / 3));
  const words = ["b", "", "é", "a"];
  const types = ["int", "float", "int", "word", "float", "float"] as const;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ints, floats, large, codes, prices, finer), { minLength: 200, maxLength: 300 }),
      fc.array(fc.tuple(fc.nat(6), term), { minLength: 1, maxLength: 4 }),
      (rows, order) => {
        const all = types.map((type, i) => stored(type, rows.map((row) => row[i]), type === "word" ? words : null));
        // Rows that stand in an order already.
        all.push(stored("int", rows.map((_, row) => 2 ** 50 + (row >> 1))));
        const columns = order.map(([at]) => all[at]);
        const terms = order.map(([, term]) => term);
        const values = columns.map((column) => rows.map((_, row) => valueAt(column, row)));
        deepStrictEqual(sorted(rows.length, columns, terms), [...argsort(rows.length, values, terms)]);
      },
    ),
    { numRuns: 120, seed: 7 },
  );
});

Deno.test("words of one kind have ranks, nil first", () => {
  deepStrictEqual([...ranksOf(["b", null, "a"])!], [2, 0, 1]); // they have
  deepStrictEqual([...ranksOf([kw("b"), kw("a/z"), kw("a")])!], [1, 2, 0]);
  strictEqual(ranksOf(["a", kw("a")]), null);
});

// ---- joins -------------------------------------------------------------------------------------------------------------

/** The rows that a join finds for each of some keys. */
function found(build: readonly Stored[], probe: readonly Stored[]): number[][] {
  const size = build[0].data.length;
  const index = new JoinIndex({ size, columns: build }, build, probe.map(({ type }) => type), new Scratch());
  const loop = new LoopText<unknown>();
  const { row } = index.text(loop, probe.map((column) => new StoredCell(column, "i").val(loop)));
  const first: number[] = [];
  loop.line(`${loop.constant(first)}.push(${row});`);
  const n = probe[0].data.length;
  loop.through("all", loop.bindings.map((of) => of(null)))(0, n, null, null);
  return first.map((row) => {
    const rows: number[] = [];
    for (let at = row; at >= 0; at = index.nexts === null ? -1 : index.nexts[at]) rows.push(at);
    return rows;
  });
}

Deno.test("a join finds the rows with equal keys, in their order, and none for nil", () => {
  const value = fc.option(fc.constantFrom(1, 2, 3, -7, 2 ** 40, 5));
  const keys = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 30 });
  fc.assert(fc.property(keys, keys, fc.constantFrom("int" as const, "float" as const), (build, probe, type) => {
    const columns = (rows: readonly (readonly unknown[])[]) =>
      [0, 1].map((i) => stored(type, rows.map((row) => row[i])));
    const model = probe.map(([a, b]) =>
      build.flatMap((row, at) => a !== null && b !== null && row[0] === a && row[1] === b ? [at] : [])
    );
    deepStrictEqual(found(columns(build), columns(probe)), model);
  }));
});

Deno.test("keys that are the places of their rows are found without a table", () => {
  const build = stored("int", Array.from({ length: 50 }, (_, i) => 7 + i));
  deepStrictEqual(found([build], [stored("int", [7, 56, 9])]), [[0], [49], [2]]);
  deepStrictEqual(found([build], [stored("int", [6, 57, null, 8])]), [[], [], [], [1]]);
  const known: Stored = { ...build, low: 0, high: 80 };
  deepStrictEqual(found([known], [stored("int", [6, 7, 56, 57])]), [[], [0], [49], []]);
});

Deno.test("keys of different types have no partners; values of any type are compared as the language does", () => {
  deepStrictEqual(found([stored("int", [1, 2])], [stored("float", [1, 2])]), [[], []]);
  const any = stored("any", [1, mkFloat(1), "x", null, 1]);
  deepStrictEqual(found([any], [stored("int", [1])]), [[0, 4]]);
  deepStrictEqual(found([any], [stored("any", [new Flt(1), null, "x"])]), [[1], [], [2]]);
});

// ---- the text of loops ------------------------------------------------------------------------------------------------

Deno.test("what is rarely to do for a row is done once, before it, however often that is, and no row is left out or comes twice", () => {
  const rows = fc.array(fc.boolean(), { maxLength: 900 });
  const walk = fc.constantFrom("all" as const, "live" as const, "listed" as const);
  fc.assert(
    fc.property(rows, walk, fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }), (rare, walk, late, part) => {
      const [todo, seen, done] = [Uint8Array.from(rare, Number), [] as number[], [] as number[]];
      const work = {
        of(row: number): number {
          done.push(row);
          return todo[row] = 0;
        },
      };
      const loop = new LoopText<unknown>();
      const [table, name] = [loop.constant(todo), loop.constant(work)];
      const count = loop.constant({ rows: 0 });
      loop.before(`let n = ${count}.rows;`);
      loop.after(`${count}.rows = n;`);
      if (late) loop.effect();
      loop.rarely(`${table}[i] === 1`, (x) => `${name}.of(${x})`, "i");
      loop.line(`${loop.constant(seen)}.push(i, n++);`);
      const [from, to] = [Math.floor(rare.length * part / 2), rare.length];
      const all = Array.from({ length: to - from }, (_, i) => from + i);
      const meant = walk === "all" ? all : all.filter((row) => row % 3 !== 0);
      const live = Uint8Array.from(rare, (_, row) => row % 3 === 0 ? 0 : 1);
      const listed = Uint32Array.from(meant);
      if (walk === "listed") loop.through(walk, [])(0, listed.length, listed, null);
      else loop.through(walk, [])(from, to, null, walk === "live" ? live : null);
      deepStrictEqual(seen, meant.flatMap((row, n) => [row, n]));
      deepStrictEqual(done, meant.filter((row) => rare[row]));
    }),
  );
});

// ---- rows that are kept ------------------------------------------------------------------------------------------------

Deno.test("memory that is given back is used again, and nobody else has it meanwhile", () => {
  const sizes = fc.constantFrom(0, 100, 1 << 14, 1 << 17, 3 << 17, 1 << 20);
  const step = fc.record({
    who: fc.nat(2),
    what: fc.constantFrom("take", "take", "take", "give", "done"),
    size: sizes,
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const all = [0, 1, 2].map(() => ({ scratch: new Scratch(), has: [] as Int32Array[] }));
    for (const { who, what, size } of steps) {
      const { scratch, has } = all[who];
      if (what === "take") has.push(scratch.take(Int32Array, size));
      else if (what === "give" && has.length > 0) scratch.give(has.pop()!); // just tested
      else if (what === "done") scratch.done(), has.length = 0;
      const taken = all.flatMap(({ has }) => has);
      strictEqual(new Set(taken.map(({ buffer }) => buffer)).size, taken.length);
    }
    for (const { scratch } of all) scratch.done();
  }));
  // More than the largest of these.
  const scratch = new Scratch();
  const { buffer } = scratch.take(Float64Array, 1 << 20);
  scratch.done();
  ok(scratch.take(Int32Array, 3 << 19).buffer === buffer);
});

function memory(limit: number): Memory {
  return { budget: new Budget(limit), scratch: new Scratch() };
}

Deno.test("a store grows, keeps nils apart, and picks rows", () => {
  const source = stored("int", Array.from({ length: 3000 }, (_, i) => i % 3 === 0 ? null : i));
  const loop = new LoopText<unknown>();
  const store = new Store(memory(Infinity), 8);
  store.append(loop, [new StoredCell(source, "i").val(loop)]);
  loop.through("all", [])(0, 3000, null, null);
  const relation = store.relation();
  strictEqual(relation.size, 3000);
  const picked = pickRows(relation, Uint32Array.of(2999, 3, 1), new Scratch());
  deepStrictEqual([0, 1, 2].map((row) => valueAt(picked.columns[0], row)), [2999, null, 1]);
});

Deno.test("what takes too much fails with what to do", () => {
  const source = stored("float", Array.from({ length: 3000 }, (_, i) => i));
  const loop = new LoopText<unknown>();
  const store = new Store(memory(10_000), 8);
  store.append(loop, [new StoredCell(source, "i").val(loop)]);
  throws(
    () => loop.through("all", [])(0, 3000, null, null),
    (error: BatutaError) => error.code === "query-memory" && error.hint?.includes("BATUTA_QUERY_MEMORY") === true,
  );
});

Deno.test("relations of parts stand one after the other, columns of different types as values", () => {
  const [a, b] = [{ size: 2, columns: [stored("int", [1, null])] }, { size: 1, columns: [stored("float", [0.5])] }];
  const both = concatenated([a, b], new Scratch());
  deepStrictEqual([0, 1, 2].map((row) => valueAt(both.columns[0], row)), [1, null, 0.5]);
  const same = concatenated([a, { size: 1, columns: [stored("int", [7])] }], new Scratch());
  strictEqual(same.columns[0].type, "int");
  deepStrictEqual([0, 1, 2].map((row) => valueAt(same.columns[0], row)), [1, null, 7]);
});

// ---- workers -----------------------------------------------------------------------------------------------------------

Deno.test("what is sent comes back as it was; functions are not sent", () => {
  const plan = { name: kw("a/b"), values: [mkFloat(3), 0.5, 7n, "x", null, new Instant(5, 7), true], at: undefined };
  const back = unpacked(structuredClone(packed(plan))) as typeof plan;
  strictEqual(back.name, plan.name);
  deepStrictEqual(back.values, plan.values);
  throws(() => packed({ f: () => 1 }), (thrown) => thrown === NOT_SENT);
});

Deno.test("helpers are given each thing once, and what failed to be packed once more", () => {
  const helper = (): Helper => ({ isLost: false, run: () => Promise.resolve(null) });
  const [one, other] = [helper(), helper()];
  const [a, b] = [{ name: "a" }, { name: "b" }];
  const things = (...of: object[]) => new Map(of.map((thing) => [numberOf(thing), thing]));
  strictEqual(numberOf(a), numberOf(a));
  throws(() => lackingIn(one, things(a), () => packed(() => 1)), (thrown) => thrown === NOT_SENT);
  deepStrictEqual(lackingIn(one, things(a), packed), [[numberOf(a), { name: "a" }]]);
  deepStrictEqual(lackingIn(one, things(a, b), packed), [[numberOf(b), { name: "b" }]]);
  deepStrictEqual(lackingIn(one, things(a, b), packed), []);
  strictEqual(lackingIn(other, things(a, b), packed).length, 2);
  keep([[7, "x"], [8, "y"]], unpacked);
  takeAway({ removed: [7] });
  deepStrictEqual([keptAt(7), keptAt(8)], [undefined, "y"]);
});

Deno.test("another helper takes the place of one that is lost", async () => {
  const made: { isLost: boolean; run: Helper["run"] }[] = [];
  const startHelper = (): Helper => {
    const helper = { isLost: false, run: () => Promise.resolve(null) };
    made.push(helper);
    return helper;
  };
  setHost({ ...host, loops: () => Promise.resolve({ startHelper }) });
  await loadHelpers();
  strictEqual(helpers(2).length, 2);
  made[0].isLost = true;
  const now = helpers(2);
  ok(now[0] === made[1] && now[1] === made[2]);
});

const slicesWithKeys = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 12,
});
/** Which worker has its turn next. */
const turns = fc.infiniteStream(fc.nat(2));

Deno.test("each slice is one worker's, whoever comes first; groups stand as one worker would have met them", () => {
  fc.assert(fc.property(slicesWithKeys, turns, fc.boolean(), (slices, turns, inRuns) => {
    const workers = turnsOf(slices.map((keys) => keys.length), 3, inRuns)
      .map((mine) => ({ mine, keys: new Set<number>(), met: [] as Met[], took: [] as number[], at: 0 }));
    while (workers.some(({ at }) => at < slices.length)) {
      const worker = workers[turns.next().value];
      const slice = worker.at++;
      if (slice >= slices.length || !worker.mine.isMine(slice)) continue;
      worker.took.push(slice);
      slices[slice].forEach((key) => worker.keys.add(key));
      worker.met.push({ slice, groups: worker.keys.size });
    }
    const took = workers.flatMap(({ took }) => took);
    deepStrictEqual(inRuns ? took : took.sort((a, b) => a - b), slices.map((_, i) => i));
    const { size, columns } = inOrderMet(
      workers.map(({ keys, met }) => ({
        relation: { size: keys.size, columns: [stored("int", [...keys])] },
        met,
      })),
      new Scratch(),
    );
    const met = new Set(Array.from({ length: size }, (_, row) => valueAt(columns[0], row)));
    deepStrictEqual([...met], [...new Set(slices.flat())]);
  }));
});

Deno.test("multiples of small powers of two are summed in any order", () => {
  const floats = (...values: number[]) =>
    ({ kind: "float", data: Float64Array.from(values), per: 1, present: null, min: 0, max: 0, nan: false }) as const;
  ok(isGrained(floats(0.5, -3.25, 100)));
  ok(!isGrained(floats(0.5, 0.1)));
  ok(!isGrained(floats(0.5, -0)));
  ok(!isGrained(floats(Infinity)));
  ok(isGrained({ ...floats(1, 3), per: 8 }));
  ok(!isGrained({ ...floats(1, 3), per: 100 }));
});
