/**
 * The order that `compare` and `sort` use. Nil stands before everything; otherwise only values of one kind have an order:
 * numbers by value, strings by code point, false before true, bytes by content; other values decide for themselves
 * (`Obj.compareTo`: vectors and tuples by length, then element by element).
 * In: any two values. Out: negative, zero or positive; values of different kinds fail with `not-comparable`.
 * @module
 */
import { fail } from "./errors.ts";
import { compareNumbers, isNumber } from "./number.ts";
import { Obj } from "./object.ts";
import { compareText } from "./text.ts";

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function compareSameKind(a: unknown, b: unknown): number | undefined {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (a instanceof Obj) return a.compareTo(b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  return undefined;
}

/** Negative, zero or positive as `a` stands before, with or after `b`. */
export function compare(a: unknown, b: unknown): number {
  // What most values are comes first.
  if (typeof a === "number" && typeof b === "number") return compareNumbers(a, b);
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return compareSameKind(a, b) ?? fail("not-comparable", { left: a, right: b });
}

/** Compares the first elements of two arrays, one by one. */
export function compareElements(a: readonly unknown[], b: readonly unknown[], count: number): number {
  for (let i = 0; i < count; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}
