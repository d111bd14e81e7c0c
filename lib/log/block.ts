/**
 * The head of a block: what one write gave, cut at about 64 KB. 64 bytes, little-endian, followed by the body, which is records:
 *
 *      0  u32 magic                    32  u64 last time, ms
 *      4  u32 length of the body       40  u64 how many records were durable when this was made
 *      8  u64 first offset             48  u32 tag of the segment
 *     16  u32 count of records         52  zeros
 *     20  u32 CRC32C of the body       60  u32 CRC32C of the 60 bytes before
 *     24  u64 first time, ms
 *
 * A record in the body: u32 length n of the entry, u32 CRC32C over the four length bytes and the entry, n bytes entry.
 * Pure. Whoever reads a whole block may check the CRC of the body or those of all records: each covers every byte.
 * @module
 */
import { getU64, putU64 } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";
import { MAX_ENTRY, MIN_ENTRY } from "./entry.ts";

export const BLOCK_HEAD = 64;
/** Where a body is cut: a block is longer only when one record is. */
export const BLOCK_BODY = 64 * 1024;
export const RECORD_HEAD = 8;
const MAGIC = 0x4b4c4254; // "TBLK"
const CRC_AT = 60;
/** No body is longer than one record of the largest size. */
const MAX_BODY = RECORD_HEAD + MAX_ENTRY;

export interface BlockHead {
  bodyLength: number;
  first: number;
  count: number;
  bodyCrc: number;
  firstTime: number;
  lastTime: number;
  durable: number;
}

export function emptyBlockHead(): BlockHead {
  return { bodyLength: 0, first: 0, count: 0, bodyCrc: 0, firstTime: 0, lastTime: 0, durable: 0 };
}

/** Writes what is known of a block when its body is complete; `sealBlock` adds the rest. */
export function writeBlockHead(view: DataView, at: number, head: Omit<BlockHead, "durable">): void {
  view.setUint32(at, MAGIC, true);
  view.setUint32(at + 4, head.bodyLength, true);
  putU64(view, at + 8, head.first);
  view.setUint32(at + 16, head.count, true);
  view.setUint32(at + 20, head.bodyCrc, true);
  putU64(view, at + 24, head.firstTime);
  putU64(view, at + 32, head.lastTime);
}

/** Adds what is known only when the block is written, and the CRC of the head. */
export function sealBlock(bytes: Uint8Array, view: DataView, at: number, durable: number, tag: number): void {
  putU64(view, at + 40, durable);
  view.setUint32(at + 48, tag, true);
  putU64(view, at + 52, 0);
  view.setUint32(at + CRC_AT, crc32c(bytes, at, at + CRC_AT), true);
}

/** Reads the head at `at` into `head`; answers null, or what is wrong with it. Needs `BLOCK_HEAD` bytes. */
export function readBlockHead(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  tag: number,
  head: BlockHead,
): string | null {
  if (view.getUint32(at, true) !== MAGIC) return "no block begins here";
  if (crc32c(bytes, at, at + CRC_AT) !== view.getUint32(at + CRC_AT, true)) {
    return "the checksum of the block's head is wrong";
  }
  if (view.getUint32(at + 48, true) !== tag) return "the block belongs to another segment";
  head.bodyLength = view.getUint32(at + 4, true);
  head.first = getU64(view, at + 8);
  head.count = view.getUint32(at + 16, true);
  head.bodyCrc = view.getUint32(at + 20, true);
  head.firstTime = getU64(view, at + 24);
  head.lastTime = getU64(view, at + 32);
  head.durable = getU64(view, at + 40);
  if (head.bodyLength > MAX_BODY || head.count === 0) return "the block's head makes no sense";
  return null;
}

/** Whether the magic of a block stands at `at`. */
export function isBlockMagic(view: DataView, at: number): boolean {
  return view.getUint32(at, true) === MAGIC;
}

/** CRC32C of a record: of its length and its entry, without the four bytes between that hold it. */
export function recordCrc(bytes: Uint8Array, at: number, end: number): number {
  return crc32c(bytes, at + RECORD_HEAD, end, crc32c(bytes, at, at + 4));
}

/**
 * The end of the record at `at`, or -1 where its length cannot be or its checksum is wrong; `end` is that of the body.
 */
export function checkRecord(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < RECORD_HEAD + MIN_ENTRY) return -1;
  const next = at + RECORD_HEAD + view.getUint32(at, true);
  if (next > end || next < at + RECORD_HEAD + MIN_ENTRY) return -1;
  return recordCrc(bytes, at, next) === view.getUint32(at + 4, true) ? next : -1;
}
