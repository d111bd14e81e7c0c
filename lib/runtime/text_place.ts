/**
 * Places in texts that are data, for messages. In: an offset in UTF-16 units. Out: line and column from 1, columns in code points.
 * @module
 */
import { countCodePoints } from "../data/mod.ts";

/** A place in a text. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export function placeIn(text: string, at: number): TextPlace {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0 && end < at; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return { line, column: countCodePoints(text.slice(start, at)) + 1 };
}
