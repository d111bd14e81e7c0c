/**
 * Strings by code point: length, index, substring, iteration and order, over JavaScript's UTF-16 strings.
 * A text without surrogates is as many code points as units, and V8 sees that at once for one-byte strings (no scan), so
 * such texts cost what JavaScript's own operations cost. A lone surrogate counts as one code point.
 * @module
 */
import { type Char, char } from "./char.ts";

const SURROGATE = /[\ud800-\udfff]/;
const REPLACEMENT = 0xfffd;

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Whether some code point of the text takes two units. */
export function isWide(text: string): boolean {
  return SURROGATE.test(text);
}

/** The unit after the code point that begins at a unit. */
function nextUnit(text: string, unit: number): number {
  return isHighSurrogate(text.charCodeAt(unit)) && isLowSurrogate(text.charCodeAt(unit + 1)) ? unit + 2 : unit + 1;
}

/** How many code points a text has. */
export function countCodePoints(text: string): number {
  if (!isWide(text)) return text.length;
  let count = 0;
  for (let unit = 0; unit < text.length; unit = nextUnit(text, unit)) count++;
  return count;
}

/** The unit where the code point of an index begins; the text's length for its count; undefined outside `[0, count]`. */
export function findUnit(text: string, index: number): number | undefined {
  if (index < 0 || index > text.length) return undefined;
  if (!isWide(text)) return index;
  let unit = 0;
  for (let left = index; left > 0; left--) {
    if (unit >= text.length) return undefined;
    unit = nextUnit(text, unit);
  }
  return unit;
}

/** The index of the code point that begins at a unit: what `index-of` makes of JavaScript's. */
export function indexOfUnit(text: string, unit: number): number {
  return countCodePoints(text.slice(0, unit));
}

/** The code point as a character; a lone surrogate reads as U+FFFD, the replacement character. */
function charAtUnit(text: string, unit: number): Char {
  const cp = text.codePointAt(unit) ?? REPLACEMENT;
  return char(cp >= 0xd800 && cp <= 0xdfff ? REPLACEMENT : cp);
}

/** The character at an index, or undefined outside the text. */
export function findChar(text: string, index: number): Char | undefined {
  const unit = findUnit(text, index);
  return unit === undefined || unit >= text.length ? undefined : charAtUnit(text, unit);
}

/** The part of a text in code points `[from, to)`, or undefined when that is not a range inside it. */
export function findSubstring(text: string, from: number, to?: number): string | undefined {
  const start = findUnit(text, from);
  const end = to === undefined ? text.length : findUnit(text, to);
  return start === undefined || end === undefined || end < start ? undefined : text.slice(start, end);
}

/** The characters of a text in their order. */
export function* charsOf(text: string): Generator<Char> {
  for (let unit = 0; unit < text.length; unit = nextUnit(text, unit)) yield charAtUnit(text, unit);
}

/** A unit's place in the order of code points: surrogates stand above the units from U+E000. */
function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The order of two texts by code point: negative, zero or positive. */
export function compareText(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rankOfUnit(left) - rankOfUnit(right);
  }
  return a.length - b.length;
}
