/**
 * Erasing payloads: a record that need not be kept loses its payload and keeps its place, time and leaf hash. So the Merkle tree is
 * what it was, and proofs of all other records stay valid.
 * In: a store, a log, which records to keep. Out: how many were erased.
 *
 * In this order, each step durable before the next, so that a crash leaves the old or the new segment, never a part:
 *  1. a notice in the log says what is going to be erased;
 *  2. the writer begins a new segment, so the others do not grow any more;
 *  3. files of columns are removed, and nobody makes new ones until the end;
 *  4. each segment with something to erase is written anew beside, its index removed, and renamed into its place;
 *  5. readers are told to open their files again.
 * What a crash interrupts is begun again by the next compaction: what was erased then is not asked for again.
 * @module
 */
import { BLOCK_HEAD, RECORD_HEAD, recordCrc, sealBlock, writeBlockHead } from "./block.ts";
import { equalBytes, viewOf } from "./bytes.ts";
import { ColumnFiles } from "./column_files.ts";
import { crc32c } from "./crc32c.ts";
import { entryLeaf, ERASED_PAYLOAD, erasedEntry, FLAG, KIND, type NewEntry, payloadStart } from "./entry.ts";
import { logFailure } from "./errors.ts";
import { SegmentIndex } from "./index.ts";
import type { LogFiles } from "./log_files.ts";
import type { Cursor } from "./reader.ts";
import { writeIndex } from "./recovery.ts";
import { SEGMENT_HEAD } from "./segment.ts";
import type { Store } from "./store.ts";
import { type ReadHash, storedHashIndex } from "./tree.ts";
import { type VisitedBlock, walkBlocks } from "./walk.ts";
import type { Writer } from "./writer.ts";

/** Offsets [from, to). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface CompactOptions {
  /** The notice about an erasure of these offsets, as bytes of a map. */
  readonly notice: (erased: readonly Range[]) => Pick<NewEntry, "payload" | "canonical">;
}

export interface Compacted {
  /** How many records lost their payload. */
  readonly erased: number;
  /** How many segments were rewritten. */
  readonly segments: number;
  /** Offset of the notice; null where there was nothing to erase. */
  readonly notice: number | null;
}

/** Whether to keep the record that the cursor is at. */
export type ShouldKeep = (offset: number, cursor: Cursor) => boolean;

const PIECE = 4 * 1024 * 1024;

/** A rewriting of each log at a time. */
const running = new WeakMap<Writer, Promise<unknown>>();

function addOffset(ranges: { from: number; to: number }[], offset: number): void {
  const last = ranges.at(-1);
  if (last?.to === offset) last.to++;
  else ranges.push({ from: offset, to: offset + 1 });
}

/** Answers for ascending offsets whether they are in ascending ranges. */
function inRanges(ranges: readonly Range[], from: number): (offset: number) => boolean {
  let i = ranges.findIndex((range) => range.to > from);
  return (offset) => {
    while (i >= 0 && i < ranges.length && ranges[i].to <= offset) i++;
    return i >= 0 && i < ranges.length && ranges[i].from <= offset;
  };
}

interface Rewriting {
  readonly files: LogFiles;
  readonly canonical: (payload: Uint8Array) => Uint8Array;
  readonly hashes: ReadHash;
  readonly segment: string;
  readonly isErased: (offset: number) => boolean;
  /** Fails where the writer is closed meanwhile. */
  readonly checkOpen: () => void;
}

/** What is left of the entry at [start, end) of a block. */
function eraseEntry(rewriting: Rewriting, block: VisitedBlock, offset: number, start: number, end: number): Uint8Array {
  const { files, canonical, hashes, segment } = rewriting;
  const { bytes, view } = block;
  const payload = payloadStart(bytes, view, start, end);
  const position = block.position + BLOCK_HEAD + start - RECORD_HEAD - block.body;
  if (payload < 0) throw logFailure("log-damaged", { segment, position, reason: `record ${offset} makes no sense` });
  const form = (bytes[start + 1] & FLAG.canonical) === 0 ? canonical(bytes.subarray(payload, end)) : null;
  const leaf = entryLeaf(files.hash, bytes, start, end, payload, form);
  if (!equalBytes(leaf, hashes(storedHashIndex(0, offset)))) {
    const reason = `the hash of record ${offset} is another than in the Merkle tree`;
    throw logFailure("log-damaged", { segment, position, reason });
  }
  return erasedEntry(bytes, start, payload, leaf);
}

