/**
 * What programs do with any value that can hold others: count, look up, add, replace, take away. Nil stands for the
 * empty collection that fits: `(conj nil 1)` is `(1)`, `(assoc nil :a 1)` is `{:a 1}`.
 * In: any values. Out: values; misuse fails with the function's name.
 * Collections answer for themselves by the methods of `Coll`; here are nil, strings (by code point), tuples, arrays and
 * transients, and the vector in front where it is hot.
 * @module
 */

import { ChunkedSeq } from "./chunk.ts";
import { Coll, EMPTY_LIST, Seq } from "./coll.ts";
import { fail } from "./errors.ts";
import { PMap } from "./map.ts";
import { typeName } from "./object.ts";
import { IntRange } from "./range.ts";
import { seq } from "./seq.ts";
import { PSet } from "./set.ts";
import { EMPTY_MAP } from "./small_map.ts";
import { SortedMap, sortedSeq, SortedSet } from "./sorted.ts";
import { countCodePoints, findChar } from "./text.ts";
import { Transient } from "./transient.ts";
import { Tuple } from "./tuple.ts";
import { mapEntry, Vec, vecSeqBackward } from "./vector.ts";

type Indexed = string | readonly unknown[] | Uint8Array;

function isIndexed(x: unknown): x is Indexed {
  return typeof x === "string" || Array.isArray(x) || x instanceof Uint8Array;
}

/** The element of a string or a host array, or undefined. */
function findIndexed(x: Indexed, i: unknown): unknown {
  if (!Number.isSafeInteger(i)) return undefined;
  const index = i as number; // Number.isSafeInteger has looked
  return typeof x === "string" ? findChar(x, index) : x[index];
}

/** How many elements; 0 for nil. Walks sequences that do not know. */
export function count(x: unknown): number {
  if (x instanceof Coll) return x.count();
  if (x === null) return 0;
  if (typeof x === "string") return countCodePoints(x);
  if (x instanceof Tuple) return x.size;
  if (x instanceof Transient) return x.count();
  if (Array.isArray(x) || x instanceof Uint8Array) return x.length;
  return fail("not-a-collection", { op: "count", value: x, kind: typeName(x) });
}

/** The value at a key of a map, an index of a vector or string, an element of a set; `notFound` for all else. */
export function get(x: unknown, key: unknown, notFound: unknown = null): unknown {
  if (x instanceof Coll) return x.get(key, notFound);
  if (isIndexed(x)) {
    const found = findIndexed(x, key);
    return found === undefined ? notFound : found;
  }
  return x instanceof Transient ? x.get(key, notFound) : notFound;
}

/** Whether a map has a key, a set an element, a vector or string an index. */
export function contains(x: unknown, key: unknown): boolean {
  if (x instanceof Coll) return x.has(key);
  if (x === null) return false;
  if (isIndexed(x)) return findIndexed(x, key) !== undefined;
  if (x instanceof Transient) return x.has(key);
  return fail("bad-argument", { op: "contains?", expected: "a map, set or vector", value: x });
}

/** The element at an index of a sequence, found by walking; undefined when it is too short. */
function findInSeq(s: Seq | null, index: number): unknown {
  let left = index;
  while (s !== null) {
    if (s instanceof IntRange) return left < s.count() ? s.nth(left) : undefined;
    if (s instanceof ChunkedSeq) {
      const length = s.end - s.off;
      if (left < length) return s.chunk[s.off + left];
      left -= length;
      s = s.chunkMore().seq();
    } else {
      if (left === 0) return s.first();
      left--;
      s = s.next();
    }
  }
  return undefined;
}

function findNth(x: unknown, i: number): unknown {
  if (isIndexed(x)) return findIndexed(x, i);
  if (x instanceof Tuple) return i === 0 ? x.tag : x.items[i - 1];
  if (x instanceof Transient) return x.get(i, undefined);
  if (x instanceof Coll && !(x instanceof Seq) && x.isSequential()) return findNth(x.seq(), i);
  if (!(x instanceof Seq)) return fail("bad-argument", { op: "nth", expected: "a sequence or vector", value: x });
  return i < 0 ? undefined : findInSeq(x.seq(), i);
}

