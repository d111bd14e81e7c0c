/**
 * Notation: `turns(index, size)` is the way from a leaf up to the root: `l` where the other hash stands left, `r` where it stands right.
 * A root does not say its size, so a proof holds for another size exactly where the turns are the same.
 */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  type ConsistencyClaim,
  HASH_BYTES,
  type InclusionClaim,
  MAX_TREE_SIZE,
  proveConsistency,
  proveInclusion,
  verifyConsistency,
  verifyInclusion,
} from "../../lib/log/mod.ts";
import { BLAKE3, flip, grow, type Grown, naivePath, naiveProof, naiveRoot, PUBLISHED_LEAVES, SHA256 } from "./model.ts";

const MOST = 200;
const log = grow(SHA256, MOST);
const roots = Array.from({ length: MOST + 1 }, (_, size) => naiveRoot(SHA256, log.leaves.slice(0, size)));
const included = (claim: InclusionClaim) => verifyInclusion(SHA256, claim);
const consistent = (claim: ConsistencyClaim) => verifyConsistency(SHA256, claim);

function inclusion(index: number, size: number): InclusionClaim {
  const proof = proveInclusion(SHA256, index, size, log.read);
  return { index, size, leaf: log.leaves[index], proof, root: roots[size] };
}

function consistency(oldSize: number, size: number): ConsistencyClaim {
  const proof = proveConsistency(SHA256, oldSize, size, log.read);
  return { oldSize, oldRoot: roots[oldSize], size, root: roots[size], proof };
}

function turns(index: number, size: number): string {
  if (size === 1) return "";
  let half = 1;
  while (half * 2 < size) half *= 2;
  return index < half ? turns(index, half) + "r" : turns(index - half, size - half) + "l";
}

/** The way up from the old tree's last complete subtree, where a proof begins. */
function turnsFrom(oldSize: number, size: number): string {
  let level = 0;
  while (oldSize % 2 ** (level + 1) === 0) level++;
  return turns(oldSize - 1, size).slice(level);
}

/** All numbers that differ from one below 256 in one byte, as far as the lowest byte goes; and one for each other byte. */
function othersThan(n: number): number[] {
  const low = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== n);
  return [...low, ...[1, 2, 3, 4, 5, 6].map((byte) => n + 2 ** (8 * byte))];
}

/** A claim with one bit changed, in each of its hashes in turn. */
function tamperedLeaf(claim: InclusionClaim, bit: number): InclusionClaim[] {
  return [
    { ...claim, leaf: flip(claim.leaf, bit) },
    { ...claim, root: flip(claim.root, bit) },
    ...claim.proof.map((hash, i) => ({ ...claim, proof: claim.proof.with(i, flip(hash, bit + i)) })),
  ];
}

function tamperedTree(claim: ConsistencyClaim, bit: number): ConsistencyClaim[] {
  return [
    { ...claim, oldRoot: flip(claim.oldRoot, bit) },
    { ...claim, root: flip(claim.root, bit) },
    ...claim.proof.map((hash, i) => ({ ...claim, proof: claim.proof.with(i, flip(hash, bit + i)) })),
  ];
}

/** All of them for small trees, one by turns for others. */
const some = <T>(all: readonly T[], size: number, at: number) => size <= 40 ? all : [all[(size + at) % all.length]];

Deno.test("for every tree up to 200 leaves, every leaf is proved, and nothing else", () => {
  for (let size = 1; size <= MOST; size++) {
    for (let index = 0; index < size; index++) {
      const claim = inclusion(index, size);
      ok(included(claim));
      const bit = (size * 131 + index * 17) % 256;
      for (const other of some(tamperedLeaf(claim, bit), size, index)) is(included(other), false);
    }
  }
});

Deno.test("for every two trees up to 200 leaves, the smaller is proved to be the beginning of the larger, and nothing else", () => {
  for (let size = 1; size <= MOST; size++) {
    for (let oldSize = 1; oldSize <= size; oldSize++) {
      const claim = consistency(oldSize, size);
      ok(consistent(claim));
      const bit = (size * 131 + oldSize * 17) % 256;
      for (const other of some(tamperedTree(claim, bit), size, oldSize)) is(consistent(other), false);
    }
  }
});

Deno.test("in small trees every byte counts, of every hash of a proof", () => {
  for (let size = 1; size <= 9; size++) {
    for (let at = 0; at < size; at++) {
      for (let byte = 0; byte < HASH_BYTES; byte++) {
        const bit = byte * 8 + (size + at + byte) % 8;
        for (const other of tamperedLeaf(inclusion(at, size), bit)) is(included(other), false);
        for (const other of tamperedTree(consistency(at + 1, size), bit)) is(consistent(other), false);
      }
    }
  }
});

Deno.test("a proof shows no other index, and another size only where the way up has the same turns", () => {
  for (let size = 1; size <= 18; size++) {
    for (let index = 0; index < size; index++) {
      const claim = inclusion(index, size);
      for (const other of othersThan(index)) is(included({ ...claim, index: other }), false);
      for (const other of othersThan(size)) {
        const holds = other > index && turns(index, other) === turns(index, size);
        is(included({ ...claim, size: other }), holds);
      }
    }
  }
});

