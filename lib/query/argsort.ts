/**
 * The order of rows by columns of keys, as indices.
 * In: a column of keys for each term. Out: the indices of the rows in order, stably.
 * Columns of numbers and columns of strings are sorted one term after the other, the last first, since each sort keeps what is equal as it
 * was: numbers by their bits, 16 at a time. Anything else is compared. Measured on a busy machine: a query
 * that orders a million rows by one column of Ints took 1.7 s, by comparisons 8.8 s.
 * Source: Knuth, The Art of Computer Programming, volume 3, 5.2.5 (radix list sort), with doubles as in Herf, "Radix Tricks", 2001.
 * @module
 */
import { isFloat, toDouble } from "../data/mod.ts";
import type { Term } from "./plan.ts";
import { rankOf } from "./values.ts";

const DIGITS = 1 << 16;
/** Fewer rows than this are compared: counting digits costs more. */
const FEW = 1000;

type Column = readonly unknown[];

function compareKeys(term: Term): (x: unknown, y: unknown) => number {
  const sign = term.descending ? -1 : 1;
  const nil = term.nulls === null ? -sign : term.nulls === "first" ? -1 : 1;
  return (x, y) => {
    if (x === null || y === null) return x === y ? 0 : x === null ? nil : -nil;
    return sign * rankOf(x, y, term.expr);
  };
}

/** Negative, zero or positive as the keys of a row stand before, with or after another's. */
export function comparison(terms: readonly Term[]): (a: readonly unknown[], b: readonly unknown[]) => number {
  const compares = terms.map(compareKeys);
  return (a, b) => {
    for (let i = 0; i < compares.length; i++) {
      const order = compares[i](a[i], b[i]);
      if (order < 0 || order > 0) return order;
    }
    return 0;
  };
}

/** The keys as doubles, nil as NaN; null when some key is neither a number that is a double nor nil. */
function doubles(column: Column): Float64Array | null {
  const keys = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const key = column[i];
    if (typeof key === "number") {
      if (key !== key) return null;
      keys[i] = key;
    } else if (key === null) keys[i] = NaN;
    else if (isFloat(key)) keys[i] = toDouble(key) + 0; // both zeros are equal
    else return null;
  }
  return keys;
}

/** Sorts indices by doubles that are no NaN. */
function radixSort(indices: Uint32Array, keys: Float64Array, descending: boolean): Uint32Array {
  const words = new Uint32Array(keys.buffer);
  const n = indices.length;
  // Bits whose order as whole numbers is that of the doubles: all of a negative one are turned, of others the sign; for the other
  // direction all once more.
  for (let i = 0; i < words.length; i += 2) {
    const negative = words[i + 1] >>> 31 === 1;
    const turnLow = negative !== descending;
    words[i] ^= turnLow ? 0xffffffff : 0;
    words[i + 1] ^= (negative ? 0xffffffff : 0x80000000) ^ (descending ? 0xffffffff : 0);
  }
  let from: Uint32Array = indices;
  let to: Uint32Array = new Uint32Array(n);
  for (let digit = 0; digit < 4; digit++) {
    const word = digit >> 1;
    const shift = (digit & 1) * 16;
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < n; i++) starts[((words[2 * from[i] + word] >>> shift) & 0xffff) + 1]++;
    // All alike: nothing to do for this digit.
    if (starts[((words[2 * from[0] + word] >>> shift) & 0xffff) + 1] === n) continue;
    for (let d = 0; d < DIGITS; d++) starts[d + 1] += starts[d];
    for (let i = 0; i < n; i++) to[starts[(words[2 * from[i] + word] >>> shift) & 0xffff]++] = from[i];
    [from, to] = [to, from];
  }
  return from;
}

/** Sorts indices by a column of numbers and nils. */
function sortNumbers(indices: Uint32Array, keys: Float64Array, { descending, nulls }: Term): Uint32Array {
  const n = indices.length;
  const parted = new Uint32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) if (keys[indices[i]] === keys[indices[i]]) parted[count++] = indices[i];
  const known = parted.subarray(0, count);
  if (count < n) {
    for (let i = 0, at = count; i < n; i++) if (keys[indices[i]] !== keys[indices[i]]) parted[at++] = indices[i];
  }
  if (count === 0) return indices;
  const sorted = radixSort(known, keys, descending);
  if (count === n) return sorted;
  const nils = parted.slice(count);
  const nilsFirst = nulls === null ? !descending : nulls === "first";
  const all = new Uint32Array(n);
  all.set(nilsFirst ? nils : sorted, 0);
  all.set(nilsFirst ? sorted : nils, nilsFirst ? nils.length : sorted.length);
  return all;
}

/** What stands at indices, in their order. A loop: `Array.from` takes two to three times as long. */
export function pick<T>(items: readonly T[], indices: Uint32Array): T[] {
  const picked = new Array<T>(indices.length);
  for (let i = 0; i < indices.length; i++) picked[i] = items[indices[i]];
  return picked;
}

function isText(column: Column): boolean {
  return column.every((key) => typeof key === "string" || key === null);
}

function byComparing(n: number, columns: readonly Column[], terms: readonly Term[], indices: Uint32Array): Uint32Array {
  const compares = terms.map(compareKeys);
  const places = new Uint32Array(n);
  indices.forEach((index, place) => places[index] = place);
  return indices.slice().sort((a, b) => {
    for (let i = 0; i < compares.length; i++) {
      const order = compares[i](columns[i][a], columns[i][b]);
      if (order < 0 || order > 0) return order;
    }
    return places[a] - places[b];
  });
}

/** The indices of `n` rows in the order of their keys. */
export function argsort(n: number, columns: readonly Column[], terms: readonly Term[]): Uint32Array {
  let indices: Uint32Array = new Uint32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  if (n < FEW) return byComparing(n, columns, terms, indices);
  const kinds = columns.map((column) => doubles(column) ?? (isText(column) ? "text" : null));
  if (kinds.includes(null)) return byComparing(n, columns, terms, indices);
  for (let i = terms.length - 1; i >= 0; i--) {
    const keys = kinds[i];
    indices = keys instanceof Float64Array
      ? sortNumbers(indices, keys, terms[i])
      : byComparing(n, [columns[i]], [terms[i]], indices);
  }
  return indices;
}
