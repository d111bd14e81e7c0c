/**
 * Ids that are unique in a data directory and grow: 41 bits of milliseconds since 2020, 10 bits of a lane, 12 bits of a sequence.
 * In: a clock, and leases. Out: Ints.
 * Whoever makes ids leases a lane for some time to come; a lane is leased to one at a time, and a lease is written down before the first
 * id of it is given. So no two makers give the same id, whatever the clock does and whoever is killed: what was leased is never leased
 * again. Within a lane, ids run ahead of the clock rather than wait for it.
 * Source: Twitter's Snowflake (2010) for the layout; the lanes are leased here instead of configured.
 * @module
 */
import { normBig } from "../data/mod.ts";
import { crc32c } from "./crc32c.ts";
import { type Disk, readWhole, writeWhole } from "./disk.ts";
import { logFailure } from "./errors.ts";

/** 2020-01-01T00:00:00Z in milliseconds since 1970. */
const EPOCH_MS = 1_577_836_800_000;
export const LANES = 1024;
const PER_MS = 4096;
/** How long a lease is, in milliseconds: each costs a write that is synced. */
const LEASE_MS = 10_000;

/** A lane, for the milliseconds `[from, until)` since 1970. */
export interface Lease {
  readonly lane: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Leases a lane: the one that was had before when nobody else has it now, else one that is free, else the one that is free soonest.
 * `marks` say until when each lane is leased; this lease is put down there. `after`: the lease begins later than this millisecond.
 */
export function leaseLane(marks: Float64Array, now: number, { after = 0, before = -1 } = {}): Lease {
  const from = Math.max(now, after + 1);
  let lane = before >= 0 && marks[before] <= from ? before : marks.findIndex((mark) => mark <= from);
  if (lane < 0) lane = marks.reduce((best, mark, i) => mark < marks[best] ? i : best, 0);
  const start = Math.max(from, marks[lane]);
  marks[lane] = start + LEASE_MS;
  return { lane, from: start, until: marks[lane] };
}

/** Makes ids. `lease` gives the next lease, later than a millisecond; the lane that was had is preferred. */
export class IdMaker {
  #lease: Lease | null = null;
  /** Of the last id. */
  #ms = 0;
  #sequence = 0;

  constructor(
    private readonly lease: (more: { after: number; before: number }) => Lease,
    private readonly now: () => number,
  ) {}

  /** The next id, greater than all before it. */
  next(): number | bigint {
    const before = this.#ms;
    const now = this.now();
    if (now > before) this.#begin(now);
    else if (++this.#sequence === PER_MS) this.#begin(before + 1);
    let lease = this.#lease;
    if (lease === null || this.#ms >= lease.until) {
      lease = this.#lease = this.lease({ after: before, before: lease?.lane ?? -1 });
      this.#begin(Math.max(this.#ms, lease.from));
    }
    const low = lease.lane * PER_MS + this.#sequence;
    return normBig(BigInt(this.#ms - EPOCH_MS) * BigInt(LANES * PER_MS) + BigInt(low));
  }

  #begin(ms: number): void {
    this.#ms = ms;
    this.#sequence = 0;
  }
}

const MARKS_BYTES = LANES * 8;

function readMarks(bytes: Uint8Array, path: string): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== MARKS_BYTES + 4 || view.getUint32(MARKS_BYTES, true) !== crc32c(bytes, 0, MARKS_BYTES)) {
    throw logFailure("log-bad-file", { path, reason: "it does not say which ids were given" });
  }
  return Float64Array.from({ length: LANES }, (_, i) => view.getFloat64(i * 8, true));
}

function writeMarks(marks: Float64Array): Uint8Array {
  const bytes = new Uint8Array(MARKS_BYTES + 4);
  const view = new DataView(bytes.buffer);
  marks.forEach((mark, i) => view.setFloat64(i * 8, mark, true));
  view.setUint32(MARKS_BYTES, crc32c(bytes, 0, MARKS_BYTES), true);
  return bytes;
}

/** Leases from the file `ids` of a data directory, which is locked for that moment. */
export function leaseFrom(
  disk: Disk,
  folder: string,
  now: number,
  more: { after: number; before: number },
): Lease {
  disk.makeFolder(folder);
  const path = `${folder}/ids`;
  return disk.whileLocked(`${path}.lock`, () => {
    const marks = disk.kind(path) === null ? new Float64Array(LANES) : readMarks(readWhole(disk, path), path);
    const lease = leaseLane(marks, now, more);
    writeWhole(disk, path, writeMarks(marks));
    return lease;
  });
}
