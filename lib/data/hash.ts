/**
 * Hashes that agree with `=`: 32-bit signed integers, the same in every run and on every machine (functions excepted: they
 * have identity only).
 * In: any value. Out: its hash. Ints are mixed, because tries look at the low bits and ints come in rows.
 * Sources: Appleby, MurmurHash3 (the finaliser `mix`); Clojure's ordered and unordered collection hashes (the combiners).
 * @module
 */
import { Obj } from "./object.ts";

/** Spreads every bit of a 32-bit integer over all others. */
export function mix(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The hash of a text, by its UTF-16 units. Linear in its length. */
export function hashString(text: string): number {
  let h = 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h, 31) + text.charCodeAt(i) | 0;
  return mix(h);
}

const doubleView = new Float64Array(1);
const wordView = new Int32Array(doubleView.buffer);

/** The hash of a Float; `0.0` and `-0.0` are equal and hash alike. */
export function hashDouble(d: number): number {
  doubleView[0] = d + 0;
  return mix(Math.imul(wordView[0], 31) + wordView[1] | 0);
}

const WORD_BITS = 32n;
const SMALLEST_INT32 = -0x80000000n;
const LARGEST_INT32 = 0x7fffffffn;

/** The hash of an Int too large for a JavaScript number, by its 32-bit words. */
export function hashBigInt(b: bigint): number {
  let h = 0;
  while (b < SMALLEST_INT32 || b > LARGEST_INT32) {
    h = Math.imul(h, 31) + Number(BigInt.asIntN(32, b)) | 0;
    b >>= WORD_BITS;
  }
  return mix(Math.imul(h, 31) + Number(b) | 0);
}

function hashNumber(x: number): number {
  if ((x | 0) === x) return mix(x);
  return Number.isInteger(x) ? mix(Math.imul(Math.floor(x / 0x100000000), 31) + (x | 0) | 0) : hashDouble(x);
}

/** What the hash of a sequence starts from, before its first `hashOrderedStep`. */
export const HASH_ORDERED_START = 1;

/** Takes one more element's hash into the hash of a sequence. */
export function hashOrderedStep(h: number, elementHash: number): number {
  return Math.imul(h, 31) + elementHash | 0;
}

/** The hash of a sequence, or of a collection without order, whose steps are done. */
export function hashFinish(h: number, count: number): number {
  return mix(h ^ Math.imul(count, 0x9e3779b1));
}

/** The hash of all sequential collections with these elements. */
export function hashOrdered(elements: Iterable<unknown>): number {
  let h = HASH_ORDERED_START;
  let count = 0;
  for (const element of elements) {
    h = hashOrderedStep(h, hashOf(element));
    count++;
  }
  return hashFinish(h, count);
}

/** Takes one more element's hash into the hash of a collection without order; starts from 0, ends with `hashFinish`. */
export function hashUnorderedStep(h: number, elementHash: number): number {
  return h + elementHash | 0;
}

/** The hash of a collection without order, such as a set. */
export function hashUnordered(elements: Iterable<unknown>): number {
  let h = 0;
  let count = 0;
  for (const element of elements) {
    h = hashUnorderedStep(h, hashOf(element));
    count++;
  }
  return hashFinish(h, count);
}

/** The hash of a map's entry: that of the vector `[key value]`. A map's hash is the unordered one of its entries. */
export function hashEntry(key: unknown, value: unknown): number {
  return hashFinish(hashOrderedStep(hashOrderedStep(HASH_ORDERED_START, hashOf(key)), hashOf(value)), 2);
}

const identityHashes = new WeakMap<object, number>();
let nextIdentity = 1;

function hashIdentity(x: object): number {
  let h = identityHashes.get(x);
  if (h === undefined) {
    h = mix(nextIdentity++);
    identityHashes.set(x, h);
  }
  return h;
}

function hashBytes(bytes: Uint8Array): number {
  let h = HASH_ORDERED_START;
  for (const byte of bytes) h = hashOrderedStep(h, byte);
  return mix(h);
}

function hashOfObject(x: object | null): number {
  if (x === null) return 0;
  return x instanceof Uint8Array ? hashBytes(x) : hashIdentity(x);
}

/** The hash of any value. */
export function hashOf(x: unknown): number {
  if (typeof x === "string") return hashString(x);
  if (typeof x === "number") return hashNumber(x);
  if (x instanceof Obj) return x.hash();
  switch (typeof x) {
    case "bigint":
      return hashBigInt(x);
    case "boolean":
      return x ? 1231 : 1237;
    case "object":
      return hashOfObject(x);
    default:
      return typeof x === "function" ? hashIdentity(x) : 0;
  }
}
