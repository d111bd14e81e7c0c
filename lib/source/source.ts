/**
 * A text with a name, and places in it.
 * In: the whole text of one file or one input. Out: line and column of an offset, the text of a line.
 * Offsets are UTF-16 indices into `text`, ranges are [start, end); lines and columns shown to people start at 1 and
 * columns count code points. Lines end with "\n" or "\r\n". Never changes after it was made.
 * @module
 */

/** A place as people name it. */
export interface LineCol {
  /** 1 for the first line of a whole text. */
  readonly line: number;
  /** 1 for the first code point of the line. */
  readonly col: number;
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}

function countCodePoints(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < to && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
    count++;
  }
  return count;
}

/** One named text. `known` is false when only the name is left of it, as for code compiled elsewhere. */
export class Source {
  #lineStarts: readonly number[] | null = null;

  /**
   * @param name what people call it: a path as they wrote it, or `<repl>`.
   * @param firstLine the number of the first line, above 1 where the text is a stretch of a longer one.
   */
  constructor(
    readonly name: string,
    readonly text: string,
    readonly known: boolean = true,
    readonly firstLine: number = 1,
  ) {}

  /** A source of which only the name is known; diagnostics in it show no line. */
  static missing(name: string): Source {
    return new Source(name, "", false);
  }

  /** Offset of the first unit of each line; found on first use. */
  get lineStarts(): readonly number[] {
    return this.#lineStarts ??= findLineStarts(this.text);
  }

  /** The place of an offset; offsets outside the text count as its nearest end. O(log lines + column). */
  lineCol(offset: number): LineCol {
    const at = Math.min(Math.max(offset, 0), this.text.length);
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + this.firstLine, col: countCodePoints(this.text, starts[low], at) + 1 };
  }

  /** The offsets [start, end) of a line's text, without its line ending. `line` starts at `firstLine`. */
  lineRange(line: number): { readonly start: number; readonly end: number } {
    const starts = this.lineStarts;
    const at = line - this.firstLine;
    const start = starts[at] ?? this.text.length;
    let end = at + 1 < starts.length ? starts[at + 1] - 1 : this.text.length;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return { start, end };
  }
}
