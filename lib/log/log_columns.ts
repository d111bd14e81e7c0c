/**
 * The columns of a log, for queries: parts of 65536 records that are complete have files (`column_part.ts`). Of the records behind them, those that
 * were there when somebody first asked have files for runs of 2^n, as long as they are 4096 at least, and one for the rest, so that a query of a log
 * that is opened reads hardly a row; what comes since is in a part in memory that grows with the log, so that answers are always current.
 * In: a reader of the log. Out: slices, with the meaning that `Table.scan` gives to its options.
 * Invariant: the rows are the truth. A part is used only while the subtree of the Merkle tree over its records has the hash that the part was
 * made with, and while the segments were not rewritten since.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { ColumnFile, encodePart, type MemoryPart, type Part, PartBuilder, type Slice } from "../columns/mod.ts";
import { columnCodec } from "./column_codec.ts";
import { ColumnFiles, partName, restName, runName } from "./column_files.ts";
import { type ColumnMemory, columnMemory } from "./column_memory.ts";
import { LogPart, type PartHost } from "./column_part.ts";
import { RowColumns } from "./column_rows.ts";
import { CurrentState, FAR_BEHIND } from "./current_state.ts";
import { isLogFailure } from "./errors.ts";
import type { Reader } from "./reader.ts";
import { subtreeRoot } from "./tree.ts";

/** Parts have 2^16 records: a subtree of the Merkle tree. */
const LEVEL = 16;
export const PART_SIZE: number = 2 ** LEVEL;
const RUN_LEVEL = 12;
/** Opening a segment to read a row takes as long as reading so many. */
const REST = 64;
/** So many records are read anew in 2 ms. */
const SAVED_AFTER = 2048;

export interface ColumnsOptions {
  /** Parts have 2^level records. */
  readonly level?: number;
  /** Runs have at least 2^runLevel records. */
  readonly runLevel?: number;
  /** So many records behind the runs get a file. */
  readonly rest?: number;
  readonly memory?: ColumnMemory;
  /** With more records since it was saved, the current state is worth saving, unless the keys are many. */
  readonly savedAfter?: number;
}

/** Which records, by offsets. */
export interface Offsets {
  readonly from: number;
  readonly to: number;
}

/** A part that can give whole records. */
export type ReadyPart = (LogPart | MemoryPart) & { readonly missing: number };

/** The records behind the complete parts, as far as they were read. */
interface Tail {
  /** Offset of the part that they will be. */
  readonly first: number;
  /** From there on, one behind the other; the rest, if it has a file, is the last. */
  readonly runs: readonly LogPart[];
  /** The records behind those. */
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
  readonly #seen: Set<Keyword> = new Set();
  readonly #level: number;
  readonly #runLevel: number;
  readonly #rest: number;
  #parts: (LogPart | undefined)[] = [];
  /** Columns that no record before an offset has. */
  readonly #lacking = new Map<Keyword, number>();
  #tail: Tail | null = null;
  #current: CurrentState | null = null;
  /** The state that was asked for last that is not the current one. */
  #past: { readonly from: number; readonly to: number; readonly state: CurrentState } | null = null;
  #generation: number;

  constructor(reader: Reader, key: Keyword | null, options: ColumnsOptions = {}) {
    const { level = LEVEL, runLevel = RUN_LEVEL, rest = REST, memory = columnMemory, savedAfter = SAVED_AFTER } =
      options;
    this.#runLevel = runLevel;
    this.#rest = rest;
    this.savedAfter = savedAfter;
    this.reader = reader;
    this.key = key;
    this.memory = memory;
    this.files = new ColumnFiles(reader.files);
    this.#level = level;
    this.partSize = 2 ** level;
    this.#generation = reader.generation;
  }

