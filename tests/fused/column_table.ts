/**
 * Tables in memory that keep columns, in parts of any size, for tests. What queries over them give back is spoilt.
 */
import type { Keyword } from "../../lib/data/mod.ts";
import {
  type Codec,
  ColumnFile,
  encodePart,
  type MemoryPart,
  type Part,
  PartBuilder,
  type Slice,
  unpack,
} from "../../lib/columns/mod.ts";
import { spoilScratch } from "../../lib/fused/scratch.ts";
import { type Entry, newestEntries, type ScanOptions, type Table } from "../../lib/query/mod.ts";

spoilScratch();

/** Values as texts would be lost: they are kept beside the bytes. */
function keeping(): Codec {
  const kept: (readonly unknown[])[] = [];
  return {
    encode: (values) => Uint8Array.of(kept.push([...values]) - 1),
    decode: ([at]) => kept[at],
  };
}

/** A part as it comes from a file. */
function throughBytes(part: MemoryPart): Part {
  const codec = keeping();
  const bytes = encodePart(part, { logId: new Uint8Array(16), hash: new Uint8Array(32), count: 0, parts: 1 }, codec);
  const read = (into: Uint8Array, position: number): number => {
    const there = bytes.subarray(position, position + into.length);
    into.set(there);
    return there.length;
  };
  const file = new ColumnFile(read, codec);
  return {
    first: file.first,
    size: file.size,
    offsets: null,
    times: file.loadTimes(read),
    live: file.loadLive(read),
    names: file.names,
    nilNames: file.nilNames,
    hasValidTime: file.hasValidTime,
    column: (name) => {
      const packed = file.load(name, read);
      return packed === null ? null : unpack(packed, file.size);
    },
  };
}

export class ColumnTable implements Table {
  readonly log: Entry[] = [];
  /** How often columns were asked for. */
  sliced = 0;
  #parts: Part[] | null = null;

  constructor(readonly name: string, readonly partSize: number, readonly key: Keyword | null = null) {}

  add(value: unknown, time = 1000 + this.log.length, deleted = false): void {
    this.log.push({ offset: this.log.length, time, deleted, value, log: null, validFrom: null, validTo: null });
    this.#parts = null;
  }
  *scan({ upTo = Infinity, since = -Infinity, from = 0, to = Infinity }: ScanOptions): Generator<Entry> {
    const end = Math.min(to, this.log.length);
    for (let i = from; i < end; i++) {
      const entry = this.log[i];
      if (entry.time <= upTo && entry.time > since) yield entry;
    }
  }
  *slices(options: ScanOptions): Generator<Slice> {
    this.sliced++;
    const { log, partSize } = this;
    this.#parts ??= Array.from({ length: Math.ceil(log.length / partSize) }, (_, k) => {
      const builder = new PartBuilder(k * partSize);
      for (const { value, time, deleted } of log.slice(k * partSize, (k + 1) * partSize)) {
        if (deleted) builder.addDeleted(value, time);
        else builder.add(value, time);
      }
      return k % 2 === 0 ? builder.finish() : throughBytes(builder.finish());
    });
    if (options.newest) {
      // Newest versions stand in an order of their own.
      const entries = newestEntries(this.scan(options), this.key!, { ms: 0, always: true }); // asked of tables with a key
      const builder = new PartBuilder(0, { gathered: true });
      for (const { value, time, offset } of entries) builder.add(value, time, true, offset);
      if (entries.length > 0) yield { part: builder.finish(), from: 0, to: entries.length, rows: null };
      return;
    }
    if (options.upTo === undefined && options.since === undefined && options.from === undefined) {
      for (const part of this.#parts) {
        const to = Math.min(part.size, (options.to ?? Infinity) - part.first);
        if (to > 0) yield { part, from: 0, to, rows: null };
      }
      return;
    }
    const chosen = new Set([...this.scan(options)].map(({ offset }) => offset));
    for (const part of this.#parts) {
      const rows: number[] = [];
      for (let row = 0; row < part.size; row++) if (chosen.has(part.first + row)) rows.push(row);
      if (rows.length === 0) continue;
      const [from, to] = [rows[0], rows[rows.length - 1] + 1];
      const listed = part.first % 2 === 1 && part.live === null;
      yield { part, from, to, rows: listed ? Uint32Array.from(rows) : null };
    }
  }
  entries(offsets: ArrayLike<number>): Entry[] {
    return Array.from(offsets, (offset) => this.log[offset]);
  }
  count(): number {
    return this.log.length;
  }
}
