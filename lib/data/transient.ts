/**
 * Transients: vectors, maps and sets that are changed in place while nobody else sees them.
 * In: a collection. Out: a transient, and at the end a collection again; what it started from never changes.
 * Invariants: after `persistent` a transient fails with `used-transient`. A transient vector changes only arrays that
 * it has made: the root when `#rootOwned`, and a child when its parent is owned and has the child's bit in its mask. A
 * copy starts with an empty mask, so masks left by earlier transients mean nothing.
 * @module
 */

import type { Coll } from "./coll.ts";
import { fail } from "./errors.ts";
import { ABSENT, PMap } from "./map.ts";
import { MapBuilder } from "./map_builder.ts";
import { Entity, type MetaSlot, typeName } from "./object.ts";
import { HashSet } from "./set.ts";
import { SortedMap } from "./sorted.ts";
import { pathTo, tailStart, Vec, type VecNode } from "./vector.ts";

/** A collection under construction. */
export abstract class Transient extends Entity {
  #done = false;

  abstract count(): number;
  abstract get(key: unknown, notFound: unknown): unknown;
  abstract has(key: unknown): boolean;
  abstract conj(x: unknown): this;
  protected abstract finish(): Coll;

  override get typeName(): string {
    return "Transient";
  }
  assoc(_key: unknown, _value: unknown): this {
    return fail("not-associative", { op: "assoc!", value: this, kind: this.typeName });
  }
  /** The collection. The transient cannot be used afterwards. */
  persistent(): Coll {
    this.use("persistent!");
    this.#done = true;
    return this.finish();
  }
  protected use(op: string): void {
    if (this.#done) fail("used-transient", { op });
  }
}

/** A vector under construction. */
export class TransientVec extends Transient {
  #n: number;
  #shift: number;
  #root: VecNode;
  #rootOwned = false;
  /** Ours alone. */
  #tail: unknown[];
  readonly #meta: MetaSlot;

