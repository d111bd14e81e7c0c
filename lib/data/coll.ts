/**
 * Collections and sequences: the two classes that every collection extends, and the linked list that every sequence
 * ends in.
 * In: values. Out: values; nothing here changes after it was made.
 * Invariant: two sequential collections are equal when their elements are, whatever their classes; their hashes agree.
 * Operations that a class does not know fail here, once; functions that accept nil, strings and arrays are in
 * `seq.ts` and `access.ts`. `List` and `Cons` stand here because `Seq` is defined in terms of them.
 * Source: Clojure's IPersistentCollection and ISeq; Okasaki, "Purely Functional Data Structures", 1998, chapter 2.
 * @module
 */

import { equals } from "./equal.ts";
import { fail } from "./errors.ts";
import { hashOrdered } from "./hash.ts";
import { type MetaSlot, Obj, type Printer } from "./object.ts";

/** A persistent collection. Every operation answers a collection and leaves the receiver as it was. */
export abstract class Coll extends Obj {
  /** User metadata or an `Origin` that holds it; read it through `metaOf`. */
  abstract readonly meta: MetaSlot;
  /** The number of elements. O(1) exactly when `isCounted()`. */
  abstract count(): number;
  /** The elements as a non-empty sequence, or null. */
  abstract seq(): Seq | null;
  /** With one more element, where this kind of collection takes it most cheaply. */
  abstract conj(x: unknown): Coll;
  /** The empty collection of the same kind, metadata kept. */
  abstract empty(): Coll;
  /** The same collection with another meta slot. */
  abstract withMeta(meta: MetaSlot): Coll;
  /** The elements in order, drawn one at a time. */
  [Symbol.iterator](): Iterator<unknown> {
    return new SeqIterator(this);
  }
  /** Whether it takes part in equality of sequences: lists, vectors, lazy sequences. */
  isSequential(): boolean {
    return false;
  }
  /** Whether `count()` takes constant time. */
  isCounted(): boolean {
    return true;
  }
  /** The value at a key; `notFound` for every key when lookup means nothing for this collection. */
  get(_key: unknown, notFound: unknown): unknown {
    return notFound;
  }
  /** Whether the key is there. */
  has(_key: unknown): boolean {
    return fail("bad-argument", { op: "contains?", expected: "a map, set or vector", value: this });
  }
  assoc(_key: unknown, _value: unknown): Coll {
    return fail("not-associative", { op: "assoc", value: this, kind: this.typeName });
  }
  dissoc(_key: unknown): Coll {
    return fail("not-associative", { op: "dissoc", value: this, kind: this.typeName });
  }
  /** The element that `pop` takes away, or null. */
  peek(): unknown {
    return fail("bad-argument", { op: "peek", expected: "a list or vector", value: this });
  }
  pop(): Coll {
    return fail("bad-argument", { op: "pop", expected: "a list or vector", value: this });
  }
}

/** A sequence: a first element and the rest. A `Seq` may be empty (`EMPTY_LIST`, a lazy one); `seq()` tells. */
export abstract class Seq extends Coll {
  /** The first element; null when empty. */
  abstract first(): unknown;
  /** What follows the first element, possibly empty, possibly not realised yet. */
  abstract more(): Seq;
  /** What follows the first element, or null when nothing does. */
  abstract next(): Seq | null;

  seq(): Seq | null {
    return this;
  }
  override isSequential(): boolean {
    return true;
  }
  override isCounted(): boolean {
    return false;
  }
  count(): number {
    let n = 0;
    for (let s = this.seq(); s !== null; s = s.next()) {
      if (s.isCounted()) return n + s.count();
      n++;
    }
    return n;
  }
  conj(x: unknown): Seq {
    return new Cons(x, this, null);
  }
  empty(): Seq {
    return EMPTY_LIST;
  }
  abstract override withMeta(meta: MetaSlot): Seq;
  equals(other: unknown): boolean {
    return other instanceof Coll && other.isSequential() && sameElements(this, other);
  }
  hash(): number {
    return hashOrdered(this);
  }
  override get typeName(): string {
    return "Sequence";
  }
  override print(printer: Printer): void {
    printer.sequence("(", this, ")");
  }
}

/** Whether two sequential collections hold equal elements in the same order. Iterates; recurs only into elements. */
export function sameElements(a: Coll, b: Coll): boolean {
  if (a.isCounted() && b.isCounted() && a.count() !== b.count()) return false;
  let s = a.seq();
  let t = b.seq();
  while (s !== null && t !== null) {
    if (!equals(s.first(), t.first())) return false;
    s = s.next();
    t = t.next();
  }
  return s === t;
}

/** Draws a sequence's elements; the next cell is looked for when it is asked for, not before. */
class SeqIterator implements Iterator<unknown> {
  #at: Coll | null;
  #started = false;
  constructor(coll: Coll) {
    this.#at = coll;
  }
  next(): IteratorResult<unknown> {
    const at = this.#at;
    // Before the first step `at` is the collection itself, afterwards the cell whose element was drawn last.
    const cell = at === null ? null : this.#started ? (at as Seq).next() : at.seq();
    this.#started = true;
    this.#at = cell;
    return cell === null ? { done: true, value: undefined } : { done: false, value: cell.first() };
  }
}

/** A linked list that knows its length. */
export class List extends Seq {
  /** Invariant: `n` is 0 only in empty lists, whose head is null and whose tail is the list itself or `EMPTY_LIST`. */
  constructor(
    readonly head: unknown,
    readonly tail: List | null,
    readonly n: number,
    readonly meta: MetaSlot,
  ) {
    super();
  }
  override get typeName(): string {
    return "List";
  }
  override seq(): Seq | null {
    return this.n === 0 ? null : this;
  }
  first(): unknown {
    return this.head;
  }
  more(): List {
    return this.tail ?? EMPTY_LIST;
  }
  next(): List | null {
    return this.n > 1 ? this.tail : null;
  }
  override isCounted(): boolean {
    return true;
  }
  override count(): number {
    return this.n;
  }
  override conj(x: unknown): List {
    return new List(x, this, this.n + 1, this.meta);
  }
  override empty(): List {
    return this.meta === null ? EMPTY_LIST : EMPTY_LIST.withMeta(this.meta);
  }
  withMeta(meta: MetaSlot): List {
    return new List(this.head, this.tail, this.n, meta);
  }
  override peek(): unknown {
    return this.head;
  }
  override pop(): List {
    return this.n === 0 ? fail("out-of-bounds", { index: 0, kind: "list", count: 0 }) : this.more();
  }
}

/** `()`. */
export const EMPTY_LIST: List = new List(null, null, 0, null);

/** The list of the arguments. */
export function list(...items: unknown[]): List {
  return listFrom(items);
}

/** The list of an array's elements. */
export function listFrom(items: readonly unknown[]): List {
  let l = EMPTY_LIST;
  for (let i = items.length - 1; i >= 0; i--) l = new List(items[i], l, l.n + 1, null);
  return l;
}

/** An element in front of any sequence, realised or not. */
export class Cons extends Seq {
  constructor(readonly head: unknown, readonly tail: Seq, readonly meta: MetaSlot) {
    super();
  }
  first(): unknown {
    return this.head;
  }
  more(): Seq {
    return this.tail;
  }
  next(): Seq | null {
    return this.tail.seq();
  }
  withMeta(meta: MetaSlot): Cons {
    return new Cons(this.head, this.tail, meta);
  }
}
