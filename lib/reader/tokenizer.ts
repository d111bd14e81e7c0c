/**
 * Text → tokens, one at a time, without looking back. What a character may begin or end is one table lookup;
 * nothing is cut out of the text here.
 * In: any string. Out: tokens that cover it without gaps. Never fails.
 * @module
 */

import type { Source } from "../source/mod.ts";
import type { Token, TokenKind } from "./token.ts";

// What an ASCII character does to the token it stands in: goes on, or ends it.
const CONSTITUENT = 0;
const SPACE = 1;
const ENDS = 2;

const CLASS = new Uint8Array(128);
for (const ch of "\t\n\v\f\r\x1c\x1d\x1e\x1f ,") CLASS[ch.charCodeAt(0)] = SPACE;
for (const ch of '"();@[\\]^`{}~') CLASS[ch.charCodeAt(0)] = ENDS;

const BANG = 0x21, QUOTE_MARK = 0x22, HASH = 0x23, APOSTROPHE = 0x27, OPEN_PAREN = 0x28, CLOSE_PAREN = 0x29;
const PLUS = 0x2b, MINUS = 0x2d, ZERO = 0x30, NINE = 0x39, COLON = 0x3a, SEMICOLON = 0x3b, QUESTION = 0x3f, AT = 0x40;
const OPEN_BRACKET = 0x5b, BACKSLASH = 0x5c, CLOSE_BRACKET = 0x5d, CARET = 0x5e, UNDERSCORE = 0x5f, BACKTICK = 0x60;
const OPEN_BRACE = 0x7b, CLOSE_BRACE = 0x7d, TILDE = 0x7e;

/** White space beyond ASCII, the byte order mark and no-break spaces included: one cannot see that they are not. */
function isWideSpace(unit: number): boolean {
  return unit === 0xa0 || unit === 0x85 || unit === 0xfeff || unit === 0x1680 || (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000;
}

function classOf(unit: number): number {
  return unit < 128 ? CLASS[unit] : isWideSpace(unit) ? SPACE : CONSTITUENT;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

/** Steps through a text; after `next()` answered true, `kind`, `start` and `end` are the token. */
export class Tokenizer {
  /** What the current token is. */
  kind: TokenKind = "space";
  /** Where it begins. */
  start = 0;
  /** Where it ends and the next one begins. */
  end = 0;
  /** Whether the last string or regex token had its closing quote. */
  closed = true;

  /** Begins before the first token. */
  constructor(readonly text: string) {}

  /** Steps to the next token; false at the end of the text. */
  next(): boolean {
    const start = this.end;
    if (start >= this.text.length) {
      this.start = start;
      return false;
    }
    this.start = start;
    const unit = this.text.charCodeAt(start);
    const kind = classOf(unit);
    if (kind === SPACE) this.#take("space", this.#skipSpace(start + 1));
    else if (kind === ENDS) this.#delimiter(unit);
    else if (unit === HASH) this.#dispatch();
    else if (unit === COLON) this.#take("keyword", this.#skipConstituents(start + 1));
    else if (unit === APOSTROPHE) this.#take("prefix", start + 1);
    else if (this.#startsNumber(unit, start)) this.#take("number", this.#skipConstituents(start + 1));
    else this.#take("symbol", this.#skipConstituents(start + 1));
    return true;
  }

  #take(kind: TokenKind, end: number): void {
    this.kind = kind;
    this.end = end;
  }

  #startsNumber(unit: number, at: number): boolean {
    return isDigit(unit) || ((unit === PLUS || unit === MINUS) && isDigit(this.text.charCodeAt(at + 1)));
  }

  #delimiter(unit: number): void {
    const start = this.start;
    switch (unit) {
      case OPEN_PAREN:
      case OPEN_BRACKET:
      case OPEN_BRACE:
        return this.#take("open", start + 1);
      case CLOSE_PAREN:
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        return this.#take("close", start + 1);
      case QUOTE_MARK:
        return this.#take("string", this.#skipString(start + 1));
      case SEMICOLON:
        return this.#take("comment", this.#skipLine(start + 1));
      case BACKSLASH:
        return this.#take("char", this.#skipChar(start + 1));
      case TILDE:
        return this.#take("prefix", this.text.charCodeAt(start + 1) === AT ? start + 2 : start + 1);
      case AT:
      case CARET:
      case BACKTICK:
        return this.#take("prefix", start + 1);
    }
  }

  #dispatch(): void {
    const start = this.start;
    const unit = this.text.charCodeAt(start + 1);
    switch (unit) {
      case OPEN_PAREN:
      case OPEN_BRACE:
        return this.#take("open", start + 2);
      case QUOTE_MARK:
        return this.#take("regex", this.#skipString(start + 2));
      case APOSTROPHE:
      case CARET:
      case UNDERSCORE:
      case HASH:
        return this.#take("prefix", start + 2);
      case QUESTION:
        return this.#take("prefix", this.text.charCodeAt(start + 2) === AT ? start + 3 : start + 2);
      case BANG:
        return start === 0 ? this.#take("comment", this.#skipLine(2)) : this.#take("unknown", start + 2);
      case COLON:
        return this.#take("namespace", this.#skipConstituents(start + 2));
    }
    const end = start + 1 < this.text.length ? this.#skipConstituents(start + 1) : start + 1;
    this.#take(end > start + 1 && !isDigit(unit) ? "tag" : "unknown", end);
  }

  #skipSpace(from: number): number {
    const text = this.text;
    let i = from;
    while (i < text.length && classOf(text.charCodeAt(i)) === SPACE) i++;
    return i;
  }

  #skipConstituents(from: number): number {
    const text = this.text;
    let i = from;
    while (i < text.length && classOf(text.charCodeAt(i)) === CONSTITUENT) i++;
    return i;
  }

  #skipLine(from: number): number {
    const newline = this.text.indexOf("\n", from);
    const end = newline < 0 ? this.text.length : newline;
    return newline > from && this.text.charCodeAt(newline - 1) === 13 ? end - 1 : end;
  }

  /** From after the opening quote to after the closing one, or to the end of the text. */
  #skipString(from: number): number {
    const text = this.text;
    let i = from;
    while (i < text.length) {
      const unit = text.charCodeAt(i++);
      if (unit === QUOTE_MARK) {
        this.closed = true;
        return i;
      }
      if (unit === BACKSLASH) i++;
    }
    this.closed = false;
    return text.length;
  }

  /** A backslash takes one code point, whatever it is, and then what continues a name: `\(`, `\newline`, `\u0041`. */
  #skipChar(from: number): number {
    const cp = this.text.codePointAt(from);
    if (cp === undefined) return from;
    const after = from + (cp > 0xffff ? 2 : 1);
    return classOf(this.text.charCodeAt(from)) === CONSTITUENT ? this.#skipConstituents(after) : after;
  }
}

/** All tokens of a source; joined they are its text. */
export function tokenize(source: Source): Token[] {
  const tokens: Token[] = [];
  const tokenizer = new Tokenizer(source.text);
  while (tokenizer.next()) tokens.push({ kind: tokenizer.kind, start: tokenizer.start, end: tokenizer.end });
  return tokens;
}
