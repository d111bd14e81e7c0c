/**
 * The writer of a log. Appends fill a batch while the batch before is written and synced, one at a time and without timers: what
 * arrives meanwhile is the next batch.
 * In: entries. Out: their offsets, and promises that settle when they are durable as the sync mode says.
 *
 * For each batch: entries to the index, blocks to the segment, sync, mark; hashes to the tree while the sync is under way. So tree and
 * index never know less than the mark, and a reader that sees the mark finds everything.
 *  - A write that fails (a full disk) is cut off again; its batch and what arrived since are refused, then appends go on.
 *  - A sync that fails is never tried again: nobody knows what is on the disk, so the writer is poisoned.
 *  - After each 4 MB tree, index and producers are synced as well: recovery trusts them up to there (`derived` in the mark), and makes
 *    anew what is behind, at about 100 MB a second.
 * @module
 */
import { checkEntry, timeOf } from "./acceptance.ts";
import { Batch } from "./batch.ts";
import { type DiskFile, writeWhole } from "./disk.ts";
import { type DurableFile, type Mark, nextGeneration, type Place } from "./durable.ts";
import { encodeProducerId, type NewEntry, type Producer } from "./entry.ts";
import { isLogFailure, type LogFailure, logFailure } from "./errors.ts";
import { HASH_BYTES } from "./hash_function.ts";
import { INDEX_ENTRY, SegmentIndex } from "./index.ts";
import type { Lock } from "./lock.ts";
import type { LogFiles, OpenSegment } from "./log_files.ts";
import type { SyncMode } from "./options.ts";
import type { Producers } from "./producers.ts";
import { hashReader, type Recovered, type RecoveryReport, writeIndex } from "./recovery.ts";
import { encodeSegmentHead, SEGMENT_HEAD } from "./segment.ts";
import { storedHashCount, Tree } from "./tree.ts";
import { announce } from "./watch.ts";

/** More bytes that wait to be written mean that whoever appends should wait. */
const HIGH_WATER = 8 * 1024 * 1024;
/** Bytes between two syncs of what is derived. */
const DERIVE_BYTES = 4 * 1024 * 1024;
/** How often at most the lock is looked at. */
const LOCK_MS = 100;

export interface AppendOptions {
  /** The offset that the first record must get. */
  readonly expect?: number;
  /** Instead of the log's own. `always` blocks the thread for one sync. */
  readonly sync?: SyncMode;
}

export interface Appended {
  /** Offset of the first entry. */
  readonly first: number;
  /** How many entries there were. */
  readonly count: number;
  /** Time of the last one, ms; null where all of them were repeats of a producer. */
  readonly time: number | null;
  /** How many were repeats: they were in the log already, and were not appended again. */
  readonly repeated: number;
}

export interface WriterOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly lock: Lock;
  readonly closed: () => void;
}

export class Writer {
  readonly files: LogFiles;
  /** What was found when the log was opened. */
  readonly report: RecoveryReport;
  readonly #options: WriterOptions;
  readonly #durable: DurableFile;
  readonly #treeFile: DiskFile;
  /** What was acknowledged of producers, and what was taken in. */
  readonly #producers: Producers;
  #taken: Producers;
  #tree: Tree;
  #segment: OpenSegment;
  #index: SegmentIndex;
  #indexFile: DiskFile;
  /** What readers see. */
  #mark: Mark;
  /** Offset of the next record and time of the last one, those that wait included. */
  #count: number;
  #lastTime: number;
  /** Closed batches, then the open one, if any. */
  readonly #queue: Batch[] = [];
  /** The batch that is being written. */
  #flying: Batch | null = null;
  #buffer: Uint8Array | null = null;
  #waitingBytes = 0;
  #running: Promise<void> | null = null;
  #underived = 0;
  /** Somebody waits for a new segment. */
  #sealing: PromiseWithResolvers<void> | null = null;
  #lockSeen = 0;
  #poison: LogFailure | null = null;
  /** A failure of records that nobody waited for. */
  #unsaid: Error | null = null;
  #closed = false;
  readonly #held = new Set<Promise<unknown>>();

