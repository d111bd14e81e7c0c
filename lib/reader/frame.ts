/**
 * A form that has begun and not ended: an open bracket, or a prefix that waits for its form. Frames are the reader's
 * own stack, so that nesting costs no JavaScript stack.
 * @module
 */

import type { Diagnostic, Span } from "../source/mod.ts";
import type { FnParameters } from "./fn_literal.ts";

/** Stands for "no form": what `#_x` and an unselected `#?` read as. */
export const NOTHING: unique symbol = Symbol("nothing");

/** The state of `#?(feature form …)`: which branch is the best so far. A smaller rank is better. */
export class Branches {
  bestRank = Infinity;
  /** What the best branch read as. */
  value: unknown = NOTHING;
  span: Span | null = null;
  /** The mistakes of the best branch: they go when a better one comes. */
  bestMistakes: readonly Diagnostic[] = [];
  /** How many mistakes there were before the branch being read. */
  mistakesFrom = 0;
  /** Whether a feature comes next, not a form. */
  expectsFeature = true;
  /** The rank of the branch being read. */
  rank = Infinity;
  /** Whether the branch being read is muted. */
  skips = false;
}

/** One open form. */
export class Frame {
  readonly items: unknown[] = [];
  /** Of each item. */
  readonly spans: Span[] = [];
  /** Of `#?(` and `#?@(` only. */
  branches: Branches | null = null;
  /** Of an outermost `#(` only. */
  parameters: FnParameters | null = null;
  /** A wrong closer was noted here, so that the end of the text need not be. */
  reported = false;
  /** Where, inside this bracket, a bracket first stood in column one: the likely place of a forgotten closer. */
  suspect = -1;

  /**
   * @param open what began it: `(`, `#?@(`, `'`, `#inst`, `#:user{`
   * @param close the closer of a bracket, or "" for a prefix
   * @param wants how many forms a prefix takes; 0 for a bracket
   * @param start offset of `open`
   * @param end offset after `open`
   */
  constructor(
    readonly open: string,
    readonly close: string,
    readonly wants: number,
    readonly start: number,
    readonly end: number,
  ) {}
}
