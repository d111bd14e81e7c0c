/**
 * An actor: a process with a mailbox (`mailbox.ts`), links and monitors (`extra.ts`).
 * In: messages, calls and signals, from anywhere; the primitives of the program it runs. Out: what it sends; in the end, its
 * reason to all who are linked to it or watch it.
 * Invariants: signals take effect when they arrive, before any message; every request is answered, by the actor, by its end, or
 * by its next message; an actor ends once.
 * Source: Erlang's reference manual, "Processes", for links, monitors and exit signals.
 * @module
 */
import {
  BatutaError,
  kw,
  mapFrom,
  mapOf,
  type Pid,
  type PMap,
  printPlain,
  printReadably,
  type Ref,
  tuple,
  vec,
} from "../data/mod.ts";
import {
  after,
  type Bindings,
  cancel,
  clock,
  type Ending,
  enqueue,
  type Frame,
  machine,
  Process,
  START,
  type Timer,
  type Trace,
  wait,
  wake,
  wakeThrowing,
} from "../runtime/mod.ts";
import type { ActorDefinition } from "./definition.ts";
import {
  Absent,
  deadLetter,
  enter,
  exists,
  isHere,
  knownEnded,
  leave,
  type Listed,
  noProcess,
  NORMAL,
  place,
  route,
} from "./directory.ts";
import { failureFor } from "./errors.ts";
import { type Extra, extraOf, linkKey, newExtra, partsOf } from "./extra.ts";
import { MOST_WORKERS } from "./gauges.ts";
import { From, Mail, Notice } from "./mail.ts";
import { Mailbox } from "./mailbox.ts";
import { QUESTION, type Receiver, SIGNAL } from "./receiver.ts";
import { reasonOf, reports } from "./reports.ts";

const EXIT = kw("exit");
const KILLED = kw("killed");

/** What happens to few actors. */
interface Course {
  /** Why it is to end before its next turn. */
  stopReason: unknown;
  /** Why it has ended, while its `terminate` runs. */
  finalReason: unknown;
  /** The failure that ended it. */
  finalError: { error: unknown; trace: Trace } | null;
  /** The definition it takes before its next message. */
  reloadTo: ActorDefinition | null;
  /** The message that a scan has found, and the clause that takes it. */
  best: Mail | null;
  bestRank: number;
  /** Whether it runs on another worker. */
  hasMoved: boolean;
  /** Whether it could never move, as was seen when it was tried. */
  staysHere: boolean;
  /** Whether it could not move in the middle of something when it was tried; between two messages it may. */
  staysInside: boolean;
  /** Whether its value is asked for where it was made. */
  isWanted: boolean;
  /** Its activity when it was last looked at, and in how many slices it has done nothing but compute since. */
  seenActivity: number;
  pureSlices: number;
}

/** What an actor waits for. */
const NOTHING = 0;
const MAIL = 1;
const ANSWER = 2;

/** An actor begins a turn of its main loop, then looks at its mail there, then does something with a message. */
const ELSEWHERE = 0;
const TURNING = 1;
const LOOKING = 2;

/** From this length of a mailbox on a message costs the sender more reductions. */
const CROWD = 500;
const SLOW_DOWN = 10;
/** A mailbox of this length is worth a warning. */
const FLOOD = 100_000;

/** What a receive with a time limit gets when it is over. */
export const TIME_IS_UP = Symbol("time is up");
/** What a scan of the mailbox gets at its end. */
export const END_OF_MAIL = Symbol("end of mail");

const NO_REASON = Symbol("none");

/** Until something happens. */
const USUAL: Course = {
  stopReason: NO_REASON,
  finalReason: NO_REASON,
  finalError: null,
  reloadTo: null,
  best: null,
  bestRank: 0,
  hasMoved: false,
  staysHere: false,
  staysInside: false,
  isWanted: false,
  seenActivity: 0,
  pureSlices: 0,
};

/** What an actor is made of when it moves. */
export interface ActorParts {
  readonly definition: ActorDefinition | null;
  readonly state: unknown;
  /** See `partsOf`; null for most. */
  readonly extra: unknown;
  readonly phase: typeof ELSEWHERE | typeof TURNING | typeof LOOKING;
  /** Whether its `init` is over. */
  readonly initOver: boolean;
  readonly slices: number;
  /** What a receive that is under way has put aside. */
  readonly aside: readonly Mail[];
  /** The rest of the mailbox. */
  readonly mails: readonly Mail[];
  readonly current: Mail | null;
  readonly answered: boolean;
  readonly quiet: boolean;
  readonly bindings: Bindings | null;
  readonly frames: Frame | null;
}

