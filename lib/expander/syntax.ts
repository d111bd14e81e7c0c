/**
 * From data to code and back: what `quote` takes off a form, and what the answer of a macro gets put on.
 * Invariant after `adopt`: every symbol and collection of the form has a `Placed`.
 * @module
 */
import { Coll, listFrom, metaOf, PMap, PSet, Seq, Sym, toArray, Tuple, Vec, vec } from "../data/mod.ts";
import { Placed, placedOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Env, Scope } from "./scope.ts";

/** The parts of a list, vector, set or tuple form, or of a map as k v k v, in the order they were written. */
export function partsOf(form: Coll | Tuple): readonly unknown[] {
  if (form instanceof Tuple) return [form.tag, ...form.items];
  const items = placedOf(form)?.items ?? null;
  if (form instanceof PMap) {
    const parts: unknown[] = [];
    form.forEach((key, value) => parts.push(key, value));
    return items !== null && sameMap(form, items) ? items : parts;
  }
  if (form instanceof PSet) return items !== null && form.count() <= items.length && items.every((x) => form.has(x)) ? items : toArray(form);
  return toArray(form);
}

/** Whether a map form is still what its literal held: a macro may have changed it, and its place came along. */
function sameMap(form: PMap, items: readonly unknown[]): boolean {
  if (items.length % 2 !== 0) return true; // `{~@pairs}`: only a literal has an odd number
  let pairs = 0;
  for (let i = 0; i < items.length; i += 2) {
    if (!form.has(items[i])) return false;
    if (form.get(items[i], null) === items[i + 1]) pairs++;
  }
  return pairs >= form.count();
}

/** The form as plain data: places and scopes off, the user's metadata kept. */
export function toDatum(form: unknown): unknown {
  if (form instanceof Sym) return placedOf(form) === null ? form : form.withMeta(metaOf(form.meta));
  if (form instanceof Tuple) return new Tuple(form.tag, form.items.map(toDatum), metaOf(form.meta));
  return form instanceof Coll ? toCollection(form, partsOf(form).map(toDatum), metaOf(form.meta)) : form;
}

/** A collection of the same kind as `form` with other parts (k v k v for maps). */
function toCollection(form: Coll, parts: readonly unknown[], meta: unknown): Coll {
  if (form instanceof Seq) return listFrom(parts).withMeta(meta);
  if (form instanceof Vec) return vec([...parts]).withMeta(meta);
  let filled = form.empty().withMeta(meta);
  if (form instanceof PMap) {
    for (let i = 0; i < parts.length; i += 2) filled = filled.assoc(parts[i], parts[i + 1]);
    return filled;
  }
  for (const part of parts) filled = filled.conj(part);
  return filled;
}

/** The syntactic context that a macro call lends to what its macro made from nothing. */
export interface CallContext {
  readonly span: Span;
  readonly scopes: readonly Scope[] | null;
  readonly at: Env | null;
  readonly home: string | null;
}

/**
 * What a macro answered, as a form: sequences become lists, and parts that no reader and no template made get the place and
 * the scopes of the macro call. So `~'it` means what `it` would mean where the macro is called.
 * Parts with a place of their own are left alone: the walk covers only what the macro built.
 */
export function adopt(form: unknown, call: CallContext): unknown {
  if (form instanceof Sym) {
    if (placedOf(form) !== null) return form;
    return form.withMeta(new Placed(metaOf(form.meta), call.span, null, null, call.scopes, call.at, call.home));
  }
  if (form instanceof Tuple) {
    if (placedOf(form) !== null) return form;
    return new Tuple(form.tag, form.items.map((x) => adopt(x, call)), new Placed(metaOf(form.meta), call.span));
  }
  if (!(form instanceof Coll) || placedOf(form) !== null) return form;
  const parts = partsOf(form).map((x) => adopt(x, call));
  const meta = metaOf(form.meta);
  // Keys of maps and members of sets may be calls, which must not be merged as values are: the parts go into the place.
  if (form instanceof PMap || form instanceof PSet) return form.withMeta(new Placed(meta, call.span, null, parts));
  return toCollection(form, parts, new Placed(meta, call.span));
}
