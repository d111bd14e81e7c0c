/**
 * Workers: one for each core, each with its own actors, all connected with each other.
 * In: batches of other workers; the scheduler's word that something computes while others wait. Out: batches; actors that move to
 * where there is nothing to do.
 * The main worker starts the others when they are first needed and keeps the services; when one is lost, it tells all, and starts
 * another in its place.
 * Invariant: what one worker tells another arrives in its order.
 * @module
 */
import { Atom, type BatutaError, fail, type Pid, toArray, vec, Waiting } from "../data/mod.ts";
import {
  after,
  core,
  type Ending,
  enqueue,
  guarded,
  hold,
  type Holder,
  holding,
  host,
  hostWork,
  onDefinition,
  Process,
  release,
  runnable,
  scheduling,
  START,
  stopHolders,
  takeIn,
  takeTurn,
  timerCount,
  unqueue,
  type Var,
  type Welcome,
  type WorkerLink,
  type WorkerNote as Note,
} from "../runtime/mod.ts";
import { Actor, currentActor } from "./actor.ts";
import {
  Absent,
  deadLetters,
  type Departing,
  everyone,
  forget,
  isHere,
  local,
  place,
  relocate,
  route,
  setElsewhere,
  setEndReport,
  settle,
  WORKER_LOST,
} from "./directory.ts";
import { Doorways, type Handed } from "./doorway.ts";
import type { ActorDefinition } from "./definition.ts";
import { Elsewhere, readPid } from "./elsewhere.ts";
import { actorFailure } from "./errors.ts";
import { Gauges, MOST_WORKERS } from "./gauges.ts";
import { readActor, writeActor } from "./move.ts";
import { flushPeers, isOwnDefinition, OPERATION, Peer, writePid } from "./peer.ts";
import { runAside, whenPlain, whenRealised } from "./realise.ts";
import { type Receiver, SIGNAL } from "./receiver.ts";
import { reports } from "./reports.ts";
import {
  actorsHere,
  forgetLost,
  type Main,
  named,
  reloadHere,
  serve,
  SERVICES,
  setEverywhere,
  setMain,
  summaries,
  tell,
} from "./services.ts";
import { askWorker, count, lent, NOTHING, setOwnerLink } from "./shared_objects.ts";
import { units } from "./units.ts";
import type { Batch } from "./wire_format.ts";
import type { WireReader } from "./wire_reader.ts";

const MAIN = 1;

/** Whether this is the worker that runs the program. */
export function isMain(): boolean {
  return place.worker === MAIN;
}

/** Lets the main worker call a function of the core library. Suspends. */
export function askMain(operation: string, args: readonly unknown[]): unknown {
  return askWorker(MAIN, operation, args);
}

const peers = new Map<number, Peer>();
let gauges: Gauges | null = null;
let doorways: Doorways | null = null;

// ---- what comes from other workers ---------------------------------------------------------------------------------------

function handle(operation: number, peer: Peer, r: WireReader): void {
  switch (operation) {
    case OPERATION.message: {
      const to = local(readPid(r)!); // who writes one names it
      const sender = readPid(r);
      return to.message(r.value(), sender);
    }
    case OPERATION.call: {
      const to = local(readPid(r)!); // as above
      const sender = readPid(r)!; // a call has one
      const request = r.uint();
      return to.call(r.value(), sender, request);
    }
    case OPERATION.signal: {
      const to = local(readPid(r)!); // as above
      const kind = r.byte();
      const from = readPid(r);
      const a = r.value();
      return to.signal(kind, from, a, r.value());
    }
    case OPERATION.namedMessage: {
      const sender = readPid(r);
      const name = r.value();
      return named(name).message(r.value(), sender);
    }
    case OPERATION.service: {
      const from = readPid(r)!; // as above
      const request = r.uint();
      const service = r.word();
      const args = toArray(r.value());
      return serve(service, args, (value, failed) => answer(from, request, value, failed === true));
    }
    case OPERATION.tell: {
      const service = r.word();
      return serve(service, toArray(r.value()), () => {});
    }
    case OPERATION.move:
      return moveIn(peer, r);
    case OPERATION.ended: {
      const pid = readPid(r)!; // as above
      const reason = r.value();
      const flags = r.byte();
      return endedAway(pid, reason, (flags & 2) !== 0, { thrown: (flags & 1) !== 0, value: r.value(), trace: [] });
    }
    case OPERATION.object: {
      const id = r.uint();
      const operation = r.word();
      const from = readPid(r)!; // as above
      const request = r.uint();
      return doWithObject(id, operation, toArray(r.value()), from, request);
    }
    case OPERATION.references: {
      const id = r.uint();
      return count(id, r.byte() === 1 ? 1 : -1);
    }
    case OPERATION.lost: {
      const workers = toArray(r.value()) as number[]; // as `workerLost` wrote it
      const pids = toArray(r.value()) as Pid[];
      return loseWorkers(workers, pids);
    }
    case OPERATION.askAll:
      return answerAll(peer, r);
    case OPERATION.answerAll: {
      const id = r.uint();
      return answered(id, peer.worker, toArray(r.value()));
    }
  }
}

