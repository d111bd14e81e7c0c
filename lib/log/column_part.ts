/**
 * A part of a log by columns: from its file where that is whole and about these records, from the rows otherwise; then the file is made anew.
 * In: where its rows and its file are. Out: its columns, each loaded when it is first asked for.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import {
  type Column,
  columnBytes,
  ColumnFile,
  type MemoryPart,
  type Packed,
  type Part,
  type ReadAt,
  unpack,
} from "../columns/mod.ts";
import { columnCodec } from "./column_codec.ts";
import { type ColumnFiles, isAbout } from "./column_files.ts";
import type { ColumnMemory } from "./column_memory.ts";

/** What a part needs to know. */
export interface PartHost {
  readonly files: ColumnFiles;
  readonly memory: ColumnMemory;
  /** The name of the file of so many records from an offset on. */
  nameOf(first: number, size: number): string;
  /** The hash of the subtree over these records; null where the tree cannot be read. */
  hashOf(first: number, size: number): Uint8Array | null;
  /** How many times the rows were rewritten. */
  generation(): number;
  /** Writes the file of a part that was made of the rows as they were in a generation. */
  store(made: MemoryPart, generation: number): void;
  /** The part made of the rows. May fail with what is wrong with them. */
  fromRows(first: number, size: number): MemoryPart;
}

export class LogPart implements Part {
  readonly first: number;
  readonly size: number;
  readonly offsets: null = null;
  readonly #host: PartHost;
  #file: ColumnFile | null = null;
  /** Where the file is of no use. */
  #memory: MemoryPart | null = null;
  #times: Float64Array | null = null;
  /** Undefined: not looked at. */
  #live: Uint8Array | null | undefined = undefined;
  #deleted: Packed | null | undefined = undefined;
  #shapes: Column | null | undefined = undefined;
  /** Those that were asked for; null: no record has it. */
  readonly #columns = new Map<Keyword, Column | null>();

  /** `made` is the part where it was made already; it is written to its file. */
  constructor(host: PartHost, first: number, size: number, made: MemoryPart | null = null) {
    this.#host = host;
    this.first = first;
    this.size = size;
    if (made !== null) this.#keep(made);
  }

  get names(): readonly Keyword[] {
    return this.#get((file) => file.names, (part) => part.names);
  }

  /** The keys of its records, if it is in a file or in memory already. */
  get savedNames(): readonly Keyword[] | null {
    const known = this.#memory ?? this.#file ??
      this.#host.files.use(this.#host.nameOf(this.first, this.size), (read) => this.#file = this.#open(read));
    return known === null ? null : [...known.names, ...known.nilNames];
  }

  get nilNames(): readonly Keyword[] {
    return this.#get((file) => file.nilNames, (part) => part.nilNames);
  }

  get hasValidTime(): boolean {
    return this.#get((file) => file.hasValidTime, (part) => part.hasValidTime);
  }

  get times(): Float64Array {
    return this.#times ??= this.#noted(
      this.#load((file, read) => file.loadTimes(read), (part) => part.times),
      (times) => times.byteLength,
    );
  }

  get live(): Uint8Array | null {
    if (this.#live === undefined) {
      this.#live = this.#noted(
        this.#load((file, read) => file.loadLive(read), (part) => part.live),
        (live) => live?.byteLength ?? 0,
      );
    }
    return this.#live;
  }

  /** The keys of its tombstones; its rows are theirs. */
  get deleted(): Packed | null {
    if (this.#deleted === undefined) {
      this.#deleted = this.#noted(
        this.#load((file, read) => file.loadDeleted(read), (part) => part.deleted),
        (deleted) => deleted === null ? 0 : columnBytes(deleted),
      );
    }
    return this.#deleted;
  }

  /** The shapes of its records. */
  get shapes(): Column | null {
    if (this.#shapes === undefined) {
      this.#shapes = this.#noted(
        this.#load((file, read) => {
          const packed = file.loadShapes(read);
          return packed === null ? null : unpack(packed, this.size);
        }, (part) => part.shapes),
        (shapes) => shapes === null ? 0 : columnBytes(shapes),
      );
    }
    return this.#shapes;
  }

  /** How many columns would have to be loaded to have whole records. */
  get missing(): number {
    if (this.#memory !== null) return 0;
    const columns = this.names.reduce((count, name) => count + (this.#columns.has(name) ? 0 : 1), 0);
    return columns + (this.#shapes === undefined ? 1 : 0) + (this.#times === null ? 1 : 0);
  }

  column(name: Keyword): Column | null {
    const known = this.#columns.get(name);
    return known === undefined ? this.#loadColumns([name]) : known;
  }

  /** Loads what will be looked at, with one opening of the file. */
  prepare(names: readonly Keyword[]): void {
    this.#host.memory.note(this);
    if (this.#live === undefined || names.some((name) => !this.#columns.has(name))) this.#loadColumns(names);
  }

  /** Loads columns; answers the last of them. */
  #loadColumns(names: readonly Keyword[]): Column | null {
    const missing = names.filter((name) => !this.#columns.has(name));
    const loaded = this.#load((file, read) => {
      if (this.#live === undefined) this.#live = file.loadLive(read);
      return missing.map((name) => {
        const packed = file.load(name, read);
        return packed === null ? null : unpack(packed, this.size);
      });
    }, (part) => {
      this.#live = part.live;
      return missing.map((name) => part.column(name));
    });
    let bytes = 0;
    for (const [i, column] of loaded.entries()) {
      this.#columns.set(missing[i], column);
      if (column !== null) bytes += columnBytes(column);
    }
    this.#host.memory.note(this, bytes);
    return loaded.at(-1) ?? null;
  }

  #noted<T>(loaded: T, bytesOf: (loaded: T) => number): T {
    this.#host.memory.note(this, bytesOf(loaded));
    return loaded;
  }

  forget(): void {
    this.#file = null;
    this.#memory = null;
    this.#times = null;
    this.#live = undefined;
    this.#deleted = undefined;
    this.#shapes = undefined;
    this.#columns.clear();
  }

  /** Something that is known without reading more than the head. */
  #get<T>(fromFile: (file: ColumnFile) => T, fromMemory: (part: MemoryPart) => T): T {
    if (this.#memory !== null) return fromMemory(this.#memory);
    return this.#file !== null ? fromFile(this.#file) : this.#load(fromFile, fromMemory);
  }

  #load<T>(fromFile: (file: ColumnFile, read: ReadAt) => T, fromMemory: (part: MemoryPart) => T): T {
    if (this.#memory !== null) return fromMemory(this.#memory);
    const found = this.#host.files.use(this.#host.nameOf(this.first, this.size), (read) => {
      const file = this.#file ??= this.#open(read);
      return file === null ? null : { loaded: fromFile(file, read) };
    });
    if (found !== null) return found.loaded;
    this.#file = null;
    return fromMemory(this.#make());
  }

  /** The file, where it is about the records of this part. */
  #open(read: ReadAt): ColumnFile | null {
    const { files } = this.#host;
    const file = new ColumnFile(read, columnCodec);
    const hash = this.#host.hashOf(this.first, this.size);
    return hash !== null && isAbout(file, files.files, { first: this.first, size: this.size, hash }) ? file : null;
  }

  /** Makes the part from its rows, and its file from that. */
  #make(): MemoryPart {
    const generation = this.#host.generation();
    const made = this.#host.fromRows(this.first, this.size);
    this.#keep(made, generation);
    return made;
  }

  #keep(made: MemoryPart, generation: number = this.#host.generation()): void {
    this.#memory = made;
    this.#host.memory.note(this, made.bytes);
    this.#host.store(made, generation);
  }
}
