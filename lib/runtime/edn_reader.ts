/**
 * EDN text → values, without recursion and without evaluating anything.
 * In: text, at once or line by line. Out: one value after the other; or a failure `edn-syntax` with line and column. Beyond EDN
 * it reads what Batuta prints: tuples, ratios, regular expressions, durations, `#:ns{…}`, metadata.
 * Functions for tags are the program's and may wait: what is read so far stands in this object, so reading goes on afterwards.
 * Source: the EDN format, github.com/edn-format/edn.
 * @module
 */
import {
  ABSENT,
  BatutaError,
  Coll,
  EMPTY_MAP,
  type ErrorEntry,
  Keyword,
  kw,
  listFrom,
  MapBuilder,
  mapOf,
  parseChar,
  parseDuration,
  parseInstant,
  parseNumber,
  parsePid,
  parseUuid,
  PMap,
  regex,
  setFrom,
  show,
  Sym,
  symbolFrom,
  Tuple,
  vec,
} from "../data/mod.ts";
import { andThen, machine } from "./machine.ts";
import { placeIn } from "./text_place.ts";

/** The failure of reading, in the form of `data/errors.ts`. */
export const EDN_SYNTAX: ErrorEntry<{ line: number; column: number; wrong: string }> = {
  message: (d) => `EDN, line ${d.line}, column ${d.column}: ${d.wrong}`,
  hint: null,
  example: '(edn/read-string "[1 2")',
};

/** How to read. */
export interface EdnReading {
  /** The value of a tagged form; undefined when nobody knows the tag. May answer `SUSPENDED`. */
  readonly tagged: (tag: Sym, value: unknown) => unknown;
  /** More text, null at its end. Left out: there is none. */
  readonly more?: () => string | null;
}

/** What `next` answers at the end of the text; never a value. */
export const EDN_END: unique symbol = Symbol("end of EDN");

/** A form that is not complete yet. */
interface Open {
  readonly kind: "list" | "vector" | "map" | "set" | "tagged" | "discard" | "meta";
  /** Where it begins. */
  readonly start: number;
  /** The tag of a tagged form; the namespace of the keys of `#:ns{…}`. */
  readonly name: string | null;
  readonly items: unknown[];
}

const CLOSERS: Readonly<Record<string, string>> = { list: ")", vector: "]", map: "}", set: "}" };

