/**
 * What the library's functions over several sequences, or with an index, do with the runs that sequences begin with: a step for
 * each run instead of a cell for each element. A sequence without runs counts as one of a single element, so nothing is
 * looked at before its time.
 * In: non-empty sequences, in arrays of the library's own. Out: arrays of the library's own, sequences.
 * @module
 */
import {
  ChunkedCons,
  ChunkedSeq,
  type ChunkSource,
  EMPTY_LIST,
  fail,
  isNumber,
  listFrom,
  Seq,
  sourceSeq,
  toDouble,
} from "../data/mod.ts";
import { defineLeaves, definePrimitives } from "./core_install.ts";
import { toFn } from "./core_walk.ts";
import { seq } from "./lazy.ts";
import { andThen, Code, machine, save } from "./machine.ts";
import type { Fn } from "./var.ts";

/** The elements of a run and where they stand. */
interface Run {
  readonly items: readonly unknown[];
  readonly off: number;
  readonly length: number;
}

function runOf(s: Seq): Run {
  return s instanceof ChunkedSeq
    ? { items: s.chunk, off: s.off, length: s.end - s.off }
    : { items: [s.first()], off: 0, length: 1 };
}

/** What follows the first `n` elements of a run, not computed yet where it is lazy. */
function afterPart(n: number, s: Seq): Seq {
  if (n === 0) return s;
  if (!(s instanceof ChunkedSeq)) return s.more();
  return s.off + n < s.end ? s.at(s.off + n, null) : s.chunkMore();
}

/** The runs of some sequences, cut to the shortest. */
function runsOf(seqs: unknown): { runs: Run[]; length: number } {
  const runs = (seqs as Seq[]).map(runOf); // the library asks `-complete?` first
  return { runs, length: Math.min(...runs.map((run) => run.length)) };
}

// ---- several sequences -------------------------------------------------------------------------------------------------

const MAP_RUNS = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, runs, i, length, out] = frame.saved as [Fn, Run[], number, number, unknown[]];
  out.push(value);
  return mapRunsFrom(f, runs, i + 1, length, out);
});

function mapRunsFrom(f: Fn, runs: readonly Run[], start: number, length: number, out: unknown[]): unknown {
  for (let i = start; i < length; i++) {
    const answer = runs.length === 2
      ? f(runs[0].items[runs[0].off + i], runs[1].items[runs[1].off + i])
      : runs.length === 3
      ? f(runs[0].items[runs[0].off + i], runs[1].items[runs[1].off + i], runs[2].items[runs[2].off + i])
      : f(...runs.map(({ items, off }) => items[off + i]));
    if (machine.suspended) return save(MAP_RUNS, 0, [f, runs, i, length, out]);
    out.push(answer);
  }
  return out;
}

function mapRuns(f: unknown, seqs: unknown): unknown {
  const { runs, length } = runsOf(seqs);
  return mapRunsFrom(toFn(f), runs, 0, length, []);
}

function interleaveRuns(seqs: unknown): unknown[] {
  const { runs, length } = runsOf(seqs);
  const out: unknown[] = [];
  for (let i = 0; i < length; i++) for (const { items, off } of runs) out.push(items[off + i]);
  return out;
}

// ---- one sequence --------------------------------------------------------------------------------------------------------

const INDEXED_RUN = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, before, run, i, out] = frame.saved as [Fn, number, Run, number, unknown[]];
  out.push(value);
  return indexedRunFrom(f, before, run, i + 1, out);
});

/** `(f index element)` for the elements of a run; the first has the index `before`. */
function indexedRunFrom(f: Fn, before: number, run: Run, start: number, out: unknown[]): unknown {
  const { items, off, length } = run;
  for (let i = start; i < length; i++) {
    const answer = f(before + i, items[off + i]);
    if (machine.suspended) return save(INDEXED_RUN, 0, [f, before, run, i, out]);
    out.push(answer);
  }
  return out;
}

