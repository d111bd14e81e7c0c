/**
 * The newest records of some keys, as a part: each row is that of a key, and comes from somewhere in the log.
 * In: parts, and which of their rows. Out: their columns, gathered when they are first asked for.
 * Invariant: a part does not change; with newer records of its keys there is a new one (`drafted`), which shares what it can.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import {
  type Column,
  ColumnBuilder,
  columnBytes,
  gather,
  MemoryPart,
  pack,
  type Packed,
  type Part,
  PartBuilder,
  type Picked,
} from "../columns/mod.ts";
import type { ColumnMemory } from "./column_memory.ts";

/** What rows can come from. */
export type Source = Pick<Part, "names" | "nilNames" | "times" | "column">;

/** What all parts of a state know. */
export interface NowShared {
  readonly memory: ColumnMemory;
  /** An entry of the log says from when or until when it is true. */
  hasValidTime: boolean;
}

/** The rows of a part. */
export interface NowRows extends Picked {
  /** How many of the arrays' elements are rows. */
  readonly size: number;
  readonly offsets: Float64Array;
  readonly live: Uint8Array;
  /** The keys of those that are deleted, by row. */
  readonly deleted: ReadonlyMap<number, unknown>;
}

export class NowPart implements Part {
  readonly first: number;
  readonly size: number;
  readonly offsets: Float64Array;
  readonly live: Uint8Array | null;
  readonly rows: NowRows;
  readonly #shared: NowShared;
  readonly #sources: readonly Source[];
  /** What came since the first source, which goes on growing. */
  readonly #newer: PartBuilder | null;
  #times: Float64Array | null = null;
  #usedSources: readonly Source[] | null = null;
  readonly #columns = new Map<Keyword, Column | null>();

  constructor(
    shared: NowShared,
    number: number,
    sources: readonly Source[],
    rows: NowRows,
    newer: PartBuilder | null = null,
  ) {
    this.#shared = shared;
    this.first = number;
    this.#sources = sources;
    this.rows = rows;
    this.size = rows.size;
    this.offsets = rows.offsets.subarray(0, rows.size);
    const live = rows.live.subarray(0, rows.size);
    this.live = live.includes(0) ? live : null;
    this.#newer = newer;
  }

  get hasValidTime(): boolean {
    return this.#shared.hasValidTime;
  }

