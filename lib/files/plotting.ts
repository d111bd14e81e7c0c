/**
 * `plot`: rows of a query as a chart, in the terminal or in an SVG file.
 * In: what `from` takes, and options. Out: text on standard output, or a file. Rows are gathered column by column before anything is drawn.
 * @module
 */
import { fail, Instant, isNumber, Keyword, kw, mapOf, PMap, printReadably, toArray, Vec } from "../data/mod.ts";
import { host, onFile } from "../runtime/mod.ts";
import { visitRowsOf } from "../query/mod.ts";
import type { Chart, ColumnOf } from "../plot/mod.ts";
import { namesFile } from "./file_value.ts";
import { filesOf, type Formats, withFormats } from "./formats.ts";

const OP = "plot";
const VALUE = kw("value");

const KINDS = ["bar", "line", "histogram"] as const;
type Kind = typeof KINDS[number];

/** What the options say; null where they say nothing. */
interface Wanted {
  readonly kind: Kind | null;
  readonly x: Keyword | null;
  readonly y: readonly Keyword[] | null;
  readonly title: string;
  /** Columns and rows of text, or pixels. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bins: number | null;
  readonly to: string | null;
}

function bad(expected: string, value: unknown): never {
  return fail("bad-argument", { op: OP, expected, value });
}

const OPTIONS = ["kind", "x", "y", "title", "width", "height", "bins", "to"];

function wantedOf(options: PMap): Wanted {
  options.forEach((key) => {
    if (key instanceof Keyword && OPTIONS.includes(key.text)) return;
    bad(`no other options than ${OPTIONS.map((name) => `:${name}`).join(", ")}`, key);
  });
  const option = (name: string) => options.get(kw(name), null);
  const column = (name: string, x: unknown) => x instanceof Keyword ? x : bad(`a column as ${name}`, x);
  const count = (name: string, most: number): number | null => {
    const x = option(name);
    if (x === null) return null;
    return typeof x === "number" && Number.isInteger(x) && x > 0 && x <= most
      ? x
      : bad(`a number up to ${most} as :${name}`, x);
  };
  const [kind, x, y, title, to] = [option("kind"), option("x"), option("y"), option("title"), option("to")];
  const known = kind instanceof Keyword ? KINDS.find((each) => each === kind.text) : undefined;
  if (kind !== null && known === undefined) return bad(":bar, :line or :histogram as :kind", kind);
  if (to !== null && (typeof to !== "string" || !/\.svg$/i.test(to))) return bad("a path that ends in .svg as :to", to);
  return {
    kind: known ?? null,
    x: x === null ? null : column(":x", x),
    y: y === null ? null : (y instanceof Vec ? toArray(y) : [y]).map((each) => column(":y", each)),
    title: title === null ? "" : typeof title === "string" ? title : bad("a string as :title", title),
    width: count("width", 10_000),
    height: count("height", 10_000),
    bins: count("bins", 1000),
    to,
  };
}

/** The rows of a source, column by column, in the order in which the columns came. */
class Gathered {
  readonly columns = new Map<Keyword, unknown[]>();
  count = 0;

  add(row: unknown): void {
    const at = this.count++;
    if (row instanceof PMap) row.forEach((key, value) => key instanceof Keyword && this.#put(key, at, value));
    else this.#put(VALUE, at, row);
  }

  #put(key: Keyword, at: number, value: unknown): void {
    let column = this.columns.get(key);
    if (column === undefined) this.columns.set(key, column = []);
    while (column.length < at) column.push(null);
    column.push(value);
  }

  /** The values of a column, as many as there are rows. */
  column(key: Keyword): ColumnOf {
    const values = this.columns.get(key);
    if (values === undefined && this.count > 0) {
      return bad(`a column of the rows: ${[...this.columns.keys()].map(({ text }) => `:${text}`).join(", ")}`, key);
    }
    const all = values ?? [];
    while (all.length < this.count) all.push(null);
    return { name: key.text, values: all };
  }

