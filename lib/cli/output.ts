/**
 * Buffered text output to one stream.
 * In: text in any pieces. Out: UTF-8 bytes, in order, in as few writes as the reader of the stream can bear: a terminal
 * gets every finished line at once, anything else gets 64 KB blocks.
 * Invariant: after `flush()` everything written so far has been handed to the stream.
 * A reader that went away and a full disk are the owner's decision (`onFailure`).
 * Deliberately absent: a timer that flushes. The first timer of a process costs a quarter of Deno's whole start; who
 * knows that the program is about to wait calls `flush()`.
 * @module
 */

/** Bytes are handed on when so many have gathered. */
const BLOCK_BYTES = 64 * 1024;
const FIRST_BYTES = 1024;
/** Memory for more than this is given up once it is not needed. */
const LARGE_BYTES = 1 << 20;
/** ASCII up to this length is put down character by character: the host takes longer to be asked. */
const SHORT_UNITS = 64;
const NEWLINE = 10;

/** The stream under an Output. */
export interface Sink {
  /** Writes some of the bytes and says how many. */
  writeSync(bytes: Uint8Array): number;
}

/** How an Output behaves. */
export interface OutputOptions {
  /** Whether somebody watches: finished lines are not held back. */
  readonly interactive: boolean;
  /** Called when the stream takes no more, with the built-in error; text not yet written is lost. */
  readonly onFailure: (error: unknown) => void;
}

function isBusy(error: unknown): boolean {
  return error instanceof Deno.errors.WouldBlock || error instanceof Deno.errors.Interrupted;
}

function sleepMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function writeAll(sink: Sink, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += sink.writeSync(bytes.subarray(at));
    } catch (error) {
      // A pipe that another process made non-blocking is only full for now.
      if (!isBusy(error)) throw error;
      sleepMs(1);
    }
  }
}

/** Where the last finished line ends; where there is none, where the bytes do. */
function endOfLines(bytes: Uint8Array, length: number): number {
  const end = bytes.lastIndexOf(NEWLINE, length - 1) + 1;
  return end === 0 ? length : end;
}

/** Text gathered for a stream. */
export class Output {
  readonly #sink: Sink;
  readonly #options: OutputOptions;
  readonly #encoder = new TextEncoder();
  /** What was not handed to the sink yet. As text that grows it would be an object for each piece. */
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  /** The first half of a character, whose other half may come next; empty where there is none. */
  #half = "";
  #isUsed = false;

  constructor(sink: Sink, options: OutputOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Whether anything has been written. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Adds text. Never throws. */
  write(text: string): void {
    this.#isUsed = true;
    if (!this.#putShort(text)) this.#put(text);
    if (this.#options.interactive && text.includes("\n")) this.flush();
    // Other workers may write between two blocks.
    else if (this.#length >= BLOCK_BYTES) this.#handFirst(endOfLines(this.#bytes, this.#length));
  }

  /** Puts down a short text of ASCII; false where it is another one. */
  #putShort(text: string): boolean {
    if (text.length > SHORT_UNITS || this.#half !== "") return false;
    this.#makeRoom(text.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return false;
      bytes[at++] = unit;
    }
    this.#length = at;
    return true;
  }

  #put(text: string): void {
    const whole = this.#half + text;
    const last = whole.charCodeAt(whole.length - 1);
    const end = last >= 0xd800 && last < 0xdc00 ? whole.length - 1 : whole.length;
    this.#half = whole.slice(end);
    this.#putBytes(this.#encoder.encode(whole.slice(0, end)));
  }

  #putBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count;
    if (needed > this.#bytes.length) this.#resize(Math.max(needed, 2 * this.#bytes.length));
  }

  #resize(room: number): void {
    const kept = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(room);
    this.#bytes.set(kept);
  }

  /** Hands the first bytes to the stream; the others begin the next block. */
  #handFirst(count: number): void {
    this.#hand(this.#bytes.subarray(0, count));
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    if (this.#bytes.length > LARGE_BYTES) this.#resize(Math.max(FIRST_BYTES, this.#length));
  }

  /** Hands everything to the stream. Never throws. */
  flush(): void {
    this.#putBytes(this.#encoder.encode(this.#half));
    this.#half = "";
    if (this.#length > 0) this.#handFirst(this.#length);
  }

  /** Hands bytes to the stream, behind all text so far. Never throws. */
  writeBytes(bytes: Uint8Array): void {
    this.#isUsed = true;
    this.flush();
    this.#hand(bytes);
  }

  #hand(bytes: Uint8Array): void {
    try {
      writeAll(this.#sink, bytes);
    } catch (error) {
      this.#options.onFailure(error);
    }
  }
}
