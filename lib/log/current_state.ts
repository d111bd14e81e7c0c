/**
 * The current state of a keyed log, kept apart from its history: the newest record of each key, in the order in which the keys came first, deleted ones
 * among them as rows that are not live. So a query of now costs what the keys cost, however many versions they had.
 * In: the parts of the log, or the state as it was saved (`now-COUNT-PART.columns`), and the records since. Out: slices.
 * A state is saved when more records have come since the last time than a quarter of the keys, and not only a few: that is a bounded share of
 * what appending them cost, and of what reading them anew would.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { PMap } from "../data/mod.ts";
import {
  type Column,
  ColumnFile,
  encodePart,
  KeySlots,
  type MemoryPart,
  packedValue,
  type ReadAt,
  type Slice,
  unpack,
  valueIn,
} from "../columns/mod.ts";
import { columnCodec } from "./column_codec.ts";
import { isAbout, nowName } from "./column_files.ts";
import type { LogPart } from "./column_part.ts";
import { decode } from "./cbor_reader.ts";
import { KIND } from "./entry.ts";
import { isLogFailure } from "./errors.ts";
import type { LogColumns } from "./log_columns.ts";
import { NowDraft, NowPart, type NowRows, type NowShared, type Source } from "./now_part.ts";
import type { Cursor } from "./reader.ts";
import { rootAt } from "./tree.ts";

/** With more parts of records since, all is found out anew from the parts. */
export const FAR_BEHIND = 4;

export class CurrentState {
  readonly #host: LogColumns;
  readonly #key: Keyword;
  readonly #shared: NowShared;
  /** How many records it is about. */
  readonly count: number;
  readonly #parts: readonly NowPart[];
  /** Row numbers of keys, over all parts; null as long as nobody has asked. */
  #slots: KeySlots | null;
  /** The count that was saved last. */
  readonly #saved: number;

  private constructor(
    host: LogColumns,
    key: Keyword,
    { shared, count, parts, slots, saved }: {
      shared: NowShared;
      count: number;
      parts: readonly NowPart[];
      slots: KeySlots | null;
      saved: number;
    },
  ) {
    this.#host = host;
    this.#key = key;
    this.#shared = shared;
    this.count = count;
    this.#parts = parts;
    this.#slots = slots;
    this.#saved = saved;
  }

  /** The state of the first `count` records: as it was saved, if it was, with those since. */
  static open(host: LogColumns, key: Keyword, count: number): CurrentState {
    const saved = openSaved(host, count);
    if (saved === null) return CurrentState.folded(host, key, 0, count).#kept();
    return new CurrentState(host, key, { ...saved, slots: null, saved: saved.count }).at(count);
  }

  /** The newest among the records [from, to), found out from all of them. */
  static folded(host: LogColumns, key: Keyword, from: number, to: number): CurrentState {
    return new CurrentState(host, key, { ...fold(host, key, from, to), count: to, saved: 0 });
  }

  *slices(names: readonly Keyword[] | null): Generator<Slice> {
    for (const part of this.#parts) {
      if (part.size === 0) continue;
      for (const name of names ?? []) part.column(name);
      this.#shared.memory.note(part);
      yield { part, from: 0, to: part.size, rows: null };
    }
  }

