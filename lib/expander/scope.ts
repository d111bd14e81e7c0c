/**
 * Scopes and bindings. An identifier means the binding whose scope set is the largest subset of its own.
 * In: symbols whose `Placed` says which scopes they were made with. Out: a binding, or none.
 *
 * Every binding form makes a scope and adds it to all identifiers inside. Instead of rewriting the forms, the set is kept in
 * two parts: `scopes`, which the identifier carries (those of its template and of the expansion that introduced it), and
 * the environments between the place where it appeared (`at`) and the place where it is looked up, each one scope.
 * An identifier of the source text appeared at the root, so all scopes around it are its own; one that a macro introduced
 * appeared where the macro was called, so scopes opened before are not. This is the published model without its tree walks.
 * Source: Flatt, "Binding as Sets of Scopes", POPL 2016, sections 2 and 3.
 * @module
 */
import type { Sym } from "../data/mod.ts";
import { placedOf } from "../reader/mod.ts";
import type { Local } from "./core.ts";

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

/** A name bound in an environment, with the binder's part of its scope set. */
interface LocalBinding {
  readonly name: string;
  readonly scopes: readonly Scope[] | null;
  readonly at: Env | null;
  readonly meaning: Meaning;
}

/** One scope and what is bound in it, inside another environment. */
export class Env {
  readonly depth: number;
  readonly scope: Scope = freshScope();
  readonly #bindings: LocalBinding[] = [];

  constructor(
    readonly parent: Env | null,
    /** Code inside runs while the program is being expanded: names bound outside have no value there. */
    readonly phase: boolean = false,
  ) {
    this.depth = parent === null ? 1 : parent.depth + 1;
  }

  /** Binds a symbol in this scope. */
  bind(symbol: Sym, meaning: Meaning): void {
    const { scopes, at } = syntaxOf(symbol);
    this.#bindings.push({ name: symbol.name, scopes, at, meaning });
  }

  get bindings(): readonly LocalBinding[] {
    return this.#bindings;
  }
}

/** The syntactic part of a symbol: the scopes it carries and where it appeared. */
export function syntaxOf(symbol: Sym): { scopes: readonly Scope[] | null; at: Env | null; home: string | null } {
  const place = placedOf(symbol);
  if (place === null) return RAW;
  // Only the expander writes these three.
  return place as { scopes: readonly Scope[] | null; at: Env | null; home: string | null };
}

const RAW = { scopes: null, at: null, home: null };

/** What the symbol means as a local name; null when it is none. `beyond` tells that a phase lies between. */
export function resolveLocal(symbol: Sym, env: Env | null): { meaning: Meaning; beyond: boolean } | null {
  if (symbol.ns !== null) return null;
  const { scopes, at } = syntaxOf(symbol);
  let best: { meaning: Meaning; beyond: boolean } | null = null;
  let bestSize = -1;
  let beyond = false;
  for (let e = env; e !== null; e = e.parent) {
    for (let i = e.bindings.length - 1; i >= 0; i--) {
      const b = e.bindings[i];
      if (b.name !== symbol.name) continue;
      if (scopes === null) {
        if (b.scopes === null && depthOf(b.at) >= depthOf(at)) return { meaning: b.meaning, beyond };
        continue;
      }
      const set = scopeSet(b.scopes, b.at, e);
      if (set.size > bestSize && set.isSubsetOf(scopeSet(scopes, at, env))) {
        best = { meaning: b.meaning, beyond };
        bestSize = set.size;
      }
    }
    beyond ||= e.phase;
  }
  return best;
}

function depthOf(env: Env | null): number {
  return env === null ? 0 : env.depth;
}

/** The whole scope set of an identifier that appeared `at` and is looked at in `env`. */
export function scopeSet(scopes: readonly Scope[] | null, at: Env | null, env: Env | null): Set<Scope> {
  const set = new Set(scopes);
  for (let e = env; e !== null && e.depth > depthOf(at); e = e.parent) set.add(e.scope);
  return set;
}

/**
 * The scopes that a template's symbol carries wherever it is used: its own and those around the template. Scopes inside the
 * running macro itself are left out, since nothing bound there exists where the template is used.
 */
export function templateScopes(symbol: Sym, env: Env | null): readonly Scope[] | null {
  const { scopes, at } = syntaxOf(symbol);
  for (let e = env; e !== null; e = e.parent) if (e.phase) return [...scopeSet(scopes, at, e)];
  return scopes;
}
