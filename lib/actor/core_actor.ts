/**
 * What programs call to start actors, and for messages, requests and timers; what emitted code calls for `receive`.
 * Importing this file makes the vars.
 * @module
 */
import { fail, Keyword, kw, nth, Pid, PMap, Ref, toDouble, Tuple, Vec, vec } from "../data/mod.ts";
import {
  after,
  andThen,
  between,
  Callable,
  cancel,
  clock,
  defineLeaves,
  definePrimitives,
  document,
  guarded,
  manyFrom,
  Protocol,
  scheduling,
  spawnProcess,
  type Timer,
  toFn,
  Var,
  wait,
  wake,
} from "../runtime/mod.ts";
import { Actor, currentActor, END_OF_MAIL, TIME_IS_UP } from "./actor.ts";
import { checkAddress, link, me, milliseconds, OK, patience, receiver, withPid } from "./address.ts";
import { lentChunk } from "./carry.ts";
import { ActorDefinition, initValue, setSpawnDefinition } from "./definition.ts";
import { enter, exists, forget, freshRef, isHere, type Listed, NORMAL, place, route } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { From } from "./mail.ts";
import { MainActor } from "./main_actor.ts";
import { placeActor } from "./placement.ts";
import { runAside, whenRealised } from "./realise.ts";
import { type Receiver, SIGNAL } from "./receiver.ts";
import { reports } from "./reports.ts";
import { askWorker } from "./shared_objects.ts";
import { request, setStartSingle } from "./services.ts";

scheduling.make = (f, args) => new Actor(f, args);
scheduling.makeMain = () => new MainActor();

const DROP_OLDEST = kw("drop-oldest");
const DROP_NEWEST = kw("drop-newest");
const STOP = kw("stop");
const TERMINATE = kw("terminate");

// ---- starting ----------------------------------------------------------------------------------------------------------

function start(op: string, what: unknown, args: readonly unknown[]): Actor {
  const spawner = currentActor();
  if (spawner !== null) spawner.activity++;
  const actor = make(op, what, args);
  if (spawner !== null && spawner.linksSpawned) {
    link(spawner.pid, actor.pid);
    spawner.extra.spawned!.push(actor.pid); // `linksSpawned` says so
  }
  return actor;
}

function make(op: string, what: unknown, args: readonly unknown[]): Actor {
  if (what instanceof Var) return make(op, what.value, args);
  if (!(what instanceof ActorDefinition)) {
    if (typeof what !== "function" && !(what instanceof Callable)) {
      fail("bad-argument", { op, expected: "what `defactor` defines, or a function", value: what });
    }
    return spawnProcess(toFn(what), args) as Actor; // as `scheduling.make` makes them
  }
  if (args.length !== what.takes) {
    fail("wrong-arity", { name: what.name, expected: String(what.takes), given: args.length });
  }
  const actor = spawnProcess(what.start, [true, ...what.given, ...args]) as Actor; // as above
  actor.definition = what;
  return actor;
}

/**
 * From now on the actor is linked to whomever it spawns; or no longer, and it answers to whom that has linked it. So whoever runs a
 * program's function that starts another actor leaves none behind when it is killed in the middle of that.
 */
function linkSpawned(on: unknown): unknown {
  const { extra } = me("-link-spawned");
  const spawned = extra.spawned ?? [];
  extra.spawned = on === true ? [] : null;
  return vec(spawned);
}

function spawn(what: unknown, ...args: unknown[]): Pid {
  return start("spawn", what, args).pid;
}

function spawnLink(what: unknown, ...args: unknown[]): Pid {
  const { pid } = start("spawn-link", what, args);
  link(me("spawn-link").pid, pid);
  return pid;
}

function spawnMonitor(what: unknown, ...args: unknown[]): unknown {
  const { pid } = start("spawn-monitor", what, args);
  const ref = freshRef();
  me("spawn-monitor").watch(pid, ref);
  return vec([pid, ref]);
}

