/**
 * Queries as plain data, as tests make them by chance, and as plans of the engine.
 * Columns have names of their own in each source, so that a name always means one column; what the engine does with names that several sources
 * share stands in `clauses.bat`.
 */
import { kw, list, symbolFrom, vec } from "../../../lib/data/mod.ts";
import * as clauses from "../../../lib/query/clauses.ts";
import type { Node } from "../../../lib/query/plan.ts";

export type Value = unknown;
/** A record: columns in their order; one may be missing. */
export type Row = ReadonlyMap<string, Value>;

/** What values a column has. */
export type Kind = "int" | "float" | "number" | "text" | "keyword" | "instant" | "any";

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** The source it may be qualified by; null where that has no name, or is gone. */
  readonly source: string | null;
}

export type Expr =
  | { readonly op: "column"; readonly name: string; readonly qualifier: string | null }
  | { readonly op: "value"; readonly value: Value }
  | { readonly op: string; readonly args: readonly Expr[] };

export interface Source {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export type JoinType = "inner" | "left" | "semi" | "anti";

export interface Output {
  readonly name: string;
  readonly aggregate: string;
  /** Null for `(count *)`. */
  readonly of: Expr | null;
}

export interface Term {
  readonly expr: Expr;
  readonly descending: boolean;
  readonly nulls: "first" | "last" | null;
}

export type Named = readonly [string, Expr];

export type Step =
  | { readonly step: "where"; readonly test: Expr }
  | { readonly step: "select"; readonly columns: readonly Named[] }
  | { readonly step: "with"; readonly columns: readonly Named[] }
  | { readonly step: "group"; readonly keys: readonly Named[]; readonly outputs: readonly Output[] }
  | { readonly step: "order"; readonly terms: readonly Term[] }
  | { readonly step: "limit"; readonly count: number }
  | { readonly step: "offset"; readonly count: number }
  | { readonly step: "distinct" }
  | {
    readonly step: "join";
    readonly type: JoinType;
    readonly right: Query;
    /** Columns that the right side's rows surely have. */
    readonly known: readonly string[] | null;
    readonly on: Expr;
  }
  | { readonly step: "union"; readonly other: Query }
  | {
    readonly step: "window";
    readonly partition: readonly string[];
    readonly terms: readonly Term[];
    readonly outputs: readonly Output[];
  };

export interface Query {
  readonly source: Source;
  readonly steps: readonly Step[];
}

// ---- as plans ------------------------------------------------------------------------------------------------------------

const s = symbolFrom;

function formOf(expr: Expr): unknown {
  if ("name" in expr) return kw(expr.qualifier === null ? expr.name : `${expr.qualifier}.${expr.name}`);
  if ("value" in expr) return list(s("quote"), expr.value);
  return list(s(expr.op), ...expr.args.map(formOf));
}

function as(name: string, form: unknown): unknown {
  return list(s("as"), kw(name), form);
}

function outputForm({ aggregate, of }: Output): unknown {
  return of === null ? list(s(aggregate)) : list(s(aggregate), formOf(of));
}

function termItems({ expr, descending, nulls }: Term): unknown[] {
  return [
    as("order", formOf(expr)),
    ...(descending ? [kw("desc")] : []),
    ...(nulls === null ? [] : [kw("nulls"), kw(nulls)]),
  ];
}

function over(input: Node, step: Step, scan: (source: Source) => Node): Node {
  switch (step.step) {
    case "where":
      return clauses.whereNode(formOf(step.test), input);
    case "select":
      return clauses.selectNode(vec(step.columns.map(([name, expr]) => as(name, formOf(expr)))), input);
    case "with":
      return clauses.withNode(vec(step.columns.map(([name, expr]) => as(name, formOf(expr)))), input);
    case "group": {
      const keys = step.keys.map(([name, expr]) => as(name, formOf(expr)));
      const grouped = keys.length === 0 ? input : clauses.groupNode(list(...keys), input);
      return clauses.aggregateNode(vec(step.outputs.map((output) => as(output.name, outputForm(output)))), grouped);
    }
    case "order":
      return clauses.orderNode(vec(step.terms.flatMap(termItems)), input);
    case "limit":
      return clauses.limitNode(step.count, input);
    case "offset":
      return clauses.offsetNode(step.count, input);
    case "distinct":
      return { kind: "distinct", input };
    case "join":
      return clauses.joinNode(step.type, planOf(step.right, scan), formOf(step.on), input);
    case "union":
      return clauses.unionNode(planOf(step.other, scan), input);
    case "window": {
      const outputs = step.outputs.map((output) => as(output.name, outputForm(output)));
      const terms = vec(step.terms.flatMap(termItems));
      return clauses.windowNode(vec(step.partition.map((name) => kw(name))), terms, vec(outputs), input);
    }
  }
}

/** The plan of a query; `scan` makes that of a source. */
export function planOf(query: Query, scan: (source: Source) => Node): Node {
  return query.steps.reduce((input, step) => over(input, step, scan), scan(query.source));
}