/** At most the first `n` elements of a run in front of what is to follow them. */
function takeRun(n: unknown, s: unknown, more: unknown): Seq {
  const { items, off, length } = runOf(s as Seq); // the library hands in what `seq` gave
  const end = off + Math.min(length, Math.ceil(toDouble(n, "take")));
  return new ChunkedCons(items, off, end, more instanceof Seq ? more : EMPTY_LIST);
}

/** The parts of `n` elements, each `step` after the one before, that lie in a run as a whole. */
function partsIn(n: unknown, step: unknown, s: unknown): unknown[] {
  const parts: unknown[] = [];
  if (!(s instanceof ChunkedSeq) || !((n as number) > 0 && (step as number) > 0)) return parts;
  const [size, distance] = [Number(n), Number(step)];
  // The next part begins in the run or just behind it, so that what follows need not be looked at.
  for (let at = s.off; at + size <= s.end && at + distance <= s.end; at += distance) {
    parts.push(listFrom(s.chunk.slice(at, at + size)));
  }
  return parts;
}

const DROPPED = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, s, i] = frame.saved as [Fn, Seq, number];
  return holds(value) ? dropWhileFrom(f, s, i + 1) : afterPart(i, s);
});

const DROP_MORE = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  return dropWhileFrom(frame.saved[0] as Fn, value as Seq | null, 0); // what was waited for is a realised sequence
});

const DROP_AGAIN = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, s] = frame.saved as [Fn, Seq | null];
  return dropWhileFrom(f, s, 0);
});

function holds(answer: unknown): boolean {
  return answer !== false && answer !== null;
}

/** What is left from the first element on for which `f` answers false or nil, a `Seq` or null. */
function dropWhileFrom(f: Fn, begin: Seq | null, first: number): unknown {
  let [s, start] = [begin, first];
  while (s !== null) {
    const { items, off, length } = runOf(s);
    for (let i = start; i < length; i++) {
      const answer = f(items[off + i]);
      if (machine.suspended) return save(DROPPED, 0, [f, s, i]);
      if (!holds(answer)) return afterPart(i, s).seq();
    }
    const more = seq(afterPart(length, s));
    if (machine.suspended) return save(DROP_MORE, 0, [f]);
    [s, start] = [more as Seq | null, 0]; // seq answers nothing else
    if (machine.n-- <= 0 && machine.preempt()) return save(DROP_AGAIN, 0, [f, s]);
  }
  return null;
}

// ---- the same again and again --------------------------------------------------------------------------------------------

const SAME_AT_ONCE = 32;

class Same implements ChunkSource {
  #left: number;
  constructor(readonly x: unknown, n: number) {
    this.#left = n;
  }
  fill(into: unknown[]): void {
    for (let i = 0; i < SAME_AT_ONCE && this.#left > 0; i++, this.#left--) into.push(this.x);
  }
}

defineLeaves({
  "-complete?": (seqs) => !(seqs as unknown[]).includes(null),
  "-after-runs": (n, seqs) => (seqs as Seq[]).map((s) => afterPart(Number(n), s)),
  "-interleave-runs": interleaveRuns,
  "-run-count": (s) => s instanceof ChunkedSeq ? s.end - s.off : 1,
  "-take-run": takeRun,
  "-parts": partsIn,
  "-after-parts": (step, parts, s) => afterPart(Number(step) * (parts as unknown[]).length, s as Seq),
  "-repeat": (n, x) => {
    if (n !== null && !isNumber(n)) return fail("not-a-number", { op: "repeat", value: n });
    return sourceSeq(new Same(x, n === null ? Infinity : Math.trunc(toDouble(n, "repeat")))) ?? EMPTY_LIST;
  },
});

definePrimitives({
  "-map-runs": mapRuns,
  "-indexed-run": (f, before, s) => indexedRunFrom(toFn(f), Number(before), runOf(s as Seq), 0, []),
  "-drop-while": (pred, coll) => andThen(seq(coll), (s) => dropWhileFrom(toFn(pred), s as Seq | null, 0)),
});
