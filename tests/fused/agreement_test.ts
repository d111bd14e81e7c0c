/**
 * Queries by chance over data by chance: what is run by columns answers, and fails, exactly as the row engine does.
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import {
  BatutaError,
  Instant,
  type Keyword,
  kw,
  list,
  mapOfArray,
  mkFloat,
  printReadably,
  symbolFrom as s,
  vec,
} from "../../lib/data/mod.ts";
import { useColumnsFrom } from "../../lib/fused/mod.ts";
import * as clauses from "../../lib/query/clauses.ts";
import { type Options, runPlan } from "../../lib/query/execute.ts";
import { setTables } from "../../lib/query/mod.ts";
import type { Node } from "../../lib/query/plan.ts";
import { runToEnd } from "../../lib/runtime/mod.ts";
import { answerOf } from "../lang/cases.ts";
import { ColumnTable } from "./column_table.ts";

// ---- data --------------------------------------------------------------------------------------------------------------

const k = kw;
const [ID, A, B, F, S, W, AT, X, OK, N] = ["id", "a", "b", "f", "s", "w", "at", "x", "ok", "n"].map(kw);

function sometimes<T>(arbitrary: fc.Arbitrary<T>, weight = 5): fc.Arbitrary<T | null | undefined> {
  return fc.oneof({ weight, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) });
}

const small = fc.integer({ min: -3, max: 6 });
const large = fc.constantFrom(2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 40, 2 ** 31, 7, 0);
const float = fc.constantFrom(0.5, 2.25, -1.75, 3, 0, -0, 1e300, 0.1, 0.2, 0.3).map(mkFloat);
const text = fc.constantFrom("active", "idle", "é", "", "z9", "Active");
const word = fc.constantFrom("x", "y", "long-name").map(kw);
const time = fc.integer({ min: 0, max: 4 }).map((n) => new Instant(1_700_000_000_000 + n * 1000));
const mixed = fc.oneof(small, float, text, fc.constantFrom(9007199254740993n, true, k("x"), vec([1, 2])));

/** Kinds of data: all columns of their kinds everywhere; with gaps; with odd values among them. */
const profiles = {
  full: fc.record({ a: small, b: small, f: float, s: text, w: word, at: time, x: small, ok: fc.boolean() }),
  gaps: fc.record({
    a: sometimes(small),
    b: sometimes(large),
    f: sometimes(float),
    s: sometimes(text),
    w: sometimes(word),
    at: sometimes(time),
    x: sometimes(small),
    ok: sometimes(fc.boolean()),
  }),
  odd: fc.record({
    a: sometimes(fc.oneof({ weight: 8, arbitrary: small }, float)),
    b: sometimes(large),
    f: sometimes(fc.oneof({ weight: 8, arbitrary: float }, fc.constantFrom(NaN, Infinity, -Infinity))),
    s: sometimes(fc.oneof({ weight: 8, arbitrary: text }, word)),
    w: sometimes(word),
    at: sometimes(fc.oneof({ weight: 8, arbitrary: time }, fc.constant(new Instant(5, 7)))),
    x: sometimes(mixed),
    ok: sometimes(fc.boolean()),
  }),
};

const records = fc.constantFrom("full", "gaps", "odd").chain((profile) =>
  fc.array(profiles[profile as keyof typeof profiles] as fc.Arbitrary<Record<string, unknown>>, { maxLength: 30 })
);

function recordOf(fields: Record<string, unknown>, id: number): unknown {
  const flat = Object.entries(fields).flatMap(([name, value]) => value === undefined ? [] : [kw(name), value]);
  return mapOfArray([ID, id, ...flat]);
}

// ---- expressions -------------------------------------------------------------------------------------------------------

const call = (name: string, ...args: unknown[]) => list(s(name), ...args);

const number = (names: readonly Keyword[]): fc.Arbitrary<unknown> => {
  const numeric = names.filter((name) => [ID, A, B, F, N].includes(name));
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...(numeric.length === 0 ? [1] : numeric)) },
    { weight: 2, arbitrary: small },
    { weight: 1, arbitrary: float },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2, depthIdentifier: "number" },
      leaf,
      fc.tuple(fc.constantFrom("+", "-", "*", "/", "quot", "rem", "mod"), tie("tree"), tie("tree")).map(([op, a, b]) =>
        call(op, a, b)
      ),
      tie("tree").map((a) => call("-", a)),
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => call("coalesce", a, b)),
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => call("if", call("<", a, b), a, b)),
    ),
  }));
  return tree as fc.Arbitrary<unknown>;
};

const CONSTANTS = fc.oneof(small, float, text, word.map((w) => call("quote", w)), time, fc.constant(null));

