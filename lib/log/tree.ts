/**
 * The Merkle tree over the records of a log, and where its hashes are stored.
 * In: the hashes of leaves, one after the other. Out: the hashes to store after each, and the root at any size.
 * Every complete subtree has one stored hash, in post-order: a leaf is followed by the nodes it completes. So storing only ever
 * appends, and the hashes of a smaller tree are a beginning of those of a larger one.
 * Deliberately absent: where hashes are stored. Whoever has them gives a function that reads one by its position.
 * Source: RFC 9162, section 2.1 (shape and prefixes); Go's golang.org/x/mod/sumdb/tlog (the order of stored hashes).
 * @module
 */

import { fail } from "../data/mod.ts";
import { HASH_BYTES, type HashFunction } from "./hash_function.ts";

/** The most leaves of a tree: beyond, positions of stored hashes are no exact numbers. */
export const MAX_TREE_SIZE = 2 ** 52;
const LEVELS = 53;

/** The stored hash at a position; 32 bytes that nobody changes afterwards. */
export type ReadHash = (index: number) => Uint8Array;

/** How many bits of a 32-bit word are set. */
function onesOfWord(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function onesOf(n: number): number {
  return onesOfWord(n >>> 0) + onesOfWord(Math.floor(n / 2 ** 32));
}

/** Fails unless a number can be the size of a tree. */
export function checkTreeSize(size: number, op: string): void {
  if (Number.isSafeInteger(size) && size >= 0 && size <= MAX_TREE_SIZE) return;
  fail("bad-argument", { op, expected: `a number of leaves from 0 to ${MAX_TREE_SIZE}`, value: size });
}

/** How many hashes are stored for `size` leaves: each leaf, and each node over two complete halves. */
export function storedHashCount(size: number): number {
  checkTreeSize(size, "storedHashCount");
  return 2 * size - onesOf(size);
}

/**
 * The position of the hash over the leaves [n·2^level, (n+1)·2^level), from 0. It follows the last of these leaves after the `level`
 * nodes that this leaf completes below. The leaves must be within `MAX_TREE_SIZE`.
 */
export function storedHashIndex(level: number, n: number): number {
  const last = (n + 1) * 2 ** level - 1;
  return 2 * last - onesOf(last) + level;
}

/** Where a range of leaves is cut: the largest power of two below `count`, which is 2 at least. */
export function splitPoint(count: number): number {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}

/** The largest complete subtrees of the leaves [from, to), left to right; `from` is a multiple of a power of two ≥ to - from. */
function completeSubtrees(from: number, to: number): { readonly level: number; readonly n: number }[] {
  const found = [];
  for (let level = LEVELS - 1, at = from; level >= 0; level--) {
    const leaves = 2 ** level;
    if (to - at < leaves) continue;
    found.push({ level, n: at / leaves });
    at += leaves;
  }
  return found;
}

/** The hash over the leaves [from, to), at least one, aligned as in `completeSubtrees`. Reads O(log n) hashes. */
export function subtreeRoot(hash: HashFunction, from: number, to: number, read: ReadHash): Uint8Array {
  return completeSubtrees(from, to)
    .map(({ level, n }) => read(storedHashIndex(level, n)))
    .reduceRight((right, left) => hash.node(left, right));
}

/** The root of the tree without leaves. */
export function emptyRoot(hash: HashFunction): Uint8Array {
  return hash.hash(new Uint8Array(0));
}

/** The root over the first `size` leaves, of any log that is as long or longer. Reads O(log size) hashes. */
export function rootAt(hash: HashFunction, size: number, read: ReadHash): Uint8Array {
  checkTreeSize(size, "rootAt");
  return size === 0 ? emptyRoot(hash) : subtreeRoot(hash, 0, size, read);
}

function noHashes(): never {
  fail("bad-argument", {
    op: "Tree",
    expected: "a function that reads the hashes of the leaves there are",
    value: null,
  });
}

/** A loop, as a part of an array to give to `set` costs more than 32 bytes do. */
function copyHash(from: Uint8Array, fromAt: number, to: Uint8Array, toAt: number): void {
  for (let i = 0; i < HASH_BYTES; i++) to[toAt + i] = from[fromAt + i];
}

/** A tree that grows. It holds one hash for each level, nothing else. */
export class Tree {
  readonly #hash: HashFunction;
  #size: number;
  /** At `level`, where that bit of the size is set: the hash of the complete subtree of 2^level leaves at the right edge. Else anything. */
  readonly #peaks = new Uint8Array(LEVELS * HASH_BYTES);

  /** The tree of the first `size` leaves, whose stored hashes `read` knows. Reads O(log size) of them. */
  constructor(hash: HashFunction, size: number = 0, read: ReadHash = noHashes) {
    checkTreeSize(size, "Tree");
    this.#hash = hash;
    this.#size = size;
    for (const { level, n } of completeSubtrees(0, size)) {
      this.#peaks.set(read(storedHashIndex(level, n)), level * HASH_BYTES);
    }
  }

  /** How many leaves it has. */
  get size(): number {
    return this.#size;
  }

  /** How many hashes the next leaf adds to those stored: its own and those of the nodes it completes. */
  get nextCount(): number {
    return 2 + onesOf(this.#size) - onesOf(this.#size + 1);
  }

  /** Adds a leaf by its hash. Answers the hashes to store, in this order, the leaf's first. */
  append(leafHash: Uint8Array): Uint8Array[] {
    const out = new Uint8Array(this.nextCount * HASH_BYTES);
    this.appendInto(leafHash, out, 0);
    return Array.from(
      { length: out.length / HASH_BYTES },
      (_, i) => out.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
    );
  }

  /**
   * Adds a leaf by its hash, the 32 bytes of `leaf` from `leafAt` on, and writes the hashes to store, in this order, the leaf's first, to
   * `out` from `at`. Answers the position after them. `out` must have room for `nextCount` hashes, else it fails and the tree is what it was.
   */
  appendInto(leaf: Uint8Array, out: Uint8Array, at: number, leafAt = 0): number {
    if (leaf.length < leafAt + HASH_BYTES) {
      fail("bad-argument", { op: "append", expected: `a hash of ${HASH_BYTES} bytes`, value: leaf });
    }
    if (this.#size === MAX_TREE_SIZE) checkTreeSize(this.#size + 1, "append");
    if (at + this.nextCount * HASH_BYTES > out.length) {
      fail("out-of-bounds", { index: at + this.nextCount * HASH_BYTES, kind: "buffer", count: out.length });
    }
    const peaks = this.#peaks;
    let level = 0;
    copyHash(leaf, leafAt, out, at);
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      this.#hash.nodeInto(out, at + HASH_BYTES, peaks, HASH_BYTES * level++, out, at);
      at += HASH_BYTES;
    }
    copyHash(out, at, peaks, HASH_BYTES * level);
    this.#size++;
    return at + HASH_BYTES;
  }

  /** The root over all leaves, as a new array. */
  root(): Uint8Array {
    let root: Uint8Array | null = null;
    for (let level = 0, rest = this.#size; rest > 0; level++, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 0) continue;
      const peak = this.#peaks.slice(HASH_BYTES * level, HASH_BYTES * (level + 1));
      root = root === null ? peak : this.#hash.node(peak, root);
    }
    return root ?? emptyRoot(this.#hash);
  }
}
