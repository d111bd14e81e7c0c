/**
 * Ed25519 keys as 32 bytes, and signing with them.
 * In: a seed of 32 random bytes, or the 32 bytes of a public key. Out: a key that signs or verifies.
 * Invariant: a public key is a point of the curve, and none of those for which anybody can make signatures.
 * Deliberately absent: random numbers. Whoever has some gives them.
 * Source: RFC 8032 (Ed25519), RFC 8410 (the frames of DER that `node:crypto` wants around the bytes).
 * @module
 */

import type { Buffer } from "node:buffer";
import type { KeyObject } from "node:crypto";
import { sameBytes } from "./hash_function.ts";
import { nodeCrypto } from "./node_crypto.ts";
import { failNote } from "./note_errors.ts";

/** Bytes of a seed and of a public key. */
export const KEY_BYTES = 32;
/** Bytes of a signature. */
export const SIGNATURE_BYTES = 64;

/** What stands before the seed in PKCS #8, and before a public key in SubjectPublicKeyInfo. */
const PKCS8_PREFIX = Uint8Array.fromHex("302e020100300506032b657004220420");
const SPKI_PREFIX = Uint8Array.fromHex("302a300506032b6570032100");

/**
 * The y of the points whose order divides 8, without the sign of x; the last two as numbers above p. With such a key some
 * signature of zeros fits every message, or every eighth.
 */
const SMALL_ORDER = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/** As `node:crypto` takes it; its types want a `Buffer`. */
function framed(prefix: Uint8Array, bytes: Uint8Array): Buffer {
  const all = new Uint8Array(prefix.length + bytes.length);
  all.set(prefix);
  all.set(bytes, prefix.length);
  return all as Buffer;
}

function hasSmallOrder(bytes: Uint8Array): boolean {
  const y = bytes.slice();
  y[KEY_BYTES - 1] &= 0x7f;
  return SMALL_ORDER.includes(y.toHex());
}

function checkLength(bytes: Uint8Array, what: string): void {
  if (bytes.length !== KEY_BYTES) {
    failNote("bad-key", { reason: `${what} has ${KEY_BYTES} bytes, this one ${bytes.length}` });
  }
}

function publicKeyObject(bytes: Uint8Array): KeyObject {
  try {
    return nodeCrypto().createPublicKey({ key: framed(SPKI_PREFIX, bytes), format: "der", type: "spki" });
  } catch {
    failNote("bad-key", { reason: "the bytes of the public key are no point of the curve" });
  }
}

/** A key that verifies. */
export class PublicKey {
  readonly #bytes: Uint8Array;
  readonly #object: KeyObject;

  /** From its 32 bytes. Fails with `bad-key`. */
  constructor(bytes: Uint8Array) {
    checkLength(bytes, "an Ed25519 public key");
    if (hasSmallOrder(bytes)) {
      failNote("bad-key", { reason: "anybody can sign for this public key, it has a small order" });
    }
    this.#bytes = bytes.slice();
    this.#object = publicKeyObject(bytes);
  }

  /** Its 32 bytes, as a new array. */
  bytes(): Uint8Array {
    return this.#bytes.slice();
  }

  equals(other: PublicKey): boolean {
    return sameBytes(this.#bytes, other.#bytes);
  }

  /** Whether a signature is one of these bytes by this key; any other bytes are none. */
  verify(bytes: Uint8Array, signature: Uint8Array): boolean {
    return signature.length === SIGNATURE_BYTES && nodeCrypto().verify(null, bytes, this.#object, signature);
  }
}

/** A key that signs. It does not show its seed unless asked. */
export class PrivateKey {
  readonly publicKey: PublicKey;
  readonly #seed: Uint8Array;
  readonly #object: KeyObject;

  /** From a seed: 32 random bytes that nobody else may know. Fails with `bad-key`. */
  constructor(seed: Uint8Array) {
    checkLength(seed, "an Ed25519 seed");
    this.#seed = seed.slice();
    const { createPrivateKey, createPublicKey } = nodeCrypto();
    this.#object = createPrivateKey({ key: framed(PKCS8_PREFIX, seed), format: "der", type: "pkcs8" });
    const spki = createPublicKey(this.#object).export({ format: "der", type: "spki" });
    this.publicKey = new PublicKey(new Uint8Array(spki.subarray(SPKI_PREFIX.length)));
  }

  /** Its 32 secret bytes, as a new array. */
  seed(): Uint8Array {
    return this.#seed.slice();
  }

  /** The 64 bytes that sign these; always the same ones. */
  sign(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(nodeCrypto().sign(null, bytes, this.#object));
  }
}
