/**
 * How the values of a column stand in bytes: the rows that have one, then the values, then the words.
 * In: a packed column. Out: sections of bytes, and the same column from them again.
 * Ints are as wide as they need be: all of them equal (nothing is written), 8, 16 or 32 bits above the least one, or as they are in memory. What
 * is as in memory needs no decoding; so Floats are always: as doubles, or, where all are whole numbers of hundredths or the like, as these in memory too.
 * @module
 */
import { Keyword, kw } from "../data/mod.ts";
import { PIECE } from "./piece.ts";
import { codeArrayFor, intArrayFor, type Ints, type Packed, sharedArray } from "./packed.ts";

/** What the room does not know by itself: values as bytes. */
export interface Codec {
  encode(values: readonly unknown[]): Uint8Array;
  /** Throws where these are no bytes of a list. */
  decode(bytes: Uint8Array): readonly unknown[];
}

/** Bytes that are no column. */
export class NoColumn extends Error {}

export function noColumn(problem: string): never {
  throw new NoColumn(problem);
}

/** How numbers stand. */
export const WIDTH = {
  constant: 0,
  i8: 1,
  i16: 2,
  i32: 3,
  f64: 4,
  u8: 5,
  u16: 6,
  u32: 7,
  bits: 8,
  list: 9,
} as const;
/** Bytes a value of each. */
const BYTES: readonly number[] = [0, 1, 2, 4, 8, 1, 2, 4];

export const ROWS = { first: 0, bits: 1, list: 2 } as const;
export const KIND = { int: 1, float: 2, bool: 3, instant: 4, string: 5, keyword: 6, values: 7 } as const;

/** What is said of a column beside its bytes. */
export interface Described {
  readonly kind: number;
  readonly width: number;
  readonly rowsAs: number;
  readonly nan: boolean;
  readonly utf16: boolean;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly wordCount: number;
  /** By what Floats were multiplied; 0 in files that know nothing of that. */
  readonly per: number;
}

export interface Encoded extends Described {
  readonly rows: Uint8Array;
  readonly data: Uint8Array;
  readonly words: Uint8Array;
}

const NOTHING = new Uint8Array(0);

