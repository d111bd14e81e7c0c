/**
 * Memory for a moment, kept for the next time: touching it for the first time takes longer than what a sort does in it.
 * In: lengths. Out: arrays with anything in them. Who is done gives all back at once; what is not given back is collected.
 * @module
 */

type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

interface NumbersConstructor<T> {
  new (buffer: ArrayBuffer, from: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** So many bytes are kept at most: what ordering a million rows by two columns takes. */
const MOST_KEPT = 1 << 25;
/** Less is made quickly. */
const LEAST_KEPT = 1 << 16;

/** The smallest first. */
let kept: ArrayBuffer[] = [];

function bufferOf(bytes: number): ArrayBuffer {
  // One that is much too large serves somebody else better.
  const at = kept.findIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes);
  return at < 0 ? new ArrayBuffer(bytes) : kept.splice(at, 1)[0];
}

function keep(buffers: readonly ArrayBuffer[]): void {
  kept = [...kept, ...buffers.filter(({ byteLength }) => byteLength >= LEAST_KEPT)]
    .sort((a, b) => a.byteLength - b.byteLength);
  let bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
  while (bytes > MOST_KEPT) bytes -= kept.pop()!.byteLength; // there is one as long as there are bytes
}

/** What one computation has taken. */
export class Scratch {
  readonly #taken: ArrayBuffer[] = [];

  take<T extends Numbers>(type: NumbersConstructor<T>, length: number): T {
    const buffer = bufferOf(length * type.BYTES_PER_ELEMENT);
    this.#taken.push(buffer);
    return new type(buffer, 0, length);
  }

  /** Gives all back. Nobody may look at it any more. */
  done(): void {
    keep(this.#taken.splice(0));
  }
}
