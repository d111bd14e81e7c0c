/**
 * Queries made by chance over data made by chance answer what an evaluator answers that does one clause after the other over lists of maps,
 * and the same whether they are optimised or not.
 */
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  add,
  compare,
  equals,
  type Keyword,
  kw,
  list,
  mapOf,
  type PMap,
  printReadably,
  symbolFrom,
  toArray,
  vec,
} from "../../lib/data/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import { runPlan } from "../../lib/query/execute.ts";
import type { Node } from "../../lib/query/plan.ts";
import { runToEnd } from "../../lib/runtime/mod.ts";
import { answerOf } from "../lang/cases.ts";

// ---- the model: a clause is a function of lists of maps ------------------------------------------------------------------

type Form = unknown;
type Truth = boolean | null;

function columnOf(row: PMap, name: Keyword): unknown {
  return row.get(name, null);
}

/** What a form comes to; the column `:t.x` of a joined row is looked up as it stands, then as the left or right row's. */
function evaluate(form: Form, row: PMap): unknown {
  if (typeof form !== "object" || form === null || !("first" in form)) {
    return form instanceof KeywordClass ? columnOf(row, form) : form;
  }
  const [head, ...args] = toArray(form);
  const name = String((head as { name: string }).name);
  const values = () => args.map((arg) => evaluate(arg, row));
  switch (name) {
    case "and":
      return args.map((arg) => evaluate(arg, row) as Truth).reduce(
        (a, b) => a === false || b === false ? false : a === null || b === null ? null : true,
        true as Truth,
      );
    case "or":
      return args.map((arg) => evaluate(arg, row) as Truth).reduce(
        (a, b) => a === true || b === true ? true : a === null || b === null ? null : false,
        false as Truth,
      );
    case "not": {
      const [x] = values();
      return x === null ? null : !x;
    }
    case "nil?":
      return values()[0] === null;
    case "some?":
      return values()[0] !== null;
    case "+": {
      const [a, b] = values();
      return a === null || b === null ? null : add(a, b);
    }
    default: {
      const [a, b] = values();
      if (a === null || b === null) return null;
      if (name === "=") return equals(a, b);
      const order = compare(a, b);
      return name === "<" ? order < 0 : order >= 0;
    }
  }
}

const KeywordClass = kw("a").constructor as new () => Keyword;

interface Step {
  readonly text: string;
  readonly plan: (input: Node) => Node;
  readonly model: (rows: PMap[]) => PMap[];
  /** The columns that rows have then. */
  readonly columns: readonly Keyword[];
  /** Whether another column than these is an error. */
  readonly closed: boolean;
}

function same(a: unknown, b: unknown): boolean {
  return a === null || b === null ? a === b : equals(a, b);
}

function groups(rows: readonly PMap[], key: Keyword): { readonly key: unknown; readonly rows: PMap[] }[] {
  const found: { key: unknown; rows: PMap[] }[] = [];
  for (const row of rows) {
    const value = columnOf(row, key);
    const group = found.find((each) => same(each.key, value));
    if (group === undefined) found.push({ key: value, rows: [row] });
    else group.rows.push(row);
  }
  return found;
}

function values(rows: readonly PMap[], name: Keyword): unknown[] {
  return rows.map((row) => columnOf(row, name)).filter((value) => value !== null);
}

const s = symbolFrom;
const scan = (rows: readonly PMap[]): Node => clauses.sourceNode(vec([...rows]), () => null);

// ---- programs by chance --------------------------------------------------------------------------------------------------

const [A, B, C, N, T, X, M] = ["a", "b", "c", "n", "t", "x", "m"].map(kw);

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 5 }) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(9007199254740993n, 0.5, 2.25) },
);

const row = fc.record({ a: fc.option(value, { nil: undefined }), b: value, c: fc.constantFrom("x", "y", "é", null) })
  .map(
    ({ a, b, c }) => a === undefined ? mapOf(B, b, C, c) : mapOf(A, a, B, b, C, c),
  );
const data = fc.array(row, { maxLength: 12 });
const others = fc.array(fc.tuple(value, value).map(([t, x]) => mapOf(T, t, X, x)), { maxLength: 8 });

