/**
 * The order of joins: several inner joins in a row are done in the order in which fewest rows go from one to the next, by estimates.
 * What is promised of a join stays: rows come in the order of the left side, and among those of one left row in the order of the right side.
 * Two changes keep that:
 * - a source that is joined to one other source right before it is joined to that first: `(a ⋈ b) ⋈ c` is `a ⋈ (b ⋈ c)` row by row;
 * - a look-up, of which each row so far has at most one partner since a key says so, changes places with any other join.
 * Only where it is certain which source each column is of, and no condition can fail. Where the places of sources change, only if nobody
 * looks at whole rows.
 * In: joins, the columns that are needed above them, estimates. Out: joins.
 * Source: greedy operator ordering (Fegaras, "A new heuristic for optimizing large queries", DEXA 1998), within these bounds.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import type { Estimates } from "./estimate.ts";
import { columnsOf, conjunction, conjuncts, constant, type Expr } from "./expr.ts";
import { isKnownPure } from "./known_functions.ts";
import { sideOf } from "./layout.ts";
import type { Node } from "./plan.ts";
import { layoutOf } from "./plan_layout.ts";

type Join = Extract<Node, { kind: "join" }>;

/** Estimates are rough: only what leaves so much less is worth a change. */
const FEWER = 0.6;

/** A condition and the numbers of the sources it is about. */
interface Condition {
  readonly test: Expr;
  readonly owners: ReadonlySet<number>;
}

/** Sources that are joined already, by their numbers. */
interface Tree {
  readonly node: Node;
  readonly sources: ReadonlySet<number>;
}

/** A left-deep row of inner joins, its sources and conditions. */
function flattened(join: Join): { readonly sources: Node[]; readonly tests: Expr[] } {
  const { left, right, on } = join;
  const before = left.kind === "join" && left.type === "inner" ? flattened(left) : { sources: [left], tests: [] };
  return { sources: [...before.sources, right], tests: [...before.tests, ...conjuncts(on)] };
}

/** The number of the source below joins that a column is of; null where that is not certain. */
function ownerOf(name: Keyword, joined: Node, sources: readonly Node[]): number | null {
  const at = sources.indexOf(joined);
  if (at >= 0 || joined.kind !== "join") return at;
  const side = sideOf(layoutOf(joined.left), layoutOf(joined.right), name);
  return side === null ? null : ownerOf(name, side === "left" ? joined.left : joined.right, sources);
}

function isSubset(some: ReadonlySet<number>, all: ReadonlySet<number>): boolean {
  return [...some].every((each) => all.has(each));
}

function union(a: ReadonlySet<number>, b: ReadonlySet<number>): Set<number> {
  return new Set([...a, ...b]);
}

/** The joins as they are written. */
interface Written {
  readonly sources: readonly Node[];
  readonly conditions: readonly Condition[];
  readonly ownerOf: (name: Keyword) => number | null;
}

class Ordering {
  /** `mayMove`: whether sources may change places. */
  constructor(readonly written: Written, readonly estimates: Estimates, readonly mayMove: boolean) {}

