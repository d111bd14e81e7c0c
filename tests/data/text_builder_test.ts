/** Notation: `built(parts)` adds each part, numbers by `addInt`. */
import { strictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { TextBuilder } from "../../lib/data/text_builder.ts";

function built(parts: readonly (string | number)[]): string {
  const builder = new TextBuilder();
  for (const part of parts) typeof part === "number" ? builder.addInt(part) : builder.add(part);
  return builder.done();
}

Deno.test("text is its parts one after the other, whatever they are made of", () => {
  const part = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.string({ unit: "binary", maxLength: 100 }),
    fc.constantFrom(
      "é",
      "€",
      "\ufeff",
      "\ud800",
      "\udc00",
      "\u{1f600}",
      "x".repeat(64),
      "x".repeat(65),
      "y".repeat(9000),
    ),
    fc.integer(),
    fc.integer({ min: -11, max: 1001 }),
  );
  fc.assert(fc.property(fc.array(part, { size: "large" }), (parts) => is(built(parts), parts.join(""))));
});

Deno.test("the least and the largest 32-bit integers have all their digits", () => {
  is(built([-(2 ** 31), 2 ** 31 - 1, 0, 9, 10, -1]), "-214748364821474836470910-1");
});

Deno.test("text may be longer than what gathers at once", () => {
  const parts = Array.from({ length: 50_000 }, (_, i) => i % 1000 === 0 ? "é" : i);
  is(built(parts), parts.join(""));
});
