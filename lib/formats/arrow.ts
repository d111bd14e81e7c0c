/**
 * Arrow IPC → records.
 * In: all bytes of a file or stream. Out: maps with the columns as keys, in batches. Whole numbers are Ints, others Floats, decimals exact; times
 * and dates are instants; texts strings, other bytes Bytes; lists vectors; structures maps.
 * Memory: the file. Compressed files cannot be read.
 * Source: arrow.apache.org/docs/format/Columnar.html, by flechette.
 * @module
 */
import {
  type Batch,
  type Column,
  type DataType,
  tableFromIPC,
  type TimestampType,
  TimeUnit,
  Type,
} from "@uwdata/flechette";
import {
  BatutaError,
  Decimal,
  Instant,
  Keyword,
  mapOfArray,
  mkFloat,
  normBig,
  type PMap,
  rowOf,
  vec,
} from "../data/mod.ts";
import { checkMessages } from "./arrow_messages.ts";
import { formatFailure } from "./errors.ts";
import { keyOf, keywordsOf } from "./names.ts";

/** Records of a batch. */
const BATCH = 10_000;

type Convert = (value: unknown) => unknown;

function nullable(convert: Convert): Convert {
  return (value) => value === null || value === undefined ? null : convert(value);
}

/** How many of a unit make a millisecond, or how many milliseconds make one of it. */
const UNITS_PER_MS = { [TimeUnit.MILLISECOND]: 1n, [TimeUnit.MICROSECOND]: 1000n, [TimeUnit.NANOSECOND]: 1_000_000n };
const NANOS_PER_MS = 1_000_000n;

function instantOf(count: bigint, unit: TimestampType["unit"]): Instant {
  if (unit === TimeUnit.SECOND) return new Instant(Number(count) * 1000);
  const perMs = UNITS_PER_MS[unit];
  const ms = count / perMs - (count % perMs < 0n ? 1n : 0n);
  return new Instant(Number(ms), Number((count - ms * perMs) * (NANOS_PER_MS / perMs)));
}

function converter(type: DataType): Convert {
  return nullable(convertOf(type));
}

function convertOf(type: DataType): Convert {
  switch (type.typeId) {
    case Type.Dictionary:
      return converter(type.dictionary);
    case Type.Float:
      return (value) => mkFloat(Number(value));
    case Type.Decimal:
      return (value) => new Decimal(BigInt(value as bigint), type.scale); // as `useDecimalInt` gives them
    case Type.Date:
      return (value) => new Instant(Number(value));
    case Type.Timestamp:
      return (value) => instantOf(value as bigint, type.unit); // as `useBigIntTimestamp` gives them
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList: {
      const item = converter(type.children[0].type);
      return (value) => vec(Array.from(value as ArrayLike<unknown>, item)); // a list
    }
    case Type.Struct: {
      const fields = type.children.map(({ name, type }) => [name, keyOf(name), converter(type)] as const);
      return (value) => {
        const object = value as Record<string, unknown>; // a structure
        return mapOfArray(fields.flatMap(([name, key, convert]) => [key, convert(object[name])]));
      };
    }
    default:
      return (value) => typeof value === "bigint" ? normBig(value) : value;
  }
}

/** Bytes that a value takes in each of these buffers at least; the others have none of their own. */
const WIDTHS = { values: 1, offsets: 4, sizes: 4, typeIds: 1 };

/** A batch of any type. */
type AnyBatch = Batch<unknown> & Partial<Record<keyof typeof WIDTHS, ArrayBufferView>> & {
  readonly children?: readonly AnyBatch[];
};

/** Fails where the lists of a batch lie outside of their elements. */
function checkLists({ length, type, offsets, sizes, children }: AnyBatch): void {
  const elements = children?.[0]?.length ?? 0;
  if (type.typeId === Type.FixedSizeList) {
    if (!(type.stride >= 0 && length * type.stride <= elements)) {
      throw new Error("lists have more elements than there are");
    }
    return;
  }
  const ends = offsets as ArrayLike<number | bigint> | undefined; // it is such an array
  const counts = sizes as ArrayLike<number | bigint> | undefined;
  if (ends === undefined || children === undefined || type.typeId === Type.Union) return;
  if (counts === undefined && length > 0 && !(length < ends.length)) throw new Error("lists have no end");
  for (let i = 0; i < length; i++) {
    const from = Number(ends[i]);
    const to = counts === undefined ? Number(ends[i + 1]) : from + Number(counts[i]);
    if (!(from >= 0 && from <= to && to <= elements)) throw new Error("lists have more elements than there are");
  }
}

/** Fails where a batch says that it has more values than its buffers have room for: walking over them would take for ever. */
function checkBatch(batch: AnyBatch): void {
  const { length, type, children = [] } = batch;
  if (!(length >= 0)) throw new Error("a record batch has a length that cannot be");
  // Nothing is kept of what is nothing.
  if (type.typeId === Type.Null && length > MOST_NULLS) {
    throw new Error("a record batch has more values than there is room for");
  }
  const isBool = type.typeId === Type.Bool;
  for (const [name, width] of Object.entries(WIDTHS)) {
    const buffer = batch[name as keyof typeof WIDTHS]; // its keys
    if (!ArrayBuffer.isView(buffer)) continue;
    const room = isBool ? 8 * buffer.byteLength : Math.floor(buffer.byteLength / width);
    if (length > room) throw new Error("a record batch has more values than there is room for");
  }
  const shared = type.typeId === Type.Struct || (type.typeId === Type.Union && batch.offsets === undefined);
  for (const child of children) {
    if (shared && child.length < length) throw new Error("a structure has more values than its parts");
    checkBatch(child);
  }
  checkLists(batch);
}

/** So many values that are all nothing are let pass. */
const MOST_NULLS = 2 ** 26;

function checkBatches({ data }: Column<unknown>): void {
  for (const batch of data) checkBatch(batch as AnyBatch); // what a column has
}

/** The records of an Arrow file, with the columns that are wanted, null for all. */
export function* readArrow(
  bytes: Uint8Array,
  wanted: ReadonlySet<string> | null,
  onColumns: ((columns: readonly Keyword[]) => void) | null = null,
): Generator<readonly PMap[]> {
  try {
    checkMessages(bytes);
    const table = tableFromIPC(bytes, { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true });
    onColumns?.(keywordsOf(table.schema.fields.map(({ name }) => keyOf(name))));
    const columns = table.schema.fields
      .map(({ name, type }) => ({ key: keyOf(name), cells: table.getChild(name), convert: converter(type) }))
      .filter(({ key }) => wanted === null || (key instanceof Keyword && wanted.has(key.text)));
    for (const { cells } of columns) {
      if (cells.length !== table.numRows) throw new Error("its columns have different numbers of values");
      checkBatches(cells);
    }
    for (let from = 0; from < table.numRows; from += BATCH) {
      const count = Math.min(BATCH, table.numRows - from);
      yield Array.from(
        { length: count },
        (_, i) => rowOf(columns.flatMap(({ key, cells, convert }) => [key, convert(cells.at(from + i))])),
      );
    }
  } catch (error) {
    if (error instanceof BatutaError || !(error instanceof Error)) throw error;
    throw formatFailure("arrow-unreadable", { reason: error.message });
  }
}
