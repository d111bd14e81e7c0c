/**
 * Vectors against a model: a JavaScript array. A history is a list of steps; every version is kept with its model and looked
 * at again at the end, because versions share tails and leaves.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  assoc,
  compare,
  EMPTY_VEC,
  equals,
  hashOf,
  kw,
  list,
  listFrom,
  mapOf,
  nth,
  peek,
  pop,
  printReadably,
  rseq,
  seq,
  subvec,
  toArray,
  TransientVec,
  Vec,
  vec,
  vecFrom,
  vecOf,
} from "../../lib/data/mod.ts";

type Edit = { readonly kind: "conj" | "pop"; readonly times: number } | { readonly kind: "assoc"; readonly at: number };
type Step = Edit | { readonly kind: "transient"; readonly edits: readonly Edit[] } | {
  readonly kind: "back";
  readonly to: number;
};

/** Few elements mostly, and sometimes enough for another level of the tree. */
const times = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 3, arbitrary: fc.integer({ min: 28, max: 36 }) },
  { weight: 1, arbitrary: fc.integer({ min: 990, max: 1100 }) },
);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("conj" as const), times }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pop" as const), times }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("assoc" as const), at: fc.nat() }) },
);
const history: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: edit },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("transient" as const),
        edits: fc.array(edit, { maxLength: 8, size: "max" }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("back" as const), to: fc.nat() }) },
  ),
  { maxLength: 25, size: "max" },
);

/** Every element ever written is a different number, so that a mix-up shows. */
let fresh = 0;

function editBoth(v: Vec, model: unknown[], e: Edit): Vec {
  if (e.kind === "assoc") {
    const at = e.at % (model.length + 1);
    model[at] = ++fresh;
    return v.assocN(at, fresh);
  }
  for (let i = 0; i < e.times; i++) {
    if (e.kind === "conj") {
      model.push(++fresh);
      v = v.conj(fresh);
    } else if (model.length > 0) {
      model.pop();
      v = v.pop();
    }
  }
  return v;
}

function editTransient(t: TransientVec, model: unknown[], e: Edit): void {
  if (e.kind === "assoc") {
    const at = e.at % (model.length + 1);
    model[at] = ++fresh;
    t.assoc(at, fresh);
    return;
  }
  for (let i = 0; i < e.times; i++) {
    if (e.kind === "conj") {
      model.push(++fresh);
      t.conj(fresh);
    } else if (model.length > 0) {
      model.pop();
      t.pop();
    }
  }
}

function checkAgrees(v: Vec, model: readonly unknown[]): void {
  assert.equal(v.n, model.length);
  assert.deepEqual(v.toArray(), model);
  assert.deepEqual([...v], model);
  assert.ok(model.every((x, i) => v.nth(i) === x));
  assert.throws(() => v.nth(model.length), { code: "out-of-bounds" });
}

Deno.test("vectors agree with the model over histories with transients and returns to older versions", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const versions: { v: Vec; model: unknown[] }[] = [{ v: EMPTY_VEC, model: [] }];
      let v = EMPTY_VEC;
      let model: unknown[] = [];
      for (const step of steps) {
        model = model.slice();
        if (step.kind === "back") ({ v, model } = versions[step.to % versions.length]);
        else if (step.kind === "transient") {
          const t = new TransientVec(v);
          for (const e of step.edits) editTransient(t, model, e);
          assert.equal(t.count(), model.length);
          v = t.persistent() as Vec;
        } else v = editBoth(v, model, step);
        versions.push({ v, model });
      }
      for (const version of versions) checkAgrees(version.v, version.model);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a vector across three levels grows, reads back, changes and shrinks to nothing", () => {
  const n = 33_900;
  let v = EMPTY_VEC;
  for (let i = 0; i < n; i++) v = v.conj(i);
  assert.ok(equals(v, vec(Array.from({ length: n }, (_, i) => i))));
  const changed = v.assocN(17, "x");
  assert.deepEqual([changed.nth(17), v.nth(17)], ["x", 17]);
  let shorter = v;
  for (let i = n - 1; i >= 0; i--) {
    assert.equal(shorter.peek(), i);
    shorter = shorter.pop();
  }
  assert.equal(shorter, EMPTY_VEC);
  checkAgrees(v.conj("end"), [...v, "end"]);
});

