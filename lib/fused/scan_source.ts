/**
 * The slices of a table as what a loop reads.
 * In: slices. Out: cells by name. A column that is of one kind in all slices is read as that kind; where kinds are mixed, as values of the
 * language. All columns that are asked for are loaded here, before anything runs.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { type Column, type Slice, valueIn } from "../columns/mod.ts";
import { TIMESTAMP } from "../query/mod.ts";
import { isGrained, MOST_SUM } from "./partial.ts";
import type { Records } from "./scope.ts";
import type { LoopText } from "./text.ts";
import { type Cell, DOUBT, type Type, type Val, type WordList } from "./value.ts";

const NO_WORDS: readonly unknown[] = [""];
/** What stands for columns that a slice does not have; as long as the longest part. */
let zeros = new Uint8Array(0);
let ones = new Uint8Array(0);

function zerosFor(size: number): Uint8Array {
  if (zeros.length < size) zeros = new Uint8Array(size);
  return zeros;
}

function onesFor(size: number): Uint8Array {
  if (ones.length < size) ones = new Uint8Array(size).fill(1);
  return ones;
}

function presentOf(column: Column): Uint8Array | null {
  return column.kind === "values" ? null : column.present;
}

/** A column of all slices. */
export class ColumnCell implements Cell {
  readonly type: Type;
  readonly nullable: boolean;
  readonly #columns = new Map<unknown, Column | null>();
  /** Bounds of the numbers that are there. */
  #low = Infinity;
  #high = -Infinity;
  #nan = false;
  /** By what its Floats were multiplied, in some slices. */
  readonly #scales = new Set<number>();
  /** What words and presence are bound under. */
  readonly #words: WordList = { key: {}, of: (slice) => this.wordsOf(slice) };
  readonly #presence = {};

  constructor(slices: readonly Slice[], name: Keyword) {
    const kinds = new Set<Column["kind"]>();
    let nullable = false;
    for (const slice of slices) {
      const column = slice.part.column(name);
      this.#columns.set(slice, column);
      if (column === null) nullable = true;
      else {
        kinds.add(column.kind);
        if (column.kind === "values" || column.present !== null) nullable = true;
        if (column.kind === "int" || column.kind === "float") {
          this.#low = Math.min(this.#low, column.min);
          this.#high = Math.max(this.#high, column.max);
        }
        if (column.kind === "float") {
          this.#scales.add(column.per);
          if (column.nan) this.#nan = true;
        }
      }
    }
    this.nullable = nullable;
    const [kind] = kinds;
    this.type = kinds.size !== 1 || kind === "values" ? "any" : kind === "words" ? "word" : kind;
  }

  get low(): number {
    return this.#low;
  }
  get high(): number {
    return this.#high;
  }

