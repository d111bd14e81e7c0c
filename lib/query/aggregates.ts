/**
 * Aggregates: what a group of values comes to.
 * In: values one by one. Out: the result. Nil is no value: it is left out everywhere but in `collect-list`, and the result over no values is
 * nil, 0 where something is counted. NaN is above all numbers. Sums of Ints are exact at any size; averages, medians, quantiles and deviations are Floats.
 * Source: SQL's aggregate functions; B. P. Welford, "Note on a method for calculating corrected sums of squares", 1962, for `stddev`, which
 * is that of a sample; quantiles are interpolated (Hyndman and Fan, 1996, type 7).
 * @module
 */
import { add, Decimal, div, isNumber, mkFloat, toDouble, vec } from "../data/mod.ts";
import { type ClausePlace, inClause, machine, toFn, waitingInClause } from "../runtime/mod.ts";
import { badClause } from "./errors.ts";
import type { Expr } from "./expr.ts";
import { KeyTable } from "./key_table.ts";
import { Weight } from "./memory.ts";
import { notANumber, rankOf } from "./values.ts";

/** What gathers one group. */
export interface Gatherer {
  add(value: unknown): void;
  /** May suspend where a function of the program makes it. */
  result(): unknown;
}

type Aggregate = Extract<Expr, { kind: "aggregate" }>;

class CountRows implements Gatherer {
  #n = 0;
  add(): void {
    this.#n++;
  }
  result(): unknown {
    return this.#n;
  }
}

class CountValues implements Gatherer {
  #n = 0;
  add(value: unknown): void {
    if (value !== null) this.#n++;
  }
  result(): unknown {
    return this.#n;
  }
}

/** What a value takes that is kept, and a number among others in an order. */
const VALUE_BYTES = 64;
const NUMBER_BYTES = 16;

