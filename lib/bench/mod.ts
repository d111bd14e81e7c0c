/**
 * What benches took, as text and as files: the pure part of `batuta bench`. They are measured by `stdlib/bench.bat` and `runtime/core_bench.ts`.
 * Reading order: `run.ts` (measurements, verdicts) · `saved.ts` (a run as a file) · `table.ts` (lines for people).
 *
 * ```ts
 * import { timeText, verdictOn } from "./mod.ts";
 *
 * timeText(12_345); // "12.3 µs"
 * const before = { median: 100, low: 98, high: 103, samples: 50, runs: 1000 };
 * verdictOn({ ...before, median: 120, low: 110, high: 130 }, before); // "slower"
 * verdictOn({ ...before, median: 104, low: 101, high: 108 }, before); // "same"
 * ```
 * @module
 */
export { type Benches, type Measurement, ratioText, spreadText, timeText, type Verdict, verdictOn } from "./run.ts";
export { FOLDER, isRunName, parseRun, pathOf, printRun, type Run } from "./saved.ts";
export { benchLine, countLine, headLine, type Look } from "./table.ts";
