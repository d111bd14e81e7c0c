/**
 * Ticks: round values on an axis, and how they are written.
 * In: the least and the greatest value, how many ticks are about right. Out: values in order, with their texts. Times are in UTC.
 * Source: Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990.
 * @module
 */

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** The round step, 1, 2 or 5 times a power of ten, of which about `count` go into a range above 0. */
export function roundStep(range: number, count: number): number {
  const rough = range / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10) * power;
}

const UNITS: readonly (readonly [number, string])[] = [[1e12, "T"], [1e9, "B"], [1e6, "M"]];

/** Digits behind the point that a step needs. */
function decimalsOf(step: number): number {
  return Math.min(Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), 12);
}

function grouped(text: string): string {
  return text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
}

/**
 * A number as people read it, to the digits that a step needs: `1,250`, `0.05`, `1.5M`. `greatest` is the greatest number beside it: all get
 * the unit that fits that one.
 */
export function numberText(value: number, step: number, greatest: number = Math.abs(value)): string {
  const size = Math.max(Math.abs(value), step);
  if (value !== 0 && (size >= 1e15 || size < 1e-6)) {
    return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
  }
  const [unit, letter] = UNITS.find(([unit]) => greatest >= unit && step >= unit / 1000) ?? [1, ""];
  const text = (value / unit).toFixed(decimalsOf(step / unit));
  if (Number(text) === 0) return letter === "" ? text.replace("-", "") : "0";
  return grouped(text) + letter;
}

/** A value beside its bar: four digits, or all that stand before the point. */
export function valueText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped(String(value));
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  const digits = Math.max(0, 4 - whole);
  return numberText(Number(value.toPrecision(Math.min(Math.max(4, whole), 15))), Math.max(10 ** -digits, 1e-12))
    .replace(/(\.\d*?)0+$/, "$1").replace(
      /\.$/,
      "",
    );
}

/** How far a range goes; never so little that doubles of its size could not tell its steps apart. */
function extentOf(low: number, high: number): number {
  return Math.max(high - low, Math.max(Math.abs(low), Math.abs(high)) * 1e-10) || 1;
}

/** The ends of an axis that begins and ends with a tick. `low` is not above `high`. */
export function roundEnds(low: number, high: number, count: number): { low: number; high: number; step: number } {
  if (low === high) [low, high] = low === 0 ? [0, 1] : low > 0 ? [0, high] : [low, 0];
  const step = roundStep(extentOf(low, high), count);
  return { low: Math.floor(low / step + 1e-9) * step, high: Math.ceil(high / step - 1e-9) * step, step };
}

/** The ticks within [low, high], of numbers. */
export function numberTicks(low: number, high: number, count: number): Tick[] {
  const step = roundStep(extentOf(low, high), count);
  const first = Math.ceil(low / step - 1e-9) || 0; // not -0
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = (first + i) * step;
    return { at, text: numberText(at, step, Math.max(Math.abs(low), Math.abs(high))) };
  });
}

// ---- time --------------------------------------------------------------------------------------------------------------

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
/** About. */
const MONTH = 30.5 * DAY;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Steps that are a number of milliseconds; months and years are counted. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14].map((n) => n * DAY),
];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000];

const two = (n: number) => String(n).padStart(2, "0");

function dayText(date: Date): string {
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
}

function timeText(ms: number, step: number, isFirst: boolean): string {
  const date = new Date(ms);
  if (step >= DAY) return isFirst ? `${dayText(date)}, ${date.getUTCFullYear()}` : dayText(date);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  const seconds = step >= MINUTE ? clock : `${clock}:${two(date.getUTCSeconds())}`;
  const text = step >= SECOND ? seconds : `${seconds}.${String(date.getUTCMilliseconds()).padStart(3, "0")}`;
  // The day stands where it begins.
  return isFirst || ms % DAY === 0 ? `${dayText(date)} ${text}` : text;
}

function monthTicks(low: number, high: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const begin = new Date(low);
  const from = begin.getUTCFullYear() * 12 + begin.getUTCMonth();
  for (let month = Math.ceil(from / step) * step;; month += step) {
    const year = Math.floor(month / 12);
    const at = Date.UTC(2000, month - year * 12, 1) - Date.UTC(2000, 0, 1); // a place in a year; the year is set below
    const date = new Date(at);
    date.setUTCFullYear(year, month - year * 12, 1);
    if (date.getTime() > high) return ticks;
    if (date.getTime() < low) continue;
    const name = MONTHS[date.getUTCMonth()];
    const isFirst = ticks.length === 0 || date.getUTCMonth() === 0;
    const text = step >= 12 ? String(year) : isFirst ? `${name} ${year}` : name;
    ticks.push({ at: date.getTime(), text });
  }
}

/** The ticks within [low, high], of milliseconds since 1970. */
export function timeTicks(low: number, high: number, count: number): Tick[] {
  const rough = (high - low || SECOND) / Math.max(count, 1);
  const step = STEPS.find((each) => each >= rough);
  if (step === undefined) {
    return monthTicks(low, high, MONTH_STEPS.find((each) => each * MONTH >= rough) ?? 12_000);
  }
  // Weeks begin on Mondays; 1970 began on a Thursday.
  const shift = step % (7 * DAY) === 0 ? 4 * DAY : 0;
  const ticks: Tick[] = [];
  for (let at = Math.ceil((low - shift) / step) * step + shift; at <= high; at += step) {
    ticks.push({ at, text: timeText(at, step, ticks.length === 0) });
  }
  return ticks;
}
