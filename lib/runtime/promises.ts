/**
 * Waiting for what the host has begun.
 * In: a promise. Out: its value, for the process that waits; nobody else is held up.
 * Invariant: a process that ends while it waits gives up what it waits for.
 * @module
 */
import { begun } from "./holding.ts";
import { guarded, machine, wait } from "./machine.ts";
import type { Process } from "./process.ts";
import { wake, wakeThrowing } from "./scheduler.ts";

/** What is to be given up when a process ends. A process that ends tells once, however often it has waited. */
const pending = new WeakMap<Process, Set<() => void>>();

/** Calls `abandon` when the process ends. Answers how to take that back. */
function whenOver(process: Process, abandon: () => void): () => void {
  let all = pending.get(process);
  if (all === undefined) {
    const fresh = all = new Set();
    pending.set(process, fresh);
    process.whenEnded(() => {
      pending.delete(process);
      for (const each of fresh) each();
    });
  }
  const kept = all;
  kept.add(abandon);
  return () => void kept.delete(abandon);
}

/** Suspends the process that runs until the promise of `begin` is settled; its value, or its failure thrown. */
export function awaitPromise<T>(begin: () => Promise<T>, abandon: () => void = () => {}): unknown {
  const waiting = wait();
  const process = machine.current!; // `wait` has refused where there is none
  const at = process.waits;
  const takeBack = whenOver(process, abandon);
  begun.count++;
  begin().then((value) => wake(process, value, at), (error) => wakeThrowing(process, error, at))
    .finally(() => begun.count--);
  const arrived = (value: unknown) => {
    takeBack();
    return value;
  };
  // It fails, or somebody else ends the waiting by an error.
  const failed = (error: unknown) => {
    takeBack();
    abandon();
    throw error;
  };
  return guarded(() => waiting, arrived, failed);
}
