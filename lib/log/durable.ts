/**
 * The durable mark: what of a log has been acknowledged. Readers see what is before it, and recovery begins at it.
 * Two slots of 128 bytes, written by turns, so that one is whole when the other is torn. Little-endian:
 *
 *      0  u64 serial                              72  u64 synced: count
 *      8  u64 count of acknowledged records       80  u64 synced: first offset of the segment
 *     16  u64 first offset of their last segment  88  u64 synced: length of that segment
 *     24  u64 length of that segment              96  u64 derived: count up to which tree, index and producers are synced
 *     32  u64 time of the last record            104  16 bytes id of the log
 *     40  32 bytes Merkle root at the count      120  u32 bit 31: dropped, bit 30: has producers; below: generation
 *                                                124  u32 CRC32C of the 124 bytes before
 *
 * "Synced" is what no power cut can take: the same as what is acknowledged, except in a log that acknowledges before it syncs.
 * The generation is how many times segments were rewritten: a reader that sees a new one opens its files again.
 * The mark itself is not synced each time: after a power cut it may be an older one, a lower bound.
 * @module
 */
import { equalBytes, getU64, putU64, viewOf } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";
import type { DiskFile } from "./disk.ts";

const SLOT = 128;
const CRC_AT = 124;
const DROPPED = 0x80000000;
const PRODUCERS = 0x40000000;
const GENERATION = 0x3fffffff;

/** A place in a log: so many records, ending at `length` in the segment that begins with offset `segment`. */
export interface Place {
  readonly count: number;
  readonly segment: number;
  readonly length: number;
}

export interface Mark extends Place {
  readonly lastTime: number;
  readonly root: Uint8Array;
  readonly synced: Place;
  readonly derived: number;
  readonly generation: number;
  readonly producers: boolean;
  readonly dropped: boolean;
}

export function nextGeneration(generation: number): number {
  return (generation + 1) & GENERATION;
}

function encodeSlot(serial: number, mark: Mark, logId: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SLOT);
  const view = viewOf(bytes);
  putU64(view, 0, serial);
  putU64(view, 8, mark.count);
  putU64(view, 16, mark.segment);
  putU64(view, 24, mark.length);
  putU64(view, 32, mark.lastTime);
  bytes.set(mark.root, 40);
  putU64(view, 72, mark.synced.count);
  putU64(view, 80, mark.synced.segment);
  putU64(view, 88, mark.synced.length);
  putU64(view, 96, mark.derived);
  bytes.set(logId, 104);
  const bits = (mark.dropped ? DROPPED : 0) | (mark.producers ? PRODUCERS : 0) | (mark.generation & GENERATION);
  view.setUint32(120, bits >>> 0, true);
  view.setUint32(CRC_AT, crc32c(bytes, 0, CRC_AT), true);
  return bytes;
}

/** The serial of a slot, or -1 where it is not whole or belongs to another log. */
function serialOf(bytes: Uint8Array, view: DataView, at: number, logId: Uint8Array): number {
  if (at + SLOT > bytes.length || crc32c(bytes, at, at + CRC_AT) !== view.getUint32(at + CRC_AT, true)) return -1;
  return equalBytes(bytes.subarray(at + 104, at + 120), logId) ? getU64(view, at) : -1;
}

function decodeSlot(bytes: Uint8Array, view: DataView, at: number): Mark {
  const bits = view.getUint32(at + 120, true);
  return {
    count: getU64(view, at + 8),
    segment: getU64(view, at + 16),
    length: getU64(view, at + 24),
    lastTime: getU64(view, at + 32),
    root: bytes.slice(at + 40, at + 72),
    synced: { count: getU64(view, at + 72), segment: getU64(view, at + 80), length: getU64(view, at + 88) },
    derived: getU64(view, at + 96),
    generation: bits & GENERATION,
    producers: (bits & PRODUCERS) !== 0,
    dropped: (bits & DROPPED) !== 0,
  };
}

/** The file `durable` of a log. */
export class DurableFile {
  readonly #file: DiskFile;
  readonly #logId: Uint8Array;
  readonly #bytes = new Uint8Array(2 * SLOT);
  readonly #view = viewOf(this.#bytes);
  /** Serial and mark of the newest slot that was read or written. */
  #serial = -1;
  #mark: Mark | null = null;
  /** How many of the two slots were whole when last read. */
  whole = 0;

  constructor(file: DiskFile, logId: Uint8Array) {
    this.#file = file;
    this.#logId = logId;
  }

  /** The newest mark that is whole; null where there is none. */
  read(): Mark | null {
    this.#bytes.fill(0);
    this.#file.readAt(this.#bytes, 0);
    const a = serialOf(this.#bytes, this.#view, 0, this.#logId);
    const b = serialOf(this.#bytes, this.#view, SLOT, this.#logId);
    this.whole = (a >= 0 ? 1 : 0) + (b >= 0 ? 1 : 0);
    const serial = Math.max(a, b);
    if (serial < 0) return null;
    if (serial !== this.#serial || this.#mark === null) {
      this.#serial = serial;
      this.#mark = decodeSlot(this.#bytes, this.#view, serial === a ? 0 : SLOT);
    }
    return this.#mark;
  }

  /** Writes the next mark over the older slot. */
  write(mark: Mark): void {
    const serial = this.#serial + 1;
    this.#file.writeAt(encodeSlot(serial, mark, this.#logId), (serial % 2) * SLOT);
    this.#serial = serial;
    this.#mark = mark;
  }

  syncNow(): void {
    this.#file.syncNow();
  }

  close(): void {
    this.#file.close();
  }
}
