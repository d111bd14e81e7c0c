/**
 * Tagged tuples: `{:compute 1 2}` is the tag `:compute` with the items 1 and 2. What actors send each other.
 * Never equal to a map or a vector.
 * @module
 */
import { compare, compareElements } from "./compare.ts";
import { equals } from "./equal.ts";
import { hashFinish, hashOf, hashOrderedStep } from "./hash.ts";
import type { Keyword } from "./keyword.ts";
import { type MetaSlot, Obj, type Printer } from "./object.ts";

const HASH_START = 0x5475706c;

/** A tagged tuple. */
export class Tuple extends Obj {
  constructor(readonly tag: Keyword, readonly items: readonly unknown[], readonly meta: MetaSlot = null) {
    super();
  }
  override get typeName(): string {
    return "Tuple";
  }
  /** How many values stand in the braces: the tag and the items. */
  get size(): number {
    return this.items.length + 1;
  }
  /** The tag and the items in their order. */
  *[Symbol.iterator](): Generator<unknown> {
    yield this.tag;
    yield* this.items;
  }
  equals(other: unknown): boolean {
    return other instanceof Tuple && this.tag === other.tag && this.items.length === other.items.length &&
      this.items.every((item, i) => equals(item, other.items[i]));
  }
  hash(): number {
    let h = hashOrderedStep(HASH_START, this.tag.h);
    for (const item of this.items) h = hashOrderedStep(h, hashOf(item));
    return hashFinish(h, this.size);
  }
  /** By length, then tag, then items. */
  override compareTo(other: unknown): number | undefined {
    if (!(other instanceof Tuple)) return undefined;
    const { items } = this;
    return items.length - other.items.length || compare(this.tag, other.tag) ||
      compareElements(items, other.items, items.length);
  }
  override print(printer: Printer): void {
    printer.sequence("{", this, "}");
  }
  /** The same tuple with another meta slot. */
  withMeta(meta: MetaSlot): Tuple {
    return new Tuple(this.tag, this.items, meta);
  }
}

/** The tuple of a tag and items. */
export function tuple(tag: Keyword, ...items: unknown[]): Tuple {
  return new Tuple(tag, items);
}
