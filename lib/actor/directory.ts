/**
 * Which actors this worker has made, and how to reach any other.
 * In: pids. Out: Receivers. A pid says which worker made the actor; that worker knows it until it ends, also when it runs
 * elsewhere, so everything for it goes by way of there.
 * A pid knows its actor itself. Only one that went to another worker, or was printed, may come back as another pid of the same number:
 * those stand in a table. Measured: to put every actor there takes a third of the time of a short one's life.
 * Invariant: the list has exactly the actors made here that have not ended.
 * @module
 */
import { type BatutaError, Keyword, kw, mapOf, Pid, Ref, setPidShown } from "../data/mod.ts";
import type { Ending } from "../runtime/mod.ts";
import { failureFor } from "./errors.ts";
import { QUESTION, type Receiver, SIGNAL } from "./receiver.ts";

/** The number of this worker, the main one is 1; and which of the program's workers it is, as programs see it. */
export const place = { node: 1, worker: 1, seat: 1 };

/** One of the actors made here, in a list. */
export interface Listed extends Receiver {
  before: Listed | null;
  after: Listed | null;
}

/** How an actor ended. */
interface End {
  readonly reason: unknown;
  /** Whether its `init` was over by then. */
  readonly started: boolean;
}

export const NORMAL = kw("normal");
export const NO_PROCESS = kw("no-process");
export const WORKER_LOST = kw("worker-lost");
/** How most actors end. */
const NORMAL_END: End = { reason: NORMAL, started: true };

/** Reasons of actors that have ended are remembered so long. */
const REMEMBERED = 10_000;

let oldestMade: Listed | null = null;
let newestMade: Listed | null = null;
/** The pids of actors made here that are known elsewhere, by serial. */
const published = new Map<number, Pid>();
/** Actors made elsewhere that run here, by worker and serial. */
const residents = new Map<string, Receiver>();
/** How those ended that ran here: what asks may be on its way while the news goes to where they were made. */
const residentEnds = new Map<string, End>();

function residentKey({ worker, serial }: Pid): string {
  return `${worker}.${serial}`;
}

/** How those in the table ended. */
const ends = new Map<number, End>();
/** The serials in `ends`, in a ring: a Map does not find its oldest key quickly when many were deleted. */
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
export function enter(receiver: Listed): Pid {
  const pid = new Pid(place.node, place.worker, nextSerial++);
  pid.target = receiver;
  append(receiver);
  return pid;
}

function append(receiver: Listed): void {
  receiver.before = newestMade;
  if (newestMade === null) oldestMade = receiver;
  else newestMade.after = receiver;
  newestMade = receiver;
}

function remove(receiver: Listed): void {
  const { before, after } = receiver;
  if (before === null) oldestMade = after;
  else before.after = after;
  if (after === null) newestMade = before;
  else after.before = before;
  receiver.before = receiver.after = null;
}

/** The pid goes where it may come back from as another one. */
export function publish(pid: Pid): void {
  if (pid.target !== null && isHere(pid)) published.set(pid.serial, pid);
}

setPidShown(publish);

/** The actor runs somewhere else from now on, or here again. */
export function relocate(pid: Pid, receiver: Listed): void {
  remove(pid.target as Listed); // it was made here
  pid.target = receiver;
  append(receiver);
  published.set(pid.serial, pid);
}

/** An actor that was made elsewhere runs here now. */
export function settle(pid: Pid, receiver: Receiver): void {
  residents.set(residentKey(pid), receiver);
}

/** An actor that ends. */
export interface Departing {
  readonly pid: Pid;
  /** Whether its value is asked for where it was made. */
  readonly isWanted: boolean;
  /** Whether its `init` is over. */
  readonly hasStarted: boolean;
}

/** Tells where an actor was made that it has ended here; the worker pool says how. */
let reportEnd: (actor: Departing, reason: unknown, ending: Ending) => void = () => {};

export function setEndReport(report: typeof reportEnd): void {
  reportEnd = report;
}

/** The actor has ended, after running here. */
export function leave(actor: Departing, reason: unknown, ending: Ending): void {
  const { pid } = actor;
  if (isHere(pid)) return forget(pid, reason, actor.hasStarted);
  residents.delete(residentKey(pid));
  residentEnds.set(residentKey(pid), { reason, started: actor.hasStarted });
  if (residentEnds.size > REMEMBERED) residentEnds.clear();
  reportEnd(actor, reason, ending);
}

/** Who takes what another worker sends to a pid by way of this one. */
export function local(pid: Pid): Receiver {
  return isHere(pid) ? route(pid) : residents.get(residentKey(pid)) ?? new Absent(pid);
}

/** An actor made here has ended, wherever it ran; `pid` is the one it was given. */
export function forget(pid: Pid, reason: unknown, started: boolean): void {
  const end = reason === NORMAL && started ? NORMAL_END : { reason, started };
  remove(pid.target as Listed); // until now it has one
  pid.target = null;
  pid.end = end;
  if (!published.delete(pid.serial)) return;
  const at = ended++ % REMEMBERED;
  if (ended > REMEMBERED) ends.delete(oldest[at]);
  oldest[at] = pid.serial;
  ends.set(pid.serial, end);
}

/** How an actor ended, as far as it is known. */
function endOf(pid: Pid): End | null {
  if (pid.end !== null) return pid.end as End; // only `forget` writes it
  if (isHere(pid)) return ends.get(pid.serial) ?? null;
  return residentEnds.get(residentKey(pid)) ?? null;
}

/** Why an actor has ended, as far as it is known; null while it runs. */
export function reasonOfEnd(pid: Pid): unknown {
  return endOf(pid)?.reason ?? null;
}

/** The pid as the actor has it that is made here; any other as it is. */
export function canonical(pid: Pid): Pid {
  if (!isHere(pid)) return pid;
  return published.get(pid.serial) ?? pid;
}

export function freshRef(): Ref {
  return new Ref(place.node, place.worker, nextRef++);
}

export function isHere(pid: Pid): boolean {
  return pid.worker === place.worker && pid.node === place.node;
}

/** The actors made here, the oldest first, and those that have moved here. */
export function* everyone(): Generator<Receiver> {
  for (let at = oldestMade; at !== null;) {
    // It may be taken out of the list meanwhile.
    const { after }: Listed = at;
    yield at;
    at = after;
  }
  yield* [...residents.values()];
}

/** Whether an actor made here has not ended. */
export function exists(pid: Pid): boolean {
  return !route(pid).isOver;
}

/** Who takes what is sent to a pid. */
export function route(pid: Pid): Receiver {
  const known = pid.target as Receiver | null; // only this file and the worker pool write it
  if (known !== null) return known;
  if (!isHere(pid)) return elsewhere(pid);
  // Its target is not noted: it changes when the actor moves, and only the actor's own pid hears of that.
  const found = published.get(pid.serial)?.target as Receiver | null | undefined; // as above
  return found ?? new Absent(pid);
}

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
  readonly isOver = true;
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
    const { reason, started } = endOf(this.pid) ?? { reason: NO_PROCESS, started: false };
    if (question === QUESTION.exit) route(from).signal(SIGNAL.answer, this.pid, request, reason);
    else if (question === QUESTION.started) {
      route(from).signal(SIGNAL.answer, this.pid, request, started ? kw("ok") : mapOf(kw("ended"), reason));
    } else if (question === QUESTION.summary || question === QUESTION.kind) {
      route(from).signal(SIGNAL.answer, this.pid, request, null);
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
