/**
 * A window that moves over a file, read in large pieces.
 * In: a file and the end of what may be read of it. Out: bytes at positions, without copying them again.
 * Invariant: after `need(position, length)` answered `at`, `bytes[at, at + length)` are the file's bytes from `position`, until the
 * next `need`; of a window that keeps (`keep`), for ever: each piece is read into an array of its own.
 * @module
 */
import { viewOf } from "./bytes.ts";
import type { DiskFile } from "./disk.ts";

const PIECE = 512 * 1024;

export class Window {
  readonly #file: DiskFile;
  readonly #end: number;
  readonly #piece: number;
  readonly #keep: boolean;
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = viewOf(this.bytes);
  /** Position in the file of `bytes[0]`, and how many of `bytes` are from the file. */
  #from = 0;
  #length = 0;

  constructor(file: DiskFile, end: number, { piece = PIECE, keep = false }: { piece?: number; keep?: boolean } = {}) {
    this.#file = file;
    this.#end = end;
    this.#piece = piece;
    this.#keep = keep;
  }

  /** The index in `bytes` of the file's `position`, with `length` bytes behind it; -1 where the file ends before. */
  need(position: number, length: number): number {
    const at = position - this.#from;
    if (at >= 0 && at + length <= this.#length) return at;
    if (position + length > this.#end) return -1;
    const size = Math.min(Math.max(this.#piece, length), this.#end - position);
    if (this.#keep || this.bytes.length < size) {
      this.bytes = new Uint8Array(size);
      this.view = viewOf(this.bytes);
    }
    this.#from = position;
    this.#length = this.#file.readAt(size === this.bytes.length ? this.bytes : this.bytes.subarray(0, size), position);
    return length <= this.#length ? 0 : -1;
  }
}
