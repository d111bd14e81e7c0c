/**
 * A stream of bytes as text, piece by piece.
 * In: UTF-8 bytes. Out: pieces of text, cut anywhere but within a character; a byte order mark at the beginning is left out. At bytes that
 * are no UTF-8 the text ends, and `invalid` says where: whoever reads knows the line.
 * @module
 */

/** Bytes asked for at a time. */
const BLOCK_BYTES = 256 * 1024;

/** The stream under a TextSource: gives the number of bytes read, null at the end. */
export interface ByteStream {
  read(into: Uint8Array): Promise<number | null>;
}

/** How many of the bytes are UTF-8 when they go on what a decoder got before. */
function validLength(before: Uint8Array, bytes: Uint8Array): number {
  const isValid = (length: number) => {
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      decoder.decode(before, { stream: true });
      decoder.decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (isValid(middle)) valid = middle;
    else invalid = middle;
  }
  return valid;
}

/** The bytes at the end that may be the beginning of a character. */
function openEnd(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let start = bytes.length;
  while (start > 0 && bytes.length - start < 3 && (bytes[start - 1] & 0xc0) === 0x80) start--;
  return start > 0 && bytes[start - 1] >= 0xc0 ? bytes.slice(start - 1) : new Uint8Array(0);
}

export class TextSource {
  readonly #stream: ByteStream;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  /** The last bytes of the block before, where a character may have begun. */
  #before: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #ended = false;
  /** Bytes read so far. */
  bytes = 0;
  /** The byte at which the text is no UTF-8 any more; null while it is. */
  invalid: number | null = null;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** The next piece, which may be empty; null at the end. */
  async next(): Promise<string | null> {
    if (this.#ended) return null;
    const count = await this.#stream.read(this.#block);
    const bytes = this.#block.subarray(0, count ?? 0);
    this.#ended = count === null;
    try {
      const text = this.#decoder.decode(bytes, { stream: count !== null });
      this.bytes += bytes.length;
      this.#before = openEnd(bytes.length < 4 ? Uint8Array.from([...this.#before, ...bytes]) : bytes);
      return text;
    } catch {
      return this.#endAtInvalid(bytes);
    }
  }

  /** What is text of the bytes. */
  #endAtInvalid(bytes: Uint8Array): string {
    const valid = validLength(this.#before, bytes);
    const open = openEnd(bytes.subarray(0, valid));
    this.#ended = true;
    this.invalid = this.bytes + valid - open.length - (valid === 0 ? this.#before.length : 0);
    this.bytes += bytes.length;
    const whole = Uint8Array.from([...this.#before, ...bytes.subarray(0, valid - open.length)]);
    return valid === 0 ? "" : new TextDecoder().decode(whole);
  }
}
