/**
 * A run of benches as a file beside the project: JSON, with what it was made by and on.
 * In: a run, or the text of a file. Out: the text, or the run; null where a text is none that this file makes.
 * @module
 */
import type { Benches, Measurement } from "./run.ts";

/** The form of the file; a reader takes only its own. */
const VERSION = 1;

/** A run. */
export interface Run {
  /** The version of Batuta. */
  readonly batuta: string;
  /** The machine: `linux x86_64, 4 cores`. */
  readonly machine: string;
  readonly benches: Benches;
}

/** Below the project: the files of runs by their names. */
export const FOLDER = "benchmarks";

/** Whether a run may be called that: it is the name of a file. */
export function isRunName(text: string): boolean {
  return /^[\w-][\w.-]*$/.test(text);
}

/** The path of a run's file. */
export function pathOf(name: string): string {
  return `${FOLDER}/${name}.json`;
}

/** Figures to a hundredth of a nanosecond, so that files differ in what matters. */
function rounded(benches: Benches): Benches {
  const round = (ns: number) => Math.round(ns * 100) / 100;
  return Object.fromEntries(
    Object.entries(benches).map(([name, { median, low, high, samples, runs }]) => [
      name,
      { median: round(median), low: round(low), high: round(high), samples, runs },
    ]),
  );
}

/** A run as text. */
export function printRun({ batuta, machine, benches }: Run): string {
  return JSON.stringify({ version: VERSION, batuta, machine, unit: "ns", benches: rounded(benches) }, null, 2) + "\n";
}

function isRecord(x: unknown): x is Record<string, unknown> {
  return typeof x === "object" && x !== null && !Array.isArray(x);
}

function isMeasurement(x: unknown): x is Measurement {
  return isRecord(x) && ["median", "low", "high", "samples", "runs"].every((key) => Number.isFinite(x[key]));
}

/** The run that a text is. */
export function parseRun(text: string): Run | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(found) || found.version !== VERSION || !isRecord(found.benches)) return null;
  const { batuta, machine, benches } = found;
  if (!Object.values(benches).every(isMeasurement)) return null;
  return { batuta: String(batuta), machine: String(machine), benches: benches as Benches }; // each was looked at
}
