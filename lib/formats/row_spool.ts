/**
 * Rows that wait until all have come, for formats that begin with what is known of all.
 * In: records. Out: the same, in order, in batches, as often as they are asked for. The first ones are kept in memory, the others in a scratch
 * file; there each row is its columns, by their numbers, and their values as bytes.
 * Values with parts, and other rare ones, are kept in memory: only text, numbers, booleans, instants and Bytes go to the file.
 * @module
 */
import { Flt, Instant, Keyword, kw, type PMap, rowOf } from "../data/mod.ts";

/** A file for what does not stay in memory. */
export interface Scratch {
  append(bytes: Uint8Array): void;
  /** Fills all of an array with what stands at a place. */
  read(at: number, into: Uint8Array): void;
  /** The file is not needed any more. */
  close(): void;
}

/** Records that stay in memory. */
const IN_MEMORY = 50_000;
/** Bytes of a chunk of the file, about. */
const CHUNK = 1 << 20;
/** Bytes that a row may need beside its texts: far more than any has. */
const MARGIN = 1 << 16;

const TAG = {
  nil: 0,
  yes: 1,
  no: 2,
  int: 3,
  double: 4,
  float: 5,
  string: 6,
  keyword: 7,
  instant: 8,
  bytes: 9,
  other: 10,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Whether a string is the same when it has been UTF-8: one with half a pair is not. */
function isText(value: string): boolean {
  return value.isWellFormed();
}

class ChunkWriter {
  #bytes = new Uint8Array(CHUNK + MARGIN);
  #view = new DataView(this.#bytes.buffer);
  length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** Room for so many bytes. */
  need(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.length + count));
    larger.set(this.bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
  byte(value: number): void {
    this.#bytes[this.length++] = value;
  }
  int(value: number): void {
    this.#view.setInt32(this.length, value, true);
    this.length += 4;
  }
  double(value: number): void {
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }
  text(value: string): void {
    this.need(3 * value.length + 4);
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(this.length + 4));
    this.int(written);
    this.length += written;
  }
  raw(value: Uint8Array): void {
    this.need(value.length + 4);
    this.int(value.length);
    this.#bytes.set(value, this.length);
    this.length += value.length;
  }
}

class ChunkReader {
  readonly #view: DataView;
  at = 0;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  byte(): number {
    return this.bytes[this.at++];
  }
  int(): number {
    this.at += 4;
    return this.#view.getInt32(this.at - 4, true);
  }
  double(): number {
    this.at += 8;
    return this.#view.getFloat64(this.at - 8, true);
  }
  raw(): Uint8Array {
    const length = this.int();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  text(): string {
    return decoder.decode(this.raw());
  }
}

export class RowSpool {
  readonly #first: PMap[] = [];
  readonly #keys: unknown[] = [];
  readonly #indexes = new Map<unknown, number>();
  /** What does not go to the file. */
  readonly #others: unknown[] = [];
  #writer: ChunkWriter | null = null;
  #rowsInChunk = 0;
  readonly #chunks: { readonly at: number; readonly length: number; readonly rows: number }[] = [];
  #end = 0;

  /** @param scratch makes the file; null: all stays in memory */
  constructor(private readonly scratch: (() => Scratch) | null, private readonly inMemory = IN_MEMORY) {}

  #file: Scratch | null = null;

  add(record: PMap): void {
    if (this.scratch === null || this.#first.length < this.inMemory) {
      this.#first.push(record);
      return;
    }
    const writer = this.#writer ??= new ChunkWriter();
    this.#write(writer, record);
    this.#rowsInChunk++;
    if (writer.length >= CHUNK) this.#flush(writer);
  }

  #flush(writer: ChunkWriter): void {
    if (this.#rowsInChunk === 0 || this.scratch === null) return;
    this.#file ??= this.scratch();
    this.#file.append(writer.bytes);
    this.#chunks.push({ at: this.#end, length: writer.length, rows: this.#rowsInChunk });
    this.#end += writer.length;
    this.#rowsInChunk = writer.length = 0;
  }

  #write(writer: ChunkWriter, record: PMap): void {
    writer.need(4);
    writer.int(record.count());
    for (const cursor = record.cursor(); cursor.advance();) {
      writer.need(32);
      writer.int(this.#indexOf(cursor.key));
      this.#writeValue(writer, cursor.value);
    }
  }

  #indexOf(key: unknown): number {
    let index = this.#indexes.get(key);
    if (index === undefined) this.#indexes.set(key, index = this.#keys.push(key) - 1);
    return index;
  }

  #writeValue(writer: ChunkWriter, value: unknown): void {
    if (value === null) writer.byte(TAG.nil);
    else if (value === true) writer.byte(TAG.yes);
    else if (value === false) writer.byte(TAG.no);
    else if (typeof value === "number") {
      const isInt = (value | 0) === value && !Object.is(value, -0);
      writer.byte(isInt ? TAG.int : TAG.double);
      if (isInt) writer.int(value);
      else writer.double(value);
    } else if (value instanceof Flt) {
      writer.byte(TAG.float);
      writer.double(value.v);
    } else if (typeof value === "string" && isText(value)) {
      writer.byte(TAG.string);
      writer.text(value);
    } else if (value instanceof Keyword && isText(value.text)) {
      writer.byte(TAG.keyword);
      writer.text(value.text);
    } else if (value instanceof Instant) {
      writer.byte(TAG.instant);
      writer.double(value.ms);
      writer.int(value.nanos);
    } else if (value instanceof Uint8Array) {
      writer.byte(TAG.bytes);
      writer.raw(value);
    } else {
      writer.byte(TAG.other);
      writer.int(this.#others.push(value) - 1);
    }
  }

  #readValue(reader: ChunkReader): unknown {
    switch (reader.byte()) {
      case TAG.nil:
        return null;
      case TAG.yes:
        return true;
      case TAG.no:
        return false;
      case TAG.int:
        return reader.int();
      case TAG.double:
        return reader.double();
      case TAG.float:
        return new Flt(reader.double());
      case TAG.string:
        return reader.text();
      case TAG.keyword:
        return kw(reader.text());
      case TAG.instant:
        return new Instant(reader.double(), reader.int());
      case TAG.bytes:
        return reader.raw().slice();
      default:
        return this.#others[reader.int()];
    }
  }

  /** All records, in batches. */
  *batches(): Generator<readonly PMap[]> {
    if (this.#writer !== null) this.#flush(this.#writer);
    yield this.#first;
    for (const { at, length, rows } of this.#chunks) {
      const bytes = new Uint8Array(length);
      this.#file?.read(at, bytes);
      const reader = new ChunkReader(bytes);
      yield Array.from({ length: rows }, () => {
        const parts: unknown[] = [];
        for (let left = reader.int(); left > 0; left--) parts.push(this.#keys[reader.int()], this.#readValue(reader));
        return rowOf(parts);
      });
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}
