/**
 * The order of gathered rows, as indices, by typed columns.
 * In: a column for each term. Out: the indices of the rows in order, stably: what `argsort` of the query room answers for the same values.
 * Numbers are sorted by their bits, eleven at a time, keys beside indices: the reads go straight ahead and the writes to 2048 places. Terms
 * come one after the other, the last first; words by their places in the order of all words. A million random doubles: 87 ms where
 * indices alone took 130.
 * Source: Knuth, The Art of Computer Programming, volume 3, 5.2.5 (radix list sort), with doubles as in Herf, "Radix Tricks", 2001.
 * @module
 */
import { argsort, type Term } from "../query/mod.ts";
import { DOUBT } from "./value.ts";
import { ranksOf, type Stored, valueAt } from "./relation.ts";

const BITS = 11;
const PLACES = 1 << BITS;
const MASK = PLACES - 1;

/** A step of a longer computation: others may have their turn between two. */
export type Steps<T> = Generator<undefined, T>;

function identity(n: number): Uint32Array {
  const indices = new Uint32Array(n);
  for (let i = 0; i < n; i++) indices[i] = i;
  return indices;
}

/** Makes places out of counts; answers whether all rows have one digit. */
function placesOf(counts: Uint32Array, n: number): boolean {
  let sum = 0;
  for (let d = 0; d < counts.length; d++) {
    const count = counts[d];
    if (count === n) return true;
    counts[d] = sum;
    sum += count;
  }
  return false;
}

/** Counts the digits of keys. */
function countDigits(keys: Uint32Array, shift: number): Uint32Array {
  const counts = new Uint32Array(PLACES);
  for (let i = 0; i < keys.length; i++) counts[(keys[i] >>> shift) & MASK]++;
  return counts;
}

/** Puts keys and indices where the digits of the keys say. */
function move32(
  from: Uint32Array,
  at: Uint32Array,
  to: Uint32Array,
  next: Uint32Array,
  places: Uint32Array,
  shift: number,
): void {
  for (let i = 0; i < from.length; i++) {
    const key = from[i];
    const place = places[(key >>> shift) & MASK]++;
    to[place] = key;
    next[place] = at[i];
  }
}

/** As `move32`, with what goes along beside each key. */
function move64(
  from: Uint32Array,
  beside: Uint32Array,
  at: Uint32Array,
  to: Uint32Array,
  besideTo: Uint32Array,
  next: Uint32Array,
  places: Uint32Array,
  shift: number,
): void {
  for (let i = 0; i < from.length; i++) {
    const key = from[i];
    const place = places[(key >>> shift) & MASK]++;
    to[place] = key;
    besideTo[place] = beside[i];
    next[place] = at[i];
  }
}

// Loops stand in functions of their own: V8 does not optimise a generator that is in the middle of one.

/** Sorts indices by keys of 32 bits, which stand beside them. `top` is the greatest key. */
function* by32(keys: Uint32Array, indices: Uint32Array, top: number): Steps<Uint32Array> {
  const n = keys.length;
  let [from, to, at, next]: Uint32Array[] = [keys, new Uint32Array(n), indices, new Uint32Array(n)];
  for (let shift = 0; shift < 32 && top >= 2 ** shift; shift += BITS) {
    const counts = countDigits(from, shift);
    if (placesOf(counts, n)) continue;
    move32(from, at, to, next, counts, shift);
    [from, to, at, next] = [to, from, next, at];
    yield;
  }
  return at;
}

/** Sorts indices by keys of 64 bits, low words first. */
function* by64(low: Uint32Array, high: Uint32Array, indices: Uint32Array): Steps<Uint32Array> {
  const n = low.length;
  let [l, h, at]: Uint32Array[] = [low, high, indices];
  let [l2, h2, next]: Uint32Array[] = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n)];
  for (let shift = 0; shift < 32; shift += BITS) {
    const counts = countDigits(l, shift);
    if (placesOf(counts, n)) continue;
    move64(l, h, at, l2, h2, next, counts, shift);
    [l, l2, h, h2, at, next] = [l2, l, h2, h, next, at];
    yield;
  }
  return yield* by32(h, at, 0xffffffff);
}

