/**
 * Sorted maps and sets: weight-balanced trees.
 * In: keys that the comparator can order. Out: maps and sets whose entries come in that order, and runs of them between
 * bounds.
 * Invariants: keys on the left of a node come before it, those on the right after it; of two siblings neither weighs
 * more than three times the other, a weight being the size plus one.
 * Keys for which the comparator answers 0 are the same key. The comparator must not wait.
 * Sources: Adams, "Efficient sets: a balancing act", JFP 1993; Hirai and Yamamoto, "Balancing weight-balanced trees",
 * JFP 2011 (the parameters 3 and 2).
 * @module
 */

import { type ChunkSource, sourceSeq } from "./chunk.ts";
import type { Seq } from "./coll.ts";
import { compare } from "./compare.ts";
import { ABSENT, KvCursor, PMap } from "./map.ts";
import { MapBuilder } from "./map_builder.ts";
import type { MetaSlot } from "./object.ts";
import { PSet } from "./set.ts";
import { mapEntry } from "./vector.ts";

/** Negative, zero or positive as `a` stands before, with or after `b`. */
export type Comparator = (a: unknown, b: unknown) => number;

/** Where a run of keys begins or ends. */
export interface Bound {
  readonly key: unknown;
  /** Whether the key itself belongs to the run. */
  readonly inclusive: boolean;
}

class TreeNode {
  readonly size: number;
  constructor(
    readonly key: unknown,
    readonly value: unknown,
    readonly left: TreeNode | null,
    readonly right: TreeNode | null,
  ) {
    this.size = sizeOf(left) + sizeOf(right) + 1;
  }
}

type Tree = TreeNode | null;

const MAX_RATIO = 3;
const ROTATION_RATIO = 2;

function sizeOf(tree: Tree): number {
  return tree === null ? 0 : tree.size;
}

/** The tree of an entry between two trees, one of which has become at most one element too heavy or too light. */
function balanced(key: unknown, value: unknown, left: Tree, right: Tree): TreeNode {
  const l = sizeOf(left) + 1;
  const r = sizeOf(right) + 1;
  if (right !== null && r > MAX_RATIO * l) return rotatedLeft(key, value, left, right);
  if (left !== null && l > MAX_RATIO * r) return rotatedRight(key, value, left, right);
  return new TreeNode(key, value, left, right);
}

function rotatedLeft(key: unknown, value: unknown, left: Tree, right: TreeNode): TreeNode {
  const inner = right.left;
  if (inner === null || sizeOf(inner) + 1 < ROTATION_RATIO * (sizeOf(right.right) + 1)) {
    return new TreeNode(right.key, right.value, new TreeNode(key, value, left, inner), right.right);
  }
  const outer = new TreeNode(right.key, right.value, inner.right, right.right);
  return new TreeNode(inner.key, inner.value, new TreeNode(key, value, left, inner.left), outer);
}

function rotatedRight(key: unknown, value: unknown, left: TreeNode, right: Tree): TreeNode {
  const inner = left.right;
  if (inner === null || sizeOf(inner) + 1 < ROTATION_RATIO * (sizeOf(left.left) + 1)) {
    return new TreeNode(left.key, left.value, left.left, new TreeNode(key, value, inner, right));
  }
  const outer = new TreeNode(left.key, left.value, left.left, inner.left);
  return new TreeNode(inner.key, inner.value, outer, new TreeNode(key, value, inner.right, right));
}

function findNode(tree: Tree, key: unknown, order: Comparator): Tree {
  let node = tree;
  while (node !== null) {
    const c = order(key, node.key);
    if (c === 0) return node;
    node = c < 0 ? node.left : node.right;
  }
  return null;
}

/** The tree with an entry; the very same tree when it held that value already. A key that is there stays. */
function inserted(tree: Tree, key: unknown, value: unknown, order: Comparator): TreeNode {
  if (tree === null) return new TreeNode(key, value, null, null);
  const c = order(key, tree.key);
  if (c === 0) return tree.value === value ? tree : new TreeNode(tree.key, value, tree.left, tree.right);
  if (c < 0) {
    const left = inserted(tree.left, key, value, order);
    return left === tree.left ? tree : balanced(tree.key, tree.value, left, tree.right);
  }
  const right = inserted(tree.right, key, value, order);
  return right === tree.right ? tree : balanced(tree.key, tree.value, tree.left, right);
}

