/**
 * `batuta.json`: JSON text and values (see `json_parse.ts`, `json_print.ts`).
 * @module
 */
import {
  arraySeq,
  ChunkedCons,
  ChunkedSeq,
  type ErrorEntry,
  fail,
  get,
  isInt,
  kw,
  LazySeq,
  PMap,
  raise,
  type Seq,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, onFirstNeed } from "./core_install.ts";
import { whenRealised } from "./core_strings.ts";
import { collect } from "./core_walk.ts";
import { type JsonReading, parseJson } from "./json_parse.ts";
import { printJson } from "./json_print.ts";
import { seq } from "./lazy.ts";
import { andThen } from "./machine.ts";

const JSON_NS = "batuta.json";

function option(options: unknown, name: string): unknown {
  if (options === null || options instanceof PMap) return get(options, kw(name), null);
  return fail("bad-argument", { op: "json", expected: "a map of options", value: options });
}

/** Fails when options hold what nobody knows: a misspelt one would do nothing. */
function checkOptions(op: string, options: unknown, known: readonly string[]): void {
  if (!(options instanceof PMap)) return;
  options.forEach((key) => {
    if (known.some((name) => kw(name) === key)) return;
    fail("bad-argument", { op, expected: `options among ${known.map((name) => `:${name}`).join(", ")}`, value: key });
  });
}

function isTrue(x: unknown): boolean {
  return x !== null && x !== false;
}

function asItIs(key: string): string {
  return key;
}

function readingOf(options: unknown): JsonReading {
  checkOptions("json/parse", options, ["keywords", "decimals"]);
  return {
    keyOf: isTrue(option(options, "keywords")) ? kw : asItIs,
    decimals: isTrue(option(options, "decimals")),
    linesBefore: 0,
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(op: string, x: unknown): string {
  if (typeof x === "string") return x;
  if (!(x instanceof Uint8Array)) return fail("bad-argument", { op, expected: "a string or Bytes", value: x });
  try {
    return decoder.decode(x);
  } catch {
    return raise("not-utf8", NOT_UTF8, { op });
  }
}

/** The failure of Bytes that are no text. */
export const NOT_UTF8: ErrorEntry<{ op: string }> = {
  message: (d) => `\`${d.op}\` needs UTF-8, got other bytes`,
  hint: null,
  example: '(json/parse (fs/read-bytes "picture.png"))',
};

/** The value of JSON text, a string or Bytes. */
export function readJson(op: string, text: unknown, options: unknown = null): unknown {
  return parseJson(textOf(op, text), readingOf(options));
}

/** The values of lines, blank ones left out, each when it is needed; `before` lines came before. */
function parseLines(lines: unknown, reading: JsonReading, before: number): LazySeq {
  return new LazySeq(() => andThen(seq(lines), (s) => s === null ? null : parsedRun(s as Seq, reading, before)));
}

function parsedRun(s: Seq, reading: JsonReading, before: number): unknown {
  const run = s instanceof ChunkedSeq ? s.chunk.slice(s.off, s.end) : [s.first()];
  const values: unknown[] = [];
  run.forEach((line, i) => {
    const text = textOf("json/parse-lines", line);
    if (text.trim() !== "") values.push(parseJson(text, { ...reading, linesBefore: before + i }));
  });
  const more = parseLines(s instanceof ChunkedSeq ? s.chunkMore() : s.more(), reading, before + run.length);
  return values.length === 0 ? more : new ChunkedCons(values, 0, values.length, more);
}

function indentOf(options: unknown): string {
  checkOptions("json/write", options, ["pretty"]);
  const pretty = option(options, "pretty");
  if (isInt(pretty)) return " ".repeat(Math.min(16, Math.max(0, Number(pretty))));
  return isTrue(pretty) ? "  " : "";
}

/** A value as JSON text; suspends when something lazy in it does. */
export function writeJson(value: unknown, options: unknown = null): unknown {
  const indent = indentOf(options);
  return whenRealised([value], () => printJson(value, indent));
}

onFirstNeed(JSON_NS, () => {
  defineLeaves({
    "parse": between(1, 2, (text, options = null) => readJson("json/parse", text, options)),
  }, JSON_NS);
  definePrimitives({
    "parse-lines": between(1, 2, (lines, options = null) => {
      const all = typeof lines === "string" ? arraySeq(lines.split("\n")) : lines;
      return parseLines(all, readingOf(options), 0);
    }),
    "write": between(1, 2, writeJson),
    "write-lines": (coll) =>
      collect(coll, (items) => whenRealised(items, () => items.map((item) => printJson(item, "") + "\n").join(""))),
  }, JSON_NS);
  document(
    () => `
parse [text] [text options]
The value of JSON text, a string or Bytes. Whole numbers are exact, others Floats. \`:keywords true\` makes the keys of objects
keywords, \`:decimals true\` numbers with a fraction exact. \`(json/parse "{\\"a\\": [1, 2.0, null]}" {:keywords true}) ;=> {:a [1 2.0 nil]}\`

parse-lines [lines] [lines options]
The values of lines of JSON, lazily; blank lines are left out. Lines are those of a string, or a sequence such as \`line-seq\`
gives. Options as for \`parse\`. \`(json/parse-lines "[1]\\n{}\\n") ;=> ([1] {})\`

write [x] [x options]
A value as JSON text. Keywords become their names; \`:pretty true\` (or a number of spaces) writes a line for each part.
\`(json/write {:a [1 2.0 nil]}) ;=> "{\\"a\\":[1,2.0,null]}"\`

write-lines [coll]
Each value as one line of JSON text. \`(json/write-lines [[1] {}]) ;=> "[1]\\n{}\\n"\`
`,
    JSON_NS,
  );
});