/** A block again, without the payloads that are erased; null where none is. */
function rewriteBlock(rewriting: Rewriting, block: VisitedBlock, tag: number): Uint8Array | null {
  const { head, body, bytes, view } = block;
  const wanted: number[] = [];
  for (let offset = head.first; offset < head.first + head.count; offset++) {
    if (rewriting.isErased(offset)) wanted.push(offset);
  }
  if (wanted.length === 0) return null;
  const out = new Uint8Array(BLOCK_HEAD + head.bodyLength + wanted.length * ERASED_PAYLOAD);
  const outView = viewOf(out);
  const erased = new Set(wanted);
  let to = BLOCK_HEAD;
  for (let at = body, offset = head.first; at < body + head.bodyLength; offset++) {
    const start = at + RECORD_HEAD;
    const end = start + view.getUint32(at, true);
    const entry = erased.has(offset) && bytes[start] !== KIND.erased
      ? eraseEntry(rewriting, block, offset, start, end)
      : bytes.subarray(start, end);
    out.set(entry, to + RECORD_HEAD);
    outView.setUint32(to, entry.length, true);
    const next = to + RECORD_HEAD + entry.length;
    outView.setUint32(to + 4, recordCrc(out, to, next), true);
    to = next;
    at = end;
  }
  const bodyLength = to - BLOCK_HEAD;
  writeBlockHead(outView, 0, { ...head, bodyLength, bodyCrc: crc32c(out, BLOCK_HEAD, to) });
  sealBlock(out, outView, 0, head.durable, tag);
  return out.subarray(0, to);
}

/** Writes a segment beside itself and puts it into its place. */
async function rewriteSegment(rewriting: Rewriting, first: number, next: number): Promise<void> {
  const { files, segment: path } = rewriting;
  const beside = `${path}.new`;
  const old = files.openSegment(first);
  const fresh = files.disk.open(beside, "fresh");
  const index = new SegmentIndex(old.head.tag);
  try {
    const end = old.file.size();
    const head = new Uint8Array(SEGMENT_HEAD);
    old.file.readAt(head, 0);
    fresh.writeAt(head, 0);
    let to = SEGMENT_HEAD;
    let from = { position: SEGMENT_HEAD, offset: first };
    while (from.position < end) {
      const stop = from.position + PIECE;
      // A piece at a time, so that the thread is free between them.
      const ended = walkBlocks(old, { ...from, end, until: stop }, (block) => {
        const { head, bytes, body } = block;
        const rewritten = rewriteBlock(rewriting, block, old.head.tag) ??
          bytes.subarray(body - BLOCK_HEAD, body + head.bodyLength);
        fresh.writeAt(rewritten, to);
        index.add(head.first, to, head.firstTime);
        to += rewritten.length;
      });
      if (ended.reason !== null) {
        throw logFailure("log-damaged", { segment: path, position: ended.position, reason: ended.reason });
      }
      from = ended;
      await fresh.sync();
      rewriting.checkOpen();
    }
    if (from.offset !== next) {
      const reason = `it ends before record ${from.offset}, and the next segment begins with ${next}`;
      throw logFailure("log-damaged", { segment: path, position: end, reason });
    }
  } catch (error) {
    fresh.close();
    files.disk.remove(beside);
    throw error;
  } finally {
    old.file.close();
  }
  fresh.close();
  files.disk.remove(files.indexPath(first)); // an old index would name wrong places
  files.disk.syncFolder(files.folder);
  files.disk.rename(beside, path);
  files.disk.syncFolder(files.folder);
  writeIndex(files, first, index);
}

async function compactNow(
  store: Store,
  writer: Writer,
  shouldKeep: ShouldKeep,
  { notice }: CompactOptions,
): Promise<Compacted> {
  const { files } = writer;
  const reader = await store.reader(files.name);
  const columns = new ColumnFiles(files);
  let erasing = false;
  try {
    const ranges: { from: number; to: number }[] = [];
    let erased = 0;
    reader.scan(0, undefined, (cursor) => {
      const { offset, kind } = cursor;
      if (kind === KIND.erased || kind === KIND.notice || shouldKeep(offset, cursor)) return;
      addOffset(ranges, offset);
      erased++;
    });
    if (erased === 0) return { erased, segments: 0, notice: null };
    const appended = await writer.append([{ kind: KIND.notice, ...notice(ranges) }], { sync: "batch" });
    await writer.seal();
    // No columns may be made of what is going to be erased.
    columns.beginErasing();
    erasing = true;
    // With this second mark since then also its older slot is about the new segment, and none about a length that changes.
    writer.announceRewriting();
    const firsts = files.segments();
    let segments = 0;
    for (const [k, first] of firsts.entries()) {
      const next = firsts[k + 1];
      if (next === undefined || !ranges.some(({ from, to }) => from < next && to > first)) continue;
      const isErased = inRanges(ranges, first);
      const segment = files.segmentPath(first);
      const checkOpen = () => writer.checkOpen();
      const { canonical } = store;
      await rewriteSegment({ files, canonical, hashes: reader.hashes, segment, isErased, checkOpen }, first, next);
      segments++;
      writer.announceRewriting();
    }
    return { erased, segments, notice: appended.first };
  } finally {
    reader.close();
    if (erasing) columns.endErasing();
  }
}

/**
 * Erases the payloads of the records of a log for which `shouldKeep` is false; notices stay. Costs a reading of the log and a writing
 * of each segment with something to erase; appends and reads go on meanwhile.
 */
export async function compact(
  store: Store,
  name: string,
  shouldKeep: ShouldKeep,
  options: CompactOptions,
): Promise<Compacted> {
  const writer = await store.writer(name);
  const before = running.get(writer) ?? Promise.resolve();
  const now = before.catch(() => {}).then(() => compactNow(store, writer, shouldKeep, options));
  running.set(writer, now);
  writer.hold(now);
  return await now;
}
