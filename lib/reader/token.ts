/**
 * Tokens: the smallest pieces of a text. They are lossless: white space and comments are tokens too, each token begins
 * where the one before ended, and together they are the whole text. A token is never wrong in itself, only unfinished
 * or unknown; whether `1x` is a number is asked later, when its text is understood.
 * @module
 */

/**
 * - `open`: `(` `[` `{` `#{` `#(` · `close`: `)` `]` `}`
 * - `prefix`: `'` `` ` `` `~` `~@` `@` `#'` `^` `#^` `#_` `#?` `#?@` `##`: belongs to the form after it
 * - `tag`: `#inst`; `namespace`: `#:user` or `#::alias`, before a map
 * - `space`: white space and commas · `comment`: `;…` or `#!…` on line one, without the line ending
 * - `unknown`: a `#` with nothing that can follow it
 */
export type TokenKind =
  | "space"
  | "comment"
  | "open"
  | "close"
  | "prefix"
  | "tag"
  | "namespace"
  | "string"
  | "regex"
  | "char"
  | "number"
  | "keyword"
  | "symbol"
  | "unknown";

/** The text [start, end) of a source; UTF-16 offsets. An unclosed string or regex reaches to the end of the text. */
export interface Token {
  /** What it is. */
  readonly kind: TokenKind;
  /** Offset of its first unit. */
  readonly start: number;
  /** Offset after its last unit. */
  readonly end: number;
}
