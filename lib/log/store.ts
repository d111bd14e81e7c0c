/**
 * A data directory: its logs, and the lock of the one who writes.
 *
 *     DIR/LOCK                          held by the writer
 *     DIR/logs/NAME/options.edn         what the log was created with; NAME is percent-encoded
 *     DIR/logs/NAME/durable             what is acknowledged
 *     DIR/logs/NAME/tree, producers     derived
 *     DIR/logs/NAME/0….log, 0….index    segments by their first offset, and their indexes (derived)
 *     DIR/logs/NAME/columns/            columns for queries (derived)
 *
 * In: a path. Out: readers of logs, and writers where it was opened for writing.
 * A directory is made with the first log in it. Logs are made beside and renamed, and dropped by renaming first, so a crash leaves a whole
 * log or none.
 * @module
 */
import { join } from "./paths.ts";
import { ColumnFiles } from "./column_files.ts";
import { type Disk, hostDisk, writeWhole } from "./disk.ts";
import { DurableFile, type Mark } from "./durable.ts";
import { isLogFailure, logFailure } from "./errors.ts";
import type { Lock } from "./lock.ts";
import { type Canonical, LogFiles } from "./log_files.ts";
import { completeOptions, type Created, differingOption, encodeOptions, type LogOptions } from "./options.ts";
import { Reader, type ReaderOptions } from "./reader.ts";
import { recover, writeIndex } from "./recovery.ts";
import { decodeSegmentHead, encodeSegmentHead, SEGMENT_HEAD } from "./segment.ts";
import { SegmentIndex } from "./index.ts";
import { Tree } from "./tree.ts";
import { announce } from "./watch.ts";
import { Writer } from "./writer.ts";

export interface StoreOptions {
  /** For writing: takes the lock, or fails with the process that has it. */
  readonly write: boolean;
  /** The canonical form of a payload, for records whose payload is not canonical itself. Absent: the payload. */
  readonly canonical?: Canonical;
  /** Milliseconds since 1970. Absent: the clock. */
  readonly now?: () => number;
  /** Absent: the disk of this machine. */
  readonly disk?: Disk;
}

/** What is known of a log. */
export interface LogInfo extends Created {
  readonly name: string;
  readonly count: number;
  /** Merkle root over `count` records. */
  readonly root: Uint8Array;
  /** Time of the last record, ms; 0 without one. */
  readonly lastTime: number;
  readonly segments: number;
  /** Of all its segments. */
  readonly sizeBytes: number;
  /** Files of columns, and the bytes of them all. */
  readonly columns: { readonly files: number; readonly bytes: number };
}

