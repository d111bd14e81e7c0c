/**
 * The only place of the log that touches files, together with `lock.ts`. Reads and writes name their position; nothing here
 * knows what the bytes mean.
 * In: paths and bytes. Out: bytes, or a `LogFailure` that says in a sentence what is wrong with which path.
 * Invariant: `writeAt` writes everything or throws; then a part may be written, and it is the caller who cuts it off.
 * `Disk` is an interface so that tests can fail a sync or cut the power.
 * @module
 */
import fs from "node:fs";
import { dirname } from "node:path";
import { diskFailure } from "./disk_failure.ts";
import { type Lock, takeLock, whileLocked } from "./lock.ts";

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

const FLAGS = {
  read: "r",
  write: "r+",
  create: fs.constants.O_RDWR | fs.constants.O_CREAT,
  fresh: "w+",
  secret: "w+",
} as const;

class HostFile implements DiskFile {
  readonly path: string;
  readonly #fd: number;
  /** The same file where it is written: Deno's own fdatasync comes back 0.1 ms earlier than that of `node:fs`. */
  readonly #synced: Deno.FsFile | null;

  constructor(path: string, mode: OpenMode) {
    this.path = path;
    this.#fd = at(path, () => fs.openSync(path, FLAGS[mode], mode === "secret" ? 0o600 : undefined));
    this.#synced = mode === "read" ? null : at(path, () => Deno.openSync(path, { write: true }));
  }

  readAt(into: Uint8Array, position: number): number {
    return at(this.path, () => {
      let done = 0;
      while (done < into.length) {
        const got = fs.readSync(this.#fd, into, done, into.length - done, position + done);
        if (got === 0) break;
        done += got;
      }
      return done;
    });
  }

  writeAt(bytes: Uint8Array, position: number): void {
    at(this.path, () => {
      for (let done = 0; done < bytes.length;) {
        done += fs.writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
      }
    });
  }

  size(): number {
    return at(this.path, () => fs.fstatSync(this.#fd).size);
  }

  truncate(length: number): void {
    at(this.path, () => fs.ftruncateSync(this.#fd, length));
  }

  async sync(): Promise<void> {
    try {
      await this.#synced?.syncData();
    } catch (error) {
      throw diskFailure(error, this.path);
    }
  }

  syncNow(): void {
    at(this.path, () => fs.fdatasyncSync(this.#fd));
  }

  close(): void {
    at(this.path, () => {
      fs.closeSync(this.#fd);
      this.#synced?.close();
    });
  }
}

async function follow(watcher: Deno.FsWatcher, call: () => void): Promise<void> {
  for await (const _ of watcher) call();
}

/** The disk of this machine. */
export const hostDisk: Disk = {
  open: (path, mode) => new HostFile(path, mode),
  kind(path) {
    return at(path, () => {
      const found = fs.statSync(path, { throwIfNoEntry: false });
      return found === undefined ? null : found.isDirectory() ? "folder" : "file";
    });
  },
  list: (folder) => at(folder, () => fs.readdirSync(folder)),
  makeFolder(path) {
    if (hostDisk.kind(path) === "folder") return;
    const parent = dirname(path);
    if (parent !== path) hostDisk.makeFolder(parent);
    at(path, () => fs.mkdirSync(path));
    hostDisk.syncFolder(parent);
  },
  syncFolder(path) {
    at(path, () => {
      const fd = fs.openSync(path, "r");
      try {
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
    });
  },
  watch(folder, call) {
    const watcher = at(folder, () => Deno.watchFs(folder, { recursive: false }));
    void follow(watcher, call);
    return () => watcher.close();
  },
  rename: (from, to) => at(from, () => fs.renameSync(from, to)),
  remove: (path) => at(path, () => fs.rmSync(path, { recursive: true, force: true })),
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
