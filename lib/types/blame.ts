/**
 * What is said of a mistake, and small questions about code and types that it takes.
 * In: types, code, the place of a call. Out: texts, notes, answers.
 * @module
 */
import { printReadably } from "../data/mod.ts";
import type { Arity as FnArity, CallCore, Core, FnCore } from "../expander/mod.ts";
import type { Var } from "../runtime/mod.ts";
import type { Note, Span } from "../source/mod.ts";
import { headSpan, textAt } from "./code.ts";
import type { Site } from "./site.ts";
import { overlaps } from "./relate.ts";
import {
  ANY,
  type Arity,
  type Definition,
  exposed,
  fieldOf,
  isNever,
  NEVER,
  NIL,
  partsOfType,
  type RecordType,
  same,
  type Type,
  union,
  unweak,
} from "./type.ts";

export function isSamePlace(a: Span | null, b: Span | null): boolean {
  return a !== null && b !== null && a.source === b.source && a.start === b.start && a.end === b.end;
}

/** Which part of a value is to blame where the whole is not of a type: `its :age is String, not Int`. */
export function partNote(given: Type, wanted: Type, words: (type: Type) => string): Note[] {
  const [a, b] = [exposed(unweak(given)), exposed(wanted)];
  const wrong = (part: string, own: Type, other: Type): Note[] => {
    const inner = partNote(own, other, words);
    return inner.length > 0 ? inner : [{ message: `${part} is ${words(own)}, not ${words(other)}`, span: null }];
  };
  if (a.kind === "record" && b.kind === "record") {
    for (const field of b.fields) {
      const own = fieldOf(a, field.key);
      if (own !== null && !overlaps(own.type, field.type) && !isNever(own.type)) {
        return wrong(`Its ${printReadably(field.key)}`, own.type, field.type);
      }
    }
    const extra = b.closed ? a.fields.find((f) => fieldOf(b, f.key) === null) : undefined;
    if (extra !== undefined) {
      return [{ message: `It has a key ${printReadably(extra.key)} that the type does not have`, span: null }];
    }
  }
  if (b.kind === "union") {
    // The alternative that was meant is the one of the same kind.
    const meant = b.parts.map(exposed).filter((part) => part.kind === a.kind);
    return meant.length === 1 ? partNote(a, meant[0], words) : [];
  }
  const items = a.kind === "fixed" || a.kind === "tuple" ? a.items : null;
  if (items === null) return [];
  for (const [i, own] of items.entries()) {
    const other = b.kind === "list" || b.kind === "coll"
      ? b.of
      : b.kind === "fixed" || b.kind === "tuple"
      ? b.items[i]
      : undefined;
    if (other !== undefined && !overlaps(own, other)) return wrong(`Element ${i + 1}`, own, other);
  }
  return [];
}

/** How an argument is written; null where it has no place of its own. */
export function textOfArgument(site: Site, i: number): string | null {
  const span = site.spanOf(i);
  return site.by !== undefined || isSamePlace(span, site.span) ? null : textAt(span);
}

export function isKeyCall(core: CallCore): boolean {
  return core.f.kind === "const" && core.args.length >= 1;
}

export function nameOf({ f, span }: CallCore): string {
  if (f.kind === "var") return shownVar(f.cell);
  if (f.kind === "local") return f.local.name;
  if (f.kind === "const") return printReadably(f.value);
  return textAt(span === null ? null : headSpan({ f, span, args: [], kind: "call" })) ?? "the function";
}

export function shownVar({ ns, name }: Var): string {
  return ns.startsWith("batuta.") && ns !== "batuta.core" ? `${ns.slice("batuta.".length)}/${name}` : name;
}

export function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

export function countOf(count: number): string {
  return count === 0 ? "no argument" : count === 1 ? "1 argument" : `${count} arguments`;
}

export function counts(arities: readonly Arity[]): string {
  const texts = arities.map(({ params, rest }) =>
    rest === null ? countOf(params.length) : `${countOf(params.length)} or more`
  );
  return [...new Set(texts)].join(" or ");
}

export function arityOfCode({ params, rest }: FnArity): Arity {
  return { params: params.map(() => ANY), rest: rest === null ? null : ANY, result: ANY };
}

/** The arity of a function for a number of arguments; null when there is none. */
export function arityFor(fn: FnCore, count: number): FnArity | null {
  return fn.arities.find((a) =>
    a.rest === null ? a.params.length - fn.hidden === count : a.params.length - fn.hidden <= count
  ) ?? null;
}

export function restType(args: readonly Type[]): Type {
  return args.length === 0 ? NIL : { kind: "fixed", items: args };
}

/** Notes on where a promise stands. */
export function declaredNote(site: Site, i: number | null): Note[] {
  if (site.declared === null) return [];
  const { params, span: whole } = site.declared;
  const span = (i === null ? undefined : params[i]) ?? whole;
  return span === null ? [] : [{ message: `\`${site.name}\` is declared here`, span }];
}

