/**
 * Changes in place, for who alone has a collection: a loop that the compiler has looked at, or a builder.
 * In: a collection. Out: the same with the change, which takes its place; the one given must not be used any more.
 * Invariant: of what `shared` has answered, nothing changes that anyone else sees. Hash maps and hash sets are changed in
 * place; all others are copied as ever.
 * @module
 */
import { assoc, conj } from "./access.ts";
import type { Coll } from "./coll.ts";
import { HashMap } from "./hash_map.ts";
import { HashSet } from "./set.ts";
import { Vec } from "./vector.ts";

/** `assoc` with one key. */
export function assocInPlace(x: unknown, key: unknown, value: unknown): Coll {
  return x instanceof HashMap ? x.assocInPlace(key, value) : assoc(x, key, value);
}

/** `conj` with one element. */
export function conjInPlace(x: unknown, element: unknown): Coll {
  if (x instanceof HashSet) return x.conjInPlace(element);
  return x instanceof HashMap && element instanceof Vec && element.n === 2
    ? x.assocInPlace(element.nth(0), element.nth(1))
    : conj(x, element);
}

/** The value, which others may have: the first change of each part of it copies that part. */
export function shared(x: unknown): unknown {
  if (x instanceof HashMap) x.shared();
  else if (x instanceof HashSet && x.map instanceof HashMap) x.map.shared();
  return x;
}
