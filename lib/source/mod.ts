/**
 * Source text, places in it, and mistakes that point at them.
 *
 * Reading order: `source.ts` (a named text; offset ↔ line and column) · `span.ts` (a range of it) · `diagnostic.ts`
 * (a mistake as data) · `render.ts` (a mistake as text) · `json.ts` (as JSON) · `decode.ts` (bytes → text, strict) · `errors.ts` (this
 * room's own mistakes).
 *
 * ```ts
 * import { diagnostic, renderDiagnostic, Source, span } from "./mod.ts";
 *
 * const source = new Source("sum.bat", "(+ 1 2");
 * const mistake = diagnostic("unclosed", "`(` is unclosed", span(source, 0, 1), { hint: "close it with `)`" });
 * renderDiagnostic(mistake, { color: false });
 * // error[unclosed]: `(` is unclosed
 * //   --> sum.bat:1:1
 * //    |
 * //  1 | (+ 1 2
 * //    | ^
 * // hint: close it with `)`
 * ```
 *
 * Omits: nothing known.
 * @module
 */

export { type LineCol, Source } from "./source.ts";
export { showPlace, type Span, span, spanText } from "./span.ts";
export {
  type Diagnostic,
  diagnostic,
  type DiagnosticExtras,
  type ErrorEntry,
  type Note,
  type TraceFrame,
} from "./diagnostic.ts";
export { COLORS, type Paint, PLAIN } from "./paint.ts";
export { renderDiagnostic, type RenderOptions } from "./render.ts";
export { type JsonDiagnostic, jsonDiagnostic, type JsonPlace } from "./json.ts";
export { decodeSource } from "./decode.ts";
export { SOURCE_ERRORS } from "./errors.ts";
