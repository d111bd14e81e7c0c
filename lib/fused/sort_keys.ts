/**
 * Columns as digits of one key: small whole numbers in the order of the values, nil among them.
 * In: a typed column, a term. Out: digits; the keys of rows by several columns. Ints in a small range, bools and words are digits, and Floats that are whole
 * numbers of hundredths or the like: x is one where rounding x * 100 and dividing by 100 gives x again, and as dividing never turns an order
 * around, such values stand as the whole numbers do. Others are none.
 * @module
 */
import type { Term } from "../query/mod.ts";
import { boundsOf, type Stored } from "./relation.ts";
import type { Scratch } from "./scratch.ts";

/** A column as digits below `count`. */
export interface Digits {
  readonly data: ArrayLike<number>;
  readonly nil: Uint8Array | null;
  /** Of the values that are there: the digit of one is its distance from `from`, and one more where nil comes first. */
  readonly from: number;
  readonly descending: boolean;
  readonly nilDigit: number;
  readonly shift: number;
  readonly count: number;
}

interface Whole {
  readonly data: ArrayLike<number>;
  readonly low: number;
  readonly high: number;
}

const MOST = 2 ** 32;
const SCALES = [1, 2, 4, 8, 100, 10_000];
/** So many values say which scale there may be. */
const SAMPLE = 64;

function fits(x: number, scale: number): boolean {
  return Math.round(x * scale) / scale === x;
}

/** Multiplies all; answers whether they are whole then, as far as they are there, and within 32 bits. */
function multiplied(data: Float64Array, nil: Uint8Array | null, scale: number, into: Int32Array): boolean {
  for (let i = 0; i < data.length; i++) {
    if (nil !== null && nil[i] === 1) continue;
    const x = data[i];
    const whole = Math.round(x * scale);
    into[i] = whole;
    if (into[i] !== whole || whole / scale !== x) return false;
  }
  return true;
}

function scaled({ data, nil }: Stored, scratch: Scratch): Whole | null {
  const doubles = data as Float64Array; // of Floats
  const sample = doubles.subarray(0, SAMPLE);
  const scale = SCALES.find((scale) => sample.every((x, i) => nil?.[i] === 1 || fits(x, scale)));
  if (scale === undefined) return null;
  const whole = scratch.take(Int32Array, doubles.length);
  if (!multiplied(doubles, nil, scale, whole)) return null;
  const [low, high] = boundsOf({ type: "int", data: whole, nil, words: null });
  return { data: whole, low, high };
}

function ranked(codes: Int32Array, ranks: Uint32Array, scratch: Scratch): Uint32Array {
  const places = scratch.take(Uint32Array, codes.length);
  for (let i = 0; i < codes.length; i++) places[i] = ranks[codes[i]];
  return places;
}

function wholeOf(column: Stored, ranks: Uint32Array | null, scratch: Scratch): Whole | null {
  const { type, data } = column;
  if (ranks !== null) {
    return { data: ranked(data as Int32Array, ranks, scratch), low: 0, high: Math.max(0, ranks.length - 1) };
  }
  switch (type) {
    case "float":
      return scaled(column, scratch);
    default: {
      const [low, high] = boundsOf(column);
      return { data: data as Float64Array, low, high }; // of numbers
    }
  }
}

/** The digits of a column in the order of a term, null where it has none; of words `ranks` are the places in their order. */
export function digitsOf(
  column: Stored,
  { descending, nulls }: Term,
  ranks: Uint32Array | null,
  scratch: Scratch,
): Digits | null {
  const whole = wholeOf(column, ranks, scratch);
  if (whole === null) return null;
  const { data, low, high } = whole;
  const { nil } = column;
  const range = low <= high ? high - low + 1 : 1;
  if (range + 1 > MOST) return null;
  const nilsFirst = nil !== null && (nulls === null ? !descending : nulls === "first");
  return {
    data,
    nil,
    from: descending ? high : low,
    descending,
    nilDigit: nilsFirst ? 0 : range,
    shift: nilsFirst ? 1 : 0,
    count: nil === null ? range : range + 1,
  };
}

/** Adds the digits of rows to their keys. */
function add(keys: Uint32Array, digits: Digits, factor: number): void {
  const { data, nil, from, descending, nilDigit, shift } = digits;
  const [sign, most, base] = [descending ? -factor : factor, nilDigit * factor, shift * factor];
  // Differences are exact where the values are too large to be multiplied.
  if (nil === null) { for (let i = 0; i < keys.length; i++) keys[i] += (data[i] - from) * sign; }
  else for (let i = 0; i < keys.length; i++) keys[i] += nil[i] === 1 ? most : base + (data[i] - from) * sign;
}

/** As `add`, of some rows in some order. */
function addListed(keys: Uint32Array, digits: Digits, factor: number, rows: Uint32Array): void {
  const { data, nil, from, descending, nilDigit, shift } = digits;
  const [sign, most, base] = [descending ? -factor : factor, nilDigit * factor, shift * factor];
  for (let i = 0; i < keys.length; i++) {
    const row = rows[i];
    keys[i] += nil !== null && nil[row] === 1 ? most : base + (data[row] - from) * sign;
  }
}

/** The keys of rows, null for all as they stand, by columns whose counts multiply to 2^32 at most; they have so many bits. */
export function keysOf(
  columns: readonly Digits[],
  rows: Uint32Array | null,
  n: number,
  scratch: Scratch,
): { readonly keys: Uint32Array; readonly bits: number } {
  const keys = scratch.take(Uint32Array, n).fill(0);
  let factor = 1;
  for (const digits of columns.toReversed()) {
    if (rows === null) add(keys, digits, factor);
    else addListed(keys, digits, factor, rows);
    factor *= digits.count;
  }
  return { keys, bits: Math.max(1, Math.ceil(Math.log2(factor))) };
}

/** How keys stand already; "down" means strictly, since equal keys keep their order. Null: in no order. */
export function orderOfKeys(keys: Uint32Array): "up" | "down" | null {
  let [up, down] = [true, true];
  for (let i = 1; i < keys.length && (up || down); i++) {
    if (keys[i] < keys[i - 1]) up = false;
    else down = false;
  }
  return up ? "up" : down ? "down" : null;
}
