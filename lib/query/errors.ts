/**
 * Failures of queries, in the form of `data/errors.ts`. `(:error (ex-data e))` is the name that programs match on, `(:column (ex-data e))`
 * the column where one is to blame.
 * @module
 */
import { BatutaError, type ErrorEntry, type Keyword, kw, mapOf, show } from "../data/mod.ts";
import { type ClausePlace, ofEngine } from "../runtime/mod.ts";

function entry<D>(message: (details: D) => string, hint: string | null, example: string): ErrorEntry<D> {
  return { message, hint, example };
}

/** What an operator got: its text, the columns in it, the two values and the names of their types. */
type Unlike = { expr: string; left: unknown; right: unknown; leftType: string; rightType: string };
type WrongColumn = { column: Keyword; clause: string; known: string };

export const QUERY_ERRORS = {
  "query-types": entry(
    (d: Unlike) => `\`${d.expr}\` compares ${d.leftType} with ${d.rightType}: ${show(d.left)} and ${show(d.right)}`,
    "values of one type have an order, numbers of all kinds too; `(schema q)` shows which types a column has",
    '(execute (from [{:a 1} {:a "x"}] (where (> :a 0))))',
  ),
  "query-not-a-number": entry(
    (d: { expr: string; value: unknown; type: string }) =>
      `\`${d.expr}\` needs numbers, got ${d.type}: ${show(d.value)}`,
    null,
    '(execute (from [{:a "x"}] (aggregate :s (sum :a))))',
  ),
  "no-such-column": entry(
    (d: WrongColumn) => `There is no column ${show(d.column)} here, in \`${d.clause}\``,
    null,
    "(execute (from [{:a 1}] (select [:a]) (where (> :b 0))))",
  ),
  "no-such-log": entry(
    (d: { name: unknown }) => `There is no log ${show(d.name)}`,
    "a log is there once something is appended to it: `(dlog/append :name {…})`; `from` takes collections and queries too",
    "(execute (from :no-such-log))",
  ),
  "bad-query": entry(
    (d: { clause: string; expected: string; value: unknown }) =>
      `\`${d.clause}\` needs ${d.expected}, got ${show(d.value)}`,
    null,
    "(from [{:a 1}] (limit -1))",
  ),
  "query-memory": entry(
    (d: { limit: number }) =>
      `The query keeps more than the ${
        Math.round(d.limit / 2 ** 20)
      } MB it may: groups, rows to be sorted or joined, or results`,
    "keep less of it with `where`, `select` or `limit`, or walk over the query instead of executing it; BATUTA_QUERY_MEMORY in the " +
      "environment allows more, in MB",
    "(execute (from :events (order-by :name)))",
  ),
  "json-path": entry(
    (d: { path: string; at: number; expected: string }) =>
      `JSON path ${show(d.path)}, character ${d.at + 1}: expected ${d.expected}`,
    null,
    '(from [{:a 1}] (json-path "$.["))',
  ),
};

export type QueryErrorCode = keyof typeof QUERY_ERRORS;

export interface Blame {
  /** The column that is to blame. */
  readonly column?: Keyword | null;
  /** What to try, in place of the table's hint. */
  readonly hint?: string | null;
  /** The clause that is to blame. */
  readonly at?: ClausePlace | null | undefined;
}

/** Throws the failure of a code. */
export function queryFail<C extends QueryErrorCode>(
  code: C,
  details: Parameters<typeof QUERY_ERRORS[C]["message"]>[0],
  { column = null, hint: special, at = null }: Blame = {},
): never {
  // The table's entry at C takes exactly these details; TypeScript loses that through the index.
  const { message, hint } = QUERY_ERRORS[code] as ErrorEntry<typeof details>;
  const data = mapOf(kw("error"), kw(code));
  const error = new BatutaError(code, message(details), {
    hint: special === undefined ? hint : special,
    about: details,
    data: column === null ? data : data.assoc(kw("column"), column),
  });
  throw ofEngine(error, at);
}

/** So many names are told where one is not found. */
const MOST_NAMES = 24;

/** What to try in place of a name that is not found: the one that was meant, and all that there are. Null where neither can be said. */
export function namesHint(meant: string | null, names: readonly string[]): string | null {
  const list = `${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
  const isTold = names.length > 0 && names.length <= MOST_NAMES;
  if (meant === null) return isTold ? `there ${list}` : null;
  return `did you mean ${meant}?${isTold ? ` There ${list}` : ""}`;
}

/** Throws because a clause got something that it cannot take. */
export function badClause(
  clause: string,
  expected: string,
  value: unknown,
  blame: Blame = { hint: null },
): never {
  return queryFail("bad-query", { clause, expected, value }, blame);
}
