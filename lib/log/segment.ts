/**
 * The head of a segment, the file that holds a stretch of a log. 64 bytes, little-endian:
 *
 *      0  8 bytes "BATUTALG"          24  u64 created, ms since 1970
 *      8  u16 format version (1)      32  16 bytes id of the log
 *     10  u16 length of this head     48  zeros
 *     12  u32 flags (0)               60  u32 CRC32C of the 60 bytes before
 *     16  u64 first offset
 *
 * The CRC is also the segment's tag: each block repeats it, so that a block in a payload, or of another segment, is never taken
 * for a block of this one.
 * In: bytes. Out: a head, or a `LogFailure` that names the file; a higher version says so.
 * @module
 */
import { equalBytes, getU64, putU64, viewOf } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";
import { logFailure } from "./errors.ts";

export const SEGMENT_HEAD = 64;
export const FORMAT_VERSION = 1;
const MAGIC = new TextEncoder().encode("BATUTALG");
const CRC_AT = 60;

export interface SegmentHead {
  /** Offset of the first record, the next one where there is none yet. */
  readonly first: number;
  readonly createdMs: number;
  /** 16 bytes. */
  readonly logId: Uint8Array;
  /** What blocks of this segment repeat. */
  readonly tag: number;
}

/** A segment's name: 20 digits, so that the order of names is that of offsets. */
export function segmentName(first: number): string {
  return `${String(first).padStart(20, "0")}.log`;
}

/** The first offset that a file name says; null where it is not the name of a segment. */
export function parseSegmentName(name: string): number | null {
  const digits = /^(\d{20})\.log$/.exec(name)?.[1];
  const first = Number(digits ?? NaN);
  return Number.isSafeInteger(first) ? first : null;
}

/** The bytes of a new segment's head. */
export function encodeSegmentHead(first: number, createdMs: number, logId: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEAD);
  const view = viewOf(bytes);
  bytes.set(MAGIC);
  view.setUint16(8, FORMAT_VERSION, true);
  view.setUint16(10, SEGMENT_HEAD, true);
  putU64(view, 16, first);
  putU64(view, 24, createdMs);
  bytes.set(logId, 32);
  view.setUint32(CRC_AT, crc32c(bytes, 0, CRC_AT), true);
  return bytes;
}

/** The head at the beginning of `bytes`; `path` and the first offset in its name are what messages and checks need. */
export function decodeSegmentHead(bytes: Uint8Array, path: string, first: number, logId: Uint8Array): SegmentHead {
  const damaged = (position: number, reason: string) => logFailure("log-damaged", { segment: path, position, reason });
  if (bytes.length < SEGMENT_HEAD) {
    throw damaged(bytes.length, `the head of the segment ends after ${bytes.length} bytes`);
  }
  const view = viewOf(bytes);
  if (!equalBytes(bytes.subarray(0, 8), MAGIC)) throw damaged(0, "this is not a segment of a log");
  if (crc32c(bytes, 0, CRC_AT) !== view.getUint32(CRC_AT, true)) {
    throw damaged(0, "the checksum of the segment's head is wrong");
  }
  const version = view.getUint16(8, true);
  if (version !== FORMAT_VERSION || view.getUint16(10, true) !== SEGMENT_HEAD || view.getUint32(12, true) !== 0) {
    throw logFailure("log-newer", { path, version: Math.max(version, FORMAT_VERSION + 1), known: FORMAT_VERSION });
  }
  if (getU64(view, 16) !== first) {
    throw damaged(16, `it begins with offset ${getU64(view, 16)}, its name says ${first}`);
  }
  if (!equalBytes(bytes.subarray(32, 48), logId)) throw damaged(32, "it belongs to another log");
  return { first, createdMs: getU64(view, 24), logId, tag: view.getUint32(CRC_AT, true) };
}
