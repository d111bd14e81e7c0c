/**
 * JSON text → values, in one pass without recursion: nesting of any depth costs heap, not stack.
 * In: text. Out: nil, booleans, numbers (Int where JSON has neither fraction nor exponent, exact at any size; else Float),
 * strings, vectors, maps; or a failure `json-syntax` with line and column. Of equal keys the last wins, in the place of the
 * first. Strings of 13 to 48 units are slices of the text, as V8 makes them: one that is kept keeps the whole text.
 * Invariant: everything that RFC 8259 calls JSON is accepted and nothing else, except numbers beyond any Float.
 * @module
 */
import {
  BatutaError,
  EMPTY_MAP,
  EMPTY_VEC,
  type ErrorEntry,
  type Keyword,
  kw,
  MapBuilder,
  mapOf,
  mapOfFlat,
  mkFloat,
  normBig,
  parseNumber,
  type PMap,
  vec,
} from "../data/mod.ts";
import { placeIn } from "./text_place.ts";

/** How to read. */
export interface JsonReading {
  /** What the key of an object becomes. */
  readonly keyOf: (text: string) => string | Keyword;
  /** Numbers with fraction or exponent become Decimals, which are exact. */
  readonly decimals: boolean;
  /** Added to line numbers, for texts that are part of a longer one. */
  readonly linesBefore: number;
}

/** The failure of reading, in the form of `data/errors.ts`. */
export const JSON_SYNTAX: ErrorEntry<{ line: number; column: number; wrong: string }> = {
  message: (d) => `JSON, line ${d.line}, column ${d.column}: ${d.wrong}`,
  hint: null,
  example: '(json/parse "[1, 2")',
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Longest run of digits that is surely a safe integer. */
const SAFE_DIGITS = 15;
/** Maps of up to so many entries are made of their entries in order. */
const MAX_ORDERED = 8;
const KEY_CACHE = 512;
/** Strings of more units are left to the host. */
const LONG = 48;

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= 0x39;
}

/** Whether an odd number of backslashes stands before an index. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === BACKSLASH) before--;
  return (at - before) % 2 === 1;
}

/** Reads one text after the other. */
export class JsonParser {
  readonly options: JsonReading;
  #text = "";
  #linesBefore = 0;
  #at = 0;
  /** Values of containers not closed yet, the innermost last; of objects, keys and values in turn. */
  readonly #values: unknown[] = [];
  #count = 0;
  /** Keys seen before, by a hash of length, first and last unit: most texts use few keys many times. */
  readonly #keyTexts: (string | undefined)[] = new Array(KEY_CACHE);
  readonly #keys: unknown[] = new Array(KEY_CACHE);

  constructor(options: JsonReading) {
    this.options = options;
  }

  /** The one value of a text, which begins after so many lines. */
  parse(text: string, linesBefore = this.options.linesBefore): unknown {
    this.#text = text;
    this.#linesBefore = linesBefore;
    this.#at = 0;
    this.#count = 0;
    this.#skipSpace();
    if (this.#at === text.length) this.#fail("the text is empty");
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < text.length) this.#fail(`${this.#here()} after the value`);
    return value;
  }

