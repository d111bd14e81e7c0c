/**
 * Text for programs: `str` and its kin, `format`, keywords and symbols, regular expressions, and the leaves of `batuta.str`.
 * In and out: strings, indexed by code point. What prints a value realises it first, so that waiting is possible there.
 * @module
 */
import {
  Char,
  char,
  charsOf,
  compareText,
  countCodePoints,
  Decimal,
  EMPTY_LIST,
  Entity,
  fail,
  findSubstring,
  findUnit,
  hashOf,
  indexOfUnit,
  isInt,
  Keyword,
  keyword,
  kw,
  listFrom,
  mkFloat,
  parseUuid,
  plainText,
  printReadably,
  Regex,
  regex,
  Sym,
  sym,
  symbolFrom,
  TextBuilder,
  toDecimal,
  toDouble,
  toScale,
  toText,
  truncate,
  vec,
} from "../data/mod.ts";
import { between, defineLeaves, definePrimitives, document, manyFrom } from "./core_install.ts";
import { printedPlain, printedReadably, printsInPart } from "./core_settings.ts";
import { random } from "./core_numbers.ts";
import { isPlain, realised, type Visit, walk } from "./core_walk.ts";
import { andThen, restartable } from "./machine.ts";
import { Namespace, Var } from "./var.ts";

// ---- values as text --------------------------------------------------------------------------------------------------

/** Realises the sequences among some values, then answers `then()`; what is lazy inside of them restarts it. */
export function whenRealised(values: readonly unknown[], then: () => unknown): unknown {
  const waiting = values.find((x) => !isPlain(x));
  if (waiting === undefined) return then();
  const realiseFrom = (i: number): unknown =>
    i === values.length ? restartable(then) : andThen(realised(values[i], () => null), () => realiseFrom(i + 1));
  return realiseFrom(0);
}

function joinTexts(args: readonly unknown[]): string {
  let text = "";
  for (const x of args) text += toText(x);
  return text;
}

function str(args: readonly unknown[]): unknown {
  return args.length === 1 && typeof args[0] === "string" ? args[0] : whenRealised(args, () => joinTexts(args));
}

/**
 * The texts of a sequence's elements with a separator between any two, after some text. Elements are not held: an array of
 * 200,000 takes longer to fill than their texts to join. From the first that may have to be computed on they are.
 */
function joinSeq(before: string, separator: string, coll: unknown): unknown {
  const out = new TextBuilder();
  out.add(before);
  const held: unknown[] = [];
  let started = false;
  const show: Visit = (items, from, to) => {
    for (let i = from; i < to; i++) {
      const x = items[i];
      if (held.length > 0 || !isPlain(x)) {
        held.push(x);
        continue;
      }
      if (started) out.add(separator);
      started = true;
      if (typeof x === "number" && (x | 0) === x) out.addInt(x);
      else out.add(toText(x));
    }
    return false;
  };
  return walk(coll, show, () => {
    if (held.length === 0) return out.done();
    if (started) out.add(separator);
    const shown = out.done();
    return whenRealised(held, () => shown + held.map(toText).join(separator));
  });
}

/** Values printed one after the other with spaces between. */
export function printAll(args: readonly unknown[], print: (x: unknown) => string): unknown {
  const text = () => args.map((x) => print(x)).join(" ");
  // What is printed in part need not be realised to its end, if it has one.
  return printsInPart() ? restartable(text) : whenRealised(args, text);
}

definePrimitives({
  "str": Object.assign(manyFrom(0, str), {
    takesSeq: (before: readonly unknown[], coll: unknown) =>
      andThen(str(before), (text) => joinSeq(text as string, "", coll)), // str gives a string
  }),
  "pr-str": manyFrom(0, (args) => printAll(args, printedReadably)),
  "print-str": manyFrom(0, (args) => printAll(args, printedPlain)),
  "prn-str": manyFrom(0, (args) => andThen(printAll(args, printedReadably), (text) => text + "\n")),
  "println-str": manyFrom(0, (args) => andThen(printAll(args, printedPlain), (text) => text + "\n")),
  "format": manyFrom(1, ([pattern, ...args]) => whenRealised(args, () => format(asText("format", pattern), args))),
});

function asText(op: string, x: unknown): string {
  return typeof x === "string" ? x : fail("bad-argument", { op, expected: "a string", value: x });
}

