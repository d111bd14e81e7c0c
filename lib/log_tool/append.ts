/**
 * `batuta log append`: records from the command line, or from the lines of standard input, EDN or JSON each.
 * @module
 */
import { BatutaError, type PMap } from "../data/mod.ts";
import { EdnRecordReader, JsonReader, type PieceReader } from "../formats/mod.ts";
import { logFailure, payloadOf, type Writer } from "../log/mod.ts";
import { counted, grouped } from "./amounts.ts";
import { toolFailure } from "./errors.ts";
import { Appender, WAITING_BYTES } from "./import.ts";
import { countOf, type GivenOptions, nameOfLog, openWriter, shown, withStore } from "./open.ts";
import type { World } from "./world.ts";

export interface GivenAppend extends GivenOptions {
  /** The offset that the first record must get. */
  readonly expect?: string;
}

/** The one record of a text. */
function readOne(reader: PieceReader, text: string): PMap {
  const { records: [first, ...more], failure } = reader.take(text);
  const { failure: atEnd, records: last } = failure === null ? reader.take(null) : { failure, records: [] };
  if (atEnd !== null) throw atEnd;
  const all = [first, ...more, ...last].filter((record) => record !== undefined);
  if (all.length === 1) return all[0];
  throw toolFailure("not-one-record", { count: all.length });
}

/** The record that a text is: JSON if it can be that, else EDN. */
export function parseRecord(text: string): PMap {
  if (!/^\s*\{\s*["}]/.test(text)) return readOne(new EdnRecordReader(), text);
  try {
    return readOne(new JsonReader(), text);
  } catch (error) {
    if (!(error instanceof BatutaError)) throw error;
    try {
      return readOne(new EdnRecordReader(), text);
    } catch {
      throw error;
    }
  }
}

/** `: offset 3`, `: offsets 3 to 5`. */
function offsets(first: number, count: number): string {
  if (count === 0) return "";
  return count === 1 ? `: offset ${grouped(first)}` : `: offsets ${grouped(first)} to ${grouped(first + count - 1)}`;
}

async function appendLines(world: World, writer: Writer, appender: Appender): Promise<void> {
  let line = 0;
  try {
    for (let text = await world.nextLine(); text !== null; text = await world.nextLine()) {
      line++;
      if (text.trim() !== "") appender.add(parseRecord(text));
      const room = writer.ready(WAITING_BYTES);
      if (room !== null) await room;
    }
  } catch (error) {
    if (!(error instanceof BatutaError)) throw error;
    const { code, message, hint, data } = error;
    const before = `${counted(appender.count, "record")} before it ${appender.count === 1 ? "was" : "were"} appended`;
    throw new BatutaError(code, `Line ${line} of standard input: ${message}; ${before}`, { hint, data });
  } finally {
    await writer.settled();
  }
}

export function appendRecords(
  world: World,
  log: string,
  texts: readonly string[],
  options: GivenAppend,
): Promise<number> {
  const given = texts.map(parseRecord);
  const expect = options.expect === undefined ? undefined : countOf("--expect", options.expect);
  return withStore(world, { write: true }, async (store) => {
    const writer = await openWriter(world, store, log, options);
    const appender = new Appender(writer, log);
    const first = writer.next;
    let count = given.length;
    // Nobody else can append meanwhile: this process has the lock.
    if (expect !== undefined && expect !== first) {
      throw logFailure("log-not-expected", { log: nameOfLog(log), expected: expect, actual: first });
    }
    if (texts.length > 0) {
      for (const record of given) appender.checkKey(record);
      await writer.append(given.map((record) => payloadOf(record)));
    } else {
      await appendLines(world, writer, appender);
      count = appender.count;
    }
    world.write(`Appended ${counted(count, "record")} to ${shown(log)}${offsets(first, count)}\n`);
    return 0;
  });
}
