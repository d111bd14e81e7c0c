/** Queries as people at a desk see them. */
import { deepStrictEqual } from "node:assert/strict";
import { kw, mapOf } from "../../lib/data/mod.ts";
import { tableText } from "../../lib/query/table_text.ts";

const row = (id: unknown, name: unknown) => mapOf(kw("id"), id, kw("name"), name);

Deno.test("a table has a column for each key, numbers to the right", () => {
  deepStrictEqual(tableText([row(1, "Al"), row(20, null), mapOf(kw("x"), [1])], 80).split("\n"), [
    "id  name  x",
    "──  ────  ────────",
    " 1  Al",
    "20",
    "          #<Array>",
  ]);
});

Deno.test("long cells are cut, columns that do not fit are named", () => {
  const wide = mapOf(kw("a"), "x".repeat(50), kw("b"), "y".repeat(50), kw("c"), 1);
  deepStrictEqual(tableText([wide], 24).split("\n"), [
    "a         b         c",
    "────────  ────────  ─",
    "xxxxxxx…  yyyyyyy…  1",
  ]);
  deepStrictEqual(tableText([wide], 15).split("\n").at(-1), "too wide to be shown: :b :c");
});
