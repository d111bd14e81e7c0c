/**
 * The optimiser: a plan that answers the same rows in the same order with less work.
 * Constants are folded; tests move towards the tables they are about; each scan knows the columns that are needed of it; the first rows of an
 * order are found without sorting all; of a join the smaller side is kept.
 * Where a test that can fail moves below a join it may meet rows that the join would have dropped. There it lets rows pass on which it fails,
 * and stands above the join once more for these; so a plan never fails for being optimised.
 * In: a plan, what is known of the sizes of sources. Out: a plan. Nothing runs.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { columnsOf, conjunction, conjuncts, type Expr, isPure, mapExpr } from "./expr.ts";
import { fold } from "./fold.ts";
import { type Layout, mayHave, sideOf, splitColumn } from "./layout.ts";
import { layoutOf } from "./plan_layout.ts";
import { inputsOf, type Named, type Node, withInputs } from "./plan.ts";

/** About how many rows a scan has; null when nobody knows. */
export type Estimate = (scan: Extract<Node, { kind: "scan" }>) => number | null;

// ---- folding -----------------------------------------------------------------------------------------------------------

function foldNamed(named: readonly Named[]): Named[] {
  return named.map((column) => ({ ...column, expr: fold(column.expr) }));
}

function foldNode(node: Node): Node {
  switch (node.kind) {
    case "where":
      return { ...node, test: fold(node.test) };
    case "select":
    case "with":
      return { ...node, columns: foldNamed(node.columns) };
    case "group":
      return { ...node, outputs: node.outputs === null ? null : foldNamed(node.outputs) };
    case "join":
      return { ...node, on: fold(node.on) };
    default:
      return node;
  }
}

function rewrite(node: Node, change: (node: Node) => Node): Node {
  const inputs = inputsOf(node);
  const changed = inputs.map((input) => rewrite(input, change));
  return change(changed.every((input, i) => input === inputs[i]) ? node : withInputs(node, changed));
}

// ---- tests towards their sources ---------------------------------------------------------------------------------------

let flags = 0;

/** Operators that fail for no value. */
const TOTAL = new Set(["=", "not=", "and", "or", "not", "nil?", "some?", "if", "coalesce"]);

function isTotal(expr: Expr): boolean {
  if (expr.kind === "column" || expr.kind === "constant") return true;
  return expr.kind === "operator" && TOTAL.has(expr.name) && expr.args.every(isTotal);
}

function where(input: Node, tests: readonly Expr[]): Node {
  if (tests.length === 0) return input;
  return { kind: "where", input, test: conjunction(tests), lenient: null, unless: null };
}

/** How many of the tests, from the first on, `may` take: their order is kept, since one may keep another from failing. */
function prefix(tests: readonly Expr[], may: (test: Expr) => boolean): number {
  const at = tests.findIndex((test) => !may(test));
  return at < 0 ? tests.length : at;
}

/** A test over what stands below columns that only rename; null when it needs one that is computed. */
function renamed(test: Expr, columns: readonly Named[]): Expr | null {
  let possible = isPure(test);
  const below = mapExpr(test, (part) => {
    if (part.kind === "row") possible = false;
    if (part.kind !== "column") return part;
    const found = columns.find(({ name }) => name === part.name);
    if (found?.expr.kind !== "column") possible = false;
    return found?.expr ?? part;
  });
  return possible ? below : null;
}

function pushThrough(node: Node, tests: readonly Expr[], below: (test: Expr) => Expr | null): Node {
  const count = prefix(tests, (test) => below(test) !== null);
  const pushed = tests.slice(0, count).map((test) => below(test) ?? test);
  const [input] = inputsOf(node);
  return where(withInputs(node, [push(input, pushed)]), tests.slice(count));
}

