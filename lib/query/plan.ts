/**
 * Plans: what a query does, as plain data. A query over a query is one plan.
 * Each node says what becomes of the rows of its input. Nothing here runs anything.
 * Invariant: nodes are never changed; a clause makes a new node over the one that is there.
 * @module
 */
import {
  type Keyword,
  kw,
  listFrom,
  mapOf,
  mapOfArray,
  type PMap,
  printReadably,
  Sym,
  symbolFrom,
  vec,
} from "../data/mod.ts";
import type { ClausePlace } from "../runtime/mod.ts";
import type { SuspectHere } from "./column_watch.ts";
import { type Expr, formOf, standingAt } from "./expr.ts";
import { outsideOf } from "./outside.ts";

/** A column that is computed. */
export interface Named {
  readonly name: Keyword;
  readonly expr: Expr;
}

/** What rows are ordered by. Nil stands before everything unless `nulls` says otherwise, so last when descending. */
export interface Term {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | null;
}

/** Which versions of a table's rows are meant; times in milliseconds. */
export interface Time {
  /** As the table was then; null: as it is. */
  readonly asOf: number | null;
  /** Only what was written after then. */
  readonly since: number | null;
  /** What is, or was, true then. */
  readonly validAt: number | null;
  /** All versions that held at some time in `[from, to)`, with `:valid-from` and `:valid-to`. */
  readonly history: { readonly from: number; readonly to: number } | null;
}

export const NOW: Time = { asOf: null, since: null, validAt: null, history: null };

export type JoinType = "inner" | "left" | "semi" | "anti";

export type Node =
  | {
    readonly kind: "scan";
    /** The name of a table, a collection, or what names a source outside of the program. */
    readonly source: unknown;
    readonly isTable: boolean;
    readonly alias: string | null;
    readonly time: Time;
    /** What is needed of each row, null for all of it: the optimiser's. */
    readonly columns: readonly Keyword[] | null;
    /** A key with nil counts, even where only these columns are needed: the optimiser's. */
    readonly exactKeys?: boolean;
    /** Where the program names it; left out where that is not known. */
    readonly at?: ClausePlace;
    /** Only rows with one of these keys are looked at, where the table has a key: the optimiser's. */
    readonly keys?: readonly unknown[];
    /** Columns to look for while its rows are read: where none has them, they are mistakes. */
    readonly suspects?: readonly SuspectHere[];
  }
  | { readonly kind: "alias"; readonly input: Node; readonly alias: string }
  | {
    readonly kind: "where";
    readonly input: Node;
    readonly test: Expr;
    /** Set by the optimiser for a test that also stands above: rows for which it fails go on, and `flag` is raised. */
    readonly lenient: number | null;
    /** Set for the test above: it is needed only when this flag has been raised. */
    readonly unless: number | null;
  }
  | { readonly kind: "select"; readonly input: Node; readonly columns: readonly Named[] }
  | { readonly kind: "with"; readonly input: Node; readonly columns: readonly Named[] }
  | {
    readonly kind: "group";
    readonly input: Node;
    readonly keys: readonly Named[];
    /** Null while nothing says what becomes of the groups: then each is a row with its rows under `:rows`. */
    readonly outputs: readonly Named[] | null;
  }
  | {
    readonly kind: "pivot";
    readonly input: Node;
    readonly keys: readonly Named[];
    readonly column: Expr;
    /** The values that become columns; null: those there are, in their order. */
    readonly values: readonly unknown[] | null;
    readonly output: Expr;
  }
  | {
    readonly kind: "window";
    readonly input: Node;
    readonly partition: readonly Named[];
    readonly order: readonly Term[];
    readonly columns: readonly Named[];
  }
  | {
    readonly kind: "order";
    readonly input: Node;
    readonly terms: readonly Term[];
    /** Only so many are needed: the optimiser's. */
    readonly top: number | null;
  }
  | { readonly kind: "limit"; readonly input: Node; readonly offset: number; readonly count: number | null }
  | { readonly kind: "distinct"; readonly input: Node }
  | {
    readonly kind: "join";
    readonly type: JoinType;
    readonly left: Node;
    readonly right: Node;
    readonly on: Expr;
    /** The side that is kept in memory; the optimiser's. */
    readonly build: "left" | "right";
  }
  | { readonly kind: "union"; readonly inputs: readonly Node[] }
  | {
    readonly kind: "each";
    readonly input: Node;
    /** What becomes of a row: `f` of it; it, if `f` holds; it, unless; the elements of `f` of it; `f` of it unless nil. */
    readonly how: "map" | "filter" | "remove" | "flat-map" | "keep";
    readonly f: Expr;
  }
  | { readonly kind: "json-path"; readonly input: Node; readonly path: string }
  /** How many workers are asked for. Answers do not depend on it. */
  | {
    readonly kind: "parallel";
    readonly input: Node;
    readonly word: "parallel" | "distributed";
    readonly workers: unknown;
  };