/** The tree without a key; the very same tree when it is absent. */
function removed(tree: Tree, key: unknown, order: Comparator): Tree {
  if (tree === null) return null;
  const c = order(key, tree.key);
  if (c === 0) return joined(tree.left, tree.right);
  if (c < 0) {
    const left = removed(tree.left, key, order);
    return left === tree.left ? tree : balanced(tree.key, tree.value, left, tree.right);
  }
  const right = removed(tree.right, key, order);
  return right === tree.right ? tree : balanced(tree.key, tree.value, tree.left, right);
}

/** The tree of two siblings whose parent goes. */
function joined(left: Tree, right: Tree): Tree {
  if (left === null) return right;
  if (right === null) return left;
  const first = outermost(right, true);
  return balanced(first.key, first.value, left, withoutFirst(right));
}

function withoutFirst(tree: TreeNode): Tree {
  return tree.left === null ? tree.right : balanced(tree.key, tree.value, withoutFirst(tree.left), tree.right);
}

/** The first or the last node of a tree. */
function outermost(tree: TreeNode, first: boolean): TreeNode {
  let node = tree;
  for (let next: Tree = node; next !== null; next = first ? node.left : node.right) node = next;
  return node;
}

/** What part of a sorted collection to walk, and in which direction. */
export interface Run {
  /** Null for no lower end. */
  readonly from: Bound | null;
  /** Null for no upper end. */
  readonly to: Bound | null;
  readonly descending: boolean;
}

const EVERYTHING: Run = { from: null, to: null, descending: false };

/** Walks the entries between two bounds. */
class TreeCursor extends KvCursor {
  /** The nodes still to come whose near side is done, the nearest on top. */
  readonly #path: TreeNode[] = [];
  readonly #descending: boolean;
  readonly #far: Bound | null;

  constructor(root: Tree, private readonly order: Comparator, run: Run) {
    super();
    this.#descending = run.descending;
    this.#far = run.descending ? run.from : run.to;
    const near = run.descending ? run.to : run.from;
    for (let node = root; node !== null;) {
      if (near !== null && this.#isBeyond(near, node.key, !run.descending)) node = this.#after(node);
      else {
        this.#path.push(node);
        node = this.#before(node);
      }
    }
  }
  advance(): boolean {
    const node = this.#path.pop();
    if (node === undefined || (this.#far !== null && this.#isBeyond(this.#far, node.key, this.#descending))) {
      return false;
    }
    this.key = node.key;
    this.value = node.value;
    for (let next = this.#after(node); next !== null; next = this.#before(next)) this.#path.push(next);
    return true;
  }
  /** Whether a key lies outside of a lower bound, or else of an upper one. */
  #isBeyond(bound: Bound, key: unknown, lower: boolean): boolean {
    const c = this.order(key, bound.key);
    return c === 0 ? !bound.inclusive : lower ? c < 0 : c > 0;
  }
  #before(node: TreeNode): Tree {
    return this.#descending ? node.right : node.left;
  }
  #after(node: TreeNode): Tree {
    return this.#descending ? node.left : node.right;
  }
}

const CHUNK = 32;

class RunSource implements ChunkSource {
  constructor(private readonly cursor: KvCursor, private readonly withValues: boolean) {}
  fill(into: unknown[]): void {
    const { cursor } = this;
    for (let i = 0; i < CHUNK && cursor.advance(); i++) {
      into.push(this.withValues ? mapEntry(cursor.key, cursor.value) : cursor.key);
    }
  }
}

