/**
 * What is needed of the rows of a node by those above it.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import { columnsOf, type Expr, type Named, splitColumn } from "../query/mod.ts";

export interface Needs {
  /** Names of columns that are looked at above. */
  readonly names: ReadonlySet<Keyword>;
  /** Whether the rows leave as they are: of records what their scan says, of named columns all. */
  readonly root: boolean;
}

export const ROOT: Needs = { names: new Set(), root: true };

export function plus({ names, root }: Needs, exprs: readonly Expr[]): Needs {
  const all = new Set(names);
  for (const expr of exprs) for (const name of columnsOf(expr) ?? []) all.add(name);
  return { names: all, root };
}

export function only(exprs: readonly Expr[]): Needs {
  return plus({ names: new Set(), root: false }, exprs);
}

export function exprsIn(named: readonly Pick<Named, "expr">[]): Expr[] {
  return named.map(({ expr }) => expr);
}

/** The name of a column within what is called so: without the prefix, where it has this one. */
export function within(name: Keyword, alias: string | null): Keyword {
  const split = splitColumn(name);
  return split !== null && split.alias === alias ? split.column : name;
}
