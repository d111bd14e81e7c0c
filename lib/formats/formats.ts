/**
 * Formats by their names. In: a name and where bytes come from or go. Out: records, or what writes them. What reads and writes Parquet is
 * loaded when it is needed.
 * @module
 */
import type { Keyword, PMap } from "../data/mod.ts";
import type { Column } from "./columns.ts";
import { type CsvOptions, CsvReader } from "./csv_reader.ts";
import { EdnRecordReader } from "./edn_reader.ts";
import { JsonReader, NdjsonReader } from "./json_reader.ts";
import type { RandomAccess } from "./parquet_reader.ts";
import { type PieceReader, readPieces } from "./pieces.ts";
import { type ByteStream, TextSource } from "./text_source.ts";
import { withTypes } from "./typed_values.ts";
import { csvWriter, ednWriter, jsonWriter, ndjsonWriter, type RecordWriter } from "./writers.ts";

/** All formats; the names of all but Parquet's are those of text. */
export const FORMATS = ["csv", "json", "ndjson", "edn", "parquet"] as const;
export type Format = typeof FORMATS[number];

const OTHER_ENDINGS: Readonly<Record<string, Format>> = { jsonl: "ndjson", pq: "parquet" };

/** The format that the ending of a file's name says; null where it says none. */
export function formatOfPath(path: string): Format | null {
  const ending = /\.(\w+)$/.exec(path)?.[1].toLowerCase() ?? "";
  return FORMATS.find((format) => format === ending) ?? OTHER_ENDINGS[ending] ?? null;
}

/** The formats that are text. */
export type TextFormat = Exclude<Format, "parquet">;

export type ReadOptions = CsvOptions & {
  /** Told how many bytes of the input have been read, each time before records are given out. */
  readonly onRead?: (bytes: number) => void;
  /** Told which columns all records have, also those that are not wanted, before the first of them, or at the end where there are none; of formats that say so. */
  readonly onColumns?: (columns: readonly Keyword[]) => void;
};

function pieceReader(format: TextFormat, options: CsvOptions): PieceReader {
  switch (format) {
    case "csv":
      return new CsvReader(options);
    case "json":
      return new JsonReader();
    case "ndjson":
      return new NdjsonReader();
    case "edn":
      return new EdnRecordReader();
  }
}

function typed(records: readonly PMap[], { types }: ReadOptions, before: number): readonly PMap[] {
  return types === undefined || types.size === 0 ? records : withTypes(records, types, before);
}

/** The records of a text, in batches. */
export async function* readRecords(
  format: TextFormat,
  stream: ByteStream,
  options: ReadOptions = {},
): AsyncGenerator<readonly PMap[]> {
  const source = new TextSource(stream);
  let count = 0;
  const reader = pieceReader(format, options);
  const tellColumns = () => {
    if (reader instanceof CsvReader && reader.columns !== null) options.onColumns?.(reader.columns);
  };
  for await (const records of readPieces(source, reader)) {
    options.onRead?.(source.bytes);
    tellColumns();
    // Of CSV the reader knows where each field stands.
    yield format === "csv" ? records : typed(records, options, count);
    count += records.length;
  }
  // A header without records names columns too.
  if (count === 0) tellColumns();
}

/** The records of a Parquet file, in batches. */
export async function* readParquetRecords(
  file: RandomAccess,
  options: Pick<ReadOptions, "onRead" | "onColumns" | "types" | "wanted"> = {},
): AsyncGenerator<readonly PMap[]> {
  const { readParquet } = await import("./parquet_reader.ts");
  const { onRead, wanted = null, onColumns = null } = options;
  let count = 0;
  for await (
    const records of readParquet(
      file,
      (fraction) => onRead?.(Math.round(fraction * file.size)),
      wanted,
      onColumns,
    )
  ) {
    yield typed(records, options, count);
    count += records.length;
  }
}

/** What writes records as text. CSV has these columns and no others. */
export function recordWriter(
  format: TextFormat,
  columns: readonly Column[],
  { separator }: CsvOptions = {},
): RecordWriter {
  switch (format) {
    case "csv":
      return csvWriter(columns, separator);
    case "json":
      return jsonWriter();
    case "ndjson":
      return ndjsonWriter;
    case "edn":
      return ednWriter;
  }
}

/** What writes records as Parquet. */
export async function writeParquet(columns: readonly Column[], write: (bytes: Uint8Array) => void) {
  const { ParquetRecords } = await import("./parquet_writer.ts");
  return new ParquetRecords(columns, write);
}
