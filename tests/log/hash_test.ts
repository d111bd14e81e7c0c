/** The hash functions of logs. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { blake3 } from "@noble/hashes/blake3.js";
import fc from "fast-check";
import { ByteBuffer, newBytes } from "../../lib/log/byte_buffer.ts";
import { findHashFunction } from "../../lib/log/hash.ts";
import type { HashFunction } from "../../lib/log/hash_function.ts";

function get(name: string): HashFunction {
  const found = findHashFunction(name);
  assert(found !== undefined);
  return found;
}

const references: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  blake3: (bytes) => blake3(bytes),
  sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
};

Deno.test("leaves begin with 0, nodes with 1, and results stay what they were", () => {
  const hash32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
  for (const [name, reference] of Object.entries(references)) {
    const hash = get(name);
    assert.equal(hash.name, name);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), hash32, hash32, (bytes, left, right) => {
      const results = [hash.hash(bytes), hash.leaf(bytes), hash.node(left, right)];
      assert.deepEqual(results.map((result) => result.toHex()), [
        reference(bytes).toHex(),
        reference(Uint8Array.of(0, ...bytes)).toHex(),
        reference(Uint8Array.of(1, ...left, ...right)).toHex(),
      ]);
    }));
  }
});

Deno.test("the hash of an empty tree with SHA-256 is that of RFC 9162", () => {
  const empty = get("sha256").hash(new Uint8Array(0));
  assert.equal(empty.toHex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

Deno.test("other names have no hash function", () => {
  for (const name of ["", "md5", "toString", "__proto__"]) assert.equal(findHashFunction(name), undefined);
});

Deno.test("new bytes are zero and belong to nobody else", () => {
  const all = Array.from({ length: 1000 }, (_, i) => newBytes(i % 300));
  all.forEach((bytes, i) => bytes.fill(i));
  all.forEach((bytes, i) => assert(bytes.length === i % 300 && bytes.every((byte) => byte === (i & 255))));
  assert(newBytes(100).every((byte) => byte === 0));
});

Deno.test("a buffer keeps what it holds when it grows", () => {
  const buffer = new ByteBuffer(1);
  for (let i = 0; i < 10_000; i++) {
    buffer.reserve(1);
    buffer.bytes[buffer.length++] = i;
  }
  assert(buffer.copy().every((byte, i) => byte === (i & 255)));
  assert.deepEqual([...buffer.copy(3, 6)], [3, 4, 5]);
});
