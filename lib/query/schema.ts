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

/** Gathers the schema of rows that come one by one. */
export class Schema {
  readonly #columns = new Map<unknown, { types: Set<string>; count: number }>();
  readonly #others = new Set<string>();
  #maps = 0;

  add(row: unknown): void {
    if (!(row instanceof PMap)) {
      this.#others.add(typeName(row));
      return;
    }
    this.#maps++;
    row.forEach((name, value) => {
      let column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, column = { types: new Set(), count: 0 });
      column.types.add(typeName(value));
      column.count++;
    });
  }

  /** Of the rows so far, as a map or, where none is a map, the type of rows. */
  form(): unknown {
    if (this.#maps === 0 && this.#others.size > 0) return typeForm(this.#others);
    const schema = new MapBuilder(MAX_COLUMNS);
    for (const [name, { types, count }] of this.#columns) {
      schema.assoc(name, typeForm(count < this.#maps ? new Set([...types, "Nil"]) : types));
    }
    return schema.done();
  }
}

/** The columns that rows have. */
export function columnNames(rows: Iterable<unknown>): Set<Keyword> {
  const names = new Set<Keyword>();
  for (const row of rows) {
    if (row instanceof PMap) row.forEach((name) => name instanceof Keyword && names.add(name));
  }
  return names;
}
