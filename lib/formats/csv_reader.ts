/**
 * CSV → records, as a stream.
 * In: text in pieces; the first row names the columns. Out: maps with the columns as keywords, in batches. What is malformed is a failure
 * `csv-syntax` with line and column; the rows before it have been given out by then.
 * A field in quotes is a string as it stands, also an empty one; others are what they look like (`csv_values.ts`), unless all are to be text,
 * or the column has a type: then quotes say nothing, but for an empty field, which is nil without them.
 * Rows end with LF, CRLF or CR. A line without anything is no row, unless there is only one column.
 * Memory: a piece of text and a row that may go beyond it.
 * Source: RFC 4180; a row with more or fewer fields than the header is malformed.
 * @module
 */
import { type Keyword, type PMap, rowOf, type Shape, shapeOf, SmallMap } from "../data/mod.ts";
import { placeIn } from "../runtime/mod.ts";
import { sniff } from "./csv_values.ts";
import { formatFailure } from "./errors.ts";
import { columnKey } from "./names.ts";
import type { PieceReader, Place, Taken } from "./pieces.ts";
import { type ColumnType, type ColumnTypes, parseAs, typeText } from "./typed_values.ts";

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** A row that goes on for so long lacks a quote; larger than any record can be. */
const LONGEST_ROW = 32 * 1024 * 1024;

export interface CsvOptions {
  /** Values stay strings, also empty ones. */
  readonly text?: boolean;
  /** What stands between two fields: one unit, `,` unless given. */
  readonly separator?: string;
  /** Columns whose values are of these types. */
  readonly types?: ColumnTypes;
  /** The columns that are wanted, null for all: the others are nil. */
  readonly wanted?: ReadonlySet<string> | null;
}

/** Answer of `#row`: the text ends before the row does. */
const INCOMPLETE = -1;

export class CsvReader implements PieceReader {
  readonly #asText: boolean;
  readonly #separator: number;
  readonly #types: ColumnTypes;
  readonly #wanted: ReadonlySet<string> | null;
  /** What is special about each column; null where nothing is about any. */
  #special: readonly (ColumnType | "unwanted" | null)[] | null = null;
  /** What has been read and not been given out, a row that has begun at its beginning. */
  #text = "";
  /** The line at the beginning of `#text`, from 1. */
  #line = 1;
  /** No more text follows. */
  #ended = false;
  #columns: readonly Keyword[] | null = null;
  #shape: Shape | null = null;
  /** The fields of the row that is read. */
  readonly #fields: unknown[] = [];
  /** Line breaks in its quoted fields. */
  #breaks = 0;

  constructor({ text = false, separator = ",", types = new Map(), wanted = null }: CsvOptions = {}) {
    this.#asText = text;
    this.#separator = separator.charCodeAt(0);
    this.#types = types;
    this.#wanted = wanted;
  }

  /** The keys of the records, once the header has been read. */
  get columns(): readonly Keyword[] | null {
    return this.#columns;
  }