function bytesOf(
  array: { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number },
) {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

// ---- rows --------------------------------------------------------------------------------------------------------------

/** Bit `i` of byte `i >> 3`. */
export function packBits(flags: ArrayLike<number>, count: number): Uint8Array {
  const bits = new Uint8Array((count + 7) >>> 3);
  for (let i = 0; i < count; i++) if (flags[i] !== 0) bits[i >>> 3] |= 1 << (i & 7);
  return bits;
}

export function unpackBits(bits: Uint8Array, count: number): Uint8Array {
  const flags = sharedArray<Uint8Array>(Uint8Array, count);
  for (let i = 0; i < count; i++) flags[i] = (bits[i >>> 3] >>> (i & 7)) & 1;
  return flags;
}

function encodeRows(rows: Uint32Array | null, count: number, size: number): { rowsAs: number; rows: Uint8Array } {
  if (rows === null || count === size) return { rowsAs: ROWS.first, rows: NOTHING };
  if (count * 32 < size) return { rowsAs: ROWS.list, rows: bytesOf(rows.slice(0, count)) };
  const bits = new Uint8Array((size + 7) >>> 3);
  for (let i = 0; i < count; i++) bits[rows[i] >>> 3] |= 1 << (rows[i] & 7);
  return { rowsAs: ROWS.bits, rows: bits };
}

function decodeRows({ rowsAs, count }: Described, bytes: Uint8Array, size: number): Uint32Array | null {
  if (rowsAs === ROWS.first) return null;
  if (rowsAs !== ROWS.list && rowsAs !== ROWS.bits) return noColumn("its rows are in an unknown form");
  if (bytes.length !== (rowsAs === ROWS.list ? 4 * count : (size + 7) >>> 3)) noColumn("its rows are cut off");
  const rows = rowsAs === ROWS.list ? new Uint32Array(bytes.slice().buffer) : new Uint32Array(count);
  if (rowsAs === ROWS.bits) {
    let at = 0;
    for (let row = 0; row < size; row++) if ((bytes[row >>> 3] >>> (row & 7) & 1) !== 0) rows[at++] = row;
    if (at !== count) noColumn("it has another count of rows");
  }
  for (let i = 0; i < count; i++) {
    if (rows[i] >= size || (i > 0 && rows[i] <= rows[i - 1])) noColumn("its rows are not ascending");
  }
  return rows;
}

// ---- numbers -----------------------------------------------------------------------------------------------------------

const INT_WIDTH = new Map<unknown, number>([[Int8Array, WIDTH.i8], [Int16Array, WIDTH.i16], [Int32Array, WIDTH.i32], [
  Float64Array,
  WIDTH.f64,
]]);

/** Whole numbers from `min` to `max`; `type` is the array they have in memory. */
function encodeWhole(data: ArrayLike<number>, count: number, min: number, max: number, type: unknown) {
  const range = max - min;
  if (count === 0 || range === 0) return { width: WIDTH.constant, data: NOTHING };
  const [width, above] = range <= 0xff
    ? [WIDTH.u8, Uint8Array] as const
    : range <= 0xffff
    ? [WIDTH.u16, Uint16Array] as const
    : range <= 0xffffffff
    ? [WIDTH.u32, Uint32Array] as const
    : [WIDTH.f64, null] as const;
  const own = INT_WIDTH.get(type) ?? WIDTH.f64;
  if (above === null || BYTES[own] <= BYTES[width]) {
    const plain = own === WIDTH.i8
      ? new Int8Array(count)
      : own === WIDTH.i16
      ? new Int16Array(count)
      : own === WIDTH.i32
      ? new Int32Array(count)
      : new Float64Array(count);
    for (let i = 0; i < count; i++) plain[i] = data[i];
    return { width: own, data: bytesOf(plain) };
  }
  const out = new above(count);
  for (let i = 0; i < count; i++) out[i] = data[i] - min;
  return { width, data: bytesOf(out) };
}

type NumberArray = Ints | Uint8Array | Uint16Array | Uint32Array;

/** The bytes of numbers as numbers; where they are shared, nothing is copied. */
function viewAs(width: number, bytes: Uint8Array, count: number): NumberArray {
  const bytesEach = BYTES[width] ?? 0;
  if (bytesEach === 0 || bytes.length !== bytesEach * count) return noColumn("its values are cut off");
  const { buffer, byteOffset } = bytes;
  switch (width) {
    case WIDTH.i8:
      return new Int8Array(buffer, byteOffset, count);
    case WIDTH.i16:
      return new Int16Array(buffer, byteOffset, count);
    case WIDTH.i32:
      return new Int32Array(buffer, byteOffset, count);
    case WIDTH.f64:
      return new Float64Array(buffer, byteOffset, count);
    case WIDTH.u8:
      return new Uint8Array(buffer, byteOffset, count);
    case WIDTH.u16:
      return new Uint16Array(buffer, byteOffset, count);
    default:
      return new Uint32Array(buffer, byteOffset, count);
  }
}

function decodeWhole<T extends Ints>(
  { width, count, min }: Described,
  bytes: Uint8Array,
  make: (length: number) => T,
): T {
  if (width === WIDTH.constant) return make(count).fill(min) as T; // the same array
  if (width <= WIDTH.f64) return viewAs(width, bytes, count) as T; // they stand as in memory
  if (width > WIDTH.u32) return noColumn("its values are in an unknown form");
  const above = viewAs(width, bytes, count);
  const out = make(count);
  for (let i = 0; i < count; i++) out[i] = above[i] + min;
  return out;
}

function decodeFloats({ width, count, per }: Described, bytes: Uint8Array): { data: Ints; per: number } {
  const isKnown = width === WIDTH.f64
    ? per === 0 || per === 1
    : width >= WIDTH.i8 && width <= WIDTH.i32 && SCALES.includes(per);
  if (!isKnown) return noColumn("its values are in an unknown form");
  return { data: viewAs(width, bytes, count) as Ints, per: per === 0 ? 1 : per }; // of these widths
}

/** By what Floats are multiplied to be whole. */
const SCALES = [1, 2, 4, 8, 100, 1000, 10_000];
/** So many values say which of them it may be. */
const SAMPLE = 64;

/** Whether a Float comes back from a whole number of 32 bits. */
function fits(x: number, per: number): boolean {
  const whole = Math.round(x * per);
  return (whole | 0) === whole && !Object.is(whole, -0) && whole / per === x;
}

/** Floats as whole numbers, in the narrowest array, or as they are. */
function scaled(doubles: Ints, count: number): { data: Ints; per: number } {
  const sample = doubles.subarray(0, Math.min(count, SAMPLE));
  const per = SCALES.find((per) => sample.every((x) => fits(x, per)));
  if (per === undefined) return { data: doubles, per: 1 };
  const whole = new Int32Array(count);
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const x = doubles[i];
    if (!fits(x, per)) return { data: doubles, per: 1 };
    const n = Math.round(x * per);
    whole[i] = n;
    if (n < min) min = n;
    if (n > max) max = n;
  }
  const data: Ints = new (intArrayFor(min, max))(count);
  data.set(whole);
  return { data, per };
}