  /** The first column all of whose values fit, nil apart; null when none does. */
  find(fits: (value: unknown) => boolean, but: readonly (Keyword | null)[]): Keyword | null {
    for (const [key, values] of this.columns) {
      if (!but.includes(key) && values.some((v) => v !== null) && values.every((v) => v === null || fits(v))) {
        return key;
      }
    }
    return null;
  }
}

const isPlace = (value: unknown) => isNumber(value) || value instanceof Instant;

/** What is drawn of rows, where the options leave it open: see the documentation of `plot`. */
function chartOf({ charts }: Formats, rows: Gathered, wanted: Wanted): Chart {
  const { title } = wanted;
  const [only] = rows.columns.keys();
  const alone = wanted.x === null && wanted.y === null && rows.columns.size === 1 && isColumnOf(rows, only);
  if (wanted.kind === "histogram" || (wanted.kind === null && alone)) {
    const x = wanted.x ?? wanted.y?.[0] ?? rows.find(isPlace, []) ?? VALUE;
    return charts.histogram(rows.column(x), wanted.bins, title === "" ? x.text : title);
  }
  const x = wanted.x ?? rows.find((value) => !isNumber(value), wanted.y ?? []) ?? firstOf(rows, wanted.y ?? []) ??
    VALUE;
  const y = wanted.y ?? [rows.find(isNumber, [x]) ?? noNumbers(rows, x)];
  const ys = y.map((key) => rows.column(key));
  const kind = wanted.kind ?? (isColumnOf(rows, x) ? "line" : "bar");
  return kind === "line" ? charts.lineChart(rows.column(x), ys, title) : charts.barChart(rows.column(x), ys, title);
}

function isColumnOf(rows: Gathered, key: Keyword): boolean {
  const values = rows.columns.get(key) ?? [];
  return values.some((v) => v !== null) && values.every((v) => v === null || isPlace(v));
}

function firstOf({ columns }: Gathered, but: readonly Keyword[]): Keyword | null {
  for (const key of columns.keys()) if (!but.includes(key)) return key;
  return null;
}

function noNumbers(rows: Gathered, x: Keyword): Keyword {
  if (rows.count === 0) return x;
  return bad(`rows with a column of numbers beside ${printReadably(x)}`, [...rows.columns.keys()][0] ?? null);
}

/** Columns of a line and rows of a picture where nobody says. */
const [USUAL_COLUMNS, USUAL_ROWS] = [80, 16];
/** Pixels of an SVG where nobody says. */
const [USUAL_WIDTH, USUAL_HEIGHT] = [760, 420];

function draw({ charts }: Formats, chart: Chart, { to, width, height }: Wanted): string | null {
  if (to === null) {
    const columns = Math.max(20, width ?? host.lineWidth ?? USUAL_COLUMNS);
    host.write(charts.textChart(chart, { columns, rows: Math.max(3, height ?? USUAL_ROWS) }));
    return null;
  }
  const size = { width: Math.max(200, width ?? USUAL_WIDTH), height: Math.max(150, height ?? USUAL_HEIGHT) };
  const bytes = new TextEncoder().encode(charts.svgChart(chart, size));
  onFile("cannot-write", to, () => filesOf(OP).writeBytes(to, bytes, false));
  return to;
}

/** Whether a value can be options: a map that names no file. */
function areOptions(x: unknown): x is PMap {
  return x instanceof PMap && !namesFile(x);
}

/** Draws rows; nil, or the path of the file. The query may come first or last. */
export function plot(a: unknown, b: unknown = mapOf()): unknown {
  const [source, options] = areOptions(b) ? [a, b] : [b, a];
  if (!areOptions(options)) return bad("a query and a map of options", options);
  const wanted = wantedOf(options);
  const rows = new Gathered();
  return visitRowsOf(
    OP,
    source,
    { row: (value) => rows.add(value) },
    () => withFormats(OP, (formats) => draw(formats, chartOf(formats, rows, wanted), wanted)),
  );
}
