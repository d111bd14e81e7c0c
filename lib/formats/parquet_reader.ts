/**
 * Parquet → records, a part of a row group at a time.
 * In: a file whose parts can be read. Out: maps with the columns as keys, in batches. Whole numbers are Ints, others Floats, decimals exact;
 * times and dates are instants; texts strings, other bytes Bytes; lists vectors; structures and maps are maps.
 * Memory: a row group as it is in the file, and a batch of records.
 * Source: github.com/apache/parquet-format, by hyparquet; gzip, zstd and brotli by Deno.
 * @module
 */
import {
  type AsyncBuffer,
  type Compressors,
  parquetMetadataAsync,
  type ParquetParsers,
  parquetReadObjects,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import zlib from "node:zlib";
import {
  BatutaError,
  Decimal,
  Instant,
  Keyword,
  mapOfArray,
  mkFloat,
  normBig,
  parseUuid,
  type PMap,
  rowOf,
  vec,
} from "../data/mod.ts";
import { JsonParser } from "../runtime/mod.ts";
import { formatFailure } from "./errors.ts";
import { keyOf, keywordsOf } from "./names.ts";
import { checkPages } from "./parquet_pages.ts";

/** A file that can be read at any place. */
export interface RandomAccess {
  readonly size: number;
  /** The bytes [from, to). */
  slice(from: number, to: number): Uint8Array<ArrayBuffer>;
}

/** Records of a batch. */
const BATCH = 10_000;

const NANOS_PER_MS = 1_000_000n;

function instantOf(units: bigint, perMs: bigint): Instant {
  const ms = units / perMs - (units % perMs < 0n ? 1n : 0n);
  return new Instant(Number(ms), Number((units - ms * perMs) * (NANOS_PER_MS / perMs)));
}

const json = new JsonParser({ keyOf, decimals: false, linesBefore: 0 });
const decoder = new TextDecoder();

const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (ms: bigint | undefined) => ms === undefined ? null : instantOf(BigInt(ms), 1n),
  timestampFromMicroseconds: (us: bigint | undefined) => us === undefined ? null : instantOf(BigInt(us), 1000n),
  timestampFromNanoseconds: (ns: bigint | undefined) => ns === undefined ? null : instantOf(ns, NANOS_PER_MS),
  dateFromDays: (days: number | undefined) => days === undefined ? null : new Instant(days * 86_400_000),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes === undefined ? null : json.parse(decoder.decode(bytes)),
};

/** No more is made of a page than it says it has. */
const COMPRESSORS: Compressors = {
  GZIP: (input, size) => new Uint8Array(zlib.gunzipSync(input, { maxOutputLength: roomFor(size) })),
  ZSTD: (input, size) => new Uint8Array(zlib.zstdDecompressSync(input, { maxOutputLength: roomFor(size) })),
  BROTLI: (input, size) => new Uint8Array(zlib.brotliDecompressSync(input, { maxOutputLength: roomFor(size) })),
};

/** A limit of nothing at all is none that can be given. */
function roomFor(size: number): number {
  return Math.max(1, size);
}

/** What a column's decimals are; the reader would make floats of them. */
interface DecimalType {
  readonly scale: number;
}

/** Takes the mark of a decimal off a leaf, so that its digits come as they are in the file. */
function takeDecimal(element: SchemaElement): DecimalType | null {
  if (element.converted_type !== "DECIMAL" && element.logical_type?.type !== "DECIMAL") return null;
  const { scale = 0 } = element;
  delete element.converted_type;
  delete element.logical_type;
  return { scale };
}

function unscaledOf(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint); // the other types of decimals
  let unscaled = 0n;
  for (const byte of value) unscaled = unscaled << 8n | BigInt(byte);
  return BigInt.asIntN(value.length * 8, unscaled);
}

/** Makes a value of what the reader gives for a node of the schema. */
type Convert = (given: unknown) => unknown;

function leafConverter(element: SchemaElement): Convert {
  const decimal = takeDecimal(element);
  if (decimal !== null) return (given) => new Decimal(unscaledOf(given), decimal.scale);
  const logical = element.logical_type?.type;
  if (logical === "JSON" && element.converted_type === undefined) {
    return (given) => json.parse(decoder.decode(given as Uint8Array)); // a byte array
  }
  if (logical === "UUID") return (given) => parseUuid(String(given)) ?? given;
  const isFloat = element.type === "FLOAT" || element.type === "DOUBLE" || logical === "FLOAT16";
  if (isFloat) return (given) => mkFloat(Number(given));
  return (given) => typeof given === "bigint" ? normBig(given) : given;
}

