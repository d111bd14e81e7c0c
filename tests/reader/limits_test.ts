import assert from "node:assert/strict";
import { END, Reader } from "../../lib/reader/mod.ts";
import { Source } from "../../lib/source/mod.ts";

/** The codes of a large text and the milliseconds they took; its forms are not kept. */
function readLarge(text: string): { codes: string[]; places: string[]; ms: number } {
  const source = new Source("large.bat", text);
  const reader = new Reader(source, { ns: "user", aliases: () => undefined });
  const begin = performance.now();
  while (reader.next() !== END);
  const ms = performance.now() - begin;
  const places = reader.diagnostics.map((d) => String(source.lineCol(d.span?.start ?? -1).line));
  return { codes: reader.diagnostics.map((d) => d.code), places, ms };
}

Deno.test("10 MB with an unclosed string at the end: one mistake, at its opening quote", () => {
  const line = '(def a {:key "value" :n 12}) ; ' + "comment ".repeat(8) + "\n";
  const lines = Math.ceil(10_000_000 / line.length);
  const { codes, places, ms } = readLarge(line.repeat(lines) + '(println "oops)\n');
  assert.deepEqual(codes, ["unclosed-string"]);
  assert.deepEqual(places, [String(lines + 1)]);
  // Ten times what it takes here: it must not grow faster than the text.
  assert.ok(ms < 8_000, `${ms} ms`);
});

Deno.test("1 MB of anything that nests or never ends is read in one pass", () => {
  const units = [
    "(",
    ")",
    "'",
    "#_",
    "#?",
    "#?(",
    "^",
    '"',
    "\\",
    "a",
    "9 ",
    "#",
    ":",
    "~@",
    "#(",
    "{:a ",
    "; ",
    "\u3000",
  ];
  for (const unit of units) {
    const { codes, ms } = readLarge(unit.repeat(Math.ceil(1_000_000 / unit.length)));
    assert.ok(codes.length <= 1001 && ms < 4_000, `${unit}: ${codes.length} mistakes, ${ms} ms`);
  }
});
