/**
 * Walks over sequences that may be lazy, and reductions, as loops that can be left and taken up again: no native recursion
 * grows with the number of elements, and a step that waits suspends the loop.
 * In: anything that can be a sequence. Out: what the loop was for, or `SUSPENDED`.
 * Invariant: every turn of a loop spends reductions, so that a long walk is pre-empted like any other computation.
 * @module
 */
import { ChunkedCons, ChunkedSeq, EMPTY_LIST, type KvCursor, LazySeq, Reduced, Seq, Tuple, Vec } from "../data/mod.ts";
import { invoke } from "./call.ts";
import { force, seq } from "./lazy.ts";
import { andThen, Code, machine, save } from "./machine.ts";
import type { ArrayFn } from "./primitive.ts";
import type { Fn } from "./var.ts";

/** A callable value as a JavaScript function. */
export function toFn(f: unknown): Fn {
  return typeof f === "function" ? f as Fn : (...args) => invoke(f, args);
}

/** What follows a run of elements: a `Seq`, null, or `SUSPENDED`. */
function realise(more: Seq): unknown {
  return more instanceof LazySeq ? force(more) : more.seq();
}

/** What follows the run that a sequence begins with. */
function afterRun(s: Seq): unknown {
  if (!(s instanceof ChunkedSeq)) return realise(s.more());
  const more = s.chunkMore();
  // Runs follow runs, mostly; that something is not lazy is known only after a walk over all its prototypes.
  return more instanceof ChunkedSeq ? more : realise(more);
}

/** Whether a loop has to stop here and let others go on. */
export function mustYield(): boolean {
  return machine.n-- <= 0 && machine.preempt();
}

/** Looks at the elements `[from, to)` of an array; true ends the walk. Never suspends. */
export type Visit = (items: readonly unknown[], from: number, to: number) => boolean;

const WALK_FROM = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [visit, done] = frame.saved as [Visit, () => unknown];
  return walkFrom(value as Seq | null, visit, done); // what was waited for is a realised sequence
});

const WALK_AGAIN = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [visit, done, s] = frame.saved as [Visit, () => unknown, Seq];
  return walkFrom(s, visit, done);
});

function walkFrom(start: Seq | null, visit: Visit, done: () => unknown): unknown {
  let s = start;
  while (s !== null) {
    const stopped = s instanceof ChunkedSeq ? visit(s.chunk, s.off, s.end) : visit([s.first()], 0, 1);
    if (stopped) break;
    const more = afterRun(s);
    if (machine.suspended) return save(WALK_FROM, 0, [visit, done]);
    s = more as Seq | null; // afterRun answers nothing else
    // Whoever yields must suspend: a wait that came after it in this slice would end at once.
    if (s !== null && mustYield()) return save(WALK_AGAIN, 0, [visit, done, s]);
  }
  return done();
}

/** Shows every element to `visit`, run by run, then answers `done()`. */
export function walk(x: unknown, visit: Visit, done: () => unknown): unknown {
  const s = seq(x);
  if (machine.suspended) return save(WALK_FROM, 0, [visit, done]);
  return walkFrom(s as Seq | null, visit, done); // seq answers nothing else
}

/** Gives the elements as a new array to `then`. */
export function collect(x: unknown, then: (items: unknown[]) => unknown): unknown {
  if (x === null) return then([]);
  if (x instanceof Vec) return then(x.toArray());
  const items: unknown[] = [];
  const gather: Visit = (from, start, end) => {
    for (let i = start; i < end; i++) items.push(from[i]);
    return false;
  };
  return walk(x, gather, () => then(items));
}

/** Realises a sequence to its end, if it is one, then answers `then()`. */
export function realised(x: unknown, then: () => unknown): unknown {
  return x instanceof Seq ? walk(x, () => false, then) : then();
}

/** Calls a function with an array of arguments. */
export function callWith(f: unknown, args: readonly unknown[]): unknown {
  if (typeof f !== "function") return invoke(f, args);
  const takesArray = (f as ArrayFn).takesArray;
  return takesArray === undefined ? f(...args) : takesArray(args);
}

const REDUCE = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, s, i] = frame.saved as [Fn, Seq, number];
  if (value instanceof Reduced) return value.value;
  return reduceFrom(f, value, s, i);
});

const REDUCE_REST = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, acc] = frame.saved as [Fn, unknown];
  return reduceFrom(f, acc, value as Seq | null, -1); // what was waited for is a realised sequence
});

