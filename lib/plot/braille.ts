/**
 * A canvas of dots in braille characters, two across and four down in each.
 * In: points and lines in dots, the origin at the upper left. Out: lines of text.
 * Source: Unicode's block Braille Patterns; Bresenham, "Algorithm for computer control of a digital plotter", 1965.
 * @module
 */

/** Bits of the dots of a character, row by row. */
const BITS = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
const BLANK = 0x2800;

export class Canvas {
  readonly #cells: Uint8Array;

  /** Size in characters. */
  constructor(readonly columns: number, readonly rows: number) {
    this.#cells = new Uint8Array(columns * rows);
  }

  dot(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= 2 * this.columns || y >= 4 * this.rows) return;
    this.#cells[(y >> 2) * this.columns + (x >> 1)] |= BITS[y & 3][x & 1];
  }

  /** Whole dots from one to another. */
  line(fromX: number, fromY: number, toX: number, toY: number): void {
    const [across, down] = [Math.abs(toX - fromX), -Math.abs(toY - fromY)];
    const [stepX, stepY] = [fromX < toX ? 1 : -1, fromY < toY ? 1 : -1];
    let error = across + down;
    for (let [x, y] = [fromX, fromY];;) {
      this.dot(x, y);
      if (x === toX && y === toY) return;
      const twice = 2 * error;
      if (twice >= down) {
        error += down;
        x += stepX;
      }
      if (twice <= across) {
        error += across;
        y += stepY;
      }
    }
  }

  /** The text of a row; a character without dots is a space. */
  text(row: number): string {
    const cells = this.#cells.subarray(row * this.columns, (row + 1) * this.columns);
    return Array.from(cells, (bits) => bits === 0 ? " " : String.fromCodePoint(BLANK + bits)).join("");
  }
}
