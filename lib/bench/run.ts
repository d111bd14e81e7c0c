/**
 * What benches took, and what that means beside an earlier run.
 * In: measurements. Out: texts of times, ratios and verdicts. A verdict is given only where the difference exceeds the noise: the middle halves of the
 * samples of both runs lie apart, and by more than 5 %, which is what the same code differs by from process to process.
 * Source: the quartiles stand for the notches of McGill, Tukey, Larsen, "Variations of Box Plots", 1978; they are wider, as samples of one process are
 * not independent.
 * @module
 */

/** What a bench took. */
export interface Measurement {
  /** Nanoseconds of a run: half of the samples lie between `low` and `high`. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
  /** Runs in a sample. */
  readonly runs: number;
}

/** Benches by `namespace/name`. */
export type Benches = Readonly<Record<string, Measurement>>;

export type Verdict = "faster" | "slower" | "same";

/** Where medians of the same code may lie, as a ratio. */
const NOISE = 1.05;

/** How a measurement stands to an earlier one. */
export function verdictOn(now: Measurement, before: Measurement): Verdict {
  if (now.low > before.high && now.median > before.median * NOISE) return "slower";
  if (now.high < before.low && now.median * NOISE < before.median) return "faster";
  return "same";
}

const UNITS = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]] as const;

/** Nanoseconds with three digits that count: `12.3 µs`. */
export function timeText(ns: number): string {
  // What rounds to 1000 of a unit is 1 of the next.
  const [unit, size] = UNITS.find(([, size]) => ns / size < 999.5) ?? UNITS[UNITS.length - 1];
  const value = ns / size;
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

/** How far the middle half reaches from the median, in percent of it. */
export function spreadText({ median, low, high }: Measurement): string {
  const percent = median === 0 ? 0 : 50 * (high - low) / median;
  return `± ${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** `1.50 times as long`, as a column: `x 1.50`. */
export function ratioText(now: Measurement, before: Measurement): string {
  return before.median === 0 ? "" : `x ${(now.median / before.median).toFixed(2)}`;
}
