/**
 * Building columns: values come row by row, and each column finds out what kind it is.
 * In: records, or values of columns one by one. Out: a part as it is now, again and again while it grows, or as it is in the end.
 * Invariants: a part that was given out does not change while the builder goes on; the memory taken is in proportion to the values, however
 * many columns there are.
 * A column begins as the kind of its first value; a value of another kind makes it one of any values.
 * @module
 */
import { Flt, Instant, Keyword, mkFloat, PMap, type Shape, SmallMap } from "../data/mod.ts";
import { MemoryPart } from "./memory_part.ts";
import { shapeText } from "./records.ts";
import { codeArrayFor, type Codes, intArrayFor, type Ints, moved, type Packed, sharedArray } from "./packed.ts";

const FIRST_CAPACITY = 16;

type Kind = "none" | "int" | "float" | "bool" | "instant" | "string" | "keyword" | "values";

/** A column in the making. Rows come in ascending order; what is nil is not put. */
export class ColumnBuilder {
  #kind: Kind = "none";
  #count = 0;
  /** Null: the values are those of the first rows. */
  #rows: Uint32Array | null = null;
  #ints: Int32Array = new Int32Array(0);
  #doubles: Float64Array = new Float64Array(0);
  #bytes: Uint8Array = new Uint8Array(0);
  #codes: Uint32Array = new Uint32Array(0);
  #values: unknown[] = [];
  #words: (string | Keyword)[] = [];
  #codeOf = new Map<string | Keyword, number>();
  /** Ints are in `#doubles`. */
  #wide = false;
  #min = Infinity;
  #max = -Infinity;
  #nan = false;
  #capacity = 0;

  get count(): number {
    return this.#count;
  }

