/**
 * Counters that survive: each is a row of a keyed log, its newest version has the value.
 * In: names and what to add. Out: values, when they are durable.
 * Invariant: a value that was answered is never lost, and each addition counts once. Additions that come while the ones before are on their
 * way to the disk are written as one version: that is why the counters are called sparse.
 * @module
 */
import { add, isInt, kw, mapOf, type PMap } from "../data/mod.ts";
import type { Journal } from "./journal.ts";

type Int = number | bigint;

const COUNTER = kw("counter");
const VALUE = kw("value");

interface Waiter {
  readonly value: Int;
  readonly resolve: (value: Int) => void;
  readonly reject: (error: unknown) => void;
}

export class Counters {
  /** What was asked for; on its way to the disk or there. */
  #values: Map<string, Int> | null = null;
  /** What the disk has. */
  readonly #durable = new Map<string, Int>();
  #loading: Promise<Map<string, Int>> | null = null;
  #waiting = new Map<string, Waiter[]>();
  #writing = false;

  constructor(private readonly journal: Journal) {}

  async value(name: string): Promise<Int> {
    await this.#load();
    return this.#durable.get(name) ?? 0;
  }

  /** Adds to a counter; the new value when it is durable. */
  async add(name: string, n: Int): Promise<Int> {
    const values = await this.#load();
    const value = add(values.get(name) ?? 0, n) as Int; // sums of Ints are Ints
    values.set(name, value);
    const { promise, resolve, reject } = Promise.withResolvers<Int>();
    const waiters = this.#waiting.get(name);
    if (waiters === undefined) this.#waiting.set(name, [{ value, resolve, reject }]);
    else waiters.push({ value, resolve, reject });
    this.#write(values);
    return await promise;
  }

  #load(): Promise<Map<string, Int>> {
    return this.#loading ??= this.#read();
  }

  async #read(): Promise<Map<string, Int>> {
    try {
      await this.journal.read((record) => {
        const value = record.get(VALUE, null);
        if (isInt(value)) this.#durable.set(String(record.get(COUNTER, "")), value);
      });
      return this.#values = new Map(this.#durable);
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  /** Writes what waits, and again as long as there is something. */
  async #write(values: Map<string, Int>): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      const newest = [...batch].map(([name, waiters]) => [name, waiters[waiters.length - 1].value] as const);
      try {
        await this.journal.append(newest.map(([name, value]) => version(name, value)));
        for (const [name, value] of newest) this.#durable.set(name, value);
        for (const { resolve, value } of [...batch.values()].flat()) resolve(value);
      } catch (error) {
        this.#giveUp(values, batch, error);
      }
    }
    this.#writing = false;
  }

  /** Nothing that was added since the disk's values counts. */
  #giveUp(values: Map<string, Int>, batch: Map<string, Waiter[]>, error: unknown): void {
    const lost = [...batch, ...this.#waiting];
    this.#waiting = new Map();
    for (const [name, waiters] of lost) {
      values.set(name, this.#durable.get(name) ?? 0);
      for (const { reject } of waiters) reject(error);
    }
  }
}

function version(name: string, value: Int): PMap {
  return mapOf(COUNTER, name, VALUE, value);
}
