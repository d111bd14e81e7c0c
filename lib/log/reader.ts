/**
 * A reader of a log: in the writer's thread, another thread or another process. It follows the durable mark, so it never sees what was
 * not acknowledged, and needs no lock.
 * In: offsets and times. Out: entries, each with its checksum checked. Damage is a failure with segment and byte; a reader that salvages
 * leaves out what is damaged and says what (`leftOut`).
 * Invariant: a record is answered only where the blocks before it in the same segment, back to one that the index names, say that it
 * has this offset.
 * Files are read synchronously, in pieces of 512 KB: from the system's cache that takes 50 us.
 * @module
 */
import { BLOCK_HEAD, emptyBlockHead, readBlockHead, RECORD_HEAD } from "./block.ts";
import { viewOf } from "./bytes.ts";
import type { DiskFile } from "./disk.ts";
import { DurableFile, type Mark } from "./durable.ts";
import { entryTime, type Kind, payloadStart } from "./entry.ts";
import { isLogFailure, type LogFailure, logFailure } from "./errors.ts";
import { SegmentIndex } from "./index.ts";
import type { LogFiles, OpenSegment } from "./log_files.ts";
import { type Cursor, type Entry, entryOf, type KeptBlock, RecordWalk, type Visit } from "./record_walk.ts";
import { guessMark, hashReader } from "./recovery.ts";
import { SEGMENT_HEAD } from "./segment.ts";
import type { ReadHash } from "./tree.ts";
import { findBlock } from "./walk.ts";
import { watch } from "./watch.ts";
import { Window } from "./window.ts";

export type { Cursor, Entry, Visit };

/** What a reader that salvages left out: the offsets [from, to), where and why. */
export interface LeftOut {
  readonly from: number;
  readonly to: number;
  readonly segment: string;
  readonly position: number;
  readonly reason: string;
}

export interface ReaderOptions {
  /** Leave out what is damaged instead of failing. */
  readonly salvage?: boolean;
}

/** An open segment, and what of it is acknowledged. */
interface Segment extends OpenSegment {
  readonly first: number;
  /** Offset behind its last record, and where that is. */
  next: number;
  end: number;
  index: SegmentIndex;
  /** The index is made from the blocks: the file was wrong. */
  own: boolean;
}

const KEPT_BLOCKS = 16;
/** So many bytes that the index does not know of are a reason to read it again. */
const FAR_BEHIND = 512 * 1024;

export class Reader {
  readonly files: LogFiles;
  /** What was left out so far, where the reader salvages. */
  readonly leftOut: LeftOut[] = [];
  readonly #salvage: boolean;
  readonly #durable: DurableFile;
  #mark: Mark;
  #firsts: number[] = [];
  readonly #open = new Map<number, Segment>();
  readonly #blocks: KeptBlock[] = [];
  #tree: DiskFile | null = null;
  #readHash: ReadHash | null = null;
  #closed = false;
  /** What stands for the mark where there is none, in a reader that salvages. */
  #guessed: Mark | null = null;
  /** Segments were rewritten since they were opened here. */
  #rewritten = false;
  /** How many scans are under way: a visitor may ask this reader for more. */
  #scans = 0;
  readonly #unwatch = new Set<() => void>();
  readonly #onClosed: () => void;

  constructor(files: LogFiles, { salvage = false }: ReaderOptions = {}, onClosed: () => void = () => {}) {
    this.files = files;
    this.#onClosed = onClosed;
    this.#salvage = salvage;
    this.#durable = new DurableFile(files.disk.open(files.path("durable"), "read"), files.logId);
    try {
      this.#mark = this.#readMark();
    } catch (error) {
      this.#durable.close();
      throw error;
    }
  }