  constructor(v: Vec) {
    super();
    this.#n = v.n;
    this.#shift = v.shift;
    this.#root = v.root;
    this.#tail = v.tail.slice(0, v.n - tailStart(v.n));
    this.#meta = v.meta;
  }
  count(): number {
    this.use("count");
    return this.#n;
  }
  get(i: unknown, notFound: unknown): unknown {
    // `has` answers true for numbers only.
    return this.has(i) ? this.#leafFor(i as number)[(i as number) & 31] : notFound;
  }
  has(i: unknown): boolean {
    this.use("get");
    return typeof i === "number" && i >= 0 && i < this.#n && Math.floor(i) === i;
  }
  conj(x: unknown): this {
    this.use("conj!");
    if (this.#tail.length === 32) {
      this.#pushTail();
      this.#tail = [x];
    } else this.#tail.push(x);
    this.#n++;
    return this;
  }
  override assoc(i: unknown, x: unknown): this {
    this.use("assoc!");
    const n = this.#n;
    if (i === n) return this.conj(x);
    if (typeof i !== "number" || !this.has(i)) return fail("out-of-bounds", { index: i, kind: "vector", count: n });
    let leaf = this.#tail;
    if (i < tailStart(n)) {
      leaf = this.#ownRoot();
      for (let s = this.#shift; s > 0; s -= 5) leaf = ownChild(leaf, (i >>> s) & 31, s === 5);
    }
    leaf[i & 31] = x;
    return this;
  }
  pop(): this {
    this.use("pop!");
    if (this.#n === 0) return fail("out-of-bounds", { index: 0, kind: "vector", count: 0 });
    if (this.#tail.length > 1 || this.#n === 1) {
      this.#tail.pop();
      this.#n--;
    } else {
      const shorter = new Vec(this.#n, this.#shift, this.#root, this.#tail, null).pop();
      this.#n = shorter.n;
      this.#shift = shorter.shift;
      this.#root = shorter.root;
      this.#rootOwned = false;
      this.#tail = shorter.tail.slice(0, 32);
    }
    return this;
  }
  protected finish(): Vec {
    return new Vec(this.#n, this.#shift, this.#root, this.#tail, this.#meta);
  }
  #leafFor(i: number): readonly unknown[] {
    if (i >= tailStart(this.#n)) return this.#tail;
    let node = this.#root;
    for (let s = this.#shift; s > 0; s -= 5) node = node[((i >>> s) & 31) + 1] as unknown[]; // a child
    return node;
  }
  #ownRoot(): VecNode {
    if (!this.#rootOwned) {
      this.#root = this.#root.slice();
      this.#root[0] = 0;
      this.#rootOwned = true;
    }
    return this.#root;
  }
  /** Moves the full tail into the tree. */
  #pushTail(): void {
    const [n, shift, tail] = [this.#n, this.#shift, this.#tail];
    if (n >>> 5 > 1 << shift) {
      this.#root = [this.#rootOwned ? 3 : 2, this.#root, pathTo(shift, tail)];
      this.#rootOwned = true;
      this.#shift = shift + 5;
      return;
    }
    let node = this.#ownRoot();
    for (let s = shift;; s -= 5) {
      const slot = ((n - 1) >>> s) & 31;
      if (s === 5 || slot + 1 === node.length) {
        node.push(pathTo(s - 5, tail));
        node[0] = (node[0] as number) | (1 << slot); // the mask
        return;
      }
      node = ownChild(node, slot, false);
    }
  }
}

/** The child in a slot of an owned node, copied first when it is not owned. */
function ownChild(node: VecNode, slot: number, isLeaf: boolean): unknown[] {
  // The mask stands first; the others are children.
  const mask = node[0] as number;
  const child = node[slot + 1] as unknown[];
  if ((mask & (1 << slot)) !== 0) return child;
  const copy = child.slice();
  if (!isLeaf) copy[0] = 0;
  node[slot + 1] = copy;
  node[0] = mask | (1 << slot);
  return copy;
}

/** A map under construction. */
export class TransientMap extends Transient {
  readonly #builder: MapBuilder;
  readonly #meta: MetaSlot;

  constructor(map: PMap) {
    super();
    this.#builder = MapBuilder.from(map);
    this.#meta = map.meta;
  }
  count(): number {
    this.use("count");
    return this.#builder.count();
  }
  get(key: unknown, notFound: unknown): unknown {
    this.use("get");
    return this.#builder.get(key, notFound);
  }
  has(key: unknown): boolean {
    return this.get(key, ABSENT) !== ABSENT;
  }
  conj(x: unknown): this {
    this.use("conj!");
    if (x instanceof Vec && x.n === 2) this.#builder.assoc(x.nth(0), x.nth(1));
    else if (x instanceof PMap) x.forEach((key, value) => this.#builder.assoc(key, value));
    else if (x !== null) fail("bad-argument", { op: "conj!", expected: "an entry [key value] or a map", value: x });
    return this;
  }
  override assoc(key: unknown, value: unknown): this {
    this.use("assoc!");
    this.#builder.assoc(key, value);
    return this;
  }
  dissoc(key: unknown): this {
    this.use("dissoc!");
    this.#builder.dissoc(key);
    return this;
  }
  protected finish(): PMap {
    return this.#builder.done(this.#meta);
  }
}

/** A set under construction. */
export class TransientSet extends Transient {
  readonly #builder: MapBuilder;
  readonly #meta: MetaSlot;

  constructor(set: HashSet) {
    super();
    this.#builder = MapBuilder.from(set.map);
    this.#meta = set.meta;
  }
  count(): number {
    this.use("count");
    return this.#builder.count();
  }
  get(x: unknown, notFound: unknown): unknown {
    this.use("get");
    const held = this.#builder.findKey(x);
    return held === ABSENT ? notFound : held;
  }
  has(x: unknown): boolean {
    return this.get(x, ABSENT) !== ABSENT;
  }
  conj(x: unknown): this {
    this.use("conj!");
    this.#builder.assoc(x, true);
    return this;
  }
  disj(x: unknown): this {
    this.use("disj!");
    this.#builder.dissoc(x);
    return this;
  }
  protected finish(): HashSet {
    return new HashSet(this.#builder.done(), this.#meta);
  }
}

/** A transient with the elements of a vector, hash map or hash set. */
export function transient(coll: unknown): Transient {
  if (coll instanceof Vec) return new TransientVec(coll);
  if (coll instanceof PMap && !(coll instanceof SortedMap)) return new TransientMap(coll);
  if (coll instanceof HashSet) return new TransientSet(coll);
  return fail("bad-argument", { op: "transient", expected: "a vector, map or set that is not sorted", value: coll });
}

function asTransient(op: string, t: unknown): Transient {
  return t instanceof Transient ? t : fail("bad-argument", { op, expected: "a transient", value: t });
}

/** The collection that a transient has become. */
export function persistent(t: unknown): Coll {
  return asTransient("persistent!", t).persistent();
}

export function conjBang(t: unknown, x: unknown): Transient {
  return asTransient("conj!", t).conj(x);
}

export function assocBang(t: unknown, key: unknown, value: unknown): Transient {
  return asTransient("assoc!", t).assoc(key, value);
}

export function dissocBang(t: unknown, key: unknown): Transient {
  return t instanceof TransientMap
    ? t.dissoc(key)
    : fail("not-associative", { op: "dissoc!", value: t, kind: typeName(t) });
}

export function disjBang(t: unknown, x: unknown): Transient {
  return t instanceof TransientSet
    ? t.disj(x)
    : fail("bad-argument", { op: "disj!", expected: "a transient set", value: t });
}

export function popBang(t: unknown): Transient {
  return t instanceof TransientVec
    ? t.pop()
    : fail("bad-argument", { op: "pop!", expected: "a transient vector", value: t });
}
