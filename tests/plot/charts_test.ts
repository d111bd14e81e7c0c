/** Charts as text and as SVG. When red, suspect `lib/plot/`: ticks in `ticks.ts`, what is drawn in `chart.ts`, how in `text_chart.ts`, `svg_chart.ts`. */
import { deepStrictEqual as is, ok } from "node:assert/strict";
import fc from "fast-check";
import { Instant, mkFloat } from "../../lib/data/mod.ts";
import { textWidth } from "../../lib/width/mod.ts";
import {
  barChart,
  histogram,
  lineChart,
  numberTicks,
  svgChart,
  textChart,
  timeTicks,
  valueText,
} from "../../lib/plot/mod.ts";

const FRAME = { columns: 40, rows: 6 };
const column = (name: string, values: readonly unknown[]) => ({ name, values });
const day = (text: string) => new Instant(Date.parse(text));

Deno.test("bars are as long as their values, to an eighth of a column; what is no number is left out", () => {
  const chart = barChart(column("city", ["Lima", "Oslo", "東京"]), [column("n", [16, 4, null])], "");
  is(
    textChart(chart, { columns: 24, rows: 1 }),
    [
      "n by city",
      "Lima │███████████████ 16",
      "Oslo │███▊ 4",
      "1 row without a number left out",
      "",
    ].join("\n"),
  );
});

Deno.test("negative bars go the other way", () => {
  const chart = barChart(column("m", ["a", "b"]), [column("n", [10, -10])], "balance");
  is(textChart(chart, { columns: 18, rows: 1 }), "balance\na       │█████ 10\nb ██████│ -10\n");
});

Deno.test("several series have a bar each", () => {
  const chart = barChart(column("m", ["x"]), [column("in", [2]), column("out", [1])], "t");
  is(textChart(chart, { columns: 20, rows: 1 }).split("\n").slice(1, 3), ["x in  │███████████ 2", "x out │█████▌ 1"]);
});

Deno.test("a line begins and ends at the edges, with round ticks", () => {
  const chart = lineChart(column("x", [0, 10]), [column("y", [0, 10])], "");
  is(textChart(chart, { columns: 16, rows: 3 }).split("\n"), [
    "y by x",
    "10 ┤        ⣀⠤⠒⠉",
    " 5 ┤    ⣀⠤⠒⠉",
    " 0 ┤⣀⠤⠒⠉",
    "   └┬─────┬────┬",
    "    0     5   10",
    "",
  ]);
});

Deno.test("points of a line stand in the order of the axis, labels in their own", () => {
  is(lineChart(column("x", [3, 1, 2]), [column("y", [30, 10, 20])], "").series[0].values, [10, 20, 30]);
  const { xs, labels } = lineChart(column("x", ["b", "a"]), [column("y", [1, 2])], "");
  is([xs, labels], [[0, 1], ["b", "a"]]);
});

Deno.test("a histogram counts each number once, in round bins", () => {
  const chart = histogram(column("x", [0, 1, 2, 9.5, 10].map((x) => mkFloat(x))), 5, "x");
  is([chart.labels, chart.series[0].values], [["0 – 2", "2 – 4", "4 – 6", "6 – 8", "8 – 10", "10 – 12"], [
    2,
    1,
    0,
    0,
    1,
    1,
  ]]);
  is(histogram(column("x", [5, 5]), null, "x").series[0].values.reduce((a, b) => a + b), 2);
});

Deno.test("ticks are round and as many as are wanted, about", () => {
  is(numberTicks(0, 97, 5).map(({ text }) => text), ["0", "20", "40", "60", "80"]);
  is(numberTicks(0, 0.3, 3).map(({ text }) => text), ["0.0", "0.1", "0.2", "0.3"]);
  is(numberTicks(0, 1.4e6, 5).map(({ text }) => text), ["0", "0.2M", "0.4M", "0.6M", "0.8M", "1.0M", "1.2M", "1.4M"]);
  const at = (from: string, to: string, n: number) => timeTicks(day(from).ms, day(to).ms, n).map(({ text }) => text);
  is(at("2026-01-15", "2026-06-10", 5), ["Feb 2026", "Mar", "Apr", "May", "Jun"]);
  is(at("2020-03-01", "2026-02-01", 6), ["2021", "2022", "2023", "2024", "2025", "2026"]);
  is(at("2026-01-01T10:00Z", "2026-01-01T11:00Z", 4), ["Jan 1 10:00", "10:15", "10:30", "10:45", "11:00"]);
  is([1234567, 12.3456, 0.00012346, -3].map(valueText), ["1,234,567", "12.35", "0.0001235", "-3"]);
});

const numbers = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.constant("x")), { maxLength: 30 });
const anyChart = fc.tuple(numbers, numbers, fc.constantFrom("bar", "line", "histogram"), fc.string({ unit: "binary" }))
  .map(
    ([xs, ys, kind, title]) => {
      const values = (all: readonly unknown[]) =>
        xs.map((_, i) => typeof all[i] === "number" ? mkFloat(all[i]) : all[i] ?? null);
      const [x, y] = [column("x", values(xs)), column("<y>", values(ys))];
      return kind === "bar"
        ? barChart(x, [y], title)
        : kind === "line"
        ? lineChart(x, [y, x], title)
        : histogram(x, null, title);
    },
  );

Deno.test("no line of any chart is wider than it may be", () => {
  fc.assert(fc.property(anyChart, fc.integer({ min: 30, max: 90 }), (chart, columns) => {
    for (const line of textChart({ ...chart, title: "t" }, { ...FRAME, columns }).split("\n")) {
      ok(textWidth(line) <= columns || line.includes("left out"), line);
    }
  }));
});

Deno.test("every chart is well-formed SVG without numbers that are none", () => {
  fc.assert(fc.property(anyChart, (chart) => {
    const svg = svgChart(chart, { width: 600, height: 300 });
    ok(!/NaN|Infinity|undefined/.test(svg.replace(/<title>.*?<\/title>|<text.*?<\/text>/gs, "")), svg);
    // Every `<` begins an element of ours, every `&` an entity.
    ok(!/<(?!\/?(?:svg|title|rect|line|text|polyline|circle)[ >])|&(?!(?:amp|lt|gt|quot);)/.test(svg), svg);
    ok(svg.startsWith("<svg ") && svg.endsWith("</svg>\n"));
  }));
});
