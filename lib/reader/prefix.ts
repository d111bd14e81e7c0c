/**
 * Prefixes and the forms they take: `'x` `` `x `` `~x` `~@x` `@x` `#'x` are calls, `^m x` is metadata, `#tag x` a value.
 * In: a prefix whose forms are all read. Out: the form they make together.
 * @module
 */

import {
  Coll,
  EMPTY_MAP,
  Keyword,
  kw,
  list,
  metaOf,
  parseDuration,
  parseInstant,
  parseUuid,
  PMap,
  slotWithMeta,
  Sym,
  Tuple,
  typeName,
  Vec,
} from "../data/mod.ts";
import type { Span } from "../source/mod.ts";
import type { ReadContext } from "./context.ts";
import type { Frame } from "./frame.ts";
import type { Mistakes } from "./mistakes.ts";
import { coreSymbol, Placed } from "./placed.ts";

const CALLS = new Map([
  ["'", "quote"],
  ["`", "syntax-quote"],
  ["~", "unquote"],
  ["~@", "unquote-splicing"],
  ["@", "deref"],
  ["#'", "var"],
]);

const TAG = kw("tag");
const PARAM_TAGS = kw("param-tags");

/** What a call prefix is short for, or undefined. */
export function findCallName(prefix: string): string | undefined {
  return CALLS.get(prefix);
}

/** How many forms a prefix takes. */
export function prefixArity(prefix: string): 1 | 2 {
  return prefix === "^" || prefix === "#^" ? 2 : 1;
}

/** `'x` as `(quote x)`; `at` is the whole. */
export function buildCall(name: string, frame: Frame, at: Span): unknown {
  const mark = { source: at.source, start: frame.start, end: frame.end };
  return list(coreSymbol(name, mark), frame.items[0]).withMeta(new Placed(null, at, [mark, frame.spans[0]]));
}

/** What `^m` means as a map, or undefined. */
function metaMap(form: unknown): PMap | undefined {
  if (form instanceof PMap) return form;
  if (form instanceof Keyword) return EMPTY_MAP.assoc(form, true);
  if (form instanceof Sym || typeof form === "string") return EMPTY_MAP.assoc(TAG, form);
  return form instanceof Vec ? EMPTY_MAP.assoc(PARAM_TAGS, form) : undefined;
}

/** `^m x`: x with m merged over the metadata it has. */
export function attachMeta(frame: Frame, mistakes: Mistakes): unknown {
  const [form, target] = frame.items;
  const [formSpan, targetSpan] = frame.spans;
  const added = metaMap(form);
  if (added === undefined) {
    mistakes.report("bad-meta", { what: typeName(form) }, formSpan.start, formSpan.end);
    return target;
  }
  if (!(target instanceof Coll || target instanceof Sym || target instanceof Tuple)) {
    mistakes.report("no-meta", { what: typeName(target) }, targetSpan.start, targetSpan.end);
    return target;
  }
  const had = metaOf(target.meta);
  const merged = had instanceof PMap ? had.merge(added) : added;
  return target.withMeta(slotWithMeta(target.meta, merged));
}

/** Tags whose text names a value, and the mistake of a text that names none. */
const TAGS = new Map<string, { parse: (text: string) => unknown; mistake: "bad-inst" | "bad-uuid" | "bad-duration" }>([
  ["inst", { parse: parseInstant, mistake: "bad-inst" }],
  ["uuid", { parse: parseUuid, mistake: "bad-uuid" }],
  ["duration", { parse: parseDuration, mistake: "bad-duration" }],
]);

/** `#inst "…"`, `#uuid "…"`, `#duration "…"`, what the context knows; other tags are noted and give the form itself. */
export function buildTagged(frame: Frame, mistakes: Mistakes, context: ReadContext): unknown {
  const tag = frame.open.slice(1);
  const form = frame.items[0];
  const known = TAGS.get(tag);
  const found = known === undefined ? context.tagged?.(tag, form) : undefined;
  if (found !== undefined) return found;
  if (known === undefined) {
    mistakes.report("unknown-tag", { tag }, frame.start, frame.end);
    return form;
  }
  const value = typeof form === "string" ? known.parse(form) : undefined;
  if (value !== undefined) return value;
  const { source, start, end } = frame.spans[0];
  mistakes.report(known.mistake, { text: source.text.slice(start, end) }, start, end);
  return null;
}
