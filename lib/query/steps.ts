/**
 * Steps that look at one row at a time: what stands between a source and whatever takes its rows.
 * In: rows, through `push`. Out: rows pushed into the next sink. See `flow.ts` for the protocol.
 * @module
 */
import { kw, PMap } from "../data/mod.ts";
import { andThen, type ClausePlace, collect, guarded, inClause, machine } from "../runtime/mod.ts";
import type { Evaluate } from "./evaluate.ts";
import { evaluateAll } from "./evaluate.ts";
import { emit, type Sink, STOP } from "./flow.ts";
import { parseJsonPath } from "./json_path.ts";
import { RowTable } from "./key_table.ts";
import type { Row } from "./layout.ts";
import { checkKept } from "./memory.ts";

/** Rows for which a test holds. */
export function whereStep(test: Evaluate, next: Sink): Sink {
  return {
    push(row) {
      const holds = test(row);
      if (holds === true) return next.push(row);
      if (!machine.suspended) return undefined;
      return andThen(holds, (arrived) => arrived === true ? next.push(row) : undefined);
    },
    done: () => next.done(),
  };
}

/** Rows as arrays of what expressions give for them. */
export function projectStep(columns: readonly Evaluate[], pure: boolean, next: Sink): Sink {
  if (!pure) {
    return {
      push: (row) => evaluateAll(columns, row, (values) => next.push(values)),
      done: () => next.done(),
    };
  }
  const n = columns.length;
  return {
    push(row) {
      const values = new Array<unknown>(n);
      for (let i = 0; i < n; i++) values[i] = columns[i](row);
      return next.push(values);
    },
    done: () => next.done(),
  };
}

/** Rows beside an array of what expressions give for them. */
export function extendStep(columns: readonly Evaluate[], next: Sink): Sink {
  return {
    push: (row) => evaluateAll(columns, row, (values) => next.push([row, values])),
    done: () => next.done(),
  };
}

/** Hands each row and one value for it to `use`, which pushes on. */
export function eachStep(f: Evaluate, use: (row: Row, value: unknown) => unknown, next: Sink): Sink {
  return {
    push(row) {
      const value = f(row);
      return machine.suspended ? andThen(value, (arrived) => use(row, arrived)) : use(row, value);
    },
    done: () => next.done(),
  };
}

/** The elements of what a function gives for each row. */
export function flatStep(f: Evaluate, at: ClausePlace | undefined, next: Sink): Sink {
  const failed = (error: unknown) => {
    throw inClause(error, at);
  };
  const all = (items: unknown) =>
    guarded(() => collect(items, (all) => all), (all) => emit(all as Row[], 0, next), failed);
  return {
    push: (row) => andThen(f(row), all),
    done: () => next.done(),
  };
}

/** The parts of each row that a JSON path leads to. */
export function jsonPathStep(path: string, valueOf: (row: Row) => unknown, next: Sink): Sink {
  const find = parseJsonPath(path);
  return {
    push: (row) => emit(find(valueOf(row)), 0, next),
    done: () => next.done(),
  };
}

/** Some rows from an offset on; stops the source when there are enough. */
export function limitStep(offset: number, count: number | null, next: Sink): Sink {
  let skip = offset;
  let left = count ?? Infinity;
  return {
    push(row) {
      if (left <= 0) return STOP;
      if (skip > 0) {
        skip--;
        return undefined;
      }
      left--;
      const answer = next.push(row);
      if (left > 0 || answer === STOP) return answer;
      return andThen(answer, () => STOP);
    },
    done: () => next.done(),
  };
}

/** Stands for NaN: no program can write it. */
const NAN = kw(" NaN");

/** A row that is equal to others with the same columns, also where one is NaN, which by itself equals nothing. */
export function comparable(row: unknown): unknown {
  if (!(row instanceof PMap)) return row;
  let map = row;
  row.forEach((name, value) => {
    if (typeof value === "number" && value !== value) map = map.assoc(name, NAN);
  });
  return map;
}

/** The first of equal rows. */
export function distinctStep(valuesOf: (row: Row) => readonly unknown[], width: number, next: Sink): Sink {
  const seen = new RowTable<true>(width);
  let count = 0;
  return {
    push(row) {
      const key = valuesOf(row);
      if (seen.get(key) === true) return undefined;
      seen.add(key, true);
      checkKept(++count);
      return next.push(row);
    },
    done: () => next.done(),
  };
}

/** Pushes on; ends nothing: for sources that are one of several. */
export function openEnd(next: Sink, stopped: { is: boolean }): Sink {
  return {
    push(row) {
      if (stopped.is) return STOP;
      const answer = next.push(row);
      if (answer === undefined) return undefined;
      return andThen(answer, (sure) => {
        if (sure === STOP) stopped.is = true;
        return sure;
      });
    },
    done: () => undefined,
  };
}
