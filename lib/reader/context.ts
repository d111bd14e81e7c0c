/**
 * What the meaning of a text depends on beside the text: asked at the moment of need, because an earlier form of the same
 * text may have changed it.
 * @module
 */

/** Where a text is read. */
export interface ReadContext {
  /** The current namespace: what `::name` gets. */
  readonly ns: string | (() => string);
  /** The namespace an alias stands for here: what `::alias/name` gets. */
  readonly aliases: (alias: string) => string | undefined;
  /** What `#?` selects, the best first; `:default` comes after all of them. Left out: `batuta`. */
  readonly features?: readonly string[];
  /** The process that `#actor<id>` names, or undefined when the id is none. Left out: `#actor<…>` is not known. */
  readonly actor?: (id: string) => unknown;
}

/** Reads any text without knowing its namespaces: every alias stands for itself. For checking, not for running. */
export const ANY_CONTEXT: ReadContext = { ns: "user", aliases: (alias) => alias, actor: () => null };

/** The current namespace of a context. */
export function currentNs(context: ReadContext): string {
  return typeof context.ns === "string" ? context.ns : context.ns();
}
