/**
 * Rows that are kept: which of their columns, and how they are read again.
 * In: a scope, what is needed of it. Out: the columns to keep, and from a relation of them the same scope again, or rows as the row engine has them.
 * @module
 */
import { Instant, Keyword, mapOfArray } from "../data/mod.ts";
import { type Entry, mapMaker, type Row, TIMESTAMP } from "../query/mod.ts";
import { type Needs, within } from "./needs.ts";
import { readerOf, type Relation, StoredCell } from "./relation.ts";
import type { Records, Scope } from "./scope.ts";
import type { Cell } from "./value.ts";

/** What whole records come from, and which columns are asked of them; null: whole records. */
export interface Home {
  readonly columns: readonly Keyword[] | null;
  /** Whether a key with nil counts. */
  readonly exactKeys: boolean;
  entries(offsets: ArrayLike<number>): Entry[];
}

/** A part of a scope with the places of its columns among those kept. */
type Kept =
  | {
    readonly kind: "records";
    readonly alias: string | null;
    readonly home: unknown;
    readonly columns: readonly (readonly [Keyword, number])[];
    /** Names that were asked for, that some record may have, and none with a value. */
    readonly nils: readonly Keyword[];
    readonly offset: number;
    readonly time: number;
  }
  | {
    readonly kind: "named";
    readonly alias: string | null;
    readonly names: readonly Keyword[];
    readonly at: readonly number[];
  }
  | {
    readonly kind: "pair";
    readonly left: Kept;
    readonly right: Kept;
    readonly over: boolean;
    readonly partner: number;
  };

export interface Keeping {
  readonly cells: readonly Cell[];
  readonly kept: Kept;
}

/** Rows that were gathered, and how their columns are found. */
export interface Gathered {
  readonly keeping: Keeping;
  readonly relation: Relation;
}

/** The columns to keep. */
export function keeping(scope: Scope, needs: Needs): Keeping {
  const cells: Cell[] = [];
  const places = new Map<Cell, number>();
  const place = (cell: Cell): number => {
    let at = places.get(cell);
    if (at === undefined) places.set(cell, at = cells.push(cell) - 1);
    return at;
  };
  const keep = (scope: Scope): Kept => {
    if (scope.kind === "pair") {
      const left = keep(scope.left);
      const partner = scope.partner === null ? -1 : place(scope.partner);
      return { kind: "pair", left, right: keep(scope.right), over: scope.over, partner };
    }
    const names = new Set([...needs.names].map((name) => within(name, scope.alias)));
    if (scope.kind === "named") {
      const wanted = scope.names.filter((name) => needs.root || names.has(name));
      return {
        kind: "named",
        alias: scope.alias,
        names: wanted,
        at: wanted.map((name) => place(scope.cells[scope.names.indexOf(name)])),
      };
    }
    const home = scope.records.home as Home; // what a scan gives its records
    if (needs.root && home.columns !== null) { for (const name of home.columns) names.add(name); }
    const columns: [Keyword, number][] = [];
    const nils: Keyword[] = [];
    for (const name of names) {
      const cell = scope.records.cell(name);
      if (cell !== null) columns.push([name, place(cell)]);
      else if (scope.records.mayHaveNil(name)) nils.push(name);
    }
    // Failures name the record.
    const offset = needs.root ? place(scope.records.offset) : -1;
    return { kind: "records", alias: scope.alias, home, columns, nils, offset, time: -1 };
  };
  const kept = keep(scope);
  return { cells, kept };
}

