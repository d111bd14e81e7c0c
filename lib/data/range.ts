/**
 * Ranges of numbers.
 * In: start, end, step. Out: the numbers from start (inclusive) to end (exclusive), in chunks of 32 made as they are
 * reached.
 * Ranges of Ints know their count and find their nth at once; others (Ratio, Float, beyond 2^53, without end) step by
 * `add`.
 * Source: Clojure's LongRange and Range.
 * @module
 */

import { ChunkedSeq, type ChunkSource, sourceSeq } from "./chunk.ts";
import { EMPTY_LIST, type Seq } from "./coll.ts";
import { add, gt, lt, numEq } from "./number.ts";
import type { MetaSlot } from "./object.ts";

const CHUNK = 32;

/** A range of Ints whose every member is a safe integer. */
export class IntRange extends ChunkedSeq {
  /** Use `range`. Invariant: `rest` numbers follow the chunk, the first of them `after`, each `step` beyond the last. */
  constructor(
    chunk: readonly number[],
    off: number,
    readonly after: number,
    readonly rest: number,
    readonly step: number,
    meta: MetaSlot,
  ) {
    super(chunk, off, chunk.length, meta);
  }
  chunkMore(): Seq {
    return this.rest === 0 ? EMPTY_LIST : intRange(this.after, this.rest, this.step);
  }
  at(off: number, meta: MetaSlot): IntRange {
    // The chunk of an IntRange holds numbers only (the constructor).
    return new IntRange(this.chunk as readonly number[], off, this.after, this.rest, this.step, meta);
  }
  override isCounted(): boolean {
    return true;
  }
  override count(): number {
    return this.end - this.off + this.rest;
  }
  /** The number at an index below `count()`. */
  nth(i: number): number {
    return this.after + (i - (this.end - this.off)) * this.step;
  }
  override get typeName(): string {
    return "Range";
  }
}

/** Copied to begin a chunk with: an array that has its length at once saves a third against one that grows. */
const ZEROS: readonly number[] = Array.from({ length: CHUNK }, () => 0);

function intRange(start: number, count: number, step: number): IntRange {
  const n = Math.min(count, CHUNK);
  const chunk = ZEROS.slice(0, n);
  let x = start;
  for (let i = 0; i < n; i++, x += step) chunk[i] = x;
  return new IntRange(chunk, 0, x, count - n, step, null);
}

/** Steps from number to number until it reaches the end, if there is one. */
class NumberSource implements ChunkSource {
  constructor(private x: unknown, private readonly end: unknown, private readonly step: unknown) {}
  fill(into: unknown[]): void {
    for (let i = 0; i < CHUNK && before(this.x, this.end, this.step); i++) {
      into.push(this.x);
      this.x = add(this.x, this.step);
    }
  }
}

/** Whether `x` still belongs to a range. A step of zero stays at the start for ever, as in Clojure. */
function before(x: unknown, end: unknown, step: unknown): boolean {
  if (end === null) return true;
  return gt(step, 0) ? lt(x, end) : lt(step, 0) ? gt(x, end) : !numEq(x, end);
}

/** The range from `start` to `end` (exclusive; null for none) by `step`: a sequence, perhaps empty. */
export function range(start: unknown = 0, end: unknown = null, step: unknown = 1): Seq {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && Number.isSafeInteger(step) && step !== 0) {
    // Number.isSafeInteger has seen to it that these are numbers.
    const [from, to, by] = [start as number, end as number, step as number];
    const count = Math.ceil((to - from) / by);
    if (count <= 0) return EMPTY_LIST;
    if (Number.isSafeInteger(to - from) && Number.isSafeInteger(from + count * by)) return intRange(from, count, by);
  }
  return sourceSeq(new NumberSource(start, end, step)) ?? EMPTY_LIST;
}
