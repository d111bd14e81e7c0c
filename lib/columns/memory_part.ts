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
  readonly nilNames: readonly Keyword[];
  /** What the keys of each record are, as `shapeText` says it; null: that is not known. */
  readonly shapes: Packed | null;
}

export class MemoryPart implements Part {
  readonly first: number;
  readonly size: number;
  readonly offsets: Float64Array | null;
  readonly times: Float64Array;
  readonly live: Uint8Array | null;
  readonly hasValidTime: boolean;
  readonly names: readonly Keyword[];
  readonly nilNames: readonly Keyword[];
  readonly packedShapes: Packed | null;
  /** How many columns would have to be loaded to have whole records. */
  readonly missing = 0;
  #shapes: Column | null = null;
  readonly #columns = new Map<Keyword, Column>();

  /** `packed` has the columns by name; null is the name of that of the keys that tombstones hold. */
  constructor(head: PartHead, readonly packed: ReadonlyMap<Keyword | null, Packed>) {
    this.first = head.first;
    this.size = head.size;
    this.offsets = head.offsets;
    this.times = head.times;
    this.live = head.live;
    this.hasValidTime = head.hasValidTime;
    this.nilNames = head.nilNames;
    this.packedShapes = head.shapes;
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

  /** The shapes of the records, for `PartRecords`. */
  get shapes(): Column | null {
    return this.#shapes ??= this.packedShapes === null ? null : unpack(this.packedShapes, this.size);
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
