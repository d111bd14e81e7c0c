/**
 * Sources and queries made by chance. What they compare fits together, so that queries seldom fail; `plain` ones keep to what SQLite has too.
 */
import fc from "fast-check";
import { Decimal, Instant, kw, mkFloat, ratio, vec } from "../../../lib/data/mod.ts";
import type { Column, Expr, JoinType, Kind, Named, Output, Query, Row, Source, Step, Term, Value } from "./program.ts";

export interface Style {
  /** Values and operators that SQLite has too, with the same meaning. */
  readonly plain: boolean;
  /** Columns with a source are qualified by it, as has to be where a plain name may be either side's of a join. */
  readonly qualified?: boolean;
}

// ---- values --------------------------------------------------------------------------------------------------------------

const of = (...values: Value[]) => fc.constantFrom(...values);

const INT = fc.integer({ min: -1, max: 4 });
const FLOAT = of(0.5, -2.25, ...[1e300, 0, -0, 1, -3].map(mkFloat), NaN, Infinity, -Infinity);
const BIG = of(2 ** 53 - 1, -(2 ** 53 - 1), 2n ** 53n + 1n, -(2n ** 70n));
const NUMBER = fc.oneof(
  { weight: 4, arbitrary: INT },
  BIG,
  of(0.5, 2.25, mkFloat(1), mkFloat(-0)),
  // A Ratio without an end and a Decimal have no order.
  of(ratio(1, 4), ratio(-7, 2), new Decimal(150n, 2), new Decimal(-25n, 1), new Decimal(1n, 0)),
);
const TEXT = fc.oneof(
  { weight: 3, arbitrary: of("a", "b", "ab", "A", "") },
  fc.string({ maxLength: 3, unit: "grapheme" }),
);
const KEYWORD = of(kw("a"), kw("b"), kw("a/b"));
const INSTANT = fc.integer({ min: 0, max: 4 }).map((n) => new Instant(n * 1000));

const VALUES: Readonly<Record<Kind, fc.Arbitrary<Value>>> = {
  int: INT,
  float: FLOAT,
  number: NUMBER,
  text: TEXT,
  keyword: KEYWORD,
  instant: INSTANT,
  any: fc.oneof(INT, FLOAT, NUMBER, TEXT, KEYWORD, INSTANT, of(true, false, vec([1, kw("a")]), vec([]))),
};
const PLAIN: Readonly<Partial<Record<Kind, fc.Arbitrary<Value>>>> = {
  int: INT,
  float: of(0.5, -2.25, 7.75),
  text: of("a", "b", "ab", "A", "", "a%b"),
};

function valueOf(kind: Kind, { plain }: Style): fc.Arbitrary<Value> {
  return (plain ? PLAIN[kind] : undefined) ?? VALUES[kind];
}

function cell(kind: Kind, style: Style): fc.Arbitrary<Value | undefined> {
  return fc.oneof(
    { weight: 8, arbitrary: valueOf(kind, style) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: style.plain ? 0 : 1, arbitrary: fc.constant(undefined) },
  );
}

function rowOf(columns: readonly Column[], style: Style): fc.Arbitrary<Row> {
  return fc.tuple(...columns.map(({ kind }) => cell(kind, style))).map((cells) =>
    new Map(columns.flatMap(({ name }, i): [string, Value][] => cells[i] === undefined ? [] : [[name, cells[i]]]))
  );
}

function kinds({ plain }: Style): fc.Arbitrary<Kind[]> {
  const all: Kind[] = plain
    ? ["int", "float", "text"]
    : ["int", "float", "number", "text", "keyword", "instant", "any"];
  return fc.array(fc.constantFrom<Kind>("int", ...all), { minLength: 1, maxLength: 4 });
}

/** Columns of sources are called `a0`, `a1`, …, with a letter for each source. */
function source(letter: string, style: Style, most: number): fc.Arbitrary<Source> {
  return kinds(style).chain((kinds) => {
    // The first column is one that others are joined by.
    const columns = ["int" as const, ...kinds].map((kind, i): Column => ({
      name: `${letter}${i}`,
      kind,
      source: letter,
    }));
    return fc.array(rowOf(columns, style), { maxLength: most, size: "max" }).map((rows) => ({
      name: letter,
      columns,
      rows,
    }));
  });
}

// ---- expressions ---------------------------------------------------------------------------------------------------------

