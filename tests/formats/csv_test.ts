/** CSV in and out; `read` is in `reading.ts`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Column, csvWriter } from "../../lib/formats/mod.ts";
import {
  equals,
  Instant,
  kw,
  mapOf,
  mapOfArray,
  mkFloat,
  parseInstant,
  type PMap,
  printReadably,
} from "../../lib/data/mod.ts";
import { read } from "./reading.ts";

const csv = (text: string, cut?: number) => read("csv", text, { cut });

Deno.test("the header names the columns, values are what they look like", async () => {
  const [record] = await csv("a,b,c,d,e,f\n1,-2.5,true,false,,x y\n");
  assert.equal(record, '{:a 1 :b -2.5 :c true :d false :e nil :f "x y"}');
});

Deno.test("numbers are those of JSON, other digits are text", async () => {
  const values = [
    "0",
    "007",
    "-0",
    "+1",
    "1.0",
    "1.",
    ".5",
    "1e3",
    "-1.5E-3",
    "1e999",
    "12345678901234567890",
    "-7",
    "1_000",
  ];
  const found = await csv("v\n" + values.map((v) => `${v}\n`).join(""));
  assert.deepEqual(found.map((line) => line.slice(4, -1)), [
    "0",
    '"007"',
    '"-0"',
    '"+1"',
    "1.0",
    '"1."',
    '".5"',
    "1000.0",
    "-0.0015",
    '"1e999"',
    "12345678901234567890",
    "-7",
    '"1_000"',
  ]);
});

Deno.test("instants are those of RFC 3339 with a zone; dates are text", async () => {
  const values = [
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05.25+01:00",
    "2026-01-02",
    "2026-13-02T03:04:05Z",
    "2026-01-02T03:04:05",
  ];
  assert.deepEqual((await csv(`t\n${values.join("\n")}`)).map((line) => line.slice(4, -1)), [
    '#inst "2026-01-02T03:04:05.000Z"',
    '#inst "2026-01-02T02:04:05.250Z"',
    '"2026-01-02"',
    '"2026-13-02T03:04:05Z"',
    '"2026-01-02T03:04:05"',
  ]);
});

Deno.test("instants of any form are those that the language reads", async () => {
  const two = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, "0"));
  const fraction = fc.constantFrom("", ".5", ".123", ".000", ".123456789");
  const parts = fc.tuple(
    fc.constantFrom("0000", "0004", "1900", "1969", "2000", "2026", "2100", "9999"),
    two(13),
    two(32),
  );
  await fc.assert(
    fc.asyncProperty(parts, fc.tuple(two(24), two(60), two(60)), fraction, async ([y, m, d], [h, min, s], f) => {
      const text = `${y}-${m}-${d}T${h}:${min}:${s}${f}Z`;
      assert.deepEqual(await csv(`t\n${text}\n`), [`{:t ${printReadably(parseInstant(text) ?? text)}}`]);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("what stands in quotes is text as it stands, with separators, quotes and line breaks", async () => {
  assert.deepEqual(await csv('a,b\r\n"x, ""y""\r\nz","1"\r\n"",2\r\n'), [
    '{:a "x, \\"y\\"\\r\\nz" :b "1"}',
    '{:a "" :b 2}',
  ]);
});

Deno.test("all values are text when that is asked for", async () => {
  assert.deepEqual(await read("csv", "a,b,c\n1,,true\n", { text: true }), ['{:a "1" :b "" :c "true"}']);
});

Deno.test("a byte order mark, LF, CRLF and CR, blank lines and a missing last line break are fine", async () => {
  assert.deepEqual(await csv("\ufeffa,b\n1,2\r\n\n3,4\r5,6"), ["{:a 1 :b 2}", "{:a 3 :b 4}", "{:a 5 :b 6}"]);
  assert.deepEqual(await csv("a\n\n1\n"), ["{:a nil}", "{:a 1}"]);
  assert.deepEqual(await csv("a,b\n"), []);
});

Deno.test("names that no keyword can have are changed into some that one can", async () => {
  const [record] = await csv("First Name,user/id,,%,price (EUR)\n1,2,3,4,5\n");
  assert.equal(record, "{:First-Name 1 :user/id 2 :column-3 3 :% 4 :price-EUR 5}");
});

Deno.test("more than eight columns", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
  const [record] = await csv(`${names.join()}\n${names.map((_, i) => i).join()}\n`);
  for (const [i, name] of names.entries()) assert.match(record, new RegExp(`:${name} ${i}\\b`));
});

Deno.test("another separator", async () => {
  assert.deepEqual(await read("csv", "a;b\n1,5;2\n", { separator: ";" }), ['{:a "1,5" :b 2}']);
});

Deno.test("malformed rows are failures with line and column, behind the rows before", async () => {
  const last = async (text: string) => (await csv(text)).at(-1);
  assert.deepEqual(await csv("a,b\n1,2\n3\n4,5\n"), [
    "{:a 1 :b 2}",
    "csv-syntax: CSV, line 3, column 1: this row has 1 field, the header 2",
  ]);
  assert.match(await last('a,b\n"x\ny",2\n3,z"q\n') ?? "", /^csv-syntax: CSV, line 4, column 4: a quote stands within/);
  assert.match(await last('a,b\n"é","x" 2\n') ?? "", /line 2, column 8: after the closing quote/);
  assert.match(await last('a,b\n1,2\n3,"x\n') ?? "", /line 3, column 3: this quote is never closed/);
  assert.match(await last("a,a\n") ?? "", /line 1, column 1: two columns have the name `a`/);
  assert.match(await last("") ?? "", /line 1, column 1: there is no header/);
});

Deno.test("bytes that are no UTF-8 are a failure with line, column and byte", async () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode("a,b\n1,é\n3,"), 0xe9, 0x0a]);
  for (const cut of [1, 2, 3, 5, 100]) {
    assert.deepEqual(await read("csv", bytes, { cut }), [
      '{:a 1 :b "é"}',
      "file-not-utf8: Line 3, column 3: byte 11 of the file begins nothing that is UTF-8",
    ]);
  }
  const open = Uint8Array.from([...new TextEncoder().encode("a\n"), 0xe2, 0x82]);
  for (const cut of [1, 2, 100]) {
    assert.deepEqual(await read("csv", open, { cut }), [
      "file-not-utf8: Line 2, column 1: byte 2 of the file begins nothing that is UTF-8",
    ]);
  }
});

const keys = ["a", "b", "user/id"].map(kw);
const columns: Column[] = keys.map((key) => ({ name: key.text, key, kind: "any" }));

/** Texts that are hard for CSV, and any others. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(",", '"', "\n", "\r", "a", "1", " ", "é", "😀") }),
  fc.constantFrom("", "1", "007", "true", "-", "1e5", "2026-01-02T03:04:05Z", "nil"),
);
const value = fc.oneof(
  text.map((t) => t.toWellFormed()),
  fc.integer(),
  fc.bigInt().map((n) => n >= Number.MIN_SAFE_INTEGER && n <= Number.MAX_SAFE_INTEGER ? Number(n) || 0 : n),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(mkFloat),
  fc.boolean(),
  fc.constant(null),
  fc.tuple(fc.integer({ min: -6e13, max: 2e14 }), fc.integer({ min: 0, max: 999_999 })).map(([ms, ns]) =>
    new Instant(ms, ns)
  ),
);
const record = fc.tuple(value, value, value).map((values) => mapOfArray(keys.flatMap((key, i) => [key, values[i]])));

function written(records: readonly PMap[]): string {
  const writer = csvWriter(columns);
  return writer.begin() + records.map((each) => writer.record(each)).join("") + writer.end();
}

Deno.test("what is written as CSV reads back, in pieces of any size", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), async (records, cut) => {
      assert.deepEqual(await csv(written(records), cut), records.map((each) => printReadably(each)));
    }),
    { numRuns: 400 },
  );
});

Deno.test("pieces of any size make no difference, whatever the text is", async () => {
  const anything = fc.string({ unit: fc.constantFrom("a", "b", ",", '"', "\n", "\r", "1", "é", "😀", ".") });
  await fc.assert(
    fc.asyncProperty(anything, fc.integer({ min: 1, max: 9 }), async (text, cut) => {
      assert.deepEqual(await csv(text, cut), await csv(text));
    }),
    { numRuns: 600 },
  );
});

Deno.test("keywords are written as their names, what has parts as JSON", () => {
  const row = mapOf(keys[0], kw("open"), keys[1], mapOf(kw("x"), 1), keys[2], null);
  assert.equal(written([row]), 'a,b,user/id\nopen,"{""x"":1}",\n');
  assert.ok(equals(row, row));
});

Deno.test("a column that the header lacks is a failure", () => {
  assert.throws(() => written([mapOf(kw("other"), 1)]), /column "other".*a, b, user\/id/);
});
