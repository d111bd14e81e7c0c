/**
 * Records from columns: the same ones that the columns were made of, as far as a part knows their shapes, the keys in their order. A record that is no
 * plain map of keywords has none.
 * In: a part's columns and shapes. Out: records by row.
 * @module
 */
import { type Keyword, kw, MapBuilder, MAX_COLUMNS, type PMap, type Shape, shapeOf, SmallMap } from "../data/mod.ts";
import type { Column, Part } from "./column.ts";
import { valueIn } from "./packed.ts";

/** The keys of a record as one text. */
export function shapeText(keys: readonly Keyword[]): string {
  return keys.map(({ text }) => `${text.length}:${text}`).join("");
}

/** The keys of a text that `shapeText` made. */
function keysOf(text: string): Keyword[] {
  const keys: Keyword[] = [];
  for (let at = 0; at < text.length;) {
    const colon = text.indexOf(":", at);
    const end = colon + 1 + Number(text.slice(at, colon));
    keys.push(kw(text.slice(colon + 1, end)));
    at = end;
  }
  return keys;
}

interface Maker {
  readonly keys: readonly Keyword[];
  readonly columns: readonly (Column | null)[];
  /** Null for maps that have more keys than a shape. */
  readonly shape: Shape | null;
}

export class PartRecords {
  readonly #makers = new Map<unknown, Maker>();

  constructor(private readonly part: Part, private readonly shapes: Column | null) {}

  /** The record of a row; null where it is not known from columns. */
  at(row: number): PMap | null {
    const text = this.shapes === null ? null : valueIn(this.shapes, row);
    if (typeof text !== "string") return null;
    let maker = this.#makers.get(text);
    if (maker === undefined) {
      const keys = keysOf(text);
      maker = { keys, columns: keys.map((key) => this.part.column(key)), shape: shapeOf(keys) };
      this.#makers.set(text, maker);
    }
    const { keys, columns, shape } = maker;
    const value = (i: number) => {
      const column = i < columns.length ? columns[i] : null;
      return column === null ? null : valueIn(column, row);
    };
    if (shape !== null) {
      return new SmallMap(shape, null, value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7));
    }
    const builder = new MapBuilder(MAX_COLUMNS);
    for (let i = 0; i < keys.length; i++) builder.assoc(keys[i], value(i));
    return builder.done();
  }
}
