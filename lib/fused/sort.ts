/**
 * The order of gathered rows, as indices, by typed columns.
 * In: a column for each term. Out: the indices of the rows in order, stably: what `argsort` of the query room answers for the same values.
 * Numbers are sorted by their bits, some at a time, keys beside indices: the reads go straight ahead and the writes to 2048 places at most. Columns whose
 * places in their order are known (`sort_keys.ts`) are sorted together, as long as the keys of all are 32 bits; other numbers one column after
 * the other, the last term first.
 * Source: Knuth, The Art of Computer Programming, volume 3, 5.2.5 (radix list sort), with doubles as in Herf, "Radix Tricks", 2001.
 * @module
 */
import { argsort, type Term } from "../query/mod.ts";
import { DOUBT } from "./value.ts";
import { ranksOf, type Stored, valueAt } from "./relation.ts";
import type { Scratch } from "./scratch.ts";
import { type Digits, digitsOf, keysOf, orderOfKeys } from "./sort_keys.ts";

/** The most bits that are looked at at a time. */
const BITS = 11;

/** A step of a longer computation: others may have their turn between two. */
export type Steps<T> = Generator<undefined, T>;

function identity(n: number, scratch: Scratch): Uint32Array {
  const indices = scratch.take(Uint32Array, n);
  for (let i = 0; i < n; i++) indices[i] = i;
  return indices;
}

function reversed(indices: Uint32Array | null, n: number, scratch: Scratch): Uint32Array {
  return (indices?.slice() ?? identity(n, scratch)).reverse();
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
function countDigits(keys: Uint32Array, shift: number, bits: number): Uint32Array {
  const counts = new Uint32Array(1 << bits);
  const mask = counts.length - 1;
  for (let i = 0; i < keys.length; i++) counts[(keys[i] >>> shift) & mask]++;
  return counts;
}

// Loops stand in functions of their own: V8 does not optimise a generator that is in the middle of one.

/** Puts keys and indices where the digits of the keys say; `places` is as long as there are digits. */
function move32(
  from: Uint32Array,
  at: Uint32Array,
  to: Uint32Array,
  next: Uint32Array,
  places: Uint32Array,
  shift: number,
): void {
  const mask = places.length - 1;
  for (let i = 0; i < from.length; i++) {
    const key = from[i];
    const place = places[(key >>> shift) & mask]++;
    to[place] = key;
    next[place] = at[i];
  }
}

/** As `move32`, of rows that stand as they did at first. */
function moveFirst(from: Uint32Array, to: Uint32Array, next: Uint32Array, places: Uint32Array, shift: number): void {
  const mask = places.length - 1;
  for (let i = 0; i < from.length; i++) {
    const key = from[i];
    const place = places[(key >>> shift) & mask]++;
    to[place] = key;
    next[place] = i;
  }
}

/** As `move32`, where the keys will not be looked at again. */
function moveLast(from: Uint32Array, at: Uint32Array, next: Uint32Array, places: Uint32Array, shift: number): void {
  const mask = places.length - 1;
  for (let i = 0; i < from.length; i++) next[places[(from[i] >>> shift) & mask]++] = at[i];
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
  const mask = places.length - 1;
  for (let i = 0; i < from.length; i++) {
    const key = from[i];
    const place = places[(key >>> shift) & mask]++;
    to[place] = key;
    besideTo[place] = beside[i];
    next[place] = at[i];
  }
}

/** Sorts indices by keys below 2^`bits`, which stand beside them; null stands for indices that ascend from 0. */
function* by32(
  keys: Uint32Array,
  indices: Uint32Array | null,
  bits: number,
  scratch: Scratch,
): Steps<Uint32Array> {
  const n = keys.length;
  const passes = Math.ceil(bits / BITS);
  const width = Math.ceil(bits / passes);
  let [from, to]: Uint32Array[] = [keys, passes > 1 ? scratch.take(Uint32Array, n) : keys];
  let [at, next]: (Uint32Array | null)[] = [indices, null];
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * width;
    const places = countDigits(from, shift, width);
    yield;
    if (placesOf(places, n)) continue;
    next ??= scratch.take(Uint32Array, n);
    if (pass === passes - 1) moveLast(from, at ?? identity(n, scratch), next, places, shift);
    else if (at === null) moveFirst(from, to, next, places, shift);
    else move32(from, at, to, next, places, shift);
    [from, to, at, next] = [to, from, next, at === indices ? null : at];
    yield;
  }
  return at ?? identity(n, scratch);
}

const DOUBLE_BITS = 32;

