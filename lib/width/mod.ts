/**
 * How wide text is on a terminal, in columns: wide characters take two, marks and what is invisible none.
 * In: text without control characters. Out: columns; text that is cut to some.
 * Source: Unicode EastAsianWidth W and F, in outline; UAX 29 in so far as marks and joiners belong to what is before them.
 * @module
 */

/** [from, to] code points that terminals show two columns wide. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2755],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f004, 0x1f004],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

// Made when it is used: an expression with classes of characters costs a tenth of a millisecond while a program starts.
const isMark = (text: string) => /^[\p{Mn}\p{Me}\p{Cf}]$/u.test(text);

/** Whether terminals show a code point two columns wide. */
export function isWide(cp: number): boolean {
  return WIDE.some(([from, to]) => cp >= from && cp <= to);
}

/** Columns of one code point. */
export function characterWidth(cp: number): number {
  if (cp < 0x300) return 1;
  if (isMark(String.fromCodePoint(cp))) return 0; // some stand among what is wide
  return isWide(cp) ? 2 : 1;
}

/** Columns of a text. */
export function textWidth(text: string): number {
  let columns = 0;
  for (const character of text) columns += characterWidth(character.codePointAt(0)!); // a character has one
  return columns;
}

/** A text that takes no more columns than `most`, one or more; what is cut ends with `…`. */
export function cutText(text: string, most: number): string {
  if (text.length <= most && !/[^\x20-\x7e]/.test(text)) return text;
  if (textWidth(text) <= most) return text;
  let columns = 0;
  let cut = "";
  for (const character of text) {
    columns += characterWidth(character.codePointAt(0)!); // as above
    if (columns > most - 1) break;
    cut += character;
  }
  return `${cut}…`;
}

/** A text with spaces up to a width, before it when it is to stand to the right. */
export function padText(text: string, columns: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, columns - textWidth(text)));
  return right ? space + text : text + space;
}
