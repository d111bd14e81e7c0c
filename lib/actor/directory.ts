/**
 * Which actors this worker has made, and how to reach any other.
 * In: pids. Out: Receivers. A pid says which worker made the actor; that worker knows it until it ends, also when it runs
 * elsewhere, so everything for it goes by way of there.
 * Invariant: `made` has exactly the actors made here that have not ended.
 * @module
 */
import { type BatutaError, Keyword, kw, mapOf, Pid, Ref } from "../data/mod.ts";
import type { Ending } from "../runtime/mod.ts";
import { failureFor } from "./errors.ts";
import { QUESTION, type Receiver, SIGNAL } from "./receiver.ts";

/** The number of this worker; the main one is 1. */
export const place = { node: 1, worker: 1 };

/** Reasons of actors that have ended are remembered so long. */
const REMEMBERED = 10_000;

const made = new Map<number, Receiver>();
/** Actors made elsewhere that run here, by worker and serial. */
const residents = new Map<string, Receiver>();
/** Why those ended that ran here: what asks may be on its way while the news goes to where they were made. */
const residentReasons = new Map<string, unknown>();

function residentKey({ worker, serial }: Pid): string {
  return `${worker}.${serial}`;
}

const reasons = new Map<number, unknown>();
/** Those of `reasons` whose `init` did not come to its end. */
const unstarted = new Set<number>();
/** The serials in `reasons`, in a ring. */
const oldest: number[] = [];
let ended = 0;
let nextSerial = 1;
let nextRef = 1;

/** Reaches workers other than this one; the worker pool sets it. */
let elsewhere: (pid: Pid) => Receiver = (pid) => new Absent(pid);

export function setElsewhere(reach: (pid: Pid) => Receiver): void {
  elsewhere = reach;
}

/** Messages for nobody. */
export const deadLetters = {
  count: 0,
  /** Who wants to see them. */
  watchers: new Set<Pid>(),
};

/** Gives an actor its pid. */
export function enter(receiver: Receiver): Pid {
  const pid = new Pid(place.node, place.worker, nextSerial++);
  pid.target = receiver;
  made.set(pid.serial, receiver);
  return pid;
}

/** The actor runs somewhere else from now on, or here again. */
export function relocate(pid: Pid, receiver: Receiver): void {
  pid.target = receiver;
  made.set(pid.serial, receiver);
}

/** An actor that was made elsewhere runs here now. */
export function settle(pid: Pid, receiver: Receiver): void {
  residents.set(residentKey(pid), receiver);
}

/** What is said of an actor's end beside the reason. */
export interface Departure {
  readonly ending: Ending;
  /** Whether its value is asked for where it was made. */
  readonly isWanted: boolean;
  /** Whether its `init` was over by then. */
  readonly started: boolean;
}

/** Tells where an actor was made that it has ended here; the worker pool says how. */
let reportEnd: (pid: Pid, reason: unknown, departure: Departure) => void = () => {};

export function setEndReport(report: typeof reportEnd): void {
  reportEnd = report;
}

/** The actor has ended, after running here. */
export function leave(pid: Pid, reason: unknown, departure: Departure): void {
  if (isHere(pid)) return forget(pid, reason, departure.started);
  residents.delete(residentKey(pid));
  residentReasons.set(residentKey(pid), reason);
  if (residentReasons.size > REMEMBERED) residentReasons.clear();
  reportEnd(pid, reason, departure);
}

/** Who takes what another worker sends to a pid by way of this one. */
export function local(pid: Pid): Receiver {
  if (!isHere(pid)) return residents.get(residentKey(pid)) ?? new Absent(pid);
  return made.get(pid.serial) ?? new Absent(pid);
}

/** An actor made here has ended, wherever it ran. */
export function forget(pid: Pid, reason: unknown, started: boolean): void {
  made.delete(pid.serial);
  pid.target = null;
  reasons.set(pid.serial, reason);
  if (!started) unstarted.add(pid.serial);
  // A Map does not find its oldest key quickly when many were deleted.
  const at = ended++ % REMEMBERED;
  if (ended > REMEMBERED) {
    reasons.delete(oldest[at]);
    unstarted.delete(oldest[at]);
  }
  oldest[at] = pid.serial;
}

