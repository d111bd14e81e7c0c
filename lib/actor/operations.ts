/**
 * What is done with what comes from another worker, by operation of the protocol.
 * In: operations, as `peer.ts` reads them, with a reader that stands before what belongs to one. Out: messages, calls and signals of actors here;
 * answers.
 * @module
 */
import { type Pid, toArray } from "../data/mod.ts";
import type { Var } from "../runtime/mod.ts";
import { local } from "./directory.ts";
import { readPid } from "./elsewhere.ts";
import { answerAll, answered } from "./everywhere.ts";
import { loseWorkers } from "./loss.ts";
import { isMain, peers } from "./members.ts";
import { endedAway, moveIn } from "./migration.ts";
import { OPERATION, type Peer } from "./peer.ts";
import { answer, doWithObject } from "./requests.ts";
import { named, serve } from "./services.ts";
import { count } from "./shared_objects.ts";
import type { WireReader } from "./wire_reader.ts";

/** Does what a peer has said. */
export function handle(operation: number, peer: Peer, r: WireReader): void {
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

/** The main worker passes on what another one has defined. */
export function passOn(cell: Var, from: Peer): void {
  if (!isMain()) return;
  for (const peer of peers.values()) if (peer !== from) peer.redefined(cell);
}
