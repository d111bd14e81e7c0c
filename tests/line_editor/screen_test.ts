/**
 * `Glass` is a small terminal: it shows what the screen draws. `drawn(text, cursor, columns)` are its rows, with `|` where its cursor stands.
 */
import { deepStrictEqual as is } from "node:assert/strict";
import fc from "fast-check";
import { columnsOf, graphemes, graphemeWidth, Screen } from "../../lib/line_editor/mod.ts";

/** A terminal that knows what the screen uses: text, CR LF, CUU, CUF, ED, and SGR, which shows nothing here. Wraps as xterm does. */
class Glass {
  rows: string[][] = [[]];
  row = 0;
  column = 0;
  #wraps = false;

  constructor(readonly columns: number) {}

  write(text: string): void {
    // deno-lint-ignore no-control-regex -- what steers a terminal
    for (const part of text.match(/\x1b\[[?\d;]*[A-Za-z]|\r|\n|[^\x1b\r\n]+/g) ?? []) {
      if (part.startsWith("\x1b")) this.#steer(part);
      else if (part === "\r") this.#move(this.row, 0);
      else if (part === "\n") this.#move(this.row + 1, this.column);
      else for (const grapheme of graphemes(part)) this.#put(grapheme);
    }
  }

  #steer(sequence: string): void {
    const n = Number(/\d+/.exec(sequence)?.[0] ?? 1);
    if (sequence.endsWith("A")) this.#move(Math.max(0, this.row - n), this.column);
    else if (sequence.endsWith("C")) this.#move(this.row, Math.min(this.columns - 1, this.column + n));
    else if (sequence === "\x1b[J") {
      this.rows[this.row].length = Math.min(this.rows[this.row].length, this.column);
      this.rows.length = this.row + 1;
    }
  }

  #move(row: number, column: number): void {
    this.#wraps = false;
    this.row = row;
    this.column = column;
    while (this.rows.length <= row) this.rows.push([]);
  }

  #put(grapheme: string): void {
    const width = graphemeWidth(grapheme);
    if (this.#wraps || this.column + width > this.columns) this.#move(this.row + 1, 0);
    const cells = this.rows[this.row];
    while (cells.length < this.column) cells.push(" ");
    if (width === 0) cells[this.column - 1] += grapheme;
    else cells.splice(this.column, width, grapheme, ...Array<string>(width - 1).fill(""));
    this.column += width;
    if (this.column >= this.columns) {
      this.column = this.columns - 1;
      this.#wraps = true;
    }
  }

  get lines(): string[] {
    return this.rows.map((cells) => cells.join("").trimEnd());
  }
}

const picture = (text: string, cursor: number, below: readonly string[] = []) => ({
  prompt: "> ",
  continuation: "  ",
  parts: [{ text, on: "\x1b[32m" }],
  cursor,
  below,
});

const HIGH = 100;

function glassAfter(texts: readonly (readonly [string, number])[], columns: number, rows = HIGH): Glass {
  const glass = new Glass(columns);
  const screen = new Screen();
  glass.write("up\r\n");
  for (const [text, cursor] of texts) glass.write(screen.draw(picture(text, cursor), { columns, rows }));
  return glass;
}

Deno.test("a text is drawn behind its prompt, the cursor where it belongs", () => {
  const glass = glassAfter([["(+ 1\n2)", 3]], 20);
  is([glass.lines, glass.row, glass.column], [["up", "> (+ 1", "  2)"], 1, 5]);
});

Deno.test("what is drawn takes the place of what was drawn before", () => {
  is(glassAfter([["a\nb\nc", 5], ["x", 1]], 20).lines, ["up", "> x"]);
  is(glassAfter([["abcdefghij", 10], ["", 0]], 5).lines, ["up", ">"]);
});

Deno.test("a line that fills a row leaves the cursor in the next one", () => {
  const glass = glassAfter([["abc", 3]], 5);
  is([glass.lines, glass.row, glass.column], [["up", "> abc", ""], 2, 0]);
});

Deno.test("wide characters are not cut in two at the end of a row", () => {
  const glass = glassAfter([["日本語", 3]], 5);
  is([glass.lines, glass.row, glass.column], [["up", "> 日", "本語"], 2, 4]);
});

Deno.test("of a text that is higher than the terminal the part around the cursor is drawn", () => {
  const text = Array.from({ length: 50 }, (_, i) => `line${i}`).join("\n");
  is(glassAfter([[text, text.length]], 20, 6).lines, [
    "up",
    "  line45",
    "  line46",
    "  line47",
    "  line48",
    "  line49",
  ]);
  is(glassAfter([[text, text.length], [text, 0]], 20, 6).lines, [
    "up",
    "> line0",
    "  line1",
    "  line2",
    "  line3",
    "  line4",
  ]);
});

Deno.test("output goes above: the drawing is taken away and comes again below it", () => {
  const glass = new Glass(20);
  const screen = new Screen();
  const size = { columns: 20, rows: HIGH };
  glass.write(screen.draw(picture("(abc", 2, ["a menu"]), size));
  glass.write(screen.erase(size) + "printed\r\n");
  glass.write(screen.draw(picture("(abc", 2), size));
  is([glass.lines, glass.row, glass.column], [["printed", "> (abc"], 1, 4]);
});

Deno.test("whatever is edited, the terminal shows the last text and its cursor", () => {
  const unit = fc.constantFrom("a", "b", " ", "(", "\n", "日", "é", "👩‍💻", "\t");
  const text = fc.array(unit, { maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, fc.nat({ max: 40 })), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 4, max: 12 }),
      (steps, columns) => {
        const texts = steps.map(([units, at]) => [units.join(""), units.slice(0, at).join("").length] as const);
        const glass = glassAfter(texts, columns);
        const fresh = glassAfter(texts.slice(-1), columns);
        is([glass.lines, glass.row, glass.column], [fresh.lines, fresh.row, fresh.column]);
        const [last, cursor] = texts[texts.length - 1];
        // What stands in the cell under the cursor is what stands behind it in the text.
        const behind = graphemes(last.slice(cursor))[0] ?? "\n";
        if (behind !== "\n" && behind >= " " && behind !== " ") is(glass.rows[glass.row][glass.column], behind);
      },
    ),
  );
});

Deno.test("columns are what a terminal counts", () => {
  is(["abc", "日本", "e\u0301", "👩‍💻", "\x01", "✅"].map(columnsOf), [3, 4, 1, 2, 2, 2]);
});
