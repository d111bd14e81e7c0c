/**
 * The optimiser: a plan that answers the same rows in the same order with less work.
 * Constants are folded; tests move towards the tables they are about; several joins in a row are done in a better order (`join_order.ts`); each
 * scan knows the columns, the keys and the times that are needed of it; the first rows of an order are found without sorting all; of a join the smaller
 * side is kept.
 * Where a test that can fail moves below a join it may meet rows that the join would have dropped. There it lets rows pass on which it fails,
 * and stands above the join once more for these; so a plan never fails for being optimised.
 * In: a plan, what is known of the sizes of sources. Out: a plan. Nothing runs.
 * @module
 */
import { type Keyword, PSet, Vec } from "../data/mod.ts";
import { splitCondition } from "./compile.ts";
import { Estimates, type Facts } from "./estimate.ts";
import { columnsOf, conjunction, conjuncts, type Expr, mapExpr } from "./expr.ts";
import { fold } from "./fold.ts";
import { JoinOrder } from "./join_order.ts";
import { isKnownPure } from "./known_functions.ts";
import { hasKeys, type Layout, mayHave, sideOf, splitColumn } from "./layout.ts";
import { layoutOf } from "./plan_layout.ts";
import { inputsOf, type Named, type Node, withInputs } from "./plan.ts";
import { withTimeRange } from "./time_range.ts";

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

/** A test on its way down. With a flag it lets rows pass for which it fails, and stands above once more. */
interface Test {
  readonly test: Expr;
  readonly flag: number | null;
}

/** What may become of a test below a node; null when it has to stay above. */
type Below = (test: Expr) => Expr | null;

function where(input: Node, tests: readonly Test[]): Node {
  const strict = tests.filter(({ flag }) => flag === null).map(({ test }) => test);
  const early = tests.reduce(
    (under: Node, { test, flag }): Node =>
      flag === null ? under : { kind: "where", input: under, test, lenient: flag, unless: null },
    input,
  );
  return strict.length === 0
    ? early
    : { kind: "where", input: early, test: conjunction(strict), lenient: null, unless: null };
}

/**
 * The tests that go below a node and those that stay. The order of tests that fail is kept, since one may keep another from failing: behind the
 * first that stays only those go on that let rows pass.
 */
function parted(tests: readonly Test[], below: Below): { readonly below: Test[]; readonly above: Test[] } {
  const parts: { below: Test[]; above: Test[] } = { below: [], above: [] };
  let stays = false;
  for (const each of tests) {
    const moved = stays && each.flag === null ? null : below(each.test);
    if (moved !== null) parts.below.push({ ...each, test: moved });
    else {
      parts.above.push(each);
      if (each.flag === null) stays = true;
    }
  }
  return parts;
}

/** A test over what stands below columns that only rename; null when it needs one that is computed. */
function renamed(test: Expr, columns: readonly Named[]): Expr | null {
  let possible = isKnownPure(test);
  const below = mapExpr(test, (part) => {
    if (part.kind === "row") possible = false;
    if (part.kind !== "column") return part;
    const found = columns.find(({ name }) => name === part.name);
    if (found?.expr.kind !== "column") possible = false;
    return found?.expr ?? part;
  });
  return possible ? below : null;
}

/** A test over rows without the name that they are given; null where that is not certain. */
function unnamed(test: Expr, alias: string, input: Node): Expr | null {
  const columns = isKnownPure(test) ? columnsOf(test) : null;
  if (columns === null || layoutOf(input).kind === "pair") return null;
  const plain = (name: Keyword): Keyword => {
    const split = splitColumn(name);
    return split !== null && split.alias === alias ? split.column : name;
  };
  if (columns.some((name) => splitColumn(plain(name)) !== null)) return null;
  return mapExpr(test, (part) => part.kind === "column" ? { ...part, name: plain(part.name) } : part);
}

function pushThrough(node: Node, tests: readonly Test[], below: Below): Node {
  const parts = parted(tests, below);
  const [input] = inputsOf(node);
  return where(withInputs(node, [push(input, parts.below)]), parts.above);
}

