/**
 * What is said of a column that is not there.
 * In: the column, its clause, the columns that there are. Out: a failure `no-such-column`; a column that `select` only shows is nil instead, unless
 * it is plainly another one mistyped.
 * @module
 */
import { closest, type Keyword } from "../data/mod.ts";
import type { ClausePlace } from "../runtime/mod.ts";
import type { Asked } from "./asked_columns.ts";
import { namesHint, queryFail } from "./errors.ts";
import { splitColumn } from "./layout.ts";

/** What stands behind a column in `order-by` and is none, unless it is mistyped. */
const ORDERS = ["desc", "asc", "nulls"];
/** Of shorter names nearly all are near to each other. */
const LONG_ENOUGH = 3;

interface Missing {
  readonly name: Keyword;
  readonly clause: string;
  readonly at: ClausePlace | undefined;
}

/** Fails because there is no such column. */
export function failNoColumn({ name, clause, at }: Missing, columns: Iterable<Keyword>): never {
  const plain = [...columns].map(({ text }) => text);
  const split = splitColumn(name);
  const alias = split === null ? "" : `${split.alias}.`;
  const isQualified = alias !== "" && plain.every((text) => !text.startsWith(alias));
  const names = isQualified ? plain.map((text) => alias + text) : plain;
  const meant = closest(name.text, clause.startsWith("(order-by ") ? [...names, ...ORDERS] : names);
  const told = names.map((text) => `:${text}`);
  return queryFail("no-such-column", { column: name, clause, known: told.join(", ") }, {
    column: name,
    hint: namesHint(meant === null ? null : `:${meant}`, told),
    at,
  });
}

/** Fails where it is a mistake that no row has a column. */
export function failMissing(asked: Asked, columns: ReadonlySet<Keyword>, isDeclared = false): void {
  const { name, shownWith } = asked;
  if (shownWith !== null && !isDeclared) {
    const others = [...columns].filter((column) => !shownWith.includes(column)).map(({ text }) => text);
    if (name.text.length < LONG_ENOUGH || closest(name.text, others) === null) return;
  }
  failNoColumn(asked, columns);
}
