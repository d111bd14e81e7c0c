/** Taking the bytes of records apart gives what decoding them gives. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { PartBuilder, PartRecords, valueIn } from "../../lib/columns/mod.ts";
import { Keyword, kw, mapFrom, PMap } from "../../lib/data/mod.ts";
import { type Cursor, decode, KIND, MalformedValue, payloadOf, RowColumns } from "../../lib/log/mod.ts";
import { records, same } from "../columns/values.ts";
import { anyStored } from "./stored.ts";

/** The entry of a record, as a scan shows it. */
function cursorOf(bytes: Uint8Array): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length;
  return {
    offset: 0,
    time: 5,
    kind: KIND.record,
    flags: 0,
    bytes,
    view,
    start: 0,
    payload: 0,
    end,
    segment: 0,
    position: 0,
  };
}

function bytesOf(value: unknown): Uint8Array {
  const { bytes, from, to } = payloadOf(value).payload;
  return bytes.slice(from, to);
}

/** What is put of some payloads is what they decode to; what no payload is, is refused by both. */
function check(payloads: readonly Uint8Array[]): void {
  const rows = new RowColumns(new PartBuilder(0));
  const expected: unknown[] = [];
  for (const bytes of payloads) {
    let value: unknown;
    try {
      value = decode(bytes);
    } catch (error) {
      assert.ok(error instanceof MalformedValue);
      assert.throws(() => new RowColumns(new PartBuilder(0)).add(cursorOf(bytes)), MalformedValue);
      continue;
    }
    rows.add(cursorOf(bytes));
    expected.push(value);
  }
  const part = rows.builder.finish();
  assert.equal(part.size, expected.length);
  const records = new PartRecords(part, part.shapes);
  for (const [row, value] of expected.entries()) {
    const record = records.at(row);
    if (record === null) continue;
    assert.ok(same(record, value), `row ${row}`);
    assert.equal(record.constructor, (value as PMap).constructor);
  }
  const names = new Set<Keyword>(part.names);
  for (const value of expected) {
    if (value instanceof PMap) { for (const key of value.keys() ?? []) if (key instanceof Keyword) names.add(key); }
  }
  for (const name of names) {
    const column = part.column(name);
    for (const [row, value] of expected.entries()) {
      const wanted = value instanceof PMap ? value.unordered().get(name, null) : null;
      assert.ok(same(column === null ? null : valueIn(column, row), wanted), `row ${row} of :${name.text}`);
    }
  }
}

Deno.test("records of few kinds of columns", () => {
  fc.assert(fc.property(records, (rows) => check(rows.map(bytesOf))));
});

const maps = fc.array(
  fc.tuple(fc.constantFrom("a", "b", "c", "d", "e".repeat(30)).map((name) => kw(name)), anyStored),
  { maxLength: 6 },
)
  .map((entries) => mapFrom(entries));

Deno.test("records of any values", () => {
  fc.assert(fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: maps }, anyStored), { maxLength: 12 }), (values) => {
    check(values.map(bytesOf));
  }));
});

Deno.test("bytes that are no records, or were records once", () => {
  const damaged = fc.tuple(maps, fc.nat(), fc.nat(255), fc.nat()).map(([map, at, byte, cut]) => {
    const bytes = bytesOf(map);
    bytes[at % bytes.length] = byte;
    return bytes.slice(0, cut % 4 === 0 ? cut % (bytes.length + 1) : bytes.length);
  });
  fc.assert(
    fc.property(maps, fc.array(damaged, { maxLength: 6 }), (first, others) => {
      check([bytesOf(first), ...others]);
    }),
    { numRuns: 500 },
  );
});
