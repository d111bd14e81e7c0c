/**
 * Layouts: what the rows that flow through a plan look like, and how a column is found in them.
 * A row is a value of the program (most often a map), an entry of a log, an array of named columns, or a pair of rows. So a step hands on
 * references; maps are made where rows leave the query or a function of the program gets one.
 * Invariant: which column a name means is decided when the plan is compiled, as far as the layouts know their columns.
 * A name `:users.id` is the column `:id` of the part called `users`, else the column of that whole name. A plain name is looked for in
 * computed columns first, then on the left of a join, then on its right.
 * @module
 */
import {
  ABSENT,
  Instant,
  type Keyword,
  kw,
  MapBuilder,
  mapOfArray,
  MAX_COLUMNS,
  PMap,
  rowOf,
  type Shape,
  shapeOf,
  SmallMap,
} from "../data/mod.ts";
import { RowOrigin } from "./row_origin.ts";
import type { Entry } from "./table.ts";

export type Row = unknown;
/** A column of a row. */
export type Access = (row: Row) => unknown;

export type Layout =
  | { readonly kind: "value"; readonly alias: string | null }
  | { readonly kind: "entry"; readonly alias: string | null }
  | { readonly kind: "columns"; readonly names: readonly Keyword[]; readonly alias: string | null }
  /** Rows `[left, right]`; right is null where a left join found no partner. `over`: right's columns hide left's. */
  | { readonly kind: "pair"; readonly left: Layout; readonly right: Layout; readonly over: boolean };

export const TIMESTAMP = kw("timestamp");

/** The column of a value that may be no map. Remembers where the last map had it: maps of one shape follow each other. */
function accessValue(name: Keyword): Access {
  let shape: Shape | null = null;
  let at = -1;
  return (row) => {
    if (row instanceof SmallMap) {
      if (row.shape !== shape) {
        shape = row.shape;
        at = shape.index(name);
      }
      return at < 0 ? null : row.at(at);
    }
    return row instanceof PMap ? row.get(name, null) : null;
  };
}

function accessEntry(name: Keyword): Access {
  const inner = accessValue(name);
  if (name !== TIMESTAMP) return (row) => inner((row as Entry).value);
  return (row) => {
    const { value, time } = row as Entry; // rows of this layout are entries
    const own = value instanceof PMap ? value.get(name, ABSENT) : ABSENT;
    return own === ABSENT ? new Instant(time) : own;
  };
}

/** `users` and `:id` of `:users.id`; null for a plain name. */
export function splitColumn(name: Keyword): { readonly alias: string; readonly column: Keyword } | null {
  const dot = name.text.indexOf(".");
  if (dot <= 0 || dot === name.text.length - 1) return null;
  return { alias: name.text.slice(0, dot), column: kw(name.text.slice(dot + 1)) };
}

/** Whether some part of the rows is called so. */
export function hasAlias(layout: Layout, alias: string): boolean {
  return layout.kind === "pair"
    ? hasAlias(layout.left, alias) || hasAlias(layout.right, alias)
    : layout.alias === alias;
}

/** All columns, or null when rows may have any. */
export function knownColumns(layout: Layout): readonly Keyword[] | null {
  if (layout.kind === "columns") return layout.names;
  if (layout.kind !== "pair") return null;
  const left = knownColumns(layout.left);
  const right = knownColumns(layout.right);
  return left === null || right === null ? null : [...new Set([...left, ...right])];
}

/** Whether rows may have a column of this plain name: "no", "maybe" where rows are open, "yes" where columns are known. */
function plainHas(layout: Layout, name: Keyword): "no" | "maybe" | "yes" {
  if (layout.kind === "columns") return layout.names.includes(name) ? "yes" : "no";
  if (layout.kind !== "pair") return "maybe";
  const left = plainHas(layout.left, name);
  const right = plainHas(layout.right, name);
  return left === "yes" || right === "yes" ? "yes" : left === "no" ? right : left;
}

/** Whether the column can be meant in these rows. */
export function mayHave(layout: Layout, name: Keyword): boolean {
  if (plainHas(layout, name) === "yes") return true;
  const split = splitColumn(name);
  if (split !== null && hasAlias(layout, split.alias)) return true;
  return plainHas(layout, name) !== "no";
}

/** Which side of a join a name means by its prefix or because only one side has it; null when either may have it. */
export function sideOf(left: Layout, right: Layout, name: Keyword): "left" | "right" | null {
  const inLeft = plainHas(left, name);
  const inRight = plainHas(right, name);
  if (inLeft === "yes") return "left";
  if (inRight === "yes" && inLeft === "no") return "right";
  const split = splitColumn(name);
  if (split !== null) {
    if (hasAlias(left, split.alias)) return "left";
    if (hasAlias(right, split.alias)) return "right";
  }
  return inRight === "no" ? "left" : inLeft === "no" ? "right" : null;
}

/** How to find a column; null when these rows have none of that name. */
export function access(layout: Layout, name: Keyword): Access | null {
  switch (layout.kind) {
    case "columns": {
      const at = layout.names.indexOf(name);
      if (at >= 0) return (row) => (row as unknown[])[at];
      const split = splitColumn(name);
      return split !== null && split.alias === layout.alias ? access(layout, split.column) : null;
    }
    case "value":
    case "entry": {
      const open = layout.kind === "value" ? accessValue : accessEntry;
      const split = splitColumn(name);
      return open(split !== null && split.alias === layout.alias ? split.column : name);
    }
    case "pair":
      return accessPair(layout.left, layout.right, layout.over, name);
  }
}

