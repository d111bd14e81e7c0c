/**
 * What programs call of queries, beneath the macros and functions of `stdlib/core/queries.bat`: names that begin with `-query-`, and the
 * documented ones of `batuta.query`. Vars are made when a program first names them.
 * @module
 */
import {
  compare,
  fail,
  Keyword,
  kw,
  listFrom,
  mapOf,
  mkFloat,
  PMap,
  Seq,
  Sym,
  symbolFrom,
  toArray,
  vec,
} from "../data/mod.ts";
import {
  andThen,
  between,
  Callable,
  ClausePlace,
  clock,
  core,
  defineLeaves,
  definePrimitives,
  document,
  manyFrom,
  onFirstNeed,
  toFn,
} from "../runtime/mod.ts";
import * as clauses from "./clauses.ts";
import type { Measure } from "./compile.ts";
import { badClause } from "./errors.ts";
import { checkpointsIn, factsOf, prepare, runPlan, type Visitor, visitRows } from "./execute.ts";
import { columnsRead, explainText, measuredData } from "./explain.ts";
import { FormMaker } from "./forms.ts";
import { type JoinType, type Node, nodeAt, planData } from "./plan.ts";
import { Query } from "./query.ts";
import { columnNames, Schema } from "./schema.ts";
import { Subscription } from "./subscription.ts";
import { likePattern } from "./values.ts";

const QUERY = "batuta.query";

/** The plan of a query, or null for anything else. */
function planOf(x: unknown): Node | null {
  return x instanceof Query ? x.plan : null;
}

function query(clause: string, x: unknown): Node {
  return planOf(x) ?? badClause(clause, "a query as its last argument, as in (->> (from :users) …)", x);
}

function source(x: unknown): Node {
  return clauses.sourceNode(x, planOf);
}

/** A clause over a query, which comes last. */
function step(clause: string, make: (input: Node, args: readonly unknown[]) => Node): (...args: unknown[]) => unknown {
  return manyFrom(1, (args) => new Query(make(query(clause, args.at(-1)), args.slice(0, -1))));
}

/** A captured value as the form of a constant. */
function valueForm(x: unknown): unknown {
  return x instanceof Keyword || x instanceof Seq || x instanceof Sym ? listFrom([symbolFrom("quote"), x]) : x;
}

/** A query that was given as such, or made by a function of arguments; anything else is what it is. */
function queryOf(x: unknown, args: unknown, then: (q: unknown) => unknown): unknown {
  if (x instanceof Query) return then(x);
  if (typeof x === "function" || x instanceof Callable) return andThen(toFn(x)(...toArray(args)), then);
  return then(x);
}

function planFrom(op: string, x: unknown, args: unknown, then: (plan: Node) => unknown): unknown {
  return queryOf(x, args, (made) => {
    const found = planOf(made);
    if (found !== null) return then(found);
    if (made === null || typeof made === "string") return badClause(op, "a query, or a function that makes one", made);
    return then(source(made));
  });
}

function execute(x: unknown, args: unknown): unknown {
  return queryOf(x, args, (made) => {
    const plan = planOf(made);
    if (plan === null) return made;
    return runPlan(plan, (rows, { plan, execution }) => {
      const marks = checkpointsIn(plan, execution);
      const result = vec(rows);
      return marks === null ? result : result.withMeta(mapOf(kw("checkpoints"), marks));
    });
  });
}

/** `(first)` and `(count)` at the end of a query. */
function end(how: unknown, x: unknown): unknown {
  const plan = query("from", x);
  if (how === kw("count")) return runPlan({ kind: "group", input: plan, keys: [], outputs: COUNT }, countIn);
  return runPlan({ kind: "limit", input: plan, offset: 0, count: 1 }, (rows) => rows.length === 0 ? null : rows[0]);
}

const N = kw("count");
const COUNT = [{ name: N, expr: { kind: "aggregate", name: "count", args: [] } }] as const;

function countIn(rows: readonly unknown[]): unknown {
  return (rows[0] as PMap).get(N, 0); // a group without keys is one row
}