/**
 * Answers a request of an actor anywhere; what is lazy in the answer is realised first, by a process of its own. An answer that cannot
 * travel is an error of who asked.
 */
function answer(to: Pid, request: number, value: unknown, failed: boolean): void {
  const put = () => route(to).signal(failed ? SIGNAL.fail : SIGNAL.reply, null, request, value);
  const fail = (error: unknown) => (route(to).signal(SIGNAL.fail, null, request, error), null);
  try {
    put();
  } catch (error) {
    if (error instanceof Waiting) runAside(() => guarded(() => whenRealised(value, put), () => null, fail));
    else fail(error);
  }
}

// ---- actors that move ----------------------------------------------------------------------------------------------------

/** An actor made here that runs elsewhere: what is sent to it is passed on. */
class Away extends Elsewhere {
  constructor(readonly husk: Actor, peer: Peer) {
    super(husk.pid, peer);
  }
}

/** Moves an actor that is not queued to a peer; false when it cannot move. See `writeActor` for `whole`. */
function moveOut(actor: Actor, peer: Peer, whole: boolean): boolean {
  try {
    writeActor(actor, actor.isWatched, whole, peer);
  } catch {
    if (actor.isAtTurn) actor.staysHere = true;
    else actor.staysInside = true;
    return false;
  }
  relocate(actor.pid, new Away(actor, peer));
  actor.empty();
  return true;
}

function moveIn(peer: Peer, r: WireReader): void {
  const { pid, actor, wanted } = readActor(peer, r);
  actor.isWanted = wanted;
  settle(pid, actor);
  enqueue(actor);
}

/** An actor of this worker's has ended where it had moved to. */
function endedAway(pid: Pid, reason: unknown, started: boolean, ending: Ending): void {
  const away = local(pid);
  if (!(away instanceof Away)) return;
  forget(away.pid, reason, started);
  away.husk.endElsewhere(ending);
}

/** Tells where an actor was made that it has ended here. */
function reportEnd({ pid, isWanted, hasStarted }: Departing, reason: unknown, ending: Ending): void {
  const peer = peers.get(pid.worker);
  if (peer === undefined) return;
  const write = (value: unknown, thrown: boolean) => {
    whenPlain(reason, (plain) =>
      peer.send(OPERATION.ended, (w) => {
        writePid(pid, w);
        w.value(plain);
        w.byte((thrown ? 1 : 0) | (hasStarted ? 2 : 0));
        w.value(value);
      }));
  };
  if (!isWanted) return write(null, false);
  runAside(() =>
    guarded(
      () => whenRealised(ending.value, () => write(ending.value, ending.thrown)),
      () => null,
      (error) => (whenPlain(error, (plain) => write(plain, true)), null),
    )
  );
}

// ---- objects that stay with their worker ---------------------------------------------------------------------------------

/** Calls a function of the core library with a lent object, for an actor elsewhere. */
function doWithObject(id: number, operation: string, args: readonly unknown[], from: Pid, request: number): void {
  const object = lent(id);
  if (object === undefined && id !== NOTHING) {
    return answer(from, request, actorFailure("no-process", { to: from }), true);
  }
  if (operation === "deref" && args.length === 0 && object instanceof Atom) {
    return answer(from, request, object.value, false);
  }
  const f = core.get(operation);
  runAside(() =>
    guarded(
      () => f === undefined ? null : f.f(...(id === NOTHING ? args : [object, ...args])),
      (value) => (answer(from, request, value, false), null),
      (error) => (answer(from, request, error, true), null),
    )
  );
}

