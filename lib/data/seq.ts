/**
 * Sequences of anything: nil, strings (by code point), arrays and bytes of the host, tuples and every collection.
 * In: any value. Out: its elements. What cannot be taken apart fails with `not-seqable`.
 * Deliberately absent: functions that call back (map, filter, reduce): they may wait, so the runtime owns them.
 * @module
 */

import { char } from "./char.ts";
import { arraySeq, type ChunkSource, sourceSeq } from "./chunk.ts";
import { Coll, Cons, EMPTY_LIST, Seq } from "./coll.ts";
import { fail } from "./errors.ts";
import { typeName } from "./object.ts";
import { Tuple } from "./tuple.ts";

/** Stands for half of a surrogate pair, which is no character. */
const REPLACEMENT = 0xfffd;

function isSurrogate(cp: number): boolean {
  return cp >= 0xd800 && cp <= 0xdfff;
}

/** The characters of a string in order. */
class TextSource implements ChunkSource {
  /** Invariant: the UTF-16 index of a code point in `text`. */
  #at = 0;
  /** Few at first: often only the first is asked for. */
  #most = 4;

  constructor(readonly text: string) {}

  fill(into: unknown[]): void {
    const { text } = this;
    for (let i = 0; i < this.#most && this.#at < text.length; i++) {
      const cp = text.codePointAt(this.#at) ?? REPLACEMENT;
      into.push(char(isSurrogate(cp) ? REPLACEMENT : cp));
      this.#at += cp > 0xffff ? 2 : 1;
    }
    this.#most = 32;
  }
}

/** The elements of a value as a non-empty sequence, or null when it has none. */
export function seq(x: unknown): Seq | null {
  if (x instanceof Coll) return x.seq();
  if (x === null) return null;
  if (typeof x === "string") return sourceSeq(new TextSource(x));
  if (x instanceof Tuple) return arraySeq([...x]);
  if (Array.isArray(x)) return arraySeq(x.slice());
  if (x instanceof Uint8Array) return arraySeq(Array.from(x));
  return fail("not-seqable", { value: x, kind: typeName(x) });
}

/** Whether `seq` takes this value. */
export function isSeqable(x: unknown): boolean {
  return x === null || typeof x === "string" || x instanceof Coll || x instanceof Tuple || Array.isArray(x) ||
    x instanceof Uint8Array;
}

/** Whether a value takes part in equality of sequences. */
export function isSequential(x: unknown): boolean {
  return x instanceof Coll && x.isSequential();
}

/** The first element, or null. */
export function first(x: unknown): unknown {
  if (x instanceof Seq) return x.first();
  const s = seq(x);
  return s === null ? null : s.first();
}

/** What follows the first element, or null when nothing does. */
export function next(x: unknown): Seq | null {
  if (x instanceof Seq) return x.next();
  const s = seq(x);
  return s === null ? null : s.next();
}

/** What follows the first element, possibly empty; a lazy rest stays unrealised. */
export function rest(x: unknown): Seq {
  if (x instanceof Seq) return x.more();
  const s = seq(x);
  return s === null ? EMPTY_LIST : s.more();
}

/** `x` in front of anything that can be a sequence; a lazy one stays unrealised. */
export function cons(x: unknown, onto: unknown): Seq {
  if (onto === null) return EMPTY_LIST.conj(x);
  return new Cons(x, onto instanceof Seq ? onto : seq(onto) ?? EMPTY_LIST, null);
}

/** The elements for a TypeScript loop, drawn one at a time. */
export function iterate(x: unknown): Iterable<unknown> {
  return x instanceof Coll ? x : seq(x) ?? EMPTY_LIST;
}

/** The elements as a new array. */
export function toArray(x: unknown): unknown[] {
  return Array.from(iterate(x));
}
