/**
 * What people are told of actors, and why an actor has ended, as data. In: errors with their traces. Out: reports, for whoever shows
 * them; reasons.
 * @module
 */
import { kw, mapOf, type Pid, type PMap, vec } from "../data/mod.ts";
import { caught, type Trace } from "../runtime/mod.ts";

/** Told of what people should know; the command line shows it. */
export const reports = {
  crashed: (_crash: Crash): void => {},
  flooded: (_pid: Pid, _name: string, _count: number): void => {},
  traced: (_text: string): void => {},
  workerLost: (_worker: number, _reason: string): void => {},
  /** A supervisor ends, since a child needed one restart more than so many within so many seconds. */
  gaveUp: (_pid: Pid, _name: string, _child: unknown, _restarts: number, _seconds: number): void => {},
  /** A supervisor could not start a child. */
  notStarted: (_pid: Pid, _name: string, _child: unknown, _reason: unknown): void => {},
  /** `migrate` has failed, and the actor goes on with its old definition. */
  notReloaded: (_pid: Pid, _name: string, _error: unknown): void => {},
};

/** An actor that ended by an error. */
export interface Crash {
  readonly pid: Pid;
  /** What it is called; "" when nothing names it. */
  readonly name: string;
  readonly error: unknown;
  readonly trace: Trace;
  /** The message it had taken last, as a list of one, or null. */
  readonly lastMessage: readonly [unknown] | null;
  /** Its state at its last turn, as a list of one, or null. */
  readonly state: readonly [unknown] | null;
}

/** Makes the text of a place in a program, for `:stack`; the compiler's knowledge. */
let describeTrace: (error: unknown, trace: Trace) => readonly string[] = (_, trace) => trace.map(({ name }) => name);

export function setTraceDescription(describe: typeof describeTrace): void {
  describeTrace = describe;
}

/** The reason of an actor that failed, as data. */
export function reasonOf(error: unknown, trace: Trace): PMap {
  const e = caught(error);
  return mapOf(
    kw("error"),
    e.message,
    kw("data"),
    e.data ?? (e.value !== e ? e.value : null),
    kw("stack"),
    vec([...describeTrace(e, trace)]),
  );
}
