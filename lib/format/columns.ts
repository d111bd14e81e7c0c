/**
 * Which values stood in columns, and where the columns are now. A row is a line with several items of one group, or with one group on it, whose
 * items are its cells. A column is aligned when most rows have it at the same place and at least one took spaces for that. Rows between two
 * blank lines belong together.
 * In: the items of a group. Changes: `spaces` of those that stand in columns.
 * @module
 */

import type { Node } from "./node.ts";

/** A line of a group. */
interface Row {
  readonly items: readonly Node[];
  /** The indices of the items that begin its cells. */
  readonly cells: readonly number[];
  /** The group that is alone on the line, if its items are the cells. */
  readonly group: Node | null;
}

function startsLine(items: readonly Node[], i: number): boolean {
  return items[i].lineBreaks > 0 || (i > 0 && items[i - 1].kind === "comment");
}

/** A pattern, its guard and what stands behind the arrow are two cells. */
function cellsOf(items: readonly Node[], from: number, to: number): number[] {
  for (let i = from + 1; i < to; i++) if (items[i].isSymbol("->")) return [from, i];
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function hasWidth(items: readonly Node[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (items[i].multi) return false;
  return true;
}

/** The row of a line, or null when it is none. */
function rowOf(items: readonly Node[], from: number, to: number): Row | null {
  const only = items[from];
  if (to - from === 1) {
    if (only.kind !== "group" || only.multi || only.items.length < 2) return null;
    return { items: only.items, cells: only.items.map((_, i) => i), group: only };
  }
  const cells = cellsOf(items, from, to);
  return cells.length > 1 && hasWidth(items, from, cells[cells.length - 1]) ? { items, cells, group: null } : null;
}

/** The rows of a group from an item on, in runs without a blank line between them. */
function findRuns(items: readonly Node[], first: number): Row[][] {
  const runs: Row[][] = [[]];
  for (let from = first; from < items.length;) {
    let to = from + 1;
    while (to < items.length && !startsLine(items, to)) to++;
    if (items[from].lineBreaks > 1) runs.push([]);
    const row = rowOf(items, from, items[to - 1].kind === "comment" ? to - 1 : to);
    if (row !== null) runs[runs.length - 1].push(row);
    from = to;
  }
  return runs;
}

/** Columns from the beginning of one item to the end of another, the comma behind it included. */
function widthBetween(items: readonly Node[], from: number, to: number): number {
  let width = items[to]?.comma ? 1 : 0;
  for (let i = from; i < to; i++) width += items[i].width + (i > from ? 1 + (items[i].comma ? 1 : 0) : 0);
  return width;
}

/** Whether most of the rows have a cell at one place, some by spaces. */
function isAligned(rows: readonly Row[], cell: number): boolean {
  if (rows.length < 2 || !rows.some(({ items, cells }) => items[cells[cell]].isPadded)) return false;
  const counts = new Map<number, number>();
  for (const { items, cells } of rows) {
    const { column } = items[cells[cell]];
    counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return most >= 2 && most * 2 > rows.length;
}

/** Puts the cells of rows with as many cells into their columns. */
function align(rows: readonly Row[]): void {
  const offsets = rows.map(() => 0);
  for (let cell = 1; cell < rows[0].cells.length; cell++) {
    const ends = rows.map(({ items, cells }, i) => offsets[i] + widthBetween(items, cells[cell - 1], cells[cell]));
    const column = isAligned(rows, cell) ? Math.max(...ends) + 1 : 0;
    for (const [i, { items, cells, group }] of rows.entries()) {
      offsets[i] = Math.max(column, ends[i] + 1);
      items[cells[cell]].spaces = offsets[i] - ends[i];
      if (group !== null) group.width += offsets[i] - ends[i] - 1;
    }
  }
}

/** Aligns what stood in columns among the items of a group; rows begin with item `first`. */
export function alignColumns(group: Node, first: number): void {
  const { items } = group;
  if (!group.hasGaps && !items.some((item) => item.hasGaps)) return;
  for (const run of findRuns(items, first)) {
    const kinds = Map.groupBy(run, ({ cells, group }) => `${cells.length}${group?.text ?? ""}`);
    for (const rows of kinds.values()) align(rows);
  }
}
