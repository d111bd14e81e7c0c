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
  /** What `#tag form` writes, or undefined when the tag is not known: asked for tags that are not the reader's own. */
  readonly tagged?: (tag: string, form: unknown) => unknown;
}

/** Reads any text without knowing its namespaces: every alias stands for itself. For checking, not for running. */
export const ANY_CONTEXT: ReadContext = {
  ns: "user",
  aliases: (alias) => alias,
  actor: () => null,
  // Programs define tags with a dot or a slash while they run.
  tagged: (tag, form) => /[./]/.test(tag) ? form : undefined,
};

/** The current namespace of a context. */
export function currentNs(context: ReadContext): string {
  return typeof context.ns === "string" ? context.ns : context.ns();
}
