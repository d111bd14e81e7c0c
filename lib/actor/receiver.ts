/**
 * What can be sent to an actor, wherever it is: messages, calls, signals. An `Actor` takes them itself; one that is elsewhere
 * is represented by something that passes them on, one that has ended by something that says so.
 * Order: what one actor sends to another arrives in the order in which it was sent, signals included.
 * @module
 */
import type { Pid } from "../data/mod.ts";

/** Signals, and what stands in their two places `a` and `b`. */
export const SIGNAL = {
  /** `from` is linked to the receiver now. */
  link: 1,
  unlink: 2,
  /** The linked `from` has ended; a: reason, b: true when it had ended before it was to be linked. */
  exit: 3,
  /** `from` wants to know the receiver's end; a: Ref. */
  monitor: 4,
  demonitor: 5,
  /** The watched `from` has ended; a: Ref, b: reason. */
  down: 6,
  /** End after what is under way; a: reason. */
  stop: 7,
  /** End now. */
  kill: 8,
  /** a: number of the request, b: the answer. */
  reply: 9,
  /** a: number of the request, b: the error. */
  fail: 10,
  /** `from` asks something about the receiver; a: number of the request, b: a Question. */
  ask: 11,
  /** Take the newest definition; a: the definition. */
  reload: 12,
  /** Show messages; a: a Pid to which they are sent, true to print them, null to stop. */
  trace: 13,
  /** The services of the main worker know it and want to know its end; a: its new name, null for none any more, true where that stays. */
  known: 14,
  /** The answer to an `ask`, as `reply` takes it; it arrives whatever it holds. */
  answer: 15,
} as const;

/** What `SIGNAL.ask` asks. */
export const QUESTION = { inspect: 1, exit: 2, started: 3, summary: 4, kind: 5 } as const;

export interface Receiver {
  /** Whether nothing reaches it any more. */
  readonly isOver: boolean;
  /** A message; the sender is null where no actor sent it. */
  message(message: unknown, sender: Pid | null): void;
  /** A message that wants an answer under a number. */
  call(message: unknown, sender: Pid, request: number): void;
  signal(kind: number, from: Pid | null, a: unknown, b: unknown): void;
}
