/**
 * A part as bytes, and back: a head, a directory that says of each column where it stands, then the columns, each in one piece with a
 * checksum of its own. A reader takes the head, and only the columns that are asked for. Little-endian:
 *
 *      0  8 bytes magic "BATUTACO"      32  16 bytes id of the log         88  u32 length of the directory with names
 *      8  u16 version of the format, 2  48  32 bytes hash of the records   92  u32 how many parts belong together
 *     10  u16 length of the head, 128   80  u64 how many records the log   96  u32 length of the names
 *     12  u32 flags: 1 valid time,          had when this was made        100  zeros
 *             2 gathered, 4 names in                                      124  u32 XXH32 of the 124 bytes before and the
 *             UTF-16                                                            directory
 *     16  u64 first offset; of a gathered part its number
 *     24  u32 entries  28 u32 columns
 *
 * The directory has 64 bytes for each column, then the names. A column begins at a multiple of 8, and so does each of its sections.
 * In: a part in memory, whose it is. Out: bytes; a `ColumnFile`, which says what is wrong by failing with `NoColumn`.
 * Pure: whoever reads gives a function that reads.
 * @module
 */
import { Keyword, kw } from "../data/mod.ts";
import {
  type Codec,
  decodeColumn,
  decodeTexts,
  type Described,
  encodeColumn,
  type Encoded,
  encodeTexts,
  isAsInMemory,
  noColumn,
} from "./encoding.ts";
import type { MemoryPart } from "./memory_part.ts";
import { moved, type Packed, sharedArray } from "./packed.ts";
import { xxh32 } from "./xxh32.ts";

const MAGIC = "BATUTACO";
export const COLUMNS_VERSION = 2;
export const COLUMNS_HEAD = 128;
const ENTRY = 64;
const SUM_AT = 124;
const TWO_32 = 0x100000000;

const FLAG = { validTime: 1, gathered: 2, utf16: 4 } as const;
const ENTRY_FLAG = { nan: 1, utf16: 2 } as const;

/** What an entry of the directory is about. */
const ROLE = { column: 0, times: 1, live: 2, offsets: 3, deleted: 4, shapes: 5, nil: 6 } as const;

/** What stands for a column without a value. */
const NOTHING: Packed = { kind: "bool", data: new Uint8Array(0), count: 0, rows: null };

/** Whose columns they are. */
export interface Whose {
  /** 16 bytes. */
  readonly logId: Uint8Array;
  /** 32 bytes: of a part the hash of the subtree over its records, of a gathered one the root of the log. */
  readonly hash: Uint8Array;
  /** How many records the log had at least. */
  readonly count: number;
  /** How many parts belong together. */
  readonly parts: number;
}

/** A column in the directory. */
interface Entry extends Described {
  readonly role: number;
  readonly position: number;
  readonly rowsLength: number;
  readonly dataLength: number;
  readonly wordsLength: number;
  readonly sum: number;
}

function aligned(n: number): number {
  return Math.ceil(n / 8) * 8;
}

function putU64(view: DataView, at: number, n: number): void {
  view.setUint32(at, n % TWO_32, true);
  view.setUint32(at + 4, n / TWO_32, true);
}

function getU64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * TWO_32;
}

// ---- writing -----------------------------------------------------------------------------------------------------------

/** The checksum of head and directory, which end at `end`. */
function headSum(bytes: Uint8Array, end: number): number {
  return xxh32(bytes, COLUMNS_HEAD, end, xxh32(bytes, 0, SUM_AT));
}

function lengthOf({ rows, data, words }: Encoded): number {
  return aligned(rows.length) + aligned(data.length) + aligned(words.length);
}

function ints(values: Float64Array): Packed {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { kind: "instant", data: values, min, max, count: values.length, rows: null };
}

