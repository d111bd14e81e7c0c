/**
 * Packed columns: only the values that are there, one after the other, and in which rows they stand. So a column that few rows have takes
 * little; spread out, it is a `Column`.
 * Invariant: what is packed never changes in its first `count` values, so a column that still grows can be looked at as it was.
 * @module
 */
import { Instant, Keyword, mkFloat } from "../data/mod.ts";
import type { Column, Present } from "./column.ts";

export type Ints = Int8Array | Int16Array | Int32Array | Float64Array;
export type Codes = Uint8Array | Uint16Array | Uint32Array;

interface Common {
  /** How many values there are. */
  readonly count: number;
  /** The row of each, ascending; null: the first `count` rows. */
  readonly rows: Uint32Array | null;
}

/** Values of one kind; the arrays may be longer than `count`. */
export type Packed =
  & Common
  & (
    | { readonly kind: "int"; readonly data: Ints; readonly min: number; readonly max: number }
    | {
      readonly kind: "float";
      readonly data: Ints;
      /** As of a `FloatColumn`. */
      readonly per: number;
      readonly min: number;
      readonly max: number;
      readonly nan: boolean;
    }
    | { readonly kind: "bool"; readonly data: Uint8Array }
    | { readonly kind: "instant"; readonly data: Float64Array; readonly min: number; readonly max: number }
    | {
      readonly kind: "words";
      readonly of: "string" | "keyword";
      readonly data: Codes;
      readonly words: readonly (string | Keyword)[];
      readonly wordCount: number;
    }
    | { readonly kind: "values"; readonly data: readonly unknown[] }
  );

interface NumericConstructor<T> {
  new (buffer: SharedArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** An array in memory that other threads can be given to look at. */
export function sharedArray<T>(type: NumericConstructor<T>, length: number): T {
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}

/** An array that has got what another has, at its beginning. */
export function moved<T extends Int32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array>(
  to: T,
  from: ArrayLike<number>,
): T {
  to.set(from);
  return to;
}

/** The narrowest type of array for Ints from `min` to `max`. */
export function intArrayFor(
  min: number,
  max: number,
): Int8ArrayConstructor | Int16ArrayConstructor | Int32ArrayConstructor | Float64ArrayConstructor {
  if (min >= -0x80 && max <= 0x7f) return Int8Array;
  if (min >= -0x8000 && max <= 0x7fff) return Int16Array;
  return min >= -0x80000000 && max <= 0x7fffffff ? Int32Array : Float64Array;
}

/** The narrowest type of array for so many codes. */
export function codeArrayFor(
  words: number,
): Uint8ArrayConstructor | Uint16ArrayConstructor | Uint32ArrayConstructor {
  return words <= 0x100 ? Uint8Array : words <= 0x10000 ? Uint16Array : Uint32Array;
}

/** Which of `size` rows have a value; null: all. */
function presentOf(rows: Uint32Array | null, count: number, size: number): Present {
  if (count === size) return null;
  const present = sharedArray<Uint8Array>(Uint8Array, size);
  if (rows === null) return present.fill(1, 0, count);
  for (let i = 0; i < count; i++) present[rows[i]] = 1;
  return present;
}

type Numbers = Ints | Codes;

/** The values at their rows, 0 between them. Without rows between them nothing is copied. */
function spread<T extends Numbers>(data: T, rows: Uint32Array | null, count: number, size: number): T {
  if (count === size) return data.length === size ? data : data.subarray(0, size) as T; // of the same class
  const type = data.constructor as NumericConstructor<T>; // that of a typed array
  const out = sharedArray(type, size);
  if (rows === null) out.set(data.subarray(0, count));
  else for (let i = 0; i < count; i++) out[rows[i]] = data[i];
  return out;
}

function spreadValues(data: readonly unknown[], rows: Uint32Array | null, count: number, size: number): unknown[] {
  if (rows === null && count === size) return data.slice(0, size);
  const out = new Array<unknown>(size).fill(null);
  for (let i = 0; i < count; i++) out[rows === null ? i : rows[i]] = data[i];
  return out;
}

/** The column of a part with so many entries. */
export function unpack(packed: Packed, size: number): Column {
  const { rows, count } = packed;
  if (packed.kind === "values") return { kind: "values", values: spreadValues(packed.data, rows, count, size) };
  const present = presentOf(rows, count, size);
  switch (packed.kind) {
    case "int":
      return { kind: "int", data: spread(packed.data, rows, count, size), present, min: packed.min, max: packed.max };
    case "float": {
      const { min, max, nan, per } = packed;
      return { kind: "float", data: spread(packed.data, rows, count, size), per, present, min, max, nan };
    }
    case "bool":
      return { kind: "bool", data: spread(packed.data, rows, count, size), present };
    case "instant": {
      const { min, max } = packed;
      return { kind: "instant", data: spread(packed.data, rows, count, size), present, min, max };
    }
    case "words": {
      const { words, wordCount } = packed;
      const codes = spread(packed.data, rows, count, size);
      const known = words.length === wordCount ? words : words.slice(0, wordCount);
      return { kind: "words", of: packed.of, codes, words: known, present };
    }
  }
}

/** The value of a row; null for nil and for what is missing. */
export function valueIn(column: Column, row: number): unknown {
  if (column.kind === "values") return column.values[row];
  if (column.present !== null && column.present[row] === 0) return null;
  switch (column.kind) {
    case "int":
      return column.data[row];
    case "float":
      return mkFloat(column.data[row] / column.per);
    case "bool":
      return column.data[row] === 1;
    case "instant":
      return new Instant(column.data[row]);
    case "words":
      return column.words[column.codes[row]];
  }
}

/** The `i`th value of those that are there. */
export function packedValue(packed: Packed, i: number): unknown {
  switch (packed.kind) {
    case "int":
      return packed.data[i];
    case "float":
      return mkFloat(packed.data[i] / packed.per);
    case "bool":
      return packed.data[i] === 1;
    case "instant":
      return new Instant(packed.data[i]);
    case "words":
      return packed.words[packed.data[i]];
    case "values":
      return packed.data[i];
  }
}

/** About how many bytes of memory a column takes. */
export function columnBytes(column: Column | Packed): number {
  if (column.kind === "values") return VALUE_BYTES * ("values" in column ? column.values : column.data).length;
  const numbers = "codes" in column ? column.codes.byteLength : column.data.byteLength;
  const rows = "rows" in column ? column.rows?.byteLength ?? 0 : column.present?.byteLength ?? 0;
  return numbers + rows + (column.kind === "words" ? wordBytes(column.words) : 0);
}

const VALUE_BYTES = 48;
const WORD_BYTES = 32;

/** A word is counted as its text is long, a keyword, which others hold too, as little. */
function wordBytes(words: readonly (string | Keyword)[]): number {
  let bytes = WORD_BYTES * words.length;
  for (const word of words) if (!(word instanceof Keyword)) bytes += word.length;
  return bytes;
}