/** The nodes that a node reads. */
export function inputsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "scan":
      return [];
    case "join":
      return [node.left, node.right];
    case "union":
      return node.inputs;
    default:
      return [node.input];
  }
}

/** A node over other inputs, as many as `inputsOf` answers. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  switch (node.kind) {
    case "scan":
      return node;
    case "join":
      return { ...node, left: inputs[0], right: inputs[1] };
    case "union":
      return { ...node, inputs };
    default:
      return { ...node, input: inputs[0] };
  }
}

/** The expressions that a node evaluates. */
export function exprsOf(node: Node): Expr[] {
  switch (node.kind) {
    case "where":
      return [node.test];
    case "select":
    case "with":
      return node.columns.map(({ expr }) => expr);
    case "group":
      return [...node.keys, ...node.outputs ?? []].map(({ expr }) => expr);
    case "pivot":
      return [...node.keys.map(({ expr }) => expr), node.column, node.output];
    case "window":
      return [...node.partition, ...node.order, ...node.columns].map(({ expr }) => expr);
    case "order":
      return node.terms.map(({ expr }) => expr);
    case "join":
      return [node.on];
    case "each":
      return [node.f];
    default:
      return [];
  }
}

/** A source that a clause names. */
function sourceAt(node: Node, at: ClausePlace): Node {
  return node.kind === "scan" && node.at === undefined ? { ...node, at } : node;
}

/** The node with expressions, and another source, that know their clause; what is below it stays. */
export function nodeAt(node: Node, at: ClausePlace): Node {
  const placed = <T extends { readonly expr: Expr }>(all: readonly T[]) =>
    all.map((each): T => ({ ...each, expr: standingAt(each.expr, at) }));
  switch (node.kind) {
    case "where":
      return { ...node, test: standingAt(node.test, at) };
    case "select":
    case "with":
      return { ...node, columns: placed(node.columns) };
    case "group":
      return { ...node, keys: placed(node.keys), outputs: node.outputs === null ? null : placed(node.outputs) };
    case "pivot": {
      const { keys, column, output } = node;
      return { ...node, keys: placed(keys), column: standingAt(column, at), output: standingAt(output, at) };
    }
    case "window": {
      const { partition, order, columns } = node;
      return { ...node, partition: placed(partition), order: placed(order), columns: placed(columns) };
    }
    case "order":
      return { ...node, terms: placed(node.terms) };
    case "join":
      return { ...node, right: sourceAt(node.right, at), on: standingAt(node.on, at) };
    case "union":
      return { ...node, inputs: node.inputs.map((input, i) => i === 0 ? input : sourceAt(input, at)) };
    case "each":
      return { ...node, f: standingAt(node.f, at) };
    default:
      return node;
  }
}

/** Calls `visit` for a node and all below it, inputs first. */
export function visitPlan(node: Node, visit: (node: Node) => void): void {
  for (const input of inputsOf(node)) visitPlan(input, visit);
  visit(node);
}

// ---- as forms ----------------------------------------------------------------------------------------------------------

const s = symbolFrom;

function namedForm({ name, expr }: Named): unknown {
  return expr.kind === "column" && expr.name === name ? name : mapOf(name, formOf(expr));
}

function pairs(named: readonly Named[]): unknown[] {
  return named.flatMap(({ name, expr }) => [name, formOf(expr)]);
}