/** The bytes of a part. */
export function encodePart(part: MemoryPart, { logId, hash, count, parts }: Whose, codec: Codec): Uint8Array {
  const { size } = part;
  const columns: { role: number; name: string; encoded: Encoded }[] = [];
  const add = (role: number, name: string, packed: Packed) =>
    columns.push({ role, name, encoded: encodeColumn(packed, size, codec) });
  add(ROLE.times, "", ints(part.times));
  if (part.live !== null) add(ROLE.live, "", { kind: "bool", data: part.live, count: size, rows: null });
  if (part.offsets !== null) add(ROLE.offsets, "", ints(part.offsets));
  if (part.packedShapes !== null) add(ROLE.shapes, "", part.packedShapes);
  for (const [name, packed] of part.packed) {
    if (name === null) add(ROLE.deleted, "", packed);
    else add(ROLE.column, name.text, packed);
  }
  for (const { text } of part.nilNames) add(ROLE.nil, text, NOTHING);
  const names = encodeTexts(columns.map(({ name }) => name));
  const directoryLength = aligned(ENTRY * columns.length + names.bytes.length);
  const start = COLUMNS_HEAD + directoryLength;
  const bytes = new Uint8Array(columns.reduce((length, { encoded }) => length + lengthOf(encoded), start));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 8; i++) bytes[i] = MAGIC.charCodeAt(i);
  view.setUint16(8, COLUMNS_VERSION, true);
  view.setUint16(10, COLUMNS_HEAD, true);
  const flags = (part.hasValidTime ? FLAG.validTime : 0) | (part.offsets === null ? 0 : FLAG.gathered) |
    (names.utf16 ? FLAG.utf16 : 0);
  view.setUint32(12, flags, true);
  putU64(view, 16, part.first);
  view.setUint32(24, size, true);
  view.setUint32(28, columns.length, true);
  bytes.set(logId, 32);
  bytes.set(hash, 48);
  putU64(view, 80, count);
  view.setUint32(88, directoryLength, true);
  view.setUint32(92, parts, true);
  view.setUint32(96, names.bytes.length, true);
  let position = start;
  for (const [i, { role, encoded }] of columns.entries()) {
    writeEntry(view, COLUMNS_HEAD + ENTRY * i, role, encoded, position);
    const end = position + lengthOf(encoded);
    let at = position;
    for (const section of [encoded.rows, encoded.data, encoded.words]) {
      bytes.set(section, at);
      at += aligned(section.length);
    }
    view.setUint32(COLUMNS_HEAD + ENTRY * i + 60, xxh32(bytes, position, end), true);
    position = end;
  }
  bytes.set(names.bytes, COLUMNS_HEAD + ENTRY * columns.length);
  view.setUint32(SUM_AT, headSum(bytes, start), true);
  return bytes;
}

function writeEntry(view: DataView, at: number, role: number, encoded: Encoded, position: number): void {
  view.setUint8(at, role);
  view.setUint8(at + 1, encoded.kind);
  view.setUint8(at + 2, encoded.width);
  view.setUint8(at + 3, encoded.rowsAs);
  view.setUint8(at + 4, (encoded.nan ? ENTRY_FLAG.nan : 0) | (encoded.utf16 ? ENTRY_FLAG.utf16 : 0));
  view.setUint32(at + 8, encoded.count, true);
  view.setUint32(at + 12, encoded.wordCount, true);
  view.setFloat64(at + 16, encoded.min, true);
  view.setFloat64(at + 24, encoded.max, true);
  putU64(view, at + 32, position);
  view.setUint32(at + 40, encoded.rows.length, true);
  view.setUint32(at + 44, encoded.data.length, true);
  view.setUint32(at + 48, encoded.words.length, true);
  view.setFloat64(at + 52, encoded.per, true);
}

// ---- reading -----------------------------------------------------------------------------------------------------------

/** Fills `into` from a position of the file on; answers how many bytes there were. */
export type ReadAt = (into: Uint8Array, position: number) => number;

/** So much is read first: the directory of a few columns is in it. */
const FIRST_READ = 4096;
/** A directory is not larger: as many columns as a part has values of one byte. */
const MOST_DIRECTORY = 1 << 28;

/** Takes what is not kept. */
let scratch = new Uint8Array(1 << 16);

function scratchOf(length: number): Uint8Array {
  if (scratch.length < length) scratch = new Uint8Array(2 * length);
  return scratch.subarray(0, length);
}

function readEntry(view: DataView, at: number): Entry {
  const flags = view.getUint8(at + 4);
  return {
    role: view.getUint8(at),
    kind: view.getUint8(at + 1),
    width: view.getUint8(at + 2),
    rowsAs: view.getUint8(at + 3),
    nan: (flags & ENTRY_FLAG.nan) !== 0,
    utf16: (flags & ENTRY_FLAG.utf16) !== 0,
    count: view.getUint32(at + 8, true),
    wordCount: view.getUint32(at + 12, true),
    min: view.getFloat64(at + 16, true),
    max: view.getFloat64(at + 24, true),
    position: getU64(view, at + 32),
    rowsLength: view.getUint32(at + 40, true),
    dataLength: view.getUint32(at + 44, true),
    wordsLength: view.getUint32(at + 48, true),
    per: view.getFloat64(at + 52, true),
    sum: view.getUint32(at + 60, true),
  };
}

function isMagic(bytes: Uint8Array): boolean {
  for (let i = 0; i < 8; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) return false;
  return true;
}

/** The head and the directory of a file of columns, checked; the columns are read by `load`. */
export class ColumnFile implements Whose {
  readonly first: number;
  readonly size: number;
  readonly logId: Uint8Array;
  readonly hash: Uint8Array;
  readonly count: number;
  readonly parts: number;
  readonly hasValidTime: boolean;
  readonly isGathered: boolean;
  readonly names: readonly Keyword[];
  readonly nilNames: readonly Keyword[];
  readonly #codec: Codec;
  readonly #columns = new Map<Keyword, Entry>();
  readonly #others = new Map<number, Entry>();

