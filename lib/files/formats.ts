/**
 * How the formats room is loaded when a program first has a file of records.
 * @module
 */
import type * as charts from "../plot/mod.ts";
import type { guessFormat, openRecords, openSink } from "../formats/mod.ts";
import { BatutaError, fail, kw, mapOf, PMap } from "../data/mod.ts";
import { andThen, awaitPromise, type Files, host } from "../runtime/mod.ts";

/** What the Host gives. */
export interface Formats {
  /** What draws charts. */
  readonly charts: typeof charts;
  readonly guessFormat: typeof guessFormat;
  readonly openRecords: typeof openRecords;
  readonly openSink: typeof openSink;
}

let loaded: Formats | null = null;

/** Hands on what reads and writes formats; suspends while it is loaded. */
export function withFormats(op: string, use: (formats: Formats) => unknown): unknown {
  if (loaded !== null) return use(loaded);
  const load = host.formats;
  if (load === undefined) return fail("bad-argument", { op, expected: "a program that may use files", value: null });
  return andThen(awaitPromise(() => load.call(host)), (formats) => {
    loaded = formats as Formats; // what a Host gives
    return use(loaded);
  });
}

export function filesOf(op: string): Files {
  return host.files ?? fail("bad-argument", { op, expected: "a program that may use files", value: null });
}

/** The failure of a format with the file that it is about. */
export function inFile(error: unknown, path: string): unknown {
  if (!(error instanceof BatutaError) || error.code === "cannot-read" || error.code === "cannot-write") return error;
  const { code, hint, data } = error;
  const about = (data instanceof PMap ? data : mapOf()).assoc(kw("error"), kw(code)).assoc(kw("file"), path);
  return new BatutaError(code, `${path}: ${error.message}`, { hint, data: about });
}
