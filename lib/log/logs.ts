/**
 * The logs of a data directory, with values in place of bytes.
 * In: names, records. Out: places in logs, entries, tables for queries.
 * Files are opened for reading until somebody writes; then the lock of the directory is taken and kept until the program ends.
 * @module
 */
import { type BatutaError, Duration, fail, type Keyword, kw, mapOf, PMap, vec } from "../data/mod.ts";
import { canonicalBytes, canonicalise } from "./cbor.ts";
import { decode } from "./cbor_reader.ts";
import { encode, encodeCanonical } from "./cbor_writer.ts";
import { ByteBuffer } from "./byte_buffer.ts";
import { ColumnMaker, ColumnMakers } from "./column_maker.ts";
import { compact, type Range } from "./compact.ts";
import { Counters } from "./counters.ts";
import { hostDisk } from "./disk.ts";
import { KIND, type NewEntry, type Slice } from "./entry.ts";
import { isLogFailure } from "./errors.ts";
import { columnsOf, forgetColumns, PART_SIZE } from "./log_columns.ts";
import { programFailure } from "./program_errors.ts";
import { IdMaker, leaseFrom } from "./ids.ts";
import type { Journal } from "./journal.ts";
import { Keyring } from "./keyring.ts";
import { shownLog } from "./names.ts";
import type { LogOptions } from "./options.ts";
import type { Cursor, Entry, Reader } from "./reader.ts";
import { Store } from "./store.ts";
import { Transactions } from "./transactions.ts";
import type { Appended, AppendOptions, Writer } from "./writer.ts";

/** Where counters and transactions are kept. */
const COUNTERS = "counters";
const TRANSACTIONS = "multi-sig";

/** Records between two reports of a compaction. */
const REPORTED = 4096;

/** A value as the payload of an entry. What is lazy in it and waits is thrown as `Waiting`. */
export function payloadOf(value: unknown): { readonly payload: Slice; readonly canonical: Slice } {
  return payloadsOf([value], (payload, canonical) => ({ payload, canonical }))[0];
}

/** For a few values: their bytes are copied out of it. Null while it is in use: what is lazy may run a program that appends itself. */
let small: ByteBuffer | null = new ByteBuffer();
const FEW = 16;
/** Room for each of many. */
const FIRST_BYTES = 256;

/**
 * An entry for each value, made of its payload. What is lazy and waits is thrown as `Waiting`. The payloads are parts of one array: one for
 * each would cost more than writing it.
 */
export function payloadsOf<T>(
  values: readonly unknown[],
  make: (payload: Slice, canonical: Slice, i: number) => T,
): T[] {
  const few = values.length <= FEW ? small : null;
  small = few === null ? small : null;
  const buffer = few ?? new ByteBuffer(FIRST_BYTES * values.length);
  try {
    return slicesOf(buffer, values, few !== null, make);
  } finally {
    small = few ?? small;
  }
}

/** Writes the values to a buffer; where it will be used again, what is made is made of a copy. */
function slicesOf<T>(
  buffer: ByteBuffer,
  values: readonly unknown[],
  isUsedAgain: boolean,
  make: (payload: Slice, canonical: Slice, i: number) => T,
): T[] {
  buffer.length = 0;
  const bounds: number[] = [];
  for (const value of values) {
    bounds.push(buffer.length);
    const isCanonical = encode(value, buffer);
    bounds.push(buffer.length);
    if (!isCanonical) encodeCanonical(value, buffer);
  }
  bounds.push(buffer.length);
  const bytes = isUsedAgain ? buffer.copy() : buffer.bytes;
  return values.map((_, i) => {
    const [from, to, end] = [bounds[2 * i], bounds[2 * i + 1], bounds[2 * i + 2]];
    const payload = { bytes, from, to };
    return make(payload, to === end ? payload : { bytes, from: to, to: end }, i);
  });
}

const forNow = new ByteBuffer();

/**
 * The payload of an entry that is taken in at once, as `Writer.add` does: the bytes hold until the next call, so nothing is made for a record.
 * Nothing in the value may be lazy.
 */
export function payloadForNow(value: unknown): { readonly payload: Slice; readonly canonical: Slice } {
  forNow.length = 0;
  const isCanonical = encode(value, forNow);
  const to = forNow.length;
  if (!isCanonical) encodeCanonical(value, forNow);
  const { bytes, length } = forNow;
  const payload = { bytes, from: 0, to };
  return { payload, canonical: isCanonical ? payload : { bytes, from: to, to: length } };
}

/** The name of the spec that a log's records keep to, or null. */
export function specOf({ spec }: Pick<LogOptions, "spec">): Keyword | null {
  return spec === null ? null : kw(spec.slice(1));
}

