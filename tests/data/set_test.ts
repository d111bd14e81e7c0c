/** Sets against a model: a JavaScript `Map` from an element's printed form to the element. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  contains,
  EMPTY_SET,
  equals,
  get,
  hashOf,
  HashSet,
  kw,
  mapOf,
  printReadably,
  PSet,
  seq,
  setFrom,
  setLiteral,
  setOf,
  sortedSetFrom,
  TransientSet,
  vecOf,
} from "../../lib/data/mod.ts";
import { anyKey, idOf } from "./collection_keys.ts";

type Step = { readonly op: "conj" | "disj"; readonly x: unknown; readonly inPlace: boolean };

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom<("conj" | "disj")[]>("conj", "conj", "disj"),
  x: anyKey,
  inPlace: fc.boolean(),
});

function take(set: PSet, { op, x, inPlace }: Step): PSet {
  if (!inPlace) return op === "conj" ? set.conj(x) : set.disj(x);
  const t = new TransientSet(set as HashSet);
  return (op === "conj" ? t.conj(x) : t.disj(x)).persistent() as PSet;
}

Deno.test("sets agree with the model over histories; older versions never change", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const model = new Map<string, unknown>();
      const versions: [PSet, unknown[]][] = [];
      let set: PSet = EMPTY_SET;
      for (const s of steps) {
        set = take(set, s);
        if (s.op === "disj") model.delete(idOf(s.x));
        else if (!model.has(idOf(s.x))) model.set(idOf(s.x), s.x);
        versions.push([set, [...model.values()]]);
      }
      for (const [version, elements] of versions) {
        assert.equal(version.count(), elements.length);
        assert.deepEqual([...version].map(idOf).sort(), elements.map(idOf).sort());
        assert.ok(elements.every((x) => version.has(x)));
        const again = setFrom(elements.reverse());
        assert.ok(equals(version, again) && equals(again, version));
        assert.equal(hashOf(version), hashOf(again));
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("a set answers the element that it holds", () => {
  const held = vecOf(1);
  const set = setOf(held, null);
  assert.equal(get(set, vecOf(1)), held);
  assert.equal(get(set, null, "absent"), null);
  assert.equal(get(set, 2, "absent"), "absent");
  assert.ok(contains(set, null) && !contains(set, 1));
});

Deno.test("a set is equal to a sorted set with the same elements, and to nothing that is no set", () => {
  const [plain, sorted] = [setOf(3, 1, 2), sortedSetFrom([1, 2, 3])];
  assert.ok(equals(plain, sorted) && equals(sorted, plain));
  assert.equal(hashOf(plain), hashOf(sorted));
  assert.ok(!equals(plain, vecOf(3, 1, 2)) && !equals(setOf(), mapOf()));
  assert.ok(!equals(sorted, setOf("a", kw("b"), 1)) && !equals(setOf("a", kw("b"), 1), sorted));
});

Deno.test("a small set keeps the order of arrival", () => {
  assert.equal(printReadably(setOf(3, 1, "x").conj(1).conj(0)), '#{3 1 "x" 0}');
});

Deno.test("conj of what is there and disj of what is not answer the set itself", () => {
  const set = setFrom(Array.from({ length: 50 }, (_, i) => i));
  assert.equal(set.conj(7), set);
  assert.equal(set.disj(50), set);
});

Deno.test("a literal with two equal elements fails", () => {
  assert.throws(() => setLiteral(1, 2, 1), { code: "duplicate-key" });
  assert.equal(printReadably(setLiteral(1, 2)), "#{1 2}");
});

Deno.test("the empty set has no sequence", () => {
  assert.equal(seq(EMPTY_SET), null);
  assert.equal(setFrom([]), EMPTY_SET);
});