export function termForms(terms: readonly Term[]): unknown[] {
  return terms.flatMap(({ expr, descending, nulls }) => [
    formOf(expr),
    ...(descending ? [kw("desc")] : []),
    ...(nulls === null ? [] : [kw("nulls"), kw(nulls)]),
  ]);
}

function keyForms(keys: readonly Named[]): unknown[] {
  return keys.map(({ name, expr }) =>
    name.text === "key" && expr.kind === "call" && expr.args.length === 1 && expr.args[0].kind === "row"
      ? (formOf(expr) as { first(): unknown }).first() // a call's form is a list
      : namedForm({ name, expr })
  );
}

/** The clauses that a node stands for, as they are written: `(where (> :age 18))`. */
export function clausesOf(node: Node): unknown[] {
  const clause = (name: string, ...rest: unknown[]) => listFrom([s(name), ...rest]);
  switch (node.kind) {
    case "scan":
      return [];
    case "alias":
      return [clause("named", kw(node.alias))];
    case "where":
      return [clause("where", formOf(node.test))];
    case "select":
      return [clause("select", vec(node.columns.map(namedForm)))];
    case "with":
      return [clause("with-columns", ...pairs(node.columns))];
    case "group": {
      const group = node.keys.length === 0 ? [] : [clause("group-by", ...keyForms(node.keys))];
      return node.outputs === null ? group : [...group, clause("aggregate", ...pairs(node.outputs))];
    }
    case "pivot": {
      const group = node.keys.length === 0 ? [] : [clause("group-by", ...keyForms(node.keys))];
      const values = node.values === null ? [] : [vec([...node.values])];
      return [...group, clause("pivot", formOf(node.column), ...values, formOf(node.output))];
    }
    case "window": {
      const partition = node.partition.length === 0 ? [] : [kw("partition-by"), vec(keyForms(node.partition))];
      const order = node.order.length === 0 ? [] : [kw("order-by"), vec(termForms(node.order))];
      return [clause("window", mapOfArray([...partition, ...order]), ...pairs(node.columns))];
    }
    case "order":
      return [clause("order-by", ...termForms(node.terms))];
    case "limit": {
      const offset = node.offset === 0 ? [] : [clause("offset", node.offset)];
      return node.count === null ? offset : [...offset, clause("limit", node.count)];
    }
    case "distinct":
      return [clause("distinct")];
    case "join":
      return [clause(node.type === "inner" ? "join" : `${node.type}-join`, formOf(node.on))];
    case "union":
      return [clause("union")];
    case "each": {
      const f = node.f.kind === "call" ? (formOf(node.f) as { first(): unknown }).first() : formOf(node.f); // as above
      return [clause(node.how, f)];
    }
    case "json-path":
      return [clause("json-path", node.path)];
    case "parallel":
      return [clause(node.word, node.workers)];
  }
}

/** The clauses of a node as text. */
export function clauseText(node: Node): string {
  return clausesOf(node).map((form) => printReadably(form, { length: 200, realised: true })).join(" ");
}

/** How a source is shown: the name of a table, what names a source outside of the program, or that it is a collection. */
export function sourceForm({ source, isTable }: Extract<Node, { kind: "scan" }>): unknown {
  return isTable ? source : outsideOf(source)?.form(source) ?? new Sym(null, "collection");
}

/** A plan as maps of the language: `:op` names the step, `:clause` is how it is written, `:input` or `:inputs` what it reads. */
export function planData(node: Node): PMap {
  const about = mapOf(kw("op"), kw(node.kind === "with" ? "with-columns" : node.kind));
  if (node.kind === "scan") {
    const named = about.assoc(kw("source"), sourceForm(node));
    return node.columns === null ? named : named.assoc(kw("columns"), vec([...node.columns]));
  }
  const clauses = clausesOf(node);
  const clause = clauses.length === 1 ? clauses[0] : vec(clauses);
  const inputs = inputsOf(node).map(planData);
  const said = about.assoc(kw("clause"), clause);
  return inputs.length === 1 ? said.assoc(kw("input"), inputs[0]) : said.assoc(kw("inputs"), vec(inputs));
}
