/**
 * What a page of documentation says of a namespace, wherever it comes from: a file's text or the library's vars.
 * @module
 */

export interface Definition {
  readonly name: string;
  /** `function`, `macro`, `actor`, … */
  readonly kind: string;
  /** How it is called, `(f x y)`; none for what is no function. */
  readonly signatures: readonly string[];
  /** Its type as it is written, or null. */
  readonly type: string | null;
  /** The docstring, its lines without the indentation of the program; "" for none. */
  readonly doc: string;
  /** The line of its file, from 1; null where there is none to show. */
  readonly line: number | null;
}

export interface NamespaceDoc {
  readonly name: string;
  readonly doc: string;
  /** The path of its file as readers know it, or null. */
  readonly file: string | null;
  /** In the order in which they are shown. */
  readonly definitions: readonly Definition[];
}

/** A docstring's lines are indented as its definition is. */
export function dedent(doc: string): string {
  return doc.replace(/\n[ \t]+/g, "\n").trim();
}

/** The first sentence of a docstring, for lists. */
export function firstSentence(doc: string): string {
  const [paragraph] = doc.split("\n\n");
  const line = paragraph.replaceAll("\n", " ");
  return /^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line;
}
