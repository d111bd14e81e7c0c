/**
 * Other workers that run loops over shared columns. They know nothing but this room: what they get says all.
 * In: a job as it can be posted. Out: its answer. They are started when they are first needed and stay.
 * @module
 */
import { host } from "../runtime/mod.ts";

/** A worker that answers one job after the other. */
export interface Helper {
  /** Whether the worker has ended: it answers null from then on. */
  readonly isLost: boolean;
  /** Never fails: null where the worker could not do it. */
  run(job: unknown): Promise<unknown>;
}

/** What `host.loops` loads. */
export interface Loops {
  startHelper(): Helper;
}

let started: Helper[] = [];

export function startedHelpers(): readonly Helper[] {
  return started;
}

let loading: Promise<unknown> | null = null;
let loops: Loops | null = null;

/** Whether there may be helpers. */
export function mayHelp(): boolean {
  return host.loops !== undefined;
}

/** Loads what starts helpers; to be waited for before `helpers` is asked. */
export function loadHelpers(): Promise<unknown> | null {
  if (loops !== null) return null;
  return loading ??= host.loops!().then((loaded) => loops = loaded as Loops, () => null); // asked where there is one
}

/** So many helpers, others in the places of those that are lost; none where they could not be loaded. */
export function helpers(count: number): Helper[] {
  if (loops === null) return [];
  started = started.filter(({ isLost }) => !isLost);
  while (started.length < count) started.push(loops.startHelper());
  return started.slice(0, count);
}
