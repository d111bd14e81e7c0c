/**
 * Lazy sequences realised by processes. These are the doors that emitted code uses: they suspend where an element must wait.
 * A cell carries who is realising it: other processes wait for them, its own process has found a cycle.
 * @module
 */
import { Eduction, EMPTY_LIST, LazySeq, Seq, seq as plainSeq, setForce, SUSPENDED } from "../data/mod.ts";
import { runtimeFailure } from "./errors.ts";
import { andThen, guarded, machine, wait } from "./machine.ts";
import type { Process } from "./process.ts";
import { wake } from "./scheduler.ts";

/** Processes that wait for a cell which another one is realising. */
const waiting = new Map<LazySeq, Process[]>();

/** Realises a cell: its elements as a non-empty sequence, or null; suspends when its computation does. */
export function force(cell: LazySeq): unknown {
  if (cell.compute === null) return cell.value;
  if (cell.owner !== null) return joinOwner(cell);
  // A nested cell takes some four native frames where a call takes two: spend accordingly, since reductions bound the stack.
  machine.n -= 3;
  const compute = cell.compute;
  cell.owner = machine.current ?? OUTSIDE;
  let value: unknown;
  try {
    value = compute.call(cell);
  } catch (error) {
    return abandon(cell, error);
  }
  if (!machine.suspended) return settle(cell, value);
  return guarded(() => SUSPENDED, (arrived) => settle(cell, arrived), (error) => abandon(cell, error));
}

/** Takes the place of the process where there is none: reading at a macro's expansion. */
const OUTSIDE = Object.freeze({});

/** What a computation answered becomes the cell's value; lazy answers are realised in turn, in a loop. */
function settle(cell: LazySeq, answer: unknown): unknown {
  let value = answer;
  while (value instanceof LazySeq) {
    const inner: LazySeq = value;
    if (inner.compute === null) return fill(cell, inner.value);
    if (inner.owner !== null) return guarded(() => force(inner), (s) => fill(cell, s), (error) => abandon(cell, error));
    // Its computation is taken over, so that a long chain needs neither stack nor memory; it asks `cell` from now on.
    const compute = inner.compute;
    inner.compute = () => cell;
    const failed = (error: unknown) => {
      inner.compute = compute;
      return abandon(cell, error);
    };
    try {
      value = compute.call(inner);
    } catch (error) {
      return failed(error);
    }
    if (machine.suspended) return guarded(() => SUSPENDED, (arrived) => settle(cell, arrived), failed);
  }
  return fill(cell, plainSeq(value));
}

function fill(cell: LazySeq, value: unknown): unknown {
  cell.value = value as Seq | null; // plainSeq and settled cells give nothing else
  cell.compute = null;
  release(cell);
  return value;
}

/** The computation failed: the cell stays unrealised and may be tried again. */
function abandon(cell: LazySeq, error: unknown): never {
  release(cell);
  throw error;
}

function release(cell: LazySeq): void {
  cell.owner = null;
  if (waiting.size === 0) return;
  const others = waiting.get(cell);
  if (others === undefined) return;
  waiting.delete(cell);
  for (const process of others) wake(process, null);
}

function joinOwner(cell: LazySeq): unknown {
  const current = machine.current;
  if (cell.owner === current || current === null) throw runtimeFailure("self-realising", {});
  const answer = wait();
  const others = waiting.get(cell);
  if (others === undefined) waiting.set(cell, [current]);
  else others.push(current);
  return andThen(answer, () => force(cell));
}

/** For code that cannot suspend, which may run while what has called it is about to. */
setForce((cell) => {
  const outer = machine.suspended;
  machine.suspended = false;
  try {
    const s = force(cell);
    return machine.suspended ? SUSPENDED : s as Seq | null; // force answers nothing else
  } finally {
    machine.suspended = outer;
  }
});

/** The elements of what is no sequence itself. */
function seqOf(x: unknown): unknown {
  return x instanceof Eduction ? force(x.fresh()) : plainSeq(x);
}

/** `seq` for code that can suspend. */
export function seq(x: unknown): unknown {
  if (x instanceof LazySeq) return force(x);
  return x instanceof Seq ? x.seq() : seqOf(x);
}

export function first(x: unknown): unknown {
  const s = seq(x);
  return machine.suspended ? andThen(s, firstOf) : firstOf(s);
}

export function rest(x: unknown): unknown {
  const s = seq(x);
  return machine.suspended ? andThen(s, restOf) : restOf(s);
}

export function next(x: unknown): unknown {
  const s = seq(x);
  return machine.suspended ? andThen(s, nextOf) : nextOf(s);
}

function firstOf(s: unknown): unknown {
  return s === null ? null : (s as Seq).first(); // force answers a Seq or null
}

function restOf(s: unknown): unknown {
  return s === null ? EMPTY_LIST : (s as Seq).more();
}

function nextOf(s: unknown): unknown {
  if (s === null) return null;
  const more = (s as Seq).more();
  return more instanceof LazySeq ? force(more) : more.seq();
}