/** The scope of rows that were kept, at the row of that name; `mayLack`: it may be -1. */
export function keptScope(kept: Kept, { columns }: Relation, row: string, mayLack = false): Scope {
  const cells = new Map<number, Cell>();
  const cell = (at: number): Cell => {
    let found = cells.get(at);
    if (found === undefined) cells.set(at, found = new StoredCell(columns[at], row, mayLack));
    return found;
  };
  const scopeOf = (kept: Kept): Scope => {
    switch (kept.kind) {
      case "pair": {
        const partner = kept.partner < 0 ? null : cell(kept.partner);
        return { kind: "pair", left: scopeOf(kept.left), right: scopeOf(kept.right), over: kept.over, partner };
      }
      case "named":
        return { kind: "named", alias: kept.alias, names: kept.names, cells: kept.at.map(cell) };
      case "records": {
        const found = new Map(kept.columns);
        const none: Cell = {
          type: "int",
          nullable: false,
          val: () => {
            throw new Error("gather.ts: not kept");
          },
        };
        const records: Records = {
          cell: (name) => {
            const at = found.get(name);
            return at === undefined ? null : cell(at);
          },
          mayHaveNil: (name) => kept.nils.includes(name),
          offset: kept.offset < 0 ? none : cell(kept.offset),
          time: none,
          home: kept.home,
        };
        return { kind: "records", alias: kept.alias, records };
      }
    }
  };
  return scopeOf(kept);
}

/** As what other workers can be given: nothing that leads to whole records. */
export function withoutHome(kept: Kept): Kept {
  if (kept.kind === "pair") return { ...kept, left: withoutHome(kept.left), right: withoutHome(kept.right) };
  return kept.kind === "records" ? { ...kept, home: null } : kept;
}

/** Whole records that are read at a time. */
const BATCH = 1024;

function recordRows(kept: Extract<Kept, { kind: "records" }>, { columns, size }: Relation): (row: number) => Row {
  const home = kept.home as Home; // as above
  // Columns do not say who has a key with nil.
  const isOpen = kept.nils.length > 0 ||
    kept.columns.some(([, at]) => columns[at].nil !== null || columns[at].type === "any");
  if (home.columns === null || (home.exactKeys && isOpen)) {
    const offsets = columns[kept.offset].data as Float64Array; // of Ints
    const nil = columns[kept.offset].nil;
    let [from, entries] = [0, [] as (Entry | null)[]];
    return (row) => {
      if (row < from || row >= from + entries.length) {
        from = row;
        const asked: number[] = [];
        const end = Math.min(size, row + BATCH);
        for (let i = row; i < end; i++) if (nil === null || nil[i] === 0) asked.push(offsets[i]);
        const found = home.entries(asked);
        let next = 0;
        entries = [];
        for (let i = row; i < end; i++) entries.push(nil === null || nil[i] === 0 ? found[next++] : null);
      }
      return entries[row - from];
    };
  }
  const readers = kept.columns.map(([name, at]) => [name, readerOf(columns[at])] as const);
  const offsetOf = readerOf(columns[kept.offset]);
  return (row): Entry => {
    const flat: unknown[] = [];
    let time = 0;
    for (const [name, read] of readers) {
      const value = read(row);
      if (value !== null) flat.push(name, value);
      if (name === TIMESTAMP && value instanceof Instant) time = value.ms;
    }
    const offset = Number(offsetOf(row));
    return { offset, time, deleted: false, value: mapOfArray(flat), log: null, validFrom: null, validTo: null };
  };
}

/** Makes rows of the row engine's from kept ones, one by one, ascending. */
export function rowMaker(kept: Kept, relation: Relation): (row: number) => Row {
  switch (kept.kind) {
    case "records":
      return recordRows(kept, relation);
    case "named": {
      const readers = kept.at.map((at) => readerOf(relation.columns[at]));
      const n = readers.length;
      return (row) => {
        const values = new Array<unknown>(n);
        for (let i = 0; i < n; i++) values[i] = readers[i](row);
        return values;
      };
    }
    case "pair": {
      const [left, right] = [rowMaker(kept.left, relation), rowMaker(kept.right, relation)];
      if (kept.partner < 0) return (row) => [left(row), right(row)];
      const partner = readerOf(relation.columns[kept.partner]);
      return (row) => [left(row), partner(row) === true ? right(row) : null];
    }
  }
}

/** Makes values of the program from kept rows of named columns; null for other rows. */
export function valueMaker(kept: Kept, { columns }: Relation): ((row: number) => unknown) | null {
  if (kept.kind !== "named") return null;
  const readers = kept.at.map((at) => readerOf(columns[at]));
  const make = mapMaker(kept.names);
  // `make` keeps what stands in it, not the array.
  const values = new Array<unknown>(readers.length);
  return (row) => {
    for (let i = 0; i < readers.length; i++) values[i] = readers[i](row);
    return make(values);
  };
}