  /** Makes room for the value of a row. */
  #begin(row: number): number {
    const i = this.#count++;
    if (this.#rows !== null) {
      if (i === this.#rows.length) this.#rows = moved(new Uint32Array(2 * i), this.#rows);
      this.#rows[i] = row;
    } else if (i !== row) {
      const rows = new Uint32Array(Math.max(2 * i, FIRST_CAPACITY));
      for (let k = 0; k < i; k++) rows[k] = k;
      rows[i] = row;
      this.#rows = rows;
    }
    if (i === this.#capacity) this.#grow(i);
    return i;
  }

  #grow(used: number): void {
    const capacity = Math.max(2 * used, FIRST_CAPACITY);
    this.#capacity = capacity;
    switch (this.#kind) {
      case "int":
        if (this.#wide) this.#doubles = moved(sharedArray<Float64Array>(Float64Array, capacity), this.#doubles);
        else this.#ints = moved(sharedArray<Int32Array>(Int32Array, capacity), this.#ints);
        break;
      case "float":
      case "instant":
        this.#doubles = moved(sharedArray<Float64Array>(Float64Array, capacity), this.#doubles);
        break;
      case "bool":
        this.#bytes = moved(sharedArray<Uint8Array>(Uint8Array, capacity), this.#bytes);
        break;
      case "string":
      case "keyword":
        this.#codes = moved(sharedArray<Uint32Array>(Uint32Array, capacity), this.#codes);
        break;
      default:
        break; // lists grow by themselves
    }
  }

  /** Whether the column is of a kind, or becomes so with its first value; otherwise it is of any values from now on. */
  #is(kind: Kind): boolean {
    if (this.#kind === kind) return true;
    if (this.#kind === "none") {
      this.#kind = kind;
      return true;
    }
    this.#generalise();
    return false;
  }

  #generalise(): void {
    if (this.#kind === "values") return;
    const values: unknown[] = [];
    for (let i = 0; i < this.#count; i++) values.push(this.#at(i));
    this.#kind = "values";
    this.#values = values;
    this.#ints = new Int32Array(0);
    this.#doubles = new Float64Array(0);
    this.#bytes = new Uint8Array(0);
    this.#codes = new Uint32Array(0);
    this.#words = [];
    this.#codeOf = new Map();
  }

  #at(i: number): unknown {
    switch (this.#kind) {
      case "int":
        return this.#wide ? this.#doubles[i] : this.#ints[i];
      case "float":
        return mkFloat(this.#doubles[i]);
      case "bool":
        return this.#bytes[i] === 1;
      case "instant":
        return new Instant(this.#doubles[i]);
      case "string":
      case "keyword":
        return this.#words[this.#codes[i]];
      default:
        return this.#values[i];
    }
  }

  /** A safe integer. */
  putInt(row: number, n: number): void {
    if (!this.#is("int")) return this.#putOther(row, n);
    if (!this.#wide && (n | 0) !== n) this.#widen();
    const i = this.#begin(row);
    if (this.#wide) this.#doubles[i] = n;
    else this.#ints[i] = n;
    if (n < this.#min) this.#min = n;
    if (n > this.#max) this.#max = n;
  }

  #widen(): void {
    this.#wide = true;
    this.#doubles = sharedArray<Float64Array>(Float64Array, this.#capacity);
    for (let i = 0; i < this.#count; i++) this.#doubles[i] = this.#ints[i];
    this.#ints = new Int32Array(0);
  }

  /** A Float, as a double. */
  putFloat(row: number, d: number): void {
    if (!this.#is("float")) return this.#putOther(row, mkFloat(d));
    const i = this.#begin(row); // may move the array
    this.#doubles[i] = d;
    if (d < this.#min) this.#min = d;
    if (d > this.#max) this.#max = d;
    if (d !== d) this.#nan = true;
  }

  putBool(row: number, flag: boolean): void {
    if (!this.#is("bool")) return this.#putOther(row, flag);
    const i = this.#begin(row); // may move the array
    this.#bytes[i] = flag ? 1 : 0;
  }

  /** An instant of whole milliseconds. */
  putInstant(row: number, ms: number): void {
    if (!this.#is("instant")) return this.#putOther(row, new Instant(ms));
    const i = this.#begin(row); // may move the array
    this.#doubles[i] = ms;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
  }

  putString(row: number, text: string): void {
    this.#putWord(row, "string", text);
  }

  putKeyword(row: number, keyword: Keyword): void {
    this.#putWord(row, "keyword", keyword);
  }

  #putWord(row: number, kind: "string" | "keyword", word: string | Keyword): void {
    if (!this.#is(kind)) return this.#putOther(row, word);
    let code = this.#codeOf.get(word);
    if (code === undefined) {
      code = this.#words.length;
      this.#words.push(word);
      this.#codeOf.set(word, code);
    }
    const i = this.#begin(row); // may move the array
    this.#codes[i] = code;
  }

  /** Whether all values so far are of a kind. */
  isOf(kind: "string" | "keyword"): boolean {
    return this.#kind === kind;
  }

  /** The code of a word that was put, for `putCode`, as long as the column is one of words; -1: it is not. */
  codeOf(word: string | Keyword): number {
    return this.#codeOf.get(word) ?? -1;
  }

  /** A word again, by its code. Only while the column is one of words. */
  putCode(row: number, code: number): void {
    const i = this.#begin(row); // may move the array
    this.#codes[i] = code;
  }

  #putOther(row: number, value: unknown): void {
    this.#generalise();
    const i = this.#begin(row); // may move the array
    this.#values[i] = value;
  }

  /** Any value; nil only as the key of a tombstone. */
  put(row: number, value: unknown): void {
    if (typeof value === "number") {
      if (Number.isInteger(value)) this.putInt(row, value);
      else this.putFloat(row, value);
    } else if (typeof value === "string") this.putString(row, value);
    else if (value instanceof Keyword) this.putKeyword(row, value);
    else if (typeof value === "boolean") this.putBool(row, value);
    else if (value instanceof Flt) this.putFloat(row, value.v);
    else if (value instanceof Instant && value.nanos === 0) this.putInstant(row, value.ms);
    else this.#putOther(row, value);
  }

  /** What there is so far; null where there is nothing. With `narrow`, in arrays as narrow as the values allow. */
  packed(narrow: boolean): Packed | null {
    const count = this.#count;
    const rows = this.#rows;
    const [min, max] = [this.#min, this.#max];
    switch (this.#kind) {
      case "none":
        return null;
      case "int": {
        const data: Ints = this.#wide ? this.#doubles : this.#ints;
        return { kind: "int", data: narrow ? narrowInts(data, count, min, max) : data, min, max, count, rows };
      }
      case "float":
        return { kind: "float", data: this.#doubles, per: 1, min, max, nan: this.#nan, count, rows };
      case "instant":
        return { kind: "instant", data: this.#doubles, min, max, count, rows };
      case "bool":
        return { kind: "bool", data: this.#bytes, count, rows };
      case "values":
        return { kind: "values", data: this.#values, count, rows };
      default: {
        const data = narrow ? narrowCodes(this.#codes, count, this.#words.length) : this.#codes;
        return { kind: "words", of: this.#kind, data, words: this.#words, wordCount: this.#words.length, count, rows };
      }
    }
  }
}

function narrowInts(data: Ints, count: number, min: number, max: number): Ints {
  const out = sharedArray<Ints>(intArrayFor(min, max), count);
  out.set(data.subarray(0, count));
  return out;
}

function narrowCodes(codes: Uint32Array, count: number, words: number): Codes {
  const out = sharedArray<Codes>(codeArrayFor(words), count);
  out.set(codes.subarray(0, count));
  return out;
}

/** A part in the making. */
export class PartBuilder {
  #size = 0;
  #times: Float64Array = sharedArray<Float64Array>(Float64Array, FIRST_CAPACITY);
  #live: Uint8Array = sharedArray<Uint8Array>(Uint8Array, FIRST_CAPACITY);
  #dead = 0;
  #offsets: Float64Array | null;
  #hasValidTime = false;
  readonly #columns = new Map<Keyword | null, ColumnBuilder>();
  /** What the keys of each record are, as `shapeText` says it. */
  readonly shapes: ColumnBuilder = new ColumnBuilder();
  #shape: Shape | null = null;
  #shapeText = "";
  /** The columns of that shape's keys. */
  #ofShape: readonly ColumnBuilder[] = [];

  /** A part that begins with this offset; with `gathered`, each entry says its own. */
  constructor(readonly first: number, { gathered = false }: { readonly gathered?: boolean } = {}) {
    this.#offsets = gathered ? new Float64Array(FIRST_CAPACITY) : null;
  }

  get size(): number {
    return this.#size;
  }

  /** Begins an entry and answers its row; its values are put next. */
  begin(time: number, live: boolean, offset = 0): number {
    const row = this.#size++;
    if (row === this.#times.length) {
      this.#times = moved(sharedArray<Float64Array>(Float64Array, 2 * row), this.#times);
      this.#live = moved(sharedArray<Uint8Array>(Uint8Array, 2 * row), this.#live);
      if (this.#offsets !== null) this.#offsets = moved(new Float64Array(2 * row), this.#offsets);
    }
    this.#times[row] = time;
    if (this.#offsets !== null) this.#offsets[row] = offset;
    if (live) this.#live[row] = 1;
    else this.#dead++;
    return row;
  }

  /** The column of a name; that of the keys of tombstones has none. */
  column(name: Keyword | null): ColumnBuilder {
    let column = this.#columns.get(name);
    if (column === undefined) this.#columns.set(name, column = new ColumnBuilder());
    return column;
  }

  /** An entry says when it is true. */
  noteValidTime(): void {
    this.#hasValidTime = true;
  }

  /** A record and its time, ms. What is not live has no values. */
  add(record: unknown, time: number, live = true, offset = 0): void {
    const row = this.begin(time, live, offset);
    if (live) this.putRecord(row, record);
  }

  /** The key that a tombstone deletes. */
  addDeleted(key: unknown, time: number, offset = 0): void {
    const row = this.begin(time, false, offset);
    this.column(null).put(row, key);
  }

  /** The values of a record; what has no keyword as its key is in no column. */
  putRecord(row: number, record: unknown): void {
    if (record instanceof SmallMap) {
      const { shape } = record;
      if (shape !== this.#shape) {
        this.#shape = shape;
        this.#shapeText = shapeText(shape.keys);
        this.#ofShape = shape.keys.map((key) => this.column(key));
      }
      this.shapes.putString(row, this.#shapeText);
      const columns = this.#ofShape;
      for (let i = 0; i < columns.length; i++) {
        const value = record.at(i);
        if (value !== null) columns[i].put(row, value);
      }
    } else if (record instanceof PMap) {
      for (const c = record.cursor(); c.advance();) {
        if (!(c.key instanceof Keyword)) continue;
        const column = this.column(c.key);
        if (c.value !== null) column.put(row, c.value);
      }
    }
  }

  /** The part as it is now. It stays so. */
  snapshot(): MemoryPart {
    return this.#part(false);
  }

  /** The part as it is in the end, in arrays as narrow as they can be. */
  finish(): MemoryPart {
    return this.#part(true);
  }

  #part(narrow: boolean): MemoryPart {
    const size = this.#size;
    const packed = new Map<Keyword | null, Packed>();
    const nilNames: Keyword[] = [];
    for (const [name, column] of this.#columns) {
      const found = column.packed(narrow);
      if (found !== null) packed.set(name, found);
      else if (name !== null) nilNames.push(name);
    }
    const head = {
      first: this.first,
      size,
      offsets: this.#offsets?.subarray(0, size) ?? null,
      times: this.#times.subarray(0, size),
      live: this.#dead === 0 ? null : this.#live.subarray(0, size),
      hasValidTime: this.#hasValidTime,
      nilNames,
      shapes: this.shapes.packed(narrow),
    };
    return new MemoryPart(head, packed);
  }
}
