/**
 * Rows of one side of a join, to be found by their keys.
 * In: columns of keys, and the types of the keys that will be asked for. Out: the text that finds the first row with equal keys, or -1, and what leads from a
 * row to the next one, in the order of the rows. Rows with nil among their keys are not there: nil equals nothing.
 * Ints in a small range, bools and words are places of a table; other values go through a hash.
 * @module
 */
import { PAIR } from "./keys.ts";
import { DoubleNumbers, ValueNumbers, WordNumbers } from "./numbers.ts";
import { boundsOf, readerOf, type Relation, type Stored } from "./relation.ts";
import type { Scratch } from "./scratch.ts";
import type { LoopText } from "./text.ts";
import { boxed, type Type, type Val, wordsName } from "./value.ts";

/** Places of the largest table of Ints. */
const MOST_PLACES = 1 << 26;
/** A table may have so many places for each row. */
const PLACES_PER_ROW = 8;
const FEW_PLACES = 1 << 16;

/** Ints whose numbers are their distances from `low`. */
interface Places {
  readonly data: ArrayLike<number>;
  readonly nil: Uint8Array | null;
  readonly low: number;
}

/** One key: numbers for the rows, -1 for nil, and the text that finds the number of a value. */
interface KeyNumbers {
  rows(): Int32Array;
  /** Numbers are below this. */
  readonly below: number;
  readonly places: Places | null;
  /** Code of the number of a value that is not nil, -1 where it has none. */
  text(loop: LoopText<unknown>, val: Val): string;
  /** Whether each value that is not nil has a number. */
  hasAll(val: Val): boolean;
}

/** What the text finds. */
export interface Found {
  /** The name of the first row with these keys, -1 where there is none. */
  readonly row: string;
  /** Whether there always is one. */
  readonly always: boolean;
}

function numberRows({ nil }: Stored, size: number, scratch: Scratch, numberOf: (row: number) => number): Int32Array {
  const rows = scratch.take(Int32Array, size);
  if (nil === null) { for (let row = 0; row < size; row++) rows[row] = numberOf(row); }
  else for (let row = 0; row < size; row++) rows[row] = nil[row] === 1 ? -1 : numberOf(row);
  return rows;
}

/** Numbers of Ints that begin with the least one. */
function numbersFrom({ data, nil, low }: Places, scratch: Scratch): Int32Array {
  const rows = scratch.take(Int32Array, data.length);
  for (let row = 0; row < rows.length; row++) rows[row] = nil !== null && nil[row] === 1 ? -1 : data[row] - low;
  return rows;
}

function smallInts(column: Stored, size: number, scratch: Scratch): KeyNumbers | null {
  const data = column.data as Float64Array; // of Ints or bools
  let [low, high] = boundsOf(column);
  const below = Math.max(0, high - low + 1);
  if (below > MOST_PLACES || below > Math.max(FEW_PLACES, PLACES_PER_ROW * size)) return null;
  if (below === 0) [low, high] = [0, -1];
  const hasAll = ({ type, low: least, high: greatest }: Val): boolean =>
    type === "int" && least !== undefined && greatest !== undefined && least >= low && greatest <= high;
  const places = { data, nil: column.nil, low };
  return {
    rows: () => numbersFrom(places, scratch),
    below,
    places,
    text(loop, val) {
      const value = val.type === "bool" ? `(${val.code} ? 1 : 0)` : val.code;
      const place = low === 0 ? value : loop.named("p", `${value} - ${loop.constant(low)}`);
      if (hasAll(val)) return place;
      return loop.named("q", `${place} >= 0 && ${place} < ${loop.constant(below)} ? ${place} : -1`);
    },
    hasAll,
  };
}

const NEVER = (): boolean => false;

function doubles(column: Stored, size: number, scratch: Scratch): KeyNumbers {
  const numbers = new DoubleNumbers(scratch);
  const data = column.data as Float64Array; // of numbers
  const rows = numberRows(column, size, scratch, (row) => numbers.number(data[row]));
  return {
    rows: () => rows,
    below: numbers.size,
    places: null,
    text: (loop, { code }) => loop.named("q", `${loop.constant(numbers)}.find(${code})`),
    hasAll: NEVER,
  };
}

function wordNumbers(column: Stored, size: number, scratch: Scratch): KeyNumbers {
  const numbers = new WordNumbers();
  const data = column.data as Int32Array; // of codes
  const table = numbers.tableOf(column.words!); // a column of words has them
  const rows = numberRows(column, size, scratch, (row) => {
    const found = table[data[row] + 1];
    return found === -1 ? numbers.number(column.words!, table, data[row] + 1) : found; // as above
  });
  const asked = new Map<readonly unknown[], Int32Array>();
  const tableOf = (words: readonly unknown[]): Int32Array => {
    let table = asked.get(words);
    if (table === undefined) asked.set(words, table = new Int32Array(words.length + 1).fill(-1));
    return table;
  };
  return {
    rows: () => rows,
    below: numbers.words.length,
    places: null,
    hasAll: NEVER,
    text(loop, val) {
      const words = val.words!; // it is one
      const table = loop.binding(asked, (slice) => tableOf(words.of(slice)));
      const place = loop.named("p", `${val.code} + 1`);
      const name = loop.fresh("q");
      loop.line(`let ${name} = ${table}[${place}];`);
      const [numbersName, list] = [loop.constant(numbers), wordsName(loop, words)];
      const find = (place: string) => `${numbersName}.lookUp(${list}, ${table}, ${place})`;
      loop.rarely(`${name} === -1`, find, place, [`${name} = ${find(place)};`]);
      return name;
    },
  };
}

