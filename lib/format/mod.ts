/**
 * A program's text in its usual form.
 *
 * Reading order: `node.ts` and `parse.ts` (a text as tokens nested by brackets, and how they stood) · `styles.ts` and `declared.ts` (how calls
 * are indented, by the table and by what macros say) · `columns.ts` (what stood in columns) · `breaks.ts` (where long lines are broken) ·
 * `lines.ts` and `layout.ts` (the text) · `check.ts`, `format.ts` (all of it, and that it is the same program) · `diff.ts` (what changed).
 *
 * ```ts
 * import { Source } from "../source/mod.ts";
 * import { formatSource } from "./mod.ts";
 *
 * formatSource(new Source("sum.bat", "(defn  f [x]\n(inc x) )")); // { text: "(defn f [x]\n  (inc x))\n" }
 * ```
 * @module
 */

export type { Declarations } from "./declared.ts";
export { unifiedDiff } from "./diff.ts";
export { FORMATTER_ERRORS } from "./errors.ts";
export { declarationsOf, formatSource, type Formatted, type LineRange, type OtherNamespaces } from "./format.ts";
export type { Style } from "./styles.ts";
