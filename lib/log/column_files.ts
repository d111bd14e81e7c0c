/**
 * The files of columns of a log: `columns/FIRST.columns` for the records of a part, `columns/FIRST-LEVEL.columns` for 2^LEVEL records of one that is not
 * complete yet, `columns/FIRST-rest.columns` for the few behind those, and `columns/now-COUNT-PART.columns` for the newest records of a keyed log that
 * had so many. All of them are derived from the rows, so nothing here fails: what cannot be read is not there, and what cannot be written is kept in
 * memory by whoever wanted it written.
 *
 * An erasure must not be undone by a file that somebody makes of what they read before. So while segments are rewritten the file
 * `columns/erasing` is there: with it nobody reads or writes files of columns, and who has just written one looks again. A rewriting that a
 * crash has interrupted leaves it, and the next opening for writing removes it with all files of columns.
 * @module
 */
import { join } from "./paths.ts";
import { type ColumnFile, NoColumn, type ReadAt } from "../columns/mod.ts";
import type { DiskFile } from "./disk.ts";
import { isLogFailure } from "./errors.ts";
import type { LogFiles } from "./log_files.ts";

const ERASING = "erasing";
/** Milliseconds in which a query reads the files of some parts. To look for what is not there takes a fifth of that. */
const MOMENT_MS = 10;
const DIGITS = 20;
const NAME = /^(?:\d{20}(?:-(?:\d+|rest))?|now-\d{20}-\d+)\.columns$/;
const RUN = /^(\d{20})-(?:\d+|rest)\.columns$/;
const NOW = /^now-(\d{20})-(\d+)\.columns$/;

function padded(n: number): string {
  return String(n).padStart(DIGITS, "0");
}

/** Does something with the disk, or answers `otherwise` where the disk fails or the bytes are no columns. */
function orElse<T>(otherwise: T, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (isLogFailure(error) || error instanceof NoColumn) return otherwise;
    throw error;
  }
}

export function partName(first: number): string {
  return `${padded(first)}.columns`;
}

/** The name of 2^level records of a part that is not complete. */
export function runName(first: number, level: number): string {
  return `${padded(first)}-${level}.columns`;
}

/** The name of the records of a part that are behind its runs. */
export function restName(first: number): string {
  return `${padded(first)}-rest.columns`;
}

/** The name of part `i` of the newest records among the first `count`. */
export function nowName(count: number, i: number): string {
  return `now-${padded(count)}-${i}.columns`;
}

export class ColumnFiles {
  readonly folder: string;
  /** When it was seen that nobody erases, on the clock of `performance`. */
  #calmAt = -Infinity;

