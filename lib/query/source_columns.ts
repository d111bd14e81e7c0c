/**
 * Which columns the rows of a source have, as far as that can be known before a query runs.
 * In: a scan, and its table where it is one. Out: whether some row has a column; no source is read beyond where that is known.
 * A row has a column where the key is there, be its value nil. Of a log all records count, old versions too: so a query as of a time before a
 * column was first used is no mistake.
 * @module
 */
import { Keyword, List, PMap, PSet, Vec } from "../data/mod.ts";
import type { Scan } from "./asked_columns.ts";
import { outsideOf } from "./outside.ts";
import type { Table } from "./table.ts";

/** What a source says of a column: "later" where it has to be seen while rows are read, "open" where nobody can say. */
export type Answer = "has" | "lacks" | "later" | "open";

export interface SourceColumns {
  /** Whether it declares its columns, so that all others are mistakes wherever they stand. */
  readonly isDeclared: boolean;
  look(names: readonly Keyword[]): Answer;
  /** Whether it has one of them, as far as that is known without reading far. */
  glance(names: readonly Keyword[]): boolean;
  /** The columns found so far; all of them when `look` has answered "lacks". */
  readonly names: ReadonlySet<Keyword>;
}

/** Rows that are looked at before anything else: nearly always they have all columns. */
const FIRST = 64;

/** Adds the columns of a row; false where it is no map of columns. */
function addColumns(row: unknown, names: Set<Keyword>): boolean {
  if (!(row instanceof PMap)) return false;
  row.forEach((name) => name instanceof Keyword && names.add(name));
  return true;
}

/** Rows that are gone through one by one, and no further than somebody asks. */
class Walked implements SourceColumns {
  readonly isDeclared = false;
  readonly #rows: Iterator<unknown>;
  #isOpen = false;
  #isEmpty = true;

  constructor(rows: Iterable<unknown>, readonly names: Set<Keyword>) {
    this.#rows = rows[Symbol.iterator]();
  }

  look(wanted: readonly Keyword[]): Answer {
    const has = () => wanted.some((name) => this.names.has(name));
    while (!has() && !this.#isOpen) if (!this.#step()) return this.#isEmpty ? "open" : "lacks";
    return has() ? "has" : "open";
  }

  glance(wanted: readonly Keyword[]): boolean {
    const has = () => wanted.some((name) => this.names.has(name));
    for (let i = 0; i < FIRST && !has() && !this.#isOpen; i++) if (!this.#step()) break;
    return has();
  }

  /** Looks at one more row; false at the end. */
  #step(): boolean {
    const { done, value } = this.#rows.next();
    if (done) return false;
    this.#isEmpty = false;
    if (!addColumns(value, this.names)) this.#isOpen = true;
    return true;
  }
}

function* recordsOf(table: Table, from: number, to: number): Generator<unknown> {
  for (const { deleted, value } of table.scan({ from, to })) if (!deleted) yield value;
}

/** A log: its first records, then what its parts say they have, then all records. */
class OfTable implements SourceColumns {
  readonly isDeclared = false;
  readonly names: Set<Keyword>;
  readonly #first: Walked;
  readonly #rest: Walked;

  constructor(private readonly table: Table) {
    this.names = table.seenColumns ?? new Set();
    this.#first = new Walked(recordsOf(table, 0, FIRST), this.names);
    this.#rest = new Walked(recordsOf(table, 0, Infinity), this.names);
  }

  look(wanted: readonly Keyword[]): Answer {
    if (this.glance(wanted)) return "has";
    return (this.table.count() <= FIRST ? this.#first : this.#rest).look(wanted);
  }

  glance(wanted: readonly Keyword[]): boolean {
    const has = () => wanted.some((name) => this.names.has(name));
    if (has() || this.#first.look(wanted) === "has") return true;
    for (const name of wanted) if (this.table.hasColumn?.(name) === true) this.names.add(name);
    return has();
  }
}

function declared(columns: readonly Keyword[]): SourceColumns {
  const names = new Set(columns);
  const glance = (wanted: readonly Keyword[]) => wanted.some((name) => names.has(name));
  return { isDeclared: true, names, glance, look: (wanted) => glance(wanted) ? "has" : "lacks" };
}

function unknown(answer: Answer): SourceColumns {
  return { isDeclared: false, names: new Set(), glance: () => false, look: () => answer };
}

export function columnsOfSource(scan: Scan, table: Table | undefined): SourceColumns {
  if (scan.isTable) {
    if (table === undefined) return unknown("open");
    const { knownColumns = null } = table;
    return knownColumns === null ? new OfTable(table) : declared(knownColumns);
  }
  const { source } = scan;
  if (outsideOf(source) !== null) return unknown("later");
  if (source === null) return unknown("open");
  // What may have to be computed is looked at by whoever walks over it.
  const isThere = source instanceof Vec || source instanceof List || source instanceof PSet;
  return isThere ? new Walked(source, new Set()) : unknown("later");
}