/** `frame.saved`: the function, what has been reduced, the sequence that is left. */
const REDUCE_AGAIN = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, acc, s] = frame.saved as [Fn, unknown, Seq | null];
  return reduceFrom(f, acc, s, -1);
});

/** What the last `sumInts` came to. */
let summed = 0;

/** Sums of at most 2^20 32-bit integers with this stay safe integers. */
const ROOMY = 2 ** 52;

/** Adds up elements from index `from` on, as long as they are small Ints; answers where it stopped. */
function sumInts(initial: number, items: readonly unknown[], from: number, to: number): number {
  let sum = initial;
  let i = from;
  if (Number.isInteger(sum) && sum < ROOMY && sum > -ROOMY && to - from < 1 << 20) {
    for (; i < to; i++) {
      const x = items[i];
      if (typeof x !== "number" || (x | 0) !== x) break;
      sum += x;
    }
  }
  summed = sum;
  return i;
}

/** Reduces a sequence from index `start` of its first run on; -1 is where the run begins. */
function reduceFrom(f: Fn & { sumsInts?: boolean }, initial: unknown, sequence: Seq | null, start: number): unknown {
  let acc = initial;
  let s = sequence;
  let i = start;
  while (s !== null) {
    if (s instanceof ChunkedSeq) {
      const chunk = s.chunk;
      const end = s.end;
      if (i < 0) i = s.off;
      if (f.sumsInts === true && typeof acc === "number") {
        i = sumInts(acc, chunk, i, end);
        acc = summed;
      }
      while (i < end) {
        acc = f(acc, chunk[i]);
        i++;
        if (machine.suspended) return save(REDUCE, 0, [f, s, i]);
        if (typeof acc !== "number" && acc instanceof Reduced) return acc.value;
      }
    } else if (i < 0) {
      acc = f(acc, s.first());
      if (machine.suspended) return save(REDUCE, 0, [f, s, 0]);
      if (acc instanceof Reduced) return acc.value;
    }
    const more = afterRun(s);
    if (machine.suspended) return save(REDUCE_REST, 0, [f, acc]);
    s = more as Seq | null; // afterRun answers nothing else
    i = -1;
    if (mustYield()) return save(REDUCE_AGAIN, 0, [f, acc, s]);
  }
  return acc;
}

/** Reduces with a first value. */
export function reduce(f: unknown, initial: unknown, x: unknown): unknown {
  const fn = toFn(f);
  const s = seq(x);
  if (machine.suspended) return save(REDUCE_REST, 0, [fn, initial]);
  return reduceFrom(fn, initial, s as Seq | null, -1); // seq answers nothing else
}

/** Reduces the run that a sequence begins with, for what `f` does. */
export function reduceRun(f: unknown, s: ChunkedSeq): unknown {
  return reduceFrom(toFn(f), null, new ChunkedCons(s.chunk, s.off, s.end, EMPTY_LIST), -1);
}

/** Reduces; the first element is the first value, and nothing at all gives what `f` answers without arguments. */
export function reduceOwn(f: unknown, x: unknown): unknown {
  return andThen(seq(x), (answer) => {
    const s = answer as Seq | null; // seq answers nothing else
    if (s === null) return toFn(f)();
    const initial = s.first();
    return andThen(realise(s.more()), (more) => reduceFrom(toFn(f), initial, more as Seq | null, -1));
  });
}

const REDUCE_KV = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, cursor] = frame.saved as [Fn, KvCursor];
  return value instanceof Reduced ? value.value : reduceKvFrom(f, value, cursor);
});

const REDUCE_KV_AGAIN = new Code("", (frame) => {
  const [f, acc, cursor] = frame.saved as [Fn, unknown, KvCursor];
  return reduceKvFrom(f, acc, cursor);
});

/** Reduces what a cursor has left with `(f acc key value)`. */
export function reduceKvFrom(f: Fn, initial: unknown, cursor: KvCursor): unknown {
  let acc = initial;
  while (cursor.advance()) {
    acc = f(acc, cursor.key, cursor.value);
    if (machine.suspended) return save(REDUCE_KV, 0, [f, cursor]);
    if (acc instanceof Reduced) return acc.value;
    if (mustYield()) return save(REDUCE_KV_AGAIN, 0, [f, acc, cursor]);
  }
  return acc;
}

/** Whether printing or comparing a value cannot come upon a sequence that has to be computed. */
export function isPlain(x: unknown): boolean {
  return typeof x !== "object" || x === null || !(x instanceof Tuple || Symbol.iterator in x);
}
