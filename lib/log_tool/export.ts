/**
 * `batuta log export`: the records of a log into a file, as it is at the beginning.
 * Memory does not grow with the log. Formats that name columns once read it twice: the first time for the columns.
 * @module
 */
import { BatutaError } from "../data/mod.ts";
import {
  type Column,
  Columns,
  type Format,
  formatOfPath,
  FORMATS,
  recordWriter,
  writeParquet,
} from "../formats/mod.ts";
import type { Reader } from "../log/mod.ts";
import { counted, durationText, rateText, sizeText } from "./amounts.ts";
import { tellLeftOut, visitRows } from "./cat.ts";
import { toolFailure } from "./errors.ts";
import { openOutput, type OutputFile } from "./files.ts";
import { placeInLog, shown, withReader } from "./open.ts";
import { ProgressScreen } from "./progress.ts";
import type { rowAt, RowShape } from "./rows.ts";
import type { World } from "./world.ts";

export interface ExportOptions {
  readonly as?: Format;
  readonly from?: string;
  readonly to?: string;
  readonly meta?: boolean;
  readonly salvage?: boolean;
  readonly separator?: string;
}

/** The format that is given, or that the name of the file says. */
export function formatFor(path: string, given: Format | undefined): Format {
  const format = given ?? formatOfPath(path);
  if (format === null) throw toolFailure("format-unknown", { path, formats: FORMATS });
  if (format === "parquet" && path === "-") throw toolFailure("format-needs-file", {});
  return format;
}

/** The character that separates fields. */
export function separatorFor(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const separator = text === "tab" || text === "\\t" ? "\t" : text;
  if (separator.length !== 1 || /["\r\n]/.test(separator)) throw toolFailure("bad-separator", { text });
  return separator;
}

/** What takes rows to a file. */
interface RowSink {
  row(row: NonNullable<ReturnType<typeof rowAt>>): void;
  end(): void;
}

async function sinkFor(
  format: Format,
  columns: readonly Column[],
  output: OutputFile,
  separator: string | undefined,
): Promise<RowSink> {
  if (format === "parquet") {
    const writer = await writeParquet(columns, (bytes) => output.write(bytes));
    return { row: (row) => writer.record(row), end: () => writer.end() };
  }
  const writer = recordWriter(format, columns, { separator });
  output.text(writer.begin());
  return { row: (row) => output.text(writer.record(row)), end: () => output.text(writer.end()) };
}

/** Entries read between two reports. */
const STEP = 10_000;

/** Visits rows in steps, so that the screen shows how far it is. */
function visitInSteps(
  reader: Reader,
  { from, to, shape }: { from: number; to: number; shape: RowShape },
  screen: ProgressScreen,
  visit: Parameters<typeof visitRows>[2],
  bytes: () => number | undefined,
): void {
  for (let at = from; at < to;) {
    const next = Math.min(at + STEP, to);
    visitRows(reader, { from: at, to: next, shape }, visit);
    at = next;
    screen.report({ done: at - from, total: to - from, records: at - from, bytes: bytes() });
  }
}

/** A failure of one record, with its place in the log. */
function inRecord(error: unknown, offset: number): unknown {
  if (!(error instanceof BatutaError)) return error;
  const { code, message, hint, data } = error;
  return new BatutaError(code, `Record ${offset}: ${message}`, { hint, data });
}

export function exportLog(world: World, log: string, path: string, options: ExportOptions): Promise<number> {
  const format = formatFor(path, options.as);
  const separator = separatorFor(options.separator);
  return withReader(world, log, { salvage: options.salvage }, async (reader) => {
    const from = placeInLog(reader, options.from, 0);
    const to = Math.min(placeInLog(reader, options.to, Infinity), reader.count());
    const named = format === "csv" || format === "parquet";
    const shape = !options.meta ? "records" : named ? "columns" : "nested";
    const range = { from, to, shape } as const;
    const columns = new Columns();
    if (named) {
      const screen = new ProgressScreen(world, "Looking for columns");
      visitInSteps(reader, range, screen, (row) => columns.add(row), () => undefined);
      screen.end();
      reader.leftOut.length = 0; // the second reading finds it again
    }
    const screen = new ProgressScreen(world, `Exporting ${shown(log)}`);
    const output = openOutput(world, path);
    let records = 0;
    try {
      const sink = await sinkFor(format, columns.all, output, separator);
      visitInSteps(reader, range, screen, (row, offset) => {
        try {
          sink.row(row);
        } catch (error) {
          throw inRecord(error, offset);
        }
        records++;
      }, () => output.bytes);
      sink.end();
      output.finish();
    } finally {
      screen.end();
      output.close();
    }
    if (path !== "-") {
      const speed = `${durationText(screen.ms)}: ${rateText(records, screen.ms, "record")}`;
      world.write(
        `Exported ${counted(records, "record")} of ${shown(log)} to ${path}, ${sizeText(output.bytes)}, in ${speed}\n`,
      );
    }
    const others = Math.max(to - from, 0) - records - reader.leftOut.reduce((sum, out) => sum + out.to - out.from, 0);
    if (others > 0) {
      world.note(
        `${
          counted(others, "entry", "entries")
        } that are no records are not among them: deletions, notices, what was erased. \`--meta\` shows them.\n`,
      );
    }
    return tellLeftOut(world, reader);
  });
}
