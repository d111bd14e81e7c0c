/**
 * Base64 in its only canonical form: what is read is printed again the same.
 * Source: RFC 4648, section 4, with padding, without white space, without bits that mean nothing (section 3.5).
 * @module
 */

/** The bytes of a text, or null when it is not canonical base64. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null; // the decoder would skip white space
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch {
    return null;
  }
}