function columnExpr({ name, source }: Column, { qualified = false }: Partial<Style> = {}): fc.Arbitrary<Expr> {
  const plain: Expr = { op: "column", name, qualifier: null };
  if (source === null) return fc.constant(plain);
  const whole = { ...plain, qualifier: source };
  return qualified ? fc.constant(whole) : fc.constantFrom(plain, whole);
}

const value = (x: Value): Expr => ({ op: "value", value: x });
const call = (op: string, ...args: Expr[]): Expr => ({ op, args });

function isNumeric({ kind }: Column): boolean {
  return kind === "int" || kind === "float" || kind === "number";
}

function anyOf<T>(items: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...items);
}

/** Whether two columns have an order to each other. To SQLite 1 and 1.0 are equal, so plain queries compare no Ints with Floats. */
function areAlike(a: Column, b: Column, { plain }: Style): boolean {
  return a.kind !== "any" && (a.kind === b.kind || (!plain && isNumeric(a) && isNumeric(b)));
}

function operand(column: Column, columns: readonly Column[], style: Style): fc.Arbitrary<Expr> {
  const others = columns.filter((other) => areAlike(column, other, style));
  return fc.oneof(
    { weight: 2, arbitrary: valueOf(column.kind, style).map(value) },
    { weight: 1, arbitrary: fc.constant(value(null)) },
    {
      weight: others.length === 0 ? 0 : 2,
      arbitrary: others.length === 0
        ? fc.constant(value(null))
        : anyOf(others).chain((other) => columnExpr(other, style)),
    },
  );
}

/** Conditions about one column, by itself or beside others. */
function simple(columns: readonly Column[], style: Style): fc.Arbitrary<Expr> {
  return anyOf(columns).chain((column) => {
    const it = columnExpr(column, style);
    const another = operand(column, columns, style);
    const equality = fc.tuple(of("=", "not="), it, another).map(([op, a, b]) => call(op as string, a, b));
    const some = fc.array(fc.option(valueOf(column.kind, style)), { minLength: 1, maxLength: 3 });
    const among = fc.tuple(it, some).map(([a, values]) => call("in", a, value(vec(values))));
    const tests = [equality, among, fc.tuple(of("nil?", "some?"), it).map(([op, a]) => call(op as string, a))];
    if (column.kind !== "any" && (column.kind !== "keyword")) {
      tests.push(
        fc.tuple(of("<", "<=", ">", ">="), it, another).map(([op, a, b]) => call(op as string, a, b)),
        fc.tuple(it, another, another).map(([a, b, c]) => call("between", a, b, c)),
      );
      if (!style.plain) {
        tests.push(fc.tuple(of("<", "<="), another, it, another).map(([op, ...abc]) => call(op as string, ...abc)));
      }
    }
    if (column.kind === "text") {
      tests.push(
        fc.tuple(it, of("a%", "%b", "_", "%", "a_b", "")).map(([a, pattern]) => call("like", a, value(pattern))),
      );
    }
    return fc.oneof(...tests);
  });
}

function condition(columns: readonly Column[], style: Style): fc.Arbitrary<Expr> {
  const leaf = simple(columns, style);
  const both = fc.tuple(of("and", "or"), leaf, leaf, leaf).map(([op, a, b, c]) => call(op as string, a, b, c));
  const nested = fc.tuple(of("and", "or"), leaf, both).map(([op, a, b]) => call(op as string, a, b));
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    both,
    nested,
    fc.oneof(leaf, both).map((x) => call("not", x)),
    // Often enough something is left.
    fc.tuple(leaf, columnExpr(columns[0], style)).map(([x, a]) => call("or", call("some?", a), x)),
  );
}

/** What comes out where a column and something like it go in. */
function kindOf(column: Column, { plain }: Style): Kind {
  return isNumeric(column) && !plain ? "number" : column.kind;
}

/** An expression and what it gives. */
function computed(columns: readonly Column[], style: Style): fc.Arbitrary<{ expr: Expr; kind: Kind }> {
  const bare = anyOf(columns).chain((column) => columnExpr(column).map((expr) => ({ expr, kind: column.kind })));
  const numbers = columns.filter((column) => isNumeric(column) && !(style.plain && column.kind === "float"));
  const ifs = anyOf(columns).chain((column) =>
    fc.tuple(condition(columns, style), columnExpr(column), operand(column, columns, style)).map(([test, a, b]) => ({
      expr: call("if", test, a, b),
      kind: kindOf(column, style),
    }))
  );
  const either = anyOf(columns).chain((column) =>
    fc.tuple(columnExpr(column), operand(column, columns, style)).map(([a, b]) => ({
      expr: call("coalesce", a, b),
      kind: kindOf(column, style),
    }))
  );
  const parts = [bare, ifs, either];
  if (numbers.length > 0) {
    parts.push(
      anyOf(numbers).chain((column) =>
        // Products may be too large for SQLite.
        fc.tuple(style.plain ? of("+", "-") : of("+", "-", "*"), columnExpr(column), operand(column, columns, style))
          .map(([op, a, b]) => ({
            expr: call(op as string, a, b),
            kind: kindOf(column, style),
          }))
      ),
    );
  }
  return fc.oneof(...parts);
}

