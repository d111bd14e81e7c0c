/**
 * What stands between the quotes of a string or regex token, as the value it means.
 * @module
 */

/** A piece of a string that is no escape: [start, end) in the string's own text. */
export interface BadEscape {
  readonly start: number;
  readonly end: number;
}

const SIMPLE = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["\\", "\\"],
  ['"', '"'],
  ["b", "\b"],
  ["f", "\f"],
]);

// Each matches right after the backslash. Octal: `\101` and `\0` as in Clojure, `\o101` as in characters.
const UNICODE = /u([0-9a-fA-F]{4})/y;
const CODE_POINT = /u\{([0-9a-fA-F]{1,6})\}/y;
const OCTAL = /o?([0-3]?[0-7]{1,2})/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The escape whose backslash stands before `at`: what it means and where it ends, or undefined. */
function parseEscape(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  const simple = SIMPLE.get(text[at]);
  if (simple !== undefined) return { value: simple, end: at + 1 };
  const hex = match(UNICODE, text, at) ?? match(CODE_POINT, text, at);
  const found = hex ?? match(OCTAL, text, at);
  if (found === null) return undefined;
  const cp = parseInt(found[1], hex === null ? 8 : 16);
  return cp > 0x10ffff ? undefined : { value: String.fromCodePoint(cp), end: at + found[0].length };
}

/** Where a wrong escape ends: an unfinished `\u{…}` or `\u12` as far as it goes, else after one code point. */
function badEscapeEnd(text: string, at: number): number {
  const unicode = match(/u\{?[0-9a-fA-F]*\}?/y, text, at);
  if (unicode !== null) return at + unicode[0].length;
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

/** The string that a text between quotes means; `onBad` hears of each wrong escape, which stands for itself. */
export function unescape(text: string, onBad: (bad: BadEscape) => void): string {
  let backslash = text.indexOf("\\");
  if (backslash < 0) return text;
  let result = "";
  let from = 0;
  while (backslash >= 0) {
    result += text.slice(from, backslash);
    const escape = parseEscape(text, backslash + 1);
    if (escape === undefined) {
      from = badEscapeEnd(text, backslash + 1);
      onBad({ start: backslash, end: from });
      result += text.slice(backslash, from);
    } else {
      from = escape.end;
      result += escape.value;
    }
    backslash = text.indexOf("\\", from);
  }
  return result + text.slice(from);
}

/** The source of a regular expression between quotes: backslashes are its own, only `\"` is the reader's. */
export function unescapeRegex(text: string): string {
  return text.includes('\\"') ? text.replace(/\\[^]/g, (pair) => pair === '\\"' ? '"' : pair) : text;
}
