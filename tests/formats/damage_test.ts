/**
 * Damaged files: whatever the bytes are, reading them gives records, or one failure with a code, never an exception of the host.
 * When red, suspect the reader of the format that is named.
 */
import { ok } from "node:assert/strict";
import fc from "fast-check";
import { BatutaError, Flt, Instant, kw, mapOf, type PMap, rowOf, vec } from "../../lib/data/mod.ts";
import { type FileFormat, openRecords, openSink } from "../../lib/formats/mod.ts";

const ROWS: readonly PMap[] = Array.from({ length: 40 }, (_, i) =>
  rowOf([
    ...[kw("id"), i, kw("name"), i % 7 === 0 ? null : `n"ö,${i}`, kw("half"), new Flt(i / 2)],
    ...[kw("at"), new Instant(1_700_000_000_000 + i), kw("yes"), i % 2 === 0, kw("raw"), Uint8Array.of(i, 255)],
    ...[kw("parts"), i % 3 === 0 ? vec([i, "x"]) : mapOf(kw("a"), i)],
  ]));

async function written(format: FileFormat): Promise<Uint8Array> {
  const pieces: number[] = [];
  const sink = openSink(format, (bytes) => pieces.push(...bytes));
  // Bytes have no form in JSON.
  for (const row of ROWS) sink.add(format === "json" || format === "ndjson" ? row.dissoc(kw("raw")) : row);
  await sink.end();
  return Uint8Array.from(pieces);
}

function fileOf(bytes: Uint8Array) {
  let at = 0;
  return {
    size: bytes.length,
    read(into: Uint8Array): Promise<number | null> {
      const count = Math.min(into.length, bytes.length - at);
      into.set(bytes.subarray(at, at += count));
      return Promise.resolve(count === 0 ? null : count);
    },
    slice: (from: number, to: number) => bytes.slice(from, to) as Uint8Array<ArrayBuffer>,
  };
}

/** Reads everything; answers the failure, or how many records there were. */
async function outcome(format: FileFormat, bytes: Uint8Array): Promise<unknown> {
  let count = 0;
  try {
    for await (const records of openRecords(format, fileOf(bytes))) count += records.length;
    return count;
  } catch (error) {
    return error;
  }
}

type Damage = readonly [kind: "set" | "cut" | "drop" | "repeat", where: number, byte: number];
const damages = fc.array(
  fc.tuple(
    fc.constantFrom("set", "set", "set", "cut", "drop", "repeat"),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(255),
  ),
  { minLength: 1, maxLength: 4 },
) as fc.Arbitrary<Damage[]>;

function damaged(bytes: Uint8Array, all: readonly Damage[]): Uint8Array {
  let result = [...bytes];
  for (const [kind, where, byte] of all) {
    const at = Math.floor(where * result.length);
    if (kind === "set") result[at] = byte;
    else if (kind === "cut") result = result.slice(0, at);
    else if (kind === "drop") result.splice(at, 1 + byte % 9);
    else result.splice(at, 0, ...result.slice(at, at + 1 + byte % 9));
  }
  return Uint8Array.from(result, (each) => each ?? 0);
}

for (const format of ["csv", "json", "ndjson", "edn", "parquet", "arrow"] as const) {
  Deno.test(`damaged ${format} is a failure with a code, or records`, async () => {
    const bytes = await written(format);
    await fc.assert(
      fc.asyncProperty(damages, async (all) => {
        const found = await outcome(format, damaged(bytes, all));
        ok(typeof found === "number" || found instanceof BatutaError, String(found));
      }),
      { numRuns: 200, seed: 6 },
    );
  });
}

for (const format of ["csv", "json", "ndjson", "edn", "parquet", "arrow"] as const) {
  Deno.test(`bytes that are no ${format} are a failure with a code, or records`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const found = await outcome(format, bytes);
        ok(typeof found === "number" || found instanceof BatutaError, String(found));
      }),
      { seed: 6 },
    );
  });
}

// What a library decodes is looked at before: it would believe what it reads, and run for ever, or out of memory.
for (const format of ["parquet", "arrow"] as const) {
  Deno.test(`a ${format} file that is cut off is a failure with a code`, async () => {
    const bytes = await written(format);
    for (let length = 0; length < bytes.length; length += 7) {
      const found = await outcome(format, bytes.slice(0, length));
      ok(found instanceof BatutaError, `${length} bytes: ${found}`);
    }
  });

  Deno.test(`${format} with one byte that is another is a failure with a code, or records`, async () => {
    const bytes = await written(format);
    for (let at = 0; at < bytes.length; at += 3) {
      const wrong = bytes.slice();
      wrong[at] ^= [0xff, 0x80, 0x01, 0x7f][at % 4];
      const found = await outcome(format, wrong);
      ok(typeof found === "number" || found instanceof BatutaError, `byte ${at}: ${found}`);
    }
  });
}

Deno.test("a page of Parquet that says it has other sizes than it can have is a failure", async () => {
  const bytes = await written("parquet");
  // The header of the first page: its fields are integers of seven bits a byte.
  for (const [at, byte] of [[7, 0xff], [9, 0xff], [12, 0xfe]] as const) {
    const wrong = bytes.slice();
    wrong[at] = byte;
    const found = await outcome("parquet", wrong);
    ok(found instanceof BatutaError || found === ROWS.length, String(found));
  }
});