export class Actor extends Mailbox implements Listed {
  before: Listed | null = null;
  after: Listed | null = null;
  readonly pid: Pid;
  definition: ActorDefinition | null = null;
  /** State at the beginning of its turn; undefined before the first. */
  state: unknown = undefined;
  /** The message taken last. */
  #current: Mail | null = null;
  /** Whether the request of `#current` has been answered or deferred. */
  #answered = true;
  #waiting = NOTHING;
  /** The number of the answer it waits for. */
  #request = 0;
  #asked: Pid | null = null;
  /** The worker whose answer it waits for, where that is no actor's. */
  #askedWorker = 0;
  #timer: Timer | null = null;
  /** Whether its `init` is over. */
  #initOver = false;
  /** Where it stands in its main loop. */
  #phase: typeof ELSEWHERE | typeof TURNING | typeof LOOKING = ELSEWHERE;
  /** Whether something is to be done before its next turn. */
  #attention = false;
  #extra: Extra | null = null;
  #course: Course = USUAL;

  constructor(f: unknown, args: readonly unknown[], pid: Pid | null = null) {
    super(f, args);
    this.pid = pid ?? enter(this);
  }

  /** An actor that was made elsewhere and moves here. */
  static of(pid: Pid, parts: ActorParts): Actor {
    const actor = new Actor(null, [], pid);
    actor.definition = parts.definition;
    actor.state = parts.state;
    actor.slices = parts.slices;
    actor.quiet = parts.quiet;
    actor.bindings = parts.bindings;
    actor.frames = parts.frames;
    actor.#phase = parts.phase;
    actor.#initOver = parts.initOver;
    actor.#answered = parts.answered;
    actor.#current = parts.current;
    actor.depth = 0;
    for (let frame = parts.frames; frame !== null; frame = frame.next) actor.depth++;
    actor.fill(parts.aside, parts.mails);
    if (parts.extra !== null) actor.#extra = extraOf(parts.extra);
    return actor;
  }

  /** Whether it can be taken apart: it computes, and nothing is to happen to it. */
  get canMove(): boolean {
    return this.#waiting === NOTHING && this.input === null && !this.inputThrown && !this.#attention &&
      !this.isEnding && this.#course.best === null &&
      this.#course.finalReason === NO_REASON && this.ending === null && (this.#extra?.open.length ?? 0) === 0 &&
      (this.#extra?.spawned ?? null) === null;
  }

  /** What it is made of. */
  parts(): ActorParts {
    return {
      definition: this.definition,
      state: this.state,
      extra: this.#extra === null ? null : partsOf(this.#extra),
      phase: this.#phase,
      initOver: this.#initOver,
      slices: this.slices,
      ...this.mails,
      current: this.#current,
      answered: this.#answered,
      quiet: this.quiet,
      bindings: this.bindings,
      frames: this.frames,
    };
  }

  /** It has moved: what is left here only waits for its end. */
  empty(): void {
    this.frames = null;
    this.discard();
    this.#current = null;
    this.#extra = null;
    this.hasMoved = true;
  }

  /** Counts what it does beside computing. */
  activity = 0;

  /** Called when it has used up a slice: whether it has done nothing but compute in so many slices in a row. */
  computes(slices: number): boolean {
    if (this.activity === this.#course.seenActivity) this.#ownCourse().pureSlices++;
    else {
      this.#ownCourse().seenActivity = this.activity;
      this.#ownCourse().pureSlices = 0;
    }
    return this.#course.pureSlices >= slices;
  }

  /** Whether it did nothing but compute when it was last looked at. */
  get computed(): boolean {
    return this.#course.pureSlices > 0;
  }

  /** Kept apart, since little happens to most actors. */
  #ownCourse(): Course {
    if (this.#course === USUAL) this.#course = { ...USUAL };
    return this.#course;
  }

  get hasMoved(): boolean {
    return this.#course.hasMoved;
  }
  set hasMoved(value: boolean) {
    this.#ownCourse().hasMoved = value;
  }
  get staysHere(): boolean {
    return this.#course.staysHere;
  }
  set staysHere(value: boolean) {
    this.#ownCourse().staysHere = value;
  }
  get staysInside(): boolean {
    return this.#course.staysInside;
  }
  set staysInside(value: boolean) {
    this.#ownCourse().staysInside = value;
  }
  get isWanted(): boolean {
    return this.#course.isWanted;
  }
  set isWanted(value: boolean) {
    this.#ownCourse().isWanted = value;
  }

  get extra(): Extra {
    return this.#extra ??= newExtra();
  }

  /** A name for people. */
  get label(): string {
    const name = this.#extra?.name ?? null;
    return name !== null ? printPlain(name) : this.definition?.name ?? "";
  }

  // ---- what arrives --------------------------------------------------------------------------------------------------

  message(message: unknown, sender: Pid | null): void {
    this.#accept(message, sender, 0);
  }

  call(message: unknown, sender: Pid, request: number): void {
    this.#accept(message, sender, request);
  }

  get isOver(): boolean {
    return this.ending !== null;
  }

  /** A form of the program has ended: who asked it and got no answer gets nil. */
  protected answerLeftOver(): void {
    this.#finishRequests(null);
    this.stopWaiting();
  }

  #accept(message: unknown, sender: Pid | null, request: number, ref: Ref | null = null): void {
    if (this.isOver) {
      if (request === 0) deadLetter(message, this.pid, sender);
      else route(sender!).signal(SIGNAL.fail, this.pid, request, noProcess(this.pid)); // a request has a sender
      return;
    }
    const extra = this.#extra;
    if (extra !== null && (extra.tracer !== null || this.count >= extra.limit)) {
      if (extra.tracer !== null) this.#trace("got", message, sender);
      if (this.count >= extra.limit && !this.#makeRoom(message, sender, request)) return;
    }
    const mail = ref === null ? new Mail(message, sender, request) : new Notice(message, sender!, ref); // whose end it is
    if (this.#waiting === MAIL) {
      this.#take(mail);
      this.#resume(message);
      return;
    }
    if (this.append(mail) < CROWD) return;
    // Whoever sends more than is taken gets less time, so that the mailbox does not grow without end.
    machine.n -= SLOW_DOWN;
    if (this.count === FLOOD) this.#warnOfFlood();
  }

  /** False when the message is refused. */
  #makeRoom(message: unknown, sender: Pid | null, request: number): boolean {
    const { limit, dropsOldest } = this.extra;
    if (this.#waiting === MAIL) return true;
    const oldest = this.oldestAside(this.#course.best) ?? this.oldest;
    if (dropsOldest && oldest !== null) {
      this.remove(oldest);
      this.#refuse(oldest, limit);
      return true;
    }
    this.#refuse(new Mail(message, sender, request), limit);
    return false;
  }

  #refuse({ message, sender, request }: Mail, limit: number): void {
    if (request === 0) return deadLetter(message, this.pid, sender);
    const error = failureFor("mailbox-full", { to: this.pid, limit });
    route(sender!).signal(SIGNAL.fail, this.pid, request, error); // a request has a sender
  }

  #warnOfFlood(): void {
    const extra = this.extra;
    if (!extra.warned) reports.flooded(this.pid, this.label, this.count);
    extra.warned = true;
  }

  #resume(value: unknown): void {
    this.stopWaiting();
    wake(this, value);
  }

