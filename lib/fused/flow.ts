/**
 * Flows of rows through loops: from a source, the slices of a table or rows that were gathered, through steps that look at one row at a time.
 * In: a source, steps. Out: the text of one loop, run over slice after slice.
 * @module
 */
import type { Slice } from "../columns/mod.ts";
import { type Execution, type Named, type Node, type ScanOptions, type Table, visitPlan } from "../query/mod.ts";
import { Expressions } from "./expression.ts";
import type { Home, Keeping } from "./gather.ts";
import type { Relation } from "./relation.ts";
import { ScanSource } from "./scan_source.ts";
import { resolve, type Scope } from "./scope.ts";
import type { Memory } from "./scratch.ts";
import { LoopText, type Walk } from "./text.ts";
import type { Turns } from "./turns.ts";
import { type Cell, DOUBT } from "./value.ts";

/**
 * One computation after the other. Others may have their turn at each `yield`, which says how many rows were gone through, or gives a promise that
 * has to be settled before it goes on.
 */
export type Work<T> = Generator<number | Promise<unknown>, T>;

/** Rows `[from, to)` of something, or those listed. */
interface Run {
  /** Which of the slices of its source this is. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly rows: Uint32Array | null;
  readonly live: Uint8Array | null;
  /** What bindings are made of. */
  readonly slice: unknown;
}

/** Where a limit stands: shared by the loop and who runs it. */
export interface Limit {
  skip: number;
  left: number;
  over: boolean;
}

export interface Flow {
  readonly runs: readonly Run[];
  /** Which of the runs are this worker's, where it shares them with others; null: all. */
  readonly turns: Turns | null;
  /** How many rows come out at most; null where nobody knows. Asked when the text is made. */
  most(): number | null;
  /** Whether so many come out. */
  readonly exact: boolean;
  readonly limits: readonly Limit[];
  /** Rows that are read from tables. */
  readonly scans: boolean;
  /** The slices whose rows these are, all of them and nothing else; null: rows that steps have made or left over. */
  readonly whole: readonly Slice[] | null;
  /** Adds the steps to the text of a loop; answers what names mean then. */
  emit(loop: LoopText<unknown>): Scope;
}

/** The right rows of a join, with the columns of their keys. */
export interface Side {
  readonly kept: Keeping["kept"];
  readonly relation: Relation;
  readonly keys: Relation;
}

/** What a whole plan's part has in common. */
export interface Context extends Memory {
  readonly run: Execution;
  /** The slices that a scan reads. */
  slicesOf(scan: Scan): readonly Slice[];
  /** How many workers are asked for. */
  readonly workers: number;
  /** Of unions the input that is meant, where only one is. */
  readonly chosen: ReadonlyMap<Node, Node>;
  /** The kept sides of joins, so that each is gathered once, though a flow is opened again; null: nobody opens one again. */
  readonly sides: Map<Node, Side> | null;
  /** Told of the rows that were read from tables. */
  scanned(rows: number): void;
  /** Told of how many workers have gone through the rows of a scan. */
  parted(workers: number): void;
  /** Where the rows that come out of a node are counted; null when nobody asks. */
  counterOf(node: Node): { rows: number } | null;
  /** Milliseconds since some moment; for `took`. */
  clock(): number;
  /** What the loops that end with a node took, and what it keeps. */
  took(node: Node, ms: number, bytes: number): void;
}

/** Rows of a run of something gathered, and those that may come when nobody knows how many. */
export const CHUNK: number = 1 << 16;

/** What a millisecond counts as, in rows. */
const ROWS_PER_MS = 6400;

export function expressions(context: Context, loop: LoopText<unknown>, scope: Scope): Expressions {
  return new Expressions(loop, (name) => resolve(scope, name), context.run.choices);
}

export function counting(loop: LoopText<unknown>, counter: { rows: number } | null): void {
  if (counter === null) return;
  const [holder, name] = [loop.constant(counter), loop.fresh("count")];
  loop.before(`let ${name} = ${holder}.rows;`);
  loop.line(`${name}++;`);
  loop.effect();
  loop.after(`${holder}.rows = ${name};`);
}

// ---- sources -----------------------------------------------------------------------------------------------------------

export type Scan = Extract<Node, { kind: "scan" }>;

function homeOf(table: Table, { columns, exactKeys = false }: Scan): Home {
  return { columns, exactKeys, entries: (offsets) => table.entries!(offsets) }; // `able.ts` has looked
}

function rangeOf(node: Scan, table: Table, run: Execution): ScanOptions {
  const { asOf, since } = node.time;
  const to = run.checkpoints.get(node.source)?.size;
  return {
    ...(asOf === null ? {} : { upTo: asOf }),
    ...(to === undefined ? {} : { to }),
    ...(since === null || table.key !== null ? {} : { since }),
    ...(table.key === null ? {} : { newest: true }),
    columns: node.columns,
  };
}

/** Makes the slices of a scan ready, while others have their turns. */
export function* loadSlices(node: Scan, { run, clock }: Context): Work<void> {
  const table = run.tables.get(node.source);
  if (table?.load === undefined) return;
  let begun = clock();
  for (const _ of table.load(rangeOf(node, table, run))) {
    const ms = clock() - begun;
    if (ms < 1) continue;
    yield ms * ROWS_PER_MS;
    begun = clock();
  }
}

/** The slices of a table that a scan means. */
export function slicesOf(node: Scan, run: Execution): readonly Slice[] {
  const table = run.tables.get(node.source)!; // as above
  const slices = [...table.slices!(rangeOf(node, table, run))];
  if (table.key !== null && slices.some(({ part }) => part.hasValidTime)) throw DOUBT;
  return slices;
}

