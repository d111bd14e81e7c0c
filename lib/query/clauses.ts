/**
 * Clauses: from what programs wrote to nodes of a plan. Everything is checked here, so that a query that exists can be run.
 * In: values of the program and forms of expressions (`expr.ts`). Out: nodes, or an error that names the clause.
 * Named columns come as keywords, as `(as :name expression)`, as maps from names to columns or functions, and in vectors of these.
 * @module
 */
import {
  Instant,
  isInt,
  isNumber,
  isSeqable,
  Keyword,
  kw,
  List,
  PMap,
  Sym,
  toArray,
  toDouble,
  Vec,
} from "../data/mod.ts";
import { Callable } from "../runtime/mod.ts";
import { AGGREGATES, gathererOf, OWN } from "./aggregates.ts";
import type { ClausePlace } from "../runtime/mod.ts";
import { badClause } from "./errors.ts";
import { column, columnsOf, constant, type Expr, exprOf, operator, ROW, visitExpr } from "./expr.ts";
import { parseJsonPath } from "./json_path.ts";
import { splitColumn } from "./layout.ts";
import { outsideOf } from "./outside.ts";
import {
  inputsOf,
  type JoinType,
  type Named,
  type Node,
  NOW,
  type Term,
  type Time,
  visitPlan,
  withInputs,
} from "./plan.ts";
import { WINDOW_FUNCTIONS } from "./window.ts";

/** The column that a function without a name makes. */
const KEY = kw("key");

function isFunction(x: unknown): boolean {
  return typeof x === "function" || x instanceof Callable;
}

/** A function of the whole row; a keyword is its column. */
function ofRow(f: unknown): Expr {
  return f instanceof Keyword ? column(f) : { kind: "call", f, args: [ROW] };
}

/** A head that says what a form is: `as`, `quote`. */
function isHeaded(form: unknown, name: string): form is List {
  if (!(form instanceof List)) return false;
  const head = form.first();
  return head instanceof Sym && head.ns === null && head.name === name;
}

function distinctNames(clause: string, named: readonly Named[]): Named[] {
  const seen = new Set<Keyword>();
  return named.map((each) => {
    if (seen.has(each.name)) badClause(clause, "columns with different names", each.name);
    seen.add(each.name);
    return each;
  });
}

/** The columns that a value names. */
function namedOf(clause: string, item: unknown, aggregates: readonly string[]): Named[] {
  if (item instanceof Keyword) return [{ name: item, expr: column(item) }];
  if (isHeaded(item, "as")) {
    const [, name, form] = toArray(item);
    if (!(name instanceof Keyword)) return badClause(clause, "a keyword as the name of a column", name);
    const expr = exprOf(form, clause, aggregates);
    // A function that stands there by its name is one of the row.
    return [{ name, expr: expr.kind === "constant" && isFunction(expr.value) ? ofRow(expr.value) : expr }];
  }
  if (item instanceof Vec) return toArray(item).flatMap((each) => namedOf(clause, each, aggregates));
  if (item instanceof PMap) {
    return [...item.entries()].map(([name, value]) => {
      if (!(name instanceof Keyword)) return badClause(clause, "keywords as names of columns", name);
      return { name, expr: isFunction(value) || value instanceof Keyword ? ofRow(value) : constant(value) };
    });
  }
  if (isFunction(item)) return [{ name: KEY, expr: ofRow(item) }];
  return badClause(clause, "columns as keywords, or maps of names and expressions", item);
}

function allNamed(clause: string, items: unknown, aggregates: readonly string[] = []): Named[] {
  return distinctNames(clause, toArray(items).flatMap((item) => namedOf(clause, item, aggregates)));
}

// ---- sources -----------------------------------------------------------------------------------------------------------

/** The plan of what `from` and joins take: the name of a log, a query, a file, a collection. */
export function sourceNode(
  source: unknown,
  planOf: (x: unknown) => Node | null,
  at: ClausePlace | null = null,
): Node {
  const place = at === null ? {} : { at };
  const plan = planOf(source);
  if (plan !== null) return plan;
  const outside = outsideOf(source);
  if (outside !== null) {
    return { kind: "scan", source, isTable: false, alias: outside.alias(source), time: NOW, columns: null, ...place };
  }
  const isTable = source instanceof Keyword;
  if (!isTable && (typeof source === "string" || source instanceof PMap || !isSeqable(source))) {
    return badClause("from", "the name of a log as a keyword, a query, a file, or a collection of maps", source);
  }
  return { kind: "scan", source, isTable, alias: isTable ? source.text : null, time: NOW, columns: null, ...place };
}

// ---- rows and columns --------------------------------------------------------------------------------------------------

export function whereNode(test: unknown, input: Node): Node {
  return { kind: "where", input, test: exprOf(test, "where"), lenient: null, unless: null };
}

export function selectNode(items: unknown, input: Node): Node {
  return { kind: "select", input, columns: allNamed("select", items) };
}

