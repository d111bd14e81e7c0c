/**
 * How many columns a terminal shows a text in.
 * In: text. Out: graphemes (what people take for one character) with their columns: 0, 1 or 2.
 * Source: UAX 29 for graphemes, by way of `Intl.Segmenter`; which are wide, `width/` knows.
 * @module
 */
import { isWide } from "../width/mod.ts";

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
  return isWide(cp) ? 2 : 1;
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