// ---- format ----------------------------------------------------------------------------------------------------------

/** `%2$s` takes the second value, `%<s` that of the directive before. */
const DIRECTIVE = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly kind: string;
}

function pad(text: string, { flags, width }: Directive): string {
  const missing = width - countCodePoints(text);
  if (missing <= 0) return text;
  return flags.includes("-") ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}

/** Sign, grouping and zeros around the digits of a number without its sign. */
function padNumber(negative: boolean, digits: string, d: Directive): string {
  const [whole, fraction] = digits.split(".");
  let body = d.flags.includes(",") ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  if (fraction !== undefined) body += "." + fraction;
  const bracket = negative && d.flags.includes("(");
  const sign = bracket ? "(" : negative ? "-" : d.flags.includes("+") ? "+" : d.flags.includes(" ") ? " " : "";
  const close = bracket ? ")" : "";
  if (d.flags.includes("0")) body = body.padStart(d.width - sign.length - close.length, "0");
  return pad(sign + body + close, d);
}

/** Digits of a double with a fixed number of decimals, its sign left out. */
function fixed(value: unknown, decimals: number): string {
  // The notation is rounded, as people read it, not the binary fraction: 1.005 becomes 1.01.
  return plainText(toScale(toDecimal(value), decimals)).replace("-", "");
}

function scientific(value: number, decimals: number): string {
  return Math.abs(value).toExponential(decimals).replace(/e([+-])(\d)$/, "e$10$2");
}

