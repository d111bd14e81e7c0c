/** JSON and NDJSON in and out; `read` is in `reading.ts`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { printReadably } from "../../lib/data/mod.ts";
import { jsonWriter, NdjsonReader, ndjsonWriter } from "../../lib/formats/mod.ts";
import { read } from "./reading.ts";

Deno.test("NDJSON is an object on each line; keys are keywords where they read back as such", async () => {
  assert.deepEqual(await read("ndjson", '{"a":1,"b":[1.0,{"c":null}]}\r\n\n  {"first name":"x","u/id":2}'), [
    "{:a 1 :b [1.0 {:c nil}]}",
    '{"first name" "x" :u/id 2}',
  ]);
  assert.deepEqual(await read("ndjson", ""), []);
});

Deno.test("what is wrong with a line is a failure with line and column, behind the lines before", async () => {
  assert.deepEqual(await read("ndjson", '{"a":1}\n\n{"a":}\n'), [
    "{:a 1}",
    "json-syntax: JSON, line 3, column 6: expected a value, got `}`",
  ]);
  assert.deepEqual(await read("ndjson", " [1]\n"), ["not-a-record: Line 1, column 2: a record is a map, got [1]"]);
});

Deno.test("JSON is an array of objects, or one object", async () => {
  assert.deepEqual(await read("json", '\n[ {"a":"]}"} ,\n{"a":[{}]}]\n'), ['{:a "]}"}', "{:a [{}]}"]);
  assert.deepEqual(await read("json", '{"a":"\\\\\\""}'), ['{:a "\\\\\\""}']);
  assert.deepEqual(await read("json", " [ ] "), []);
});

Deno.test("what is wrong with an array is a failure with line and column, behind the records before", async () => {
  const last = async (text: string) => (await read("json", text)).at(-1);
  assert.deepEqual(await read("json", '[{"a":1},\n {"b":2}, {"c":x}]'), [
    "{:a 1}",
    "{:b 2}",
    "json-syntax: JSON, line 2, column 16: expected a value, got `x`",
  ]);
  assert.equal(
    await last('[{"a":1} {}]'),
    "json-syntax: JSON, line 1, column 10: expected `,` or `]` after an element, got `{`",
  );
  assert.equal(await last("[1]"), "json-syntax: JSON, line 1, column 2: expected `{`, which begins a record, got `1`");
  assert.equal(
    await last("[{},]"),
    "json-syntax: JSON, line 1, column 5: expected `{`, which begins a record, got `]`",
  );
  assert.match(
    await last("{}\n{}") ?? "",
    /line 2, column 1: something follows the object; an object on each line is NDJSON/,
  );
  assert.match(await last("[{}] 1") ?? "", /line 1, column 6: something follows the array/);
  assert.match(await last("[{}") ?? "", /line 1, column 4: the text ends, but the array is not closed/);
  assert.match(await last('[{"a": "x') ?? "", /line 1, column 8: this string is never closed/);
  assert.match(await last(" ") ?? "", /line 1, column 2: the text is empty/);
});

const json = fc.jsonValue({ depthSize: "small", noUnicodeString: false, stringUnit: "grapheme" });
const object = fc.dictionary(fc.string({ unit: "grapheme" }), json, { maxKeys: 10 });

Deno.test("objects in lines and in an array, in pieces of any size, are the same records, and read back when they are written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 4 }), fc.integer({ min: 1, max: 30 }), async (objects, cut) => {
      const lines = objects.map((each) => JSON.stringify(each) + "\n").join("");
      const { records } = new NdjsonReader().take(lines);
      const printed = records.map((record) => printReadably(record));
      assert.equal(printed.length, objects.length);
      assert.deepEqual(await read("ndjson", lines, { cut }), printed);
      assert.deepEqual(await read("json", JSON.stringify(objects, null, 1), { cut }), printed);
      for (const [format, writer] of [["json", jsonWriter()], ["ndjson", ndjsonWriter]] as const) {
        const text = writer.begin() + records.map((each) => writer.record(each)).join("") + writer.end();
        assert.deepEqual(await read(format, text), printed);
      }
    }),
    { numRuns: 100 },
  );
});

Deno.test("pieces of any size make no difference, whatever the text is", async () => {
  const anything = fc.string({
    unit: fc.constantFrom("{", "}", "[", "]", ",", '"', "\\", "\n", " ", '{"a":1}', "x", "é"),
  });
  await fc.assert(
    fc.asyncProperty(anything, fc.integer({ min: 1, max: 9 }), async (text, cut) => {
      assert.deepEqual(await read("json", text, { cut }), await read("json", text));
      assert.deepEqual(await read("ndjson", text, { cut }), await read("ndjson", text));
    }),
    { numRuns: 300 },
  );
});
