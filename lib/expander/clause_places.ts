/**
 * The clauses of a `cond` whose lines are counted: keywords, numbers and strings have no place of their own, and the macro loses what its call knows of
 * theirs. They become `(do :else)`, which stands where they did and means the same.
 * @module
 */
import { list, listFrom, type Seq, toArray } from "../data/mod.ts";
import { coreSymbol, Placed, placedOf, spansOf } from "../reader/mod.ts";

/** The macros whose arguments are all evaluated, or arrows. */
const WITH_CLAUSES = new Set(["batuta.core/cond"]);

export function hasClauses(macro: string): boolean {
  return WITH_CLAUSES.has(macro);
}

/** The call with a place for each of its parts. */
export function withPlaces(form: Seq): Seq {
  const kids = spansOf(form);
  const parts = toArray(form).map((part, i) =>
    i === 0 || kids[i] === undefined || placedOf(part) !== null
      ? part
      : list(coreSymbol("do", kids[i]), part).withMeta(new Placed(null, kids[i], [kids[i], kids[i]]))
  );
  const placed = placedOf(form);
  return placed === null ? form : listFrom(parts).withMeta(placed);
}
