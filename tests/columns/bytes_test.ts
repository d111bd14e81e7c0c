import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  type Codec,
  ColumnFile,
  encodePart,
  NoColumn,
  type Part,
  PartBuilder,
  type ReadAt,
  unpack,
  valueIn,
} from "../../lib/columns/mod.ts";
import { kw, mapOf, mkFloat, type PMap, vec } from "../../lib/data/mod.ts";
import { ByteBuffer, decode, encode } from "../../lib/log/mod.ts";
import { type Vec } from "../../lib/data/mod.ts";
import { records, same } from "./values.ts";

const codec: Codec = {
  encode(values) {
    const buffer = new ByteBuffer();
    encode(vec([...values]), buffer);
    return buffer.copy();
  },
  decode: (bytes) => [...(decode(bytes) as Vec)],
};

const whose = { logId: new Uint8Array(16).fill(7), hash: new Uint8Array(32).fill(9), count: 5, parts: 1 };

function reading(bytes: Uint8Array): ReadAt {
  return (into, position) => {
    const there = bytes.subarray(position, position + into.length);
    into.set(there);
    return there.length;
  };
}

function built(rows: readonly PMap[]): PartBuilder {
  const builder = new PartBuilder(100);
  for (const [i, row] of rows.entries()) builder.add(row, 1000 + i * i);
  return builder;
}

function checkPart(part: Part, rows: readonly PMap[]): void {
  strictEqual(part.size, rows.length);
  for (const name of ["a", "b", "c", "d"].map(kw)) {
    const column = part.column(name);
    strictEqual(column !== null, rows.some((row) => row.get(name, null) !== null));
    const isNil = column === null && rows.some((row) => row.get(name, "missing") === null);
    strictEqual(part.nilNames.includes(name), isNil, `${name.text} is only nil`);
    for (const [i, row] of rows.entries()) {
      const expected = row.get(name, null);
      ok(same(column === null ? null : valueIn(column, i), expected), `row ${i} of ${name.text}`);
    }
  }
}

Deno.test("columns give back the values of records", () => {
  fc.assert(fc.property(records, (rows) => {
    checkPart(built(rows).snapshot(), rows);
    checkPart(built(rows).finish(), rows);
  }));
});

Deno.test("a part that was given out stays as it is while the builder goes on", () => {
  fc.assert(fc.property(records, fc.nat(), (rows, cut) => {
    const builder = new PartBuilder(0);
    const before = rows.slice(0, rows.length === 0 ? 0 : cut % rows.length);
    for (const row of before) builder.add(row, 5);
    const part = builder.snapshot();
    for (const row of rows.slice(before.length)) builder.add(row, 5);
    checkPart(part, before);
  }));
});

Deno.test("a part comes back from its bytes", () => {
  fc.assert(fc.property(records, (rows) => {
    const bytes = encodePart(built(rows).finish(), whose, codec);
    const read = reading(bytes);
    const file = new ColumnFile(read, codec);
    strictEqual(file.first, 100);
    strictEqual(file.count, 5);
    deepStrictEqual([...file.loadTimes(read)], rows.map((_, i) => 1000 + i * i));
    const part = {
      first: 100,
      size: file.size,
      offsets: null,
      times: new Float64Array(0),
      live: null,
      hasValidTime: false,
      names: file.names,
      nilNames: file.nilNames,
      column: (name: ReturnType<typeof kw>) => {
        const packed = file.load(name, read);
        return packed === null ? null : unpack(packed, file.size);
      },
    };
    checkPart(part, rows);
  }));
});

