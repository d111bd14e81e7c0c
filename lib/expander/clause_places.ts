/**
 * Clauses of macros whose lines are counted: keywords, numbers and strings have no place of their own, and the macro loses what its call knows of
 * theirs. They become `(do :else)`, which stands where they did and means the same.
 * @module
 */
import { list, listFrom, type Seq, Sym, toArray } from "../data/mod.ts";
import { coreSymbol, Placed, placedOf, spansOf } from "../reader/mod.ts";

function isArrow(part: unknown): boolean {
  return part instanceof Sym && part.text === "->";
}

/** All parts behind the name: they are evaluated, or arrows. */
function allParts(parts: readonly unknown[]): number[] {
  return parts.map((_, i) => i).slice(1);
}

/** The values of a `case`: behind each constant and maybe an arrow, and the last part without a constant. */
function valuesOfCase(parts: readonly unknown[]): number[] {
  const found: number[] = [];
  for (let i = 2; i < parts.length; i++) {
    if (i + 1 < parts.length) i += isArrow(parts[i + 1]) ? 2 : 1;
    found.push(i);
  }
  return found;
}

/** Macro → which parts of its call are evaluated as they stand, and maybe are not reached though the call is. */
const CLAUSES: Readonly<Record<string, (parts: readonly unknown[]) => number[]>> = {
  "batuta.core/cond": allParts,
  "batuta.core/case": valuesOfCase,
};

export function hasClauses(macro: string): boolean {
  return Object.hasOwn(CLAUSES, macro);
}

/** The call of a macro that has clauses, with a place for each part that is evaluated. */
export function withPlaces(macro: string, form: Seq): Seq {
  const kids = spansOf(form);
  const parts = toArray(form);
  for (const i of CLAUSES[macro](parts)) {
    if (kids[i] === undefined || placedOf(parts[i]) !== null) continue;
    parts[i] = list(coreSymbol("do", kids[i]), parts[i]).withMeta(new Placed(null, kids[i], [kids[i], kids[i]]));
  }
  const placed = placedOf(form);
  return placed === null ? form : listFrom(parts).withMeta(placed);
}
