/**
 * Schemas: which columns rows have, and values of which types.
 * In: rows. Out: a map from columns to types as symbols: `Int`, `String`, a union of two `(Int | Nil)`, `Any` for more. A column that some rows
 * lack is Nil there. Rows that are no maps have a type themselves.
 * @module
 */
import { Keyword, listFrom, MapBuilder, MAX_COLUMNS, PMap, symbolFrom, typeName } from "../data/mod.ts";

function typeForm(types: ReadonlySet<string>): unknown {
  const names = [...types].filter((name) => name !== "Nil");
  if (types.has("Nil")) names.push("Nil");
  if (names.length === 1) return symbolFrom(names[0]);
  if (names.length === 2) return listFrom([symbolFrom(names[0]), symbolFrom("|"), symbolFrom(names[1])]);
  return symbolFrom("Any");
}

export function schemaOf(rows: readonly unknown[]): unknown {
  const columns = new Map<unknown, { types: Set<string>; count: number }>();
  const others = new Set<string>();
  let maps = 0;
  for (const row of rows) {
    if (!(row instanceof PMap)) {
      others.add(typeName(row));
      continue;
    }
    maps++;
    row.forEach((name, value) => {
      let column = columns.get(name);
      if (column === undefined) columns.set(name, column = { types: new Set(), count: 0 });
      column.types.add(typeName(value));
      column.count++;
    });
  }
  if (maps === 0 && others.size > 0) return typeForm(others);
  const schema = new MapBuilder(MAX_COLUMNS);
  for (const [name, { types, count }] of columns) {
    schema.assoc(name, typeForm(count < maps ? new Set([...types, "Nil"]) : types));
  }
  return schema.done();
}

/** The columns that rows have. */
export function columnNames(rows: Iterable<unknown>): Set<Keyword> {
  const names = new Set<Keyword>();
  for (const row of rows) {
    if (row instanceof PMap) row.forEach((name) => name instanceof Keyword && names.add(name));
  }
  return names;
}
