/**
 * Hash maps: a 16-way hash trie whose nodes are single arrays.
 * A node is `[bits, owner, k, v, k, v, …, child, child, …]`. Of `bits`, the low 16 say which slots hold an entry, the
 * high 16 which hold a child; entries and children stand in the order of their slots. A node reads 4 bits of the hash,
 * lowest first; below the eighth level keys share all 32 bits and stand in a collision node: bits 0 and every entry, in
 * order of arrival.
 * Invariants: a child holds at least two entries, with those below it; the order of entries depends on the hashes and
 * so is the same on every machine; an array is changed only in a map whose root has the same `owner`, and only while nobody
 * but a builder, or a loop that keeps the map for itself, can see that map.
 * One array per node and no recursion in `assoc`: about 50 ns of processor time for an existing key among 1,000 keywords, and
 * 20 ns to look it up. Tried without gain: copies spelt out element by element, recursion, looking for the key before copying.
 * Sources: Bagwell, "Ideal Hash Trees", 2001; Steindorfer and Vinju, "Optimizing Hash-Array Mapped Tries", OOPSLA 2015.
 * @module
 */

import { equals } from "./equal.ts";
import { hashOf } from "./hash.ts";
import { Keyword } from "./keyword.ts";
import { ABSENT, emptyMapWith, KvCursor, PMap } from "./map.ts";
import type { MetaSlot } from "./object.ts";

/** The layout stands in the header; TypeScript cannot say it, so every read of a child or of `bits` is a cast. */
type Node = unknown[];

const OWNER = 1;
const HEADER = 2;
const LEVEL_BITS = 4;
const HASH_BITS = 32;
const NO_OWNER = null;

/** What the arrays of one map that is changed in place have in common. Keeps nothing alive. */
class Owner {}
/** The bits of a node with 16 children. */
const ALL_CHILDREN = 0xffff << 16;
const EMPTY_ROOT: Node = [0, NO_OWNER];

/**
 * The index behind the marked entries and children of a node: two places for each bit of the low half, one for each of
 * the high half. One count of bits for both halves: the multiplication adds up four bytes of partial counts.
 */
