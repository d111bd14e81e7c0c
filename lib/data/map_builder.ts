/**
 * Building maps in place: entries in order while there are few, hashed when there are many.
 * In: keys and values; later values win. Out: the map, of the smallest kind that holds it.
 * Invariant: what a builder started from and what it has given away never change.
 * @module
 */

import { ArrayMap, flatIndex, hashMapOfFlat, MAX_COLUMNS, MAX_ORDERED } from "./array_map.ts";
import { fail } from "./errors.ts";
import { EMPTY_HASH, HashMap } from "./hash_map.ts";
import { ABSENT, PMap } from "./map.ts";
import type { MetaSlot } from "./object.ts";
import { mapOfFlat, SmallMap } from "./small_map.ts";

/** A map under construction. Not to be used after `done`. */
export class MapBuilder {
  /** `[k, v, …]` while there are at most `most` entries; null from then on. */
  #flat: unknown[] | null = [];
  /** The entries, once `#flat` is null. Nobody else has this map. */
  #hashed: HashMap = EMPTY_HASH;

  /** A builder of an empty map that keeps the order of its first `most` keys, if there are not more. */
  constructor(private readonly most: number = MAX_ORDERED) {}

  /** A builder with these entries. A sorted map's become a hash map's. */
  static from(map: PMap): MapBuilder {
    const builder = new MapBuilder();
    if (map instanceof HashMap) {
      builder.#flat = null;
      builder.#hashed = map.shared();
    } else if (map instanceof SmallMap) builder.#flat = map.flat();
    else if (map instanceof ArrayMap) builder.#flat = map.flat.slice();
    else map.forEach((key, value) => builder.assoc(key, value));
    return builder;
  }
  count(): number {
    return this.#flat !== null ? this.#flat.length >>> 1 : this.#hashed.count();
  }
  get(key: unknown, notFound: unknown): unknown {
    if (this.#flat === null) return this.#hashed.get(key, notFound);
    const i = flatIndex(this.#flat, key);
    return i < 0 ? notFound : this.#flat[i + 1];
  }
  /** The key as the builder holds it, or `ABSENT`. */
  findKey(key: unknown): unknown {
    if (this.#flat === null) return this.#hashed.findKey(key);
    const i = flatIndex(this.#flat, key);
    return i < 0 ? ABSENT : this.#flat[i];
  }
  assoc(key: unknown, value: unknown): void {
    const flat = this.#flat;
    if (flat === null) {
      this.#hashed = this.#hashed.assocInPlace(key, value);
      return;
    }
    const i = flatIndex(flat, key);
    if (i >= 0) flat[i + 1] = value;
    else if (flat.length < 2 * this.most) flat.push(key, value);
    else {
      this.#hashed = hashMapOfFlat(flat, null).assocInPlace(key, value);
      this.#flat = null;
    }
  }
  dissoc(key: unknown): void {
    if (this.#flat !== null) {
      const i = flatIndex(this.#flat, key);
      if (i >= 0) this.#flat.splice(i, 2);
      return;
    }
    const rest = this.#hashed.dissoc(key);
    if (rest instanceof HashMap) this.#hashed = rest;
    else this.#flat = [];
  }
  done(meta: MetaSlot = null): PMap {
    return this.#flat !== null ? mapOfFlat(this.#flat, meta) : this.#hashed.shared().withMeta(meta);
  }
}

/** The map of alternating keys and values; later values win. */
export function mapOf(...keysAndValues: unknown[]): PMap {
  return mapOfArray(keysAndValues);
}

/** The same of an array, which may be longer than an argument list. */
export function mapOfArray(keysAndValues: readonly unknown[]): PMap {
  return built(new MapBuilder(), keysAndValues);
}

function built(builder: MapBuilder, keysAndValues: readonly unknown[]): PMap {
  if (keysAndValues.length % 2 === 1) return fail("odd-map", { count: keysAndValues.length });
  for (let i = 0; i < keysAndValues.length; i += 2) builder.assoc(keysAndValues[i], keysAndValues[i + 1]);
  return builder.done();
}

/** The map of alternating keys and values as a row: up to 64 columns stay in their order. */
export function rowOf(keysAndValues: readonly unknown[]): PMap {
  return built(new MapBuilder(MAX_COLUMNS), keysAndValues);
}

/** Of a map that is written out, the first so many keys stay in their order: a lookup still costs no more than a hash. */
const MAX_WRITTEN = 16;

/** The map of alternating keys and values as they are written; two equal keys fail with `duplicate-key`. */
export function mapLiteral(...keysAndValues: unknown[]): PMap {
  const builder = new MapBuilder(MAX_WRITTEN);
  for (let i = 0; i < keysAndValues.length; i += 2) {
    if (builder.findKey(keysAndValues[i]) !== ABSENT) return fail("duplicate-key", { key: keysAndValues[i] });
    builder.assoc(keysAndValues[i], keysAndValues[i + 1]);
  }
  return builder.done();
}

/** The map of pairs; later values win. */
export function mapFrom(entries: Iterable<readonly [unknown, unknown]>): PMap {
  const builder = new MapBuilder();
  for (const [key, value] of entries) builder.assoc(key, value);
  return builder.done();
}
