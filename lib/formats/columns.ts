/**
 * The columns of records, for formats that name them once.
 * In: records. Out: names in the order in which they first came, the key each has in records, and what kinds of values it has.
 * @module
 */
import { Flt, Instant, isFloat, isInt, Keyword, PMap, printReadably } from "../data/mod.ts";

/** What a column's values are; `any` where they are of several kinds, or of none that files of columns know. */
export type ColumnKind = "nothing" | "boolean" | "int" | "float" | "text" | "instant" | "bytes" | "any";

export interface Column {
  readonly name: string;
  readonly key: unknown;
  kind: ColumnKind;
}

/** The name of a key: a keyword's or a string's is its text, any other's as it is written. */
export function columnName(key: unknown): string {
  return key instanceof Keyword ? key.text : typeof key === "string" ? key : printReadably(key);
}

const INT64 = 2n ** 63n;

function kindOf(value: unknown): ColumnKind {
  if (value === null) return "nothing";
  if (typeof value === "string" || value instanceof Keyword) return "text";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "bigint") return value >= -INT64 && value < INT64 ? "int" : "any";
  if (isInt(value)) return "int";
  if (value instanceof Flt || isFloat(value)) return "float";
  if (value instanceof Instant) return "instant";
  return value instanceof Uint8Array ? "bytes" : "any";
}

function commonKind(a: ColumnKind, b: ColumnKind): ColumnKind {
  return a === b || b === "nothing" ? a : a === "nothing" ? b : "any";
}

export class Columns {
  readonly #byKey = new Map<unknown, Column>();

  /** Those of a record are columns, too. */
  add(record: PMap): void {
    for (const cursor = record.cursor(); cursor.advance();) {
      const kind = kindOf(cursor.value);
      const known = this.#byKey.get(cursor.key);
      if (known !== undefined) known.kind = commonKind(known.kind, kind);
      else this.#addKey(cursor.key, kind);
    }
  }

  /** A key is a column, whether records have it or not. */
  name(key: unknown): void {
    if (!this.#byKey.has(key)) this.#addKey(key, "nothing");
  }

  #addKey(key: unknown, kind: ColumnKind): void {
    this.#byKey.set(key, { name: this.#freeName(columnName(key)), key, kind });
  }

  /** A keyword and a string may have the same text. */
  #freeName(name: string): string {
    const isTaken = (wanted: string) => this.all.some((column) => column.name === wanted);
    let free = name;
    for (let n = 2; isTaken(free); n++) free = `${name}-${n}`;
    return free;
  }

  get all(): readonly Column[] {
    return [...this.#byKey.values()];
  }
}
