/**
 * Scopes and bindings. An identifier means the binding whose scope set is the largest subset of its own.
 * In: symbols whose `Placed` says which scopes they carry and which expansion made them. Out: a meaning, or none.
 *
 * Every binding form and every macro call opens a scope. Instead of adding it to all identifiers inside, a scope set is kept
 * in two parts: `scopes`, which the identifier carries (those around its template, and one per expansion that introduced it),
 * and the environments between the place where it came into being and the place where it is looked up, each one scope.
 * An identifier of the source text came into being at the root, so all scopes around it are its own; one that a macro
 * introduced came into being inside the macro call, so it lacks the scopes opened before, the call's own among them (the
 * published use-site scope). This is the published model without its walks over the forms.
 *
 * A symbol that a macro made without a template (`~'it`, `(symbol "x")`) is deliberate: it means what its name means where the
 * macro is called, and if that call stands in the template of another macro, where that one is called, and so on.
 * Source: Flatt, "Binding as Sets of Scopes", POPL 2016, sections 2 to 4.
 * @module
 */
import { EMPTY_MAP, type PMap, Sym } from "../data/mod.ts";
import { placedOf } from "../reader/mod.ts";
import { CORE } from "../runtime/mod.ts";
import type { Local } from "./core.ts";
import type { ExpandedPlace } from "./place.ts";

/** A scope is its number. */
export type Scope = number;

let nextScope: Scope = 1;

/** A scope unlike all before. */
export function freshScope(): Scope {
  return nextScope++;
}

/** What a local name means: a place at run time, or a macro. */
export type Meaning = { readonly kind: "local"; readonly local: Local } | {
  readonly kind: "macro";
  readonly expand: (...args: unknown[]) => unknown;
};

/** One macro call being expanded. */
export interface Expansion {
  /** What the symbols of its templates carry. */
  readonly scopes: readonly [Scope];
  /** The environment its answer is expanded in: the macro call's own scope, inside the environment of the call. */
  readonly env: Env;
  /** The place of all it makes. */
  readonly span: ExpandedPlace;
  /** The symbol that named the macro. */
  readonly head: Sym;
  /** How many macro calls led to this one, itself included. */
  readonly depth: number;
  /** What `x#` is numbered with in it; 0 until one is made. */
  generated: number;
}

/** What the expander keeps in a symbol's `Placed`. `scopes` is null and `at` is not in a deliberate symbol. */
export interface Syntax {
  /** The scopes it carries; null for none. */
  readonly scopes: readonly Scope[] | null;
  /** The expansion that made it; null in the source text. */
  readonly at: Expansion | null;
  /** The namespace it was written in, if that can be another than the program's current one. */
  readonly home: string | null;
}

const OF_SOURCE: Syntax = { scopes: null, at: null, home: null };

/** The syntactic part of a symbol. */
export function syntaxOf(symbol: Sym): Syntax {
  return placedOf(symbol) as Syntax | null ?? OF_SOURCE; // only the expander writes these three
}

/** What an identifier counts as: the scopes it carries, and the environment in which it came into being. */
interface Identity {
  readonly scopes: readonly Scope[] | null;
  readonly since: Env | null;
}

/** One identity; for a deliberate symbol that of the head of each macro call it came through, innermost first. */
function identitiesOf(symbol: Sym): Identity[] {
  const { scopes, at } = syntaxOf(symbol);
  if (at === null) return [{ scopes, since: null }];
  if (scopes !== null) return [{ scopes, since: at.env }];
  const identities: Identity[] = [];
  for (let call: Expansion | null = at; call !== null;) {
    const { head }: Expansion = call;
    call = syntaxOf(head).at;
    if (!isDeliberate(head)) identities.push(...identitiesOf(head));
  }
  return identities;
}

/** Whether the reader put the symbol there, such as the `quote` of `'x`: it means the core library's, whatever is local. */
export function isReadersOwn(symbol: Sym): boolean {
  const { scopes, at, home } = syntaxOf(symbol);
  return scopes === null && at === null && home === CORE;
}

function isDeliberate(symbol: Sym): boolean {
  const { scopes, at } = syntaxOf(symbol);
  return scopes === null && at !== null;
}

/** A name bound in an environment, as one of its identities. */
interface LocalBinding extends Identity {
  readonly name: string;
  readonly meaning: Meaning;
}

/**
 * `binding` environments bind names; a `call` is the scope of a macro call and binds none; code inside of `phase` runs while the
 * program is being expanded, so names bound outside have no value there.
 */
export type EnvKind = "binding" | "call" | "phase";

/** One scope and what is bound in it, inside another environment. */
export class Env {
  readonly scope: Scope = freshScope();
  readonly depth: number;
  /** The nearest environment around this one that is no `call`. */
  readonly outer: Env | null;
  readonly #bindings: LocalBinding[] = [];
  /** What `namesIn` answered. */
  names: PMap | null = null;

  constructor(readonly parent: Env | null, readonly kind: EnvKind = "binding") {
    this.depth = parent === null ? 1 : parent.depth + 1;
    this.outer = parent !== null && parent.kind === "call" ? parent.outer : parent;
  }

