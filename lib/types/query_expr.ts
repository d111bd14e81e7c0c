/**
 * Expressions of queries: `(> :age 5)` over rows with known columns.
 * In: the code that makes an expression as data, the columns. Out: the type of its value; on the way, columns that are not there, and
 * functions and comparisons that cannot take what a column holds.
 * A row is left out where a comparison meets nil, so nil counts for nothing here.
 * @module
 */
import { Keyword, Sym } from "../data/mod.ts";
import { type Core, nearestName } from "../expander/mod.ts";
import { type Span, spanText } from "../source/mod.ts";
import { userPlace } from "./code.ts";
import { typeOfValue } from "./constant.ts";
import { Env } from "./env.ts";
import { typeError } from "./errors.ts";
import type { Inference } from "./infer.ts";
import { calledName } from "./logs.ts";
import { overlaps, without } from "./relate.ts";
import { type Columns, qualified, type Sources } from "./query_sources.ts";
import { nameOfCode, type Site } from "./site.ts";
import {
  ANY,
  BOOL,
  type Field,
  fieldOf,
  FLOAT,
  INT,
  isNever,
  listOf,
  loosen,
  MAYBE_NIL,
  NIL,
  NUMBER,
  type RecordType,
  type Type,
  union,
  widen,
} from "./type.ts";

/** Rows that expressions are about. */
export interface Rows {
  readonly x: Inference;
  readonly columns: Columns;
  readonly sources: Sources;
  /** The clause. */
  readonly site: Site;
  /** Whether the words of aggregates mean these. */
  readonly aggregates: boolean;
}

const LOGIC = new Set(["and", "or", "not", "nil?", "some?", "=", "not=", "in", "like", "between"]);
const ORDER = new Set(["<", "<=", ">", ">="]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "quot", "rem", "mod"]);
const COUNTS = new Set(["count", "count-distinct", "row-number", "rank", "dense-rank"]);
const OF_NUMBERS = new Set(["sum", "avg", "median", "stddev", "quantile"]);
const AS_THEY_ARE = new Set(["min", "max", "first", "last", "lag", "lead"]);

/** The place of a column in the text of its clause. */
function placeOf(rows: Rows, name: Keyword): Span | null {
  const span = userPlace(rows.site.span);
  if (span === null) return null;
  const text = spanText(span);
  const written = `:${name.text}`;
  for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + 1)) {
    const after = text[at + written.length] ?? " ";
    if (!/[\s,()[\]{}"]/.test(after)) continue;
    return { source: span.source, start: span.start + at, end: span.start + at + written.length };
  }
  return span;
}

/** What a field is as a column. */
function columnOf({ type, optional }: Field): Type {
  return optional ? union([type, NIL]) : type;
}

/** Says that there is no column of a name among these; `meant` is another one that may be. */
function reportUnknown(
  rows: Rows,
  name: Keyword,
  { columns, names, meant }: {
    readonly columns: RecordType;
    readonly names: readonly string[];
    readonly meant?: string;
  },
): void {
  const { x } = rows;
  const near = meant ?? nearestName(name.text, names);
  const origin = x.program.logOf(columns);
  x.report(typeError("unknown-column", { column: name.text, of: origin?.[0] ?? null }, placeOf(rows, name), {
    hint: near === null ? `the columns are ${names.map((n) => `\`:${n}\``).join(", ")}` : `did you mean \`:${near}\`?`,
    notes: origin === null || origin[1].span === null
      ? []
      : [{ message: `The columns of \`:${origin[0]}\` are declared here`, span: origin[1].span }],
  }));
}

const namesOf = ({ fields }: RecordType): string[] => fields.map(({ key }) => (key as Keyword).text); // columns are keywords

/** The type of a column of one source, `:users.id`; says so when that source has none of that name. */
function qualifiedType(rows: Rows, name: Keyword): Type {
  const found = qualified(rows.sources, name);
  if (found === null) return ANY;
  const { source, columns, column } = found;
  const field = fieldOf(columns, column);
  if (field !== null) return columnOf(field);
  if (!columns.closed) return ANY;
  const other = [...rows.sources ?? []].find(([, of]) => of !== null && fieldOf(of, column) !== null);
  reportUnknown(rows, name, {
    columns,
    names: namesOf(columns).map((each) => `${source}.${each}`),
    ...other === undefined ? {} : { meant: other[0] === "" ? column.text : `${other[0]}.${column.text}` },
  });
  return ANY;
}

/** The type of a column; says so when there is none of that name. */
export function columnType(rows: Rows, name: Keyword): Type {
  const { columns } = rows;
  const field = columns === null ? null : fieldOf(columns, name);
  if (field !== null) return columnOf(field);
  if (name.text.includes(".")) return qualifiedType(rows, name);
  if (columns?.closed === true) reportUnknown(rows, name, { columns, names: namesOf(columns) });
  return ANY;
}

function withoutNil(type: Type): Type {
  const left = without(type, NIL);
  return isNever(left) ? ANY : left;
}

