/**
 * The first rows of a query as a table of text, for people at a desk.
 * In: a query, how wide a line may be. Out: text; it suspends as the query does. Rows that are no maps are shown as a vector.
 * Widths are counted in characters, not in what a terminal makes of them.
 * @module
 */
import { isNumber, kw, PMap, printPlain, printReadably, vec } from "../data/mod.ts";
import { runPlan } from "./execute.ts";
import type { Query } from "./query.ts";
import { columnNames } from "./schema.ts";

/** Rows that are shown. */
const SHOWN = 20;
const GAP = "  ";

function cellText(value: unknown, most: number): string {
  if (value === null) return "";
  const text = typeof value === "string" && !/[\n\r\t]/.test(value) ? value : printReadably(value, { length: most });
  const characters = [...text];
  return characters.length <= most ? text : characters.slice(0, most - 1).join("") + "…";
}

function padded(text: string, width: number, right: boolean): string {
  const gap = " ".repeat(Math.max(0, width - [...text].length));
  return right ? gap + text : text + gap;
}

/** Rows as lines: names, then values, numbers to the right. Columns that do not fit into the width are named at the end. */
export function tableText(rows: readonly PMap[], width: number): string {
  const names = [...columnNames(rows)];
  const most = Math.max(8, Math.floor(width / Math.max(1, Math.min(names.length, 3))) - GAP.length);
  const columns = names.map((name) => {
    const values = rows.map((row) => row.get(name, null));
    const cells = [cellText(name.text, most), ...values.map((value) => cellText(value, most))];
    const right = values.every((value) => value === null || isNumber(value));
    const size = Math.max(...cells.map((cell) => [...cell].length));
    return { name, size, cells: cells.map((cell) => padded(cell, size, right)) };
  });
  let used = 0;
  const fitting = columns.filter(({ size }, i) => (used += size + GAP.length) - GAP.length <= width || i === 0);
  const lines = Array.from(
    { length: rows.length + 1 },
    (_, i) => fitting.map(({ cells }) => cells[i]).join(GAP).trimEnd(),
  );
  lines.splice(1, 0, fitting.map(({ size }) => "─".repeat(size)).join(GAP));
  const left = columns.slice(fitting.length).map(({ name }) => printPlain(kw(name.text)));
  return left.length === 0 ? lines.join("\n") : `${lines.join("\n")}\ntoo wide to be shown: ${left.join(" ")}`;
}

/** The first rows of a query as text. */
export function showQuery(query: Query, width: number): unknown {
  return runPlan({ kind: "limit", input: query.plan, offset: 0, count: SHOWN + 1 }, (rows) => {
    const shown = rows.slice(0, SHOWN);
    const maps = shown.every((row) => row instanceof PMap) ? shown as PMap[] : null; // just tested
    const more = rows.length > SHOWN ? `\nthe first ${SHOWN} rows; \`(count query)\` says how many there are` : "";
    if (rows.length === 0) return "no rows";
    return (maps === null ? printReadably(vec(shown)) : tableText(maps, width)) + more;
  });
}
