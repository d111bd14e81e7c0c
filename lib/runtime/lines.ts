/**
 * Lines of a stream of bytes, block by block, in constant memory.
 * In: blocks of UTF-8. Out: the lines that each block completes, without their ends (`\\n` or `\\r\\n`); bad UTF-8 becomes U+FFFD.
 * A line is a slice of its block's text as V8 makes them, so a line that is kept keeps up to a block of 64 KB; copying each
 * would double the time of a loop over a file.
 * @module
 */
import type { ChunkSource } from "../data/mod.ts";
import { machine } from "./machine.ts";

/** Lines of blocks given one after the other. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  /** The beginning of a line whose end has not come yet. */
  #begun = "";

  /** The lines that end in this block. */
  lines(block: Uint8Array): string[] {
    const text = this.#begun + this.#decoder.decode(block, { stream: true });
    const lines = text.split("\n");
    this.#begun = lines.pop() as string; // split answers at least one
    return withoutReturns(text, lines);
  }

  /** What stands after the last line break. */
  last(): string[] {
    const text = this.#begun + this.#decoder.decode();
    return text === "" ? [] : withoutReturns(text, [text]);
  }
}

function withoutReturns(text: string, lines: string[]): string[] {
  return text.includes("\r") ? lines.map((line) => line.endsWith("\r") ? line.slice(0, -1) : line) : lines;
}

/** Reductions that reading a block costs: enough to be pre-empted now and then, which also lets go of the lines read before. */
const BLOCK_REDUCTIONS = 200;

/** The lines of a stream for a sequence. */
export class LineSource implements ChunkSource {
  readonly #splitter = new LineSplitter();
  #ended = false;

  /** `nextBlock` answers null at the end, and is not asked again. */
  constructor(readonly nextBlock: () => Uint8Array | null) {}

  fill(into: unknown[]): void {
    while (into.length === 0 && !this.#ended) {
      const block = this.nextBlock();
      this.#ended = block === null;
      for (const line of block === null ? this.#splitter.last() : this.#splitter.lines(block)) into.push(line);
    }
    machine.n -= BLOCK_REDUCTIONS;
  }
}
