/**
 * The root of every Batuta value that is a JavaScript object, and what such a value can do: equality, hash, order, printing,
 * the name of its type. The functions over all values (`equal.ts`, `hash.ts`, `compare.ts`, `print.ts`) ask these methods, so
 * they know no collection.
 * Deliberately absent: spans, vars, evaluation. What the reader and the expander know about a form rides along in an
 * `Origin`, which this room carries and never opens.
 * @module
 */

/**
 * What a value prints itself into. Calls take effect in their order, but the parts are printed after `print` has returned,
 * from the printer's own stack: nesting of any depth costs no JavaScript stack.
 */
export interface Printer {
  /** Writes text as it is. */
  text(text: string): void;
  /** Prints another value in the printer's mode. */
  value(value: unknown): void;
  /** Prints `open`, the values separated by one space, `close`. The items are drawn one at a time. */
  sequence(open: string, items: Iterable<unknown>, close: string): void;
  /** Prints `open`, every key and its value separated by spaces, `close`. */
  entries(open: string, entries: Iterable<readonly [unknown, unknown]>, close: string): void;
}

/** A value with equality by content. `equals` and `hash` agree: equal values have equal hashes. */
export abstract class Obj {
  /** Content equality with any value; `this !== other` already holds when `equal.ts` calls it. */
  abstract equals(other: unknown): boolean;
  /** A 32-bit signed integer, the same in every run and on every machine. */
  abstract hash(): number;
  /** The name of the value's type as users write it: `Vector`, `Keyword`. */
  get typeName(): string {
    return "Object";
  }
  /** Negative, zero or positive as this stands before, with or after `other`; undefined when the two have no order. */
  compareTo(_other: unknown): number | undefined {
    return undefined;
  }
  /** Prints the value: readably so that it reads back equal, otherwise strings and characters inside stand raw. */
  print(printer: Printer, _readably: boolean): void {
    printer.text(`#<${this.typeName}>`);
  }
  /** What `str` makes of the value, where that is not what it prints readably: a character's own text, say. */
  toText?(): string | null;
}

/** A value that has identity only: vars, atoms, processes. */
export abstract class Entity extends Obj {
  static #next = 1;
  readonly #id = Entity.#next++;
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return Math.imul(this.#id, 0x9e3779b1);
  }
}

/**
 * What stands in a value's `meta` slot when higher rooms attach more than metadata (a place in a file, scopes), or metadata that is made when
 * somebody asks for it.
 * `meta` is the user's metadata map or null; everything else belongs to the subclass.
 */
export abstract class Origin {
  abstract readonly meta: unknown;
  /** The slot with other user metadata; the same origin, where that goes with any. */
  abstract withMeta(meta: unknown): MetaSlot;
}

/** The meta slot of a value: the user's map, an `Origin` that holds it, or null. */
export type MetaSlot = unknown;

/** The user's metadata in a meta slot, or null. */
export function metaOf(slot: MetaSlot): unknown {
  return slot instanceof Origin ? slot.meta : slot;
}

/** The slot with other user metadata, its origin kept. */
export function slotWithMeta(slot: MetaSlot, meta: unknown): MetaSlot {
  return slot instanceof Origin ? slot.withMeta(meta) : meta;
}

/** The name of a value's type as users write it: `Int`, `String`, `Nil`; an object says its own. */
export function typeName(x: unknown): string {
  switch (typeof x) {
    case "number":
      return Number.isInteger(x) ? "Int" : "Float";
    case "bigint":
      return "Int";
    case "string":
      return "String";
    case "boolean":
      return "Bool";
    case "function":
      return "Fn";
    default:
      return typeNameOfObject(x);
  }
}

function typeNameOfObject(x: unknown): string {
  if (x instanceof Obj) return x.typeName;
  if (x === null) return "Nil";
  if (x instanceof Uint8Array) return "Bytes";
  if (Array.isArray(x)) return "Array";
  return x instanceof Error ? "Error" : "Object";
}
