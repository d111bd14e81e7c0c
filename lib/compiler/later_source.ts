/**
 * The rooms of `later.ts` where programs run from source: they are loaded before anything runs.
 * @module
 */
import "./later.ts";

/** All of it is there already. */
export function foresee(_text: string): Promise<void> {
  return Promise.resolve();
}
