/**
 * Aggregates over parts of the rows: what each part gathers, what the parts come to together, and what is left to calculate.
 * In: aggregates. Out: aggregates of a part, and how the results of all parts, which are rows then, become the results; null where it would
 * matter how the rows were parted. Counts and sums of Ints do not say. A sum of Floats is rounded after each addition; it does not say either where
 * nothing is rounded: where all are multiples of 2^-20, too few and too small for a sum to leave the 53 bits of a double. First and last values, and
 * extremes, of which the first counts where minus zero and zero are among them, do not say as long as each part is a run of rows.
 * @module
 */
import { div, toDouble } from "../data/mod.ts";
import type { Column } from "../columns/mod.ts";
import { type Aggregate, type Expr, exprText, gathered, resultName } from "../query/mod.ts";
import { type Stored, valueAt } from "./relation.ts";

export interface Partial {
  /** What a part gathers. */
  readonly parts: readonly Aggregate[];
  /** Whether the rows of each part have to stand side by side. */
  readonly inRuns: boolean;
  /** The results from what the parts come to together. */
  results(together: readonly Stored[]): Stored[];
}

const SUMMED: Readonly<Record<string, string>> = {
  "count": "sum",
  "sum": "sum",
  "min": "min",
  "max": "max",
  "first": "first",
  "last": "last",
};

/** Aggregates that put together what parts have gathered, in the order of the parts. */
export function together(parts: readonly Aggregate[]): Aggregate[] {
  return parts.map(({ name }, i) => ({
    kind: "aggregate",
    name: SUMMED[name],
    args: [{ kind: "column", name: resultName(i) }],
  }));
}

/** What is gathered. Sums of `exact` Floats come to the same in any order, and no two of them differ in their signs alone. */
export type Kind = "nil" | "int" | "exact" | "float" | "other";

const SUMMED_IN_PARTS: ReadonlySet<Kind> = new Set(["nil", "int", "exact"]);

/** The kind of what is gathered from several inputs: nil adds nothing. */
export function kindOfAll(kinds: readonly Kind[]): Kind {
  const [first = "nil", ...others] = kinds.filter((kind) => kind !== "nil");
  return others.every((kind) => kind === first) ? first : "other";
}

/** `kindOf` says what is gathered. */
export function partial(aggregates: readonly Aggregate[], kindOf: (expr: Expr) => Kind): Partial | null {
  let inRuns = false;
  const parts: Aggregate[] = [];
  const place = (part: Aggregate): number => {
    const text = exprText(part);
    const at = parts.findIndex((other) => exprText(other) === text);
    return at >= 0 ? at : parts.push(part) - 1;
  };
  const makers: ((together: readonly Stored[]) => Stored)[] = [];
  for (const aggregate of aggregates) {
    const { name } = aggregate;
    const looksAt = gathered(aggregate);
    const kind = looksAt === null ? "other" : kindOf(looksAt);
    if ((name === "sum" || name === "avg") && !SUMMED_IN_PARTS.has(kind)) return null;
    inRuns ||= name === "first" || name === "last" || ((name === "min" || name === "max") && kind === "float");
    if (name === "avg") {
      const [sum, count] = ["sum", "count"].map((name) => place({ ...aggregate, name }));
      makers.push((all) => average(all[sum], all[count]));
    } else if (name in SUMMED) {
      const at = place(aggregate);
      makers.push((all) => all[at]);
    } else return null;
  }
  return { parts, inRuns, results: (together) => makers.map((make) => make(together)) };
}

function average(sum: Stored, count: Stored): Stored {
  const n = sum.data.length;
  const data = new Float64Array(n);
  const nil = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const total = valueAt(sum, i);
    if (total === null) nil[i] = 1;
    else data[i] = toDouble(div(total, valueAt(count, i)));
  }
  return { type: "float", data, nil, words: null };
}

const SCALE = 2 ** 20;
/** Sums below this of multiples of 1 / SCALE are exact. */
export const MOST_SUM = 2 ** 53 / SCALE;

const known = new WeakMap<Column, boolean>();

/** Whether all values of a column are multiples of 1 / SCALE, and none is minus zero. */
export function isGrained(column: Column): boolean {
  if (column.kind === "int") return true;
  if (column.kind !== "float") return false;
  let grained = known.get(column);
  if (grained === undefined) known.set(column, grained = areGrained(column.data, column.per));
  return grained;
}

function areGrained(data: ArrayLike<number>, per: number): boolean {
  for (let i = 0; i < data.length; i++) {
    const scaled = data[i] / per * SCALE;
    if (Math.floor(scaled) !== scaled || scaled - scaled !== 0 || Object.is(scaled, -0)) return false;
  }
  return true;
}
