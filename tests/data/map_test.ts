/**
 * Maps against a model: a JavaScript `Map` from a key's printed form to the key and its value. A history is a list of steps;
 * every version that a history makes is kept with its model and looked at again at the end.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  EMPTY_MAP,
  EMPTY_SHAPE,
  equals,
  HashMap,
  hashOf,
  keys,
  kw,
  mapFrom,
  mapLiteral,
  mapOf,
  PMap,
  printReadably,
  SmallMap,
  toArray,
  TransientMap,
  vals,
  Vec,
  vecOf,
} from "../../lib/data/mod.ts";
import { anyKey, Clash, idOf } from "./collection_keys.ts";

type Model = ReadonlyMap<string, readonly [unknown, unknown]>;
type Edit = { readonly kind: "assoc"; readonly key: unknown; readonly value: number } | {
  readonly kind: "dissoc";
  readonly key: unknown;
};
type Step = Edit | { readonly kind: "transient"; readonly edits: readonly Edit[] } | {
  readonly kind: "back";
  readonly to: number;
};

function edits(key: fc.Arbitrary<unknown>): fc.Arbitrary<Edit> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("assoc" as const), key, value: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("dissoc" as const), key }) },
  );
}

function histories(key: fc.Arbitrary<unknown>): fc.Arbitrary<Step[]> {
  const edit = edits(key);
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: edit },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("transient" as const),
          edits: fc.array(edit, { maxLength: 30, size: "max" }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("back" as const), to: fc.nat() }) },
    ),
    { maxLength: 60, size: "max" },
  );
}

function editModel(model: Model, edit: Edit): Model {
  const next = new Map(model);
  const id = idOf(edit.key);
  if (edit.kind === "dissoc") next.delete(id);
  else next.set(id, [next.get(id)?.[0] ?? edit.key, edit.value]);
  return next;
}

function editMap(map: PMap, edit: Edit): PMap {
  return edit.kind === "dissoc" ? map.dissoc(edit.key) : map.assoc(edit.key, edit.value);
}

function editTransient(map: PMap, list: readonly Edit[]): PMap {
  const t = new TransientMap(map);
  for (const e of list) {
    if (e.kind === "dissoc") t.dissoc(e.key);
    else t.assoc(e.key, e.value);
  }
  return t.persistent() as PMap;
}

function checkAgrees(map: PMap, model: Model): void {
  assert.equal(map.count(), model.size);
  for (const [key, value] of model.values()) {
    assert.equal(map.get(key, "absent"), value);
    assert.ok(map.has(key));
  }
  const entries = [...map.entries()];
  const ids = entries.map(([key]) => idOf(key));
  if (map instanceof HashMap) ids.sort();
  assert.deepEqual(ids, map instanceof HashMap ? [...model.keys()].sort() : [...model.keys()]);
  assert.deepEqual(toArray(map.keys()), entries.map(([key]) => key));
  assert.deepEqual(toArray(map.vals()), entries.map(([, value]) => value));
  const again = mapFrom([...model.values()].reverse());
  assert.ok(equals(map, again) && equals(again, map));
  assert.equal(hashOf(map), hashOf(again));
}

function checkHistory(steps: readonly Step[]): void {
  const versions: { map: PMap; model: Model }[] = [{ map: EMPTY_MAP, model: new Map() }];
  let { map, model } = versions[0];
  for (const step of steps) {
    if (step.kind === "back") ({ map, model } = versions[step.to % versions.length]);
    else if (step.kind === "transient") {
      map = editTransient(map, step.edits);
      model = step.edits.reduce(editModel, model);
    } else {
      map = editMap(map, step);
      model = editModel(model, step);
    }
    versions.push({ map, model });
  }
  for (const version of versions) checkAgrees(version.map, version.model);
}

Deno.test("maps agree with the model over histories with mixed numbers, colliding hashes and collections as keys", () => {
  fc.assert(fc.property(histories(anyKey), checkHistory), { numRuns: 300 });
});

Deno.test("maps agree with the model over histories with keywords only, across the step from 8 to 9", () => {
  const keyword = fc.integer({ min: 0, max: 12 }).map((i) => kw(`k${i}`));
  fc.assert(fc.property(histories(keyword), checkHistory), { numRuns: 200 });
});

Deno.test("maps agree with the model when all keys share one hash", () => {
  const same = fc.integer({ min: 0, max: 25 }).map((name) => new Clash(name, 0x12345678));
  fc.assert(fc.property(histories(same), checkHistory), { numRuns: 100 });
});

Deno.test("a map of 20,000 holds every key, and none when each is removed", () => {
  let map: PMap = EMPTY_MAP;
  for (let i = 0; i < 20_000; i++) map = map.assoc(i, -i);
  for (let i = 0; i < 20_000; i++) assert.equal(map.get(i, null), -i);
  assert.equal(map.get(20_000, "absent"), "absent");
  assert.equal(new Set(toArray(map.keys())).size, 20_000);
  const full = map;
  for (let i = 0; i < 20_000; i++) map = map.dissoc(i);
  assert.equal(map, EMPTY_MAP);
  assert.equal(full.count(), 20_000);
});

Deno.test("the order of a large map does not depend on how it came about", () => {
  const entries = Array.from({ length: 500 }, (_, i) => [`key${i}`, i] as const);
  const reversed = mapFrom([...entries].reverse());
  let grown = mapFrom(Array.from({ length: 900 }, (_, i) => [`key${i}`, i] as const));
  for (let i = 500; i < 900; i++) grown = grown.dissoc(`key${i}`);
  assert.equal(printReadably(grown), printReadably(reversed));
  assert.equal(printReadably(mapFrom(entries)), printReadably(reversed));
});

Deno.test("a small map keeps the order of arrival", () => {
  const map = mapOf(kw("z"), 1, kw("a"), 2, "m", 3);
  assert.equal(printReadably(map), '{:z 1 :a 2 "m" 3}');
  assert.equal(printReadably(map.assoc(kw("z"), 9)), '{:z 9 :a 2 "m" 3}');
  assert.equal(printReadably(map.dissoc(kw("z")).assoc(kw("z"), 0)), '{:a 2 "m" 3 :z 0}');
});

Deno.test("maps with the same keywords in the same order share a shape; a site may use its index", () => {
  const [a, b] = [kw("a"), kw("b")];
  const one = mapOf(a, 1, b, 2) as SmallMap;
  const two = EMPTY_MAP.assoc(a, 3).assoc(b, 4) as SmallMap;
  assert.equal(one.shape, two.shape);
  assert.equal(one.shape, EMPTY_SHAPE.with(a)?.with(b));
  assert.equal(two.at(one.shape.index(b)), 4);
  assert.equal(printReadably(two.withAt(0, 0)), "{:a 0 :b 4}");
  assert.equal(one.shape.index(kw("c")), -1);
});

Deno.test("assoc of the identical value answers the map itself", () => {
  const small = mapOf(kw("a"), 1);
  const large = mapFrom(Array.from({ length: 100 }, (_, i) => [i, i]));
  assert.equal(small.assoc(kw("a"), 1), small);
  assert.equal(large.assoc(7, 7), large);
  assert.equal(large.dissoc(100), large);
});

Deno.test("an entry is a vector; find answers the key as the map holds it", () => {
  const map = mapOf(vecOf(1), 2);
  const entry = map.find(vecOf(1));
  assert.ok(entry instanceof Vec && equals(entry, vecOf(vecOf(1), 2)));
  assert.equal(map.find(1), null);
  assert.ok(equals(map.seq(), vecOf(entry)));
});

Deno.test("conj takes an entry, a map or nil", () => {
  const map = mapOf(1, 2);
  assert.equal(printReadably(map.conj(vecOf(3, 4))), "{1 2 3 4}");
  assert.equal(printReadably(map.conj(mapOf(1, 0, 5, 6))), "{1 0 5 6}");
  assert.equal(map.conj(null), map);
  assert.throws(() => map.conj(7), { code: "bad-argument" });
});

Deno.test("keys and vals are null for the empty map", () => {
  assert.equal(keys(EMPTY_MAP), null);
  assert.equal(vals(EMPTY_MAP), null);
});

Deno.test("a literal with two equal keys fails, mapOf lets the later win", () => {
  assert.throws(() => mapLiteral(1, 2, 1, 3), { code: "duplicate-key" });
  assert.equal(printReadably(mapOf(1, 2, 1, 3)), "{1 3}");
  assert.throws(() => mapOf(1), { code: "odd-map" });
});

Deno.test("metadata stays through changes and does not count for equality", () => {
  const map = mapOf(1, 2).withMeta(mapOf(kw("doc"), "x"));
  assert.ok(equals((map.assoc(3, 4) as PMap).meta, map.meta));
  assert.ok(equals(map.empty().meta, map.meta));
  assert.ok(equals(map, mapOf(1, 2)));
});

Deno.test("a transient map cannot be used after persistent", () => {
  const t = new TransientMap(EMPTY_MAP);
  t.persistent();
  assert.throws(() => t.assoc(1, 2), { code: "used-transient" });
  assert.throws(() => t.persistent(), { code: "used-transient" });
});