  take(piece: string | null): Taken {
    this.#text += piece ?? "";
    this.#ended = piece === null;
    const records: PMap[] = [];
    let at = 0;
    let failure: unknown = null;
    try {
      while (at < this.#text.length) {
        const end = this.#row(at);
        if (end === INCOMPLETE) break;
        const record = this.#accept(at);
        if (record !== null) records.push(record);
        at = end;
        this.#line += 1 + this.#breaks;
      }
      if (this.#ended && this.#columns === null) this.#fail(0, 0, "there is no header, which would name the columns");
      if (this.#text.length - at > LONGEST_ROW) this.#fail(at, at, "this row is too long; a quote may be missing");
    } catch (error) {
      failure = error;
    }
    this.#text = this.#text.slice(at);
    return { records, failure };
  }

  endPlace(): Place {
    const { line, column } = placeIn(this.#text, this.#text.length);
    return { line: line + this.#line - 1, column };
  }

  /** Fails at `at`, which is in the row that begins at `start`. */
  #fail(start: number, at: number, wrong: string): never {
    throw formatFailure("csv-syntax", { ...this.#place(start, at), wrong });
  }

  #place(start: number, at: number): Place {
    const { line, column } = placeIn(this.#text.slice(start), at - start);
    return { line: line + this.#line - 1, column };
  }

  /** Reads the row at `start` into `#fields`; answers where the next one begins, or INCOMPLETE. */
  #row(start: number): number {
    const text = this.#text;
    const separator = this.#separator;
    const fields = this.#fields;
    fields.length = 0;
    this.#breaks = 0;
    for (let at = start;;) {
      let unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        at = this.#quoted(start, at);
        if (at < 0) return INCOMPLETE;
        unit = text.charCodeAt(at);
      } else {
        const from = at;
        // At the end of the text the unit is NaN.
        while (unit !== separator && unit !== LF && unit !== CR && unit === unit) {
          if (unit === QUOTE) this.#fail(start, at, "a quote stands within a field that does not begin with one");
          unit = text.charCodeAt(++at);
        }
        if (at === text.length && !this.#ended) return INCOMPLETE;
        if (this.#special !== null) this.#addSpecial(start, from, at);
        else fields.push(this.#asText || this.#columns === null ? text.slice(from, at) : sniff(text, from, at));
      }
      if (unit === separator) {
        at++;
        continue;
      }
      if (unit === LF) return at + 1;
      if (unit === CR) {
        if (at + 1 === text.length && !this.#ended) return INCOMPLETE;
        return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
      }
      if (at < text.length) this.#fail(start, at, "after the closing quote a comma or the end of the line must follow");
      return this.#ended ? at : INCOMPLETE;
    }
  }

  /** Reads the quoted field that begins at `at`; answers where it ends, or INCOMPLETE. */
  #quoted(start: number, at: number): number {
    const text = this.#text;
    let end = text.indexOf('"', at + 1);
    let doubled = false;
    while (end >= 0 && text.charCodeAt(end + 1) === QUOTE) {
      doubled = true;
      end = text.indexOf('"', end + 2);
    }
    if (end < 0) {
      if (this.#ended) this.#fail(start, at, "this quote is never closed");
      return INCOMPLETE;
    }
    // Another quote may follow, and mean one.
    if (end + 1 === text.length && !this.#ended) return INCOMPLETE;
    let value = text.slice(at + 1, end);
    for (let found = value.indexOf("\n"); found >= 0; found = value.indexOf("\n", found + 1)) this.#breaks++;
    if (doubled) value = value.replaceAll('""', '"');
    const special = this.#special?.[this.#fields.length] ?? null;
    this.#fields.push(special === null ? value : this.#typed(special, value, start, at));
    return end + 1;
  }

  /** Takes in the field [from, to), which stands in no quotes. */
  #addSpecial(start: number, from: number, to: number): void {
    const fields = this.#fields;
    const special = this.#special?.[fields.length] ?? null;
    if (special === "unwanted" || (special !== null && from === to)) fields.push(null);
    else if (special !== null) fields.push(this.#typed(special, this.#text.slice(from, to), start, from));
    else fields.push(this.#asText ? this.#text.slice(from, to) : sniff(this.#text, from, to));
  }

  #typed(type: ColumnType | "unwanted", text: string, start: number, at: number): unknown {
    if (type === "unwanted") return null;
    const value = parseAs(type, text);
    if (value !== undefined) return value;
    const name = this.#columns?.[this.#fields.length]?.text ?? "";
    throw formatFailure("field-type", { ...this.#place(start, at), name, text, type: typeText(type) });
  }

  /** The record of the fields that were read; null where they are the header, or nothing. */
  #accept(start: number): PMap | null {
    const fields = this.#fields;
    const columns = this.#columns;
    if (columns === null) {
      this.#header(start);
      return null;
    }
    if (fields.length === columns.length) return this.#record(columns);
    if (fields.length === 1 && (fields[0] === null || fields[0] === "")) return null;
    const count = (n: number) => `${n} field${n === 1 ? "" : "s"}`;
    return this.#fail(start, start, `this row has ${count(fields.length)}, the header ${columns.length}`);
  }

  #header(start: number): void {
    const names = this.#fields as string[]; // nothing of a header is sniffed
    const columns = names.map((name, i) => columnKey(name, i + 1));
    const twice = columns.findIndex((column, i) => columns.indexOf(column) < i);
    if (twice >= 0) this.#fail(start, start, `two columns have the name \`${columns[twice].text}\``);
    const texts = columns.map(({ text }) => text);
    for (const name of this.#types.keys()) {
      if (!texts.includes(name)) throw formatFailure("type-without-column", { name, columns: texts });
    }
    const wanted = this.#wanted;
    const special = texts.map((name) =>
      wanted !== null && !wanted.has(name) ? "unwanted" : this.#types.get(name) ?? null
    );
    this.#columns = columns;
    this.#special = special.every((each) => each === null) ? null : special;
    this.#shape = shapeOf(columns);
  }

  #record(columns: readonly Keyword[]): PMap {
    const fields = this.#fields;
    if (this.#shape !== null) {
      while (fields.length < 8) fields.push(null);
      const f = fields;
      return new SmallMap(this.#shape, null, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]);
    }
    return rowOf(columns.flatMap((column, i) => [column, fields[i]]));
  }
}
