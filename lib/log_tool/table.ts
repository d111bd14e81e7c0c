/**
 * Tables of text: columns as wide as what stands in them, numbers to the right. In: cells. Out: lines.
 * @module
 */
import { padText, textWidth } from "../width/mod.ts";

/** Lines of a table without borders; the first row is its head. `right` says which columns go to the right. */
export function textTable(rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const widths = right.map((_, i) => Math.max(...rows.map((row) => textWidth(row[i]))));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => padText(cell, widths[i], right[i])).join("  ").trimEnd();
  return rows.map((row) => `${line(row)}\n`).join("");
}
