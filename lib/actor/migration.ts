/**
 * Actors that move between workers: out of this one, into it, and what becomes of them elsewhere.
 * In: an actor that is not queued, and where it is to go; an actor from there. Out: the actor there, and here its husk, which passes on what is
 * sent to it until its end is told.
 * `placement.ts` says which ones move.
 * @module
 */
import type { Pid } from "../data/mod.ts";
import { type Ending, enqueue, guarded } from "../runtime/mod.ts";
import type { Actor } from "./actor.ts";
import { type Departing, forget, local, relocate, settle } from "./directory.ts";
import { Elsewhere } from "./elsewhere.ts";
import { peers } from "./members.ts";
import { readActor, writeActor } from "./move.ts";
import { flushPeers, OPERATION, type Peer, writePid } from "./peer.ts";
import { runAside, whenPlain, whenRealised } from "./realise.ts";
import type { WireReader } from "./wire_reader.ts";

/** An actor made here that runs elsewhere: what is sent to it is passed on. */
export class Away extends Elsewhere {
  constructor(readonly husk: Actor, peer: Peer) {
    super(husk.pid, peer);
  }
}

/** Moves an actor that is not queued to a peer; false when it cannot move. See `writeActor` for `whole`. */
export function moveOut(actor: Actor, peer: Peer, whole: boolean): boolean {
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

/** Takes in an actor that a peer has written. */
export function moveIn(peer: Peer, r: WireReader): void {
  const { pid, actor, wanted } = readActor(peer, r);
  actor.isWanted = wanted;
  settle(pid, actor);
  enqueue(actor);
}

/** An actor of this worker's has ended where it had moved to. */
export function endedAway(pid: Pid, reason: unknown, started: boolean, ending: Ending): void {
  const away = local(pid);
  if (!(away instanceof Away)) return;
  forget(away.pid, reason, started);
  away.husk.endElsewhere(ending);
}

/** Tells where an actor was made that it has ended here. */
export function reportEnd({ pid, isWanted, hasStarted }: Departing, reason: unknown, ending: Ending): void {
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

// ---- actors that wait for their worker to be ready -----------------------------------------------------------------------

/** Actors that have not begun, and the workers that they are to run on. */
export const departing: { readonly actor: Actor; readonly worker: number }[] = [];

/** Lets an actor that has not begun go to where it is to run. */
export function depart(actor: Actor, peer: Peer): void {
  // It may have been ended while it waited for the worker.
  if (actor.ending !== null || actor.queued) return;
  if (!actor.canMove || !moveOut(actor, peer, false)) enqueue(actor);
}

/** A worker is ready: those who have waited for it go there. */
export function departures(worker: number): void {
  for (const leaving of departing.splice(0)) {
    const peer = peers.get(leaving.worker);
    if (leaving.worker !== worker || peer === undefined) departing.push(leaving);
    else depart(leaving.actor, peer);
  }
  flushPeers();
}
