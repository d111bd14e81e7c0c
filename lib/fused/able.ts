/**
 * Which parts of plans can be run by columns.
 * In: a node of an optimised plan, the tables. Out: whether it and all below it are scans of tables that keep columns and steps whose expressions call no function
 * of the program.
 * @module
 */
import {
  type Execution,
  type Expr,
  gathered,
  hasKeys,
  isPure,
  layoutOf,
  type Node,
  OWN,
  splitCondition,
  visitExpr,
  visitPlan,
} from "../query/mod.ts";

type Scan = Extract<Node, { kind: "scan" }>;

function looksAtRow(expr: Expr): boolean {
  let found = false;
  visitExpr(expr, (part) => found ||= part.kind === "row" || part.kind === "aggregate");
  return found;
}

/** Whether an expression is one of columns and operators only. */
export function isPlain(expr: Expr): boolean {
  return isPure(expr) && !looksAtRow(expr);
}

function arePlain(named: readonly { readonly expr: Expr }[]): boolean {
  return named.every(({ expr }) => isPlain(expr));
}

function isAggregatePlain(expr: Expr): boolean {
  if (expr.kind === "call" || expr.kind === "row") return false;
  if (expr.kind !== "aggregate") return !("args" in expr) || expr.args.every(isAggregatePlain);
  if (expr.name === OWN) return false;
  const looksAt = gathered(expr);
  return looksAt === null || (expr.name === "count" && looksAt.kind === "row") || isPlain(looksAt);
}

function canScan({ isTable, source, time, columns }: Scan, run: Execution): boolean {
  if (!isTable || run.from !== null || run.seen !== null || time.history !== null || time.validAt !== null) {
    return false;
  }
  const table = run.tables.get(source);
  return table?.slices !== undefined && (columns !== null || table.entries !== undefined);
}

/** What becomes of a node's rows. */
interface Fate {
  /** They leave as they are, not only columns of them. */
  readonly whole: boolean;
  /** All of them are needed before the first goes on. */
  readonly all: boolean;
}

const GATHERED: Fate = { whole: false, all: true };

export function canRun(node: Node, run: Execution, fate: Fate = { whole: true, all: false }): boolean {
  switch (node.kind) {
    case "scan":
      return canScan(node, run);
    case "where":
      return isPlain(node.test) && canRun(node.input, run, fate);
    case "select":
      return arePlain(node.columns) && canRun(node.input, run, { ...fate, whole: false });
    case "with":
      return arePlain(node.columns) && canRun(node.input, run, fate);
    case "group":
      return node.outputs !== null && arePlain(node.keys) && node.outputs.every(({ expr }) => isAggregatePlain(expr)) &&
        canRun(node.input, run, GATHERED);
    case "order":
      return arePlain(node.terms) && canRun(node.input, run, { ...fate, all: true });
    case "distinct":
      return layoutOf(node.input).kind === "columns" && canRun(node.input, run, { ...fate, whole: true });
    case "limit":
      return canRun(node.input, run, { ...fate, all: false });
    case "alias":
    case "parallel":
      return canRun(node.input, run, fate);
    case "union":
      // Its columns are gathered from all inputs before a row goes on.
      return fate.all && (!fate.whole || layoutOf(node).kind === "columns") &&
        node.inputs.every((input) => hasKeys(layoutOf(input)) && canRun(input, run, GATHERED));
    case "join": {
      const { keys } = splitCondition(node.on, layoutOf(node.left), layoutOf(node.right));
      const ofRight = { whole: fate.whole && node.type !== "semi" && node.type !== "anti", all: true };
      return keys.length > 0 && isPlain(node.on) && canRun(node.left, run, fate) && canRun(node.right, run, ofRight);
    }
    default:
      return false;
  }
}

/** Whether running it by columns saves anything: whole records of a table that are only counted off come faster as they are. */
export function isWorth(node: Node): boolean {
  switch (node.kind) {
    case "scan":
      return node.columns !== null;
    case "alias":
    case "limit":
    case "parallel":
      return isWorth(node.input);
    default:
      return true;
  }
}

/** About how many rows the tables have that a node reads. */
export function rowsIn(node: Node, run: Execution): number {
  let rows = 0;
  visitPlan(node, (each) => {
    if (each.kind === "scan") rows += run.tables.get(each.source)?.count() ?? 0;
  });
  return rows;
}
