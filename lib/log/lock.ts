/**
 * The lock of a data directory: one writer at a time, on this machine. The operating system holds it (flock) and lets go when
 * its holder ends however it ends, so a file that was left behind locks nothing.
 * In: a path. Out: a `Lock`, or a failure with what the holder wrote into the file: its process id, host and start.
 * The file is never removed: who removed it could take the lock from one who has just opened it.
 * @module
 */
import { diskFailure as failure } from "./disk_failure.ts";
import { logFailure } from "./errors.ts";

export interface Lock {
  /** Fails when the file at the path is not the locked one any more. */
  check(): void;
  release(): void;
}

const MAX_TEXT = 4096;

function readText(file: Deno.FsFile): string {
  const bytes = new Uint8Array(MAX_TEXT);
  file.seekSync(0, Deno.SeekMode.Start);
  const count = file.readSync(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, count)).trim();
}

/** `pid 17 on here since 2026-01-01T00:00:00.000Z`, or what can be said without a text. */
function describeHolder(text: string): string {
  const [pid, host, since] = text.split("\n");
  return /^\d+$/.test(pid) ? `pid ${pid}${host ? ` on ${host}` : ""}${since ? ` since ${since}` : ""}` : "pid unknown";
}

function hostName(): string {
  try {
    return Deno.hostname();
  } catch {
    return ""; // not permitted, or not known
  }
}

/** Takes the lock, or fails with `log-locked` and its holder. */
export function takeLock(path: string): Lock {
  let file: Deno.FsFile | null = null;
  try {
    const opened = file = Deno.openSync(path, { read: true, write: true, create: true });
    if (!opened.tryLockSync(true)) {
      throw logFailure("log-locked", { path, holder: describeHolder(readText(opened)) });
    }
    const text = `${Deno.pid}\n${hostName()}\n${new Date().toISOString()}\n`;
    opened.truncateSync(0);
    opened.seekSync(0, Deno.SeekMode.Start);
    opened.writeSync(new TextEncoder().encode(text));
    const { ino, dev } = opened.statSync();
    return {
      check() {
        try {
          const now = Deno.statSync(path);
          if (now.ino === ino && now.dev === dev) return;
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw failure(error, path);
        }
        throw logFailure("log-lock-lost", { path });
      },
      release() {
        opened.truncateSync(0);
        opened.close();
      },
    };
  } catch (error) {
    file?.close();
    throw failure(error, path);
  }
}

/** Does something while nobody else on this machine does it at the same path; blocks the thread until it is free. */
export function whileLocked<T>(path: string, act: () => T): T {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true, write: true, create: true });
    file.lockSync(true);
  } catch (error) {
    throw failure(error, path);
  }
  try {
    return act();
  } finally {
    file.close();
  }
}