// ---- words -------------------------------------------------------------------------------------------------------------

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The lengths of texts, in units of UTF-16, then the texts: in UTF-8 unless one has half of a surrogate pair. */
export function encodeTexts(texts: readonly string[]): { utf16: boolean; bytes: Uint8Array } {
  const joined = texts.join("");
  // Joined, halves of different texts may look like one whole pair.
  const utf16 = texts.some((text) => !text.isWellFormed());
  const body = utf16 ? new Uint8Array(2 * joined.length) : utf8.encode(joined);
  if (utf16) {
    const units = new Uint16Array(body.buffer);
    for (let i = 0; i < joined.length; i++) units[i] = joined.charCodeAt(i);
  }
  const bytes = new Uint8Array(4 * texts.length + body.length);
  new Uint32Array(bytes.buffer, 0, texts.length).set(texts.map((text) => text.length));
  bytes.set(body, 4 * texts.length);
  return { utf16, bytes };
}

const UNITS = 8192;

function textOf(bytes: Uint8Array, utf16: boolean): string {
  if (!utf16) {
    try {
      return fromUtf8.decode(bytes);
    } catch {
      return noColumn("its texts are not UTF-8");
    }
  }
  const units = new Uint16Array(bytes.slice().buffer, 0, bytes.length >>> 1);
  const parts: string[] = [];
  for (let i = 0; i < units.length; i += UNITS) parts.push(String.fromCharCode(...units.subarray(i, i + UNITS)));
  return parts.join("");
}

export function decodeTexts(bytes: Uint8Array, count: number, utf16: boolean): string[] {
  if (bytes.length < 4 * count) return noColumn("its texts are cut off");
  const lengths = new Uint32Array(bytes.slice(0, 4 * count).buffer);
  const joined = textOf(bytes.slice(4 * count), utf16);
  const texts: string[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) texts.push(joined.slice(at, at += lengths[i]));
  return at === joined.length ? texts : noColumn("its texts have other lengths");
}

// ---- columns -----------------------------------------------------------------------------------------------------------

const PLAIN = { nan: false, utf16: false, min: 0, max: 0, wordCount: 0, per: 0, words: NOTHING };

/** A packed column of a part with so many entries as bytes. */
export function encodeColumn(packed: Packed, size: number, codec: Codec): Encoded {
  const { count } = packed;
  const base = { ...PLAIN, count, ...encodeRows(packed.rows, count, size) };
  switch (packed.kind) {
    case "int": {
      const { min, max, data } = packed;
      return { ...base, kind: KIND.int, min, max, ...encodeWhole(data, count, min, max, intArrayFor(min, max)) };
    }
    case "instant": {
      const { min, max, data } = packed;
      return { ...base, kind: KIND.instant, min, max, ...encodeWhole(data, count, min, max, Float64Array) };
    }
    case "float": {
      const { min, max, nan } = packed;
      const { data, per } = packed.per === 1 ? scaled(packed.data, count) : packed;
      const width = INT_WIDTH.get(data.constructor)!; // it knows all of them
      return { ...base, kind: KIND.float, min, max, nan, per, width, data: bytesOf(data.slice(0, count)) };
    }
    case "bool":
      return { ...base, kind: KIND.bool, width: WIDTH.bits, data: packBits(packed.data, count) };
    case "words": {
      const { of, data, wordCount } = packed;
      const texts = packed.words.slice(0, wordCount).map((word) => word instanceof Keyword ? word.text : word);
      const { utf16, bytes: words } = encodeTexts(texts);
      if (wordCount === 1) {
        return { ...base, kind: KIND[of], width: WIDTH.constant, data: NOTHING, wordCount, utf16, words };
      }
      const codes = codeArrayFor(wordCount);
      const width = codes === Uint8Array ? WIDTH.u8 : codes === Uint16Array ? WIDTH.u16 : WIDTH.u32;
      const out = new codes(count);
      for (let i = 0; i < count; i++) out[i] = data[i];
      return { ...base, kind: KIND[of], width, data: bytesOf(out), wordCount, utf16, words };
    }
    case "values":
      return { ...base, kind: KIND.values, width: WIDTH.list, data: codec.encode(packed.data.slice(0, count)) };
  }
}

