/**
 * Columns that no source has are mistakes.
 * In: a plan as it was written, and its tables. Out: the plan, whose scans say which columns have to be looked for while rows are read; or the
 * failure `no-such-column`, which names the nearest.
 * A column that some rows lack is nil there, and so is one that `select` shows or that is asked about by `nil?`, `some?` or `coalesce`, though no row
 * has it. Of sources without rows nothing is known. Where steps have columns of their own, `layout.ts` knows them.
 * @module
 */
import { type Asked, askedColumns, guardedColumns, type Scan } from "./asked_columns.ts";
import type { Suspect, SuspectHere } from "./column_watch.ts";
import type { KeyTable } from "./key_table.ts";
import { failMissing } from "./missing_column.ts";
import { inputsOf, type Node, withInputs } from "./plan.ts";
import { columnsOfSource, type SourceColumns } from "./source_columns.ts";
import type { Table } from "./table.ts";

type Suspects = Map<Scan, SuspectHere[]>;

/** Fails where no source has the column; notes the sources that have to be watched. */
function check(asked: Asked, isGuarded: boolean, of: (scan: Scan) => SourceColumns, suspects: Suspects): void {
  const { sources } = asked;
  const all = [...sources].map(([scan, names]) => ({ scan, names, source: of(scan) }));
  const isDeclared = all.every(({ source }) => source.isDeclared);
  if (isGuarded && !isDeclared) return;
  // Of a source that lacks the column all rows would be read: 0.4 s for a million, though the other side of the join has it.
  const isSeen = all.some(({ source, names }) => names.some((name) => source.names.has(name)));
  if (isSeen || all.some(({ source, names }) => source.glance(names))) return;
  const answers = all.map(({ source, names }) => source.look(names));
  if (answers.includes("has") || answers.includes("open")) return;
  const later = all.filter((_, i) => answers[i] === "later");
  const known = new Set(all.flatMap(({ source }) => [...source.names]));
  if (later.length === 0) return failMissing(asked, known, isDeclared);
  const suspect: Suspect = { asked, isFound: false, left: later.length, known };
  for (const { scan, names } of later) suspects.set(scan, [...suspects.get(scan) ?? [], { suspect, names }]);
}

function withSuspects(node: Node, suspects: Suspects): Node {
  if (node.kind !== "scan") return withInputs(node, inputsOf(node).map((input) => withSuspects(input, suspects)));
  const own = suspects.get(node);
  return own === undefined ? node : { ...node, suspects: own };
}

export function checkColumns(plan: Node, tables: KeyTable<Table>): Node {
  const asked = askedColumns(plan);
  if (asked.length === 0) return plan;
  const guarded = guardedColumns(plan);
  const known = new Map<unknown, SourceColumns>();
  const of = (scan: Scan): SourceColumns => {
    const table = scan.isTable ? tables.get(scan.source) : undefined;
    const key = table ?? scan.source;
    let columns = known.get(key);
    if (columns === undefined) known.set(key, columns = columnsOfSource(scan, table));
    return columns;
  };
  const suspects: Suspects = new Map();
  for (const each of asked) check(each, guarded.has(each.name), of, suspects);
  return suspects.size === 0 ? plan : withSuspects(plan, suspects);
}