function askOwner(owner: number, id: number, operation: string, args: readonly unknown[]): unknown {
  const actor = currentActor();
  const peer = peers.get(owner);
  if (actor === null) return fail("cannot-wait", { place: operation });
  if (peer === undefined || peer.isLost) throw lostError(null);
  return whenRealised(
    vec([...args]),
    () =>
      actor.awaitNumbered(owner, (request) =>
        peer.send(OPERATION.object, (w) => {
          w.uint(id);
          w.word(operation);
          writePid(actor.pid, w);
          w.uint(request);
          w.value(vec([...args]));
        })),
  );
}

function countReference(owner: number, id: number, more: boolean): void {
  peers.get(owner)?.send(OPERATION.references, (w) => {
    w.uint(id);
    w.byte(more ? 1 : 0);
  });
}

// ---- the main worker, from another one -----------------------------------------------------------------------------------

class MainElsewhere implements Main {
  constructor(readonly peer: Peer) {}

  request(actor: Actor, service: string, args: readonly unknown[]): unknown {
    return whenRealised(
      vec([...args]),
      () =>
        actor.awaitNumbered(MAIN, (request) =>
          this.peer.send(OPERATION.service, (w) => {
            writePid(actor.pid, w);
            w.uint(request);
            w.word(service);
            w.value(vec([...args]));
          })),
    );
  }

  tell(service: string, args: readonly unknown[]): void {
    this.peer.send(OPERATION.tell, (w) => {
      w.word(service);
      w.value(vec([...args]));
    });
  }

  named(name: unknown): Receiver {
    const { peer } = this;
    return {
      isOver: false,
      message(message, sender) {
        peer.send(OPERATION.namedMessage, (w) => {
          writePid(sender, w);
          w.value(name);
          w.value(message);
        });
      },
      call() {
        throw new Error("pool.ts: a call names a pid");
      },
      signal() {
        throw new Error("pool.ts: a signal names a pid");
      },
    };
  }
}

// ---- turns ---------------------------------------------------------------------------------------------------------------

/** Whether a batch is being taken in. */
let receiving = false;
/** Whether those have their turn who got something. */
let answering = false;

function afterTurn(): void {
  flushPeers();
  gauges?.turn(place.worker, receiving, runnable(), timerCount() + hostWork());
  if (!answering) linger();
}

function connect(worker: number, seat: number, post: (batch: Batch) => void): Peer {
  const send = (batch: Batch) => {
    talking = true;
    const from = place.worker;
    const [figures, ways] = [gauges!, doorways!]; // whoever has a peer has joined a pool
    // It must not overtake what is in the port, and who gets it must know this worker, as whoever has sent something does.
    const isThere = peer.received > 0 && !figures.isInPort(from, worker) && ways.enter(worker, batch);
    figures.sent(from, worker);
    if (isThere && ways.put(from, worker, batch)) return;
    figures.posted(from, worker);
    post(batch);
  };
  const peer = new Peer(
    worker,
    seat,
    { post: send },
    handle,
    passOn,
  );
  peers.set(worker, peer);
  return peer;
}

function receive(worker: number, bytes: ArrayBuffer, text: string): void {
  const peer = peers.get(worker);
  if (peer === undefined || peer.isLost) return;
  talking = answering = true;
  takeIn(() => {
    receiving = true;
    gauges?.turn(place.worker, true, runnable());
    peer.receive({ bytes: new Uint8Array(bytes), text }, shortTurn);
    receiving = false;
  });
  answering = false;
  // It counts as under way until what it has caused is sent.
  gauges?.received(worker, place.worker);
  linger();
}

/** What has come by a port. */
function receivePosted(worker: number, bytes: ArrayBuffer, text: string): void {
  gauges?.taken(worker, place.worker);
  receive(worker, bytes, text);
}

/** A turn of those who have got something, in the middle of a batch. */
function shortTurn(): void {
  if (runnable() > 0) takeTurn(1);
}

// ---- staying awake -------------------------------------------------------------------------------------------------------