/** The column that is a log's key, or null. */
export function keyColumn({ key }: Pick<LogOptions, "key">): Keyword | null {
  return key === null ? null : kw(key.slice(1));
}

/** What an entry holds: the record, the key of a tombstone, a notice, or null where it was erased. */
export function valueOf({ kind, payload }: Pick<Entry, "kind" | "payload">): unknown {
  return kind === KIND.erased ? null : decode(payload);
}

export function valueAt({ kind, bytes, payload, end }: Cursor): unknown {
  return kind === KIND.erased ? null : decode(bytes, payload, end);
}

export class Logs {
  readonly keyring: Keyring;
  readonly counters: Counters;
  readonly transactions: Transactions;
  readonly #ids: IdMaker;
  #reading: Promise<Store> | null = null;
  #writing: Promise<Store> | null = null;
  readonly #readers = new Map<string, Reader>();
  readonly #makers = new Map<string, ColumnMaker>();
  readonly #making = new ColumnMakers();
  /** Writers whose report was looked at. */
  readonly #opened = new WeakSet<Writer>();

  /** `warn` is told what opening a log for writing has mended. */
  constructor(readonly folder: string, private readonly warn: (found: BatutaError) => void = () => {}) {
    this.keyring = new Keyring(hostDisk, folder);
    this.counters = new Counters(this.#journal(COUNTERS, { key: ":counter" }));
    this.transactions = new Transactions(this.#journal(TRANSACTIONS, {}));
    this.#ids = new IdMaker((more) => leaseFrom(hostDisk, folder, Date.now(), more), Date.now);
  }

  nextId(): number | bigint {
    return this.#ids.next();
  }

  /** The directory, open for whatever it was needed for so far. */
  store(): Promise<Store> {
    return this.#writing ?? (this.#reading ??= Store.open(this.folder, { write: false, canonical: canonicalise }));
  }

  #writable(): Promise<Store> {
    return this.#writing ??= Store.open(this.folder, { write: true, canonical: canonicalise }).catch((error) => {
      this.#writing = null;
      throw error;
    });
  }

  /** Fails with `log-unknown`. */
  async reader(name: string): Promise<Reader> {
    const known = this.#readers.get(name);
    if (known !== undefined) {
      try {
        known.count();
        return known;
      } catch (error) {
        // It was dropped, and may have been made anew.
        if (!isLogFailure(error)) throw error;
        this.#forget(name);
      }
    }
    const reader = await (await this.store()).reader(name);
    this.#readers.set(name, reader);
    return reader;
  }

  /** A reader that leaves out what is damaged. */
  async salvager(name: string): Promise<Reader> {
    return await (await this.store()).reader(name, { salvage: true });
  }

  #forget(name: string): void {
    const maker = this.#makers.get(name);
    if (maker !== undefined) this.#making.forget(maker);
    this.#makers.delete(name);
    const reader = this.#readers.get(name);
    if (reader === undefined) return;
    forgetColumns(reader);
    reader.close();
    this.#readers.delete(name);
  }

  /** The writer of a log, which is made when it is not there; with these options. */
  async writer(name: string, options: Partial<LogOptions> = {}): Promise<Writer> {
    const store = await this.#writable();
    if (!store.has(name)) await store.create(name, options);
    const writer = await store.writer(name);
    if (!this.#opened.has(writer)) {
      this.#opened.add(writer);
      const { cut, lost, rebuilt } = writer.report;
      if (cut !== null || lost > 0 || rebuilt.length > 0) {
        this.warn(programFailure("log-recovered", { log: name, cut, lost, rebuilt }));
      }
    }
    return writer;
  }

  async create(name: string, options: Partial<LogOptions>): Promise<void> {
    await (await this.#writable()).create(name, options);
  }

  /** False when there is no such log. */
  async drop(name: string): Promise<boolean> {
    const store = await this.#writable();
    if (!store.has(name)) return false;
    this.#forget(name);
    await store.drop(name);
    return true;
  }

  /** Appends records, each with its entry; they have the key where the log has one. */
  async append(
    name: string,
    records: readonly PMap[],
    entries: readonly NewEntry[],
    options: AppendOptions,
  ): Promise<Appended> {
    const writer = await this.writer(name);
    const key = keyColumn(writer.files.created);
    const record = key === null ? undefined : records.find((record) => !record.has(key));
    if (record !== undefined) throw programFailure("log-no-key", { log: name, key: key!, record }); // it has one
    const appended = await writer.append(entries, options);
    const maker = this.#makers.get(name);
    if (maker !== undefined) this.#making.grown(maker, writer.durable, entries.length);
    else if (writer.durable >= PART_SIZE) await this.#beginColumns(name, writer);
    return appended;
  }

  /** From the first complete part of a log on, files of columns are made in the background. */
  async #beginColumns(name: string, { durable, files }: Writer): Promise<void> {
    const reader = await this.reader(name);
    const maker = new ColumnMaker(columnsOf(reader, keyColumn(files.created)));
    this.#makers.set(name, maker);
    this.#making.grown(maker, durable, 0);
  }

  /** Deletes the row of a key. Fails with `log-not-keyed`. */
  async delete(name: string, entry: NewEntry, options: AppendOptions): Promise<Appended> {
    const reader = await this.reader(name);
    if (reader.files.created.key === null) throw programFailure("log-not-keyed", { log: name });
    const writer = await this.writer(name);
    return await writer.append([{ ...entry, kind: KIND.tombstone }], options);
  }

  /**
   * Erases what newer versions have replaced, and what the log's `:retain` does not keep; `retain` is that option's value. The newest version of
   * each key stays, and so does a deletion that is the newest.
   */
  async compact(
    name: string,
    retain: unknown,
    report: (offset: number) => void = () => {},
  ): Promise<{ erased: number; bytes: number }> {
    const reader = await this.reader(name);
    await this.writer(name);
    const store = await this.store();
    const before = store.info(name).sizeBytes;
    const isKept = keeping(reader, retain);
    const payload = (erased: readonly Range[]) => payloadOf(erasureNotice(erased));
    const shouldKeep = (offset: number, cursor: Cursor) => {
      if (offset % REPORTED === 0) report(offset);
      return isKept(offset, cursor);
    };
    const { erased } = await compact(store, name, shouldKeep, { notice: payload });
    return { erased, bytes: Math.max(0, before - store.info(name).sizeBytes) };
  }

  async close(): Promise<void> {
    await (await this.#reading)?.close();
    await (await this.#writing)?.close();
  }

  #journal(name: string, options: Partial<LogOptions>): Journal {
    return {
      append: async (records) => {
        const writer = await this.writer(name, options);
        await writer.append(records.map((record) => payloadOf(record)));
      },
      read: async (visit) => {
        if (!(await this.store()).has(name)) return;
        const reader = await this.reader(name);
        reader.scan(0, undefined, (cursor) => {
          const value = cursor.kind === KIND.record ? valueAt(cursor) : null;
          if (value instanceof PMap) visit(value);
        });
      },
    };
  }
}

