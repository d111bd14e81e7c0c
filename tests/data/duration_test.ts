/** Notation: `text` is what a duration prints as; `d("PT1S")` reads one. */
import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { compare, durationOf, equals, hashOf, parseDuration, printReadably } from "../../lib/data/mod.ts";

function text(ms: number, nanos = 0): string {
  return printReadably(durationOf(ms, nanos)).slice(11, -1);
}

function again(written: string): string | undefined {
  return parseDuration(written)?.toText();
}

Deno.test("durations print in hours, minutes and seconds", () => {
  strictEqual(text(0), "PT0S");
  strictEqual(text(90 * 60_000), "PT1H30M");
  strictEqual(text(86_400_000 * 2 + 5), "PT48H0.005S");
  strictEqual(text(1500), "PT1.5S");
  strictEqual(text(0, 1), "PT0.000000001S");
});

Deno.test("negative durations have the sign on each part", () => {
  strictEqual(text(-1500), "PT-1.5S");
  strictEqual(text(-5_400_000), "PT-1H-30M");
  strictEqual(text(0, -1), "PT-0.000000001S");
  strictEqual(text(-1000, -1), "PT-1.000000001S");
});

Deno.test("every part that ISO 8601 has is read, but months and years", () => {
  strictEqual(again("P1W2DT3H4M5.6S"), "PT219H4M5.6S");
  strictEqual(again("P1D"), "PT24H");
  strictEqual(again("-PT1H30M"), "PT-1H-30M");
  strictEqual(again("PT-1H+30M"), "PT-30M");
  strictEqual(again("PT-0.5S"), "PT-0.5S");
  strictEqual(again("PT1,5S"), "PT1.5S");
  for (
    const bad of [
      "",
      "P",
      "PT",
      "P1DT",
      "1H",
      "P1M",
      "P1Y",
      "PT1.5H",
      "PT1S1H",
      "PT.5S",
      "pt1s",
      "PT1H ",
      "PT99999999999999H",
    ]
  ) {
    strictEqual(again(bad), undefined, bad);
  }
});

Deno.test("durations are equal, hashed and ordered by their length", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer(), fc.integer(), (a, b, c, d) => {
      const [x, y] = [durationOf(a, b), durationOf(c, d)];
      const difference = (BigInt(a) - BigInt(c)) * 1_000_000n + BigInt(b) - BigInt(d);
      strictEqual(Math.sign(compare(x, y)), difference < 0n ? -1 : difference > 0n ? 1 : 0);
      const read = parseDuration(x.toText());
      return equals(read, x) && hashOf(read) === hashOf(x);
    }),
  );
});
