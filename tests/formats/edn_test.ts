/** EDN in and out; `read` is in `reading.ts`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { read } from "./reading.ts";

const edn = (text: string, cut?: number) => read("edn", text, { cut });

Deno.test("maps one after the other, or a vector of maps", async () => {
  assert.deepEqual(await edn('{:a 1} {:a "}"}\n#:u{:b \\}} ; {:c 3}\n{:d [1 #{2}]}'), [
    "{:a 1}",
    '{:a "}"}',
    "{:u/b \\}}",
    "{:d [1 #{2}]}",
  ]);
  assert.deepEqual(await edn("; a vector\n [{:a 1}, {:a 2}]\n ; no more"), ["{:a 1}", "{:a 2}"]);
  assert.deepEqual(await edn("[]"), []);
  assert.deepEqual(await edn(" ; nothing"), []);
});

Deno.test("metadata and what is left out belong to the form that follows", async () => {
  assert.deepEqual(await edn("^{:x 1} {:a 1} #_{:a 2} #_ ^{:y 1} {:a 3} {:a 4} #_#_ {:a 5} {:a 6} {:a 7} #_{}"), [
    "{:a 1}",
    "{:a 4}",
    "{:a 7}",
  ]);
});

Deno.test("what is wrong is a failure with line and column, behind the records before", async () => {
  const last = async (text: string) => (await edn(text)).at(-1);
  assert.deepEqual(await edn("{:a 1} {:b 1/0}"), ["{:a 1}", "edn-syntax: EDN, line 1, column 12: `1/0` is no number"]);
  assert.equal(await last("{:a 1}\n{:a 2} [1]"), "not-a-record: Line 2, column 8: a record is a map, got [1]");
  assert.equal(await last("{:a 1}\n}"), "edn-syntax: EDN, line 2, column 1: `}` closes nothing");
  assert.match(await last("[{:a 1} 5]") ?? "", /^not-a-record: Line 1, column 9: .* got 5/);
  assert.match(await last("[{:a 1}") ?? "", /line 1, column 8: the text ends, but its vector is not closed/);
  assert.match(await last("[{:a 1}] {}") ?? "", /line 1, column 10: something follows the vector/);
  assert.match(await last("{:a 1}\n{:b") ?? "", /line 2, column 1: this map is never completed/);
});

Deno.test("pieces of any size make no difference, whatever the text is", async () => {
  const unit = fc.constantFrom("{", "}", "[", "]", "(", ")", '"', "\\", "\n", " ", "{:a 1}", "#_", "^", ";", ":a", "é");
  await fc.assert(
    fc.asyncProperty(fc.string({ unit }), fc.integer({ min: 1, max: 9 }), async (text, cut) => {
      assert.deepEqual(await edn(text, cut), await edn(text));
    }),
    { numRuns: 500 },
  );
});
