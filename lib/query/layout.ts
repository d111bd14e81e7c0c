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

/**
 * Whether what a name means in the rows, as values of the program, is a key of theirs. What is joined has the right side's columns under their own
 * names where the left side has no such keys.
 */
export function hasKeys(layout: Layout): boolean {
  return layout.kind !== "pair" || (layout.over && hasKeys(layout.left));
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
      return layout.over ? extendedValue(layout.left, layout.right) : joinedValue(layout);
  }
}

/** The name that a part of a row shows its columns under when another part has them already. */
function aliasOf(layout: Layout): string | null {
  return layout.kind === "pair" ? aliasOf(layout.left) : layout.alias;
}

/** So many columns every map keeps in their order, whatever is added to it. */
const MOST_IN_ORDER = 8;

/** One of the rows that were joined to one. */
interface Part {
  /** Null where a left join found no partner. */
  readonly of: (row: Row) => Row;
  readonly value: (row: Row) => unknown;
  readonly alias: string | null;
  /** The columns it has where there is no partner. */
  readonly known: readonly Keyword[];
}

function partsOf(layout: Layout, of: (row: Row) => Row): Part[] {
  if (layout.kind !== "pair" || layout.over) {
    return [{ of, value: toValue(layout), alias: aliasOf(layout), known: knownColumns(layout) ?? [] }];
  }
  const side = (at: 0 | 1) => (row: Row) => {
    const pair = of(row);
    return pair === null ? null : (pair as [Row, Row])[at];
  };
  return [...partsOf(layout.left, side(0)), ...partsOf(layout.right, side(1))];
}

/** The columns of a part that are added to others: its map, or nil for each column it would have. */
function addedColumns(part: Part, row: Row): PMap | readonly Keyword[] | null {
  const own = part.of(row);
  if (own === null) return part.known;
  const value = part.value(own);
  return value instanceof PMap ? value : null;
}

/** All rows of a pair as one map. A column that is there already stays the first one's; the other is there under its qualified name. */
function joinedValue(layout: Layout): (row: Row) => unknown {
  const [first, ...others] = partsOf(layout, (row) => row);
  return (row) => {
    const value = first.value(first.of(row));
    let map = value instanceof PMap ? value : mapOfArray([kw("value"), value]);
    const added = others.map((part) => addedColumns(part, row));
    const count = added.reduce(
      (sum, each) => sum + (each === null ? 0 : each instanceof PMap ? each.count() : each.length),
      map.count(),
    );
    const wide = count > MOST_IN_ORDER ? widened(map) : null;
    added.forEach((each, i) => {
      if (each === null) return;
      const { alias } = others[i];
      const add = (name: unknown, value: unknown): void => {
        const isThere = wide === null ? map.has(name) : wide.findKey(name) !== ABSENT;
        if (isThere && alias === null) return;
        const free = isThere ? kw(`${alias}.${(name as Keyword).text}`) : name;
        if (wide === null) map = map.assoc(free, value);
        else wide.assoc(free, value);
      };
      if (each instanceof PMap) each.forEach((name, value) => add(name, value));
      else for (const name of each) add(name, null);
    });
    return wide === null ? map : wide.done(map.meta);
  };
}

function widened(map: PMap): MapBuilder {
  const builder = new MapBuilder(MAX_COLUMNS);
  map.forEach((name, value) => builder.assoc(name, value));
  return builder;
}

/** A row with the columns that were computed beside it, which take the place of its own. */
function extendedValue(l: Layout, r: Layout): (row: Row) => unknown {
  const [valueLeft, valueRight] = [toValue(l), toValue(r)];
  return (row) => {
    const [a, b] = row as [Row, Row];
    const value = valueLeft(a);
    let map = value instanceof PMap ? value : mapOfArray([kw("value"), value]);
    const more = valueRight(b) as PMap; // a row of named columns
    if (map.count() + more.count() <= MOST_IN_ORDER) {
      more.forEach((name, value) => map = map.assoc(name, value));
      return map;
    }
    const wide = widened(map);
    more.forEach((name, value) => wide.assoc(name, value));
    return wide.done(map.meta);
  };
}
