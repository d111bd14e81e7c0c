/**
 * XXH32: the checksum of columns. It finds what a disk has damaged, four times as fast as CRC32C does here: what is read for a query is
 * checked in less time than it takes to read it.
 * In: bytes that begin at a multiple of four in their buffer. Out: an unsigned 32-bit number.
 * Each change of one word of four bytes is found for certain, all others but one of four billions.
 * Source: Collet, "xxHash fast digest algorithm", version 0.1.1 (github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
 * @module
 */
import { PIECE } from "./piece.ts";

const PRIME_1 = 0x9e3779b1 | 0;
const PRIME_2 = 0x85ebca77 | 0;
const PRIME_3 = 0xc2b2ae3d | 0;
const PRIME_4 = 0x27d4eb2f | 0;
const PRIME_5 = 0x165667b1 | 0;

function rotated(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** What `stripes` has come to. */
const lanes = new Int32Array(4);

/** Goes through words four by four. It is all that takes long, and nothing that happens once a call may make V8 give its code up: so it stands alone. */
function stripes(words: Int32Array, from: number, to: number): void {
  let a = lanes[0];
  let b = lanes[1];
  let c = lanes[2];
  let d = lanes[3];
  for (let at = from; at < to; at += 4) {
    a = (a + Math.imul(words[at], PRIME_2)) | 0;
    b = (b + Math.imul(words[at + 1], PRIME_2)) | 0;
    c = (c + Math.imul(words[at + 2], PRIME_2)) | 0;
    d = (d + Math.imul(words[at + 3], PRIME_2)) | 0;
    a = Math.imul((a << 13) | (a >>> 19), PRIME_1);
    b = Math.imul((b << 13) | (b >>> 19), PRIME_1);
    c = Math.imul((c << 13) | (c >>> 19), PRIME_1);
    d = Math.imul((d << 13) | (d >>> 19), PRIME_1);
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
}

/** The checksum of `bytes[from, to)`. */
export function xxh32(bytes: Uint8Array, from = 0, to: number = bytes.length, seed = 0): number {
  const length = to - from;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + from, length >>> 2);
  const blocks = words.length & ~3;
  let hash: number;
  if (length >= 16) {
    lanes[0] = seed + PRIME_1 + PRIME_2;
    lanes[1] = seed + PRIME_2;
    lanes[2] = seed;
    lanes[3] = seed - PRIME_1;
    for (let at = 0; at < blocks; at += PIECE) stripes(words, at, Math.min(at + PIECE, blocks));
    const [a, b, c, d] = lanes;
    hash = (rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18)) | 0;
  } else hash = (seed + PRIME_5) | 0;
  hash = (hash + length) | 0;
  for (let at = blocks; at < words.length; at++) {
    hash = Math.imul(rotated((hash + Math.imul(words[at], PRIME_3)) | 0, 17), PRIME_4);
  }
  for (let i = from + 4 * words.length; i < to; i++) {
    hash = Math.imul(rotated((hash + Math.imul(bytes[i], PRIME_5)) | 0, 11), PRIME_1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
