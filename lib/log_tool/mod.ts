/**
 * What `batuta log` does: one function for each of its commands. Each takes the world and what was given, and answers the exit status: 0, or
 * 1 where the work has found something wrong. What makes the work impossible is thrown as a failure; `USAGE_CODES` are those that the words of
 * the command line are to blame for.
 *
 * Reading order: `world.ts` · `amounts.ts`, `table.ts`, `progress.ts` (what people see) · `open.ts`, `files.ts`, `rows.ts` · `list.ts`, `cat.ts`, `append.ts`,
 * `import.ts`, `export.ts`, `check.ts`, `verify.ts`, `proof.ts`, `compact.ts` · `errors.ts`.
 *
 * ```ts
 * import { strictEqual as is } from "node:assert/strict";
 * import { bar, rateText, sizeText } from "./mod.ts";
 *
 * is(sizeText(12_345_678), "12.3 MB");
 * is(rateText(620_123, 2000, "record"), "310,000 records/s");
 * is(bar(0.5), "━━━━━━━━━━━━────────────");
 * ```
 * @module
 */
export { counted, durationText, grouped, rateText, sizeText } from "./amounts.ts";
export { appendRecords, type GivenAppend, parseRecord } from "./append.ts";
export { type CatOptions, showRecords } from "./cat.ts";
export { checkLogs } from "./check.ts";
export { compactOne } from "./compact.ts";
export { LOG_TOOL_ERRORS, USAGE_CODES } from "./errors.ts";
export { exportLog, type ExportOptions } from "./export.ts";
export { importFile, type ImportOptions } from "./import.ts";
export { listLogs, showInfo } from "./list.ts";
export { type GivenOptions } from "./open.ts";
export { type ValueFormat } from "./print.ts";
export { bar, type Progress, progressLine, ProgressScreen } from "./progress.ts";
export { showCheckpoint, showProof } from "./proof.ts";
export { textTable } from "./table.ts";
export { verifyCheckpoint, verifyReceipt } from "./verify.ts";
export { type World } from "./world.ts";