  constructor(files: LogFiles, recovered: Recovered, options: WriterOptions) {
    this.files = files;
    this.report = recovered.report;
    this.#options = options;
    this.#durable = recovered.durable;
    this.#treeFile = recovered.treeFile;
    this.#producers = recovered.producers;
    this.#taken = recovered.producers.copy();
    this.#tree = recovered.tree;
    this.#segment = recovered.segment;
    this.#index = recovered.index;
    this.#indexFile = files.disk.open(files.indexPath(recovered.mark.segment), "create");
    this.#mark = recovered.mark;
    this.#count = recovered.mark.count;
    this.#lastTime = recovered.mark.lastTime;
    announce(files.folder);
  }

  /** The offset that the next record gets, where nothing fails. */
  get next(): number {
    return this.#count;
  }

  /** How many records are acknowledged. */
  get durable(): number {
    return this.#mark.count;
  }

  /** The acknowledged size and its Merkle root. */
  get head(): { readonly count: number; readonly root: Uint8Array; readonly lastTime: number } {
    return this.#mark;
  }

  // ---- taking in -----------------------------------------------------------------------------------------------------

  /** Fails where nothing can be appended any more. */
  checkOpen(): void {
    if (this.#closed) throw logFailure("log-closed", { log: this.files.name });
    if (this.#poison !== null) throw this.#poison;
  }

  /** Fails also with what became of records that nobody waited for. */
  #checkSaid(): void {
    this.checkOpen();
    const unsaid = this.#unsaid;
    if (unsaid !== null) {
      this.#unsaid = null;
      throw unsaid;
    }
  }

  /** The offset of an entry that its producer sent before; null for a new one. */
  #repeatOf(producer: Producer, sent: Map<string, number>): number | null {
    const { id, seq } = producer;
    const last = sent.get(id) ?? this.#taken.last(id);
    if (last === null || seq === last + 1) {
      sent.set(id, seq);
      return null;
    }
    if (seq > last || sent.has(id)) throw logFailure("log-producer-gap", { id, seq, next: last + 1 });
    const offset = this.#taken.offsetOf(id, seq);
    if (offset === null) throw logFailure("log-producer-old", { id, seq, last });
    return offset;
  }

  /** The batch that takes entries of a sync mode. */
  #batch(sync: SyncMode, alone: boolean): Batch {
    const open = this.#queue.at(-1);
    if (open !== undefined && !alone && open.sync === sync && sync !== "always") return open;
    const batch = new Batch(sync, this.#count, this.#buffer);
    this.#buffer = null;
    this.#queue.push(batch);
    return batch;
  }

