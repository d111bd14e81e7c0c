/**
 * A part whose columns are all in memory, packed; each is spread out when it is first asked for.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import type { Column, Part } from "./column.ts";
import { columnBytes, type Packed, unpack } from "./packed.ts";

/** What is known of a part beside its columns. */
export interface PartHead {
  readonly first: number;
  readonly size: number;
  readonly offsets: Float64Array | null;
  readonly times: Float64Array;
  readonly live: Uint8Array | null;
  readonly hasValidTime: boolean;
}

export class MemoryPart implements Part {
  readonly first: number;
  readonly size: number;
  readonly offsets: Float64Array | null;
  readonly times: Float64Array;
  readonly live: Uint8Array | null;
  readonly hasValidTime: boolean;
  readonly names: readonly Keyword[];
  readonly #columns = new Map<Keyword, Column>();

  /** `packed` has the columns by name; null is the name of that of the keys that tombstones hold. */
  constructor(head: PartHead, readonly packed: ReadonlyMap<Keyword | null, Packed>) {
    this.first = head.first;
    this.size = head.size;
    this.offsets = head.offsets;
    this.times = head.times;
    this.live = head.live;
    this.hasValidTime = head.hasValidTime;
    this.names = [...packed.keys()].filter((name) => name !== null);
  }

  column(name: Keyword): Column | null {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const packed = this.packed.get(name);
    if (packed === undefined) return null;
    const column = unpack(packed, this.size);
    this.#columns.set(name, column);
    return column;
  }

  /** The keys of the tombstones; its rows are theirs. */
  get deleted(): Packed | null {
    return this.packed.get(null) ?? null;
  }

  /** About how many bytes of memory it takes. */
  get bytes(): number {
    let bytes = this.times.byteLength + (this.live?.byteLength ?? 0) + (this.offsets?.byteLength ?? 0);
    for (const packed of this.packed.values()) bytes += columnBytes(packed);
    return bytes;
  }
}
