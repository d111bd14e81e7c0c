/**
 * Numbers in bytes, little-endian. A u64 here is a safe integer; what does not fit reads as something larger than
 * `Number.MAX_SAFE_INTEGER`, which no check lets through.
 * Two reads of 32 bits: a `BigInt` for each number would be most of the time of reading a record.
 * @module
 */

const HIGH = 0x100000000;

export function getU64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * HIGH;
}

export function putU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % HIGH, true);
  view.setUint32(at + 4, value / HIGH, true);
}

export function getI64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getInt32(at + 4, true) * HIGH;
}

export function putI64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / HIGH);
  view.setUint32(at, value - high * HIGH, true);
  view.setInt32(at + 4, high, true);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function hexOf(bytes: Uint8Array): string {
  return bytes.toHex();
}
