/**
 * A log as queries read it: entries with their values, from the newest state of the log when a scan begins.
 * In: the name of a log. Out: what the query room takes for a table; it names it `Table`.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { KIND } from "./entry.ts";
import { isLogFailure } from "./errors.ts";
import { keyColumn, type Logs, specOf, valueAt } from "./logs.ts";
import { shownLog } from "./names.ts";
import type { Reader } from "./reader.ts";

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

/** Entries that are read at a time. */
const CHUNK = 2048;

export class LogTable {
  readonly name: string;
  readonly key: Keyword | null;
  /** The name of the spec that says which columns there are, or null. */
  readonly spec: Keyword | null;
  readonly #log: Keyword;

  constructor(private readonly reader: Reader) {
    this.name = `:${reader.files.name}`;
    this.#log = shownLog(reader.files.name);
    this.key = keyColumn(reader.files.created);
    this.spec = specOf(reader.files.created);
  }

  *scan({ upTo, since, from = 0, to = Infinity }: Range): Generator<TableEntry> {
    const { reader } = this;
    // Times never decrease, so a range of times is one of offsets.
    const end = Math.min(to, upTo === undefined ? reader.count() : reader.offsetAtTime(upTo + 1));
    let at = since === undefined ? from : Math.max(from, reader.offsetAtTime(since + 1));
    while (at < end) {
      const next = Math.min(at + CHUNK, end);
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

  count(): number {
    return this.reader.count();
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
          if (!over) grown();
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

/** The table of a log, or null where there is no such log. */
export async function openTable(logs: Logs, name: string): Promise<LogTable | null> {
  return (await logs.store()).has(name) ? new LogTable(await logs.reader(name)) : null;
}
