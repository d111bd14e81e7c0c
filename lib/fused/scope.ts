/**
 * What names mean in the rows of a place in a plan: the layouts of `query/layout.ts`, with columns that a loop can read.
 * In: a name. Out: the cell it stands for, by the rules of `access`; null where these leave it to each row, which only the row engine does.
 * @module
 */
import { type Keyword } from "../data/mod.ts";
import { splitColumn } from "../query/mod.ts";
import { type Cell, NIL_CELL } from "./value.ts";

/** Rows of records that may have any columns. */
export interface Records {
  /** The cell of a column, null where no record has a value there. */
  cell(name: Keyword): Cell | null;
  /** Whether some record may have a key without a value. */
  mayHaveNil(name: Keyword): boolean;
  /** The offset of each record: what whole records are found by. */
  readonly offset: Cell;
  /** When each record was written, as an Instant. */
  readonly time: Cell;
  /** What gives whole records; one for each table that is read. */
  readonly home: unknown;
}

export type Scope =
  | { readonly kind: "records"; readonly alias: string | null; readonly records: Records }
  | {
    readonly kind: "named";
    readonly alias: string | null;
    readonly names: readonly Keyword[];
    readonly cells: readonly Cell[];
  }
  | {
    readonly kind: "pair";
    readonly left: Scope;
    readonly right: Scope;
    readonly over: boolean;
    /** Whether there is a right row; null: always. */
    readonly partner: Cell | null;
  };

export function hasAlias(scope: Scope, alias: string): boolean {
  return scope.kind === "pair" ? hasAlias(scope.left, alias) || hasAlias(scope.right, alias) : scope.alias === alias;
}

export function firstAlias(scope: Scope): string | null {
  return scope.kind === "pair" ? firstAlias(scope.left) : scope.alias;
}

export function aliased(scope: Scope, alias: string): Scope {
  return scope.kind === "pair"
    ? { ...scope, left: aliased(scope.left, alias), right: aliased(scope.right, alias) }
    : { ...scope, alias };
}

/** As `plainHas` of layouts has it. */
function plainHas(scope: Scope, name: Keyword): "no" | "maybe" | "yes" {
  if (scope.kind === "named") return scope.names.includes(name) ? "yes" : "no";
  if (scope.kind === "records") return "maybe";
  const [left, right] = [plainHas(scope.left, name), plainHas(scope.right, name)];
  return left === "yes" || right === "yes" ? "yes" : left === "no" ? right : left;
}

/** Whether all rows have this column, or none; null where that is open. */
function everyRowHas(scope: Scope, name: Keyword): boolean | null {
  switch (scope.kind) {
    case "named":
      return scope.names.includes(name);
    case "records": {
      const cell = scope.records.cell(name);
      if (cell === null) return scope.records.mayHaveNil(name) ? null : false;
      return cell.nullable ? null : true;
    }
    case "pair": {
      const [left, right] = [everyRowHas(scope.left, name), everyRowHas(scope.right, name)];
      if (left === true) return true;
      if (scope.partner !== null && right !== false) return null;
      return left === false ? right : right === true ? true : null;
    }
  }
}

/** The cell of a name; null where only the row engine can say. */
export function resolve(scope: Scope, name: Keyword): Cell | null {
  switch (scope.kind) {
    case "named": {
      const at = scope.names.indexOf(name);
      if (at >= 0) return scope.cells[at];
      const split = splitColumn(name);
      return split !== null && split.alias === scope.alias ? resolve(scope, split.column) : null;
    }
    case "records": {
      const split = splitColumn(name);
      const plain = split !== null && split.alias === scope.alias ? split.column : name;
      return scope.records.cell(plain) ?? NIL_CELL;
    }
    case "pair":
      return resolvePair(scope, name);
  }
}

function resolvePair(scope: Extract<Scope, { kind: "pair" }>, name: Keyword): Cell | null {
  const { left, right, over } = scope;
  const fromRight = () => resolve(right, name);
  if (over && plainHas(right, name) === "yes") return fromRight();
  const split = splitColumn(name);
  const qualified = split !== null && (hasAlias(left, split.alias) || hasAlias(right, split.alias));
  if (qualified && plainHas(left, name) !== "yes" && plainHas(right, name) !== "yes") {
    return hasAlias(left, split.alias) ? resolve(left, name) : fromRight();
  }
  const [inLeft, inRight] = [plainHas(left, name), plainHas(right, name)];
  if (inLeft === "yes" || (inLeft === "maybe" && inRight === "no")) return resolve(left, name);
  if (inLeft === "no" || inRight === "yes") return fromRight();
  const has = everyRowHas(left, name);
  return has === null ? null : has ? resolve(left, name) : fromRight();
}
