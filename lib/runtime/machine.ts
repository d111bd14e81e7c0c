/**
 * The suspension protocol: capture on suspend.
 * A function that must wait sets `machine.suspended` and returns whatever it likes. Its caller, after each call that may suspend,
 * looks at the flag, saves its own continuation as a heap `Frame` and returns too, so the JavaScript stack unwinds once, innermost
 * frame first. The trampoline (`process.ts`) later resumes the innermost frame and hands its result to the next one.
 * A flag, and not a value that stands for "suspended": emitted code returns 0 then, so that to V8 what functions return that compute
 * Ints are small integers, which need no tests where calls are inlined (naive recursion: 15 %).
 * Invariant: the flag is set from a `wait` or `save` until the trampoline has taken the frames; code that runs in between, other than
 * to return, sees it unset (`callPinned`, `runNow`, lazy cells). While no process unwinds, `head` and `tail` are null.
 * @module
 */
import { fail, SUSPENDED, Waiting } from "../data/mod.ts";
import type { Process } from "./process.ts";

/** Calls and loop turns a process may take before it is pre-empted; this also bounds the native stack. */
const SLICE = 2000;

/** Continues a frame with the result of the call it waited for, or with what that call threw. */
export type Resume = (frame: Frame, value: unknown, thrown: boolean) => unknown;

/**
 * What is known of one compiled function body: how frames of it go on, and what to call it in a trace.
 * `resume` starts as a stub that compiles the resume version on first use.
 */
export class Code {
  /** Rebuilds a closure of this function from its captured values. */
  make: ((...captured: unknown[]) => unknown) | null = null;
  /** The unit it belongs to, by which another worker can find it; null for the machinery's own. Opaque here. */
  home: object | null = null;
  constructor(
    /** Qualified name as in a trace: `user/outer`. */
    readonly name: string,
    public resume: Resume,
    /** The place of a resume point, for traces. Opaque here. */
    readonly placeOf: (pc: number) => unknown = () => null,
    /** The arities for messages: counts of fixed parameters, and whether the last takes more. */
    readonly arities: readonly number[] = [],
    readonly variadic: boolean = false,
  ) {}
}

/** A suspended call: where to go on (`pc`) and the values still needed there. */
export class Frame {
  next: Frame | null = null;
  constructor(readonly code: Code, readonly pc: number, readonly saved: unknown[]) {}
}

/** The registers of this worker. One object, so that emitted code can hold it as a constant. */
export const machine = {
  /** Reductions left in this slice. */
  n: SLICE,
  /** Turns of a loop that calls nothing count as one reduction by the 2^turns; see `slice` for tests. */
  turns: 4,
  /** Reductions of a whole slice; tests make it small, so that everything gets suspended everywhere. */
  slice: SLICE,
  /** What was called last waits: what it returned means nothing. */
  suspended: false,
  /** Frames captured by the unwinding in progress, innermost first. */
  head: null as Frame | null,
  tail: null as Frame | null,
  /** How many frames the unwinding in progress has captured. */
  captured: 0,
  /** The process that runs now; null outside of any. */
  current: null as Process | null,
  /** > 0 while JavaScript code that cannot unwind is on the stack (a sort comparator): waiting is an error there. */
  pinned: 0,
  /** What pins it, for the error: "a comparator". */
  pinnedBy: "code that is expanded",
  /** > 0 while a restartable primitive is on the stack: waiting restarts it, pre-emption is put off. */
  restarting: 0,
  /** Set by `preempt`: the process goes to the end of the run queue instead of waiting for an event. */
  preempted: false,
  /** Set while a function is asked what it is made of: see `reveal`. */
  revealing: false,

  /** Asked when the slice is used up: should the caller suspend? */
  preempt(): boolean {
    if (machine.pinned > 0 || machine.restarting > 0) {
      machine.n = machine.slice;
      return false;
    }
    machine.preempted = true;
    return true;
  },
};

/** Saves a continuation; the answer is for the caller to return. */
export function save(code: Code, pc: number, saved: unknown[]): typeof SUSPENDED {
  const frame = new Frame(code, pc, saved);
  if (machine.tail === null) machine.head = frame;
  else machine.tail.next = frame;
  machine.tail = frame;
  machine.captured++;
  machine.suspended = true;
  return SUSPENDED;
}

/** Suspends the current process until somebody wakes it; the value it is woken with is the result of the call. */
export function wait(): typeof SUSPENDED {
  if (machine.pinned > 0 || machine.current === null) fail("cannot-wait", { place: machine.pinnedBy });
  machine.suspended = true;
  return SUSPENDED;
}

const CONTINUE = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  // saved[0] is always the continuation that `andThen` stored.
  return (frame.saved[0] as (value: unknown) => unknown)(value);
});

/** `next(value)` now, or when the value that is waited for arrives. */
export function andThen(value: unknown, next: (value: unknown) => unknown): unknown {
  return machine.suspended ? save(CONTINUE, 0, [next]) : next(value);
}

const GUARD = new Code("", (frame, value, thrown) => {
  const [done, failed] = frame.saved as [(v: unknown) => unknown, (e: unknown) => unknown];
  return thrown ? failed(value) : done(value);
});

/** Runs `start`, then exactly one of the continuations, now or when what it waits for arrives. */
export function guarded(
  start: () => unknown,
  done: (value: unknown) => unknown,
  failed: (thrown: unknown) => unknown,
): unknown {
  let value: unknown;
  try {
    value = start();
  } catch (thrown) {
    // It failed after it had said that it waits.
    machine.suspended = false;
    return failed(thrown);
  }
  return machine.suspended ? save(GUARD, 0, [done, failed]) : done(value);
}

/**
 * Runs a pure primitive that reads lazy sequences through the synchronous door of `data/`. When an element must wait, the
 * primitive is abandoned and run again once the element is there; cells are realised once, so it gets further each time.
 */
export function restartable<T>(primitive: () => T): unknown {
  return attempt(primitive, ++restarts);
}

/** How many restartable primitives have begun. */
let restarts = 0;
/** The number of the innermost one on the stack, the same each time it is run again; 0 for none. */
let root = 0;

/** What is looked up once for a restartable primitive, however often it is run, is kept under this number; 0 outside of any. */
export function rootOfRestarts(): number {
  return root;
}

function attempt<T>(primitive: () => T, number: number): unknown {
  const outer = root;
  root = number;
  machine.restarting++;
  try {
    return primitive();
  } catch (thrown) {
    if (!(thrown instanceof Waiting)) throw thrown;
    return save(CONTINUE, 0, [() => attempt(primitive, number)]);
  } finally {
    machine.restarting--;
    root = outer;
  }
}

/** Calls a function from JavaScript that cannot unwind: a wait inside is an error, never a lost value. */
export function callPinned<T>(place: string, call: () => T): T {
  const { pinnedBy, suspended } = machine;
  machine.pinned++;
  machine.pinnedBy = place;
  machine.suspended = false;
  try {
    return call();
  } finally {
    machine.pinned--;
    machine.pinnedBy = pinnedBy;
    machine.suspended = suspended;
  }
}
