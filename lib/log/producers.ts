/**
 * What each producer sent last, so that a repeat gets the offset that the first one got, and a gap is seen.
 * A producer's records that follow each other in number and in the log are one run; the last runs are remembered.
 * In: producer, number, offset, in the order of the log. Out: the offset of a number.
 * The file `producers` (derived): 8 bytes "BATUTAPR", u64 count of records it knows of, then for each producer u8 length + UTF-8 id,
 * u8 count of runs, runs of three u64 (number, offset, count), and at last u32 CRC32C of everything before.
 * @module
 */
import { getU64, putU64, viewOf } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";

/** Numbers [seq, seq + count) have the offsets [offset, offset + count). */
export interface Run {
  readonly seq: number;
  readonly offset: number;
  readonly count: number;
}

const RUNS = 8;
const RUN_BYTES = 24;
const MAGIC = new TextEncoder().encode("BATUTAPR");
const HEAD = 16;

export class Producers {
  readonly #runs = new Map<string, readonly Run[]>();

  get size(): number {
    return this.#runs.size;
  }

  /** The last number of a producer, or null. */
  last(id: string): number | null {
    const run = this.#runs.get(id)?.at(-1);
    return run === undefined ? null : run.seq + run.count - 1;
  }

  /** The offset of a producer's number, or null where it is not known (any more). */
  offsetOf(id: string, seq: number): number | null {
    const run = this.#runs.get(id)?.findLast((each) => seq >= each.seq && seq < each.seq + each.count);
    return run === undefined ? null : run.offset + (seq - run.seq);
  }

  /** Takes note of the next record of a producer. */
  note(id: string, seq: number, offset: number): void {
    const before = this.#runs.get(id) ?? [];
    const last = before.at(-1);
    const follows = last !== undefined && last.seq + last.count === seq && last.offset + last.count === offset;
    this.#runs.set(
      id,
      follows
        ? [...before.slice(0, -1), { ...last, count: last.count + 1 }]
        : [...before.slice(1 - RUNS), { seq, offset, count: 1 }],
    );
  }

  copy(): Producers {
    const copied = new Producers();
    for (const [id, runs] of this.#runs) copied.#runs.set(id, runs);
    return copied;
  }

  /** The file for the first `count` records. */
  encode(count: number): Uint8Array {
    const encoder = new TextEncoder();
    const all = [...this.#runs].map(([id, runs]) => ({ id: encoder.encode(id), runs }));
    const size = all.reduce((sum, { id, runs }) => sum + 2 + id.length + runs.length * RUN_BYTES, HEAD + 4);
    const bytes = new Uint8Array(size);
    const view = viewOf(bytes);
    bytes.set(MAGIC);
    putU64(view, 8, count);
    let at = HEAD;
    for (const { id, runs } of all) {
      bytes[at] = id.length;
      bytes.set(id, at + 1);
      at += 1 + id.length;
      bytes[at++] = runs.length;
      for (const run of runs) {
        putU64(view, at, run.seq);
        putU64(view, at + 8, run.offset);
        putU64(view, at + 16, run.count);
        at += RUN_BYTES;
      }
    }
    view.setUint32(at, crc32c(bytes, 0, at), true);
    return bytes;
  }

  /** What the file knows, or null where it is not whole or not about the first `count` records. */
  static decode(bytes: Uint8Array, count: number): Producers | null {
    const end = bytes.length - 4;
    if (end < HEAD) return null;
    const view = viewOf(bytes);
    if (crc32c(bytes, 0, end) !== view.getUint32(end, true) || getU64(view, 8) !== count) return null;
    const producers = new Producers();
    const decoder = new TextDecoder();
    for (let at = HEAD; at < end;) {
      const idEnd = at + 1 + bytes[at];
      const id = decoder.decode(bytes.subarray(at + 1, idEnd));
      const runs: Run[] = [];
      at = idEnd + 1;
      for (let i = 0; i < bytes[idEnd]; i++, at += RUN_BYTES) {
        runs.push({ seq: getU64(view, at), offset: getU64(view, at + 8), count: getU64(view, at + 16) });
      }
      producers.#runs.set(id, runs);
    }
    return producers;
  }
}