/** Which entries of a log are kept: the newest of each key where there is one, of those that are young or few enough. */
function keeping(reader: Reader, retain: unknown): (offset: number, cursor: Cursor) => boolean {
  const limit = retain instanceof PMap ? [...retain.entries()][0] : null;
  const isRetained = limit === null
    ? () => true
    : limit[1] instanceof Duration
    ? oldest(Date.now() - limit[1].ms)
    : from(reader.count() - Number(limit[1]));
  const key = keyColumn(reader.files.created);
  if (key === null) return isRetained;
  const newest = new Map<string, number>();
  reader.scan(0, undefined, (cursor) => {
    const text = keyText(cursor, key);
    if (text !== null) newest.set(text, cursor.offset);
  });
  return (offset, cursor) => {
    const text = keyText(cursor, key);
    return (text === null || (newest.get(text) ?? offset) <= offset) && isRetained(offset, cursor);
  };
}

function oldest(time: number): (offset: number, cursor: Cursor) => boolean {
  return (_, cursor) => cursor.time >= time;
}

function from(first: number): (offset: number) => boolean {
  return (offset) => offset >= first;
}

/** What is the same for equal keys; null for what has no key. */
function keyText(cursor: Cursor, key: Keyword): string | null {
  if (cursor.kind !== KIND.record && cursor.kind !== KIND.tombstone) return null;
  const value = valueAt(cursor);
  const found = cursor.kind === KIND.record ? (value as PMap).get(key, null) : value; // records are maps
  return canonicalBytes(found).toHex();
}

/** What a log says about an erasure in itself. */
function erasureNotice(erased: readonly Range[]): PMap {
  return mapOf(kw("erased"), vec(erased.map(({ from, to }) => vec([from, to]))));
}

/** What is answered for an append. */
export function placeOf(log: string, offset: number, timestamp: unknown): PMap {
  return mapOf(kw("log"), shownLog(log), kw("offset"), offset, kw("timestamp"), timestamp);
}

export function asMap(op: string, x: unknown, expected: string): PMap {
  return x instanceof PMap ? x : fail("bad-argument", { op, expected, value: x });
}
