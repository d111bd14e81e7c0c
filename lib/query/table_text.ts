/**
 * Rows of a query as a table of text, for people at a desk.
 * In: rows, how wide a line may be. Out: text. A column is as wide as what stands in it, or less where the line is too short for all; cells are
 * cut then, but for numbers. Rows that are no maps are a column `value`.
 * @module
 */
import { Instant, isNumber, type Keyword, kw, mapOf, PMap, printPlain, printReadably, toText } from "../data/mod.ts";
import { cutText, padText, textWidth } from "../width/mod.ts";
import { runPlan } from "./execute.ts";
import type { Query } from "./query.ts";
import { columnNames } from "./schema.ts";

/** Rows that the REPL shows. */
const SHOWN = 20;
const GAP = "  ";
/** A column that does not get so much is left out. */
const LEAST = 6;
/** Longer texts are not looked at. */
const LONGEST_CELL = 1000;

const VALUE = kw("value");

function cellText(value: unknown): string {
  if (value === null) return "";
  if (typeof value === "string") {
    const text = value.length > LONGEST_CELL ? value.slice(0, LONGEST_CELL) : value;
    return /\p{Cc}/u.test(text) ? printReadably(text) : text;
  }
  return value instanceof Instant
    ? toText(value).replace(".000Z", "Z")
    : printReadably(value, { length: LONGEST_CELL, realised: true });
}

interface Column {
  readonly name: Keyword;
  /** Its name, then its values. */
  readonly cells: readonly string[];
  readonly right: boolean;
  /** What it takes when nothing is cut. */
  readonly natural: number;
}

function columnOf(name: Keyword, rows: readonly PMap[]): Column {
  const values = rows.map((row) => row.get(name, null));
  const cells = [name.text, ...values.map(cellText)];
  const right = values.some(isNumber) && values.every((value) => value === null || isNumber(value));
  return { name, cells, right, natural: Math.max(...cells.map(textWidth)) };
}

/** The widths of columns so that they fit into `room` columns without gaps; null where some would get too little. */
function fit(columns: readonly Column[], room: number): number[] | null {
  const least = ({ natural, right }: Column) => right ? natural : Math.min(natural, LEAST);
  if (columns.reduce((sum, column) => sum + least(column), 0) > room) return null;
  const widths = columns.map(least);
  let left = room - widths.reduce((sum, width) => sum + width, 0);
  // The narrow ones get what they want first, the others what is left in equal parts.
  const open = columns.map((_, i) => i).filter((i) => widths[i] < columns[i].natural)
    .sort((a, b) => columns[a].natural - columns[b].natural);
  open.forEach((i, done) => {
    const share = Math.floor(left / (open.length - done));
    const more = Math.min(share, columns[i].natural - widths[i]);
    widths[i] += more;
    left -= more;
  });
  return widths;
}

/** The first columns that fit, and their widths; one at least. */
function fitting(columns: readonly Column[], width: number): number[] {
  for (let n = columns.length; n > 1; n--) {
    const widths = fit(columns.slice(0, n), width - GAP.length * (n - 1));
    if (widths !== null) return widths;
  }
  return columns.slice(0, 1).map(({ natural }) => Math.min(natural, width));
}

/** Rows as lines: names, then values, numbers to the right. Columns that do not fit into the width are named at the end. */
export function tableText(
  rows: readonly unknown[],
  width: number,
  names: readonly Keyword[] | null = null,
): string {
  const maps = rows.map((row) => row instanceof PMap ? row : mapOf(VALUE, row));
  const known = columnNames(maps);
  const columns = [...new Set([...names ?? [], ...known])].map((name) => columnOf(name, maps));
  const widths = fitting(columns, width);
  const line = (row: number) =>
    widths.map((columnWidth, i) => padText(cutText(columns[i].cells[row], columnWidth), columnWidth, columns[i].right))
      .join(GAP).trimEnd();
  const lines = Array.from({ length: maps.length + 1 }, (_, row) => line(row));
  lines.splice(1, 0, widths.map((columnWidth) => "─".repeat(columnWidth)).join(GAP));
  const left = columns.slice(widths.length).map(({ name }) => printPlain(name));
  return left.length === 0 ? lines.join("\n") : `${lines.join("\n")}\ntoo wide to be shown: ${left.join(" ")}`;
}

/** The first rows of a query as text. */
export function showQuery(query: Query, width: number): unknown {
  return runPlan({ kind: "limit", input: query.plan, offset: 0, count: SHOWN + 1 }, (rows) => {
    const more = rows.length > SHOWN ? `\nthe first ${SHOWN} rows; \`(count query)\` says how many there are` : "";
    return rows.length === 0 ? "no rows" : tableText(rows.slice(0, SHOWN), width) + more;
  });
}
