/**
 * Sets: the keys of a map. Two sets are equal when they hold equal elements, sorted or not.
 * In: elements. Out: sets; the order of a hash set is that of its map (arrival up to 8, then by hash).
 * Invariant: every value in the map is true.
 * @module
 */

import { Coll, type Seq } from "./coll.ts";
import { fail } from "./errors.ts";
import { hashFinish, hashOf, hashUnorderedStep } from "./hash.ts";
import { HashMap } from "./hash_map.ts";
import { ABSENT, type PMap } from "./map.ts";
import { MapBuilder } from "./map_builder.ts";
import type { MetaSlot, Printer } from "./object.ts";
import { EMPTY_MAP } from "./small_map.ts";

/** A persistent set. */
export abstract class PSet extends Coll {
  constructor(readonly map: PMap, readonly meta: MetaSlot) {
    super();
  }
  /** A set of the same kind with the keys of another map. */
  protected abstract of(map: PMap, meta: MetaSlot): PSet;

  override get typeName(): string {
    return "Set";
  }
  count(): number {
    return this.map.count();
  }
  /** The element as the set holds it. */
  override get(x: unknown, notFound: unknown): unknown {
    const held = this.map.findKey(x);
    return held === ABSENT ? notFound : held;
  }
  override has(x: unknown): boolean {
    return this.map.has(x);
  }
  conj(x: unknown): PSet {
    const map = this.map.assoc(x, true);
    return map === this.map ? this : this.of(map, this.meta);
  }
  /** Without an element. */
  disj(x: unknown): PSet {
    const map = this.map.dissoc(x);
    return map === this.map ? this : this.of(map, this.meta);
  }
  empty(): PSet {
    return this.of(this.map.empty(), this.meta);
  }
  withMeta(meta: MetaSlot): PSet {
    return this.of(this.map, meta);
  }
  seq(): Seq | null {
    return this.map.keys();
  }
  override *[Symbol.iterator](): Generator<unknown> {
    for (const c = this.map.cursor(); c.advance();) yield c.key;
  }
  equals(other: unknown): boolean {
    if (!(other instanceof PSet) || other.count() !== this.count()) return false;
    const there = other.map.unordered();
    for (const c = this.map.cursor(); c.advance();) if (!there.has(c.key)) return false;
    return true;
  }
  hash(): number {
    let h = 0;
    for (const c = this.map.cursor(); c.advance();) h = hashUnorderedStep(h, hashOf(c.key));
    return hashFinish(h, this.count());
  }
  override print(printer: Printer): void {
    printer.sequence("#{", this, "}");
  }
}

/** A set of elements of any kind. */
export class HashSet extends PSet {
  /** The set with the element, made of this one, which must not be used any more; see `HashMap`. */
  conjInPlace(x: unknown): PSet {
    return this.map instanceof HashMap ? new HashSet(this.map.assocInPlace(x, true), this.meta) : this.conj(x);
  }
  protected of(map: PMap, meta: MetaSlot): HashSet {
    return new HashSet(map, meta);
  }
}

/** `#{}`. */
export const EMPTY_SET: HashSet = new HashSet(EMPTY_MAP, null);

/** The set of the arguments. */
export function setOf(...items: unknown[]): HashSet {
  return setFrom(items);
}

/** The set of the arguments; two equal ones fail with `duplicate-key`. */
export function setLiteral(...items: unknown[]): HashSet {
  const builder = new MapBuilder();
  for (const item of items) {
    if (builder.findKey(item) !== ABSENT) return fail("duplicate-key", { key: item });
    builder.assoc(item, true);
  }
  return new HashSet(builder.done(), null);
}

/** The set of the elements drawn from an iterable. */
export function setFrom(items: Iterable<unknown>): HashSet {
  const builder = new MapBuilder();
  for (const item of items) builder.assoc(item, true);
  return builder.count() === 0 ? EMPTY_SET : new HashSet(builder.done(), null);
}
