/**
 * Samples of logs: some records from all over one, for those who estimate what a query is going to find.
 * In: a reader, what reads entries. Out: entries. A sample is kept until the log has twice as many records: finding a record means reading and
 * checking its block, which is as long as the append that wrote it (10 ms for 5000 records).
 * @module
 */
import type { Reader } from "./reader.ts";

const PLACES = 4;
/** Records that are taken at each place. */
const AT_EACH = 48;

const kept = new WeakMap<Reader, { readonly count: number; readonly entries: readonly unknown[] }>();

/** Entries from all over a log; `read` reads those with offsets in `[from, to)`. */
export function sampleOf<E>(reader: Reader, count: number, read: (from: number, to: number) => E[]): readonly E[] {
  const found = kept.get(reader);
  if (found !== undefined && count < 2 * found.count) return found.entries as readonly E[]; // of one reader they are of one kind
  const entries = count <= PLACES * AT_EACH
    ? read(0, count)
    : Array.from({ length: PLACES }, (_, i) => Math.floor(i * count / PLACES)).flatMap((at) => read(at, at + AT_EACH));
  kept.set(reader, { count, entries });
  return entries;
}