  protected stopWaiting(): void {
    this.#waiting = NOTHING;
    if (this.#timer !== null) {
      cancel(this.#timer);
      this.#timer = null;
    }
  }

  signal(kind: number, from: Pid | null, a: unknown, b: unknown): void {
    // Pids that were copied before its end still lead here.
    if (this.isOver) return new Absent(this.pid).signal(kind, from, a, b);
    switch (kind) {
      case SIGNAL.reply:
      case SIGNAL.answer:
      case SIGNAL.fail:
        return this.#arrived(a as number, b, kind === SIGNAL.fail); // see SIGNAL
      case SIGNAL.link:
        this.extra.links.set(linkKey(from!), from!);
        return;
      case SIGNAL.unlink:
        this.#unlink(from!);
        return;
      case SIGNAL.exit:
        // Whoever is asked for a link after its end says so before the link is known here.
        if (b === true) this.extra.links.set(linkKey(from!), from!);
        return this.#linkedEnded(from!, a);
      case SIGNAL.monitor:
        this.extra.watchers.push({ ref: a as Ref, pid: from! }); // see SIGNAL
        return;
      case SIGNAL.demonitor:
        this.extra.watchers = this.extra.watchers.filter(({ ref }) => !ref.equals(a));
        return;
      case SIGNAL.down:
        return this.#watchedEnded(from!, a as Ref, b); // see SIGNAL
      case SIGNAL.stop:
        return this.stop(a);
      case SIGNAL.kill:
        return this.exit(KILLED, true);
      case SIGNAL.ask:
        return this.#answerQuestion(from!, a, b);
      case SIGNAL.reload:
        return this.reload(a as ActorDefinition); // see SIGNAL
      case SIGNAL.known:
        this.extra.known = true;
        if (a !== true) this.extra.name = a;
        return;
      case SIGNAL.trace:
        this.extra.tracer = a;
        return;
    }
  }

  /** Whether it was linked. */
  #unlink(pid: Pid): boolean {
    return this.#extra !== null && this.#extra.links.delete(linkKey(pid));
  }

