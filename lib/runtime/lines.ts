/**
 * Lines of a stream of bytes, block by block, in constant memory.
 * In: blocks of UTF-8. Out: the lines that each block completes, without their ends (`\\n` or `\\r\\n`); bad UTF-8 becomes U+FFFD.
 * A line is a slice of a decoded text, as V8 makes them, so a line that is kept keeps that text: texts are therefore decoded in
 * pieces of a few lines, where copying each line would double the time of a loop over a file.
 * @module
 */
import type { ChunkSource } from "../data/mod.ts";
import { machine } from "./machine.ts";

const PIECE_BYTES = 4096;
const NEWLINE = 10;

/** Lines of blocks given one after the other. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  /** The beginning of a line whose end has not come yet. */
  #begun = "";

  /** The lines that end in this block. */
  lines(block: Uint8Array): string[] {
    const lines: string[] = [];
    for (let at = 0; at < block.length;) {
      const end = pieceEnd(block, at);
      const text = this.#begun + this.#decoder.decode(block.subarray(at, end), { stream: true });
      const found = text.split("\n");
      this.#begun = found.pop() as string; // split answers at least one
      for (const line of withoutReturns(text, found)) lines.push(line);
      at = end;
    }
    return lines;
  }

  /** What stands after the last line break. */
  last(): string[] {
    const text = this.#begun + this.#decoder.decode();
    return text === "" ? [] : withoutReturns(text, [text]);
  }
}

/** Where the piece ends that begins at an index: after a line, if one ends soon enough. */
function pieceEnd(block: Uint8Array, start: number): number {
  if (start + PIECE_BYTES >= block.length) return block.length;
  const newline = block.lastIndexOf(NEWLINE, start + PIECE_BYTES);
  if (newline >= start) return newline + 1;
  const next = block.indexOf(NEWLINE, start + PIECE_BYTES);
  return next < 0 ? block.length : next + 1;
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
