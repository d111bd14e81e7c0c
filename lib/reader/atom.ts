/**
 * Tokens that are a value by themselves: numbers, strings, characters, keywords, symbols, regular expressions.
 * In: the kind and text of a token. Out: its value; what cannot be understood is noted and read as nil, a wrong name as
 * the symbol it looks like.
 * @module
 */

import { BatutaError, type Keyword, kw, parseChar, parseNumber, regex, type Sym, symbolFrom } from "../data/mod.ts";
import { currentNs, type ReadContext } from "./context.ts";
import type { Mistakes } from "./mistakes.ts";
import { findInvisible, isQualifiedName } from "./name.ts";
import { placed } from "./placed.ts";
import { unescape, unescapeRegex } from "./text.ts";

/** Longest run of digits that is surely a safe integer. */
const SAFE_DIGITS = 15;

const NAMED_VALUES = new Map<string, null | boolean>([["nil", null], ["true", true], ["false", false]]);
const SYMBOLIC_NUMBERS = new Map([["Inf", Infinity], ["-Inf", -Infinity], ["NaN", NaN]]);

/** Reads atoms of one text; remembers its names, because most occur many times. */
export class AtomReader {
  readonly #text: string;
  readonly #symbols = new Map<string, Sym>();
  readonly #keywords = new Map<string, Keyword>();

  constructor(readonly mistakes: Mistakes, readonly context: ReadContext) {
    this.#text = mistakes.source.text;
  }

  number(start: number, end: number): unknown {
    const small = this.#smallInteger(start, end);
    if (small >= 0) return small;
    const text = this.#text.slice(start, end);
    const value = parseNumber(text);
    if (value !== undefined) return value;
    this.mistakes.report("bad-number", { text }, start, end);
    return null;
  }

  /** A short run of digits without leading zero as its value, else -1: most numbers of programs, without a substring. */
  #smallInteger(start: number, end: number): number {
    const text = this.#text;
    if (end - start > SAFE_DIGITS || (text.charCodeAt(start) === 0x30 && end - start > 1)) return -1;
    let value = 0;
    for (let i = start; i < end; i++) {
      const digit = text.charCodeAt(i) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
    return value;
  }

  symbolicNumber(start: number, end: number): unknown {
    const text = this.#text.slice(start + 2, end);
    const value = SYMBOLIC_NUMBERS.get(text);
    if (value !== undefined) return value;
    this.mistakes.report("bad-symbolic", { text }, start, end);
    return null;
  }

  string(start: number, end: number): string {
    return unescape(this.#text.slice(start + 1, end - 1), (bad) => {
      const [from, to] = [start + 1 + bad.start, start + 1 + bad.end];
      this.mistakes.report("bad-escape", { text: this.#text.slice(from, to) }, from, to);
    });
  }

  regex(start: number, end: number): unknown {
    try {
      return regex(unescapeRegex(this.#text.slice(start + 2, end - 1)));
    } catch (error) {
      if (!(error instanceof BatutaError)) throw error;
      this.mistakes.report("bad-regex", { reason: error.message }, start, end);
      return null;
    }
  }

  char(start: number, end: number): unknown {
    const value = parseChar(this.#text.slice(start + 1, end));
    if (value !== undefined) return value;
    this.mistakes.report("bad-char", { text: this.#text.slice(start, end) }, start, end);
    return null;
  }

  /** A symbol, or what the names `nil`, `true` and `false` mean. */
  symbol(start: number, end: number): unknown {
    const text = this.#text.slice(start, end);
    const value = NAMED_VALUES.get(text);
    if (value !== undefined) return value;
    return this.#symbolOf(text, start, end).withMeta(placed({ source: this.mistakes.source, start, end }));
  }

  #symbolOf(text: string, start: number, end: number): Sym {
    let symbol = this.#symbols.get(text);
    if (symbol !== undefined) return symbol;
    symbol = symbolFrom(text);
    if (text === "::" || this.#checkName("bad-symbol", text, text, start, end)) this.#symbols.set(text, symbol);
    return symbol;
  }

  /** A keyword; `::` alone is a symbol. */
  keyword(start: number, end: number): unknown {
    if (this.#text.charCodeAt(start + 1) === 0x3a) return this.#autoKeyword(start, end);
    const text = this.#text.slice(start + 1, end);
    let keyword = this.#keywords.get(text);
    if (keyword !== undefined) return keyword;
    if (!this.#checkName("bad-keyword", text, ":" + text, start, end)) return null;
    this.#keywords.set(text, keyword = kw(text));
    return keyword;
  }

  /** `::name` and `::alias/name`; not remembered, because namespace and aliases change from form to form. */
  #autoKeyword(start: number, end: number): unknown {
    const text = this.#text.slice(start + 2, end);
    if (text === "") return this.symbol(start, end);
    if (!this.#checkName("bad-keyword", text, "::" + text, start, end)) return null;
    const slash = text.indexOf("/");
    if (slash <= 0) return kw(`${currentNs(this.context)}/${text}`);
    const ns = this.namespaceOf(text.slice(0, slash), "::" + text, start, end);
    return ns === undefined ? kw(text) : kw(`${ns}${text.slice(slash)}`);
  }

  /** The namespace an alias stands for; noted when there is none. `text` is the literal that needs it. */
  namespaceOf(alias: string, text: string, start: number, end: number): string | undefined {
    const ns = this.context.aliases(alias);
    if (ns === undefined) this.mistakes.report("unknown-alias", { alias, text }, start, end);
    return ns;
  }

  #checkName(code: "bad-symbol" | "bad-keyword", name: string, text: string, start: number, end: number): boolean {
    const invisible = findInvisible(name);
    if (invisible !== null) this.mistakes.report("invisible", { text, code: invisible }, start, end);
    else if (!isQualifiedName(name) || (code === "bad-keyword" && name.startsWith(":"))) {
      this.mistakes.report(code, { text }, start, end);
    } else return true;
    return false;
  }
}
