/**
 * The parts of a value, for what is rarely needed: realising what is lazy in it, and saying where in it something stands.
 * In: a value. Out: its parts in the order in which they are written.
 * Invariant: no walk goes deeper than the writer does.
 * @module
 */
import { kw, PMap, PSet, Queue, Rec, Seq, SmallMap, Tuple, tuple, Vec } from "../data/mod.ts";
import { MAX_DEPTH, MAX_VALUE_BYTES, ValueTooDeep, ValueTooLarge } from "./cbor_format.ts";

/** How one gets from a value to a part: a key, an index; undefined where the part is none of its own for whoever looks from outside. */
type Step = unknown;

/** Told of each part; true ends the walk. */
type Visit = (part: unknown, step: Step) => boolean;

const [KEY, ELEMENT] = [kw("key"), kw("element")];

function visitMap(map: PMap, visit: Visit): boolean {
  let i = 0;
  for (const c = map.cursor(); c.advance(); i++) {
    if (!(map instanceof SmallMap) && visit(c.key, tuple(KEY, i))) return true;
    if (visit(c.value, c.key)) return true;
  }
  return false;
}

function visitItems(items: Iterable<unknown>, visit: Visit, first = 0): boolean {
  let i = first;
  for (const item of items) if (visit(item, i++)) return true;
  return false;
}

/** Realises what is lazy as it goes. */
function visitSequence(sequence: Seq, visit: Visit): boolean {
  let i = 0;
  for (let s = sequence.seq(); s !== null; s = s.more().seq()) if (visit(s.first(), i++)) return true;
  return false;
}

function visitParts(x: unknown, visit: Visit): boolean {
  if (x instanceof Rec) return x.type.fields.some((field, i) => visit(x.values[i], field)) || visit(x.more, undefined);
  if (x instanceof PMap) return visitMap(x, visit);
  if (x instanceof Vec || x instanceof Queue) return visitItems(x, visit);
  if (x instanceof Seq) return visitSequence(x, visit);
  if (x instanceof PSet) {
    let i = 0;
    return visitItems(x, (element) => visit(element, tuple(ELEMENT, i++)));
  }
  return x instanceof Tuple && visitItems(x.items, visit, 1);
}

/** What an element of a sequence that may be endless takes of the limit: its memory must not run out before that. */
const ENDLESS_ELEMENT = 64;

/**
 * Realises every lazy sequence in a value, here and now. Throws `Waiting` at one that has to wait, what a program throws, and
 * `ValueTooLarge` when there is no end of it.
 */
export function realise(value: unknown): void {
  let depth = 0;
  let left = MAX_VALUE_BYTES;
  const walk = (x: unknown): void => {
    const size = x instanceof Seq && !x.isCounted() ? ENDLESS_ELEMENT : 1;
    if (++depth > MAX_DEPTH + 1) throw new ValueTooDeep();
    visitParts(x, (part) => {
      left -= size;
      if (left < 0) throw new ValueTooLarge(MAX_VALUE_BYTES);
      walk(part);
      return false;
    });
    depth--;
  };
  walk(value);
}

/** The steps from a value to the first place where another stands in it; none when it cannot be found. */
export function pathTo(culprit: unknown, value: unknown): readonly Step[] {
  const path: Step[] = [];
  const visit = (part: unknown, step: Step): boolean => {
    path.push(step);
    if (part === culprit || visitParts(part, visit)) return true;
    path.pop();
    return false;
  };
  return visit(value, undefined) ? path.filter((step) => step !== undefined) : [];
}
