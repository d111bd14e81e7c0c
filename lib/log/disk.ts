/**
 * The only place of the log that touches files, together with `lock.ts`. Reads and writes name their position; nothing here
 * knows what the bytes mean.
 * In: paths and bytes. Out: bytes, or a `LogFailure` that says in a sentence what is wrong with which path.
 * Invariant: `writeAt` writes everything or throws; then a part may be written, and it is the caller who cuts it off.
 * `Disk` is an interface so that tests can fail a sync or cut the power.
 * @module
 */
import { diskFailure } from "./disk_failure.ts";
import { type Lock, takeLock, whileLocked } from "./lock.ts";
import { dirname } from "./paths.ts";

/** An open file. Positions and lengths are in bytes. */
export interface DiskFile {
  readonly path: string;
  /** Fills `into` from `position` on; answers how many bytes there were: fewer only at the end of the file. */
  readAt(into: Uint8Array, position: number): number;
  writeAt(bytes: Uint8Array, position: number): void;
  size(): number;
  truncate(length: number): void;
  /** fdatasync without blocking the thread; no write may be made meanwhile. */
  sync(): Promise<void>;
  /** fdatasync that blocks the thread: half the time of `sync` where nothing else is to be done. */
  syncNow(): void;
  close(): void;
}

/**
 * `read`: must be there; `write`: must be there; `create`: made where it is missing; `fresh`: made anew, empty; `secret`: like `fresh`, for nobody
 * but its owner.
 */
export type OpenMode = "read" | "write" | "create" | "fresh" | "secret";

export interface Disk {
  open(path: string, mode: OpenMode): DiskFile;
  /** `null` for nothing there. */
  kind(path: string): "file" | "folder" | null;
  list(folder: string): string[];
  /** Makes a folder and those above it, each made durable. */
  makeFolder(path: string): void;
  syncFolder(path: string): void;
  /** Calls when something in a folder may have changed, until the answer is called. It keeps the program from ending. */
  watch(folder: string, call: () => void): () => void;
  rename(from: string, to: string): void;
  /** Removes a file or a folder with all in it; nothing there is fine. */
  remove(path: string): void;
  lock(path: string): Lock;
  /** Does something while nobody else does it at the same path; waits for that. */
  whileLocked<T>(path: string, act: () => T): T;
}

function at<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw diskFailure(error, path);
  }
}

const OPEN: Readonly<Record<OpenMode, Deno.OpenOptions>> = {
  read: { read: true },
  write: { read: true, write: true },
  create: { read: true, write: true, create: true },
  fresh: { read: true, write: true, create: true, truncate: true },
  secret: { read: true, write: true, create: true, truncate: true, mode: 0o600 },
};

class HostFile implements DiskFile {
  readonly path: string;
  readonly #file: Deno.FsFile;

  constructor(path: string, mode: OpenMode) {
    this.path = path;
    this.#file = at(path, () => Deno.openSync(path, OPEN[mode]));
  }

  readAt(into: Uint8Array, position: number): number {
    return at(this.path, () => {
      this.#file.seekSync(position, Deno.SeekMode.Start);
      let done = 0;
      while (done < into.length) {
        const got = this.#file.readSync(done === 0 ? into : into.subarray(done));
        if (got === null) break;
        done += got;
      }
      return done;
    });
  }

  writeAt(bytes: Uint8Array, position: number): void {
    at(this.path, () => {
      this.#file.seekSync(position, Deno.SeekMode.Start);
      for (let done = 0; done < bytes.length;) {
        done += this.#file.writeSync(done === 0 ? bytes : bytes.subarray(done));
      }
    });
  }

  size(): number {
    return at(this.path, () => this.#file.seekSync(0, Deno.SeekMode.End));
  }

  truncate(length: number): void {
    at(this.path, () => this.#file.truncateSync(length));
  }

  async sync(): Promise<void> {
    try {
      await this.#file.syncData();
    } catch (error) {
      throw diskFailure(error, this.path);
    }
  }

  syncNow(): void {
    at(this.path, () => this.#file.syncDataSync());
  }

  close(): void {
    at(this.path, () => this.#file.close());
  }
}

/** What `act` answers, or `otherwise` where there is nothing at a path. */
function ifThere<T, U>(path: string, act: () => T, otherwise: U): T | U {
  try {
    return act();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return otherwise;
    throw diskFailure(error, path);
  }
}

async function follow(watcher: Deno.FsWatcher, call: () => void): Promise<void> {
  for await (const _ of watcher) call();
}

/** The disk of this machine. */
export const hostDisk: Disk = {
  open: (path, mode) => new HostFile(path, mode),
  kind(path) {
    return ifThere(path, () => Deno.statSync(path).isDirectory ? "folder" : "file", null);
  },
  list: (folder) => at(folder, () => Array.from(Deno.readDirSync(folder), ({ name }) => name)),
  makeFolder(path) {
    if (hostDisk.kind(path) === "folder") return;
    const parent = dirname(path);
    if (parent !== path) hostDisk.makeFolder(parent);
    at(path, () => Deno.mkdirSync(path));
    hostDisk.syncFolder(parent);
  },
  syncFolder(path) {
    at(path, () => {
      const folder = Deno.openSync(path);
      try {
        folder.syncSync();
      } finally {
        folder.close();
      }
    });
  },
  watch(folder, call) {
    const watcher = at(folder, () => Deno.watchFs(folder, { recursive: false }));
    void follow(watcher, call);
    return () => watcher.close();
  },
  rename: (from, to) => at(from, () => Deno.renameSync(from, to)),
  remove: (path) => ifThere(path, () => Deno.removeSync(path, { recursive: true }), undefined),
  lock: takeLock,
  whileLocked,
};

/** All bytes of a file. */
export function readWhole(disk: Disk, path: string): Uint8Array {
  const file = disk.open(path, "read");
  try {
    const bytes = new Uint8Array(file.size());
    return bytes.subarray(0, file.readAt(bytes, 0));
  } finally {
    file.close();
  }
}

/** Writes a small file beside, makes it durable, and puts it into its place: old or new, never a part. */
export function writeWhole(disk: Disk, path: string, bytes: Uint8Array, mode: "fresh" | "secret" = "fresh"): void {
  const beside = `${path}.new`;
  const file = disk.open(beside, mode);
  try {
    file.writeAt(bytes, 0);
    file.syncNow();
  } finally {
    file.close();
  }
  disk.rename(beside, path);
  disk.syncFolder(dirname(path));
}
