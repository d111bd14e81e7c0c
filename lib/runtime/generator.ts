/**
 * Numbers that look like chance and follow from a seed.
 * Source: mulberry32, doubled to 53 bits.
 * @module
 */
import { Entity } from "../data/mod.ts";

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
export class Generator extends Entity {
  #state: number;
  constructor(seed: number) {
    super();
    this.#state = seed | 0;
  }
  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }
  next(): number {
    return ((this.#word() >>> 5) * 0x4000000 + (this.#word() >>> 6)) / 0x20000000000000;
  }
}
