/**
 * Places of clauses of queries: what the query room carries unopened, as spans, and as text for other workers.
 * In: places as the macros make them. Out: spans; numbers and lines of which another worker makes an equal place.
 * @module
 */
import { Placed } from "../reader/mod.ts";
import { ClausePlace } from "../runtime/mod.ts";
import { Source, type Span, span } from "../source/mod.ts";

/** Where a clause stands; null where its form came from no source. */
export function placeOfClause({ slot, part }: ClausePlace): Span | null {
  if (!(slot instanceof Placed)) return null;
  return (part === null ? null : slot.kids?.[part]) ?? slot.span;
}

/** Name, lines and first line of a source, and a range in these lines. */
export type ClauseFile = readonly [name: string, lines: string, firstLine: number, start: number, end: number];

/** The place as plain data; null where nothing is known. */
export function writeClausePlace(place: ClausePlace): ClauseFile | null {
  const found = placeOfClause(place);
  if (found === null || !found.source.known) return null;
  const { source, start, end } = found;
  const first = source.lineCol(start).line;
  const from = source.lineRange(first).start;
  const to = source.lineRange(source.lineCol(end).line).end;
  return [source.name, source.text.slice(from, to), first, start - from, end - from];
}

/** The place that `writeClausePlace` wrote. */
export function readClausePlace([name, lines, firstLine, start, end]: ClauseFile): ClausePlace {
  return new ClausePlace(new Placed(null, span(new Source(name, lines, true, firstLine), start, end)));
}
