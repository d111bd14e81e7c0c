/**
 * Charts as text, for terminals: bars from left to right with block characters, lines with braille dots.
 * In: a chart, the columns of a line and, for lines, the rows of the picture. Out: text; no line is wider.
 * @module
 */
import { cutText, padText, textWidth } from "../width/mod.ts";
import { Canvas } from "./braille.ts";
import type { BarChart, Chart, LineChart } from "./chart.ts";
import { numberTicks, roundEnds, type Tick, timeTicks, valueText } from "./ticks.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/** Bars that are shown; more are counted. */
const MOST_BARS = 60;
/** Columns that the longest bar gets at least, where there is room for anything. */
const LEAST_BAR = 10;

export interface Frame {
  readonly columns: number;
  readonly rows: number;
}

/** A bar of a length in columns, to the right. */
function block(length: number): string {
  const eighths = Math.round(Math.max(0, length) * 8);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

function notes({ leftOut, series }: Chart, hidden: number): string[] {
  const lines: string[] = [];
  if (hidden > 0) lines.push(`… and ${hidden} more`);
  if (series[0].values.length === 0) lines.push("nothing to plot");
  if (leftOut > 0) lines.push(`${leftOut} row${leftOut === 1 ? "" : "s"} without a number left out`);
  return lines;
}

function heading({ title, series, xName }: Chart): string {
  if (title !== "") return title;
  return `${series.map(({ name }) => name).join(", ")} by ${xName}`;
}

// ---- bars --------------------------------------------------------------------------------------------------------------

interface Bar {
  readonly label: string;
  readonly value: number;
}

/** One bar for each label, or one for each label and series. */
function barsOf({ labels, series }: BarChart): Bar[] {
  if (series.length === 1) return labels.map((label, i) => ({ label, value: series[0].values[i] }));
  return labels.flatMap((label, i) =>
    series.map(({ name, values }) => ({ label: `${label} ${name}`, value: values[i] }))
  );
}

function barLines(chart: BarChart, { columns }: Frame): string[] {
  const all = barsOf(chart);
  const bars = all.slice(0, MOST_BARS);
  const texts = bars.map(({ value }) => Number.isNaN(value) ? "–" : valueText(value));
  const values = bars.map(({ value }) => Number.isNaN(value) ? 0 : value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const textRoom = Math.max(...texts.map(textWidth)) + 1;
  const longest = Math.max(...bars.map(({ label }) => textWidth(label)));
  const labelRoom = Math.max(1, Math.min(longest, columns - textRoom - LEAST_BAR - 2, Math.floor(columns / 2)));
  const room = Math.max(1, columns - labelRoom - textRoom - 2);
  const scale = high === low ? 0 : room / (high - low);
  const below = Math.round(-low * scale);
  const lines = bars.map(({ label }, i) => {
    const length = values[i] * scale;
    const head = padText(cutText(label, labelRoom), labelRoom, chart.edges !== null);
    if (length >= 0) {
      return `${head} ${" ".repeat(below)}│${block(Math.min(length, room - below))} ${texts[i]}`.trimEnd();
    }
    const columnsBelow = Math.min(Math.round(-length), below);
    return `${head} ${" ".repeat(below - columnsBelow)}${"█".repeat(columnsBelow)}│ ${texts[i]}`;
  });
  return [...lines, ...notes(chart, all.length - bars.length)];
}

// ---- lines -------------------------------------------------------------------------------------------------------------

const TICK_ROOM = 14;

/** About how many ticks with texts go beside each other. */
function xTicks({ axis, xs, labels }: LineChart, columns: number): Tick[] {
  const [low, high] = [xs[0], xs[xs.length - 1]];
  if (axis === "numbers") return numberTicks(low, high, Math.max(2, Math.floor(columns / 10)));
  if (axis === "time") return timeTicks(low, high, Math.max(2, Math.floor(columns / TICK_ROOM)));
  const widest = Math.min(Math.max(...labels.map(textWidth)), 20) + 2;
  const step = Math.max(1, Math.ceil(labels.length * widest / columns));
  return labels.flatMap((text, at) => at % step === 0 ? [{ at, text: cutText(text, 20) }] : []);
}

/** The axis below a picture, and the texts of its ticks as far as they do not run into each other. */
function xAxis(ticks: readonly Tick[], column: (at: number) => number, columns: number): [string, string] {
  const line = new Array<string>(columns).fill("─");
  let text = "";
  for (const tick of ticks) {
    const at = column(tick.at);
    const width = textWidth(tick.text);
    const start = Math.max(0, Math.min(at - Math.floor(width / 2), columns - width));
    if (text !== "" && start < textWidth(text) + 1) continue;
    line[at] = "┬";
    text = padText(text, start, false) + tick.text;
  }
  return [line.join(""), text];
}

function lineLines(chart: LineChart, { columns, rows }: Frame): string[] {
  const { xs, series } = chart;
  if (xs.length === 0) return notes(chart, 0);
  const values = series.flatMap(({ values }) => values.filter((value) => !Number.isNaN(value)));
  const [least, most] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  // An axis that begins at 0 where that costs little: what is far above 0 would be flat.
  const base = least > 0 && least < most / 2 ? 0 : least;
  const { low, high } = roundEnds(base, most, Math.max(2, Math.floor(rows / 3)));
  const yTicks = numberTicks(low, high, Math.max(2, Math.floor(rows / 3)));
  const left = Math.min(Math.max(0, ...yTicks.map(({ text }) => textWidth(text))), Math.floor(columns / 3));
  const names = series.length === 1 ? 0 : Math.min(Math.max(...series.map(({ name }) => textWidth(name))) + 1, 16);
  const width = Math.max(8, columns - left - 2 - names);
  const [dotsX, dotsY] = [2 * width - 1, 4 * rows - 1];
  const span = xs[xs.length - 1] - xs[0];
  const dotX = (x: number) => span === 0 ? Math.floor(dotsX / 2) : Math.round((x - xs[0]) / span * dotsX);
  const dotY = (y: number) => Math.round((high - y) / (high - low) * dotsY);
  const canvas = new Canvas(width, rows);
  const ends = new Map<number, string>();
  for (const { name, values } of series) {
    let before = -1;
    values.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      const [x, y] = [dotX(xs[i]), dotY(value)];
      if (before < 0) canvas.dot(x, y);
      else canvas.line(dotX(xs[before]), dotY(values[before]), x, y);
      before = i;
    });
    if (names > 0 && before >= 0) nameEnd(ends, dotY(values[before]) >> 2, cutText(name, names - 1), rows);
  }
  const tickRows = new Map(yTicks.map(({ at, text }) => [Math.min(rows - 1, dotY(at) >> 2), text]));
  const picture = Array.from({ length: rows }, (_, row) => {
    const tick = tickRows.get(row);
    const end = ends.get(row);
    const line = `${padText(cutText(tick ?? "", Math.max(left, 1)), left, true)} ${tick === undefined ? "│" : "┤"}${
      canvas.text(row)
    }`;
    return (end === undefined ? line : `${line} ${end}`).trimEnd();
  });
  const [axis, texts] = xAxis(xTicks(chart, width), (at) => Math.min(dotX(at) >> 1, width - 1), width);
  return [...picture, `${" ".repeat(left + 1)}└${axis}`, `${" ".repeat(left + 2)}${texts}`, ...notes(chart, 0)];
}

/** Puts a name beside the end of its line, or in the next row that is free. */
function nameEnd(ends: Map<number, string>, row: number, name: string, rows: number): void {
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => Math.abs(a - row) - Math.abs(b - row));
  const free = order.find((each) => !ends.has(each));
  if (free !== undefined) ends.set(free, name);
}

/** A chart as text, with a line break at its end. */
export function textChart(chart: Chart, frame: Frame): string {
  const isEmpty = chart.series[0].values.length === 0;
  const lines = isEmpty ? notes(chart, 0) : chart.kind === "bars" ? barLines(chart, frame) : lineLines(chart, frame);
  return [cutText(heading(chart), frame.columns), ...lines].map((line) => `${line}\n`).join("");
}
