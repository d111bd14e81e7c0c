/**
 * The files of one log: where they are, and opening those that are not just bytes.
 * In: a disk, a folder, what the log was created with. Out: paths, segments in order.
 * @module
 */
import { join } from "./paths.ts";
import { type Disk, type DiskFile, readWhole } from "./disk.ts";
import { logFailure } from "./errors.ts";
import { findHashFunction } from "./hash.ts";
import type { HashFunction } from "./hash_function.ts";
import { type Created, decodeOptions } from "./options.ts";
import { decodeSegmentHead, parseSegmentName, SEGMENT_HEAD, type SegmentHead, segmentName } from "./segment.ts";

const OPTIONS = "options.edn";

/** The canonical form of a payload. */
export type Canonical = (payload: Uint8Array) => Uint8Array;

/** An open segment. */
export interface OpenSegment {
  readonly file: DiskFile;
  readonly head: SegmentHead;
}

/** A UUID's 16 bytes. */
function idBytes(id: string): Uint8Array {
  return Uint8Array.fromHex(id.replaceAll("-", ""));
}

export class LogFiles {
  readonly disk: Disk;
  readonly folder: string;
  /** The log's name, as programs say it. */
  readonly name: string;
  readonly created: Created;
  readonly logId: Uint8Array;
  readonly hash: HashFunction;

  constructor(disk: Disk, folder: string, name: string, created: Created) {
    const hash = findHashFunction(created.hash);
    if (hash === undefined) throw logFailure("log-bad-file", { path: join(folder, OPTIONS), reason: "unknown hash" });
    [this.disk, this.folder, this.name, this.created] = [disk, folder, name, created];
    [this.logId, this.hash] = [idBytes(created.id), hash];
  }

  /** The log in a folder that is there. */
  static open(disk: Disk, folder: string, name: string): LogFiles {
    const path = join(folder, OPTIONS);
    return new LogFiles(disk, folder, name, decodeOptions(readWhole(disk, path), path));
  }

  path(file: "options.edn" | "durable" | "tree" | "producers"): string {
    return join(this.folder, file);
  }

  segmentPath(first: number): string {
    return join(this.folder, segmentName(first));
  }

  indexPath(first: number): string {
    return this.segmentPath(first).replace(/log$/, "index");
  }

  /** The first offsets of all segments, ascending. */
  segments(): number[] {
    return this.disk.list(this.folder).map(parseSegmentName).filter((first) => first !== null).sort((a, b) => a - b);
  }

  openSegment(first: number, mode: "read" | "write" = "read"): OpenSegment {
    const path = this.segmentPath(first);
    const file = this.disk.open(path, mode);
    try {
      const bytes = new Uint8Array(SEGMENT_HEAD);
      const count = file.readAt(bytes, 0);
      return { file, head: decodeSegmentHead(bytes.subarray(0, count), path, first, this.logId) };
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** The bytes of a segment's index; none where there is no such file. */
  readIndex(first: number): Uint8Array {
    const path = this.indexPath(first);
    return this.disk.kind(path) === "file" ? readWhole(this.disk, path) : new Uint8Array(0);
  }
}
