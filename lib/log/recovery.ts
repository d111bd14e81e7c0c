/**
 * What is in a log when it is opened for writing: from the durable mark on, only the tail is looked at.
 *
 * 1. Read the mark; begin at the last indexed block before its `derived` count (without a mark: at the first record).
 * 2. Check every block from there. At the mark's count the Merkle root must be the mark's; where it is not, or where tree or
 *    producers are not usable, begin again at the first record and make them anew.
 * 3. A block that is not whole, behind what was synced, in the last segment, and without a whole block behind it that says it was
 *    durable, is a torn tail. Anything else that is not whole is damage: a failure with its place, and nothing is changed.
 * 4. Cut the torn tail, sync what was found behind the mark, write tree, index and mark.
 *
 * In: the files of a log. Out: where the log ends, what the writer goes on with, and a report.
 * @module
 */
import { type BlockHead, RECORD_HEAD } from "./block.ts";
import { equalBytes, hexOf } from "./bytes.ts";
import { ColumnFiles } from "./column_files.ts";
import { DurableFile, type Mark, nextGeneration, type Place } from "./durable.ts";
import { type DiskFile, readWhole, writeWhole } from "./disk.ts";
import { entryLeaf, FLAG, optionalFields, payloadStart } from "./entry.ts";
import { isLogFailure, logFailure } from "./errors.ts";
import { INDEX_ENTRY, SegmentIndex } from "./index.ts";
import type { Canonical, LogFiles, OpenSegment } from "./log_files.ts";
import { Producers } from "./producers.ts";
import { SEGMENT_HEAD } from "./segment.ts";
import { storedHashCount, Tree } from "./tree.ts";
import { HASH_BYTES } from "./hash_function.ts";
import { findBlock, offsetOfBlock, type VisitedBlock, walkBlocks } from "./walk.ts";

/** What recovery found and did. */
export interface RecoveryReport {
  /** The torn tail that was cut, or null. */
  readonly cut: { readonly segment: string; readonly position: number; readonly bytes: number } | null;
  /** Records found behind the mark, and kept. */
  readonly kept: number;
  /** Records that were acknowledged before they were synced and are gone: only where the sync mode is `os`. */
  readonly lost: number;
  /** What was made anew from the records. */
  readonly rebuilt: readonly ("mark" | "tree" | "index" | "producers")[];
}

/** A log that is ready for writing. */
export interface Recovered {
  readonly mark: Mark;
  readonly tree: Tree;
  readonly producers: Producers;
  /** The segment that the place is in, open for writing. */
  readonly segment: OpenSegment;
  readonly index: SegmentIndex;
  readonly treeFile: DiskFile;
  readonly durable: DurableFile;
  readonly report: RecoveryReport;
}

type Rebuilt = RecoveryReport["rebuilt"][number];

/** Hashes for the file `tree`, written in large pieces. */
class TreeWriter {
  readonly #file: DiskFile;
  readonly #buffer = new Uint8Array(1024 * 1024);
  #length = 0;
  #position: number;

  constructor(file: DiskFile, size: number) {
    this.#file = file;
    this.#position = storedHashCount(size) * HASH_BYTES;
  }