function intKeys(data: ArrayLike<number>, rows: Uint32Array, low: number, high: number, down: boolean): Uint32Array {
  const n = rows.length;
  const keys = new Uint32Array(n);
  if (down) { for (let i = 0; i < n; i++) keys[i] = high - data[rows[i]]; }
  else for (let i = 0; i < n; i++) keys[i] = data[rows[i]] - low;
  return keys;
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** Bits whose order as whole numbers is that of the doubles: all of a negative one are turned, of others the sign. */
function doubleKeys(data: ArrayLike<number>, rows: Uint32Array, down: boolean): [low: Uint32Array, high: Uint32Array] {
  const n = rows.length;
  const [low, high] = [new Uint32Array(n), new Uint32Array(n)];
  const turn = down ? -1 : 0;
  for (let i = 0; i < n; i++) {
    const key = data[rows[i]];
    if (key !== key) throw DOUBT; // NaN has no order
    double[0] = key + 0; // both zeros are equal
    const sign = halves[1] >> 31;
    low[i] = halves[0] ^ sign ^ turn;
    high[i] = halves[1] ^ (sign | 0x80000000) ^ turn;
  }
  return [low, high];
}

/** Ints in an order that is theirs: the places of words, bools, small Ints. Null for other columns. */
function asInts({ type, data, words }: Stored): { data: ArrayLike<number>; low: number; high: number } | null {
  if (type === "word") {
    const ranks = ranksOf(words!); // it has words
    if (ranks === null) return null;
    const codes = data as Int32Array; // numbers of words
    const places = new Uint32Array(codes.length);
    for (let i = 0; i < codes.length; i++) places[i] = ranks[codes[i]];
    return { data: places, low: 0, high: Math.max(0, ranks.length - 1) };
  }
  if (type !== "int" && type !== "bool" && type !== "instant") return null;
  const ints = data as Float64Array; // of numbers
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < ints.length; i++) {
    const x = ints[i];
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return high - low < 2 ** 32 ? { data: ints, low, high } : null;
}

/** Sorts rows by one column, those with nil apart. */
function* byColumn(column: Stored, { descending, nulls }: Term, rows: Uint32Array): Steps<Uint32Array> {
  const n = rows.length;
  const { nil } = column;
  let known = rows;
  let nils: Uint32Array | null = null;
  if (nil !== null) {
    const parted = new Uint32Array(n);
    let count = 0;
    for (let i = 0; i < n; i++) if (nil[rows[i]] === 0) parted[count++] = rows[i];
    known = parted.slice(0, count);
    for (let i = 0, at = count; i < n; i++) if (nil[rows[i]] === 1) parted[at++] = rows[i];
    nils = parted.subarray(count);
  }
  const ints = asInts(column);
  const sorted = ints !== null
    ? yield* by32(intKeys(ints.data, known, ints.low, ints.high, descending), known, ints.high - ints.low)
    : yield* by64(...doubleKeys(column.data as Float64Array, known, descending), known); // numbers, as `isTyped` says
  if (nils === null) return sorted;
  const nilsFirst = nulls === null ? !descending : nulls === "first";
  const all = new Uint32Array(n);
  all.set(nilsFirst ? nils : sorted, 0);
  all.set(nilsFirst ? sorted : nils, nilsFirst ? nils.length : sorted.length);
  return all;
}

/** Fewer rows than this are compared: counting digits costs more. */
const FEW = 200;

function isTyped({ type, words }: Stored): boolean {
  if (type === "any") return false;
  return type !== "word" || ranksOf(words!) !== null; // it has words
}

/** The indices of `n` rows in the order of their keys. */
export function* sortedRows(n: number, columns: readonly Stored[], terms: readonly Term[]): Steps<Uint32Array> {
  if (n < FEW || !columns.every(isTyped)) {
    const values = columns.map((column) => Array.from({ length: n }, (_, row) => valueAt(column, row)));
    return argsort(n, values, terms);
  }
  let rows = identity(n);
  for (let i = terms.length - 1; i >= 0; i--) rows = yield* byColumn(columns[i], terms[i], rows);
  return rows;
}