  #put(batch: Batch, entry: NewEntry, time: number): void {
    const { producer } = entry;
    const before = batch.length;
    batch.add(entry, time, producer === undefined ? null : encodeProducerId(producer.id));
    if (producer !== undefined) {
      const { id, seq } = producer;
      this.#taken.note(id, seq, this.#count);
      batch.sent.push({ id, seq, offset: this.#count });
    }
    this.#waitingBytes += batch.length - before;
    this.#lastTime = time;
    this.#count++;
  }

  /**
   * Takes one entry in and answers its offset, without waiting: `settled` says when it is durable, `ready` when to go on.
   * Fails at once for what cannot be appended, and with what became of earlier entries that nobody waited for.
   */
  add(entry: NewEntry): number {
    this.#checkSaid();
    checkEntry(entry);
    const time = timeOf(entry, this.#options.now(), this.#lastTime);
    const repeat = entry.producer === undefined ? null : this.#repeatOf(entry.producer, new Map());
    if (repeat !== null) return repeat;
    const batch = this.#batch(this.files.created.sync, false);
    batch.unwatched = true;
    this.#put(batch, entry, time);
    this.#start();
    return this.#count - 1;
  }

  /** Settles when all that was taken in so far is durable; fails when something of it that nobody waited for was refused. */
  async settled(): Promise<void> {
    await (this.#queue.at(-1) ?? this.#flying)?.done.promise.catch(() => {});
    const failure = this.#poison ?? this.#unsaid;
    this.#unsaid = null;
    if (failure !== null) throw failure;
  }

  /** Null, or, when more than so many bytes, 8 MB, wait to be written, a promise of there being less. It never fails. */
  ready(most = HIGH_WATER): Promise<void> | null {
    if (this.#waitingBytes <= most) return null;
    return (this.#flying ?? this.#queue.at(0))?.done.promise.catch(() => {}) ?? null;
  }

  /**
   * Appends entries, all or none, and settles when they are durable. Not an `async` function: a hundred thousand that wait would keep
   * its frames alive.
   */
  append(entries: readonly NewEntry[], options: AppendOptions = {}): Promise<Appended> {
    try {
      const { batch, appended } = this.#accept(entries, options);
      return batch === null ? Promise.resolve(appended) : batch.done.promise.then(() => appended);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Takes entries in; answers the batch that they, or the ones they repeat, wait for, null where that is durable. */
  #accept(
    entries: readonly NewEntry[],
    { expect, sync = this.files.created.sync }: AppendOptions,
  ): { readonly batch: Batch | null; readonly appended: Appended } {
    this.#checkSaid();
    const now = this.#options.now();
    const first = this.#count;
    const fresh: NewEntry[] = [];
    const times: number[] = [];
    let sent: Map<string, number> | null = null;
    let last = this.#lastTime;
    let repeats = -1;
    for (const entry of entries) {
      checkEntry(entry);
      const { producer } = entry;
      const repeat = producer === undefined ? null : this.#repeatOf(producer, sent ??= new Map());
      if (repeat !== null) {
        if (repeats < 0) repeats = repeat;
        continue;
      }
      times.push(last = timeOf(entry, now, last));
      fresh.push(entry);
    }
    const isNew = fresh.length > 0;
    const appended = {
      first: repeats < 0 ? first : repeats,
      count: entries.length,
      time: isNew ? last : null,
      repeated: entries.length - fresh.length,
    };
    if (expect !== undefined && expect !== (isNew ? first : appended.first)) {
      throw logFailure("log-not-expected", { log: this.files.name, expected: expect, actual: first });
    }
    if (!isNew) return { batch: this.#queue.at(-1) ?? this.#flying, appended };
    const batch = this.#batch(sync, sync === "always");
    for (let i = 0; i < fresh.length; i++) this.#put(batch, fresh[i], times[i]);
    if (sync === "always" && this.#running === null && this.#queue[0] === batch) this.#runNow(batch);
    else this.#start();
    return { batch, appended };
  }

  // ---- writing -------------------------------------------------------------------------------------------------------

  #start(): void {
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    try {
      for (let batch = this.#take(); batch !== null; batch = this.#take()) {
        try {
          this.#write(batch);
        } catch (error) {
          this.#refuse(batch, error);
          continue;
        }
        try {
          const syncing = batch.sync === "os" ? null : this.#segment.file.sync();
          const failure = this.#hash(batch);
          await syncing;
          if (failure !== null) {
            this.#refuse(batch, failure.error);
            continue;
          }
          this.#acknowledge(batch);
          if (this.#underived > DERIVE_BYTES) await this.#derive();
        } catch (error) {
          this.#poisonBy(error);
        }
      }
    } finally {
      this.#running = null;
    }
    if (this.#sealing !== null) this.#rollNow().catch(() => {}); // who waits for the sealing is told
  }

  /** Writes and syncs a batch before anything else happens in this thread. */
  #runNow(batch: Batch): void {
    this.#take();
    try {
      this.#write(batch);
    } catch (error) {
      return this.#refuse(batch, error);
    }
    const failure = this.#hash(batch);
    if (failure !== null) return this.#refuse(batch, failure.error);
    try {
      this.#segment.file.syncNow();
      this.#acknowledge(batch);
      if (this.#underived > DERIVE_BYTES) this.#deriveNow();
    } catch (error) {
      this.#poisonBy(error);
    }
  }

  #take(): Batch | null {
    this.#flying = this.#queue.shift() ?? null;
    return this.#flying;
  }

  /** Index and segment; what fails here, or in `#hash`, leaves nothing behind. */
  #write(batch: Batch): void {
    this.#checkLock();
    const full = this.#mark.length >= this.files.created.segmentBytes && this.#mark.length > SEGMENT_HEAD;
    if (full || this.#sealing !== null) this.#roll();
    batch.close();
    const indexed = this.#index.count;
    batch.seal(this.#mark.synced.count, this.#segment.head.tag, (offset, from, time) => {
      this.#index.add(offset, this.#mark.length + from, time);
    });
    if (this.#index.count > indexed) this.#indexFile.writeAt(this.#index.encode(indexed), indexed * INDEX_ENTRY);
    this.#segment.file.writeAt(batch.bytes.subarray(0, batch.length), this.#mark.length);
  }

  /** Hashes of a batch whose blocks are written to the tree; answers what has failed. */
  #hash(batch: Batch): { readonly error: unknown } | null {
    try {
      const leaves = batch.leaves(this.files.hash);
      const stored = storedHashCount(batch.first);
      const hashes = new Uint8Array((storedHashCount(batch.first + batch.count) - stored) * HASH_BYTES);
      let at = 0;
      for (let i = 0; i < batch.count; i++) at = this.#tree.appendInto(leaves, hashes, at, i * HASH_BYTES);
      this.#treeFile.writeAt(hashes, stored * HASH_BYTES);
      return null;
    } catch (error) {
      return { error };
    }
  }

  #checkLock(): void {
    const now = performance.now();
    if (now - this.#lockSeen < LOCK_MS) return;
    this.#options.lock.check();
    this.#lockSeen = now;
  }

  #acknowledge(batch: Batch): void {
    const place: Place = {
      count: batch.first + batch.count,
      segment: this.#segment.head.first,
      length: this.#mark.length + batch.length,
    };
    for (const { id, seq, offset } of batch.sent) this.#producers.note(id, seq, offset);
    this.#underived += batch.length;
    this.#setMark({
      ...this.#mark,
      ...place,
      lastTime: batch.lastTime,
      root: this.#tree.root(),
      synced: batch.sync === "os" ? this.#mark.synced : place,
    });
    this.#waitingBytes -= batch.length;
    this.#flying = null;
    this.#buffer ??= batch.buffer;
    batch.done.resolve();
    announce(this.files.folder);
  }

  #setMark(mark: Mark): void {
    this.#orPoisoned(() => this.#durable.write(mark));
    this.#mark = mark;
  }

  /** Does what, where it fails, leaves it unknown what is on the disk. */
  #orPoisoned(act: () => void): void {
    try {
      act();
    } catch (error) {
      throw this.#poisonOf(error);
    }
  }

  #poisonOf(error: unknown): LogFailure {
    if (isLogFailure(error, "log-lock-lost") || isLogFailure(error, "log-poisoned")) return error;
    const reason = error instanceof Error ? error.message : String(error);
    return logFailure("log-poisoned", { log: this.files.name, reason }, error);
  }

  /** What has to be synced so that recovery need not look at what is before. */
  #underivedFiles(): DiskFile[] {
    const derived = [this.#treeFile, this.#indexFile];
    return this.#mark.synced.count < this.#mark.count ? [this.#segment.file, ...derived] : derived;
  }

  /** Makes tree, index and producers durable, and what was acknowledged before it was synced. */
  async #derive(): Promise<void> {
    try {
      await Promise.all(this.#underivedFiles().map((file) => file.sync()));
    } catch (error) {
      throw this.#poisonOf(error);
    }
    this.#setDerived();
  }

  /** The same, blocking the thread. */
  #deriveNow(): void {
    this.#orPoisoned(() => {
      for (const file of this.#underivedFiles()) file.syncNow();
    });
    this.#setDerived();
  }

  #setDerived(): void {
    const { count, segment, length } = this.#mark;
    const producers = this.#producers.size > 0;
    this.#underived = 0;
    if (producers && !this.#writeProducers(count)) return;
    this.#setMark({ ...this.#mark, synced: { count, segment, length }, derived: count, producers });
  }

  /** Whether the file could be written: it is derived, so a full disk is no reason to stop. */
  #writeProducers(count: number): boolean {
    const { disk } = this.files;
    const path = this.files.path("producers");
    try {
      writeWhole(disk, path, this.#producers.encode(count));
      return true;
    } catch (error) {
      if (isLogFailure(error, "disk-full")) return false;
      throw this.#poisonOf(error);
    }
  }

  /** Begins a new segment between two batches, so that all records before are in segments that do not grow any more. */
  seal(): Promise<void> {
    this.checkOpen();
    if (this.#running !== null) return (this.#sealing ??= Promise.withResolvers()).promise;
    return this.#rollNow();
  }

  #rollNow(): Promise<void> {
    const sealing = this.#sealing ??= Promise.withResolvers();
    try {
      this.#checkLock();
      this.#roll();
    } catch (error) {
      if (isLogFailure(error, "log-lock-lost") || isLogFailure(error, "log-poisoned")) this.#poisonBy(error);
      sealing.reject(error);
      this.#sealing = null;
    }
    return sealing.promise;
  }

  /** Makes `close` wait for work on the log's files, which asks `checkOpen` now and then whether to go on. */
  hold(work: Promise<unknown>): void {
    this.#held.add(work);
    const done = () => this.#held.delete(work);
    work.then(done, done);
  }

  /** Tells readers that segments were rewritten, and makes the mark durable. */
  announceRewriting(): void {
    this.checkOpen();
    this.#setMark({ ...this.#mark, generation: nextGeneration(this.#mark.generation) });
    this.#orPoisoned(() => this.#durable.syncNow());
    announce(this.files.folder);
  }

  /** Everything before is durable then. */
  #roll(): void {
    if (this.#mark.length === SEGMENT_HEAD) return this.#sealed();
    this.#deriveNow();
    const { files } = this;
    const first = this.#mark.count;
    const path = files.segmentPath(first);
    const file = files.disk.open(path, "fresh");
    try {
      file.writeAt(encodeSegmentHead(first, this.#options.now(), files.logId), 0);
      file.syncNow();
    } catch (error) {
      file.close();
      files.disk.remove(path);
      throw error;
    }
    file.close();
    const segment = files.openSegment(first, "write");
    const index = new SegmentIndex(segment.head.tag);
    writeIndex(files, first, index);
    const indexFile = files.disk.open(files.indexPath(first), "create");
    files.disk.syncFolder(files.folder);
    this.#segment.file.close();
    this.#indexFile.close();
    [this.#segment, this.#index, this.#indexFile] = [segment, index, indexFile];
    const place: Place = { count: first, segment: first, length: SEGMENT_HEAD };
    this.#setMark({ ...this.#mark, ...place, synced: place });
    this.#orPoisoned(() => this.#durable.syncNow());
    this.#sealed();
  }

  #sealed(): void {
    this.#sealing?.resolve();
    this.#sealing = null;
  }

  // ---- failing -------------------------------------------------------------------------------------------------------

  /** A write failed: cuts off what was written, and refuses the batch and all that came behind it. */
  #refuse(batch: Batch, error: unknown): void {
    if (isLogFailure(error, "log-lock-lost") || isLogFailure(error, "log-poisoned")) return this.#poisonBy(error);
    try {
      const { count, length } = this.#mark;
      this.#segment.file.truncate(length);
      this.#segment.file.syncNow(); // else a power cut could bring back what is refused here
      this.#index.cut(length);
      this.#indexFile.truncate(this.#index.count * INDEX_ENTRY);
      this.#treeFile.truncate(storedHashCount(count) * HASH_BYTES);
      this.#tree = new Tree(this.files.hash, count, hashReader(this.#treeFile));
    } catch (second) {
      return this.#poisonBy(second);
    }
    this.#rejectAll(batch, error);
  }

  #poisonBy(error: unknown): void {
    this.#poison = this.#poisonOf(error);
    this.#rejectAll(this.#flying, this.#poison);
  }

  #rejectAll(flying: Batch | null, error: unknown): void {
    const refused = flying === null ? this.#queue.splice(0) : [flying, ...this.#queue.splice(0)];
    this.#flying = null;
    this.#taken = this.#producers.copy();
    this.#count = this.#mark.count;
    this.#lastTime = this.#mark.lastTime;
    this.#waitingBytes = 0;
    this.#sealing?.reject(error);
    this.#sealing = null;
    for (const each of refused) {
      if (each.unwatched && this.#poison === null) this.#unsaid = error as Error; // the disk throws errors only
      each.done.reject(error);
    }
  }

  // ---- closing -------------------------------------------------------------------------------------------------------

  /** Waits for what was taken in, syncs everything, closes the files. A poisoned writer just closes them. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#running;
    await Promise.allSettled(this.#held);
    try {
      if (this.#poison === null) {
        this.#options.lock.check();
        this.#deriveNow();
        this.#durable.syncNow();
      }
    } finally {
      for (const file of [this.#segment.file, this.#indexFile, this.#treeFile, this.#durable]) file.close();
      this.#options.closed();
    }
  }
}