export function withNode(items: unknown, input: Node): Node {
  return { kind: "with", input, columns: allNamed("with-columns", items) };
}

export function eachNode(how: "map" | "filter" | "remove" | "keep" | "flat-map", f: unknown, input: Node): Node {
  return { kind: "each", input, how, f: ofRow(f) };
}

/** `(order-by :a :desc :b :nulls :last)`: what to order by, each followed by what is special about it. */
export function termsOf(clause: string, items: unknown): Term[] {
  const terms: Term[] = [];
  const flat = toArray(items).flatMap((item) => item instanceof Vec ? toArray(item) : [item]);
  for (let i = 0; i < flat.length; i++) {
    const item = flat[i];
    const last = terms.length - 1;
    if (last >= 0 && (item === kw("asc") || item === kw("desc"))) {
      terms[last] = { ...terms[last], descending: item === kw("desc") };
    } else if (last >= 0 && item === kw("nulls")) {
      const where = flat[++i];
      if (where !== kw("first") && where !== kw("last")) {
        return badClause(clause, ":first or :last behind :nulls", where ?? null);
      }
      terms[last] = { ...terms[last], nulls: where === kw("first") ? "first" : "last" };
    } else {
      for (const { expr } of namedOf(clause, item, [])) terms.push({ expr, descending: false, nulls: null });
    }
  }
  return terms.length > 0 ? terms : badClause(clause, "columns or expressions to order by", items);
}

export function orderNode(items: unknown, input: Node): Node {
  return { kind: "order", input, terms: termsOf("order-by", items), top: null };
}

function rowCount(clause: string, n: unknown): number {
  return isInt(n) && Number(n) >= 0 ? Number(n) : badClause(clause, "a number of rows, 0 or more", n);
}

export function limitNode(n: unknown, input: Node): Node {
  const count = rowCount("limit", n);
  if (input.kind === "limit") {
    return { ...input, count: input.count === null ? count : Math.min(count, input.count) };
  }
  return { kind: "limit", input, offset: 0, count };
}

export function offsetNode(n: unknown, input: Node): Node {
  return { kind: "limit", input, offset: rowCount("offset", n), count: null };
}

export function namedNode(name: unknown, input: Node): Node {
  if (!(name instanceof Keyword) || splitColumn(name) !== null) {
    return badClause("named", "a keyword without a dot", name);
  }
  return { kind: "alias", input, alias: name.text };
}

export function jsonPathNode(path: unknown, input: Node): Node {
  if (typeof path !== "string") return badClause("json-path", "a path as a string", path);
  parseJsonPath(path);
  return { kind: "json-path", input, path };
}

export function parallelNode(word: "parallel" | "distributed", workers: unknown, input: Node): Node {
  const fits = (isInt(workers) && Number(workers) > 0) || (word === "distributed" && typeof workers === "boolean");
  if (!fits) return badClause(word, "a number of workers, 1 or more", workers);
  return { kind: "parallel", input, word, workers };
}

// ---- groups ------------------------------------------------------------------------------------------------------------

/** Keys of groups; functions that have no name become `:key`, `:key-2` and so on. */
function keysOf(clause: string, items: unknown): Named[] {
  let functions = 0;
  const keys = toArray(items).flatMap((item) => namedOf(clause, item, [])).map((named) => {
    if (named.name !== KEY) return named;
    functions++;
    return functions === 1 ? named : { ...named, name: kw(`key-${functions}`) };
  });
  return distinctNames(clause, keys);
}

/** Groups by one value that `group-by` got, or several in a list. */
export function groupNode(by: unknown, input: Node): Node {
  const keys = keysOf("group-by", by instanceof List && !isHeaded(by, "as") ? by : [by]);
  return { kind: "group", input, keys, outputs: null };
}

/** Calls of the program's functions over a column of the rows are aggregates too: the function gets all values. */
function withOwn(expr: Expr, keys: readonly Named[]): Expr {
  if (expr.kind === "aggregate" || !("args" in expr)) return expr;
  if (expr.kind === "call" && expr.args.length === 1 && !has(expr.args[0], "aggregate")) {
    const columns = columnsOf(expr.args[0]);
    const ofRows = columns === null || columns.some((name) => !keys.some((key) => key.name === name));
    if (ofRows) return { kind: "aggregate", name: OWN, args: [constant(expr.f), expr.args[0]] };
  }
  return { ...expr, args: expr.args.map((arg) => withOwn(arg, keys)) };
}

function has(expr: Expr, kind: Expr["kind"]): boolean {
  let found = false;
  visitExpr(expr, (part) => found ||= part.kind === kind);
  return found;
}

