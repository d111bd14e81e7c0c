/**
 * Windows: columns whose values depend on the rows around: numbers and ranks, neighbours, running sums.
 * In: rows. Out, at the end: each row beside its values, in the order in which the rows came. A window is the rows with equal partition
 * keys, in the order of the window. With an order an aggregate is that of the rows up to this one, without it that of all.
 * Source: SQL's window functions (ISO 9075-2, 6.10), `ROWS UNBOUNDED PRECEDING`.
 * @module
 */
import { andThen, machine } from "../runtime/mod.ts";
import { isInt } from "../data/mod.ts";
import { AGGREGATES, gathered, type Gatherer, gathererOf } from "./aggregates.ts";
import { badClause } from "./errors.ts";
import { compileExpr, type Evaluate, evaluateAll, type Place } from "./evaluate.ts";
import { type Expr, exprText, formOf } from "./expr.ts";
import { emitAll, type Sink } from "./flow.ts";
import { RowTable } from "./key_table.ts";
import type { Row } from "./layout.ts";
import { checkKept } from "./memory.ts";
import { comparison, sortKeyed } from "./order.ts";
import type { Named, Term } from "./plan.ts";

/** Names that stand for functions of a window, the aggregates among them. */
export const WINDOW_FUNCTIONS: readonly string[] = ["row-number", "rank", "dense-rank", "lag", "lead", ...AGGREGATES];

/** A row with what the window needs of it. */
interface Member {
  readonly row: Row;
  /** Order keys. */
  readonly keys: readonly unknown[];
  /** What the functions look at. */
  readonly inputs: readonly unknown[];
  /** What the functions answer. */
  readonly values: unknown[];
}

type Aggregate = Extract<Expr, { kind: "aggregate" }>;
/** Fills in a column of a window whose members are in order; may suspend. */
type Fill = (members: readonly Member[], same: (a: Member, b: Member) => boolean, at: number) => unknown;

/** How far `lag` and `lead` look, and what they answer beyond the window. */
function distanceOf(expr: Aggregate): { readonly n: number; readonly missing: unknown } {
  const [, n, missing] = expr.args;
  const constantOf = (arg: Expr | undefined, otherwise: unknown): unknown => {
    if (arg === undefined) return otherwise;
    return arg.kind === "constant"
      ? arg.value
      : badClause(exprText(expr), "numbers and constants behind the column", formOf(arg));
  };
  const distance = constantOf(n, 1);
  if (!isInt(distance) || Number(distance) < 0) return badClause(exprText(expr), "a number of rows", distance);
  return { n: Number(distance), missing: constantOf(missing, null) };
}

function neighbours(distance: number, missing: unknown): Fill {
  return (members, _, at) => {
    members.forEach((member, i) => {
      const other = members[i + distance];
      member.values[at] = other === undefined ? missing : other.inputs[at];
    });
  };
}

function running(make: () => Gatherer, ordered: boolean): Fill {
  return (members, _, at) => {
    const gatherer = make();
    const note = (i: number): unknown => {
      for (; i < members.length; i++) {
        gatherer.add(members[i].inputs[at]);
        if (!ordered) continue;
        const result = gatherer.result();
        const [member, next] = [members[i], i + 1];
        if (!machine.suspended) member.values[at] = result;
        else {
          return andThen(result, (value) => {
            member.values[at] = value;
            return note(next);
          });
        }
      }
      if (ordered) return undefined;
      return andThen(gatherer.result(), (result) => {
        for (const member of members) member.values[at] = result;
        return undefined;
      });
    };
    return note(0);
  };
}

function fillOf(expr: Aggregate, ordered: boolean): Fill {
  switch (expr.name) {
    case "row-number":
      return (members, _, at) => members.forEach((member, i) => member.values[at] = i + 1);
    case "rank":
      return (members, same, at) =>
        members.forEach((member, i) => {
          const tied = i > 0 && same(member, members[i - 1]);
          member.values[at] = tied ? members[i - 1].values[at] : i + 1;
        });
    case "dense-rank":
      return (members, same, at) =>
        members.forEach((member, i) => {
          const before = i === 0 ? 0 : members[i - 1].values[at] as number; // ranks are numbers
          member.values[at] = i > 0 && same(member, members[i - 1]) ? before : before + 1;
        });
    case "lag":
    case "lead": {
      const { n, missing } = distanceOf(expr);
      return neighbours(expr.name === "lag" ? -n : n, missing);
    }
    default:
      return running(gathererOf(expr), ordered);
  }
}

/** Rows `[row, values]`. */
export function windowStep(
  node: { readonly partition: readonly Named[]; readonly order: readonly Term[]; readonly columns: readonly Named[] },
  place: Place,
  next: Sink,
): Sink {
  const ordered = node.order.length > 0;
  const functions = node.columns.map(({ expr }) =>
    expr.kind === "aggregate"
      ? expr
      : badClause("window", `one of the functions ${WINDOW_FUNCTIONS.join(", ")}`, formOf(expr))
  );
  const fills = functions.map((expr) => fillOf(expr, ordered));
  const evaluates: Evaluate[] = [
    ...node.partition.map(({ expr }) => compileExpr(expr, place)),
    ...node.order.map(({ expr }) => compileExpr(expr, place)),
    ...functions.map((expr): Evaluate => {
      const looksAt = gathered(expr);
      return looksAt === null ? () => null : compileExpr(looksAt, place);
    }),
  ];
  const [partitions, orders] = [node.partition.length, node.order.length];
  const all: Member[] = [];
  const windows = new RowTable<Member[]>(partitions);
  const list: Member[][] = [];
  const add = (row: Row, values: readonly unknown[]): undefined => {
    const key = values.slice(0, partitions);
    const member: Member = {
      row,
      keys: values.slice(partitions, partitions + orders),
      inputs: values.slice(partitions + orders),
      values: functions.map(() => null),
    };
    all.push(member);
    checkKept(all.length);
    let window = windows.get(key);
    if (window === undefined) {
      windows.add(key, window = []);
      list.push(window);
    }
    window.push(member);
  };
  const compare = comparison(node.order);
  const same = (a: Member, b: Member): boolean => compare(a.keys, b.keys) === 0;
  const fillAll = (at: number): unknown => {
    for (let i = at; i < list.length * fills.length; i++) {
      const window = list[Math.floor(i / fills.length)];
      const column = i % fills.length;
      if (column === 0 && ordered) list[Math.floor(i / fills.length)] = sortKeyed(window, node.order) as Member[]; // members stay members
      const answer = fills[column](list[Math.floor(i / fills.length)], same, column);
      if (answer !== undefined) return andThen(answer, () => fillAll(i + 1));
    }
    return undefined;
  };
  return {
    push: (row) => evaluateAll(evaluates, row, (values) => add(row, values)),
    done: () => andThen(fillAll(0), () => emitAll(all.map(({ row, values }) => [row, values]), next)),
  };
}