export function scanFlow(node: Scan, context: Context): Flow {
  const { since } = node.time;
  const slices = context.slicesOf(node);
  const table = context.run.tables.get(node.source);
  const source = new ScanSource(slices, table === undefined ? null : homeOf(table, node));
  const exact = slices.every(({ part, rows }) => rows !== null || part.live === null) && since === null;
  const isWhole = exact && context.counterOf(node) === null && slices.every(({ rows }) => rows === null);
  return {
    runs: slices.map((slice, at) => ({ ...slice, at, live: slice.part.live, slice })),
    turns: null,
    most: () => source.rows,
    exact,
    limits: [],
    scans: true,
    whole: isWhole ? slices : null,
    emit(loop) {
      // Of versions the newest is chosen first; of other entries `since` has chosen already, which is no harm.
      if (since !== null) loop.line(`if (${source.time.val(loop).code} <= ${loop.constant(since)}) continue;`);
      counting(loop, context.counterOf(node));
      return { kind: "records", alias: node.alias, records: source };
    },
  };
}

/** Rows that were gathered, with what their columns are. */
export function relationFlow(relation: Relation, scopeAt: (row: string) => Scope): Flow {
  const runs: Run[] = [];
  for (let from = 0; from < relation.size; from += CHUNK) {
    runs.push({
      at: runs.length,
      from,
      to: Math.min(relation.size, from + CHUNK),
      rows: null,
      live: null,
      slice: null,
    });
  }
  return {
    runs,
    turns: null,
    most: () => relation.size,
    exact: true,
    limits: [],
    scans: false,
    whole: null,
    emit: () => scopeAt("i"),
  };
}

// ---- running -----------------------------------------------------------------------------------------------------------

function walkOf({ rows, live }: Run): Walk {
  return rows !== null ? "listed" : live !== null ? "live" : "all";
}

/** Rows that a loop begins with where each may have any number of partners. */
const FIRST_ROWS = 1;
/** Milliseconds that a loop is to take at a time. */
const [LEAST_MS, MOST_MS] = [4, 16];

/** How many rows are gone through at a time, where joins make it unknown how long that takes: as many as take some milliseconds. */
interface Pace {
  rows: number;
}

/** The parts of a run: all of it, or, with a pace, some rows at a time. */
function* partsOf(run: Run, pace: Pace | null, walk: (from: number, to: number) => number): Generator<number, void> {
  if (run.rows !== null) return yield walk(0, run.rows.length);
  if (pace === null) return yield walk(run.from, run.to);
  for (let from = run.from; from < run.to;) {
    const to = Math.min(run.to, from + pace.rows);
    const ms = walk(from, to);
    from = to;
    if (ms < LEAST_MS) pace.rows = Math.min(pace.rows * 4, CHUNK);
    else if (ms > MOST_MS) pace.rows = Math.max(1, pace.rows >> 2);
    yield ms;
  }
}

/** Runs a loop over the runs of its flow; `ended` is told of each that it has gone through. */
export function* drive(
  { runs, turns, limits, scans }: Flow,
  loop: LoopText<unknown>,
  context: Context,
  node: Node,
  ended?: (run: Run) => void,
): Work<void> {
  let hasJoins = false;
  visitPlan(node, (each) => hasJoins ||= each.kind === "join");
  const pace = hasJoins ? { rows: FIRST_ROWS } : null;
  for (const run of runs) {
    if (limits.some(({ over }) => over)) return;
    if (turns !== null && !turns.isMine(run.at)) continue;
    const bound = loop.bindings.map((of) => of(run.slice));
    const through = loop.through(walkOf(run), bound);
    const parts = partsOf(run, pace, (from, to) => {
      const begun = context.clock();
      through(from, to, run.rows, run.live);
      const ms = context.clock() - begun;
      context.took(node, ms, 0);
      if (scans) context.scanned(to - from);
      return ms;
    });
    for (const ms of parts) {
      // What took long counts as many rows: others have their turns.
      yield Math.max(hasJoins ? 0 : run.rows === null ? run.to - run.from : run.rows.length, ms * ROWS_PER_MS);
      if (limits.some(({ over }) => over)) return;
    }
    ended?.(run);
  }
}

/** Rows to make room for at once. */
export function roomFor(flow: Flow): number {
  const [most, exact] = [flow.most(), flow.exact];
  return Math.max(1, most !== null && (exact || most < CHUNK) ? most : CHUNK);
}

// ---- steps -------------------------------------------------------------------------------------------------------------

/** A flow with one more step. */
export function step(flow: Flow, emit: (loop: LoopText<unknown>, scope: Scope) => Scope): Flow {
  return { ...flow, whole: null, emit: (loop) => emit(loop, flow.emit(loop)) };
}

/** Columns that are computed of a row. All are computed where they stand: each may fail. */
export function columnsScope(
  loop: LoopText<unknown>,
  scope: Scope,
  columns: readonly Named[],
  context: Context,
): Extract<Scope, { kind: "named" }> {
  const of = expressions(context, loop, scope);
  const cells = columns.map(({ expr }): Cell => {
    const cell = expr.kind === "column" ? resolve(scope, expr.name) : null;
    if (cell !== null) return cell;
    const val = of.value(expr);
    return { type: val.type, nullable: val.nil !== null, val: () => val };
  });
  return { kind: "named", alias: null, names: columns.map(({ name }) => name), cells };
}
