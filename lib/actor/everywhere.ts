/**
 * Questions that all workers answer, and what holds the program on other workers.
 * In: the name of something each can say of itself. Out: what all have said, once the last one has; one that is lost says nothing.
 * @module
 */
import { type Pid, vec } from "../data/mod.ts";
import { hold, type Holder, release, stopHolders } from "../runtime/mod.ts";
import type { ActorDefinition } from "./definition.ts";
import { deadLetters } from "./directory.ts";
import { peers, started } from "./members.ts";
import { OPERATION, type Peer } from "./peer.ts";
import { reloadHere, SERVICES, setEverywhere, summaries } from "./services.ts";
import type { WireReader } from "./wire_reader.ts";

/** What each worker answers when all are asked. */
const HERE: Record<string, (argument: unknown) => unknown[]> = {
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
export const NO_QUESTION = 0;
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

/** Asks one worker, under the number of a question or `NO_QUESTION`. */
export function askOne(peer: Peer, id: number, what: string, argument: unknown): void {
  peer.send(OPERATION.askAll, (w) => {
    w.uint(id);
    w.word(what);
    w.value(argument);
  });
}

/** Answers a question to all. */
export function answerAll(peer: Peer, r: WireReader): void {
  const id = r.uint();
  const answers = HERE[r.word()](r.value());
  peer.send(OPERATION.answerAll, (w) => {
    w.uint(id);
    w.value(vec(answers));
  });
}

/** A worker has answered. */
export function answered(id: number, worker: number, answers: readonly unknown[]): void {
  const entry = asked.get(id);
  if (entry === undefined || !entry.left.delete(worker)) return;
  entry.answers.push(...answers);
  if (entry.left.size > 0) return;
  asked.delete(id);
  entry.then(entry.answers);
}

/** A worker that is lost answers no question. */
export function saysNothing(worker: number): void {
  for (const id of [...asked.keys()]) answered(id, worker, []);
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