/** A log's name as that of a folder. */
export function folderName(name: string): string {
  if (typeof name !== "string" || name === "" || !name.isWellFormed()) throw logFailure("log-bad-name", { name });
  // What encodeURIComponent leaves, and systems may not take as a name or not tell from another.
  return encodeURIComponent(name).replace(/^\.|\.$|[*']/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function logName(folder: string): string | null {
  try {
    return folder.startsWith(".") ? null : decodeURIComponent(folder);
  } catch {
    return null; // not made by this program
  }
}

/** A data directory that is open. */
export class Store {
  readonly dir: string;
  readonly #disk: Disk;
  readonly #write: boolean;
  readonly #canonical: Canonical;
  readonly #now: () => number;
  #lock: Lock | null = null;
  #closed = false;
  readonly #writers = new Map<string, Writer>();
  readonly #readers = new Set<Reader>();

  private constructor(dir: string, options: StoreOptions) {
    this.dir = dir;
    this.#disk = options.disk ?? hostDisk;
    this.#write = options.write;
    this.#canonical = options.canonical ?? ((payload) => payload);
    this.#now = options.now ?? Date.now;
  }

  /** Opens a data directory; one that is not there has no logs. */
  static open(dir: string, options: StoreOptions): Promise<Store> {
    return Promise.try(() => {
      const store = new Store(dir, options);
      const kind = store.#disk.kind(dir);
      if (kind === "file") throw logFailure("not-a-folder", { path: dir });
      if (options.write && kind === "folder") store.#takeLock();
      return store;
    });
  }

  #takeLock(): Lock {
    if (this.#lock !== null) return this.#lock;
    this.#disk.makeFolder(join(this.dir, "logs"));
    this.#lock = this.#disk.lock(join(this.dir, "LOCK"));
    try {
      this.#sweep();
    } catch (error) {
      this.#lock.release();
      this.#lock = null;
      throw error;
    }
    return this.#lock;
  }

  /** Removes what an interrupted `create` or `drop` left. */
  #sweep(): void {
    const folder = join(this.dir, "logs");
    for (const name of this.#disk.list(folder)) if (name.startsWith(".")) this.#disk.remove(join(folder, name));
  }

  #checkWritable(log: string): void {
    if (this.#closed) throw logFailure("log-closed", { log });
    if (!this.#write) throw logFailure("log-not-writable", { log });
  }

  #folder(name: string): string {
    return join(this.dir, "logs", folderName(name));
  }

  /** Names of all logs, in order. */
  logs(): string[] {
    const folder = join(this.dir, "logs");
    if (this.#disk.kind(folder) === null) return [];
    return this.#disk.list(folder).map(logName).filter((name) => name !== null).sort();
  }

  has(name: string): boolean {
    return this.#disk.kind(this.#folder(name)) === "folder";
  }

  #files(name: string): LogFiles {
    if (this.#closed) throw logFailure("log-closed", { log: name });
    if (!this.has(name)) throw logFailure("log-unknown", { log: name, known: this.logs() });
    return LogFiles.open(this.#disk, this.#folder(name), name);
  }

  info(name: string): LogInfo {
    const files = this.#files(name);
    const reader = new Reader(files);
    try {
      const { count, root, lastTime } = reader.head();
      const firsts = files.segments();
      const sizes = firsts.map((first) => {
        const file = this.#disk.open(files.segmentPath(first), "read");
        const size = file.size();
        file.close();
        return size;
      });
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
      const columns = new ColumnFiles(files).size();
      return { ...files.created, name, count, root, lastTime, segments: firsts.length, sizeBytes, columns };
    } finally {
      reader.close();
    }
  }

  /** Makes a log. One that is there already is left as it is; other options than it has are a failure that names the first. */
  create(name: string, options: Partial<LogOptions> = {}): Promise<void> {
    return Promise.try(() => {
      this.#checkWritable(name);
      const folder = this.#folder(name);
      const complete = completeOptions(options);
      this.#takeLock();
      if (this.has(name)) {
        const differing = differingOption(this.#files(name).created, options);
        if (differing !== null) throw logFailure("log-exists", { log: name, ...differing });
        return;
      }
      const id = crypto.randomUUID();
      const beside = join(this.dir, "logs", `.new-${id}`);
      try {
        this.#makeLog(new LogFiles(this.#disk, beside, name, { ...complete, id, createdMs: this.#now() }));
        this.#disk.rename(beside, folder);
        this.#disk.syncFolder(join(this.dir, "logs"));
      } catch (error) {
        this.#disk.remove(beside);
        throw error;
      }
    });
  }

  /** The files of a log without records. */
  #makeLog(files: LogFiles): void {
    this.#disk.makeFolder(files.folder);
    writeWhole(this.#disk, files.path("options.edn"), encodeOptions(files.created));
    const head = encodeSegmentHead(0, files.created.createdMs, files.logId);
    const segment = this.#disk.open(files.segmentPath(0), "fresh");
    segment.writeAt(head, 0);
    segment.syncNow();
    segment.close();
    writeIndex(files, 0, new SegmentIndex(decodeSegmentHead(head, files.segmentPath(0), 0, files.logId).tag));
    this.#disk.open(files.path("tree"), "fresh").close();
    const place = { count: 0, segment: 0, length: SEGMENT_HEAD };
    const root = new Tree(files.hash).root();
    this.#writeMark(files, {
      ...place,
      lastTime: 0,
      root,
      synced: place,
      derived: 0,
      generation: 0,
      producers: false,
      dropped: false,
    });
    this.#disk.syncFolder(files.folder);
  }

  #writeMark(files: LogFiles, mark: Mark): void {
    const durable = new DurableFile(this.#disk.open(files.path("durable"), "create"), files.logId);
    try {
      durable.read();
      durable.write(mark);
      durable.syncNow();
    } finally {
      durable.close();
    }
  }

  /** Removes a log with all its records. Readers of it fail from then on. */
  async drop(name: string): Promise<void> {
    this.#checkWritable(name);
    this.#takeLock();
    const files = this.#files(name);
    await this.#writers.get(name)?.close().catch(() => {}); // it goes anyway
    this.#sayDropped(files);
    const aside = join(this.dir, "logs", `.dropped-${files.created.id}`);
    this.#disk.rename(files.folder, aside);
    this.#disk.syncFolder(join(this.dir, "logs"));
    this.#disk.remove(aside);
    announce(files.folder);
  }

  /** Tells readers that have the mark open. */
  #sayDropped(files: LogFiles): void {
    const durable = new DurableFile(this.#disk.open(files.path("durable"), "create"), files.logId);
    try {
      const mark = durable.read();
      if (mark !== null) durable.write({ ...mark, dropped: true });
    } finally {
      durable.close();
    }
  }

  reader(name: string, options: ReaderOptions = {}): Promise<Reader> {
    return Promise.try(() => {
      const reader: Reader = new Reader(this.#files(name), options, () => this.#readers.delete(reader));
      this.#readers.add(reader);
      return reader;
    });
  }

  /**
   * The writer of a log: one for each log, the same each time. Its `report` says what was found when it was opened.
   * `rebuild` makes tree, index and producers anew from the records, which reads them all.
   */
  writer(name: string, { rebuild = false }: { rebuild?: boolean } = {}): Promise<Writer> {
    return Promise.try(() => {
      this.#checkWritable(name);
      const open = this.#writers.get(name);
      if (open !== undefined) return open;
      const lock = this.#takeLock();
      const files = this.#files(name);
      const recovered = this.#recover(files, rebuild);
      const options = { now: this.#now, lock, closed: () => this.#writers.delete(name) };
      const writer = new Writer(files, recovered, options);
      this.#writers.set(name, writer);
      return writer;
    });
  }

  #recover(files: LogFiles, rebuild: boolean) {
    try {
      return recover(files, { canonical: this.#canonical, rebuild });
    } catch (error) {
      if (isLogFailure(error, "log-dropped")) this.#disk.remove(files.folder); // dropping it was interrupted
      throw error;
    }
  }

  get canonical(): Canonical {
    return this.#canonical;
  }

  /** Closes all writers and readers, and lets go of the lock. Fails with the first writer that could not end well. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const ends = await Promise.allSettled([...this.#writers.values()].map((writer) => writer.close()));
    for (const reader of [...this.#readers]) reader.close();
    this.#lock?.release();
    this.#lock = null;
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
}
