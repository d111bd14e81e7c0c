/**
 * Pivot: values of a column become columns of their own.
 * In: rows. Out, at the end: a map for each group, with the group's keys and, for each value of the pivot column, what the aggregate comes to
 * over the rows that have it. Columns are named by the values and stand in their order; where a group has no such row, the column is what
 * the aggregate is over nothing.
 * @module
 */
import { Keyword, kw, MapBuilder, MAX_COLUMNS, printPlain } from "../data/mod.ts";
import { andThen } from "../runtime/mod.ts";
import { compileExpr, type Place } from "./evaluate.ts";
import { isPure } from "./expr.ts";
import { emitAll, Gather, type Sink } from "./flow.ts";
import { gathering, groupStep } from "./group.ts";
import { KeyTable, RowTable } from "./key_table.ts";
import { sortKeyed } from "./order.ts";
import type { Named, Node } from "./plan.ts";

function columnName(value: unknown): Keyword {
  return value instanceof Keyword ? value : kw(value === null ? "nil" : printPlain(value));
}

interface Pivoted {
  readonly key: readonly unknown[];
  readonly cells: KeyTable<{ readonly value: unknown }>;
}

export function pivotStep(node: Extract<Node, { kind: "pivot" }>, place: Place): (next: Sink) => Sink {
  const column: Named = { name: kw(" pivot"), expr: node.column };
  const output: Named = { name: kw(" cell"), expr: node.output };
  const keys = [...node.keys, column];
  const evaluates = keys.map(({ expr }) => compileExpr(expr, place));
  const what = gathering(keys, [output], place);
  const nothing = gathering([], [output], place);
  const pure = keys.every(({ expr }) => isPure(expr));
  const width = node.keys.length;

  const pivoted = (rows: readonly (readonly unknown[])[]): { groups: Pivoted[]; values: unknown[] } => {
    const table = new RowTable<Pivoted>(width);
    const groups: Pivoted[] = [];
    const seen = new KeyTable<true>();
    const values: unknown[] = [];
    for (const row of rows) {
      const key = row.slice(0, width);
      let group = table.get(key);
      if (group === undefined) {
        table.add(key, group = { key, cells: new KeyTable() });
        groups.push(group);
      }
      const value = row[width];
      group.cells.add(value, { value: row[width + 1] });
      if (seen.get(value) !== true) values.push(value);
      if (seen.get(value) !== true) seen.add(value, true);
    }
    const inOrder = sortKeyed(values.map((value) => ({ row: value, keys: [value] })), [
      { expr: node.column, descending: false, nulls: null },
    ]);
    return { groups, values: inOrder.map(({ row }) => row) };
  };

  return (next) => {
    const gather = new Gather();
    const empty = new Gather();
    const inner = groupStep(evaluates, pure, what, {
      push: (row) => gather.push(row),
      done: () =>
        // The aggregate over nothing is that of one group without rows.
        andThen(groupStep([], true, nothing, empty).done(), () => {
          const { groups, values } = pivoted(gather.rows as unknown[][]); // rows of a group step
          const [[missing]] = empty.rows as unknown[][]; // one row of one output
          const rows = groups.map(({ key, cells }) => {
            const map = new MapBuilder(MAX_COLUMNS);
            node.keys.forEach(({ name }, i) => map.assoc(name, key[i]));
            for (const value of node.values ?? values) {
              map.assoc(columnName(value), (cells.get(value) ?? { value: missing }).value);
            }
            return map.done();
          });
          return emitAll(rows, next);
        }),
    });
    return inner;
  };
}
