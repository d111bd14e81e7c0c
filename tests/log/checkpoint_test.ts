/** Notation: `log` is a key that signs for the log `example.com/log`, `witness` one of somebody else. */
import { deepStrictEqual as same, match, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  type Checkpoint,
  makeSigningKey,
  NOTE_ERRORS,
  openCheckpoint,
  parseCheckpoint,
  parsePublicKey,
  printCheckpoint,
  signCheckpoint,
  signNote,
} from "../../lib/log/mod.ts";

const log = makeSigningKey("example.com/log", new Uint8Array(32).fill(1));
const witness = makeSigningKey("witness.example", new Uint8Array(32).fill(2));
const ROOT = new Uint8Array(32).fill(7);
const BASE64 = ROOT.toBase64();
const checkpoint: Checkpoint = { origin: "example.com/log", size: 42, root: ROOT, extensions: [] };

Deno.test("a checkpoint is three lines, and signed as a note", () => {
  const text = `example.com/log\n42\n${BASE64}\n`;
  is(printCheckpoint(checkpoint), text);
  same(parseCheckpoint(text), checkpoint);
  const note = signCheckpoint(checkpoint, [log]);
  match(note, /^example\.com\/log\n42\n[^\n]+\n\n— example\.com\/log [A-Za-z0-9+/=]+\n$/);
  same(openCheckpoint(note, { log }), { ...checkpoint, signers: [log], unknown: [] });
});

Deno.test("the specification's example is read and written again the same", () => {
  const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  is(printCheckpoint(parseCheckpoint(text)), text);
  is(parseCheckpoint(text).size, 20852163);
});

Deno.test("a checkpoint of Go's checksum database verifies, with the signatures of its witnesses unknown", () => {
  const key = parsePublicKey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
  const origin = "go.sum database tree";
  const note = `go.sum database tree
15081221
BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=

— sum.golang.org Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo=
— test.example.com qTGhC3917mAr6hGh+T55tNjxaej/D/GQivJZRIj7XGdAcQOTqfMWIPgp/v/904LEduN/h2sSRtHUJXUL4b9Gm7Bz4Qc=
`;
  const opened = openCheckpoint(note, { log: key, origin });
  same([opened.size, opened.signers, opened.unknown.length], [15081221, [key], 1]);
  throws(() => openCheckpoint(note, { log: key }), { code: "wrong-origin" });
  throws(() => openCheckpoint(note.replace("15081221", "15081222"), { log: key, origin }), { code: "bad-signature" });
});

Deno.test("the log's key must have signed; what others are asked to have signed must verify", () => {
  const note = signCheckpoint(checkpoint, [log, witness]);
  same(openCheckpoint(note, { log, others: [witness] }).signers, [log, witness]);
  same(openCheckpoint(note, { log }).signers, [log]);
  const alone = signCheckpoint(checkpoint, [witness]);
  throws(() => openCheckpoint(alone, { log, others: [witness] }), { code: "not-signed" });
  const [signature] = note.split("\n").slice(-2);
  const wrong = note.replace(signature, signature.replace(/.{6}$/, "AAAAA="));
  throws(() => openCheckpoint(wrong, { log, others: [witness] }), { code: "bad-signature" });
  same(openCheckpoint(wrong, { log }).signers, [log]);
});

Deno.test("a checkpoint of another log is refused, though the same key signed it", () => {
  const note = signCheckpoint({ ...checkpoint, origin: "example.com/other" }, [log]);
  throws(() => openCheckpoint(note, { log }), { code: "wrong-origin" });
  is(openCheckpoint(note, { log, origin: "example.com/other" }).size, 42);
});

