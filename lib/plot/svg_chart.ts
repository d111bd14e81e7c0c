/**
 * Charts as SVG: bars that stand where their labels are short, and lie where they are long; lines.
 * In: a chart, its size in pixels. Out: the text of a file that needs nothing else. Widths of text are estimated, as nobody knows the fonts.
 * Of lines with more points than there are pixels, each column of pixels keeps its first, least, greatest and last.
 * Source of the colours: Okabe and Ito, "Color Universal Design", 2008. Of the thinning: Jugel and others, "M4", VLDB 2014.
 * @module
 */
import { textWidth } from "../width/mod.ts";
import type { BarChart, Chart, LineChart } from "./chart.ts";
import { numberText, numberTicks, roundEnds, type Tick, timeTicks, valueText } from "./ticks.ts";

const COLORS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#000000"];
const INK = "#333";
const GRID = "#e3e3e3";
const FONT = 12;
/** Pixels of a column of text, about. */
const COLUMN = 6.6;
/** Bars that are drawn. */
const MOST_BARS = 200;

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Whether XML has a form for a code point. Source: XML 1.0, section 2.2. */
function isXml(cp: number): boolean {
  return cp >= 0x20
    ? (cp < 0xd800 || cp > 0xdfff) && cp !== 0xfffe && cp !== 0xffff
    : cp === 9 || cp === 10 || cp === 13;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return Array.from(text, (c) => ENTITIES[c] ?? (isXml(c.codePointAt(0) ?? 0) ? c : "\ufffd")).join("");
}

/** A number as it stands in SVG. */
function px(n: number): string {
  return String(Math.round(n * 100) / 100);
}

function pixels(text: string): number {
  return textWidth(text) * COLUMN;
}

function shortened(text: string, room: number): string {
  if (pixels(text) <= room) return text;
  const characters = [...text];
  while (characters.length > 1 && pixels(characters.join("")) > room - COLUMN) characters.pop();
  return `${characters.join("")}…`;
}

type Anchor = "start" | "middle" | "end";

function label(x: number, y: number, anchor: Anchor, text: string, more = ""): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${more}>${escaped(text)}</text>`;
}

function rule(x1: number, y1: number, x2: number, y2: number, color: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${color}"/>`;
}

function document({ width, height }: Size, title: string, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
    ` font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="${FONT}" fill="${INK}" role="img">\n` +
    `<title>${escaped(title)}</title>\n<rect width="100%" height="100%" fill="#fff"/>\n${parts.join("\n")}\n</svg>\n`;
}

function heading({ title, series, xName }: Chart): string {
  return title !== "" ? title : `${series.map(({ name }) => name).join(", ")} by ${xName}`;
}

/** Title, and the names of several series. */
function head(chart: Chart, { width }: Size): { parts: string[]; top: number } {
  const parts = [label(16, 26, "start", shortened(heading(chart), width - 32), ' font-size="15" font-weight="600"')];
  if (chart.series.length === 1) return { parts, top: 44 };
  let x = 16;
  chart.series.forEach(({ name }, i) => {
    const wide = 18 + pixels(name) + 18;
    if (x + wide > width - 8) return;
    parts.push(`<rect x="${px(x)}" y="38" width="12" height="12" fill="${COLORS[i % COLORS.length]}"/>`);
    parts.push(label(x + 18, 48, "start", name));
    x += wide;
  });
  return { parts, top: 66 };
}

function foot(chart: Chart, { width, height }: Size, hidden: number): string[] {
  const said = [
    ...(hidden > 0 ? [`${hidden} more are not shown`] : []),
    ...(chart.leftOut > 0 ? [`${chart.leftOut} row${chart.leftOut === 1 ? "" : "s"} without a number left out`] : []),
  ];
  return said.length === 0
    ? []
    : [label(width - 10, height - 6, "end", said.join("; "), ' font-size="10" fill="#777"')];
}

function extent(chart: Chart): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const { values } of chart.series) {
    for (const value of values) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, most };
}

/** Texts at the left and lines across for the ticks of the upright axis. */
function upright(ticks: readonly Tick[], y: (at: number) => number, { left, right }: Box): string[] {
  return ticks.flatMap((
    { at, text },
  ) => [rule(left, y(at), right, y(at), GRID), label(left - 8, y(at) + 4, "end", text)]);
}

/** Room for what stands at the left of the upright axis. */
function leftOf(ticks: readonly Tick[]): number {
  return 24 + Math.max(...ticks.map(({ text }) => pixels(text)));
}

