/**
 * Places that hold a value: atoms, volatiles; and `Reduced`, which wraps the last value of a reduction.
 * Deliberately absent: swapping and calling watches, which run user code and may wait: the runtime's business.
 * @module
 */

import { equals } from "./equal.ts";
import { hashOf } from "./hash.ts";
import type { PMap } from "./map.ts";
import { Entity, type MetaSlot, Obj, type Printer } from "./object.ts";
import { EMPTY_MAP } from "./small_map.ts";

/** A place whose value is replaced as a whole. */
export class Atom extends Entity {
  /** Functions `(key, atom, old, new)` by key. */
  watches: PMap = EMPTY_MAP;
  /** Whether each worker has a copy of its own, rather than all asking the one that made it: tables that hardly change. */
  isPerWorker = false;
  constructor(
    public value: unknown,
    /** A function that says whether a value may stand here, or null. */
    public validator: unknown = null,
    public meta: MetaSlot = null,
  ) {
    super();
  }
  override get typeName(): string {
    return "Atom";
  }
  override print(printer: Printer): void {
    printer.sequence("#<atom ", [this.value], ">");
  }
}

/** A place for one computation's own use, without watches or validator. */
export class Volatile extends Entity {
  constructor(public value: unknown) {
    super();
  }
  override get typeName(): string {
    return "Volatile";
  }
  override print(printer: Printer): void {
    printer.sequence("#<volatile ", [this.value], ">");
  }
}

/** What a reducing function answers to end the reduction with `value`. */
export class Reduced extends Obj {
  constructor(readonly value: unknown) {
    super();
  }
  override get typeName(): string {
    return "Reduced";
  }
  equals(other: unknown): boolean {
    return other instanceof Reduced && equals(this.value, other.value);
  }
  hash(): number {
    return hashOf(this.value);
  }
  override print(printer: Printer): void {
    printer.sequence("#<reduced ", [this.value], ">");
  }
}
