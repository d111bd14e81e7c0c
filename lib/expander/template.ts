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
  slotWithMeta,
  Sym,
  toArray,
  Tuple,
  Vec,
  vec,
} from "../data/mod.ts";
import { Placed, spanOf } from "../reader/mod.ts";
import { CORE, installLeaves, installPrimitives, restartable, type Var } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import { type Core, coreCall } from "./core.ts";
import { reject } from "./errors.ts";
import type { Expander } from "./expand.ts";
import { currentExpansion } from "./expansion.ts";
import { type Env, isReadersOwn, syntaxOf, templateScopes } from "./scope.ts";
import { boundedArray, NOWHERE, Ordered, partsOf } from "./syntax.ts";

/** Where a template stands. */
export interface TemplatePlace {
  readonly x: Expander;
  readonly env: Env | null;
  readonly span: Span | null;
}

/** How many templates and expansions have made names of their own. */
let generated = 0;

/** Compiles a syntax-quoted form. */
export function compileTemplate(form: unknown, place: TemplatePlace): Core {
  return new Template(place).form(form, 1);
}

/** One syntax-quote while it is compiled. */
class Template {
  /** Tells the `x#` names of this template from those of others when it is evaluated outside of a macro. */
  readonly #id = ++generated;

  constructor(readonly place: TemplatePlace) {}

  /** The code for a form inside; `depth` counts the syntax-quotes around it, less the unquotes. */
  form(form: unknown, depth: number): Core {
    if (form instanceof Sym) return this.#symbol(form, depth);
    if (!(form instanceof Coll || form instanceof Tuple)) return constant(form);
    const reader = readerCall(form);
    if (reader === null) return this.#rebuilt(form, depth);
    if (reader.name === "syntax-quote") return this.#rebuilt(form, depth + 1);
    if (depth > 1) return this.#rebuilt(form, depth - 1);
    if (reader.name === "unquote-splicing") return reject("unquote-outside", { form: "~@" }, this.#spanOf(form));
    return this.#unquoted(reader.arg);
  }

  #spanOf(form: unknown): Span | null {
    return spanOf(form) ?? this.place.span;
  }