  #value(): unknown {
    const text = this.#text;
    const values = this.#values;
    /** Where the values of each open container begin in `values`, and whether it is an object. */
    const starts: number[] = [];
    const objects: boolean[] = [];
    for (;;) {
      let value: unknown;
      const unit = text.charCodeAt(this.#at);
      if (unit === QUOTE) {
        this.#at++;
        value = this.#string();
      } else if (unit === OPEN_OBJECT) {
        this.#at++;
        this.#skipSpace();
        if (text.charCodeAt(this.#at) === CLOSE_OBJECT) {
          this.#at++;
          value = EMPTY_MAP;
        } else {
          starts.push(this.#count);
          objects.push(true);
          values[this.#count++] = this.#key();
          continue;
        }
      } else if (unit === OPEN_ARRAY) {
        this.#at++;
        this.#skipSpace();
        if (text.charCodeAt(this.#at) === CLOSE_ARRAY) {
          this.#at++;
          value = EMPTY_VEC;
        } else {
          starts.push(this.#count);
          objects.push(false);
          continue;
        }
      } else value = isDigit(unit) || unit === MINUS ? this.#number() : this.#word();
      // A value is complete: it ends the text, or goes into what is open, which may end with it, and so on.
      for (;;) {
        const depth = starts.length - 1;
        if (depth < 0) return value;
        values[this.#count++] = value;
        this.#skipSpace();
        const after = text.charCodeAt(this.#at);
        const object = objects[depth];
        if (after === COMMA) {
          this.#at++;
          this.#skipSpace();
          if (object) values[this.#count++] = this.#key();
          break;
        }
        if (after !== (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          this.#fail(`expected \`,\` or \`${object ? "}" : "]"}\`, got ${this.#here()}`);
        }
        this.#at++;
        const start = starts.pop() as number; // depth >= 0
        objects.pop();
        const items = values.slice(start, this.#count);
        this.#count = start;
        value = object ? mapOfEntries(items) : vec(items);
      }
    }
  }

  #skipSpace(): void {
    const text = this.#text;
    let at = this.#at;
    for (;;) {
      const unit = text.charCodeAt(at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) break;
      at++;
    }
    this.#at = at;
  }

  /** A key and its colon; the value may begin after it. */
  #key(): unknown {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) this.#fail(`expected a key in quotes, got ${this.#here()}`);
    this.#at++;
    const key = this.#keyText();
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== COLON) this.#fail(`expected \`:\` after a key, got ${this.#here()}`);
    this.#at++;
    this.#skipSpace();
    return key;
  }

  #keyText(): unknown {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    let unit = text.charCodeAt(end);
    while (unit !== QUOTE && unit !== BACKSLASH && unit >= 0x20) unit = text.charCodeAt(++end);
    if (unit !== QUOTE) return this.#keyOf(this.#string());
    this.#at = end + 1;
    const length = end - start;
    if (length === 0) return this.#keyOf("");
    const slot = (length * 31 + text.charCodeAt(start) * 17 + text.charCodeAt(end - 1) * 7) & (KEY_CACHE - 1);
    const known = this.#keyTexts[slot];
    if (known !== undefined && known.length === length && text.startsWith(known, start)) return this.#keys[slot];
    const found = text.slice(start, end);
    this.#keyTexts[slot] = found;
    return this.#keys[slot] = this.#keyOf(found);
  }

  #keyOf(text: string): string | Keyword {
    return this.options.keyOf(text);
  }

  /** What stands before the next quote, after the opening one. */
  #string(): string {
    const text = this.#text;
    const start = this.#at;
    const most = start + LONG;
    let end = start;
    let unit = text.charCodeAt(end);
    while (unit !== QUOTE && unit !== BACKSLASH && unit >= 0x20 && end < most) unit = text.charCodeAt(++end);
    if (unit !== QUOTE) return this.#hostString(start);
    this.#at = end + 1;
    return text.slice(start, end);
  }

  /** The same by `JSON.parse`, which is faster where a string is long or has escapes. */
  #hostString(start: number): string {
    const text = this.#text;
    let end = text.indexOf('"', start);
    while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) this.#wrongString(start);
    this.#at = end + 1;
    try {
      return JSON.parse(text.slice(start - 1, end + 1));
    } catch {
      return this.#wrongString(start);
    }
  }

  /** Fails where a string goes wrong. */
  #wrongString(start: number): never {
    const text = this.#text;
    this.#at = start;
    for (;;) {
      const unit = text.charCodeAt(this.#at);
      if (this.#at >= text.length) this.#failAt(start - 1, "this string is never closed");
      if (unit < 0x20) {
        this.#fail(`a string cannot contain the control character ${this.#here()}; write it with \`\\u\``);
      }
      this.#at += unit === BACKSLASH ? this.#escapeLength() : 1;
    }
  }

  #escapeLength(): number {
    const [, escape] = /^\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 6)) ?? [];
    if (escape !== undefined) return 1 + escape.length;
    return this.#fail(`\`${this.#text.slice(this.#at, this.#at + 2)}\` begins no escape that JSON knows`);
  }

