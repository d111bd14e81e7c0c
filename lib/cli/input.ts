/**
 * Lines of one input stream, read while the program waits (`readLine`) or while it goes on (`nextLine`); both take
 * from the same buffer, so a REPL and the program typed into it share one input without losing a byte.
 * In: UTF-8 bytes. Out: lines without their ending; null at the end and ever after. Bad UTF-8 becomes U+FFFD.
 * @module
 */

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/** The stream under an Input: both give the number of bytes read, null at the end. */
export interface ByteSource {
  readSync(into: Uint8Array): number | null;
  read(into: Uint8Array): Promise<number | null>;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Lines of a stream. */
export class Input {
  readonly #source: ByteSource;
  readonly #decoder = new TextDecoder();
  /** Bytes read and not yet given out: `#block[#start, #end)`. */
  #block = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** Pieces of a line whose end has not been read yet. */
  #parts: Uint8Array[] = [];
  #ended = false;
  #shared: Uint8Array | null = null;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The next line; blocks until it is there. */
  readLine(): string | null {
    let line = this.#takeLine();
    while (line === undefined) {
      const block = new Uint8Array(BLOCK_BYTES);
      this.#accept(block, this.#source.readSync(block));
      line = this.#takeLine();
    }
    return line;
  }

  /** The next line, once it is there. Only one call may wait at a time. */
  async nextLine(): Promise<string | null> {
    let line = this.#takeLine();
    while (line === undefined) {
      const block = new Uint8Array(BLOCK_BYTES);
      this.#accept(block, await this.#source.read(block));
      line = this.#takeLine();
    }
    return line;
  }

  /** Everything up to the end, as bytes. */
  readAll(): Uint8Array {
    while (!this.#ended) {
      this.#setAside();
      const block = new Uint8Array(BLOCK_BYTES);
      this.#accept(block, this.#source.readSync(block));
    }
    this.#setAside();
    return join(this.#parts.splice(0));
  }

  /** What has been read and not given out, else what the stream has next; null at the end. Holds until the next call. */
  readBlock(): Uint8Array | null {
    this.#setAside();
    if (this.#parts.length > 0) return join(this.#parts.splice(0));
    if (this.#ended) return null;
    // One for all blocks: a new one each time costs 100 MB before it is collected.
    const block = this.#shared ??= new Uint8Array(BLOCK_BYTES);
    const count = this.#source.readSync(block);
    this.#ended = count === null;
    return count === null ? null : block.subarray(0, count);
  }

  #accept(block: Uint8Array<ArrayBuffer>, count: number | null): void {
    if (count === null) this.#ended = true;
    this.#block = block;
    this.#start = 0;
    this.#end = count ?? 0;
  }

  /** Moves the buffer's rest to the parts of the unfinished line. */
  #setAside(): void {
    if (this.#start < this.#end) this.#parts.push(this.#block.subarray(this.#start, this.#end));
    this.#start = this.#end = 0;
  }

  /** A line if a whole one is there, null at the end, undefined when more must be read. */
  #takeLine(): string | null | undefined {
    const at = this.#block.subarray(0, this.#end).indexOf(NEWLINE, this.#start);
    if (at < 0) {
      this.#setAside();
      if (!this.#ended) return undefined;
      return this.#parts.length === 0 ? null : this.#decodeLine();
    }
    this.#parts.push(this.#block.subarray(this.#start, at));
    this.#start = at + 1;
    return this.#decodeLine();
  }

  #decodeLine(): string {
    const bytes = this.#parts.length === 1 ? this.#parts[0] : join(this.#parts);
    this.#parts = [];
    const end = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
    return this.#decoder.decode(bytes.subarray(0, end));
  }
}
