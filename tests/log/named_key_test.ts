/** Notation: `PUBLIC` and `PRIVATE` are the published example of Go's package `note`, both lines of one key. */
import { deepStrictEqual as same, doesNotMatch, ok, strictEqual as is, throws } from "node:assert/strict";
import { inspect } from "node:util";
import { createHash, verify } from "node:crypto";
import fc from "fast-check";
import {
  makeSigningKey,
  nameKey,
  parsePrivateKey,
  parsePublicKey,
  printPrivateKey,
  printPublicKey,
  PrivateKey,
  PublicKey,
} from "../../lib/log/mod.ts";

const PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

const hex = (text: string) => Uint8Array.fromHex(text);

Deno.test("a key and its lines are those of Go's package", () => {
  const key = parsePrivateKey(PRIVATE);
  same([key.name, key.id], ["PeterNeumann", 0xc74f20a3]);
  is(printPublicKey(key), PUBLIC);
  is(printPrivateKey(key), PRIVATE);
  is(printPublicKey(parsePublicKey(PUBLIC)), PUBLIC);
  ok(parsePublicKey(PUBLIC).publicKey.equals(key.publicKey));
});

Deno.test("keys of others are read: the one of Go's checksum database has the id that it is published with", () => {
  is(parsePublicKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").id, 0x033de0ae);
});

Deno.test("signatures are those of RFC 8032's first two tests", () => {
  const cases = [
    [
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
  ].map((row) => row.map(hex));
  for (const [seed, publicKey, message, signature] of cases) {
    const key = new PrivateKey(seed);
    same([key.publicKey.bytes(), key.sign(message), key.seed()], [publicKey, signature, seed]);
    ok(new PublicKey(publicKey).verify(message, signature));
  }
});

Deno.test("any part of a line, and any line with a changed character, is refused", () => {
  for (const [line, parse] of [[PUBLIC, parsePublicKey], [PRIVATE, parsePrivateKey]] as const) {
    for (let i = 0; i <= line.length; i++) {
      for (let j = i; j <= line.length; j++) {
        if (j - i < line.length) throws(() => parse(line.slice(i, j)), { code: "bad-key" });
      }
    }
    for (let i = 0; i < line.length; i++) {
      for (const by of [1, -1, 32]) {
        const changed = line.slice(0, i) + String.fromCharCode(line.charCodeAt(i) + by) + line.slice(i + 1);
        throws(() => parse(changed), { code: "bad-key" });
      }
    }
  }
});

Deno.test("a line of another length, of another type or of the other kind is refused, though its hash fits", () => {
  const long = Uint8Array.of(1, ...new Uint8Array(33));
  const hash = createHash("sha256").update("Peter\n").update(long).digest("hex").slice(0, 8);
  throws(() => parsePublicKey(`Peter+${hash}+${long.toBase64()}`), { message: /has 33 bytes, an Ed25519 key has 32/ });
  throws(() => parsePublicKey("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="), {
    message: /not base64/,
  });
  throws(() => parsePublicKey("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), {
    message: /type is not Ed25519/,
  });
  throws(() => parsePublicKey(PRIVATE), { message: /it is a private key/ });
  throws(() => parsePrivateKey(PUBLIC), { message: /begins with PRIVATE\+KEY\+/ });
  throws(() => parsePublicKey(PUBLIC.replace("c74f20a3", "C74F20A3")), { code: "bad-key" });
  throws(() => parsePublicKey(`${PUBLIC}\n`), { code: "bad-key" });
});

Deno.test("lines are read as they were written, of any seed and name", () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9./é€-]{1,30}$/);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), name, (seed, name) => {
      const key = makeSigningKey(name, seed);
      is(printPrivateKey(parsePrivateKey(printPrivateKey(key))), printPrivateKey(key));
      is(printPublicKey(parsePublicKey(printPublicKey(key))), printPublicKey(key));
      same(parsePrivateKey(printPrivateKey(key)).privateKey.seed(), seed);
    }),
    { numRuns: 50 },
  );
});

Deno.test("a name is something, without white space, `+` and control characters", () => {
  for (
    const name of ["", " ", "a b", "a+b", "a\n", "a\u00a0b", "\u0085", "\u2028", "\u3000", "\0", "\x1b[m", "\ud800"]
  ) {
    throws(() => makeSigningKey(name, new Uint8Array(32)), { code: "bad-key" });
  }
  ok(makeSigningKey("example.com/log—é\ufeff", new Uint8Array(32)));
});

Deno.test("bytes of another length are no key, and no signature", () => {
  for (const length of [0, 31, 33, 64]) {
    throws(() => new PrivateKey(new Uint8Array(length)), { code: "bad-key" });
    throws(() => new PublicKey(new Uint8Array(length)), { code: "bad-key" });
  }
  const key = new PrivateKey(new Uint8Array(32));
  const signature = key.sign(new Uint8Array(3));
  for (const length of [0, 63]) is(key.publicKey.verify(new Uint8Array(3), signature.subarray(0, length)), false);
  is(key.publicKey.verify(new Uint8Array(3), Uint8Array.of(...signature, 0)), false);
});

Deno.test("a point that is not on the curve is no public key", () => {
  throws(() => new PublicKey(new Uint8Array(32).fill(2)), { message: /no point of the curve/ });
});

Deno.test("keys for which anybody can sign are refused", () => {
  const ys = ["00", "01", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"].map((y) =>
    hex(y.padEnd(64, "0"))
  );
  ys.push(hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));
  ys.push(...["ec", "ed", "ee"].map((byte) => hex(`${byte}${"ff".repeat(30)}7f`)));
  for (const y of ys) {
    for (const sign of [0, 0x80]) {
      throws(() => new PublicKey(y.with(31, y[31] | sign)), { message: /anybody can sign/ });
    }
  }
  // What is kept out: with the neutral point as key, a signature of no one holds for everything
  const spki = Uint8Array.of(...hex("302a300506032b6570032100"), ...ys[1]);
  const key = { key: spki as Buffer, format: "der", type: "spki" } as const; // any bytes will do
  ok(verify(null, Uint8Array.of(1, 2, 3), key, Uint8Array.of(...ys[1], ...new Uint8Array(32))));
});

Deno.test("a signature has one form: adding the group's order to its number makes it invalid", () => {
  const key = new PrivateKey(new Uint8Array(32).fill(5));
  const signature = key.sign(Uint8Array.of(1));
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = BigInt(`0x${signature.slice(32).reverse().toHex()}`) + order;
  const changed = signature.map((byte, i) => {
    if (i < 32) return byte;
    const low = Number(s & 255n);
    s >>= 8n;
    return low;
  });
  is(key.publicKey.verify(Uint8Array.of(1), changed), false);
});

Deno.test("a key keeps its own copy of bytes, and does not show its seed", () => {
  const seed = new Uint8Array(32).fill(0xab);
  const key = makeSigningKey("a", seed);
  const line = printPrivateKey(key);
  seed.fill(0);
  key.privateKey.seed().fill(0);
  key.publicKey.bytes().fill(0);
  is(printPrivateKey(key), line);
  const shown = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key) + Deno.inspect(key, { depth: 9 });
  doesNotMatch(shown, /171|ab, ab|abab/);
  try {
    parsePrivateKey(line.replace("+a+", "+b+"));
  } catch (error) {
    doesNotMatch(String(error), /q6ur/); // the base64 of the seed
  }
});

Deno.test("an id belongs to name and key: one key has another id under another name", () => {
  const { publicKey } = parsePublicKey(PUBLIC);
  ok(nameKey("PeterNeumann", publicKey).id !== nameKey("Peter", publicKey).id);
});
