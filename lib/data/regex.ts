/**
 * Regular expressions: JavaScript's syntax with the `u` flag, after leading inline flags such as `(?i)` or `(?ms)`.
 * What other dialects write is accepted where it can be said: escapes of any punctuation, `\Q…\E`, `\h`, `\R`, `\A`, `\z`, `(?x)`,
 * POSIX classes such as `\p{Alnum}`. Possessive quantifiers and intersections of classes are not.
 * In: the text between the quotes of `#"…"`. Out: a Regex that prints as it was written.
 * @module
 */
import { fail } from "./errors.ts";
import { hashString, mix } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

const HASH_SALT = 0x52656778;

/** A regular expression; equal to those with the same source. */
export class Regex extends Obj {
  #global: RegExp | null = null;
  #separator: string | RegExp | null | undefined;

  /** `source` is as written, flags included, quotes bare; `flags` is what JavaScript got; use `regex`. */
  constructor(readonly source: string, readonly flags: string, readonly re: RegExp) {
    super();
  }
  /** The same expression with the `g` flag, for `matchAll` and `replace`. Its `lastIndex` belongs to no one. */
  get global(): RegExp {
    return this.#global ??= new RegExp(this.re, this.flags + "g");
  }
  /**
   * What JavaScript's `split` takes to split like this expression; null when it would give groups as pieces, or might match
   * nothing, which Java and it see differently.
   */
  get separator(): string | RegExp | null {
    if (this.#separator === undefined) {
      const isPlain = this.flags === "u" && /^[^\\^$.|?*+()[\]{}]+$/.test(this.source);
      const isSimple = !/[($]|(?<!\[)\^|\\[bBAzZ]/.test(this.source) && !this.re.test("");
      this.#separator = isPlain ? this.source : isSimple ? this.re : null;
    }
    return this.#separator;
  }
  override get typeName(): string {
    return "Regex";
  }
  equals(other: unknown): boolean {
    return other instanceof Regex && this.source === other.source;
  }
  hash(): number {
    return mix(hashString(this.source) ^ HASH_SALT);
  }
  override print(printer: Printer): void {
    printer.text(`#"${escapeQuotes(this.source)}"`);
  }
  override toText(): string {
    return this.source;
  }
}

/** Quotes as they stand in a literal; the source has none with a backslash. */
function escapeQuotes(source: string): string {
  return source.replaceAll('"', '\\"');
}

/** The reverse: a backslash before a quote belongs to the literal, not to the expression. */
function unescapeQuotes(text: string): string {
  return text.replace(/\\[^]/g, (escape) => escape === '\\"' ? '"' : escape);
}

/** What other notations have of their own, as this one writes it outside of classes. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "\\A": "(?<![^])",
  "\\z": "(?![^])",
  "\\Z": "(?=\\n?(?![^]))",
  "\\R": "(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])",
  "\\e": "\\x1b",
  "\\a": "\\x07",
};

/** Sets of characters that other notations name: what stands in a class. */
const SETS: Readonly<Record<string, string>> = {
  h: " \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  XDigit: "0-9a-fA-F",
  Punct: "!-\\/:-@\\[-`{-~",
  Blank: " \\t",
  Space: "\\s",
  Cntrl: "\\x00-\\x1f\\x7f",
  Graph: "!-~",
  Print: " -~",
};

const TOKEN = /\\Q([^]*?)(?:\\E|$)|\\[pP]\{(\w+)\}|\\[^]|[[\]]/g;
/** The same, with white space and comments, which count for nothing after `(?x)`. */
const SPACED_TOKEN = new RegExp(`${TOKEN.source}|\\s+|#[^\\n]*`, "g");

/** Punctuation by its code: that is allowed inside and outside of classes, and means nothing but itself. */
function byCode(text: string): string {
  return text.replace(/[^\w\s]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The pattern in JavaScript's notation. */
function translated(pattern: string, spaced: boolean): string {
  if (!spaced && !pattern.includes("\\")) return pattern;
  let inClass = false;
  const set = (name: string, not: boolean) => inClass && !not ? SETS[name] : `[${not ? "^" : ""}${SETS[name]}]`;
  return pattern.replace(spaced ? SPACED_TOKEN : TOKEN, (token, quoted?: string, named?: string) => {
    if (quoted !== undefined) return byCode(quoted);
    if (named !== undefined) return Object.hasOwn(SETS, named) ? set(named, token[1] === "P") : token;
    if (token === "[" || token === "]") {
      inClass = token === "[";
      return token;
    }
    if (token[0] !== "\\") return inClass ? token : "";
    if (/[hH]/.test(token[1])) return set("h", token[1] === "H");
    if (!inClass && Object.hasOwn(ELSEWHERE, token)) return ELSEWHERE[token];
    return /[!#%&',\-:;<=>@`_~" ]/.test(token[1]) ? byCode(token[1]) : token;
  });
}

function splitFlags(source: string): { readonly flags: string; readonly pattern: string; readonly spaced: boolean } {
  // `u`, `U` and `d` are for other hosts: everything here is Unicode.
  const leading = /^\(\?([imsuUdx]+)\)/.exec(source);
  if (leading === null) return { flags: "u", pattern: source, spaced: false };
  const flags = new Set([...leading[1]].filter((flag) => "ims".includes(flag)));
  return {
    flags: [...flags, "u"].join(""),
    pattern: source.slice(leading[0].length),
    spaced: leading[1].includes("x"),
  };
}

/** The regular expression of a text, with or without a literal's `\"` for quotes; fails with `bad-regex`. */
export function regex(text: string): Regex {
  const source = unescapeQuotes(text);
  const { flags, pattern, spaced } = splitFlags(source);
  try {
    return new Regex(source, flags, new RegExp(translated(pattern, spaced), flags));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const reason = error.message.slice(error.message.lastIndexOf(": ") + 2).toLowerCase();
    return fail("bad-regex", { source, reason });
  }
}
