/**
 * The hash functions that a log can have: BLAKE3, and SHA-256 for those who must. In: bytes. Out: 32 bytes.
 * SHA-256 is that of `@noble/hashes`: 1.5 us for a leaf of 110 bytes, where `node:crypto` takes 3.3 in Deno; BLAKE3 takes 0.3.
 * Source: RFC 9162, section 2.1.1.
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { blake3, blake3Into, blake3PairInto, blake3Prefixed } from "./blake3.ts";
import { newBytes } from "./byte_buffer.ts";
import { HASH_BYTES, type HashFunction } from "./hash_function.ts";

/** The name of a hash function, as a log's options have it. */
export type HashName = HashFunction["name"];

const LEAF = 0;
const NODE = 1;

const scratch = new Uint8Array(1 << 12);
const NOTHING = new Uint8Array(0);

/** One byte, then others: short ones in memory that the next call uses again. */
function joined(prefix: number, first: Uint8Array, second: Uint8Array = NOTHING): Uint8Array {
  const size = 1 + first.length + second.length;
  const all = size <= scratch.length ? scratch.subarray(0, size) : new Uint8Array(size);
  all[0] = prefix;
  all.set(first, 1);
  all.set(second, 1 + first.length);
  return all;
}

function hashAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at, at + HASH_BYTES);
}

const FUNCTIONS: Readonly<Record<HashName, HashFunction>> = {
  blake3: {
    name: "blake3",
    hash: (bytes) => blake3(bytes),
    leaf: (bytes) => blake3Prefixed(LEAF, bytes),
    node: (left, right) => blake3PairInto(newBytes(HASH_BYTES), 0, NODE, left, 0, right, 0),
    hashInto: blake3Into,
    nodeInto: (out, at, left, leftAt, right, rightAt) => blake3PairInto(out, at, NODE, left, leftAt, right, rightAt),
  },
  sha256: {
    name: "sha256",
    hash: (bytes) => sha256(bytes),
    leaf: (bytes) => sha256(joined(LEAF, bytes)),
    node: (left, right) => sha256(joined(NODE, left, right)),
    hashInto: (out, at, bytes, from, to) => out.set(sha256(bytes.subarray(from, to)), at),
    nodeInto: (out, at, left, leftAt, right, rightAt) =>
      out.set(sha256(joined(NODE, hashAt(left, leftAt), hashAt(right, rightAt))), at),
  },
};

/** The hash function of a name, or undefined when there is none. */
export function findHashFunction(name: string): HashFunction | undefined {
  return Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as HashName] : undefined;
}
