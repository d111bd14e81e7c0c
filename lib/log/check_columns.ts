/**
 * The checker's look at files of columns: every value in them is compared with the record that it was made of.
 * In: the records of a log, one after the other, as the checker finds them. Out: what is wrong, with file and record.
 * The bytes of columns are read by the code that queries use; which records they have to be is found out here from the records alone. What is
 * missing is no finding: queries make it.
 * @module
 */
import { join } from "./paths.ts";
import { type Column, ColumnFile, NoColumn, type ReadAt, shapeText, unpack, valueIn } from "../columns/mod.ts";
import { Keyword, kw, PMap } from "../data/mod.ts";
import { canonicalBytes } from "./cbor.ts";
import { MalformedValue } from "./cbor_format.ts";
import { decode } from "./cbor_reader.ts";
import { encode } from "./cbor_writer.ts";
import { ByteBuffer } from "./byte_buffer.ts";
import { columnCodec } from "./column_codec.ts";
import type { Disk, DiskFile } from "./disk.ts";
import { isLogFailure } from "./errors.ts";
import type { HashFunction } from "./hash_function.ts";
import { rootAt, subtreeRoot } from "./tree.ts";

const HASH = 32;
const RECORD = 0;
const TOMBSTONE = 1;
const VALID_TIME = 6;

/** Told what is wrong in a file. */
type Say = (path: string, problem: string, offset?: number) => void;

/** A file with all that is in it. */
interface Whole {
  readonly path: string;
  readonly file: ColumnFile;
  readonly columns: ReadonlyMap<Keyword, Column>;
  /** The keys that records have only with nil. */
  readonly nilNames: ReadonlySet<Keyword>;
  readonly times: Float64Array;
  readonly live: Uint8Array | null;
  readonly offsets: Float64Array | null;
  /** The keys of each record, where they are known. */
  readonly shapes: Column | null;
  /** The rows of tombstones. */
  readonly deleted: ReadonlySet<number>;
  said: boolean;
}

/** The newest record of a key. */
interface Newest {
  offset: number;
  live: boolean;
}

const buffer = new ByteBuffer();

/** What is the same for values that are stored as the same bytes. */
function textOf(value: unknown): string {
  buffer.length = 0;
  encode(value, buffer);
  return buffer.bytes.subarray(0, buffer.length).toHex();
}

/** The keys of a record; those that are no keywords as none that can be. */
function keysOf(record: PMap): Keyword[] {
  const keys: Keyword[] = [];
  for (const c = record.cursor(); c.advance();) keys.push(c.key instanceof Keyword ? c.key : kw(""));
  return keys;
}

/** A payload that is no value was complained about by whoever looks at payloads. */
function decodedOrNull(payload: Uint8Array): unknown {
  try {
    return decode(payload);
  } catch (error) {
    if (error instanceof MalformedValue) return null;
    throw error;
  }
}

function readAll(path: string, handle: DiskFile): Whole {
  const read: ReadAt = (into, position) => handle.readAt(into, position);
  const file = new ColumnFile(read, columnCodec);
  const columns = new Map<Keyword, Column>();
  for (const name of file.names) {
    const packed = file.load(name, read);
    if (packed !== null) columns.set(name, unpack(packed, file.size));
  }
  const tombstones = file.loadDeleted(read);
  const deleted = new Set<number>();
  for (let i = 0; tombstones !== null && i < tombstones.count; i++) deleted.add(tombstones.rows?.[i] ?? i);
  const [times, live, offsets] = [file.loadTimes(read), file.loadLive(read), file.loadOffsets(read)];
  const packed = file.loadShapes(read);
  const shapes = packed === null ? null : unpack(packed, file.size);
  return { path, file, columns, nilNames: new Set(file.nilNames), times, live, offsets, shapes, deleted, said: false };
}

export class ColumnsCheck {
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #logId: Uint8Array;
  readonly #key: Keyword | null;
  readonly #say: Say;
  /** The files of parts, runs and rests by their first offsets, those that the records are in, and what all of them are about. */
  readonly #starts = new Map<number, { readonly name: string; readonly size: number }[]>();
  #open: Whole[] = [];
  readonly #seen: { readonly path: string; readonly file: ColumnFile }[] = [];
  /** Files of newest records by the count that they are of. */
  readonly #now = new Map<number, Whole[]>();
  /** Where their rows stand, by offset. */
  readonly #rows = new Map<number, { readonly whole: Whole; readonly row: number }[]>();
  /** The newest record of each key, in the order in which they came first; and what it was at each count. */
  readonly #newest = new Map<string, Newest>();

