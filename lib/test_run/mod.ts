/**
 * Tests as they run: the room of the process that `batuta test` starts for them.
 * Reading order: `select.ts` (which tests a file has) · `run_test.ts` (one test as an actor) · `values.ts`, `diff.ts`, `form_span.ts`, `finding.ts`
 * (what failed, for people) · `snapshots.ts` · `examples.ts` (tests in docstrings and Markdown) · `coverage.ts` · `run_file.ts` (all of a file).
 *
 * ```ts
 * import { printSnapshots, parseSnapshots } from "./mod.ts";
 *
 * parseSnapshots(printSnapshots("a.bat", new Map([["a/b 1", "{:x 1}"]]))); // Map { "a/b 1" => "{:x 1}" }
 * ```
 * @module
 */
export { lineCounts, startCounting } from "./coverage.ts";
export { difference, type MarkedLine } from "./diff.ts";
export { docstringTests, markdownTests } from "./examples.ts";
export { findingOf, type Look } from "./finding.ts";
export { type LoadedTest, selectTests, testsIn } from "./select.ts";
export { runJob, type RunWorld } from "./run_file.ts";
export { parseSnapshots, printSnapshots, Snapshots } from "./snapshots.ts";
