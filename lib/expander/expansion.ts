/**
 * The macro call under way, which templates ask to mark what they introduce.
 * Invariant: there is at most one at a time, since expansion never waits.
 * @module
 */
import type { Expansion } from "./scope.ts";

let current: Expansion | null = null;

/** The innermost macro call under way; null while the program itself runs. */
export function currentExpansion(): Expansion | null {
  return current;
}

/** Does the work of a macro call. */
export function during<T>(expansion: Expansion, work: () => T): T {
  const outer = current;
  current = expansion;
  try {
    return work();
  } finally {
    current = outer;
  }
}
