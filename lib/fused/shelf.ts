/**
 * Columns and arrays that helpers keep: each gets them once, and from then on their numbers. What nobody has any more here is taken from them.
 * In: what stands in slices. Out: its number; for a helper, what it does not have yet; there, what has a number.
 * @module
 */
import { type Helper, startedHelpers } from "./helpers.ts";

/** What is told a helper to take things from it. */
export interface Removal {
  readonly removed: readonly number[];
}

/** A thing as it can be posted, under its number. */
export type Given = readonly [number: number, packed: unknown];

const numbers = new WeakMap<object, number>();
let count = 0;
const owned = new WeakMap<Helper, Set<number>>();

let removed: number[] = [];
const registry = new FinalizationRegistry((number: number) => {
  if (removed.push(number) === 1) queueMicrotask(remove);
});

function remove(): void {
  const removal: Removal = { removed };
  for (const number of removed) for (const helper of startedHelpers()) owned.get(helper)?.delete(number);
  removed = [];
  for (const helper of startedHelpers()) void helper.run(removal);
}

/** The number of a thing, the same each time. */
export function numberOf(thing: object): number {
  let number = numbers.get(thing);
  if (number === undefined) {
    numbers.set(thing, number = count++);
    registry.register(thing, number);
  }
  return number;
}

/** Of some things those that a helper does not have yet; it has them from now on. */
export function lackingIn(
  helper: Helper,
  things: ReadonlyMap<number, object>,
  pack: (thing: object) => unknown,
): Given[] {
  const owns = owned.get(helper) ?? new Set();
  const given = [...things].filter(([number]) => !owns.has(number)).map((
    [number, thing],
  ): Given => [number, pack(thing)]);
  // Packed without a failure.
  for (const [number] of given) owns.add(number);
  owned.set(helper, owns);
  return given;
}

// ---- in a helper -------------------------------------------------------------------------------------------------------

const kept = new Map<number, unknown>();

export function keep(given: readonly Given[], unpack: (packed: unknown) => unknown): void {
  for (const [number, packed] of given) kept.set(number, unpack(packed));
}

export function keptAt(number: number): unknown {
  return kept.get(number);
}

export function takeAway({ removed }: Removal): void {
  for (const number of removed) kept.delete(number);
}
