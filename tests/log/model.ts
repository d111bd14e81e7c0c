/**
 * The Merkle tree as RFC 9162, section 2.1, defines it: recursive, over an array of leaf hashes, without stored hashes. And the two hash
 * functions, made of `@noble/hashes`.
 * @module
 */
import { blake3 } from "@noble/hashes/blake3.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { HashFunction, ReadHash } from "../../lib/log/mod.ts";
import { Tree } from "../../lib/log/mod.ts";

function hashFunction(name: HashFunction["name"], hash: (bytes: Uint8Array) => Uint8Array): HashFunction {
  const node = (left: Uint8Array, right: Uint8Array) => {
    const bytes = new Uint8Array(1 + left.length + right.length);
    bytes[0] = 1;
    bytes.set(left, 1);
    bytes.set(right, 1 + left.length);
    return hash(bytes);
  };
  return {
    name,
    hash,
    node,
    leaf: (bytes) => hash(Uint8Array.of(0, ...bytes)),
    hashInto: (out, at, bytes, from, to) => out.set(hash(bytes.slice(from, to)), at),
    nodeInto: (out, at, left, leftAt, right, rightAt) =>
      out.set(node(left.slice(leftAt, leftAt + 32), right.slice(rightAt, rightAt + 32)), at),
  };
}

export const SHA256 = hashFunction("sha256", sha256);
export const BLAKE3 = hashFunction("blake3", (bytes) => blake3(bytes));

/** The largest power of two below n. */
function below(n: number): number {
  return 2 ** Math.ceil(Math.log2(n) - 1);
}

/** MTH(D[n]) */
export function naiveRoot(hash: HashFunction, leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return hash.hash(new Uint8Array(0));
  if (leaves.length === 1) return leaves[0];
  const k = below(leaves.length);
  return hash.node(naiveRoot(hash, leaves.slice(0, k)), naiveRoot(hash, leaves.slice(k)));
}

/** PATH(m, D[n]) */
export function naivePath(hash: HashFunction, m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = below(leaves.length);
  return m < k
    ? [...naivePath(hash, m, leaves.slice(0, k)), naiveRoot(hash, leaves.slice(k))]
    : [...naivePath(hash, m - k, leaves.slice(k)), naiveRoot(hash, leaves.slice(0, k))];
}

/** SUBPROOF(m, D[n], b); PROOF(m, D[n]) is this with `true`. */
export function naiveProof(hash: HashFunction, m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(hash, leaves)];
  const k = below(leaves.length);
  return m <= k
    ? [...naiveProof(hash, m, leaves.slice(0, k), whole), naiveRoot(hash, leaves.slice(k))]
    : [...naiveProof(hash, m - k, leaves.slice(k), false), naiveRoot(hash, leaves.slice(0, k))];
}

/** A log of `size` leaves: their hashes, what is stored for them, and how to read it. */
export interface Grown {
  readonly leaves: readonly Uint8Array[];
  readonly stored: readonly Uint8Array[];
  readonly tree: Tree;
  readonly read: ReadHash;
}

export function grow(hash: HashFunction, size: number): Grown {
  const leaves = Array.from({ length: size }, (_, i) => hash.leaf(Uint8Array.of(i & 255, i >> 8)));
  const tree = new Tree(hash);
  const stored = leaves.flatMap((leaf) => tree.append(leaf));
  return { leaves, stored, tree, read: (index) => stored[index] };
}

/** The bytes with one bit changed. */
export function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[(bit >> 3) % bytes.length] ^= 1 << (bit & 7);
  return changed;
}

/** The leaves over which Certificate Transparency's tests have published roots and proofs, in base 16. */
export const PUBLISHED_LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
