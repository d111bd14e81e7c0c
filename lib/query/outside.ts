/**
 * Sources outside of the program, files for instance: what a query reads that is neither a table nor a collection.
 * In: a value that names one, from whoever knows such sources (`setOutside`). Out: rows in batches, read anew by each execution and only as far
 * as they are wanted.
 * Deliberately absent: what is read, and how.
 * @module
 */
import type { Keyword } from "../data/mod.ts";

/** Rows that come in batches. */
export interface RowReader {
  /** The next rows as an array, null at the end; may suspend. Asked for again only when they have come. */
  next(): unknown;
  /** The columns that all rows have, also those that nobody looks at, once the first rows have come; null where each row has its own. */
  columns?(): readonly Keyword[] | null;
  /** What reads all rows once more, from the first; null where that cannot be. */
  again?(): RowReader | null;
  /** Nobody wants the rest. */
  close(): void;
}

/** What knows such sources. */
export interface Outside {
  /** Whether a value names one; fails where it does, but wrongly. */
  knows(source: unknown): boolean;
  /** What its columns are qualified by, null for nothing. */
  alias(source: unknown): string | null;
  /** What messages call it: a path. */
  name(source: unknown): string;
  /** As it is written in a program. */
  form(source: unknown): unknown;
  /** `columns` are those that will be looked at, null for whole rows. Reads nothing yet. */
  open(source: unknown, columns: readonly Keyword[] | null): RowReader;
}

let known: Outside | null = null;

/** Says what knows sources outside of the program. */
export function setOutside(outside: Outside): void {
  known = outside;
}

/** What knows this source, or null. */
export function outsideOf(source: unknown): Outside | null {
  return known !== null && known.knows(source) ? known : null;
}
