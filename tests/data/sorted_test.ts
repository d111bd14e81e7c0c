/** Sorted maps and sets against a model: an array of pairs, kept in the order of `compare`. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BoundTest,
  compare,
  equals,
  first,
  hashOf,
  mapFrom,
  mapOf,
  mkFloat,
  printReadably,
  PSet,
  rseq,
  rsubseq,
  SortedMap,
  sortedMapFrom,
  sortedMapOfSorted,
  SortedSet,
  sortedSetFrom,
  subseq,
  toArray,
  Vec,
} from "../../lib/data/mod.ts";
import { numberKey } from "./collection_keys.ts";

type Pairs = (readonly [unknown, unknown])[];
const EMPTY: SortedMap = sortedMapFrom([]);

/** Keys that compare as equal are one key, and the one that came first stays: 1 and 1.0 here. */
function put(pairs: Pairs, key: unknown, value: unknown): Pairs {
  const i = pairs.findIndex(([k]) => compare(k, key) === 0);
  if (i >= 0) return pairs.map((pair, j) => (j === i ? [pair[0], value] : pair));
  return [...pairs, [key, value] as const].sort(([a], [b]) => compare(a, b));
}

function drop(pairs: Pairs, key: unknown): Pairs {
  return pairs.filter(([k]) => compare(k, key) !== 0);
}

const history = fc.array(fc.record({ key: numberKey, value: fc.nat(3), remove: fc.nat(3).map((n) => n === 0) }), {
  maxLength: 60,
  size: "max",
});

Deno.test("sorted maps agree with the model over histories with mixed numbers; older versions never change", () => {
  fc.assert(
    fc.property(history, (steps) => {
      const versions: [SortedMap, Pairs][] = [];
      let map = EMPTY;
      let model: Pairs = [];
      for (const { key, value, remove } of steps) {
        map = remove ? map.dissoc(key) : map.assoc(key, value);
        model = remove ? drop(model, key) : put(model, key, value);
        versions.push([map, model]);
      }
      for (const [version, pairs] of versions) {
        assert.equal(version.count(), pairs.length);
        assert.deepEqual([...version.entries()], pairs);
        assert.ok(pairs.every(([key, value]) => version.get(key, "absent") === value));
        const plain = mapFrom(pairs);
        assert.ok(equals(version, plain) && equals(plain, version));
        assert.equal(hashOf(version), hashOf(plain));
      }
    }),
    { numRuns: 200 },
  );
});

const passes: Record<BoundTest, (order: number) => boolean> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

Deno.test("subseq and rsubseq give the keys that pass the test, in both directions", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 60 })),
      fc.integer({ min: -1, max: 61 }),
      fc.constantFrom<BoundTest[]>("<", "<=", ">", ">="),
      (elements, key, test) => {
        const expected = [...elements].sort((a, b) => a - b).filter((x) => passes[test](x - key));
        const set = sortedSetFrom(elements);
        assert.deepEqual(toArray(subseq(set, test, key)), expected);
        assert.deepEqual(toArray(rsubseq(set, test, key)), expected.toReversed());
        const map = sortedMapFrom(elements.map((x) => [x, -x]));
        assert.deepEqual(
          toArray(subseq(map, test, key)).map((entry) => (entry as Vec).nth(1)),
          expected.map((x) => -x),
        );
      },
    ),
  );
});

Deno.test("a sorted map of 20,000 in order of arrival stays shallow enough to be read and emptied", () => {
  let map = EMPTY;
  for (let i = 0; i < 20_000; i++) map = map.assoc(i, i);
  assert.equal(map.count(), 20_000);
  assert.deepEqual(toArray(map.keys()).slice(0, 3), [0, 1, 2]);
  for (let i = 0; i < 20_000; i += 2) map = map.dissoc(i);
  assert.equal(map.count(), 10_000);
  assert.equal(toArray(map.vals()).every((x, i) => x === 2 * i + 1), true);
});

Deno.test("a sorted map made of sorted entries is the one made entry by entry, before and after changes", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer(), { maxLength: 200 }), fc.array(fc.integer()), (keys, changes) => {
    const entries = keys.sort((a, b) => a - b).map((key) => [key, -key] as const);
    let [made, model] = [sortedMapOfSorted(entries, compare), sortedMapFrom(entries)];
    assert.deepEqual([...made.entries()], [...model.entries()]);
    for (const key of [...changes, ...keys.slice(0, 100)]) {
      [made, model] = [made, model].map((map) => changes.includes(key) ? map.assoc(key, 1) : map.dissoc(key));
    }
    assert.deepEqual([...made.entries()], [...model.entries()]);
    assert.ok(keys.every((key) => made.get(key, null) === model.get(key, null)));
  }));
});

Deno.test("a comparator of one's own gives the order, and stays in the empty collection", () => {
  const down = (a: unknown, b: unknown) => compare(b, a);
  const set: PSet = sortedSetFrom([1, 3, 2], down);
  assert.equal(printReadably(set), "#{3 2 1}");
  assert.equal(printReadably(set.empty().conj(1).conj(2)), "#{2 1}");
  assert.equal(printReadably(sortedMapFrom([[1, "a"], [2, "b"]], down)), '{2 "b" 1 "a"}');
});

Deno.test("a sorted set backwards, and its first element", () => {
  assert.deepEqual(toArray(rseq(sortedSetFrom([3, 1, 2]))), [3, 2, 1]);
  assert.equal(first(sortedSetFrom([3, 1, 2])), 1);
  assert.equal(rseq(sortedSetFrom([])), null);
});

Deno.test("1 and 1.0 are one key of a sorted map, and two of a hash map", () => {
  const one = mkFloat(1);
  assert.equal(sortedMapFrom([[1, "a"], [one, "b"]]).count(), 1);
  assert.equal(mapOf(1, "a", one, "b").count(), 2);
});

Deno.test("keys without a common order fail, the first key too", () => {
  assert.throws(() => EMPTY.assoc(1, 1).assoc("a", 1), { code: "not-comparable" });
  assert.throws(() => (new SortedSet(EMPTY, null)).conj(mapOf()).conj(mapOf(1, 2)), { code: "not-comparable" });
});

Deno.test("a sorted map is compared with maps whose keys it cannot order", () => {
  const sorted = sortedMapFrom([[1, 2]]);
  assert.ok(!equals(sorted, mapOf("a", 2)) && !equals(mapOf("a", 2), sorted));
  assert.ok(!equals(sorted, sortedMapFrom([["a", 2]])));
});