  /** Whether some slice has values here. */
  get isThere(): boolean {
    return [...this.#columns.values()].some((column) => column !== null);
  }

  /** Whether the sum of so many of its values is the same in any order. */
  sumsExactly(most: number): boolean {
    const greatest = Math.max(Math.abs(this.#low), Math.abs(this.#high));
    if (this.#nan || !(most * greatest <= MOST_SUM)) return false;
    return this.#columns.values().every((column) => column === null || isGrained(column));
  }

  columnOf(slice: unknown): Column | null {
    return this.#columns.get(slice) ?? null;
  }

  wordsOf(slice: unknown): readonly unknown[] {
    const column = this.columnOf(slice);
    return column?.kind === "words" ? column.words : NO_WORDS;
  }

  #dataOf(slice: unknown): unknown {
    const column = this.columnOf(slice);
    if (column === null || column.kind === "values") return zerosFor((slice as Slice).part.size);
    return column.kind === "words" ? column.codes : column.data;
  }

  #presentOf(slice: unknown): Uint8Array {
    const column = this.columnOf(slice);
    const { size } = (slice as Slice).part; // what a scan's loop goes over
    return column === null ? zerosFor(size) : presentOf(column) ?? onesFor(size);
  }

  #readerOf(slice: unknown): (row: number) => unknown {
    const column = this.columnOf(slice);
    return column === null ? () => null : (row) => valueIn(column, row);
  }

  val(loop: LoopText<unknown>): Val {
    return loop.remembered(this, () => {
      if (this.type === "any") {
        const read = loop.binding(this, (slice) => this.#readerOf(slice));
        const name = loop.named("v", `${read}(i)`);
        return { type: "any", code: name, nil: this.nullable ? loop.named("n", `${name} === null`) : null };
      }
      const data = loop.binding(this, (slice) => this.#dataOf(slice));
      const value = loop.named("v", this.type === "bool" ? `${data}[i] !== 0` : this.#scaled(loop, `${data}[i]`));
      const nil = this.nullable
        ? loop.named("n", `${loop.binding(this.#presence, (slice) => this.#presentOf(slice))}[i] === 0`)
        : null;
      const bounds = this.type === "int" ? { low: this.#low, high: this.#high } : {};
      const known = { type: this.type, code: value, nil, ...bounds, nan: this.#nan };
      return this.type === "word" ? { ...known, words: this.#words, most: this.#mostWords() } : known;
    });
  }

  /** Code of a value from that of what stands for it: Floats may stand as whole numbers. */
  #scaled(loop: LoopText<unknown>, code: string): string {
    if (this.#scales.size === 0 || (this.#scales.size === 1 && this.#scales.has(1))) return code;
    const [per, ...others] = this.#scales;
    // By a power of two it is the same, and faster.
    const isExact = [per, ...others].every((scale) => Number.isInteger(Math.log2(scale)));
    if (others.length === 0) return isExact ? `${code} * ${1 / per}` : `${code} / ${per}`;
    const scale = loop.binding(this.#scales, (slice) => isExact ? 1 / this.#scaleOf(slice) : this.#scaleOf(slice));
    return `${code} ${isExact ? "*" : "/"} ${scale}`;
  }

  #scaleOf(slice: unknown): number {
    const column = this.columnOf(slice);
    return column?.kind === "float" ? column.per : 1;
  }

  #mostWords(): number {
    const lists = new Set([...this.#columns.keys()].map((slice) => this.wordsOf(slice)));
    return lists.values().reduce((sum, words) => sum + words.length, 0);
  }
}

class TimeCell implements Cell {
  readonly type = "instant";
  readonly nullable = false;
  val(loop: LoopText<unknown>): Val {
    return loop.remembered(this, () => {
      const times = loop.binding(this, (slice) => (slice as Slice).part.times);
      return { type: "instant", code: loop.named("v", `${times}[i]`), nil: null };
    });
  }
}

class OffsetCell implements Cell {
  readonly type = "int";
  readonly nullable = false;
  constructor(readonly gathered: boolean) {}
  val(loop: LoopText<unknown>): Val {
    return loop.remembered(this, () => {
      if (!this.gathered) {
        const first = loop.binding(this, (slice) => (slice as Slice).part.first);
        return { type: "int", code: `(${first} + i)`, nil: null, low: 0, high: 2 ** 52 };
      }
      const offsets = loop.binding(this, (slice) => offsetsOf((slice as Slice).part));
      return { type: "int", code: loop.named("v", `${offsets}[i]`), nil: null, low: 0, high: 2 ** 52 };
    });
  }
}

function offsetsOf({ offsets, first, size }: Slice["part"]): Float64Array {
  return offsets ?? Float64Array.from({ length: size }, (_, i) => first + i);
}

export class ScanSource implements Records {
  readonly offset: Cell;
  readonly time: Cell = new TimeCell();
  readonly #cells = new Map<Keyword, ColumnCell>();

  constructor(readonly slices: readonly Slice[], readonly home: unknown) {
    this.offset = new OffsetCell(slices.some(({ part }) => part.offsets !== null));
  }

  cell(name: Keyword): Cell | null {
    if (name === TIMESTAMP) {
      // Records may have a column of that name of their own: whether one has it, though it is nil, only the record says.
      const own = this.#cellOf(name);
      if (own.isThere ? own.nullable : this.mayHaveNil(name)) throw DOUBT;
      return own.isThere ? own : this.time;
    }
    const cell = this.#cellOf(name);
    return cell.isThere ? cell : null;
  }

  mayHaveNil(name: Keyword): boolean {
    return this.slices.some(({ part }) => part.nilNames.includes(name) || part.names.includes(name));
  }

  /** The column as it is in a slice; null where it has none or the name means something else. */
  columnIn(slice: Slice, name: Keyword): Column | null {
    return this.#cellOf(name).columnOf(slice);
  }

  #cellOf(name: Keyword): ColumnCell {
    let cell = this.#cells.get(name);
    if (cell === undefined) this.#cells.set(name, cell = new ColumnCell(this.slices, name));
    return cell;
  }

  /** How many rows are meant at most. */
  get rows(): number {
    return this.slices.reduce((sum, { from, to, rows }) => sum + (rows === null ? to - from : rows.length), 0);
  }
}
