/**
 * The mistakes found so far in one text. While something is read that nobody will use (`#_form`, an unselected branch of
 * `#?`), only broken brackets and strings count: everything else is muted.
 * @module
 */

import type { Diagnostic, Note, Source } from "../source/mod.ts";
import { ERROR_LIMIT, readerError, type ReaderErrorCode, type ReaderErrorData } from "./errors.ts";

/** A growing list of diagnostics of one source. */
export class Mistakes {
  readonly list: Diagnostic[] = [];
  /** How many enclosing forms will not be used; 0 outside of any. */
  muted = 0;
  /** True when so much is wrong that reading should end. */
  full = false;

  /** Those that count even where the form is not used. */
  readonly #kept = new Set<Diagnostic>();

  constructor(readonly source: Source) {}

  /** Notes a mistake in [start, end), unless muted. */
  report<Code extends ReaderErrorCode>(
    code: Code,
    data: ReaderErrorData<Code>,
    start: number,
    end: number,
    notes?: readonly Note[],
  ): void {
    if (this.muted === 0) this.#add(readerError(code, data, { source: this.source, start, end }, notes));
  }

  /** Notes a mistake in [start, end) that counts even where the form is not used. */
  reportAlways<Code extends ReaderErrorCode>(
    code: Code,
    data: ReaderErrorData<Code>,
    start: number,
    end: number,
    notes?: readonly Note[],
  ): void {
    const mistake = readerError(code, data, { source: this.source, start, end }, notes);
    this.#kept.add(mistake);
    this.#add(mistake);
  }

  /** Takes back what was noted about a form that will not be used after all; answers how many that were. */
  forget(mistakes: readonly Diagnostic[]): number {
    const going = new Set(mistakes.filter((mistake) => !this.#kept.has(mistake)));
    if (going.size > 0) this.list.splice(0, this.list.length, ...this.list.filter((mistake) => !going.has(mistake)));
    return going.size;
  }

  #add(mistake: Diagnostic): void {
    if (this.full) return;
    this.full = this.list.length >= ERROR_LIMIT;
    this.list.push(this.full ? readerError("too-many-errors", { limit: ERROR_LIMIT }, mistake.span) : mistake);
  }
}