  #readMark(): Mark {
    if (this.#closed) throw logFailure("log-closed", { log: this.files.name });
    const mark = this.#durable.read();
    if (mark === null && this.#salvage) return this.#guessed ??= guessMark(this.files);
    if (mark === null) {
      const reason = "neither of its two marks is whole; opening the log for writing makes it anew";
      throw logFailure("log-bad-file", { path: this.files.path("durable"), reason });
    }
    if (mark.dropped) throw logFailure("log-dropped", { log: this.files.name });
    return mark;
  }

  /** Reads the mark again. */
  #refresh(): Mark {
    const mark = this.#readMark();
    if (mark.generation !== this.#mark.generation) this.#rewritten = true;
    return this.#mark = mark;
  }

  /** Forgets all open segments. */
  #forget(): void {
    this.#rewritten = false;
    for (const { file } of this.#open.values()) file.close();
    this.#open.clear();
    this.#blocks.length = 0;
    this.#firsts = [];
  }

  /** How many records are acknowledged now. */
  count(): number {
    return this.#refresh().count;
  }

  /** How many there are now, their Merkle root (32 bytes), and the time of the last one. */
  head(): { readonly count: number; readonly root: Uint8Array; readonly lastTime: number } {
    return this.#refresh();
  }

  /** How many times segments were rewritten, when this reader last looked. */
  get generation(): number {
    return this.#mark.generation;
  }

  /** Reads the stored hashes of the Merkle tree; those of the records that are acknowledged are there. */
  get hashes(): ReadHash {
    this.#tree ??= this.files.disk.open(this.files.path("tree"), "read");
    return this.#readHash ??= hashReader(this.#tree);
  }

  /**
   * Settles when the log has changed since this reader last looked, or when the reader is closed. Until then the program does not end by
   * itself.
   */
  async changed(): Promise<void> {
    if (this.#readMark() !== this.#mark) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const seen = this.#mark;
    const over = () => {
      this.#unwatch.delete(over);
      unwatch();
      resolve();
    };
    const look = () => {
      try {
        if (this.#closed || this.#durable.read() !== seen) over();
      } catch (error) {
        over();
        reject(error);
      }
    };
    const unwatch = watch(this.files.disk, this.files.folder, look);
    this.#unwatch.add(over);
    look(); // it may have changed before anybody watched
    await promise;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const over of [...this.#unwatch]) over();
    this.#forget();
    this.#tree?.close();
    this.#durable.close();
    this.#onClosed();
  }

  // ---- segments ------------------------------------------------------------------------------------------------------

  #damage(segment: number, position: number, reason: string): LogFailure {
    return logFailure("log-damaged", { segment: this.files.segmentPath(segment), position, reason });
  }

  /** First offsets of the segments that have acknowledged records, ascending. */
  #segments(): readonly number[] {
    const { segment } = this.#mark;
    if (this.#firsts.at(-1) !== segment) {
      if (this.files.disk.kind(this.files.folder) === null) throw logFailure("log-dropped", { log: this.files.name });
      this.#firsts = this.files.segments().filter((first) => first <= segment);
    }
    return this.#firsts;
  }

  /** The number among `#segments()` of the one that has an offset; -1 where it is missing. */
  #segmentOf(offset: number): number {
    const firsts = this.#segments();
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (firsts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #segment(k: number): Segment {
    const firsts = this.#segments();
    const first = firsts[k];
    const isLast = first === this.#mark.segment;
    let segment = this.#open.get(first);
    if (segment === undefined) {
      const open = this.#openFile(first);
      const index = SegmentIndex.decode(this.files.readIndex(first), open.head.tag);
      segment = { ...open, first, next: 0, end: 0, index, own: false };
      this.#open.set(first, segment);
    }
    const next = isLast ? this.#mark.count : firsts[k + 1] ?? this.#mark.count;
    if (segment.next === next) return segment;
    const size = segment.file.size();
    segment.next = next;
    segment.end = isLast ? Math.min(this.#mark.length, size) : size;
    if (segment.end - segment.index.lastPosition > FAR_BEHIND) {
      if (segment.own) this.#replaceIndex(segment);
      else segment.index = SegmentIndex.decode(this.files.readIndex(first), segment.head.tag);
    }
    return segment;
  }

  #openFile(first: number): OpenSegment {
    try {
      return this.files.openSegment(first);
    } catch (error) {
      if (isLogFailure(error, "disk-missing") && this.files.disk.kind(this.files.folder) === null) {
        throw logFailure("log-dropped", { log: this.files.name }, error);
      }
      throw error;
    }
  }

  /** Where to begin walking in a segment: what the index says, if a block with this offset is there. */
  #begin(segment: Segment, entry: { offset: number; position: number } | null): { offset: number; position: number } {
    const start = { offset: segment.first, position: SEGMENT_HEAD };
    if (entry === null || entry.position >= segment.end) return start;
    const bytes = new Uint8Array(BLOCK_HEAD);
    const head = emptyBlockHead();
    const whole = segment.file.readAt(bytes, entry.position) === BLOCK_HEAD &&
      readBlockHead(bytes, viewOf(bytes), 0, segment.head.tag, head) === null;
    if (whole && head.first === entry.offset) return entry;
    this.#replaceIndex(segment);
    return start;
  }

  /** Makes the index of a segment from its blocks' heads, as far as they are whole. */
  #replaceIndex(segment: Segment): void {
    const index = new SegmentIndex(segment.head.tag);
    const window = new Window(segment.file, segment.end);
    const head = emptyBlockHead();
    for (let position = SEGMENT_HEAD;;) {
      const at = window.need(position, BLOCK_HEAD);
      if (at < 0 || readBlockHead(window.bytes, window.view, at, segment.head.tag, head) !== null) break;
      index.add(head.first, position, head.firstTime);
      position += BLOCK_HEAD + head.bodyLength;
    }
    segment.index = index;
    segment.own = true;
  }