function spawnWith(options: unknown, what: unknown, ...args: unknown[]): unknown {
  if (!(options instanceof PMap)) {
    return fail("bad-argument", { op: "spawn-with", expected: "a map of options", value: options });
  }
  const known = ["name", "link", "monitor", "mailbox-limit", "overflow", "worker"];
  options.forEach((key) => {
    if (!(key instanceof Keyword) || !known.includes(key.name)) {
      fail("bad-argument", { op: "spawn-with", expected: `one of ${known.map((k) => `:${k}`).join(" ")}`, value: key });
    }
  });
  const option = (name: string) => options.get(kw(name), null);
  const limit = option("mailbox-limit") === null ? Infinity : toDouble(option("mailbox-limit"), "spawn-with");
  const overflow = option("overflow");
  if (overflow !== null && overflow !== DROP_OLDEST && overflow !== DROP_NEWEST) {
    fail("bad-argument", { op: "spawn-with", expected: ":drop-oldest or :drop-newest as :overflow", value: overflow });
  }
  const actor = start("spawn-with", what, args);
  const { pid } = actor;
  if (limit !== Infinity) actor.extra.limit = limit;
  if (overflow === DROP_OLDEST) actor.extra.dropsOldest = true;
  if (option("link") === true) link(me("spawn-with").pid, pid);
  if (option("monitor") === true) me("spawn-with").watch(pid, freshRef());
  const worker = option("worker");
  if (worker !== null) placeActor(actor, toDouble(worker, "spawn-with"));
  const name = option("name");
  if (name === null) return pid;
  const refused = (error: unknown) => {
    route(pid).signal(SIGNAL.kill, null, null, null);
    throw error;
  };
  return guarded(() => request("register", [name, pid]), () => pid, refused);
}

setSpawnDefinition((definition, args) => spawn(definition, ...args));
setStartSingle((definition) => spawn(definition));

// ---- messages ----------------------------------------------------------------------------------------------------------

/** Refuses what is no message of the protocol of whom it is sent to, where that is known here. */
function checkMessage(target: unknown, message: unknown): void {
  const protocol = target instanceof Actor ? target.definition?.protocol ?? null : null;
  if (protocol === null || protocol.messages === null) return;
  const [name, count] = messageShape(message);
  const takes = name === null ? undefined : protocol.messages.get(name);
  if (takes === count) return;
  throw actorFailure("wrong-message", {
    message,
    protocol: protocol.name,
    known: [...protocol.messages].map(([name, count]) => shapeText(name, count)),
  });
}

/** The name and the number of arguments of a message: `:go`, `{:add 1}`, `{:move 1 2}`, `[:move 1 2]`. */
function messageShape(message: unknown): readonly [name: string | null, count: number] {
  if (message instanceof Keyword) return [message.name, 0];
  if (message instanceof Tuple) return [message.tag.name, message.items.length];
  if (message instanceof PMap && message.count() === 1) {
    const [[key]] = [...message.entries()];
    return [key instanceof Keyword ? key.name : null, 1];
  }
  if (message instanceof Vec && message.count() > 0) {
    const head = nth(message, 0);
    return [head instanceof Keyword ? head.name : null, message.count() - 1];
  }
  return [null, 0];
}

function shapeText(name: string, count: number): string {
  return count === 0 ? `:${name}` : `{:${name}${" _".repeat(count)}}`;
}

function send(to: unknown, message: unknown): unknown {
  const sender = currentActor();
  if (sender !== null) sender.activity++;
  if (sender !== null && sender.isTraced) sender.traceSent(message, to instanceof Pid ? to : null);
  const target = to instanceof Pid ? route(to) : receiver("send", to);
  if (target instanceof Actor) {
    checkMessage(target, message);
    target.message(message, sender === null ? null : sender.pid);
    return OK;
  }
  // Written for another worker, a lazy sequence is realised, which may wait.
  return whenRealised(message, () => {
    target.message(message, sender === null ? null : sender.pid);
    return OK;
  });
}

function call(to: unknown, message: unknown, limit: unknown = patience.ms): unknown {
  const actor = me("call");
  const ms = milliseconds("call", limit);
  if (actor.isTraced) actor.traceSent(message, to instanceof Pid ? to : null);
  return withPid("call", to, (pid) => {
    if (pid.equals(actor.pid)) throw actorFailure("calls-itself", { to: pid });
    checkMessage(route(pid), message);
    return whenRealised(message, () => actor.ask(pid, ms, (target, number) => target.call(message, actor.pid, number)));
  });
}

// ---- timers ------------------------------------------------------------------------------------------------------------

/** A message that is to be sent. */
export interface Pending {
  readonly timer: Timer;
  readonly to: unknown;
  /** How often, in milliseconds; null: once. */
  readonly everyMs: number | null;
}

