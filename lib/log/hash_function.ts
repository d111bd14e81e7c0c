/**
 * What the Merkle tree asks of a hash function: one of bytes, one of a leaf, one of two children. The prefixes 0x00 and 0x01 keep
 * leaves and nodes apart, so that no record can pass for an inner node.
 * Deliberately absent: any hash function. The tree and its proofs take one as an argument.
 * Source: RFC 9162, section 2.1.1.
 * @module
 */

/** Bytes of every hash of a tree. */
export const HASH_BYTES = 32;

/**
 * A hash function. Every result is 32 bytes that nobody changes afterwards; they may be a part of a larger buffer, which costs 30 ns
 * in Deno where a buffer of its own costs 200 to 1,400.
 */
export interface HashFunction {
  readonly name: "blake3" | "sha256";
  /** H(bytes); of no bytes: the root of the empty tree. */
  hash(bytes: Uint8Array): Uint8Array;
  /** H(0x01 ‖ left ‖ right): a node over two others. */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** H(0x00 ‖ bytes): a leaf. */
  leaf(bytes: Uint8Array): Uint8Array;
  /** H(bytes[from, to)), to the 32 bytes from `out[at]` on. Nothing is allocated: that would cost more than the hash. */
  hashInto(out: Uint8Array, at: number, bytes: Uint8Array, from: number, to: number): void;
  /** `node` of the 32 bytes from `left[leftAt]` and those from `right[rightAt]` on, to those from `out[at]` on. */
  nodeInto(
    out: Uint8Array,
    at: number,
    left: Uint8Array,
    leftAt: number,
    right: Uint8Array,
    rightAt: number,
  ): void;
}

/** Whether two arrays have the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