/** What `explain` and `profile` get for a query that ends with `(first)` or `(count)`. */
function ending(how: unknown, x: unknown): Query {
  const plan = query("from", x);
  return how === kw("count") ? new Query(plan) : new Query({ kind: "limit", input: plan, offset: 0, count: 1 });
}

/** How many records `explain` looks at to find mistyped columns. */
const SAMPLE = 1000;

function* firstOf(items: Iterable<unknown>, most: number): Generator<unknown> {
  let left = most;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}

function explain(x: unknown, args: unknown): unknown {
  return planFrom("explain", x, args, (plan) =>
    prepare(plan, { isLenient: true }, ({ plan: better, execution }) => {
      const { tables } = execution;
      const known = (scan: Extract<Node, { kind: "scan" }>): Set<Keyword> | null => {
        if (!scan.isTable) return null;
        const table = tables.get(scan.source);
        if (table === undefined) return null;
        const names = columnNames(function* () {
          for (const entry of firstOf(table.scan({}), SAMPLE)) yield (entry as { value: unknown }).value; // entries of a table
        }());
        names.add(kw("timestamp"));
        if (scan.time.history !== null) { for (const name of ["valid-from", "valid-to"]) names.add(kw(name)); }
        return names;
      };
      return explainText(better, factsOf(tables), known, execution);
    }));
}

function profile(x: unknown, args: unknown): unknown {
  return planFrom("profile", x, args, (plan) => {
    const measures = new Map<Node, Measure>();
    const begun = clock();
    return runPlan(plan, (rows, { plan: better, execution }) => {
      const ms = clock() - begun;
      return mapOf(
        kw("execution-time-ms"),
        mkFloat(Math.round(ms * 1000) / 1000),
        kw("rows-scanned"),
        execution.scanned,
        kw("rows-returned"),
        rows.length,
        kw("partitions"),
        vec(Array.from({ length: execution.partitions }, (_, i) => i)),
        kw("plan"),
        measuredData(better, measures, ms, { read: columnsRead(better, execution) }),
      );
    }, { measures });
  });
}

/** Lets the rows of what `from` takes, or of a query, be looked at one by one, then answers `then()`; `op` is who asks. */
export function visitRowsOf(op: string, x: unknown, visitor: Visitor, then: () => unknown): unknown {
  return planFrom(op, x, vec([]), (plan) => visitRows(plan, visitor, then));
}

function schema(x: unknown): unknown {
  return planFrom("schema", x, vec([]), (plan) => {
    const schema = new Schema();
    return visitRows(plan, { row: (value) => schema.add(value) }, () => schema.form());
  });
}

const JOINS: Readonly<Record<string, JoinType>> = {
  "join": "inner",
  "left-join": "left",
  "semi-join": "semi",
  "anti-join": "anti",
};

function refuse(form: string, expected: string, at: unknown): never {
  core.get("-refuse")?.f(form, expected, at);
  throw new Error("core_query.ts: `-refuse` has come back");
}

function maker(template: unknown, locals: unknown): FormMaker {
  // The library hands in a symbol of a template and `&env`.
  return new FormMaker((template as Sym).meta, locals as PMap | null, refuse);
}

function compares(x: unknown, low: unknown, high: unknown): boolean {
  return compare(low, x) <= 0 && compare(x, high) <= 0;
}