function isList({ element }: SchemaTree): boolean {
  return element.converted_type === "LIST" || element.logical_type?.type === "LIST";
}

function isMap({ element }: SchemaTree): boolean {
  return element.converted_type === "MAP" || element.logical_type?.type === "MAP";
}

function nodeConverter(node: SchemaTree): Convert {
  const { children, element } = node;
  if (children.length === 0) return leafConverter(element);
  if (isList(node)) {
    const [repeated] = children;
    return itemConverter(repeated.children.length === 1 ? repeated.children[0] : repeated);
  }
  if (isMap(node)) {
    const [key, value] = children[0].children.map(converter);
    return (given) =>
      given instanceof Array
        ? mapOfArray(given.flatMap((pair) => [key(pair.key), value(pair.value)]))
        : mapOfArray(Object.entries(given as object).flatMap(([k, v]) => [key(k), value(v)])); // of text keys
  }
  const fields = children.map((child) => [child.element.name, keyOf(child.element.name), converter(child)] as const);
  return (given) => {
    const object = given as Record<string, unknown>; // a structure
    return mapOfArray(fields.flatMap(([name, key, convert]) => [key, convert(object[name])]));
  };
}

function itemConverter(item: SchemaTree): Convert {
  const convert = nullable(nodeConverter(item));
  return (given) => vec(Array.from(given as ArrayLike<unknown>, convert)); // a list
}

function nullable(convert: Convert): Convert {
  return (given) => given === null || given === undefined ? null : convert(given);
}

function converter(node: SchemaTree): Convert {
  return node.element.repetition_type === "REPEATED" ? itemConverter(node) : nullable(nodeConverter(node));
}

/** The columns of these names; one at least, since it is they that say how many rows there are. */
function wantedOf<T extends readonly [string, unknown, unknown]>(
  all: readonly T[],
  wanted: ReadonlySet<string> | null,
) {
  if (wanted === null) return all;
  const some = all.filter(([, key]) => key instanceof Keyword && wanted.has(key.text));
  return some.length === 0 ? all.slice(0, 1) : some;
}

/** The records of a Parquet file, with the columns that are wanted, null for all. */
export async function* readParquet(
  file: RandomAccess,
  read: (fraction: number) => void,
  wanted: ReadonlySet<string> | null = null,
  onColumns: ((columns: readonly Keyword[]) => void) | null = null,
): AsyncGenerator<readonly PMap[]> {
  const buffer: AsyncBuffer = {
    byteLength: file.size,
    slice: (from, to = file.size) => file.slice(from, to).buffer,
  };
  try {
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
    const all = parquetSchema(metadata).children
      .map((node) => [node.element.name, keyOf(node.element.name), converter(node)] as const);
    onColumns?.(keywordsOf(all.map(([, key]) => key)));
    const columns = wantedOf(all, wanted);
    const total = Number(metadata.num_rows);
    if (metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0) !== total) {
      throw new Error("its row groups have another number of rows than it says");
    }
    let start = 0;
    const names = new Set(columns.map(([name]) => name));
    const flat = new Set(
      parquetSchema(metadata).children.flatMap(({ children, element }) =>
        children.length === 0 && element.repetition_type !== "REPEATED" ? [element.name] : []
      ),
    );
    for (const group of metadata.row_groups) {
      checkPages(file, group, (name) => names.has(name), flat, parquetSchema(metadata), COMPRESSORS);
      const end = start + Number(group.num_rows);
      for (let from = start; from < end; from += BATCH) {
        const rowEnd = Math.min(from + BATCH, end);
        const rows = await parquetReadObjects({
          file: buffer,
          metadata,
          rowStart: from,
          rowEnd,
          columns: columns.map(([name]) => name),
          utf8: false,
          geoparquet: false,
          parsers: PARSERS,
          compressors: COMPRESSORS,
          useOffsetIndex: true,
        });
        yield rows.map((row) => rowOf(columns.flatMap(([name, key, convert]) => [key, convert(row[name])])));
        read(rowEnd / total);
      }
      start = end;
    }
  } catch (error) {
    if (error instanceof BatutaError || !(error instanceof Error)) throw error;
    throw formatFailure("parquet-unreadable", { reason: error.message });
  }
}
