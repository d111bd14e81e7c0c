/**
 * The columns of a log, for queries: parts of 65536 records that are complete have files (`column_part.ts`), the records behind them are in a
 * part in memory that grows with the log, so that answers are always current.
 * In: a reader of the log. Out: slices, with the meaning that `Table.scan` gives to its options.
 * Invariant: the rows are the truth. A part is used only while the subtree of the Merkle tree over its records has the hash that the part was
 * made with, and while the segments were not rewritten since.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { encodePart, type MemoryPart, type Part, PartBuilder, type Slice } from "../columns/mod.ts";
import { columnCodec } from "./column_codec.ts";
import { ColumnFiles, partName } from "./column_files.ts";
import { type ColumnMemory, columnMemory } from "./column_memory.ts";
import { LogPart, type PartHost } from "./column_part.ts";
import { RowColumns } from "./column_rows.ts";
import { CurrentState } from "./current_state.ts";
import { isLogFailure } from "./errors.ts";
import type { Reader } from "./reader.ts";
import { storedHashIndex } from "./tree.ts";

/** Parts have 2^16 records: a subtree of the Merkle tree. */
const LEVEL = 16;
export const PART_SIZE: number = 2 ** LEVEL;
/** So many records are read anew in 2 ms. */
const SAVED_AFTER = 2048;

export interface ColumnsOptions {
  /** Parts have 2^level records. */
  readonly level?: number;
  readonly memory?: ColumnMemory;
  /** With more records since it was saved, the current state is worth saving, unless the keys are many. */
  readonly savedAfter?: number;
}

/** Which records, by offsets. */
export interface Offsets {
  readonly from: number;
  readonly to: number;
}

/** The records behind the complete parts, as far as they were read. */
interface Tail {
  readonly first: number;
  readonly rows: RowColumns;
  /** As it was when it was last looked at. */
  part: MemoryPart | null;
}

export class LogColumns implements PartHost {
  readonly reader: Reader;
  readonly files: ColumnFiles;
  readonly memory: ColumnMemory;
  readonly key: Keyword | null;
  /** Records of a part. */
  readonly partSize: number;
  readonly savedAfter: number;
  readonly #level: number;
  #parts: (LogPart | undefined)[] = [];
  #tail: Tail | null = null;
  #current: CurrentState | null = null;
  #generation: number;

  constructor(reader: Reader, key: Keyword | null, options: ColumnsOptions = {}) {
    const { level = LEVEL, memory = columnMemory, savedAfter = SAVED_AFTER } = options;
    this.savedAfter = savedAfter;
    this.reader = reader;
    this.key = key;
    this.memory = memory;
    this.files = new ColumnFiles(reader.files);
    this.#level = level;
    this.partSize = 2 ** level;
    this.#generation = reader.generation;
  }

