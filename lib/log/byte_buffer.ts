/**
 * Bytes in the making: a buffer that grows, and small results that need no buffer of their own.
 * Invariant: what a `ByteBuffer` holds is `bytes[0, length)`; `bytes` is another array after it has grown, so nobody keeps it across a
 * `reserve`.
 * @module
 */

const FIRST_CAPACITY = 1 << 12;

/** A growing buffer. Whoever writes reserves room first, then writes to `bytes` and moves `length` on. */
export class ByteBuffer {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number = FIRST_CAPACITY) {
    this.bytes = new Uint8Array(Math.max(capacity, 1));
  }
  /** Sees to it that `size` more bytes fit. */
  reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, needed));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
  /** Bytes `[from, to)` as they are now, copied. */
  copy(from = 0, to: number = this.length): Uint8Array {
    const part = newBytes(to - from);
    part.set(this.bytes.subarray(from, to));
    return part;
  }
}

const PAGE = 1 << 12;
const LARGEST_IN_PAGE = 1 << 8;
let page = new Uint8Array(0);
let pageAt = 0;

/**
 * New bytes, all zero. Small ones are parts of a page of 4 KB: a typed array with memory of its own costs 600 ns here, a part of one 25,
 * and keeping one keeps at most its page.
 */
export function newBytes(size: number): Uint8Array {
  if (size > LARGEST_IN_PAGE) return new Uint8Array(size);
  if (pageAt + size > page.length) {
    page = new Uint8Array(PAGE);
    pageAt = 0;
  }
  const part = page.subarray(pageAt, pageAt + size);
  pageAt += size;
  return part;
}
