/**
 * Opening the data directory and its logs for the commands.
 * @module
 */
import { Instant, kw, parseInstant, printReadably } from "../data/mod.ts";
import {
  canonicalise,
  keyColumn,
  type LogOptions,
  Logs,
  type Reader,
  type ReaderOptions,
  Store,
  type SyncMode,
  type Writer,
} from "../log/mod.ts";
import { keyOf } from "../formats/mod.ts";
import { sizeText } from "./amounts.ts";
import { toolFailure } from "./errors.ts";
import type { World } from "./world.ts";

/** The name of a log as it is given: a colon before it, as programs write it, is not part of it. */
export function nameOfLog(given: string): string {
  return given.replace(/^:(?=.)/, "");
}

/** Does something with the data directory, and closes it. */
export async function withStore<T>(
  world: World,
  { write }: { readonly write: boolean },
  act: (store: Store) => Promise<T> | T,
): Promise<T> {
  const store = await Store.open(world.folder, { write, canonical: canonicalise });
  let answer: T;
  try {
    answer = await act(store);
  } catch (error) {
    await store.close().catch(() => {}); // the first failure is the one to tell
    throw error;
  }
  await store.close();
  return answer;
}

/** Does something with what programs have of logs. */
export async function withLogs<T>(world: World, act: (logs: Logs) => Promise<T>): Promise<T> {
  const logs = new Logs(world.folder);
  try {
    return await act(logs);
  } finally {
    await logs.close();
  }
}

/** Does something with a reader of a log. */
export function withReader<T>(
  world: World,
  log: string,
  options: ReaderOptions,
  act: (reader: Reader) => Promise<T> | T,
): Promise<T> {
  return withStore(world, { write: false }, async (store) => act(await store.reader(nameOfLog(log), options)));
}

/** What a log is created with, as it is given. */
export interface GivenOptions {
  readonly key?: string;
  readonly hash?: "blake3" | "sha256";
  readonly sync?: SyncMode;
  readonly segmentBytes?: string;
}

/** A number from 0 on. */
export function countOf(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw toolFailure("bad-count", { option, text });
  return Number(text);
}

function optionsOf({ key, hash, sync, segmentBytes }: GivenOptions): Partial<LogOptions> {
  const options: { -readonly [K in keyof LogOptions]?: LogOptions[K] } = {};
  if (key !== undefined) {
    const column = keyOf(nameOfLog(key));
    if (typeof column === "string") throw toolFailure("bad-column", { text: key });
    options.key = printReadably(column);
  }
  if (hash !== undefined) options.hash = hash;
  if (sync !== undefined) options.sync = sync;
  if (segmentBytes !== undefined) options.segmentBytes = countOf("--segment-bytes", segmentBytes);
  return options;
}

/** The writer of a log, which is made when it is not there. What its recovery found is said on standard error. */
export async function openWriter(world: World, store: Store, log: string, given: GivenOptions): Promise<Writer> {
  const name = nameOfLog(log);
  await store.create(name, optionsOf(given));
  const writer = await store.writer(name);
  const { spec } = writer.files.created;
  if (spec !== null) throw toolFailure("spec-needs-program", { log: shown(log), spec });
  const { cut, kept, lost } = writer.report;
  if (cut !== null) {
    const where = `${cut.segment}, byte ${cut.position}`;
    world.note(`A torn tail of ${sizeText(cut.bytes)} was cut off: ${where}. Nothing of it was acknowledged.\n`);
  }
  if (kept > 0) world.note(`Records that were written and not acknowledged are kept: ${kept}.\n`);
  if (lost > 0) world.note(`Records that the system had not written are lost: ${lost}.\n`);
  return writer;
}

/** The column that is the key of a log, or null. */
export function keyOfLog(reader: Reader | Writer) {
  return keyColumn(reader.files.created);
}

/** Where in a log a given text is: an offset, or an instant, which means the first record at or after it. */
export function placeInLog<T>(reader: Reader, text: string | undefined, otherwise: T): number | T {
  if (text === undefined) return otherwise;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const instant = parseInstant(text);
  if (!(instant instanceof Instant)) throw toolFailure("bad-range", { text });
  return reader.offsetAtTime(instant.ms);
}

/** A log as messages name it. */
export function shown(log: string): string {
  return printReadably(kw(nameOfLog(log)));
}
