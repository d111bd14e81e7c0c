/**
 * Standard input as a file of records.
 * In: what the Host reads. Out: its bytes, once: what has been read cannot be read again, so a second reading is a failure.
 * Formats whose parts are read in any order get all of it in memory.
 * @module
 */
import type { ByteStream, RandomAccess } from "../formats/mod.ts";
import { BatutaError } from "../data/mod.ts";
import { type Host, host } from "../runtime/mod.ts";

/** The name of standard input where a path is expected. */
export const STANDARD_INPUT = "-";

/** What it is called in messages. */
export const INPUT_NAME = "standard input";

/** Hosts whose input somebody reads already. */
const taken = new WeakSet<Host>();

export class StandardInput implements ByteStream, RandomAccess {
  /** Blocks that have been read and not been given out. */
  readonly #blocks: Uint8Array[] = [];
  #whole: Uint8Array | null = null;

  constructor(private readonly from: Host = host) {
    if (taken.has(from)) {
      throw new BatutaError("cannot-read", "Standard input has been read already", {
        hint: "each run of a query reads it anew; `(vec (from (stdin)))` keeps its rows",
      });
    }
    taken.add(from);
  }

  /** The first bytes, as many as come at once; none where there is nothing. */
  peek(): Uint8Array {
    if (this.#blocks.length === 0) this.#take();
    return this.#blocks[0] ?? new Uint8Array(0);
  }

  #take(): boolean {
    const block = this.from.readBlock?.() ?? null;
    // The Host's block holds until the next call only.
    if (block !== null) this.#blocks.push(block.slice());
    return block !== null;
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.#blocks.length === 0 && !this.#take()) return Promise.resolve(null);
    const [block] = this.#blocks;
    const count = Math.min(block.length, into.length);
    into.set(block.subarray(0, count));
    if (count === block.length) this.#blocks.shift();
    else this.#blocks[0] = block.subarray(count);
    return Promise.resolve(count);
  }

  #all(): Uint8Array {
    if (this.#whole !== null) return this.#whole;
    while (this.#take());
    const whole = new Uint8Array(this.#blocks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const block of this.#blocks.splice(0)) {
      whole.set(block, at);
      at += block.length;
    }
    return this.#whole = whole;
  }

  get size(): number {
    return this.#all().length;
  }

  slice(from: number, to: number): Uint8Array<ArrayBuffer> {
    return this.#all().slice(from, to);
  }

  close(): void {
    this.#blocks.length = 0;
  }
}
