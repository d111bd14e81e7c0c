/**
 * Subscriptions: the rows of a query that a growing log brings.
 * In: a plan whose clauses look at one row at a time, over one log. Out: after each growth the rows of what is new.
 * Invariant: every entry that is appended after the subscription was made is seen once, in order.
 * @module
 */
import { vec } from "../data/mod.ts";
import { badClause } from "./errors.ts";
import { runPlan, tablesOf } from "./execute.ts";
import { clauseText, inputsOf, type Node } from "./plan.ts";
import type { Table } from "./table.ts";

const ROW_BY_ROW = new Set<Node["kind"]>(["scan", "alias", "where", "select", "with", "each", "json-path", "parallel"]);

/** The scan below a plan; fails where a clause needs all rows, or none is a log. */
function onlyScan(plan: Node): Extract<Node, { kind: "scan" }> {
  if (!ROW_BY_ROW.has(plan.kind)) {
    return badClause("subscribe", `clauses that look at one row at a time, not \`${clauseText(plan)}\``, null);
  }
  if (plan.kind !== "scan") return onlyScan(inputsOf(plan)[0]);
  return plan.isTable ? plan : badClause("subscribe", "a query over a log", plan.source);
}

export class Subscription {
  #next: number;
  #stop: (() => void) | null = null;

  private constructor(readonly plan: Node, readonly table: Table) {
    this.#next = endOf(table);
  }

  /** The subscription of a plan; may suspend. */
  static of(plan: Node): unknown {
    const scan = onlyScan(plan);
    return tablesOf(scan, (tables) => {
      const table = tables.get(scan.source) as Table; // `tablesOf` has found it
      if (table.watch === undefined) return badClause("subscribe", "a log that can be watched", scan.source);
      return new Subscription(plan, table);
    });
  }

  /** The rows since the last call, as a vector; may suspend. */
  newRows(): unknown {
    const seen = (offset: number) => void (this.#next = offset + 1);
    return runPlan(this.plan, (rows) => vec(rows), { from: this.#next, seen });
  }

  watch(grown: () => void): null {
    this.#stop = this.table.watch?.(grown) ?? null;
    return null;
  }

  unwatch(): null {
    this.#stop?.();
    this.#stop = null;
    return null;
  }
}

/** The offset behind the last entry. */
function endOf(table: Table): number {
  let end = 0;
  for (const entry of table.scan({ from: table.key === null ? Math.max(0, table.count() - 1) : 0 })) {
    end = entry.offset + 1;
  }
  return end;
}
