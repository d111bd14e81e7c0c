/**
 * The independent checker: everything that a log's folder holds, looked at again by code that shares nothing with the writer and the
 * readers but checksum and hash function, files of columns excepted (`check_columns.ts`). Written after the description of the format (`segment.ts`, `block.ts`, `entry.ts`,
 * `index.ts`, `durable.ts`, `producers.ts`), so that a mistake there is seen here.
 * In: a log's folder, and the canonical form of payloads. Out: findings with file and byte, and the Merkle root.
 * It changes nothing, and needs memory for one block and one hash for each level of the tree. Only what is acknowledged counts: behind the
 * mark, a tail that is not whole is no finding.
 * Source of the root: RFC 9162, section 2.1.1, as it stands there, by recursion.
 * @module
 */
import { join } from "./paths.ts";
import { kw } from "../data/mod.ts";
import { ColumnsCheck } from "./check_columns.ts";
import { crc32c } from "./crc32c.ts";
import { type Disk, type DiskFile, hostDisk, readWhole } from "./disk.ts";
import { isLogFailure } from "./errors.ts";
import { findHashFunction } from "./hash.ts";
import type { HashFunction } from "./hash_function.ts";
import { decodeOptions } from "./options.ts";

/** Something that is not as it has to be. */
export interface Finding {
  /** The file it is in. */
  readonly path: string;
  /** The byte in it where that begins. */
  readonly position: number;
  /** What is wrong, in a sentence. */
  readonly problem: string;
  /** The record that it is about, where it is about one. */
  readonly offset?: number;
}

export interface Checked {
  readonly findings: readonly Finding[];
  /** Acknowledged records. */
  readonly count: number;
  /** Their Merkle root, as the records have it; null where some could not be read. */
  readonly root: Uint8Array | null;
  /** Bytes behind what is acknowledged. */
  readonly tailBytes: number;
}

export interface CheckOptions {
  readonly canonical?: (payload: Uint8Array) => Uint8Array;
  readonly disk?: Disk;
  /** Parts of columns have 2^level records. Absent: 16. */
  readonly partLevel?: number;
}

const HEAD = 64;
const SLOT = 128;
const HASH = 32;
const INDEXED = 64 * 1024;
const PART_LEVEL = 16;

type Hash = (bytes: Uint8Array) => Uint8Array;

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24) >>> 0;
}

function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 4294967296;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function join2(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes [from, to) of a file, fewer where it is shorter. */
function slice(file: DiskFile, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(to - from, 0));
  return bytes.subarray(0, file.readAt(bytes, from));
}

interface CheckedMark {
  readonly serial: number;
  readonly count: number;
  readonly segment: number;
  readonly length: number;
  readonly lastTime: number;
  readonly root: Uint8Array;
  readonly syncedCount: number;
  readonly derived: number;
}

/** A block as its head says. */
interface Block {
  readonly position: number;
  readonly bodyLength: number;
  readonly first: number;
  readonly count: number;
  readonly bodyCrc: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly durable: number;
}

/** One record that was found; `leaf` is null where it could not be read. */
interface Found {
  readonly leaf: Uint8Array | null;
}

class Check {
  readonly findings: Finding[] = [];
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #canonical: (payload: Uint8Array) => Uint8Array;
  readonly #hash: Hash;
  readonly #id: Uint8Array;
  mark: CheckedMark | null = null;
  tailBytes = 0;
  /** What the records say. */
  #lastTime = 0;
  #timeAtMark = 0;
  readonly #producers = new Map<string, number>();
  #producersAtDerived = new Map<string, number>();
  #markPlaceSeen = false;
  readonly #columns: ColumnsCheck;
  readonly #function: HashFunction;

  constructor(folder: string, options: CheckOptions) {
    const { canonical = (payload) => payload, disk = hostDisk, partLevel = PART_LEVEL } = options;
    this.#folder = folder;
    this.#disk = disk;
    this.#canonical = canonical;
    const path = join(folder, "options.edn");
    const created = decodeOptions(readWhole(disk, path), path);
    const hash = findHashFunction(created.hash);
    this.#function = hash!; // decodeOptions knows only these
    this.#hash = (bytes) => this.#function.hash(bytes);
    this.#id = Uint8Array.fromHex(created.id.replaceAll("-", ""));
    const key = created.key === null ? null : kw(created.key.slice(1));
    const say = (path: string, problem: string, offset?: number) => this.#say(path, 0, problem, offset);
    this.#columns = new ColumnsCheck(folder, disk, this.#id, key, partLevel, say);
  }

