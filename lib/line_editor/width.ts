/**
 * How many columns a terminal shows a text in.
 * In: text. Out: graphemes (what people take for one character) with their columns: 0, 1 or 2.
 * Source: Unicode EastAsianWidth W and F, in outline; UAX 29 for graphemes, by way of `Intl.Segmenter`.
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

/** Variation selector 16: the character before it is shown as a picture. */
const AS_PICTURE = "\ufe0f";

let segmenter: Intl.Segmenter | null = null;

/** The graphemes of a text. */
export function graphemes(text: string): string[] {
  // Most of what is typed needs no segmenter, which is slow.
  if (/^[ -~\n]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The columns of one grapheme. Control characters take two: they are shown as `^A`, tabs as spaces. */
export function graphemeWidth(grapheme: string): number {
  const cp = grapheme.codePointAt(0) ?? 0;
  if (cp >= 0x20 && cp < 0x7f) return 1;
  if (cp < 0x20 || cp === 0x7f) return 2;
  if (/^[\p{Mn}\p{Me}\p{Cf}]/u.test(grapheme)) return 0;
  if (grapheme.includes(AS_PICTURE)) return 2;
  return WIDE.some(([from, to]) => cp >= from && cp <= to) ? 2 : 1;
}

/** The columns of a text in one line. */
export function columnsOf(text: string): number {
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** The offset of the grapheme border after `at`; the end of the text at most. */
export function nextBorder(text: string, at: number): number {
  return at >= text.length ? text.length : at + graphemes(text.slice(at, at + 64))[0].length;
}

/** The offset of the grapheme border before `at`; 0 at least. */
export function previousBorder(text: string, at: number): number {
  if (at <= 0) return 0;
  const line = text.lastIndexOf("\n", at - 1) + 1;
  // At a line's beginning the border is before the line end.
  if (line === at) return at - 1;
  return at - (graphemes(text.slice(line, at)).at(-1)?.length ?? 1);
}
