/**
 * The canonical bytes of values: what hashes are taken of, and what is the same for values that are `=`.
 * @module
 */
import { ByteBuffer } from "./byte_buffer.ts";
import { decode } from "./cbor_reader.ts";
import { encodeCanonical } from "./cbor_writer.ts";

/** A larger buffer is not kept for the next time. */
const LARGEST_KEPT = 1 << 20;
/** Null while it is in use: realising what is lazy may run a program that comes here itself. */
let idle: ByteBuffer | null = new ByteBuffer();

/** The canonical form of a value; throws what `encode` throws. */
export function canonicalBytes(value: unknown): Uint8Array {
  const buffer = idle ?? new ByteBuffer();
  idle = null;
  buffer.length = 0;
  try {
    encodeCanonical(value, buffer);
    return buffer.copy();
  } finally {
    if (buffer.bytes.length <= LARGEST_KEPT) idle = buffer;
  }
}

/** The canonical form of a value that is written in the authored one: the very same array when it is that already. */
export function canonicalise(payload: Uint8Array): Uint8Array {
  const canonical = canonicalBytes(decode(payload));
  const isSame = canonical.length === payload.length && canonical.every((byte, i) => byte === payload[i]);
  return isSame ? payload : canonical;
}