// ---- steps ---------------------------------------------------------------------------------------------------------------

/** What rows look like where a step is to be made. */
interface Scope {
  readonly columns: readonly Column[];
  /** Whether every row has all of these columns and no others. */
  readonly closed: boolean;
  /** How many names have been given. */
  readonly names: number;
  /** Sources that may still be joined. */
  readonly free: readonly string[];
}

type Made = { readonly step: Step; readonly scope: Scope };

function outputs(scope: Scope, style: Style): fc.Arbitrary<{ output: Output; kind: Kind }[]> {
  const one = anyOf(scope.columns).chain((column) => {
    const names = ["count", "count-distinct"];
    if (!style.plain) names.push("first", "last");
    if (column.kind !== "any" && column.kind !== "keyword") names.push("min", "max");
    if (isNumeric(column)) names.push("sum", "avg");
    return fc.tuple(anyOf(names), columnExpr(column)).map(([aggregate, expr]) => ({
      aggregate,
      of: expr,
      kind: aggregate.startsWith("count")
        ? "int" as const
        : aggregate === "avg"
        ? "float" as const
        : kindOf(column, style),
    }));
  });
  const rows = fc.constant({ aggregate: "count", of: null, kind: "int" as const });
  return fc.array(fc.oneof({ weight: 4, arbitrary: one }, rows), { minLength: 1, maxLength: 3 }).map((made) =>
    made.map(({ aggregate, of, kind }, i) => ({ output: { name: `n${scope.names + i}`, aggregate, of }, kind }))
  );
}

function terms(columns: readonly Column[], most: number): fc.Arbitrary<Term[]> {
  const sortable = columns.filter(({ kind }) => kind !== "any");
  if (sortable.length === 0) return fc.constant([]);
  const term = anyOf(sortable).chain((column) =>
    fc.record({
      expr: columnExpr(column),
      descending: fc.boolean(),
      nulls: fc.option(fc.constantFrom("first" as const, "last" as const)),
    })
  );
  return fc.array(term, { minLength: 1, maxLength: most });
}

function plain(name: string): Expr {
  return { op: "column", name, qualifier: null };
}

function unqualified(columns: readonly Column[]): Column[] {
  return columns.map((column) => ({ ...column, source: null }));
}

function joins(scope: Scope, style: Style): fc.Arbitrary<Made> {
  const [letter, ...free] = scope.free;
  return fc.tuple(
    source(letter, style, 7),
    fc.constantFrom<JoinType>("inner", "inner", "inner", "left", "left", "semi", "anti"),
    fc.boolean(),
    fc.boolean(),
  ).chain(([right, type, selected, filtered]) => {
    const [first] = right.columns;
    const inside = right.columns.filter(({ kind }) => !style.plain || kind !== "any");
    const partners = scope.columns.filter((column) => style.plain ? column.kind === "int" : isNumeric(column));
    const sure = scope.closed ? scope.columns : scope.columns.filter(({ source }) => source !== null);
    const more = condition([...sure, ...right.columns], { ...style, qualified: true });
    const equality = partners.length === 0 && style.plain
      ? more
      : anyOf(partners.length === 0 ? scope.columns : partners).chain((column) =>
        fc.tuple(columnExpr(column), columnExpr(first)).map(([a, b]) => call("=", a, b))
      );
    const on = fc.oneof(
      { weight: 5, arbitrary: equality },
      { weight: 2, arbitrary: fc.tuple(equality, more).map(([a, b]) => call("and", a, b)) },
      { weight: 1, arbitrary: more },
    );
    return fc.tuple(on, filtered ? condition(inside, style) : fc.constant(null)).map(([on, test]): Made => {
      const steps: Step[] = [];
      if (test !== null) steps.push({ step: "where", test });
      if (selected) {
        steps.push({ step: "select", columns: right.columns.map(({ name }): Named => [name, plain(name)]) });
      }
      const known = selected ? right.columns.map(({ name }) => name) : null;
      const pairs = type === "inner" || type === "left";
      return {
        step: { step: "join", type, right: { source: right, steps }, known, on },
        scope: {
          ...scope,
          columns: pairs ? [...scope.columns, ...right.columns] : scope.columns,
          closed: scope.closed && (!pairs || selected),
          free,
        },
      };
    });
  });
}

