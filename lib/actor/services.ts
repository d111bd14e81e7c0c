/**
 * What the main worker knows for all: registered names, single actors of definitions, groups.
 * In: the name of a service and its arguments, from any worker. Out: an answer, at once on the main worker, elsewhere after a
 * message there and back.
 * Invariant: a name stands for one actor; the names of an actor that has ended are free.
 * @module
 */
import { Pid, printReadably, vec } from "../data/mod.ts";
import { Actor, currentActor } from "./actor.ts";
import { ActorDefinition } from "./definition.ts";
import { Absent, everyone, exists, isHere, noProcess, route, setKnownEnd } from "./directory.ts";
import { actorFailure } from "./errors.ts";
import { type Receiver, SIGNAL } from "./receiver.ts";

/** Answers a request for a service, now or later. */
export type Answer = (value: unknown, failed?: boolean) => void;
export type Service = (args: readonly unknown[], answer: Answer) => void;

/** The key of a name in tables: equal names have equal texts. */
function keyOf(name: unknown): string {
  return printReadably(name);
}

interface Holder {
  readonly name: unknown;
  readonly pid: Pid;
}

const names = new Map<string, Holder>();
const groups = new Map<string, Pid[]>();
const singles = new Map<string, Pid>();

/** Names of actors that have ended, for those who start them again: the last so many. */
const late: Holder[] = [];
const LATE = 1_000;

/** An actor has ended: what the tables have of it is free. */
function forget(pid: Pid): void {
  for (const [key, held] of names) {
    if (!held.pid.equals(pid)) continue;
    names.delete(key);
    late.push(held);
    if (late.length > LATE) late.shift();
  }
  for (const [key, single] of singles) if (single.equals(pid)) singles.delete(key);
  for (const [key, members] of groups) {
    const left = members.filter((member) => !member.equals(pid));
    if (left.length === 0) groups.delete(key);
    else groups.set(key, left);
  }
}

/** The actor is to say when it ends. */
function keepTrack(pid: Pid, name: unknown): void {
  route(pid).signal(SIGNAL.known, null, name, null);
}

function register(name: unknown, pid: Pid): void {
  if (isHere(pid) && !exists(pid)) throw actorFailure("no-process", { to: pid });
  const held = names.get(keyOf(name));
  if (held !== undefined && !held.pid.equals(pid)) {
    throw actorFailure("already-registered", { name, holder: held.pid });
  }
  names.set(keyOf(name), { name, pid });
  keepTrack(pid, name);
}

/** Gives an actor the names that another had when it ended, as far as they are free. */
function takeOver(before: Pid, after: Pid): void {
  forget(before);
  for (const held of late.filter(({ pid }) => pid.equals(before))) {
    late.splice(late.indexOf(held), 1);
    if (!names.has(keyOf(held.name))) register(held.name, after);
  }
}

/** Starts the single actor of a definition; the primitives say how. */
let startSingle: (definition: ActorDefinition) => Pid;

export function setStartSingle(start: (definition: ActorDefinition) => Pid): void {
  startSingle = start;
}

function single(definition: ActorDefinition): Pid {
  if (definition.takes > 0) throw actorFailure("needs-arguments", { name: definition.name, count: definition.takes });
  const known = singles.get(definition.fullName);
  if (known !== undefined) return known;
  const pid = startSingle(definition);
  singles.set(definition.fullName, pid);
  keepTrack(pid, true);
  return pid;
}

/** Whether an actor is the single one of its definition; on the main worker. */
export function isSingle(pid: Pid): boolean {
  return [...singles.values()].some((single) => single.equals(pid));
}

/** The actor that a name stands for, or null; on the main worker. */
export function findNamed(name: unknown): Pid | null {
  return name instanceof ActorDefinition ? single(name) : names.get(keyOf(name))?.pid ?? null;
}

