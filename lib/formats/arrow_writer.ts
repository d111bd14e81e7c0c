/**
 * Records → Arrow IPC, the format of files, a record batch at a time.
 * In: the columns, with what their values are, and records in any portions. Out: bytes, in order. Written are booleans, 64-bit Ints, Floats, texts,
 * instants in nanoseconds, Bytes; what is none of these, or not always the same, is JSON as text.
 * Memory: a record batch.
 * Source: arrow.apache.org/docs/format/Columnar.html, by flechette, whose encoder takes batches one by one.
 * @module
 */
import {
  type Batch,
  binary,
  bool,
  type Column as ArrowColumn,
  columnFromArray,
  type DataType,
  float64,
  int64,
  tableFromColumns,
  timestamp,
  type TimestampType,
  TimeUnit,
  utf8,
} from "@uwdata/flechette";
import { encodeIPC } from "@uwdata/flechette/src/encode/encode-ipc.js";
import { Flt, Instant, Keyword, type PMap } from "../data/mod.ts";
import { printJson } from "../runtime/mod.ts";
import type { Column, ColumnKind } from "./columns.ts";

/** Records of a record batch. */
const BATCH = 20_000;
const NANOS_PER_MS = 1_000_000n;

/** How a kind of values is written: the type of the column, and what is made of a value. */
const TYPES: Readonly<Record<ColumnKind, readonly [() => DataType, (value: unknown) => unknown]>> = {
  nothing: [utf8, () => null],
  boolean: [bool, (value) => value],
  int: [int64, (value) => BigInt(value as number | bigint)],
  float: [float64, (value) => value instanceof Flt ? value.v : value],
  text: [utf8, (value) => value instanceof Keyword ? value.text : value],
  // The builder takes bigints for milliseconds as they are; the schema then says what they count.
  instant: [
    () => timestamp(TimeUnit.MILLISECOND, "UTC"),
    (value) => value instanceof Instant ? BigInt(value.ms) * NANOS_PER_MS + BigInt(value.nanos) : null,
  ],
  bytes: [binary, (value) => value],
  any: [utf8, (value) => printJson(value, "")],
};

function columnOf({ key, kind }: Column, records: readonly PMap[]): ArrowColumn<unknown> {
  const [type, cell] = TYPES[kind];
  const cells = records.map((record) => {
    const value = record.get(key, null);
    return value === null ? null : cell(value);
  });
  const column = columnFromArray(cells, type());
  if (kind === "instant") (column.type as TimestampType).unit = TimeUnit.NANOSECOND; // the type that `instant` names
  return column;
}

/** A record batch as the encoder takes it: nodes and buffers of the columns, one after the other. Source: the format's "Record Batches". */
function assembled(columns: readonly ArrowColumn<unknown>[]) {
  let byteLength = 0;
  const nodes: { length: number; nullCount: number }[] = [];
  const regions: { offset: number; length: number }[] = [];
  const buffers: Uint8Array[] = [];
  const add = (part: ArrayBufferView) => {
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    regions.push({ offset: byteLength, length: bytes.length });
    buffers.push(bytes);
    byteLength += (bytes.length + 7) & ~7;
  };
  for (const { data: [batch] } of columns) {
    const { length, nullCount, validity, offsets, values } = batch as Batch<unknown> & {
      readonly offsets?: ArrayBufferView; // of texts and Bytes
      readonly values: ArrayBufferView;
    };
    nodes.push({ length, nullCount });
    add(validity);
    if (offsets !== undefined && offsets !== null) add(offsets);
    add(values);
  }
  return { byteLength, nodes, regions, variadic: [], buffers };
}

/** Records in portions of the size of a batch. */
function* rebatched(portions: Iterable<readonly PMap[]>): Generator<readonly PMap[]> {
  let open: PMap[] = [];
  for (const portion of portions) {
    for (const record of portion) {
      open.push(record);
      if (open.length < BATCH) continue;
      yield open;
      open = [];
    }
  }
  if (open.length > 0) yield open;
}

/** Bytes that are gathered before they are given on: the encoder writes many small pieces. */
const BLOCK = 256 * 1024;

/** Writes an Arrow file. */
export function writeArrow(
  columns: readonly Column[],
  portions: Iterable<readonly PMap[]>,
  write: (bytes: Uint8Array) => void,
): void {
  const { schema } = tableFromColumns(columns.map((column) => [column.name, columnOf(column, [])]));
  function* records() {
    for (const batch of rebatched(portions)) yield assembled(columns.map((column) => columnOf(column, batch)));
  }
  const block = new Uint8Array(BLOCK);
  let used = 0;
  const flush = () => {
    if (used > 0) write(block.subarray(0, used));
    used = 0;
  };
  const take = (bytes: Uint8Array) => {
    if (used + bytes.length > BLOCK) flush();
    if (bytes.length > BLOCK) return write(bytes);
    block.set(bytes, used);
    used += bytes.length;
  };
  // What the encoder asks of a sink.
  const sink = { write: take, pad: (count: number) => take(new Uint8Array(count)), finish: () => null };
  encodeIPC({ schema, records: records() }, { sink, format: "file" });
  flush();
}