  append(tree: Tree, leaf: Uint8Array): void {
    if (this.#length + 64 * HASH_BYTES > this.#buffer.length) this.flush();
    this.#length = tree.appendInto(leaf, this.#buffer, this.#length);
  }

  flush(): void {
    this.#file.writeAt(this.#buffer.subarray(0, this.#length), this.#position);
    this.#position += this.#length;
    this.#length = 0;
  }
}

/** Reads a stored hash; fails where the file is too short. */
export function hashReader(file: DiskFile): (index: number) => Uint8Array {
  return (index) => {
    const hash = new Uint8Array(HASH_BYTES);
    if (file.readAt(hash, index * HASH_BYTES) < HASH_BYTES) {
      throw logFailure("log-bad-file", { path: file.path, reason: `it ends before hash ${index}` });
    }
    return hash;
  };
}

/** What is derived from records, up to some count. */
interface Derived {
  readonly tree: Tree;
  readonly producers: Producers;
}

/** What the files say is derived from the records before the mark's `derived`; null and why where they are not usable. */
function readDerived(files: LogFiles, treeFile: DiskFile, mark: Mark): Derived | Rebuilt {
  let tree: Tree;
  try {
    tree = new Tree(files.hash, mark.derived, hashReader(treeFile));
  } catch (error) {
    if (isLogFailure(error, "log-bad-file")) return "tree";
    throw error;
  }
  if (!mark.producers) return { tree, producers: new Producers() };
  const path = files.path("producers");
  const there = files.disk.kind(path) === "file";
  const producers = there ? Producers.decode(readWhole(files.disk, path), mark.derived) : null;
  return producers === null ? "producers" : { tree, producers };
}

/** The index of a segment that was looked at. */
interface ScannedIndex {
  readonly first: number;
  readonly index: SegmentIndex;
  /** The file is as it has to be. */
  readonly same: boolean;
  /** What had to be on the disk in any case was not. */
  readonly wrong: boolean;
}

/** The end of a scan of the records from some place on. */
interface Scanned extends Derived {
  readonly place: Place;
  readonly lastTime: number;
  /** Root at the mark's count; null where the records end before. */
  readonly rootAtMark: Uint8Array | null;
  readonly torn: { readonly bytes: number } | null;
  /** A last segment whose making was interrupted: it has no head. */
  readonly unborn: number | null;
  readonly indexes: readonly ScannedIndex[];
}

interface ScanOptions {
  readonly files: LogFiles;
  readonly canonical: Canonical;
  readonly mark: Mark | null;
  readonly treeFile: DiskFile;
  readonly derived: Derived;
}

/** Adds the records of a block to what is derived. */
function derive(block: VisitedBlock, segment: string, options: ScanOptions, sink: (leaf: Uint8Array) => void): void {
  const { files, canonical, derived: { tree, producers } } = options;
  const { bytes, view, body, head } = block;
  const end = body + head.bodyLength;
  let offset = head.first;
  for (let at = body; at < end; offset++) {
    const entry = at + RECORD_HEAD;
    const next = end - at < RECORD_HEAD ? -1 : entry + view.getUint32(at, true);
    const payload = next < entry || next > end ? -1 : payloadStart(bytes, view, entry, next);
    if (payload < 0) {
      const position = block.position + at - body;
      throw logFailure("log-damaged", { segment, position, reason: `record ${offset} makes no sense` });
    }
    if (offset >= tree.size) {
      const flags = bytes[entry + 1];
      if ((flags & FLAG.producer) !== 0) {
        const { producer } = optionalFields(bytes, view, entry);
        if (producer !== undefined) producers.note(producer.id, producer.seq, offset);
      }
      const form = (flags & FLAG.canonical) === 0 ? canonical(bytes.subarray(payload, next)) : null;
      sink(entryLeaf(files.hash, bytes, entry, next, payload, form));
    }
    at = next;
  }
}

/** Whether what does not look whole at `position` may be cut; fails with the damage where it may not. */
function checkTorn(
  options: ScanOptions,
  open: OpenSegment,
  { position, offset, reason }: { position: number; offset: number; reason: string },
  isLast: boolean,
  end: number,
): void {
  const { files, mark } = options;
  const damaged = (why: string) =>
    logFailure("log-damaged", { segment: files.segmentPath(open.head.first), position, reason: why });
  if (!isLast) throw damaged(reason);
  if (mark !== null && (open.head.first < mark.synced.segment || isBefore(open, position, mark.synced))) {
    throw damaged(reason);
  }
  const durable = findBlock(open, { position: position + 1, end }, (head: BlockHead) => head.durable > offset);
  if (durable !== null) {
    throw damaged(`${reason}, but the block at byte ${durable.position} says that it was durable`);
  }
}

function isBefore({ head }: OpenSegment, position: number, place: Place): boolean {
  return head.first === place.segment && position < place.length;
}

/** Opens a segment; null for the last one where its making was interrupted. */
function openUnlessUnborn(files: LogFiles, first: number, isLast: boolean, mark: Mark | null): OpenSegment | null {
  try {
    return files.openSegment(first);
  } catch (error) {
    const unborn = isLogFailure(error, "log-damaged") && isLast && first > 0 && first > (mark?.synced.segment ?? 0);
    if (!unborn) throw error;
    const file = files.disk.open(files.segmentPath(first), "read");
    const size = file.size();
    file.close();
    if (size > SEGMENT_HEAD) throw error;
    return null;
  }
}

/** Checks the blocks of a segment from the last indexed one before `from` on, and derives from those behind. */
function scanSegment(options: ScanOptions, open: OpenSegment, from: number, visit: (block: VisitedBlock) => void) {
  const { files, mark } = options;
  const { first } = open.head;
  const end = open.file.size();
  const onDisk = files.readIndex(first);
  const index = SegmentIndex.decode(onDisk, open.head.tag);
  const entry = from > first ? index.findOffset(from) : null;
  const start = entry !== null && offsetOfBlock(open, entry.position, end) === entry.offset
    ? { position: entry.position, offset: entry.offset, end }
    : { position: SEGMENT_HEAD, offset: first, end };
  index.cut(start.position);
  const ended = walkBlocks(open, start, (block) => {
    index.add(block.head.first, block.position, block.head.firstTime);
    visit(block);
  });
  const bytes = index.encode();
  const synced = bytes.subarray(0, index.countBefore(mark?.derived ?? 0) * INDEX_ENTRY);
  const same = equalBytes(bytes, onDisk);
  const wrong = !equalBytes(synced, onDisk.subarray(0, synced.length));
  return { ended, end, index: { first, index, same, wrong } };
}

/** Fails where a walk that ended well ended before what was synced. */
function checkLength({ files, mark }: ScanOptions, open: OpenSegment, position: number): void {
  if (mark === null || !isBefore(open, position, mark.synced)) return;
  const reason = `it ends here, but ${mark.synced.length} bytes of it were acknowledged`;
  throw logFailure("log-damaged", { segment: files.segmentPath(open.head.first), position, reason });
}

/** Checks everything from the last indexed block before `derived` on. */
function scan(options: ScanOptions): Scanned {
  const { files, mark, derived } = options;
  const { tree } = derived;
  const from = tree.size;
  const firsts = files.segments();
  const damaged = (first: number, reason: string) =>
    logFailure("log-damaged", { segment: files.segmentPath(first), position: 0, reason });
  const needed = mark?.synced.segment ?? 0;
  if (!firsts.includes(needed)) throw damaged(needed, "the file is missing");
  if (firsts[0] > 0) throw damaged(0, "the file is missing");

  const writer = new TreeWriter(options.treeFile, from);
  const indexes: ScannedIndex[] = [];
  let rootAtMark = mark?.count === from ? tree.root() : null;
  let lastTime = 0;
  let place: Place | null = null;
  let torn: Scanned["torn"] = null;
  let unborn: number | null = null;
  // The segment before, where one begins with `from`: the time of the last record is there.
  for (let k = Math.max(firsts.findLastIndex((first) => first < from), 0); k < firsts.length; k++) {
    const first = firsts[k];
    const isLast = k === firsts.length - 1;
    if (place !== null && place.count !== first) {
      throw damaged(first, `it begins with ${first}, but ${place.count} is next`);
    }
    const open = openUnlessUnborn(files, first, isLast && place !== null, mark);
    if (open === null) {
      unborn = first;
      break;
    }
    try {
      const { ended, end, index } = scanSegment(options, open, from, (block) => {
        lastTime = block.head.lastTime;
        derive(block, files.segmentPath(first), options, (leaf) => {
          writer.append(tree, leaf);
          if (tree.size === mark?.count) rootAtMark = tree.root();
        });
      });
      const { position, offset, reason } = ended;
      if (reason === null) checkLength(options, open, position);
      else {
        checkTorn(options, open, { position, offset, reason }, isLast, end);
        torn = { bytes: end - position };
      }
      indexes.push(index);
      place = { count: offset, segment: first, length: position };
    } finally {
      open.file.close();
    }
  }
  writer.flush();
  if (place === null) throw damaged(0, "the file is missing");
  return { ...derived, place, lastTime, rootAtMark, torn, unborn, indexes };
}

/** Scans from what is derived; from the first record where that does not lead to the mark's root, or where `rebuild` asks for it. */
function scanOrRebuild(
  files: LogFiles,
  canonical: Canonical,
  mark: Mark | null,
  treeFile: DiskFile,
  rebuild: boolean,
): { readonly scanned: Scanned; readonly rebuilt: Rebuilt[] } {
  const rebuilt: Rebuilt[] = mark === null ? ["mark", "tree"] : rebuild ? ["tree"] : [];
  const differs = ({ rootAtMark }: Scanned) =>
    mark !== null && rootAtMark !== null && hexOf(rootAtMark) !== hexOf(mark.root);
  if (mark !== null && !rebuild) {
    const derived = readDerived(files, treeFile, mark);
    if (typeof derived !== "string") {
      const scanned = scan({ files, canonical, mark, treeFile, derived });
      if (!differs(scanned)) return { scanned, rebuilt };
      rebuilt.push("tree");
    } else rebuilt.push(derived);
  }
  const derived = { tree: new Tree(files.hash), producers: new Producers() };
  const scanned = scan({ files, canonical, mark, treeFile, derived });
  if (mark !== null && differs(scanned)) {
    const [has, wanted] = [hexOf(scanned.rootAtMark ?? mark.root), hexOf(mark.root)];
    throw logFailure("log-root-differs", { log: files.name, count: mark.count, has, wanted });
  }
  return { scanned, rebuilt };
}

/** Makes the index files that are missing of segments before the last. */
function fillIndexes(files: LogFiles, last: number): boolean {
  let made = false;
  for (const first of files.segments()) {
    if (first >= last || files.disk.kind(files.indexPath(first)) === "file") continue;
    const open = files.openSegment(first);
    try {
      writeIndex(files, first, indexOf(files, open, open.file.size()));
      made = true;
    } finally {
      open.file.close();
    }
  }
  return made;
}

/** The index of a segment, from its blocks; fails at the first that is not whole. */
export function indexOf(files: LogFiles, open: OpenSegment, end: number): SegmentIndex {
  const index = new SegmentIndex(open.head.tag);
  const ended = walkBlocks(open, { position: SEGMENT_HEAD, offset: open.head.first, end }, ({ head, position }) => {
    index.add(head.first, position, head.firstTime);
  });
  if (ended.reason !== null) {
    const { position, reason } = ended;
    throw logFailure("log-damaged", { segment: files.segmentPath(open.head.first), position, reason });
  }
  return index;
}

/** Puts a whole index into its place. */
export function writeIndex(files: LogFiles, first: number, index: SegmentIndex): void {
  writeWhole(files.disk, files.indexPath(first), index.encode());
}

/** Removes what an interrupted rewriting left. */
function removeLeftovers(files: LogFiles): void {
  for (const name of files.disk.list(files.folder)) {
    if (name.endsWith(".new")) files.disk.remove(`${files.folder}/${name}`);
  }
  new ColumnFiles(files).clean();
}

/** Opens a log for writing; see the head of this file. */
export function recover(
  files: LogFiles,
  { canonical, rebuild = false }: { canonical: Canonical; rebuild?: boolean },
): Recovered {
  const durable = new DurableFile(files.disk.open(files.path("durable"), "create"), files.logId);
  const treeFile = files.disk.open(files.path("tree"), "create");
  let segment: OpenSegment | null = null;
  try {
    const mark = durable.read();
    if (mark?.dropped) throw logFailure("log-dropped", { log: files.name });
    const { scanned, rebuilt } = scanOrRebuild(files, canonical, mark, treeFile, rebuild);
    const { place, lastTime, tree, producers, torn, indexes } = scanned;
    const last = indexes.at(-1)?.index ?? new SegmentIndex(0);
    removeLeftovers(files);
    if (scanned.unborn !== null) {
      files.disk.remove(files.segmentPath(scanned.unborn));
      files.disk.remove(files.indexPath(scanned.unborn));
    }
    segment = files.openSegment(place.segment, "write");
    if (torn !== null) segment.file.truncate(place.length);
    segment.file.syncNow();
    treeFile.truncate(storedHashCount(place.count) * HASH_BYTES);
    treeFile.syncNow();
    for (const { first, index, same } of indexes) if (!same) writeIndex(files, first, index);
    if (fillIndexes(files, place.segment) || indexes.some(({ wrong }) => wrong)) rebuilt.push("index");
    if (producers.size > 0) writeWhole(files.disk, files.path("producers"), producers.encode(place.count));
    files.disk.syncFolder(files.folder);
    const recovered: Mark = {
      ...place,
      lastTime,
      root: tree.root(),
      synced: place,
      derived: place.count,
      generation: nextGeneration(mark?.generation ?? 0), // a rewriting may have been interrupted
      producers: producers.size > 0,
      dropped: false,
    };
    durable.write(recovered);
    durable.syncNow();
    return {
      mark: recovered,
      tree,
      producers,
      segment,
      index: last,
      treeFile,
      durable,
      report: {
        cut: torn && { segment: segment.file.path, position: place.length, bytes: torn.bytes },
        kept: mark === null ? 0 : Math.max(place.count - mark.count, 0),
        lost: mark === null ? 0 : Math.max(mark.count - place.count, 0),
        rebuilt,
      },
    };
  } catch (error) {
    segment?.file.close();
    treeFile.close();
    durable.close();
    throw error;
  }
}

/** What the mark may have been: everything up to the first block of the last segment that is not whole. */
export function guessMark(files: LogFiles): Mark {
  for (const first of files.segments().toReversed()) {
    let open: OpenSegment;
    try {
      open = files.openSegment(first);
    } catch (error) {
      if (isLogFailure(error, "log-damaged")) continue;
      throw error;
    }
    let lastTime = 0;
    const start = { position: SEGMENT_HEAD, offset: first, end: open.file.size() };
    const { offset: count, position: length } = walkBlocks(open, start, ({ head }) => {
      lastTime = head.lastTime;
    });
    open.file.close();
    const place = { count, segment: first, length };
    const root = new Uint8Array(HASH_BYTES); // nobody has acknowledged one
    return { ...place, lastTime, root, synced: place, derived: 0, generation: 0, producers: false, dropped: false };
  }
  throw logFailure("log-damaged", { segment: files.segmentPath(0), position: 0, reason: "no segment has a head" });
}
