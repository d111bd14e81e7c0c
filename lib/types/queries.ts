/**
 * Types of queries: which columns the rows have after each clause, and what they hold.
 * In: the calls that the macros of queries make (`query/forms.ts`), with the code of their expressions. Out: the type of each query, as
 * `(Query row)`; on the way, columns that rows do not have.
 * A query is a named type with parts: the row that functions get, the columns that expressions name, a closed record where there are no
 * others, and those of its sources by the names that qualify them; behind `group-by` also the columns and sources of what is grouped and the
 * columns it is grouped by. Rows of collections may lack columns without harm; only a log whose records are known, and steps that make columns
 * of their own, have no others.
 * @module
 */
import { Keyword, kw, Sym } from "../data/mod.ts";
import type { Core } from "../expander/mod.ts";
import type { Inference } from "./infer.ts";
import { columnsOf } from "./logs.ts";
import { columnType, exprType, type Rows } from "./query_expr.ts";
import { besides, type Columns, eachSource, type Sources, sourcesOf, typeOfSources, unnamed } from "./query_sources.ts";
import { elementOf } from "./relate.ts";
import type { Site } from "./site.ts";
import type { Special } from "./special.ts";
import {
  ANY,
  exposed,
  type Field,
  INT,
  isNever,
  join,
  listOf,
  MAYBE_NIL,
  named,
  NIL,
  type RecordType,
  type Type,
  union,
  unweak,
} from "./type.ts";

const ROWS = kw("rows");

interface QueryParts {
  readonly row: Type;
  readonly columns: Columns;
  readonly sources: Sources;
  /** Behind `group-by`: what is known of the rows in groups, and the columns that make the groups. */
  readonly grouped: { readonly inner: Columns; readonly sources: Sources; readonly by: Columns } | null;
}

function queryOf({ row, columns, sources, grouped }: QueryParts): Type {
  const own = [row, columns ?? ANY, typeOfSources(sources)];
  return grouped === null
    ? named("Query", ...own)
    : named("Query", ...own, grouped.inner ?? ANY, typeOfSources(grouped.sources), grouped.by ?? ANY);
}

const asColumns = (type: Type | undefined): Columns => type?.kind === "record" ? type : null;

/** The parts of what is a query; null for what is none. */
export function partsOfQuery(type: Type | undefined): QueryParts | null {
  const plain = type === undefined ? ANY : exposed(unweak(type));
  if (plain.kind !== "named" || plain.name !== "Query") return null;
  const [row, columns, sources, inner, innerSources, by] = plain.args;
  return {
    row: row ?? ANY,
    columns: asColumns(columns),
    sources: sourcesOf(sources),
    grouped: inner === undefined
      ? null
      : { inner: asColumns(inner), sources: sourcesOf(innerSources), by: asColumns(by) },
  };
}

/** What `from` makes of its source. */
function sourceOf(x: Inference, given: Type | undefined): QueryParts {
  const open: QueryParts = { row: ANY, columns: null, sources: null, grouped: null };
  const type = given === undefined ? ANY : exposed(unweak(given));
  const query = partsOfQuery(type);
  if (query !== null) return query;
  if (type.kind === "literal" && type.value instanceof Keyword) {
    const log = x.program.log(type.value.text);
    const sources = new Map([[type.value.text, log?.columns ?? null]]);
    return log === null ? { ...open, sources } : { row: log.type, columns: log.columns, sources, grouped: null };
  }
  const row = type.kind === "list" || type.kind === "fixed" || type.kind === "coll" ? elementOf(type) : null;
  if (row === null || isNever(row)) return open;
  return { row, columns: openColumns(row), sources: unnamed(null), grouped: null };
}

/** Columns of rows that may have others as well. */
function openColumns(row: Type): Columns {
  const columns = columnsOf(row);
  return columns === null ? null : { ...columns, closed: false };
}

type Known = Pick<QueryParts, "columns" | "sources">;

const rowsOf = (x: Inference, { columns, sources }: Known, site: Site): Rows => ({
  x,
  columns,
  sources,
  site,
  aggregates: false,
});

/** Looks at the expressions of a clause. */
function look(rows: Rows, cores: readonly (Core | null)[]): void {
  for (const core of cores) if (core !== null) exprType(rows, core);
}

/** The code of the items in `(vector …)`, or of the one that stands alone. */
function itemsOf(core: Core | null | undefined, of: "vector" | "list"): readonly Core[] {
  if (core === null || core === undefined) return [];
  if (core.kind !== "call" || core.f.kind !== "var" || core.f.cell.name !== of) return [core];
  const [head] = core.args;
  // An expression is a list as well: it begins with what it applies.
  return of === "list" && !(head?.kind === "const" && head.value instanceof Keyword) ? [core] : core.args;
}

/** `(list 'as :name expr)`. */
function namedItem(core: Core): { readonly name: Keyword; readonly expr: Core } | null {
  if (core.kind !== "call" || core.args.length !== 3) return null;
  const [as, name, expr] = core.args;
  if (as.kind !== "const" || !(as.value instanceof Sym) || as.value.name !== "as") return null;
  return name.kind === "const" && name.value instanceof Keyword ? { name: name.value, expr } : null;
}

