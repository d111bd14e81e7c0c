/**
 * Differences of values. `shows("{:a 1}", "{:a 2}")` gives the marked lines of two values, read from text.
 */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { equals, mapFrom, vec } from "../../lib/data/mod.ts";
import { toDatum } from "../../lib/expander/mod.ts";
import { ANY_CONTEXT, readForms } from "../../lib/reader/mod.ts";
import { Source } from "../../lib/source/mod.ts";
import { difference } from "../../lib/test_run/mod.ts";

function read(text: string): unknown {
  return toDatum(readForms(new Source("value", text), ANY_CONTEXT).forms[0] ?? null);
}

function shows(a: string, b: string): string[] {
  return difference(read(a), read(b)).map(({ mark, text }) => `${mark} ${text}`);
}

Deno.test("of maps only the values that differ are taken apart", () => {
  assert.deepEqual(shows("{:a 1 :b {:c 2 :d 3}}", "{:a 1 :b {:c 2 :d 4}}"), [
    "  {:a 1",
    "   :b {:c 2",
    "-      :d 3",
    "+         4}}",
  ]);
});

Deno.test("keys that only one side has are marked as a whole", () => {
  assert.deepEqual(shows("{:a 1}", "{:b 1}"), ["- {:a 1", "+  :b 1}"]);
});

Deno.test("an element that was put in is found, and what is equal is counted", () => {
  assert.deepEqual(shows("[1 2 3 4 5 6]", "[1 2 3 :x 4 5 6]"), [
    "  [… 2 equal ones",
    "   3",
    "+  :x",
    "   4",
    "   … 2 equal ones]",
  ]);
});

Deno.test("elements in the same place are compared with each other", () => {
  assert.deepEqual(shows("[{:n 1} {:n 2}]", "[{:n 1} {:n 3}]"), ["  [{:n 1}", "-  {:n 2", "+      3}]"]);
});

Deno.test("of sets it is said what each has alone", () => {
  assert.deepEqual(shows("#{1 2}", "#{2 3}"), ["  #{2", "-   1", "+   3}"]);
});

Deno.test("lists and vectors are compared as sequences; values of other kinds stand one below the other", () => {
  assert.deepEqual(shows("[1 2]", "(1 3)"), ["  [1", "-  2", "+  3]"]);
  assert.deepEqual(shows(":a", '"a"'), ["- :a", '+ "a"']);
});

Deno.test("texts of several lines are compared by lines", () => {
  assert.deepEqual(shows('"a\\nb\\nc"', '"a\\nx\\nc"'), ["  a", "- b", "+ x", "  c"]);
});

Deno.test("swapping the sides swaps the marks", () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 3 }, fc.integer({ min: 0, max: 3 }), tie("vector"), tie("map")),
    vector: fc.array(tie("any"), { maxLength: 4 }).map((items) => vec(items)),
    map: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), tie("any")), { maxLength: 3 }).map((all) => mapFrom(all)),
  })).any;
  const count = (a: unknown, b: unknown, mark: string) => difference(a, b).filter((line) => line.mark === mark).length;
  fc.assert(fc.property(value, value, (a, b) => {
    if (equals(a, b)) return count(a, b, " ") > 0 && count(a, b, "-") + count(a, b, "+") === 0;
    return (count(a, b, "-") > 0 || count(a, b, "+") > 0) && (count(a, b, "-") > 0) === (count(b, a, "+") > 0);
  }));
});

Deno.test("long sequences are compared in place, in little time", () => {
  const items = Array.from({ length: 3_000 }, (_, i) => i);
  const other = items.map((n) => n + 1);
  assert.ok(difference(vec(items), vec(other)).length > 0);
});
