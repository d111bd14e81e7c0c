/**
 * Grouping: rows with equal keys become one row of what aggregates gather from them.
 * In: rows. Out, at the end: arrays of the keys and the results, groups in the order in which they came first. Without keys there is one
 * group, also of no rows.
 * @module
 */
import { andThen } from "../runtime/mod.ts";
import { gathered, type Gatherer, gathererOf } from "./aggregates.ts";
import { compileExpr, type Evaluate, evaluateAll, type Place } from "./evaluate.ts";
import { column, type Expr, exprText, isPure, mapExpr } from "./expr.ts";
import { emitAll, pause, type Sink } from "./flow.ts";
import { KeyTable, RowTable } from "./key_table.ts";
import type { Layout, Row } from "./layout.ts";
import { checkKept } from "./memory.ts";
import type { Named } from "./plan.ts";
import { aliasOf } from "./plan_layout.ts";
import { type Keyword, kw } from "../data/mod.ts";

/** Aggregates taken out of expressions, and the expressions over what they come to. */
export interface Gathering {
  readonly makers: readonly (() => Gatherer)[];
  /** What each looks at in a row; null for nothing. */
  readonly inputs: readonly (Evaluate | null)[];
  readonly pure: boolean;
  /** The layout of keys and results. */
  readonly layout: Layout;
  /** The outputs over that layout, or null when they are the results just as they stand. */
  readonly outputs: readonly Evaluate[] | null;
}

/** The name of a result in the layout of results: no program can write it. */
export function resultName(i: number): Keyword {
  return kw(` result ${i}`);
}

export type Aggregate = Extract<Expr, { kind: "aggregate" }>;

/** The aggregates in outputs, equal ones once, and the outputs with the columns `resultName(i)` in their places. */
export function takeAggregates(
  outputs: readonly Named[],
): { readonly found: readonly Aggregate[]; readonly over: readonly Expr[] } {
  const found: { readonly text: string; readonly expr: Aggregate }[] = [];
  const over = outputs.map(({ expr }) =>
    mapExpr(expr, (part) => {
      if (part.kind !== "aggregate") return part;
      const text = isPure(part) ? exprText(part) : "";
      let at = text === "" ? -1 : found.findIndex((other) => other.text === text);
      if (at < 0) at = found.push({ text, expr: part }) - 1;
      return column(resultName(at));
    })
  );
  return { found: found.map(({ expr }) => expr), over };
}

/** Takes the aggregates out of outputs. */
export function gathering(keys: readonly Named[], outputs: readonly Named[], place: Place): Gathering {
  const { found, over } = takeAggregates(outputs);
  const names = [...keys.map(({ name }) => name), ...found.map((_, i) => resultName(i))];
  const alias = aliasOf(place.layout);
  const layout: Layout = { kind: "columns", names, alias };
  const asTheyStand = over.length === found.length &&
    over.every((expr, i) => expr.kind === "column" && expr.name === resultName(i));
  const inputs = found.map((expr) => {
    const looksAt = gathered(expr);
    return looksAt === null || (expr.name === "count" && looksAt.kind === "row") ? null : compileExpr(looksAt, place);
  });
  return {
    makers: found.map((expr) => gathererOf(expr)),
    inputs,
    pure: found.every((expr) => isPure(expr)),
    layout,
    outputs: asTheyStand ? null : over.map((expr) => compileExpr(expr, { ...place, layout })),
  };
}

interface Group {
  readonly key: readonly unknown[];
  readonly gatherers: readonly Gatherer[];
}

/** The rows of keys and outputs. */
export function groupStep(keys: readonly Evaluate[], keysPure: boolean, what: Gathering, next: Sink): Sink {
  const groups: Group[] = [];
  const make = (key: readonly unknown[]): Group => {
    const group = { key, gatherers: what.makers.map((make) => make()) };
    groups.push(group);
    checkKept(groups.length);
    return group;
  };
  const find = finder(keys.length, make);
  if (keys.length === 0) find([]);
  const { inputs } = what;
  const n = inputs.length;
  const gatherPure = ({ gatherers }: Group, row: Row): undefined => {
    for (let i = 0; i < n; i++) {
      const input = inputs[i];
      gatherers[i].add(input === null ? null : input(row));
    }
  };
  const gather = what.pure
    ? gatherPure
    : (group: Group, row: Row): unknown =>
      evaluateAll(inputs.map((input) => input ?? (() => null)), row, (values) => {
        values.forEach((value, i) => group.gatherers[i].add(value));
        return undefined;
      });
  const done = () => andThen(resultsOf(groups, what, 0, []), (rows) => emitAll(rows as Row[], next)); // what it answers
  if (!keysPure) return { push: (row) => evaluateAll(keys, row, (key) => gather(find(key), row)), done };
  if (keys.length === 1) {
    const [keyOf] = keys;
    const table = new KeyTable<Group>();
    return {
      push(row) {
        const key = keyOf(row);
        let group = table.get(key);
        if (group === undefined) table.add(key, group = make([key]));
        return gather(group, row);
      },
      done,
    };
  }
  return { push: (row) => gather(find(keys.map((key) => key(row))), row), done };
}

function finder(width: number, make: (key: readonly unknown[]) => Group): (key: readonly unknown[]) => Group {
  const table = new RowTable<Group>(width);
  return (key) => {
    let group = table.get(key);
    if (group === undefined) table.add(key, group = make(key));
    return group;
  };
}

/** What every group comes to, as rows; suspends when a function of the program does. */
function resultsOf(groups: readonly Group[], what: Gathering, from: number, rows: Row[]): unknown {
  const end = Math.min(groups.length, from + 256);
  for (let i = from; i < end; i++) {
    const { key, gatherers } = groups[i];
    const results = gatherers.map((gatherer): Evaluate => () => gatherer.result());
    const answer = evaluateAll(results, null, (values) => {
      const row = [...key, ...values];
      if (what.outputs === null) return void rows.push(row);
      return evaluateAll(what.outputs, row, (outputs) => void rows.push([...key, ...outputs]));
    });
    if (answer !== undefined) return andThen(answer, () => resultsOf(groups, what, i + 1, rows));
  }
  return end < groups.length ? pause(() => resultsOf(groups, what, end, rows)) : rows;
}
