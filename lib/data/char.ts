/**
 * Characters: one Unicode code point each, a type apart from strings. Interned, so identity is equality.
 * The literal forms: `\a`, the names (`\newline`, `\space` …), `\u0041` (four hexadecimal digits), `\o101` (octal, up to
 * `\o377`).
 * @module
 */
import { fail } from "./errors.ts";
import { mix } from "./hash.ts";
import { Obj, type Printer } from "./object.ts";

const MAX_CODE_POINT = 0x10ffff;
const HASH_SALT = 0x43686172;

const CODE_POINTS_BY_NAME = new Map<string, number>([
  ["newline", 0x0a],
  ["space", 0x20],
  ["tab", 0x09],
  ["return", 0x0d],
  ["backspace", 0x08],
  ["formfeed", 0x0c],
  ["nul", 0x00],
]);

const NAMES_BY_CODE_POINT = new Map([...CODE_POINTS_BY_NAME].map(([name, cp]) => [cp, name]));

/** A character. Made by `char` only. */
export class Char extends Obj {
  /** Use `char(cp)`, which keeps characters unique. */
  constructor(readonly cp: number) {
    super();
  }
  override get typeName(): string {
    return "Char";
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return mix(this.cp ^ HASH_SALT);
  }
  override compareTo(other: unknown): number | undefined {
    return other instanceof Char ? this.cp - other.cp : undefined;
  }
  override print(printer: Printer, readably: boolean): void {
    printer.text(readably ? printChar(this) : this.toText());
  }
  override toText(): string {
    return String.fromCodePoint(this.cp);
  }
}

const chars = new Map<number, Char>();

function isScalar(cp: number): boolean {
  return Number.isInteger(cp) && cp >= 0 && cp <= MAX_CODE_POINT && !(cp >= 0xd800 && cp <= 0xdfff);
}

/** The character of a code point; halves of surrogate pairs are none (`bad-argument`). */
export function char(cp: number): Char {
  let found = chars.get(cp);
  if (found === undefined) {
    if (!isScalar(cp)) fail("bad-argument", { op: "char", expected: "a Unicode code point", value: cp });
    chars.set(cp, found = new Char(cp));
  }
  return found;
}

/** Whether it would be unreadable or invisible raw. The sets of the expression cost 0.4 ms, so it is made on first need. */
function needsCode(text: string): boolean {
  return /^[\p{C}\p{Z}\p{M}]$/u.test(text);
}

/** A character as a literal. */
export function printChar(c: Char): string {
  const name = NAMES_BY_CODE_POINT.get(c.cp);
  if (name !== undefined) return "\\" + name;
  const text = String.fromCodePoint(c.cp);
  return c.cp <= 0xffff && needsCode(text) ? "\\u" + c.cp.toString(16).padStart(4, "0") : "\\" + text;
}

function parseCode(digits: string, radix: number, limit: number): Char | undefined {
  const cp = parseInt(digits, radix);
  return cp <= limit && isScalar(cp) ? char(cp) : undefined;
}

/** The character that a literal names, given without its backslash; undefined when there is none. */
export function parseChar(text: string): Char | undefined {
  const cp = text.codePointAt(0);
  if (cp === undefined) return undefined;
  if (text.length === (cp > 0xffff ? 2 : 1)) return isScalar(cp) ? char(cp) : undefined;
  if (/^u[0-9a-fA-F]{4}$/.test(text)) return parseCode(text.slice(1), 16, 0xffff);
  if (/^o[0-7]{1,3}$/.test(text)) return parseCode(text.slice(1), 8, 0o377);
  const named = CODE_POINTS_BY_NAME.get(text);
  return named === undefined ? undefined : char(named);
}