  constructor(readonly files: LogFiles) {
    this.folder = join(files.folder, "columns");
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  #isErasing(): boolean {
    return this.files.disk.kind(this.#path(ERASING)) !== null;
  }

  /** The same for who only reads: what is read a moment after an erasure has begun might have been read before. */
  #isCalm(): boolean {
    const now = performance.now();
    if (now - this.#calmAt < MOMENT_MS) return true;
    if (this.#isErasing()) return false;
    this.#calmAt = now;
    return true;
  }

  /** What `use` makes of an open file; null where there is none, or where what is in it are no columns. */
  use<T>(name: string, use: (read: ReadAt) => T): T | null {
    return orElse(null, () => {
      if (!this.#isCalm()) return null;
      const file: DiskFile = this.files.disk.open(this.#path(name), "read");
      try {
        return use((into, position) => file.readAt(into, position));
      } finally {
        file.close();
      }
    });
  }

  /**
   * Puts a file into its place, unless the disk will not have it. `isStill` says whether the rows are still as they were when the columns
   * were made of them.
   */
  write(name: string, bytes: Uint8Array, isStill: () => boolean): boolean {
    const { disk } = this.files;
    const beside = this.#path(`${name}.${crypto.randomUUID()}.new`);
    return orElse(false, () => {
      if (disk.kind(this.files.folder) !== "folder" || this.#isErasing()) return false;
      disk.makeFolder(this.folder);
      try {
        const file = disk.open(beside, "fresh");
        try {
          file.writeAt(bytes, 0);
        } finally {
          file.close();
        }
        disk.rename(beside, this.#path(name));
      } catch (error) {
        orElse(undefined, () => disk.remove(beside));
        throw error;
      }
      if (isStill() && !this.#isErasing()) return true;
      disk.remove(this.#path(name));
      return false;
    });
  }

  #list(): string[] {
    const { disk } = this.files;
    return disk.kind(this.folder) === "folder" ? disk.list(this.folder) : [];
  }

  has(name: string): boolean {
    return this.files.disk.kind(this.#path(name)) === "file";
  }

  /** The first offset from one on whose part, of so many records, has no file. */
  firstMissing(from: number, partSize: number): number {
    const names = new Set(this.#list());
    let first = from;
    while (names.has(partName(first))) first += partSize;
    return first;
  }

  /** For how many records there are files of the newest, the largest first. */
  nowCounts(): number[] {
    return orElse([], () => {
      const counts = new Set<number>();
      for (const name of this.#list()) {
        const [, count, part] = name.match(NOW) ?? [];
        if (part === "0") counts.add(Number(count));
      }
      return [...counts].sort((a, b) => b - a);
    });
  }

  /** Removes the files of the newest records among fewer than `count`. */
  removeOldNow(count: number): void {
    orElse(undefined, () => {
      for (const name of this.#list()) {
        if (Number(name.match(NOW)?.[1] ?? count) < count) this.files.disk.remove(this.#path(name));
      }
    });
  }

  /** Removes the files of what a part had before it was complete. */
  removeRuns(from: number, to: number): void {
    orElse(undefined, () => {
      for (const name of this.#list()) {
        const first = Number(name.match(RUN)?.[1] ?? -1);
        if (first >= from && first < to) this.files.disk.remove(this.#path(name));
      }
    });
  }

  /** How many files of columns there are, and how many bytes they take. */
  size(): { readonly files: number; readonly bytes: number } {
    return orElse({ files: 0, bytes: 0 }, () => {
      let [files, bytes] = [0, 0];
      for (const name of this.#list().filter((name) => NAME.test(name))) {
        const file = this.files.disk.open(this.#path(name), "read");
        bytes += file.size();
        files++;
        file.close();
      }
      return { files, bytes };
    });
  }

  // ---- erasing -------------------------------------------------------------------------------------------------------

  /** Removes all files of columns, and keeps others from making new ones until `endErasing`. Fails where the disk does. */
  beginErasing(): void {
    const { disk } = this.files;
    disk.makeFolder(this.folder);
    disk.open(this.#path(ERASING), "create").close();
    disk.syncFolder(this.folder);
    this.#removeAll();
  }

  endErasing(): void {
    this.#removeAll();
    this.files.disk.syncFolder(this.folder);
    this.files.disk.remove(this.#path(ERASING));
    this.files.disk.syncFolder(this.folder);
  }

  #removeAll(): void {
    for (const name of this.#list()) if (name !== ERASING) this.files.disk.remove(this.#path(name));
  }

  /** Removes what an interrupted erasure, or an interrupted write, has left. Only for the one who writes the log. */
  clean(): void {
    orElse(undefined, () => {
      if (this.#isErasing()) return this.endErasing();
      for (const name of this.#list()) if (name.endsWith(".new")) this.files.disk.remove(this.#path(name));
    });
  }
}

/** Whether a file is about the records of a log from an offset on. */
export function isAbout(
  file: ColumnFile,
  { logId }: LogFiles,
  { first, size, hash }: { readonly first: number; readonly size: number | null; readonly hash: Uint8Array },
): boolean {
  return equal(file.logId, logId) && file.first === first && (size === null || file.size === size) &&
    equal(file.hash, hash);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
