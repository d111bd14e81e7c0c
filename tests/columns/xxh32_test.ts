import { strictEqual } from "node:assert/strict";
import { xxh32 } from "../../lib/columns/mod.ts";

/** The buffer of the published sanity checks. */
function sanityBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let seed = 2654435761n;
  for (let i = 0; i < length; i++) {
    bytes[i] = Number(seed >> 56n);
    seed = BigInt.asUintN(64, seed * 11400714785074694797n);
  }
  return bytes;
}

Deno.test("the checksums are the published ones", () => {
  const text = (s: string) => new TextEncoder().encode(s);
  strictEqual(xxh32(text("")), 0x02cc5d05);
  strictEqual(xxh32(text("a")), 0x550d7456);
  strictEqual(xxh32(text("abc")), 0x32d153ff);
  strictEqual(xxh32(text("Nobody inspects the spammish repetition")), 0xe2293b2f);
  for (
    const [length, seed, sum] of [
      [0, 0x9e3779b1, 0x36b78ae7],
      [1, 0, 0xcf65b03e],
      [1, 0x9e3779b1, 0xb4545aa4],
      [14, 0, 0x1208e7e2],
      [14, 0x9e3779b1, 0x6af1d1fe],
      [222, 0, 0x5bd11dbd],
      [222, 0x9e3779b1, 0x58803c5f],
    ]
  ) strictEqual(xxh32(sanityBytes(length), 0, length, seed), sum, `${length} bytes`);
});

Deno.test("a range of bytes has the checksum of these bytes", () => {
  const bytes = sanityBytes(200);
  for (let from = 0; from < 40; from += 4) {
    for (let to = from; to < 200; to += 13) {
      strictEqual(xxh32(bytes, from, to), xxh32(bytes.slice(from, to)));
    }
  }
});
