/**
 * Rows of several inputs, one after the other: the columns that are asked for are gathered from each.
 * In: the scopes of the inputs, what is needed. Out: the cells to gather, and the flow of all rows.
 * Rows of inputs with different columns are values of the program to the row engine, in which a name means a key; so it does here.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { layoutOf, type Node, TIMESTAMP } from "../query/mod.ts";
import { type Flow, relationFlow } from "./flow.ts";
import { type Needs, within } from "./needs.ts";
import { type Relation, StoredCell } from "./relation.ts";
import type { Scope } from "./scope.ts";
import { type Cell, doubt, NIL_CELL } from "./value.ts";

export type Union = Extract<Node, { kind: "union" }>;

/** The columns of its rows that are needed. */
export function neededOf(node: Union, needs: Needs): Keyword[] {
  const layout = layoutOf(node);
  if (layout.kind === "pair") return doubt();
  const wanted = new Set([...needs.names].map((name) => within(name, layout.alias)));
  if (layout.kind === "columns") return layout.names.filter((name) => needs.root || wanted.has(name));
  return needs.root ? doubt() : [...wanted];
}

/** The cells of keys, in an input's rows as values of the program. */
export function keyCells(scope: Scope, names: readonly Keyword[]): Cell[] {
  return names.map((name) => keyCell(scope, name) ?? NIL_CELL);
}

function keyCell(scope: Scope, name: Keyword): Cell | null {
  switch (scope.kind) {
    case "named": {
      const at = scope.names.indexOf(name);
      return at < 0 ? null : scope.cells[at];
    }
    case "records":
      // A record as a value has no time of its own.
      return name === TIMESTAMP ? doubt() : scope.records.cell(name);
    case "pair":
      // What is joined is named by the rules of `layout.ts`.
      return scope.over ? keyCell(scope.right, name) ?? keyCell(scope.left, name) : doubt();
  }
}

const NOT_NEEDED: Cell = { type: "any", nullable: true, val: doubt };

/** What names mean in its rows, with cells for those that are needed. */
export function unitedScope(node: Union, names: readonly Keyword[], cells: readonly Cell[]): Scope {
  const layout = layoutOf(node);
  if (layout.kind === "pair") return doubt();
  const { alias } = layout;
  const found = new Map(names.map((name, i) => [name, cells[i]]));
  const cell = (name: Keyword): Cell => found.get(name) ?? NOT_NEEDED;
  if (layout.kind === "columns") return { kind: "named", alias, names: layout.names, cells: layout.names.map(cell) };
  return {
    kind: "records",
    alias,
    records: { cell, mayHaveNil: doubt, offset: NOT_NEEDED, time: NOT_NEEDED, home: null },
  };
}

/** The flow of the gathered rows of all inputs. */
export function unitedFlow(node: Union, names: readonly Keyword[], relation: Relation): Flow {
  return relationFlow(
    relation,
    (row) => unitedScope(node, names, relation.columns.map((column) => new StoredCell(column, row))),
  );
}
