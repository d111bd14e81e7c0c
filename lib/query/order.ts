/**
 * Order: rows sorted by what expressions give for them, stably.
 * In: rows. Out, at the end: the rows in order, all or only the first of them. Of `top` rows no more than twice as many are kept.
 * Nil stands before everything unless a term says otherwise, so it comes last when the order is descending.
 * @module
 */
import { andThen, atRow, machine } from "../runtime/mod.ts";
import { argsort, comparison, pick } from "./argsort.ts";
import { type Evaluate, evaluateAll } from "./evaluate.ts";
import { emitAll, type Sink } from "./flow.ts";
import type { Row } from "./layout.ts";
import { checkKept } from "./memory.ts";
import type { Term } from "./plan.ts";
import type { Entry } from "./table.ts";

export { comparison };

/** A row and what it is ordered by. */
export interface Keyed {
  readonly row: Row;
  readonly keys: readonly unknown[];
}

/** Rows in the order of their keys. */
export function sortKeyed<T extends Keyed>(rows: readonly T[], terms: readonly Term[]): T[] {
  const columns = terms.map((_, i) => rows.map(({ keys }) => keys[i]));
  return pick(rows, argsort(rows.length, columns, terms));
}

/** Rows and their keys, a column for each term. */
class Sorter {
  rows: Row[] = [];
  columns: unknown[][];

  constructor(readonly terms: readonly Term[]) {
    this.columns = terms.map(() => []);
  }
  sorted(): Uint32Array {
    try {
      return argsort(this.rows.length, this.columns, this.terms);
    } catch (error) {
      throw this.#atOdd(error);
    }
  }
  /** Says which record is the first that cannot be compared with those before it, where rows are records of a log. */
  #atOdd(error: unknown): unknown {
    for (const [i, term] of this.terms.entries()) {
      const compare = comparison([term]);
      const column = this.columns[i];
      const first = column.find((key) => key !== null);
      const odd = column.findIndex((key) => {
        try {
          compare([first], [key]);
          return false;
        } catch {
          return true;
        }
      });
      if (odd < 0) continue;
      const { log = null, offset } = (this.rows[odd] ?? {}) as Partial<Entry>; // if it is one
      return log === null || offset === undefined ? error : atRow(error, { source: log, number: offset, kind: "log" });
    }
    return error;
  }
  /** Keeps the first rows only. */
  cut(most: number): void {
    const kept = this.sorted().subarray(0, most);
    this.rows = pick(this.rows, kept);
    this.columns = this.columns.map((column) => pick(column, kept));
  }
}

export function orderStep(keys: readonly Evaluate[], terms: readonly Term[], top: number | null, next: Sink): Sink {
  const sorter = new Sorter(terms);
  const keep = top === null ? Infinity : Math.max(2 * top, 64);
  const compare = comparison(terms);
  /** The keys of the last of the rows that may be among the first, once so many are known. */
  let worst: readonly unknown[] | null = null;
  const add = (row: Row, values: readonly unknown[]): undefined => {
    // A row that is equal to the worst comes after it.
    if (worst !== null && compare(values, worst) >= 0) return;
    sorter.rows.push(row);
    for (let i = 0; i < values.length; i++) sorter.columns[i].push(values[i]);
    checkKept(sorter.rows.length);
    if (top === null || sorter.rows.length < keep) return;
    sorter.cut(top);
    if (top > 0) worst = sorter.columns.map((column) => column[top - 1]);
  };
  const [only] = keys;
  const push = keys.length > 1 ? (row: Row) => evaluateAll(keys, row, (values) => add(row, values)) : (row: Row) => {
    const value = only(row);
    return machine.suspended ? andThen(value, (arrived) => add(row, [arrived])) : add(row, [value]);
  };
  return {
    push,
    done() {
      if (top !== null) sorter.cut(top);
      const rows = top === null ? pick(sorter.rows, sorter.sorted()) : sorter.rows;
      sorter.rows = [];
      sorter.columns = [];
      return emitAll(rows, next);
    },
  };
}
