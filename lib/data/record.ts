/**
 * Records: maps of a type of their own, with fields in a fixed order and perhaps further entries.
 * In: the name of a type and its fields; values. Out: a `RecordType` and its `Rec`s.
 * Invariants: a record always has all its fields, without one it is a plain map; records are equal when their types are the same
 * and their entries equal, and never equal to a plain map.
 * Every type has a JavaScript class of its own, so that a value's constructor tells its type: what protocols look at.
 * Source: Clojure's defrecord.
 * @module
 */

import { equals } from "./equal.ts";
import { hashString } from "./hash.ts";
import type { Keyword } from "./keyword.ts";
import { ABSENT, FlatCursor, type KvCursor, PMap } from "./map.ts";
import type { MetaSlot, Printer } from "./object.ts";
import { EMPTY_MAP, mapOfFlat } from "./small_map.ts";
import { mapFrom } from "./map_builder.ts";

/** How to make a record of a type from the values of its fields. */
type RecClass = new (values: readonly unknown[], more: PMap | null, meta: MetaSlot) => Rec;

/** The type of some records. */
export class RecordType {
  /** The class of its records. */
  readonly make: RecClass;
  /** What `str` makes of a record, when its type says so. */
  toText: ((record: Rec) => string) | null = null;

  /** @param name namespace and name as a symbol has it: `user.Point` */
  constructor(readonly name: string, readonly fields: readonly Keyword[]) {
    this.make = class extends Rec {};
    Object.defineProperty(this.make.prototype, "type", { value: this });
  }
  /** The index of a field, or -1. */
  index(key: unknown): number {
    const fields = this.fields;
    for (let i = 0; i < fields.length; i++) if (fields[i] === key) return i;
    return -1;
  }
  /** The record with the fields' values in their order. */
  of(values: readonly unknown[]): Rec {
    return new this.make(values, null, null);
  }
  /** The record with the entries of a map; fields it does not have are nil. */
  from(map: PMap): Rec {
    let more: PMap = EMPTY_MAP;
    map.forEach((key, value) => {
      if (this.index(key) < 0) more = more.assoc(key, value);
    });
    return new this.make(this.fields.map((field) => map.get(field, null)), more.count() === 0 ? null : more, null);
  }
}

/** A record. Its type is on the prototype of its class. */
export abstract class Rec extends PMap {
  declare readonly type: RecordType;

  constructor(
    readonly values: readonly unknown[],
    /** Entries beside the fields, never empty. */
    readonly more: PMap | null,
    readonly meta: MetaSlot,
  ) {
    super();
  }
  override get typeName(): string {
    return this.type.name;
  }
  override get recordType(): RecordType {
    return this.type;
  }
  #with(values: readonly unknown[], more: PMap | null, meta: MetaSlot): Rec {
    return new this.type.make(values, more, meta);
  }
  count(): number {
    return this.values.length + (this.more === null ? 0 : this.more.count());
  }
  get(key: unknown, notFound: unknown): unknown {
    const i = this.type.index(key);
    if (i >= 0) return this.values[i];
    return this.more === null ? notFound : this.more.get(key, notFound);
  }
  findKey(key: unknown): unknown {
    if (this.type.index(key) >= 0) return key;
    return this.more === null ? ABSENT : this.more.findKey(key);
  }
  assoc(key: unknown, value: unknown): PMap {
    const i = this.type.index(key);
    if (i < 0) return this.#with(this.values, (this.more ?? EMPTY_MAP).assoc(key, value), this.meta);
    if (this.values[i] === value) return this;
    const values = this.values.slice();
    values[i] = value;
    return this.#with(values, this.more, this.meta);
  }
  dissoc(key: unknown): PMap {
    if (this.type.index(key) >= 0) return this.plain().dissoc(key);
    if (this.more === null) return this;
    const more = this.more.dissoc(key);
    return this.#with(this.values, more.count() === 0 ? null : more, this.meta);
  }
  /** The entries as a map without a type. */
  plain(): PMap {
    const flat = this.flat();
    if (flat.length <= 16) return mapOfFlat(flat, this.meta);
    return mapFrom(this.entries()).withMeta(this.meta);
  }
  /** A record without its fields is none. */
  empty(): PMap {
    return EMPTY_MAP;
  }
  withMeta(meta: MetaSlot): Rec {
    return this.#with(this.values, this.more, meta);
  }
  /** `[k, v, …]`, fields first. */
  flat(): unknown[] {
    const flat: unknown[] = [];
    const { fields } = this.type;
    for (let i = 0; i < fields.length; i++) flat.push(fields[i], this.values[i]);
    this.more?.forEach((key, value) => flat.push(key, value));
    return flat;
  }
  cursor(): KvCursor {
    return new FlatCursor(this.flat());
  }
  override equals(other: unknown): boolean {
    if (!(other instanceof Rec) || other.type !== this.type || other.count() !== this.count()) return false;
    return this.values.every((value, i) => equals(value, other.values[i])) &&
      (this.more === null ? other.more === null : equals(this.more, other.more));
  }
  override hash(): number {
    return super.hash() ^ hashString(this.type.name);
  }
  override print(printer: Printer): void {
    printer.entries(`#${this.type.name}{`, this.entries(), "}");
  }
  override toText(): string | null {
    return this.type.toText === null ? null : this.type.toText(this);
  }
}
