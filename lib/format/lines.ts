/**
 * The text that is being written, line by line. Comments at the ends of lines are put in place last: those that began in one column on
 * lines that follow each other begin in one column again.
 * @module
 */

import { type Node, widthOf } from "./node.ts";

/** A comment behind the code of a line. */
interface EndComment {
  readonly text: string;
  /** Spaces that its author left before it. */
  readonly gap: number;
  /** The column where its author put it. */
  readonly column: number;
  /** Whether it stands alone on its line, under another one that it continues. */
  readonly continues: boolean;
}

/** A text that grows at its end. */
export class Lines {
  readonly #lines: string[] = [];
  readonly #comments = new Map<number, EndComment>();
  #line = "";
  /** The column where the next text goes. */
  column = 0;

  /** Writes text that may have line breaks of its own. */
  write(text: string): void {
    const first = text.indexOf("\n");
    if (first < 0) {
      this.#line += text;
      this.column += widthOf(text);
      return;
    }
    const [head, ...rest] = text.split("\n");
    this.#lines.push(this.#line + head);
    this.#line = rest.pop() ?? "";
    for (const line of rest) this.#lines.push(line);
    this.column = widthOf(this.#line);
  }

  /** Ends the line; `blank` leaves an empty one behind it. */
  newLine(blank: boolean, indent: number): void {
    this.#lines.push(this.#line);
    if (blank) this.#lines.push("");
    this.#line = " ".repeat(indent);
    this.column = indent;
  }

  /** Writes a comment behind the code of this line. */
  endComment(comment: Node, gap: number): void {
    this.#keep(comment, gap, false);
  }

  /** Whether a comment that stands alone continues the one at the end of the line above. */
  continuesAbove(comment: Node): boolean {
    return comment.lineBreaks === 1 && comment.column > 0 &&
      this.#comments.get(this.#lines.length)?.column === comment.column;
  }

  /** Writes a comment that continues the one above on a new line. */
  continueComment(comment: Node): void {
    this.newLine(false, 0);
    this.#keep(comment, 0, true);
  }

  #keep({ text, column }: Node, gap: number, continues: boolean): void {
    this.#comments.set(this.#lines.length, { text, gap, column, continues });
  }

  /** The whole text, with a line break at its end unless it is empty. */
  end(): string {
    if (this.#line !== "" || this.#comments.has(this.#lines.length)) this.#lines.push(this.#line);
    this.#placeComments();
    return this.#lines.length === 0 ? "" : this.#lines.join("\n") + "\n";
  }

  #placeComments(): void {
    let run: number[] = [];
    let last: EndComment | null = null;
    for (const [at, comment] of this.#comments) {
      if (last !== null && (run[run.length - 1] !== at - 1 || last.column !== comment.column)) {
        this.#placeRun(run);
        run = [];
      }
      run.push(at);
      last = comment;
    }
    this.#placeRun(run);
  }

  /** Comments in one column, as near to the code as the nearest one was. */
  #placeRun(run: readonly number[]): void {
    let width = 0;
    let gap = Infinity;
    for (const at of run) {
      const comment = this.#comments.get(at)!; // a run is made of its keys
      if (comment.continues) continue;
      width = Math.max(width, widthOf(this.#lines[at]));
      gap = Math.min(gap, comment.gap);
    }
    for (const at of run) {
      const code = this.#lines[at];
      this.#lines[at] = code + " ".repeat(width + gap - widthOf(code)) + this.#comments.get(at)!.text;
    }
  }
}