/** Services by name. Arguments are what the primitives have checked. */
export const SERVICES: Record<string, Service> = {
  register: ([name, pid], answer) => answer((register(name, pid as Pid), true)),
  unregister: ([name], answer) => {
    const held = names.get(keyOf(name));
    names.delete(keyOf(name));
    if (held !== undefined) route(held.pid).signal(SIGNAL.known, null, null, null);
    answer(held !== undefined);
  },
  whereis: ([name], answer) => answer(findNamed(name)),
  "take-over": ([before, after], answer) => answer((takeOver(before as Pid, after as Pid), null)),
  ended: ([pid], answer) => answer((forget(pid as Pid), null)),
  join: ([group, pid], answer) => {
    const members = groups.get(keyOf(group)) ?? [];
    if (!members.some((member) => member.equals(pid))) groups.set(keyOf(group), [...members, pid as Pid]);
    keepTrack(pid as Pid, true);
    answer(true);
  },
  leave: ([group, pid], answer) => {
    const members = groups.get(keyOf(group)) ?? [];
    groups.set(keyOf(group), members.filter((member) => !member.equals(pid)));
    answer(members.some((member) => member.equals(pid)));
  },
  members: ([group], answer) => answer(vec([...groups.get(keyOf(group)) ?? []])),
  actors: (_, answer) => everywhere("actors", null, (all) => answer(vec(all))),
  "dead-letters": (_, answer) => everywhere("dead-letters", null, (counts) => answer(sum(counts))),
  "watch-dead-letters": ([watcher], answer) => everywhere("watch-dead-letters", watcher, () => answer(null)),
  reload: ([definition], answer) => everywhere("reload", definition, (counts) => answer(sum(counts))),
};

function sum(counts: readonly unknown[]): number {
  return counts.reduce<number>((all, n) => all + Number(n), 0);
}

/** Asks all workers something and adds up their answers; the pool says how. */
let everywhere: (what: string, argument: unknown, then: (answers: unknown[]) => void) => void;

export function setEverywhere(ask: typeof everywhere): void {
  everywhere = ask;
}

/** Workers were lost, and these actors with them. */
export function forgetLost(isLost: (pid: Pid) => boolean): void {
  const lost = [...names.values()].map(({ pid }) => pid).concat([...singles.values()], ...groups.values()).filter(
    isLost,
  );
  for (const pid of lost) forget(pid);
}

/** What `actors` shows of those that run on this worker. */
export function summaries(): unknown[] {
  return actorsHere().map((actor) => actor.summary());
}

/** Lets the actors of a definition on this worker take it anew. Answers how many. */
export function reloadHere(definition: ActorDefinition): number {
  const told = actorsHere().filter((actor) => actor.definition?.fullName === definition.fullName);
  for (const { pid } of told) route(pid).signal(SIGNAL.reload, null, definition, null);
  return told.length;
}

/** The actors that run on this worker. */
export function actorsHere(): Actor[] {
  return [...everyone()].filter((receiver) => receiver instanceof Actor);
}

/** Does what a service is asked for; on the main worker. */
export function serve(service: string, args: readonly unknown[], answer: Answer): void {
  try {
    SERVICES[service](args, answer);
  } catch (error) {
    answer(error, true);
  }
}

/** How this worker reaches the main one; null on it. */
export interface Main {
  request(actor: Actor, service: string, args: readonly unknown[]): unknown;
  tell(service: string, args: readonly unknown[]): void;
  /** Who has a name there. */
  named(name: unknown): Receiver;
}

let main: Main | null = null;

export function setMain(given: Main): void {
  main = given;
}

/** Asks a service; suspends where the answer takes time. */
export function request(service: string, args: readonly unknown[]): unknown {
  const actor = currentActor();
  if (main !== null && actor !== null) return main.request(actor, service, args);
  let answered: { value: unknown; failed: boolean } | null = null;
  let answerLater: Answer | null = null;
  serve(service, args, (value, failed = false) => {
    if (answerLater !== null) answerLater(value, failed);
    else answered = { value, failed };
  });
  const now = answered as { value: unknown; failed: boolean } | null; // TypeScript does not see the callback
  if (now === null) {
    return actor === null ? null : actor.awaitAnswer((answer) => answerLater = answer);
  }
  if (now.failed) throw now.value;
  return now.value;
}

/** Tells a service something. */
export function tell(service: string, args: readonly unknown[]): void {
  if (main !== null) main.tell(service, args);
  else serve(service, args, () => {});
}

/** Who takes what is sent to a name. */
export function named(name: unknown): Receiver {
  if (main !== null) return main.named(name);
  const pid = findNamed(name);
  return pid === null ? new Nobody(name) : route(pid);
}

/** Stands for a name that nobody has. */
class Nobody extends Absent {
  constructor(readonly name: unknown) {
    super(NOBODY);
  }
  override call(_message: unknown, sender: Pid, requestNumber: number): void {
    route(sender).signal(SIGNAL.fail, this.pid, requestNumber, noProcess(this.name));
  }
}

/** No actor has it. */
const NOBODY = new Pid(0, 0, 0);

setKnownEnd((pid) => tell("ended", [pid]));
