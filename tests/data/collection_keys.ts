/**
 * Keys that make life hard for maps and sets: numbers of all kinds that look alike, texts, collections, and objects whose
 * hashes collide in part or in whole.
 * @module
 */

import fc from "fast-check";
import {
  char,
  kw,
  list,
  mapOf,
  mkFloat,
  normBig,
  Obj,
  type Printer,
  printReadably,
  ratio,
  vecOf,
} from "../../lib/data/mod.ts";

/** A value with a hash of the test's choice; equal to those with the same name. */
export class Clash extends Obj {
  constructor(readonly name: number, readonly h: number) {
    super();
  }
  equals(other: unknown): boolean {
    return other instanceof Clash && other.name === this.name;
  }
  hash(): number {
    return this.h;
  }
  override print(printer: Printer): void {
    printer.text(`#<clash ${this.name}>`);
  }
}

const HASHES = [0, 0x10, 0x10000000, -1, 0x7fffffff];

/** Twelve that share hashes by five; two of a name always have the same hash. */
const clash = fc.integer({ min: 0, max: 11 }).map((name) => new Clash(name, HASHES[name % HASHES.length]));

/** Numbers in all four representations, close to each other. */
export const numberKey = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.integer({ min: -3, max: 12 }).map((n) => mkFloat(n)),
  fc.integer({ min: -3, max: 12 }).map((n) => mkFloat(n + 0.5)),
  fc.integer({ min: -3, max: 12 }).map((n) => ratio(BigInt(2 * n + 1), 2n)),
  fc.integer({ min: -3, max: 3 }).map((n) => normBig((1n << 60n) + BigInt(n))),
);

/** Any key; two that are equal print alike, and two that are not do not. */
export const anyKey: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: numberKey },
  { weight: 3, arbitrary: clash },
  fc.constantFrom("", "a", "1", "é", null, true, false, char(97), kw("a"), kw("b"), kw("n/a")),
  fc.constantFrom<unknown>(vecOf(1, 2), vecOf(), list(), mapOf(kw("a"), 1)).map((x) => (x instanceof Obj ? x : null)),
);

/** The text that tells keys apart. `()` and `[]` are equal, so they share one. */
export function idOf(key: unknown): string {
  const text = printReadably(key);
  return text === "()" ? "[]" : text;
}
