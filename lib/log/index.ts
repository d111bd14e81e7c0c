/**
 * The sparse index of a segment: one entry for at least 64 KB, so that a record is found by reading about that much.
 * On disk 32 bytes each, little-endian: u64 offset, u64 position and u64 time (ms) of a block's beginning, u32 zero, u32 CRC32C of
 * the 28 bytes before, begun with the segment's tag.
 * In: bytes, or blocks in order. Out: where to begin reading for an offset or a time.
 * It is derived: entries count up to the first that is wrong, and whoever reads the block an entry names checks that it is the
 * one. Pure.
 * @module
 */
import { getU64, putU64, viewOf } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";

export const INDEX_ENTRY = 32;
const CRC_AT = 28;
const SPARSE_BYTES = 64 * 1024;

/** How many of ascending `values` are below `limit`. */
function countBelow(values: readonly number[], limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class SegmentIndex {
  readonly #tag: number;
  // Ascending, of equal length.
  readonly #offsets: number[] = [];
  readonly #positions: number[] = [];
  readonly #times: number[] = [];

  constructor(tag: number) {
    this.#tag = tag;
  }

  /** The entries of an index file up to the first that is wrong. */
  static decode(bytes: Uint8Array, tag: number): SegmentIndex {
    const index = new SegmentIndex(tag);
    const view = viewOf(bytes);
    for (let at = 0; at + INDEX_ENTRY <= bytes.length; at += INDEX_ENTRY) {
      if (crc32c(bytes, at, at + CRC_AT, tag) !== view.getUint32(at + CRC_AT, true)) break;
      const [offset, position] = [getU64(view, at), getU64(view, at + 8)];
      if (index.count > 0 && (offset <= (index.#offsets.at(-1) ?? -1) || !index.isDue(position))) break;
      index.#push(offset, position, getU64(view, at + 16));
    }
    return index;
  }

  get count(): number {
    return this.#offsets.length;
  }

  /** The time of the segment's first record, or null. */
  get firstTime(): number | null {
    return this.#times[0] ?? null;
  }

  /** Where the last block that has an entry begins; 0 without one. */
  get lastPosition(): number {
    return this.#positions.at(-1) ?? 0;
  }

  #push(offset: number, position: number, time: number): void {
    this.#offsets.push(offset);
    this.#positions.push(position);
    this.#times.push(time);
  }

  /** Whether a block at `position`, behind all others, gets an entry. */
  isDue(position: number): boolean {
    const last = this.#positions.at(-1);
    return last === undefined || position - last >= SPARSE_BYTES;
  }

  /** Takes note of the next block. */
  add(offset: number, position: number, time: number): void {
    if (this.isDue(position)) this.#push(offset, position, time);
  }

  /** The last entry at or before an offset, or null. */
  findOffset(offset: number): { readonly offset: number; readonly position: number } | null {
    return this.#entry(countBelow(this.#offsets, offset + 1) - 1);
  }

  /** The last entry whose time is before a time: the first record of that time or later is in it or behind it. Or null. */
  findTime(time: number): { readonly offset: number; readonly position: number } | null {
    return this.#entry(countBelow(this.#times, time) - 1);
  }

  #entry(i: number): { readonly offset: number; readonly position: number } | null {
    return i < 0 ? null : { offset: this.#offsets[i], position: this.#positions[i] };
  }

  /** How many entries are of blocks that begin before an offset. */
  countBefore(offset: number): number {
    return countBelow(this.#offsets, offset);
  }

  /** Forgets the entries of blocks at `position` and behind. */
  cut(position: number): void {
    const kept = countBelow(this.#positions, position);
    this.#offsets.length = this.#positions.length = this.#times.length = kept;
  }

  /** The entries from the one with number `from`, as on disk. */
  encode(from = 0): Uint8Array {
    const bytes = new Uint8Array((this.count - from) * INDEX_ENTRY);
    const view = viewOf(bytes);
    for (let i = from, at = 0; i < this.count; i++, at += INDEX_ENTRY) {
      putU64(view, at, this.#offsets[i]);
      putU64(view, at + 8, this.#positions[i]);
      putU64(view, at + 16, this.#times[i]);
      view.setUint32(at + CRC_AT, crc32c(bytes, at, at + CRC_AT, this.#tag), true);
    }
    return bytes;
  }
}
