/**
 * Sequences for programs: the doors to lazy ones, runs of elements at a time, reductions, `apply`.
 * In: anything that can be a sequence. Out: sequences, arrays of the library's own, results of functions.
 * Deliberately absent: most lazy sequences; they are Batuta code over the primitives that stand here (names that begin with
 * "-"), so that waiting inside them costs nothing special. The hottest are stages (`stage.ts`).
 * @module
 */
import {
  arraySeq,
  ChunkedCons,
  ChunkedSeq,
  type Coll,
  cons,
  Eduction,
  EMPTY_LIST,
  fail,
  isNumber,
  type Keyword,
  LazySeq,
  listFrom,
  Obj,
  range,
  Reduced,
  Seq,
  toDouble,
  vec,
} from "../data/mod.ts";
import { invoke, RestTail } from "./call.ts";
import { between, defineLeaves, definePrimitives, defineValues, document, manyFrom } from "./core_install.ts";
import { callWith, collect, realised, reduce, reduceOwn, reduceRun, toFn, walk } from "./core_walk.ts";
import { first, next, rest, seq } from "./lazy.ts";
import { andThen, machine } from "./machine.ts";
import type { ArrayFn } from "./primitive.ts";
import { runOf, runWith } from "./runs.ts";
import { stage } from "./stage.ts";
import type { Fn } from "./var.ts";

/** Answers that say something about the element instead of standing for it. */
class Mark extends Obj {
  constructor(readonly text: string) {
    super();
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return 0;
  }
}

/** What a function of `-for` answers to leave an element out. */
const SKIP = new Mark("skip");
/** What a function of `-for` answers to end the loop. */
const STOP = new Mark("stop");

const forRun = runWith((out, _, answer) => {
  if (answer === STOP) {
    out.push(STOP);
    return false;
  }
  if (answer !== SKIP) out.push(answer);
  return true;
}).run;

/** An array of the library's own in front of what follows it. */
function chunkCons(items: unknown, more: unknown): unknown {
  const array = items as unknown[];
  const tail = more instanceof Seq ? more : EMPTY_LIST;
  return array.length === 0 ? tail : new ChunkedCons(array, 0, array.length, tail);
}

/** The run a sequence begins with in front of another rest. */
function runOnto(s: unknown, more: unknown): unknown {
  const { chunk, off, end } = s as ChunkedSeq;
  return new ChunkedCons(chunk, off, end, more instanceof Seq ? more : EMPTY_LIST);
}

/** The elements of the run that a sequence begins with, each behind a separator, in an array of the library's own. */
function behindRun(separator: unknown, s: unknown): unknown {
  const { chunk, off, end } = s as ChunkedSeq; // only after `-chunked?`
  const out: unknown[] = [];
  for (let i = off; i < end; i++) out.push(separator, chunk[i]);
  return out;
}

/** Elements that `apply` looks at before it leaves the rest of a sequence to the function: more than any fixed parameters. */
const APPLIED_AT_ONCE = 32;

/** `f` called with the arguments given one by one, then with the elements of the last. */
function apply(args: readonly unknown[]): unknown {
  const f = args[0];
  const last = args[args.length - 1];
  const before = args.slice(1, -1);
  if (typeof f === "function" && "takesRest" in f) {
    const fn = toFn(f);
    return andThen(seq(last), (s) => applyFrom(fn, before, s as Seq | null, APPLIED_AT_ONCE)); // seq answers nothing else
  }
  const takesSeq = (f as ArrayFn | null)?.takesSeq;
  if (takesSeq !== undefined) return takesSeq(before, last);
  return collect(last, (items) => callWith(f, before.length === 0 ? items : [...before, ...items]));
}

/** Takes elements up to a number, then calls; what is left, which may be endless, stays a sequence. */
function applyFrom(f: Fn, args: unknown[], start: Seq | null, most: number): unknown {
  let s = start;
  for (let left = most; s !== null && left > 0; left--) {
    args.push(s.first());
    const more = next(s);
    if (machine.suspended) {
      const rest = left - 1;
      return andThen(more, (arrived) => applyFrom(f, args, arrived as Seq | null, rest));
    }
    s = more as Seq | null; // next answers nothing else
  }
  return s === null ? f(...args) : f(...args, new RestTail(s));
}

function last(x: unknown): unknown {
  let found: unknown = null;
  const look = (items: readonly unknown[], _: number, to: number) => {
    found = items[to - 1];
    return false;
  };
  return walk(x, look, () => found);
}

function rangeOf(...bounds: unknown[]): unknown {
  if (bounds.length === 0) return range(0, null, 1);
  return bounds.length === 1 ? range(0, bounds[0], 1) : range(bounds[0], bounds[1], bounds.length > 2 ? bounds[2] : 1);
}

/** How many elements are meant; part of one is one. */
function amount(op: string, n: unknown): number {
  if (typeof n === "number" && (n | 0) === n) return n;
  return isNumber(n) ? Math.ceil(toDouble(n, op)) : fail("not-a-number", { op, value: n });
}