  /** Columns that some record is known to have, for queries to look there first and to add what they find: at first those that a file names. */
  get seen(): Set<Keyword> {
    if (this.#seen.size === 0) { for (const name of this.#firstPart()?.savedNames ?? []) this.#seen.add(name); }
    return this.#seen;
  }

  nameOf(first: number, size: number): string {
    if (size < 2 ** this.#runLevel) return restName(first - first % this.partSize);
    return size === this.partSize ? partName(first) : runName(first, Math.log2(size));
  }

  hashOf(first: number, size: number): Uint8Array | null {
    const { files, hashes } = this.reader;
    try {
      return subtreeRoot(files.hash, first, first + size, hashes);
    } catch (error) {
      if (isLogFailure(error)) return null;
      throw error;
    }
  }

  generation(): number {
    this.reader.count();
    return this.reader.generation;
  }

  fromRows(first: number, size: number): MemoryPart {
    return this.#built(first, first + size).finish();
  }

  #built(from: number, to: number): PartBuilder {
    const rows = new RowColumns(new PartBuilder(from));
    this.reader.scan(from, to, (cursor) => rows.add(cursor));
    return rows.builder;
  }

  /** Writes the file of a part that was made of the rows as they were in a generation. */
  store(made: MemoryPart, generation: number): void {
    const { first, size } = made;
    const hash = this.hashOf(first, size);
    if (hash === null) return;
    const whose = { logId: this.files.files.logId, hash, count: first + size, parts: 1 };
    const isStill = () => this.generation() === generation;
    const bytes = encodePart(made, whose, columnCodec);
    if (this.files.write(this.nameOf(first, size), bytes, isStill) && size === this.partSize) {
      this.files.removeRuns(first, first + size);
    }
  }

  /** Forgets what is in memory. */
  forget(): void {
    for (const part of this.#parts) if (part !== undefined) this.memory.release(part);
    this.#parts = [];
    this.#forgetTail();
    this.#current?.forget();
    this.#current = null;
    this.#past?.state.forget();
    this.#past = null;
  }

  #forgetTail(): void {
    for (const run of this.#tail?.runs ?? []) this.memory.release(run);
    this.#tail = null;
  }

  /** The rows may have been rewritten. */
  #refresh(): void {
    const generation = this.generation();
    if (generation === this.#generation) return;
    this.forget();
    this.#generation = generation;
  }

  /** The part that has an offset: complete, a run, or in memory with all records before `to`, which are acknowledged. */
  partAt(offset: number, to: number): LogPart | MemoryPart {
    const k = Math.floor(offset / this.partSize);
    const known = this.#parts[k];
    if (known !== undefined) return known;
    const first = k * this.partSize;
    if (first + this.partSize <= this.reader.count()) return this.#parts[k] = this.#complete(first);
    if (this.#tail?.first !== first) {
      this.#forgetTail();
      this.#tail = this.#newTail(first);
    }
    const tail = this.#tail;
    for (const run of tail.runs) if (offset < run.first + run.size) return run;
    this.#extend(tail, to);
    return tail.part ??= tail.rows.builder.snapshot();
  }

  /** The first part that may have a file; null: there is none. */
  #firstPart(): LogPart | null {
    this.#refresh();
    if (this.#parts[0] !== undefined) return this.#parts[0];
    if (this.#tail?.first !== 0) {
      if (this.partSize <= this.reader.count()) return this.#parts[0] = new LogPart(this, 0, this.partSize);
      this.#tail = this.#newTail(0);
    }
    return this.#tail.runs[0] ?? null;
  }

  /** The part that has an offset, if a query has asked for it before; null: it has not. */
  readyPart(offset: number, count: number): ReadyPart | null {
    this.#refresh();
    const k = Math.floor(offset / this.partSize);
    const isKnown = this.#parts[k] !== undefined || this.#tail?.first === k * this.partSize;
    try {
      return isKnown ? this.partAt(offset, count) : null;
    } catch (error) {
      if (isLogFailure(error, "log-damaged")) return null;
      throw error;
    }
  }

  #newTail(first: number): Tail {
    const count = this.reader.count();
    const runs: LogPart[] = [];
    let at = first;
    for (let level = this.#level - 1; level >= this.#runLevel; level--) {
      const size = 2 ** level;
      if (at + size > count) continue;
      runs.push(new LogPart(this, at, size));
      at += size;
    }
    const rest = this.#savedRest(first, at, count);
    if (rest !== null) {
      runs.push(rest);
      at += rest.size;
    }
    return { first, runs, rows: new RowColumns(new PartBuilder(at)), part: null };
  }

  /** The records of a part from an offset behind its runs on, as they were saved; null where that is not worth it. */
  #savedRest(first: number, at: number, count: number): LogPart | null {
    if (count - at < this.#rest) return null;
    const file = this.files.use(restName(first), (read) => new ColumnFile(read, columnCodec));
    if (file === null || file.first !== at) return null;
    const { size } = file;
    const isOfUse = size < 2 ** this.#runLevel && at + size <= count && at + size > count - this.#rest;
    return isOfUse ? new LogPart(this, at, size) : null;
  }

  #extend(tail: Tail, to: number): void {
    const { builder } = tail.rows;
    const isFirst = builder.size === 0;
    const from = builder.first + builder.size;
    if (from >= to) return;
    const { generation } = this.reader;
    try {
      this.reader.scan(from, to, (cursor) => tail.rows.add(cursor));
      const isRest = isFirst && builder.size >= this.#rest && builder.size < 2 ** this.#runLevel;
      if (isRest) this.store(builder.finish(), generation);
    } catch (error) {
      this.#forgetTail(); // what it has of a record that failed is not known
      throw error;
    }
    tail.part = null;
  }