/** A persistent map in the order of its keys. */
export class SortedMap extends PMap {
  constructor(readonly order: Comparator, private readonly root: Tree, readonly meta: MetaSlot) {
    super();
  }
  count(): number {
    return sizeOf(this.root);
  }
  get(key: unknown, notFound: unknown): unknown {
    const node = findNode(this.root, key, this.order);
    return node === null ? notFound : node.value;
  }
  findKey(key: unknown): unknown {
    const node = findNode(this.root, key, this.order);
    return node === null ? ABSENT : node.key;
  }
  assoc(key: unknown, value: unknown): SortedMap {
    // The first key is compared with itself, so that one without an order fails at once.
    if (this.root === null) this.order(key, key);
    const root = inserted(this.root, key, value, this.order);
    return root === this.root ? this : new SortedMap(this.order, root, this.meta);
  }
  dissoc(key: unknown): SortedMap {
    const root = removed(this.root, key, this.order);
    return root === this.root ? this : new SortedMap(this.order, root, this.meta);
  }
  empty(): SortedMap {
    return new SortedMap(this.order, null, this.meta);
  }
  withMeta(meta: MetaSlot): SortedMap {
    return new SortedMap(this.order, this.root, meta);
  }
  cursor(): KvCursor {
    return this.cursorOver(EVERYTHING);
  }
  /** A walk over a run of the entries. */
  cursorOver(run: Run): KvCursor {
    return new TreeCursor(this.root, this.order, run);
  }
  override unordered(): PMap {
    return MapBuilder.from(this).done();
  }
}

/** A persistent set in the order of its elements. */
export class SortedSet extends PSet {
  constructor(override readonly map: SortedMap, meta: MetaSlot) {
    super(map, meta);
  }
  protected of(map: PMap, meta: MetaSlot): SortedSet {
    // A sorted map answers sorted maps, and that is what the base class hands in.
    return new SortedSet(map as SortedMap, meta);
  }
}

/** The sorted map of pairs; later values win. */
export function sortedMapFrom(
  entries: Iterable<readonly [unknown, unknown]>,
  order: Comparator = compare,
): SortedMap {
  let map = new SortedMap(order, null, null);
  for (const [key, value] of entries) map = map.assoc(key, value);
  return map;
}

/** The tree of the entries `[from, to)`, which are in order: as even as can be, without comparing. */
function treeOf(entries: readonly (readonly [unknown, unknown])[], from: number, to: number): Tree {
  if (from === to) return null;
  const middle = (from + to) >>> 1;
  const [key, value] = entries[middle];
  return new TreeNode(key, value, treeOf(entries, from, middle), treeOf(entries, middle + 1, to));
}

/** The sorted map of entries that are in its order already, all keys different. Compares nothing; linear. */
export function sortedMapOfSorted(entries: readonly (readonly [unknown, unknown])[], order: Comparator): SortedMap {
  return new SortedMap(order, treeOf(entries, 0, entries.length), null);
}

/** The sorted set of elements. */
export function sortedSetFrom(items: Iterable<unknown>, order: Comparator = compare): SortedSet {
  let map = new SortedMap(order, null, null);
  for (const item of items) map = map.assoc(item, true);
  return new SortedSet(map, null);
}

/** A run of a sorted collection: its entries or elements between two bounds, or null. O(log n) to the first one. */
export function sortedSeq(coll: SortedMap | SortedSet, run: Run): Seq | null {
  return coll instanceof SortedSet
    ? sourceSeq(new RunSource(coll.map.cursorOver(run), false))
    : sourceSeq(new RunSource(coll.cursorOver(run), true));
}

/** The tests by which `subseq` and `rsubseq` name a bound. */
export type BoundTest = "<" | "<=" | ">" | ">=";

function runOf(test: BoundTest, key: unknown, descending: boolean): Run {
  const bound = { key, inclusive: test === "<=" || test === ">=" };
  return test[0] === ">" ? { from: bound, to: null, descending } : { from: null, to: bound, descending };
}

/** The entries or elements whose keys pass a test, in order. */
export function subseq(coll: SortedMap | SortedSet, test: BoundTest, key: unknown): Seq | null {
  return sortedSeq(coll, runOf(test, key, false));
}

/** The entries or elements whose keys pass a test, last to first. */
export function rsubseq(coll: SortedMap | SortedSet, test: BoundTest, key: unknown): Seq | null {
  return sortedSeq(coll, runOf(test, key, true));
}