/** Milliseconds that a worker looks for what comes next: as long as an answer takes whose giver has to be woken. */
const LOOK_MS = 0.06;
/** Milliseconds after which the event loop gets its turn in the middle of a conversation. */
const LINGER_MS = 5;
/** Looks in vain after which it is held that they do not pay. */
const VAIN_LOOKS = 4;
/** Of so many occasions to look one is taken then. */
const SELDOM = 32;

/** Whether something was sent or has come since it was last looked for more. */
let talking = false;
let lingering = false;
let vain = 0;
let missed = 0;

/** Stays at the doorway for a moment when there is nothing to do and others may be about to say something. */
function linger(): void {
  if (!talking || lingering || runnable() > 0) return;
  talking = false;
  // Who looks must not take the core from who is to answer.
  if (peers.size >= (host.cores ?? 1)) return;
  if (vain >= VAIN_LOOKS && ++missed % SELDOM > 0) return;
  const [{ worker }, ways] = [place, doorways!]; // who talks has joined a pool
  if (!ways.open(worker)) return;
  lingering = true;
  vain++;
  const end = host.clock() + LINGER_MS;
  for (;;) {
    const now = host.clock();
    const seen: Handed | null = runnable() > 0 || now > end
      ? null
      : ways.look(worker, Math.min(now + LOOK_MS, end), isPosted);
    const handed = seen ?? ways.close(worker);
    if (handed === null) break;
    vain = 0;
    receive(handed.from, handed.batch.bytes.buffer, handed.batch.text);
  }
  lingering = talking = false;
}

/** Whether something comes by a port, which is to be looked at then. */
function isPosted(): boolean {
  for (const { worker } of peers.values()) if (gauges!.isInPort(worker, place.worker)) return true; // there is a pool
  return false;
}

function connectPort(worker: number, seat: number, port: MessagePort): void {
  connect(
    worker,
    seat,
    ({ bytes, text }) => port.postMessage({ kind: "batch", bytes: bytes.buffer, text }, [bytes.buffer]),
  );
  port.onmessage = ({ data }) => receivePosted(worker, data.bytes, data.text);
}

// ---- definitions ---------------------------------------------------------------------------------------------------------

/** A var has got a value: whoever has been told of the one before is told. */
function defined(cell: Var): void {
  if (!isOwnDefinition() || units.isLibrary(cell.ns)) return;
  if (place.worker !== MAIN) return peers.get(MAIN)?.define(cell);
  for (const peer of peers.values()) peer.redefined(cell);
}

/** The main worker passes on what another one has defined. */
function passOn(cell: Var, from: Peer): void {
  if (place.worker !== MAIN) return;
  for (const peer of peers.values()) if (peer !== from) peer.redefined(cell);
}

// ---- joining -------------------------------------------------------------------------------------------------------------

function join(worker: number, seat: number, given: Gauges): void {
  place.worker = worker;
  place.seat = seat;
  gauges = given;
  doorways = new Doorways(given.memory, Gauges.sizeBytes, () => host.clock());
  setElsewhere((pid) => {
    const peer = peers.get(pid.worker);
    const target = peer === undefined || peer.isLost ? new Absent(pid) : new Elsewhere(pid, peer);
    pid.target = target;
    return target;
  });
  setEndReport(reportEnd);
  setOwnerLink(askOwner, countReference);
  scheduling.beforeTurn = () => given.turn(worker, true, runnable());
  scheduling.afterTurn = afterTurn;
  onDefinition(defined);
}

/** Makes this worker one of a pool. `post` reaches the main worker. */
export function joinPool(
  { worker, seat, memory }: Welcome,
  post: (note: Note, transfer: Transferable[]) => void,
): void {
  join(worker, seat, new Gauges(memory));
  const main = connect(
    MAIN,
    MAIN,
    ({ bytes, text }) => post({ kind: "batch", bytes: bytes.buffer, text }, [bytes.buffer]),
  );
  setMain(new MainElsewhere(main));
  // A server here keeps the program alive too.
  holding.began = () => void tell("hold", [worker]);
  holding.ended = () => void tell("release", [worker]);
  afterTurn();
  post({ kind: "ready" }, []);
}

/** A note from the main worker. */
export function takeNote(note: Note): void {
  if (note.kind === "batch") receivePosted(MAIN, note.bytes, note.text);
  else if (note.kind === "peer") connectPort(note.worker, note.seat, note.port);
}