function stepOver(scope: Scope, style: Style): fc.Arbitrary<Made> {
  const { columns } = scope;
  const same = (step: Step): Made => ({ step, scope });
  const named = (count: number) => ({ ...scope, names: scope.names + count });
  const where = condition(columns, style).map((test) => same({ step: "where", test }));
  const select = fc.tuple(fc.subarray([...columns]), fc.option(computed(columns, style))).map(([some, more]): Made => {
    const kept = some.length === 0 ? [columns[0]] : some;
    const name = `n${scope.names}`;
    const cols: Named[] = kept.map((column) => [column.name, plain(column.name)]);
    if (more !== null) cols.push([name, more.expr]);
    const next = unqualified(kept);
    if (more !== null) next.push({ name, kind: more.kind, source: null });
    return { step: { step: "select", columns: cols }, scope: { ...named(1), columns: next, closed: true } };
  });
  const more = fc.tuple(computed(columns, style), fc.boolean()).map(([{ expr, kind }, replaced]): Made => {
    const old = columns[columns.length - 1];
    const name = replaced && !style.plain ? old.name : `n${scope.names}`;
    return {
      step: { step: "with", columns: [[name, expr]] },
      scope: {
        ...named(1),
        // What the name says with its source is the old column.
        columns: [...columns.filter((column) => column.name !== name), { name, kind, source: null }],
      },
    };
  });
  const order = terms(columns, 3).map((terms) =>
    same(terms.length === 0 ? { step: "distinct" } : { step: "order", terms })
  );
  const limit = fc.nat(8).map((count) => same({ step: "limit", count }));
  const offset = fc.nat(3).map((count) => same({ step: "offset", count }));
  const distinct = fc.constant(same({ step: "distinct" }));
  const group = fc.tuple(
    fc.array(computed(columns, style), { maxLength: 2 }),
    outputs({ ...scope, names: scope.names + 2 }, style),
  ).map(([keys, outs]): Made => ({
    step: {
      step: "group",
      keys: keys.map(({ expr }, i): Named => [`n${scope.names + i}`, expr]),
      outputs: outs.map(({ output }) => output),
    },
    scope: {
      ...named(5),
      columns: [
        ...keys.map(({ kind }, i) => ({ name: `n${scope.names + i}`, kind, source: null })),
        ...outs.map(({ output, kind }) => ({ name: output.name, kind, source: null })),
      ],
      closed: true,
    },
  }));
  const window = fc.tuple(
    fc.subarray(columns.map(({ name }) => name), { maxLength: Math.min(2, columns.length) }),
    terms(columns, 2),
    outputs(scope, style),
    fc.constantFrom("row-number", "rank", "dense-rank", "lag", "lead", "aggregate"),
  ).map(([partition, terms, outs, name]): Made => {
    const [first, ...others] = outs;
    const counts = name === "row-number" || name === "rank" || name === "dense-rank";
    const own = name === "aggregate" || (first.output.of === null && !counts) ? first : {
      output: { ...first.output, aggregate: name, ...(counts ? { of: null } : {}) },
      kind: counts ? "int" as const : "any" as const,
    };
    const all = [own, ...others];
    return {
      step: { step: "window", partition, terms, outputs: all.map(({ output }) => output) },
      scope: {
        ...named(4),
        columns: [...columns, ...all.map(({ output, kind }) => ({ name: output.name, kind, source: null }))],
      },
    };
  });
  const steps: fc.WeightedArbitrary<Made>[] = [
    { weight: 3, arbitrary: where },
    { weight: 1, arbitrary: select },
    { weight: 2, arbitrary: more },
    { weight: 2, arbitrary: order },
    // Which rows come first is another matter in SQL.
    { weight: style.plain ? 0 : 1, arbitrary: limit },
    { weight: style.plain ? 0 : 1, arbitrary: offset },
    { weight: 1, arbitrary: distinct },
    { weight: 2, arbitrary: group },
  ];
  if (!style.plain) steps.push({ weight: 1, arbitrary: window });
  if (scope.free.length > 0) {
    steps.push({ weight: 5, arbitrary: joins(scope, style) });
    if (!style.plain) {
      // Others of the same columns.
      const other = fc.array(rowOf(columns, style), { maxLength: 4 }).map((rows): Made => ({
        step: {
          step: "union",
          other: { source: { name: `${scope.free[0]}u`, columns: unqualified(columns), rows }, steps: [] },
        },
        scope: { ...scope, columns: unqualified(columns), closed: false, free: scope.free.slice(1) },
      }));
      steps.push({ weight: 1, arbitrary: other });
    }
  }
  return fc.oneof(...steps);
}

