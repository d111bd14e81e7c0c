/**
 * Text → tokens → forms.
 *
 * Reading order: `token.ts` and `tokenizer.ts` (lossless pieces of a text) · `placed.ts` (what a form knows of its place) ·
 * `context.ts` (what `::name` and `#?` depend on) · `name.ts`, `text.ts`, `atom.ts` (one token → one value) · `frame.ts`,
 * `collection.ts`, `fn_literal.ts`, `prefix.ts` (many forms → one) · `reader.ts` (the machine) · `complete.ts` (for prompts) ·
 * `mistakes.ts`, `errors.ts` (everything that can be wrong).
 *
 * ```ts
 * import { printReadably } from "../data/mod.ts";
 * import { Source } from "../source/mod.ts";
 * import { readForms, spanOf } from "./mod.ts";
 *
 * const source = new Source("sum.bat", "(+ 1 2) 'a");
 * const { forms, diagnostics } = readForms(source, { ns: "user", aliases: () => undefined });
 * printReadably(forms[1]); // "(quote a)"
 * spanOf(forms[0]); // { source, start: 0, end: 7 }
 * diagnostics.length; // 0
 * ```
 * @module
 */

export type { Token, TokenKind } from "./token.ts";
export { tokenize, Tokenizer } from "./tokenizer.ts";
export { coreSymbol, Placed, placed, placedOf, spanOf, spansOf } from "./placed.ts";
export { ANY_CONTEXT, type ReadContext } from "./context.ts";
export { END, Reader, readForms, type ReadFormsOptions, type ReadResult } from "./reader.ts";
export { type Completeness, isComplete } from "./complete.ts";
export {
  DEPTH_LIMIT,
  ERROR_LIMIT,
  READER_ERRORS,
  readerError,
  type ReaderErrorCode,
  type ReaderErrorData,
} from "./errors.ts";
