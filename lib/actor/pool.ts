/**
 * Workers: one for each core, each with its own actors, all connected with each other.
 * In: notes of the Host. Out: a pool that this worker is a member of.
 * The main worker starts the others when they are first needed and keeps the services; when one is lost, it tells all, and starts
 * another in its place.
 * @module
 */
import { vec } from "../data/mod.ts";
import {
  after,
  holding,
  host,
  onDefinition,
  runnable,
  scheduling,
  type Var,
  type Welcome,
  type WorkerNote as Note,
} from "../runtime/mod.ts";
import { afterTurn, connect, receivePosted } from "./conversation.ts";
import { Absent, deadLetters, setElsewhere, setEndReport } from "./directory.ts";
import { Doorways } from "./doorway.ts";
import { Elsewhere } from "./elsewhere.ts";
import { askOne, NO_QUESTION } from "./everywhere.ts";
import { Gauges, MOST_WORKERS } from "./gauges.ts";
import { loseWorkers } from "./loss.ts";
import { becomeMember, doorways, gauges, isMain, MAIN, peers, started } from "./members.ts";
import { departing, departures, reportEnd } from "./migration.ts";
import { flushPeers, isOwnDefinition, OPERATION } from "./peer.ts";
import { reports } from "./reports.ts";
import { askOwner, countReference, MainElsewhere } from "./requests.ts";
import { serve, setMain, tell } from "./services.ts";
import { setOwnerLink } from "./shared_objects.ts";
import { units } from "./units.ts";

// ---- joining ----------------------------------------------------------------------------------------------------------

/** A var has got a value: whoever has been told of the one before is told. */
function defined(cell: Var): void {
  if (!isOwnDefinition() || units.isLibrary(cell.ns)) return;
  if (!isMain()) return peers.get(MAIN)?.define(cell);
  for (const peer of peers.values()) peer.redefined(cell);
}

function connectPort(worker: number, seat: number, port: MessagePort): void {
  connect(
    worker,
    seat,
    ({ bytes, text }) => port.postMessage({ kind: "batch", bytes: bytes.buffer, text }, [bytes.buffer]),
  );
  port.onmessage = ({ data }) => receivePosted(worker, data.bytes, data.text);
}

function join(worker: number, seat: number, given: Gauges): void {
  becomeMember(worker, seat, given);
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

// ---- the pool, on the main worker -------------------------------------------------------------------------------------

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
export function startPool(): void {
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

// ---- the end ----------------------------------------------------------------------------------------------------------

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
