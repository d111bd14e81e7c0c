/**
 * Files of records in every format: what is written reads back. When one fails, suspect `lib/formats/record_files.ts` and what it hands to.
 */
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  equals,
  Instant,
  kw,
  mapOf,
  mkFloat,
  normBig,
  type PMap,
  printReadably,
  rowOf,
  vec,
} from "../../lib/data/mod.ts";
import { type ColumnTypes, type FileFormat, openRecords, openSink, type SinkOptions } from "../../lib/formats/mod.ts";

function fileOf(bytes: Uint8Array) {
  let at = 0;
  return {
    size: bytes.length,
    slice: (from: number, to: number) => bytes.slice(from, to) as Uint8Array<ArrayBuffer>,
    read(into: Uint8Array) {
      if (at === bytes.length) return Promise.resolve(null);
      const count = Math.min(into.length, bytes.length - at, 1000);
      into.set(bytes.subarray(at, at + count));
      at += count;
      return Promise.resolve(count);
    },
  };
}

async function written(format: FileFormat, records: readonly PMap[], options: SinkOptions = {}): Promise<Uint8Array> {
  const pieces: number[] = [];
  const sink = openSink(format, (bytes) => pieces.push(...bytes), options);
  for (const record of records) sink.add(record);
  await sink.end();
  return Uint8Array.from(pieces);
}

async function read(
  format: FileFormat,
  bytes: Uint8Array,
  options: { types?: ColumnTypes; wanted?: ReadonlySet<string> } = {},
): Promise<PMap[]> {
  const records: PMap[] = [];
  for await (const batch of openRecords(format, fileOf(bytes), options)) records.push(...batch);
  return records;
}

const COLUMNS = ["i", "f", "s", "b", "t"].map(kw);

const record = fc.tuple(
  fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(normBig)),
  fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map(mkFloat)),
  fc.option(fc.string({ unit: "grapheme" })),
  fc.option(fc.boolean()),
  fc.option(
    fc.integer({ min: -(10 ** 12), max: 4 * 10 ** 12 }).chain((ms) =>
      fc.integer({ min: 0, max: 999_999 }).map((nanos) => new Instant(ms, nanos))
    ),
  ),
).map((values) => rowOf(values.flatMap((value, i) => [COLUMNS[i], value])));

for (const format of ["arrow", "parquet", "edn"] as const) {
  Deno.test(`records read back as they were written: ${format}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 40 }), async (records) => {
        const back = await read(format, await written(format, records));
        strictEqual(printReadably(vec(back)), printReadably(vec(records)));
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("what has parts, and columns of several kinds, are JSON text in Arrow", async () => {
  const records = [mapOf(kw("x"), vec([1, "a"]), kw("y"), 1), mapOf(kw("x"), null, kw("y"), "one")];
  const back = await read("arrow", await written("arrow", records));
  strictEqual(printReadably(vec(back)), '[{:x "[1,\\"a\\"]" :y "1"} {:x nil :y "\\"one\\""}]');
});

Deno.test("lists, structures and dictionaries of other writers of Arrow", async () => {
  const { tableFromArrays, tableToIPC, columnFromArray, tableFromColumns, dictionary, utf8, decimal, dateDay, int8 } =
    await import("@uwdata/flechette");
  const plain = tableToIPC(tableFromArrays({ l: [[1, 2], null], s: [{ a: 1, b: "x" }, { a: 2, b: "y" }] }), {
    format: "file",
  });
  strictEqual(
    printReadably(vec(await read("arrow", plain as Uint8Array))),
    '[{:l [1 2] :s {:a 1 :b "x"}} {:l nil :s {:a 2 :b "y"}}]',
  );
  const typed = tableToIPC(
    tableFromColumns({
      d: columnFromArray(["u", "v", "u"], dictionary(utf8())),
      m: columnFromArray([1.5, null, -2.25], decimal(18, 2)),
      t: columnFromArray([new Date(0), new Date(86_400_000), null], dateDay()),
      n: columnFromArray([1, -2, 3], int8()),
    }),
    { format: "stream" },
  );
  strictEqual(
    printReadably(vec(await read("arrow", typed as Uint8Array))),
    '[{:d "u" :m 1.50M :t #inst "1970-01-01T00:00:00.000Z" :n 1} {:d "v" :m nil :t #inst "1970-01-02T00:00:00.000Z" :n -2} ' +
      '{:d "u" :m -2.25M :t nil :n 3}]',
  );
});

Deno.test("only wanted columns are read, and one at least says how many rows there are", async () => {
  const records = Array.from({ length: 5 }, (_, i) => mapOf(kw("a"), i, kw("b"), `b${i}`));
  for (const format of ["csv", "parquet", "arrow"] as const) {
    const bytes = await written(format, records);
    const wanted = await read(format, bytes, { wanted: new Set(["b"]) });
    deepStrictEqual(wanted.map((row) => row.get(kw("b"), null)), ["b0", "b1", "b2", "b3", "b4"]);
    strictEqual((await read(format, bytes, { wanted: new Set() })).length, 5);
  }
});

Deno.test("CSV with known columns is written as records come, otherwise when all are known", async () => {
  const records = [mapOf(kw("a"), 1), mapOf(kw("b"), 2)];
  strictEqual(new TextDecoder().decode(await written("csv", records)), "a,b\n1,\n,2\n");
  strictEqual(new TextDecoder().decode(await written("csv", [], { columns: [kw("a"), kw("b")] })), "a,b\n");
  await rejects(written("arrow", []), /has columns, but there is no record/);
  const empty = await read("arrow", await written("arrow", [], { columns: [kw("a")] }));
  strictEqual(empty.length, 0);
});

Deno.test("types hold in every format", async () => {
  const records = [mapOf(kw("n"), "5", kw("k"), 7)];
  const types = new Map([["n", "float"], ["k", "string"]] as const);
  for (const format of ["csv", "ndjson", "json", "edn", "parquet", "arrow"] as const) {
    const [back] = await read(format, await written(format, records), { types });
    strictEqual(equals(back, mapOf(kw("n"), mkFloat(5), kw("k"), "7")), true, `${format}: ${printReadably(back)}`);
  }
});
