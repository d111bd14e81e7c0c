/**
 * Numbers for keys, by the equality of the language: each new key gets the next number.
 * Invariant: two keys have one number exactly when `equals` says that they are equal, NaN excepted, which is one key.
 * @module
 */
import { equals, hashOf, Keyword } from "../data/mod.ts";

interface Slot {
  readonly key: unknown;
  readonly slot: number;
}

export class KeySlots {
  readonly #plain = new Map<unknown, number>();
  readonly #others = new Map<number, Slot[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of a key, which gets one where it has none yet. */
  slotOf(key: unknown): number {
    if (typeof key === "object" && key !== null && !(key instanceof Keyword)) return this.#slotOfOther(key);
    const known = this.#plain.get(key);
    if (known !== undefined) return known;
    this.#plain.set(key, this.#count);
    return this.#count++;
  }

  #slotOfOther(key: unknown): number {
    const hash = hashOf(key);
    let same = this.#others.get(hash);
    const known = same?.find((other) => equals(key, other.key));
    if (known !== undefined) return known.slot;
    if (same === undefined) this.#others.set(hash, same = []);
    same.push({ key, slot: this.#count });
    return this.#count++;
  }
}
