/**
 * What the tests of the log share: folders that go away, payloads that say which record they are, logs on a disk in memory.
 */
import {
  type Disk,
  type Entry,
  type LogOptions,
  type NewEntry,
  Reader,
  Store,
  type Writer,
} from "../../lib/log/mod.ts";
import { MemoryDisk } from "./memory_disk.ts";

/** Runs with a folder that is removed afterwards. */
export async function inFolder(run: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "batuta-log-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The payload of record `n`: its number as text, filled up to `size` bytes. */
export function payload(n: number, size = 0): Uint8Array {
  const text = new TextEncoder().encode(`${n};`);
  const bytes = new Uint8Array(Math.max(size, text.length)).fill(n % 251);
  bytes.set(text);
  return bytes;
}

/** Which record a payload is of. */
export function numberOf(bytes: Uint8Array): number {
  return Number(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0x3b))));
}

export function record(n: number, more: Partial<NewEntry> = {}, size = 0): NewEntry {
  return { payload: payload(n, size), ...more };
}

/** Records `from` to `to - 1`. */
export function records(from: number, to: number, size = 0): NewEntry[] {
  return Array.from({ length: to - from }, (_, i) => record(from + i, {}, size));
}

/** A clock that goes on by one with each look. */
export function ticking(from = 1_000): () => number {
  let now = from;
  return () => now++;
}

export const LOG = "events";
export const FOLDER = "/data/logs/events";

/** A store on a disk in memory with one log, and its writer. */
export async function memoryLog(
  options: Partial<LogOptions> = {},
  disk = new MemoryDisk(),
): Promise<{ disk: MemoryDisk; store: Store; writer: Writer }> {
  disk.makeFolder("/data");
  const store = await openMemory(disk);
  await store.create(LOG, options);
  return { disk, store, writer: await store.writer(LOG) };
}

export function openMemory(disk: Disk, write = true): Promise<Store> {
  return Store.open("/data", { write, disk, now: ticking() });
}

/** All records of a log that somebody may be writing. */
export async function allOf(store: Store, salvage = false): Promise<Entry[]> {
  const reader: Reader = await store.reader(LOG, { salvage });
  try {
    return [...reader.read()];
  } finally {
    reader.close();
  }
}

/** What a call fails with; fails where it does not. */
export async function failureOf(act: () => unknown): Promise<Error & { code?: string }> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("It did not fail");
}