// Sticky: each matches where the reader is.
const SPACE = /[\s,\ufeff]*/y;
const TOKEN = /[^\s,()[\]{}"\\;^`~@]+/y;
const STRING = /"(?:[^"\\]|\\[^])*"/y;
const CHARACTER = /\\(?:[()[\]{}"\\;^`~@,\s]|[^\s,()[\]{}"\\;^`~@]+)/uy;

const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|o?([0-3]?[0-7]{1,2})|([^]))/gu;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  '"': '"',
  "\\": "\\",
};
const NAMED_VALUES = new Map<string, unknown>([
  ["nil", null],
  ["true", true],
  ["false", false],
  ["##Inf", Infinity],
  ["##-Inf", -Infinity],
  ["##NaN", NaN],
]);
const BUILT_IN = new Map<string, (text: string) => unknown>([
  ["inst", parseInstant],
  ["uuid", parseUuid],
  ["duration", parseDuration],
]);
/** A name: no colon or slash at its ends but the name `/` itself. */
const NAME = /^(?:\/|[^/:]+(?::[^/:]+)*(?:\/(?:\/|[^/]+))?)$/;

/** 1 for ASCII that can stand in a token. */
const TOKEN_UNITS = new Uint8Array(0x7f).fill(1);
for (const c of '\t\n\v\f\r ,()[]{}"\\;^`~@') TOKEN_UNITS[c.charCodeAt(0)] = 0;

/** Says that a form goes on. */
const MORE: unique symbol = Symbol("more");

/** Reads values of one text. */
export class EdnReader {
  #text: string;
  #at = 0;
  /** Lines dropped from the front of the text. */
  #linesBefore = 0;
  readonly #open: Open[] = [];
  /** Keywords read before: most texts use few keys many times. */
  readonly #known = new Map<string, Keyword>();
  #discards = 0;
  /** A backslash, the first one from some place on; -1 when nobody has looked. */
  #escape = -1;
  readonly #options: EdnReading;

  constructor(text: string, options: EdnReading) {
    this.#text = text;
    this.#options = options;
  }

  /** The text after the last value. */
  get rest(): string {
    return this.#text.slice(this.#at);
  }

  /** The next value, or `EDN_END`; suspends when the function of a tag does. */
  next(): unknown {
    this.#forget();
    return this.#goOn();
  }

  /** What was read is not needed any more. */
  #forget(): void {
    if (this.#options.more === undefined) return;
    this.#linesBefore += placeIn(this.#text, this.#at).line - 1;
    this.#text = this.rest;
    this.#at = 0;
    this.#escape = -1;
  }

  #goOn(): unknown {
    for (;;) {
      this.#skipSpace();
      if (this.#at === this.#text.length) {
        if (this.#refill()) continue;
        const open = this.#open.at(-1);
        if (open === undefined) return EDN_END;
        return this.#failAt(open.start, `this ${open.kind === "discard" ? "`#_`" : open.kind} is never completed`);
      }
      const value = this.#form();
      if (value === MORE) continue;
      const result = this.#accept(value);
      if (result !== MORE) return result;
    }
  }

  #refill(): boolean {
    const more = this.#options.more?.() ?? null;
    if (more === null) return false;
    this.#text += more;
    this.#escape = -1;
    return true;
  }

  /** Moves past what a sticky expression matches here and answers it. */
  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  /** Moves past white space and comments. */
  #skipSpace(): void {
    const text = this.#text;
    for (;;) {
      const unit = text.charCodeAt(this.#at);
      if (unit === 0x20 || unit === 0x2c || unit === 0x0a) this.#at++;
      else if (unit === 0x3b) {
        const end = text.indexOf("\n", this.#at);
        this.#at = end < 0 ? text.length : end;
      } else if (unit > 0x20 && unit < 0x7f || this.#skip(SPACE) === "") return;
    }
  }

  /** The token that begins here, if one does: most are ASCII, and end where the loop says so. */
  #token(): string {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    while (TOKEN_UNITS[text.charCodeAt(end)] === 1) end++;
    if (text.charCodeAt(end) > 0x7e) return this.#skip(TOKEN);
    this.#at = end;
    return text.slice(start, end);
  }

  /** The value that begins or ends here; `MORE` when something begins that has parts. */
  #form(): unknown {
    const start = this.#at;
    switch (this.#text.charCodeAt(start)) {
      case 0x28:
        return this.#begin("list", 1);
      case 0x5b:
        return this.#begin("vector", 1);
      case 0x7b:
        return this.#begin("map", 1);
      case 0x29:
      case 0x5d:
      case 0x7d:
        return this.#close(this.#text[start]);
      case 0x22:
        return this.#string();
      case 0x5c:
        return this.#character();
      case 0x23:
        return this.#dispatch();
      case 0x5e:
        return this.#begin("meta", 1);
      case 0x27:
      case 0x60:
      case 0x7e:
      case 0x40:
        return this.#failAt(start, `\`${this.#text[start]}\` belongs to code, not to data`);
    }
    const token = this.#token();
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const value = this.#atom(token, start);
    if (value instanceof Keyword) this.#known.set(token, value);
    return value;
  }

  #begin(kind: Open["kind"], length: number, name: string | null = null): typeof MORE {
    this.#open.push({ kind, start: this.#at, name, items: [] });
    if (kind === "discard") this.#discards++;
    this.#at += length;
    return MORE;
  }

  #dispatch(): unknown {
    const start = this.#at;
    const after = this.#text[start + 1];
    if (after === "{") return this.#begin("set", 2);
    if (after === "_") return this.#begin("discard", 2);
    if (after === "^") return this.#begin("meta", 2);
    if (after === "#") return this.#atom(this.#skip(TOKEN), start);
    if (after === '"') {
      this.#at++;
      return this.#regex(this.#quoted().replace(/\\[^]/g, (pair) => pair === '\\"' ? '"' : pair), start);
    }
    if (after === "<") return this.#failAt(start, "`#<…>` is how a value without a written form is shown");
    const name = this.#skip(TOKEN).slice(1);
    const pid = name.startsWith("actor<") ? parsePid(name.slice("actor<".length, -1)) : undefined;
    if (pid !== undefined) return pid;
    this.#at = start;
    if (name.startsWith(":") && NAME.test(name.slice(1)) && this.#text[start + 1 + name.length] === "{") {
      return this.#begin("map", name.length + 2, name.slice(1));
    }
    if (!/^\p{L}/u.test(name) || !NAME.test(name)) return this.#failAt(start, "a tag must follow `#`");
    return this.#begin("tagged", name.length + 1, name);
  }

  #close(closer: string): unknown {
    const open = this.#open.at(-1);
    if (open === undefined) return this.#failAt(this.#at, `\`${closer}\` closes nothing`);
    const wanted = CLOSERS[open.kind];
    if (wanted === undefined) return this.#failAt(open.start, `a value must follow, got \`${closer}\``);
    if (wanted !== closer) return this.#failAt(this.#at, `expected \`${wanted}\`, got \`${closer}\``);
    this.#at++;
    this.#open.pop();
    const { kind, items } = open;
    if (kind === "list") return listFrom(items);
    if (kind === "vector") return vec(items);
    return kind === "set" ? this.#set(open) : this.#map(open);
  }

  #set({ items, start }: Open): unknown {
    const set = setFrom(items);
    if (set.count() < items.length) this.#failAt(start, "a set holds the same value twice");
    return set;
  }

  #map({ items, start, name }: Open): unknown {
    if (items.length === 0) return EMPTY_MAP;
    if (items.length % 2 === 1) {
      if (items[0] instanceof Keyword && name === null) return new Tuple(items[0], items.slice(1));
      return this.#failAt(start, "a map needs a value for every key");
    }
    const builder = new MapBuilder();
    for (let i = 0; i < items.length; i += 2) {
      const key = name === null ? items[i] : qualified(items[i], name);
      if (builder.findKey(key) !== ABSENT) this.#failAt(start, `a map holds the key ${show(key)} twice`);
      builder.assoc(key, items[i + 1]);
    }
    return builder.done();
  }

  /** Where the next backslash is; looked for once, as most texts have few. */
  #escapeAfter(at: number): number {
    if (this.#escape < at) {
      const found = this.#text.indexOf("\\", at);
      this.#escape = found < 0 ? Infinity : found;
    }
    return this.#escape;
  }

  /** Text between quotes as it stands. */
  #quoted(): string {
    const start = this.#at;
    const close = this.#text.indexOf('"', start + 1);
    if (close > 0 && this.#escapeAfter(start) > close) {
      this.#at = close + 1;
      return this.#text.slice(start + 1, close);
    }
    for (;;) {
      const found = this.#skip(STRING);
      if (found !== "") return found.slice(1, -1);
      if (!this.#refill()) return this.#failAt(start, "this string is never closed");
    }
  }

  #string(): string {
    const start = this.#at;
    const text = this.#quoted();
    if (!text.includes("\\")) return text;
    return text.replace(ESCAPE, (escape, long, short, octal, simple, offset) => {
      const found = simple === undefined
        ? codePoint(parseInt(long ?? short ?? octal, octal === undefined ? 16 : 8))
        : SIMPLE_ESCAPES[simple];
      return found ?? this.#failAt(start + 1 + offset, `\`${escape}\` is no escape`);
    });
  }

  #regex(source: string, start: number): unknown {
    try {
      return regex(source);
    } catch (error) {
      if (!(error instanceof BatutaError)) throw error;
      return this.#failAt(start, error.message);
    }
  }

  #character(): unknown {
    const start = this.#at;
    const text = this.#skip(CHARACTER);
    return parseChar(text.slice(1)) ?? this.#failAt(start, `\`${text}\` is no character`);
  }

  #atom(token: string, start: number): unknown {
    const named = NAMED_VALUES.get(token);
    if (named !== undefined) return named;
    if (/^[1-9][0-9]{0,14}$/.test(token)) return Number(token);
    if (/^[+-]?[0-9]/.test(token)) return parseNumber(token) ?? this.#failAt(start, `\`${token}\` is no number`);
    if (token.startsWith(":")) {
      const name = token.slice(1);
      if (name.startsWith(":")) return this.#failAt(start, `\`${token}\` depends on a namespace, so it is no data`);
      return NAME.test(name) ? kw(name) : this.#failAt(start, `\`${token}\` is no keyword`);
    }
    return NAME.test(token) && !token.startsWith("#")
      ? symbolFrom(token)
      : this.#failAt(start, `\`${token}\` is no symbol`);
  }

  /** Puts a complete value where it belongs: the value that `next` wants, `MORE`, or `SUSPENDED`. */
  #accept(complete: unknown): unknown {
    let value = complete;
    for (;;) {
      const open = this.#open.at(-1);
      if (open === undefined) return value;
      if (open.kind === "discard") {
        this.#open.pop();
        this.#discards--;
        return MORE;
      }
      if (open.kind === "tagged") {
        this.#open.pop();
        value = this.#tagged(open, value);
        if (machine.suspended) return andThen(value, (arrived) => this.#resume(arrived));
        continue;
      }
      open.items.push(value);
      if (open.kind !== "meta" || open.items.length < 2) return MORE;
      this.#open.pop();
      value = this.#withMeta(open);
    }
  }

  #resume(value: unknown): unknown {
    const result = this.#accept(value);
    return result === MORE ? this.#goOn() : result;
  }

  #tagged({ name, start }: Open, value: unknown): unknown {
    // What is left out is not understood either.
    if (this.#discards > 0) return value;
    const tag = symbolFrom(name as string); // tagged forms have one
    const found = this.#options.tagged(tag, value);
    if (found !== undefined) return found;
    const parse = BUILT_IN.get(tag.text);
    if (parse === undefined) {
      return this.#failAt(start, `nobody knows the tag \`#${tag.text}\`; \`:readers\` and \`:default\` can`);
    }
    const built = typeof value === "string" ? parse(value) : undefined;
    return built === undefined ? this.#failAt(start, `${show(value)} is nothing that \`#${tag.text}\` can be`) : built;
  }

  #withMeta({ items: [meta, value], start }: Open): unknown {
    const map = meta instanceof Keyword
      ? mapOf(meta, true)
      : meta instanceof Sym || typeof meta === "string"
      ? mapOf(kw("tag"), meta)
      : meta;
    if (!(map instanceof PMap)) return this.#failAt(start, "metadata is a map, keyword, symbol or string");
    if (!(value instanceof Coll || value instanceof Sym || value instanceof Tuple)) {
      return this.#failAt(start, `${show(value)} cannot have metadata`);
    }
    return value.withMeta(value.meta instanceof PMap ? value.meta.merge(map) : map);
  }

  #failAt(at: number, wrong: string): never {
    const { line, column } = placeIn(this.#text, at);
    const place = { line: line + this.#linesBefore, column };
    const data = mapOf(kw("line"), place.line, kw("column"), place.column);
    throw new BatutaError("edn-syntax", EDN_SYNTAX.message({ ...place, wrong }), { data });
  }
}

function codePoint(cp: number): string | undefined {
  return cp > 0x10ffff ? undefined : String.fromCodePoint(cp);
}

/** A key of `#:ns{…}`: names without a namespace get it, `_/name` loses its own. */
function qualified(key: unknown, ns: string): unknown {
  if (!(key instanceof Keyword || key instanceof Sym) || (key.ns !== null && key.ns !== "_")) return key;
  const text = key.ns === "_" ? key.name : `${ns}/${key.name}`;
  return key instanceof Keyword ? kw(text) : symbolFrom(text);
}
