/**
 * Where a reader is in a long text of which it sees one part at a time. Line and column from 1, columns in code points.
 * In: the parts, as they are passed. Out: the place, and failures of a part's parser with their place in the whole.
 * @module
 */
import { BatutaError, kw, mapOf, PMap } from "../data/mod.ts";
import { placeIn } from "../runtime/mod.ts";

const LINE = kw("line");
const COLUMN = kw("column");

export class TextPosition {
  line = 1;
  column = 1;

  /** What comes next is behind this text. */
  pass(text: string): void {
    const { line, column } = placeIn(text, text.length);
    this.column = line === 1 ? this.column + column - 1 : column;
    this.line += line - 1;
  }

  /** A failure in the part that begins here. Its line is right already; its column counts from the beginning of the part. */
  moved(error: unknown): unknown {
    if (this.column === 1 || !(error instanceof BatutaError) || !(error.data instanceof PMap)) return error;
    if (error.data.get(LINE, null) !== this.line) return error;
    const column = Number(error.data.get(COLUMN, 1)) + this.column - 1;
    const message = error.message.replace(/, column \d+:/, `, column ${column}:`);
    return new BatutaError(error.code, message, { data: error.data.assoc(COLUMN, column) });
  }

  /** The failure of a syntax, here. */
  failure(code: string, entry: { message(d: { line: number; column: number; wrong: string }): string }, wrong: string) {
    const { line, column } = this;
    const data = mapOf(LINE, line, COLUMN, column);
    return new BatutaError(code, entry.message({ line, column, wrong }), { data });
  }
}