const condition = (names: readonly Keyword[]): fc.Arbitrary<unknown> => {
  const name = fc.constantFrom(...names);
  const compared = fc.tuple(fc.constantFrom("<", "<=", ">", ">=", "=", "not="), number(names), number(names));
  const anything = fc.tuple(fc.constantFrom("<", "=", ">=", "not="), name, fc.oneof(name, CONSTANTS));
  const words = names.includes(S)
    ? fc.constantFrom(
      call("=", S, "active"),
      call("like", S, "%ct%"),
      call("in", S, vec(["idle", "é"])),
      call("<", S, "b"),
      call("between", S, "a", "j"),
      call("in", S, vec(["active", null])),
    )
    : fc.constant(call("nil?", names[0]));
  const leaf = fc.oneof(
    { weight: 4, arbitrary: compared.map(([op, a, b]) => call(op, a, b)) },
    { weight: 1, arbitrary: anything.map(([op, a, b]) => call(op, a, b)) },
    { weight: 2, arbitrary: words },
    { weight: 1, arbitrary: name.map((a) => call("nil?", a)) },
    { weight: 1, arbitrary: name.map((a) => call("some?", a)) },
    { weight: 1, arbitrary: fc.tuple(number(names), small, small).map(([a, b, c]) => call("between", a, b, c)) },
    { weight: 1, arbitrary: name.map((a) => call("in", a, vec([1, 2, mkFloat(3), "idle", k("x")]))) },
    { weight: 1, arbitrary: name },
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2, depthIdentifier: "condition" },
      leaf,
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => call("and", a, b)),
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => call("or", a, b)),
      tie("tree").map((a) => call("not", a)),
    ),
  }));
  return tree as fc.Arbitrary<unknown>;
};

// ---- steps -------------------------------------------------------------------------------------------------------------

interface Step {
  readonly text: string;
  readonly plan: (input: Node) => Node;
  readonly names: readonly Keyword[];
}

const as = (name: Keyword, expr: unknown) => list(s("as"), name, expr);
const source = (name: string): Node => clauses.sourceNode(kw(name), () => null);

function aggregate(names: readonly Keyword[]): fc.Arbitrary<unknown> {
  const of = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: number(names) });
  return fc.oneof(
    fc.constantFrom(call("count"), call("count", s("*"))),
    fc.tuple(
      fc.constantFrom(
        "count",
        "count-distinct",
        "sum",
        "avg",
        "min",
        "max",
        "first",
        "last",
        "stddev",
        "median",
        "collect-list",
      ),
      of,
    ).map(([f, a]) => call(f, a)),
  );
}

