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

/** Text is handed on when this much has gathered; UTF-16 units, so at most three times as many bytes. */
const BLOCK_UNITS = 64 * 1024;

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

/** Text gathered for a stream. */
export class Output {
  readonly #sink: Sink;
  readonly #options: OutputOptions;
  readonly #encoder = new TextEncoder();
  /** Text not handed to the sink yet. */
  #pending = "";
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
    this.#pending += text;
    if (this.#options.interactive && text.includes("\n")) this.flush();
    else if (this.#pending.length >= BLOCK_UNITS) this.#flushLines();
  }

  /** Hands finished lines to the stream: other workers may write between two blocks. */
  #flushLines(): void {
    const end = this.#pending.lastIndexOf("\n") + 1;
    const rest = end === 0 ? "" : this.#pending.slice(end);
    if (end > 0) this.#pending = this.#pending.slice(0, end);
    this.flush();
    this.#pending = rest;
  }

  /** Hands everything to the stream. Never throws. */
  flush(): void {
    if (this.#pending === "") return;
    const bytes = this.#encoder.encode(this.#pending);
    this.#pending = "";
    this.#hand(bytes);
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