function anyValues(column: Stored, size: number, scratch: Scratch): KeyNumbers {
  const numbers = new ValueNumbers();
  const read = readerOf(column);
  const rows = scratch.take(Int32Array, size);
  for (let row = 0; row < size; row++) {
    const value = read(row);
    rows[row] = value === null ? -1 : numbers.number(value);
  }
  return {
    rows: () => rows,
    below: numbers.size,
    places: null,
    hasAll: NEVER,
    text: (loop, val) =>
      loop.named(
        "q",
        `${loop.constant(numbers)}.find(${boxed(loop, { ...val, nil: val.type === "any" ? val.nil : null })})`,
      ),
  };
}

function keyNumbers(column: Stored, asked: Type, size: number, scratch: Scratch): KeyNumbers {
  const { type } = column;
  if (type === "any" || asked === "any") return anyValues(column, size, scratch);
  // Values of different types are not equal.
  if (type !== asked) {
    return {
      rows: () => scratch.take(Int32Array, size).fill(-1),
      below: 0,
      places: null,
      text: () => "-1",
      hasAll: NEVER,
    };
  }
  if (type === "word") return wordNumbers(column, size, scratch);
  return (type === "int" || type === "bool" ? smallInts(column, size, scratch) : null) ??
    doubles(column, size, scratch);
}

/** Whether the number of each row is its index. */
function areIndices({ data, nil, low }: Places, size: number): boolean {
  if (nil !== null) return false;
  for (let row = 0; row < size; row++) if (data[row] - low !== row) return false;
  return true;
}

/** Puts each row before the rows that have its number; null where all numbers differ. `heads` gets the first of each. */
function chain(
  { data: numbers, low, nil }: Places,
  heads: Int32Array,
  scratch: Scratch,
): Int32Array | null {
  let nexts: Int32Array | null = null;
  for (let row = numbers.length - 1; row >= 0; row--) {
    const number = numbers[row] - low;
    if (number < 0 || (nil !== null && nil[row] === 1)) continue;
    const head = heads[number];
    if (head >= 0) {
      nexts ??= scratch.take(Int32Array, numbers.length).fill(-1);
      nexts[row] = head;
    }
    heads[number] = row;
  }
  return nexts;
}

export class JoinIndex {
  readonly #keys: readonly KeyNumbers[];
  readonly #pairs: DoubleNumbers[] = [];
  /** The first row of a number, -1 for none; null where the number of each row is its index. */
  readonly #heads: Int32Array | null;
  /** The next row with the same keys, -1 for none; null where all keys differ. */
  readonly nexts: Int32Array | null;

  /** In scratch memory. */
  constructor({ size }: Relation, keys: readonly Stored[], asked: readonly Type[], scratch: Scratch) {
    this.#keys = keys.map((column, i) => keyNumbers(column, asked[i], size, scratch));
    const [first, ...rest] = this.#keys;
    const { places } = first;
    if (rest.length === 0 && places !== null) {
      if (first.below === size && areIndices(places, size)) {
        this.#heads = this.nexts = null;
        return;
      }
      this.#heads = scratch.take(Int32Array, first.below).fill(-1);
      this.nexts = chain(places, this.#heads, scratch);
      return;
    }
    let rows = first.rows();
    let { below } = first;
    for (const key of rest) {
      const numbers = new DoubleNumbers(scratch);
      this.#pairs.push(numbers);
      const [left, right, both] = [rows, key.rows(), scratch.take(Int32Array, size)];
      for (let row = 0; row < size; row++) {
        both[row] = left[row] < 0 || right[row] < 0 ? -1 : numbers.number(left[row] * PAIR + right[row]);
      }
      rows = both;
      below = numbers.size;
    }
    this.#heads = scratch.take(Int32Array, below).fill(-1);
    this.nexts = chain({ data: rows, low: 0, nil: null }, this.#heads, scratch);
  }

  /** The text that finds the first row whose keys equal these. */
  text(loop: LoopText<unknown>, vals: readonly Val[]): Found {
    const there = vals.flatMap(({ nil }) => nil === null ? [] : [`!${nil}`]);
    const [key] = this.#keys;
    if (this.#heads === null && there.length === 0 && key.hasAll(vals[0])) {
      return { row: loop.named("r", key.text(loop, vals[0])), always: true };
    }
    const row = loop.fresh("r");
    loop.line(`let ${row} = -1;`);
    const find = (): void => {
      const numbers = vals.map((val, i) => this.#keys[i].text(loop, val));
      const number = numbers.slice(1).reduce((sum, next, i) => {
        const pairs = loop.constant(this.#pairs[i]);
        return loop.named("q", `${sum} < 0 || ${next} < 0 ? -1 : ${pairs}.find(${sum} * ${PAIR} + ${next})`);
      }, numbers[0]);
      if (this.#heads === null) loop.line(`${row} = ${number};`);
      else {
        const head = `${row} = ${loop.constant(this.#heads)}[${number}];`;
        const isKnown = vals.length === 1 && key.hasAll(vals[0]);
        loop.line(isKnown ? head : `if (${number} >= 0) ${head}`);
      }
    };
    if (there.length === 0) find();
    else loop.block(`if (${there.join(" && ")}) {`, find);
    return { row, always: false };
  }
}
