/**
 * Groups of the rows of a flow.
 * In: a flow, keys, aggregates. Out: the rows of keys and results, and as a flow again.
 * @module
 */
import { type Aggregate, gathered, type Named, type Node, resultName } from "../query/mod.ts";
import { type Context, drive, expressions, type Flow, relationFlow, type Work } from "./flow.ts";
import { type Keeping, keptScope } from "./gather.ts";
import { Grouping } from "./group.ts";
import { exprsIn, type Needs, only } from "./needs.ts";
import { bytesOf, type Relation } from "./relation.ts";
import { LoopText } from "./text.ts";

/** The rows of keys and results, by their names. */
export function namedFlow(
  relation: Relation,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  alias: string | null,
): Flow {
  const names = [...keys.map(({ name }) => name), ...aggregates.map((_, i) => resultName(i))];
  const kept: Keeping["kept"] = { kind: "named", alias, names, at: names.map((_, i) => i) };
  return relationFlow(relation, (row) => keptScope(kept, relation, row));
}

/** Groups the rows of a flow: keys and results. */
export function* groupedFlow(
  flow: Flow,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  context: Context,
  node: Node,
): Work<Relation> {
  const loop = new LoopText<unknown>();
  const of = expressions(context, loop, flow.emit(loop));
  const vals = keys.map(({ expr }) => of.value(expr));
  const grouping = new Grouping({ loop, expressions: of, memory: context }, vals, aggregates, flow.most());
  const { turns } = flow;
  const ended = turns === null
    ? undefined
    : ({ at }: { readonly at: number }) => void turns.met.push({ slice: at, groups: grouping.size });
  yield* drive(flow, loop, context, node, ended);
  const relation = grouping.relation();
  context.took(node, 0, bytesOf(relation));
  return relation;
}

/** What groups need of the rows below. */
export function needsOf(keys: readonly Named[], aggregates: readonly Aggregate[]): Needs {
  const looked = aggregates.flatMap((expr) => {
    const looksAt = gathered(expr);
    return looksAt === null || looksAt.kind === "row" ? [] : [looksAt];
  });
  return only([...exprsIn(keys), ...looked]);
}
