/** Checksums. `of("text")` is that of a text's bytes. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { crc32c } from "../../lib/log/crc32c.ts";

const of = (text: string) => crc32c(new TextEncoder().encode(text));
const bytes = (f: (i: number) => number, n = 32) => Uint8Array.from({ length: n }, (_, i) => f(i));

Deno.test("the checksums of RFC 3720, B.4", () => {
  assert.equal(crc32c(bytes(() => 0)), 0x8a9136aa);
  assert.equal(crc32c(bytes(() => 0xff)), 0x62a8ab43);
  assert.equal(crc32c(bytes((i) => i)), 0x46dd794e);
  assert.equal(crc32c(bytes((i) => 31 - i)), 0x113fdb5c);
  const command =
    "01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018 28000000 00000000 02000000 00000000";
  assert.equal(crc32c(Uint8Array.fromHex(command.replaceAll(" ", ""))), 0xd9963a56);
});

Deno.test("checksums of nothing, and of the digits", () => {
  assert.equal(of(""), 0);
  assert.equal(of("123456789"), 0xe3069283);
});

/** By the definition, bit by bit. */
function slow(input: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of input) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
  }
  return ~crc >>> 0;
}

Deno.test("a range has the checksum of its bytes, in one part or in two", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), fc.nat(300), (input, a, b, c) => {
    const [from, middle, to] = [a, b, c].map((n) => n % (input.length + 1)).sort((x, y) => x - y);
    const whole = crc32c(input, from, to);
    assert.equal(whole, slow(input.slice(from, to)));
    assert.equal(crc32c(input, middle, to, crc32c(input, from, middle)), whole);
  }));
});
