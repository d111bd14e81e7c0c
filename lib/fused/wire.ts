/**
 * Plans and columns as what can be posted to another worker: numbers, texts, arrays, and typed arrays in shared memory as they are.
 * In: what stands in nodes of plans; slices. Out: the same in a form that survives a structured clone, and back.
 * What holds other values, functions above all, is not sent: `NOT_SENT` is thrown.
 * @module
 */
import { Flt, Instant, Keyword, kw, mkFloat } from "../data/mod.ts";
import type { Column, Part, Slice } from "../columns/mod.ts";
import { ClausePlace } from "../runtime/mod.ts";
import type { Side } from "./flow.ts";
import { withoutHome } from "./gather.ts";
import type { Stored } from "./relation.ts";
import { keptAt, numberOf } from "./shelf.ts";

export const NOT_SENT: { readonly notSent: true } = Object.freeze({ notSent: true });

const ARRAYS = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float64Array } as const;
type TypedArray = InstanceType<typeof ARRAYS[keyof typeof ARRAYS]>;

/** What stands for a value that a clone would not bring over, or only slowly. */
type Marked =
  | { readonly $: "keyword"; readonly text: string }
  | { readonly $: "float"; readonly value: number }
  | { readonly $: "instant"; readonly ms: number; readonly nanos: number }
  | PackedArray;

interface PackedArray {
  readonly $: "array";
  readonly type: string;
  readonly buffer: ArrayBufferLike;
  readonly from: number;
  readonly length: number;
}

/** The bytes of an array: Node's workers look through the elements of arrays one by one, 60 ms for 512 KB, but not through buffers. */
function packedArray(array: TypedArray): PackedArray {
  const { length, byteOffset, buffer } = array;
  const type = array.constructor.name;
  if (!(type in ARRAYS)) throw NOT_SENT;
  // What is not shared is copied: then not what stands around it.
  return buffer instanceof SharedArrayBuffer
    ? { $: "array", type, buffer, from: byteOffset, length }
    : { $: "array", type, buffer: array.slice().buffer, from: 0, length };
}

function unpackedArray({ type, buffer, from, length }: PackedArray): TypedArray {
  return new ARRAYS[type as keyof typeof ARRAYS](buffer as ArrayBuffer, from, length); // `packedArray` has looked
}

/** Plain objects and arrays of plain values, with the language's scalars among them. */
export function packed(x: unknown): unknown {
  if (x === null || x === undefined || (typeof x !== "object" && typeof x !== "function" && typeof x !== "symbol")) {
    return x;
  }
  if (x instanceof Keyword) return { $: "keyword", text: x.text };
  if (x instanceof Flt) return { $: "float", value: x.v };
  if (x instanceof Instant) return { $: "instant", ms: x.ms, nanos: x.nanos };
  // Places of clauses are for failures, and whoever fails elsewhere fails here once more.
  if (x instanceof ClausePlace) return undefined;
  if (Array.isArray(x)) return x.map(packed);
  if (ArrayBuffer.isView(x)) return packedArray(x as TypedArray); // there are no others in plans and columns
  if (Object.getPrototypeOf(x) !== Object.prototype) throw NOT_SENT;
  return Object.fromEntries(Object.entries(x).map(([name, value]) => [name, packed(value)]));
}

export function unpacked(x: unknown): unknown {
  if (typeof x !== "object" || x === null || x instanceof ArrayBuffer || x instanceof SharedArrayBuffer) return x;
  if (Array.isArray(x)) return x.map(unpacked);
  if ("$" in x) {
    const marked = x as Marked; // what `packed` makes
    if (marked.$ === "keyword") return kw(marked.text);
    if (marked.$ === "array") return unpackedArray(marked);
    return marked.$ === "float" ? mkFloat(marked.value) : new Instant(marked.ms, marked.nanos);
  }
  return Object.fromEntries(Object.entries(x).map(([name, value]) => [name, unpacked(value)]));
}

/** Values are sent one by one only where they are few kinds of scalars; words by their texts. */
function packedColumn(column: Column): unknown {
  if (column.kind === "values") throw NOT_SENT;
  // Buffers and texts go over as they are; keywords by their texts.
  const words = column.kind === "words"
    ? { words: column.words.map((word) => word instanceof Keyword ? word.text : word) }
    : {};
  return packed({ ...column, ...words });
}

