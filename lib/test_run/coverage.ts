/**
 * Which lines of a program were reached, and how often: the expander asks for a number for each place, the code it makes counts.
 * In: the files that count. Out: counts by line. A line counts for the form that begins it, since forms behind that are reached with it or stand in a
 * branch of their own that rarely matters; where a definition, a pattern or a constant begins it, for the first body or branch on it.
 * @module
 */
import { countPlaces } from "../compiler/mod.ts";
import { reached } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import type { LineCounts } from "../test/mod.ts";

/** What counts for a line. */
interface Counter {
  /** Its place in `reached`. */
  readonly number: number;
  /** Where the form begins, in units of the text. */
  readonly start: number;
  /** Whether nothing but brackets stands before it on its line. */
  readonly begins: boolean;
}

/** Line → its counter, by file. */
const counters = new Map<string, Map<number, Counter>>();

/** Whether only white space and opening brackets stand before a place in its line. */
function beginsLine({ source, start }: Span, lineStart: number): boolean {
  return /^[\s([{#'`~@]*$/.test(source.text.slice(lineStart, start));
}

/** Whether a place counts for its line rather than the one that has so far. */
function isBefore(begins: boolean, start: number, known: Counter): boolean {
  return begins === known.begins ? start < known.start : begins;
}

/** Counts what is compiled from now on in the files that `counts` says yes to. */
export function startCounting(counts: (file: string) => boolean): void {
  const wanted = new Map<string, boolean>();
  countPlaces((place, apart) => {
    const { source, start } = place;
    if (!source.known) return null;
    let isWanted = wanted.get(source.name);
    if (isWanted === undefined) wanted.set(source.name, isWanted = counts(source.name));
    if (!isWanted) return null;
    const { line } = source.lineCol(start);
    let lines = counters.get(source.name);
    if (lines === undefined) counters.set(source.name, lines = new Map());
    const begins = beginsLine(place, source.lineRange(line).start);
    // The body of a function in one line begins none, but what stands before it is a definition.
    if (!begins && !apart) return null;
    const known = lines.get(line);
    // A form can be expanded again: it shares its counter.
    if (known !== undefined && known.start === start) return known.number;
    if (known !== undefined && !isBefore(begins, start, known)) return null;
    const number = reached.push(0) - 1;
    lines.set(line, { number, start, begins });
    return number;
  });
}

/** The counts so far. */
export function lineCounts(): LineCounts {
  return Object.fromEntries(Array.from(counters, ([file, lines]) => [
    file,
    Array.from(lines, ([line, { number }]) => [line, reached[number]] as const).sort(([a], [b]) => a - b),
  ]));
}

/** Whether something of a file is counted. */
export function isCounted(file: string): boolean {
  return counters.has(file);
}