// ---- the pool, on the main worker ----------------------------------------------------------------------------------------

interface Started {
  readonly worker: number;
  readonly seat: number;
  readonly link: WorkerLink;
  ready: boolean;
}

const started = new Map<number, Started>();
let nextWorker = MAIN + 1;
/** How many workers there are to be, the main one among them; null: one for each core. */
let wanted: number | null = null;

/** Says how many workers there are to be, before the first is started. */
export function setWorkerCount(count: number): void {
  wanted = Math.min(Math.max(1, count), MOST_WORKERS);
}

function workerCount(): number {
  if (host.startWorker === undefined) return 1;
  return wanted ?? Math.min(host.cores ?? 1, MOST_WORKERS);
}

/** Starts the other workers, once. */
function startPool(): void {
  if (gauges !== null || workerCount() < 2) return;
  join(MAIN, MAIN, new Gauges(new SharedArrayBuffer(Gauges.sizeBytes + Doorways.sizeBytes)));
  for (let seat = 2; seat <= workerCount(); seat++) startWorker(seat);
}

function startWorker(seat: number): void {
  const worker = nextWorker++;
  const link = host.startWorker!({ worker, seat, memory: gauges!.memory }, { // `startPool` has looked, and set it
    onNote: (note) => {
      const known = started.get(worker);
      if (known === undefined) return;
      if (note.kind === "batch") receivePosted(worker, note.bytes, note.text);
      else if (note.kind === "ready") {
        known.ready = true;
        for (const watcher of deadLetters.watchers) {
          askOne(peers.get(worker)!, NO_QUESTION, "watch-dead-letters", watcher); // it has one
        }
        departures(worker);
      }
    },
    onLost: (reason) => workerLost(worker, reason),
    isWorking: () => gauges!.isWorking(worker), // as above
    beat: () => gauges!.beat(worker), // as above
  });
  connect(worker, seat, ({ bytes, text }) => link.post({ kind: "batch", bytes: bytes.buffer, text }, [bytes.buffer]));
  for (const other of started.values()) {
    const { port1, port2 } = new MessageChannel();
    other.link.post({ kind: "peer", worker, seat, port: port1 }, [port1]);
    link.post({ kind: "peer", worker: other.worker, seat: other.seat, port: port2 }, [port2]);
  }
  started.set(worker, { worker, seat, link, ready: false });
}

// ---- loss ----------------------------------------------------------------------------------------------------------------

/** A worker is gone, and all that ran there. */
function workerLost(worker: number, reason: string): void {
  const known = started.get(worker);
  if (known === undefined) return;
  started.delete(worker);
  known.link.stop();
  serve("release", [worker], () => {});
  reports.workerLost(known.seat, reason);
  gauges!.clear(worker); // there is a pool
  doorways!.clear(worker); // as above
  for (const peer of peers.values()) {
    if (peer.worker !== worker) peer.send(OPERATION.lost, (w) => (w.value(vec([worker])), w.value(vec([]))));
  }
  // One that could not even start would not start the next time.
  if (known.ready) startWorker(known.seat);
  loseWorkers([worker], []);
  flushPeers();
}

/** Actors of these workers, and these actors, are lost; so are those of this worker's that had moved there. */
function loseWorkers(workers: readonly number[], pids: readonly Pid[]): void {
  const gone = [...pids];
  for (const worker of workers) {
    const peer = peers.get(worker);
    if (peer === undefined) continue;
    peer.isLost = true;
    for (const receiver of everyone()) {
      if (!(receiver instanceof Away) || receiver.peer !== peer) continue;
      gone.push(receiver.pid);
      forget(receiver.pid, WORKER_LOST, true);
      receiver.husk.endElsewhere({ thrown: true, value: lostError(receiver.pid), trace: [] });
    }
  }
  if (gone.length > pids.length) {
    for (const peer of peers.values()) {
      peer.send(OPERATION.lost, (w) => (w.value(vec([])), w.value(vec(gone.slice(pids.length)))));
    }
  }
  const isLost = (pid: Pid) => workers.includes(pid.worker) || gone.some((other) => other.equals(pid));
  for (const actor of actorsHere()) {
    if (workers.includes(actor.pid.worker)) actor.exit(WORKER_LOST, true);
    else actor.lose(isLost, workers, WORKER_LOST, lostError);
  }
  for (const { actor, worker } of departing.splice(0)) {
    if (workers.includes(worker)) actor.exit(WORKER_LOST, true);
    else departing.push({ actor, worker });
  }
  for (const id of [...asked.keys()]) for (const worker of workers) answered(id, worker, []);
  forgetLost(isLost);
}

