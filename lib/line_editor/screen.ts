/**
 * What is to be seen, as text that steers a terminal.
 * In: a view, prompts, the size of the terminal. Out: one text to write. The screen remembers only what it has drawn, so that the next
 * text begins where that one did.
 * Lines that are too long are left to the terminal to break, which then also does it when it becomes narrower or wider; `layout` knows where it
 * does. Of a text that is higher than the terminal only the part around the cursor is drawn.
 * Source: ECMA-48 (CUU, CUF, ED, EL); DEC 2026 against flicker, which terminals ignore that do not know it.
 * @module
 */
import { graphemes, graphemeWidth } from "./width.ts";

/** A part of a text in one style. The texts of all parts together are the whole text. */
export interface Styled {
  readonly text: string;
  /** What sets the style, "" for none. */
  readonly on: string;
}

/** What is drawn. */
export interface Picture {
  /** In front of the first line. */
  readonly prompt: string;
  /** In front of the others. */
  readonly continuation: string;
  readonly parts: readonly Styled[];
  /** UTF-16 offset into the text of the parts. */
  readonly cursor: number;
  /** Lines below the text. */
  readonly below: readonly string[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const RESET = "\x1b[0m";
const CLEAR_BELOW = "\x1b[J";
const DIM = "\x1b[2m";
const BEGIN = "\x1b[?2026h\x1b[?25l";
const END = "\x1b[?25h\x1b[?2026l";

/** One row of the terminal. */
interface Row {
  text: string;
  /** Columns that are taken. */
  width: number;
  /** Whether the terminal itself goes on to the next row. */
  broken: boolean;
}

/** Rows as the terminal shows them, and where the cursor stands in them. */
export interface Layout {
  readonly rows: readonly Row[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
}

/** What stands for a grapheme, in parts that are not broken; control characters, which would steer the terminal, as `^A`. */
function shown(grapheme: string): readonly string[] {
  const cp = grapheme.codePointAt(0) ?? 0;
  if (cp === 9) return [" ", " "];
  if (cp < 0x20) return ["^", String.fromCharCode(cp + 0x40)];
  return cp === 0x7f ? ["^", "?"] : [grapheme];
}

class Builder {
  readonly rows: Row[] = [{ text: "", width: 0, broken: false }];
  constructor(readonly columns: number) {}

  get last(): Row {
    return this.rows[this.rows.length - 1];
  }

  /** Adds what takes no room. */
  control(text: string): void {
    this.last.text += text;
  }

  /** Goes on in the next row if there is no room for a part. */
  makeRoom(part: string): void {
    if (this.last.width + graphemeWidth(part) <= this.columns) return;
    this.last.broken = true;
    this.line();
  }

  put(grapheme: string): void {
    for (const part of shown(grapheme)) {
      this.makeRoom(part);
      this.last.text += part;
      this.last.width += graphemeWidth(part);
    }
  }

  putAll(text: string): void {
    for (const grapheme of graphemes(text)) this.put(grapheme);
  }

  line(): void {
    this.rows.push({ text: "", width: 0, broken: false });
  }
}

/** Where a picture's parts come to stand in a terminal of so many columns. */
export function layout(picture: Picture, columns: number): Layout {
  const builder = new Builder(Math.max(2, columns));
  let offset = 0;
  let cursorRow = 0;
  let cursorColumn = 0;
  const mark = () => {
    if (offset !== picture.cursor) return;
    cursorRow = builder.rows.length - 1;
    cursorColumn = builder.last.width;
  };
  builder.putAll(picture.prompt);
  for (const { text, on } of picture.parts) {
    builder.control(on);
    for (const grapheme of graphemes(text)) {
      // What begins in the next row is pointed at there.
      if (offset === picture.cursor && grapheme !== "\n") builder.makeRoom(shown(grapheme)[0]);
      mark();
      if (grapheme === "\n") {
        if (on !== "") builder.control(RESET);
        builder.line();
        builder.putAll(picture.continuation);
        builder.control(on);
      } else builder.put(grapheme);
      offset += grapheme.length;
    }
    if (on !== "") builder.control(RESET);
  }
  mark();
  // A cursor behind the last column stands in the next row.
  if (cursorColumn >= builder.columns) {
    if (cursorRow === builder.rows.length - 1) builder.line();
    cursorRow++;
    cursorColumn = 0;
  }
  for (const line of picture.below) {
    builder.line();
    builder.control(DIM);
    builder.putAll(cut(line, builder.columns - 1));
    builder.control(RESET);
  }
  return { rows: builder.rows, cursorRow, cursorColumn };
}

/** As much of a line as has room. */
function cut(line: string, columns: number): string {
  let width = 0;
  let text = "";
  for (const grapheme of graphemes(line)) {
    width += graphemeWidth(grapheme);
    if (width > columns) return text;
    text += grapheme;
  }
  return text;
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

export class Screen {
  /** What was drawn last, and the first row of it that is on the screen; null while nothing is. */
  #drawn: { picture: Picture; from: number; to: number } | null = null;

  /** Goes back to where the drawing began and takes it away. */
  erase(size: Size): string {
    if (this.#drawn === null) return "";
    const { picture, from, to } = this.#drawn;
    this.#drawn = null;
    // The terminal may have become narrower or wider since.
    const { rows, cursorRow } = layout(picture, size.columns);
    const first = Math.min(from, Math.max(0, rows.length - (to - from)));
    return up(Math.min(cursorRow - first, size.rows - 1)) + "\r" + CLEAR_BELOW;
  }

  /** Draws a picture in place of the one before. */
  draw(picture: Picture, size: Size): string {
    const erased = this.erase(size);
    const { rows, cursorRow, cursorColumn } = layout(picture, size.columns);
    const most = Math.max(1, size.rows - 1);
    const from = rows.length <= most ? 0 : Math.max(0, Math.min(cursorRow - Math.floor(most / 2), rows.length - most));
    const to = Math.min(rows.length, from + most);
    this.#drawn = { picture, from, to };
    return BEGIN + erased + text(rows.slice(from, to)) + up(to - 1 - cursorRow) + "\r" +
      (cursorColumn > 0 ? `\x1b[${cursorColumn}C` : "") + END;
  }

  /** Draws a picture for good: whole, and the next line is free. */
  finish(picture: Picture, size: Size): string {
    const erased = this.erase(size);
    const { rows } = layout({ ...picture, below: [] }, size.columns);
    return BEGIN + erased + text(rows) + "\r\n" + END;
  }

  /** What was drawn is not there any more. */
  forget(): void {
    this.#drawn = null;
  }
}

function text(rows: readonly Row[]): string {
  return rows.map((row, i) => row.text + (i === rows.length - 1 ? "" : row.broken ? "" : "\r\n")).join("");
}
