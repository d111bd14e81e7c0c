/**
 * Arrow IPC → records, and records → Arrow IPC, the format of files.
 * In: all bytes of a file; records and their columns. Out: maps with the columns as keys, in batches; bytes. Whole numbers are Ints, others
 * Floats, decimals exact; times and dates are instants; texts strings, other bytes Bytes; lists vectors; structures maps. Written are booleans,
 * 64-bit Ints, Floats, texts, instants in nanoseconds, Bytes; what is none of these, or not always the same, is JSON as text.
 * Memory: the file. Compressed files cannot be read.
 * Source: arrow.apache.org/docs/format/Columnar.html, by flechette.
 * @module
 */
import {
  binary,
  bool,
  columnFromArray,
  type DataType,
  float64,
  int64,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  timestamp,
  type TimestampType,
  TimeUnit,
  Type,
  utf8,
} from "@uwdata/flechette";
import {
  BatutaError,
  Decimal,
  Flt,
  Instant,
  Keyword,
  mapOfArray,
  mkFloat,
  normBig,
  type PMap,
  rowOf,
  vec,
} from "../data/mod.ts";
import { printJson } from "../runtime/mod.ts";
import type { Column, ColumnKind } from "./columns.ts";
import { formatFailure } from "./errors.ts";
import { keyOf } from "./names.ts";

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

/** The records of an Arrow file, with the columns that are wanted, null for all. */
export function* readArrow(bytes: Uint8Array, wanted: ReadonlySet<string> | null): Generator<readonly PMap[]> {
  try {
    const table = tableFromIPC(bytes, { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true });
    const columns = table.schema.fields
      .map(({ name, type }) => ({ key: keyOf(name), cells: table.getChild(name), convert: converter(type) }))
      .filter(({ key }) => wanted === null || (key instanceof Keyword && wanted.has(key.text)));
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

/** How a kind of values is written: the type of the column, and what is made of a value. */
const TYPES: Readonly<Record<ColumnKind, readonly [() => DataType, Convert]>> = {
  nothing: [utf8, () => null],
  boolean: [bool, (value) => value],
  int: [int64, (value) => BigInt(value as number | bigint)],
  float: [float64, (value) => value instanceof Flt ? value.v : value],
  text: [utf8, (value) => value instanceof Keyword ? value.text : value],
  // The builder takes bigints for milliseconds as they are; `arrowOf` then says what they count.
  instant: [
    () => timestamp(TimeUnit.MILLISECOND, "UTC"),
    (value) => value instanceof Instant ? BigInt(value.ms) * NANOS_PER_MS + BigInt(value.nanos) : null,
  ],
  bytes: [binary, (value) => value],
  any: [utf8, (value) => printJson(value, "")],
};

/** The bytes of an Arrow file. */
export function arrowOf(columns: readonly Column[], records: readonly PMap[]): Uint8Array {
  const built = columns.map(({ name, key, kind }) => {
    const [type, cell] = TYPES[kind];
    const cells = records.map((record) => {
      const value = record.get(key, null);
      return value === null ? null : cell(value);
    });
    const column = columnFromArray(cells, type());
    if (kind === "instant") (column.type as TimestampType).unit = TimeUnit.NANOSECOND; // the type that `instant` names
    return [name, column] as [string, typeof column];
  });
  return tableToIPC(tableFromColumns(built), { format: "file" }) as Uint8Array; // bytes where no sink is given
}
