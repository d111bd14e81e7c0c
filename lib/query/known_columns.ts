/**
 * Columns of tables that say which they have: one that none of them has is a mistake.
 * In: a plan as it was written, and its tables. Out: nothing; fails with `no-such-column`, which names the nearest.
 * Where rows are open, or steps have columns of their own, nothing is looked at here: `layout.ts` knows those.
 * @module
 */
import { closest, type Keyword, kw } from "../data/mod.ts";
import { queryFail } from "./errors.ts";
import { columnsOf } from "./expr.ts";
import type { KeyTable } from "./key_table.ts";
import { splitColumn, TIMESTAMP } from "./layout.ts";
import { clauseText, exprsOf, inputsOf, type Node, visitPlan } from "./plan.ts";
import type { Table } from "./table.ts";

type Known = ReadonlySet<Keyword> | null;

function ofTable(node: Extract<Node, { kind: "scan" }>, tables: KeyTable<Table>): Known {
  const columns = node.isTable ? tables.get(node.source)?.knownColumns ?? null : null;
  if (columns === null) return null;
  const history = node.time.history === null ? [] : [kw("valid-from"), kw("valid-to")];
  return new Set([...columns, TIMESTAMP, ...history]);
}

/** The columns that rows of a node have, null where they may have any. */
function knownOf(node: Node, tables: KeyTable<Table>): Known {
  switch (node.kind) {
    case "scan":
      return ofTable(node, tables);
    case "with":
    case "window": {
      const known = knownOf(node.input, tables);
      return known && new Set([...known, ...node.columns.map(({ name }) => name)]);
    }
    case "join":
      return node.type === "semi" || node.type === "anti" ? knownOf(node.left, tables) : ofAll(node, tables);
    case "alias":
    case "where":
    case "order":
    case "limit":
    case "distinct":
      return knownOf(node.input, tables);
    default:
      return null;
  }
}

/** What any of a node's inputs has. */
function ofAll(node: Node, tables: KeyTable<Table>): Known {
  const all = new Set<Keyword>();
  for (const input of inputsOf(node)) {
    const known = knownOf(input, tables);
    if (known === null) return null;
    for (const name of known) all.add(name);
  }
  return all;
}

export function checkColumns(plan: Node, tables: KeyTable<Table>): void {
  visitPlan(plan, (node) => {
    const exprs = exprsOf(node);
    const known = exprs.length === 0 ? null : ofAll(node, tables);
    if (known === null) return;
    for (const name of exprs.flatMap((expr) => columnsOf(expr) ?? [])) {
      if (!known.has(name) && splitColumn(name) === null) fail(name, node, known);
    }
  });
}

function fail(column: Keyword, node: Node, known: ReadonlySet<Keyword>): never {
  const names = [...known].map(({ text }) => text);
  const near = closest(column.text, names);
  const hint = near === null ? `There are ${names.map((name) => `:${name}`).join(", ")}` : `Did you mean :${near}?`;
  return queryFail("no-such-column", { column, clause: clauseText(node), known: names.join(" ") }, { column, hint });
}