/** Skips elements: what is left of a sequence after `n`, as a `Seq` or null. */
function dropSome(n: unknown, x: unknown): unknown {
  const left = amount("drop", n);
  return left <= 0 ? seq(x) : andThen(seq(x), (s) => dropFrom(left, s));
}

function dropFrom(n: number, start: unknown): unknown {
  let left = n;
  let s = start as Seq | null; // callers hand in what `seq` answered
  while (s !== null && left > 0) {
    if (s instanceof ChunkedSeq && s.end - s.off > left) return s.at(s.off + left, null);
    left -= s instanceof ChunkedSeq ? s.end - s.off : 1;
    const more = seq(s instanceof ChunkedSeq ? s.chunkMore() : s.more());
    if (machine.suspended) {
      const rest = left;
      return andThen(more, (arrived) => dropFrom(rest, arrived));
    }
    s = more as Seq | null; // seq answers nothing else
  }
  return s;
}

/** The first elements, at most `n`, in an array of the library's own. */
function firstOnes(n: unknown, x: unknown): unknown {
  return andThen(seq(x), (s) => takeFrom(s as Seq | null, amount("partition", n), [])); // seq answers nothing else
}

function takeFrom(start: Seq | null, n: number, out: unknown[]): unknown {
  let s = start;
  while (s !== null && out.length < n) {
    if (s instanceof ChunkedSeq) {
      const end = Math.min(s.end, s.off + n - out.length);
      for (let i = s.off; i < end; i++) out.push(s.chunk[i]);
    } else out.push(s.first());
    if (out.length === n) break;
    const more = seq(s instanceof ChunkedSeq ? s.chunkMore() : s.more());
    if (machine.suspended) return andThen(more, (arrived) => takeFrom(arrived as Seq | null, n, out));
    s = more as Seq | null; // seq answers nothing else
  }
  return out;
}

definePrimitives({
  "seq": (x) => seq(x),
  "first": (x) => first(x),
  "rest": (x) => rest(x),
  "next": (x) => next(x),
  "second": (x) => andThen(next(x), first),
  "ffirst": (x) => andThen(first(x), first),
  "fnext": (x) => andThen(next(x), first),
  "nnext": (x) => andThen(next(x), next),
  "nfirst": (x) => andThen(first(x), next),
  "last": last,
  "reduce": between(2, 3, (f, init, x?: unknown) => x === undefined ? reduceOwn(f, init) : reduce(f, init, x)),
  "apply": manyFrom(2, apply),
  "doall": between(1, 2, (n, x?: unknown) => x === undefined ? realised(n, () => n) : andThen(dropSome(n, x), () => x)),
  "dorun": between(
    1,
    2,
    (n, x?: unknown) => x === undefined ? walk(n, () => false, () => null) : andThen(dropSome(n, x), () => null),
  ),
  "-reduce-run": (f, s) => reduceRun(f, s as ChunkedSeq), // only after `-chunked?`
  "-drop": dropSome,
  "-take": firstOnes,
  "-to-array": (x) => collect(x, (items) => items.slice()),
  "-mapv": (f, x) => andThen(seq(x), (s) => mapIntoArray(f, s as Seq | null, [])),
  "list*": manyFrom(1, (args) => {
    const last = args.length - 1;
    if (last === 0) return seq(args[0]);
    let all = args[last];
    for (let i = last - 1; i >= 0; i--) all = cons(args[i], all);
    return all;
  }),
  "-for-run": (f, s) => {
    const { chunk, off, end } = s as ChunkedSeq; // only after `-chunked?`
    return forRun(toFn(f), chunk, off, end);
  },
});

/** Calls `f` with every element; the answers go into one array. */
function mapIntoArray(f: unknown, start: Seq | null, out: unknown[]): unknown {
  let s = start;
  while (s !== null) {
    const here = s;
    if (!(here instanceof ChunkedSeq)) {
      const answer = invoke(f, [here.first()]);
      if (machine.suspended) return andThen(answer, (arrived) => continueMap(f, here, out, [arrived]));
      out.push(answer);
    } else {
      const fn = toFn(f);
      const answers = runOf("map", fn)(fn, here.chunk, here.off, here.end);
      if (machine.suspended) return andThen(answers, (arrived) => continueMap(f, here, out, arrived as unknown[]));
      for (const answer of answers as unknown[]) out.push(answer); // mapRun answers its array
    }
    const more = seq(here instanceof ChunkedSeq ? here.chunkMore() : here.more());
    if (machine.suspended) return andThen(more, (arrived) => mapIntoArray(f, arrived as Seq | null, out));
    s = more as Seq | null; // seq answers nothing else
  }
  return out;
}

function continueMap(f: unknown, done: Seq, out: unknown[], answers: readonly unknown[]): unknown {
  for (const answer of answers) out.push(answer);
  const more = seq(done instanceof ChunkedSeq ? done.chunkMore() : done.more());
  return andThen(more, (arrived) => mapIntoArray(f, arrived as Seq | null, out));
}