/** The columns that items make; null where they are not known. */
function columnsMade(
  items: readonly Core[],
  typeOf: (expr: Core) => Type,
): Columns {
  const fields: Field[] = [];
  let known = true;
  for (const item of items) {
    const given = namedItem(item);
    if (given !== null) {
      fields.push({ key: given.name, type: typeOf(given.expr), optional: false });
    } else if (item.kind === "const" && item.value instanceof Keyword) {
      fields.push({ key: item.value, type: typeOf(item), optional: false });
    } else known = false;
  }
  return known ? { kind: "record", fields, closed: true } : null;
}

function withColumns(columns: Columns, more: Columns): Columns {
  if (columns === null || more === null) return null;
  const kept = columns.fields.filter((f) => !more.fields.some((g) => g.key === f.key));
  return { kind: "record", fields: [...kept, ...more.fields], closed: columns.closed && more.closed };
}

/** A row with more columns; functions may find others in it, as before. */
function withFields(row: Type, more: Columns): Type {
  const type = exposed(row);
  if (type.kind !== "record" || more === null) return more === null ? ANY : row.kind === "any" ? ANY : more;
  return { ...withColumns(type, more) as RecordType, closed: type.closed };
}

/** A clause that leaves its rows as they are: the query stands last. */
function keeping(see?: (rows: Rows, args: readonly (Core | null)[]) => void): Special {
  return (x, args, site) => {
    const query = partsOfQuery(args[args.length - 1]);
    if (query === null) return null;
    see?.(rowsOf(x, query, site), site.args.slice(0, -1));
    return args[args.length - 1];
  };
}

/** What is known of the rows that aggregates gather. */
function insideOf(query: QueryParts): Known {
  const { grouped } = query;
  return grouped === null ? query : { columns: grouped.inner, sources: grouped.sources };
}

/** The columns that a step makes of all there were have the qualifier of the first source. */
function remade(sources: Sources, columns: Columns): Sources {
  const first = sources?.keys().next().value;
  return first === undefined ? null : new Map([[first, columns]]);
}

/** `-query-select` and the like: items in a vector, then the query. */
function making(of: (query: QueryParts, made: Columns) => QueryParts, aggregates: boolean): Special {
  return (x, args, site) => {
    const query = partsOfQuery(args[args.length - 1]);
    if (query === null) return null;
    const rows = { ...rowsOf(x, aggregates ? insideOf(query) : query, site), aggregates };
    return queryOf(of(query, columnsMade(itemsOf(site.args[0], "vector"), (expr) => exprType(rows, expr))));
  };
}

function joined(type: string, left: QueryParts, right: QueryParts): QueryParts {
  if (type === "semi-join" || type === "anti-join") return left;
  const fields = (columns: Columns): readonly Field[] =>
    (columns?.fields ?? []).map((f) => type === "left-join" ? { ...f, type: union([f.type, NIL]), optional: true } : f);
  const merge = (a: Columns, b: Columns): Columns => {
    if (a === null || b === null) return null;
    const more = fields(b).filter((f) => !a.fields.some((g) => g.key === f.key));
    // Of two columns of one name it is not said here which one is meant.
    const own = a.fields.map((f) => {
      const other = b.fields.find((g) => g.key === f.key);
      return other === undefined ? f : { ...f, type: join(f.type, other.type) };
    });
    return { kind: "record", fields: [...own, ...more], closed: a.closed && b.closed };
  };
  const [a, b] = [exposed(left.row), exposed(right.row)];
  const row = a.kind === "record" && b.kind === "record" ? merge({ ...a, closed: false }, b) ?? ANY : ANY;
  const sources = besides(left.sources, right.sources, type === "left-join" ? mayLack : (of) => of);
  return { row, columns: merge(left.columns, right.columns), sources, grouped: null };
}

/** The columns of a row that may not be there. */
function mayLack(columns: Columns): Columns {
  return columns === null ? null : { ...columns, fields: columns.fields.map((f) => ({ ...f, optional: true })) };
}

/** A function over rows that is one over sequences as well. */
function overRows(of: (query: QueryParts, result: Type) => QueryParts, sequence: string): Special {
  return (x, args, site) => {
    const query = partsOfQuery(args[args.length - 1]);
    if (query === null) return null;
    const [f] = site.args;
    if (f?.kind === "const" && f.value instanceof Keyword) {
      const type = columnType(rowsOf(x, query, site), f.value);
      return queryOf(of(query, type));
    }
    const result = x.apply({ kind: "library", name: `batuta.core/${sequence}` }, [args[0], listOf(query.row)], site);
    return isNever(result) ? result : queryOf(of(query, elementOf(result) ?? ANY));
  };
}

const sameRows = (query: QueryParts): QueryParts => query;
const otherRows = (_: QueryParts, row: Type): QueryParts => ({ row, columns: null, sources: null, grouped: null });

