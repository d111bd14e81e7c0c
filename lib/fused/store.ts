/**
 * Where a loop puts the rows that it makes: typed columns that grow.
 * In: values by row. Out: a relation, in scratch memory. What it takes is told to a budget as it grows.
 * @module
 */
import { WordNumbers } from "./numbers.ts";
import type { Data, Relation, Stored } from "./relation.ts";
import type { Memory, Scratch } from "./scratch.ts";
import type { LoopText } from "./text.ts";
import { boxed, type Type, type Val, wordsName } from "./value.ts";

const FIRST_ROWS = 1024;

interface Kept {
  readonly type: Type;
  readonly make: (rows: number) => Data;
  readonly nullable: boolean;
  readonly words: WordNumbers | null;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Typed arrays are as long as the rows there is room for; arrays of values as long as there are rows. */
function makerOf({ type, low, high }: Val, scratch: Scratch): (rows: number) => Data {
  switch (type) {
    case "int": {
      const small = low !== undefined && high !== undefined && low >= -(2 ** 31) && high < 2 ** 31;
      return (rows) => small ? scratch.take(Int32Array, rows) : scratch.take(Float64Array, rows);
    }
    case "bool":
      return (rows) => scratch.take(Uint8Array, rows);
    case "word":
      return (rows) => scratch.take(Int32Array, rows);
    case "any":
      return () => [];
    default:
      return (rows) => scratch.take(Float64Array, rows);
  }
}

/** The code of a word's number. */
export function wordNumber(loop: LoopText<unknown>, val: Val, numbers: WordNumbers, withNil: boolean): string {
  const words = val.words!; // it is one
  return loop.remembered(numbers, () => {
    const table = loop.binding(numbers, (slice) => numbers.tableOf(words.of(slice)));
    const nil = withNil && val.nil !== null;
    const place = loop.named("p", nil ? `${val.nil} ? 0 : ${val.code} + 1` : `${val.code} + 1`);
    const name = loop.fresh("q");
    loop.line(`let ${name} = ${table}[${place}];`);
    const [numbersName, list] = [loop.constant(numbers), wordsName(loop, words)];
    const find = (place: string) => `${numbersName}.number(${list}, ${table}, ${place})`;
    loop.rarely(`${name} === -1`, find, place, [`${name} = ${find(place)};`]);
    return name;
  });
}

export class Store {
  readonly #kept: Kept[] = [];
  data: Data[] = [];
  nils: (Uint8Array | null)[] = [];
  size = 0;
  capacity: number;

  constructor(readonly memory: Memory, rows = FIRST_ROWS) {
    this.capacity = rows;
  }

  /** Room for twice as many rows; answers for how many. */
  grow(): number {
    const rows = 2 * this.capacity;
    const { budget, scratch } = this.memory;
    this.data = this.#kept.map(({ make }, i) => {
      const data = make(rows);
      const before = this.data[i];
      if (Array.isArray(before)) return before;
      (data as Float64Array).set(before as Float64Array); // both of the kind that `make` makes
      scratch.give(before);
      return data;
    });
    this.nils = this.nils.map((nil) => {
      if (nil === null) return null;
      const grown = scratch.take(Uint8Array, rows);
      grown.set(nil);
      scratch.give(nil);
      return grown;
    });
    budget.take((rows - this.capacity) * this.#rowBytes());
    return this.capacity = rows;
  }

  #rowBytes(): number {
    return this.data.reduce((sum, data) => sum + (Array.isArray(data) ? 24 : data.BYTES_PER_ELEMENT), 0) +
      this.nils.filter((nil) => nil !== null).length;
  }

  /** The text that appends a row of these values. */
  append(loop: LoopText<unknown>, vals: readonly Val[], full: "grow" | string = "grow"): void {
    const store = loop.constant(this);
    const [size, capacity] = [loop.fresh("size"), loop.fresh("capacity")];
    loop.before(`let ${size} = ${store}.size, ${capacity} = ${store}.capacity;`);
    loop.after(`${store}.size = ${size};`);
    const reload: string[] = [];
    const puts = vals.map((val, i) => {
      this.#keep(val);
      const data = loop.fresh("c");
      loop.before(`let ${data} = ${store}.data[${i}];`);
      reload.push(`${data} = ${store}.data[${i}];`);
      const words = this.#kept[i].words;
      const code = words !== null
        ? wordNumber(loop, val, words, true)
        : val.type === "any"
        ? boxed(loop, val)
        : val.type === "bool"
        ? `${val.code} ? 1 : 0`
        : val.code;
      if (val.nil === null || val.type === "any" || words !== null) return [`${data}[${size}] = ${code};`];
      const nil = loop.fresh("z");
      loop.before(`let ${nil} = ${store}.nils[${i}];`);
      reload.push(`${nil} = ${store}.nils[${i}];`);
      return [`${data}[${size}] = ${val.nil} ? 0 : ${code};`, `${nil}[${size}] = ${val.nil} ? 1 : 0;`];
    });
    const make = full === "grow" ? `${store}.grow()` : full;
    loop.rarely(`${size} === ${capacity}`, () => make, "0", [
      `${store}.size = ${size};`,
      `${capacity} = ${make};`,
      `${size} = ${store}.size;`,
      ...reload,
    ]);
    for (const line of puts.flat()) loop.line(line);
    loop.line(`${size}++;`);
    loop.effect();
  }

  #keep(val: Val): void {
    const words = val.type === "word" ? new WordNumbers() : null;
    const { budget, scratch } = this.memory;
    const make = makerOf(val, scratch);
    const nullable = val.nil !== null && val.type !== "any" && words === null;
    this.#kept.push({ type: val.type, make, nullable, words, low: val.low, high: val.high });
    const data = make(this.capacity);
    this.data.push(data);
    this.nils.push(nullable ? scratch.take(Uint8Array, this.capacity) : null);
    budget.take(this.capacity * ((Array.isArray(data) ? 24 : data.BYTES_PER_ELEMENT) + (nullable ? 1 : 0)));
  }

  /** The rows so far. They share the arrays. */
  relation(): Relation {
    const { size } = this;
    const columns = this.#kept.map(({ type, words, low, high }, i): Stored => {
      const data = this.data[i];
      const rows = Array.isArray(data) ? data.slice(0, size) : data.subarray(0, size);
      if (words === null) {
        return { type, data: rows, nil: this.nils[i]?.subarray(0, size) ?? null, words: null, low, high };
      }
      // Nil is among the words where it was met.
      const nil = words.words.indexOf(null);
      const nils = nil < 0 ? null : new Uint8Array(size);
      if (nils !== null) { for (let i = 0; i < size; i++) if (rows[i] === nil) nils[i] = 1; }
      return { type, data: rows, nil: nils, words: words.words };
    });
    return { size, columns };
  }

  /** Goes on with other rows of the same columns. */
  replace({ size, columns }: Relation): void {
    this.size = size;
    columns.forEach(({ data, nil }, i) => {
      const kept = this.data[i];
      if (Array.isArray(kept)) this.data[i] = data as unknown[]; // what was picked from it
      else kept.set(data as Float64Array); // as above
      if (nil !== null) this.nils[i]?.set(nil);
    });
  }

  /** Forgets the rows, not what was made room for. */
  clear(): void {
    this.size = 0;
    this.data = this.data.map((data) => Array.isArray(data) ? [] : data);
  }
}
