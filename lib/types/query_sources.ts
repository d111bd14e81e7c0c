/**
 * The sources of a query's rows by the names that qualify their columns: `:users.id` is the column `:id` of the source `users`.
 * In: the type of a query, or what its clauses read. Out: the columns of each source, in the order in which rows have them.
 * Invariant: a name is here only if it is certain which source it means; `query/layout.ts` says what names mean when a query runs.
 * @module
 */
import { Keyword, kw } from "../data/mod.ts";
import { ANY, type RecordType, type Type } from "./type.ts";

/** What is known of columns; null when rows may have any. */
export type Columns = RecordType | null;

/** Columns by the names of sources, "" where a source has none; null when there may be any sources. */
export type Sources = ReadonlyMap<string, Columns> | null;

/** A source that nothing can be qualified by. */
export function unnamed(columns: Columns): Sources {
  return new Map([["", columns]]);
}

export function eachSource(sources: Sources, change: (columns: Columns) => Columns): Sources {
  return sources === null ? null : new Map([...sources].map(([name, columns]) => [name, change(columns)]));
}

/** The sources of a join; `change` is what becomes of those on its right. Of two with one name nothing is known. */
export function besides(left: Sources, right: Sources, change: (columns: Columns) => Columns): Sources {
  if (left === null || right === null) return null;
  const all = new Map(left);
  for (const [name, columns] of right) all.set(name, all.has(name) ? null : change(columns));
  return all;
}

/** Sources as a part of the type of a query. */
export function typeOfSources(sources: Sources): Type {
  if (sources === null) return ANY;
  const fields = [...sources].map(([name, columns]) => ({ key: kw(name), type: columns ?? ANY, optional: false }));
  return { kind: "record", fields, closed: true };
}

/** The sources that are such a part. */
export function sourcesOf(type: Type | undefined): Sources {
  if (type?.kind !== "record") return null;
  return new Map(type.fields.map(({ key, type: of }) => [(key as Keyword).text, of.kind === "record" ? of : null])); // made above
}

/** The source that a name is qualified by, and the rest of the name; null for a plain name, or where that source is not known. */
export function qualified(
  sources: Sources,
  name: Keyword,
): { readonly source: string; readonly columns: RecordType; readonly column: Keyword } | null {
  const dot = name.text.indexOf(".");
  if (dot <= 0 || dot === name.text.length - 1) return null;
  const source = name.text.slice(0, dot);
  const columns = sources?.get(source) ?? null;
  return columns === null ? null : { source, columns, column: kw(name.text.slice(dot + 1)) };
}
