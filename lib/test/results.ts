/**
 * What has happened to tests, as those who report it see it.
 * @module
 */
import type { Finding, LineCounts, Outcome, Place, SnapshotCounts } from "./protocol.ts";

/** A test that has been run, or skipped. */
export interface TestReport {
  readonly file: string;
  readonly id: string;
  readonly place: Place;
  readonly outcome: Outcome;
  readonly ms: number;
  readonly assertions: number;
  readonly findings: readonly Finding[];
  /** What it has printed. */
  readonly output: string;
}

/** Something wrong with a file as a whole; counts as one failure. */
export interface TroubleReport {
  readonly file: string;
  readonly findings: readonly Finding[];
  readonly output: string;
}

export interface FileReport {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  /** What was printed while it was loaded, and between tests. */
  readonly output: string;
}

export interface Summary {
  readonly seed: number;
  readonly tests: readonly TestReport[];
  readonly troubles: readonly TroubleReport[];
  readonly passed: number;
  /** Tests that failed, and files that could not be loaded or whose fixtures failed. */
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
  readonly snapshots: SnapshotCounts;
  readonly lines: LineCounts;
  /** Whether some tests were not run since one had failed. */
  readonly stopped: boolean;
}

/** Who tells of tests as they run. What each call is given is complete; calls come one after the other. */
export interface Reporter {
  start(about: { readonly files: number; readonly seed: number }): void;
  test(test: TestReport): void;
  trouble(trouble: TroubleReport): void;
  file(file: FileReport): void;
  end(summary: Summary): void;
}

/** The last line. */
export function countLine({ passed, failed }: Pick<Summary, "passed" | "failed">): string {
  return `${passed} passed, ${failed} failed`;
}

/** Milliseconds for people. */
export function showTime(ms: number): string {
  if (ms < 1) return "< 1 ms";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000
    ? `${(ms / 1_000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round(ms % 60_000 / 1_000)} s`;
}

/** `1 test`, `2 tests`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
