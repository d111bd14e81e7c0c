/**
 * Tables: what a query reads by name. A table is an append-only sequence of entries; one with a key is read as its newest versions.
 * In: a name, from whoever has logs (`setTables`). Out: entries in the order in which they were appended.
 * Invariant: what a scan answers does not change while it is walked over, whatever is appended meanwhile; times never decrease.
 * Deliberately absent: where entries are kept.
 * @module
 */
import type { Slice } from "../columns/mod.ts";
import type { Keyword } from "../data/mod.ts";

/** One record of a table. */
export interface Entry {
  /** The number of entries before it. */
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A tombstone: from here on its key is not there. */
  readonly deleted: boolean;
  /** The map; of a tombstone the key that is deleted. */
  readonly value: unknown;
  /** The name of the log that it is a record of, for proofs; null where there is none. */
  readonly log: unknown;
  /** What it says is true in `[validFrom, validTo)`, milliseconds; null: from `time` on, without end. */
  readonly validFrom: number | null;
  readonly validTo: number | null;
}

export interface ScanOptions {
  /** Entries with `time ≤ upTo` only; milliseconds. */
  readonly upTo?: number;
  /** Entries with `time > since` only; milliseconds. */
  readonly since?: number;
  /** Entries from this offset on. */
  readonly from?: number;
  /** Entries before this offset only. */
  readonly to?: number;
  /**
   * Only the last entry of each key among those, unless it is a tombstone, in the order in which the keys came first. A table with a
   * key may answer that from an index; one that does not answers everything, and `isNewest` of what it answers is not true.
   */
  readonly newest?: boolean;
  /** Only entries of these keys will be looked at, of a table that has a key: for tables that find keys by an index. */
  readonly keys?: readonly unknown[];
  /** The columns that will be looked at, null for whole records: for tables that keep columns apart. */
  readonly columns?: readonly Keyword[] | null;
}

/** Entries that are the newest of their keys, as a table with an index answers them. */
export interface NewestEntries extends Iterable<Entry> {
  readonly isNewest: true;
}

/** Names a state of a table: its first `size` entries. */
export interface Checkpoint {
  readonly log: unknown;
  readonly size: number;
}

/** What a query reads. */
export interface Table {
  /** As shown, `:users`. */
  readonly name: string;
  /** The column whose newest values are the rows; null for a stream of events. */
  readonly key: Keyword | null;
  /** The columns that records have, where somebody says; others are mistakes in queries. */
  readonly knownColumns?: readonly Keyword[] | null;
  /** Columns that some record is known to have, for whoever finds that out; kept as long as the table is read. */
  readonly seenColumns?: Set<Keyword>;
  /** Whether some record has a column, be it with nil, for tables that know without reading them all. */
  hasColumn?(name: Keyword): boolean;
  scan(options: ScanOptions): Iterable<Entry> | NewestEntries;
  /**
   * What `scan` answers, by columns, for tables that keep them: the same entries without those that are deletions, and always only the newest where
   * `newest` asks for it. Parts may load when they are looked at, and fail as `scan` does; in those with `hasValidTime` an entry says when it is true.
   */
  slices?(options: ScanOptions): Iterable<Slice>;
  /** Makes ready what `slices` will look at, a part at each step, where that may take long. Fails with nothing that `slices` would not find. */
  load?(options: ScanOptions): Iterable<unknown>;
  /** The entries at some offsets, in that order; of what was erased, without a value. For tables that have `slices`. */
  entries?(offsets: ArrayLike<number>): Entry[];
  /** How many entries there are; of a table with a key, about how many rows. */
  count(): number;
  /** Some entries from all over it, whatever became of their keys since: for estimates, where a scan would take long. */
  sample?(): readonly Entry[];
  /** Names the state that a scan up to its size sees. */
  checkpoint?(): Checkpoint;
  /** Calls back after each append, until the answer is called. */
  watch?(grown: () => void): () => void;
}

/** Finds the table of a name; null when there is none. May suspend. */
export type FindTable = (name: unknown) => unknown;

/** The names that `FindTable` finds something for, as an iterable. May suspend. */
export type ListTables = () => unknown;

let find: FindTable = () => null;
let list: ListTables = () => [];

/** Says where `(from :name)` finds logs, and which there are. */
export function setTables(findTable: FindTable, listTables: ListTables = () => []): void {
  find = findTable;
  list = listTables;
}

/** The table of a name, null when there is none; suspends when finding it does. */
export function findTable(name: unknown): unknown {
  return find(name);
}

/** The names of all tables; suspends when listing them does. */
export function tableNames(): unknown {
  return list();
}
