/**
 * Sorting, stably: equal elements keep the order they came in.
 * In: an array, and what stands before what. Out: an array in order; the one given may be used up.
 * A merge sort asks one question only, whether a later element stands before an earlier one, so that an order which answers
 * true or false is called once where the sort of JavaScript needs to know about equality too. Measured, 100,000 elements
 * by `compare`: 8.7 ms, where `Array.prototype.sort` takes 11.8 and, of 32-bit integers, a typed array 2.
 * @module
 */
import { compare } from "./compare.ts";
import { isWide } from "./text.ts";

/** Whether `a` stands before `b`: false when they are equal. */
export type Before = (a: unknown, b: unknown) => boolean;

/** Runs of so many elements are sorted by insertion. */
const RUN = 8;

/** The elements in an order. */
export function sortBefore<T>(items: T[], before: (a: T, b: T) => boolean): T[] {
  const length = items.length;
  for (let start = 0; start < length; start += RUN) insertionSort(items, start, Math.min(start + RUN, length), before);
  if (length <= RUN) return items;
  let [from, to] = [items, items.slice()];
  for (let width = RUN; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      merge(from, to, start, Math.min(start + width, length), Math.min(start + 2 * width, length), before);
    }
    [from, to] = [to, from];
  }
  return from;
}

function insertionSort<T>(items: T[], start: number, end: number, before: (a: T, b: T) => boolean): void {
  for (let i = start + 1; i < end; i++) {
    const x = items[i];
    let at = i;
    for (; at > start && before(x, items[at - 1]); at--) items[at] = items[at - 1];
    items[at] = x;
  }
}

/** Merges `[start, middle)` and `[middle, end)` of an array into another. */
function merge<T>(
  from: readonly T[],
  to: T[],
  start: number,
  middle: number,
  end: number,
  before: (a: T, b: T) => boolean,
): void {
  let [left, right, at] = [start, middle, start];
  // What is in order already takes one question.
  if (right < end && before(from[right], from[middle - 1])) {
    while (left < middle && right < end) {
      const next = from[right];
      if (before(next, from[left])) {
        to[at++] = next;
        right++;
      } else to[at++] = from[left++];
    }
  }
  while (left < middle) to[at++] = from[left++];
  while (right < end) to[at++] = from[right++];
}

// Three functions rather than one: V8 compares faster where it has seen values of one kind.
const numberBefore: Before = (a, b) => (a as number) < (b as number);
const textBefore: Before = (a, b) => (a as string) < (b as string);
const valueBefore: Before = (a, b) => compare(a, b) < 0;

/** The order of `compare`, for values of which these are all. */
export function orderAmong(items: readonly unknown[]): Before {
  if (items.every((x) => typeof x === "number")) return numberBefore;
  // JavaScript orders by unit; without surrogates that is the order of code points.
  if (items.every((x) => typeof x === "string" && !isWide(x))) return textBefore;
  return valueBefore;
}

/** The elements in the order of `compare`. */
export function sortValues(items: unknown[]): unknown[] {
  if (items.every((x) => typeof x === "number" && (x | 0) === x)) return sortInts(items as number[]);
  return sortBefore(items, orderAmong(items));
}

/** Equal Ints cannot be told apart, so that any sort will do. */
function sortInts(items: number[]): number[] {
  const sorted = Int32Array.from(items).sort();
  for (let i = 0; i < sorted.length; i++) items[i] = sorted[i];
  return items;
}
