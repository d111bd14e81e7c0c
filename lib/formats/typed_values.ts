/**
 * Columns whose types somebody has named, in place of what values look like.
 * In: the name of a type and a value, a text most often. Out: the value of that type; nil stays nil.
 * Invariant: a value that cannot be of the type is a failure, never another value.
 * @module
 */
import {
  Decimal,
  Flt,
  Instant,
  isFloat,
  isInt,
  isNumber,
  Keyword,
  kw,
  mkFloat,
  normBig,
  parseExact,
  parseInstant,
  type PMap,
  toText,
} from "../data/mod.ts";
import { formatFailure } from "./errors.ts";

/** The types that a column can be said to have. */
export const COLUMN_TYPES = ["string", "int", "float", "decimal", "boolean", "instant", "keyword"] as const;
export type ColumnType = typeof COLUMN_TYPES[number];
/** Types by the names of columns, as a keyword has them. */
export type ColumnTypes = ReadonlyMap<string, ColumnType>;

const INT = /^[+-]?[0-9]+$/;
const FLOAT = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** How a type is called in messages. */
const NAMES: Readonly<Record<ColumnType, string>> = {
  string: "a string",
  int: "an Int",
  float: "a Float",
  decimal: "a Decimal",
  boolean: "true or false",
  instant: "an instant, like 2026-01-02 or 2026-01-02T03:04:05Z",
  keyword: "a keyword",
};

export function typeText(type: ColumnType): string {
  return NAMES[type];
}

/** What a text means as a value of a type; undefined where it means none. */
export function parseAs(type: ColumnType, text: string): unknown {
  switch (type) {
    case "string":
      return text;
    case "int":
      return INT.test(text) ? normBig(BigInt(text.replace(/^\+/, ""))) : undefined;
    case "float":
      return FLOAT.test(text) ? mkFloat(Number(text)) : undefined;
    case "decimal":
      return FLOAT.test(text) ? parseExact(text.replace(/^\+/, "")) : undefined;
    case "boolean":
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
    case "instant":
      return parseInstant(text);
    case "keyword":
      return text === "" ? undefined : kw(text);
  }
}

function isOf(type: ColumnType, value: unknown): boolean {
  switch (type) {
    case "int":
      return isInt(value);
    case "float":
      return isFloat(value) || value instanceof Flt;
    case "boolean":
      return typeof value === "boolean";
    case "instant":
      return value instanceof Instant;
    case "keyword":
      return value instanceof Keyword;
    case "decimal":
      return value instanceof Decimal;
    case "string":
      return typeof value === "string";
  }
}

/** A value that a format has read, as one of a type; undefined where it cannot be. */
function convert(type: ColumnType, value: unknown): unknown {
  if (value === null || isOf(type, value)) return value;
  if (typeof value === "string") return parseAs(type, value);
  if (type === "string") return toText(value);
  if (value instanceof Keyword) return undefined;
  return isNumber(value) ? parseAs(type, toText(value)) : undefined;
}

/** Records with the columns of these types; `before` is how many records of the file there were before them. */
export function withTypes(records: readonly PMap[], types: ColumnTypes, before: number): readonly PMap[] {
  const columns = [...types].map(([name, type]) => [kw(name), type] as const);
  return records.map((record, i) =>
    columns.reduce((typed, [key, type]) => {
      const value = typed.get(key, null);
      const converted = convert(type, value);
      if (converted === undefined) {
        throw formatFailure("value-type", { record: before + i + 1, column: key.text, value, type: typeText(type) });
      }
      return converted === value ? typed : typed.assoc(key, converted);
    }, record)
  );
}