/** The pid as the actor has it that is made here; any other as it is. */
export function canonical(pid: Pid): Pid {
  if (!isHere(pid)) return pid;
  const found = made.get(pid.serial);
  if (found !== undefined) pid.target = found;
  return pid;
}

export function freshRef(): Ref {
  return new Ref(place.node, place.worker, nextRef++);
}

export function isHere(pid: Pid): boolean {
  return pid.worker === place.worker && pid.node === place.node;
}

/** The actors made here, the oldest first, and those that have moved here. */
export function* everyone(): Generator<Receiver> {
  yield* made.values();
  yield* residents.values();
}

/** Whether an actor made here has not ended. */
export function exists(pid: Pid): boolean {
  return made.has(pid.serial);
}

/** Who takes what is sent to a pid. */
export function route(pid: Pid): Receiver {
  const known = pid.target as Receiver | null; // only this file and the worker pool write it
  if (known !== null) return known;
  if (!isHere(pid)) return elsewhere(pid);
  const found = made.get(pid.serial);
  if (found === undefined) return new Absent(pid);
  pid.target = found;
  return found;
}

export const NORMAL = kw("normal");
export const NO_PROCESS = kw("no-process");

/** A message that nobody will ever take. */
export function deadLetter(message: unknown, to: Pid, sender: Pid | null): void {
  deadLetters.count++;
  if (deadLetters.watchers.size > 0) onDeadLetter(message, to, sender);
}

let onDeadLetter: (message: unknown, to: Pid, sender: Pid | null) => void = () => {};

export function setDeadLetterWatch(watch: typeof onDeadLetter): void {
  onDeadLetter = watch;
}

let onKnownEnd: (pid: Pid) => void = () => {};

/** Called when an actor has ended that the services of the main worker know. */
export function setKnownEnd(forget: typeof onKnownEnd): void {
  onKnownEnd = forget;
}

export function knownEnded(pid: Pid): void {
  onKnownEnd(pid);
}

/** What is left of an actor that has ended. */
export class Absent implements Receiver {
  constructor(readonly pid: Pid) {}

  message(message: unknown, sender: Pid | null): void {
    deadLetter(message, this.pid, sender);
  }
  call(_message: unknown, sender: Pid, request: number): void {
    route(sender).signal(SIGNAL.fail, this.pid, request, noProcess(this.pid));
  }
  signal(kind: number, from: Pid | null, a: unknown, b: unknown): void {
    if (kind === SIGNAL.known) onKnownEnd(this.pid);
    if (from === null) return;
    if (kind === SIGNAL.link) route(from).signal(SIGNAL.exit, this.pid, NO_PROCESS, true);
    else if (kind === SIGNAL.monitor) route(from).signal(SIGNAL.down, this.pid, a, NO_PROCESS);
    else if (kind === SIGNAL.ask) this.#answer(from, a, b);
  }
  #answer(from: Pid, request: unknown, question: unknown): void {
    const known = isHere(this.pid) ? reasons.get(this.pid.serial) : residentReasons.get(residentKey(this.pid));
    const reason = known ?? NO_PROCESS;
    if (question === QUESTION.exit) route(from).signal(SIGNAL.reply, this.pid, request, reason);
    else if (question === QUESTION.started) {
      const { serial } = this.pid;
      const started = reasons.has(serial) && !unstarted.has(serial);
      route(from).signal(SIGNAL.reply, this.pid, request, started ? kw("ok") : mapOf(kw("ended"), reason));
    } else if (question === QUESTION.summary || question === QUESTION.kind) {
      route(from).signal(SIGNAL.reply, this.pid, request, null);
    } else route(from).signal(SIGNAL.fail, this.pid, request, noProcess(this.pid));
  }
}

/** For who waits for an answer of an actor that has ended. */
export function noProcess(to: unknown): BatutaError {
  return failureFor("no-process", { to });
}

/** Whether a value can be a registered name. */
export function isName(x: unknown): boolean {
  return x instanceof Keyword || typeof x === "string";
}
