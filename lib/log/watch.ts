/**
 * Who waits for a log to grow. A writer of this thread says so itself; for those of other threads and processes the disk watches the
 * log's folder.
 * In: the folder. Out: a call each time that something may have changed. Nothing runs while nobody waits.
 * @module
 */
import type { Disk } from "./disk.ts";

type Call = () => void;

const waiting = new Map<string, Set<Call>>();

/** A writer of this thread says that the log in a folder has changed. */
export function announce(folder: string): void {
  const calls = waiting.get(folder);
  if (calls !== undefined) { for (const call of [...calls]) call(); }
}

/** Calls when the log in a folder may have changed, until the answer is called, for the first time. */
export function watch(disk: Disk, folder: string, call: Call): () => void {
  const unwatch = disk.watch(folder, call);
  const calls = waiting.get(folder) ?? new Set();
  waiting.set(folder, calls);
  calls.add(call);
  return () => {
    if (!calls.delete(call)) return;
    if (calls.size === 0 && waiting.get(folder) === calls) waiting.delete(folder);
    unwatch();
  };
}