defineLeaves({
  "cons": (x, onto) => cons(x, onto),
  "range": between(0, 3, rangeOf),
  "reduced": (x) => new Reduced(x),
  "unreduced": (x) => x instanceof Reduced ? x.value : x,
  "ensure-reduced": (x) => x instanceof Reduced ? x : new Reduced(x),
  /** What the library's own function of a name makes of a query; nil for anything that is no query. */
  "-query-of": (kind, f, coll): Coll | null =>
    coll instanceof Eduction ? coll.extended((kind as Keyword).text, f) : null,
  "-eduction": (make) => new Eduction(make as Fn), // `eduction` hands in a function of no arguments
  "-lazy-cell": (compute) => new LazySeq(compute as Fn), // `lazy-seq` hands in a function of no arguments
  "-map": (f, coll) => stage("map", f, coll),
  "-filter": (f, coll) => stage("filter", f, coll),
  "-remove": (f, coll) => stage("remove", f, coll),
  "-keep": (f, coll) => stage("keep", f, coll),
  "-chunked?": (s) => s instanceof ChunkedSeq,
  "-after-run": (s) => (s as ChunkedSeq).chunkMore(), // only after `-chunked?`
  "-chunk-cons": chunkCons,
  "-run-onto": runOnto,
  "-behind-run": behindRun,
  "-array": manyFrom(0, (args) => args.slice()),
  "-array-vec": (items) => vec(items as unknown[]), // an array of the library's own, given away
  "-array-seq": (items) => arraySeq(items as unknown[]),
  "-array-list": (items) => listFrom(items as unknown[]),
  "-array-push": (items, x) => {
    (items as unknown[]).push(x); // an array of the library's own
    return items;
  },
  "-array-count": (items) => (items as unknown[]).length,
  "-array-clear": (items) => {
    (items as unknown[]).length = 0;
    return items;
  },
  "-array-take": (items) => (items as unknown[]).splice(0),
  "-array-take-vec": (items) => vec((items as unknown[]).splice(0)),
  "-array-reverse": (items) => (items as unknown[]).reverse(),
  "-array-stopped?": (items) => (items as unknown[]).at(-1) === STOP,
  "-array-unstop": (items) => {
    (items as unknown[]).pop();
    return items;
  },
  "-realized?": (s) => !(s instanceof LazySeq) || s.isRealised(),
});

defineValues({ "-skip": SKIP, "-stop": STOP });

document(() => `
seq [coll]
The elements as a sequence, nil when there are none. \`(seq [1 2]) ;=> (1 2)\`

first [coll]
The first element, or nil. \`(first [1 2]) ;=> 1\`

rest [coll]
What follows the first element, perhaps nothing. \`(rest [1]) ;=> ()\`

next [coll]
What follows the first element, or nil. \`(next [1 2]) ;=> (2)\`

second [coll]
The second element, or nil. \`(second [1 2]) ;=> 2\`

ffirst [coll]
The first element of the first. \`(ffirst [[1 2] [3]]) ;=> 1\`

fnext [coll]
The second element. \`(fnext [1 2]) ;=> 2\`

nnext [coll]
What follows the second element, or nil. \`(nnext [1 2 3]) ;=> (3)\`

nfirst [coll]
What follows the first element of the first. \`(nfirst [[1 2] [3]]) ;=> (2)\`

last [coll]
The last element, found by walking. \`(last [1 2 3]) ;=> 3\`

reduce [f coll] [f init coll]
Combines all elements, from the left, with \`(f acc x)\`. A \`reduced\` answer ends it. \`(reduce + 10 [1 2]) ;=> 13\`

apply [f & args]
Calls a function with arguments, the last of which is a collection of more. \`(apply + 1 2 [3 4]) ;=> 10\`

doall [coll] [n coll]
Realises a lazy sequence and gives it back. \`(doall (map inc [1])) ;=> (2)\`

dorun [coll] [n coll]
Realises a lazy sequence for its effects. \`(dorun (map inc [1])) ;=> nil\`

list* [x & more]
The arguments in front of the last, which is a collection. \`(list* 1 2 [3 4]) ;=> (1 2 3 4)\`

cons [x coll]
A sequence with one more element in front. \`(cons 0 [1]) ;=> (0 1)\`

range [] [end] [start end] [start end step]
Numbers from start, 0 unless given, up to end. \`(range 1 10 3) ;=> (1 4 7)\`

reduced [x]
An answer that ends a reduction. \`(reduce (fn [_ x] (reduced x)) 0 [1 2]) ;=> 1\`

unreduced [x]
The value in what \`reduced\` gave; anything else as it is. \`(unreduced (reduced 1)) ;=> 1\`

ensure-reduced [x]
What \`reduced\` gives, once. \`(reduced? (ensure-reduced (reduced 1))) ;=> true\`
`);