Deno.test("a malformed checkpoint is refused, with the line", () => {
  const cases: [text: string, line: number, reason: RegExp][] = [
    ["", 1, /are needed/],
    ["\n", 1, /is empty/],
    [`a\n42\n${BASE64}`, 3, /does not end with a newline/],
    ["a\n42\n", 3, /are needed/],
    ["a\n", 2, /are needed/],
    [`\n42\n${BASE64}\n`, 1, /is empty/],
    [`a\n42\n${BASE64}\n\n`, 4, /is empty/],
    [`a\n42\n${BASE64}\nx\n\ny\n`, 5, /is empty/],
    ...["042", "+42", "-1", "-0", "00", "4 2", " 42", "42 ", "4.0", "1e3", "0x2a", "٤٢", "Infinity"]
      .map((size): [string, number, RegExp] => [`a\n${size}\n${BASE64}\n`, 2, /without leading zeros/]),
    [`a\n9007199254740992\n${BASE64}\n`, 2, /above 2\^53/],
    [`a\n99999999999999999999999999\n${BASE64}\n`, 2, /above 2\^53/],
    [`a\n42\n${BASE64.slice(0, -1)}\n`, 3, /base64 of 32 bytes/],
    [`a\n42\n${BASE64.replace("c=", "d=")}\n`, 3, /base64 of 32 bytes/],
    [`a\n42\n${BASE64} \n`, 3, /base64 of 32 bytes/],
    [`a\n42\n${new Uint8Array(31).toBase64()}\n`, 3, /base64 of 32 bytes/],
    [`a\n42\n${new Uint8Array(33).toBase64()}\n`, 3, /base64 of 32 bytes/],
  ];
  for (const [text, line, reason] of cases) {
    throws(() => parseCheckpoint(text), (error: { code: string; message: string }) => {
      is(error.code, "bad-checkpoint");
      match(error.message, reason);
      ok(error.message.startsWith(`The checkpoint is malformed at line ${line}:`), error.message);
      return true;
    });
  }
  throws(() => openCheckpoint(signNote("example.com/log\nfine weather\n", [log]), { log }), { code: "bad-checkpoint" });
});

Deno.test("sizes up to 2^53 - 1 are exact", () => {
  for (const size of [0, 1, 2 ** 53 - 1]) is(parseCheckpoint(printCheckpoint({ ...checkpoint, size })).size, size);
});

Deno.test("what could not be read again is not signed", () => {
  const wrong: Partial<Checkpoint>[] = [
    { origin: "" },
    { origin: "a\nb" },
    { size: -1 },
    { size: 1.5 },
    { size: NaN },
    { size: 2 ** 53 },
    { size: 1e21 },
    { root: ROOT.subarray(1) },
    { extensions: [""] },
    { extensions: ["a\nb"] },
  ];
  for (const change of wrong) {
    throws(() => signCheckpoint({ ...checkpoint, ...change }, [log]), { code: "bad-checkpoint" });
  }
  throws(() => signCheckpoint({ ...checkpoint, origin: "a\tb" }, [log]), { code: "bad-note" });
  throws(() => signCheckpoint(checkpoint, []), { code: "bad-note" });
});

Deno.test("what is signed is opened again the same, whatever it says", () => {
  const line = fc.string({ unit: "binary", minLength: 1, maxLength: 30 })
    // deno-lint-ignore no-control-regex -- they are what notes may not have
    .map((text) => `x${text.replace(/[\x00-\x1f]/g, "")}`);
  const any = fc.record({
    origin: line,
    size: fc.maxSafeNat(),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes)),
    extensions: fc.array(line, { maxLength: 4 }),
  });
  fc.assert(fc.property(any, (each) => {
    const { origin, size, root, extensions } = openCheckpoint(signCheckpoint(each, [log]), {
      log,
      origin: each.origin,
    });
    same({ origin, size, root, extensions }, { ...each });
  }));
});

Deno.test("a signed checkpoint with any one byte changed is refused, or nothing that is signed has changed", () => {
  const bytes = new TextEncoder().encode(signCheckpoint({ ...checkpoint, extensions: ["é 1"] }, [log, witness]));
  const expected = openCheckpoint(bytes, { log });
  const ofWitness = bytes.lastIndexOf(0xe2); // the first byte of the last dash
  let harmless = 0;
  for (let at = 0; at < bytes.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      if (byte === bytes[at]) continue;
      try {
        const { unknown: _, ...opened } = openCheckpoint(bytes.with(at, byte), { log });
        const { unknown: __, ...signed } = expected;
        same(opened, signed);
        ok(at > ofWitness, `byte ${at}`);
        harmless++; // in the line of the witness, whose key is not known here
      } catch (error) {
        ok((error as { code: string }).code in NOTE_ERRORS, String(error));
      }
    }
  }
  ok(harmless > 0);
});