function checkAggregates(clause: string, expr: Expr): void {
  visitExpr(expr, (part) => {
    if (part.kind !== "aggregate") return;
    if (part.args.some((arg) => has(arg, "aggregate"))) {
      badClause(clause, "aggregates of columns, not of aggregates", null);
    }
    if (part.name !== "count" && part.args.length === 0) badClause(clause, `a column for ${part.name}`, null);
    if (AGGREGATES.includes(part.name)) gathererOf(part);
  });
}

function outputsOf(clause: string, items: unknown, keys: readonly Named[]): Named[] {
  const named = allNamed(clause, items, AGGREGATES).map(({ name, expr }) => ({ name, expr: withOwn(expr, keys) }));
  for (const { expr } of named) checkAggregates(clause, expr);
  distinctNames(clause, [...keys, ...named]);
  return named;
}

export function aggregateNode(items: unknown, input: Node): Node {
  const grouped = input.kind === "group" && input.outputs === null;
  const keys = grouped ? input.keys : [];
  return { kind: "group", input: grouped ? input.input : input, keys, outputs: outputsOf("aggregate", items, keys) };
}

export function pivotNode(by: unknown, values: unknown, output: unknown, input: Node): Node {
  const grouped = input.kind === "group" && input.outputs === null;
  const keys = grouped ? input.keys : [];
  const [{ expr }] = namedOf("pivot", by, []);
  const what = withOwn(exprOf(output, "pivot", AGGREGATES), keys);
  checkAggregates("pivot", what);
  return {
    kind: "pivot",
    input: grouped ? input.input : input,
    keys,
    column: expr,
    values: values === null ? null : toArray(values),
    output: what,
  };
}

export function windowNode(partition: unknown, order: unknown, items: unknown, input: Node): Node {
  const terms = toArray(order).length === 0 ? [] : termsOf("window", order);
  const columns = allNamed("window", items, WINDOW_FUNCTIONS);
  for (const { expr } of columns) {
    if (expr.kind !== "aggregate") badClause("window", `one of the functions ${WINDOW_FUNCTIONS.join(", ")}`, null);
  }
  return { kind: "window", input, partition: keysOf("window", partition), order: terms, columns };
}

// ---- several sources ---------------------------------------------------------------------------------------------------

export function joinNode(type: JoinType, right: Node, on: unknown, input: Node): Node {
  const clause = type === "inner" ? "join" : `${type}-join`;
  return { kind: "join", type, left: input, right, on: conditionOf(clause, on, input, right), build: "right" };
}

/** What the first part of a plan's rows is called; null for nothing. */
function nameOf(node: Node): string | null {
  if (node.kind === "alias" || node.kind === "scan") return node.alias;
  const [input] = inputsOf(node);
  return nameOf(input);
}

/** A column that both sides share stands for its equality. */
function conditionOf(clause: string, on: unknown, left: Node, right: Node): Expr {
  if (!(on instanceof Keyword)) return exprOf(on, clause);
  const [a, b] = [nameOf(left), nameOf(right)];
  const of = (alias: string | null) => column(alias === null || a === b ? on : kw(`${alias}.${on.text}`));
  return operator("=", of(a), of(b));
}

export function unionNode(other: Node, input: Node): Node {
  const before = input.kind === "union" ? input.inputs : [input];
  return { kind: "union", inputs: [...before, other] };
}

// ---- time --------------------------------------------------------------------------------------------------------------

function millis(clause: string, x: unknown): number {
  if (x instanceof Instant) return x.ms;
  return isNumber(x)
    ? toDouble(x)
    : badClause(clause, 'a point in time, like (instant "2026-01-01") or (days-ago 7)', x);
}

/** The plan with all its tables read at another time; those that have a time of that kind already keep it. */
function withTime(clause: string, input: Node, change: Partial<Time>): Node {
  let tables = 0;
  visitPlan(input, (node) => {
    if (node.kind === "scan" && node.isTable) tables++;
  });
  if (tables === 0) return badClause(clause, "a log to look back in: collections and files have no past", null);
  const set = (node: Node): Node => {
    if (node.kind !== "scan") return withInputs(node, inputsOf(node).map(set));
    return node.isTable ? { ...node, time: withDefaults(node.time, change) } : node;
  };
  return set(input);
}

function withDefaults(time: Time, change: Partial<Time>): Time {
  return {
    asOf: time.asOf ?? change.asOf ?? null,
    since: time.since ?? change.since ?? null,
    validAt: time.validAt ?? change.validAt ?? null,
    history: time.history ?? change.history ?? null,
  };
}

export function asOfNode(at: unknown, input: Node): Node {
  return withTime("as-of", input, { asOf: millis("as-of", at) });
}

export function sinceNode(at: unknown, input: Node): Node {
  return withTime("since", input, { since: millis("since", at) });
}

export function validAtNode(at: unknown, input: Node): Node {
  return withTime("valid-at", input, { validAt: millis("valid-at", at) });
}

export function historyNode(from: unknown, to: unknown, input: Node): Node {
  const span = { from: millis("history", from), to: millis("history", to) };
  return withTime("history", input, { history: span });
}
