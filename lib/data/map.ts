/**
 * Maps: what all kinds of them share. Two maps are equal when they hold equal values at equal keys, whatever their
 * kinds.
 * Kinds: `SmallMap` (up to 8 keyword keys), `ArrayMap` (up to 8 keys), `HashMap` (any number), `SortedMap`.
 * In: keys, values. Out: maps; lookup, loops, sequences of entries, keys or values. An entry is a vector of two.
 * Invariant: a kind answers its entries through one cursor, in one order, and everything here is made from it.
 * @module
 */

import { type ChunkSource, sourceSeq } from "./chunk.ts";
import { Coll, type Seq } from "./coll.ts";
import { equals } from "./equal.ts";
import { fail } from "./errors.ts";
import { hashEntry, hashFinish, hashUnorderedStep } from "./hash.ts";
import type { MetaSlot, Printer } from "./object.ts";
import { mapEntry, Vec } from "./vector.ts";

/** Never a value: what a lookup answers for an absent key when every value of the language could be present. */
export const ABSENT: unique symbol = Symbol("absent");

/** A walk over a map's entries. It can be left and taken up again, so a loop that waits can keep it. */
export abstract class KvCursor {
  /** Key and value of the entry that the last `advance` came to. */
  key: unknown = null;
  value: unknown = null;
  /** Goes to the next entry; false when there is none. */
  abstract advance(): boolean;
}

/** A walk over `[k, v, k, v, …]`. */
export class FlatCursor extends KvCursor {
  #at = 0;
  constructor(private readonly flat: readonly unknown[]) {
    super();
  }
  advance(): boolean {
    const at = this.#at;
    if (at >= this.flat.length) return false;
    this.key = this.flat[at];
    this.value = this.flat[at + 1];
    this.#at = at + 2;
    return true;
  }
}

const CHUNK = 32;

/** What of each entry a sequence shows. */
type Part = "entries" | "keys" | "vals";

class CursorSource implements ChunkSource {
  constructor(private readonly cursor: KvCursor, private readonly part: Part) {}
  fill(into: unknown[]): void {
    const { cursor, part } = this;
    for (let i = 0; i < CHUNK && cursor.advance(); i++) {
      into.push(part === "keys" ? cursor.key : part === "vals" ? cursor.value : mapEntry(cursor.key, cursor.value));
    }
  }
}

/** A persistent map. */
export abstract class PMap extends Coll {
  abstract override get(key: unknown, notFound: unknown): unknown;
  abstract override assoc(key: unknown, value: unknown): PMap;
  abstract override dissoc(key: unknown): PMap;
  abstract override empty(): PMap;
  abstract override withMeta(meta: MetaSlot): PMap;
  /** A walk over the entries from the first on. */
  abstract cursor(): KvCursor;

  /** The key as the map holds it, or `ABSENT`. */
  abstract findKey(key: unknown): unknown;

  /** This map, or an equal one whose lookups accept any key without comparing by order. */
  unordered(): PMap {
    return this;
  }

  override get typeName(): string {
    return "Map";
  }
  /** The type of a record; null for plain maps. Maps of different types are never equal. */
  get recordType(): unknown {
    return null;
  }
  override has(key: unknown): boolean {
    return this.get(key, ABSENT) !== ABSENT;
  }
  /** The entry with this key, as the map holds it, or null. */
  find(key: unknown): Vec | null {
    const held = this.findKey(key);
    return held === ABSENT ? null : mapEntry(held, this.get(key, null));
  }
  /** With an entry `[k v]`, or all entries of a map; with nil, the map itself. */
  conj(x: unknown): PMap {
    if (x instanceof Vec && x.n === 2) return this.assoc(x.nth(0), x.nth(1));
    if (x instanceof PMap) return this.merge(x);
    return x === null
      ? this
      : fail("bad-argument", { op: "conj", expected: "an entry [key value] or a map", value: x });
  }
  /** With all entries of another map; its values win. */
  merge(other: PMap): PMap {
    return withAll(this, other);
  }
  /** Calls `f` with every key and value. */
  forEach(f: (key: unknown, value: unknown) => void): void {
    for (const c = this.cursor(); c.advance();) f(c.key, c.value);
  }
  seq(): Seq | null {
    return sourceSeq(new CursorSource(this.cursor(), "entries"));
  }
  keys(): Seq | null {
    return sourceSeq(new CursorSource(this.cursor(), "keys"));
  }
  vals(): Seq | null {
    return sourceSeq(new CursorSource(this.cursor(), "vals"));
  }
  /** Keys and values in pairs, for TypeScript loops. */
  *entries(): Generator<readonly [unknown, unknown]> {
    for (const c = this.cursor(); c.advance();) yield [c.key, c.value];
  }
  equals(other: unknown): boolean {
    if (!(other instanceof PMap) || other.count() !== this.count() || other.recordType !== this.recordType) {
      return false;
    }
    const there = other.unordered();
    for (const c = this.cursor(); c.advance();) {
      const value = there.get(c.key, ABSENT);
      if (value === ABSENT || !equals(c.value, value)) return false;
    }
    return true;
  }
  hash(): number {
    let h = 0;
    for (const c = this.cursor(); c.advance();) h = hashUnorderedStep(h, hashEntry(c.key, c.value));
    return hashFinish(h, this.count());
  }
  override print(printer: Printer): void {
    printer.entries("{", this.entries(), "}");
  }
}

function withAll(map: PMap, other: PMap): PMap {
  for (const c = other.cursor(); c.advance();) map = map.assoc(c.key, c.value);
  return map;
}

let emptyMapSlot: PMap;

/**
 * `small_map.ts` says here, while the room is loaded and before any map can exist, which map is the empty one: the
 * larger kinds stand below it and shrink to it.
 */
export function setEmptyMap(empty: PMap): void {
  emptyMapSlot = empty;
}

/** `{}` with a meta slot. */
export function emptyMapWith(meta: MetaSlot): PMap {
  return meta === null ? emptyMapSlot : emptyMapSlot.withMeta(meta);
}
