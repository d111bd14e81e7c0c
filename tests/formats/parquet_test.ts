/** Parquet in and out: `await again(records)` are the records after they were written and read. */
import assert from "node:assert/strict";
import { parquetWriteBuffer } from "hyparquet-writer";
import { Instant, kw, mapOf, mkFloat, type PMap, printReadably, vecOf } from "../../lib/data/mod.ts";
import { Columns, readParquetRecords, writeParquet } from "../../lib/formats/mod.ts";

async function readAll(bytes: Uint8Array<ArrayBuffer>): Promise<PMap[]> {
  const file = { size: bytes.length, slice: (from: number, to: number) => bytes.slice(from, to) };
  const found: PMap[] = [];
  for await (const records of readParquetRecords(file)) found.push(...records);
  return found;
}

async function again(records: readonly PMap[]): Promise<PMap[]> {
  const columns = new Columns();
  for (const record of records) columns.add(record);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const writer = await writeParquet(columns.all, (bytes) => parts.push(bytes.slice()));
  for (const record of records) writer.record(record);
  writer.end();
  return await readAll(new Uint8Array(await new Blob(parts).arrayBuffer()));
}

const printed = (records: readonly PMap[]) => records.map((record) => printReadably(record));
const [a, b, c, d, e, f] = ["a", "b", "c", "d", "e", "f"].map(kw);

Deno.test("each kind of column reads back as it was", async () => {
  const records = [
    mapOf(a, 1, b, "é", c, mkFloat(1), d, true, e, new Instant(-1, 999_999), f, new Uint8Array([0, 255])),
    mapOf(a, 2n ** 62n, b, "", c, 0.5, d, false, e, new Instant(1767225600000), f, new Uint8Array(0)),
    mapOf(a, null, b, null, c, null, d, null, e, null, f, null),
  ];
  assert.deepEqual(printed(await again(records)), printed(records));
});

Deno.test("a column of several kinds, or of what has parts, is JSON", async () => {
  const records = [mapOf(a, 1, b, vecOf(1, mapOf(c, 2))), mapOf(a, "x", b, null)];
  assert.deepEqual(printed(await again(records)), printed(records));
});

Deno.test("a column that some records lack is nil there", async () => {
  assert.deepEqual(printed(await again([mapOf(a, 1), mapOf(b, 2)])), ["{:a 1 :b nil}", "{:a nil :b 2}"]);
});

Deno.test("many row groups", async () => {
  const records = Array.from({ length: 120_000 }, (_, i) => mapOf(a, i, b, `row ${i % 1000}`));
  const found = await again(records);
  assert.equal(found.length, records.length);
  for (const i of [0, 9_999, 10_000, 19_999, 20_000, 119_999]) {
    assert.equal(printReadably(found[i]), printReadably(records[i]));
  }
});

Deno.test("types of other writers: small ints, dates, floats, exact decimals", async () => {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: "small", data: [1, -2] },
      { name: "ratio", data: [1.5, 2] },
      { name: "day", data: [new Date("2026-01-02"), new Date("1969-12-31")] },
      { name: "price", data: [1.1, -20] },
    ],
    schema: [
      { name: "root", num_children: 4 },
      { name: "small", type: "INT32", repetition_type: "REQUIRED" },
      { name: "ratio", type: "FLOAT", repetition_type: "REQUIRED" },
      { name: "day", type: "INT32", converted_type: "DATE", repetition_type: "REQUIRED" },
      { name: "price", type: "INT64", converted_type: "DECIMAL", scale: 2, precision: 10, repetition_type: "REQUIRED" },
    ],
  });
  assert.deepEqual(printed(await readAll(new Uint8Array(bytes))), [
    '{:small 1 :ratio 1.5 :day #inst "2026-01-02T00:00:00.000Z" :price 1.10M}',
    '{:small -2 :ratio 2.0 :day #inst "1969-12-31T00:00:00.000Z" :price -20.00M}',
  ]);
});

Deno.test("what is no Parquet is a failure", async () => {
  await assert.rejects(readAll(new TextEncoder().encode("a,b\n1,2\n")), { code: "parquet-unreadable" });
});
