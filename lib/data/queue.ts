/**
 * Queues: elements go in at the end and come out at the front.
 * In: values. Out: queues; nothing here changes after it was made.
 * Invariant: the front is null exactly when the queue is empty, so both ends are reached in constant time, amortised.
 * Source: Okasaki, "Purely Functional Data Structures", 1998, section 5.2; Clojure's PersistentQueue, whose name portable code knows.
 * @module
 */
import { Coll, sameElements, Seq } from "./coll.ts";
import { hashOrdered } from "./hash.ts";
import type { MetaSlot, Printer } from "./object.ts";
import { EMPTY_VEC, type Vec } from "./vector.ts";

/** A queue. */
export class Queue extends Coll {
  constructor(readonly front: Seq | null, readonly rear: Vec, readonly n: number, readonly meta: MetaSlot) {
    super();
  }
  override get typeName(): string {
    return "Queue";
  }
  override isSequential(): boolean {
    return true;
  }
  count(): number {
    return this.n;
  }
  seq(): Seq | null {
    return this.front === null ? null : new QueueSeq(this.front, this.rear, null);
  }
  conj(x: unknown): Queue {
    return this.front === null
      ? new Queue(EMPTY_VEC.conj(x).seq(), EMPTY_VEC, 1, this.meta)
      : new Queue(this.front, this.rear.conj(x), this.n + 1, this.meta);
  }
  empty(): Queue {
    return new Queue(null, EMPTY_VEC, 0, this.meta);
  }
  withMeta(meta: MetaSlot): Queue {
    return new Queue(this.front, this.rear, this.n, meta);
  }
  override peek(): unknown {
    return this.front === null ? null : this.front.first();
  }
  override pop(): Queue {
    if (this.front === null) return this;
    const next = this.front.next();
    return next === null
      ? new Queue(this.rear.seq(), EMPTY_VEC, this.n - 1, this.meta)
      : new Queue(next, this.rear, this.n - 1, this.meta);
  }
  equals(other: unknown): boolean {
    return other instanceof Coll && other.isSequential() && sameElements(this, other);
  }
  hash(): number {
    return hashOrdered(this);
  }
  override print(printer: Printer): void {
    printer.sequence("(", this, ")");
  }
}

/** The elements of a queue: those of the front, then those of the rear. */
class QueueSeq extends Seq {
  constructor(readonly front: Seq, readonly rear: Vec, readonly meta: MetaSlot) {
    super();
  }
  first(): unknown {
    return this.front.first();
  }
  more(): Seq {
    return this.next() ?? this.empty();
  }
  next(): Seq | null {
    const next = this.front.next();
    return next === null ? this.rear.seq() : new QueueSeq(next, this.rear, null);
  }
  withMeta(meta: MetaSlot): QueueSeq {
    return new QueueSeq(this.front, this.rear, meta);
  }
}

/** The queue without elements. */
export const EMPTY_QUEUE: Queue = new Queue(null, EMPTY_VEC, 0, null);