  /** The conditions that can be tested once two trees are joined, and have not been. */
  #between(a: Tree, b: Tree): Condition[] {
    const both = union(a.sources, b.sources);
    const isTested = ({ owners }: Condition, { sources }: Tree) => sources.size > 1 && isSubset(owners, sources);
    return this.written.conditions.filter((each) =>
      isSubset(each.owners, both) && !isTested(each, a) && !isTested(each, b)
    );
  }

  /** Whether an equality says something about both trees. */
  #isLinked(a: Tree, b: Tree): boolean {
    return this.#between(a, b).some(({ test, owners }) =>
      test.kind === "operator" && test.name === "=" && !isSubset(owners, a.sources) && !isSubset(owners, b.sources)
    );
  }

  #join(a: Tree, b: Tree): Tree {
    const tests = this.#between(a, b).map(({ test }) => test);
    const on = tests.length === 0 ? constant(true) : conjunction(tests);
    return {
      node: { kind: "join", type: "inner", left: a.node, right: b.node, on, build: "right" },
      sources: union(a.sources, b.sources),
    };
  }

  /** Whether every row of the one tree has at most one partner in the other. */
  #isLookUp(from: Tree, into: Tree): boolean {
    const columns = this.#between(from, into).flatMap(({ test }) =>
      test.kind === "operator" && test.name === "=" && test.args.length === 2 ? test.args : []
    );
    return this.estimates.isUnique(into.node, columns.filter((expr) => this.#isOf(expr, into)));
  }

  #isOf(expr: Expr, tree: Tree): boolean {
    return columnsOf(expr)!.every((name) => tree.sources.has(this.written.ownerOf(name)!)); // conditions are about certain columns
  }

  #rows(tree: Tree): number {
    return this.estimates.rows(tree.node) ?? Infinity;
  }

  /** Joins sources to the ones before them where that leaves fewer rows of these. */
  nested(trees: readonly Tree[]): Tree[] {
    const left = [...trees];
    for (let k = left.length - 1; k >= 2; k--) {
      for (let j = k - 1; j >= 1; j--) {
        const [into, from] = [left[j], left[k]];
        if (!this.#isLinked(into, from)) continue;
        if (k > j + 1 && !(this.mayMove && this.#isLookUp(into, from))) continue;
        const joined = this.#join(into, from);
        if (this.#rows(joined) > FEWER * this.#rows(into)) continue;
        left[j] = joined;
        left.splice(k, 1);
        break;
      }
    }
    return left;
  }

  /** Joins one tree after the other to the first, look-ups that leave few rows before others. */
  lined(trees: readonly Tree[]): Tree {
    const left = trees.slice(1);
    let sofar = trees[0];
    while (left.length > 0) {
      let best = 0;
      let rows = this.#rows(this.#join(sofar, left[0]));
      for (let i = 1; this.mayMove && i < left.length; i++) {
        if (!this.#isLinked(sofar, left[i])) continue;
        const passes = this.#isLookUp(sofar, left[i]) ||
          left.slice(0, i).every((other) => this.#isLookUp(sofar, other));
        const after = this.#rows(this.#join(sofar, left[i]));
        if (passes && after < FEWER * rows) [best, rows] = [i, after];
      }
      sofar = this.#join(sofar, left[best]);
      left.splice(best, 1);
    }
    return sofar;
  }
}

/** The inner joins down to sources. */
function joinsIn(node: Node, sources: readonly Node[]): Join[] {
  if (node.kind !== "join" || sources.includes(node)) return [];
  return [node, ...joinsIn(node.left, sources), ...joinsIn(node.right, sources)];
}

/** Puts joins in order, each once. */
export class JoinOrder {
  /** Joins that were looked at. */
  readonly #seen = new WeakSet<Node>();

  /** `isTotal`: whether a condition fails for no values. */
  constructor(readonly estimates: Estimates, readonly isTotal: (test: Expr) => boolean) {}

  /** The joins of `join` in a better order, or itself. `needed` are the columns that are looked at above, null for all. */
  better(join: Join, needed: ReadonlySet<Keyword> | null): Node {
    if (this.#seen.has(join) || join.type !== "inner") return join;
    const { sources, tests } = flattened(join);
    for (const each of joinsIn(join, sources)) this.#seen.add(each);
    if (sources.length < 3) return join;
    this.estimates.takeSamples();
    if (sources.some((source) => this.estimates.rows(source) === null)) return join;
    const owner = (name: Keyword) => ownerOf(name, join, sources);
    const conditions: Condition[] = [];
    const late: Expr[] = [];
    for (const test of tests) {
      if (test.kind === "constant" && test.value === true) continue;
      const owners = isKnownPure(test) ? columnsOf(test)?.map(owner) : undefined;
      if (owners === undefined || owners.length === 0 || owners.includes(null)) return join;
      // What can fail is tested when all that may leave rows out has.
      if (this.isTotal(test)) conditions.push({ test, owners: new Set(owners as number[]) }); // none is null
      else late.push(test);
    }
    const names = new Set([...needed ?? [], ...tests.flatMap((test) => columnsOf(test) ?? [])]);
    const mayMove = needed !== null && [...names].every((name) => owner(name) !== null);
    const ordering = new Ordering({ sources, conditions, ownerOf: owner }, this.estimates, mayMove);
    const trees = sources.map((node, i): Tree => ({ node, sources: new Set([i]) }));
    const { node } = ordering.lined(ordering.nested(trees));
    // Each name has to mean what it meant.
    const kept = [...names].every((name) => ownerOf(name, node, sources) === owner(name));
    const isSame = joinsIn(node, sources).every((each, i) =>
      sources.includes(each.right) && each.right === sources[sources.length - 1 - i]
    );
    if (!kept || isSame) return join;
    for (const each of joinsIn(node, sources)) this.#seen.add(each);
    return late.length === 0
      ? node
      : { kind: "where", input: node, test: conjunction(late), lenient: null, unless: null };
  }
}
