/** Tables of rows as people at a desk see them. When red, suspect `lib/query/table_text.ts`, for widths `lib/data/text_width.ts`. */
import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { Instant, kw, mapOf, mkFloat } from "../../lib/data/mod.ts";
import { textWidth } from "../../lib/width/mod.ts";
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

Deno.test("cells are cut where the line is too short, numbers never; columns that get too little are named", () => {
  const wide = mapOf(kw("a"), "x".repeat(50), kw("b"), "y".repeat(50), kw("c"), 123456789);
  deepStrictEqual(tableText([wide], 33).split("\n"), [
    "a           b                   c",
    "──────────  ──────────  ─────────",
    "xxxxxxxxx…  yyyyyyyyy…  123456789",
  ]);
  deepStrictEqual(tableText([wide], 15).split("\n").at(-1), "too wide to be shown: :c");
});

Deno.test("a narrow column keeps its width beside one that is cut", () => {
  deepStrictEqual(tableText([row("ab", "z".repeat(30))], 16).split("\n")[2], "ab  zzzzzzzzzzz…");
});

Deno.test("wide characters take two columns, marks none", () => {
  deepStrictEqual(tableText([row("陳大文", 1), row("e\u0301", 2)], 80).split("\n"), [
    "id      name",
    "──────  ────",
    "陳大文     1",
    "e\u0301          2",
  ]);
  deepStrictEqual(textWidth("👩‍👩‍👧"), 6);
  deepStrictEqual(textWidth("か\u3099"), 2);
});

Deno.test("values show as people write them; control characters cannot steer the terminal", () => {
  const shown = tableText([row(new Instant(Date.UTC(2026, 0, 2)), "a\u001b[31m")], 80).split("\n")[2];
  deepStrictEqual(shown.startsWith('2026-01-02T00:00:00Z  "a'), true);
  ok(!shown.includes("\u001b"));
  deepStrictEqual(tableText([mkFloat(2), 3], 80).split("\n"), ["value", "─────", "  2.0", "    3"]);
});

Deno.test("no line is wider than it may be", () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.integer({ max: 99, min: -9 }),
    fc.constant(null),
  );
  const rows = fc.array(fc.dictionary(fc.constantFrom("a", "b", "c", "d"), cell), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(rows, fc.integer({ min: 8, max: 90 }), (rows, width) => {
    const maps = rows.map((row) => mapOf(...Object.entries(row).flatMap(([key, value]) => [kw(key), value])));
    for (const line of tableText(maps, width).split("\n")) {
      if (!line.startsWith("too wide")) ok(textWidth(line) <= width, `${width}: ${line}`);
    }
  }));
});