  #say(path: string, position: number, problem: string, offset?: number): void {
    this.findings.push({ path, position, problem, ...offset === undefined ? {} : { offset } });
  }

  // ---- the mark ------------------------------------------------------------------------------------------------------

  readMark(): void {
    const path = join(this.#folder, "durable");
    if (this.#disk.kind(path) !== "file") return this.#say(path, 0, "The durable mark is missing");
    const bytes = readWhole(this.#disk, path);
    const slots = [this.#slot(bytes, 0, path), this.#slot(bytes, SLOT, path)].filter((slot) => slot !== null);
    this.mark = slots.toSorted((a, b) => b.serial - a.serial)[0] ?? null;
  }

  #slot(bytes: Uint8Array, at: number, path: string): CheckedMark | null {
    if (at === SLOT && bytes.length === SLOT) return null; // the second is written with the first append
    const wrong = bytes.length < at + SLOT
      ? "ends too early"
      : crc32c(bytes, at, at + SLOT - 4) !== u32(bytes, at + SLOT - 4)
      ? "has a wrong checksum"
      : !same(bytes.subarray(at + 104, at + 120), this.#id)
      ? "belongs to another log"
      : u64(bytes, at) % 2 !== at / SLOT
      ? "has the number of the other one"
      : null;
    if (wrong !== null) {
      this.#say(path, at, `A slot of the durable mark ${wrong}`);
      return null;
    }
    return {
      serial: u64(bytes, at),
      count: u64(bytes, at + 8),
      segment: u64(bytes, at + 16),
      length: u64(bytes, at + 24),
      lastTime: u64(bytes, at + 32),
      root: bytes.slice(at + 40, at + 72),
      syncedCount: u64(bytes, at + 72),
      derived: u64(bytes, at + 96),
    };
  }

  // ---- segments ------------------------------------------------------------------------------------------------------

  segments(): number[] {
    return this.#disk.list(this.#folder)
      .filter((name) => name.length === 24 && name.endsWith(".log"))
      .map((name) => Number(name.slice(0, 20)))
      .sort((a, b) => a - b);
  }

  #path(first: number, ending: string): string {
    return join(this.#folder, `${String(first).padStart(20, "0")}.${ending}`);
  }

  /** All records, in order of their offsets; gaps as records that could not be read. */
  *records(): Generator<Found, void, undefined> {
    let next = 0;
    const firsts = this.segments();
    for (const [k, first] of firsts.entries()) {
      const path = this.#path(first, "log");
      if (first < next) {
        this.#say(path, 16, `It begins with offset ${first}, but ${next} is next`);
        continue;
      }
      if (first > next) {
        this.#say(path, 16, `The records ${next} to ${first - 1} are missing`);
        for (; next < first; next++) yield { leaf: null };
      }
      const file = this.#disk.open(path, "read");
      try {
        next = yield* this.#segment(file, first, firsts[k + 1] ?? null);
      } finally {
        file.close();
      }
    }
    const { mark } = this;
    if (mark === null) return;
    if (mark.count > next) {
      const path = this.#path(mark.segment, "log");
      this.#say(path, 0, `The records ${next} to ${mark.count - 1} were acknowledged and are missing`, next);
    } else if (!this.#markPlaceSeen) {
      const path = join(this.#folder, "durable");
      this.#say(
        path,
        16,
        `No block ends at byte ${mark.length} of the segment ${mark.segment} with record ${mark.count}`,
      );
    } else if (mark.count > 0 && mark.lastTime !== this.#timeAtMark) {
      this.#say(join(this.#folder, "durable"), 32, "The time of the last record is another one");
    }
  }

  /** Whether a place is behind all that was acknowledged. */
  #isTail(segment: number, position: number): boolean {
    return this.mark !== null &&
      (segment > this.mark.segment || (segment === this.mark.segment && position >= this.mark.length));
  }

  *#segment(file: DiskFile, first: number, nextFirst: number | null): Generator<Found, number, undefined> {
    const head = slice(file, 0, HEAD);
    const size = file.size();
    const wrong = head.length < HEAD
      ? "The head of the segment is cut off"
      : ascii(head, 0, 8) !== "BATUTALG"
      ? "It does not begin as a segment does"
      : crc32c(head, 0, 60) !== u32(head, 60)
      ? "The checksum of the segment's head is wrong"
      : u32(head, 8) !== (1 | HEAD << 16) || u32(head, 12) !== 0
      ? "It has another version of the format"
      : u64(head, 16) !== first
      ? "Its head says another offset than its name"
      : !same(head.subarray(32, 48), this.#id)
      ? "It belongs to another log"
      : null;
    if (wrong !== null) {
      if (this.#isTail(first, size)) this.tailBytes += size;
      else this.#say(file.path, 0, wrong);
      return first;
    }
    const tag = u32(head, 60);
    this.#seePlace(first, HEAD, first);
    const indexed: Block[] = [];
    let next = first;
    for (let position = HEAD; position < size;) {
      const block = this.#blockAt(file, position, size, tag);
      if (typeof block === "string" || block.first !== next) {
        const problem = typeof block === "string" ? block : `It begins with record ${block.first}, but ${next} is next`;
        if (this.#isTail(first, position) && nextFirst === null) {
          this.tailBytes += size - position;
          break;
        }
        this.#say(file.path, position, problem, next);
        const found = this.#search(file, position + 1, size, tag, next);
        const to = found?.first ?? nextFirst ?? Math.max(this.mark?.count ?? next, next);
        for (; next < to; next++) yield { leaf: null };
        if (found === null) break;
        position = found.position;
        continue;
      }
      const last = indexed.at(-1);
      if (last === undefined || position - last.position >= INDEXED) indexed.push(block);
      if (this.#isTail(first, position)) this.tailBytes += HEAD + block.bodyLength;
      yield* this.#block(file, block);
      next += block.count;
      position += HEAD + block.bodyLength;
      this.#seePlace(first, position, next);
    }
    this.#checkIndex(first, tag, indexed);
    return next;
  }

  #seePlace(segment: number, position: number, offset: number): void {
    const { mark } = this;
    if (mark !== null && mark.segment === segment && mark.length === position && mark.count === offset) {
      this.#markPlaceSeen = true;
    }
  }

  /** The block at a position, or what is wrong with its head or its body. */
  #blockAt(file: DiskFile, position: number, size: number, tag: number): Block | string {
    const head = slice(file, position, position + HEAD);
    if (head.length < HEAD) return "The head of a block is cut off";
    if (ascii(head, 0, 4) !== "TBLK") return "No block begins here";
    if (crc32c(head, 0, 60) !== u32(head, 60)) return "The checksum of a block's head is wrong";
    if (u32(head, 48) !== tag || u64(head, 52) !== 0) return "The block belongs to another segment";
    const block = {
      position,
      bodyLength: u32(head, 4),
      first: u64(head, 8),
      count: u32(head, 16),
      bodyCrc: u32(head, 20),
      firstTime: u64(head, 24),
      lastTime: u64(head, 32),
      durable: u64(head, 40),
    };
    if (position + HEAD + block.bodyLength > size) return "The block is cut off";
    if (block.count === 0 || block.durable > block.first) return "The block's head makes no sense";
    return block;
  }

  /** The next block behind a damaged place that goes on with a later record. */
  #search(file: DiskFile, from: number, size: number, tag: number, next: number): Block | null {
    const piece = 1024 * 1024;
    for (let at = from; at < size; at += piece) {
      const bytes = slice(file, at, at + piece + 3);
      for (let i = bytes.indexOf(0x54); i >= 0 && i < piece; i = bytes.indexOf(0x54, i + 1)) {
        if (ascii(bytes, i, i + 4) !== "TBLK") continue;
        const block = this.#blockAt(file, at + i, size, tag);
        if (typeof block !== "string" && block.first > next) return block;
      }
    }
    return null;
  }

  *#block(file: DiskFile, block: Block): Generator<Found, void, undefined> {
    const start = block.position + HEAD;
    const body = slice(file, start, start + block.bodyLength);
    const before = this.findings.length;
    let at = 0;
    for (let i = 0; i < block.count; i++) {
      const offset = block.first + i;
      const length = at + 8 <= body.length ? u32(body, at) : Infinity;
      const end = at + 8 + length;
      const crc = end <= body.length ? crc32c(body, at + 8, end, crc32c(body, at, at + 4)) : -1;
      if (crc !== (at + 8 <= body.length ? u32(body, at + 4) : 0)) {
        const follows = end < body.length && this.#isRecord(body, end);
        this.#say(file.path, start + at, "The checksum of a record is wrong", offset);
        yield { leaf: null };
        if (!follows) {
          for (let k = i + 1; k < block.count; k++) yield { leaf: null };
          return;
        }
        at = end;
        continue;
      }
      const time = u64(body, at + 10);
      if (i === 0 && time !== block.firstTime) {
        this.#say(file.path, block.position + 24, "The block's first time is another one");
      }
      if (i === block.count - 1 && time !== block.lastTime) {
        this.#say(file.path, block.position + 32, "The block's last time is another one");
      }
      yield { leaf: this.#entry(file.path, start + at, body.subarray(at + 8, end), offset) };
      at = end;
    }
    if (at !== body.length) this.#say(file.path, start + at, "The block is longer than its records");
    if (before === this.findings.length && crc32c(body, 0, body.length) !== block.bodyCrc) {
      this.#say(file.path, block.position + 20, "The checksum of a block is wrong", block.first);
    }
  }

  #isRecord(body: Uint8Array, at: number): boolean {
    if (at + 8 > body.length) return false;
    const end = at + 8 + u32(body, at);
    return end <= body.length && crc32c(body, at + 8, end, crc32c(body, at, at + 4)) === u32(body, at + 4);
  }

  /** The leaf of an entry, or null where it makes no sense. */
  #entry(path: string, position: number, entry: Uint8Array, offset: number): Uint8Array | null {
    const wrong = (problem: string) => {
      this.#say(path, position, problem, offset);
      return null;
    };
    if (entry.length < 10) return wrong("A record is too short");
    const [kind, flags] = entry;
    const time = u64(entry, 2);
    if (kind > 3) return wrong(`There is no kind ${kind} of record`);
    if (flags > 15) return wrong("A record has unknown flags");
    if (time < this.#lastTime) wrong("The time of a record is earlier than the one before");
    this.#lastTime = Math.max(time, this.#lastTime);
    if (offset + 1 === this.mark?.count) this.#timeAtMark = time;
    let payload = 10;
    if (flags & 1) {
      const end = 11 + (entry[10] ?? 0);
      if (end + 8 > entry.length) return wrong("The producer of a record is cut off");
      this.#sent(new TextDecoder().decode(entry.subarray(11, end)), u64(entry, end), offset, wrong);
      payload = end + 8;
    }
    payload += (flags & 2 ? 8 : 0) + (flags & 4 ? 8 : 0);
    if (payload > entry.length) return wrong("The fields of a record are cut off");
    this.#columns.see(offset, kind, flags, time, entry.subarray(payload));
    if (kind === 2) {
      return entry.length - payload === 33 ? entry.slice(payload + 1) : wrong("An erased record has no hash");
    }
    const content = entry.subarray(payload);
    const fields = entry.slice(0, payload);
    fields[1] &= 7;
    try {
      return this.#hash(join2(new Uint8Array([0]), fields, flags & 8 ? content : this.#canonical(content)));
    } catch (error) {
      return wrong(`The payload of a record cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  #sent(id: string, seq: number, offset: number, wrong: (problem: string) => void): void {
    const last = this.#producers.get(id);
    if (last !== undefined && seq !== last + 1) wrong(`The producer's number is ${seq}, but ${last + 1} is next`);
    this.#producers.set(id, seq);
    if (offset < (this.mark?.derived ?? 0)) this.#producersAtDerived.set(id, seq);
  }

  // ---- what is derived -----------------------------------------------------------------------------------------------

  #checkIndex(first: number, tag: number, blocks: readonly Block[]): void {
    const path = this.#path(first, "index");
    if (this.#disk.kind(path) !== "file") return this.#say(path, 0, "The index of a segment is missing");
    const bytes = readWhole(this.#disk, path);
    const acknowledged = blocks.filter(({ position }) => !this.#isTail(first, position));
    for (const [i, { first: offset, position, firstTime }] of acknowledged.entries()) {
      const at = i * 32;
      const wrong = bytes.length < at + 32
        ? "The index ends too early"
        : crc32c(bytes, at, at + 28, tag) !== u32(bytes, at + 28)
        ? "The checksum of an index entry is wrong"
        : u64(bytes, at) !== offset || u64(bytes, at + 8) !== position || u64(bytes, at + 16) !== firstTime
        ? "An index entry names another block"
        : null;
      if (wrong !== null) return this.#say(path, at, wrong, offset);
    }
    const isLast = this.mark === null || first >= this.mark.segment;
    if (!isLast && bytes.length > acknowledged.length * 32) {
      this.#say(path, acknowledged.length * 32, "The index is longer than its segment");
    }
  }

  checkProducers(): void {
    const path = join(this.#folder, "producers");
    const expected = this.#producersAtDerived;
    if (this.#disk.kind(path) !== "file") {
      if (expected.size > 0) this.#say(path, 0, "What producers sent is missing");
      return;
    }
    const bytes = readWhole(this.#disk, path);
    const end = bytes.length - 4;
    if (end < 16 || crc32c(bytes, 0, end) !== u32(bytes, end)) return this.#say(path, 0, "Its checksum is wrong");
    if (this.mark === null || u64(bytes, 8) !== this.mark.derived) return; // of an earlier or later mark: made anew when opened
    let seen = 0;
    for (let at = 16; at < end; seen++) {
      const idEnd = at + 1 + bytes[at];
      const id = new TextDecoder().decode(bytes.subarray(at + 1, idEnd));
      const last = idEnd + 1 + (bytes[idEnd] - 1) * 24;
      if (expected.get(id) !== u64(bytes, last) + u64(bytes, last + 16) - 1) {
        this.#say(path, at, `It is wrong about ${id}`);
      }
      at = last + 24;
    }
    if (seen !== expected.size) this.#say(path, 16, `It knows ${seen} producers of ${expected.size}`);
  }

  checkColumns(count: number): void {
    const path = join(this.#folder, "tree");
    const tree = this.#disk.kind(path) === "file" ? this.#disk.open(path, "read") : null;
    try {
      this.#columns.done(count, this.#function, tree);
    } finally {
      tree?.close();
    }
  }

  /** The root over the first `count` records; each complete subtree is compared with the file `tree` on the way. */
  root(count: number, records: Iterator<Found, void, undefined>): Uint8Array | null {
    const path = join(this.#folder, "tree");
    const file = this.#disk.kind(path) === "file" ? this.#disk.open(path, "read") : null;
    if (file === null) this.#say(path, 0, "The Merkle tree is missing");
    const stored = file === null ? null : new StoredHashes(file);
    let position = 0;
    let complained = file === null;
    const compare = (hash: Uint8Array | null) => {
      const found = stored?.next() ?? null;
      if (!complained && hash !== null && (found === null || !same(found, hash))) {
        this.#say(
          path,
          position,
          found === null ? "The Merkle tree ends too early" : "A hash of the Merkle tree is wrong",
        );
        complained = true;
      }
      position += HASH;
      return hash;
    };
    // MTH(D[n]) = H(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])), k the largest power of two below n.
    const mth = (n: number): Uint8Array | null => {
      if (n === 1) return compare(records.next().value?.leaf ?? null);
      let k = 1;
      while (k * 2 < n) k *= 2;
      const left = mth(k);
      const right = mth(n - k);
      const node = left && right && this.#hash(join2(new Uint8Array([1]), left, right));
      return k * 2 === n ? compare(node) : node;
    };
    try {
      return count === 0 ? this.#hash(new Uint8Array(0)) : mth(count);
    } finally {
      file?.close();
    }
  }
}

/** The hashes of the file `tree`, one after the other. */
class StoredHashes {
  readonly #file: DiskFile;
  #bytes = new Uint8Array(0);
  #at = 0;
  #position = 0;

  constructor(file: DiskFile) {
    this.#file = file;
  }

  next(): Uint8Array | null {
    if (this.#at === this.#bytes.length) {
      this.#bytes = slice(this.#file, this.#position, this.#position + 2048 * HASH) as Uint8Array<ArrayBuffer>; // made there
      this.#position += this.#bytes.length;
      this.#at = 0;
    }
    const hash = this.#bytes.subarray(this.#at, this.#at + HASH);
    this.#at += hash.length;
    return hash.length === HASH ? hash : null;
  }
}

/** Checks the log in a folder. Fails only where the disk does. */
export function checkLog(folder: string, options: CheckOptions = {}): Checked {
  let check: Check;
  try {
    check = new Check(folder, options);
  } catch (error) {
    if (!isLogFailure(error) || (error.code !== "log-bad-file" && error.code !== "log-newer")) throw error;
    const findings = [{ path: join(folder, "options.edn"), position: 0, problem: error.message }];
    return { findings, count: 0, root: null, tailBytes: 0 };
  }
  check.readMark();
  let count = check.mark?.count ?? 0;
  if (check.mark === null) { for (const _ of new Check(folder, options).records()) count++; }
  const records = check.records();
  const root = check.root(count, records);
  while (!records.next().done); // what is behind the mark
  const { mark, findings, tailBytes } = check;
  check.checkProducers();
  check.checkColumns(count);
  if (mark !== null && root !== null && !same(mark.root, root)) {
    findings.push({
      path: join(folder, "durable"),
      position: 40,
      problem: "The records have another Merkle root than was acknowledged",
    });
  }
  return { findings, count, root, tailBytes };
}