  /** A complete part; if all of it has been in memory, made of that. */
  #complete(first: number): LogPart {
    const tail = this.#tail;
    if (tail === null || tail.first !== first) return new LogPart(this, first, this.partSize);
    if (tail.runs.length > 0) {
      this.#forgetTail();
      return new LogPart(this, first, this.partSize);
    }
    this.#extend(tail, first + this.partSize);
    this.#tail = null;
    return new LogPart(this, first, this.partSize, tail.rows.builder.finish());
  }

  /** Whether some record has a column, be it with nil. */
  have(name: Keyword): boolean {
    this.#refresh();
    const to = this.reader.count();
    let from = this.#lacking.get(name) ?? 0;
    for (const { part } of this.slices({ from, to }, [])) {
      if (part.names.includes(name) || part.nilNames.includes(name)) return true;
      from = part.first + part.size;
    }
    this.#lacking.set(name, Math.min(from, to));
    return false;
  }

  /** Rows of the records [from, to) that are records; `names` are the columns that will be looked at, null where that is not known. */
  *slices({ from, to }: Offsets, names: readonly Keyword[] | null): Generator<Slice> {
    this.#refresh();
    for (let at = from; at < to;) {
      const slice = this.#slice(at, to, names);
      yield slice;
      at = slice.part.first + slice.to;
    }
  }

  /** The records from an offset on that one part has. */
  #slice(from: number, to: number, names: readonly Keyword[] | null): Slice {
    try {
      const part: Part = this.partAt(from, to);
      if (part instanceof LogPart) part.prepare(names ?? []);
      return { part, from: from - part.first, to: Math.min(to - part.first, part.size), rows: null };
    } catch (error) {
      if (!isLogFailure(error, "log-damaged")) throw error;
      // The damage may be where nobody looks.
      const first = Math.floor(from / this.partSize) * this.partSize;
      const part = this.#built(from, Math.min(first + this.partSize, to)).finish();
      return { part, from: 0, to: part.size, rows: null };
    }
  }

  /**
   * The newest records of the keys among [from, to), in the order in which the keys came first. What is about all records, or nearly, is kept and goes
   * on with the log; of what is about others, the last is kept as it is.
   */
  *newest({ from, to }: Offsets, names: readonly Keyword[] | null): Generator<Slice> {
    this.#refresh();
    const { key } = this;
    if (key === null) throw new Error("a log without a key has no newest records");
    yield* this.#newestState(key, from, to).slices(names);
  }

  /** Loads or makes the parts that `slices` looks at, one at each step. */
  *load({ from, to }: Offsets, names: readonly Keyword[] | null): Generator<void> {
    this.#refresh();
    try {
      for (let at = from; at < to;) {
        const part = this.partAt(at, to);
        if (part instanceof LogPart) part.prepare(names ?? []);
        yield;
        at = part.first + part.size;
      }
    } catch (error) {
      if (!isLogFailure(error)) throw error; // found again, if anybody looks there
    }
  }

  /** The same for `newest`: all keys, unless a state not far behind is known. */
  *loadNewest({ from, to }: Offsets): Generator<void> {
    this.#refresh();
    const { key } = this;
    if (key === null) return;
    const known = this.#current?.count ?? this.files.nowCounts()[0] ?? 0;
    const isKnown = this.#isNow(from, to)
      ? known > 0 && to - known <= FAR_BEHIND * this.partSize
      : this.#past?.from === from && this.#past.to === to;
    if (!isKnown) yield* this.load({ from, to }, [key]);
  }

  #isNow(from: number, to: number): boolean {
    return from === 0 && to >= (this.#current?.count ?? this.reader.count() - this.partSize);
  }

  #newestState(key: Keyword, from: number, to: number): CurrentState {
    if (this.#isNow(from, to)) {
      return this.#current = this.#current === null ? CurrentState.open(this, key, to) : this.#current.at(to);
    }
    if (this.#past?.from !== from || this.#past.to !== to) {
      this.#past?.state.forget();
      this.#past = { from, to, state: CurrentState.folded(this, key, from, to) };
    }
    return this.#past.state;
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
