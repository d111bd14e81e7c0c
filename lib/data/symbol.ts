/**
 * Symbols: the names in programs. Not interned: each occurrence carries its own metadata and, in forms, its own origin.
 * Equality and hash see namespace and name only.
 * @module
 */
import { hashString, mix } from "./hash.ts";
import { compareQualified, splitQualified } from "./keyword.ts";
import { type MetaSlot, Obj, type Printer } from "./object.ts";

const HASH_SALT = 0x53796d62;

/** A symbol: `name` or `ns/name`. */
export class Sym extends Obj {
  constructor(readonly ns: string | null, readonly name: string, readonly meta: MetaSlot = null) {
    super();
  }
  override get typeName(): string {
    return "Symbol";
  }
  /** The symbol as written. */
  get text(): string {
    return this.ns === null ? this.name : `${this.ns}/${this.name}`;
  }
  equals(other: unknown): boolean {
    return other instanceof Sym && this.name === other.name && this.ns === other.ns;
  }
  hash(): number {
    return mix(hashString(this.text) ^ HASH_SALT);
  }
  override compareTo(other: unknown): number | undefined {
    return other instanceof Sym ? compareQualified(this, other) : undefined;
  }
  override print(printer: Printer): void {
    printer.text(this.text);
  }
  /** The same name with another meta slot. */
  withMeta(meta: MetaSlot): Sym {
    return new Sym(this.ns, this.name, meta);
  }
}

/** The symbol of a namespace, or null, and a name. */
export function sym(ns: string | null, name: string): Sym {
  return new Sym(ns, name);
}

/** The symbol of a text: `symbolFrom("a")`, `symbolFrom("ns/a")`. */
export function symbolFrom(text: string): Sym {
  const { ns, name } = splitQualified(text);
  return new Sym(ns, name);
}