Deno.test("what is not live, gathered, and deleted comes back from bytes", () => {
  const builder = new PartBuilder(3, { gathered: true });
  builder.add(mapOf(kw("a"), 1), 10, true, 77);
  builder.addDeleted("x", 11, 5);
  builder.add(null, 9, false, 6);
  builder.noteValidTime();
  const read = reading(encodePart(builder.finish(), whose, codec));
  const file = new ColumnFile(read, codec);
  deepStrictEqual([...file.loadOffsets(read)!], [77, 5, 6]);
  deepStrictEqual([...file.loadLive(read)!], [1, 0, 0]);
  deepStrictEqual([...file.loadTimes(read)], [10, 11, 9]);
  ok(file.hasValidTime && file.isGathered);
  const deleted = unpack(file.loadDeleted(read)!, 3);
  deepStrictEqual([0, 1, 2].map((row) => valueIn(deleted, row)), [null, "x", null]);
});

Deno.test("Ints take no more room than they need", () => {
  const widths = [[5, 5], [0, 100], [1000, 1200], [0, 40000], [-5, 2 ** 31], [0, 2 ** 50]].map(([min, max]) => {
    const builder = new PartBuilder(0);
    for (let i = 0; i < 1000; i++) builder.add(mapOf(kw("a"), i % 2 === 0 ? min : max), 5);
    return Math.floor(encodePart(builder.finish(), whose, codec).length / 1000);
  });
  deepStrictEqual(widths, [0, 1, 1, 2, 4, 8]);
});

Deno.test("Floats that are whole numbers of hundredths take the room of these", () => {
  const sizes = [[0.5, 12], [0.25, 99.75], [12.34, -1.01], [0.1, 99999.9999], [1 / 3, 2], [-0, 1]].map(([a, b]) => {
    const builder = new PartBuilder(0);
    for (let i = 0; i < 1000; i++) builder.add(mapOf(kw("a"), mkFloat(i % 2 === 0 ? a : b)), 5);
    const read = reading(encodePart(builder.finish(), whose, codec));
    const column = unpack(new ColumnFile(read, codec).load(kw("a"), read)!, 1000); // there is one
    ok(same(valueIn(column, 0), mkFloat(a)) && same(valueIn(column, 1), mkFloat(b)));
    return column.kind === "float" ? column.data.BYTES_PER_ELEMENT : null;
  });
  deepStrictEqual(sizes, [1, 2, 2, 4, 8, 8]);
});

Deno.test("columns that few rows have take memory in proportion to their values", () => {
  const builder = new PartBuilder(0);
  for (let i = 0; i < 5000; i++) builder.add(mapOf(kw(`k${i}`), i), 5);
  const part = builder.finish();
  ok(encodePart(part, whose, codec).length < 5000 * 150);
  strictEqual(valueIn(part.column(kw("k4000"))!, 4000), 4000);
});

Deno.test("a flipped bit anywhere is found", () => {
  const rows = Array.from(
    { length: 20 },
    (_, i) =>
      mapOf(
        kw("a"),
        i * 1000,
        kw("b"),
        `w${i % 3}`,
        kw("c"),
        i % 4 === 0 ? null : i / 10,
        kw("d"),
        i % 5 === 0 ? vec([i]) : true,
      ),
  );
  const bytes = encodePart(built(rows).finish(), whose, codec);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] ^= 1 << (at % 8);
    const read = reading(damaged);
    throws(
      () => {
        const file = new ColumnFile(read, codec);
        for (const name of file.names) file.load(name, read);
        file.loadTimes(read);
        file.loadLive(read);
        file.loadOffsets(read);
        file.loadDeleted(read);
        file.loadShapes(read);
      },
      NoColumn,
      `byte ${at}`,
    );
  }
});

Deno.test("a cut file is found", () => {
  const bytes = encodePart(built([mapOf(kw("a"), "text", kw("b"), 1.5)]).finish(), whose, codec);
  for (let length = 0; length < bytes.length; length++) {
    const read = reading(bytes.slice(0, length));
    throws(() => {
      const file = new ColumnFile(read, codec);
      for (const name of file.names) file.load(name, read);
      file.loadTimes(read);
    }, NoColumn);
  }
});
