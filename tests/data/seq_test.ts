/** Sequences of every kind: what they hold, that they are computed once, that they do not overflow, and nil in all places. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  assoc,
  char,
  ChunkedCons,
  conj,
  cons,
  contains,
  count,
  dissoc,
  empty,
  EMPTY_LIST,
  EMPTY_MAP,
  EMPTY_VEC,
  equals,
  find,
  first,
  get,
  hashOf,
  kw,
  LazySeq,
  list,
  listFrom,
  mapOf,
  mkFloat,
  next,
  nth,
  peek,
  pop,
  printReadably,
  range,
  ratio,
  rest,
  Seq,
  seq,
  setForce,
  setOf,
  sortedMapFrom,
  SUSPENDED,
  toArray,
  tuple,
  vecFrom,
  vecOf,
  Waiting,
} from "../../lib/data/mod.ts";

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The same elements in every sequential kind. */
function everyKind(items: unknown[]): (Seq | ReturnType<typeof vecFrom>)[] {
  const half = items.length >> 1;
  const consed = items.toReversed().reduce<Seq>((tail, x) => cons(x, tail), EMPTY_LIST);
  const chunked = half === 0 ? listFrom(items) : new ChunkedCons(items, 0, half, listFrom(items.slice(half)));
  return [listFrom(items), vecFrom(items), consed, chunked, new LazySeq(() => vecFrom(items))];
}

