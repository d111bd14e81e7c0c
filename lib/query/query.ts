/**
 * Query values: a plan that runs each time somebody walks over it.
 * In: a plan. Out: a sequence of its rows, computed anew for each walk and as far as the walk goes; clauses make new queries of it.
 * Invariant: making a query runs nothing.
 * @module
 */
import { Eduction, type MetaSlot, type Printer, type Seq } from "../data/mod.ts";
import { rootOfRestarts } from "../runtime/mod.ts";
import { streamPlan } from "./execute.ts";
import { eachNode, groupNode } from "./clauses.ts";
import type { Node } from "./plan.ts";

export class Query extends Eduction {
  /** The walk that the primitive which began it shares, should it have to begin again. */
  #walk: { readonly root: number; readonly rows: Eduction } | null = null;

  constructor(readonly plan: Node, meta: MetaSlot = null) {
    super(() => streamPlan(plan), meta);
  }
  override get typeName(): string {
    return "Query";
  }
  override seq(): Seq | null {
    const root = rootOfRestarts();
    if (root === 0) return this.fresh().seq();
    if (this.#walk === null || this.#walk.root !== root) this.#walk = { root, rows: new Eduction(this.make) };
    return this.#walk.rows.seq();
  }
  override withMeta(meta: MetaSlot): Query {
    return new Query(this.plan, meta);
  }
  /** What `map`, `filter` and the like make of it. */
  override extended(kind: string, f: unknown): Query | null {
    switch (kind) {
      case "map":
      case "filter":
      case "remove":
      case "keep":
      case "flat-map":
        return new Query(eachNode(kind, f, this.plan));
      case "distinct":
        return new Query({ kind: "distinct", input: this.plan });
      case "group-by":
        return new Query(groupNode(f, this.plan));
      default:
        return null;
    }
  }
  override print(printer: Printer): void {
    printer.sequence("[", this, "]");
  }
}
