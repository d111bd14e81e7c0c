/**
 * Proofs that a leaf is in a tree, and that a tree is the beginning of a larger one; and their verification, which needs no log.
 * In: stored hashes, or what another one claims. Out: a list of hashes from the leaf's end upwards, or true or false.
 * Verification takes whatever it is given: it never fails, and everything that is not a proof is false.
 * A root does not say how many leaves it stands over: where the paths of two sizes have the same turns, a proof for one also holds for
 * the other. So take size and root from the same signed checkpoint.
 * Source: RFC 9162, sections 2.1.3 and 2.1.4.
 * @module
 */

import { fail } from "../data/mod.ts";
import { HASH_BYTES, type HashFunction, sameBytes } from "./hash_function.ts";
import { checkTreeSize, emptyRoot, type ReadHash, splitPoint, subtreeRoot } from "./tree.ts";

/** A claim that the leaf with hash `leaf` stands at `index`, from 0, in the tree of `size` leaves with this root. */
export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** A claim that the tree of `oldSize` leaves is the beginning of the one of `size` leaves. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

function isSize(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}

/**
 * What proves that leaf `index`, from 0, is in the tree of the first `size` leaves. Reads O(log size) hashes.
 * Fails with `out-of-bounds` unless the tree has the leaf.
 */
export function proveInclusion(hash: HashFunction, index: number, size: number, read: ReadHash): Uint8Array[] {
  checkTreeSize(size, "proveInclusion");
  if (!isSize(index) || index >= size) fail("out-of-bounds", { index, kind: "Merkle tree", count: size });
  /** The path from the leaf to the root of the leaves [from, to). */
  const path = (from: number, to: number): Uint8Array[] => {
    if (to - from === 1) return [];
    const cut = from + splitPoint(to - from);
    return index < cut
      ? [...path(from, cut), subtreeRoot(hash, cut, to, read)]
      : [...path(cut, to), subtreeRoot(hash, from, cut, read)];
  };
  return path(0, size);
}

/**
 * What proves that the tree of the first `oldSize` leaves is the beginning of the one of the first `size`. Reads O(log size) hashes.
 * Nothing is to be proved, and the proof is empty, when the sizes are the same or the old tree is empty.
 * Fails with `out-of-bounds` when the old tree is larger.
 */
export function proveConsistency(hash: HashFunction, oldSize: number, size: number, read: ReadHash): Uint8Array[] {
  checkTreeSize(size, "proveConsistency");
  if (!isSize(oldSize) || oldSize > size) fail("out-of-bounds", { index: oldSize, kind: "Merkle tree", count: size });
  /** The path from the old tree's last subtree within [from, to) to the root of these leaves. */
  const path = (from: number, to: number): Uint8Array[] => {
    // The verifier knows the old root, so it is not sent
    if (to === oldSize) return from === 0 ? [] : [subtreeRoot(hash, from, to, read)];
    const cut = from + splitPoint(to - from);
    return oldSize <= cut
      ? [...path(from, cut), subtreeRoot(hash, cut, to, read)]
      : [...path(cut, to), subtreeRoot(hash, from, cut, read)];
  };
  return oldSize === 0 ? [] : path(0, size);
}

/** A place on the way up: which subtree of its level, and which is the last one there. */
interface Climb {
  at: number;
  last: number;
}

function rise(climb: Climb): void {
  climb.at = Math.floor(climb.at / 2);
  climb.last = Math.floor(climb.last / 2);
}

/** Goes up one step. Answers whether the other hash of the step stands left. The last one of a level has no right sibling: it rises. */
function step(climb: Climb): boolean {
  const isLeft = climb.at % 2 === 1 || climb.at === climb.last;
  if (isLeft) {
    while (climb.at % 2 === 0 && climb.at !== 0) rise(climb);
  }
  rise(climb);
  return isLeft;
}

/** Whether a proof shows that a leaf is in the tree with this root. */
export function verifyInclusion(hash: HashFunction, { index, size, leaf, proof, root }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  const climb = { at: index, last: size - 1 };
  let found = leaf;
  for (const other of proof) {
    if (climb.last === 0) return false;
    found = step(climb) ? hash.node(other, found) : hash.node(found, other);
  }
  return climb.last === 0 && sameBytes(found, root);
}

/** Whether a proof shows that the tree with the old root is the beginning of the one with the root. */
export function verifyConsistency(
  hash: HashFunction,
  { oldSize, oldRoot, size, root, proof }: ConsistencyClaim,
): boolean {
  if (!isSize(oldSize) || !isSize(size) || oldSize > size) return false;
  if (![oldRoot, root, ...proof].every(isHash)) return false;
  if (oldSize === 0 && !sameBytes(oldRoot, emptyRoot(hash))) return false;
  if (oldSize === size) return proof.length === 0 && sameBytes(oldRoot, root);
  if (oldSize === 0) return proof.length === 0; // every tree begins with the empty one
  const climb = { at: oldSize - 1, last: size - 1 };
  while (climb.at % 2 === 1) rise(climb);
  // An old tree that is one complete subtree is itself where the path begins
  const path = climb.at === 0 ? [oldRoot, ...proof] : proof;
  if (path.length === 0) return false;
  let [oldFound, found] = [path[0], path[0]];
  for (const other of path.slice(1)) {
    if (climb.last === 0) return false;
    if (step(climb)) {
      oldFound = hash.node(other, oldFound);
      found = hash.node(other, found);
    } else found = hash.node(found, other);
  }
  return climb.last === 0 && sameBytes(oldFound, oldRoot) && sameBytes(found, root);
}