// ---- bars --------------------------------------------------------------------------------------------------------------

function standing(chart: BarChart, size: Size): string[] {
  const { parts, top } = head(chart, size);
  const { least, most } = extent(chart);
  const { low, high } = roundEnds(Math.min(0, least), Math.max(0, most), 5);
  const ticks = numberTicks(low, high, 5);
  const box: Box = { left: leftOf(ticks), top, right: size.width - 28, bottom: size.height - 56 };
  const y = (value: number) => box.bottom - (value - low) / (high - low) * (box.bottom - box.top);
  const band = (box.right - box.left) / chart.labels.length;
  const gap = chart.edges === null ? Math.min(band * 0.2, 24) : Math.min(band * 0.05, 1);
  const each = (band - gap) / chart.series.length;
  parts.push(...upright(ticks, y, box));
  chart.series.forEach(({ name, values }, s) =>
    values.forEach((value, i) => {
      if (Number.isNaN(value)) return;
      const x = box.left + i * band + gap / 2 + s * each;
      const [upper, lower] = [y(Math.max(value, 0)), y(Math.min(value, 0))];
      parts.push(
        `<rect x="${px(x)}" y="${px(upper)}" width="${px(each)}" height="${px(lower - upper)}" fill="${
          COLORS[s % COLORS.length]
        }"><title>${escaped(`${chart.labels[i]}, ${name}: ${valueText(value)}`)}</title></rect>`,
      );
    })
  );
  parts.push(rule(box.left, y(0), box.right, y(0), INK));
  parts.push(...(chart.edges === null ? bandLabels(chart, box, band) : edgeLabels(chart, chart.edges, box, band)));
  parts.push(label((box.left + box.right) / 2, size.height - 18, "middle", chart.xName));
  return parts;
}

function bandLabels({ labels }: BarChart, { left, bottom }: Box, band: number): string[] {
  return labels.map((text, i) => label(left + (i + 0.5) * band, bottom + 18, "middle", text));
}

function isTimeLabel(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text);
}

function edgeLabels({ labels }: BarChart, edges: readonly number[], { left, bottom }: Box, band: number): string[] {
  const isTime = labels.length > 0 && isTimeLabel(labels[0]);
  const step = edges[1] - edges[0];
  const texts = edges.map((edge, i) =>
    isTime
      ? (i < labels.length ? labels[i] : labels[i - 1]).split(" – ")[i < labels.length ? 0 : 1]
      : numberText(edge, step)
  );
  const every = Math.max(1, Math.ceil((Math.max(...texts.map(pixels)) + 10) / band));
  return texts.flatMap((text, i) => i % every === 0 ? [label(left + i * band, bottom + 18, "middle", text)] : []);
}

/** Pixels of a bar that lies, with what is between it and the next. */
const LYING = 22;

function lying(chart: BarChart, size: Size): string[] {
  const { parts, top } = head(chart, size);
  const { least, most } = extent(chart);
  const { low, high } = roundEnds(Math.min(0, least), Math.max(0, most), 5);
  const left = 24 + Math.min(Math.max(...chart.labels.map(pixels)), size.width / 3);
  const box: Box = { left, top, right: size.width - 60, bottom: size.height - 44 };
  const x = (value: number) => box.left + (value - low) / (high - low) * (box.right - box.left);
  const band = (box.bottom - box.top) / chart.labels.length;
  const each = band * 0.8 / chart.series.length;
  for (const { at, text } of numberTicks(low, high, 5)) {
    parts.push(rule(x(at), box.top, x(at), box.bottom, GRID), label(x(at), box.bottom + 18, "middle", text));
  }
  chart.labels.forEach((text, i) => {
    parts.push(label(left - 8, box.top + (i + 0.5) * band + 4, "end", shortened(text, left - 20)));
    chart.series.forEach(({ values }, s) => {
      const value = values[i];
      if (Number.isNaN(value)) return;
      const y = box.top + i * band + band * 0.1 + s * each;
      const [from, to] = [x(Math.min(value, 0)), x(Math.max(value, 0))];
      parts.push(
        `<rect x="${px(from)}" y="${px(y)}" width="${px(to - from)}" height="${px(each)}" fill="${
          COLORS[s % COLORS.length]
        }"/>`,
      );
      parts.push(label(to + 5, y + each / 2 + 4, "start", valueText(value), ' font-size="11"'));
    });
  });
  parts.push(rule(x(0), box.top, x(0), box.bottom, INK));
  return parts;
}

