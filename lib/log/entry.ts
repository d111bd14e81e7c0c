/**
 * An entry: what a record holds, as bytes. Little-endian:
 *
 *     u8 kind, u8 flags, u64 time (ms),
 *     [bit 0: producer: u8 length, UTF-8 id, u64 number] [bit 1: valid from: i64 ms] [bit 2: valid to: i64 ms], payload
 *
 * Bit 3 says that the payload is in canonical form already. The leaf of an entry in the Merkle tree is
 * H(0x00 ‖ kind ‖ flags without bit 3 ‖ time ‖ optional fields ‖ canonical payload).
 * An erased entry keeps its time and optional fields; its payload is the kind it had and its leaf's 32 bytes.
 * In: entries and payloads, opaque here. Out: bytes and positions. Pure.
 * @module
 */
import { newBytes } from "./byte_buffer.ts";
import { getI64, getU64, putI64, putU64, viewOf } from "./bytes.ts";
import { HASH_BYTES, type HashFunction } from "./hash_function.ts";

/** What a record is. */
export const KIND = { record: 0, tombstone: 1, erased: 2, notice: 3 } as const;
export type Kind = typeof KIND[keyof typeof KIND];

export const FLAG = { producer: 1, validFrom: 2, validTo: 4, canonical: 8 } as const;
const ALL_FLAGS = 15;

/** The largest payload: 16 MB. */
export const MAX_PAYLOAD = 16 * 1024 * 1024;
/** kind, flags, time. */
export const MIN_ENTRY = 10;
const MAX_ID = 255;
/** The longest entry: a payload and all optional fields. */
export const MAX_ENTRY = MAX_PAYLOAD + MIN_ENTRY + 1 + MAX_ID + 8 + 8 + 8;
/** Payload of an erased entry: its former kind and its leaf. */
export const ERASED_PAYLOAD = 33;

/** Who sends a record, and which number this sender gave it: so that a repeat is known. */
export interface Producer {
  readonly id: string;
  readonly seq: number;
}

/** Bytes `[from, to)` of an array. Many of them are cheaper than as many arrays. */
export interface Slice {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** An array stands for all its bytes. */
export function sliceOf(bytes: Uint8Array | Slice): Slice {
  return bytes instanceof Uint8Array ? { bytes, from: 0, to: bytes.length } : bytes;
}

/** How many bytes there are. */
export function sizeOf(bytes: Uint8Array | Slice): number {
  return bytes instanceof Uint8Array ? bytes.length : bytes.to - bytes.from;
}

/** What is appended. Times are whole milliseconds since 1970. */
export interface NewEntry {
  /** Absent: a record. */
  readonly kind?: Kind;
  readonly payload: Uint8Array | Slice;
  /** The payload in canonical form; absent, or the same object: it is that already. */
  readonly canonical?: Uint8Array | Slice;
  /** Absent: now. */
  readonly time?: number;
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly producer?: Producer;
}

/** Copies bytes `[start, end)`. Up to about 200 a loop takes less than making the part that `set` wants. */
function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > 200) to.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) to[at++] = from[i];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The producer's id in UTF-8, or null where it is too long (255 bytes). */
export function encodeProducerId(id: string): Uint8Array | null {
  const bytes = encoder.encode(id);
  return bytes.length <= MAX_ID && id.isWellFormed() ? bytes : null;
}

/** Bytes of an entry; `producerId` is what `encodeProducerId` gave, null without a producer. */
export function entryLength(entry: NewEntry, producerId: Uint8Array | null): number {
  return MIN_ENTRY + sizeOf(entry.payload) + (producerId === null ? 0 : 1 + producerId.length + 8) +
    (entry.validFrom === undefined ? 0 : 8) + (entry.validTo === undefined ? 0 : 8);
}

/** Writes an entry, with bit 3 clear; answers where its payload begins. There must be room for `entryLength` bytes. */
export function writeEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  entry: NewEntry,
  time: number,
  producerId: Uint8Array | null,
): number {
  let flags = 0;
  let p = at + MIN_ENTRY;
  if (producerId !== null) {
    flags |= FLAG.producer;
    bytes[p++] = producerId.length;
    bytes.set(producerId, p);
    p += producerId.length;
    putU64(view, p, entry.producer?.seq ?? 0);
    p += 8;
  }
  if (entry.validFrom !== undefined) {
    flags |= FLAG.validFrom;
    putI64(view, p, entry.validFrom);
    p += 8;
  }
  if (entry.validTo !== undefined) {
    flags |= FLAG.validTo;
    putI64(view, p, entry.validTo);
    p += 8;
  }
  bytes[at] = entry.kind ?? KIND.record;
  bytes[at + 1] = flags;
  putU64(view, at + 2, time);
  const payload = sliceOf(entry.payload);
  copyBytes(payload.bytes, payload.from, payload.to, bytes, p);
  return p;
}

