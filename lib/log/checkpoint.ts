/**
 * Checkpoints: what a log promises to have been at a moment, as a signed note: whose it is, how many leaves it has, and its root.
 * In: a checkpoint and keys, or a signed note. Out: the note, or a checkpoint that its log has signed.
 * Invariant: printing what was parsed gives the same text, so that one checkpoint has one text to sign.
 * Source: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint).
 * @module
 */

import { fromBase64 } from "./base64.ts";
import { HASH_BYTES } from "./hash_function.ts";
import { type NamedKey, showKeyId, type SigningKey } from "./named_key.ts";
import { openNote, type Signature, signNote } from "./note.ts";
import { failNote } from "./note_errors.ts";

/** The state of a log. */
export interface Checkpoint {
  /** What identifies the log, such as `example.com/log42`; one line. */
  readonly origin: string;
  /** How many leaves it has. */
  readonly size: number;
  /** The root over them, 32 bytes. */
  readonly root: Uint8Array;
  /** Lines that only their author understands; not empty ones. */
  readonly extensions: readonly string[];
}

/** A checkpoint that was verified. */
export interface OpenedCheckpoint extends Checkpoint {
  /** The keys that signed it, the log's among them. */
  readonly signers: readonly NamedKey[];
  /** Signatures by keys that were not asked for. */
  readonly unknown: readonly Signature[];
}

/** The text that is signed. Fails with `bad-checkpoint`. */
export function printCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), root.toBase64(), ...extensions].map((line) => `${line}\n`).join("");
  const found = parseCheckpoint(text);
  if (found.origin !== origin || found.extensions.length !== extensions.length) {
    failNote("bad-checkpoint", { line: 1, reason: "an origin or an extension is more than one line" });
  }
  return text;
}

/** The checkpoint of a signed text. Fails with `bad-checkpoint`. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "") {
    failNote("bad-checkpoint", { line: lines.length + 1, reason: "it does not end with a newline" });
  }
  const empty = lines.indexOf("");
  if (empty >= 0) failNote("bad-checkpoint", { line: empty + 1, reason: "it is empty" });
  if (lines.length < 3) {
    failNote("bad-checkpoint", { line: lines.length + 1, reason: "origin, size and root are needed" });
  }
  const [origin, digits, base64, ...extensions] = lines;
  const size = Number(digits);
  if (!/^(0|[1-9][0-9]*)$/.test(digits)) {
    failNote("bad-checkpoint", { line: 2, reason: "the size is not a number in decimal digits without leading zeros" });
  }
  if (!Number.isSafeInteger(size)) failNote("bad-checkpoint", { line: 2, reason: "the size is above 2^53 - 1" });
  const root = fromBase64(base64);
  if (root?.length !== HASH_BYTES) {
    failNote("bad-checkpoint", { line: 3, reason: `the root is not the base64 of ${HASH_BYTES} bytes` });
  }
  return { origin, size, root, extensions };
}

/** A checkpoint as a signed note; the log's own key first. Fails with `bad-checkpoint`, or with `bad-note`. */
export function signCheckpoint(checkpoint: Checkpoint, keys: readonly SigningKey[]): string {
  return signNote(printCheckpoint(checkpoint), keys);
}

/** Whose checkpoint is expected. */
export interface CheckpointKeys {
  /** The key of the log, which must have signed. */
  readonly log: NamedKey;
  /** The origin of the log; the name of its key unless it is said. */
  readonly origin?: string;
  /** Keys of others, such as witnesses; what they have signed must verify. */
  readonly others?: readonly NamedKey[];
}

/**
 * The checkpoint in a signed note. Fails as `openNote` does, with `not-signed` also when the log's key has not signed, with
 * `wrong-origin` when another log's checkpoint was signed with the key, and with `bad-checkpoint`.
 */
export function openCheckpoint(source: string | Uint8Array, keys: CheckpointKeys): OpenedCheckpoint {
  const { log, origin = log.name, others = [] } = keys;
  const { text, signers, unknown } = openNote(source, [log, ...others]);
  if (!signers.includes(log)) {
    failNote("not-signed", { by: signers.map(showKeyId).join(", "), wanted: showKeyId(log) });
  }
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) failNote("wrong-origin", { origin: checkpoint.origin, expected: origin });
  return { ...checkpoint, signers, unknown };
}