Deno.test("a proof shows no other old size, and another new size only where the way up has the same turns", () => {
  for (let size = 1; size <= 18; size++) {
    for (let oldSize = 1; oldSize < size; oldSize++) {
      const claim = consistency(oldSize, size);
      for (const other of othersThan(oldSize)) is(consistent({ ...claim, oldSize: other }), false);
      for (const other of othersThan(size)) {
        const holds = other > oldSize && turnsFrom(oldSize, other) === turnsFrom(oldSize, size);
        is(consistent({ ...claim, size: other }), holds);
      }
    }
  }
});

Deno.test("a hash more, a hash less, hashes in another order and hashes of another length prove nothing", () => {
  const long = new Uint8Array(HASH_BYTES + 1);
  for (let size = 1; size <= 40; size++) {
    for (let at = 0; at < size; at++) {
      const [leaf, old] = [inclusion(at, size), consistency(at, size)];
      const wrong = (proof: readonly Uint8Array[]) => [
        [...proof, proof.at(-1) ?? roots[size]],
        [roots[size], ...proof],
        [roots[at], ...proof],
        [...proof, new Uint8Array(0)],
        ...(proof.length === 0
          ? []
          : [proof.slice(1), proof.slice(0, -1), proof.with(0, proof[0].subarray(1)), proof.with(0, long)]),
        ...(proof.length < 2 ? [] : [proof.toReversed()]),
      ];
      for (const proof of wrong(leaf.proof)) is(included({ ...leaf, proof }), false);
      for (const proof of wrong(old.proof)) is(consistent({ ...old, proof }), false);
      for (const hash of [new Uint8Array(0), roots[size].subarray(1), long]) {
        is(included({ ...leaf, root: hash }), false);
        is(included({ ...leaf, leaf: hash }), false);
        is(consistent({ ...old, root: hash }), false);
        is(consistent({ ...old, oldRoot: hash }), false);
      }
    }
  }
});

Deno.test("numbers that are no index and no size prove nothing", () => {
  const [leaf, old] = [inclusion(3, 11), consistency(3, 11)];
  for (const n of [-1, -0.5, 3.5, NaN, Infinity, -Infinity, 2 ** 53, 11, 12]) {
    is(included({ ...leaf, index: n }), false);
    is(consistent({ ...old, oldSize: n }), false);
  }
  for (const n of [-1, -0.5, 10.5, NaN, Infinity, -Infinity, 2 ** 53, 0, 3]) {
    is(included({ ...leaf, size: n }), false);
    is(consistent({ ...old, size: n }), false);
  }
});

Deno.test("every tree begins with the empty one, which has one root and no proof", () => {
  const [empty, root] = [roots[0], roots[5]];
  ok(consistent({ oldSize: 0, oldRoot: empty, size: 5, root, proof: [] }));
  ok(consistent({ oldSize: 0, oldRoot: empty, size: 0, root: empty, proof: [] }));
  is(consistent({ oldSize: 0, oldRoot: root, size: 5, root, proof: [] }), false);
  is(consistent({ oldSize: 0, oldRoot: root, size: 0, root, proof: [] }), false);
  is(consistent({ oldSize: 0, oldRoot: empty, size: 0, root, proof: [] }), false);
  is(consistent({ oldSize: 0, oldRoot: empty, size: 5, root, proof: [root] }), false);
  is(consistent({ oldSize: 5, oldRoot: root, size: 0, root: empty, proof: [] }), false);
  is(included({ index: 0, size: 0, leaf: empty, root: empty, proof: [] }), false);
});

Deno.test("verification takes anything of the right types and fails never", () => {
  const hash = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(...roots.slice(0, 9), ...log.stored.slice(0, 9)),
  );
  const number = fc.oneof(fc.nat({ max: 20 }), fc.double(), fc.maxSafeInteger());
  const proof = fc.array(hash, { maxLength: 60 });
  fc.assert(fc.property(number, number, hash, hash, proof, (a, b, one, other, proof) => {
    is(typeof included({ index: a, size: b, leaf: one, root: other, proof }), "boolean");
    is(typeof consistent({ oldSize: a, size: b, oldRoot: one, root: other, proof }), "boolean");
  }));
});

Deno.test("proofs are those of the recursive definition, in trees of thousands of leaves and with both hash functions", () => {
  for (const [hash, most, runs] of [[SHA256, 5000, 8], [BLAKE3, 300, 8]] as const) {
    const { leaves, read } = grow(hash, most);
    const sizes = fc.tuple(fc.integer({ min: 1, max: most }), fc.nat(), fc.nat());
    fc.assert(
      fc.property(sizes, ([size, a, b]) => {
        const [index, oldSize] = [a % size, 1 + b % size];
        const upTo = (n: number) => leaves.slice(0, n);
        const path = naivePath(hash, index, upTo(size));
        const proof = naiveProof(hash, oldSize, upTo(size));
        same(proveInclusion(hash, index, size, read), path);
        same(proveConsistency(hash, oldSize, size, read), proof);
        const root = naiveRoot(hash, upTo(size));
        const oldRoot = naiveRoot(hash, upTo(oldSize));
        ok(verifyInclusion(hash, { index, size, leaf: leaves[index], proof: path, root }));
        ok(verifyConsistency(hash, { oldSize, oldRoot, size, root, proof }));
      }),
      { numRuns: runs },
    );
  }
});

