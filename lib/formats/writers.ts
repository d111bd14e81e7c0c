/**
 * Records → text: EDN and NDJSON on a line each, a JSON array, CSV with a header.
 * In: records, one after the other; for CSV the columns they have. Out: text that the readers of this room read back; of CSV, values that
 * are text, numbers, booleans, instants or nothing do.
 * A value that JSON has no form for is a failure `not-json`.
 * Source of CSV: RFC 4180, with LF.
 * @module
 */
import { BatutaError, Coll, Keyword, PMap, printReadably, toText, Tuple } from "../data/mod.ts";
import { printJson } from "../runtime/mod.ts";
import { type Column, columnName } from "./columns.ts";
import { sniff } from "./csv_values.ts";
import { formatFailure } from "./errors.ts";

/** Gives the text of records. */
export interface RecordWriter {
  /** What stands before all records. */
  begin(): string;
  record(value: PMap): string;
  /** What stands behind all records. */
  end(): string;
}

const NOTHING = () => "";

export const ednWriter: RecordWriter = { begin: NOTHING, record: (value) => `${printReadably(value)}\n`, end: NOTHING };
export const ndjsonWriter: RecordWriter = {
  begin: NOTHING,
  record: (value) => `${printJson(value, "")}\n`,
  end: NOTHING,
};

/** An array with a record on each line. */
export function jsonWriter(): RecordWriter {
  let before = "[\n";
  return {
    begin: NOTHING,
    record(value) {
      const text = before + printJson(value, "");
      before = ",\n";
      return text;
    },
    end: () => before === "[\n" ? "[]\n" : "\n]\n",
  };
}

/** A text as a field: in quotes where it has to be, or where it would not be read as text. */
function textField(text: string, separator: string): string {
  const plain = !text.includes(separator) && !/["\r\n]/.test(text) && sniff(text, 0, text.length) === text;
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** What has parts as JSON, or as EDN where JSON has no form for it. */
function compoundText(value: unknown): string {
  try {
    return printJson(value, "");
  } catch (error) {
    if (error instanceof BatutaError) return printReadably(value);
    throw error;
  }
}

/** A value as a field. Keywords are their names. */
function csvField(value: unknown, separator: string): string {
  if (value === null) return "";
  if (typeof value === "string") return textField(value, separator);
  if (value instanceof Keyword) return textField(value.text, separator);
  if (value instanceof PMap || value instanceof Coll || value instanceof Tuple) {
    return textField(compoundText(value), separator);
  }
  const text = value instanceof Uint8Array ? value.toBase64() : toText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** CSV with these columns and no others: a record with another one is a failure `column-unknown`. */
export function csvWriter(columns: readonly Pick<Column, "name" | "key">[], separator = ","): RecordWriter {
  const line = (fields: readonly string[]) => `${fields.join(separator)}\n`;
  const keys = new Set(columns.map(({ key }) => key));
  return {
    begin: () => columns.length === 0 ? "" : line(columns.map(({ name }) => textField(name, separator))),
    record(value) {
      const row = line(columns.map(({ key }) => csvField(value.get(key, null), separator)));
      for (const cursor = value.cursor(); cursor.advance();) {
        if (keys.has(cursor.key)) continue;
        const column = columnName(cursor.key);
        throw formatFailure("column-unknown", { column, columns: columns.map(({ name }) => name) });
      }
      return row;
    },
    end: NOTHING,
  };
}