class CountDistinct implements Gatherer {
  readonly #seen = new KeyTable<true>();
  #n = 0;
  constructor(readonly weight: Weight) {}
  add(value: unknown): void {
    if (value === null || this.#seen.get(value) === true) return;
    this.#seen.add(value, true);
    this.weight.add(VALUE_BYTES);
    this.#n++;
  }
  result(): unknown {
    return this.#n;
  }
}

/** So many additions of 32-bit Ints to a sum below this stay exact in doubles. */
const ROOMY = 2 ** 52;

class Sum implements Gatherer {
  #sum: unknown = null;
  count = 0;
  constructor(readonly expr: Expr) {}
  add(value: unknown): void {
    const sum = this.#sum;
    if (
      typeof value === "number" && (value | 0) === value && Number.isInteger(sum) && (sum as number) < ROOMY &&
      (sum as number) > -ROOMY
    ) {
      this.#sum = (sum as number) + value; // an integer, as just tested
      this.count++;
      return;
    }
    if (value === null) return;
    if (!isNumber(value)) return notANumber(value, this.expr);
    this.#sum = sum === null ? value : add(sum, value);
    this.count++;
  }
  result(): unknown {
    return this.#sum;
  }
}

class Average extends Sum {
  override result(): unknown {
    const sum = super.result();
    if (sum === null) return null;
    // A quotient of decimals may have no end.
    return mkFloat(sum instanceof Decimal ? toDouble(sum) / this.count : toDouble(div(sum, this.count)));
  }
}

class Extreme implements Gatherer {
  #best: unknown = null;
  constructor(readonly expr: Expr, readonly sign: 1 | -1) {}
  add(value: unknown): void {
    if (value === null) return;
    if (this.#best === null || rankOf(value, this.#best, this.expr) * this.sign < 0) this.#best = value;
  }
  result(): unknown {
    return this.#best;
  }
}

class Deviation implements Gatherer {
  #n = 0;
  #mean = 0;
  #squares = 0;
  constructor(readonly expr: Expr) {}
  add(value: unknown): void {
    if (value === null) return;
    if (!isNumber(value)) return notANumber(value, this.expr);
    const x = toDouble(value);
    this.#n++;
    const before = x - this.#mean;
    this.#mean += before / this.#n;
    this.#squares += before * (x - this.#mean);
  }
  result(): unknown {
    return this.#n < 2 ? null : mkFloat(Math.sqrt(this.#squares / (this.#n - 1)));
  }
}

class Quantile implements Gatherer {
  readonly #values: number[] = [];
  constructor(readonly expr: Expr, readonly at: number, readonly weight: Weight) {}
  add(value: unknown): void {
    if (value === null) return;
    if (!isNumber(value)) return notANumber(value, this.expr);
    this.#values.push(toDouble(value));
    this.weight.add(NUMBER_BYTES);
  }
  result(): unknown {
    const values = Float64Array.from(this.#values).sort();
    if (values.length === 0) return null;
    const place = (values.length - 1) * this.at;
    const below = Math.floor(place);
    const above = Math.min(below + 1, values.length - 1);
    return mkFloat(values[below] + (values[above] - values[below]) * (place - below));
  }
}

class First implements Gatherer {
  #value: unknown = null;
  add(value: unknown): void {
    if (this.#value === null) this.#value = value;
  }
  result(): unknown {
    return this.#value;
  }
}

class Last implements Gatherer {
  #value: unknown = null;
  add(value: unknown): void {
    if (value !== null) this.#value = value;
  }
  result(): unknown {
    return this.#value;
  }
}

class Collect implements Gatherer {
  readonly #values: unknown[] = [];
  constructor(readonly weight: Weight) {}
  add(value: unknown): void {
    this.#values.push(value);
    this.weight.add(VALUE_BYTES);
  }
  result(): unknown {
    return vec(this.#values.slice());
  }
}

/** A function of the program, given all values as a vector. */
class Own extends Collect {
  constructor(readonly f: unknown, readonly at: ClausePlace | undefined, weight: Weight) {
    super(weight);
  }
  override result(): unknown {
    try {
      const value = toFn(this.f)(super.result());
      return machine.suspended ? waitingInClause(value, this.at) : value;
    } catch (error) {
      throw inClause(error, this.at);
    }
  }
}

/** Names of aggregates, and what is made for an expression of that name. */
const MAKERS: Readonly<Record<string, (expr: Aggregate) => () => Gatherer>> = {
  "count": ({ args }) => args.length === 0 || args[0].kind === "row" ? () => new CountRows() : () => new CountValues(),
  "count-distinct": () => {
    const weight = new Weight();
    return () => new CountDistinct(weight);
  },
  "sum": (expr) => () => new Sum(expr),
  "avg": (expr) => () => new Average(expr),
  "min": (expr) => () => new Extreme(expr, 1),
  "max": (expr) => () => new Extreme(expr, -1),
  "stddev": (expr) => () => new Deviation(expr),
  "median": (expr) => {
    const weight = new Weight();
    return () => new Quantile(expr, 0.5, weight);
  },
  "quantile": (expr) => {
    const at = expr.args[1];
    const p = at?.kind === "constant" && isNumber(at.value) ? toDouble(at.value) : NaN;
    if (!(p >= 0 && p <= 1)) {
      return badClause("quantile", "a number from 0 to 1 behind the column", at?.kind === "constant" ? at.value : null);
    }
    const weight = new Weight();
    return () => new Quantile(expr, p, weight);
  },
  "first": () => () => new First(),
  "last": () => () => new Last(),
  "collect-list": () => {
    const weight = new Weight();
    return () => new Collect(weight);
  },
};

export const AGGREGATES: readonly string[] = Object.keys(MAKERS);

/** The name under which `exprOf` finds a function of the program that is used as an aggregate. */
export const OWN = "own-aggregate";

/** Makes a gatherer for each group. */
export function gathererOf(expr: Aggregate): () => Gatherer {
  if (expr.name === OWN) {
    const [f] = expr.args;
    const weight = new Weight();
    return () => new Own(f.kind === "constant" ? f.value : null, expr.at, weight);
  }
  return MAKERS[expr.name](expr);
}

/** What an aggregate looks at in each row; null for the row itself. */
export function gathered(expr: Aggregate): Expr | null {
  if (expr.name === OWN) return expr.args[1];
  return expr.args.length === 0 ? null : expr.args[0];
}
