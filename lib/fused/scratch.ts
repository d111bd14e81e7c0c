/**
 * Memory for a moment, kept for the next time: touching it for the first time takes longer than what a sort or a join does in it.
 * In: lengths. Out: arrays with anything in them. A query, or a step of one, gives all back when it is done; what is not given back is collected.
 * @module
 */
import type { Budget } from "./budget.ts";

type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

interface NumbersConstructor<T> {
  new (buffer: ArrayBufferLike, from: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** So many bytes are kept at most: ordering a million rows by two columns takes 36 MB. */
const MOST_KEPT = 3 << 24;
/** Less is made quickly. */
const LEAST_KEPT = 1 << 16;
let least = LEAST_KEPT;
let spoils = false;

/** For tests: from now on the least is kept too, and what is given back is spoilt, so that whoever still looks at it is wrong. */
export function spoilScratch(): void {
  least = 1;
  spoils = true;
}

/** What was given back last stands last. */
const kept: ArrayBufferLike[] = [];
let keptBytes = 0;

/** The smallest that is large enough; one that is much too large serves somebody else better. */
function bufferOf(bytes: number): ArrayBufferLike {
  let best = -1;
  for (let i = 0; i < kept.length; i++) {
    const { byteLength } = kept[i];
    if (byteLength < bytes || byteLength > 2 * bytes) continue;
    if (best < 0 || byteLength < kept[best].byteLength) best = i;
  }
  if (best < 0) return new ArrayBuffer(bytes);
  const [buffer] = kept.splice(best, 1);
  keptBytes -= buffer.byteLength;
  return buffer;
}

function keep(buffer: ArrayBufferLike): void {
  if (buffer.byteLength < least) return;
  if (spoils) new Uint8Array(buffer).fill(0xa5);
  kept.push(buffer);
  keptBytes += buffer.byteLength;
  while (keptBytes > MOST_KEPT) keptBytes -= kept.shift()!.byteLength; // there is one as long as there are bytes
}

/** What a query has for what it keeps. */
export interface Memory {
  readonly budget: Budget;
  /** Until its last row has gone on. */
  readonly scratch: Scratch;
}

/** What one computation has taken. */
export class Scratch {
  readonly #taken = new Set<ArrayBufferLike>();

  take<T extends Numbers>(type: NumbersConstructor<T>, length: number): T {
    const buffer = bufferOf(length * type.BYTES_PER_ELEMENT);
    this.#taken.add(buffer);
    return new type(buffer, 0, length);
  }

  /** Gives one array back. Nobody may look at it any more. */
  give({ buffer }: Numbers): void {
    if (this.#taken.delete(buffer)) keep(buffer);
  }

  /** Gives all back. */
  done(): void {
    for (const buffer of this.#taken) keep(buffer);
    this.#taken.clear();
  }
}