  get names(): readonly Keyword[] {
    return [...new Set(this.#used().flatMap((source) => source.names))];
  }

  get nilNames(): readonly Keyword[] {
    return [...new Set(this.#used().flatMap((source) => source.nilNames))];
  }

  /** The sources that some row comes from; found out once, as that looks at all rows. */
  #used(): readonly Source[] {
    if (this.#usedSources === null) {
      const used = new Set(this.rows.source.subarray(0, this.size));
      this.#usedSources = this.#sources.filter((_, i) => used.has(i));
    }
    return this.#usedSources;
  }

  get times(): Float64Array {
    if (this.#times === null) {
      const { source, row } = this.rows;
      const used = new Set(source.subarray(0, this.size));
      const times = this.#sources.map((part, i) => used.has(i) ? part.times : null);
      const out = new Float64Array(this.size);
      for (let i = 0; i < this.size; i++) if (source[i] >= 0) out[i] = times[source[i]]![row[i]]; // it is used
      this.#times = out;
    }
    return this.#times;
  }

  column(name: Keyword): Column | null {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const used = new Set(this.rows.source.subarray(0, this.size));
    const columns = this.#sources.map((source, i) => used.has(i) ? source.column(name) : null);
    const column = gather(columns, this.rows, this.size);
    this.#columns.set(name, column);
    this.#shared.memory.note(this, column === null ? 0 : columnBytes(column));
    return column;
  }

  forget(): void {
    this.#columns.clear();
    this.#times = null;
  }

  /** All of it in memory of its own, as a file has it. */
  packed(): MemoryPart {
    const packed = new Map<Keyword | null, Packed>();
    const nilNames = new Set(this.nilNames);
    for (const name of this.names) {
      const column = this.column(name);
      const found = column === null ? null : pack(column);
      if (found === null) nilNames.add(name);
      else packed.set(name, found);
    }
    const deleted = new ColumnBuilder();
    for (const row of [...this.rows.deleted.keys()].sort((a, b) => a - b)) deleted.put(row, this.rows.deleted.get(row));
    const tombstones = deleted.packed(true);
    if (tombstones !== null) packed.set(null, tombstones);
    const { first, size, offsets, times, live, hasValidTime } = this;
    return new MemoryPart(
      { first, size, offsets, times, live, hasValidTime, nilNames: [...nilNames], shapes: null },
      packed,
    );
  }

  /** What a part with newer records is made from; where more than half of this one came since its first source, all of it is put together first. */
  draft(most: number): NowDraft {
    const newer = this.#newer;
    if (newer !== null && newer.size <= Math.max(this.size / 2, FEW)) {
      return new NowDraft(this.#shared, this.first, this.#sources[0], newer, copyOf(this.rows, most));
    }
    const base = newer === null && this.#sources.length === 1
      ? this.#sources[0]
      : newer === null
      ? this
      : this.packed();
    const rows = copyOf(this.rows, most);
    if (base !== this.#sources[0]) {
      for (let i = 0; i < this.size; i++) {
        if (rows.source[i] < 0) continue;
        rows.source[i] = 0;
        rows.row[i] = i;
      }
    }
    return new NowDraft(this.#shared, this.first, base, new PartBuilder(0, { gathered: true }), rows);
  }
}

/** Newer records of a part that are not worth putting together. */
const FEW = 256;

function grown<T extends Int32Array | Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from.subarray(0, to.length));
  return to;
}

interface DraftRows extends NowRows {
  size: number;
  deleted: Map<number, unknown>;
}

function copyOf(rows: NowRows, most: number): DraftRows {
  return {
    size: rows.size,
    source: grown(rows.source, new Int32Array(most)),
    row: grown(rows.row, new Uint32Array(most)),
    offsets: grown(rows.offsets, new Float64Array(most)),
    live: grown(rows.live, new Uint8Array(most)),
    deleted: new Map(rows.deleted),
  };
}

/** A part in the making: rows of a part before, and newer ones. */
export class NowDraft {
  constructor(
    private readonly shared: NowShared,
    private readonly number: number,
    private readonly base: Source | null,
    private readonly newer: PartBuilder,
    private readonly rows: DraftRows,
  ) {}

  /** A part that has no rows yet; it may get so many. */
  static empty(shared: NowShared, number: number, most: number): NowDraft {
    const rows = {
      size: 0,
      source: new Int32Array(most),
      row: new Uint32Array(most),
      offsets: new Float64Array(most),
      live: new Uint8Array(most),
      deleted: new Map<number, unknown>(),
    };
    return new NowDraft(shared, number, null, new PartBuilder(0, { gathered: true }), rows);
  }

  /** The newest record of a row. */
  set(row: number, record: unknown, offset: number, time: number): void {
    const { rows, newer } = this;
    const at = newer.begin(time, true, offset);
    newer.putRecord(at, record);
    this.#place(row, offset, 1);
    rows.source[row] = 1;
    rows.row[row] = at;
    rows.deleted.delete(row);
  }

  /** The row's key is deleted. */
  delete(row: number, key: unknown, offset: number): void {
    this.#place(row, offset, 0);
    this.rows.source[row] = -1;
    this.rows.deleted.set(row, key);
  }

  #place(row: number, offset: number, live: number): void {
    const { rows } = this;
    rows.size = Math.max(rows.size, row + 1);
    rows.offsets[row] = offset;
    rows.live[row] = live;
  }

  done(): NowPart {
    const newer = this.newer.snapshot();
    return new NowPart(this.shared, this.number, [this.base ?? newer, newer], this.rows, this.newer);
  }
}