const groupBy: Special = (x, args, site) => {
  const query = partsOfQuery(args[1]);
  if (query === null || args.length !== 2) return null;
  const rows = rowsOf(x, query, site);
  const items = itemsOf(site.args[0], "list");
  const by = columnsMade(items, (expr) => exprType(rows, expr));
  const all: Field = { key: ROWS, type: listOf(query.row, true), optional: false };
  const row = by === null ? ANY : { ...by, fields: [...by.fields, all] };
  const { columns: inner, sources } = query;
  const columns = asColumns(row);
  return queryOf({ row, columns, sources: remade(sources, columns), grouped: { inner, sources, by } });
};

const join_: Special = (x, args, site) => {
  const [type, source, , left] = args;
  const query = partsOfQuery(left);
  if (query === null || type.kind !== "literal") return null;
  const other = sourceOf(x, source);
  const kind = String(type.value);
  const both = joined(kind === "left-join" ? "left-join" : "join", query, other);
  const condition = site.args[2];
  if (condition !== null && condition !== undefined) exprType(rowsOf(x, both, site), condition);
  return queryOf(joined(kind, query, other));
};

const adding = (query: QueryParts, made: Columns): QueryParts => ({
  row: withFields(query.row, made),
  columns: withColumns(query.columns, made),
  sources: eachSource(query.sources, (columns) => withColumns(columns, made)),
  grouped: null,
});

const HISTORY: RecordType = {
  kind: "record",
  closed: true,
  fields: ["valid-from", "valid-to"].map((name) => ({
    key: kw(name),
    type: union([named("Instant"), NIL]),
    optional: false,
  })),
};

/** The functions of queries, by their names in the core library. */
export const QUERY_SPECIALS: Readonly<Record<string, Special>> = {
  "-query-from": (x, args) => queryOf(sourceOf(x, args[0])),
  "-query-at": (_, args) => args[1] ?? null,
  "-query-where": keeping((rows, [test]) => look(rows, [test ?? null])),
  "-query-order": keeping((rows, [items]) => look(rows, itemsOf(items, "vector").filter(isColumnOrExpr))),
  "-query-select": making(
    ({ sources }, made) => ({ row: made ?? ANY, columns: made, sources: remade(sources, made), grouped: null }),
    false,
  ),
  "-query-with": making(adding, false),
  "-query-aggregate": making((query, made) => {
    const columns = query.grouped === null ? made : withColumns(query.grouped.by, made);
    return { row: columns ?? ANY, columns, sources: remade(insideOf(query).sources, columns), grouped: null };
  }, true),
  "-query-window": (x, args, site) => {
    const query = partsOfQuery(args[3]);
    if (query === null) return null;
    const rows = rowsOf(x, query, site);
    look(rows, [...itemsOf(site.args[0], "vector"), ...itemsOf(site.args[1], "vector").filter(isColumnOrExpr)]);
    const aggregates = { ...rows, aggregates: true };
    return queryOf(adding(query, columnsMade(itemsOf(site.args[2], "vector"), (expr) => exprType(aggregates, expr))));
  },
  "-query-join": join_,
  "-query-end": (_, args) => {
    const query = partsOfQuery(args[1]);
    if (query === null || args[0].kind !== "literal") return null;
    return args[0].value === kw("count") ? INT : union([query.row, MAYBE_NIL]);
  },
  "group-by": groupBy,
  "map": overRows(otherRows, "map"),
  "keep": overRows(otherRows, "keep"),
  "flat-map": overRows(otherRows, "mapcat"),
  "transform": overRows(otherRows, "map"),
  "filter": overRows(sameRows, "filter"),
  "remove": overRows(sameRows, "remove"),
  "named": (_, [name, given]) => {
    const query = partsOfQuery(given);
    if (query === null || name.kind !== "literal" || !(name.value instanceof Keyword)) return null;
    return queryOf({ ...query, sources: new Map([[name.value.text, query.columns]]) });
  },
  "distinct": keeping(),
  "limit": keeping(),
  "offset": keeping(),
  "take": keeping(),
  "as-of": keeping(),
  "since": keeping(),
  "valid-at": keeping(),
  "parallel": keeping(),
  "distributed": keeping(),
  "collect": keeping(),
  "history": (_, args) => {
    const query = partsOfQuery(args[args.length - 1]);
    return query === null ? null : queryOf(adding(query, HISTORY));
  },
  "execute": (x, [given, ...args], site) => {
    const type = given === undefined ? ANY : exposed(unweak(given));
    const made = type.kind === "closure" || type.kind === "fn" ? x.apply(type, args, { ...site, args: [] }) : type;
    const query = isNever(made) ? null : partsOfQuery(made);
    return query === null ? null : listOf(query.row, true);
  },
};

/** Words such as `:desc` are no columns. */
function isColumnOrExpr(core: Core, i: number, items: readonly Core[]): boolean {
  const word = (item: Core | undefined) =>
    item?.kind === "const" && item.value instanceof Keyword ? item.value.text : "";
  if (i > 0 && ["asc", "desc", "nulls"].includes(word(core))) return false;
  return word(items[i - 1]) !== "nulls" || i < 2;
}
