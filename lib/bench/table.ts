/**
 * Benches as lines for people: a name, its time, its spread; beside an earlier run what it took then, the ratio and a verdict.
 * In: measurements as they are made. Out: lines, each ready as soon as its bench is; so the width of the names is known before.
 * @module
 */
import type { Paint } from "../source/mod.ts";
import { type Benches, type Measurement, ratioText, spreadText, timeText, verdictOn } from "./run.ts";

/** How lines look. */
export interface Look {
  /** Characters of the longest name. */
  readonly nameWidth: number;
  /** What benches took in an earlier run; null: nothing is compared. */
  readonly before: Benches | null;
  readonly paint: Paint;
}

const TIME_WIDTH = 8;
const SPREAD_WIDTH = 8;
const RATIO_WIDTH = 7;

/** What stands above the lines of a file. */
export function headLine(file: string, { nameWidth, before }: Look): string {
  const own = `${file.padEnd(nameWidth)}  ${"median".padStart(TIME_WIDTH)}  ${"spread".padStart(SPREAD_WIDTH)}`;
  return before === null ? `${own}\n` : `${own}  ${"before".padStart(TIME_WIDTH)}  ${"ratio".padStart(RATIO_WIDTH)}\n`;
}

function verdictText(now: Measurement, before: Measurement, paint: Paint): string {
  switch (verdictOn(now, before)) {
    case "faster":
      return `  ${paint.green("faster")}`;
    case "slower":
      return `  ${paint.red("slower")}`;
    case "same":
      return "";
  }
}

/** The line of a bench. */
export function benchLine(name: string, found: Measurement, { nameWidth, before, paint }: Look): string {
  const own = `${name.padEnd(nameWidth)}  ${timeText(found.median).padStart(TIME_WIDTH)}  ${
    spreadText(found).padStart(SPREAD_WIDTH)
  }`;
  if (before === null) return `${own}\n`;
  const then = Object.hasOwn(before, name) ? before[name] : null;
  if (then === null) return `${own}  ${"new".padStart(TIME_WIDTH)}\n`;
  return `${own}  ${timeText(then.median).padStart(TIME_WIDTH)}  ${ratioText(found, then).padStart(RATIO_WIDTH)}${
    verdictText(found, then, paint)
  }\n`;
}

/** The last line: how many were measured, and how many of them differ from the earlier run. */
export function countLine(benches: Benches, before: Benches | null): string {
  const names = Object.keys(benches);
  const counted = `${names.length} ${names.length === 1 ? "bench" : "benches"}`;
  if (before === null) return `${counted}\n`;
  const verdicts = names.filter((name) => Object.hasOwn(before, name))
    .map((name) => verdictOn(benches[name], before[name]));
  const count = (verdict: string) => verdicts.filter((each) => each === verdict).length;
  return `${counted}: ${count("faster")} faster, ${count("slower")} slower, ${count("same")} the same\n`;
}
