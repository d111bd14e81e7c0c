/**
 * Queries by columns: parts of plans as generated loops over the slices of tables that keep columns.
 * Reading order: `value.ts`, `text.ts` (the text of a loop) · `scope.ts`, `scan_source.ts`, `relation.ts` (what names mean, how columns are read) ·
 * `word_memo.ts`, `expression.ts` (expressions as text) · `numbers.ts`, `keys.ts`, `store.ts`, `group.ts`, `join_index.ts`, `sort.ts`, `skip.ts` (what rows
 * come together in) · `able.ts`, `needs.ts`, `gather.ts`, `flow.ts` (what a flow is), `group_flow.ts`, `join_step.ts`, `union.ts`, `order.ts`, `open.ts` (plans as
 * flows) · `runner.ts` (in the place of a step of the row engine's) · `budget.ts`, `scratch.ts` (memory) · `turns.ts`, `partial.ts`, `concatenate.ts`, `shelf.ts`, `wire.ts`, `parallel.ts`, `helpers.ts`,
 * `answer.ts` (several workers).
 * Invariant: results and errors are the row engine's, to the last digit; whatever a loop cannot be sure of is left to that.
 * @module
 */
import { type Execution, type Node, setColumnar } from "../query/mod.ts";
import { canRun, isWorth, rowsIn } from "./able.ts";
import { partitionsOf } from "./parallel.ts";
import { FusedRunner } from "./runner.ts";

/** Fewer rows than this are gone through one by one before a loop is made. */
const FEW_ROWS = 300;
let least = FEW_ROWS;

/** From how many rows on plans are run by columns; for tests. */
export function useColumnsFrom(rows: number = FEW_ROWS): void {
  least = rows;
}

export { type Helper, type Loops } from "./helpers.ts";
export { useWorkersFrom } from "./parallel.ts";
export { answer } from "./answer.ts";

function isPossible(node: Node, run: Execution): boolean {
  return isWorth(node) && canRun(node, run) && rowsIn(node, run) >= least;
}

setColumnar({
  start: (node, run, rows) => isPossible(node, run) ? (sink) => new FusedRunner(node, run, sink, rows) : null,
  canRun: isPossible,
  partitions: partitionsOf,
});