/** The tests above a node, each as far below as it may stand. */
function push(node: Node, tests: readonly Expr[]): Node {
  if (tests.length === 0 && node.kind !== "where") {
    return withInputs(
      node,
      inputsOf(node).map((input) => push(input, [])),
    );
  }
  switch (node.kind) {
    case "where":
      return push(node.input, [...conjuncts(node.test), ...tests]);
    case "order":
    case "parallel":
      return pushThrough(node, tests, (test) => isPure(test) ? test : null);
    case "distinct":
      return pushThrough(node, tests, (test) => isPure(test) ? test : null);
    case "select":
      return pushThrough(node, tests, (test) => renamed(test, node.columns));
    case "group":
      if (node.keys.length === 0 || node.outputs === null) break;
      return pushThrough(node, tests, (test) => renamed(test, node.keys));
    case "with": {
      const computed = node.columns.map(({ name }) => name);
      const layout = layoutOf(node.input);
      return pushThrough(node, tests, (test) => {
        const columns = isPure(test) ? columnsOf(test) : null;
        return columns !== null && columns.every((name) => !computed.includes(name) && mayHave(layout, name))
          ? test
          : null;
      });
    }
    case "union": {
      const layouts = node.inputs.map(layoutOf);
      const count = prefix(tests, (test) => {
        const columns = isPure(test) ? columnsOf(test) : null;
        return columns !== null &&
          columns.every((name) => splitColumn(name) === null && layouts.every((l) => mayHave(l, name)));
      });
      const below = tests.slice(0, count);
      return where({ ...node, inputs: node.inputs.map((input) => push(input, below)) }, tests.slice(count));
    }
    case "join":
      return pushJoin(node, tests);
  }
  return where(withInputs(node, inputsOf(node).map((input) => push(input, []))), tests);
}

/** The side of a join that a test is about; null for both, or when that is not certain. */
function sideOfTest(test: Expr, left: Layout, right: Layout): "left" | "right" | null {
  const columns = isPure(test) ? columnsOf(test) : null;
  if (columns === null || columns.length === 0) return null;
  const sides = columns.map((name) => sideOf(left, right, name));
  return sides.every((side) => side === sides[0]) ? sides[0] : null;
}

/** Whether a test is about both sides, and it is certain which of its columns are whose. */
function isBetween(test: Expr, left: Layout, right: Layout): boolean {
  const columns = isPure(test) ? columnsOf(test) : null;
  return columns !== null && columns.every((name) => sideOf(left, right, name) !== null);
}

function pushJoin(node: Extract<Node, { kind: "join" }>, tests: readonly Expr[]): Node {
  const [left, right] = [layoutOf(node.left), layoutOf(node.right)];
  const below: { left: Expr[]; right: Expr[] } = { left: [], right: [] };
  const lenient: { readonly side: "left" | "right"; readonly test: Expr; readonly flag: number }[] = [];
  const above: { readonly test: Expr; readonly unless: number | null }[] = [];
  const on = [node.on];
  for (const test of tests) {
    const only = node.type === "semi" || node.type === "anti";
    const side = only ? isPure(test) && columnsOf(test) !== null ? "left" : null : sideOfTest(test, left, right);
    const may = side === "left" || (side === "right" && node.type === "inner");
    if (!may || side === null) {
      if (node.type === "inner" && isBetween(test, left, right)) on.push(test);
      else above.push({ test, unless: null });
    } else if (isTotal(test)) below[side].push(test);
    else {
      lenient.push({ side, test, flag: ++flags });
      above.push({ test, unless: flags });
    }
  }
  const sideWith = (input: Node, side: "left" | "right"): Node =>
    lenient.filter((each) => each.side === side).reduce(
      (under: Node, { test, flag }) => ({ kind: "where", input: under, test, lenient: flag, unless: null }),
      push(input, below[side]),
    );
  const join: Node = {
    ...node,
    on: fold(conjunction(on)),
    left: sideWith(node.left, "left"),
    right: sideWith(node.right, "right"),
  };
  return above.reduce(
    (under: Node, { test, unless }) => ({ kind: "where", input: under, test, lenient: null, unless }),
    join,
  );
}

// ---- columns -----------------------------------------------------------------------------------------------------------

type Needed = ReadonlySet<Keyword> | null;

function plus(needed: Needed, exprs: readonly Expr[]): Needed {
  if (needed === null) return null;
  const all = new Set(needed);
  for (const expr of exprs) {
    const columns = columnsOf(expr);
    if (columns === null) return null;
    for (const name of columns) all.add(name);
  }
  return all;
}

const NOTHING: Needed = new Set();

function exprsIn(named: readonly { readonly expr: Expr }[]): Expr[] {
  return named.map(({ expr }) => expr);
}

/** A count of rows needs no column. */
function withoutCounts(exprs: readonly Expr[]): Expr[] {
  return exprs.map((expr) =>
    mapExpr(
      expr,
      (part) =>
        part.kind === "aggregate" && part.name === "count" && part.args[0]?.kind === "row"
          ? { ...part, args: [] }
          : part,
    )
  );
}