/** The results of branches; a mistake stands only where it is the only result. */
export function joined(results: readonly Type[]): Type {
  const live = results.filter((type) => !isNever(type));
  if (live.length > 0) return union(live);
  if (results.length > 0 && results.every((type) => isNever(type) && type.mistake !== null)) return results[0];
  return NEVER;
}

export function withoutMistake(type: Type): Type {
  return isNever(type) ? NEVER : type;
}

/** Whether something in a type is unknown. */
export function hasUnknown(type: Type): boolean {
  const x = unweak(type);
  switch (x.kind) {
    case "any":
      return true;
    case "union":
      return x.parts.some(hasUnknown);
    case "list":
    case "coll":
    case "set":
      return hasUnknown(x.of);
    case "fixed":
      return x.items.some(hasUnknown);
    default:
      return false;
  }
}

/** Whether all of a type is known, so that what it says holds at run time. */
export function isTold(type: Type, seen: readonly Definition[] = []): boolean {
  // A recursive type is known if the rest of it is.
  if (type.kind === "defined" && seen.includes(type.of)) return true;
  const told = (part: Type) => isTold(part, type.kind === "defined" ? [...seen, type.of] : seen);
  const x = exposed(type);
  switch (x.kind) {
    case "named":
      return x.args.length === 0;
    case "literal":
      return true;
    case "union":
      return x.parts.every((part) => part.kind !== "weak" && told(part));
    case "list":
    case "set":
      return told(x.of);
    case "fixed":
    case "tuple":
      return x.items.every(told);
    case "record":
      return x.fields.every((f) => told(f.type));
    case "map":
      return told(x.key) && told(x.value);
    case "pid":
      return true;
    default:
      return false;
  }
}

/** Alternatives that clauses are written for: literals, tuples, maps by key. */
export function isOneOfFew(type: Type): boolean {
  const kind = exposed(unweak(type)).kind;
  return kind === "literal" || kind === "tuple" || kind === "record" || same(type, NIL);
}

export function hasOnlyUnknown(type: Type): boolean {
  return type.kind === "any" || ((type.kind === "coll" || type.kind === "list") && hasOnlyUnknown(type.of));
}

/** A key that a record must have and a map certainly lacks. */
export function missingKey(given: Type, wanted: Type): unknown {
  const a = exposed(unweak(given));
  const b = exposed(wanted);
  if (a.kind !== "record" || b.kind !== "record" || !a.closed) return null;
  const others = b.fields.filter((f) => fieldOf(a, f.key) !== null);
  const fits = others.every((f) => overlaps((fieldOf(a as RecordType, f.key) as { type: Type }).type, f.type));
  const missing = b.fields.find((f) => !f.optional && (fieldOf(a, f.key)?.type.kind ?? "never") === "never");
  return fits && missing !== undefined ? missing.key : null;
}

/** What to try, where that is known. */
export function hintFor(given: Type, wanted: Type): string | null {
  const has = (type: Type, name: string) =>
    partsOfType(exposed(type)).some((p) =>
      p.kind === "named" ? p.name === name : p.kind === "literal" && p.base === name
    );
  const only = (type: Type, name: string) =>
    partsOfType(exposed(type)).every((p) =>
      p.kind === "named" ? p.name === name : p.kind === "literal" && p.base === name
    );
  if (only(given, "Nil")) return "test it first, as in `(if (nil? x) … …)`, or take `| Nil` into the type";
  if (only(given, "Int") && only(wanted, "Float")) {
    return "`(float x)` makes a Float of an Int; a literal is written `1.0`";
  }
  if (only(given, "Float") && only(wanted, "Int")) return "`(int x)` cuts a Float, `math/round` rounds it";
  if (only(given, "String") && has(wanted, "Int")) return "`parse-int` reads a number from a text";
  if (only(given, "String") && has(wanted, "Keyword")) return "`(keyword s)` makes a keyword of a text";
  if (only(given, "Keyword") && has(wanted, "String")) return "`(name k)` is the text of a keyword";
  if (only(wanted, "String") && (only(given, "Int") || only(given, "Float"))) {
    return "`(str x)` makes a text of anything";
  }
  return null;
}

/** The code that can be the last of a body. */
export function* tails(core: Core): Generator<Core> {
  switch (core.kind) {
    case "if":
      yield* tails(core.then);
      yield* tails(core.otherwise);
      break;
    case "do":
      if (core.body.length > 0) yield* tails(core.body[core.body.length - 1]);
      break;
    case "let":
    case "letfn":
    case "loop":
      yield* tails(core.body);
      break;
    case "labels":
      yield* tails(core.entry);
      for (const { body } of core.targets) yield* tails(body);
      break;
    case "recur":
    case "goto":
      break;
    case "try":
      yield core;
      break;
    default:
      yield core;
  }
}
