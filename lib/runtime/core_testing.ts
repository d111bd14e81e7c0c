/**
 * What the library of tests and code compiled for coverage call of whoever runs tests. Without a runner nobody listens, and `batuta.test` prints
 * what it finds itself.
 * @module
 */
import { asMessage, BatutaError, type PMap } from "../data/mod.ts";
import { between, defineLeaves, definePrimitives } from "./core_install.ts";

/** A snapshot as it was found: nil when the value is the one that is stored, or was stored now; otherwise what is stored. */
type Compare = (name: string | null, value: unknown) => unknown;

/** Who runs the tests; null: nobody. */
export interface TestRunner {
  /** The run's seed. */
  readonly seed: number;
  /** Takes what assertions find. May wait. */
  report(found: PMap): unknown;
  /** Compares a value with a stored one. May wait. */
  readonly compare: Compare;
}

export const testing: { runner: TestRunner | null } = { runner: null };

/** How often each counted place was reached, by the number that the expander gave it. */
export const reached: number[] = [];

defineLeaves({
  "-reached": (n) => {
    reached[n as number]++; // the expander counts places
    return null;
  },
});

const TEST = "batuta.test";

defineLeaves({
  "-test-runner?": between(0, 0, () => testing.runner !== null),
  "-test-seed": between(0, 0, () => testing.runner?.seed ?? null),
  "-assertion-error": (message, found) => new BatutaError("assert-failed", asMessage(message), { data: found }),
}, TEST);

definePrimitives({
  "-tell-runner": (found) => testing.runner?.report(found as PMap) ?? null, // `batuta.test` reports maps
  "-compare-snapshot": (name, value) => testing.runner?.compare(name as string | null, value) ?? null, // as above, strings
}, TEST);