function formatFloat(x: unknown, d: Directive): string {
  const value = toDouble(x, "format");
  if (!Number.isFinite(value)) return pad(Number.isNaN(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity", d);
  const decimals = d.precision ?? 6;
  const negative = value < 0 || Object.is(value, -0);
  if (d.kind === "e" || d.kind === "E") return padNumber(negative, scientific(value, decimals), d);
  if (d.kind !== "g" && d.kind !== "G") {
    return padNumber(negative, fixed(x instanceof Decimal ? x : mkFloat(value), decimals), d);
  }
  const precision = decimals === 0 ? 1 : decimals;
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const plain = exponent >= -4 && exponent < precision;
  return padNumber(
    negative,
    plain ? fixed(mkFloat(value), precision - 1 - exponent) : scientific(value, precision - 1),
    d,
  );
}

function formatInt(x: unknown, d: Directive): string {
  if (!isInt(x)) return fail("not-an-int", { op: `format %${d.kind}`, value: x });
  const big = BigInt(x);
  const radix = d.kind === "x" || d.kind === "X" ? 16 : d.kind === "o" ? 8 : 10;
  const mark = !d.flags.includes("#") || radix === 10 ? "" : radix === 16 ? "0x" : "0";
  return padNumber(big < 0n, mark + (big < 0n ? -big : big).toString(radix), d);
}

function formatOne(x: unknown, d: Directive): string {
  if (x === null && "dxofegc".includes(d.kind.toLowerCase())) return pad("null", d);
  switch (d.kind.toLowerCase()) {
    case "d":
    case "x":
    case "o":
      return formatInt(x, d);
    case "f":
    case "e":
    case "g":
      return formatFloat(x, d);
    case "c":
      return pad(x instanceof Char ? x.toText() : char(Number(truncate(x))).toText(), d);
    case "b":
      return pad(String(x !== null && x !== false), d);
    case "h":
      return pad(x === null ? "nil" : (hashOf(x) >>> 0).toString(16), d);
    case "s": {
      const text = x === null ? "nil" : toText(x);
      return pad(d.precision === null ? text : findSubstring(text, 0, d.precision) ?? text, d);
    }
    default:
      return fail("bad-argument", {
        op: "format",
        expected: "one of %s %d %f %e %g %x %o %c %b %h %n %%",
        value: `%${d.kind}`,
      });
  }
}

/** Fills in the directives of a pattern. Source: java.util.Formatter, as Clojure's `format` has it. */
function format(pattern: string, args: readonly unknown[]): string {
  let next = 0;
  let i = -1;
  return pattern.replace(DIRECTIVE, (_, position, again, flags, width, precision, kind) => {
    const d = { flags, width: Number(width ?? 0), precision: precision === undefined ? null : Number(precision), kind };
    if (kind === "%") return pad("%", d);
    if (kind === "n") return "\n";
    if (again === undefined) i = position === undefined ? next++ : Number(position) - 1;
    if (i < 0 || i >= args.length) {
      return fail("bad-argument", { op: "format", expected: `a value for %${kind}`, value: pattern });
    }
    const text = formatOne(args[i], d);
    return kind === kind.toUpperCase() ? text.toUpperCase() : text;
  });
}

// ---- names -----------------------------------------------------------------------------------------------------------

function nameOf(x: unknown): string {
  if (typeof x === "string") return x;
  if (x instanceof Keyword || x instanceof Sym) return x.name;
  return fail("bad-argument", { op: "name", expected: "a keyword, symbol or string", value: x });
}

function namespaceOf(x: unknown): string | null {
  if (x instanceof Keyword || x instanceof Sym) return x.ns;
  return fail("bad-argument", { op: "namespace", expected: "a keyword or symbol", value: x });
}

function partOfName(op: string, x: unknown): string | null {
  return x === null
    ? null
    : x instanceof Keyword || x instanceof Sym || typeof x === "string"
    ? nameOf(x)
    : fail("bad-argument", { op, expected: "a string", value: x });
}

function keywordOf(x: unknown, name?: unknown): unknown {
  if (name !== undefined) return keyword(partOfName("keyword", x), partOfName("keyword", name) ?? "");
  if (x instanceof Keyword) return x;
  if (x instanceof Sym) return kw(x.text);
  return typeof x === "string" ? kw(x) : null;
}

function symbolOf(x: unknown, name?: unknown): unknown {
  if (name !== undefined) return sym(partOfName("symbol", x), partOfName("symbol", name) ?? "");
  if (x instanceof Sym) return x;
  if (x instanceof Keyword) return sym(x.ns, x.name);
  if (x instanceof Var) return sym(x.ns, x.name);
  if (x instanceof Namespace) return sym(null, x.name);
  return symbolFrom(asText("symbol", x));
}

let nextName = 1;

function charOf(x: unknown): unknown {
  if (x instanceof Char) return x;
  return typeof x === "number" ? char(x) : fail("bad-argument", { op: "char", expected: "a code point", value: x });
}

const CHAR_ESCAPES = new Map([
  ["\n", "\\n"],
  ["\t", "\\t"],
  ["\r", "\\r"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\f", "\\f"],
  ["\b", "\\b"],
]);

/** The name a character's literal has, or null. */
function charName(c: unknown): string | null {
  const literal = printReadably(c).slice(1);
  return /^[a-z]{2,}$/.test(literal) ? literal : null;
}

/** Position of a code point inside a text, or a failure. */
function unitAt(op: string, text: string, i: unknown): number {
  const unit = isInt(i) ? findUnit(text, Number(i)) : fail("bad-argument", { op, expected: "an index", value: i });
  return unit ?? fail("out-of-bounds", { index: i, kind: "string", count: countCodePoints(text) });
}

function subs(text: unknown, start: unknown, end?: unknown): unknown {
  const s = asText("subs", text);
  const from = unitAt("subs", s, start);
  const to = end === undefined ? s.length : unitAt("subs", s, end);
  return to < from
    ? fail("out-of-bounds", { index: end, kind: "string", count: countCodePoints(s) })
    : s.slice(from, to);
}

function randomUuid(): unknown {
  const digit = (limit: number) => Math.floor(random() * limit).toString(16);
  let text = "";
  for (let i = 0; i < 32; i++) text += i === 12 ? "4" : i === 16 ? "89ab"[Math.floor(random() * 4)] : digit(16);
  return parseUuid(text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")) ?? null;
}

defineLeaves({
  "name": nameOf,
  "namespace": namespaceOf,
  "keyword": between(1, 2, keywordOf),
  "find-keyword": between(1, 2, keywordOf),
  "symbol": between(1, 2, symbolOf),
  "gensym": between(0, 1, (prefix: unknown = "G__") => sym(null, toText(prefix) + nextName++)),
  "char": charOf,
  "char-name-string": (c) => charName(charOf(c)),
  "char-escape-string": (c) => CHAR_ESCAPES.get(toText(charOf(c))) ?? null,
  "subs": between(2, 3, subs),
  "-includes?": (text, part) => asText("apropos", text).includes(asText("apropos", part)),
  "random-uuid": randomUuid,
  "parse-uuid": (text) => parseUuid(asText("parse-uuid", text)) ?? null,
});

// ---- regular expressions ---------------------------------------------------------------------------------------------

function asRegex(op: string, x: unknown): Regex {
  if (x instanceof Regex) return x;
  return typeof x === "string" ? regex(x) : fail("bad-argument", { op, expected: "a regular expression", value: x });
}

const whole = new WeakMap<Regex, RegExp>();

/** The expression that matches a whole text or nothing. */
function wholeOf(re: Regex): RegExp {
  let found = whole.get(re);
  if (found === undefined) whole.set(re, found = new RegExp(`(?<![^])(?:${re.re.source})(?![^])`, re.flags));
  return found;
}

/** A match as programs see it: the text, or a vector of the text and its groups. */
function matchValue(match: readonly (string | undefined)[]): unknown {
  return match.length === 1 ? match[0] : vec(match.map((group) => group ?? null));
}

/** A search that goes on where it stopped. */
class Matcher extends Entity {
  readonly #matches: Iterator<RegExpExecArray>;
  /** The groups of the last match. */
  found: unknown = null;
  constructor(re: Regex, text: string) {
    super();
    this.#matches = text.matchAll(re.global);
  }
  override get typeName(): string {
    return "Matcher";
  }
  next(): unknown {
    const step = this.#matches.next();
    return this.found = step.done === true ? null : matchValue(step.value);
  }
}

function matcher(op: string, x: unknown): Matcher {
  return x instanceof Matcher ? x : fail("bad-argument", { op, expected: "what `re-matcher` gives", value: x });
}

function reFind(re: unknown, text?: unknown): unknown {
  if (text === undefined) return matcher("re-find", re).next();
  const match = asRegex("re-find", re).re.exec(asText("re-find", text));
  return match === null ? null : matchValue(match);
}

function reMatches(re: unknown, text: unknown): unknown {
  const match = wholeOf(asRegex("re-matches", re)).exec(asText("re-matches", text));
  return match === null ? null : matchValue(match);
}

function reSeq(re: unknown, text: unknown): unknown {
  const matches = [...asText("re-seq", text).matchAll(asRegex("re-seq", re).global)];
  return matches.length === 0 ? null : listFrom(matches.map((match) => matchValue(match)));
}

defineLeaves({
  "re-pattern": (x) => asRegex("re-pattern", x),
  "re-find": between(1, 2, reFind),
  "re-matcher": (re, text) => new Matcher(asRegex("re-matcher", re), asText("re-matcher", text)),
  "re-groups": (m) => matcher("re-groups", m).found,
  "re-matches": reMatches,
  "re-seq": reSeq,
});

document(() => `
str [& xs]
The text of all arguments, joined. Nil is empty. \`(str 1 :k "s" nil) ;=> "1:ks"\`

pr-str [& xs]
The arguments as they read back, with spaces between. \`(pr-str "a" :b) ;=> "\\"a\\" :b"\`

print-str [& xs]
What \`print\` writes. \`(print-str "a" :b) ;=> "a :b"\`

prn-str [& xs]
What \`prn\` writes. \`(prn-str :b) ;=> ":b\\n"\`

println-str [& xs]
What \`println\` writes. \`(println-str "a") ;=> "a\\n"\`

format [pattern & args]
A pattern with its directives filled in: \`%s %d %f %e %g %x %o %c %b %n %%\`, with flags, width and precision. \`(format "%s: %.2f" "a" 9.5) ;=> "a: 9.50"\`

name [x]
The name of a keyword or symbol without its namespace. \`(name :a/b) ;=> "b"\`

namespace [x]
The namespace of a keyword or symbol, or nil. \`(namespace :a/b) ;=> "a"\`

keyword [name] [ns name]
The keyword of a name. \`(keyword "a" "b") ;=> :a/b\`

find-keyword [name] [ns name]
The keyword of a name. \`(find-keyword "a") ;=> :a\`

symbol [name] [ns name]
The symbol of a name. \`(symbol "a" "b") ;=> a/b\`

gensym [] [prefix]
A symbol that nobody has made before. \`(= (gensym) (gensym)) ;=> false\`

char [x]
The character of a code point. \`(char 97) ;=> \\a\`

char-name-string [c]
The name a character's literal has, or nil. \`(char-name-string \\space) ;=> "space"\`

char-escape-string [c]
How a character is written inside a string, if not as itself. \`(char-escape-string \\newline) ;=> "\\\\n"\`

subs [s start] [s start end]
The part of a string from index start up to end. \`(subs "hello" 1 3) ;=> "el"\`

random-uuid []
A random Uuid. \`(uuid? (random-uuid)) ;=> true\`

parse-uuid [s]
The Uuid that a string writes, or nil. \`(parse-uuid "x") ;=> nil\`

re-pattern [s]
The regular expression of a string. \`(re-find (re-pattern "b+") "abbc") ;=> "bb"\`

re-matcher [re s]
A search through a string, for \`re-find\` to take step by step. \`(let [m (re-matcher #"\\d" "a1b2")] [(re-find m) (re-find m) (re-find m)]) ;=> ["1" "2" nil]\`

re-groups [matcher]
What the last \`re-find\` on a search found. \`(let [m (re-matcher #"(a)." "ab")] (re-find m) (re-groups m)) ;=> ["ab" "a"]\`

re-find [re s] [matcher]
The first match in a string: its text, or a vector of its text and groups; nil for none. Of a search, the next match. \`(re-find #"(a)(b)?" "xa") ;=> ["a" "a" nil]\`

re-matches [re s]
The match of a whole string, or nil. \`(re-matches #"(\\d+)-(\\d+)" "10-20") ;=> ["10-20" "10" "20"]\`

re-seq [re s]
All matches in a string, one after the other, or nil. \`(re-seq #"\\w" "ab") ;=> ("a" "b")\`
`);

// ---- batuta.str ------------------------------------------------------------------------------------------------------

const STR = "batuta.str";

function text1(op: string, f: (text: string) => unknown) {
  return (x: unknown) => f(x instanceof Keyword || x instanceof Sym ? toText(x) : asText(op, x));
}

function text2(op: string, f: (text: string, part: string) => unknown) {
  return (x: unknown, y: unknown) => f(asText(op, x), y instanceof Char ? y.toText() : asText(op, y));
}

function capitalize(text: string): string {
  const first = findUnit(text, 1) ?? 0;
  return text.slice(0, first).toUpperCase() + text.slice(first).toLowerCase();
}

/** Pieces between separators; without a limit, empty ones at the end are left out, as in Clojure. */
function split(text: unknown, by: unknown, limit: unknown = 0): unknown {
  const s = asText("split", text);
  const most = Number(truncate(limit));
  const pieces = by instanceof Regex ? splitByRegex(s, by, most) : splitByText(s, textOf("split", by), most);
  // Text that is nothing but separators has no pieces; empty text is its own.
  if (most === 0 && s !== "") { while (pieces.at(-1) === "") pieces.pop(); }
  return vec(pieces);
}

function textOf(op: string, x: unknown): string {
  return x instanceof Char ? x.toText() : asText(op, x);
}

function splitByText(s: string, by: string, most: number): string[] {
  if (by === "") return s === "" ? [""] : Array.from(s);
  const pieces = s.split(by);
  return most > 0 && pieces.length > most ? [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(by)] : pieces;
}

function splitByRegex(s: string, by: Regex, most: number): string[] {
  // Matches one by one take twice the time, and four times that of a text.
  if (most <= 0 && by.separator !== null && s !== "") return s.split(by.separator);
  const pieces: string[] = [];
  let from = 0;
  for (const match of s.matchAll(by.global)) {
    if (most > 0 && pieces.length === most - 1) break;
    const end = match.index + match[0].length;
    // An empty match at the very beginning or end separates nothing.
    if (end === 0 || (match[0] === "" && match.index >= s.length)) continue;
    pieces.push(s.slice(from, match.index));
    from = end;
  }
  pieces.push(s.slice(from));
  return pieces;
}

function replacePlain(text: unknown, what: unknown, replacement: unknown): unknown {
  const s = asText("replace", text);
  return what instanceof Regex
    ? s.replace(what.global, javaReplacement(asText("replace", replacement)))
    : s.replaceAll(textOf("replace", what), () => textOf("replace", replacement));
}

function replaceFirstPlain(text: unknown, what: unknown, replacement: unknown): unknown {
  const s = asText("replace-first", text);
  return what instanceof Regex
    ? s.replace(what.re, javaReplacement(asText("replace-first", replacement)))
    : s.replace(textOf("replace-first", what), () => textOf("replace-first", replacement));
}

/** `$1` stands for a group, `$0` for all, `${name}` for a named group and `\$` for a dollar sign, as in Clojure; `$&` and the like are JavaScript's and mean themselves. */
function javaReplacement(text: string): string {
  return text.replace(/\\(.)|\$0(?!\d)|\$\{(\w+)\}|\$(?!\d|<)/gs, (all, escaped, name) => {
    if (all === "$0") return "$&";
    if (name !== undefined) return `$<${name}>`;
    return escaped === undefined || escaped === "$" ? "$$" : escaped;
  });
}

/** The matches of a text and what stands between them, for replacing by a function. */
function pieces(text: unknown, re: unknown, firstOnly: unknown): unknown {
  const s = asText("replace", text);
  const out: unknown[] = [];
  let from = 0;
  for (const match of s.matchAll(asRegex("replace", re).global)) {
    out.push(s.slice(from, match.index), matchValue(match));
    from = match.index + match[0].length;
    if (firstOnly === true) break;
  }
  out.push(s.slice(from));
  return vec(out);
}

function indexOf(text: unknown, part: unknown, from?: unknown): unknown {
  const s = asText("index-of", text);
  const start = from === undefined ? 0 : findUnit(s, Math.max(0, Number(truncate(from)))) ?? s.length;
  const unit = s.indexOf(textOf("index-of", part), start);
  return unit < 0 ? null : indexOfUnit(s, unit);
}

function lastIndexOf(text: unknown, part: unknown, from?: unknown): unknown {
  const s = asText("last-index-of", text);
  const start = from === undefined ? s.length : findUnit(s, Number(truncate(from))) ?? s.length;
  const unit = s.lastIndexOf(textOf("last-index-of", part), start);
  return unit < 0 ? null : indexOfUnit(s, unit);
}

function reverse(text: string): string {
  return Array.from(text).reverse().join("");
}

function padText(op: string, atStart: boolean) {
  return (text: unknown, width: unknown, filler: unknown = " ") => {
    const s = asText(op, text);
    const missing = Number(truncate(width)) - countCodePoints(s);
    if (missing <= 0) return s;
    const unit = Array.from(textOf(op, filler));
    if (unit.length === 0) return fail("bad-argument", { op, expected: "something to fill with", value: filler });
    const fill = Array.from({ length: missing }, (_, i) => unit[i % unit.length]).join("");
    return atStart ? fill + s : s + fill;
  };
}

/** The texts of a collection's elements with a separator between. */
function join(separator: unknown, coll: unknown): unknown {
  return joinSeq("", toText(separator), coll);
}

/** Loading its tables costs more than a small program's whole start. */
let segmenter: Intl.Segmenter | null = null;

/** What people see as single characters. Source: Unicode Standard Annex 29. */
function graphemes(s: string): unknown {
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  return vec(Array.from(segmenter.segment(s), ({ segment }) => segment));
}

const encoder = new TextEncoder();

function fromUtf8(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array)) return fail("bad-argument", { op: "from-utf8", expected: "bytes", value: bytes });
  return new TextDecoder().decode(bytes);
}

defineLeaves({
  "upper-case": text1("upper-case", (s) => s.toUpperCase()),
  "lower-case": text1("lower-case", (s) => s.toLowerCase()),
  "capitalize": text1("capitalize", capitalize),
  "trim": text1("trim", (s) => s.trim()),
  "triml": text1("triml", (s) => s.trimStart()),
  "trimr": text1("trimr", (s) => s.trimEnd()),
  "trim-newline": text1("trim-newline", (s) => s.replace(/[\r\n]+$/, "")),
  "blank?": (x) => x === null || asText("blank?", x).trim() === "",
  "reverse": text1("reverse", reverse),
  "includes?": text2("includes?", (s, part) => s.includes(part)),
  "starts-with?": text2("starts-with?", (s, part) => s.startsWith(part)),
  "ends-with?": text2("ends-with?", (s, part) => s.endsWith(part)),
  "index-of": between(2, 3, indexOf),
  "last-index-of": between(2, 3, lastIndexOf),
  "split": between(2, 3, split),
  "split-lines": text1("split-lines", (s) => split(s, regex("\\r?\\n"))),
  "repeat": (s, n) => asText("repeat", s).repeat(Math.max(0, Number(truncate(n)))),
  "pad-left": between(2, 3, padText("pad-left", true)),
  "pad-right": between(2, 3, padText("pad-right", false)),
  "utf8": text1("utf8", (s) => encoder.encode(s)),
  "from-utf8": fromUtf8,
  "code-points": text1("code-points", (s) => s === "" ? EMPTY_LIST : listFrom([...charsOf(s)].map((c) => c.cp))),
  "graphemes": text1("graphemes", graphemes),
  "compare": text2("compare", (s, t) => Math.sign(compareText(s, t))),
  "re-quote-replacement": text1("re-quote-replacement", (s) => s.replace(/[\\$]/g, "\\$&")),
  "-replace": replacePlain,
  "-replace-first": replaceFirstPlain,
  "-pieces": pieces,
}, STR);

definePrimitives({
  "join": between(
    1,
    2,
    (separator, coll?: unknown) => coll === undefined ? join("", separator) : join(separator, coll),
  ),
}, STR);

document(
  () => `
upper-case [s]
All letters as capitals. \`(str/upper-case "hello") ;=> "HELLO"\`

lower-case [s]
All letters small. \`(str/lower-case "ABC") ;=> "abc"\`

capitalize [s]
The first letter as a capital, the others small. \`(str/capitalize "bO") ;=> "Bo"\`

trim [s]
Without white space at both ends. \`(str/trim "  x ") ;=> "x"\`

triml [s]
Without white space in front. \`(str/triml "  x ") ;=> "x "\`

trimr [s]
Without white space at the end. \`(str/trimr "  x ") ;=> "  x"\`

trim-newline [s]
Without line breaks at the end. \`(str/trim-newline "x\\n") ;=> "x"\`

blank? [s]
Whether a string is nil, empty or white space. \`(str/blank? "  ") ;=> true\`

reverse [s]
The characters from last to first. \`(str/reverse "abc") ;=> "cba"\`

join [coll] [separator coll]
The texts of the elements of a collection, one after the other, with a separator between. \`(str/join "," [1 2 3]) ;=> "1,2,3"\`

includes? [s part]
Whether a string has a part. \`(str/includes? "abc" "b") ;=> true\`

starts-with? [s part]
Whether a string begins so. \`(str/starts-with? "abc" "ab") ;=> true\`

ends-with? [s part]
Whether a string ends so. \`(str/ends-with? "abc" "bc") ;=> true\`

index-of [s part] [s part from]
The index of the first such part, or nil. \`(str/index-of "abc" "c") ;=> 2\`

last-index-of [s part] [s part from]
The index of the last such part, or nil. \`(str/last-index-of "abcb" "b") ;=> 3\`

split [s by] [s by limit]
The pieces between separators, a string or a regular expression; at most \`limit\`. \`(str/split "a,b,c" ",") ;=> ["a" "b" "c"]\`

split-lines [s]
The lines of a string. \`(str/split-lines "a\\nb") ;=> ["a" "b"]\`

repeat [s n]
A string n times over. \`(str/repeat "ab" 2) ;=> "abab"\`

pad-left [s width] [s width filler]
Filled up in front to a width. \`(str/pad-left "7" 3 "0") ;=> "007"\`

pad-right [s width] [s width filler]
Filled up at the end to a width. \`(str/pad-right "a" 3) ;=> "a  "\`

utf8 [s]
The string as Bytes in UTF-8. \`(count (str/utf8 "é")) ;=> 2\`

from-utf8 [bytes]
The string of Bytes in UTF-8. \`(str/from-utf8 (str/utf8 "é")) ;=> "é"\`

code-points [s]
The code points of a string. \`(str/code-points "ab") ;=> (97 98)\`

graphemes [s]
What people see as single characters, as strings: a letter with its accents, an emoji with its parts. \`(count (str/graphemes "e\\u0301!")) ;=> 2\`

compare [s t]
-1, 0 or 1 as strings stand in the order of their code points. \`(str/compare "a" "b") ;=> -1\`

re-quote-replacement [s]
A replacement in which nothing has a meaning of its own. \`(str/replace "a" #"a" (str/re-quote-replacement "$1")) ;=> "$1"\`
`,
  STR,
);
