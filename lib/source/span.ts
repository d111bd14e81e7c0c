/**
 * A half-open range of a source: what every form, token and error points at.
 * @module
 */

import type { Source } from "./source.ts";

/** The text from `start` up to, not including, `end`; UTF-16 offsets. */
export interface Span {
  /** Whose text. */
  readonly source: Source;
  /** Offset of the first unit. */
  readonly start: number;
  /** Offset after the last unit. */
  readonly end: number;
}

/** The span [start, end) of a source. */
export function span(source: Source, start: number, end: number): Span {
  return { source, start, end };
}

/** The text a span covers. */
export function spanText(s: Span): string {
  return s.source.text.slice(s.start, s.end);
}

/** `file.bat:3:5`, or the bare name when the source's text is not known. */
export function showPlace(s: Span): string {
  if (!s.source.known) return s.source.name;
  const { line, col } = s.source.lineCol(s.start);
  return `${s.source.name}:${line}:${col}`;
}
