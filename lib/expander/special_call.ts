/**
 * The parts of a special form, as its handler asks for them.
 * @module
 */
import { printReadably } from "../data/mod.ts";
import { spanOf, spansOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Core, RecurTarget } from "./core.ts";
import { reject } from "./errors.ts";
import type { SpecialCall } from "./expand.ts";

/** Rejects the form unless it is as expected. */
export function need(c: SpecialCall, condition: boolean, expected: string): void {
  if (!condition) reject("bad-form", { form: printReadably(c.parts[0]), expected }, c.span);
}

/** The place of the i-th part of the form. */
export function placeOf(c: SpecialCall, i: number): Span | null {
  return spanOf(c.parts[i]) ?? spansOf(c.form)[i] ?? c.span;
}

/** Expands the i-th part. */
export function part(c: SpecialCall, i: number, tail: RecurTarget | null = null): Core {
  return c.x.expand(c.parts[i], c.env, tail, placeOf(c, i));
}

/** A part that may not be reached though the whole is. */
export function branch(c: SpecialCall, i: number, tail: RecurTarget | null): Core {
  const place = placeOf(c, i);
  return c.x.branch(c.parts[i], c.env, tail, place, place);
}
