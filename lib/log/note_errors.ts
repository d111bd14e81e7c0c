/**
 * The failures of keys, signed notes, checkpoints and signatures of several, in the form of `data/errors.ts`. Lines count from 1.
 * Messages never show a private key.
 * @module
 */

import { type DetailsOf, type ErrorEntry, failureOf, show } from "../data/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example = ""): ErrorEntry<D> {
  return { message, hint, example };
}

/** `line` is null where the whole is meant. */
type AtLine = { line: number | null; reason: string };

function malformed(what: string, { line, reason }: AtLine): string {
  return `The ${what} is malformed${line === null ? "" : ` at line ${line}`}: ${reason}`;
}

/** Code → message from data, a hint or null, the smallest program that causes it. */
export const NOTE_ERRORS = {
  "bad-note": entry(
    (d: AtLine) => malformed("signed note", d),
    'a signed note is lines of text, an empty line, and lines "— NAME SIGNATURE"; every line ends with a newline',
  ),
  "bad-signature": entry(
    (d: { key: string }) => `The signature of ${show(d.key)} does not fit the note`,
    "the text was changed after it was signed, or somebody else signed it",
  ),
  "not-signed": entry(
    (d: { by: string; wanted: string }) => `The note is signed by ${show(d.by)}, not by ${show(d.wanted)}`,
    "is the key the one that signs this note?",
  ),
  "bad-checkpoint": entry(
    (d: AtLine) => malformed("checkpoint", d),
    "a checkpoint is an origin, a number of leaves and the base64 of a root, each on a line of its own",
  ),
  "wrong-origin": entry(
    (d: { origin: string; expected: string }) =>
      `The checkpoint is one of ${show(d.origin)}, not of ${show(d.expected)}`,
    null,
  ),
  "bad-key": entry(
    (d: { reason: string }) => `The key is unusable: ${d.reason}`,
    "public keys are written NAME+HASH+BASE64, private ones PRIVATE+KEY+NAME+HASH+BASE64",
    '(dlog/make-key "two words")',
  ),
  "bad-policy": entry(
    (d: { reason: string }) => `The approvers are unusable: ${d.reason}`,
    "at least one and at most all of several different keys must sign",
    "(dlog/multi-sig-tx [:alice] 2 {:pay 10})",
  ),
};

/** A code of `NOTE_ERRORS`. */
export type NoteErrorCode = keyof typeof NOTE_ERRORS;

/** Fails with a code of `NOTE_ERRORS`. */
export function failNote<C extends NoteErrorCode>(code: C, details: DetailsOf<typeof NOTE_ERRORS, C>): never {
  throw failureOf(NOTE_ERRORS, code, details);
}
