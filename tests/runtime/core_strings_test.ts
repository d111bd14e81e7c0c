import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { printReadably, regex, toArray, vec } from "../../lib/data/mod.ts";
import { call, primitive, shown } from "./primitives.ts";

const str = (name: string, ...args: unknown[]) => primitive(name, "batuta.str")(...args);

Deno.test("format() agrees with what Java's Formatter does", () => {
  const cases: [string, unknown[], string][] = [
    ["%d|%5d|%-5d|%05d", [42, 42, 42, 42], "42|   42|42   |00042"],
    ["%+d|% d|%(d|%,d", [42, 42, -42, 1234567], "+42| 42|(42)|1,234,567"],
    ["%x|%X|%o|%08x", [255, 255, 8, 255], "ff|FF|10|000000ff"],
    ["%.2f|%8.2f|%-8.2f|%08.2f", [3.14159, 3.14159, 3.14159, -3.14159], "3.14|    3.14|3.14    |-0003.14"],
    ["%.0f|%f|%,.2f", [2.5, 1, 1234567.891], "3|1.000000|1,234,567.89"],
    ["%e|%.2E", [12345.678, 0.00012], "1.234568e+04|1.20E-04"],
    ["%s|%10s|%-5s|%.2s", ["a", "abc", "ab", "abcdef"], "a|       abc|ab   |ab"],
    ["%b|%c|%%|%n", [true, 65], "true|A|%|\n"],
    ["%2$s %1$s", ["a", "b"], "b a"],
  ];
  for (const [pattern, args, wanted] of cases) strictEqual(call("format", pattern, ...args), wanted);
});

Deno.test("format() fails without enough values, for wrong kinds and unknown directives", () => {
  throws(() => call("format", "%s %s", 1), /needs a value for %s/);
  throws(() => call("format", "%d", 1.5), /needs whole numbers/);
  throws(() => call("format", "%q", 1), /needs one of %s/);
});

Deno.test("split() and join() are inverse for separators that no piece holds", () => {
  const piece = fc.string().filter((s) => !s.includes(","));
  fc.assert(fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
    const joined = str("join", ",", vec([...pieces])) as string;
    deepStrictEqual(toArray(str("split", joined, ",", -1)), pieces);
  }));
});

Deno.test("split() by a string and by its regular expression agree", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b", ","), { maxLength: 12 }),
      fc.integer({ min: -1, max: 4 }),
      (chars, limit) => {
        const text = chars.join("");
        deepStrictEqual(toArray(str("split", text, ",", limit)), toArray(str("split", text, regex(","), limit)));
      },
    ),
  );
});

Deno.test("split() finds the same pieces whether it counts them or not", () => {
  const sources = [
    "a",
    ",",
    ", ",
    ",+",
    "[ab]",
    "(?i)A",
    "(,)|b",
    "(?:,|b)",
    "",
    "(?=b)",
    "(?<=b)",
    "^a",
    "b$",
    "\\b",
    "a*",
    "a|(?=b)",
    "[^a]",
    "\\w+",
    "😀",
    ".",
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "b", ",", ", ", "A", "😀", "\ud83d"), { maxLength: 12 }),
      fc.constantFrom(...sources),
      (chars, source) => {
        const [text, by] = [chars.join(""), regex(source)];
        deepStrictEqual(toArray(str("split", text, by, -1)), toArray(str("split", text, by, 1000)), source);
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("index-of() counts code points, and subs() takes them", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("a", "é", "😀", "漢")), (chars) => {
    const text = chars.join("");
    const i = str("index-of", text, "漢");
    strictEqual(i, chars.includes("漢") ? chars.indexOf("漢") : null);
    if (typeof i === "number") strictEqual(call("subs", text, i, i + 1), "漢");
    strictEqual(str("reverse", text), chars.toReversed().join(""));
  }));
});

Deno.test("re-matches() takes whole texts only, whatever alternatives come first", () => {
  strictEqual(call("re-matches", regex("a|ab"), "ab"), "ab");
  strictEqual(call("re-matches", regex("(?m)a$"), "a\nb"), null);
  strictEqual(shown("re-matches", regex("(a)(x)?"), "a"), '["a" "a" nil]');
});

Deno.test("replacement texts mean groups by $1 and nothing else", () => {
  strictEqual(str("-replace", "john smith", regex("(\\w+) (\\w+)"), "$2 $1"), "smith john");
  strictEqual(str("-replace", "a", regex("a"), "$& \\$1"), "$& $1");
  strictEqual(str("-replace", "a.b", ".", "$1"), "a$1b");
});

Deno.test("str() gives nil as nothing and strings as they are, quoted inside of collections", () => {
  strictEqual(call("str", null, "a", vec(["a", null])), 'a["a" nil]');
  strictEqual(call("print-str", vec(["a"])), "[a]");
});

Deno.test("pr-str() of a keyword made from any text reads as printed", () => {
  strictEqual(printReadably(call("keyword", "a/b")), ":a/b");
  strictEqual(call("name", call("symbol", "a", "b")), "b");
  throws(() => call("name", 5), /needs a keyword, symbol or string, got 5/);
});