Deno.test("sequences of all kinds with equal elements are equal, hash alike, print and count alike", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 80, size: "max" }), (items) => {
      const kinds = everyKind(items);
      for (const a of kinds) {
        assert.deepEqual(toArray(a), items);
        assert.equal(count(a), items.length);
        assert.equal(hashOf(a), hashOf(kinds[0]));
        for (const b of kinds) assert.ok(equals(a, b));
        assert.ok(!equals(a, cons(0, a)));
        assert.deepEqual(toArray(rest(a)), items.slice(1));
        assert.deepEqual(items.map((_, i) => nth(a, i)), items);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("range agrees with a loop, and finds its nth and count at once", () => {
  const bound = fc.integer({ min: -100, max: 100 });
  fc.assert(fc.property(bound, bound, fc.integer({ min: -7, max: 7 }).filter((n) => n !== 0), (start, end, step) => {
    const expected: number[] = [];
    for (let x = start; step > 0 ? x < end : x > end; x += step) expected.push(x);
    const r = range(start, end, step);
    assert.deepEqual(toArray(r), expected);
    assert.equal(count(r), expected.length);
    expected.forEach((x, i) => assert.equal(nth(r, i), x));
  }));
  assert.equal(nth(range(0, 1e12), 5e11), 5e11);
  assert.equal(count(next(range(0, 1e12))), 1e12 - 1);
});

Deno.test("ranges of other numbers, without an end, and beyond 2^53", () => {
  assert.equal(printReadably(range(mkFloat(0), 1, 0.25)), "(0.0 0.25 0.5 0.75)");
  assert.equal(printReadably(range(0, 1, ratio(1n, 3n))), "(0 1/3 2/3)");
  assert.equal(nth(range(), 100), 100);
  assert.equal(nth(range(Number.MAX_SAFE_INTEGER), 2), 9007199254740993n);
  assert.equal(range(5, 5), EMPTY_LIST);
  assert.equal(nth(range(1, 2, 0), 50), 1);
});

Deno.test("a lazy sequence is computed when it is looked at, and once", () => {
  let times = 0;
  const lazy = new LazySeq(() => {
    times++;
    return vecOf(1, 2);
  });
  const longer = cons(0, lazy);
  assert.equal(first(longer), 0);
  assert.deepEqual([times, lazy.isRealised()], [0, false]);
  assert.deepEqual([first(lazy), count(lazy), printReadably(longer)], [1, 2, "(0 1 2)"]);
  assert.deepEqual([times, lazy.isRealised()], [1, true]);
});

Deno.test("a computation that fails is tried again", () => {
  let times = 0;
  const lazy = new LazySeq(() => {
    if (times++ === 0) throw new Error("once");
    return null;
  });
  assert.throws(() => lazy.seq(), /once/);
  assert.equal(lazy.seq(), null);
});

Deno.test("a chain of 200,000 lazy cells does not overflow, nor does a sequence of as many", () => {
  let chain = new LazySeq(() => list("end"));
  for (let i = 0; i < 200_000; i++) {
    const inner = chain;
    chain = new LazySeq(() => inner);
  }
  assert.equal(first(chain), "end");
  const from = (n: number): LazySeq => new LazySeq(() => (n === 200_000 ? null : cons(n, from(n + 1))));
  assert.equal(count(from(0)), 200_000);
  assert.ok(equals(from(0), from(0)));
  assert.equal(hashOf(from(0)), hashOf(range(0, 200_000)));
});

Deno.test("a lazy sequence that is its own value fails", () => {
  const self: LazySeq = new LazySeq(() => self);
  assert.throws(() => self.seq(), { code: "bad-argument" });
});

Deno.test("a cell that has to wait throws Waiting through synchronous code", () => {
  setForce(() => SUSPENDED);
  try {
    assert.throws(() => first(new LazySeq(() => null)), (thrown) => thrown instanceof Waiting);
  } finally {
    setForce(null);
  }
});

Deno.test("a string is a sequence of characters, by code point", () => {
  assert.deepEqual(toArray("aé😀"), [char(97), char(0xe9), char(0x1f600)]);
  assert.deepEqual([count("a😀"), nth("a😀", 1), get("abc", 1)], [2, char(0x1f600), char(98)]);
  assert.equal(seq(""), null);
  assert.equal(get("abc", 9), null);
});

Deno.test("a tuple is a sequence of its tag and items", () => {
  const t = tuple(kw("move"), 1, 2);
  assert.deepEqual([toArray(t), count(t), nth(t, 2)], [[kw("move"), 1, 2], 3, 2]);
  assert.throws(() => nth(t, 3), { code: "out-of-bounds" });
});

Deno.test("nil is the empty collection that fits", () => {
  assert.deepEqual([first(null), next(null), seq(null), count(null), get(null, 1), peek(null), pop(null)], [
    null,
    null,
    null,
    0,
    null,
    null,
    null,
  ]);
  assert.equal(rest(null), EMPTY_LIST);
  assert.equal(printReadably(conj(null, 1)), "(1)");
  assert.equal(printReadably(assoc(null, kw("a"), 1)), "{:a 1}");
  assert.deepEqual([dissoc(null, 1), nth(null, 3), nth(null, 3, "x"), find(null, 1), empty(null)], [
    null,
    null,
    "x",
    null,
    null,
  ]);
});

Deno.test("rest is empty, next is nil, after the last element", () => {
  for (const x of [vecOf(1), list(1), "a", mapOf(1, 2), setOf(1), range(0, 1), sortedMapFrom([[1, 2]])]) {
    assert.equal(next(x), null);
    assert.equal(printReadably(rest(x)), "()");
  }
});

Deno.test("get looks up by key or index, never by walking; nth walks", () => {
  assert.deepEqual([get(list(1, 2), 0), nth(list(1, 2), 1), nth(vecOf(1), 5, kw("none"))], [null, 2, kw("none")]);
  assert.throws(() => nth(vecOf(1), 5), { code: "out-of-bounds", message: /bounds/ });
  assert.throws(() => nth(list(1), 5), { code: "out-of-bounds" });
  assert.throws(() => nth(mapOf(), 0), { code: "bad-argument" });
  assert.equal(get(42, 1, "none"), "none");
});

Deno.test("contains? asks for keys and indices", () => {
  assert.ok(contains(vecOf(1, 2), 1) && !contains(vecOf(1, 2), 2));
  assert.ok(contains(mapOf(kw("a"), null), kw("a")) && contains("abc", 0) && !contains(null, 1));
  assert.throws(() => contains(list(1), 0), { code: "bad-argument" });
});

Deno.test("what is no collection fails with the function's name", () => {
  assert.throws(() => seq(42), { code: "not-seqable" });
  assert.throws(() => count(42), { code: "not-a-collection", message: /count/ });
  assert.throws(() => conj(42, 1), { code: "not-a-collection" });
  assert.throws(() => assoc(list(1), 0, 1), { code: "not-associative" });
  assert.throws(() => pop(EMPTY_LIST), { code: "out-of-bounds" });
});

Deno.test("conj puts in front of sequences; a list stays a list, and knows its count", () => {
  const l = conj(list(1, 2), 0);
  assert.deepEqual([printReadably(l), count(l), printReadably(pop(l)), peek(l)], ["(0 1 2)", 3, "(1 2)", 0]);
  assert.equal(printReadably(conj(range(1, 3), 0)), "(0 1 2)");
  assert.equal(empty(range(0, 3)), EMPTY_LIST);
});

Deno.test("sequences of large maps and vectors are walked in chunks, each made once", () => {
  const map = numbers(1000).reduce((m: ReturnType<typeof EMPTY_MAP.assoc>, i) => m.assoc(i, i), EMPTY_MAP);
  const s = seq(map);
  assert.deepEqual(toArray(s), toArray(s));
  assert.equal(count(next(s)), 999);
  assert.equal(count(next(seq(vecFrom(numbers(100))))), 99);
  assert.equal(seq(EMPTY_VEC), null);
});