function lostError(to: unknown): BatutaError {
  return actorFailure("worker-lost", { to });
}

// ---- placement -----------------------------------------------------------------------------------------------------------

/** How many slices in a row an actor must do nothing but compute before others are moved away from it. */
const PURE_SLICES = 2;
/** Actors moved at once. */
const MOST_MOVED = 32;

/** Something has used up its slice while others wait: gives some of them to a worker without work. */
function balance(process: Process): void {
  if (!(process instanceof Actor) || !process.computes(PURE_SLICES)) return;
  if (gauges === null) return startPool();
  const idle = [...peers.values()].filter((peer) => isIdle(peer));
  if (idle.length === 0) return;
  const share = Math.min(MOST_MOVED, Math.ceil(runnable() / (idle.length + 1)));
  for (const peer of idle) {
    for (const actor of leaving) if (actor.ending !== null) leaving.delete(actor);
    let left = share - leaving.size;
    unqueue(share, (other) => {
      if (!(other instanceof Actor)) return false;
      if (isMovable(other) && moveOut(other, peer, true)) return true;
      if (left > 0 && moveSoon(other, peer)) left--;
      return false;
    });
    peer.flush();
  }
}

/** Actors that move before their next turn. */
const leaving = new Set<Actor>();

/** Moves an actor that computes and cannot move in the middle of that before its next turn; false when it has none. */
function moveSoon(actor: Actor, peer: Peer): boolean {
  if (!isOfPool(actor) || !actor.computed) return false;
  const moves = actor.standStill((goOn) => {
    leaving.delete(actor);
    if (peer.isLost || !actor.canMove || !moveOut(actor, peer, true)) goOn();
    else flushPeers();
  });
  if (moves) leaving.add(actor);
  return moves;
}

function isIdle(peer: Peer): boolean {
  // One that has not begun a turn is not there yet.
  if (peer.isLost || gauges!.beat(peer.worker) === 0) return false; // there is a pool
  return gauges!.isQuiet([place.worker, peer.worker], peer.worker); // there is a pool
}

/** What is more than an actor, the program itself or a request for a server, belongs to its worker. */
function isOfPool(actor: Actor): boolean {
  return actor.constructor === Actor && !actor.staysHere && isHere(actor.pid);
}

function isMovable(actor: Actor): boolean {
  if (!isOfPool(actor) || actor.staysInside || !actor.canMove) return false;
  return actor.frames?.code === START || actor.computed;
}

/** Actors that wait for their worker to be ready. */
const departing: { readonly actor: Actor; readonly worker: number }[] = [];

/** Runs an actor that has not begun on a worker of the program's choice. */
export function placeActor(actor: Actor, seat: number): void {
  if (place.worker === MAIN) startPool();
  if (seat === place.seat) return;
  const running = [...peers.values()].filter((peer) => !peer.isLost);
  const known = running.find((peer) => peer.seat === seat);
  if (known === undefined) {
    const seats = [place.seat, ...running.map((peer) => peer.seat)].sort((a, b) => a - b);
    throw actorFailure("no-worker", { worker: seat, seats });
  }
  const { worker } = known;
  unqueue(1, (other) => other === actor);
  actor.activity++;
  if (place.worker === MAIN && started.get(worker)?.ready === false) departing.push({ actor, worker });
  else depart(actor, known);
}

function depart(actor: Actor, peer: Peer): void {
  // It may have been ended while it waited for the worker.
  if (actor.ending !== null || actor.queued) return;
  if (!actor.canMove || !moveOut(actor, peer, false)) enqueue(actor);
}

function departures(worker: number): void {
  for (const leaving of departing.splice(0)) {
    const peer = peers.get(leaving.worker);
    if (leaving.worker !== worker || peer === undefined) departing.push(leaving);
    else depart(leaving.actor, peer);
  }
  flushPeers();
}

// ---- asking all ----------------------------------------------------------------------------------------------------------

