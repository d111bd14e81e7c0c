/**
 * From data to code and back: what `quote` takes off a form, and what the answer of a macro gets put on.
 * Invariant after `adopt`: every symbol and collection of the form has a `Placed`.
 * @module
 */
import { Coll, listFrom, metaOf, Origin, PMap, PSet, Seq, seq, Sym, toArray, Tuple, Vec, vec } from "../data/mod.ts";
import { Placed, placedOf, spanOf } from "../reader/mod.ts";
import { Source, type Span, span } from "../source/mod.ts";
import { type Expansion, isReadersOwn, syntaxOf } from "./scope.ts";

/** Where code stands that was made by a running program. */
export const NOWHERE: Span = span(Source.missing("<eval>"), 0, 0);

/** Remembers the parts of a map or set as they were written; a macro's template puts it on what it makes. */
export class Ordered extends Origin {
  constructor(readonly meta: unknown, readonly parts: readonly unknown[]) {
    super();
  }
  withMeta(meta: unknown): Ordered {
    return new Ordered(meta, this.parts);
  }
}

/** The parts of a list, vector, set or tuple form, or of a map as k v k v, in the order they were written. */
export function partsOf(form: Coll | Tuple): readonly unknown[] {
  const written = form.meta instanceof Ordered ? form.meta.parts : placedOf(form)?.items;
  if (written && isMadeOf(form, written)) return written;
  if (form instanceof Tuple) return [form.tag, ...form.items];
  if (!(form instanceof PMap)) return toArray(form);
  const parts: unknown[] = [];
  form.forEach((key, value) => parts.push(key, value));
  return parts;
}

/** Whether the form still holds what was written: a macro may have added to it or taken from it. */
function isMadeOf(form: Coll | Tuple, parts: readonly unknown[]): boolean {
  if (form instanceof PMap) return isMapOf(form, parts);
  return !(form instanceof PSet) || (form.count() <= parts.length && parts.every((part) => form.has(part)));
}

function isMapOf(form: PMap, parts: readonly unknown[]): boolean {
  if (parts.length % 2 !== 0) return true; // `{~@pairs}`: only a literal has an odd number
  let kept = 0;
  for (let i = 0; i < parts.length; i += 2) {
    if (!form.has(parts[i])) return false;
    if (form.get(parts[i], null) === parts[i + 1]) kept++;
  }
  return kept >= form.count();
}

/** The form as plain data: places and scopes off; the user's metadata stays, and the reader's mark, for data can become code. */
export function toDatum(form: unknown): unknown {
  if (form instanceof Sym) {
    return placedOf(form) === null || isReadersOwn(form) ? form : form.withMeta(metaOf(form.meta));
  }
  if (form instanceof Tuple) return new Tuple(form.tag, form.items.map(toDatum), metaOf(form.meta));
  if (form instanceof PMap && form.recordType !== null) return form;
  return form instanceof Coll ? toCollection(form, partsOf(form).map(toDatum), metaOf(form.meta)) : form;
}

/** A collection of the same kind as `form` with other parts (k v k v for maps). */
function toCollection(form: Coll, parts: readonly unknown[], meta: unknown): Coll {
  if (form instanceof Seq) return listFrom(parts).withMeta(meta);
  if (form instanceof Vec) return vec([...parts]).withMeta(meta);
  let filled = form.empty().withMeta(meta);
  if (form instanceof PMap) {
    for (let i = 0; i + 1 < parts.length; i += 2) filled = filled.assoc(parts[i], parts[i + 1]);
    return filled;
  }
  for (const part of parts) filled = filled.conj(part);
  return filled;
}

/** Parts that one macro call may add to a program. */
const ANSWER_LIMIT = 1_000_000;

/** What a macro answered is too large to be a program, or has no end. */
export class AnswerTooLarge extends Error {
  readonly limit = ANSWER_LIMIT;
}

/**
 * What a macro answered, as a form: sequences become lists, and parts that no reader and no template made get the place of the
 * macro call, symbols among them become deliberate ones (see `scope.ts`).
 * Parts with a place of their own are left alone: the walk covers only what the macro built.
 */
export function adopt(form: unknown, expansion: Expansion): unknown {
  return new Adoption(expansion).form(form);
}

/** The elements of anything sequential, which must be few enough to be part of a program. */
export function boundedArray(x: unknown, limit = ANSWER_LIMIT): unknown[] {
  const items: unknown[] = [];
  for (let at = seq(x); at !== null; at = at.next()) {
    if (items.length === limit) throw new AnswerTooLarge();
    items.push(at.first());
  }
  return items;
}

class Adoption {
  #left = ANSWER_LIMIT;

  constructor(readonly expansion: Expansion) {}

  form(form: unknown): unknown {
    if (!(form instanceof Sym || form instanceof Coll || form instanceof Tuple) || placedOf(form) !== null) return form;
    if (form instanceof PMap && form.recordType !== null) return form;
    const { span, head } = this.expansion;
    const meta = metaOf(form.meta);
    if (form instanceof Sym) {
      return form.withMeta(new Placed(meta, span, null, null, null, this.expansion, syntaxOf(head).home));
    }
    const parts = this.#parts(form).map((part) => this.form(part));
    if (form instanceof Tuple) return new Tuple(form.tag, parts.slice(1), new Placed(meta, span));
    // Keys of maps and members of sets may be calls, which must not be merged as values are: the parts go into the place.
    if (form instanceof PMap || form instanceof PSet) return form.withMeta(new Placed(meta, span, null, parts));
    // A call stands where the name of its function does: in `(-> x f g)` each one has its own place.
    return toCollection(form, parts, new Placed(meta, form instanceof Seq ? spanOf(parts[0]) ?? span : span));
  }

  #parts(form: Coll | Tuple): readonly unknown[] {
    const parts = form instanceof Seq ? boundedArray(form, this.#left) : partsOf(form);
    this.#left -= parts.length;
    if (this.#left < 0) throw new AnswerTooLarge();
    return parts;
  }
}
