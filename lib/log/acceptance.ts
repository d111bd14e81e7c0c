/**
 * What can be appended: entries that fit the format, at times that do not go back.
 * In: an entry as a caller gives it. Out: its time, or a failure before anything of it is written.
 * @module
 */
import { encodeProducerId, KIND, type Kind, MAX_PAYLOAD, type NewEntry, sizeOf } from "./entry.ts";
import { logFailure } from "./errors.ts";

const KINDS: readonly Kind[] = Object.values(KIND);

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}

/** The time of an entry after one of the time `last`: what it says, which must not be earlier; else `now`, or `last` where that is later. */
export function timeOf(entry: NewEntry, now: number, last: number): number {
  if (entry.time === undefined) return Math.max(now, last);
  if (!isCount(entry.time)) throw logFailure("log-bad-entry", { reason: `${entry.time} is no time` });
  if (entry.time < last) throw logFailure("log-time-earlier", { time: entry.time, last });
  return entry.time;
}

/** Fails where an entry cannot be written. */
export function checkEntry({ kind = KIND.record, payload, validFrom = 0, validTo = 0, producer }: NewEntry): void {
  const size = sizeOf(payload);
  if (size > MAX_PAYLOAD) throw logFailure("log-too-large", { size, limit: MAX_PAYLOAD });
  if (!KINDS.includes(kind) || kind === KIND.erased) {
    throw logFailure("log-bad-entry", { reason: `${kind} is no kind of record` });
  }
  if (!Number.isSafeInteger(validFrom) || !Number.isSafeInteger(validTo)) {
    throw logFailure("log-bad-entry", { reason: "the time of its validity is not whole milliseconds" });
  }
  if (producer === undefined) return;
  if (encodeProducerId(producer.id) === null) {
    throw logFailure("log-bad-entry", { reason: "the producer's id has more than 255 bytes or is no text" });
  }
  if (!isCount(producer.seq)) throw logFailure("log-bad-entry", { reason: `${producer.seq} is no producer's number` });
}
