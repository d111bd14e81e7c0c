/**
 * Columns: the values of many records, kept by column in typed arrays, for those who look at few columns of many records.
 * A part is a run of entries of a table; a slice says which of its rows are meant.
 * Invariants: a column gives back exactly the values that the records had; nil and a missing key are the same; all arrays of a column are
 * as long as its part has entries; where there is no value, the data is 0 (and code 0 where there are words). Nothing here changes after it was
 * given out, apart from what a part of a growing tail gets behind the rows that somebody was told of.
 * Source: Abadi, Boncz, Harizopoulos, "The Design and Implementation of Modern Column-Oriented Database Systems", 2013, §4.
 * @module
 */
import type { Keyword } from "../data/mod.ts";

/** One byte a row, 1 where there is a value that is not nil; null: everywhere. */
export type Present = Uint8Array | null;

/** Ints, all of them safe integers, in the narrowest array that holds them. */
export interface IntColumn {
  readonly kind: "int";
  readonly data: Int8Array | Int16Array | Int32Array | Float64Array;
  readonly present: Present;
  /** Of the values that are there; infinite the wrong way round where there is none. */
  readonly min: number;
  readonly max: number;
}

/** Floats: 3.0 is one, 3 is not. Those that are all whole numbers of hundredths or the like may stand as these. */
export interface FloatColumn {
  readonly kind: "float";
  /** The values times `per`, whole numbers where it is not 1. */
  readonly data: Int8Array | Int16Array | Int32Array | Float64Array;
  readonly per: number;
  readonly present: Present;
  /** Of the values that are there and no NaN. */
  readonly min: number;
  readonly max: number;
  /** Whether there is a NaN. */
  readonly nan: boolean;
}

export interface BoolColumn {
  readonly kind: "bool";
  /** 1 for true. */
  readonly data: Uint8Array;
  readonly present: Present;
}

/** Instants of whole milliseconds. */
export interface InstantColumn {
  readonly kind: "instant";
  /** Milliseconds since 1970. */
  readonly data: Float64Array;
  readonly present: Present;
  readonly min: number;
  readonly max: number;
}

/** Strings, or keywords: each row has the code of its word. */
export interface WordsColumn {
  readonly kind: "words";
  readonly of: "string" | "keyword";
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
  /** All different; in a part that was changed some may be nobody's. */
  readonly words: readonly (string | Keyword)[];
  readonly present: Present;
}

/** Anything else, mixed kinds too; null for nil and for what is missing. */
export interface ValuesColumn {
  readonly kind: "values";
  readonly values: readonly unknown[];
}

export type Column = IntColumn | FloatColumn | BoolColumn | InstantColumn | WordsColumn | ValuesColumn;

/** A run of entries of a table, by columns. */
export interface Part {
  /** Offset of its first entry; where it has `offsets`, of no meaning. */
  readonly first: number;
  /** How many entries it has. */
  readonly size: number;
  /** The offset of each entry, where they were gathered from all over the table; null: `first + row`. */
  readonly offsets: Float64Array | null;
  /** When each was written, milliseconds since 1970; never decreasing where there are no `offsets`. */
  readonly times: Float64Array;
  /** 1 where the entry is a record, not a tombstone, erased, or a notice; null: all are. */
  readonly live: Uint8Array | null;
  /** The columns that have a value somewhere. Only what has a keyword as its key is a column. */
  readonly names: readonly Keyword[];
  /** The keys that records have only with nil: there are columns of that name, and nothing in them. */
  readonly nilNames: readonly Keyword[];
  /** An entry says from when or until when it is true: what looks at valid time has to look at the entries. */
  readonly hasValidTime: boolean;
  /** The column of a name, loaded on first need; null: no entry has a value there. May throw a failure of the log. */
  column(name: Keyword): Column | null;
}

/** Rows of a part that are meant. */
export interface Slice {
  readonly part: Part;
  /** Rows [from, to) of the part. */
  readonly from: number;
  readonly to: number;
  /** The rows among them, ascending; null: all that are live. */
  readonly rows: Uint32Array | null;
}
