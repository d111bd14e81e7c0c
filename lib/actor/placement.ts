/**
 * Which actors run on which worker.
 * In: the scheduler's word that something computes while others wait; the program's own choice. Out: actors that move to where there is nothing to
 * do (`migration.ts`). The first that is to move starts the pool.
 * @module
 */
import { type Process, runnable, scheduling, START, unqueue } from "../runtime/mod.ts";
import { Actor } from "./actor.ts";
import { isHere, place } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { gauges, isMain, peers, started } from "./members.ts";
import { depart, departing, moveOut } from "./migration.ts";
import { flushPeers, type Peer } from "./peer.ts";
import { startPool } from "./pool.ts";

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

/** Runs an actor that has not begun on a worker of the program's choice. */
export function placeActor(actor: Actor, seat: number): void {
  if (isMain()) startPool();
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
  if (isMain() && started.get(worker)?.ready === false) departing.push({ actor, worker });
  else depart(actor, known);
}

scheduling.crowded = balance;
