/**
 * Processes and the trampoline that runs them.
 * A process is a chain of heap frames plus the value its innermost frame waits for. Running it means resuming the
 * innermost frame and handing each result to the next, until a frame suspends again or the chain is empty.
 * Deliberately absent: mailboxes, links, workers (they are the actor room's).
 * @module
 */
import { BatutaError, DATA_ERRORS, Entity } from "../data/mod.ts";
import { invoke } from "./call.ts";
import { runtimeFailure } from "./errors.ts";
import { Code, Frame, machine } from "./machine.ts";

/** How a process ended. */
export type Ending = { thrown: false; value: unknown } | { thrown: true; value: unknown; trace: Trace };

/** The frames a failure passed through while they were on the heap, innermost first. */
export type Trace = readonly { readonly name: string; readonly place: unknown }[];

/** Frames of one process above which recursion is taken to be unbounded. */
export const FRAME_LIMIT = 1_000_000;

export class Process extends Entity {
  /** Innermost frame; null once it has ended. */
  frames: Frame | null;
  /** What the innermost frame is resumed with. */
  input: unknown = null;
  inputThrown = false;
  /** Number of frames on the heap. */
  depth = 1;
  /** Values of dynamic vars bound by `binding`: innermost first, null when none. */
  bindings: Bindings | null = null;
  ending: Ending | null = null;
  /** Slices it has begun. */
  slices = 0;
  /** How often it has been woken; who is to wake it from one wait names it, so that it is not woken from the next instead. */
  waits = 0;
  /** Whether it stands in the run queue. */
  queued = false;
  /** Its failure is somebody's value, a future's; nobody else needs to hear of it. */
  quiet = false;
  #watchers: ((ending: Ending) => void)[] | null = null;

  /** A process that calls `f` with `args`. */
  constructor(f: unknown, args: readonly unknown[] = []) {
    super();
    this.frames = new Frame(START, 0, args.length === 0 ? [f] : [f, ...args]);
  }

  /** Lets the process call something else instead of what it was at; what it waited for is forgotten. */
  restart(f: unknown, args: readonly unknown[]): void {
    this.frames = new Frame(START, 0, [f, ...args]);
    this.input = null;
    this.inputThrown = false;
    this.ending = null;
    this.depth = 1;
    this.waits++;
  }

  /** Whether somebody waits for its end. */
  get isWatched(): boolean {
    return this.#watchers !== null;
  }

  /** Calls back once when the process has ended, at once if it has. */
  whenEnded(watcher: (ending: Ending) => void): void {
    if (this.ending !== null) watcher(this.ending);
    else if (this.#watchers === null) this.#watchers = [watcher];
    else this.#watchers.push(watcher);
  }

  end(ending: Ending): void {
    this.frames = null;
    this.ending = ending;
    const watchers = this.#watchers;
    if (watchers === null) return;
    this.#watchers = null;
    for (const watcher of watchers) watcher(ending);
  }
}

/** A chain of dynamic bindings; `owner` is the var. */
export interface Bindings {
  readonly owner: unknown;
  value: unknown;
  readonly next: Bindings | null;
}

/** The first frame of a process: the function it calls, and its arguments. */
export const START = new Code("", (frame, value, thrown) => {
  if (thrown) throw value;
  const { saved } = frame;
  const f = saved[0];
  if (typeof f !== "function") return invoke(f, saved.slice(1));
  switch (saved.length) {
    case 1:
      return f();
    case 2:
      return f(saved[1]);
    case 3:
      return f(saved[1], saved[2]);
    default:
      return f(...saved.slice(1));
  }
});

/** What user code sees of anything thrown: failures of the host become Batuta errors. */
export function caught(thrown: unknown): BatutaError {
  // It failed after it had said that it waits.
  machine.suspended = false;
  if (thrown instanceof BatutaError) return thrown;
  if (thrown instanceof RangeError && /call stack/.test(thrown.message)) return stackOverflow();
  if (thrown instanceof RangeError && /BigInt|string length|array length/i.test(thrown.message)) {
    return runtimeFailure("too-large", { message: thrown.message }, thrown);
  }
  return runtimeFailure("internal", { message: thrown instanceof Error ? thrown.message : String(thrown) }, thrown);
}

function stackOverflow(): BatutaError {
  const { message, hint } = DATA_ERRORS["stack-overflow"];
  return new BatutaError("stack-overflow", message({ limit: FRAME_LIMIT }), { hint });
}

/** Runs a process until it suspends or ends. True when it was pre-empted and wants to go on. */
export function runSlice(process: Process): boolean {
  machine.current = process;
  machine.n = machine.slice;
  process.slices++;
  machine.preempted = false;
  let frame = process.frames;
  let value = process.input;
  let thrown = process.inputThrown;
  let trace: { name: string; place: unknown }[] | null = null;
  process.input = null;
  process.inputThrown = false;
  while (frame !== null) {
    const outer: Frame | null = frame.next;
    if (thrown && (trace ??= []).length < 64) {
      const place = frame.code.placeOf(frame.pc);
      // Without either it is machinery, not the program's.
      if (frame.code.name !== "" || place !== null) trace.push({ name: frame.code.name, place });
    }
    try {
      value = frame.code.resume(frame, value, thrown);
      thrown = false;
    } catch (error) {
      machine.head = machine.tail = null;
      machine.captured = 0;
      machine.suspended = false;
      value = error;
      if (!thrown) trace = null;
      thrown = true;
    }
    process.depth--;
    if (!thrown) {
      if (machine.suspended) return suspend(process, outer);
      trace = null;
    }
    frame = outer;
  }
  machine.current = null;
  process.end(thrown ? { thrown, value, trace: trace ?? [] } : { thrown, value });
  return false;
}

/**
 * Runs `start` as a process of its own to its end, now: for code that runs in the middle of other work, such as a macro. It
 * may recurse as deep as any process; waiting in it is an error, which names `place`.
 */
export function runNow<T>(place: string, start: () => T): T {
  const { current, n, preempted, pinned, restarting, suspended } = machine;
  machine.pinned = machine.restarting = 0;
  machine.suspended = false;
  const process = new Process(start);
  process.bindings = current?.bindings ?? null;
  while (runSlice(process));
  machine.current = current;
  machine.n = n;
  machine.preempted = preempted;
  machine.pinned = pinned;
  machine.restarting = restarting;
  machine.suspended = suspended;
  if (process.ending === null) {
    const { message, hint } = DATA_ERRORS["cannot-wait"];
    process.end({ thrown: true, value: new BatutaError("cannot-wait", message({ place }), { hint }), trace: [] });
  }
  const ending = process.ending as Ending | null; // `end` has set it, or `runSlice`
  if (ending === null || ending.thrown) throw ending?.value;
  return ending.value as T; // what `start` answered, perhaps after a suspension
}

/** Hangs the captured frames before the outer ones. */
function suspend(process: Process, outer: Frame | null): boolean {
  process.depth += machine.captured;
  machine.captured = 0;
  machine.suspended = false;
  if (machine.tail !== null) {
    machine.tail.next = outer;
    process.frames = machine.head;
    machine.head = machine.tail = null;
  } else process.frames = outer;
  machine.current = null;
  if (!machine.preempted) return false;
  if (process.depth > FRAME_LIMIT) {
    process.input = stackOverflow();
    process.inputThrown = true;
  }
  return true;
}