/** The tests above a node, each as far below as it may stand. */
function push(node: Node, tests: readonly Test[]): Node {
  if (tests.length === 0 && node.kind !== "where") {
    return withInputs(
      node,
      inputsOf(node).map((input) => push(input, [])),
    );
  }
  const pure: Below = (test) => isKnownPure(test) ? test : null;
  switch (node.kind) {
    case "where":
      return push(node.input, [...conjuncts(node.test).map((test) => ({ test, flag: null })), ...tests]);
    case "order":
    case "parallel":
    case "distinct":
      return pushThrough(node, tests, pure);
    case "alias":
      return pushThrough(node, tests, (test) => unnamed(test, node.alias, node.input));
    case "select":
      return pushThrough(node, tests, (test) => renamed(test, node.columns));
    case "group":
      if (node.keys.length === 0 || node.outputs === null) break;
      return pushThrough(node, tests, (test) => renamed(test, node.keys));
    case "with": {
      const computed = node.columns.map(({ name }) => name);
      const layout = layoutOf(node.input);
      return pushThrough(node, tests, (test) => {
        const columns = isKnownPure(test) ? columnsOf(test) : null;
        return columns !== null && columns.every((name) => !computed.includes(name) && mayHave(layout, name))
          ? test
          : null;
      });
    }
    case "union": {
      const layouts = node.inputs.map(layoutOf);
      const parts = parted(tests, (test) => {
        const columns = isKnownPure(test) ? columnsOf(test) : null;
        return columns !== null &&
            columns.every((name) => splitColumn(name) === null && layouts.every((l) => mayHave(l, name)))
          ? test
          : null;
      });
      return where({ ...node, inputs: node.inputs.map((input) => push(input, parts.below)) }, parts.above);
    }
    case "join":
      return pushJoin(node, tests);
  }
  return where(withInputs(node, inputsOf(node).map((input) => push(input, []))), tests);
}

/** The side of a join that a test is about; null for both, or when that is not certain. */
function sideOfTest(test: Expr, left: Layout, right: Layout): "left" | "right" | null {
  const columns = isKnownPure(test) ? columnsOf(test) : null;
  if (columns === null || columns.length === 0) return null;
  const sides = columns.map((name) => sideOf(left, right, name));
  return sides.every((side) => side === sides[0]) ? sides[0] : null;
}

/** Whether a test is about both sides, and it is certain which of its columns are whose. */
function isBetween(test: Expr, left: Layout, right: Layout): boolean {
  const columns = isKnownPure(test) ? columnsOf(test) : null;
  return columns !== null && columns.every((name) => sideOf(left, right, name) !== null);
}

