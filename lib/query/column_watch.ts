/**
 * Columns that nobody can say are there before rows are read: of files and lazy sequences. Whoever reads them looks.
 * In: rows as they are read. Out: nothing; fails with `no-such-column` when all sources of a column have ended and none had it.
 * A source that is not read to its end lets everything pass.
 * @module
 */
import { Keyword, PMap } from "../data/mod.ts";
import type { Asked } from "./asked_columns.ts";
import { failMissing } from "./missing_column.ts";
import type { Row } from "./layout.ts";

/** A column that may be a mistake. */
export interface Suspect {
  readonly asked: Asked;
  /** Whether some row had it. */
  isFound: boolean;
  /** How many of the sources that could have it have not ended. */
  left: number;
  /** The columns that those have which have ended. */
  readonly known: Set<Keyword>;
}

/** The same for one source, with what the column may be called there. */
export interface SuspectHere {
  readonly suspect: Suspect;
  readonly names: readonly Keyword[];
}

export class ColumnWatch {
  #pending: readonly SuspectHere[];
  #hadRows = false;
  readonly #seen = new Set<Keyword>();

  constructor(suspects: readonly SuspectHere[]) {
    this.#pending = suspects;
  }

  /** Whether some column has not been seen. */
  get isOpen(): boolean {
    return this.#pending.length > 0;
  }

  /** Looks at the rows [from, to). */
  look(rows: readonly Row[], from: number, to: number): void {
    for (let i = from; i < to && this.isOpen; i++) {
      const row = rows[i];
      this.#hadRows = true;
      if (!(row instanceof PMap)) {
        // What is no map may have anything.
        this.#drop(() => true);
        return;
      }
      row.forEach((name) => name instanceof Keyword && this.#seen.add(name));
      this.#drop(({ names }) => names.some((name) => row.has(name)));
    }
  }

  #drop(isFound: (here: SuspectHere) => boolean): void {
    this.#pending = this.#pending.filter((here) => {
      if (isFound(here)) here.suspect.isFound = true;
      return !here.suspect.isFound;
    });
  }

  /** There are no other rows, or, where it is known which columns all of them have, no others with other columns. */
  end(columns: readonly Keyword[] | null): void {
    const known = columns === null ? this.#seen : new Set(columns);
    if (columns !== null) this.#drop(({ names }) => names.some((name) => known.has(name)));
    const pending = this.#pending;
    this.#pending = [];
    if (columns === null && !this.#hadRows) return;
    for (const { suspect } of pending) {
      for (const column of known) suspect.known.add(column);
      if (!suspect.isFound && --suspect.left === 0) failMissing(suspect.asked, suspect.known);
    }
  }
}
