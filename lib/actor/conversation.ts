/**
 * Batches between this worker and the others: by a port, or through the doorway of a worker that stays awake for a moment because others may be about
 * to say something.
 * In: what a turn has written; batches. Out: batches; turns of those who have got something.
 * Invariant: what one worker tells another arrives in its order.
 * @module
 */
import { host, hostWork, runnable, takeIn, takeTurn, timerCount } from "../runtime/mod.ts";
import { place } from "./directory.ts";
import type { Handed } from "./doorway.ts";
import { doorways, gauges, peers } from "./members.ts";
import { handle, passOn } from "./operations.ts";
import { flushPeers, Peer } from "./peer.ts";
import type { Batch } from "./wire_format.ts";

/** Whether a batch is being taken in. */
let receiving = false;
/** Whether those have their turn who got something. */
let answering = false;

/** A turn of the scheduler has ended: what it has written goes. */
export function afterTurn(): void {
  flushPeers();
  gauges?.turn(place.worker, receiving, runnable(), timerCount() + hostWork());
  if (!answering) linger();
}

/** Connects with a worker that `post` reaches. */
export function connect(worker: number, seat: number, post: (batch: Batch) => void): Peer {
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
export function receivePosted(worker: number, bytes: ArrayBuffer, text: string): void {
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