/** Sorts indices by keys of 64 bits, low words first. */
function* by64(low: Uint32Array, high: Uint32Array, indices: Uint32Array, scratch: Scratch): Steps<Uint32Array> {
  const n = low.length;
  let [l, h, at]: Uint32Array[] = [low, high, indices];
  const fresh = () => scratch.take(Uint32Array, n);
  let [l2, h2, next]: Uint32Array[] = [fresh(), fresh(), fresh()];
  for (let shift = 0; shift < DOUBLE_BITS; shift += BITS) {
    const places = countDigits(l, shift, BITS);
    yield;
    if (placesOf(places, n)) continue;
    move64(l, h, at, l2, h2, next, places, shift);
    [l, l2, h, h2, at, next] = [l2, l, h2, h, next, at];
    yield;
  }
  return yield* by32(h, at, DOUBLE_BITS, scratch);
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** Bits whose order as whole numbers is that of the doubles: all of a negative one are turned, of others the sign. */
function doubleKeys(
  data: ArrayLike<number>,
  rows: Uint32Array,
  down: boolean,
  scratch: Scratch,
): [low: Uint32Array, high: Uint32Array] {
  const n = rows.length;
  const [low, high] = [scratch.take(Uint32Array, n), scratch.take(Uint32Array, n)];
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

/** Sorts rows by doubles, those with nil apart. */
function* byDoubles(
  { nil, data }: Stored,
  { descending, nulls }: Term,
  rows: Uint32Array,
  scratch: Scratch,
): Steps<Uint32Array> {
  const doubles = data as Float64Array; // numbers: words have digits
  if (nil === null) return yield* by64(...doubleKeys(doubles, rows, descending, scratch), rows, scratch);
  const n = rows.length;
  const parted = scratch.take(Uint32Array, n);
  const count = part(rows, nil, parted);
  const known = parted.slice(0, count);
  const sorted = yield* by64(...doubleKeys(doubles, known, descending, scratch), known, scratch);
  const nils = parted.subarray(count);
  const nilsFirst = nulls === null ? !descending : nulls === "first";
  const all = scratch.take(Uint32Array, n);
  all.set(nilsFirst ? nils : sorted, 0);
  all.set(nilsFirst ? sorted : nils, nilsFirst ? nils.length : sorted.length);
  return all;
}

/** Puts the rows that have a value before the others; answers how many have one. */
function part(rows: Uint32Array, nil: Uint8Array, into: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (nil[rows[i]] === 0) into[count++] = rows[i];
  for (let i = 0, at = count; i < rows.length; i++) if (nil[rows[i]] === 1) into[at++] = rows[i];
  return count;
}

/** Sorts rows by columns together, the last one of which says least. */
function* byDigits(
  columns: readonly Digits[],
  rows: Uint32Array | null,
  n: number,
  scratch: Scratch,
): Steps<Uint32Array> {
  const { keys, bits } = keysOf(columns, rows, n, scratch);
  yield;
  const order = orderOfKeys(keys);
  if (order === "up") return rows ?? identity(n, scratch);
  return order === "down" ? reversed(rows, n, scratch) : yield* by32(keys, rows, bits, scratch);
}

/** Fewer rows than this are compared: counting digits costs more. */
const FEW = 200;

/** The indices of `n` rows in the order of their keys, as long as the scratch is not given back. */
export function* sortedRows(
  n: number,
  columns: readonly Stored[],
  terms: readonly Term[],
  scratch: Scratch,
): Steps<Uint32Array> {
  const ranks = columns.map(({ type, words }) => type === "word" && n >= FEW ? ranksOf(words!) : null); // it has words
  if (n < FEW || columns.some(({ type }, i) => type === "any" || (type === "word" && ranks[i] === null))) {
    const values = columns.map((column) => Array.from({ length: n }, (_, row) => valueAt(column, row)));
    return argsort(n, values, terms);
  }
  let rows: Uint32Array | null = null;
  let together: Digits[] = [];
  let keys = 1;
  for (let i = terms.length - 1; i >= 0; i--) {
    const digits = digitsOf(columns[i], terms[i], ranks[i], scratch);
    if (together.length > 0 && (digits === null || keys * digits.count > 2 ** 32)) {
      rows = yield* byDigits(together, rows, n, scratch);
      [together, keys] = [[], 1];
    }
    if (digits === null) rows = yield* byDoubles(columns[i], terms[i], rows ?? identity(n, scratch), scratch);
    else {
      together.unshift(digits);
      keys *= digits.count;
    }
  }
  return together.length > 0 ? yield* byDigits(together, rows, n, scratch) : rows ?? identity(n, scratch);
}