  #linkedEnded(from: Pid, reason: unknown): void {
    // If not, it was unlinked while the signal was under way.
    if (!this.#unlink(from)) return;
    if (this.#extra?.traps) this.message(tuple(EXIT, from, reason), from);
    else if (reason !== NORMAL) this.linkBroke(from, reason);
  }

  /** A linked actor ended by a failure, and this one does not trap that. */
  protected linkBroke(_from: Pid, reason: unknown): void {
    this.stop(reason);
  }

  #watchedEnded(from: Pid, ref: Ref, reason: unknown): void {
    const { watched } = this.extra;
    const at = watched.findIndex((w) => w.ref.equals(ref));
    if (at < 0) return;
    watched.splice(at, 1);
    this.#accept(tuple(EXIT, from, reason), from, 0, ref);
  }

  // ---- receiving -----------------------------------------------------------------------------------------------------

  #take(mail: Mail): void {
    this.#current = mail;
    this.#answered = mail.request === 0;
  }

  /** Takes the next message and looks at it. */
  #next(): Mail | null {
    const mail = this.pop();
    if (mail !== null) this.#take(mail);
    return mail;
  }

  #waitForMail(limit: number | null): unknown {
    if (limit !== null && limit <= clock()) return TIME_IS_UP;
    const waiting = wait();
    this.#waiting = MAIL;
    if (limit !== null) {
      const timer: Timer = after(limit - clock(), () => {
        this.#timer = null;
        this.#resume(TIME_IS_UP);
      });
      this.#timer = timer;
    }
    return waiting;
  }

  /** What is handled is over: who asked for it and got no answer gets this value. */
  endClause(value: unknown): void {
    this.#finishRequests(value);
  }

  #finishRequests(value: unknown): void {
    const open = this.#extra?.open;
    if (open === undefined || open.length === 0) return this.answer(value);
    // The value belongs to the request that was there first.
    if (!this.#answered) this.answer(null);
    while (open.length > 1) this.answer(null);
    this.answer(value);
  }

  /** The loop's receive is done with the message before; one inside of a handler is not. */
  #beginReceive(): void {
    this.restore();
    if (this.#phase === TURNING) {
      this.#phase = LOOKING;
      this.#finishRequests(null);
      return;
    }
    this.#phase = ELSEWHERE;
    if (this.#answered || this.#current === null) return;
    this.extra.open.push(this.#current);
    this.#answered = true;
  }

  /** Begins a receive: the first message, waited for until `limit` (see `deadline`), null for ever. */
  firstMail(limit: number | null): unknown {
    this.activity++;
    // A signal that ends it counts before any message.
    if (this.isEnding) return wait();
    this.#beginReceive();
    const mail = this.#next();
    return mail === null ? this.#waitForMail(limit) : mail.message;
  }

  /** No clause takes the current message: the one after it. */
  nextMail(limit: number | null): unknown {
    if (this.isEnding) return wait();
    this.#putAside();
    const mail = this.#next();
    return mail === null ? this.#waitForMail(limit) : mail.message;
  }

  #putAside(): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    this.#answered = true;
    // It came while the actor waited, and might have been taken.
    if (this.#extra !== null && this.count >= this.#extra.limit && !this.#makeRoomAside(current)) return;
    this.putBehindAside(current);
  }

  /** False when the message is refused. */
  #makeRoomAside(current: Mail): boolean {
    if (current === this.#course.best) return true;
    const { limit, dropsOldest } = this.extra;
    // What was put aside before is older, what has come since is newer.
    const refused = (dropsOldest ? this.oldestAside(this.#course.best) : this.newest) ?? current;
    if (refused !== current) this.remove(refused);
    this.#refuse(refused, limit);
    return refused !== current;
  }

  /** Begins a turn of the main loop. */
  turn(state: unknown): unknown {
    this.state = state;
    if (this.#attention) return this.#attend();
    this.#phase = TURNING;
    return null;
  }

  /** Its `init` has given this state. Who wants it to end has waited for that. */
  begin(state: unknown): unknown {
    this.#initOver = true;
    if (this.#extra !== null) this.#answerStarted();
    if (this.#course.stopReason === NO_REASON) return null;
    this.state = state;
    return this.#attend();
  }

  /** What is to happen between two turns: an end, new code. */
  #attend(): unknown {
    this.#attention = false;
    if (this.#course.stopReason !== NO_REASON) {
      const waiting = wait();
      this.#exitLater(this.#course.stopReason, false);
      return waiting;
    }
    const next = this.#course.reloadTo;
    if (next !== null) {
      const waiting = wait();
      enqueue(new Process(() => this.#changeTo(next)));
      return waiting;
    }
    this.#phase = TURNING;
    const standing = this.#standing;
    if (standing === null) return null;
    this.#standing = null;
    const waiting = wait();
    const at = this.waits;
    enqueue(new Process(() => standing(() => this.#goOn(at))));
    return waiting;
  }

  /** Whether there is nothing of it but its state and its messages. */
  get isAtTurn(): boolean {
    return this.#phase === TURNING || this.frames?.code === START;
  }

  /** What is to be done while it stands still before its next turn. */
  #standing: ((goOn: () => void) => void) | null = null;

  /** Lets it stand still before its next turn; `act` gets what lets it go on. False when it has no turns, or something else is to happen. */
  standStill(act: (goOn: () => void) => void): boolean {
    if (this.#phase !== LOOKING || this.#attention || this.isOver || this.#course.finalReason !== NO_REASON) {
      return false;
    }
    this.#standing = act;
    this.#attention = true;
    return true;
  }

  #goOn(at: number): void {
    if (!this.#attention || this.isOver || this.waits !== at) return wake(this, null, at);
    // Somebody has wanted something of it meanwhile.
    this.#attention = false;
    if (this.#course.stopReason !== NO_REASON) this.exit(this.#course.stopReason, false);
    else if (this.#course.reloadTo !== null) this.#changeTo(this.#course.reloadTo);
  }

  /** A scan of the mailbox that does not wait: its first message, or `END_OF_MAIL`. */
  scanFirst(): unknown {
    if (this.isEnding) return END_OF_MAIL;
    this.#beginReceive();
    this.#current = null;
    if (this.#course.best !== null) this.#ownCourse().best = null;
    this.#answered = true;
    const mail = this.#next();
    return mail === null ? END_OF_MAIL : mail.message;
  }

  /** Puts the current message aside and looks at the next. */
  scanNext(): unknown {
    this.#putAside();
    const mail = this.#next();
    return mail === null ? END_OF_MAIL : mail.message;
  }

  /** Says which clause takes the current message, from 0 on; -1: none. */
  rank(clause: number): void {
    if (clause < 0 || (this.#course.best !== null && clause >= this.#course.bestRank)) return;
    this.#ownCourse().best = this.#current;
    this.#ownCourse().bestRank = clause;
  }

  /** Whether the scan has found a message. */
  get hasBest(): boolean {
    return this.#course.best !== null;
  }

  /** Takes the first message of the earliest clause that takes any. */
  takeBest(): unknown {
    const mail = this.#course.best!; // `hasBest` was asked
    this.#ownCourse().best = null;
    this.removeAside(mail);
    this.#take(mail);
    return mail.message;
  }

  /** The message that is looked at. */
  get current(): Mail | null {
    return this.#current;
  }

  // ---- requests ------------------------------------------------------------------------------------------------------

  /** Asks another actor and waits for its answer. */
  ask(to: Pid, timeoutMs: number | null, put: (to: Receiver, request: number) => void): unknown {
    const waiting = wait();
    const request = freshRequest();
    this.#waiting = ANSWER;
    this.#request = request;
    this.#asked = to;
    if (timeoutMs !== null) {
      this.#timer = after(timeoutMs, () => {
        this.#timer = null;
        this.#arrived(request, failureFor("timeout", { to, ms: timeoutMs }), true);
      });
    }
    try {
      put(route(to), request);
    } catch (error) {
      this.stopWaiting();
      throw error;
    }
    return waiting;
  }

  #arrived(request: number, value: unknown, failed: boolean): void {
    // The answer to a request that nobody waits for any more.
    if (this.#waiting !== ANSWER || this.#request !== request) return;
    this.#asked = null;
    this.stopWaiting();
    if (failed) wakeThrowing(this, value);
    else wake(this, value);
  }

  /** Waits for an answer that no actor gives. */
  awaitAnswer(give: (answer: (value: unknown, failed?: boolean) => void) => void): unknown {
    const waiting = wait();
    const request = freshRequest();
    this.#waiting = ANSWER;
    this.#request = request;
    this.#asked = null;
    give((value, failed = false) => this.#arrived(request, value, failed));
    return waiting;
  }

  /** Waits for an answer under a number that a worker is given. */
  awaitNumbered(worker: number, give: (request: number) => void): unknown {
    const waiting = wait();
    const request = freshRequest();
    this.#waiting = ANSWER;
    this.#request = request;
    this.#asked = null;
    this.#askedWorker = worker;
    try {
      give(request);
    } catch (error) {
      this.stopWaiting();
      throw error;
    }
    return waiting;
  }

  /** The one whose answer it waits for, or null. */
  get asked(): Pid | null {
    return this.#waiting === ANSWER ? this.#asked : null;
  }

  /** The request that is handled and has no answer, or null. */
  get #unanswered(): Mail | null {
    return this.#answered ? this.#extra?.open.at(-1) ?? null : this.#current;
  }

  /** The request that is handled counts as answered from now on. */
  #settle(): void {
    if (this.#answered) this.#extra?.open.pop();
    else this.#answered = true;
  }

  /** Answers the request that is handled, if there is one without answer. */
  answer(value: unknown): void {
    const mail = this.#unanswered;
    if (mail === null) return;
    if (this.isTraced) this.traceSent(value, mail.sender);
    // This may throw, for a value that is to be realised before it travels.
    route(mail.sender!).signal(SIGNAL.reply, this.pid, mail.request, value); // a request has a sender
    this.#settle();
  }

  /** Lets the request that is handled be answered later. */
  defer(): void {
    const mail = this.#unanswered;
    if (mail === null) return;
    this.#settle();
    this.extra.deferred.push(new From(mail.sender!, mail.request)); // as above
  }

  get from(): From | null {
    const current = this.#current;
    const mail = current !== null && current.request !== 0 ? current : this.#extra?.open.at(-1) ?? null;
    return mail === null ? null : new From(mail.sender!, mail.request); // as above
  }

  answerTo(from: From, value: unknown): void {
    const is = (mail: Mail) => mail.request === from.request && mail.sender!.equals(from.pid); // as above
    if (!this.#answered && this.#current !== null && is(this.#current)) this.#answered = true;
    const extra = this.#extra;
    if (extra !== null) {
      extra.deferred = extra.deferred.filter((other) => !other.equals(from));
      extra.open = extra.open.filter((mail) => !is(mail));
    }
    if (this.isTraced) this.traceSent(value, from.pid);
    route(from.pid).signal(SIGNAL.reply, this.pid, from.request, value);
  }

  // ---- links and monitors --------------------------------------------------------------------------------------------

  /** Whether it is to be linked to whom it spawns. */
  get linksSpawned(): boolean {
    return this.#extra !== null && this.#extra.spawned !== null;
  }

  watch(pid: Pid, ref: Ref): void {
    this.extra.watched.push({ ref, pid });
    route(pid).signal(SIGNAL.monitor, this.pid, ref, null);
  }

  unwatch(ref: Ref): boolean {
    const { watched } = this.extra;
    const at = watched.findIndex((w) => w.ref.equals(ref));
    if (at < 0) {
      this.forgetNotice(ref);
      return false;
    }
    const [{ pid }] = watched.splice(at, 1);
    route(pid).signal(SIGNAL.demonitor, this.pid, ref, null);
    return true;
  }

  /** All of a kind that are linked to or watched here and that `lost` says yes to have ended. */
  lose(
    lost: (pid: Pid) => boolean,
    workers: readonly number[],
    reason: unknown,
    error: (to: unknown) => BatutaError,
  ): void {
    if (this.#waiting === ANSWER) {
      const asked = this.#asked;
      // Of one made here that has ended an answer was under way.
      if (asked !== null ? lost(asked) || (isHere(asked) && !exists(asked)) : workers.includes(this.#askedWorker)) {
        this.#arrived(this.#request, error(asked), true);
      }
    }
    if (this.#extra === null) return;
    for (const pid of [...this.#extra.links.values()]) if (lost(pid)) this.#linkedEnded(pid, reason);
    for (const { pid, ref } of [...this.#extra.watched]) if (lost(pid)) this.#watchedEnded(pid, ref, reason);
    this.#extra.watchers = this.#extra.watchers.filter(({ pid }) => !lost(pid));
  }

  // ---- the end -------------------------------------------------------------------------------------------------------

  /** Ends after what is under way: with a `terminate` section, after its `init` or before its next turn; without, now. */
  stop(reason: unknown): void {
    if (this.ending !== null || this.#course.finalReason !== NO_REASON) return;
    const { definition } = this;
    const graceful = definition !== null && definition.terminate !== null &&
      (this.state !== undefined || (!this.hasStarted && machine.current !== this));
    if (!graceful || this.#waitsAtTurn) return this.exit(reason, false);
    this.#ownCourse().stopReason = reason;
    this.#attention = true;
  }

  get #waitsAtTurn(): boolean {
    return this.#phase === LOOKING && this.#waiting === MAIL;
  }

  /** Ends now; unless `final`, its `terminate` section runs. */
  exit(reason: unknown, final: boolean): void {
    if (this.ending !== null) return;
    if (machine.current === this) return this.#exitLater(reason, final);
    this.stopWaiting();
    this.#conclude(reason, null, final);
  }

  /** Whether it is to end as soon as it stops running. */
  isEnding = false;

  /** Goes no further. */
  waitForEnd(): unknown {
    return wait();
  }

  /** What runs cannot be taken apart: a process of its own does it afterwards. */
  #exitLater(reason: unknown, final: boolean): void {
    this.isEnding = true;
    const end = new Process(() => this.exit(reason, final));
    enqueue(end);
  }

  /** The program has come to its end, or has failed. */
  override end(ending: Ending): void {
    if (this.ending !== null) return;
    // Whoever cancels a future ends its process where that is.
    if (this.hasMoved) return route(this.pid).signal(SIGNAL.kill, null, null, null);
    this.stopWaiting();
    if (this.#course.finalReason !== NO_REASON) {
      // It was `terminate` that ended; its failure is the new reason.
      if (ending.thrown) this.#finish(reasonOf(ending.value, ending.trace), ending);
      else this.#finish(this.#course.finalReason, this.#finalEnding());
      return;
    }
    if (!ending.thrown) this.#finishRequests(ending.value);
    this.#conclude(NORMAL, ending, false);
  }

  #finalEnding(): Ending {
    return this.#course.finalError === null
      ? { thrown: false, value: null }
      : { thrown: true, value: this.#course.finalError.error, trace: this.#course.finalError.trace };
  }

  /** Runs the `terminate` section, if there is one, and finishes. */
  #conclude(given: unknown, ending: Ending | null, final: boolean): void {
    const reason = ending?.thrown ? reasonOf(ending.value, ending.trace) : given;
    if (ending?.thrown) this.#ownCourse().finalError = { error: ending.value, trace: ending.trace };
    const terminate = this.definition?.terminate ?? null;
    if (!final && terminate !== null && this.state !== undefined && this.#course.finalReason === NO_REASON) {
      this.#ownCourse().finalReason = reason;
      this.restart(terminate, [reason, ...this.definition!.stateValues(this.state)]); // it has a `terminate`
      enqueue(this);
      return;
    }
    this.#finish(reason, ending ?? { thrown: false, value: null });
  }

  #finish(reason: unknown, ending: Ending): void {
    const { pid } = this;
    super.end(ending);
    leave(this, reason, ending);
    if (this.#current !== null && !this.#answered) this.#failRequest(this.#current, ending);
    this.restore();
    for (let mail = this.pop(); mail !== null; mail = this.pop()) {
      if (mail.request !== 0) this.#failRequest(mail, ending);
      else deadLetter(mail.message, pid, mail.sender);
    }
    const extra = this.#extra;
    if (extra !== null) {
      // Whoever hears of the end finds its names free.
      if (extra.known) knownEnded(pid);
      for (const { pid, request } of extra.deferred) this.#failRequest({ sender: pid, request }, ending);
      for (const mail of extra.open) this.#failRequest(mail, ending);
      for (const other of extra.links.values()) route(other).signal(SIGNAL.exit, pid, reason, null);
      for (const { pid: watcher, ref } of extra.watchers) route(watcher).signal(SIGNAL.down, pid, ref, reason);
      for (const { pid: other, ref } of extra.watched) route(other).signal(SIGNAL.demonitor, pid, ref, null);
      for (const { from, request, question } of extra.askers) {
        const answer = question === QUESTION.started ? mapOf(kw("ended"), reason) : reason;
        route(from).signal(SIGNAL.answer, pid, request, answer);
      }
    }
    const crash = this.#course.finalError ?? (ending.thrown ? { error: ending.value, trace: ending.trace } : null);
    if (crash !== null && !this.quiet) {
      reports.crashed({
        pid,
        name: this.label,
        error: crash.error,
        trace: crash.trace,
        lastMessage: this.#current === null ? null : [this.#current.message],
        state: this.state === undefined ? null : [this.state],
      });
    }
    this.#current = null;
    this.state = undefined;
  }

  /** Whoever asked gets this actor's failure, or that it is gone. */
  #failRequest({ sender, request }: { readonly sender: Pid | null; readonly request: number }, ending: Ending): void {
    const error = ending.thrown && ending.value instanceof BatutaError ? ending.value : noProcess(this.pid);
    route(sender!).signal(SIGNAL.fail, this.pid, request, error); // a request has a sender
  }

  /** It has ended where it had moved to: its value, for who waits for that. */
  endElsewhere(ending: Ending): void {
    super.end(ending);
  }

  // ---- looking inside ------------------------------------------------------------------------------------------------

  #answerQuestion(from: Pid, request: unknown, question: unknown): void {
    if (question === QUESTION.exit || (question === QUESTION.started && !this.hasStarted)) {
      this.extra.askers.push({ from, request, question });
      return;
    }
    route(from).signal(SIGNAL.answer, this.pid, request, this.describe(question));
  }

  /** The answer to a question that has one at once. */
  describe(question: unknown): unknown {
    if (question === QUESTION.started) return kw("ok");
    if (question === QUESTION.kind) return this.definition?.kind ?? null;
    return question === QUESTION.inspect ? this.inspect() : this.summary();
  }

  /** Whether `init` is over; who has none has started at once. */
  get hasStarted(): boolean {
    return this.#initOver || this.definition === null || !this.definition.hasInit;
  }

  #answerStarted(): void {
    const { askers } = this.extra;
    this.extra.askers = askers.filter(({ question }) => question !== QUESTION.started);
    for (const { from, request, question } of askers) {
      if (question === QUESTION.started) route(from).signal(SIGNAL.answer, this.pid, request, kw("ok"));
    }
  }

  summary(): PMap {
    const name = this.#extra?.name ?? (this.definition === null ? null : kw(this.definition.name));
    return mapOf(
      kw("pid"),
      this.pid,
      kw("name"),
      name,
      kw("definition"),
      this.definition === null ? null : kw(this.definition.name),
      kw("mailbox-size"),
      this.count,
      kw("status"),
      kw(this.status),
      kw("reductions"),
      this.reductions,
    );
  }

  get status(): string {
    if (machine.current === this) return "running";
    return this.#waiting === MAIL ? "receiving" : this.#waiting === ANSWER ? "calling" : "runnable";
  }

  get reductions(): number {
    return this.slices * machine.slice;
  }

  inspect(): PMap {
    const extra = this.#extra;
    const function_ = this.frames?.code.name ?? "";
    // No more than eight: such a map keeps their order.
    return mapFrom([
      [kw("state"), this.state === undefined ? null : this.state],
      [kw("mailbox"), vec(this.mailbox)],
      [kw("links"), vec([...extra?.links.values() ?? []])],
      [kw("monitors"), vec((extra?.watched ?? []).map(({ pid }) => pid))],
      [kw("status"), kw(this.status)],
      [kw("reductions"), this.reductions],
      [kw("memory-bytes"), this.#memoryBytes()],
      [kw("function"), function_ === "" ? null : function_],
    ]);
  }

  /** An estimate: the actor itself, its frames, its messages without what they hold. */
  #memoryBytes(): number {
    let bytes = 360;
    for (let frame = this.frames; frame !== null; frame = frame.next) bytes += 56 + 8 * frame.saved.length;
    return bytes + 56 * this.count;
  }

  #trace(verb: string, message: unknown, other: Pid | null): void {
    const { tracer } = this.extra;
    if (tracer === true) {
      const who = other === null ? "" : ` ${verb === "got" ? "from" : "to"} ${printPlain(other)}`;
      reports.traced(`${printPlain(this.pid)} ${verb} ${printReadably(message)}${who}`);
    } else route(tracer as Pid).message(tuple(kw("trace"), this.pid, kw(verb), message, other), null); // see SIGNAL.trace
  }

  /** Called with what this actor sends when it is traced. */
  traceSent(message: unknown, to: Pid | null): void {
    if (this.#extra !== null && this.#extra.tracer !== null) this.#trace("sent", message, to);
  }

  get isTraced(): boolean {
    return this.#extra !== null && this.#extra.tracer !== null;
  }

  // ---- new code ------------------------------------------------------------------------------------------------------

  /** Takes a new definition before its next message. */
  reload(definition: ActorDefinition): void {
    if (this.ending !== null || this.#course.finalReason !== NO_REASON) return;
    this.#ownCourse().reloadTo = definition;
    this.#attention = true;
    if (this.#waitsAtTurn) this.#changeTo(definition);
  }

  /** Replaces what runs by the new definition's loop, which migrates the state first. */
  #changeTo(definition: ActorDefinition): void {
    this.stopWaiting();
    this.#ownCourse().reloadTo = null;
    const before = this.definition;
    this.definition = definition;
    const state = this.state;
    this.restart(() => definition.resume(this, state, before), []);
    enqueue(this);
  }
}

let requests = 0;

/** A number that no worker gives again: an actor that has moved must not take the late answer to an old request for one to a new. */
function freshRequest(): number {
  return ++requests * MOST_WORKERS + place.worker % MOST_WORKERS;
}

/** The actor that runs now; null in code that is none, such as a macro. */
export function currentActor(): Actor | null {
  const { current } = machine;
  return current instanceof Actor ? current : null;
}
