/**
 * Columns of whole slices, gathered by copying arrays: what a loop would do row by row.
 * In: columns of a scan, the slices. Out: gathered columns. Only numbers that are there in all rows are copied so; a loop knows the others.
 * @module
 */
import type { Slice } from "../columns/mod.ts";
import type { Context, Flow, Work } from "./flow.ts";
import { bytesOf, type Data, type Relation, type Stored } from "./relation.ts";
import { ColumnCell } from "./scan_source.ts";
import type { Scratch } from "./scratch.ts";
import type { Cell } from "./value.ts";

function isCopied(cell: Cell): cell is ColumnCell {
  return cell instanceof ColumnCell && cell.type !== "any" && cell.type !== "word" && !cell.nullable;
}

function typeFor({ type, low, high }: ColumnCell) {
  if (type === "bool") return Uint8Array;
  return type === "int" && low >= -(2 ** 31) && high < 2 ** 31 ? Int32Array : Float64Array;
}

/** The rows of a flow with these columns, in scratch memory; null where that takes a loop. */
export function* copied(
  { whole }: Flow,
  cells: readonly Cell[],
  context: Context,
  scratch: Scratch,
): Work<Relation | null> {
  if (whole === null || !cells.every(isCopied)) return null;
  const size = whole.reduce((rows, { from, to }) => rows + to - from, 0);
  const arrays = cells.map((cell) => scratch.take<Exclude<Data, unknown[]>>(typeFor(cell), size));
  const relation: Relation = {
    size,
    columns: cells.map(({ type, low, high }, i): Stored => ({
      type,
      data: arrays[i],
      nil: null,
      words: null,
      ...(type === "int" ? { low, high } : {}),
    })),
  };
  context.budget.take(bytesOf(relation));
  let at = 0;
  for (const slice of whole) {
    cells.forEach((cell, i) => copy(cell, slice, arrays[i], at));
    at += slice.to - slice.from;
    context.scanned(slice.to - slice.from);
    yield slice.to - slice.from;
  }
  return relation;
}

function copy(cell: ColumnCell, slice: Slice, into: Exclude<Data, unknown[]>, at: number): void {
  const column = cell.columnOf(slice);
  if (column === null || column.kind === "values" || column.kind === "words") {
    throw new Error("copy.ts: not a column of numbers");
  }
  const data = column.data.subarray(slice.from, slice.to);
  if (column.kind === "float" && column.per !== 1) divide(data, column.per, into as Float64Array, at); // of Floats
  else into.set(data, at);
}

function divide(from: ArrayLike<number>, by: number, into: Float64Array, at: number): void {
  for (let i = 0; i < from.length; i++) into[at + i] = from[i] / by;
}
