/**
 * Making files of columns in the background: some records at a time with pauses between, so that nobody is held up by more than a millisecond or
 * two. One log after the other, and only while hardly anything is appended to any, so appending costs what it did: makers of four logs at work
 * beside a fifth that was written took three quarters of its speed. What is not made when a query comes, the query makes.
 * In: the columns of logs, and a way to do something later. Out: files.
 * Whatever fails ends the work on a log: columns are derived, and a query that needs them will say what is wrong.
 * @module
 */
import { PartBuilder } from "../columns/mod.ts";
import { partName } from "./column_files.ts";
import { RowColumns } from "./column_rows.ts";
import { isLogFailure } from "./errors.ts";
import type { LogColumns } from "./log_columns.ts";
import { MalformedValue } from "./cbor_format.ts";

/** Records at a time: 1 ms. */
const SOME = 2048;
/** Between them, milliseconds: so it takes less than a tenth of a core. */
const PAUSE_MS = 10;
/** More records than this, appended in a pause, are a program at work. */
const FEW = 64;

/** Calls after a while; that keeps no program from ending. */
export type Later = (call: () => void) => void;

const later: Later = (call) => Deno.unrefTimer(setTimeout(call, PAUSE_MS));

/** The makers of a program's logs, which take turns. */
export class ColumnMakers {
  readonly #later: Later;
  /** Those that have something to do. */
  readonly #busy = new Set<ColumnMaker>();
  #isWaiting = false;
  /** Records that were appended since it was last looked. */
  #appended = 0;

  constructor(doLater: Later = later) {
    this.#later = doLater;
  }

  /** Says that a log has so many records, so many of them new. */
  grown(maker: ColumnMaker, count: number, added: number): void {
    this.#appended += added;
    if (maker.isDue(count)) this.#busy.add(maker);
    this.#wait();
  }

  /** Leaves a log alone. */
  forget(maker: ColumnMaker): void {
    this.#busy.delete(maker);
  }

  #wait(): void {
    if (this.#isWaiting || this.#busy.size === 0) return;
    this.#isWaiting = true;
    this.#later(() => this.#go());
  }

  #go(): void {
    this.#isWaiting = false;
    const isCalm = this.#appended <= FEW;
    this.#appended = 0;
    const [maker] = this.#busy;
    if (isCalm && maker !== undefined && !maker.doSome()) this.#busy.delete(maker);
    this.#wait();
  }
}

/** Makes the files of one log. */
export class ColumnMaker {
  readonly #columns: LogColumns;
  /** Everything before has files, or had. */
  #from = 0;
  #rows: RowColumns | null = null;
  /** How often the segments had been rewritten when the part in the making began. */
  #generation = 0;

  constructor(columns: LogColumns) {
    this.#columns = columns;
  }

  /** Whether there is something to do once there are so many records. */
  isDue(count: number): boolean {
    return count >= this.#from + this.#columns.partSize;
  }

  /** Does a little; answers whether there is more to do. */
  doSome(): boolean {
    try {
      return this.#some();
    } catch (error) {
      this.#rows = null;
      this.#from = Infinity;
      if (!isLogFailure(error) && !(error instanceof MalformedValue)) throw error;
      return false;
    }
  }

  #some(): boolean {
    const columns = this.#columns;
    const { partSize, reader } = columns;
    const generation = columns.generation();
    if (this.#rows === null || generation !== this.#generation) {
      this.#from = columns.files.firstMissing(this.#from, partSize);
      this.#rows = new RowColumns(new PartBuilder(this.#from));
      this.#generation = generation;
      return this.#from + partSize <= reader.count();
    }
    const rows = this.#rows;
    if (rows.builder.size === 0 && columns.files.has(partName(this.#from))) {
      this.#rows = null;
      return true;
    }
    const at = this.#from + rows.builder.size;
    const end = this.#from + partSize;
    if (reader.count() < end) return false;
    reader.scan(at, Math.min(at + SOME, end), (cursor) => rows.add(cursor));
    if (this.#from + rows.builder.size < end) return true;
    this.#rows = null;
    columns.store(rows.builder.finish(), generation);
    this.#from = end;
    return true;
  }
}
