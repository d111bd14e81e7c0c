/**
 * Records → Parquet, a row group at a time.
 * In: the columns, with what their values are, and records. Out: bytes, in order. Columns are nullable: booleans, 64-bit Ints, Floats,
 * texts, instants in micro- or nanoseconds, Bytes; what is none of these, or not always the same, is JSON.
 * Memory: a row group.
 * Source: github.com/apache/parquet-format, by hyparquet-writer; compressed with Snappy.
 * @module
 */
import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { Flt, Instant, Keyword, type PMap } from "../data/mod.ts";
import { printJson } from "../runtime/mod.ts";
import type { Column, ColumnKind } from "./columns.ts";

/** Records of a row group. */
const GROUP = 20_000;
/** Bytes of a row group, about; records may be large. */
const GROUP_CELLS = 1_000_000;

const encoder = new TextEncoder();

/** How a kind of values is written: the type of the column, and what is made of a value. */
const TYPES: Readonly<Record<ColumnKind, readonly [Omit<SchemaElement, "name">, (value: unknown) => unknown]>> = {
  nothing: [{ type: "BYTE_ARRAY", converted_type: "UTF8" }, () => null],
  boolean: [{ type: "BOOLEAN" }, (value) => value],
  int: [{ type: "INT64" }, (value) => BigInt(value as number | bigint)],
  float: [{ type: "DOUBLE" }, (value) => value instanceof Flt ? value.v : value],
  text: [{ type: "BYTE_ARRAY", converted_type: "UTF8" }, (value) => value instanceof Keyword ? value.text : value],
  instant: [
    { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" } },
    (value) => value instanceof Instant ? BigInt(value.ms) * 1_000_000n + BigInt(value.nanos) : null,
  ],
  bytes: [{ type: "BYTE_ARRAY" }, (value) => value],
  any: [
    { type: "BYTE_ARRAY", logical_type: { type: "JSON" } },
    (value) => encoder.encode(printJson(value, "")),
  ],
};

/** Gives what it gets to `write` instead of keeping it. */
class StreamWriter extends ByteWriter {
  constructor(private readonly write: (bytes: Uint8Array) => void) {
    super(1 << 20);
  }

  flush(): void {
    this.write(this.getBytes());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

export class ParquetRecords {
  readonly #columns: readonly Column[];
  readonly #writer: ParquetWriter;
  readonly #data: unknown[][];
  readonly #most: number;

  constructor(columns: readonly Column[], write: (bytes: Uint8Array) => void) {
    this.#columns = columns;
    this.#data = columns.map(() => []);
    this.#most = Math.max(1, Math.min(GROUP, Math.floor(GROUP_CELLS / Math.max(columns.length, 1))));
    const root: SchemaElement = { name: "records", num_children: columns.length };
    const schema = columns.map(({ name, kind }): SchemaElement => ({
      ...TYPES[kind][0],
      name,
      repetition_type: "OPTIONAL",
    }));
    this.#writer = new ParquetWriter({
      writer: new StreamWriter(write),
      schema: [root, ...schema],
      createdBy: "batuta",
    });
  }

  record(value: PMap): void {
    this.#columns.forEach(({ key, kind }, i) => {
      const cell = value.get(key, null);
      this.#data[i].push(cell === null ? null : TYPES[kind][1](cell));
    });
    if ((this.#data[0]?.length ?? 0) >= this.#most) this.#writeGroup();
  }

  #writeGroup(): void {
    const columnData = this.#columns.map(({ name }, i) => ({ name, data: this.#data[i].splice(0) }));
    this.#writer.write({ columnData, rowGroupSize: this.#most });
  }

  end(): void {
    if ((this.#data[0]?.length ?? 0) > 0) this.#writeGroup();
    this.#writer.finish();
  }
}
