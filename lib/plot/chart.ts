/**
 * Charts as data: what is drawn, before anybody knows where.
 * In: columns of values, the kind of chart. Out: bars with labels, or lines over an axis. What is no number is left out and counted.
 * Invariant: series have as many values as there are labels or places on the axis; NaN stands for nothing.
 * Source of the bins: Freedman and Diaconis, "On the histogram as a density estimator", 1981, made round.
 * @module
 */
import { Instant, isNumber, Keyword, printReadably, toDouble, toText } from "../data/mod.ts";
import { numberText, roundStep, timeTicks } from "./ticks.ts";

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

interface Common {
  readonly title: string;
  /** What the axis of labels, or from left to right, shows. */
  readonly xName: string;
  readonly series: readonly Series[];
  /** Rows without a number. */
  readonly leftOut: number;
}

export interface BarChart extends Common {
  readonly kind: "bars";
  readonly labels: readonly string[];
  /** The ends of bins, one more than there are labels; null where bars are no bins. */
  readonly edges: readonly number[] | null;
}

export interface LineChart extends Common {
  readonly kind: "lines";
  /** Ascending; milliseconds where the axis is time, the index of a label where it has labels. */
  readonly xs: readonly number[];
  readonly axis: "numbers" | "time" | "labels";
  readonly labels: readonly string[];
}

export type Chart = BarChart | LineChart;

/** A column of values with its name. */
export interface ColumnOf {
  readonly name: string;
  readonly values: readonly unknown[];
}

/** Larger numbers have differences that are no numbers, smaller ones quotients; the small ones are 0. */
const [GREATEST, SMALLEST] = [1e300, 1e-300];

function number(value: unknown): number {
  const found = isNumber(value) ? toDouble(value) : NaN;
  return Math.abs(found) < SMALLEST ? 0 : Math.abs(found) <= GREATEST ? found : NaN;
}

export function labelText(value: unknown): string {
  if (value === null) return "nil";
  if (typeof value === "string") return value.replace(/\p{Cc}+/gu, " ");
  if (value instanceof Keyword) return value.text;
  if (value instanceof Instant) return toText(value).replace(/T00:00:00\.000Z$/, "").replace(".000Z", "Z");
  return printReadably(value, { length: 100, realised: true });
}

/** Bars, one for each row. */
export function barChart(x: ColumnOf, ys: readonly ColumnOf[], title: string): BarChart {
  const numbers = ys.map(({ values }) => values.map(number));
  const kept = x.values.map((_, i) => i).filter((i) => numbers.some((values) => !Number.isNaN(values[i])));
  return {
    kind: "bars",
    title,
    xName: x.name,
    labels: kept.map((i) => labelText(x.values[i])),
    series: ys.map(({ name }, s) => ({ name, values: kept.map((i) => numbers[s][i]) })),
    edges: null,
    leftOut: x.values.length - kept.length,
  };
}

/** Places on the axis of a line chart: of numbers, instants, or one for each value. */
function placesOf(values: readonly unknown[]): { axis: LineChart["axis"]; places: number[] } {
  const known = values.filter((value) => value !== null);
  if (known.length > 0 && known.every((value) => value instanceof Instant)) {
    return { axis: "time", places: values.map((value) => value instanceof Instant ? value.ms : NaN) };
  }
  if (known.length > 0 && known.every(isNumber)) return { axis: "numbers", places: values.map(number) };
  return { axis: "labels", places: values.map((_, i) => i) };
}

/** Lines over an axis, points in its order. */
export function lineChart(x: ColumnOf, ys: readonly ColumnOf[], title: string): LineChart {
  const { axis, places } = placesOf(x.values);
  const numbers = ys.map(({ values }) => values.map(number));
  const kept = places.map((_, i) => i)
    .filter((i) => !Number.isNaN(places[i]) && numbers.some((values) => !Number.isNaN(values[i])))
    .sort((a, b) => places[a] - places[b]);
  return {
    kind: "lines",
    title,
    xName: x.name,
    axis,
    xs: axis === "labels" ? kept.map((_, i) => i) : kept.map((i) => places[i]),
    labels: axis === "labels" ? kept.map((i) => labelText(x.values[i])) : [],
    series: ys.map(({ name }, s) => ({ name, values: kept.map((i) => numbers[s][i]) })),
    leftOut: places.length - kept.length,
  };
}

const MOST_BINS = 60;

/** How wide bins are to be, about. */
function binWidth(sorted: Float64Array): number {
  const at = (fraction: number) => sorted[Math.floor((sorted.length - 1) * fraction)];
  const range = sorted[sorted.length - 1] - sorted[0];
  const width = 2 * (at(0.75) - at(0.25)) / Math.cbrt(sorted.length);
  return Math.max(width > 0 ? width : range / 10, range / MOST_BINS);
}

/** The edges of time bins: ticks, and one before and behind them. */
function timeEdges(low: number, high: number, count: number): number[] {
  const inner = timeTicks(low, high, count).map(({ at }) => at);
  const step = inner.length > 1 ? inner[1] - inner[0] : high - low || 1;
  const first = inner.length === 0 ? low : inner[0] > low ? inner[0] - step : inner[0];
  const edges = inner.length === 0 || inner[0] > low ? [first, ...inner] : inner;
  return [...edges, edges[edges.length - 1] + step];
}

/** How many values lie in each bin `[edge, next edge)`. */
export function histogram(x: ColumnOf, bins: number | null, title: string): BarChart {
  const isTime = x.values.some((value) => value instanceof Instant);
  const all = x.values.map((value) => value instanceof Instant ? value.ms : isTime ? NaN : number(value));
  const sorted = Float64Array.from(all.filter((value) => !Number.isNaN(value))).sort();
  const common = { kind: "bars", title, xName: x.name, leftOut: all.length - sorted.length } as const;
  if (sorted.length === 0) return { ...common, labels: [], edges: [], series: [{ name: "count", values: [] }] };
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const count = bins ?? Math.ceil((high - low) / binWidth(sorted) || 1);
  const step = roundStep(Math.max(high - low, Math.max(Math.abs(low), Math.abs(high)) * 1e-10) || 1, count);
  const first = Math.floor(low / step);
  const edges = isTime
    ? timeEdges(low, high, count)
    : Array.from({ length: Math.floor(high / step) - first + 2 }, (_, i) => (first + i) * step);
  const counts = new Array<number>(edges.length - 1).fill(0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < counts.length - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  const text = (edge: number) => isTime ? labelText(new Instant(edge)) : numberText(edge, step);
  return {
    ...common,
    labels: counts.map((_, i) => `${text(edges[i])} – ${text(edges[i + 1])}`),
    edges,
    series: [{ name: "count", values: counts }],
  };
}
