/** Rows that wait for all others come back as they were. When red, suspect `lib/formats/row_spool.ts`. */
import { deepStrictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { Flt, Instant, kw, type PMap, printReadably, rowOf, vec } from "../../lib/data/mod.ts";
import { RowSpool, type Scratch } from "../../lib/formats/mod.ts";

/** A scratch file in memory that says when it was closed. */
class MemoryScratch implements Scratch {
  bytes = new Uint8Array(0);
  closed = false;
  append(bytes: Uint8Array): void {
    const longer = new Uint8Array(this.bytes.length + bytes.length);
    longer.set(this.bytes);
    longer.set(bytes, this.bytes.length);
    this.bytes = longer;
  }
  read(at: number, into: Uint8Array): void {
    into.set(this.bytes.subarray(at, at + into.length));
  }
  close(): void {
    this.closed = true;
  }
}

const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt().filter((n) => n > 2n ** 53n),
  fc.double().filter((n) => !Number.isInteger(n) && Number.isFinite(n)),
  fc.integer().map((n) => new Flt(n)),
  fc.constantFrom(null, true, false, new Flt(-0), new Flt(NaN), new Flt(Infinity), kw("k"), kw("a/b")),
  fc.date({ noInvalidDate: true }).map((date) => new Instant(date.getTime(), 7)),
  fc.uint8Array({ maxLength: 9 }),
  fc.array(fc.integer(), { maxLength: 3 }).map((items) => vec(items)),
);
const row = fc.dictionary(fc.constantFrom("a", "b", "c", "d e"), value).map((columns) =>
  rowOf(Object.entries(columns).flatMap(([name, each]) => [name === "d e" ? name : kw(name), each]))
);
const shown = (rows: Iterable<PMap>) => [...rows].map((each) => printReadably(each));

Deno.test("any rows come back as they were, as often as they are asked for", () => {
  fc.assert(fc.property(fc.array(row, { maxLength: 20 }), fc.nat(5), (rows, inMemory) => {
    const file = new MemoryScratch();
    const spool = new RowSpool(() => file, inMemory);
    for (const each of rows) spool.add(each);
    for (let time = 0; time < 2; time++) is(shown([...spool.batches()].flat()), shown(rows));
    spool.close();
    is(file.closed, rows.length > inMemory);
  }));
});

Deno.test("a row that is larger than a chunk comes back", () => {
  const spool = new RowSpool(() => new MemoryScratch(), 0);
  const long = "ü".repeat(300_000);
  for (let i = 0; i < 4; i++) spool.add(rowOf([kw("text"), long, kw("n"), i]));
  is([...spool.batches()].flat().map((each) => [each.get(kw("n"), null), each.get(kw("text"), null) === long]), [
    [0, true],
    [1, true],
    [2, true],
    [3, true],
  ]);
});