  // ---- reading in order ----------------------------------------------------------------------------------------------

  #range(from: number, to: number | undefined): number {
    const count = to !== undefined && to <= this.#mark.count ? this.#mark.count : this.#refresh().count;
    if (!Number.isSafeInteger(from) || from < 0) throw logFailure("log-out-of-range", { offset: from, count });
    return Math.min(to ?? count, count);
  }

  /**
   * Visits the records with offsets [from, to), `to` at most what is acknowledged; answers the offset behind the last one visited.
   * The fast way to read: nothing is made for each record.
   */
  scan(from: number, to: number | undefined, visit: Visit): number {
    const end = this.#range(from, to);
    return this.#scan(from, end, false, visit);
  }

  /** Like `scan`, as entries. Their payloads are views that stay as they are. */
  *read(from = 0, to?: number): Generator<Entry, void, undefined> {
    const end = this.#range(from, to);
    const entries: Entry[] = [];
    for (let next = from; next < end;) {
      let bytes = 0;
      next = this.#scan(next, end, true, (cursor) => {
        entries.push(entryOf(cursor));
        bytes += cursor.end - cursor.start;
        return bytes < 256 * 1024;
      });
      yield* entries;
      if (entries.length === 0) return;
      entries.length = 0;
    }
  }

  #scan(from: number, to: number, keep: boolean, visit: Visit): number {
    if (this.#rewritten && this.#scans === 0) this.#forget();
    this.#scans++;
    try {
      let offset = from;
      while (offset < to) {
        const k = this.#segmentOf(offset);
        const reached = k < 0
          ? this.#missing(offset, Math.min(this.#segments()[0] ?? to, to))
          : this.#scanSegment(k, offset, to, keep, visit);
        if (reached < 0) return -reached - 1;
        offset = reached;
      }
      return offset;
    } finally {
      this.#scans--;
    }
  }

  /** No segment has these offsets. */
  #missing(from: number, to: number): number {
    return this.#leaveOut(from, to, this.#damage(0, 0, "the file is missing"));
  }

  /** Fails with damage, or takes note that the records [from, to) are left out and answers `to`. */
  #leaveOut(from: number, to: number, failure: LogFailure): number {
    if (!this.#salvage || !isLogFailure(failure, "log-damaged")) throw failure;
    const { segment, position, reason } = failure.about as Omit<LeftOut, "from" | "to">; // what log-damaged is made of
    if (to > from) this.leftOut.push({ from, to, segment, position, reason });
    return to;
  }

  /** Visits what a segment has of [from, to). Answers the offset to go on with, or -1 - it where the visitor ended the scan. */
  #scanSegment(k: number, from: number, to: number, keep: boolean, visit: Visit): number {
    let segment: Segment;
    try {
      segment = this.#segment(k);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return this.#leaveOut(from, Math.min(this.#segments()[k + 1] ?? to, to), error as LogFailure); // or it throws
    }
    const last = Math.min(segment.next, to);
    const walk = new RecordWalk(segment, { end: segment.end, keep }, (position, from, to, reason) => {
      this.#leaveOut(from, to, this.#damage(segment.first, position, reason));
    });
    let { offset, position } = this.#begin(segment, segment.index.findOffset(from));
    while (offset < last) {
      const wrong = walk.block(position, offset);
      if (wrong !== null) {
        const found = this.#salvage
          ? findBlock(segment, { position: position + 1, end: segment.end }, ({ first }) => first > offset)
          : null;
        const next = found?.head.first ?? segment.next;
        this.#leaveOut(Math.max(offset, from), Math.min(next, last), this.#damage(segment.first, position, wrong));
        if (found === null) return last;
        [offset, position] = [next, found.position];
        continue;
      }
      const { head } = walk;
      if (offset + head.count > from) {
        const stopped = walk.records(from, last, visit);
        if (stopped >= 0) return -stopped - 1;
      }
      offset += head.count;
      position += BLOCK_HEAD + head.bodyLength;
    }
    return last;
  }

  // ---- single records ------------------------------------------------------------------------------------------------

  /** The record with an offset. */
  at(offset: number): Entry {
    const count = offset < this.#mark.count ? this.#mark.count : this.#refresh().count;
    if (!(offset >= 0 && offset < count && Number.isInteger(offset))) {
      throw logFailure("log-out-of-range", { offset, count });
    }
    if (this.#rewritten && this.#scans === 0) this.#forget();
    const block = this.#keptBlock(offset);
    const i = offset - block.first;
    const start = block.records[i] + RECORD_HEAD;
    const end = block.records[i + 1];
    const { bytes, view } = block;
    const payload = payloadStart(bytes, view, start, end);
    const segment = this.#segments()[this.#segmentOf(offset)];
    const position = block.position + block.records[i];
    if (payload < 0) throw this.#damage(segment, position, `record ${offset} makes no sense`);
    const [kind, flags, time] = [bytes[start] as Kind, bytes[start + 1], entryTime(view, start)]; // payloadStart checked it
    return entryOf({ offset, time, kind, flags, bytes, view, start, payload, end, segment, position });
  }

  #keptBlock(offset: number): KeptBlock {
    const kept = this.#blocks.findIndex(({ first, records }) => offset >= first && offset < first + records.length - 1);
    if (kept >= 0) {
      const [block] = this.#blocks.splice(kept, 1);
      this.#blocks.push(block);
      return block;
    }
    const k = this.#segmentOf(offset);
    if (k < 0) throw this.#damage(0, 0, "the file is missing");
    const segment = this.#segment(k);
    let { offset: first, position } = this.#begin(segment, segment.index.findOffset(offset));
    const walk = new RecordWalk(segment, { end: segment.end, piece: 128 * 1024 }, () => {});
    for (;;) {
      if (position >= segment.end) throw this.#damage(segment.first, position, `it ends before record ${offset}`);
      const wrong = walk.block(position, first);
      if (wrong !== null) throw this.#damage(segment.first, position, wrong);
      if (offset < first + walk.head.count) break;
      first += walk.head.count;
      position += BLOCK_HEAD + walk.head.bodyLength;
    }
    const block = walk.keep();
    if (typeof block === "number") throw this.#damage(segment.first, block, "the checksum of a record is wrong");
    this.#blocks.push(block);
    if (this.#blocks.length > KEPT_BLOCKS) this.#blocks.shift();
    return block;
  }

  /** The offset of the first record whose time is `time` (ms) or later; the count where there is none. */
  offsetAtTime(time: number): number {
    const { count } = this.#refresh();
    const firsts = this.#segments();
    // The last segment that begins before this time: the record is in it or the first behind it.
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#firstTime(middle) < time) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return Math.min(firsts[0] ?? 0, count);
    const segment = this.#segment(low - 1);
    let found = segment.next;
    const start = this.#begin(segment, segment.index.findTime(time));
    this.#scan(start.offset, segment.next, false, (cursor) => {
      if (cursor.time < time) return true;
      found = cursor.offset;
      return false;
    });
    return found;
  }

  /** The time of a segment's first record; infinity where it has none. */
  #firstTime(k: number): number {
    const segment = this.#segment(k);
    const known = segment.index.firstTime;
    if (known !== null && segment.end > SEGMENT_HEAD) return known;
    let time = Infinity;
    if (segment.next > segment.first) {
      this.#scan(segment.first, segment.first + 1, false, (cursor) => {
        time = cursor.time;
      });
    }
    return time;
  }
}
