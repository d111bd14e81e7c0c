/**
 * Places of a unit as data, and back, so that failures on another worker point where they would have pointed here.
 * In: spans, with what calls and expansions know of themselves. Out: numbers that stand for them, and a value that JSON can write.
 * Of a source go only the lines that some span touches, in stretches that know the number of their first line.
 * What is written of a call is what `blame.ts` asks: the parts that are constants or vars, and where each part stands.
 * @module
 */
import { listFrom, Sym } from "../data/mod.ts";
import { type CallCore, CallPlace, type Core, ExpandedPlace, Local } from "../expander/mod.ts";
import { Placed } from "../reader/mod.ts";
import { getNamespace } from "../runtime/mod.ts";
import { Source, type Span, span } from "../source/mod.ts";

/** [name, text, known, first line] */
type StretchFile = readonly [string, string, boolean, number];

/** Part of a call; null where nothing is known of its value. */
type PartFile = { readonly var: readonly [ns: string, name: string] } | { readonly constant: number } | {
  readonly literal: string | number | boolean | null;
} | null;

interface CallFile {
  /** The place it is made from. */
  readonly of: number;
  readonly places: readonly number[];
  /** Function first; null while the call is not known. */
  readonly parts: readonly PartFile[] | null;
}

interface ExpandedFile {
  readonly at: RangeFile;
  /** Namespace and name of the macro as it was called. */
  readonly head: readonly [string | null, string];
  readonly written: number;
}

/** Index of the stretch, start and end in it. */
type RangeFile = readonly [number, number, number];

/** A place is written before those that mention it. -1 stands for none. */
type PlaceFile = RangeFile | CallFile | ExpandedFile;

/** All places of a unit. */
export interface PlacesFile {
  readonly stretches: readonly StretchFile[];
  readonly places: readonly PlaceFile[];
}

/** Lines [first, last] of a source. */
interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Numbers places, then writes them. */
export class PlaceWriter {
  readonly #indexes = new Map<Span, number>();
  readonly #spans: Span[] = [];

  /** The number that stands for a place. */
  index(place: Span | null): number {
    if (place === null) return -1;
    const known = this.#indexes.get(place);
    if (known !== undefined) return known;
    if (place instanceof CallPlace) [place.of, ...place.parts].forEach((part) => this.index(part));
    else if (place instanceof ExpandedPlace) this.index(place.written);
    const index = this.#spans.push(place) - 1;
    this.#indexes.set(place, index);
    return index;
  }

  /** @param constantIndex the index of a constant of the unit, or -1 */
  done(constantIndex: (value: unknown) => number): PlacesFile {
    const stretches: StretchFile[] = [];
    const bySource = new Map<Source, { readonly lines: Lines; readonly index: number; readonly offset: number }[]>();
    for (const [source, lines] of this.#touched()) {
      bySource.set(
        source,
        lines.map(({ first, last }) => {
          const { start } = source.lineRange(first);
          const text = source.text.slice(start, source.lineRange(last).end);
          const index = stretches.push([source.name, text, source.known, first]) - 1;
          return { lines: { first, last }, index, offset: start };
        }),
      );
    }
    const rangeOf = ({ source, start, end }: Span): RangeFile => {
      const { line } = source.lineCol(start);
      const found = bySource.get(source)?.find(({ lines }) => lines.first <= line && line <= lines.last);
      if (found === undefined) throw new Error("unit_places.ts: a place outside of all stretches");
      return [found.index, start - found.offset, end - found.offset];
    };
    const write = (place: Span): PlaceFile => {
      if (place instanceof CallPlace) {
        const { call } = place;
        const parts = call === null ? null : [call.f, ...call.args].map((part) => partFile(part, constantIndex));
        return { of: this.index(place.of), places: place.parts.map((part) => this.index(part)), parts };
      }
      if (!(place instanceof ExpandedPlace)) return rangeOf(place);
      return { at: rangeOf(place), head: [place.head.ns, place.head.name], written: this.index(place.written) };
    };
    return { stretches, places: this.#spans.map(write) };
  }

  /** The lines of each source that spans touch, ranges that overlap or adjoin made one. */
  #touched(): Map<Source, Lines[]> {
    const bySource = new Map<Source, Lines[]>();
    for (const { source, start, end } of this.#spans) {
      const lines = { first: source.lineCol(start).line, last: source.lineCol(end).line };
      const known = bySource.get(source);
      if (known === undefined) bySource.set(source, [lines]);
      else known.push(lines);
    }
    for (const [source, lines] of bySource) bySource.set(source, joined(lines));
    return bySource;
  }
}

function joined(lines: readonly Lines[]): Lines[] {
  const result: Lines[] = [];
  for (const { first, last } of lines.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before === undefined || before.last + 1 < first) result.push({ first, last });
    else result[result.length - 1] = { first: before.first, last: Math.max(before.last, last) };
  }
  return result;
}

function partFile(part: Core, constantIndex: (value: unknown) => number): PartFile {
  if (part.kind === "var") return { var: [part.cell.ns, part.cell.name] };
  if (part.kind !== "const") return null;
  const { value } = part;
  const constant = constantIndex(value);
  if (constant >= 0) return { constant };
  if (value === null || typeof value === "boolean" || typeof value === "string") return { literal: value };
  return typeof value === "number" && Number.isSafeInteger(value) ? { literal: value } : null;
}

/** The places that a `PlacesFile` stands for, by number. */
export function readPlaces(file: PlacesFile, constants: readonly unknown[]): Span[] {
  const sources = file.stretches.map(([name, text, known, first]) => new Source(name, text, known, first));
  const places: Span[] = [];
  for (const place of file.places) places.push(readPlace(place, { sources, places, constants }));
  return places;
}

interface Reading {
  readonly sources: readonly Source[];
  /** Those that have been read. */
  readonly places: readonly Span[];
  readonly constants: readonly unknown[];
}

function readPlace(file: PlaceFile, { sources, places, constants }: Reading): Span {
  const range = ([stretch, start, end]: RangeFile) => span(sources[stretch], start, end);
  if ("of" in file) {
    const parts = file.places.map((index) => {
      const place = places[index] ?? null;
      return place === null ? null : new Sym(null, "part", new Placed(null, place));
    });
    const place = new CallPlace(places[file.of], listFrom(parts));
    if (file.parts !== null) place.call = readCall(file.parts, constants);
    return place;
  }
  if ("head" in file) {
    return new ExpandedPlace(range(file.at), new Sym(...file.head), places[file.written] ?? null);
  }
  return range(file);
}

const UNKNOWN: Core = { kind: "local", local: new Local("part", null) };

function readCall(parts: readonly PartFile[], constants: readonly unknown[]): CallCore {
  const [f, ...args] = parts.map((part): Core => {
    if (part === null) return UNKNOWN;
    if ("var" in part) {
      const [ns, name] = part.var;
      return { kind: "var", cell: getNamespace(ns).intern(name), span: null };
    }
    return { kind: "const", value: "constant" in part ? constants[part.constant] : part.literal };
  });
  return { kind: "call", f, args, span: null };
}