/** Where the payload of the entry at [at, end) begins; -1 where these bytes are no entry. */
export function payloadStart(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (end - at < MIN_ENTRY) return -1;
  const flags = bytes[at + 1];
  if (bytes[at] > KIND.notice || flags > ALL_FLAGS || view.getUint32(at + 6, true) > 0x1fffff) return -1;
  let p = at + MIN_ENTRY;
  if ((flags & 7) !== 0) {
    if ((flags & FLAG.producer) !== 0) p += p < end ? 1 + bytes[p] + 8 : 1;
    if ((flags & FLAG.validFrom) !== 0) p += 8;
    if ((flags & FLAG.validTo) !== 0) p += 8;
  }
  if (p > end || (bytes[at] === KIND.erased && end - p !== ERASED_PAYLOAD)) return -1;
  return p;
}

export function entryTime(view: DataView, at: number): number {
  return getU64(view, at + 2);
}

/** The optional fields of the entry at `at`, whose shape `payloadStart` has checked. */
export function optionalFields(
  bytes: Uint8Array,
  view: DataView,
  at: number,
): { readonly producer?: Producer; readonly validFrom?: number; readonly validTo?: number } {
  const flags = bytes[at + 1];
  const found: { producer?: Producer; validFrom?: number; validTo?: number } = {};
  let p = at + MIN_ENTRY;
  if ((flags & FLAG.producer) !== 0) {
    const end = p + 1 + bytes[p];
    found.producer = { id: decoder.decode(bytes.subarray(p + 1, end)), seq: getU64(view, end) };
    p = end + 8;
  }
  if ((flags & FLAG.validFrom) !== 0) {
    found.validFrom = getI64(view, p);
    p += 8;
  }
  if ((flags & FLAG.validTo) !== 0) found.validTo = getI64(view, p);
  return found;
}

/** How many bytes `writeLeafForm` writes for an entry at `at`. */
export function leafFormLength(at: number, payload: number, canonical: Slice): number {
  return 1 + payload - at + canonical.to - canonical.from;
}

/** Writes, from `out[to]` on, what the leaf of the entry at `at` is the hash of, where its payload at `payload` is not canonical. */
export function writeLeafForm(
  out: Uint8Array,
  to: number,
  bytes: Uint8Array,
  at: number,
  payload: number,
  canonical: Slice,
): void {
  out[to] = 0;
  copyBytes(bytes, at, payload, out, to + 1);
  out[to + 2] &= ~FLAG.canonical;
  copyBytes(canonical.bytes, canonical.from, canonical.to, out, to + 1 + payload - at);
}

/** Holds an entry whose payload is not canonical as its leaf has it. */
let scratch = new Uint8Array(1 << 12);

/**
 * Writes the leaf of the entry at [at, end), whose payload begins at `payload`, to the 32 bytes from `out[to]` on. `canonical` is the
 * canonical payload, null where the entry has it itself. What stands at `at - 1` and in the flags is changed for a moment: hashing in place
 * saves a copy.
 */
export function entryLeafInto(
  out: Uint8Array,
  to: number,
  hash: HashFunction,
  bytes: Uint8Array,
  at: number,
  end: number,
  payload: number,
  canonical: Uint8Array | Slice | null,
): void {
  if (bytes[at] === KIND.erased) return out.set(bytes.subarray(payload + 1, end), to);
  if (canonical !== null) {
    const form = sliceOf(canonical);
    const length = leafFormLength(at, payload, form);
    if (length > scratch.length) scratch = new Uint8Array(2 * length);
    writeLeafForm(scratch, 0, bytes, at, payload, form);
    return hash.hashInto(out, to, scratch, 0, length);
  }
  const flags = bytes[at + 1];
  const before = bytes[at - 1];
  bytes[at + 1] = flags & ~FLAG.canonical;
  bytes[at - 1] = 0;
  hash.hashInto(out, to, bytes, at - 1, end);
  bytes[at + 1] = flags;
  bytes[at - 1] = before;
}

/** The same leaf, as 32 new bytes. */
export function entryLeaf(
  hash: HashFunction,
  bytes: Uint8Array,
  at: number,
  end: number,
  payload: number,
  canonical: Uint8Array | Slice | null,
): Uint8Array {
  const leaf = newBytes(HASH_BYTES);
  entryLeafInto(leaf, 0, hash, bytes, at, end, payload, canonical);
  return leaf;
}

/** The entry that is left of the one at [at, end) when its payload is erased. */
export function erasedEntry(bytes: Uint8Array, at: number, payload: number, leaf: Uint8Array): Uint8Array {
  const kept = payload - at;
  const left = new Uint8Array(kept + ERASED_PAYLOAD);
  left.set(bytes.subarray(at, payload));
  left[0] = KIND.erased;
  left[1] &= ~FLAG.canonical;
  left[kept] = bytes[at];
  left.set(leaf, kept + 1);
  return left;
}

/** The bytes of one entry alone, as a record holds them. */
export function encodeEntry(entry: NewEntry, time: number): Uint8Array {
  const id = entry.producer === undefined ? null : encodeProducerId(entry.producer.id);
  const bytes = new Uint8Array(entryLength(entry, id));
  writeEntry(bytes, viewOf(bytes), 0, entry, time, id);
  if (entry.canonical === undefined || entry.canonical === entry.payload) bytes[1] |= FLAG.canonical;
  return bytes;
}