/** The element at an index. Out of bounds is `notFound`, or without one a failure; of nil every element is nil. */
export function nth(x: unknown, i: unknown, notFound?: unknown): unknown {
  if (x instanceof Vec) return notFound === undefined ? x.nth(i) : x.get(i, notFound);
  if (x === null) return notFound === undefined ? null : notFound;
  if (!Number.isSafeInteger(i)) return fail("bad-argument", { op: "nth", expected: "an index", value: i });
  const found = findNth(x, i as number); // Number.isSafeInteger has looked
  if (found !== undefined) return found;
  return notFound === undefined
    ? fail("out-of-bounds", { index: i, kind: typeName(x).toLowerCase(), count: count(x) })
    : notFound;
}

/** With one more element. */
export function conj(x: unknown, element: unknown): Coll {
  if (x instanceof Coll) return x.conj(element);
  if (x === null) return EMPTY_LIST.conj(element);
  return fail("not-a-collection", { op: "conj", value: x, kind: typeName(x) });
}

/** With a value at a key or index. */
export function assoc(x: unknown, key: unknown, value: unknown): Coll {
  if (x instanceof Coll) return x.assoc(key, value);
  if (x === null) return EMPTY_MAP.assoc(key, value);
  return fail("not-associative", { op: "assoc", value: x, kind: typeName(x) });
}

/** Without a key; of nil nil. */
export function dissoc(x: unknown, key: unknown): Coll | null {
  if (x instanceof Coll) return x.dissoc(key);
  return x === null ? null : fail("not-associative", { op: "dissoc", value: x, kind: typeName(x) });
}

/** A set without an element; of nil nil. */
export function disj(x: unknown, element: unknown): PSet | null {
  if (x instanceof PSet) return x.disj(element);
  return x === null ? null : fail("bad-argument", { op: "disj", expected: "a set", value: x });
}

/** The entry `[key value]` of a map or vector, or null. */
export function find(x: unknown, key: unknown): Vec | null {
  if (x instanceof PMap) return x.find(key);
  if (x instanceof Vec) return x.findEntry(key);
  if (x instanceof Transient) return x.has(key) ? mapEntry(key, x.get(key, null)) : null;
  return x === null ? null : fail("not-associative", { op: "find", value: x, kind: typeName(x) });
}

/** The keys of a map, or null. */
export function keys(x: unknown): Seq | null {
  if (x instanceof PMap) return x.keys();
  return seq(x) === null ? null : fail("bad-argument", { op: "keys", expected: "a map", value: x });
}

/** The values of a map, or null. */
export function vals(x: unknown): Seq | null {
  if (x instanceof PMap) return x.vals();
  return seq(x) === null ? null : fail("bad-argument", { op: "vals", expected: "a map", value: x });
}

/** The last element of a vector, the first of a list: what `pop` takes away. Null when empty. */
export function peek(x: unknown): unknown {
  if (x instanceof Coll) return x.peek();
  return x === null ? null : fail("bad-argument", { op: "peek", expected: "a list or vector", value: x });
}

/** Without the element that `peek` shows. An empty collection has none to take. */
export function pop(x: unknown): Coll | null {
  if (x instanceof Coll) return x.pop();
  return x === null ? null : fail("bad-argument", { op: "pop", expected: "a list or vector", value: x });
}

/** The empty collection of the same kind; null for what is no collection. */
export function empty(x: unknown): Coll | null {
  return x instanceof Coll ? x.empty() : null;
}

/** Whether `count` takes constant time. */
export function isCounted(x: unknown): boolean {
  return x instanceof Coll ? x.isCounted() : x instanceof Tuple || x instanceof Transient;
}

/** A vector or sorted collection from last to first, or null when it is empty. */
export function rseq(x: unknown): Seq | null {
  if (x instanceof Vec) return vecSeqBackward(x);
  if (x instanceof SortedMap || x instanceof SortedSet) return sortedSeq(x, { from: null, to: null, descending: true });
  return fail("bad-argument", { op: "rseq", expected: "a vector or a sorted collection", value: x });
}