  #number(): unknown {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    const negative = text.charCodeAt(at) === MINUS;
    if (negative) at++;
    const digits = at;
    let value = 0;
    let unit = text.charCodeAt(at);
    while (isDigit(unit)) {
      value = value * 10 + (unit - ZERO);
      unit = text.charCodeAt(++at);
    }
    if (at === digits) this.#failAt(at, "a number needs digits");
    if (text.charCodeAt(digits) === ZERO && at > digits + 1) this.#failAt(start, "a number cannot begin with a zero");
    if (unit === DOT || unit === 0x65 || unit === 0x45) return this.#float(start, at);
    this.#at = at;
    if (at - digits <= SAFE_DIGITS) return negative && value !== 0 ? -value : value;
    return normBig(BigInt(text.slice(start, at)));
  }

  /** A number with fraction or exponent; `at` is where the whole part ends. */
  #float(start: number, at: number): unknown {
    const text = this.#text;
    if (text.charCodeAt(at) === DOT) {
      const fraction = ++at;
      while (isDigit(text.charCodeAt(at))) at++;
      if (at === fraction) this.#failAt(at, "digits must follow the decimal point");
    }
    if ((text.charCodeAt(at) | 0x20) === 0x65) {
      at++;
      const sign = text.charCodeAt(at);
      if (sign === MINUS || sign === 0x2b) at++;
      const exponent = at;
      while (isDigit(text.charCodeAt(at))) at++;
      if (at === exponent) this.#failAt(at, "an exponent needs digits");
    }
    if (this.options.decimals) {
      this.#at = at;
      return parseNumber(`${text.slice(start, at)}M`) ?? this.#failAt(start, "the number is too large for a Decimal");
    }
    const value = Number(text.slice(start, at));
    if (!Number.isFinite(value)) this.#failAt(start, "the number is too large for a Float");
    this.#at = at;
    return mkFloat(value);
  }

  #word(): unknown {
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith("true", at)) return this.#wordEnds(at + 4, true);
    if (text.startsWith("false", at)) return this.#wordEnds(at + 5, false);
    if (text.startsWith("null", at)) return this.#wordEnds(at + 4, null);
    return this.#fail(`expected a value, got ${this.#here()}`);
  }

  #wordEnds<T>(end: number, value: T): T {
    this.#at = end;
    return value;
  }

  /** What stands where the parser is, for messages. */
  #here(): string {
    const unit = this.#text.codePointAt(this.#at);
    if (unit === undefined) return "the end of the text";
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit === 0xfeff) {
      return `U+${unit.toString(16).toUpperCase().padStart(4, "0")}`;
    }
    const word = /^[\p{L}\p{N}_$]{1,20}/u.exec(this.#text.slice(this.#at, this.#at + 40));
    return `\`${word === null ? String.fromCodePoint(unit) : word[0]}\``;
  }

  #failAt(at: number, wrong: string): never {
    this.#at = at;
    return this.#fail(wrong);
  }

  #fail(wrong: string): never {
    const { line, column } = placeIn(this.#text, this.#at);
    const place = { line: line + this.#linesBefore, column };
    const data = mapOf(kw("line"), place.line, kw("column"), place.column);
    throw new BatutaError("json-syntax", JSON_SYNTAX.message({ ...place, wrong }), { data });
  }
}

/** The map of `[k, v, …]`; equal keys are strings or keywords equal by `===`. Takes the array. */
function mapOfEntries(items: unknown[]): PMap {
  if (items.length > 2 * MAX_ORDERED) return builtMap(items);
  for (let i = 2; i < items.length; i += 2) {
    for (let j = 0; j < i; j += 2) if (items[i] === items[j]) return builtMap(items);
  }
  return mapOfFlat(items, null);
}

function builtMap(items: readonly unknown[]): PMap {
  const builder = new MapBuilder();
  for (let i = 0; i < items.length; i += 2) builder.assoc(items[i], items[i + 1]);
  return builder.done();
}

/** The value of a JSON text. */
export function parseJson(text: string, options: JsonReading): unknown {
  return new JsonParser(options).parse(text);
}
