/**
 * A batch: what one write will give, as the blocks that go to the segment. It is filled while the batch before is being written.
 * In: entries with their times. Out: bytes to write; then the leaves of the records in order, which are made while the bytes are synced.
 * Invariant: `bytes[0, length)` are whole blocks after `close`, except what `seal` adds; a record is never in two blocks.
 * @module
 */
import { BLOCK_BODY, BLOCK_HEAD, RECORD_HEAD, recordCrc, sealBlock, writeBlockHead } from "./block.ts";
import { getU64, viewOf } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";
import {
  entryLeafInto,
  entryLength,
  FLAG,
  leafFormLength,
  type NewEntry,
  type Slice,
  sliceOf,
  writeEntry,
  writeLeafForm,
} from "./entry.ts";
import { HASH_BYTES, type HashFunction } from "./hash_function.ts";
import type { SyncMode } from "./options.ts";

/** Small: where each append has its own sync, a thousand batches may wait. */
const FIRST_SIZE = 1024;
const FIRST_RECORDS = 8;
/** What is kept of a record for its leaf: where its entry begins and ends, its payload begins; where its form begins and ends. */
const KEPT = 5;
/** Stands for the end of a form where the record is one. */
const IN_PLACE = -1;
const NO_BYTES = new Uint8Array(0);
/** A buffer that grew beyond is not used again. */
const KEPT_SIZE = 16 * 1024 * 1024;

/** A record of a producer. */
export interface Sent {
  readonly id: string;
  readonly seq: number;
  readonly offset: number;
}

export class Batch {
  readonly sync: SyncMode;
  /** Offset of its first record. */
  readonly first: number;
  bytes: Uint8Array;
  length = 0;
  count = 0;
  lastTime = 0;
  /** Its records that have a producer, in order. */
  readonly sent: Sent[] = [];
  /** Settles when the batch is acknowledged or refused. */
  readonly done: PromiseWithResolvers<void> = Promise.withResolvers();
  /** Whether records came without anybody waiting for them. */
  unwatched = false;
  #view: DataView;
  /** `KEPT` numbers for each record. */
  #records = new Int32Array(FIRST_RECORDS * KEPT);
  /** What leaves are the hashes of, where it is not the record. */
  #forms = NO_BYTES;
  #formsLength = 0;
  /** Where blocks begin; the last one may be open. */
  readonly #blocks: number[] = [];
  #open = false;
  #blockFirst = 0;
  #blockFirstTime = 0;

  constructor(sync: SyncMode, first: number, buffer: Uint8Array | null) {
    this.sync = sync;
    this.first = first;
    this.bytes = buffer ?? new Uint8Array(FIRST_SIZE);
    this.#view = viewOf(this.bytes);
    this.done.promise.catch(() => {}); // who waits is told; a writer that nobody waits for says it at the next append
  }

  /** The buffer for a later batch, or null where it is too large to be kept. */
  get buffer(): Uint8Array | null {
    return this.bytes.length <= KEPT_SIZE ? this.bytes : null;
  }

  #room(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.#view = viewOf(larger);
  }

  #growRecords(): void {
    const larger = new Int32Array(2 * this.#records.length);
    larger.set(this.#records);
    this.#records = larger;
  }

  /** Keeps what a leaf is the hash of, for a record whose payload is not canonical: who appends may use the canonical one's bytes again. */
  #keepForm(start: number, payload: number, canonical: Slice): number {
    const at = this.#formsLength;
    const end = at + leafFormLength(start, payload, canonical);
    if (end > this.#forms.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#forms.length, FIRST_SIZE));
      larger.set(this.#forms.subarray(0, at));
      this.#forms = larger;
    }
    writeLeafForm(this.#forms, at, this.bytes, start, payload, canonical);
    return this.#formsLength = end;
  }

  /** Adds an entry that was checked. */
  add(entry: NewEntry, time: number, producerId: Uint8Array | null): void {
    const size = RECORD_HEAD + entryLength(entry, producerId);
    if (this.#open && this.length - (this.#blocks.at(-1) ?? 0) - BLOCK_HEAD + size > BLOCK_BODY) this.close();
    this.#room(BLOCK_HEAD + size);
    if (!this.#open) {
      this.#open = true;
      this.#blocks.push(this.length);
      this.#blockFirst = this.first + this.count;
      this.#blockFirstTime = time;
      this.length += BLOCK_HEAD;
    }
    const { bytes, length: at } = this;
    const start = at + RECORD_HEAD;
    const end = at + size;
    const payload = writeEntry(bytes, this.#view, start, entry, time, producerId);
    const isCanonical = entry.canonical === undefined || entry.canonical === entry.payload;
    if (isCanonical) bytes[start + 1] |= FLAG.canonical;
    const form = this.#formsLength;
    const k = KEPT * this.count;
    if (k === this.#records.length) this.#growRecords();
    const records = this.#records;
    records[k] = start;
    records[k + 1] = end;
    records[k + 2] = payload;
    records[k + 3] = form;
    records[k + 4] = isCanonical ? IN_PLACE : this.#keepForm(start, payload, sliceOf(entry.canonical));
    this.#view.setUint32(at, end - start, true);
    this.#view.setUint32(at + 4, recordCrc(bytes, at, end), true);
    this.length = end;
    this.count++;
    this.lastTime = time;
  }

  /** Ends the open block. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    const at = this.#blocks.at(-1) ?? 0;
    const body = at + BLOCK_HEAD;
    writeBlockHead(this.#view, at, {
      bodyLength: this.length - body,
      first: this.#blockFirst,
      count: this.first + this.count - this.#blockFirst,
      bodyCrc: crc32c(this.bytes, body, this.length),
      firstTime: this.#blockFirstTime,
      lastTime: this.lastTime,
    });
  }

  /** Completes the blocks of a closed batch for a segment, and names each: its offset, where it begins here, its first time. */
  seal(durable: number, tag: number, name: (offset: number, at: number, time: number) => void): void {
    for (const at of this.#blocks) {
      sealBlock(this.bytes, this.#view, at, durable, tag);
      name(getU64(this.#view, at + 8), at, getU64(this.#view, at + 24));
    }
  }

  /** The leaves of the records, 32 bytes each. */
  leaves(hash: HashFunction): Uint8Array {
    const leaves = new Uint8Array(this.count * HASH_BYTES);
    const records = this.#records;
    for (let at = 0, to = 0; at < KEPT * this.count; at += KEPT, to += HASH_BYTES) {
      const end = records[at + 4];
      if (end !== IN_PLACE) hash.hashInto(leaves, to, this.#forms, records[at + 3], end);
      else entryLeafInto(leaves, to, hash, this.bytes, records[at], records[at + 1], records[at + 2], null);
    }
    return leaves;
  }
}