function unpackedColumn(column: unknown): Column {
  const given = unpacked(column) as Exclude<Column, { kind: "values" }>; // what `packedColumn` makes
  if (given.kind !== "words" || given.of === "string") return given;
  return { ...given, words: (given.words as readonly string[]).map(kw) };
}

/** Slices with some columns of their parts: numbers of what is on the shelf, `NONE` for nothing. */
interface Sent {
  readonly names: readonly string[];
  /** For each slice `from`, `to`, the size of its part, then the numbers of its times, of what is live, and of the columns. Packed. */
  readonly numbers: unknown;
  /** For each slice the rows that it means, packed; null: it means all. */
  readonly rows: readonly unknown[];
}

const NONE = -1;
const [FROM, TO, SIZE, TIMES, LIVE, FIRST_COLUMN] = [0, 1, 2, 3, 4, 5];

/** Slices as they are sent, and what has to be on the shelf of who gets them. */
export function packedSlices(
  slices: readonly Slice[],
  names: readonly Keyword[],
  withTimes: boolean,
): { readonly sent: Sent; readonly things: ReadonlyMap<number, object> } {
  const things = new Map<number, object>();
  const numberOn = (thing: object | null): number => {
    if (thing === null) return NONE;
    const number = numberOf(thing);
    things.set(number, thing);
    return number;
  };
  const numbers = Int32Array.from(slices.flatMap(({ part, from, to }) => [
    from,
    to,
    part.size,
    numberOn(withTimes ? part.times : null),
    numberOn(part.live),
    ...names.map((name) => numberOn(part.column(name))),
  ]));
  const rows = slices.map(({ rows }) => packed(rows));
  return { sent: { names: names.map(({ text }) => text), numbers: packed(numbers), rows }, things };
}

/** What goes on the shelf. */
export function packedThing(thing: object): unknown {
  return ArrayBuffer.isView(thing) ? packed(thing) : packedColumn(thing as Column); // nothing else has numbers
}

export function unpackedThing(sent: unknown): unknown {
  return "$" in (sent as object) ? unpacked(sent) : unpackedColumn(sent); // what `packedThing` makes
}

const NO_TIMES = new Float64Array(0);

class SentPart implements Part {
  readonly first = 0;
  readonly offsets = null;
  readonly hasValidTime = false;
  /** Whoever sends it has looked at them. */
  readonly nilNames: readonly Keyword[] = [];

  constructor(
    readonly size: number,
    readonly times: Float64Array,
    readonly live: Uint8Array | null,
    readonly names: readonly Keyword[],
    readonly columns: ReadonlyMap<Keyword, Column>,
  ) {}
  column(name: Keyword): Column | null {
    return this.columns.get(name) ?? null;
  }
}

export function unpackedSlices(slices: unknown): Slice[] {
  const sent = slices as Sent; // what `packedSlices` makes
  const names = sent.names.map(kw);
  const numbers = unpacked(sent.numbers) as Int32Array;
  return sent.rows.map((rows, i): Slice => {
    const of = numbers.subarray(i * (FIRST_COLUMN + names.length));
    const columns = names.flatMap((name, k) => {
      const number = of[FIRST_COLUMN + k];
      return number === NONE ? [] : [[name, keptAt(number) as Column] as const]; // under this number
    });
    const times = of[TIMES] === NONE ? NO_TIMES : keptAt(of[TIMES]) as Float64Array; // as above
    const live = of[LIVE] === NONE ? null : keptAt(of[LIVE]) as Uint8Array; // as above
    const part = new SentPart(of[SIZE], times, live, columns.map(([name]) => name), new Map(columns));
    return { part, from: of[FROM], to: of[TO], rows: unpacked(rows) as Uint32Array | null };
  });
}

/** The kept side of a join. */
export function packedSide({ kept, relation, keys }: Side): unknown {
  return packed({
    kept: withoutHome(kept),
    relation,
    // Most keys are among the columns as they stand.
    keys: keys.columns.map((column) => {
      const at = relation.columns.indexOf(column);
      return at >= 0 ? at : column;
    }),
  });
}

export function unpackedSide(sent: unknown): Side {
  const { kept, relation, keys } = unpacked(sent) as Pick<Side, "kept" | "relation"> & { keys: (number | Stored)[] }; // as above
  const columns = keys.map((key) => typeof key === "number" ? relation.columns[key] : key);
  return { kept, relation, keys: { size: relation.size, columns } };
}
