/**
 * Rows that were gathered: typed columns of one length, to be sorted, looked up, or given out.
 * In: values that a loop appends, or columns that somebody has. Out: cells over a row's index.
 * @module
 */
import { compare, Instant, mkFloat } from "../data/mod.ts";
import type { Scratch } from "./scratch.ts";
import type { LoopText } from "./text.ts";
import { type Cell, MAX, type Type, type Val, type WordList } from "./value.ts";

export type Data = Float64Array | Int32Array | Uint32Array | Uint8Array | unknown[];

/** A column of gathered rows. */
export interface Stored {
  readonly type: Type;
  readonly data: Data;
  /** 1 where the value is nil; null: nowhere. */
  readonly nil: Uint8Array | null;
  /** What the codes of words mean. */
  readonly words: readonly unknown[] | null;
  /** Bounds of Ints, where they are known without a look at them. */
  readonly low?: number;
  readonly high?: number;
}

export interface Relation {
  readonly size: number;
  readonly columns: readonly Stored[];
}

/** Bytes that columns take, of values of the language about. */
export function bytesOf({ columns }: Relation): number {
  return columns.reduce((sum, { data, nil }) => {
    const each = Array.isArray(data) ? data.length * 24 : data.byteLength;
    return sum + each + (nil?.byteLength ?? 0);
  }, 0);
}

type Bounds = readonly [low: number, high: number];

// One function for each kind of array: V8 gives the code of one for several up again and again.

function boundsOfInts(data: Int32Array, nil: Uint8Array | null): Bounds {
  let [low, high] = [0x7fffffff, -0x80000000];
  let some = false;
  for (let row = 0; row < data.length; row++) {
    if (nil !== null && nil[row] === 1) continue;
    const x = data[row];
    if (x < low) low = x;
    if (x > high) high = x;
    some = true;
  }
  return some ? [low, high] : [Infinity, -Infinity];
}

function boundsOfDoubles(data: Float64Array, nil: Uint8Array | null): Bounds {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < data.length; row++) {
    if (nil !== null && nil[row] === 1) continue;
    const x = data[row];
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}

/**
 * The least and the greatest of the numbers that are there; infinite the wrong way round where there are none. What is known of the column is taken
 * for it, where that is not much more than the rows could have.
 */
export function boundsOf({ type, data, nil, low, high }: Stored): Bounds {
  if (type === "bool") return [0, 1];
  if (low !== undefined && high !== undefined && low <= high && high - low < 2 * data.length) return [low, high];
  return data instanceof Int32Array ? boundsOfInts(data, nil) : boundsOfDoubles(data as Float64Array, nil); // of Ints
}

/** The value in a row as the language has it. */
export function valueAt({ type, data, nil, words }: Stored, row: number): unknown {
  if (nil !== null && nil[row] === 1) return null;
  const value = data[row];
  switch (type) {
    case "float":
      return mkFloat(value as number); // data of these types are numbers
    case "instant":
      return new Instant(value as number);
    case "bool":
      return value !== 0;
    case "word":
      return words![value as number]; // a column of words has them
    default:
      return value;
  }
}

/** A reader of a column, as `valueAt`, with its kind decided once. */
export function readerOf(column: Stored): (row: number) => unknown {
  const { type, nil, words } = column;
  const data = column.data as readonly number[]; // read as what it is
  if (nil !== null) return (row) => valueAt(column, row);
  switch (type) {
    case "float":
      return (row) => mkFloat(data[row]);
    case "instant":
      return (row) => new Instant(data[row]);
    case "bool":
      return (row) => data[row] !== 0;
    case "word":
      return (row) => words![data[row]]; // as above
    default:
      return (row) => data[row];
  }
}

function pickNumbers<T extends Exclude<Data, unknown[]>>(from: T, to: T, rows: Uint32Array): T {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
  return to;
}

function pickValues(from: readonly unknown[], rows: Uint32Array): unknown[] {
  const to = new Array<unknown>(rows.length);
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
  return to;
}

function pickData(data: Data, rows: Uint32Array, scratch: Scratch): Data {
  const n = rows.length;
  if (Array.isArray(data)) return pickValues(data, rows);
  if (data instanceof Float64Array) return pickNumbers(data, scratch.take(Float64Array, n), rows);
  if (data instanceof Int32Array) return pickNumbers(data, scratch.take(Int32Array, n), rows);
  return data instanceof Uint32Array
    ? pickNumbers(data, scratch.take(Uint32Array, n), rows)
    : pickNumbers(data, scratch.take(Uint8Array, n), rows);
}

/** The rows at these indices, in their order, in scratch memory. */
export function pickRows({ columns }: Relation, rows: Uint32Array, scratch: Scratch): Relation {
  return {
    size: rows.length,
    columns: columns.map((column) => {
      const nil = column.nil === null ? null : pickNumbers(column.nil, scratch.take(Uint8Array, rows.length), rows);
      return { ...column, data: pickData(column.data, rows, scratch), nil };
    }),
  };
}

/** A column of gathered rows as a loop reads it, at the row of that name. */
export class StoredCell implements Cell {
  readonly type: Type;
  readonly nullable: boolean;
  readonly #words: WordList;
  #bounds: readonly [number, number] | null = null;

  /** `mayLack`: the row is -1 where there is none. */
  constructor(readonly column: Stored, readonly row: string, readonly mayLack = false) {
    this.type = column.type;
    this.nullable = mayLack || column.nil !== null || column.type === "any";
    this.#words = { key: column, of: () => column.words! }; // asked for words only
  }

  #range(): readonly [number, number] {
    if (this.#bounds !== null) return this.#bounds;
    const [low, high] = boundsOf(this.column);
    return this.#bounds = low <= high ? [low, high] : [0, 0];
  }

  val(loop: LoopText<unknown>): Val {
    return loop.remembered(this, () => {
      const { row, type, column: { data, nil } } = this;
      const array = loop.constant(data);
      const there = this.mayLack
        ? `${row} < 0 ? ${type === "any" ? "null" : "0"} : ${array}[${row}]`
        : `${array}[${row}]`;
      if (type === "any") {
        const name = loop.named("v", there);
        return { type, code: name, nil: `(${name} === null)` };
      }
      const value = loop.named("v", type === "bool" ? `(${there}) !== 0` : there);
      const nils = [
        ...(this.mayLack ? [`${row} < 0`] : []),
        ...(nil === null ? [] : [`${loop.constant(nil)}[${row}] === 1`]),
      ];
      const lacking = nils.length === 0 ? null : loop.named("n", nils.join(" || "));
      if (type === "word") {
        return { type, code: value, nil: lacking, words: this.#words, most: this.column.words!.length }; // words have them
      }
      if (type !== "int") return { type, code: value, nil: lacking, nan: type === "float" };
      const [low, high] = this.#range();
      return { type, code: value, nil: lacking, low: Math.max(low, -MAX), high: Math.min(high, MAX) };
    });
  }
}

/** The places of words in their order, nil first; null where some are strings and some are not. */
export function ranksOf(words: readonly unknown[]): Uint32Array | null {
  const strings = words.filter((word) => typeof word === "string").length;
  const nils = words.filter((word) => word === null).length;
  if (strings !== 0 && strings + nils !== words.length) return null;
  const order = Array.from(words, (_, i) => i).sort((a, b) => compare(words[a], words[b]));
  const ranks = new Uint32Array(words.length);
  order.forEach((word, rank) => ranks[word] = rank);
  return ranks;
}
