/**
 * What several have to approve: k of n keys have signed exactly the same bytes.
 * In: the keys that may approve and how many must; bytes; signatures, in any order and from anybody. Out: who has approved, and
 * whether these are enough.
 * Invariant: one key counts once, however often it signed, and under one name only. Keys that may not approve and signatures that do not
 * verify count for nothing.
 * What is signed begins with a line of its own and a NUL, which no signed note can have: no approval can pass for a note, no note for an
 * approval, though the keys are the same.
 * @module
 */

import { type NamedKey, showKeyId, type SigningKey } from "./named_key.ts";
import type { Signature } from "./note.ts";
import { failNote } from "./note_errors.ts";

const DOMAIN = new TextEncoder().encode("batuta multi-sig v1\n\0");

function checkDiffers(key: NamedKey, others: readonly NamedKey[]): void {
  if (others.some(({ publicKey }) => publicKey.equals(key.publicKey))) {
    failNote("bad-policy", { reason: `the key ${showKeyId(key)} is there twice` });
  }
  if (others.some(({ name }) => name === key.name)) {
    failNote("bad-policy", { reason: `two keys have the name \`${key.name}\`` });
  }
}

/** Whose approval counts, and of how many it takes. */
export class Approvers {
  /** How many must approve: from 1 to the number of keys. */
  readonly threshold: number;
  /** Different keys with different names. */
  readonly #keys: readonly NamedKey[];

  /** Fails with `bad-policy`. */
  constructor(threshold: number, keys: readonly NamedKey[]) {
    if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > keys.length) {
      failNote("bad-policy", { reason: `${threshold} of ${keys.length} keys must sign` });
    }
    keys.forEach((key, i) => checkDiffers(key, keys.slice(0, i)));
    this.threshold = threshold;
    this.#keys = [...keys];
  }

  get keys(): readonly NamedKey[] {
    return this.#keys;
  }
}

function signedBytes(bytes: Uint8Array): Uint8Array {
  const signed = new Uint8Array(DOMAIN.length + bytes.length);
  signed.set(DOMAIN);
  signed.set(bytes, DOMAIN.length);
  return signed;
}

/** Approves bytes, in the one form that all who approve have of what they mean. */
export function approve(bytes: Uint8Array, { name, id, privateKey }: SigningKey): Signature {
  return { name, id, bytes: privateKey.sign(signedBytes(bytes)) };
}

/**
 * The approvers' keys that have signed exactly these bytes, each once, in the order of the approvers. Costs a verification for each
 * signature under an approver's name: whoever takes signatures from strangers takes few.
 */
export function signaturesOf(
  { keys }: Approvers,
  bytes: Uint8Array,
  signatures: readonly Signature[],
): NamedKey[] {
  const signed = signedBytes(bytes);
  return keys.filter(({ name, id, publicKey }) =>
    signatures.some((each) => each.name === name && each.id === id && publicKey.verify(signed, each.bytes))
  );
}

/** Whether enough have signed exactly these bytes. */
export function isApproved(who: Approvers, bytes: Uint8Array, signatures: readonly Signature[]): boolean {
  return signaturesOf(who, bytes, signatures).length >= who.threshold;
}
