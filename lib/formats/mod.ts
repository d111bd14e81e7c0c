/**
 * Records from files and to files: CSV, JSON, NDJSON, EDN, Parquet, as streams; also Arrow.
 *
 * Reading order: `text_source.ts` (bytes → text) · `pieces.ts` (what reads a text in pieces) · `csv_values.ts`, `csv_reader.ts` ·
 * `nesting.ts`, `json_reader.ts`, `edn_reader.ts` · `columns.ts`, `writers.ts` · `parquet_reader.ts`, `parquet_writer.ts` · `formats.ts` (by
 * their names) · `guess.ts` · `typed_values.ts` (columns with types) · `arrow_messages.ts`, `arrow.ts`, `arrow_writer.ts`, `parquet_runs.ts`, `parquet_pages.ts` (what is looked at before a library believes it) ·
 * `row_spool.ts` (rows that wait) · `record_files.ts` (all of them).
 *
 * ```ts
 * import { strictEqual as is } from "node:assert/strict";
 * import { printReadably } from "../data/mod.ts";
 * import { CsvReader } from "./mod.ts";
 *
 * const reader = new CsvReader();
 * is(reader.take("name,born\nAda,18").records.length, 0); // the row may go on
 * const { records } = reader.take("15\n");
 * is(printReadably(records[0]), '{:name "Ada" :born 1815}');
 * ```
 * @module
 */
export { type Column, type ColumnKind, columnName, Columns } from "./columns.ts";
export { type CsvOptions, CsvReader } from "./csv_reader.ts";
export { sniff } from "./csv_values.ts";
export { EdnRecordReader } from "./edn_reader.ts";
export { FORMAT_ERRORS, formatFailure } from "./errors.ts";
export {
  type Format,
  formatOfPath,
  FORMATS,
  type ReadOptions,
  readParquetRecords,
  readRecords,
  recordWriter,
  type TextFormat,
  writeParquet,
} from "./formats.ts";
export { type Guess, guessFormat } from "./guess.ts";
export { JsonReader, NdjsonReader } from "./json_reader.ts";
export { columnKey, keyOf } from "./names.ts";
export { RowSpool, type Scratch } from "./row_spool.ts";
export { type FileFormat, openRecords, openSink, type RecordSink, type SinkOptions } from "./record_files.ts";
export { type RandomAccess } from "./parquet_reader.ts";
export { type PieceReader, type Place, readPieces, type Taken } from "./pieces.ts";
export { type ByteStream, TextSource } from "./text_source.ts";
export { COLUMN_TYPES, type ColumnType, type ColumnTypes } from "./typed_values.ts";
export { csvWriter, ednWriter, jsonWriter, ndjsonWriter, type RecordWriter } from "./writers.ts";