defineLeaves({
  "-query-value": valueForm,
  "-query-from": between(
    1,
    2,
    (x, at = null) => x instanceof Query ? x : new Query(clauses.sourceNode(x, planOf, at as ClausePlace | null)), // from the macros
  ),
  /** What a clause made, as it stands at a place in the program. */
  "-query-at": (at, x) => at instanceof ClausePlace && x instanceof Query ? new Query(nodeAt(x.plan, at), x.meta) : x,
  "-query-where": step("where", (input, [test]) => clauses.whereNode(test, input)),
  "-query-select": step("select", (input, [items]) => clauses.selectNode(items, input)),
  "-query-with": step("with-columns", (input, [items]) => clauses.withNode(items, input)),
  "-query-order": step("order-by", (input, [items]) => clauses.orderNode(items, input)),
  "-query-aggregate": step("aggregate", (input, [items]) => clauses.aggregateNode(items, input)),
  "-query-pivot": step("pivot", (input, [by, values, output]) => clauses.pivotNode(by, values, output, input)),
  "-query-window": step(
    "window",
    (input, [partition, order, items]) => clauses.windowNode(partition, order, items, input),
  ),
  "-query-join": step(
    "join",
    (input, [word, other, on]) => clauses.joinNode(JOINS[String(word)], source(other), on, input),
  ),
  "-query-union": step("union", (input, [other]) => clauses.unionNode(source(other), input)),
  "-query-limit": step("limit", (input, [n]) => clauses.limitNode(n, input)),
  "-query-offset": step("offset", (input, [n]) => clauses.offsetNode(n, input)),
  "-query-transform": step("transform", (input, [f]) => clauses.eachNode("map", f, input)),
  "-query-named": step("named", (input, [name]) => clauses.namedNode(name, input)),
  "-query-json-path": step("json-path", (input, [path]) => clauses.jsonPathNode(path, input)),
  "-query-parallel": step(
    "parallel",
    (input, [word, n]) => clauses.parallelNode(word === "parallel" ? word : "distributed", n, input),
  ),
  "-query-as-of": step("as-of", (input, [at]) => clauses.asOfNode(at, input)),
  "-query-since": step("since", (input, [at]) => clauses.sinceNode(at, input)),
  "-query-valid-at": step("valid-at", (input, [at]) => clauses.validAtNode(at, input)),
  "-query-history": step("history", (input, [from, to]) => clauses.historyNode(from, to, input)),
  "-query-ending": ending,
  "-query?": (x) => x instanceof Query,
  "-query-from-form": (template, locals, form, x, forms) => maker(template, locals).from(form, x, toArray(forms)),
  "-query-clause-form": (template, locals, name, forms) => {
    const all = toArray(forms);
    const last = all.pop();
    return maker(template, locals).clause(String(name), all, last);
  },
  "-query-unevaluated": (template, locals, form) => maker(template, locals).unevaluated(form),
  "-query-comprehension": (template, locals, bindings, body) =>
    maker(template, locals).comprehension(bindings as never, body), // the library has looked: a vector
  "-query-like": (text, pattern) =>
    typeof text === "string" && typeof pattern === "string" ? likePattern(pattern).test(text) : fail("bad-argument", {
      op: "like",
      expected: "a string and a pattern",
      value: typeof text === "string" ? pattern : text,
    }),
});

definePrimitives({
  "-query-execute": execute,
  "-query-end": end,
  "-query-explain": explain,
  "-query-profile": profile,
  "-query-schema": schema,
  "-query-between": compares,
  "-query-subscription": (x, args) => planFrom("subscribe", x, args, (plan) => Subscription.of(plan)),
  "-query-new-rows": (subscription) => (subscription as Subscription).newRows(), // the library hands in what it got
  "-query-watch": (subscription, pid) =>
    (subscription as Subscription).watch(() => core.get("send")?.f(pid, kw("grown"))),
  "-query-unwatch": (subscription) => (subscription as Subscription).unwatch(),
});

onFirstNeed(QUERY, () => {
  defineLeaves({
    "plan": (x) => planData(query("query/plan", x)),
    "query?": (x) => x instanceof Query,
  }, QUERY);
  document(
    () => `
plan [query]
The plan of a query as data, as it was written: \`:op\` is the kind of step, \`:clause\` how it is written, \`:input\` or \`:inputs\` what it
reads. \`(query/plan (from :users (limit 5))) ;=> {:op :limit :clause (limit 5) :input {:op :scan :source :users}}\`

query? [x]
Whether a value is a query. \`(query/query? (from [])) ;=> true\`
`,
    QUERY,
  );
});
