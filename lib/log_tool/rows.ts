/**
 * The entries of a log as rows to print: records alone, or with what the log knows of them.
 * In: a cursor at an entry. Out: a map, or null for an entry that is not shown.
 * @module
 */
import { Instant, kw, mapOf, PMap, rowOf } from "../data/mod.ts";
import { type Cursor, KIND, valueAt } from "../log/mod.ts";

const OFFSET = kw("offset");
const TIMESTAMP = kw("timestamp");
const SHOWN = { [KIND.record]: "record", [KIND.tombstone]: "deleted", [KIND.notice]: "notice" } as const;
const [COLUMN_OFFSET, COLUMN_TIME, COLUMN_KIND] = ["log/offset", "log/timestamp", "log/kind"].map(kw);

/** `records`: just these. `nested`: every entry, with the record as a part. `columns`: every entry, with the record's columns among its own. */
export type RowShape = "records" | "nested" | "columns";

/** A record as a map; storage takes any value. */
function asRow(value: unknown): PMap {
  return value instanceof PMap ? value : mapOf(kw("value"), value);
}

function nested({ offset, time, kind }: Cursor, value: unknown): PMap {
  const row = mapOf(OFFSET, offset, TIMESTAMP, new Instant(time));
  return kind === KIND.erased ? row.assoc(kw("erased"), true) : row.assoc(kw(SHOWN[kind]), value);
}

function withColumns({ offset, time, kind }: Cursor, value: unknown, key: unknown): PMap {
  const name = kind === KIND.erased ? "erased" : SHOWN[kind];
  const flat: unknown[] = [COLUMN_OFFSET, offset, COLUMN_TIME, new Instant(time), COLUMN_KIND, name];
  if (kind === KIND.erased) return rowOf(flat);
  const row = kind === KIND.tombstone && key !== null ? mapOf(key, value) : asRow(value);
  for (const cursor = row.cursor(); cursor.advance();) flat.push(cursor.key, cursor.value);
  return rowOf(flat);
}

/** The row of an entry; `key` is the column that is the log's key, or null. */
export function rowAt(cursor: Cursor, shape: RowShape, key: unknown): PMap | null {
  if (shape === "records") return cursor.kind === KIND.record ? asRow(valueAt(cursor)) : null;
  const value = valueAt(cursor);
  return shape === "nested" ? nested(cursor, value) : withColumns(cursor, value, key);
}
