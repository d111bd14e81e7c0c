/**
 * Functions over runs of elements, as loops that can be left and taken up again.
 * In: a function and the elements `[from, to)` of an array. Out: a new array of what becomes of them, or `SUSPENDED`.
 * `inc`, `even?` and their like carry runs of their own.
 * Deliberately absent: preemption within a run; runs are short, and whoever asks for the next one spends reductions.
 * @module
 */
import { Code, machine, save } from "./machine.ts";
import type { Fn } from "./var.ts";

/** What becomes of a run under a function. The array it answers is the caller's. */
export type Run = (f: Fn, items: readonly unknown[], from: number, to: number) => unknown;

/** What becomes of an element and what a function answered for it; false ends everything. */
export type Take = (out: unknown[], element: unknown, answer: unknown) => boolean;

/** The rest of a run, from an index on, when `out` holds what the elements before have come to. */
type Loop = (f: Fn, items: readonly unknown[], at: number, to: number, out: unknown[]) => unknown;

/** The same loop taken up again after the answer for an element has arrived. */
function resumed(take: Take, loop: () => Loop): Code {
  return new Code("", (frame, value, thrown) => {
    if (thrown) throw value;
    const [f, items, i, to, out] = frame.saved as [Fn, readonly unknown[], number, number, unknown[]];
    return take(out, items[i], value) ? loop()(f, items, i + 1, to, out) : out;
  });
}

/** A run whose elements, each with what `f` answers, are shown to `take`. */
export function runWith(take: Take): { readonly loop: Loop; readonly run: Run } {
  const loop: Loop = (f, items, at, to, out) => {
    for (let i = at; i < to; i++) {
      const answer = f(items[i]);
      if (machine.suspended) return save(again, 0, [f, items, i, to, out]);
      if (!take(out, items[i], answer)) return out;
    }
    return out;
  };
  const again = resumed(take, () => loop);
  return { loop, run: (f, items, from, to) => loop(f, items, from, to, []) };
}

// The two loops that pipelines live on stand here by themselves, so that nothing in them is called but `f`: 12 ns less.

const MAP_AGAIN = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const [f, items, i, to, out, at] = frame.saved as [Fn, readonly unknown[], number, number, unknown[], number];
  out[at] = value;
  return mapOnto(f, items, i + 1, to, out, at + 1);
});

function mapOnto(f: Fn, items: readonly unknown[], from: number, to: number, out: unknown[], start: number): unknown {
  let at = start;
  for (let i = from; i < to; i++) {
    const answer = f(items[i]);
    if (machine.suspended) return save(MAP_AGAIN, 0, [f, items, i, to, out, at]);
    out[at++] = answer;
  }
  return out;
}

/** What `f` answers for each element. */
const mapRun: Run = (f, items, from, to) => {
  // A copy to write over has its length at once; an array that grows is copied twice.
  return mapOnto(f, items, from, to, items.slice(from, to), 0);
};

const FILTER_AGAIN = resumed((out, x, answer) => {
  if (answer !== false && answer !== null) out.push(x);
  return true;
}, () => filterOnto);

const filterOnto: Loop = (f, items, at, to, out) => {
  for (let i = at; i < to; i++) {
    const x = items[i];
    const answer = f(x);
    if (machine.suspended) return save(FILTER_AGAIN, 0, [f, items, i, to, out]);
    if (answer !== false && answer !== null) out.push(x);
  }
  return out;
};

/** The elements for which `f` answers something true. */
const filterRun: Run = (f, items, from, to) => filterOnto(f, items, from, to, []);

const { loop: removeOnto, run: removeRun } = runWith((out, x, answer) => {
  if (answer === null || answer === false) out.push(x);
  return true;
});

/** What `f` answers for each element, nil left out. */
const keepRun: Run = runWith((out, _, answer) => {
  if (answer !== null) out.push(answer);
  return true;
}).run;

// ---- functions that have runs of their own -----------------------------------------------------------------------

/** The runs of `map`, `filter`, `remove` and `keep`. */
interface Runs {
  readonly map: Run;
  readonly filter: Run;
  readonly remove: Run;
  readonly keep: Run;
}

const RUNS: Runs = { map: mapRun, filter: filterRun, remove: removeRun, keep: keepRun };

export type RunKind = keyof Runs;

type RunFn = Fn & { runs?: Partial<Runs> };

/** The run that calls a function for each element, or does the same in fewer steps. */
export function runOf(kind: RunKind, f: Fn): Run {
  return (f as RunFn).runs?.[kind] ?? RUNS[kind];
}

// Small Ints, of which runs mostly consist, need no call: 2–4 ns less for each. At the first other element the function takes over.

/** Adds to the small Ints at the front of an array; answers how many they are. */
function addToInts(out: unknown[], difference: number): number {
  let i = 0;
  for (; i < out.length; i++) {
    const x = out[i];
    if (typeof x !== "number" || (x | 0) !== x) break;
    out[i] = x + difference;
  }
  return i;
}

/** Says that a function adds this to an Int. */
export function addsToInts(difference: number, f: Fn): Fn {
  const map: Run = (f, items, from, to) => {
    const out = items.slice(from, to);
    const done = addToInts(out, difference);
    return from + done === to ? out : mapOnto(f, items, from + done, to, out, done);
  };
  (f as RunFn).runs = { map };
  return f;
}

/** What can be asked of a small Int: whether the bits under a mask, as a number, lie between two others. */
export interface IntTest {
  readonly mask: number;
  readonly least: number;
  readonly most: number;
}

/** Appends those of the small Ints from an index on whose test comes out as wanted; answers the index of what follows them. */
function chooseInts(
  { mask, least, most }: IntTest,
  wanted: boolean,
  items: readonly unknown[],
  from: number,
  to: number,
  out: unknown[],
): number {
  let i = from;
  for (; i < to; i++) {
    const x = items[i];
    if (typeof x !== "number" || (x | 0) !== x) break;
    const bits = x & mask;
    if ((bits >= least && bits <= most) === wanted) out.push(x);
  }
  return i;
}

/** Says that a predicate asks this of an Int. */
export function testsInts(test: IntTest, f: Fn): Fn {
  const choosing = (wanted: boolean, loop: Loop): Run => (f, items, from, to) => {
    const out: unknown[] = [];
    const at = chooseInts(test, wanted, items, from, to, out);
    return at === to ? out : loop(f, items, at, to, out);
  };
  (f as RunFn).runs = { filter: choosing(true, filterOnto), remove: choosing(false, removeOnto) };
  return f;
}
