/** Notation: `grow(hash, n)` is a log of n leaves; the naive model is RFC 9162 word by word. */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  HASH_BYTES,
  MAX_TREE_SIZE,
  rootAt,
  splitPoint,
  storedHashCount,
  storedHashIndex,
  Tree,
} from "../../lib/log/mod.ts";
import { BLAKE3, grow, naiveRoot, PUBLISHED_LEAVES, SHA256 } from "./model.ts";

const ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

function checkRoots(leaves: readonly string[], roots: readonly string[]): void {
  const tree = new Tree(SHA256);
  is(tree.root().toHex(), roots[0]);
  leaves.forEach((leaf, i) => {
    tree.append(SHA256.leaf(Uint8Array.fromHex(leaf)));
    is(tree.root().toHex(), roots[i + 1]);
  });
}

Deno.test("the roots over the leaves of Certificate Transparency's tests are the published ones", () => {
  checkRoots(PUBLISHED_LEAVES, ROOTS);
});

const VECTORS = new URL("../../../shared/vectors/rfc6962.json", import.meta.url);
let published: { leaf_inputs_hex: string[]; root_by_tree_size_hex: string[] } | null = null;
try {
  published = JSON.parse(Deno.readTextFileSync(VECTORS));
} catch {
  console.log("The file of RFC 6962's vectors is not here; its test is skipped");
}

Deno.test({
  name: "the roots are those of the file of RFC 6962's vectors",
  ignore: published === null,
  fn: () => checkRoots(published!.leaf_inputs_hex, published!.root_by_tree_size_hex), // else it is ignored
});

Deno.test("at every size, a tree that grew, one that was opened and the model have the same root", () => {
  for (const [hash, most] of [[SHA256, 200], [BLAKE3, 40]] as const) {
    const { leaves, read } = grow(hash, most);
    const growing = new Tree(hash);
    for (let size = 0; size <= most; size++) {
      const root = naiveRoot(hash, leaves.slice(0, size));
      same(growing.root(), root);
      same(new Tree(hash, size, read).root(), root);
      same(rootAt(hash, size, read), root);
      is(growing.size, size);
      if (size < most) growing.append(leaves[size]);
    }
  }
});

Deno.test("trees of thousands of leaves have the model's root", () => {
  const { leaves, read } = grow(SHA256, 5000);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), (size) => {
      same(rootAt(SHA256, size, read), naiveRoot(SHA256, leaves.slice(0, size)));
    }),
    { numRuns: 10 },
  );
});

Deno.test("a tree that was opened goes on as one that was never closed", () => {
  const { leaves, stored, read } = grow(SHA256, 130);
  for (let size = 0; size < 130; size++) {
    const tree = new Tree(SHA256, size, read);
    const more = leaves.slice(size).flatMap((leaf) => tree.append(leaf));
    same(more, stored.slice(storedHashCount(size)));
  }
});

Deno.test("appendInto() writes what append() answers, and says where it ends", () => {
  const { leaves, stored } = grow(SHA256, 100);
  const tree = new Tree(SHA256);
  const out = new Uint8Array(7 + stored.length * HASH_BYTES);
  let at = 7;
  for (const leaf of leaves) {
    const count = tree.nextCount;
    const end = tree.appendInto(leaf, out, at);
    is(end - at, count * HASH_BYTES);
    at = end;
  }
  is(at, out.length);
  same(out.subarray(7), Uint8Array.from(stored.flatMap((hash) => [...hash])));
});

Deno.test("the arrays given to a tree may be used again", () => {
  const { leaves, tree } = grow(SHA256, 21);
  const again = new Tree(SHA256);
  const [leafHash, out] = [new Uint8Array(HASH_BYTES), new Uint8Array(8 * HASH_BYTES)];
  for (const leaf of leaves) {
    leafHash.set(leaf);
    again.appendInto(leafHash, out, 0);
    leafHash.fill(0);
    out.fill(0);
  }
  same(again.root(), tree.root());
  again.root().fill(0);
  same(again.root(), tree.root());
});

Deno.test("a leaf that does not fit, or has no room, leaves the tree as it was", () => {
  const { leaves, tree } = grow(SHA256, 7);
  const root = tree.root();
  throws(() => tree.append(new Uint8Array(31)), { code: "bad-argument" });
  throws(() => tree.appendInto(leaves[0], new Uint8Array(4 * HASH_BYTES - 1), 0), { code: "out-of-bounds" });
  throws(() => tree.appendInto(leaves[0], new Uint8Array(4 * HASH_BYTES), 1), { code: "out-of-bounds" });
  same([tree.size, tree.root()], [7, root]);
});

Deno.test("hashes are stored in post-order: a leaf, then the nodes that it completes", () => {
  const order: string[] = [];
  for (let leaf = 0; leaf < 300; leaf++) {
    for (let level = 0; (leaf + 1) % 2 ** level === 0; level++) order.push(`${level}:${(leaf + 1) / 2 ** level - 1}`);
    is(storedHashCount(leaf + 1), order.length);
  }
  order.forEach((place, index) => {
    const [level, n] = place.split(":").map(Number);
    is(storedHashIndex(level, n), index);
  });
});

Deno.test("positions of stored hashes are exact up to the largest tree", () => {
  const size = fc.bigInt({ min: 1n, max: BigInt(MAX_TREE_SIZE) });
  fc.assert(fc.property(size, (n) => {
    let count = 0n;
    for (let rest = n; rest > 0n; rest /= 2n) count += rest;
    is(BigInt(storedHashCount(Number(n))), count);
    is(
      BigInt(storedHashIndex(0, Number(n - 1n))),
      2n * (n - 1n) - BigInt((n - 1n).toString(2).replaceAll("0", "").length),
    );
  }));
  is(storedHashCount(MAX_TREE_SIZE), 2 ** 53 - 1);
  is(storedHashIndex(52, 0), 2 ** 53 - 2);
  is(storedHashIndex(32, 1), 2 ** 34 - 3);
});

Deno.test("a range is cut at the largest power of two below its length", () => {
  same([2, 3, 4, 5, 8, 9, 2 ** 52, 2 ** 53 - 1].map(splitPoint), [1, 2, 2, 4, 4, 8, 2 ** 51, 2 ** 52]);
});

Deno.test("opening a tree reads at most one hash for each bit of its size", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: MAX_TREE_SIZE }), (size) => {
    const asked: number[] = [];
    const read = (index: number) => (asked.push(index), SHA256.hash(Uint8Array.of(index & 255)));
    const tree = new Tree(SHA256, size, read);
    is(asked.length, size.toString(2).replaceAll("0", "").length);
    ok(asked.every((index) => index < storedHashCount(size)));
    same(tree.root(), rootAt(SHA256, size, read));
  }));
});

Deno.test("a number that is no size is refused", () => {
  for (const size of [-1, 0.5, NaN, Infinity, MAX_TREE_SIZE + 1]) {
    throws(() => new Tree(SHA256, size, () => SHA256.hash(new Uint8Array(0))), { code: "bad-argument" });
    throws(() => rootAt(SHA256, size, () => SHA256.hash(new Uint8Array(0))), { code: "bad-argument" });
    throws(() => storedHashCount(size), { code: "bad-argument" });
  }
  throws(() => new Tree(SHA256, 1), { code: "bad-argument" });
  const full = new Tree(SHA256, MAX_TREE_SIZE, () => SHA256.hash(new Uint8Array(0)));
  throws(() => full.append(full.root()), { code: "bad-argument" });
});