Deno.test("two vectors that grow from one do not see each other's elements", () => {
  const one = vecOf(1, 2);
  const [left, right] = [one.conj("l"), one.conj("r")];
  assert.deepEqual([[...one], [...left], [...right]], [[1, 2], [1, 2, "l"], [1, 2, "r"]]);
  assert.deepEqual([...left.pop().conj("again")], [1, 2, "again"]);
  assert.deepEqual([...left], [1, 2, "l"]);
});

Deno.test("vec of an array has the same elements at every size around the edges of leaves and levels", () => {
  for (const n of [0, 1, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 1055, 1056, 1057, 1088, 32_768, 32_800, 32_801]) {
    const items = Array.from({ length: n }, (_, i) => i);
    checkAgrees(vec(items.slice()), items);
    checkAgrees(vec(items.slice()).conj("x"), [...items, "x"]);
  }
});

Deno.test("a subvector holds the elements [start, end)", () => {
  const v = vecFrom(Array.from({ length: 100 }, (_, i) => i));
  assert.deepEqual([...subvec(v, 30, 70)], Array.from({ length: 40 }, (_, i) => i + 30));
  assert.deepEqual([...subvec(v, 98)], [98, 99]);
  assert.equal(subvec(v, 100), EMPTY_VEC);
  assert.throws(() => subvec(v, 0, 101), { code: "out-of-bounds" });
  assert.throws(() => subvec(v, 3, 2), { code: "out-of-bounds" });
});

Deno.test("a vector backwards", () => {
  const v = vecFrom(Array.from({ length: 70 }, (_, i) => i));
  assert.deepEqual(toArray(rseq(v)), Array.from({ length: 70 }, (_, i) => 69 - i));
  assert.equal(rseq(EMPTY_VEC), null);
});

Deno.test("vectors equal lists with equal elements, and hash alike", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 70, size: "max" }), (items) => {
    const [v, l] = [vecFrom(items), listFrom(items)];
    assert.ok(equals(v, l) && equals(l, v));
    assert.equal(hashOf(v), hashOf(l));
    assert.ok(!equals(v, v.conj(1)));
  }));
});

Deno.test("vectors are ordered by length, then element by element", () => {
  assert.ok(compare(vecOf(9), vecOf(1, 2)) < 0);
  assert.ok(compare(vecOf(1, 3), vecOf(1, 2)) > 0);
  assert.equal(compare(vecOf(1, 2), vecOf(1, 2)), 0);
});

Deno.test("an index that is none fails", () => {
  const v = vecOf(1);
  assert.throws(() => assoc(v, 5, 2), { code: "out-of-bounds", message: /bounds/ });
  assert.throws(() => assoc(v, kw("a"), 2), { code: "bad-argument" });
  assert.throws(() => nth(v, -1), { code: "out-of-bounds" });
  assert.throws(() => nth(v, 0.5), { code: "out-of-bounds" });
  assert.throws(() => pop(EMPTY_VEC), { code: "out-of-bounds" });
  assert.equal(peek(EMPTY_VEC), null);
  assert.equal(v.get(0.5, "absent"), "absent");
});

Deno.test("metadata stays through changes", () => {
  const meta = mapOf(kw("a"), 1);
  const v = vecOf(1, 2).withMeta(meta);
  assert.deepEqual([v.conj(3).meta, v.pop().meta, v.assocN(0, 0).meta, v.empty().meta], [meta, meta, meta, meta]);
  assert.equal(new TransientVec(v).persistent().meta, meta);
});

Deno.test("a vector prints its own elements only, though it shares its tail", () => {
  const v = vecOf(1);
  v.conj(2);
  assert.equal(printReadably(v), "[1]");
  assert.equal(printReadably(seq(v)), "(1)");
  assert.ok(!equals(v, list(1, 2)));
});

Deno.test("a transient vector cannot be used after persistent", () => {
  const t = new TransientVec(EMPTY_VEC);
  t.persistent();
  assert.throws(() => t.conj(1), { code: "used-transient" });
  assert.throws(() => t.count(), { code: "used-transient" });
});