/** Whether the values are as they stand, so that their bytes are kept. */
export function isAsInMemory({ kind, width }: Described): boolean {
  if (kind === KIND.string || kind === KIND.keyword) return true;
  return kind !== KIND.values && width >= WIDTH.i8 && width <= WIDTH.f64;
}

function mostOf(codes: Uint8Array | Uint16Array | Uint32Array, from: number, to: number): number {
  let most = -1;
  for (let i = from; i < to; i++) if (codes[i] > most) most = codes[i];
  return most;
}

function decodeWords(column: Described, data: Uint8Array, words: Uint8Array): Packed {
  const { kind, width, count, wordCount, utf16 } = column;
  const isKnown = width === WIDTH.constant || width === WIDTH.u8 || width === WIDTH.u16 || width === WIDTH.u32;
  if (!isKnown) noColumn("its codes are in an unknown form");
  const codes = width === WIDTH.constant
    ? sharedArray<Uint8Array>(Uint8Array, count)
    : viewAs(width, data, count) as Uint8Array | Uint16Array | Uint32Array; // just looked at
  for (let at = 0; at < count; at += PIECE) {
    if (mostOf(codes, at, Math.min(at + PIECE, count)) >= wordCount) noColumn("a code has no word");
  }
  const texts = decodeTexts(words, wordCount, utf16);
  return kind === KIND.keyword
    ? { kind: "words", of: "keyword", data: codes, words: texts.map(kw), wordCount, count, rows: null }
    : { kind: "words", of: "string", data: codes, words: texts, wordCount, count, rows: null };
}

function decodeData(column: Described, data: Uint8Array, words: Uint8Array, codec: Codec): Packed {
  const { kind, count, min, max, nan } = column;
  switch (kind) {
    case KIND.int: {
      const type = intArrayFor(min, max);
      return {
        kind: "int",
        data: decodeWhole(column, data, (length): Ints => sharedArray<Ints>(type, length)),
        min,
        max,
        count,
        rows: null,
      };
    }
    case KIND.instant: {
      const make = (length: number) => sharedArray<Float64Array>(Float64Array, length);
      return { kind: "instant", data: decodeWhole(column, data, make), min, max, count, rows: null };
    }
    case KIND.float:
      return { kind: "float", ...decodeFloats(column, data), min, max, nan, count, rows: null };
    case KIND.bool:
      if (data.length !== (count + 7) >>> 3) noColumn("its values are cut off");
      return { kind: "bool", data: unpackBits(data, count), count, rows: null };
    case KIND.string:
    case KIND.keyword:
      return decodeWords(column, data, words);
    case KIND.values: {
      const values = codec.decode(data);
      return values.length === count
        ? { kind: "values", data: values, count, rows: null }
        : noColumn("it has another count of values");
    }
    default:
      return noColumn("its kind is unknown");
  }
}

/** The column of what `encodeColumn` gave. Fails with `NoColumn`. */
export function decodeColumn(
  column: Described,
  { rows, data, words }: { rows: Uint8Array; data: Uint8Array; words: Uint8Array },
  size: number,
  codec: Codec,
): Packed {
  if (column.count > size) noColumn("it has more values than its part has rows");
  return { ...decodeData(column, data, words, codec), rows: decodeRows(column, rows, size) };
}
