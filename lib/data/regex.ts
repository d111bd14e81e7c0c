/**
 * Regular expressions: JavaScript's syntax with the `u` flag, after leading inline flags such as `(?i)` or `(?ms)`.
 * Escapes of punctuation that the `u` flag forbids but other dialects allow (`\-`, `\:`) are accepted.
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

/** The ends of a text as other notations write them. */
const ENDS: Readonly<Record<string, string>> = { "\\A": "(?<![^])", "\\z": "(?![^])", "\\Z": "(?=\\n?(?![^]))" };

/** Escaped punctuation without a meaning of its own, by its code: that is allowed inside and outside of classes. */
function encodePunctuation(pattern: string): string {
  return pattern.replace(
    /\\[^]/g,
    (escape) =>
      ENDS[escape] ?? (/[!#%&',\-:;<=>@`_~ ]/.test(escape[1]) ? "\\x" + escape.charCodeAt(1).toString(16) : escape),
  );
}

function splitFlags(source: string): { readonly flags: string; readonly pattern: string } {
  // `u`, `U` and `d` are for other hosts: everything here is Unicode.
  const leading = /^\(\?([imsuUd]+)\)/.exec(source);
  if (leading === null) return { flags: "u", pattern: source };
  const flags = new Set([...leading[1]].filter((flag) => "ims".includes(flag)));
  return { flags: [...flags, "u"].join(""), pattern: source.slice(leading[0].length) };
}

/** The regular expression of a text, with or without a literal's `\"` for quotes; fails with `bad-regex`. */
export function regex(text: string): Regex {
  const source = unescapeQuotes(text);
  const { flags, pattern } = splitFlags(source);
  try {
    return new Regex(source, flags, new RegExp(encodePunctuation(pattern), flags));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const reason = error.message.slice(error.message.lastIndexOf(": ") + 2).toLowerCase();
    return fail("bad-regex", { source, reason });
  }
}