/** By the serial of its ref. */
const timers = new Map<number, Pending>();

/** The messages that are to be sent, by numbers that grow. */
export function pendingMessages(): ReadonlyMap<number, Pending> {
  return timers;
}

/** Sends what a timer has kept; by a process, where that may take waiting. */
function deliver(to: Receiver, message: unknown, sender: Pid | null): void {
  if (to instanceof Actor) to.message(message, sender);
  else spawnProcess(() => whenRealised(message, () => to.message(message, sender)));
}

function sendAfter(delay: unknown, to: unknown, message: unknown): Ref {
  checkAddress("send-after", to);
  const sender = currentActor()?.pid ?? null;
  const ref = freshRef();
  const timer = after(milliseconds("send-after", delay) ?? 0, () => {
    timers.delete(ref.serial);
    deliver(receiver("send-after", to), message, sender);
  });
  timers.set(ref.serial, { timer, to, everyMs: null });
  return ref;
}

/** Ends with its actor; nothing is made up for when the worker was busy. */
function sendEvery(period: unknown, to: unknown, message: unknown): Ref {
  const ms = milliseconds("send-every", period) ?? 0;
  if (ms < 1) return fail("bad-argument", { op: "send-every", expected: "a period of 1 ms or more", value: period });
  const sender = currentActor()?.pid ?? null;
  const ref = freshRef();
  let dueMs = clock();
  const set = () => {
    dueMs = Math.max(dueMs + ms, clock());
    timers.set(ref.serial, { timer: after(dueMs - clock(), fire), to, everyMs: ms });
  };
  const fire = () => {
    timers.delete(ref.serial);
    if (to instanceof Pid && !exists(to)) return;
    deliver(receiver("send-every", to), message, sender);
    set();
  };
  set();
  if (to instanceof Pid && !isHere(to)) watches.set(ref.serial, new TimerWatch(ref, to));
  return ref;
}

const watches = new Map<number, TimerWatch>();