function indexBehind(marked: number): number {
  let x = marked - ((marked >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return HEADER + (Math.imul(x, 0x02020101) >>> 24);
}

/** Where the entry of a slot stands, or would stand. */
function entryIndex(bits: number, bit: number): number {
  return indexBehind(bits & (bit - 1));
}

/** Where the child of a slot stands, or would stand. Near the root of a large map nothing need be counted: 3 ns less. */
function childIndex(bits: number, bit: number): number {
  return bits === ALL_CHILDREN ? HEADER + 31 - Math.clz32(bit) : indexBehind(bits & (((bit - 1) << 16) | 0xffff));
}

/** What places a key in the trie. */
function keyHash(key: unknown): number {
  if (key instanceof Keyword) return key.h;
  return typeof key === "number" && (key | 0) === key ? intPlace(key) : hashOf(key);
}

/**
 * A small Int places itself: its sixteenths in another order, so that no two Ints ever meet in one slot, a few hundred in a row
 * spread over two levels, and the levels below fill one after the other. Keys that come in order find their path in the
 * cache and leave little garbage that lives on: building a map of a million takes half the time that mixed hashes take.
 */
function intPlace(i: number): number {
  return ((i & 0xf) << 4) | ((i >>> 4) & 0xf) | ((i & 0xf00) << 8) | (i & 0xf000) | ((i & 0xf0000) >>> 8) |
    (i & 0xfff00000);
}

/** Whether two keys are equal. Only objects can be equal without being identical. */
function sameKey(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && equals(a, b));
}

/** The index of a key in a collision node, or -1. */
function collisionIndex(node: Node, key: unknown): number {
  for (let j = HEADER; j < node.length; j += 2) if (sameKey(node[j], key)) return j;
  return -1;
}

/** The index of a key in the node `foundIn`, in which this leaves the search; -1 when it is absent. */
function locate(root: Node, key: unknown): number {
  let node = root;
  for (let h = keyHash(key);; h >>>= LEVEL_BITS) {
    const bits = node[0] as number;
    const bit = 1 << (h & 15);
    if ((bits & (bit << 16)) !== 0) {
      node = node[childIndex(bits, bit)] as Node;
      continue;
    }
    foundIn = node;
    if ((bits & bit) !== 0) {
      const j = entryIndex(bits, bit);
      return sameKey(node[j], key) ? j : -1;
    }
    return bits === 0 ? collisionIndex(node, key) : -1;
  }
}

/** The node that the last `locate` ended in. */
let foundIn: Node = EMPTY_ROOT;

/** The node for two different keys that meet at a level, by their hashes. */
function nodeOfTwo(
  k1: unknown,
  v1: unknown,
  h1: number,
  k2: unknown,
  v2: unknown,
  h2: number,
  level: number,
  owner: unknown,
): Node {
  if (level >= HASH_BITS) return [0, owner, k1, v1, k2, v2];
  const i = (h1 >>> level) & 15;
  const j = (h2 >>> level) & 15;
  if (i === j) return [1 << i << 16, owner, nodeOfTwo(k1, v1, h1, k2, v2, h2, level + LEVEL_BITS, owner)];
  const bits = (1 << i) | (1 << j);
  return i < j ? [bits, owner, k1, v1, k2, v2] : [bits, owner, k2, v2, k1, v1];
}

/** A copy of the node with one more entry. */
function withEntry(node: Node, bits: number, bit: number, key: unknown, value: unknown, owner: unknown): Node {
  const j = entryIndex(bits, bit);
  const length = node.length;
  const copy = new Array(length + 2);
  copy[0] = bits | bit;
  copy[1] = owner;
  let x = HEADER;
  for (; x < j; x++) copy[x] = node[x];
  copy[j] = key;
  copy[j + 1] = value;
  for (; x < length; x++) copy[x + 2] = node[x];
  return copy;
}

/** A copy of the node in which a child takes the place of an entry. */
function entryToChild(node: Node, bits: number, bit: number, child: Node, owner: unknown): Node {
  const j = entryIndex(bits, bit);
  const length = node.length - 1;
  const copy = new Array(length);
  const at = childIndex(bits, bit) - 2;
  copy[0] = (bits ^ bit) | (bit << 16);
  copy[1] = owner;
  let x = HEADER;
  for (; x < j; x++) copy[x] = node[x];
  for (; x < at; x++) copy[x] = node[x + 2];
  copy[at] = child;
  for (x = at + 1; x < length; x++) copy[x] = node[x + 1];
  return copy;
}

/** A copy of the node in which a child with the entry at `j` and one more takes the place of that entry. */
function withChildOfTwo(
  node: Node,
  bits: number,
  bit: number,
  j: number,
  key: unknown,
  value: unknown,
  hash: number,
  below: number,
  owner: unknown,
): Node {
  const held = node[j];
  const child = nodeOfTwo(held, node[j + 1], keyHash(held), key, value, hash, below, owner);
  return entryToChild(node, bits, bit, child, owner);
}

/** A copy of the node that an owner may change. */
function owned(node: Node, owner: unknown): Node {
  const copy = node.slice();
  copy[OWNER] = owner;
  return copy;
}

/** A copy of the node in which an entry takes the place of a child. */
function childToEntry(node: Node, bits: number, bit: number, key: unknown, value: unknown): Node {
  const from = childIndex(bits, bit);
  const to = entryIndex(bits, bit);
  const between = node.slice(to, from);
  return [
    (bits | bit) & ~(bit << 16),
    NO_OWNER,
    ...node.slice(HEADER, to),
    key,
    value,
    ...between,
    ...node.slice(from + 1),
  ];
}

function withoutEntry(node: Node, bits: number, j: number): Node {
  return [bits, NO_OWNER, ...node.slice(HEADER, j), ...node.slice(j + 2)];
}

/** The node without a key, or the very same node when it is absent. */
function nodeWithout(node: Node, h: number, key: unknown): Node {
  const bits = node[0] as number;
  const bit = 1 << (h & 15);
  if ((bits & (bit << 16)) !== 0) {
    const j = childIndex(bits, bit);
    const child = node[j] as Node;
    const left = nodeWithout(child, h >>> LEVEL_BITS, key);
    if (left === child) return node;
    // A single entry moves up, so that children hold at least two.
    if (left.length === HEADER + 2 && ((left[0] as number) >>> 16) === 0) {
      return childToEntry(node, bits, bit, left[HEADER], left[HEADER + 1]);
    }
    const copy = node.slice();
    copy[j] = left;
    return copy;
  }
  if ((bits & bit) !== 0) {
    const j = entryIndex(bits, bit);
    return sameKey(node[j], key) ? withoutEntry(node, bits ^ bit, j) : node;
  }
  const j = bits === 0 ? collisionIndex(node, key) : -1;
  return j < 0 ? node : withoutEntry(node, 0, j);
}

/** The value at a keyword. A loop of its own, in which V8 knows that keys are compared by identity. */
function findKeyword(root: Node, key: Keyword, notFound: unknown): unknown {
  let node = root;
  for (let h = key.h;; h >>>= LEVEL_BITS) {
    const bits = node[0] as number;
    const bit = 1 << (h & 15);
    if ((bits & (bit << 16)) !== 0) {
      node = node[childIndex(bits, bit)] as Node;
      continue;
    }
    if ((bits & bit) !== 0) {
      const j = entryIndex(bits, bit);
      return node[j] === key ? node[j + 1] : notFound;
    }
    if (bits !== 0) return notFound;
    const j = collisionIndex(node, key);
    return j < 0 ? notFound : node[j + 1];
  }
}

/** A persistent hash map. */
export class HashMap extends PMap {
  constructor(private root: Node, private n: number, readonly meta: MetaSlot) {
    super();
  }
  count(): number {
    return this.n;
  }
  get(key: unknown, notFound: unknown): unknown {
    if (key instanceof Keyword) return findKeyword(this.root, key, notFound);
    let node = this.root;
    for (let h = keyHash(key);; h >>>= LEVEL_BITS) {
      const bits = node[0] as number;
      const bit = 1 << (h & 15);
      if ((bits & (bit << 16)) !== 0) {
        node = node[childIndex(bits, bit)] as Node;
        continue;
      }
      if ((bits & bit) !== 0) {
        const j = entryIndex(bits, bit);
        return sameKey(node[j], key) ? node[j + 1] : notFound;
      }
      if (bits !== 0) return notFound;
      const j = collisionIndex(node, key);
      return j < 0 ? notFound : node[j + 1];
    }
  }
  findKey(key: unknown): unknown {
    const j = locate(this.root, key);
    return j < 0 ? ABSENT : foundIn[j];
  }
  assoc(key: unknown, value: unknown): HashMap {
    const hash = keyHash(key);
    let node = this.root;
    let root: Node = node;
    let parent: Node | null = null;
    let slot = 0;
    let last: Node;
    let added = 1;
    let level = 0;
    for (let h = hash;; h >>>= LEVEL_BITS, level += LEVEL_BITS) {
      const bits = node[0] as number;
      const bit = 1 << (h & 15);
      if ((bits & (bit << 16)) !== 0) {
        // Copied on the way down, so that there is nothing to do on the way up; the way is read before a copy is made: 4 ns less.
        const below = childIndex(bits, bit);
        const next = node[below] as Node;
        const copy = node.slice();
        if (parent === null) root = copy;
        else parent[slot] = copy;
        parent = copy;
        slot = below;
        node = next;
        continue;
      }
      if ((bits & bit) !== 0) {
        const j = entryIndex(bits, bit);
        const held = node[j];
        if (sameKey(held, key)) {
          if (node[j + 1] === value) return this;
          last = node.slice();
          last[j + 1] = value;
          added = 0;
        } else {
          last = withChildOfTwo(node, bits, bit, j, key, value, hash, level + LEVEL_BITS, NO_OWNER);
        }
      } else if (bits === 0 && node.length > HEADER) {
        const j = collisionIndex(node, key);
        if (j >= 0 && node[j + 1] === value) return this;
        last = node.slice();
        if (j < 0) last.push(key, value);
        else {
          last[j + 1] = value;
          added = 0;
        }
      } else last = withEntry(node, bits, bit, key, value, NO_OWNER);
      break;
    }
    if (parent === null) root = last;
    else parent[slot] = last;
    return new HashMap(root, this.n + added, this.meta);
  }
  /**
   * The map with the entry, made of this one, which must not be used any more: nobody else may have it. A map is taken apart
   * from what it was made of by `shared` first, and then again whenever someone else could have seen it.
   */
  assocInPlace(key: unknown, value: unknown): HashMap {
    const owner = this.root[OWNER];
    if (owner === NO_OWNER) {
      return new HashMap(owned(this.root, new Owner()), this.n, this.meta).assocInPlace(key, value);
    }
    const hash = keyHash(key);
    let node = this.root;
    let parent: Node | null = null;
    let slot = 0;
    for (let level = 0;; level += LEVEL_BITS) {
      const bits = node[0] as number;
      const bit = 1 << ((hash >>> level) & 15);
      if ((bits & (bit << 16)) !== 0) {
        const below = childIndex(bits, bit);
        let next = node[below] as Node;
        if (next[OWNER] !== owner) {
          next = owned(next, owner);
          node[below] = next;
        }
        parent = node;
        slot = below;
        node = next;
        continue;
      }
      const collision = bits === 0 && node.length > HEADER;
      const j = collision ? collisionIndex(node, key) : (bits & bit) === 0 ? -1 : entryIndex(bits, bit);
      if (j >= 0 && sameKey(node[j], key)) {
        node[j + 1] = value;
        return this;
      }
      if (collision) node.push(key, value);
      else {
        const last = j < 0
          ? withEntry(node, bits, bit, key, value, owner)
          : withChildOfTwo(node, bits, bit, j, key, value, hash, level + LEVEL_BITS, owner);
        if (parent === null) this.root = last;
        else parent[slot] = last;
      }
      this.n++;
      return this;
    }
  }
  /** This map, which others may see from now on: `assocInPlace` leaves it as it is. */
  shared(): HashMap {
    this.root[OWNER] = NO_OWNER;
    return this;
  }
  dissoc(key: unknown): PMap {
    const root = nodeWithout(this.root, keyHash(key), key);
    if (root === this.root) return this;
    return this.n === 1 ? this.empty() : new HashMap(root, this.n - 1, this.meta);
  }
  empty(): PMap {
    return emptyMapWith(this.meta);
  }
  withMeta(meta: MetaSlot): HashMap {
    return new HashMap(this.root, this.n, meta);
  }
  cursor(): KvCursor {
    return new NodeCursor(this.root);
  }
}

/** Walks a trie, a node's entries before its children. */
class NodeCursor extends KvCursor {
  #node: Node;
  #at = HEADER;
  /** One past the entries of the node. */
  #end: number;
  /** How many nodes stand above; which, and in each the index of the child to go to next. */
  #depth = 0;
  readonly #above: Node[] = [];
  readonly #next: number[] = [];

  constructor(root: Node) {
    super();
    this.#node = root;
    this.#end = entriesEnd(root);
  }
  advance(): boolean {
    while (this.#at >= this.#end) if (!this.#enterNextNode()) return false;
    this.key = this.#node[this.#at];
    this.value = this.#node[this.#at + 1];
    this.#at += 2;
    return true;
  }
  /** Goes to the first child of the node, or else to the next child of the nearest node above that has one. */
  #enterNextNode(): boolean {
    let node = this.#node;
    let child = this.#end;
    while (child >= node.length) {
      if (this.#depth === 0) return false;
      this.#depth--;
      node = this.#above[this.#depth];
      child = this.#next[this.#depth];
    }
    this.#above[this.#depth] = node;
    this.#next[this.#depth] = child + 1;
    this.#depth++;
    this.#node = node[child] as Node;
    this.#at = HEADER;
    this.#end = entriesEnd(this.#node);
    return true;
  }
}

function entriesEnd(node: Node): number {
  const bits = node[0] as number;
  return bits === 0 ? node.length : indexBehind(bits & 0xffff);
}

/** The hash map without entries. A program never sees it: its maps begin as smaller kinds. */
export const EMPTY_HASH: HashMap = new HashMap(EMPTY_ROOT, 0, null);