function barChart(chart: BarChart, size: Size): string {
  const hidden = Math.max(0, chart.labels.length - MOST_BARS);
  const shown: BarChart = hidden === 0 ? chart : {
    ...chart,
    labels: chart.labels.slice(0, MOST_BARS),
    series: chart.series.map(({ name, values }) => ({ name, values: values.slice(0, MOST_BARS) })),
  };
  const band = (size.width - 80) / shown.labels.length;
  const stands = shown.edges !== null || Math.max(...shown.labels.map(pixels)) + 8 <= band;
  const needed = Math.max(size.height, 110 + LYING * shown.labels.length * Math.max(1, shown.series.length * 0.7));
  const whole = stands ? size : { ...size, height: Math.ceil(needed) };
  const parts = stands ? standing(shown, whole) : lying(shown, whole);
  return document(whole, heading(chart), [...parts, ...foot(chart, whole, hidden)]);
}

// ---- lines -------------------------------------------------------------------------------------------------------------

/** Points in pixels, no more than four for each column of pixels. */
function thinned(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (let from = 0; from < points.length;) {
    const column = Math.floor(points[from][0]);
    let to = from;
    let [least, most] = [from, from];
    for (; to < points.length && Math.floor(points[to][0]) === column; to++) {
      if (points[to][1] < points[least][1]) least = to;
      if (points[to][1] > points[most][1]) most = to;
    }
    for (const i of new Set([from, Math.min(least, most), Math.max(least, most), to - 1])) kept.push(points[i]);
    from = to;
  }
  return kept;
}

function axisTicks({ axis, xs, labels }: LineChart, width: number): Tick[] {
  const [low, high] = [xs[0], xs[xs.length - 1]];
  if (axis === "numbers") return numberTicks(low, high, Math.max(2, Math.floor(width / 80)));
  if (axis === "time") return timeTicks(low, high, Math.max(2, Math.floor(width / 100)));
  const step = Math.max(1, Math.ceil(labels.length * (Math.max(...labels.map(pixels)) + 12) / width));
  return labels.flatMap((text, at) => at % step === 0 ? [{ at, text }] : []);
}

function lineChart(chart: LineChart, size: Size): string {
  const { parts, top } = head(chart, size);
  const { xs, series } = chart;
  const { least, most } = extent(chart);
  const { low, high } = roundEnds(least > 0 && least < most / 2 ? 0 : least, most, 5);
  const ticks = numberTicks(low, high, 5);
  const box: Box = { left: leftOf(ticks), top, right: size.width - 24, bottom: size.height - 56 };
  const span = xs[xs.length - 1] - xs[0];
  const x = (at: number) =>
    span === 0 ? (box.left + box.right) / 2 : box.left + (at - xs[0]) / span * (box.right - box.left);
  const y = (value: number) => box.bottom - (value - low) / (high - low) * (box.bottom - box.top);
  parts.push(...upright(ticks, y, box));
  for (const { at, text } of axisTicks(chart, box.right - box.left)) {
    parts.push(rule(x(at), box.bottom, x(at), box.bottom + 5, INK), label(x(at), box.bottom + 19, "middle", text));
  }
  parts.push(rule(box.left, box.bottom, box.right, box.bottom, INK));
  series.forEach(({ values }, s) => {
    const points = values.flatMap((value, i) => Number.isNaN(value) ? [] : [[x(xs[i]), y(value)] as const]);
    const color = COLORS[s % COLORS.length];
    const path = thinned(points).map(([a, b]) => `${px(a)},${px(b)}`).join(" ");
    parts.push(`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round"/>`);
    if (points.length <= 40) {
      for (const [a, b] of points) parts.push(`<circle cx="${px(a)}" cy="${px(b)}" r="3" fill="${color}"/>`);
    }
  });
  parts.push(label((box.left + box.right) / 2, size.height - 18, "middle", chart.xName));
  return document(size, heading(chart), [...parts, ...foot(chart, size, 0)]);
}

/** A chart as the text of an SVG file. */
export function svgChart(chart: Chart, size: Size): string {
  if (chart.series[0].values.length === 0) {
    const { parts } = head(chart, size);
    const nothing = label(size.width / 2, size.height / 2, "middle", "nothing to plot", ' fill="#777"');
    return document(size, heading(chart), [...parts, nothing, ...foot(chart, size, 0)]);
  }
  return chart.kind === "bars" ? barChart(chart, size) : lineChart(chart, size);
}
