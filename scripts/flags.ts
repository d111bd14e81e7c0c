/**
 * How Deno and V8 are told to run the executable.
 * @module
 */

/**
 * How V8 is tuned for emitted code and for the values it makes. Small functions behind wrappers gain when more of them are inlined:
 * naive recursion 20 % faster. Classes that inherit from classes without constructors are made faster when V8 does not skip those, as
 * it then inlines the way to the top: 15–20 % of walking lazy sequences. Measured: start and memory as before. With a young generation
 * of 4 MB from the beginning nothing is collected while a small program starts: 0.8 ms. Where a mailbox once ran full, V8 came to hold
 * that messages live long, and made all that came later where only a full collection looks: a third of the messages a second between workers,
 * until there was one. So it is not to guess how long values live; spawning gains as well (0.7 of the time), the rest is as before.
 */
export const V8_FLAGS =
  "--v8-flags=--min-semi-space-size=4,--max-inlined-bytecode-size=1000,--max-inlined-bytecode-size-cumulative=3000,--no-omit-default-ctors,--no-allocation-site-pretenuring";

/** A request is aborted when its client has gone, not when it is answered; from source `deno.json` says so. */
export const DENO_FLAGS = "--unstable-no-legacy-abort";
