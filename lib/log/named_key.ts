/**
 * Keys with a name, as lines of text: what a log publishes, and what it signs with.
 * In: a name and a key, or the line. Out: the line, or a named key. The line of a public key is `NAME+ID+BASE64`, the line of a
 * private one the same after `PRIVATE+KEY+`. Base64 is a type, 0x01 for Ed25519, and 32 bytes.
 * Invariant: `id` is computed from name and public key; name and id together identify a key.
 * Source: C2SP signed-note, "Signatures"; Go's golang.org/x/mod/sumdb/note for the lines.
 * @module
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64 } from "./base64.ts";
import { KEY_BYTES, PrivateKey, PublicKey } from "./keys.ts";
import { failNote } from "./note_errors.ts";

/** The type of a key: Ed25519 signatures of a note's text. */
const ED25519 = 0x01;
/** What the line of a private key begins with; also the start of no public one, whose second part is an id. */
const PRIVATE = "PRIVATE+KEY+";

/** What identifies a key: its name, and an unsigned number of 32 bits made of name and public key. */
export interface KeyId {
  readonly name: string;
  readonly id: number;
}

/** A key that verifies, and who it belongs to. */
export interface NamedKey extends KeyId {
  readonly publicKey: PublicKey;
}

/** A key that signs, and who it belongs to. */
export interface SigningKey extends NamedKey {
  readonly privateKey: PrivateKey;
}

/** Whether a key can have this name: something without white space, `+` and control characters. */
export function isKeyName(name: string): boolean {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  return name.isWellFormed() && /^[^\p{White_Space}+\x00-\x1f]+$/u.test(name);
}

/** A key as messages name it. */
export function showKeyId({ name, id }: KeyId): string {
  return `${name}+${id.toString(16).padStart(8, "0")}`;
}

/** The id of an Ed25519 key: the first four bytes of a SHA-256, big-endian. */
function idOf(name: string, publicKey: PublicKey): number {
  const digest = sha256.create().update(new TextEncoder().encode(`${name}\n`)).update(typed(publicKey.bytes()))
    .digest();
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

function typed(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(ED25519, ...bytes);
}

/** A public key with a name. Fails with `bad-key` unless the name is one. */
export function nameKey(name: string, publicKey: PublicKey): NamedKey {
  if (!isKeyName(name)) failNote("bad-key", { reason: "its name is empty, or has white space or `+`" });
  return { name, id: idOf(name, publicKey), publicKey };
}

/** A key that signs, from a name and a seed of 32 random bytes. Fails with `bad-key`. */
export function makeSigningKey(name: string, seed: Uint8Array): SigningKey {
  const privateKey = new PrivateKey(seed);
  return { ...nameKey(name, privateKey.publicKey), privateKey };
}

/** The line that others verify with. */
export function printPublicKey(key: NamedKey): string {
  return `${showKeyId(key)}+${typed(key.publicKey.bytes()).toBase64()}`;
}

/** The line that signs; it is a secret. */
export function printPrivateKey(key: SigningKey): string {
  return `${PRIVATE}${showKeyId(key)}+${typed(key.privateKey.seed()).toBase64()}`;
}

/** The parts of a line, `PRIVATE+KEY+` left out, and the 32 bytes in it. */
function parseLine(line: string): { name: string; id: string; bytes: Uint8Array } {
  // Base64 may have a `+`, names have none
  const parts = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(line);
  if (parts === null) {
    failNote("bad-key", { reason: "it is not NAME+HASH+BASE64, with a hash of eight digits 0-9 and a-f" });
  }
  const [, name, id, base64] = parts;
  const bytes = fromBase64(base64);
  if (bytes === null) failNote("bad-key", { reason: "what follows the second `+` is not base64" });
  if (bytes[0] !== ED25519) failNote("bad-key", { reason: "its type is not Ed25519" });
  if (bytes.length !== 1 + KEY_BYTES) {
    failNote("bad-key", { reason: `it has ${bytes.length - 1} bytes, an Ed25519 key has ${KEY_BYTES}` });
  }
  return { name, id, bytes: bytes.subarray(1) };
}

function checkId(key: NamedKey, line: string): void {
  if (showKeyId(key) === line) return;
  failNote("bad-key", {
    reason: `its hash does not fit: a character of the key or of the name \`${key.name}\` is wrong`,
  });
}

/** The public key of a line. Fails with `bad-key`. */
export function parsePublicKey(line: string): NamedKey {
  if (line.startsWith(PRIVATE)) failNote("bad-key", { reason: "it is a private key, and a public one is asked for" });
  const { name, id, bytes } = parseLine(line);
  const key = nameKey(name, new PublicKey(bytes));
  checkId(key, `${name}+${id}`);
  return key;
}

/** The private key of a line. Fails with `bad-key`. */
export function parsePrivateKey(line: string): SigningKey {
  if (!line.startsWith(PRIVATE)) failNote("bad-key", { reason: "a private key begins with PRIVATE+KEY+" });
  const { name, id, bytes } = parseLine(line.slice(PRIVATE.length));
  const key = makeSigningKey(name, bytes);
  checkId(key, `${name}+${id}`);
  return key;
}
