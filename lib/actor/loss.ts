/**
 * What is to be done when workers are gone, on each of those that are left.
 * In: the workers, and actors that had moved to one. Out: their ends, for all who wait for them, are linked to them or watch them.
 * @module
 */
import { type BatutaError, type Pid, vec } from "../data/mod.ts";
import { everyone, forget, WORKER_LOST } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { saysNothing } from "./everywhere.ts";
import { peers } from "./members.ts";
import { Away, departing } from "./migration.ts";
import { OPERATION } from "./peer.ts";
import { actorsHere, forgetLost } from "./services.ts";

/** Actors of these workers, and these actors, are lost; so are those of this worker's that had moved there. */
export function loseWorkers(workers: readonly number[], pids: readonly Pid[]): void {
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
  for (const worker of workers) saysNothing(worker);
  forgetLost(isLost);
}

function lostError(to: unknown): BatutaError {
  return actorFailure("worker-lost", { to });
}
