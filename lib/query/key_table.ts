/**
 * Tables from values to anything, by the equality of the language: what groups, joins and `distinct` look up in.
 * Numbers, strings, keywords and the like are keys of a JavaScript `Map`, for which their identity is their equality; other
 * values are found by hash. Several values as one key are levels of tables.
 * Invariant: two keys are one exactly when `equals` says so, NaN excepted, which is one key.
 * @module
 */
import { equals, hashOf, Keyword } from "../data/mod.ts";

function isPlain(key: unknown): boolean {
  return typeof key !== "object" || key === null || key instanceof Keyword;
}

/** A table with one value as its key. */
export class KeyTable<V> {
  readonly #plain = new Map<unknown, V>();
  readonly #others = new Map<number, [unknown, V][]>();

  get(key: unknown): V | undefined {
    if (isPlain(key)) return this.#plain.get(key);
    return this.#others.get(hashOf(key))?.find(([other]) => equals(key, other))?.[1];
  }

  /** Only for a key that is not there. */
  add(key: unknown, value: V): void {
    if (isPlain(key)) {
      this.#plain.set(key, value);
      return;
    }
    const hash = hashOf(key);
    const same = this.#others.get(hash);
    if (same === undefined) this.#others.set(hash, [[key, value]]);
    else same.push([key, value]);
  }
}

/** A table whose keys are so many values. */
export class RowTable<V> {
  readonly #root: KeyTable<unknown> = new KeyTable();
  #only: V | undefined = undefined;

  constructor(readonly width: number) {}

  #level(key: readonly unknown[], make: boolean): KeyTable<unknown> | undefined {
    let level = this.#root;
    for (let i = 0; i + 1 < this.width; i++) {
      let next = level.get(key[i]) as KeyTable<unknown> | undefined; // all levels but the last hold tables
      if (next === undefined) {
        if (!make) return undefined;
        level.add(key[i], next = new KeyTable());
      }
      level = next;
    }
    return level;
  }

  /** The table of a key of one value. */
  get single(): KeyTable<V> {
    return this.#root as KeyTable<V>; // with one level the root holds what `add` puts there
  }

  get(key: readonly unknown[]): V | undefined {
    if (this.width === 0) return this.#only;
    return this.#level(key, false)?.get(key[this.width - 1]) as V | undefined; // `add` puts nothing else there
  }

  /** Only for a key that is not there. */
  add(key: readonly unknown[], value: V): void {
    if (this.width === 0) this.#only = value;
    else this.#level(key, true)?.add(key[this.width - 1], value);
  }
}
