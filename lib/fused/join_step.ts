/**
 * The step of a join: for each row of a flow those of the other side that belong to it, in their order.
 * In: the flow of the left rows; the right rows, gathered, with their keys. Out: the flow of what comes of both.
 * @module
 */
import { conjunction, type Expr, type Node } from "../query/mod.ts";
import { type Context, counting, expressions, type Flow, type Side, step } from "./flow.ts";
import { keptScope } from "./gather.ts";
import { JoinIndex } from "./join_index.ts";
import type { Scope } from "./scope.ts";
import type { Cell } from "./value.ts";

export type Join = Extract<Node, { kind: "join" }>;

/** `rest` are the conditions beside equal keys. */
export function joinStep(
  node: Join,
  left: Flow,
  right: Side,
  { leftKeys, rest }: { readonly leftKeys: readonly Expr[]; readonly rest: readonly Expr[] },
  context: Context,
): Flow {
  const { type } = node;
  const residual = rest.length === 0 ? null : conjunction(rest);
  const counter = context.counterOf(node);
  let index: JoinIndex | null = null;
  const flow = step(left, (loop, scope) => {
    const of = expressions(context, loop, scope);
    const vals = leftKeys.map((key) => of.value(key));
    index ??= new JoinIndex(right.relation, right.keys.columns, vals.map(({ type }) => type), context.scratch);
    const { row: first, always } = index.text(loop, vals);
    const nextOf = (row: string): string => index!.nexts === null ? "-1" : `${loop.constant(index!.nexts)}[${row}]`;
    const pair = (row: string, mayLack: boolean): Scope => ({
      kind: "pair",
      left: scope,
      right: keptScope(right.kept, right.relation, row, mayLack),
      over: false,
      partner: mayLack ? partnerCell(row) : null,
    });
    const holds = (row: string): void => {
      if (residual !== null) expressions(context, loop, pair(row, false)).filter(residual);
    };
    switch (type) {
      case "inner": {
        // V8 optimises a loop without another one in it better.
        const row = index.nexts === null ? first : loop.fresh("r");
        if (index.nexts !== null) {
          loop.open(`for (let ${row} = ${first}; ${row} >= 0; ${row} = ${nextOf(row)}) {`);
          loop.effect();
        } else if (!always) loop.line(`if (${row} < 0) continue;`);
        holds(row);
        counting(loop, counter);
        return pair(row, false);
      }
      case "left": {
        if (index.nexts === null && residual === null) {
          counting(loop, counter);
          return pair(first, true);
        }
        const [row, next, alone] = [loop.fresh("r"), loop.fresh("next"), loop.fresh("alone")];
        loop.line(`let ${next} = ${first}, ${alone} = true;`);
        loop.open("for (;;) {");
        loop.effect();
        loop.line(`let ${row} = ${next};`);
        loop.block(`if (${row} >= 0) {`, () => {
          loop.line(`${next} = ${nextOf(row)};`);
          holds(row);
          loop.line(`${alone} = false;`);
        });
        loop.line(`else if (${alone}) ${alone} = false;`);
        loop.line("else break;");
        counting(loop, counter);
        return pair(row, true);
      }
      default: {
        let found = `${first} >= 0`;
        if (residual !== null) {
          const [row, some] = [loop.fresh("r"), loop.fresh("some")];
          loop.line(`let ${some} = false;`);
          loop.block(`for (let ${row} = ${first}; ${row} >= 0; ${row} = ${nextOf(row)}) {`, () => {
            holds(row);
            loop.line(`${some} = true;`);
            loop.line("break;");
          });
          found = some;
        }
        loop.line(`if (${type === "semi" ? `!(${found})` : found}) continue;`);
        counting(loop, counter);
        return scope;
      }
    }
  });
  // Where each left row has at most one partner, no more rows come out than go in.
  const most = (): number | null => type === "semi" || type === "anti" || index?.nexts === null ? left.most() : null;
  return { ...flow, most, exact: false };
}

function partnerCell(row: string): Cell {
  return {
    type: "bool",
    nullable: false,
    val: () => ({ type: "bool", code: `(${row} >= 0)`, nil: null }),
  };
}
