/**
 * What can be wrong with a file of records, in the form of `data/errors.ts`. Lines and columns count from 1, columns in code points;
 * bytes from 0. JSON and EDN have their own failures of syntax, from the runtime.
 * @module
 */
import { BatutaError, type DetailsOf, type ErrorEntry, failureOf, kw, mapOf, show } from "../data/mod.ts";

interface Place {
  readonly line: number;
  readonly column: number;
}

function entry<D>(message: (details: D) => string, hint: string | null): ErrorEntry<D> {
  return { message, hint, example: "" };
}

export const FORMAT_ERRORS = {
  "csv-syntax": entry(
    (d: Place & { wrong: string }) => `CSV, line ${d.line}, column ${d.column}: ${d.wrong}`,
    "a field with a comma, a quote or a line break stands in quotes, and a quote in it is written twice",
  ),
  "file-not-utf8": entry(
    (d: Place & { byte: number }) =>
      `Line ${d.line}, column ${d.column}: byte ${d.byte} of the file begins nothing that is UTF-8`,
    "`iconv -f latin1 -t utf8` makes UTF-8 of the most usual other encoding",
  ),
  "not-a-record": entry(
    (d: Place & { value: unknown }) => `Line ${d.line}, column ${d.column}: a record is a map, got ${show(d.value)}`,
    null,
  ),
  "field-type": entry(
    (d: Place & { name: string; text: string; type: string }) =>
      `CSV, line ${d.line}, column ${d.column}: ${show(d.text)} in :${d.name} is not ${d.type}`,
    "`:types` says which types columns have; without it a value is what it looks like",
  ),
  "value-type": entry(
    (d: { record: number; column: string; value: unknown; type: string }) =>
      `Record ${d.record}: ${show(d.value)} in :${d.column} is not ${d.type}`,
    "`:types` says which types columns have",
  ),
  "type-without-column": entry(
    (d: { name: string; columns: readonly string[] }) =>
      `There is a type for :${d.name}, but the header has no such column; it has ${
        d.columns.map((name) => `:${name}`).join(", ")
      }`,
    null,
  ),
  "parquet-unreadable": entry((d: { reason: string }) => `This cannot be read as Parquet: ${d.reason}`, null),
  "arrow-unreadable": entry((d: { reason: string }) => `This cannot be read as Arrow: ${d.reason}`, null),
  "no-columns": entry(
    (d: { format: string }) => `A ${d.format} file has columns, but there is no record, which would have some`,
    "a query that ends with `select` has columns even without rows",
  ),
  "column-unknown": entry(
    (d: { column: string; columns: readonly string[] }) =>
      `A record has the column ${show(d.column)}, which is not among those of the header: ${d.columns.join(", ")}`,
    "other formats than CSV have no header",
  ),
};

type FormatErrors = typeof FORMAT_ERRORS;

/** The failure of a code, to be thrown; its data has line and column where there are some. */
export function formatFailure<C extends keyof FormatErrors>(
  code: C,
  details: DetailsOf<FormatErrors, C>,
): BatutaError {
  const { line, column } = details as Partial<Place>; // what some of them have
  const data = line === undefined ? null : mapOf(kw("line"), line, kw("column"), column);
  return failureOf(FORMAT_ERRORS, code, details, { data });
}
