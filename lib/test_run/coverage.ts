/**
 * Which lines of a program were reached, and how often: the expander asks for a number for each place, the code it makes counts.
 * In: the files that count. Out: counts by line. A line counts for the first form that begins on it, since forms behind that are reached with it or
 * stand in a branch of their own that rarely matters.
 * @module
 */
import { countPlaces } from "../compiler/mod.ts";
import { reached } from "../runtime/mod.ts";
import type { Span } from "../source/mod.ts";
import type { LineCounts } from "../test/mod.ts";

/** Line → number of its counter, by file. */
const counters = new Map<string, Map<number, number>>();

/** Whether only white space and opening brackets stand before a place in its line. */
function beginsLine({ source, start }: Span, lineStart: number): boolean {
  return /^[\s([{#'`~@]*$/.test(source.text.slice(lineStart, start));
}

/** Counts what is compiled from now on in the files that `counts` says yes to. */
export function startCounting(counts: (file: string) => boolean): void {
  const wanted = new Map<string, boolean>();
  countPlaces((place) => {
    const { source, start } = place;
    if (!source.known) return null;
    let isWanted = wanted.get(source.name);
    if (isWanted === undefined) wanted.set(source.name, isWanted = counts(source.name));
    if (!isWanted) return null;
    const { line } = source.lineCol(start);
    let lines = counters.get(source.name);
    if (lines === undefined) counters.set(source.name, lines = new Map());
    const known = lines.get(line);
    // A macro can make several forms of one place, and a form can be expanded again: they share a counter.
    if (known !== undefined) return known;
    if (!beginsLine(place, source.lineRange(line).start)) return null;
    const number = reached.push(0) - 1;
    lines.set(line, number);
    return number;
  });
}

/** The counts so far. */
export function lineCounts(): LineCounts {
  return Object.fromEntries(Array.from(counters, ([file, lines]) => [
    file,
    Array.from(lines, ([line, number]) => [line, reached[number]] as const).sort(([a], [b]) => a - b),
  ]));
}