/** Hears when an actor elsewhere has ended to which a timer sends. */
class TimerWatch implements Listed {
  before: Listed | null = null;
  after: Listed | null = null;
  readonly isOver = false;
  readonly #pid = enter(this);
  constructor(readonly timer: Ref, readonly to: Pid) {
    route(to).signal(SIGNAL.monitor, this.#pid, timer, null);
  }
  message(): void {}
  call(): void {}
  signal(kind: number): void {
    if (kind === SIGNAL.down) cancelTimer(this.timer);
  }
  end(): void {
    route(this.to).signal(SIGNAL.demonitor, this.#pid, this.timer, null);
    forget(this.#pid, NORMAL, true);
  }
}

/** Takes back the message with this number. */
export function cancelPending(serial: number): number | null {
  const pending = timers.get(serial);
  if (pending === undefined) return null;
  timers.delete(serial);
  watches.get(serial)?.end();
  watches.delete(serial);
  return cancel(pending.timer);
}

/** The milliseconds that were left, or nil. */
function cancelTimer(ref: unknown): unknown {
  if (ref instanceof Ref && ref.worker !== place.worker) {
    return guarded(() => askWorker(ref.worker, "cancel-timer", [ref]), (left) => left, () => null);
  }
  if (!(ref instanceof Ref)) return null;
  const left = cancelPending(ref.serial);
  return left === null ? null : Math.ceil(left);
}

/** Looks into the mailbox for the first message of one sender, and waits for it. */
function mailFrom(pid: unknown): unknown {
  const actor = me("receive-all");
  const look = (message: unknown): unknown => {
    const mail = actor.current;
    if (mail !== null && mail.sender !== null && mail.sender.equals(pid)) return message;
    return andThen(actor.nextMail(null), look);
  };
  return andThen(actor.firstMail(null), look);
}

// What emitted code calls for `receive`.
definePrimitives({
  "ends-turn?*": (value) => {
    const actor = me("receive");
    return whenRealised(value, () => {
      actor.endClause(value);
      return value === STOP || value === TERMINATE;
    });
  },
  "started*": (state) => me("init").begin(state),
  "turn*": (state) => me("receive").turn(state),
  "first-mail*": (limit) => me("receive").firstMail(limit as number | null), // what `deadline*` gave
  "next-mail*": (limit) => me("receive").nextMail(limit as number | null), // as above
});

defineLeaves({
  "deadline*": (ms) => {
    const limit = milliseconds("receive-timeout", ms);
    return limit === null ? null : clock() + limit;
  },
  "time-is-up?*": (x) => x === TIME_IS_UP,
  "end-of-mail?*": (x) => x === END_OF_MAIL,
  "scan-first*": between(0, 0, () => me("receive-with-priority").scanFirst()),
  "scan-next*": between(0, 0, () => me("receive-with-priority").scanNext()),
  "rank*": (clause) => (me("receive-with-priority").rank(clause as number), null), // the expander counts clauses
  "ranked?*": between(0, 0, () => me("receive-with-priority").hasBest),
  "take-ranked*": between(0, 0, () => me("receive-with-priority").takeBest()),
  "init-value*": (name, count, value, i) => initValue(String(name), Number(count), value, Number(i)),
  "actor-definition*": (ns, name, count, start, terminate, migrate, hasInit, protocol) =>
    // The special form `actor*` writes these.
    new ActorDefinition(
      String(ns),
      String(name),
      Number(count),
      toFn(start),
      terminate === null ? null : toFn(terminate),
      migrate === null ? null : toFn(migrate),
      hasInit === true,
      [],
      undefined,
      protocol instanceof Protocol ? protocol : null,
    ),
});

definePrimitives({
  "reply": (value) => {
    const actor = me("reply");
    return whenRealised(value, () => {
      actor.answer(value);
      return value;
    });
  },
  "reply-to": (from, value) => {
    if (!(from instanceof From)) {
      return fail("bad-argument", {
        op: "reply-to",
        expected: "what `(from)` gave while the request was handled",
        value: from,
      });
    }
    const actor = me("reply-to");
    return whenRealised(value, () => {
      actor.answerTo(from, value);
      return OK;
    });
  },
  "-lent-chunk": lentChunk,
  "send": send,
  "call": between(2, 3, call),
  "spawn-with": manyFrom(2, ([options, what, ...args]) => spawnWith(options, what, ...args)),
  "-mail-from": mailFrom,
  "cancel-timer": cancelTimer,
  /** Lets the actor that runs go on elsewhere, as happens to those that compute; for tests. */
  "-move-to": (worker) => {
    const actor = me("-move-to");
    // As those that compute, it moves away from where it was made, once.
    if (!isHere(actor.pid)) return null;
    const waiting = wait();
    runAside(() => {
      wake(actor, null);
      placeActor(actor, toDouble(worker));
      return null;
    });
    return waiting;
  },
  /** Lets the host of this worker fail; for tests. */
  "-fail-host": between(0, 0, () => {
    queueMicrotask(() => {
      throw new Error("the host failed");
    });
    return null;
  }),
});

defineLeaves({
  "self": between(0, 0, () => me("self").pid),
  "-link-spawned": linkSpawned,
  "spawn": between(1, Infinity, spawn),
  "spawn-link": manyFrom(1, ([what, ...args]) => spawnLink(what, ...args)),
  "spawn-monitor": manyFrom(1, ([what, ...args]) => spawnMonitor(what, ...args)),
  "noreply": between(0, 0, () => (me("noreply").defer(), null)),
  "-sender": between(0, 0, () => me("from").from),
  "worker": between(0, 0, () => place.seat),
  "send-after": sendAfter,
  "send-every": sendEvery,
  "pid?": (x) => x instanceof Pid,
  "ref?": (x) => x instanceof Ref,
  "actor?": (x) => x instanceof ActorDefinition,
  // The library's supervisors call these.
  "-preset": (definition, ns, name, given, migrate) =>
    (definition as ActorDefinition).preset(String(ns), String(name), [given], toFn(migrate)),
  "-gave-up": (child, restarts, seconds) => {
    const { pid, label } = me("-gave-up");
    reports.gaveUp(pid, label, child, Number(restarts), Number(seconds));
    return null;
  },
  "-not-started": (child, reason) => {
    const { pid, label } = me("-not-started");
    reports.notStarted(pid, label, child, reason);
    return null;
  },
  "-bad-supervisor": (child, field, expected, value) => {
    throw actorFailure("bad-supervisor", { child, field, expected: expected as string | null, value });
  },
});

document(() => `
spawn [definition & state]
Starts an actor of a definition with its state, or a function of no arguments as an actor; the pid. An actor ends when its function or
body does. \`(defactor counter [n] (receive :get -> n)) (call (spawn counter 5) :get) ;=> 5\`
\`(let [me (self)] (spawn (fn [] (send me :hello))) (receive message -> message)) ;=> :hello\`

spawn-link [definition & state]
Starts an actor that is linked to this one: when one of them fails, so does the other.
\`(trap-exit true) (let [child (spawn-link (fn [] :done))] (receive {:exit ~child reason} -> reason)) ;=> :normal\`

spawn-monitor [definition & state]
Starts an actor and watches it, as \`monitor\` does: a vector of its pid and a ref.
\`(let [[child watch] (spawn-monitor (fn [] :done))] (receive {:exit ~child reason} -> reason)) ;=> :normal\`

spawn-with [options definition & state]
Starts an actor with options: \`:name\` registers it, \`:link true\` and \`:monitor true\` link and watch it, \`:mailbox-limit n\` lets no more
messages wait than that. \`:worker n\` starts it on that worker. What comes when the mailbox is full is a dead letter, and a \`call\` an error; \`:overflow :drop-oldest\` drops the oldest message instead.
\`(do (spawn-with {:name :cache} (fn [] (sleep 100))) (= [(whereis :cache)] (find-actors :cache))) ;=> true\`

worker []
The number of the worker on which the caller runs, from 1 on: each core has one. \`(worker) ;=> 1\`

self []
The pid of the actor that runs; the program itself is one too. \`(pid? (self)) ;=> true\`

send [to message]
Puts a message into the mailbox of an actor and never waits; \`:ok\`, though the actor may have ended. An actor is named by its pid, by a
registered name, or by the name of a definition without parameters, whose single actor starts when it is first needed.
\`(do (send (self) :hello) (receive message -> message)) ;=> :hello\`

call [to message] [to message timeout-ms]
Sends a message and waits for the reply: what the actor gives to \`reply\`, or else the value of its clause. No reply within 5,000 ms, or the
time that is given, is an error; \`:infinity\` waits for ever. When the actor ends by an error, that is the caller's error too.
\`(defactor adder [] (receive {:add x y} -> (+ x y))) (call (spawn adder) {:add 1 2}) ;=> 3\`
\`(defactor deaf [] (receive :never -> nil)) (try (call (spawn deaf) :hello 5) (catch Exception e (:error (ex-data e)))) ;=> :timeout\`

reply [value]
Answers the \`call\` that the message being handled is, and gives the value; nothing happens when it was only sent or is answered.
\`(defactor echo [] (receive x -> (do (reply x) :ignored))) (call (spawn echo) 5) ;=> 5\`

noreply []
Lets the \`call\` that is being handled wait: \`reply-to\` answers it later. See \`from\`.
\`(defactor later [] (receive x -> (let [who (from)] (noreply) (spawn (fn [] (reply-to who x))) nil))) (call (spawn later) 5) ;=> 5\`

reply-to [from value]
Answers a \`call\`, from anywhere, once; \`from\` is what \`(from)\` gave while it was handled.
\`(defactor turn [waiting] (receive :wait -> (let [who (from)] (noreply) (recur who)) :go -> (reply-to waiting :gone)))
(let [t (spawn turn nil)] (send-after 5 t :go) (call t :wait)) ;=> :gone\`

send-after [ms to message]
Sends a message after some milliseconds, or a duration; a ref for \`cancel-timer\`.
\`(do (send-after 1 (self) :tick) (receive message -> message)) ;=> :tick\`

cancel-timer [ref]
Takes a message of \`send-after\` back: the milliseconds that were left, or nil when it was sent already.
\`(pos? (cancel-timer (send-after 1000 (self) :tick))) ;=> true\`

pid? [x]
Whether a value is the pid of an actor. \`(pid? (self)) ;=> true\`

ref? [x]
Whether a value is a ref, as \`monitor\` and \`send-after\` give. \`(ref? (monitor (spawn (fn [] 1)))) ;=> true\`

actor? [x]
Whether a value is what \`defactor\` defines. \`(defactor idle [] (receive _ -> nil)) (actor? idle) ;=> true\`

send-every [ms to message]
Sends a message again and again, every so many milliseconds, until \`cancel-timer\` gets what this answers, or its actor has ended.
\`(let [timer (send-every 1 (self) :tick)] (dotimes [_ 3] (receive :tick -> :ok)) (number? (cancel-timer timer))) ;=> true\`
`);