/** The place of an expression: of a column, where it stands in the clause; else the clause. */
function siteOf(rows: Rows, name: string, cores: readonly Core[]): Site {
  const clause = userPlace(rows.site.span);
  const spanAt = (core: Core | undefined): Span | null =>
    core?.kind === "const" && core.value instanceof Keyword ? placeOf(rows, core.value) : clause;
  return { name, span: clause, args: [], spanOf: (i) => spanAt(cores[i]), env: null, declared: null };
}

/** The type of an expression's value. */
export function exprType(rows: Rows, core: Core): Type {
  if (core.kind === "const") {
    return core.value instanceof Keyword ? columnType(rows, core.value) : typeOfValue(core.value);
  }
  const { x } = rows;
  const called = calledName(core);
  if (core.kind !== "call" || called === null) return ANY;
  const valueOf = (part: Core): Type => x.muted(() => x.infer(part, rows.site.env ?? new Env()));
  if (called === "batuta.core/-query-value") return valueOf(core.args[0]);
  if (called !== "batuta.core/list") return ANY;
  const [head, ...args] = core.args;
  if (head === undefined) return ANY;
  if (head.kind === "const" && head.value instanceof Sym) return operatorType(rows, head.value.name, args);
  const types = args.map((arg) => exprType(rows, arg));
  const f = head.kind === "const" && head.value instanceof Keyword ? ANY : valueOf(head);
  if (f.kind === "any") return ANY;
  const result = x.apply(f, types, siteOf(rows, nameOfCode(head), args));
  return isNever(result) ? ANY : result;
}

function operatorType(rows: Rows, op: string, args: readonly Core[]): Type {
  if (rows.aggregates && (COUNTS.has(op) || OF_NUMBERS.has(op) || op === "collect-list" || AS_THEY_ARE.has(op))) {
    if (!(op === "min" || op === "max") || args.length === 1) return aggregateType(rows, op, args);
  }
  const types = args.map((arg) => exprType(rows, arg));
  const { x } = rows;
  if (LOGIC.has(op)) return BOOL;
  if (ORDER.has(op)) {
    checkOrder(rows, op, args, types);
    return BOOL;
  }
  if (ARITHMETIC.has(op)) {
    const given = types.map(withoutNil);
    const result = x.apply({ kind: "library", name: `batuta.core/${op}` }, given, siteOf(rows, op, args));
    return isNever(result) ? ANY : types.some((type) => overlaps(type, NIL)) ? union([result, NIL]) : result;
  }
  if (op === "if") return union(types.slice(1).map(widen));
  if (op === "coalesce") return union([...types.slice(0, -1).map(withoutNil), ...types.slice(-1)].map(widen));
  return ANY;
}

/** An order is one of values that are alike. */
function checkOrder(rows: Rows, op: string, args: readonly Core[], types: readonly Type[]): void {
  for (let i = 1; i < types.length; i++) {
    const [a, b] = [orderOf(withoutNil(types[i - 1])), orderOf(withoutNil(types[i]))];
    if (a === null || b === null || a === b) continue;
    const { x } = rows;
    const site = siteOf(rows, op, args);
    const column = args[i - 1].kind === "const" ? i - 1 : i;
    x.report(typeError("query-order", {
      op,
      left: x.words(widen(types[i - 1])),
      right: x.words(widen(types[i])),
    }, site.spanOf(column)));
    return;
  }
}

/** The kind of values that a type's are in order with; null where that is not certain. */
function orderOf(type: Type): string | null {
  const plain = widen(type);
  if (overlaps(plain, NUMBER)) return plain.kind === "named" && isNumber(plain.name) ? "Number" : null;
  return plain.kind === "named" && /^(String|Keyword|Bool|Instant|Char|Uuid)$/.test(plain.name) ? plain.name : null;
}

const isNumber = (name: string): boolean => /^(Int|Float|Ratio|Decimal)$/.test(name);

function aggregateType(rows: Rows, op: string, args: readonly Core[]): Type {
  const [of] = args;
  const { x } = rows;
  const star = of === undefined || (of.kind === "const" && of.value instanceof Sym);
  const type = star ? ANY : withoutNil(exprType({ ...rows, aggregates: false }, of));
  if (COUNTS.has(op)) return INT;
  if (op === "collect-list") return listOf(loosen(type), true);
  if (OF_NUMBERS.has(op)) {
    if (type.kind !== "any" && !overlaps(type, NUMBER)) {
      const site = siteOf(rows, op, args);
      x.report(typeError("type-argument", {
        f: op,
        position: 1,
        expected: "Number",
        given: x.words(type),
        what: of.kind === "const" && of.value instanceof Keyword ? `:${of.value.text}` : null,
      }, site.spanOf(0)));
      return ANY;
    }
    if (op === "sum") return union([widen(type), MAYBE_NIL]);
    const exact = type.kind === "named" && (type.name === "Int" || type.name === "Float");
    return exact ? union([FLOAT, MAYBE_NIL]) : ANY;
  }
  return union([widen(type), op === "lag" || op === "lead" ? NIL : MAYBE_NIL]);
}
