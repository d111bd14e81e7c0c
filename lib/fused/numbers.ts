/**
 * Numbers for values, 0, 1, 2 … in the order in which they are first met: what groups, distinct rows and joins are told apart by.
 * Equality is that of `query/key_table.ts`: NaN is one value, both zeros are one.
 * Source: open addressing with linear probing, Knuth, The Art of Computer Programming, volume 3, 6.4.
 * @module
 */
import { KeyTable } from "../query/mod.ts";
import type { Scratch } from "./scratch.ts";

const FIRST_SLOTS = 1024;

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function hashOf(x: number): number {
  double[0] = x;
  const h = Math.imul(halves[0], 0x9e3779b1) ^ Math.imul(halves[1], 0x85ebca6b);
  return h ^ (h >>> 15);
}

/** Numbers for doubles and nil, in scratch memory. */
export class DoubleNumbers {
  readonly #scratch: Scratch;
  /** Number + 1 by slot, 0 for none. */
  #slots: Int32Array;
  #values: Float64Array;
  #nan = -1;
  #nil = -1;
  size = 0;

  constructor(scratch: Scratch) {
    this.#scratch = scratch;
    this.#slots = scratch.take(Int32Array, FIRST_SLOTS).fill(0);
    this.#values = scratch.take(Float64Array, FIRST_SLOTS / 2);
  }

  /** The number of a double. */
  number(x: number): number {
    if (x !== x) return this.#nan < 0 ? this.#nan = this.size++ : this.#nan;
    const key = x + 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = hashOf(key) & mask;
    for (;;) {
      const found = slots[at];
      if (found === 0) break;
      if (this.#values[found - 1] === key) return found - 1;
      at = (at + 1) & mask;
    }
    const number = this.size++;
    if (2 * this.size >= slots.length) this.#grow();
    this.#values[number] = key;
    if (slots === this.#slots) slots[at] = number + 1;
    else this.#put(number);
    return number;
  }

  /** The number of nil. */
  ofNil(): number {
    return this.#nil < 0 ? this.#nil = this.size++ : this.#nil;
  }

  /** The number of a double that has one, or -1. */
  find(x: number): number {
    if (x !== x) return this.#nan;
    const key = x + 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = hashOf(key) & mask;; at = (at + 1) & mask) {
      const found = slots[at];
      if (found === 0) return -1;
      if (this.#values[found - 1] === key) return found - 1;
    }
  }

  #put(number: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = hashOf(this.#values[number]) & mask;
    while (slots[at] !== 0) at = (at + 1) & mask;
    slots[at] = number + 1;
  }

  #grow(): void {
    const { length } = this.#slots;
    const values = this.#scratch.take(Float64Array, length);
    values.set(this.#values);
    this.#scratch.give(this.#values);
    this.#values = values;
    this.#scratch.give(this.#slots);
    this.#slots = this.#scratch.take(Int32Array, 2 * length).fill(0);
    for (let number = 0; number + 1 < this.size; number++) {
      if (number !== this.#nan && number !== this.#nil) this.#put(number);
    }
  }
}

/** Numbers for any values. */
export class ValueNumbers {
  readonly #table = new KeyTable<number>();
  size = 0;

  number(value: unknown): number {
    let number = this.#table.get(value);
    if (number === undefined) this.#table.add(value, number = this.size++);
    return number;
  }

  find(value: unknown): number {
    return this.#table.get(value) ?? -1;
  }
}

/** Words as they are met, each with a number of its own; nil is one of them. */
export class WordNumbers {
  readonly words: unknown[] = [];
  readonly #numbers = new Map<unknown, number>();
  readonly #tables = new Map<readonly unknown[], Int32Array>();

  /** The numbers of a list's words by their codes plus one, nil first; -1 where it is not known yet. */
  tableOf(words: readonly unknown[]): Int32Array {
    let table = this.#tables.get(words);
    if (table === undefined) this.#tables.set(words, table = new Int32Array(words.length + 1).fill(-1));
    return table;
  }

  /** Gives the word at a place of a table its number. */
  number(words: readonly unknown[], table: Int32Array, place: number): number {
    return table[place] = this.of(place === 0 ? null : words[place - 1]);
  }

  of(word: unknown): number {
    let number = this.#numbers.get(word);
    if (number === undefined) this.#numbers.set(word, number = this.words.push(word) - 1);
    return number;
  }

  /** As `number`, of words that have one; -2 where that one has none. */
  lookUp(words: readonly unknown[], table: Int32Array, place: number): number {
    return table[place] = place === 0 ? -2 : this.#numbers.get(words[place - 1]) ?? -2;
  }
}
