/**
 * What few actors have: links, monitors, names, requests that wait. Kept apart, since most have none of it: a quarter of the memory of one
 * that waits.
 * When an actor moves this travels as a vector of values.
 * @module
 */
import { type Pid, type Ref, toArray, toDouble, vec } from "../data/mod.ts";
import type { From, Mail } from "./mail.ts";

/** What few actors have. */
export interface Extra {
  /** By what `linkKey` gives: from elsewhere the same pid comes as another object. */
  links: Map<number, Pid>;
  /** Who watches this actor, and the Ref that each was given. */
  watchers: { readonly ref: Ref; readonly pid: Pid }[];
  /** Whom this actor watches. */
  watched: { readonly ref: Ref; readonly pid: Pid }[];
  /** Signals of links become messages. */
  traps: boolean;
  /** Requests to be answered later. */
  deferred: From[];
  /** Requests whose handlers wait for another message, the innermost last. */
  open: Mail[];
  /** Questions to be answered at the end, and when it has started. */
  askers: { readonly from: Pid; readonly request: unknown; readonly question: unknown }[];
  name: unknown;
  /** Whether the services of the main worker know it. */
  known: boolean;
  tracer: unknown;
  /** Messages that may wait; more are refused. Infinity without a limit. */
  limit: number;
  dropsOldest: boolean;
  warned: boolean;
  /** Whom it has spawned, and is linked to, since it was told to be; null when it was not. */
  spawned: Pid[] | null;
}

export function newExtra(): Extra {
  return {
    links: new Map(),
    watchers: [],
    watched: [],
    traps: false,
    deferred: [],
    open: [],
    askers: [],
    name: null,
    known: false,
    tracer: null,
    limit: Infinity,
    dropsOldest: false,
    warned: false,
    spawned: null,
  };
}

/** One number for each pid. */
export function linkKey({ serial, worker }: Pid): number {
  return serial * 0x10000 + worker;
}

/** As a value, of an actor that has no requests open and was not told to link to what it spawns. */
export function partsOf(extra: Extra): unknown {
  const pairs = (list: readonly { ref: Ref; pid: Pid }[]) => vec(list.map(({ ref, pid }) => vec([ref, pid])));
  return vec([
    vec([...extra.links.values()]),
    pairs(extra.watchers),
    pairs(extra.watched),
    extra.traps,
    vec([...extra.deferred]),
    vec(extra.askers.map(({ from, request, question }) => vec([from, request, question]))),
    extra.name,
    extra.known,
    extra.tracer,
    extra.limit,
    extra.dropsOldest,
  ]);
}

/** From what `partsOf` gave. */
export function extraOf(parts: unknown): Extra {
  const [links, watchers, watched, traps, deferred, askers, name, known, tracer, limit, dropsOldest] = toArray(parts);
  const pairs = (list: unknown) =>
    toArray(list).map((pair) => {
      const [ref, pid] = toArray(pair) as [Ref, Pid]; // this and the rest as `partsOf` wrote it
      return { ref, pid };
    });
  return {
    ...newExtra(),
    links: new Map((toArray(links) as Pid[]).map((pid) => [linkKey(pid), pid])),
    watchers: pairs(watchers),
    watched: pairs(watched),
    traps: traps === true,
    deferred: toArray(deferred) as From[],
    askers: toArray(askers).map((asker) => {
      const [from, request, question] = toArray(asker) as [Pid, unknown, unknown];
      return { from, request, question };
    }),
    name,
    known: known === true,
    tracer,
    limit: toDouble(limit),
    dropsOldest: dropsOldest === true,
  };
}
