/**
 * Joins: pairs of rows of two sides for which a condition holds.
 * In: two runners to be, a condition. Out: pairs in the order of the left side, partners of one row in the order of the right side; for
 * semi and anti joins left rows alone. Equalities between the sides are looked up in a table, the rest of the condition is tested on pairs.
 * Nil and NaN equal nothing. Either side can be the one that is kept; the order of what comes out is the same.
 * @module
 */
import { andThen, machine } from "../runtime/mod.ts";
import { type Evaluate, evaluateAll } from "./evaluate.ts";
import { emit, Gather, pause, type Runner, type Sink, STOP } from "./flow.ts";
import { RowTable } from "./key_table.ts";
import type { Row } from "./layout.ts";
import { checkKept } from "./memory.ts";
import type { JoinType } from "./plan.ts";

export interface JoinParts {
  readonly type: JoinType;
  readonly left: (sink: Sink) => Runner;
  readonly right: (sink: Sink) => Runner;
  readonly leftKeys: readonly Evaluate[];
  readonly rightKeys: readonly Evaluate[];
  /** What pairs have to fulfil beside equal keys; null for nothing. */
  readonly residual: Evaluate | null;
  readonly build: "left" | "right";
}

/** Whether rows with these keys have no partner: nothing equals nil, and NaN nothing. */
function isAlone(key: readonly unknown[]): boolean {
  return key.includes(null) || key.includes(NaN);
}

/** Gathers rows by their keys. */
class Build implements Sink {
  readonly table: RowTable<Row[]>;
  #rows = 0;

  constructor(readonly keys: readonly Evaluate[]) {
    this.table = new RowTable(keys.length);
  }
  push(row: Row): unknown {
    return evaluateAll(this.keys, row, (key) => {
      if (isAlone(key)) return undefined;
      checkKept(++this.#rows);
      const rows = this.table.get(key);
      if (rows === undefined) this.table.add(key, [row]);
      else rows.push(row);
      return undefined;
    });
  }
  done(): undefined {
    return undefined;
  }
}

const NONE: readonly Row[] = [];

/** The partners of a row that fulfil the rest of the condition. */
function partnersOf(row: Row, candidates: readonly Row[], residual: Evaluate | null): unknown {
  if (residual === null || candidates.length === 0) return candidates;
  const found: Row[] = [];
  const from = (start: number): unknown => {
    const end = Math.min(candidates.length, start + 256);
    for (let i = start; i < end; i++) {
      const other = candidates[i];
      const holds = residual([row, other]);
      if (holds === true) found.push(other);
      else if (holds !== false && holds !== null) {
        return andThen(holds, (arrived) => {
          if (arrived === true) found.push(other);
          return from(i + 1);
        });
      }
    }
    return end < candidates.length ? pause(() => from(end)) : found;
  };
  return from(0);
}

/** Pushes what a left row and its partners come to. */
function pushPairs(type: JoinType, row: Row, partners: readonly Row[], next: Sink): unknown {
  switch (type) {
    case "semi":
      return partners.length > 0 ? next.push(row) : undefined;
    case "anti":
      return partners.length === 0 ? next.push(row) : undefined;
    default:
      if (partners.length === 1) return next.push([row, partners[0]]);
      if (partners.length === 0) return type === "left" ? next.push([row, null]) : undefined;
      return emit(partners.map((other) => [row, other]), 0, next);
  }
}

/** The left side goes by; the right one is kept. */
function probe(parts: JoinParts, table: RowTable<Row[]>, next: Sink): Sink {
  const { type, leftKeys, residual } = parts;
  const use = (row: Row, key: readonly unknown[]): unknown => {
    const candidates = key.includes(null) ? NONE : table.get(key) ?? NONE;
    const partners = partnersOf(row, candidates, residual);
    return Array.isArray(partners)
      ? pushPairs(type, row, partners, next)
      : andThen(partners, (found) => pushPairs(type, row, found as Row[], next));
  };
  const done = () => next.done();
  if (leftKeys.length !== 1) return { push: (row) => evaluateAll(leftKeys, row, (key) => use(row, key)), done };
  // One key without waiting is the usual case: no list of keys is made.
  const [keyOf] = leftKeys;
  const only = table.single;
  return {
    push(row) {
      const key = keyOf(row);
      if (machine.suspended) return andThen(key, (arrived) => use(row, [arrived]));
      const candidates = key === null ? NONE : only.get(key) ?? NONE;
      return residual === null ? pushPairs(type, row, candidates as Row[], next) : use(row, [key]);
    },
    done,
  };
}

/** The right side goes by, and its rows are noted beside the left rows that are kept. */
class Notes implements Sink {
  constructor(readonly keys: readonly Evaluate[], readonly table: RowTable<Row[][]>) {}
  push(row: Row): unknown {
    return evaluateAll(this.keys, row, (key) => {
      if (key.includes(null)) return undefined;
      for (const notes of this.table.get(key) ?? []) notes.push(row);
      return undefined;
    });
  }
  done(): undefined {
    return undefined;
  }
}

/** Pushes every left row with the rows that were noted beside it. */
function pushNoted(parts: JoinParts, rows: readonly Row[], notes: readonly Row[][], at: number, next: Sink): unknown {
  const end = Math.min(rows.length, at + 256);
  for (let i = at; i < end; i++) {
    const answer = andThen(
      partnersOf(rows[i], notes[i], parts.residual),
      (partners) => pushPairs(parts.type, rows[i], partners as Row[], next),
    );
    if (answer === undefined) continue;
    return andThen(answer, (sure) => sure === STOP ? STOP : pushNoted(parts, rows, notes, i + 1, next));
  }
  return end < rows.length ? pause(() => pushNoted(parts, rows, notes, end, next)) : undefined;
}

class Steps implements Runner {
  #at = 0;
  constructor(readonly steps: readonly (() => unknown)[]) {}
  /** Each step answers true when it has to go on. */
  run(): unknown {
    return andThen(this.steps[this.#at](), (more) => more === true || ++this.#at < this.steps.length);
  }
}

/** Runs until its end, batch by batch. */
function whole(make: () => Runner): () => unknown {
  let runner: Runner | null = null;
  return () => (runner ??= make()).run();
}

function keepLeft(parts: JoinParts, next: Sink): Runner {
  const gather = new Gather();
  const notes: Row[][] = [];
  const table = new RowTable<Row[][]>(parts.leftKeys.length);
  const index = (from: number): unknown => {
    for (let i = from; i < gather.rows.length; i++) {
      notes.push([]);
      const answer = evaluateAll(parts.leftKeys, gather.rows[i], (key) => {
        if (isAlone(key)) return undefined;
        const same = table.get(key);
        if (same === undefined) table.add(key, [notes[i]]);
        else same.push(notes[i]);
        return undefined;
      });
      if (answer !== undefined) return andThen(answer, () => index(i + 1));
    }
    return false;
  };
  return new Steps([
    whole(() => parts.left(gather)),
    () => index(0),
    whole(() => parts.right(new Notes(parts.rightKeys, table))),
    () => andThen(pushNoted(parts, gather.rows, notes, 0, next), () => andThen(next.done(), () => false)),
  ]);
}

/** The runner of a join. */
export function joinRunner(parts: JoinParts, next: Sink): Runner {
  if (parts.build === "left") return keepLeft(parts, next);
  const build = new Build(parts.rightKeys);
  const right = whole(() => parts.right(build));
  return new Steps([right, whole(() => parts.left(probe(parts, build.table, next)))]);
}