/** What each worker answers when all are asked. */
export const HERE: Record<string, (argument: unknown) => unknown[]> = {
  nothing: () => [],
  actors: () => summaries(),
  "stop-holders": () => (stopHolders(), []),
  "dead-letters": () => [deadLetters.count],
  "watch-dead-letters": (watcher) => (deadLetters.watchers.add(watcher as Pid), []), // the primitive has looked
  reload: (definition) => [reloadHere(definition as ActorDefinition)], // the service has looked
};

/** Questions to all, with the workers that have not answered. */
const asked = new Map<
  number,
  { readonly left: Set<number>; readonly answers: unknown[]; readonly then: (all: unknown[]) => void }
>();
/** The number under which nobody waits for answers. */
const NO_QUESTION = 0;
let nextAsked = 1;

/** Asks all workers something of `HERE`; on the main worker. */
function everywhere(what: string, argument: unknown, then: (answers: unknown[]) => void): void {
  const own = HERE[what](argument);
  const others = [...peers.values()].filter((peer) => !peer.isLost && started.get(peer.worker)?.ready === true);
  if (others.length === 0) return then(own);
  const id = nextAsked++;
  asked.set(id, { left: new Set(others.map(({ worker }) => worker)), answers: [...own], then });
  for (const peer of others) askOne(peer, id, what, argument);
}

function askOne(peer: Peer, id: number, what: string, argument: unknown): void {
  peer.send(OPERATION.askAll, (w) => {
    w.uint(id);
    w.word(what);
    w.value(argument);
  });
}

function answerAll(peer: Peer, r: WireReader): void {
  const id = r.uint();
  const answers = HERE[r.word()](r.value());
  peer.send(OPERATION.answerAll, (w) => {
    w.uint(id);
    w.value(vec(answers));
  });
}

/** A worker has answered, or is lost. */
function answered(id: number, worker: number, answers: readonly unknown[]): void {
  const entry = asked.get(id);
  if (entry === undefined || !entry.left.delete(worker)) return;
  entry.answers.push(...answers);
  if (entry.left.size > 0) return;
  asked.delete(id);
  entry.then(entry.answers);
}

setEverywhere(everywhere);

/** What holds the program on other workers. */
const holders = new Map<unknown, Holder>();

SERVICES.hold = ([worker], answer) => {
  const holder: Holder = {
    stop: () => {
      const peer = peers.get(Number(worker));
      if (peer !== undefined) askOne(peer, NO_QUESTION, "stop-holders", null);
    },
  };
  holders.set(worker, holder);
  hold(holder);
  answer(null);
};
SERVICES.release = ([worker], answer) => {
  const holder = holders.get(worker);
  holders.delete(worker);
  if (holder !== undefined) release(holder);
  answer(null);
};
scheduling.crowded = balance;

// ---- the end -------------------------------------------------------------------------------------------------------------

/** Whether there are other workers. */
export function hasPool(): boolean {
  return gauges !== null;
}

/** Whether something of the other workers may still reach this one, which has nothing to do. */
export function othersMayCome(): boolean {
  if (gauges === null) return false;
  const others = [...started.values()];
  const pending = others.filter(({ worker }) => gauges!.isPending(worker)); // there is a pool
  const come = departing.length > 0 || pending.length > 0 || others.some(({ ready }) => !ready) ||
    !gauges.isQuiet([MAIN, ...started.keys()]);
  // What a worker waits for may end without a turn, which would say so: it gets one.
  for (const { worker } of pending) askOne(peers.get(worker)!, NO_QUESTION, "nothing", null); // it has one
  return come;
}

/** What computes on and on is not waited for longer. */
const PATIENCE_MS = 100;

/** Lets what was sent and begun on other workers have its say. */
export async function drainPool(): Promise<void> {
  if (gauges === null) return;
  const workers = [MAIN, ...started.keys()];
  let beats = "";
  let since = host.clock();
  // Who waits for its worker to start has begun.
  while (departing.length > 0 || (!gauges.isQuiet(workers) && host.clock() - since < PATIENCE_MS)) {
    const now = workers.map((worker) => gauges!.progress(worker)).join(); // it stays
    if (now !== beats || departing.length > 0) since = host.clock();
    beats = now;
    await new Promise<void>((resolve) => after(1, resolve));
  }
}
