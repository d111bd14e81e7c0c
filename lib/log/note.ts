/**
 * Signed notes: a text and who signed it, in a form that people can read.
 * In: the note as text or as bytes, and the keys that are known. Out: the text, and which known keys signed it.
 * Invariant: a note that was opened has at least one signature that verifies, and none by a known key that does not. Signatures by keys
 * that are not known say nothing and do no harm.
 * Source: C2SP signed-note (https://c2sp.org/signed-note), Ed25519 only; Go's golang.org/x/mod/sumdb/note for what it leaves open.
 * @module
 */

import { fromBase64 } from "./base64.ts";
import { isKeyName, type KeyId, type NamedKey, showKeyId, type SigningKey } from "./named_key.ts";
import { failNote } from "./note_errors.ts";

/** The most signatures of a note. */
export const MAX_SIGNATURES = 100;
/** The most bytes of a note: room for a hundred signatures that no quantum computer breaks. */
export const MAX_NOTE_BYTES = 1 << 20;

/** Bytes of a key's id before the signature. */
const ID_BYTES = 4;
const DASH = "— ";
const BAD_NAME = "the name of a key is empty, or has white space or `+`";

/** A signature in a note: whose it says to be, and the bytes, at least one. */
export interface Signature extends KeyId {
  readonly bytes: Uint8Array;
}

/** A note as it stands there, nothing of it verified. */
export interface Note {
  /** What is signed: lines, each with its newline. */
  readonly text: string;
  /** At least one. */
  readonly signatures: readonly Signature[];
}

/** A note that known keys have signed. */
export interface OpenedNote {
  readonly text: string;
  /** The known keys that signed the text, at least one, each once, in the order of their signatures. */
  readonly signers: readonly NamedKey[];
  /** What keys that are not known are said to have signed. */
  readonly unknown: readonly Signature[];
}

function newlines(text: string): number {
  return text.split("\n").length - 1;
}

/** The number of the line at a position of a text, from 1. */
function lineAt(text: string, at: number): number {
  return newlines(text.slice(0, at)) + 1;
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > MAX_NOTE_BYTES) {
    failNote("bad-note", { line: null, reason: `it has more than ${MAX_NOTE_BYTES} bytes` });
  }
}

