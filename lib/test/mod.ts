/**
 * Tests, directed: the room of `batuta test` itself, which loads no compiler. The tests run in other processes, by what stands in `test_run/`.
 * Reading order: `protocol.ts` (what is said between the two) · `errors.ts` (what can be wrong) · `find_files.ts` (where tests are) · `direct.ts`
 * (processes that run them) · `results.ts`, `human.ts`, `machines.ts` (what is told of them) · `coverage_report.ts` · `chance.ts`.
 *
 * ```ts
 * import { countLine, missedRanges } from "./mod.ts";
 *
 * countLine({ passed: 3, failed: 1 }); // "3 passed, 1 failed"
 * missedRanges([[1, 2], [3, 0], [4, 0], [9, 1], [12, 0]]); // "3-4, 12"
 * ```
 * @module
 */
export { chanceFrom, numberFor, shuffled } from "./chance.ts";
export { coveragePages, coverageTable, lcov, missedRanges } from "./coverage_report.ts";
export { type Child, direct, type Direction } from "./direct.ts";
export { TEST_ERRORS, testError } from "./errors.ts";
export { DEFINES_BENCHES, type Disk, findPrograms, findTests, type Found } from "./find_files.ts";
export { humanReporter } from "./human.ts";
export { MACHINES, together } from "./machines.ts";
export {
  type ChildStart,
  EventReader,
  type Finding,
  type Job,
  type LineCounts,
  type Outcome,
  type Place,
  printEvent,
  type Selection,
  type Settings,
  type SnapshotCounts,
  type TestEvent,
} from "./protocol.ts";
export { countLine, type Reporter, type Summary } from "./results.ts";
