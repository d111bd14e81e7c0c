/**
 * A log as queries read it: entries with their values, from the newest state of the log when a scan begins, or its columns.
 * In: the name of a log. Out: what the query room takes for a table; it names it `Table`.
 * @module
 */
import { PartRecords, type Slice } from "../columns/mod.ts";
import type { Keyword } from "../data/mod.ts";
import { KIND } from "./entry.ts";
import { isLogFailure } from "./errors.ts";
import { columnsOf, type LogColumns, type Offsets, type ReadyPart } from "./log_columns.ts";
import { keyColumn, type Logs, specOf, valueAt, valueOf } from "./logs.ts";
import { shownLog } from "./names.ts";
import type { Entry, Reader } from "./reader.ts";
import { entryOf } from "./record_walk.ts";
import { sampleOf } from "./sample.ts";

/** A record, or the deletion of one. Times are in milliseconds since 1970. */
export interface TableEntry {
  readonly offset: number;
  readonly time: number;
  readonly deleted: boolean;
  /** The record, or the key that was deleted. */
  readonly value: unknown;
  /** The name of the log. */
  readonly log: Keyword;
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

/** Which entries: those with `since < time ≤ upTo`, from an offset on and before another. */
export interface Range {
  readonly upTo?: number;
  readonly since?: number;
  readonly from?: number;
  readonly to?: number;
}

/** Entries that are read at a time, and first. */
const CHUNK = 2048;
const FEW = 64;
/** Offsets that are not further apart are read in one go. */
const CLOSE = 64;
/** Reading a column of a part costs as much as reading so many records from here and there. */
const WORTH_LOADING = 2;

export class LogTable {
  readonly name: string;
  readonly key: Keyword | null;
  /** The name of the spec that says which columns there are, or null. */
  readonly spec: Keyword | null;
  readonly #log: Keyword;
  readonly #columns: LogColumns;

  constructor(private readonly reader: Reader, columns?: LogColumns) {
    this.name = `:${reader.files.name}`;
    this.#log = shownLog(reader.files.name);
    this.key = keyColumn(reader.files.created);
    this.spec = specOf(reader.files.created);
    this.#columns = columns ?? columnsOf(reader, this.key);
  }

  /** Columns that some record is known to have, for whoever finds that out. */
  get seenColumns(): Set<Keyword> {
    return this.#columns.seen;
  }

  /** Whether some record has a column, be it with nil. */
  hasColumn(name: Keyword): boolean {
    return this.#columns.have(name);
  }

  /** The offsets of a range; times never decrease, so a range of times is one of offsets. */
  #offsets({ upTo, since, from = 0, to = Infinity }: Range): Offsets {
    const { reader } = this;
    return {
      from: since === undefined ? from : Math.max(from, reader.offsetAtTime(since + 1)),
      to: Math.min(to, upTo === undefined ? reader.count() : reader.offsetAtTime(upTo + 1)),
    };
  }

  *scan(range: Range): Generator<TableEntry> {
    const { from, to: end } = this.#offsets(range);
    let at = from;
    while (at < end) {
      // Few at first: nobody may want more.
      const next = Math.min(at + Math.min(CHUNK, Math.max(FEW, at - from)), end);
      yield* this.#chunk(at, next);
      at = next;
    }
  }