function steps(scope: Scope, count: number, style: Style): fc.Arbitrary<Step[]> {
  if (count === 0) return fc.constant([]);
  return stepOver(scope, style).chain(({ step, scope: next }) =>
    steps(next, count - 1, style).map((more) => [step, ...more])
  );
}

/** Queries by chance. */
export function query(style: Style, most = 12): fc.Arbitrary<Query> {
  return source("a", style, most).chain((source) =>
    fc.integer({ min: 1, max: 6 }).chain((count) =>
      steps({ columns: source.columns, closed: false, names: 0, free: ["b", "c", "d"] }, count, style)
    ).map((steps) => ({ source, steps }))
  );
}

// ---- joins in a row --------------------------------------------------------------------------------------------------------

const INTS = ["int", "int", "int"] as const;
const SOME_OF: Style = { plain: false, qualified: true };

/** A source of Ints; perhaps no two rows have the same in the first column. */
function keyedSource(letter: string): fc.Arbitrary<Source> {
  const columns = INTS.map((kind, i): Column => ({ name: `${letter}${i}`, kind, source: letter }));
  const rows = fc.array(rowOf(columns, { plain: false }), { maxLength: 7, size: "max" });
  return fc.tuple(rows, fc.boolean()).map(([rows, isKeyed]) => ({
    name: letter,
    columns,
    rows: isKeyed ? rows.map((row, i) => new Map([...row, [`${letter}0`, i]])) : rows,
  }));
}

function rowOfJoins(sources: readonly Source[]): fc.Arbitrary<Step[]> {
  const columnsOf = (some: readonly Source[]) => some.flatMap(({ columns }) => columns);
  const on = (i: number): fc.Arbitrary<Expr> => {
    const before = anyOf(columnsOf(sources.slice(0, i)));
    const equality = fc.tuple(before, fc.constantFrom(0, 0, 1)).chain(([column, at]) =>
      fc.tuple(columnExpr(column, SOME_OF), columnExpr(sources[i].columns[at], SOME_OF))
    ).map(([a, b]) => call("=", a, b));
    const also = fc.oneof(equality, condition(columnsOf(sources.slice(0, i + 1)), SOME_OF));
    return fc.tuple(equality, fc.option(also, { freq: 2 })).map(([a, b]) => b === null ? a : call("and", a, b));
  };
  const joins = sources.slice(1).map((right, j) =>
    fc.tuple(on(j + 1), fc.option(condition(right.columns, SOME_OF), { freq: 2 })).map(([on, test]): Step => ({
      step: "join",
      type: "inner",
      right: { source: right, steps: test === null ? [] : [{ step: "where", test }] },
      known: null,
      on,
    }))
  );
  const all = columnsOf(sources);
  const test = fc.option(condition(all, SOME_OF)).map((test): Step[] => test === null ? [] : [{ step: "where", test }]);
  const kept = fc.subarray([...all], { minLength: 1 }).chain((some) =>
    fc.tuple(...some.map((column) => columnExpr(column, SOME_OF)))
  ).map((exprs): Step[] => [{ step: "select", columns: exprs.map((expr, i): Named => [`n${i}`, expr]) }]);
  return fc.tuple(fc.tuple(...joins), test, fc.oneof(kept, kept, fc.constant([]))).map((
    [joins, test, kept],
  ) => [...joins, ...test, ...kept]);
}

/** Queries that join several sources, whose columns are all qualified, one after the other. */
export function joined(): fc.Arbitrary<Query> {
  return fc.integer({ min: 3, max: 5 })
    .chain((count) => fc.tuple(...["a", "b", "c", "d", "e"].slice(0, count).map(keyedSource)))
    .chain((sources) => rowOfJoins(sources).map((steps) => ({ source: sources[0], steps })));
}