  /** Fails with `NoColumn` where this is not a whole head of a version that is known. */
  constructor(read: ReadAt, codec: Codec) {
    this.#codec = codec;
    let bytes = new Uint8Array(FIRST_READ);
    const there = read(bytes, 0);
    if (there < COLUMNS_HEAD || !isMagic(bytes)) noColumn("it does not begin as a file of columns does");
    let view = new DataView(bytes.buffer);
    const version = view.getUint16(8, true);
    if (version !== COLUMNS_VERSION || view.getUint16(10, true) !== COLUMNS_HEAD) {
      noColumn(`it has version ${version} of the format`);
    }
    const directory = view.getUint32(88, true);
    const columns = view.getUint32(28, true);
    const namesLength = view.getUint32(96, true);
    if (directory > MOST_DIRECTORY || columns * ENTRY + namesLength > directory) noColumn("its head makes no sense");
    const start = COLUMNS_HEAD + directory;
    if (start > FIRST_READ) {
      bytes = new Uint8Array(start);
      view = new DataView(bytes.buffer);
    }
    if ((start > FIRST_READ ? read(bytes, 0) : there) < start) noColumn("its directory is cut off");
    if (headSum(bytes, start) !== view.getUint32(SUM_AT, true)) noColumn("the checksum of its head is wrong");
    const flags = view.getUint32(12, true);
    this.hasValidTime = (flags & FLAG.validTime) !== 0;
    this.isGathered = (flags & FLAG.gathered) !== 0;
    this.first = getU64(view, 16);
    this.size = view.getUint32(24, true);
    this.logId = bytes.slice(32, 48);
    this.hash = bytes.slice(48, 80);
    this.count = getU64(view, 80);
    this.parts = view.getUint32(92, true);
    const namesAt = COLUMNS_HEAD + ENTRY * columns;
    const utf16 = (flags & FLAG.utf16) !== 0;
    const names = decodeTexts(bytes.subarray(namesAt, namesAt + namesLength), columns, utf16);
    const nilNames: Keyword[] = [];
    for (let i = 0; i < columns; i++) {
      const entry = readEntry(view, COLUMNS_HEAD + ENTRY * i);
      if (entry.role === ROLE.column) this.#columns.set(kw(names[i]), entry);
      else if (entry.role === ROLE.nil) nilNames.push(kw(names[i]));
      else this.#others.set(entry.role, entry);
    }
    this.names = [...this.#columns.keys()];
    this.nilNames = nilNames;
  }

  has(name: Keyword): boolean {
    return this.#columns.has(name);
  }

  /** The column of a name; null where there is none. Fails with `NoColumn` where it is damaged. */
  load(name: Keyword, read: ReadAt): Packed | null {
    const entry = this.#columns.get(name);
    return entry === undefined ? null : this.#load(entry, read);
  }

  /** The keys of the tombstones; its rows are theirs. */
  loadDeleted(read: ReadAt): Packed | null {
    return this.#other(ROLE.deleted, read);
  }

  /** The shapes of the records. */
  loadShapes(read: ReadAt): Packed | null {
    return this.#other(ROLE.shapes, read);
  }

  loadTimes(read: ReadAt): Float64Array {
    return this.#numbers(ROLE.times, read) ?? noColumn("it has no times");
  }

  loadOffsets(read: ReadAt): Float64Array | null {
    return this.#numbers(ROLE.offsets, read);
  }

  loadLive(read: ReadAt): Uint8Array | null {
    const packed = this.#other(ROLE.live, read);
    if (packed === null) return null;
    return packed.kind === "bool" && packed.count === this.size
      ? packed.data
      : noColumn("it does not say what is live");
  }

  #other(role: number, read: ReadAt): Packed | null {
    const entry = this.#others.get(role);
    return entry === undefined ? null : this.#load(entry, read);
  }

  #numbers(role: number, read: ReadAt): Float64Array | null {
    const packed = this.#other(role, read);
    if (packed === null) return null;
    return packed.kind === "instant" && packed.count === this.size ? packed.data : noColumn("its numbers are cut off");
  }

  #load(entry: Entry, read: ReadAt): Packed {
    const { position, rowsLength, dataLength, wordsLength } = entry;
    const dataAt = aligned(rowsLength);
    const wordsAt = dataAt + aligned(dataLength);
    const length = wordsAt + aligned(wordsLength);
    const found = scratchOf(length);
    if (length > 0 && read(found, position) < length) noColumn("a column is cut off");
    if (xxh32(found, 0, length) !== entry.sum) noColumn("the checksum of a column is wrong");
    // What is kept as it stands is copied: reading it to fresh memory takes longer than both.
    const bytes = isAsInMemory(entry) ? moved(sharedArray<Uint8Array>(Uint8Array, length), found) : found;
    const sections = {
      rows: bytes.subarray(0, rowsLength),
      data: bytes.subarray(dataAt, dataAt + dataLength),
      words: bytes.subarray(wordsAt, wordsAt + wordsLength),
    };
    return decodeColumn(entry, sections, this.size, this.#codec);
  }
}
