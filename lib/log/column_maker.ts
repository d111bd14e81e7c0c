/**
 * Making files of columns in the background, when a log that is written has not grown for a moment: some records at a time with pauses between, so
 * that nobody is held up by more than a millisecond or two and appending costs what it did. What is not made when a query comes, the query makes.
 * In: the columns of a log, and a way to do something later. Out: files.
 * Whatever fails ends it: columns are derived, and a query that needs them will say what is wrong.
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

/** Calls after a while; that keeps no program from ending. */
export type Later = (call: () => void) => void;

const later: Later = (call) => Deno.unrefTimer(setTimeout(call, PAUSE_MS));

export class ColumnMaker {
  readonly #columns: LogColumns;
  readonly #later: Later;
  /** Everything before has files, or had. */
  #from = 0;
  #rows: RowColumns | null = null;
  /** How often the segments had been rewritten when the part in the making began. */
  #generation = 0;
  #isWaiting = false;
  /** How many records there were when it was last looked. */
  #seen = 0;

  constructor(columns: LogColumns, doLater: Later = later) {
    this.#columns = columns;
    this.#later = doLater;
  }

  /** Says that the log has so many records. */
  grown(count: number): void {
    if (this.#isWaiting || count < this.#from + this.#columns.partSize) return;
    this.#isWaiting = true;
    this.#later(() => this.#go());
  }

  #go(): void {
    this.#isWaiting = false;
    try {
      const count = this.#columns.reader.count();
      const isStill = count === this.#seen;
      this.#seen = count;
      if (!isStill || this.#some()) this.grown(Infinity);
    } catch (error) {
      this.#rows = null;
      this.#from = Infinity;
      if (!isLogFailure(error) && !(error instanceof MalformedValue)) throw error;
    }
  }

  /** Does a little; answers whether there is more to do. */
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
