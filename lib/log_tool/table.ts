/**
 * Tables of text: columns as wide as what stands in them, numbers to the right. In: cells. Out: lines.
 * @module
 */

/** Characters that a text takes on a terminal, about: combining marks take none. */
function width(text: string): number {
  return [...text.normalize("NFC").replace(/\p{M}/gu, "")].length;
}

/** Lines of a table without borders; the first row is its head. `right` says which columns go to the right. */
export function textTable(rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const widths = right.map((_, i) => Math.max(...rows.map((row) => width(row[i]))));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => {
      const space = " ".repeat(widths[i] - width(cell));
      return right[i] ? space + cell : cell + space;
    }).join("  ").trimEnd();
  return rows.map((row) => `${line(row)}\n`).join("");
}