  #unquoted(form: unknown): Core {
    return this.place.x.expand(form, this.place.env, null, this.place.span);
  }

  #rebuilt(form: Coll | Tuple, depth: number): Core {
    const parts = partsOf(form).map((part) => this.#part(part, depth));
    const meta = metaOf(form.meta);
    return coreCall(
      builderOf(form),
      [meta === null ? constant(null) : this.form(meta, depth), ...parts],
      this.#spanOf(form),
    );
  }

  /** A form inside a collection: here `~@` is possible. */
  #part(part: unknown, depth: number): Core {
    const reader = depth === 1 ? readerCall(part) : null;
    if (reader === null || reader.name !== "unquote-splicing") return this.form(part, depth);
    return coreCall("template-splice*", [this.#unquoted(reader.arg)], this.#spanOf(part));
  }

  /** The symbol is kept in the program with its home and scopes, without the expansion that made it. */
  #symbol(symbol: Sym, depth: number): Core {
    const { env, x } = this.place;
    const span = this.#spanOf(symbol) ?? NOWHERE;
    const home = syntaxOf(symbol).home ?? x.ns.name;
    const place = new Placed(null, span, null, null, templateScopes(symbol, env), null, home);
    const kept = constant(new Sym(symbol.ns, symbol.name, place));
    if (isReadersOwn(symbol)) return coreCall("template-reader*", [constant(symbol)], span);
    if (isGenerated(symbol)) return coreCall("template-generated*", [kept, constant(this.#id)], span);
    const meta = metaOf(symbol.meta);
    return coreCall("template-symbol*", meta === null ? [kept] : [kept, this.form(meta, depth)], span);
  }
}

/** Whether a name is written `x#`. */
function isGenerated({ ns, name }: Sym): boolean {
  return ns === null && name.length > 1 && name.endsWith("#");
}

/** The name and argument of a call that the reader wrote for `~`, `~@` or a backquote; null for any other form. */
function readerCall(form: unknown): { name: string; arg: unknown } | null {
  if (!(form instanceof Seq)) return null;
  const head = form.first();
  if (!(head instanceof Sym) || head.ns !== null || !READER_CALLS.has(head.name) || !isReadersOwn(head)) {
    return null;
  }
  const parts = toArray(form);
  return parts.length === 2 ? { name: head.name, arg: parts[1] } : null;
}

const READER_CALLS = new Set(["unquote", "unquote-splicing", "syntax-quote"]);

function constant(value: unknown): Core {
  return { kind: "const", value };
}

function builderOf(form: Coll | Tuple): string {
  if (form instanceof Tuple) return "template-tuple*";
  if (form instanceof Vec) return "template-vector*";
  if (form instanceof PMap) return "template-map*";
  return form instanceof PSet ? "template-set*" : "template-list*";
}

// ---- what compiled templates call

/** The values of a `~@`, to be spread into the form around it. */
class Splice {
  constructor(readonly values: readonly unknown[]) {}
}

function spliced(values: unknown): readonly unknown[] {
  if (values === null) return [];
  return currentExpansion() === null ? toArray(values) : boundedArray(values);
}

/** A symbol of a template as one evaluation of it introduces it. */
function introduce(symbol: Sym, meta: unknown): Sym {
  const expansion = currentExpansion();
  if (expansion === null) return meta === null ? symbol : symbol.withMeta(slotWithMeta(symbol.meta, meta));
  const { scopes, home } = syntaxOf(symbol);
  const all = scopes === null ? expansion.scopes : [...scopes, ...expansion.scopes];
  return symbol.withMeta(new Placed(meta, expansion.span.writtenAt(spanOf(symbol)), null, null, all, expansion, home));
}

/** A symbol that the reader put into a template stays the reader's. */
function keepReaders(symbol: Sym): Sym {
  const expansion = currentExpansion();
  return expansion === null
    ? symbol
    : new Sym(null, symbol.name, new Placed(null, expansion.span, null, null, null, null, CORE));
}

/** `x#` becomes a name of its own, the same one throughout an expansion. */
function generate(symbol: Sym, templateId: unknown): Sym {
  const expansion = currentExpansion();
  if (expansion !== null && expansion.generated === 0) expansion.generated = ++generated;
  const id = expansion === null ? templateId : expansion.generated;
  return introduce(new Sym(null, `${symbol.name.slice(0, -1)}__${id}__auto__`, symbol.meta), null);
}

function spread(parts: unknown[]): unknown[] {
  if (!parts.some((part) => part instanceof Splice)) return parts;
  return parts.flatMap((part) => part instanceof Splice ? part.values : [part]);
}

function withMeta<C extends Coll>(form: C, meta: unknown): Coll {
  return meta === null ? form : form.withMeta(meta);
}

/** A map or set; while a macro runs, its parts are kept as they were written, since calls are no values yet. */
function keyed(form: Coll, meta: unknown, parts: readonly unknown[]): Coll {
  return currentExpansion() === null ? withMeta(form, meta) : form.withMeta(new Ordered(meta, parts));
}

function entriesOf(parts: readonly unknown[]): [unknown, unknown][] {
  const entries: [unknown, unknown][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) entries.push([parts[i], parts[i + 1]]);
  return entries;
}

/** The functions that compiled templates call. */
export function installTemplates(): void {
  const hide = (cell: Var) => void (cell.private = true);
  installLeaves(CORE, {
    "template-symbol*": (symbol, meta = null) => introduce(symbol as Sym, meta), // the compiler gives nothing else
    "template-reader*": (symbol) => keepReaders(symbol as Sym),
    "template-generated*": (symbol, templateId) => generate(symbol as Sym, templateId),
    "template-list*": (meta, ...parts) => {
      const all = spread(parts);
      return withMeta(all.length === 0 ? EMPTY_LIST : listFrom(all), meta);
    },
    "template-vector*": (meta, ...parts) => withMeta(vec(spread(parts)), meta),
    "template-tuple*": (meta, tag, ...parts) => new Tuple(tag as Keyword, spread(parts), meta), // the reader wrote the tag
  }, hide);
  installPrimitives(CORE, {
    "template-splice*": (values) => restartable(() => new Splice(spliced(values))),
    // Keys and members are hashed, which may realise what is lazy.
    "template-map*": (meta, ...parts) => {
      const all = spread(parts);
      // `{~@parts}` can turn out to be a tuple.
      if (all.length % 2 !== 0 && all[0] instanceof Keyword) return new Tuple(all[0], all.slice(1), meta);
      return restartable(() => keyed(mapFrom(entriesOf(all)), meta, all));
    },
    "template-set*": (meta, ...parts) => {
      const all = spread(parts);
      return restartable(() => keyed(setFrom(all), meta, all));
    },
  }, hide);
}