function pushJoin(node: Extract<Node, { kind: "join" }>, tests: readonly Test[]): Node {
  const [left, right] = [layoutOf(node.left), layoutOf(node.right)];
  const below: { left: Test[]; right: Test[] } = { left: [], right: [] };
  const above: { readonly test: Expr; readonly lenient: number | null; readonly unless: number | null }[] = [];
  const on = [node.on];
  for (const each of tests) {
    const { test, flag } = each;
    const only = node.type === "semi" || node.type === "anti";
    const side = only ? isKnownPure(test) && columnsOf(test) !== null ? "left" : null : sideOfTest(test, left, right);
    const may = side === "left" || (side === "right" && node.type === "inner");
    if (!may || side === null) {
      if (flag === null && node.type === "inner" && isBetween(test, left, right)) on.push(test);
      else above.push({ test, lenient: flag, unless: null });
    } else if (flag !== null || isTotal(test)) below[side].push(each);
    else {
      below[side].push({ test, flag: ++flags });
      above.push({ test, lenient: null, unless: flags });
    }
  }
  const join: Node = {
    ...node,
    on: fold(conjunction(on)),
    left: push(node.left, below.left),
    right: push(node.right, below.right),
  };
  return above.reduce((under: Node, rest) => ({ kind: "where", input: under, ...rest }), join);
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

/**
 * The plan with what each scan has to read; on the way joins are put in order, since that depends on what is looked at above them. `keys`: some name
 * means a column of the rows or of others they are joined with, as their keys say.
 */
function prune(node: Node, needed: Needed, order: JoinOrder, keys = false): Node {
  const over = (input: Node, columns: Needed): Node => withInputs(node, [prune(input, columns, order, keys)]);
  /** What comes out has columns by names, whatever keys records have. */
  const named = (input: Node, columns: Needed): Node => withInputs(node, [prune(input, columns, order)]);
  switch (node.kind) {
    case "scan": {
      if (needed === null) return node;
      const plain = [...needed].map((name) => {
        const split = splitColumn(name);
        return split !== null && split.alias === node.alias ? split.column : name;
      });
      return { ...node, columns: [...new Set(plain)], exactKeys: keys };
    }
    case "where":
      return over(node.input, plus(needed, [node.test]));
    case "select":
      return named(node.input, plus(NOTHING, exprsIn(node.columns)));
    case "with": {
      const computed = node.columns.map(({ name }) => name);
      const rest = needed === null ? null : new Set([...needed].filter((name) => !computed.includes(name)));
      return over(node.input, plus(rest, exprsIn(node.columns)));
    }
    case "window":
      return over(node.input, plus(needed, exprsIn([...node.partition, ...node.order, ...node.columns])));
    case "group":
      if (node.outputs === null) return over(node.input, null);
      return named(node.input, plus(NOTHING, withoutCounts(exprsIn([...node.keys, ...node.outputs]))));
    case "pivot":
      return named(node.input, plus(NOTHING, withoutCounts([...exprsIn(node.keys), node.column, node.output])));
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
      // How values of joined rows name their columns depends on all of them.
      return {
        ...node,
        inputs: node.inputs.map((input) => prune(input, hasKeys(layoutOf(input)) ? needed : null, order, keys)),
      };
    case "join": {
      const better = order.better(node, needed);
      if (better !== node) return prune(better, needed, order, keys);
      const both = plus(needed, [node.on]);
      const forRight = node.type === "semi" || node.type === "anti" ? plus(NOTHING, [node.on]) : both;
      const [left, right] = [layoutOf(node.left), layoutOf(node.right)];
      const without = (names: Needed, other: "left" | "right"): Needed =>
        names === null ? null : new Set([...names].filter((name) => sideOf(left, right, name) !== other));
      const isOpen = both === null || [...both].some((name) => sideOf(left, right, name) === null);
      return {
        ...node,
        left: prune(node.left, without(both, "right"), order, keys || isOpen),
        right: prune(node.right, without(forRight, "left"), order, keys),
      };
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

// ---- keys --------------------------------------------------------------------------------------------------------------

/** The values that a condition allows a column to have; null for any. */
function allowed(test: Expr, name: Keyword): readonly unknown[] | null {
  if (test.kind !== "operator") return null;
  const [a, b] = test.args;
  if (test.name === "=" && test.args.length === 2) {
    const [column, value] = a.kind === "column" ? [a, b] : [b, a];
    return column.kind === "column" && column.name === name && value.kind === "constant" ? [value.value] : null;
  }
  if (test.name !== "in" || a.kind !== "column" || a.name !== name || b.kind !== "constant") return null;
  return b.value instanceof Vec || b.value instanceof PSet ? [...b.value] : null;
}

/** A scan below conditions on its key looks at the entries of these keys only. */
function keyLookups(node: Node, facts: Facts): Node {
  if (node.kind !== "where" || node.lenient !== null || node.unless !== null) return node;
  const { input } = node;
  const scan = input.kind === "alias" ? input.input : input;
  const key = scan.kind === "scan" ? facts.key(scan) : null;
  if (scan.kind !== "scan" || key === null) return node;
  const alias = input.kind === "alias" ? input.alias : scan.alias;
  const keys = conjuncts(node.test)
    .map((test) => alias === null ? test : unnamed(test, alias, scan))
    .map((test) => test === null ? null : allowed(test, key))
    .find((values) => values !== null);
  if (keys === undefined || keys === null) return node;
  const found = { ...scan, keys };
  return { ...node, input: input.kind === "alias" ? { ...input, input: found } : found };
}

/** A scan of a log below conditions on the time of its records reads only those of that time. */
function timeRanges(node: Node, facts: Facts): Node {
  if (node.kind !== "where" || node.lenient !== null || node.unless !== null) return node;
  const { input } = node;
  const scan = input.kind === "alias" ? input.input : input;
  if (scan.kind !== "scan" || !scan.isTable || scan.time.history !== null || facts.key(scan) !== null) return node;
  const alias = input.kind === "alias" ? input.alias : scan.alias;
  const ranged = withTimeRange(scan, node.test, isTotal, alias);
  // Asked last: that takes a look at the parts of the log.
  if (ranged === scan || facts.hasOwnTimes?.(scan) !== false) return node;
  return { ...node, input: input.kind === "alias" ? { ...input, input: ranged } : ranged };
}

// ---- first rows of an order, sides of joins ------------------------------------------------------------------------------

function topN(node: Node): Node {
  if (node.kind !== "limit" || node.count === null) return node;
  const top = node.offset + node.count;
  const within = (input: Node): Node => {
    if (input.kind === "order") return { ...input, top };
    const oneToOne = input.kind === "select" || input.kind === "with" || input.kind === "parallel" ||
      input.kind === "alias" || (input.kind === "each" && input.how === "map");
    return oneToOne ? withInputs(input, [within(inputsOf(input)[0])]) : input;
  };
  return { ...node, input: within(node.input) };
}

/** The sides of equalities of a join, for estimates. */
function keysOf(join: Extract<Node, { kind: "join" }>): [Expr, Expr][] {
  return splitCondition(join.on, layoutOf(join.left), layoutOf(join.right)).keys;
}

/** Estimates for the nodes of a plan. */
export function estimatesOf(facts: Facts): Estimates {
  return new Estimates(facts, keysOf);
}

function buildSides(node: Node, estimates: Estimates): Node {
  if (node.kind !== "join" || node.type === "semi" || node.type === "anti") return node;
  const [left, right] = [estimates.rows(node.left), estimates.rows(node.right)];
  return left !== null && right !== null && 2 * left < right ? { ...node, build: "left" } : node;
}

export function optimise(plan: Node, facts: Facts): Node {
  const pushed = push(rewrite(plan, foldNode), []);
  const estimates = estimatesOf(facts);
  const pruned = prune(pushed, null, new JoinOrder(estimates, isTotal));
  return rewrite(pruned, (node) => timeRanges(keyLookups(buildSides(topN(node), estimates), facts), facts));
}