/** Numbers as columns of conditions; `:c` holds strings. */
function condition(columns: readonly Keyword[]): fc.Arbitrary<Form> {
  const numeric = columns.filter((name) => name !== C);
  const simple = fc.tuple(
    fc.constantFrom("=", "<", ">="),
    fc.constantFrom(...numeric),
    fc.oneof(value, fc.constantFrom(...numeric)),
  )
    .map(([op, a, b]) => list(s(op), a, b));
  const others = fc.constantFrom(...columns).chain((name) =>
    fc.constantFrom(list(s("nil?"), name), list(s("some?"), name))
  );
  const text = columns.includes(C) ? [fc.constantFrom("x", "y").map((x) => list(s("="), C, x))] : [];
  const leaf: fc.Arbitrary<Form> = fc.oneof({ weight: 3, arbitrary: simple }, others, ...text);
  const both = fc.tuple(fc.constantFrom("and", "or"), leaf, leaf).map(([op, a, b]) => list(s(op), a, b));
  return fc.oneof({ weight: 3, arbitrary: leaf }, both, leaf.map((x) => list(s("not"), x)));
}

function stepOver(columns: readonly Keyword[], closed: boolean): fc.Arbitrary<Step> {
  const numeric = columns.filter((name) => name !== C);
  const keep = { columns, closed };
  const where = condition(columns).map((form): Step => ({
    text: `(where ${printReadably(form)})`,
    plan: (input) => clauses.whereNode(form, input),
    model: (rows) => rows.filter((row) => evaluate(form, row) === true),
    ...keep,
  }));
  const select = fc.tuple(fc.subarray([...columns]).map((some) => [...new Set([...some, numeric[0]])]), fc.boolean())
    .map(([some, more]): Step => {
      const sum = list(s("+"), numeric[0], 1);
      const names = more && !some.includes(N) ? [...some, N] : some;
      return {
        text: `(select ${printReadably(vec(names))})`,
        plan: (input) =>
          clauses.selectNode(vec(more && !some.includes(N) ? [...some, list(s("as"), N, sum)] : some), input),
        model: (rows) =>
          rows.map((row) =>
            names.reduce(
              (map, name) =>
                map.assoc(name, name === N && !some.includes(N) ? evaluate(sum, row) : columnOf(row, name)),
              mapOf(),
            )
          ),
        columns: names,
        closed: true,
      };
    });
  const withColumn = fc.constantFrom(...numeric).map((name): Step => {
    const sum = list(s("+"), name, 10);
    return {
      text: `(with-columns :n ${printReadably(sum)})`,
      plan: (input) => clauses.withNode(vec([list(s("as"), N, sum)]), input),
      model: (rows) => rows.map((row) => row.assoc(N, evaluate(sum, row))),
      columns: [...new Set([...columns, N])],
      closed,
    };
  });
  const order = fc.tuple(fc.constantFrom(...columns), fc.boolean(), fc.option(fc.constantFrom("first", "last"))).map(
    ([name, down, nulls]): Step => {
      const items = [name, ...(down ? [kw("desc")] : []), ...(nulls === null ? [] : [kw("nulls"), kw(nulls)])];
      const nil = nulls === null ? (down ? 1 : -1) : nulls === "first" ? -1 : 1;
      return {
        text: `(order-by ${items.map((x) => printReadably(x)).join(" ")})`,
        plan: (input) => clauses.orderNode(vec(items), input),
        model: (rows) =>
          rows.slice().sort((p, q) => {
            const [x, y] = [columnOf(p, name), columnOf(q, name)];
            if (x === null || y === null) return x === y ? 0 : x === null ? nil : -nil;
            return down ? -compare(x, y) : compare(x, y);
          }),
        ...keep,
      };
    },
  );
  const limit = fc.nat(6).map((n): Step => ({
    text: `(limit ${n})`,
    plan: (input) => clauses.limitNode(n, input),
    model: (rows) => rows.slice(0, n),
    ...keep,
  }));
  const offset = fc.nat(3).map((n): Step => ({
    text: `(offset ${n})`,
    plan: (input) => clauses.offsetNode(n, input),
    model: (rows) => rows.slice(n),
    ...keep,
  }));
  const distinct = fc.constant<Step>({
    text: "(distinct)",
    plan: (input) => ({ kind: "distinct", input }),
    model: (rows) => rows.filter((row, i) => rows.findIndex((other) => equals(row, other)) === i),
    ...keep,
  });
  const keys = columns.filter((name) => name !== N && name !== X && name !== M);
  const group = fc.tuple(fc.constantFrom(...(keys.length === 0 ? [A] : keys)), fc.constantFrom(...numeric)).map((
    [key, of],
  ): Step => ({
    text: `(group-by ${printReadably(key)}) (aggregate :n (count *) :x (sum ${printReadably(of)}) :m (max ${
      printReadably(of)
    }))`,
    plan: (input) =>
      clauses.aggregateNode(
        vec([
          list(s("as"), N, list(s("count"))),
          list(s("as"), X, list(s("sum"), of)),
          list(s("as"), M, list(s("max"), of)),
        ]),
        clauses.groupNode(key, input),
      ),
    model: (rows) =>
      groups(rows, key).map((each) => {
        const all = values(each.rows, of);
        const max = all.length === 0 ? null : all.reduce((a, b) => compare(b, a) > 0 ? b : a);
        return mapOf(
          key,
          each.key,
          N,
          each.rows.length,
          X,
          all.length === 0 ? null : all.reduce((a, b) => add(a, b)),
          M,
          max,
        );
      }),
    columns: [key, N, X, M],
    closed: true,
  }));
  const join = fc.tuple(
    others,
    fc.constantFrom(...numeric),
    fc.constantFrom("inner", "left", "semi", "anti") as fc.Arbitrary<"inner" | "left" | "semi" | "anti">,
  ).map(([right, key, type]): Step => {
    const pairs = type === "inner" || type === "left";
    // The other side has its columns in every row, as after `select`, so that it is certain whose they are.
    const side = clauses.selectNode(vec([T, X]), scan(right));
    return {
      text: `(${type}-join ${printReadably(vec(right))} (= ${printReadably(key)} :t))`,
      plan: (input) => clauses.joinNode(type, side, list(s("="), key, T), input),
      model: (rows) =>
        rows.flatMap((row) => {
          const partners = right.filter((other) =>
            columnOf(row, key) !== null && columnOf(other, T) !== null &&
            equals(columnOf(row, key), columnOf(other, T))
          );
          if (type === "semi") return partners.length > 0 ? [row] : [];
          if (type === "anti") return partners.length === 0 ? [row] : [];
          if (partners.length === 0) return type === "left" ? [row.assoc(T, null).assoc(X, null)] : [];
          return partners.map((other) => row.merge(other));
        }),
      columns: pairs ? [...columns, T, X] : columns,
      closed,
    };
  });
  const union = data.map((more): Step => ({
    text: `(union ${printReadably(vec(more))})`,
    plan: (input) => clauses.unionNode(scan(more), input),
    model: (rows) => [...rows, ...more],
    columns,
    closed: false,
  }));
  const window = fc.constantFrom(...numeric).map((name): Step => ({
    text: `(window {:order-by ${printReadably(name)}} :w (row-number))`,
    plan: (input) =>
      clauses.windowNode(vec([]), vec([name]), vec([list(s("as"), kw("w"), list(s("row-number")))]), input),
    model: (rows) => {
      const places = rows.map((row, i) => ({ key: columnOf(row, name), i })).sort((p, q) => compare(p.key, q.key));
      return rows.map((row, i) => row.assoc(kw("w"), places.findIndex((place) => place.i === i) + 1));
    },
    columns: [...new Set([...columns, kw("w")])],
    closed,
  }));
  return fc.oneof(
    { weight: 4, arbitrary: where },
    select,
    withColumn,
    order,
    limit,
    offset,
    distinct,
    union,
    window,
    ...(keys.length === 0 ? [] : [group]),
    ...(columns.includes(T) || columns.includes(X) ? [] : [join, join]),
  );
}

