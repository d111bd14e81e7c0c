import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeSource, showPlace, Source, SOURCE_ERRORS, span, spanText } from "../../lib/source/mod.ts";

/** `line:col` of each offset. */
function places(text: string, ...offsets: number[]): string[] {
  const source = new Source("t", text);
  return offsets.map((offset) => {
    const { line, col } = source.lineCol(offset);
    return `${line}:${col}`;
  });
}

function bytes(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (ch) => ch.charCodeAt(0));
}

/** `code: message` of what does not decode, else its text. */
function decode(data: Uint8Array): string {
  const result = decodeSource("t.bat", data);
  return result instanceof Source ? result.text : `${result.code}: ${result.message}`;
}

Deno.test("lines and columns start at 1", () => {
  assert.deepEqual(places("ab\ncd\n", 0, 1, 2, 3, 5, 6), ["1:1", "1:2", "1:3", "2:1", "2:3", "3:1"]);
  assert.deepEqual(places("", 0), ["1:1"]);
  assert.deepEqual(places("a\r\nb", 3), ["2:1"]);
});

Deno.test("columns count code points, also after half of a pair", () => {
  assert.deepEqual(places("\u{1F600}é(", 0, 2, 3), ["1:1", "1:2", "1:3"]);
  assert.deepEqual(places("\ud83d(", 1), ["1:2"]);
});

Deno.test("an offset outside of the text is its nearest end", () => {
  assert.deepEqual(places("ab", -5, 99), ["1:1", "1:3"]);
});

Deno.test("lineCol() agrees with counting from the start", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "é") }), fc.nat(40), (text, n) => {
    const offset = Math.min(n, text.length);
    const before = text.slice(0, offset).split("\n");
    const last = before[before.length - 1];
    assert.deepEqual(places(text, offset), [`${before.length}:${last.length + 1}`]);
  }));
});

Deno.test("a line's range leaves its ending out", () => {
  const source = new Source("t", "ab\r\ncd\n");
  assert.deepEqual([1, 2, 3, 4].map((line) => source.lineRange(line)), [
    { start: 0, end: 2 },
    { start: 4, end: 6 },
    { start: 7, end: 7 },
    { start: 7, end: 7 },
  ]);
});

Deno.test("spans give their text and their place", () => {
  const source = new Source("a.bat", "(f)\n(g)");
  assert.equal(spanText(span(source, 4, 7)), "(g)");
  assert.equal(showPlace(span(source, 4, 7)), "a.bat:2:1");
  assert.equal(showPlace(span(Source.missing("batuta.core"), 4, 7)), "batuta.core");
});

Deno.test("UTF-8 decodes, without its byte order mark", () => {
  assert.equal(decode(new TextEncoder().encode("(é \u{1F600})")), "(é \u{1F600})");
  assert.equal(decode(bytes("\xef\xbb\xbfa")), "a");
  assert.equal(decode(bytes("")), "");
});

Deno.test("bad UTF-8 is reported with line and byte", () => {
  assert.equal(decode(bytes("a\nb\xff")), "bad-utf8: `t.bat` is not valid UTF-8: line 2, byte 3");
  assert.match(decode(bytes("\xc3")), /line 1, byte 0$/);
  assert.match(decode(bytes("\xed\xa0\x80")), /byte 0$/);
  assert.match(decode(bytes("\xff\xfea\x00")), /^bad-utf8/);
});

Deno.test("the byte that is reported is the first bad one, anywhere in a large file", () => {
  const good = new TextEncoder().encode("é".repeat(50_000) + "\n" + "x€\u{1F600}".repeat(1000));
  fc.assert(
    fc.property(fc.nat(good.length - 1), (at) => {
      const bad = good.slice();
      bad[at] = 0xff;
      // A broken sequence starts where its lead byte is.
      let start = at;
      while (start > 0 && (good[start] & 0xc0) === 0x80) start--;
      assert.ok(decode(bad).endsWith(`byte ${start}`));
    }),
    { numRuns: 50 },
  );
});

Deno.test("a file with NUL bytes is binary", () => {
  assert.equal(
    decode(bytes("\x7fELF\x00")),
    "binary: `t.bat` is a binary file, not a text: it has a NUL byte at byte 4",
  );
});

for (const [code, { example }] of Object.entries(SOURCE_ERRORS)) {
  Deno.test(`${code}: its smallest file causes it`, () => assert.ok(decode(bytes(example)).startsWith(code + ":")));
}