  hashOf = (first: number): Uint8Array | null => {
    try {
      return this.reader.hashes(storedHashIndex(this.#level, first / this.partSize));
    } catch (error) {
      if (isLogFailure(error)) return null;
      throw error;
    }
  };

  generation(): number {
    this.reader.count();
    return this.reader.generation;
  }

  fromRows(first: number): MemoryPart {
    return this.#built(first, first + this.partSize).finish();
  }

  #built(from: number, to: number): PartBuilder {
    const rows = new RowColumns(new PartBuilder(from));
    this.reader.scan(from, to, (cursor) => rows.add(cursor));
    return rows.builder;
  }

  /** Writes the file of a complete part that was made of the rows as they were in a generation. */
  store(made: MemoryPart, generation: number): void {
    const hash = this.hashOf(made.first);
    if (hash === null) return;
    const whose = { logId: this.files.files.logId, hash, count: made.first + made.size, parts: 1 };
    const isStill = () => this.generation() === generation;
    this.files.write(partName(made.first), encodePart(made, whose, columnCodec), isStill);
  }

  /** Forgets what is in memory. */
  forget(): void {
    for (const part of this.#parts) if (part !== undefined) this.memory.release(part);
    this.#parts = [];
    this.#tail = null;
    this.#current?.forget();
    this.#current = null;
  }

  /** The rows may have been rewritten. */
  #refresh(): void {
    const generation = this.generation();
    if (generation === this.#generation) return;
    this.forget();
    this.#generation = generation;
  }

  /** The part that has an offset, complete or with all records before `to`, which are acknowledged. */
  partAt(offset: number, to: number): LogPart | MemoryPart {
    const k = Math.floor(offset / this.partSize);
    const first = k * this.partSize;
    const known = this.#parts[k];
    if (known !== undefined) return known;
    const isComplete = first + this.partSize <= this.reader.count();
    if (!isComplete) return this.#tailPart(first, to);
    const made = this.#tail?.first === first ? this.#completeTail(this.#tail) : null;
    return this.#parts[k] = new LogPart(this, first, this.partSize, made);
  }

  #extend(tail: Tail, to: number): void {
    const { builder } = tail.rows;
    const from = tail.first + builder.size;
    if (from >= to) return;
    try {
      this.reader.scan(from, to, (cursor) => tail.rows.add(cursor));
    } catch (error) {
      this.#tail = null; // what it has of a record that failed is not known
      throw error;
    }
    tail.part = null;
  }

  #tailPart(first: number, to: number): MemoryPart {
    if (this.#tail?.first !== first) {
      this.#tail = { first, rows: new RowColumns(new PartBuilder(first)), part: null };
    }
    const tail = this.#tail;
    this.#extend(tail, to);
    return tail.part ??= tail.rows.builder.snapshot();
  }

  #completeTail(tail: Tail): MemoryPart {
    this.#extend(tail, tail.first + this.partSize);
    this.#tail = null;
    return tail.rows.builder.finish();
  }

  /** Rows of the records [from, to) that are records; `names` are the columns that will be looked at, null where that is not known. */
  *slices({ from, to }: Offsets, names: readonly Keyword[] | null): Generator<Slice> {
    this.#refresh();
    for (let at = from; at < to;) {
      const first = Math.floor(at / this.partSize) * this.partSize;
      const end = Math.min(first + this.partSize, to);
      yield this.#slice(at, end, names);
      at = end;
    }
  }

  #slice(from: number, to: number, names: readonly Keyword[] | null): Slice {
    try {
      const part: Part = this.partAt(from, to);
      if (part instanceof LogPart) part.prepare(names ?? []);
      return { part, from: from - part.first, to: to - part.first, rows: null };
    } catch (error) {
      if (!isLogFailure(error, "log-damaged")) throw error;
      // The damage may be where nobody looks.
      const part = this.#built(from, to).finish();
      return { part, from: 0, to: part.size, rows: null };
    }
  }

  /**
   * The newest records of the keys among [from, to), in the order in which the keys came first. They are kept for `from` 0 and `to` everything, and
   * found out anew otherwise.
   */
  *newest({ from, to }: Offsets, names: readonly Keyword[] | null): Generator<Slice> {
    this.#refresh();
    const { key } = this;
    if (key === null) throw new Error("a log without a key has no newest records");
    if (from > 0 || to < (this.#current?.count ?? 0)) {
      yield* CurrentState.folded(this, key, from, to).slices(names);
      return;
    }
    this.#current = this.#current === null ? CurrentState.open(this, key, to) : this.#current.at(to);
    yield* this.#current.slices(names);
  }
}

const columnsOfReader = new WeakMap<Reader, LogColumns>();

/** The columns of the log of a reader. */
export function columnsOf(reader: Reader, key: Keyword | null): LogColumns {
  let columns = columnsOfReader.get(reader);
  if (columns === undefined) columnsOfReader.set(reader, columns = new LogColumns(reader, key));
  return columns;
}

/** Forgets the columns of a log that nobody reads any more. */
export function forgetColumns(reader: Reader): void {
  columnsOfReader.get(reader)?.forget();
  columnsOfReader.delete(reader);
}
