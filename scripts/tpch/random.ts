/**
 * Numbers by chance, the same for the same seed everywhere.
 * Source: Vigna's SplitMix in 32 bits (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
 * @module
 */

export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 bits. */
  #next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor((this.#next() / 2 ** 32) * (high - low + 1));
  }

  /** One of some things. */
  of<T>(things: readonly T[]): T {
    return things[this.int(0, things.length - 1)];
  }

  /** Some of them, no two from the same place. */
  some<T>(things: readonly T[], count: number): T[] {
    const left = things.slice();
    return Array.from({ length: count }, () => left.splice(this.int(0, left.length - 1), 1)[0]);
  }
}
