/**
 * What a form knows of itself beside its value: where it stands, and what the expander found out about it.
 * It rides in the `meta` slot of symbols and collections; numbers, strings, keywords and other atoms have no slot, so
 * their parent keeps the spans of all its children.
 * @module
 */

import { List, Origin, Sym } from "../data/mod.ts";
import type { Span } from "../source/mod.ts";

/** The origin of a form. Only the expander gives meaning to `scopes`, `at` and `home`. */
export class Placed extends Origin {
  /**
   * @param meta the user's metadata, a map or null
   * @param span where the form stands, brackets included, its own `^meta` not
   * @param kids spans of the children in reading order (of a map: key, value, key, value …), or null for a symbol
   * @param items what a map, set or tuple literal held in reading order, duplicates, calls and tag included, or null
   * @param scopes the expander's scope set, or null
   * @param at the expander's place of use, or null
   * @param home the namespace a reader-made head symbol means, such as "batuta.core" for the `quote` of `'x`, or null
   */
  constructor(
    readonly meta: unknown,
    readonly span: Span,
    readonly kids: readonly Span[] | null = null,
    readonly items: readonly unknown[] | null = null,
    readonly scopes: unknown = null,
    readonly at: unknown = null,
    readonly home: unknown = null,
  ) {
    super();
  }

  /** The same place with other user metadata. */
  withMeta(meta: unknown): Placed {
    return new Placed(meta, this.span, this.kids, this.items, this.scopes, this.at, this.home);
  }

  /** The same place with other findings of the expander; what is left out stays. */
  withSyntax(syntax: { readonly scopes?: unknown; readonly at?: unknown; readonly home?: unknown }): Placed {
    const { scopes = this.scopes, at = this.at, home = this.home } = syntax;
    return new Placed(this.meta, this.span, this.kids, this.items, scopes, at, home);
  }
}

/** The place of a form without children. */
export function placed(span: Span, meta: unknown = null): Placed {
  return new Placed(meta, span);
}

/** The Placed in a form's meta slot, or null for atoms and for values that no reader made. */
export function placedOf(form: unknown): Placed | null {
  const slot = typeof form === "object" && form !== null && "meta" in form ? form.meta : null;
  return slot instanceof Placed ? slot : null;
}

/** Where a form stands, or null. */
export function spanOf(form: unknown): Span | null {
  return placedOf(form)?.span ?? null;
}

/** Spans of a form's children in reading order; of a map: key, value, key, value …. Empty when not known. */
export function spansOf(form: unknown): readonly Span[] {
  return placedOf(form)?.kids ?? [];
}

/** A symbol that the reader put there: it means batuta.core's, whatever the user calls so. */
export function coreSymbol(name: string, at: Span): Sym {
  return new Sym(null, name, new Placed(null, at, null, null, null, null, "batuta.core"));
}

/** Whether a form is a call that the reader made, such as the `(unquote-splicing x)` of `~@x`. */
export function isCoreCall(form: unknown, name: string): boolean {
  const head = form instanceof List ? form.head : null;
  return head instanceof Sym && head.name === name && placedOf(head)?.home === "batuta.core";
}
