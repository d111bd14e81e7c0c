/**
 * Array maps: up to 8 entries with keys of any kind, in the order in which the keys arrived. Rows may have more, since whoever reads a
 * table wants its columns in their order.
 * In: keys and values. Out: an `ArrayMap`, or a `HashMap` when a key arrives that is the ninth or later.
 * Invariant: `flat` is `[k, v, k, v, …]` with at most 64 different keys, and never changes.
 * Source: Clojure's PersistentArrayMap.
 * @module
 */

import { equals } from "./equal.ts";
import { EMPTY_HASH, type HashMap } from "./hash_map.ts";
import { ABSENT, emptyMapWith, FlatCursor, type KvCursor, PMap } from "./map.ts";
import type { MetaSlot } from "./object.ts";

/** The largest count at which a map keeps the order of arrival. */
export const MAX_ORDERED = 8;
/** The same of a row. */
export const MAX_COLUMNS = 64;

/** The index of a key in `[k, v, …]`, or -1. */
export function flatIndex(flat: readonly unknown[], key: unknown): number {
  // Objects by content, all else by identity: a NaN is no key, as in Clojure.
  if (typeof key === "object") {
    for (let i = 0; i < flat.length; i += 2) if (equals(flat[i], key)) return i;
  } else {
    for (let i = 0; i < flat.length; i += 2) if (flat[i] === key) return i;
  }
  return -1;
}

/** The hash map of `[k, v, …]`, of which only the caller knows; later values win. */
export function hashMapOfFlat(flat: readonly unknown[], meta: MetaSlot): HashMap {
  let map = EMPTY_HASH.withMeta(meta);
  for (let i = 0; i < flat.length; i += 2) map = map.assocInPlace(flat[i], flat[i + 1]);
  return map;
}

/** A persistent map of a few entries in order of arrival. */
export class ArrayMap extends PMap {
  constructor(readonly flat: readonly unknown[], readonly meta: MetaSlot) {
    super();
  }
  count(): number {
    return this.flat.length >>> 1;
  }
  get(key: unknown, notFound: unknown): unknown {
    const i = flatIndex(this.flat, key);
    return i < 0 ? notFound : this.flat[i + 1];
  }
  findKey(key: unknown): unknown {
    const i = flatIndex(this.flat, key);
    return i < 0 ? ABSENT : this.flat[i];
  }
  assoc(key: unknown, value: unknown): PMap {
    const i = flatIndex(this.flat, key);
    if (i >= 0 && this.flat[i + 1] === value) return this;
    const flat = this.flat.slice();
    if (i >= 0) {
      flat[i + 1] = value;
      return new ArrayMap(flat, this.meta);
    }
    flat.push(key, value);
    return flat.length > 2 * MAX_ORDERED ? hashMapOfFlat(flat, this.meta) : new ArrayMap(flat, this.meta);
  }
  dissoc(key: unknown): PMap {
    const i = flatIndex(this.flat, key);
    if (i < 0) return this;
    if (this.flat.length === 2) return this.empty();
    return new ArrayMap([...this.flat.slice(0, i), ...this.flat.slice(i + 2)], this.meta);
  }
  empty(): PMap {
    return emptyMapWith(this.meta);
  }
  withMeta(meta: MetaSlot): ArrayMap {
    return new ArrayMap(this.flat, meta);
  }
  cursor(): KvCursor {
    return new FlatCursor(this.flat);
  }
}
