/**
 * A sequence that is computed anew for each walk over it, and not kept.
 * In: a function that answers the elements, lazily. Out: a collection; `fresh` begins a walk.
 * What looks through the synchronous door (printing, comparing) shares one walk, since it may have to begin again when an
 * element must wait.
 * Source: Clojure's Eduction.
 * @module
 */
import { Coll, Cons, EMPTY_LIST, sameElements, type Seq } from "./coll.ts";
import { hashOrdered } from "./hash.ts";
import { LazySeq } from "./lazy.ts";
import type { MetaSlot, Printer } from "./object.ts";

/** Elements that nobody keeps. */
export class Eduction extends Coll {
  #shared: LazySeq | null = null;

  constructor(readonly make: () => unknown, readonly meta: MetaSlot = null) {
    super();
  }
  /** Begins a walk. */
  fresh(): LazySeq {
    return new LazySeq(this.make);
  }
  /** What a lazy function of the library, by its name, makes of it instead of a sequence; null for nothing special. */
  extended(_kind: string, _f: unknown): Coll | null {
    return null;
  }
  seq(): Seq | null {
    return (this.#shared ??= this.fresh()).seq();
  }
  count(): number {
    return this.seq()?.count() ?? 0;
  }
  conj(x: unknown): Coll {
    return new Cons(x, this.fresh(), null);
  }
  empty(): Coll {
    return EMPTY_LIST;
  }
  withMeta(meta: MetaSlot): Coll {
    return new Eduction(this.make, meta);
  }
  override isSequential(): boolean {
    return true;
  }
  override isCounted(): boolean {
    return false;
  }
  equals(other: unknown): boolean {
    return other instanceof Coll && other.isSequential() && sameElements(this, other);
  }
  hash(): number {
    return hashOrdered(this);
  }
  override get typeName(): string {
    return "Eduction";
  }
  override print(printer: Printer): void {
    printer.sequence("(", this, ")");
  }
}
