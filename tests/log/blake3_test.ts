/**
 * BLAKE3. `input(n)` is the input of the official vectors: n bytes, 0 to 250 and again. All vectors are read from the folder of shared
 * ones, where there is one; a few stand here.
 */
import assert from "node:assert/strict";
import { blake3 as reference } from "@noble/hashes/blake3.js";
import fc from "fast-check";
import { blake3, blake3Into, blake3PairInto, blake3Prefixed } from "../../lib/log/blake3.ts";

const input = (n: number) => Uint8Array.from({ length: n }, (_, i) => i % 251);

Deno.test("a few of the official vectors", () => {
  const cases: [number, string][] = [
    [0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"],
    [1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"],
    [1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11"],
    [1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"],
    [1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"],
  ];
  for (const [n, hash] of cases) assert.equal(blake3(input(n)).toHex(), hash);
});

interface Vectors {
  readonly key: string;
  readonly context_string: string;
  readonly cases: readonly { input_len: number; hash: string; keyed_hash: string; derive_key: string }[];
}

const VECTORS = new URL("../../../shared/vectors/blake3.json", import.meta.url);

async function readVectors(): Promise<Vectors | null> {
  try {
    return JSON.parse(await Deno.readTextFile(VECTORS));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log("left out: there is no folder of shared vectors");
    return null;
  }
}

Deno.test("all official vectors: ours as a hash, the library as a hash, with a key, deriving keys, and with longer output", async () => {
  const vectors = await readVectors();
  if (vectors === null) return;
  const utf8 = new TextEncoder();
  const [key, context] = [utf8.encode(vectors.key), utf8.encode(vectors.context_string)];
  assert.equal(vectors.cases.length, 35);
  for (const { input_len, hash, keyed_hash, derive_key } of vectors.cases) {
    const bytes = input(input_len);
    const dkLen = hash.length / 2;
    assert.equal(blake3(bytes).toHex(), hash.slice(0, 64));
    assert.equal(reference(bytes, { dkLen }).toHex(), hash);
    assert.equal(reference(bytes, { key, dkLen }).toHex(), keyed_hash);
    assert.equal(reference(bytes, { context, dkLen }).toHex(), derive_key);
  }
});

Deno.test("the hash of any bytes is that of the library, wherever it is written", () => {
  const some = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 20_000 }).map(input));
  fc.assert(fc.property(some, fc.nat(), fc.nat(), (bytes, a, b) => {
    const [from, to] = [a, b].map((n) => n % (bytes.length + 1)).sort((x, y) => x - y);
    const expected = reference(bytes.slice(from, to)).toHex();
    assert.equal(blake3(bytes, from, to).toHex(), expected);
    const out = new Uint8Array(40).fill(7);
    assert.equal(blake3Into(out, 5, bytes, from, to), out);
    assert.equal(out.toHex(), "0707070707" + expected + "070707");
    assert.equal(blake3Prefixed(3, bytes).toHex(), reference(Uint8Array.of(3, ...bytes)).toHex());
  }));
});

Deno.test("lengths around blocks and chunks", () => {
  const edges = [
    0,
    1,
    63,
    64,
    65,
    127,
    128,
    129,
    960,
    1022,
    1023,
    1024,
    1025,
    2047,
    2048,
    2049,
    3072,
    4096,
    4097,
    7168,
    8192,
    8193,
  ];
  for (const n of edges) {
    assert.equal(blake3(input(n)).toHex(), reference(input(n)).toHex(), String(n));
    assert.equal(blake3Prefixed(1, input(n)).toHex(), reference(Uint8Array.of(1, ...input(n))).toHex(), String(n));
  }
});

Deno.test("a pair is hashed behind its prefix, and what was hashed before leaves no trace", () => {
  blake3(new Uint8Array(1024).fill(255));
  const [left, right] = [input(32), input(64).slice(32)];
  assert.equal(
    blake3PairInto(new Uint8Array(32), 0, 1, left, 0, right, 0).toHex(),
    reference(Uint8Array.of(1, ...left, ...right)).toHex(),
  );
});