function prune(node: Node, needed: Needed): Node {
  const over = (input: Node, columns: Needed): Node => withInputs(node, [prune(input, columns)]);
  switch (node.kind) {
    case "scan": {
      if (needed === null) return node;
      const plain = [...needed].map((name) => {
        const split = splitColumn(name);
        return split !== null && split.alias === node.alias ? split.column : name;
      });
      return { ...node, columns: [...new Set(plain)] };
    }
    case "where":
      return over(node.input, plus(needed, [node.test]));
    case "select":
      return over(node.input, plus(NOTHING, exprsIn(node.columns)));
    case "with": {
      const computed = node.columns.map(({ name }) => name);
      const rest = needed === null ? null : new Set([...needed].filter((name) => !computed.includes(name)));
      return over(node.input, plus(rest, exprsIn(node.columns)));
    }
    case "window":
      return over(node.input, plus(needed, exprsIn([...node.partition, ...node.order, ...node.columns])));
    case "group":
      if (node.outputs === null) return over(node.input, null);
      return over(node.input, plus(NOTHING, withoutCounts(exprsIn([...node.keys, ...node.outputs]))));
    case "pivot":
      return over(node.input, plus(NOTHING, withoutCounts([...exprsIn(node.keys), node.column, node.output])));
    case "order":
      return over(node.input, plus(needed, exprsIn(node.terms)));
    case "each":
      return over(
        node.input,
        node.how === "map" || node.how === "flat-map" ? plus(NOTHING, [node.f]) : plus(needed, [node.f]),
      );
    case "distinct":
    case "json-path":
      return over(node.input, null);
    case "limit":
    case "parallel":
      return over(node.input, needed);
    case "alias":
      return over(node.input, unqualified(needed, node.alias));
    case "union":
      return { ...node, inputs: node.inputs.map((input) => prune(input, needed)) };
    case "join": {
      const both = plus(needed, [node.on]);
      const forRight = node.type === "semi" || node.type === "anti" ? plus(NOTHING, [node.on]) : both;
      return { ...node, left: prune(node.left, both), right: prune(node.right, forRight) };
    }
  }
}

function unqualified(needed: Needed, alias: string): Needed {
  if (needed === null) return null;
  return new Set([...needed].map((name) => {
    const split = splitColumn(name);
    return split !== null && split.alias === alias ? split.column : name;
  }));
}

// ---- first rows of an order, sides of joins ------------------------------------------------------------------------------

function topN(node: Node): Node {
  if (node.kind !== "limit" || node.count === null) return node;
  const top = node.offset + node.count;
  const within = (input: Node): Node => {
    if (input.kind === "order") return { ...input, top };
    const oneToOne = input.kind === "select" || input.kind === "with" || input.kind === "parallel";
    return oneToOne ? withInputs(input, [within(inputsOf(input)[0])]) : input;
  };
  return { ...node, input: within(node.input) };
}

/** About how many rows come out of a node; null when nobody knows. */
export function estimated(node: Node, estimate: Estimate): number | null {
  if (node.kind === "scan") return estimate(node);
  const inputs = inputsOf(node).map((input) => estimated(input, estimate));
  if (inputs.includes(null)) return node.kind === "limit" ? node.count : null;
  const [first, second] = inputs as number[]; // just tested
  switch (node.kind) {
    case "where": {
      const equal = conjuncts(node.test).some((test) =>
        test.kind === "operator" && (test.name === "=" || test.name === "in")
      );
      return Math.ceil(first / (equal ? 10 : 3));
    }
    case "group":
      return node.keys.length === 0 ? 1 : Math.ceil(first / 10);
    case "pivot":
      return node.keys.length === 0 ? 1 : Math.ceil(first / 10);
    case "limit":
      return Math.min(Math.max(first - node.offset, 0), node.count ?? Infinity);
    case "join":
      return node.type === "semi" || node.type === "anti" ? Math.ceil(first / 2) : Math.max(first, second);
    case "union":
      return (inputs as number[]).reduce((sum, n) => sum + n, 0); // just tested
    default:
      return first;
  }
}

function buildSides(node: Node, estimate: Estimate): Node {
  if (node.kind !== "join" || node.type === "semi" || node.type === "anti") return node;
  const [left, right] = [estimated(node.left, estimate), estimated(node.right, estimate)];
  return left !== null && right !== null && 2 * left < right ? { ...node, build: "left" } : node;
}

export function optimise(plan: Node, estimate: Estimate): Node {
  const pushed = push(rewrite(plan, foldNode), []);
  return prune(rewrite(pushed, (node) => buildSides(topN(node), estimate)), null);
}
