/**
 * Charts: columns of values as bars, lines and histograms, in a terminal and as SVG.
 * Reading order: `ticks.ts` (round values on axes) · `chart.ts` (what is drawn, as data) · `braille.ts`, `text_chart.ts` · `svg_chart.ts`.
 *
 * ```ts
 * import { strictEqual as is } from "node:assert/strict";
 * import { barChart, textChart } from "./mod.ts";
 *
 * const chart = barChart({ name: "city", values: ["Lima", "Oslo"] }, [{ name: "trips", values: [10, 5] }], "");
 * is(textChart(chart, { columns: 20, rows: 10 }), "trips by city\nLima │███████████ 10\nOslo │█████▌ 5\n");
 * ```
 * @module
 */
export {
  type BarChart,
  barChart,
  type Chart,
  type ColumnOf,
  histogram,
  type LineChart,
  lineChart,
  type Series,
} from "./chart.ts";
export { type Size, svgChart } from "./svg_chart.ts";
export { type Frame, textChart } from "./text_chart.ts";
export { numberTicks, roundEnds, roundStep, type Tick, timeTicks, valueText } from "./ticks.ts";
