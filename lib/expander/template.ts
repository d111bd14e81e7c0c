/**
 * Templates: what a syntax-quote means.
 * In: a syntax-quoted form. Out: core code that builds the form anew at each evaluation, with the values of `~` and `~@` in it.
 * Every symbol of a template carries its home (the namespace it was written in) and the scopes around the template; each
 * expansion adds a scope of its own. That is the whole of hygiene: see `scope.ts`.
 * @module
 */
import {
  Coll,
  EMPTY_LIST,
  Keyword,
  listFrom,
  mapFrom,
  metaOf,
  PMap,
  PSet,
  Seq,
  setFrom,
  Sym,
  toArray,
  Tuple,
  Vec,
  vec,
} from "../data/mod.ts";
import { Placed, placedOf, spanOf } from "../reader/mod.ts";
import { installPrimitives, restartable } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Core, coreCall } from "./core.ts";
import { reject } from "./errors.ts";
import { type Env, syntaxOf, templateScopes } from "./scope.ts";
import { Expander } from "./expand.ts";
import { partsOf } from "./syntax.ts";

/** What a template of one syntax-quote knows while it is compiled. */
interface Context {
  readonly x: Expander;
  readonly env: Env | null;
  readonly span: Span | null;
}

/** Compiles a syntax-quoted form. `depth` counts nested syntax-quotes. */
export function template(form: unknown, c: Context, depth = 1): Core {
  if (form instanceof Sym) return coreCall("template-symbol*", [constant(templateSymbol(form, c))], c.span);
  if (!(form instanceof Coll || form instanceof Tuple)) return constant(form);
  if (form instanceof Seq) {
    const parts = toArray(form);
    if (parts.length === 2 && parts[0] instanceof Sym) {
      const name = readerHead(parts[0]);
      if (name === "unquote" && depth === 1) return c.x.expand(parts[1], c.env, null, c.span);
      if (name === "unquote-splicing" && depth === 1) reject("unquote-outside", { form: "~@" }, spanOf(form) ?? c.span);
      if (name === "unquote" || name === "unquote-splicing") return rebuilt(form, parts, c, depth - 1);
      if (name === "syntax-quote") return rebuilt(form, parts, c, depth + 1);
    }
    return rebuilt(form, parts, c, depth);
  }
  return rebuilt(form, partsOf(form), c, depth);
}

/** The name of a head symbol that only the reader makes; null for any other symbol. */
export function readerHead(head: Sym): string | null {
  return head.ns === null && syntaxOf(head).home === "batuta.core" ? head.name : null;
}

function rebuilt(form: Coll | Tuple, parts: readonly unknown[], c: Context, depth: number): Core {
  const args = parts.map((part) => templatePart(part, c, depth));
  const span = spanOf(form) ?? c.span;
  // The form itself is the constant: the builder answers the same kind of collection.
  return coreCall("template-form*", [constant(kindOf(form)), constant(metaOf(form.meta)), ...args], span);
}

function templatePart(part: unknown, c: Context, depth: number): Core {
  if (depth === 1 && part instanceof Seq) {
    const inner = toArray(part);
    if (inner.length === 2 && inner[0] instanceof Sym && readerHead(inner[0]) === "unquote-splicing") {
      return coreCall("template-splice*", [c.x.expand(inner[1], c.env, null, c.span)], spanOf(part) ?? c.span);
    }
  }
  return template(part, c, depth);
}

function constant(value: unknown): Core {
  return { kind: "const", value };
}

/** The symbol as it is kept in the program: with home and scopes, without the place it had. */
function templateSymbol(symbol: Sym, c: Context): Sym {
  const span = spanOf(symbol) ?? c.span;
  const home = syntaxOf(symbol).home ?? c.x.ns.name;
  if (span === null) return symbol;
  return symbol.withMeta(new Placed(metaOf(symbol.meta), span, null, null, templateScopes(symbol, c.env), null, home));
}

function kindOf(form: Coll | Tuple): string {
  if (form instanceof Tuple) return "tuple";
  if (form instanceof Vec) return "vector";
  if (form instanceof PMap) return "map";
  return form instanceof PSet ? "set" : "list";
}

/** The values of a `~@`, to be spread into the form around it. */
class Splice {
  constructor(readonly values: readonly unknown[]) {}
}

let generated = 1;
/** The numbers of `x#` names, one per name and expansion. */
let generatedFor: unknown = null;
let generatedNames = new Map<string, string>();

/** `x#` becomes a name of its own, the same one throughout an expansion. */
function generatedName(name: string): string {
  const expansion = Expander.current;
  if (expansion !== generatedFor || expansion === null) {
    generatedFor = expansion;
    generatedNames = new Map();
  }
  let made = generatedNames.get(name);
  if (made === undefined) {
    made = `${name.slice(0, -1)}__${generated++}__auto__`;
    generatedNames.set(name, made);
  }
  return made;
}

/** A symbol of a template as one evaluation of it introduces it. */
function introduce(symbol: Sym): Sym {
  const place = placedOf(symbol);
  if (place === null) return symbol;
  const { scopes, home } = syntaxOf(symbol);
  const name = symbol.ns === null && symbol.name.length > 1 && symbol.name.endsWith("#")
    ? generatedName(symbol.name)
    : symbol.name;
  const expansion = Expander.current;
  const all = expansion === null ? scopes : [...scopes ?? [], expansion.scope];
  const at = expansion === null ? null : expansion.env;
  const span = expansion === null ? place.span : expansion.span;
  return new Sym(symbol.ns, name, new Placed(place.meta, span, null, null, all, at, home));
}

function spread(parts: readonly unknown[]): unknown[] {
  const all: unknown[] = [];
  for (const part of parts) {
    if (part instanceof Splice) all.push(...part.values);
    else all.push(part);
  }
  return all;
}

function build(kind: string, parts: unknown[]): Coll | Tuple {
  switch (kind) {
    case "vector":
      return vec(parts);
    case "set":
      return setFrom(parts);
    case "map":
      // `{~@parts}` can turn out to be a tuple.
      return parts.length % 2 !== 0 && parts[0] instanceof Keyword
        ? new Tuple(parts[0], parts.slice(1))
        : mapFrom(pairs(parts));
    case "tuple":
      return new Tuple(parts[0] as Keyword, parts.slice(1)); // the reader makes tuples with a keyword first
    default:
      return parts.length === 0 ? EMPTY_LIST : listFrom(parts);
  }
}

function pairs(parts: readonly unknown[]): [unknown, unknown][] {
  const all: [unknown, unknown][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) all.push([parts[i], parts[i + 1]]);
  return all;
}

/** The functions that compiled templates call. */
export function installTemplates(): void {
  installPrimitives("batuta.core", {
    "template-symbol*": (symbol) => introduce(symbol as Sym), // the compiler gives nothing else
    "template-splice*": (values) => restartable(() => new Splice(values === null ? [] : toArray(values))),
    "template-form*": (kind, meta, ...parts) => {
      const form = build(kind as string, spread(parts));
      return meta === null ? form : form.withMeta(meta);
    },
  });
}