function left(inner: Access): Access {
  return (row) => inner((row as [Row, Row])[0]);
}

function right(inner: Access): Access {
  return (row) => {
    const other = (row as [Row, Row])[1];
    return other === null ? null : inner(other);
  };
}

function accessPair(l: Layout, r: Layout, over: boolean, name: Keyword): Access | null {
  if (over && plainHas(r, name) === "yes") return right(access(r, name) as Access); // it has it
  const split = splitColumn(name);
  const qualified = split !== null && (hasAlias(l, split.alias) || hasAlias(r, split.alias));
  if (qualified && plainHas(l, name) !== "yes" && plainHas(r, name) !== "yes") {
    const inLeft = hasAlias(l, split.alias);
    const found = access(inLeft ? l : r, name);
    return found === null ? null : inLeft ? left(found) : right(found);
  }
  const inLeft = plainHas(l, name);
  const inRight = plainHas(r, name);
  if (inLeft === "yes" || (inLeft === "maybe" && inRight === "no")) return left(access(l, name) as Access);
  if (inLeft === "no" || inRight === "yes") {
    const found = access(r, name);
    return found === null ? null : right(found);
  }
  const [fromLeft, fromRight] = [left(access(l, name) as Access), right(access(r, name) as Access)]; // open rows answer anything
  const isThere = holds(l, name);
  return (row) => isThere((row as [Row, Row])[0]) ? fromLeft(row) : fromRight(row);
}

/** Whether an open row has a column. */
function holds(layout: Layout, name: Keyword): (row: Row) => boolean {
  switch (layout.kind) {
    case "columns":
      return () => layout.names.includes(name);
    case "value":
      return (row) => row instanceof PMap && row.has(name);
    case "entry":
      return (row) =>
        name === TIMESTAMP || ((row as Entry).value instanceof PMap && ((row as Entry).value as PMap).has(name));
    case "pair": {
      const [inLeft, inRight] = [holds(layout.left, name), holds(layout.right, name)];
      return (row) => {
        const [l, r] = row as [Row, Row];
        return inLeft(l) || (r !== null && inRight(r));
      };
    }
  }
}

/** The maker of a map with these keys from an array of values. */
export function mapMaker(names: readonly Keyword[]): (values: readonly unknown[]) => PMap {
  const shape = shapeOf(names);
  if (shape === null || shape.keys.length !== names.length) {
    return (values) => rowOf(names.flatMap((name, i) => [name, values[i]]));
  }
  const n = names.length;
  return (v) =>
    new SmallMap(
      shape,
      null,
      v[0],
      n > 1 ? v[1] : null,
      n > 2 ? v[2] : null,
      n > 3 ? v[3] : null,
      n > 4 ? v[4] : null,
      n > 5 ? v[5] : null,
      n > 6 ? v[6] : null,
      n > 7 ? v[7] : null,
    );
}

/** How a row becomes the value that a program sees. */
export function toValue(layout: Layout): (row: Row) => unknown {
  switch (layout.kind) {
    case "value":
      return (row) => row;
    case "entry":
      return (row) => {
        const { value, log, offset } = row as Entry; // rows of this layout are entries
        return log !== null && value instanceof PMap ? value.withMeta(new RowOrigin(log, offset)) : value;
      };
    case "columns": {
      const make = mapMaker(layout.names);
      return (row) => make(row as unknown[]);
    }
    case "pair":
      return pairValue(layout.left, layout.right, layout.over);
  }
}

/** The name that a part of a row shows its columns under when another part has them already. */
function aliasOf(layout: Layout): string | null {
  return layout.kind === "pair" ? aliasOf(layout.left) : layout.alias;
}

/** So many columns every map keeps in their order, whatever is added to it. */
const MOST_IN_ORDER = 8;

/** `pairValue` of rows with many columns, which stay in their order only where the map is built at once. */
function widePair(
  left: PMap,
  right: PMap | null,
  missing: readonly Keyword[],
  alias: string | null,
  over: boolean,
): PMap {
  const map = new MapBuilder(MAX_COLUMNS);
  left.forEach((name, value) => map.assoc(name, value));
  const add = (name: unknown, value: unknown): void => {
    if (over || !left.has(name)) map.assoc(name, value);
    else if (alias !== null) map.assoc(kw(`${alias}.${(name as Keyword).text}`), value);
  };
  if (right === null) { for (const name of missing) add(name, null); }
  else right.forEach(add);
  return map.done(left.meta);
}

/** Both rows as one map. A column that both have is the left one's; the right one's is there under its qualified name. */
function pairValue(l: Layout, r: Layout, over: boolean): (row: Row) => unknown {
  const [valueLeft, valueRight] = [toValue(l), toValue(r)];
  const alias = aliasOf(r);
  const missing = knownColumns(r) ?? [];
  const add = (map: PMap, name: unknown, value: unknown): PMap => {
    if (over || !map.has(name)) return map.assoc(name, value);
    return alias === null ? map : map.assoc(kw(`${alias}.${(name as Keyword).text}`), value);
  };
  return (row) => {
    const [a, b] = row as [Row, Row];
    const value = valueLeft(a);
    let map = value instanceof PMap ? value : mapOfArray([kw("value"), value]);
    const other = b === null ? null : valueRight(b);
    if (other !== null && !(other instanceof PMap)) return map;
    if (map.count() + (other?.count() ?? missing.length) > MOST_IN_ORDER) {
      return widePair(map, other, missing, alias, over);
    }
    if (other === null) { for (const name of missing) map = add(map, name, null); }
    else other.forEach((name, value) => map = add(map, name, value));
    return map;
  };
}