/** The bytes of a text that a note may have. */
function encode(text: string): Uint8Array {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  const at = text.search(/[\x00-\x09\x0b-\x1f]/);
  if (at >= 0) failNote("bad-note", { line: lineAt(text, at), reason: "it has a control character" });
  const half = text.search(/\p{Surrogate}/u);
  if (half >= 0) failNote("bad-note", { line: lineAt(text, half), reason: "it has half a character" });
  const bytes = new TextEncoder().encode(text);
  checkSize(bytes);
  return bytes;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decode(bytes: Uint8Array): string {
  checkSize(bytes);
  for (let line = 1, from = 0; from < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    if (!isUtf8(bytes.subarray(from, to))) failNote("bad-note", { line, reason: "it is not valid UTF-8" });
    from = to;
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** One line below the text, without its newline; `line` is its number in the note. */
function parseSignature(text: string, line: number): Signature {
  const parts = text.startsWith(DASH) ? /^([^ ]*) (.*)$/.exec(text.slice(DASH.length)) : null;
  if (parts === null) failNote("bad-note", { line, reason: 'a signature is written "— NAME SIGNATURE"' });
  const [, name, base64] = parts;
  if (!isKeyName(name)) failNote("bad-note", { line, reason: BAD_NAME });
  const bytes = fromBase64(base64);
  if (bytes === null) failNote("bad-note", { line, reason: "the signature is not base64" });
  if (bytes.length <= ID_BYTES) failNote("bad-note", { line, reason: "the signature is too short" });
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, id, bytes: bytes.subarray(ID_BYTES) };
}

/** Takes a note apart; verifies nothing. Fails with `bad-note`. */
export function parseNote(source: string | Uint8Array): Note {
  const note = typeof source === "string" ? source : decode(source);
  encode(note);
  const lines = newlines(note);
  if (!note.endsWith("\n")) {
    failNote("bad-note", { line: lines + 1, reason: "its last line does not end with a newline" });
  }
  const split = note.lastIndexOf("\n\n");
  if (split < 0) failNote("bad-note", { line: lines, reason: "no empty line stands between text and signatures" });
  const text = note.slice(0, split + 1);
  const signatures = note.slice(split + 2, -1).split("\n");
  if (split + 2 === note.length) failNote("bad-note", { line: lines, reason: "no signature follows" });
  if (signatures.length > MAX_SIGNATURES) {
    failNote("bad-note", { line: lines, reason: `it has more than ${MAX_SIGNATURES} signatures` });
  }
  const first = newlines(text) + 2;
  return { text, signatures: signatures.map((line, i) => parseSignature(line, first + i)) };
}

/** The text of a note. Fails with `bad-note` when this is none that could be parsed again. */
export function printNote({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, id, bytes }) => {
    if (!isKeyName(name)) failNote("bad-note", { line: null, reason: BAD_NAME });
    const signed = new Uint8Array(ID_BYTES + bytes.length);
    new DataView(signed.buffer).setUint32(0, id);
    signed.set(bytes, ID_BYTES);
    return `${DASH}${name} ${signed.toBase64()}\n`;
  });
  if (!text.endsWith("\n")) {
    failNote("bad-note", { line: newlines(text) + 1, reason: "its text does not end with a newline" });
  }
  const note = `${text}\n${lines.join("")}`;
  parseNote(note);
  return note;
}

/**
 * Signs a text, each line of which ends with a newline. `others` are signatures of the same text that stand first, such as those of a
 * note that was parsed; one by a key that signs now is replaced. Fails with `bad-note`.
 */
export function signNote(text: string, keys: readonly SigningKey[], others: readonly Signature[] = []): string {
  const bytes = encode(text);
  const kept = others.filter((other) => !keys.some((key) => isOf(other, key)));
  const made = keys.map(({ name, id, privateKey }) => ({ name, id, bytes: privateKey.sign(bytes) }));
  return printNote({ text, signatures: [...kept, ...made] });
}

function isOf(signature: KeyId, key: KeyId): boolean {
  return signature.id === key.id && signature.name === key.name;
}

/** The key that a signature says to be of, or undefined. Two different keys of one name and id would be a forgery in the list of keys. */
function findKey(signature: Signature, known: readonly NamedKey[]): NamedKey | undefined {
  const [key, ...more] = known.filter((each) => isOf(signature, each));
  if (more.some((other) => !other.publicKey.equals(key.publicKey))) {
    failNote("bad-key", { reason: `two different keys are known as ${showKeyId(key)}` });
  }
  return key;
}

/**
 * Parses a note and verifies what known keys have signed. Fails with `bad-note` when it is none, with `bad-signature` when a known key's
 * signature does not verify, with `not-signed` when no known key has signed it.
 */
export function openNote(source: string | Uint8Array, known: readonly NamedKey[]): OpenedNote {
  const { text, signatures } = parseNote(source);
  const bytes = new TextEncoder().encode(text);
  const signers = new Set<NamedKey>();
  const unknown: Signature[] = [];
  for (const signature of signatures) {
    const key = findKey(signature, known);
    if (key === undefined) unknown.push(signature);
    else if (key.publicKey.verify(bytes, signature.bytes)) signers.add(key);
    else failNote("bad-signature", { key: showKeyId(key) });
  }
  if (signers.size === 0) {
    const wanted = known.length === 0 ? "a known key" : known.map(showKeyId).join(" or ");
    failNote("not-signed", { by: unknown.map(showKeyId).join(", "), wanted });
  }
  return { text, signers: [...signers], unknown };
}
