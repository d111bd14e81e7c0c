/**
 * A closed bracket as its value. Every value carries its place and the spans of its children; maps and sets also carry
 * their items in reading order, because a map value keeps neither order nor calls that look alike.
 * In: a frame whose closer was read. Out: list, vector, map, tuple, set or function form.
 * @module
 */

import {
  Coll,
  EMPTY_MAP,
  Keyword,
  keyword,
  List,
  listFrom,
  mapFrom,
  PMap,
  printReadably,
  setFrom,
  Sym,
  Tuple,
  vec,
} from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import type { Frame } from "./frame.ts";
import type { Mistakes } from "./mistakes.ts";
import { isCoreCall, Placed } from "./placed.ts";

/** Characters of a duplicate that its message shows at most. */
const SHOWN_LENGTH = 60;

/** Whether a form means the same value each time: no call in it. Native recursion is bounded by the depth limit. */
function isConstant(form: unknown): boolean {
  if (form instanceof List) return false;
  if (form instanceof Tuple) return form.items.every(isConstant);
  return !(form instanceof Coll) || [...form].every(isConstant);
}

/** Notes each constant key that came before; every `step`th item is a key. */
function reportDuplicates(frame: Frame, step: 1 | 2, mistakes: Mistakes): void {
  let seen: PMap = EMPTY_MAP;
  for (let i = 0; i < frame.items.length; i += step) {
    const key = frame.items[i];
    const first = seen.get(key, null);
    // In types `{:a A | B :c C | D}` has the sign of unions more than once.
    if (key instanceof Sym && key.text === "|") continue;
    if (typeof first === "number" && isConstant(key)) {
      const { start, end } = frame.spans[i];
      const text = printReadably(key, { length: SHOWN_LENGTH });
      const notes = [{ message: "it is here first", span: frame.spans[first] }];
      if (step === 2) mistakes.report("duplicate-key", { key: text }, start, end, notes);
      else mistakes.report("duplicate-element", { element: text }, start, end, notes);
    } else seen = seen.assoc(key, i);
  }
}

function* pairs(items: readonly unknown[]): Generator<readonly [unknown, unknown]> {
  for (let i = 0; i + 1 < items.length; i += 2) yield [items[i], items[i + 1]];
}

function buildMap(frame: Frame, at: Span, mistakes: Mistakes): PMap {
  const { items, spans } = frame;
  const map = mapFrom(pairs(items));
  if (map.count() < items.length >> 1) reportDuplicates(frame, 2, mistakes);
  return map.withMeta(new Placed(null, at, spans, items));
}

/** `{…}`: a tuple when odd and tagged, else a map. A `~@x` in it may stand for any number of forms: then it is a map. */
export function buildBraces(frame: Frame, at: Span, mistakes: Mistakes): unknown {
  const { items, spans } = frame;
  if (items.length % 2 === 0) return buildMap(frame, at, mistakes);
  const tag = items[0];
  if (tag instanceof Keyword) return new Tuple(tag, items.slice(1), new Placed(null, at, spans, items));
  if (!items.some((item) => isCoreCall(item, "unquote-splicing"))) {
    mistakes.report("odd-map", { count: items.length }, at.start, at.end);
  }
  return buildMap(frame, at, mistakes);
}

function qualify(key: unknown, ns: string): unknown {
  if (!(key instanceof Keyword || key instanceof Sym)) return key;
  if (key.ns !== null && key.ns !== "_") return key;
  const to = key.ns === "_" ? null : ns;
  return key instanceof Keyword ? keyword(to, key.name) : new Sym(to, key.name, key.meta);
}

/** `#:ns{…}`: its keys without namespace get one, those of `_` lose it. */
export function buildNamespaceMap(frame: Frame, ns: string, at: Span, mistakes: Mistakes): unknown {
  if (frame.items.length % 2 === 1) mistakes.report("odd-map", { count: frame.items.length }, at.start, at.end);
  for (let i = 0; i < frame.items.length; i += 2) frame.items[i] = qualify(frame.items[i], ns);
  return buildMap(frame, at, mistakes);
}

/** `#{…}`. */
export function buildSet(frame: Frame, at: Span, mistakes: Mistakes): unknown {
  const set = setFrom(frame.items);
  if (set.count() < frame.items.length) reportDuplicates(frame, 1, mistakes);
  return set.withMeta(new Placed(null, at, frame.spans, frame.items));
}

/** `(…)`. */
export function buildList(frame: Frame, at: Span): List {
  return listFrom(frame.items).withMeta(new Placed(null, at, frame.spans));
}

/** `[…]`. */
export function buildVector(frame: Frame, at: Span): unknown {
  return vec(frame.items).withMeta(new Placed(null, at, frame.spans));
}
