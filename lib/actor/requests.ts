/**
 * Requests to another worker and the answers to them: services of the main worker, and objects that stay with their worker.
 * In: what an actor here asks of elsewhere; what an actor elsewhere asks of here. Out: an answer, which the one that asked waits for.
 * What is lazy in either is realised first, where it is.
 * @module
 */
import { Atom, fail, type Pid, vec, Waiting } from "../data/mod.ts";
import { core, guarded } from "../runtime/mod.ts";
import { type Actor, currentActor } from "./actor.ts";
import { route } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { MAIN, peers } from "./members.ts";
import { OPERATION, type Peer, writePid } from "./peer.ts";
import { runAside, whenRealised } from "./realise.ts";
import { type Receiver, SIGNAL } from "./receiver.ts";
import type { Main } from "./services.ts";
import { askWorker, lent, NOTHING } from "./shared_objects.ts";

/** Lets the main worker call a function of the core library. Suspends. */
export function askMain(operation: string, args: readonly unknown[]): unknown {
  return askWorker(MAIN, operation, args);
}

/**
 * Answers a request of an actor anywhere; what is lazy in the answer is realised first, by a process of its own. An answer that cannot
 * travel is an error of who asked.
 */
export function answer(to: Pid, request: number, value: unknown, failed: boolean): void {
  const put = () => route(to).signal(failed ? SIGNAL.fail : SIGNAL.reply, null, request, value);
  const fail = (error: unknown) => (route(to).signal(SIGNAL.fail, null, request, error), null);
  try {
    put();
  } catch (error) {
    if (error instanceof Waiting) runAside(() => guarded(() => whenRealised(value, put), () => null, fail));
    else fail(error);
  }
}

// ---- objects that stay with their worker ---------------------------------------------------------------------------------

/** Calls a function of the core library with a lent object, for an actor elsewhere. */
export function doWithObject(
  id: number,
  operation: string,
  args: readonly unknown[],
  from: Pid,
  request: number,
): void {
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

/** Asks the owner of an object to call a function of the core library with it. Suspends. */
export function askOwner(owner: number, id: number, operation: string, args: readonly unknown[]): unknown {
  const actor = currentActor();
  const peer = peers.get(owner);
  if (actor === null) return fail("cannot-wait", { place: operation });
  if (peer === undefined || peer.isLost) throw actorFailure("worker-lost", { to: null });
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

/** Tells the owner of an object that there is one reference more to it, or one less. */
export function countReference(owner: number, id: number, more: boolean): void {
  peers.get(owner)?.send(OPERATION.references, (w) => {
    w.uint(id);
    w.byte(more ? 1 : 0);
  });
}

// ---- the main worker, from another one -----------------------------------------------------------------------------------

/** The services of the main worker, as another one reaches them. */
export class MainElsewhere implements Main {
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
        throw new Error("requests.ts: a call names a pid");
      },
      signal() {
        throw new Error("requests.ts: a signal names a pid");
      },
    };
  }
}
