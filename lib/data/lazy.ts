/**
 * Lazy sequences: a cell that knows how to compute its elements, does so once, and then remembers.
 * In: a computation that answers anything `seq` takes. Out: a sequence.
 * Invariant: `compute` is null exactly when `value` is final. How a cell is realised is the runtime's business (a
 * computation may wait): it installs a force; without one, cells are realised here and now.
 * Chains of cells that answer cells are followed in a loop, so they do not overflow the stack.
 * Source: Clojure's LazySeq; the loop is its `sval` and `unwrap`.
 * @module
 */

import { EMPTY_LIST, Seq } from "./coll.ts";
import { fail } from "./errors.ts";
import type { MetaSlot } from "./object.ts";
import { seq } from "./seq.ts";

/** What a force answers when the computation has to wait. Never a value of the language. */
export const SUSPENDED: { readonly suspended: true } = Object.freeze({ suspended: true });

/** Thrown, not as an error, through synchronous code that needed a cell whose computation has to wait. */
export class Waiting {
  constructor(readonly cell: LazySeq) {}
}

/** Realises a cell: answers its elements after `settle`, or `SUSPENDED`. */
export type Force = (cell: LazySeq) => Seq | null | typeof SUSPENDED;

/** Answers anything `seq` takes. */
export type Compute = (this: LazySeq) => unknown;

/** A sequence that is computed when it is first looked at. */
export class LazySeq extends Seq {
  /** Answers the elements, called as a method of the cell; null once they are known. */
  compute: Compute | null;
  /** The elements, once `compute` is null. */
  value: Seq | null = null;
  /** Who is realising the cell now, or null; the force that is installed says what stands here. */
  owner: unknown = null;
  readonly meta: MetaSlot;

  constructor(compute: Compute | null, meta: MetaSlot = null) {
    super();
    this.compute = compute;
    this.meta = meta;
  }
  /** Makes the elements final. */
  settle(value: Seq | null): void {
    this.value = value;
    this.compute = null;
    this.owner = null;
  }
  isRealised(): boolean {
    return this.compute === null;
  }
  /** The elements, now. Throws `Waiting` when that takes waiting. */
  override seq(): Seq | null {
    if (this.compute === null) return this.value;
    const s = force(this);
    if (s === SUSPENDED) throw new Waiting(this);
    return s as Seq | null; // the only other thing a force answers is SUSPENDED
  }
  first(): unknown {
    const s = this.seq();
    return s === null ? null : s.first();
  }
  more(): Seq {
    const s = this.seq();
    return s === null ? EMPTY_LIST : s.more();
  }
  next(): Seq | null {
    const s = this.seq();
    return s === null ? null : s.next();
  }
  /** A cell with other metadata that shares this one's elements. */
  withMeta(meta: MetaSlot): LazySeq {
    return new LazySeq(() => this, meta);
  }
  override get typeName(): string {
    return "LazySeq";
  }
}

/** Stands for the elements that `realisedElements` does not know. Never a value of the language. */
export const UNREALISED: { readonly unrealised: true } = Object.freeze({ unrealised: true });

/** The elements of a sequence that are known, in order; then `UNREALISED` where it goes on and is not computed yet. */
export function* realisedElements(start: Seq): Generator<unknown> {
  for (let at: Seq | null = start;;) {
    while (at instanceof LazySeq && at.isRealised()) at = at.value;
    if (at instanceof LazySeq) return yield UNREALISED;
    const cell: Seq | null = at === null ? null : at.seq();
    if (cell === null) return;
    yield cell.first();
    at = cell.more();
  }
}

const HERE = "realised by the default force";

/** The force that is there before a runtime installs its own: computes at once, follows chains in a loop. */
function forceHere(start: LazySeq): Seq | null {
  const chain: LazySeq[] = [];
  let cell = start;
  try {
    for (;;) {
      if (cell.owner === HERE) {
        fail("bad-argument", { op: "lazy-seq", expected: "a sequence other than itself", value: null });
      }
      cell.owner = HERE;
      chain.push(cell);
      const v = cell.compute === null ? cell.value : cell.compute();
      if (v instanceof LazySeq && v.compute !== null) cell = v;
      else {
        const s = seq(v);
        for (const c of chain) c.settle(s);
        return s;
      }
    }
  } finally {
    for (const c of chain) c.owner = null;
  }
}

let force: Force = forceHere;

/** The runtime says how cells are realised; null puts the default back. */
export function setForce(f: Force | null): void {
  force = f ?? forceHere;
}