  /** Binds a symbol in this scope. */
  bind(symbol: Sym, meaning: Meaning): void {
    for (const identity of identitiesOf(symbol)) this.#bindings.push({ ...identity, name: symbol.name, meaning });
  }

  /** Binds a name for everything inside, however it came there. */
  bindForAll(name: string, meaning: Meaning): void {
    this.#bindings.push({ scopes: null, since: this.parent, name, meaning });
  }

  get bindings(): readonly LocalBinding[] {
    return this.#bindings;
  }
}

/** A map from the names that the source text can use in `env` for values, each with true; null when there are none. */
export function namesIn(env: Env | null): PMap | null {
  const path: Env[] = [];
  let known = env;
  for (; known !== null && known.names === null && known.kind !== "phase"; known = known.outer) path.push(known);
  let names: PMap = known?.names ?? EMPTY_MAP;
  for (const e of path.reverse()) {
    for (const b of e.bindings) if (b.scopes === null) names = names.assoc(new Sym(null, b.name), true) as PMap; // a map
    e.names = names;
  }
  return names === EMPTY_MAP ? null : names;
}

/** Whether code in the environment stands at top level, perhaps as the answer of macros. */
export function isTopLevel(env: Env | null): boolean {
  return env === null || (env.kind === "call" && env.outer === null);
}

/** A meaning that was found; `beyond` tells that it is bound outside of the phase of the identifier. */
export interface Found {
  readonly meaning: Meaning;
  readonly beyond: boolean;
}

/** What the symbol means as a local name; null when it is none. */
export function resolveLocal(symbol: Sym, env: Env | null): Found | null {
  if (symbol.ns !== null || env === null) return null;
  const { scopes, at } = syntaxOf(symbol);
  if (scopes !== null) return resolveCarried(symbol.name, { scopes, since: at === null ? null : at.env }, env);
  if (at === null) return isReadersOwn(symbol) ? null : resolveWritten(symbol.name, env);
  for (const identity of identitiesOf(symbol)) {
    const found = identity.scopes === null
      ? resolveWritten(symbol.name, env)
      : resolveCarried(symbol.name, identity, env);
    if (found !== null) return found;
  }
  return null;
}

/** An identifier without carried scopes has every scope around it: the innermost binding that carries none is the largest. */
function resolveWritten(name: string, env: Env): Found | null {
  let beyond = false;
  for (let e: Env | null = env; e !== null; e = e.outer) {
    const { bindings } = e;
    for (let i = bindings.length - 1; i >= 0; i--) {
      if (bindings[i].name === name && bindings[i].scopes === null) return { meaning: bindings[i].meaning, beyond };
    }
    beyond ||= e.kind === "phase";
  }
  return null;
}

function resolveCarried(name: string, identity: Identity, env: Env): Found | null {
  let mine: ReadonlySet<Scope> | null = null;
  let best: Found | null = null;
  let bestSize = -1;
  let beyond = false;
  for (let e: Env | null = env; e !== null; e = e.outer) {
    const { bindings } = e;
    for (let i = bindings.length - 1; i >= 0; i--) {
      const b = bindings[i];
      if (b.name !== name) continue;
      // One of the same origin has all scopes from there to here; nothing that is bound further outside has more.
      if (best === null && b.since === identity.since && sameScopes(b.scopes, identity.scopes)) {
        return { meaning: b.meaning, beyond };
      }
      mine ??= scopeSet(identity, env);
      const set = scopeSet(b, e);
      // Of two that are equally large the inner one counts.
      if (set.size <= bestSize || !set.isSubsetOf(mine)) continue;
      best = { meaning: b.meaning, beyond };
      bestSize = set.size;
    }
    beyond ||= e.kind === "phase";
  }
  return best;
}

function sameScopes(a: readonly Scope[] | null, b: readonly Scope[] | null): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length && a.every((scope, i) => scope === b[i]));
}

/** The whole scope set of an identifier that is looked at in `env`. */
function scopeSet({ scopes, since }: Identity, env: Env | null): Set<Scope> {
  const set = new Set(scopes);
  const depth = since === null ? 0 : since.depth;
  for (let e = env; e !== null && e.depth > depth; e = e.parent) set.add(e.scope);
  return set;
}

/** The whole scope sets of a symbol that is looked at in `env`, one for each of its identities. */
export function scopeSetsOf(symbol: Sym, env: Env | null): Set<Scope>[] {
  return identitiesOf(symbol).map((identity) => scopeSet(identity, env));
}

/**
 * The scopes that a template's symbol carries wherever it is used: its own, and in a local macro those around the macro. Scopes
 * inside the running macro are left out, since nothing bound there exists where the template is used.
 */
export function templateScopes(symbol: Sym, env: Env | null): readonly Scope[] | null {
  for (let e = env; e !== null; e = e.outer) {
    if (e.kind === "phase") return [...scopeSet(identitiesOf(symbol)[0], e)];
  }
  return syntaxOf(symbol).scopes;
}
