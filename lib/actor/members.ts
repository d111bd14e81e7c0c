/**
 * The pool as a worker knows it: itself, the others it is connected with, the figures and doorways that all share.
 * The main worker also knows whom it has started.
 * @module
 */
import { host, type WorkerLink } from "../runtime/mod.ts";
import { place } from "./directory.ts";
import { Doorways } from "./doorway.ts";
import { Gauges } from "./gauges.ts";
import type { Peer } from "./peer.ts";

/** The worker that runs the program. */
export const MAIN = 1;

/** Whether this is the worker that runs the program. */
export function isMain(): boolean {
  return place.worker === MAIN;
}

/** Connections with the others, by worker. */
export const peers: Map<number, Peer> = new Map();

/** What all workers share; null where there is no pool. */
export let gauges: Gauges | null = null;
export let doorways: Doorways | null = null;

/** This worker belongs to a pool from now on. */
export function becomeMember(worker: number, seat: number, given: Gauges): void {
  place.worker = worker;
  place.seat = seat;
  gauges = given;
  doorways = new Doorways(given.memory, Gauges.sizeBytes, () => host.clock());
}

/** A worker that the main one has started. */
export interface Started {
  readonly worker: number;
  readonly seat: number;
  readonly link: WorkerLink;
  ready: boolean;
}

/** On the main worker: the others, by worker. */
export const started: Map<number, Started> = new Map();
