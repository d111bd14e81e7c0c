/**
 * Failures of the log, in the form of `data/errors.ts`: code → sentence from data, hint, smallest program. As with servers,
 * `(:error (ex-data e))` is the name that programs match on.
 * Every sentence about a file names it; every sentence about damage names the segment and the byte.
 * @module
 */
import { BatutaError, type ErrorEntry, failureOf, kw, mapOf, show } from "../data/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

/** A log as programs write its name. */
function logAs(name: string): string {
  return `:${name}`;
}

type AtPath = { path: string };
type Broken = { path: string; reason: string };
type Named = { log: string };

export const LOG_ERRORS = {
  // ---- the disk ----
  "disk-full": entry(
    (d: AtPath) => `The disk of ${d.path} is full`,
    "what was acknowledged is kept; appends go on when there is room again",
    "",
  ),
  "disk-read-only": entry((d: AtPath) => `${d.path} is on a disk that can only be read`, "open it for reading", ""),
  "disk-denied": entry(
    (d: AtPath) => `There is no permission for ${d.path}`,
    "who may read and write this file, and who runs the program?",
    "",
  ),
  "disk-missing": entry((d: AtPath) => `There is no ${d.path}`, "`--data` names the data directory", ""),
  "not-a-folder": entry(
    (d: AtPath) => `${d.path} needs a folder where a file is`,
    "`--data` names the data directory",
    "",
  ),
  "not-a-file": entry((d: AtPath) => `${d.path} is a folder, not a file`, null, ""),
  "name-too-long": entry((d: AtPath) => `The name ${d.path} is too long for this disk`, null, ""),
  "too-many-files": entry(
    (d: AtPath) => `${d.path} cannot be opened: too many files are open`,
    "`ulimit -n` says how many a program may have open",
    "",
  ),
  "disk-failed": entry((d: Broken) => `The disk fails at ${d.path}: ${d.reason}`, null, ""),
  // ---- the data directory ----
  "log-locked": entry(
    (d: AtPath & { holder: string }) => `Another program writes to ${d.path}: ${d.holder}`,
    "a data directory has one writer at a time, and any number of readers",
    "",
  ),
  "log-lock-lost": entry(
    (d: AtPath) => `The lock ${d.path} was taken away while this program was writing`,
    "nobody may delete the LOCK file of a data directory that is in use",
    "",
  ),
  "log-not-writable": entry((d: Named) => `The log ${logAs(d.log)} was opened for reading only`, null, ""),
  "log-unknown": entry(
    (d: Named & { known: readonly string[] }) =>
      `There is no log ${logAs(d.log)}${d.known.length ? `; there are ${d.known.map(logAs).join(", ")}` : ""}`,
    "an append makes it",
    "(dlog/info :no-such-log)",
  ),
  "log-bad-name": entry(
    (d: { name: string }) => `${show(d.name)} cannot be the name of a log`,
    "a name is a text that is not empty",
    "",
  ),
  "log-bad-option": entry(
    (d: { option: string; value: unknown; expected: string }) =>
      `The option ${d.option} needs ${d.expected}, got ${show(d.value)}`,
    null,
    "(dlog/create :orders {:segment-bytes 0})",
  ),
  "log-exists": entry(
    (d: Named & { option: string; has: string; wanted: string }) =>
      `The log ${logAs(d.log)} was created with ${d.option} ${d.has}, not ${d.wanted}`,
    "a log keeps the options it was created with",
    "(do (dlog/create :orders {:key :id}) (dlog/create :orders {:key :name}))",
  ),
  "log-closed": entry((d: Named) => `The log ${logAs(d.log)} is closed`, null, ""),
  "log-dropped": entry((d: Named) => `The log ${logAs(d.log)} was dropped`, null, ""),
  // ---- appending ----
  "log-too-large": entry(
    (d: { size: number; limit: number }) => `A record of ${d.size} bytes is too large: the limit is ${d.limit}`,
    "keep large things in files, and their hash in the record",
    '(dlog/append :orders {:x (str/repeat "x" 17000000)})',
  ),
  "log-bad-entry": entry((d: { reason: string }) => `This cannot be appended: ${d.reason}`, null, ""),
  "log-time-earlier": entry(
    (d: { time: number; last: number }) =>
      `The time ${instant(d.time)} is earlier than that of the record before, ${instant(d.last)}`,
    "times in a log never go back; `:valid-from` says since when something holds",
    '(do (dlog/append :a {:x 1} {:at #inst "2026-01-02"}) (dlog/append :a {:x 2} {:at #inst "2026-01-01"}))',
  ),
  "log-not-expected": entry(
    (d: Named & { expected: number; actual: number }) =>
      `The next record of ${logAs(d.log)} gets the offset ${d.actual}, not ${d.expected}`,
    "somebody else has appended: read what is new, then decide again",
    "(dlog/append :orders {:id 1} {:expect 7})",
  ),
  "log-producer-gap": entry(
    (d: { id: string; seq: number; next: number }) =>
      `The producer ${show(d.id)} sends number ${d.seq}, but ${d.next} is next`,
    "a producer numbers its records without gaps",
    '(do (dlog/append :orders {:id 1} {:producer "p" :seq 0}) (dlog/append :orders {:id 2} {:producer "p" :seq 7}))',
  ),
  "log-producer-old": entry(
    (d: { id: string; seq: number; last: number }) =>
      `Number ${d.seq} of the producer ${
        show(d.id)
      } was appended so long ago that its offset is not known any more; its last is ${d.last}`,
    null,
    "",
  ),
  "log-poisoned": entry(
    (d: Named & { reason: string }) =>
      `The log ${logAs(d.log)} cannot be written any more, since it is unknown what is on the disk: ${d.reason}`,
    "close it and open it again: what is on the disk is looked at then",
    "",
  ),
  // ---- what is on the disk ----
  "log-damaged": entry(
    (d: { segment: string; position: number; reason: string }) =>
      `${d.segment} is damaged at byte ${d.position}: ${d.reason}`,
    "nothing was changed; a copy or a replica may have the bytes, salvage reads around them",
    "",
  ),
  "log-root-differs": entry(
    (d: Named & { count: number; has: string; wanted: string }) =>
      `The first ${d.count} records of ${logAs(d.log)} have the root ${d.has}, but ${d.wanted} was acknowledged`,
    "the records are not the ones that were appended",
    "",
  ),
  "log-bad-file": entry(
    (d: Broken) => `${d.path} cannot be used: ${d.reason}`,
    "was it changed by hand, or copied in part?",
    "",
  ),
  "log-newer": entry(
    (d: AtPath & { version: number; known: number }) =>
      `${d.path} has the format version ${d.version}; this program knows versions up to ${d.known}`,
    "a newer version of the program reads it",
    "",
  ),
  "log-out-of-range": entry(
    (d: { offset: number; count: number }) => `There is no record ${d.offset}: the log has ${d.count}`,
    null,
    "(do (dlog/append :orders {:id 1}) (dlog/prove :orders 1))",
  ),
};

function instant(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

/** A code of `LOG_ERRORS`. */
export type LogErrorCode = keyof typeof LOG_ERRORS;
/** What the message of a code is made of. */
export type LogErrorDetails<C extends LogErrorCode> = Parameters<typeof LOG_ERRORS[C]["message"]>[0];

/** A failure of the log; `code` is a key of `LOG_ERRORS`, `about` what its sentence was made of. */
export class LogFailure extends BatutaError {}

/** The failure of a code, to be thrown; its data has the code as `:error`. */
export function logFailure<C extends LogErrorCode>(
  code: C,
  details: LogErrorDetails<C>,
  cause: unknown = null,
): LogFailure {
  const { message, hint, about } = failureOf(LOG_ERRORS, code, details);
  return new LogFailure(code, message, { hint, about, cause, data: mapOf(kw("error"), kw(code)) });
}

export function isLogFailure(error: unknown, code?: LogErrorCode): error is LogFailure {
  return error instanceof LogFailure && (code === undefined || error.code === code);
}