  forget(): void {
    for (const part of this.#parts) this.#shared.memory.release(part);
  }

  /** The state with the records up to `count`, which is not less than that of this one. */
  at(count: number): CurrentState {
    if (count === this.count) return this;
    const { partSize, reader } = this.#host;
    if (count - this.count > FAR_BEHIND * partSize) {
      this.forget();
      return CurrentState.folded(this.#host, this.#key, 0, count).#kept();
    }
    const slots = this.#slots ??= this.#findSlots();
    const drafts = new Map<number, NowDraft>();
    const changes = readChanges(reader, this.#key, this.count, count);
    const draftOf = (slot: number) => {
      const n = Math.floor(slot / partSize);
      let draft = drafts.get(n);
      if (draft === undefined) {
        const most = Math.min(partSize, (this.#parts[n]?.size ?? 0) + changes.length);
        draft = this.#parts[n]?.draft(most) ?? NowDraft.empty(this.#shared, n, most);
        drafts.set(n, draft);
      }
      return draft;
    };
    for (const { key, record, deleted, offset, time, hasValidTime } of changes) {
      const slot = slots.slotOf(key);
      if (deleted) draftOf(slot).delete(slot % partSize, key, offset);
      else draftOf(slot).set(slot % partSize, record, offset, time);
      if (hasValidTime) this.#shared.hasValidTime = true;
    }
    const parts = [...this.#parts];
    for (const [n, draft] of drafts) {
      if (parts[n] !== undefined) this.#shared.memory.release(parts[n]);
      parts[n] = draft.done();
    }
    return new CurrentState(this.#host, this.#key, {
      shared: this.#shared,
      count,
      parts,
      slots,
      saved: this.#saved,
    }).#kept();
  }

  /** The numbers of the keys, as the rows say. */
  #findSlots(): KeySlots {
    const slots = new KeySlots();
    for (const part of this.#parts) {
      const column = part.column(this.#key);
      for (let row = 0; row < part.size; row++) {
        const isLive = part.live === null || part.live[row] === 1;
        slots.slotOf(isLive ? (column === null ? null : valueIn(column, row)) : part.rows.deleted.get(row));
      }
    }
    return slots;
  }

  /** This state, saved if it is time. */
  #kept(): CurrentState {
    let keys = 0;
    for (const part of this.#parts) keys += part.size;
    if (this.count - this.#saved <= Math.max(this.#host.savedAfter, keys / 4)) return this;
    this.#save();
    const { count } = this;
    return new CurrentState(this.#host, this.#key, {
      shared: this.#shared,
      count,
      parts: this.#parts,
      slots: this.#slots,
      saved: count,
    });
  }

  #save(): void {
    const { files } = this.#host;
    const hash = rootOf(this.#host, this.count);
    if (hash === null || (files.nowCounts()[0] ?? 0) > this.count) return;
    const generation = this.#host.generation();
    const isStill = () => this.#host.generation() === generation;
    const parts = this.#parts.filter(({ size }) => size > 0);
    const whose = { logId: files.files.logId, hash, count: this.count, parts: parts.length };
    // The one by which a set is found comes last.
    for (const part of parts.toReversed()) {
      const bytes = encodePart(part.packed(), whose, columnCodec);
      if (!files.write(nowName(this.count, part.first), bytes, isStill)) return;
    }
    files.removeOldNow(this.count);
  }
}

/** The Merkle root over the first `count` records; null where the tree cannot be read. */
function rootOf({ reader }: LogColumns, count: number): Uint8Array | null {
  try {
    return rootAt(reader.files.hash, count, reader.hashes);
  } catch (error) {
    if (isLogFailure(error)) return null;
    throw error;
  }
}

// ---- from records ------------------------------------------------------------------------------------------------------

interface Change {
  readonly key: unknown;
  readonly record: unknown;
  readonly deleted: boolean;
  readonly offset: number;
  readonly time: number;
  readonly hasValidTime: boolean;
}

/** The records and deletions [from, to). All are read before any is used: reading may fail. */
function readChanges(reader: LogColumns["reader"], key: Keyword, from: number, to: number): Change[] {
  const changes: Change[] = [];
  reader.scan(from, to, (cursor: Cursor) => {
    const { kind, offset, time, flags, bytes, payload, end } = cursor;
    if (kind !== KIND.record && kind !== KIND.tombstone) return;
    const value = decode(bytes, payload, end);
    const deleted = kind === KIND.tombstone;
    const found = deleted ? value : value instanceof PMap ? value.get(key, null) : null;
    changes.push({ key: found, record: value, deleted, offset, time, hasValidTime: (flags & 6) !== 0 });
  });
  return changes;
}

// ---- from parts --------------------------------------------------------------------------------------------------------

/** How many values a table of small numbers may be for. */
const DENSE = 1 << 20;

/** The number of the key in each row of a column. */
function slotFinder(column: Column | null, slots: KeySlots): (row: number) => number {
  if (column === null) return () => slots.slotOf(null);
  if (column.kind === "words" || (column.kind === "int" && column.max - column.min < DENSE)) {
    const { present } = column;
    const [codes, least, count] = column.kind === "words"
      ? [column.codes, 0, column.words.length] as const
      : [column.data, column.min, column.max - column.min + 1] as const;
    const known = new Int32Array(Math.max(count, 0)).fill(-1);
    return (row) => {
      if (present !== null && present[row] === 0) return slots.slotOf(null);
      const code = codes[row] - least;
      return known[code] >= 0 ? known[code] : (known[code] = slots.slotOf(valueIn(column, row)));
    };
  }
  return (row) => slots.slotOf(valueIn(column, row));
}

class Newest {
  readonly slots = new KeySlots();
  offsets = new Float64Array(1024);
  live = new Uint8Array(1024);
  readonly deleted = new Map<number, unknown>();

  set(slot: number, offset: number, live: 0 | 1): void {
    if (slot >= this.offsets.length) {
      const [offsets, flags] = [this.offsets, this.live];
      this.offsets = new Float64Array(2 * slot);
      this.offsets.set(offsets);
      this.live = new Uint8Array(2 * slot);
      this.live.set(flags);
    }
    this.offsets[slot] = offset;
    this.live[slot] = live;
  }
}

/** Looks at the key of every record. */
function fold(
  host: LogColumns,
  key: Keyword,
  from: number,
  to: number,
): { shared: NowShared; parts: NowPart[]; slots: KeySlots } {
  const newest = new Newest();
  const shared: NowShared = { memory: host.memory, hasValidTime: false };
  for (let at = from; at < to;) {
    const part = host.partAt(at, to);
    const { first } = part;
    const end = Math.min(first + part.size, to);
    if (part.hasValidTime) shared.hasValidTime = true;
    const slotOf = slotFinder(part.column(key), newest.slots);
    const { live, deleted } = part;
    let tomb = 0;
    for (let row = at - first; row < end - first; row++) {
      if (live === null || live[row] === 1) {
        newest.set(slotOf(row), first + row, 1);
        continue;
      }
      if (deleted === null) continue;
      while (tomb < deleted.count && (deleted.rows?.[tomb] ?? tomb) < row) tomb++;
      if (tomb === deleted.count || (deleted.rows?.[tomb] ?? tomb) !== row) continue; // erased, or a notice
      const gone = packedValue(deleted, tomb);
      const slot = newest.slots.slotOf(gone);
      newest.set(slot, first + row, 0);
      newest.deleted.set(slot, gone);
    }
    at = end;
  }
  return { shared, parts: partsOf(host, shared, newest, to), slots: newest.slots };
}

/** The parts that the newest records make. */
function partsOf(host: LogColumns, shared: NowShared, newest: Newest, to: number): NowPart[] {
  const { partSize } = host;
  const parts: NowPart[] = [];
  for (let n = 0, from = 0; from < newest.slots.count; n++, from += partSize) {
    const size = Math.min(partSize, newest.slots.count - from);
    const offsets = newest.offsets.slice(from, from + size);
    const live = newest.live.slice(from, from + size);
    const deleted = new Map<number, unknown>();
    for (let i = 0; i < size; i++) if (live[i] === 0) deleted.set(i, newest.deleted.get(from + i));
    parts.push(gatheredPart(host, shared, n, { size, offsets, live, deleted }, to));
  }
  return parts;
}

/** A part of records that stand in the parts of the log. */
function gatheredPart(
  host: LogColumns,
  shared: NowShared,
  number: number,
  rows: Omit<NowRows, "source" | "row">,
  to: number,
): NowPart {
  const { size, offsets, live } = rows;
  const source = new Int32Array(size);
  const row = new Uint32Array(size);
  const sources: (LogPart | MemoryPart)[] = [];
  const numbers = new Map<LogPart | MemoryPart, number>();
  let last = -1;
  for (let i = 0; i < size; i++) {
    if (live[i] === 0) {
      source[i] = -1;
      continue;
    }
    const offset = offsets[i];
    if (last < 0 || offset < sources[last].first || offset >= sources[last].first + sources[last].size) {
      const part = host.partAt(offset, to);
      last = numbers.get(part) ?? sources.push(part) - 1;
      numbers.set(part, last);
    }
    source[i] = last;
    row[i] = offset - sources[last].first;
  }
  return new NowPart(shared, number, sources, { ...rows, source, row });
}

// ---- from files --------------------------------------------------------------------------------------------------------

/** The columns of a file of newest records; where it fails, those of the parts of the log. */
class SavedRows implements Source {
  #fallback: NowPart | null = null;

  constructor(
    private readonly host: LogColumns,
    private readonly name: string,
    private readonly file: ColumnFile,
    private readonly otherwise: () => NowPart,
  ) {}

  get names(): readonly Keyword[] {
    return this.file.names;
  }

  get nilNames(): readonly Keyword[] {
    return this.file.nilNames;
  }

  get times(): Float64Array {
    return this.#load((file, read) => file.loadTimes(read), (part) => part.times);
  }

  column(name: Keyword): Column | null {
    return this.#load((file, read) => {
      const packed = file.load(name, read);
      return packed === null ? null : unpack(packed, file.size);
    }, (part) => part.column(name));
  }

  #load<T>(fromFile: (file: ColumnFile, read: ReadAt) => T, fromRows: (part: NowPart) => T): T {
    if (this.#fallback === null) {
      const { file } = this;
      const found = this.host.files.use(this.name, (read) => ({ loaded: fromFile(file, read) }));
      if (found !== null) return found.loaded;
    }
    return fromRows(this.#fallback ??= this.otherwise());
  }
}

interface Saved {
  readonly shared: NowShared;
  readonly count: number;
  readonly parts: NowPart[];
}

/** The newest state that was saved of at most so many records, if it is whole as far as can be seen. */
function openSaved(host: LogColumns, most: number): Saved | null {
  for (const count of host.files.nowCounts()) {
    const saved = count <= most ? openCount(host, count) : null;
    if (saved !== null) return saved;
  }
  return null;
}

function openCount(host: LogColumns, count: number): Saved | null {
  const hash = rootOf(host, count);
  const shared: NowShared = { memory: host.memory, hasValidTime: false };
  const parts: NowPart[] = [];
  let expected = 1;
  for (let n = 0; n < expected; n++) {
    const name = nowName(count, n);
    const part = hash === null ? null : host.files.use(name, (read) => {
      const file = new ColumnFile(read, columnCodec);
      const isOurs = file.isGathered && file.count === count && file.parts > n && file.size <= host.partSize &&
        isAbout(file, host.reader.files, { first: n, size: null, hash });
      const offsets = isOurs ? file.loadOffsets(read) : null;
      if (offsets === null) return null;
      expected = file.parts;
      if (file.hasValidTime) shared.hasValidTime = true;
      const live = file.loadLive(read) ?? new Uint8Array(file.size).fill(1);
      const deleted = new Map<number, unknown>();
      const tombstones = file.loadDeleted(read);
      for (let i = 0; tombstones !== null && i < tombstones.count; i++) {
        deleted.set(tombstones.rows?.[i] ?? i, packedValue(tombstones, i));
      }
      const rows = { size: file.size, offsets, live, deleted };
      const saved = new SavedRows(host, name, file, () => gatheredPart(host, shared, n, rows, count));
      const source = new Int32Array(file.size);
      const row = new Uint32Array(file.size);
      for (let i = 0; i < file.size; i++) {
        source[i] = live[i] === 1 ? 0 : -1;
        row[i] = i;
      }
      return new NowPart(shared, n, [saved], { ...rows, source, row });
    });
    if (part === null) return null;
    parts.push(part);
  }
  return { shared, count, parts };
}