  readonly #partSize: number;

  /** Parts have 2^level records. */
  constructor(folder: string, disk: Disk, logId: Uint8Array, key: Keyword | null, level: number, say: Say) {
    this.#partSize = 2 ** level;
    this.#folder = join(folder, "columns");
    this.#disk = disk;
    this.#logId = logId;
    this.#key = key;
    this.#say = say;
    if (disk.kind(this.#folder) !== "folder" || disk.kind(join(this.#folder, "erasing")) !== null) return;
    this.#findParts();
    this.#openNow();
  }

  #findParts(): void {
    for (const name of this.#disk.list(this.#folder)) {
      const [, digits, level] = name.match(/^(\d{20})(?:-(\d+|rest))?\.columns$/) ?? [];
      if (digits === undefined) continue;
      const place = level === "rest"
        ? this.#placeOfRest(name, Number(digits))
        : { first: Number(digits), size: level === undefined ? this.#partSize : 2 ** Number(level) };
      if (place === null) continue;
      const files = this.#starts.get(place.first) ?? [];
      files.push({ name, size: place.size });
      this.#starts.set(place.first, files);
    }
  }

  /** Which records the rest of a part says it is about; null where that can be none. */
  #placeOfRest(name: string, part: number): { readonly first: number; readonly size: number } | null {
    const whole = this.#read(name);
    if (whole === null) return null;
    const { first, size } = whole.file;
    const end = part + this.#partSize;
    let aligned = 1;
    while (aligned < size) aligned *= 2;
    if (size > 0 && first >= part && first + size < end && first % aligned === 0) return { first, size };
    this.#wrong(whole, "It is about other records", part);
    return null;
  }

  #openNow(): void {
    for (const name of this.#disk.list(this.#folder).sort()) {
      const [, digits] = name.match(/^now-(\d{20})-\d+\.columns$/) ?? [];
      const whole = digits === undefined ? null : this.#read(name);
      if (whole === null) continue;
      const count = Number(digits);
      const parts = this.#now.get(count) ?? [];
      parts.push(whole);
      this.#now.set(count, parts);
      for (let row = 0; row < whole.file.size; row++) {
        const at = whole.offsets?.[row] ?? -1;
        const known = this.#rows.get(at);
        if (known === undefined) this.#rows.set(at, [{ whole, row }]);
        else known.push({ whole, row });
      }
    }
    for (const parts of this.#now.values()) parts.sort((a, b) => a.file.first - b.file.first);
  }

  /** A file, if it is there and whole. */
  #read(name: string): Whole | null {
    const path = join(this.#folder, name);
    if (this.#disk.kind(path) !== "file") return null;
    const handle = this.#disk.open(path, "read");
    try {
      const whole = readAll(path, handle);
      const { file } = whole;
      const isOurs = file.logId.every((byte, i) => byte === this.#logId[i]);
      if (!isOurs) this.#say(path, "These are columns of another log");
      return isOurs ? whole : null;
    } catch (error) {
      if (error instanceof NoColumn) this.#say(path, `The columns cannot be read: ${error.message}`);
      else if (!isLogFailure(error)) throw error;
      return null;
    } finally {
      handle.close();
    }
  }

  #wrong(whole: Whole, problem: string, offset?: number): void {
    if (!whole.said) this.#say(whole.path, problem, offset);
    whole.said = true;
  }

  /** The record with the next offset. */
  see(offset: number, kind: number, flags: number, time: number, payload: Uint8Array): void {
    this.#open = this.#open.filter(({ file }) => offset < file.first + file.size);
    for (const { name, size } of this.#starts.get(offset) ?? []) {
      const whole = this.#read(name);
      if (whole === null) continue;
      this.#seen.push(whole);
      if (whole.file.first === offset && whole.file.size === size) this.#open.push(whole);
      else this.#wrong(whole, "It is about other records", offset);
    }
    const places = this.#rows.get(offset);
    if (this.#open.length === 0 && this.#now.size === 0) return;
    const value = kind === RECORD || kind === TOMBSTONE ? decodedOrNull(payload) : null;
    for (const whole of this.#open) {
      this.#compare(whole, offset - whole.file.first, offset, kind, flags, time, value);
    }
    for (const place of places ?? []) this.#compare(place.whole, place.row, offset, kind, flags, time, value);
    if (this.#now.size > 0) this.#fold(offset, kind, value);
  }

  #compare(
    whole: Whole,
    row: number,
    offset: number,
    kind: number,
    flags: number,
    time: number,
    value: unknown,
  ): void {
    const { live, times, columns, deleted, file } = whole;
    const isLive = live === null || live[row] === 1;
    if (isLive !== (kind === RECORD)) return this.#wrong(whole, "It is wrong about what is a record", offset);
    if (deleted.has(row) !== (kind === TOMBSTONE)) return this.#wrong(whole, "It is wrong about a deletion", offset);
    if (isLive && times[row] !== time) return this.#wrong(whole, "It has another time of a record", offset);
    if ((flags & VALID_TIME) !== 0 && !file.hasValidTime) this.#wrong(whole, "It hides when a record is true", offset);
    if (kind !== RECORD) return;
    const record = value instanceof PMap ? value.unordered() : null;
    for (const [name, column] of columns) {
      const [found, wanted] = [valueIn(column, row), record?.get(name, null) ?? null];
      if (found !== wanted && textOf(found) !== textOf(wanted)) {
        return this.#wrong(whole, `It has another value of :${name.text}`, offset);
      }
    }
    const shape = whole.shapes === null ? null : valueIn(whole.shapes, row);
    if (shape !== null && (record === null || shapeText(keysOf(record)) !== shape)) {
      return this.#wrong(whole, "It has other keys of a record", offset);
    }
    if (record === null) return;
    for (const c = record.cursor(); c.advance();) {
      const { key } = c;
      if (!(key instanceof Keyword) || columns.has(key) || (c.value === null && whole.nilNames.has(key))) continue;
      return this.#wrong(whole, `It has no :${key.text}`, offset);
    }
  }

  #fold(offset: number, kind: number, value: unknown): void {
    const key = this.#key;
    if (key !== null && (kind === RECORD || kind === TOMBSTONE)) {
      const id = kind === TOMBSTONE ? value : value instanceof PMap ? value.get(key, null) : null;
      const text = canonicalBytes(id).toHex();
      const known = this.#newest.get(text);
      if (known === undefined) this.#newest.set(text, { offset, live: kind === RECORD });
      else [known.offset, known.live] = [offset, kind === RECORD];
    }
    for (const whole of this.#now.get(offset + 1) ?? []) this.#compareNewest(whole, offset + 1);
  }

  /** All records that a file of newest ones is about were seen. */
  #compareNewest(whole: Whole, count: number): void {
    const { file, live, offsets } = whole;
    const from = file.first * this.#partSize;
    const expected = [...this.#newest.values()].slice(from, from + this.#partSize);
    const isSame = file.count === count && expected.length === file.size &&
      expected.every(({ offset, live: isLive }, row) =>
        offsets?.[row] === offset && isLive === (live === null || live[row] === 1)
      );
    if (!isSame) this.#wrong(whole, "It is wrong about which records are the newest of their keys");
  }

  /** After the last record: whether the files say that they are about these records. */
  done(count: number, hash: HashFunction, tree: DiskFile | null): void {
    if (tree === null) return;
    const hashes = (index: number): Uint8Array => {
      const bytes = new Uint8Array(HASH);
      tree.readAt(bytes, index * HASH);
      return bytes;
    };
    const check = (path: string, file: ColumnFile, wanted: Uint8Array) => {
      if (!file.hash.every((byte, i) => byte === wanted[i])) this.#say(path, "It was made of other records");
    };
    for (const [at, parts] of this.#now) {
      for (const { path, file } of parts) if (at <= count) check(path, file, rootAt(hash, at, hashes));
    }
    for (const { path, file } of this.#seen) {
      const { first, size } = file;
      if (first + size <= count) check(path, file, subtreeRoot(hash, first, first + size, hashes));
    }
  }
}
