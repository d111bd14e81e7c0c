/**
 * `batuta log import`: the records of a file into a log.
 * In: a file in one of the formats. Out: records appended in its order, batch after batch. Where a record is malformed, those before it stay, and
 * the failure says how many.
 * Memory does not grow with the file: reading waits while more than a few MB wait to be written.
 * @module
 */
import { basename } from "node:path";
import { BatutaError, type Keyword, type PMap } from "../data/mod.ts";
import { type Format, readParquetRecords, readRecords } from "../formats/mod.ts";
import { payloadForNow, programFailure, type Writer } from "../log/mod.ts";
import { counted, durationText, rateText } from "./amounts.ts";
import { formatFor, separatorFor } from "./export.ts";
import { type InputFile, openInput } from "./files.ts";
import { type GivenOptions, keyOfLog, nameOfLog, openWriter, shown, withStore } from "./open.ts";
import { ProgressScreen } from "./progress.ts";
import type { World } from "./world.ts";

export interface ImportOptions extends GivenOptions {
  readonly as?: Format;
  readonly text?: boolean;
  readonly separator?: string;
}

/** So much may wait to be written: with more, memory grows and nothing gets faster. */
export const WAITING_BYTES = 1024 * 1024;

/** Appends records without waiting for them to be durable. */
export class Appender {
  /** How many were taken in. */
  count = 0;
  readonly #writer: Writer;
  readonly #log: string;
  readonly #key: Keyword | null;

  constructor(writer: Writer, log: string) {
    this.#writer = writer;
    this.#log = nameOfLog(log);
    this.#key = keyOfLog(writer);
  }

  add(record: PMap): void {
    this.checkKey(record);
    this.#writer.add(payloadForNow(record));
    this.count++;
  }

  /** Fails for a record that lacks the key which its log has. */
  checkKey(record: PMap): void {
    if (this.#key !== null && !record.has(this.#key)) {
      throw programFailure("log-no-key", { log: this.#log, key: this.#key, record });
    }
  }
}

/** The failure of an import, with the file and what came of the records before. */
function failureOf(error: unknown, path: string, count: number): unknown {
  if (!(error instanceof BatutaError)) return error;
  const { code, hint, data } = error;
  const file = path === "-" ? "Standard input" : path;
  const before = `${counted(count, "record")} before it ${count === 1 ? "was" : "were"} imported`;
  return new BatutaError(code, `${file}: ${error.message}; ${before}`, { hint, data });
}

function recordsOf(format: Format, input: InputFile, options: ImportOptions, onRead: (bytes: number) => void) {
  const separator = separatorFor(options.separator);
  return format === "parquet"
    ? readParquetRecords(input, { onRead })
    : readRecords(format, input, { text: options.text, separator, onRead });
}

async function importAll(
  writer: Writer,
  appender: Appender,
  batches: AsyncIterable<readonly PMap[]>,
  report: () => void,
): Promise<void> {
  try {
    for await (const records of batches) {
      for (const record of records) appender.add(record);
      report();
      const room = writer.ready(WAITING_BYTES);
      if (room !== null) await room;
    }
  } finally {
    await writer.settled();
  }
}

export function importFile(world: World, log: string, path: string, options: ImportOptions): Promise<number> {
  const format = formatFor(path, options.as);
  separatorFor(options.separator);
  const input = openInput(world, path);
  return withStore(world, { write: true }, async (store) => {
    const writer = await openWriter(world, store, log, options);
    const first = writer.next;
    const appender = new Appender(writer, log);
    const screen = new ProgressScreen(world, `Importing ${path === "-" ? "standard input" : basename(path)}`);
    let bytes = 0;
    const batches = recordsOf(format, input, options, (read) => bytes = read);
    const report = () => screen.report({ done: bytes, total: input.total, bytes, records: appender.count });
    try {
      await importAll(writer, appender, batches, report);
    } catch (error) {
      throw failureOf(error, path, writer.durable - first);
    } finally {
      screen.end();
    }
    const { count } = appender;
    const speed = `${durationText(screen.ms)}: ${rateText(count, screen.ms, "record")}`;
    world.write(`Imported ${counted(count, "record")} into ${shown(log)} in ${speed}\n`);
    return 0;
  }).finally(() => input.close());
}