function stepOver(names: readonly Keyword[]): fc.Arbitrary<Step> {
  const where = condition(names).map((test): Step => ({
    text: `(where ${printReadably(test)})`,
    plan: (input) => clauses.whereNode(test, input),
    names,
  }));
  const select = fc.tuple(fc.subarray([...names], { minLength: 1 }), number(names)).map(([some, expr]): Step => {
    const items = some.includes(N) ? some : [...some, as(N, expr)];
    return {
      text: `(select ${printReadably(vec([...items]))})`,
      plan: (input) => clauses.selectNode(vec([...items]), input),
      names: [...new Set([...some, N])],
    };
  });
  const extend = fc.oneof(number(names), condition(names)).map((expr): Step => ({
    text: `(with-columns :n ${printReadably(expr)})`,
    plan: (input) => clauses.withNode(vec([as(N, expr)]), input),
    names: [...new Set([...names, N])],
  }));
  const order = fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean(), fc.constantFrom(null, "first", "last")), {
    minLength: 1,
    maxLength: 3,
  }).map((terms): Step => {
    const items = terms.flatMap((
      [name, down, nulls],
    ) => [name, ...(down ? [k("desc")] : []), ...(nulls === null ? [] : [k("nulls"), k(nulls)])]);
    return {
      text: `(order-by ${items.map((x) => printReadably(x)).join(" ")})`,
      plan: (input) => clauses.orderNode(vec([...items]), input),
      names,
    };
  });
  const limit = fc.nat(8).map((n): Step => ({
    text: `(limit ${n})`,
    plan: (input) => clauses.limitNode(n, input),
    names,
  }));
  const offset = fc.nat(4).map((n): Step => ({
    text: `(offset ${n})`,
    plan: (input) => clauses.offsetNode(n, input),
    names,
  }));
  const distinct = fc.constant<Step>({
    text: "(distinct)",
    plan: (input) => ({ kind: "distinct", input }),
    names,
  });
  const group = fc.tuple(
    fc.subarray([...names], { minLength: 0, maxLength: Math.min(3, names.length) }),
    fc.array(aggregate(names), { minLength: 1, maxLength: 3 }),
  ).map(([keys, found]): Step => {
    const outputs = found.map((expr, i) => as(k(`r${i}`), expr));
    const grouped = (input: Node) => keys.length === 0 ? input : clauses.groupNode(list(...keys), input);
    return {
      text: `(group-by ${keys.map((x) => printReadably(x)).join(" ")}) (aggregate ${printReadably(vec(outputs))})`,
      plan: (input) => clauses.aggregateNode(vec([...outputs]), grouped(input)),
      names: [...keys, ...outputs.map((_, i) => k(`r${i}`))],
    };
  });
  const join = fc.tuple(
    fc.constantFrom("inner", "left", "semi", "anti"),
    fc.constantFrom(...names),
    fc.constantFrom("u.id", "u.a", "u.s", "u.f", "u.x", "u.w", "u.ok", "u.at"),
    fc.option(fc.tuple(fc.constantFrom("<", "not="), fc.constantFrom(...names))),
    fc.boolean(),
  ).map(([type, left, right, rest, two]): Step => {
    const equal = call("=", left, kw(right));
    const more = two ? [call("=", names[0], k("u.b"))] : [];
    const on = call("and", equal, ...more, ...(rest === null ? [] : [call(rest[0], rest[1], k("u.a"))]));
    const isPair = type === "inner" || type === "left";
    return {
      text: `(${type}-join :u ${printReadably(on)})`,
      plan: (input) => clauses.joinNode(type as "inner", source("u"), on, input),
      names: isPair ? [...names, k("u.id"), k("u.f"), k("u.s")] : names,
    };
  });
  const union = fc.tuple(
    fc.constantFrom("t", "u"),
    fc.constantFrom<(input: Node) => Node>(
      (input) => input,
      (input) => clauses.whereNode(call("some?", A), input),
      (input) => clauses.selectNode(vec([...names]), input),
      (input) => clauses.withNode(vec([as(N, 7), as(A, "word")]), input),
      (input) => clauses.aggregateNode(vec([as(N, call("count"))]), clauses.groupNode(list(S, B), input)),
      (input) => clauses.limitNode(3, input),
    ),
  ).map(([name, make]): Step => ({
    text: `(union ${name} ${make})`,
    plan: (input) => clauses.unionNode(make(source(name)), input),
    names,
  }));
  return fc.oneof(
    { weight: 4, arbitrary: where },
    { weight: 3, arbitrary: union },
    { weight: 2, arbitrary: select },
    { weight: 2, arbitrary: extend },
    { weight: 2, arbitrary: order },
    { weight: 1, arbitrary: limit },
    { weight: 1, arbitrary: offset },
    { weight: 1, arbitrary: distinct },
    { weight: 3, arbitrary: group },
    { weight: 2, arbitrary: join },
  );
}

function pipeline(length: number, names: readonly Keyword[]): fc.Arbitrary<Step[]> {
  if (length === 0) return fc.constant([]);
  return stepOver(names).chain((step) => pipeline(length - 1, step.names).map((more) => [step, ...more]));
}

const steps = fc.integer({ min: 1, max: 5 }).chain((length) => pipeline(length, [ID, A, B, F, S, W, AT, X, OK]));

/** Null where a clause is refused: names that are there twice. */
function planOf(steps: readonly Step[]): Node | null {
  try {
    return steps.reduce((node: Node, step) => step.plan(node), source("t"));
  } catch (error) {
    if (error instanceof BatutaError) return null;
    throw error;
  }
}

async function outcome(plan: Node, options: Options): Promise<string> {
  try {
    const { thrown, value } = await runToEnd(() => runPlan(plan, (rows) => vec(rows), options));
    return thrown ? `fails: ${value}` : printReadably(value);
  } catch (error) {
    return `fails: ${error}`;
  }
}

Deno.test("queries by columns answer and fail as the row engine does", async () => {
  await answerOf("nil"); // gives programs a host
  useColumnsFrom(0);
  let inColumns = 0;
  try {
    await fc.assert(
      fc.asyncProperty(
        records,
        records,
        steps,
        fc.constantFrom(1, 4, 7, 64),
        async (rows, others, steps, partSize) => {
          const [t, u] = [new ColumnTable(":t", partSize), new ColumnTable(":u", partSize + 1)];
          rows.forEach((row, id) => t.add(recordOf(row, id)));
          others.forEach((row, id) => u.add(recordOf(row, id)));
          setTables((name) => name === k("t") ? t : name === k("u") ? u : null);
          const plan = planOf(steps);
          if (plan === null) return;
          const text = steps.map(({ text }) => text).join(" ");
          const wanted = await outcome(plan, { inRows: true });
          deepStrictEqual(await outcome(plan, {}), wanted, text);
          if (t.sliced > 0 && !wanted.startsWith("fails")) inColumns++;
        },
      ),
      {
        numRuns: Number(Deno.env.get("RUNS") ?? 2000),
        seed: Number(Deno.env.get("SEED") ?? 1),
      },
    );
  } finally {
    useColumnsFrom();
  }
  ok(inColumns > 100, "columns were hardly used");
});
