/**
 * Rows on standard output: what `batuta query` prints.
 * In: a value of the program, how it is to be written. Out: text or bytes, as the rows come; a table when all have. Rows are those of a query,
 * or of a collection of maps; any other value is printed as it is.
 * @module
 */
import { fail, isSeqable, type Keyword, kw, mapOf, PMap, printReadably, vec } from "../data/mod.ts";
import type { FileFormat, RecordSink } from "../formats/mod.ts";
import { awaitPromise, guarded, host, printJson, whenRealised } from "../runtime/mod.ts";
import { Query, tableText, visitRowsOf } from "../query/mod.ts";
import { namesFile } from "./file_value.ts";
import { scratchFile } from "./disk_file.ts";
import { filesOf, type Formats, withFormats } from "./formats.ts";

const OP = "batuta query";
const VALUE = kw("value");

/** How rows are printed. */
export interface Printing {
  readonly as: FileFormat | "table";
  /** Rows of a table that are shown. */
  readonly rows: number;
  /** Columns of a line. */
  readonly width: number;
}

/** Whether a value is rows: of a query, a file or a collection; a lone map is none. */
function hasRows(x: unknown): boolean {
  return x instanceof Query || namesFile(x) ||
    (typeof x !== "string" && !(x instanceof PMap) && x !== null && isSeqable(x));
}

function asRecord(row: unknown): PMap {
  return row instanceof PMap ? row : mapOf(VALUE, row);
}

function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1,234 rows`. */
function rowCount(n: number): string {
  return `${grouped(n)} row${n === 1 ? "" : "s"}`;
}

function printTable(source: unknown, { rows, width }: Printing): unknown {
  const shown: unknown[] = [];
  let count = 0;
  let columns: readonly Keyword[] | null = null;
  return visitRowsOf(OP, source, {
    begin: (names) => void (columns = names),
    row(value) {
      if (count++ < rows) return whenRealised([value], () => void shown.push(value));
    },
  }, () => {
    const hidden = count - shown.length;
    const total = hidden === 0 ? rowCount(count) : `${rowCount(shown.length)} shown, ${grouped(hidden)} more`;
    const table = count === 0 && columns === null ? "" : `${tableText(shown, width, columns)}\n`;
    host.write(`${table}${total}\n`);
    return null;
  });
}

function write(bytes: Uint8Array): void {
  if (host.writeBytes === undefined) host.write(new TextDecoder().decode(bytes));
  else host.writeBytes(bytes);
}

/** JSON and EDN have rows of any kind. */
const ANY_ROW: ReadonlySet<string> = new Set(["json", "ndjson", "edn"]);

function printRecords({ openSink }: Formats, source: unknown, as: FileFormat): unknown {
  let sink: RecordSink | null = null;
  const scratch = host.files === undefined ? {} : { scratch: () => scratchFile(filesOf(OP)) };
  const record = ANY_ROW.has(as) ? (row: unknown) => row as PMap : asRecord; // writers of those formats take any value
  const print = () =>
    visitRowsOf(OP, source, {
      begin: (columns) => void (sink = openSink(as, write, { columns, ...scratch })),
      row: (value) => whenRealised([value], () => sink?.add(record(value))), // `begin` has come before
    }, () => awaitPromise(() => sink?.end() ?? Promise.resolve()));
  return guarded(print, () => null, (error) => {
    sink?.close();
    throw error;
  });
}

function printValue(value: unknown, as: Printing["as"]): unknown {
  return whenRealised([value], () => {
    const json = as === "json" || as === "ndjson";
    host.write(`${json ? printJson(value, "") : printReadably(value)}\n`);
    return null;
  });
}

/** Prints a value; may suspend. */
export function printRows(value: unknown, { as, ...how }: Printing): unknown {
  if (!hasRows(value)) {
    if (ANY_ROW.has(as) || (as === "table" && !(value instanceof PMap))) return printValue(value, as);
    if (!(value instanceof PMap)) return fail("bad-argument", { op: OP, expected: `rows to write as ${as}`, value });
  }
  const source = hasRows(value) ? value : vec([value]);
  return as === "table"
    ? printTable(source, { as, ...how })
    : withFormats(OP, (formats) => printRecords(formats, source, as));
}
