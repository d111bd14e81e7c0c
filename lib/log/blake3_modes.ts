/**
 * What is asked of BLAKE3 beside hashes of 32 bytes: more of them, with a key, and keys made from secrets.
 * Source: the BLAKE3 specification, sections 2.3 and 2.6.
 * @module
 */
import { blake3 as reference } from "@noble/hashes/blake3.js";
import { blake3 } from "./blake3.ts";

/** The first `length` bytes of a hash. */
export function hashTo(bytes: Uint8Array, length: number): Uint8Array {
  return length === 32 ? blake3(bytes) : extended(bytes, length, {});
}

/** `key` has 32 bytes. */
export function keyedHash(key: Uint8Array, bytes: Uint8Array, length: number): Uint8Array {
  return extended(bytes, length, { key });
}

/** A key for the purpose that `context` names. */
export function deriveKey(context: string, material: Uint8Array, length: number): Uint8Array {
  return extended(material, length, { context: new TextEncoder().encode(context) });
}

function extended(bytes: Uint8Array, length: number, mode: { key?: Uint8Array; context?: Uint8Array }): Uint8Array {
  return length === 0 ? new Uint8Array(0) : reference(bytes, { ...mode, dkLen: length });
}
