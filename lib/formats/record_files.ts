/**
 * Files of records, whatever their format.
 * In: a format, what reads bytes or takes them. Out: records in batches; or what takes records and gives bytes, in order.
 * Memory: a batch when reading, but for Arrow, which is read as a whole. Writing keeps a piece of text, a row group or a record batch. Where the
 * columns, or what is in them, have to be known before anything is written, records wait in a scratch file, the first ones in memory: in Parquet
 * and Arrow, and in CSV unless the columns are given.
 * @module
 */
import type { Keyword, PMap } from "../data/mod.ts";
import { type Column, Columns } from "./columns.ts";
import { formatFailure } from "./errors.ts";
import {
  type Format,
  type ReadOptions,
  readParquetRecords,
  readRecords,
  recordWriter,
  writeParquet,
} from "./formats.ts";
import type { RandomAccess } from "./parquet_reader.ts";
import { RowSpool, type Scratch } from "./row_spool.ts";
import type { ByteStream } from "./text_source.ts";
import { withTypes } from "./typed_values.ts";
import type { RecordWriter } from "./writers.ts";

/** All formats that are read and written here. */
export type FileFormat = Format | "arrow";

async function* readArrowRecords(
  file: RandomAccess,
  { types, wanted, onColumns }: ReadOptions,
): AsyncGenerator<readonly PMap[]> {
  const { readArrow } = await import("./arrow.ts");
  let count = 0;
  for (const records of readArrow(file.slice(0, file.size), wanted ?? null, onColumns ?? null)) {
    yield types === undefined ? records : withTypes(records, types, count);
    count += records.length;
  }
}

/** The records of a file, in batches. */
export function openRecords(
  format: FileFormat,
  file: ByteStream & RandomAccess,
  options: ReadOptions = {},
): AsyncGenerator<readonly PMap[]> {
  if (format === "arrow") return readArrowRecords(file, options);
  return format === "parquet" ? readParquetRecords(file, options) : readRecords(format, file, options);
}

/** What takes the records of a file. Nothing in them may have to be computed. */
export interface RecordSink {
  add(record: PMap): void;
  /** All have come; the file is complete when the promise resolves. */
  end(): Promise<void>;
  /** No more will come, and what has come is not wanted. */
  close(): void;
}

/** Units of text that are gathered before they are given on. */
const BLOCK = 256 * 1024;

const encoder = new TextEncoder();

class TextSink implements RecordSink {
  #text: string;

  constructor(private readonly writer: RecordWriter, private readonly write: (bytes: Uint8Array) => void) {
    this.#text = writer.begin();
  }

  add(record: PMap): void {
    this.#text += this.writer.record(record);
    if (this.#text.length >= BLOCK) this.#flush();
  }

  #flush(): void {
    this.write(encoder.encode(this.#text));
    this.#text = "";
  }

  end(): Promise<void> {
    this.#text += this.writer.end();
    this.#flush();
    return Promise.resolve();
  }

  close(): void {
    this.#text = "";
  }
}

/** Keeps records until all columns are known, and what is in them. */
class GatheringSink implements RecordSink {
  readonly #columns = new Columns();
  readonly #spool: RowSpool;

  constructor(
    private readonly format: "csv" | "parquet" | "arrow",
    private readonly options: SinkOptions,
    private readonly write: (bytes: Uint8Array) => void,
  ) {
    this.#spool = new RowSpool(options.scratch ?? null);
    for (const key of options.columns ?? []) this.#columns.name(key);
  }

  add(record: PMap): void {
    this.#columns.add(record);
    this.#spool.add(record);
  }

  async end(): Promise<void> {
    try {
      await this.#writeAll(this.#columns.all);
    } finally {
      this.close();
    }
  }

  async #writeAll(columns: readonly Column[]): Promise<void> {
    if (this.format === "csv") {
      const sink = new TextSink(recordWriter("csv", columns, this.options), this.write);
      for (const batch of this.#spool.batches()) for (const record of batch) sink.add(record);
      return await sink.end();
    }
    if (columns.length === 0) throw formatFailure("no-columns", { format: this.format });
    if (this.format === "arrow") {
      const { writeArrow } = await import("./arrow_writer.ts");
      return writeArrow(columns, this.#spool.batches(), this.write);
    }
    const writer = await writeParquet(columns, this.write);
    for (const batch of this.#spool.batches()) for (const record of batch) writer.record(record);
    writer.end();
  }

  close(): void {
    this.#spool.close();
  }
}

export interface SinkOptions {
  /** What separates fields of CSV. */
  readonly separator?: string;
  /** The columns that all records have; null where that is not known before they come. */
  readonly columns?: readonly Keyword[] | null;
  /** Makes a file for records that have to wait; without it they wait in memory. */
  readonly scratch?: () => Scratch;
}

/** What writes a file in a format; `write` gets its bytes, which hold until it returns. */
export function openSink(
  format: FileFormat,
  write: (bytes: Uint8Array) => void,
  options: SinkOptions = {},
): RecordSink {
  const { columns = null } = options;
  if (format === "parquet" || format === "arrow") return new GatheringSink(format, options, write);
  if (format !== "csv") return new TextSink(recordWriter(format, []), write);
  if (columns === null) return new GatheringSink(format, options, write);
  const named = new Columns();
  for (const key of columns) named.name(key);
  return new TextSink(recordWriter("csv", named.all, options), write);
}
