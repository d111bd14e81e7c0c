/** Notation: `points(s)` is the model, a text as an array of its code points. */
import { deepStrictEqual as same, ok, strictEqual as is, throws } from "node:assert/strict";
import fc from "fast-check";
import { Instant, parseInstant, printInstant } from "../../lib/data/instant.ts";
import { printReadably } from "../../lib/data/print.ts";
import { regex } from "../../lib/data/regex.ts";
import * as text from "../../lib/data/text.ts";
import { parseUuid } from "../../lib/data/uuid.ts";
import { equals } from "../../lib/data/equal.ts";

const points = (s: string) => Array.from(s);
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("a", "ñ", "😀") }),
);

Deno.test("count, index, substring and iteration are by code point", () => {
  fc.assert(fc.property(anyText, fc.nat(12), fc.nat(12), (s, i, j) => {
    const model = points(s);
    is(text.countCodePoints(s), model.length);
    is(text.findChar(s, i)?.toText(), model[i]);
    is(text.findSubstring(s, i, j), i <= j && j <= model.length ? model.slice(i, j).join("") : undefined);
    is(text.findSubstring(s, i), i <= model.length ? model.slice(i).join("") : undefined);
    same(Array.from(text.charsOf(s), (c) => c.toText()), model);
  }));
});

Deno.test("an index goes to its unit and back", () => {
  fc.assert(fc.property(anyText, fc.nat(12), (s, i) => {
    const unit = text.findUnit(s, i);
    if (unit === undefined) ok(i > points(s).length);
    else is(text.indexOfUnit(s, unit), i);
  }));
  is(text.findUnit("abc", -1), undefined);
});

Deno.test("a lone surrogate counts as one code point and reads as the replacement character", () => {
  is(text.countCodePoints("a\ud83d"), 2);
  is(text.findChar("\ude00b", 0)?.cp, 0xfffd);
});

Deno.test("regular expressions take inline flags and other dialects' escapes", () => {
  ok(regex("(?i)ABC").re.test("xabcx"));
  ok(regex("(?ms)^b.c$").re.test("a\nb\nc"));
  is(regex("(?is)a").flags, "isu");
  ok(regex("[\\w\\-]+\\:\\d").re.test("a-b:1"));
  ok(regex("\\p{L}").re.test("é"));
  ok(regex("\\\\-").re.test("\\-"));
});

Deno.test("a regular expression's quotes may come escaped or bare", () => {
  ok(equals(regex('a"b'), regex('a\\"b')));
  is(printReadably(regex('\\\\"')), '#"\\\\\\""');
});

Deno.test("the global form is kept and matches all", () => {
  const word = regex("\\w");
  same(Array.from("ab".matchAll(word.global), (m) => m[0]), ["a", "b"]);
  is(word.global, word.global);
});

Deno.test("an invalid regular expression says why", () => {
  throws(() => regex("("), { code: "bad-regex", message: 'The regular expression "(" is invalid: unterminated group' });
});

Deno.test("UUIDs are read in either case and written in lower case", () => {
  const text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  is(printReadably(parseUuid(text.toUpperCase())), `#uuid "${text}"`);
  for (const bad of ["", text + "0", text.replace("f", "g"), text.replaceAll("-", "")]) is(parseUuid(bad), undefined);
});

Deno.test("instants print and parse back", () => {
  fc.assert(fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.nat(999_999), (ms, nanos) => {
    ok(equals(parseInstant(printInstant(new Instant(ms, nanos))), new Instant(ms, nanos)));
  }));
});

Deno.test("instants may leave out parts, and name only what is in the calendar", () => {
  const cases: [string, string][] = [
    ["2026", "2026-01-01T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2026-01-02T03:04", "2026-01-02T03:04:00.000Z"],
    ["2026-01-02t03:04:05.6z", "2026-01-02T03:04:05.600Z"],
    ["2026-01-02T03:04:05.123456789-00:30", "2026-01-02T03:34:05.123456789Z"],
    ["0000-03-01", "0000-03-01T00:00:00.000Z"],
    ["-000001-12-31T23:59:59.999Z", "-000001-12-31T23:59:59.999Z"],
  ];
  for (const [written, printed] of cases) is(printReadably(parseInstant(written)), `#inst "${printed}"`);
  const bad = [
    "",
    "26",
    "2026-13",
    "2026-02-29",
    "2026-01-01T24:00",
    "2026-01-01T00:60",
    "2026-01-01T00:00+24:00",
    "+999999-01-01",
  ];
  for (const text of bad) is(parseInstant(text), undefined, text);
});
