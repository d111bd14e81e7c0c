/**
 * Sequences that carry a run of their elements in an array, so that loops over them touch no cell per element.
 * In: arrays, and sources that produce them. Out: sequences. A loop reads `chunk[off]` … `chunk[end - 1]`, then goes on
 * with `chunkMore()`.
 * Invariant: `off < end` in every chunked sequence, and the elements in that range never change; the array may hold
 * others outside of it.
 * Source: Clojure's IChunkedSeq.
 * @module
 */

import { EMPTY_LIST, Seq } from "./coll.ts";
import type { MetaSlot } from "./object.ts";

/** A non-empty sequence whose next elements stand in an array. */
export abstract class ChunkedSeq extends Seq {
  constructor(
    /** Holds the next elements. Never written to. */
    readonly chunk: readonly unknown[],
    /** Index of the first element in `chunk`. */
    readonly off: number,
    /** One past the last element of this run in `chunk`. */
    readonly end: number,
    readonly meta: MetaSlot,
  ) {
    super();
  }
  /** What follows the run, possibly empty, possibly not produced yet. */
  abstract chunkMore(): Seq;
  /** The same sequence from another place in its run; `off < this.end`. */
  abstract at(off: number, meta: MetaSlot): ChunkedSeq;

  first(): unknown {
    return this.chunk[this.off];
  }
  more(): Seq {
    return this.off + 1 < this.end ? this.at(this.off + 1, null) : this.chunkMore();
  }
  next(): Seq | null {
    return this.off + 1 < this.end ? this.at(this.off + 1, null) : this.chunkMore().seq();
  }
  withMeta(meta: MetaSlot): ChunkedSeq {
    return this.at(this.off, meta);
  }
  override count(): number {
    return countFrom(this, 0);
  }
  override [Symbol.iterator](): Iterator<unknown> {
    return eachByChunk(this);
  }
}

function countFrom(s: Seq | null, n: number): number {
  while (s instanceof ChunkedSeq && !s.isCounted()) {
    n += s.end - s.off;
    s = s.chunkMore().seq();
  }
  return s === null ? n : n + s.count();
}

function* eachByChunk(start: Seq): Generator<unknown> {
  let s: Seq | null = start;
  while (s instanceof ChunkedSeq) {
    for (let i = s.off; i < s.end; i++) yield s.chunk[i];
    s = s.chunkMore().seq();
  }
  if (s !== null) yield* s;
}

/** An array's elements `[off, end)` in front of any sequence. */
export class ChunkedCons extends ChunkedSeq {
  constructor(chunk: readonly unknown[], off: number, end: number, readonly rest: Seq, meta: MetaSlot = null) {
    super(chunk, off, end, meta);
  }
  chunkMore(): Seq {
    return this.rest;
  }
  at(off: number, meta: MetaSlot): ChunkedCons {
    return new ChunkedCons(this.chunk, off, this.end, this.rest, meta);
  }
}

/** The elements of an array that nobody will change, or null when it is empty. */
export function arraySeq(items: readonly unknown[]): Seq | null {
  return items.length === 0 ? null : new ChunkedCons(items, 0, items.length, EMPTY_LIST);
}

/** A one-way walk over a collection, some elements at a time. */
export interface ChunkSource {
  /** Appends the next few elements to an empty array; none when the walk is over. */
  fill(into: unknown[]): void;
}

/** What follows a chunk of a source: asked for once, then remembered. */
class SourceRest {
  #source: ChunkSource | null;
  #rest: Seq = EMPTY_LIST;
  constructor(source: ChunkSource) {
    this.#source = source;
  }
  get(): Seq {
    const source = this.#source;
    if (source !== null) {
      this.#rest = sourceSeq(source) ?? EMPTY_LIST;
      this.#source = null;
    }
    return this.#rest;
  }
}

/** A sequence over a source; each of its chunks is produced when the one before is used up. */
class SourceSeq extends ChunkedSeq {
  readonly #rest: SourceRest;
  constructor(chunk: readonly unknown[], off: number, end: number, rest: SourceRest, meta: MetaSlot) {
    super(chunk, off, end, meta);
    this.#rest = rest;
  }
  chunkMore(): Seq {
    return this.#rest.get();
  }
  at(off: number, meta: MetaSlot): SourceSeq {
    return new SourceSeq(this.chunk, off, this.end, this.#rest, meta);
  }
}

/** What a source still has, or null. The source belongs to the sequence from then on. */
export function sourceSeq(source: ChunkSource): Seq | null {
  const chunk: unknown[] = [];
  source.fill(chunk);
  return chunk.length === 0 ? null : new SourceSeq(chunk, 0, chunk.length, new SourceRest(source), null);
}
