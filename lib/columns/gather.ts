/**
 * Columns put together from rows of others, as an index or a sample needs them; and columns packed again.
 * In: for each row, which source it comes from and where it stands there. Out: a column of these rows, of one kind where the sources allow it.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { ColumnBuilder } from "./builder.ts";
import type { Column, FloatColumn, InstantColumn, Present, WordsColumn } from "./column.ts";
import {
  codeArrayFor,
  type Codes,
  intArrayFor,
  type Ints,
  type Packed,
  sharedArray,
  unpack,
  valueIn,
} from "./packed.ts";

/** Which rows. */
export interface Picked {
  /** The number of each row's source, -1 for a row without values. */
  readonly source: Int32Array;
  /** Its row there. */
  readonly row: Uint32Array;
}

type Typed = Exclude<Column, { kind: "values" }>;

/** Of one kind, if all sources are that have something. */
function commonKind(sources: readonly (Column | null)[]): Typed | null {
  let common: Typed | null = null;
  for (const column of sources) {
    if (column === null) continue;
    if (column.kind === "values") return null;
    if (common === null) common = column;
    else if (column.kind !== common.kind || (column.kind === "words" && column.of !== (common as WordsColumn).of)) {
      return null;
    }
  }
  return common;
}

/** The rows of sources, null where none of them has a value. */
export function gather(sources: readonly (Column | null)[], picked: Picked, size: number): Column | null {
  if (sources.every((column) => column === null)) return null;
  const common = commonKind(sources);
  const column = common === null ? gatherAny(sources, picked, size) : gatherKind(common.kind, sources, picked, size);
  return column === null || column.kind === "values" || column.present === null || column.present.includes(1)
    ? column
    : null;
}

function gatherAny(sources: readonly (Column | null)[], { source, row }: Picked, size: number): Column | null {
  const builder = new ColumnBuilder();
  for (let i = 0; i < size; i++) {
    const column = source[i] < 0 ? null : sources[source[i]];
    const value = column === null ? null : valueIn(column, row[i]);
    if (value !== null) builder.put(i, value);
  }
  const packed = builder.packed(true);
  return packed === null ? null : unpack(packed, size);
}

/** Which rows have a value; null: all. */
function presentOf(sources: readonly (Typed | null)[], { source, row }: Picked, size: number): Present {
  const present = sharedArray<Uint8Array>(Uint8Array, size);
  let count = 0;
  for (let i = 0; i < size; i++) {
    const column = source[i] < 0 ? null : sources[source[i]];
    if (column === null || (column.present !== null && column.present[row[i]] === 0)) continue;
    present[i] = 1;
    count++;
  }
  return count === size ? null : present;
}

/** Copies numbers; where there is none stays 0. */
function copyNumbers(
  from: readonly (ArrayLike<number> | null)[],
  { source, row }: Picked,
  present: Present,
  out: Ints | Uint8Array,
): void {
  for (let i = 0; i < out.length; i++) {
    if (present === null || present[i] === 1) out[i] = from[source[i]]![row[i]]; // it has a value there
  }
}

/** The values as doubles. */
function doublesOf(column: FloatColumn | InstantColumn): ArrayLike<number> {
  if (column.kind === "instant" || column.per === 1) return column.data;
  const { data, per } = column;
  const doubles = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) doubles[i] = data[i] / per;
  return doubles;
}

function bounds(data: Ints, present: Present): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (present !== null && present[i] === 0) continue;
    const value = data[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

function gatherKind(
  kind: Typed["kind"],
  sources: readonly (Column | null)[],
  picked: Picked,
  size: number,
): Column | null {
  const present = presentOf(sources as (Typed | null)[], picked, size); // all are of this kind
  switch (kind) {
    case "words":
      return gatherWords(sources as (WordsColumn | null)[], picked, present, size);
    case "bool": {
      const out = sharedArray<Uint8Array>(Uint8Array, size);
      copyNumbers(sources.map((column) => column?.kind === kind ? column.data : null), picked, present, out);
      return { kind, data: out, present };
    }
    case "int": {
      let [min, max] = [Infinity, -Infinity];
      for (const column of sources) {
        if (column?.kind !== kind) continue;
        min = Math.min(min, column.min);
        max = Math.max(max, column.max);
      }
      const out = sharedArray<Ints>(intArrayFor(min, max), size);
      copyNumbers(sources.map((column) => column?.kind === kind ? column.data : null), picked, present, out);
      return { kind, data: out, present, ...bounds(out, present) };
    }
    case "float":
    case "instant": {
      const out = sharedArray<Float64Array>(Float64Array, size);
      copyNumbers(sources.map((column) => column?.kind === kind ? doublesOf(column) : null), picked, present, out);
      const common = { data: out, present, ...bounds(out, present) };
      return kind === "instant" ? { kind, ...common } : { kind, ...common, per: 1, nan: out.some((d) => d !== d) };
    }
  }
}

function gatherWords(
  sources: readonly (WordsColumn | null)[],
  { source, row }: Picked,
  present: Present,
  size: number,
): Column | null {
  const words: (string | Keyword)[] = [];
  const codeOf = new Map<string | Keyword, number>();
  // The code of each word of each source; 0: not looked up, else one more.
  const recoded = sources.map((column) => column === null ? null : new Uint32Array(column.words.length));
  const all = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    if (present !== null && present[i] === 0) continue;
    const column = sources[source[i]]!; // it has a value there
    const known = recoded[source[i]]!;
    const code = column.codes[row[i]];
    if (known[code] === 0) {
      const word = column.words[code];
      let found = codeOf.get(word);
      if (found === undefined) {
        codeOf.set(word, found = words.length);
        words.push(word);
      }
      known[code] = found + 1;
    }
    all[i] = known[code] - 1;
  }
  const first = sources.find((column) => column !== null)!; // there is one
  const codes = sharedArray<Codes>(codeArrayFor(words.length), size);
  codes.set(all);
  return { kind: "words", of: first.of, codes, words, present };
}

/** A column packed, as a file has it. */
export function pack(column: Column): Packed | null {
  const size = column.kind === "values"
    ? column.values.length
    : (column.kind === "words" ? column.codes : column.data).length;
  const rows: number[] = [];
  const has = column.kind === "values" ? column.values.map((value) => value === null ? 0 : 1) : column.present;
  if (has !== null) { for (let i = 0; i < size; i++) if (has[i] === 1) rows.push(i); }
  const count = has === null ? size : rows.length;
  if (count === 0) return null;
  const common = { count, rows: has === null ? null : Uint32Array.from(rows) };
  const dense = <T extends Ints | Codes>(data: T): T => {
    if (has === null) return data;
    const out = data.slice(0, count) as T; // of the same class
    for (let i = 0; i < count; i++) out[i] = data[rows[i]];
    return out;
  };
  switch (column.kind) {
    case "int":
      return { ...common, kind: "int", data: dense(column.data), min: column.min, max: column.max };
    case "float": {
      const { min, max, nan, per } = column;
      return { ...common, kind: "float", data: dense(column.data), per, min, max, nan };
    }
    case "bool":
      return { ...common, kind: "bool", data: dense(column.data) };
    case "instant":
      return { ...common, kind: "instant", data: dense(column.data), min: column.min, max: column.max };
    case "words": {
      const { of, words } = column;
      return { ...common, kind: "words", of, data: dense(column.codes), words, wordCount: words.length };
    }
    case "values": {
      const { values } = column;
      return { ...common, kind: "values", data: rows.map((row) => values[row]) };
    }
  }
}
