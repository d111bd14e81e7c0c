/**
 * Whom programs mean: a pid, a registered name, the name of a definition without parameters; and how they ask them something.
 * In: what a program gives as an address. Out: a Receiver, a pid, an answer.
 * @module
 */
import { BatutaError, Duration, fail, kw, mapOf, Pid, toDouble } from "../data/mod.ts";
import { andThen, guarded, Var } from "../runtime/mod.ts";
import { type Actor, currentActor } from "./actor.ts";
import { ActorDefinition } from "./definition.ts";
import { isName, route, WORKER_LOST } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { QUESTION, type Receiver, SIGNAL } from "./receiver.ts";
import { named, request } from "./services.ts";

export const OK = kw("ok");
const INFINITY = kw("infinity");

export function me(op: string): Actor {
  return currentActor() ?? fail("cannot-wait", { place: op });
}

/** Whoever an address means takes what is sent to it. */
export function receiver(op: string, to: unknown): Receiver {
  if (to instanceof Pid) return route(to);
  if (to instanceof ActorDefinition || isName(to)) return named(to);
  if (to instanceof Var) return receiver(op, to.value);
  throw actorFailure("not-an-actor", { op, value: to });
}

/** Fails where nothing can ever be sent to an address. */
export function checkAddress(op: string, to: unknown): void {
  if (to instanceof Var) return checkAddress(op, to.value);
  if (to instanceof ActorDefinition && to.takes > 0) {
    throw actorFailure("needs-arguments", { name: to.name, count: to.takes });
  }
  if (!(to instanceof Pid || to instanceof ActorDefinition || isName(to))) {
    throw actorFailure("not-an-actor", { op, value: to });
  }
}

/** Calls `then` with the pid that an address means; fails when it means none. */
export function withPid(op: string, to: unknown, then: (pid: Pid) => unknown): unknown {
  if (to instanceof Pid) return then(to);
  if (to instanceof Var) return withPid(op, to.value, then);
  if (!(to instanceof ActorDefinition) && !isName(to)) throw actorFailure("not-an-actor", { op, value: to });
  return andThen(request("whereis", [to]), (pid) => {
    if (pid === null) throw actorFailure("no-process", { to });
    return then(pid as Pid); // what the service answers
  });
}

export function link(a: Pid, b: Pid): void {
  route(a).signal(SIGNAL.link, b, null, null);
  route(b).signal(SIGNAL.link, a, null, null);
}

/** How long answers are waited for where a program does not say, in milliseconds. Tests on a busy machine give more. */
export const patience = { ms: 5_000 };

export function milliseconds(op: string, x: unknown): number | null {
  if (x === INFINITY || x === null) return null;
  return Math.max(0, x instanceof Duration ? x.ms : toDouble(x, op));
}

export function question(op: string, to: unknown, what: number, limitMs: number | null = null): unknown {
  const actor = me(op);
  return withPid(op, to, (pid) => {
    if (pid.equals(actor.pid) && what !== QUESTION.exit && what !== QUESTION.started) {
      return actor.describe(what);
    }
    const ask = () => actor.ask(pid, limitMs, (target, number) => target.signal(SIGNAL.ask, actor.pid, number, what));
    return guarded(ask, (answer) => answer, (error) => {
      if (!(error instanceof BatutaError) || error.code !== "worker-lost" || what === QUESTION.inspect) throw error;
      return ofLost(what);
    });
  });
}

/** The answer of an actor that is lost with its worker. */
function ofLost(question: number): unknown {
  if (question === QUESTION.exit) return WORKER_LOST;
  return question === QUESTION.started ? mapOf(kw("ended"), WORKER_LOST) : null;
}
