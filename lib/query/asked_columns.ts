/**
 * The columns that the clauses of a plan name, each with the sources whose rows could have it.
 * In: a plan as it was written. Out: what is asked for. A column that a step of the plan makes is not asked of a source; nor is one where a
 * function makes the rows, since nobody knows what these have.
 * @module
 */
import { type Keyword, kw } from "../data/mod.ts";
import type { ClausePlace } from "../runtime/mod.ts";
import { type Expr, visitExpr } from "./expr.ts";
import { hasAlias, splitColumn, TIMESTAMP } from "./layout.ts";
import { clauseText, exprsOf, inputsOf, type Node, visitPlan } from "./plan.ts";
import { layoutOf } from "./plan_layout.ts";

export type Scan = Extract<Node, { kind: "scan" }>;

export interface Asked {
  /** As it is written. */
  readonly name: Keyword;
  /** The clause as text, and where it stands. */
  readonly clause: string;
  readonly at: ClausePlace | undefined;
  /**
   * The other columns of a `select` that only shows this one: there a column that no row has is nil. Null where something is done with what is
   * in the column.
   */
  readonly shownWith: readonly Keyword[] | null;
  /** The sources, and what the column may be called in each. */
  readonly sources: ReadonlyMap<Scan, readonly Keyword[]>;
}

/** Sources and names; null where the column is there, or nobody can know. */
type Found = Map<Scan, Keyword[]> | null;

function together(all: readonly Found[]): Found {
  const sources = new Map<Scan, Keyword[]>();
  for (const found of all) {
    if (found === null) return null;
    for (const [scan, names] of found) sources.set(scan, [...new Set([...sources.get(scan) ?? [], ...names])]);
  }
  return sources;
}

const IN_HISTORY = [kw("valid-from"), kw("valid-to")];

function inScan(scan: Scan, name: Keyword): Found {
  const split = splitColumn(name);
  const plain = split !== null && split.alias === scan.alias ? split.column : name;
  if (scan.isTable && plain === TIMESTAMP) return null;
  if (scan.time.history !== null && IN_HISTORY.includes(plain)) return null;
  return new Map([[scan, plain === name ? [name] : [name, plain]]]);
}

/** Where a column of the rows of a node comes from. */
function inRowsOf(node: Node, name: Keyword): Found {
  switch (node.kind) {
    case "scan":
      return inScan(node, name);
    case "alias": {
      const split = splitColumn(name);
      const own = inRowsOf(node.input, name);
      return split?.alias === node.alias ? together([own, inRowsOf(node.input, split.column)]) : own;
    }
    case "with":
    case "window":
      return node.columns.some((column) => column.name === name) ? null : inRowsOf(node.input, name);
    case "select":
    case "group": {
      const made = node.kind === "select" ? node.columns : [...node.keys, ...node.outputs ?? []];
      // What it does not make, nobody finds: that is told when the plan is compiled.
      return made.some((column) => column.name === name) ? null : new Map();
    }
    case "join":
      return node.type === "semi" || node.type === "anti" ? inRowsOf(node.left, name) : inAnyOf(inputsOf(node), name);
    case "each":
      return node.how === "filter" || node.how === "remove" ? inRowsOf(node.input, name) : null;
    case "pivot":
    case "json-path":
      return null;
    default:
      return together(inputsOf(node).map((input) => inRowsOf(input, name)));
  }
}

/** Where a column comes from that an expression over these inputs names. */
function inAnyOf(inputs: readonly Node[], name: Keyword): Found {
  const split = splitColumn(name);
  const called = split === null ? [] : inputs.filter((input) => hasAlias(layoutOf(input), split.alias));
  return together((called.length === 0 ? inputs : called).map((input) => inRowsOf(input, name)));
}

function isColumn(expr: Expr): expr is Extract<Expr, { kind: "column" }> {
  return expr.kind === "column";
}

/** The columns of which a plan asks whether they are there. */
export function guardedColumns(plan: Node): Set<Keyword> {
  const guarded = new Set<Keyword>();
  const look = (part: Expr): void => {
    if (part.kind !== "operator" || !["nil?", "some?", "coalesce"].includes(part.name)) return;
    for (const arg of part.args) if (isColumn(arg)) guarded.add(arg.name);
  };
  visitPlan(plan, (node) => exprsOf(node).forEach((expr) => visitExpr(expr, look)));
  return guarded;
}

export function askedColumns(plan: Node): Asked[] {
  const all: Asked[] = [];
  visitPlan(plan, (node) => {
    const seen = new Set<Keyword>();
    const exprs = exprsOf(node);
    for (const expr of exprs) {
      const isShown = node.kind === "select" && isColumn(expr);
      visitExpr(expr, (part) => {
        if (!isColumn(part) || seen.has(part.name)) return;
        seen.add(part.name);
        const sources = inAnyOf(inputsOf(node), part.name);
        if (sources === null || sources.size === 0) return;
        const shownWith = isShown ? exprs.filter(isColumn).map(({ name }) => name) : null;
        all.push({ name: part.name, clause: clauseText(node), at: part.at, shownWith, sources });
      });
    }
  });
  return all;
}
