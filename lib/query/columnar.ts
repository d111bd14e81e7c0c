/**
 * Where what runs plans in columns comes in: `lib/fused/`, which is loaded with the first table that keeps columns.
 * In: a node of a plan. Out: what runs all from there down by columns, or null where that cannot be done.
 * @module
 */
import type { Execution } from "./compile.ts";
import type { Runner, Sink } from "./flow.ts";
import type { Node } from "./plan.ts";

/** Starts what pushes rows. */
export type Starter = (sink: Sink) => Runner;

export interface Columnar {
  /**
   * Answers what runs a node and all below it by columns, or null. The rows that it pushes have the node's layout. `rows` does the same row by
   * row: it takes over where the values at hand are not of the kinds that columns can calculate with, so results and errors are always its.
   */
  start(node: Node, run: Execution, rows: () => Starter): Starter | null;
  /** Whether it would. */
  canRun(node: Node, run: Execution): boolean;
  /** Into how many parts the rows that a group gathers would go, each for a worker of its own; 1 for other nodes. */
  partitions(node: Node, run: Execution): number;
}

let known: Columnar | null = null;

/** Says what runs plans in columns; null: nothing does. */
export function setColumnar(columnar: Columnar | null): void {
  known = columnar;
}

export function columnar(): Columnar | null {
  return known;
}