  #chunk(from: number, to: number): TableEntry[] {
    const entries: TableEntry[] = [];
    this.reader.scan(from, to, (cursor) => {
      const { offset, time, kind, flags } = cursor;
      if (kind === KIND.erased || kind === KIND.notice) return;
      const { validFrom = null, validTo = null } = (flags & 6) === 0 ? {} : this.reader.at(offset);
      const deleted = kind === KIND.tombstone;
      entries.push({ offset, time, deleted, value: valueAt(cursor), log: this.#log, validFrom, validTo });
    });
    return entries;
  }

  /**
   * The records that `scan` answers, without those that are deletions, by columns; with `newest` the last of each key among them, without those that are
   * deleted, in the order in which the keys came first. Parts in which a record says when it is true say so.
   */
  slices(range: Range & { readonly newest?: boolean; readonly columns?: readonly Keyword[] | null }): Iterable<Slice> {
    const { newest = false, columns = null } = range;
    const offsets = this.#offsets(range);
    return newest && this.key !== null
      ? this.#columns.newest(offsets, columns)
      : this.#columns.slices(offsets, columns);
  }

  /** Makes ready what `slices` looks at, a part at each step: columns that nobody has made yet take half a microsecond for each record. */
  load(range: Range & { readonly newest?: boolean; readonly columns?: readonly Keyword[] | null }): Iterable<unknown> {
    const { newest = false, columns = null } = range;
    const offsets = this.#offsets(range);
    return newest && this.key !== null ? this.#columns.loadNewest(offsets) : this.#columns.load(offsets, columns);
  }

  /** The entries at some offsets, in that order: from columns where these are in memory, or worth loading, from the rows otherwise. */
  entries(offsets: ArrayLike<number>): TableEntry[] {
    const order = ascending(offsets);
    const entries = new Array<TableEntry>(offsets.length);
    const count = this.reader.count();
    const rest: number[] = [];
    for (let start = 0; start < order.length;) {
      const first = offsets[order[start]];
      const part = this.#columns.readyPart(first, count);
      const end = part === null ? first + 1 : part.first + part.size;
      let to = start + 1;
      while (to < order.length && offsets[order[to]] < end) to++;
      const indices = order.slice(start, to);
      const isWorthIt = part !== null && indices.length >= part.missing * WORTH_LOADING;
      for (const i of isWorthIt ? this.#fromColumns(part, offsets, indices, entries) : indices) rest.push(i);
      start = to;
    }
    this.#fromRows(offsets, rest, entries);
    return entries;
  }

  /** Fills in what columns have of the entries that some indices stand for; answers the other indices. */
  #fromColumns(
    part: ReadyPart,
    offsets: ArrayLike<number>,
    indices: readonly number[],
    entries: TableEntry[],
  ): readonly number[] {
    try {
      if (part.hasValidTime) return indices;
      const records = new PartRecords(part, part.shapes);
      const { times } = part;
      const rest: number[] = [];
      for (const i of indices) {
        const offset = offsets[i];
        const value = records.at(offset - part.first);
        if (value === null) rest.push(i);
        else {
          const time = times[offset - part.first];
          entries[i] = { offset, time, deleted: false, value, log: this.#log, validFrom: null, validTo: null };
        }
      }
      return rest;
    } catch (error) {
      if (isLogFailure(error, "log-damaged")) return indices; // the damage may be where nobody looks
      throw error;
    }
  }

  #fromRows(offsets: ArrayLike<number>, order: readonly number[], entries: TableEntry[]): void {
    for (let i = 0; i < order.length;) {
      // Records that stand close together are read in one go.
      let end = i + 1;
      while (end < order.length && offsets[order[end]] - offsets[order[end - 1]] <= CLOSE) end++;
      const found = this.#entriesAmong(offsets, order.slice(i, end));
      for (const [k, entry] of found.entries()) entries[order[i + k]] = entry;
      i = end;
    }
  }

  /** The entries at the offsets that some indices, in the order of the offsets, stand for. */
  #entriesAmong(offsets: ArrayLike<number>, indices: readonly number[]): TableEntry[] {
    const first = offsets[indices[0]];
    if (indices.length === 1) return [this.#entry(this.reader.at(first))];
    const entries: TableEntry[] = [];
    this.reader.scan(first, offsets[indices[indices.length - 1]] + 1, (cursor) => {
      if (cursor.offset !== offsets[indices[entries.length]]) return;
      const entry = this.#entry(entryOf(cursor));
      while (offsets[indices[entries.length]] === cursor.offset) entries.push(entry);
    });
    return entries;
  }

  #entry(entry: Entry): TableEntry {
    const { offset, time, kind } = entry;
    const { validFrom = null, validTo = null } = entry;
    return {
      offset,
      time,
      deleted: kind === KIND.tombstone,
      value: valueOf(entry),
      log: this.#log,
      validFrom,
      validTo,
    };
  }

  count(): number {
    return this.reader.count();
  }

  /** Some entries from all over the log. */
  sample(): readonly TableEntry[] {
    return sampleOf(this.reader, this.count(), (from, to) => this.#chunk(from, to));
  }

  /** The state that a scan up to its size sees. */
  checkpoint(): { readonly log: Keyword; readonly size: number } {
    return { log: this.#log, size: this.count() };
  }

  /** Calls back after each append, until the answer is called. */
  watch(grown: () => void): () => void {
    let over = false;
    const wait = async () => {
      try {
        while (!over) {
          await this.reader.changed();
          if (over) return;
          // Looks, so that `changed` waits for what comes after this; whoever is told reads later than now.
          this.reader.count();
          grown();
        }
      } catch (error) {
        if (!isLogFailure(error)) throw error;
        // It was dropped or closed: whoever reads now is told so.
        if (!over) grown();
      }
    };
    wait();
    return () => void (over = true);
  }
}

/** The indices of some numbers, by these numbers. */
function ascending(numbers: ArrayLike<number>): number[] {
  const order: number[] = [];
  let isAscending = true;
  for (let i = 0; i < numbers.length; i++) {
    order.push(i);
    if (i > 0 && numbers[i] < numbers[i - 1]) isAscending = false;
  }
  return isAscending ? order : order.sort((a, b) => numbers[a] - numbers[b]);
}

/** The table of a log, or null where there is no such log. */
export async function openTable(logs: Logs, name: string): Promise<LogTable | null> {
  return (await logs.store()).has(name) ? new LogTable(await logs.reader(name)) : null;
}
