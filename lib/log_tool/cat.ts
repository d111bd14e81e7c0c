/**
 * `batuta log cat`: the records of a log, one on a line; with `--follow` also those that are appended later.
 * @module
 */
import { type Keyword } from "../data/mod.ts";
import { Columns, csvWriter, ednWriter, ndjsonWriter, type RecordWriter } from "../formats/mod.ts";
import type { Reader } from "../log/mod.ts";
import { counted, grouped } from "./amounts.ts";
import { keyOfLog, placeInLog, withReader } from "./open.ts";
import { rowAt, type RowShape } from "./rows.ts";
import type { World } from "./world.ts";

export interface CatOptions {
  readonly as: "edn" | "json" | "csv";
  /** Offset or instant; the first and the one behind the last. */
  readonly from?: string;
  readonly to?: string;
  readonly follow?: boolean;
  readonly meta?: boolean;
  readonly salvage?: boolean;
}

/** Visits the rows of the entries [from, to); answers the offset behind the last. */
export function visitRows(
  reader: Reader,
  { from, to, shape }: { from: number; to: number | undefined; shape: RowShape },
  visit: (row: NonNullable<ReturnType<typeof rowAt>>, offset: number) => void,
): number {
  const key: Keyword | null = keyOfLog(reader);
  return reader.scan(from, to, (cursor) => {
    const row = rowAt(cursor, shape, key);
    if (row !== null) visit(row, cursor.offset);
  });
}

/** Says what a reader that salvages has left out; answers the exit status. */
export function tellLeftOut(world: World, reader: Reader): number {
  for (const { from, to, segment, position, reason } of reader.leftOut) {
    const which = to - from === 1
      ? `Record ${grouped(from)} was`
      : `Records ${grouped(from)} to ${grouped(to - 1)} were`;
    world.note(`${which} left out: ${segment}, byte ${position}: ${reason}.\n`);
  }
  const missing = reader.leftOut.reduce((sum, { from, to }) => sum + to - from, 0);
  if (missing > 0) world.note(`${counted(missing, "record")} left out.\n`);
  return missing > 0 ? 1 : 0;
}

/** What writes rows; CSV needs to know the columns first. */
function writerFor(reader: Reader, { as }: CatOptions, range: Parameters<typeof visitRows>[1]): RecordWriter {
  if (as === "edn") return ednWriter;
  if (as === "json") return ndjsonWriter;
  const columns = new Columns();
  visitRows(reader, range, (row) => columns.add(row));
  reader.leftOut.length = 0; // the second reading finds it again
  return csvWriter(columns.all);
}

export function showRecords(world: World, log: string, options: CatOptions): Promise<number> {
  const { salvage, meta = false, follow = false } = options;
  return withReader(world, log, { salvage }, async (reader) => {
    const shape = !meta ? "records" : options.as === "csv" ? "columns" : "nested";
    let from: number = placeInLog(reader, options.from, 0);
    const to = placeInLog(reader, options.to, undefined);
    const now = Math.min(to ?? Infinity, reader.count());
    const writer = writerFor(reader, options, { from, to: now, shape });
    world.write(writer.begin());
    for (let end = now;; end = Math.min(to ?? Infinity, reader.count())) {
      if (from < end) {
        from = visitRows(reader, { from, to: end, shape }, (row) => world.write(writer.record(row)));
      }
      world.flush();
      if (!follow || from >= (to ?? Infinity)) break;
      await reader.changed();
    }
    world.write(writer.end());
    return tellLeftOut(world, reader);
  });
}