function pipeline(length: number, columns: readonly Keyword[], closed: boolean): fc.Arbitrary<Step[]> {
  if (length === 0) return fc.constant([]);
  return stepOver(columns, closed).chain((step) =>
    pipeline(length - 1, step.columns, step.closed).map((more) => [step, ...more])
  );
}

const program = fc.record({
  rows: data,
  steps: fc.integer({ min: 1, max: 6 }).chain((length) => pipeline(length, [A, B, C], false)),
});

async function rowsOf(plan: Node, asWritten: boolean): Promise<unknown> {
  const ending = await runToEnd(() => runPlan(plan, (rows) => vec(rows), { asWritten, isLenient: true }));
  if (ending.thrown) throw ending.value;
  return ending.value;
}

Deno.test("queries by chance answer what the model answers, optimised or not", async () => {
  await answerOf("nil"); // gives programs a host
  await fc.assert(
    fc.asyncProperty(program, async ({ rows, steps }) => {
      const plan = steps.reduce((node: Node, step) => step.plan(node), scan(rows));
      const wanted = vec(steps.reduce((now, step) => step.model(now), rows));
      for (const asWritten of [true, false]) {
        const got = await rowsOf(plan, asWritten);
        if (equals(got, wanted)) continue;
        deepStrictEqual(
          printReadably(got),
          printReadably(wanted),
          `${asWritten ? "as written" : "optimised"}: ${steps.map(({ text }) => text).join(" ")}`,
        );
      }
    }),
    { numRuns: 400 },
  );
});
