/**
 * Patterns: what `match`, `receive` and `catch` compare values with.
 * In: a form. Out: a `Pattern`, or a rejection that says what is not possible.
 * @module
 */
import { Coll, Keyword, kw, PMap, printReadably, PSet, Regex, Seq, Sym, Tuple, Vec } from "../data/mod.ts";
import { spanOf } from "../reader/mod.ts";
import type { Span } from "../source/mod.ts";
import { reject } from "./errors.ts";
import { partsOf, toDatum } from "./syntax.ts";

export type Pattern =
  | { readonly kind: "any" }
  | { readonly kind: "name"; readonly symbol: Sym }
  /** Equal to a constant. */
  | { readonly kind: "value"; readonly value: unknown }
  /** Equal to the value of an expression. */
  | { readonly kind: "same"; readonly form: unknown; readonly span: Span | null }
  /** Any sequential value; of exactly as many elements when there is no rest. */
  | { readonly kind: "sequence"; readonly items: readonly Pattern[]; readonly rest: Pattern | null }
  | { readonly kind: "map"; readonly entries: readonly MapEntryPattern[] }
  | { readonly kind: "tuple"; readonly tag: Keyword; readonly items: readonly Pattern[] }
  | { readonly kind: "or"; readonly options: readonly Pattern[] }
  | { readonly kind: "and"; readonly parts: readonly Pattern[] };

export interface MapEntryPattern {
  readonly key: unknown;
  readonly pattern: Pattern;
  /** The form of the value where the key is missing, as a list of one; null when the key must be there. */
  readonly fallback: readonly [unknown] | null;
}

const ANY: Pattern = { kind: "any" };

/** A form as a pattern. */
export function parsePattern(form: unknown): Pattern {
  if (form instanceof Sym) return form.name === "_" && form.ns === null ? ANY : name(form);
  if (form instanceof Vec) return parseSequence(form);
  if (form instanceof PMap) return parseMap(form);
  if (form instanceof Tuple) return { kind: "tuple", tag: form.tag, items: form.items.map(parsePattern) };
  if (form instanceof Seq) return parseList(form);
  if (form instanceof PSet || form instanceof Regex || form instanceof Coll) {
    refuse(form, "only literals, vectors, maps and tuples match");
  }
  return { kind: "value", value: form };
}

function refuse(form: unknown, reason: string): never {
  return reject("bad-pattern", { pattern: printReadably(toDatum(form)), reason }, spanOf(form));
}

function name(symbol: Sym): Pattern {
  if (symbol.ns !== null) refuse(symbol, "a local name has no namespace; `~name` matches what a name holds");
  return { kind: "name", symbol };
}

/** `(or p q)`, `(and p q)`, `~form`, `'datum`. */
function parseList(form: Seq): Pattern {
  const [head, ...rest] = partsOf(form);
  if (head instanceof Sym && head.ns === null) {
    if (head.name === "or" && rest.length > 0) return { kind: "or", options: rest.map(parsePattern) };
    if (head.name === "and") return { kind: "and", parts: rest.map(parsePattern) };
    if (head.name === "unquote" && rest.length === 1) return { kind: "same", form: rest[0], span: spanOf(form) };
    if (head.name === "quote" && rest.length === 1) return { kind: "value", value: toDatum(rest[0]) };
  }
  return refuse(form, "a list is no pattern; `[a b]` matches lists too, `~(f x)` what a call answers");
}

function parseSequence(form: Vec): Pattern {
  const parts = partsOf(form);
  const as = parts.findIndex((part) => part === kw("as"));
  const before = as < 0 ? parts : parts.slice(0, as);
  const restAt = before.findIndex((part) => part instanceof Sym && part.name === "&" && part.ns === null);
  if (restAt >= 0 && restAt !== before.length - 2) refuse(form, "exactly one pattern must follow `&`");
  const items = (restAt < 0 ? before : before.slice(0, restAt)).map(parsePattern);
  const rest = restAt < 0 ? null : parsePattern(before[restAt + 1]);
  return named({ kind: "sequence", items, rest }, as < 0 ? null : parts.slice(as + 1), form);
}

/** The pattern with the name that follows `:as`. */
function named(pattern: Pattern, after: readonly unknown[] | null, form: unknown): Pattern {
  if (after === null) return pattern;
  if (after.length !== 1 || !(after[0] instanceof Sym)) refuse(form, "one name must follow `:as`");
  return { kind: "and", parts: [name(after[0] as Sym), pattern] }; // tested on the line above
}

/** `{:k pattern}`, `:keys`, `:strs`, `:syms`, `:or`, `:as`; also Clojure's `{pattern :k}`. */
function parseMap(form: PMap): Pattern {
  const parts = partsOf(form);
  const defaults = new Map<string, unknown>();
  const entries: MapEntryPattern[] = [];
  let as: readonly unknown[] | null = null;
  for (let i = 0; i < parts.length; i += 2) {
    if (parts[i] === kw("or") && parts[i + 1] instanceof PMap) {
      const pairs = partsOf(parts[i + 1] as PMap); // tested on the line above
      for (let j = 0; j < pairs.length; j += 2) {
        if (pairs[j] instanceof Sym) defaults.set((pairs[j] as Sym).name, pairs[j + 1]);
      }
    }
  }
  const add = (key: unknown, pattern: Pattern) => {
    const fallback = pattern.kind === "name" && defaults.has(pattern.symbol.name);
    entries.push({
      key,
      pattern,
      fallback: fallback ? [defaults.get((pattern as { symbol: Sym }).symbol.name)] : null,
    });
  };
  for (let i = 0; i < parts.length; i += 2) {
    const [key, value] = [parts[i], parts[i + 1]];
    const each = eachKey(key);
    if (each !== null && value instanceof Vec) {
      for (const symbol of partsOf(value)) {
        if (!(symbol instanceof Sym)) return refuse(form, "only names can stand here");
        add(each(symbol), name(symbol.ns === null ? symbol : new Sym(null, symbol.name, symbol.meta)));
      }
    } else if (key === kw("as")) as = [value];
    else if (key === kw("or")) continue;
    else if (key instanceof Sym || key instanceof Vec || key instanceof PMap) add(toDatum(value), parsePattern(key));
    else add(toDatum(key), parsePattern(value));
  }
  return named({ kind: "map", entries }, as, form);
}

/** For `:keys`, `:strs` and `:syms`: the key of a name. */
function eachKey(key: unknown): ((symbol: Sym) => unknown) | null {
  if (!(key instanceof Keyword)) return null;
  const prefix = (symbol: Sym) => key.ns ?? symbol.ns;
  if (key.name === "keys") return (s) => kw(prefix(s) === null ? s.name : `${prefix(s)}/${s.name}`);
  if (key.name === "syms") return (s) => new Sym(prefix(s), s.name);
  return key.name === "strs" && key.ns === null ? (s) => s.name : null;
}