/** A log of 2^52 leaves that are all the same: each level has one hash. */
function uniform(): Pick<Grown, "read"> & { readonly hashes: readonly Uint8Array[] } {
  const hashes = [SHA256.leaf(new Uint8Array(0))];
  for (let level = 0; level < 52; level++) hashes.push(SHA256.node(hashes[level], hashes[level]));
  const read = (index: number) => {
    // In post-order a tree is its left half, its right half, its root
    let [rest, level] = [index, 52];
    while (rest !== 2 ** (level + 1) - 2) {
      level--;
      if (rest >= 2 ** (level + 1) - 1) rest -= 2 ** (level + 1) - 1;
    }
    return hashes[level];
  };
  return { hashes, read };
}

Deno.test("proofs in the largest trees verify, and read few hashes", () => {
  const { hashes, read } = uniform();
  let reads = 0;
  const counting = (index: number) => (reads++, read(index));
  const size = fc.integer({ min: 2 ** 31, max: MAX_TREE_SIZE });
  fc.assert(fc.property(size, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (size, part) => {
    const [index, oldSize] = [Math.floor(part * size), 1 + Math.floor(part * size)];
    const rootOf = (n: number): Uint8Array => {
      let root: Uint8Array | null = null;
      for (let level = 0; level <= 52; level++) {
        if (Math.floor(n / 2 ** level) % 2 === 1) {
          root = root === null ? hashes[level] : SHA256.node(hashes[level], root);
        }
      }
      return root!; // n is above 0
    };
    reads = 0;
    const path = proveInclusion(SHA256, index, size, counting);
    const proof = proveConsistency(SHA256, oldSize, size, counting);
    ok(reads <= 4 * 53);
    ok(included({ index, size, leaf: hashes[0], proof: path, root: rootOf(size) }));
    ok(consistent({ oldSize, oldRoot: rootOf(oldSize), size, root: rootOf(size), proof }));
    is(path.length, turns(index, size).length);
  }));
});

Deno.test("what is not in a tree cannot be proved", () => {
  for (const [index, size] of [[0, 0], [5, 5], [-1, 5], [1.5, 5], [NaN, 5]]) {
    throws(() => proveInclusion(SHA256, index, size, log.read), { code: "out-of-bounds" });
  }
  for (const oldSize of [6, -1, 1.5, NaN]) {
    throws(() => proveConsistency(SHA256, oldSize, 5, log.read), { code: "out-of-bounds" });
  }
  for (const size of [-1, 1.5, NaN, MAX_TREE_SIZE + 1]) {
    throws(() => proveInclusion(SHA256, 0, size, log.read), { code: "bad-argument" });
    throws(() => proveConsistency(SHA256, 0, size, log.read), { code: "bad-argument" });
  }
});

/** The published vectors of Certificate Transparency's tests; here indices count from 0. */
const LEAVES = PUBLISHED_LEAVES.map((hex) => SHA256.leaf(Uint8Array.fromHex(hex)));
const H = {
  leaf2: "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  upTo1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  upTo2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  from2: "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  leaf5: "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  from4: "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  four5: "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
  from6: "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  leaf7: "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
  upTo4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
};

Deno.test("the proofs in the tree of Certificate Transparency's tests are the published ones", () => {
  const stored: Uint8Array[] = [];
  const { tree } = grow(SHA256, 0);
  for (const leaf of LEAVES) stored.push(...tree.append(leaf));
  const read = (i: number) => stored[i];
  const hex = (hashes: Uint8Array[]) => hashes.map((hash) => hash.toHex());
  const path = (index: number, size: number) => hex(proveInclusion(SHA256, index, size, read));
  const proof = (oldSize: number, size: number) => hex(proveConsistency(SHA256, oldSize, size, read));
  same(path(0, 1), []);
  same(path(0, 8), [H.leaf2, H.from2, H.from4]);
  same(path(5, 8), [H.leaf5, H.from6, H.upTo4]);
  same(path(2, 3), [H.upTo2]);
  same(path(1, 5), [H.upTo1, H.from2, H.leaf5]);
  same(proof(1, 1), []);
  same(proof(1, 8), [H.leaf2, H.from2, H.from4]);
  same(proof(6, 8), [H.four5, H.from6, H.upTo4]);
  same(proof(2, 5), [H.from2, H.leaf5]);
  same(proof(6, 7), [H.four5, H.leaf7, H.upTo4]);
});
