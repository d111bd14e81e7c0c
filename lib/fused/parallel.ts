/**
 * Groups on several workers: each goes through a run of slices, in shared memory; what they come to is put together in the order of the runs, so groups
 * stand in the order in which they came first, and the answer is that of one worker.
 * In: a group over steps over one scan; joins are steps of their left side, and each worker gets the rows of the right one. Out: its keys and results; null where one worker does it better, or only one can.
 * @module
 */
import type { Slice } from "../columns/mod.ts";
import { host } from "../runtime/mod.ts";
import {
  type Aggregate,
  type Execution,
  exprsOf,
  type Named,
  type Node,
  takeAggregates,
  TIMESTAMP,
  visitExpr,
  visitPlan,
} from "../query/mod.ts";
import { Budget } from "./budget.ts";
import type { Side } from "./flow.ts";
import { helpers, mayHelp } from "./helpers.ts";
import { partial } from "./partial.ts";
import type { Relation, Stored } from "./relation.ts";
import { readerOf } from "./relation.ts";
import { NOT_SENT, packed, packedSide, packedSlices, unpacked, unpackedSide, unpackedSlices } from "./wire.ts";

/** Rows below which one worker is done before two have begun. */
const ROWS_WORTH = 2_000_000;
let least = ROWS_WORTH;

/** From how many rows on several workers are used; for tests. */
export function useWorkersFrom(rows: number = ROWS_WORTH): void {
  least = rows;
}

type Scan = Extract<Node, { kind: "scan" }>;

/** A node and those below it, as far as the rows of a scan go through them one at a time; a join goes on with its left side. */
export function stepsTo(node: Node): Node[] {
  switch (node.kind) {
    case "where":
    case "select":
    case "with":
    case "alias":
    case "parallel":
      return [node, ...stepsTo(node.input)];
    case "join":
      return [node, ...stepsTo(node.left)];
    default:
      return [node];
  }
}

/** The scan below such steps; null where there is something else. */
export function onlyScan(node: Node): Scan | null {
  const last = stepsTo(node).at(-1);
  return last?.kind === "scan" ? last : null;
}

/** Whether an expression of the plan looks among values that were gathered before. */
function looksAmong(node: Node): boolean {
  let found = false;
  visitPlan(
    node,
    (each) =>
      exprsOf(each).forEach((expr) =>
        visitExpr(expr, (part) => found ||= part.kind === "operator" && part.name === "in")
      ),
  );
  return found;
}

function rowsOf({ from, to, rows }: Slice): number {
  return rows === null ? to - from : rows.length;
}

/** Slices in runs of about as many rows. */
function runsOf(slices: readonly Slice[], count: number): Slice[][] {
  const total = slices.reduce((sum, slice) => sum + rowsOf(slice), 0);
  const runs: Slice[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const slice of slices) {
    runs[Math.min(count - 1, Math.floor(before * count / total))].push(slice);
    before += rowsOf(slice);
  }
  return runs.filter((run) => run.length > 0);
}

/** The runs of slices for so many workers; null where it is not worth it. */
export function runsFor(node: Node, slices: readonly Slice[], workers: number): Slice[][] | null {
  if (workers < 2 || !mayHelp() || looksAmong(node)) return null;
  if (slices.reduce((sum, slice) => sum + rowsOf(slice), 0) < least) return null;
  const runs = runsOf(slices, workers);
  return runs.length < 2 ? null : runs;
}

/** Into how many runs the rows that a group reads would go, as far as that can be told before: not whether sums of Floats would be rounded. */
export function partitionsOf(node: Node, run: Execution): number {
  if (node.kind !== "group" || !mayHelp() || looksAmong(node)) return 1;
  const scan = onlyScan(node.input);
  if (scan === null || !scan.isTable) return 1;
  if (partial(takeAggregates(node.outputs ?? []).found, () => true) === null) return 1;
  const rows = run.tables.get(scan.source)?.count() ?? 0;
  return rows >= least ? workersFor(run.workers) : 1;
}

/** More workers than there are processors only wait for each other. */
export function workersFor(asked: number): number {
  return Math.min(asked, Math.max(host.cores ?? 2, 2));
}

/** What a helper is told. */
interface Job {
  readonly input: unknown;
  readonly keys: unknown;
  readonly aggregates: unknown;
  readonly slices: unknown;
  /** The kept sides of joins, in the order of `stepsTo`. */
  readonly sides: readonly unknown[];
  readonly memory: number;
}

/** What it answers: the keys and results of its rows, and how many rows came out of each node. */
interface Answer {
  readonly size: number;
  readonly columns: readonly unknown[];
  readonly counts: readonly number[];
}

export interface Part {
  readonly relation: Relation;
  /** Rows that came out of each node, in the order of `stepsTo`. */
  readonly counts: readonly number[];
}

/** Null where something cannot be sent. */
function orNull<T>(pack: () => T): T | null {
  try {
    return pack();
  } catch (error) {
    if (error === NOT_SENT) return null;
    throw error;
  }
}

/**
 * Lets helpers go through all runs but the first; null where one of them could not. The jobs are on their way when this answers; `loadHelpers` was waited for.
 */
export function partsElsewhere(
  { input, keys, aggregates, sides }: {
    readonly input: Node;
    readonly keys: readonly Named[];
    readonly aggregates: readonly Aggregate[];
    readonly sides: ReadonlyMap<Node, Side> | null;
  },
  runs: readonly (readonly Slice[])[],
  memory: number,
): Promise<Part[] | null> | null {
  const others = helpers(runs.length - 1);
  const scan = onlyScan(input);
  if (others.length === 0 || scan === null || scan.columns === null) return null;
  const names = scan.columns;
  const withTimes = scan.time.since !== null || names.includes(TIMESTAMP);
  const jobs = orNull((): Job[] => {
    const plan = { input: packed(input), keys: packed(keys), aggregates: packed(aggregates), memory };
    const kept = stepsTo(input).flatMap((node) => node.kind === "join" ? [packedSide(sides!.get(node)!)] : []); // opened before
    return others.map((_, i) => ({ ...plan, sides: kept, slices: packedSlices(runs[i + 1], names, withTimes) }));
  });
  if (jobs === null) return null;
  const answers = others.map((helper, i) => helper.run(jobs[i]) as Promise<Answer | null>);
  return Promise.all(answers).then((answers) => {
    const parts = answers.map((answer) => {
      if (answer === null) return null;
      const columns = unpacked(answer.columns) as Stored[]; // what `answerJob` makes
      return { relation: { size: answer.size, columns }, counts: answer.counts };
    });
    return parts.includes(null) ? null : parts as Part[]; // just tested
  });
}

/** Groups here; `open.ts` knows how. */
export type GroupHere = (
  input: Node,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  slices: readonly Slice[],
  sides: Map<Node, Side>,
  counterOf: (node: Node) => { rows: number } | null,
  budget: Budget,
) => Relation;

/** What a helper does. */
export function answerJob(job: unknown, group: GroupHere): Answer {
  const { input, keys, aggregates, slices, sides, memory } = job as Job; // what `partsElsewhere` makes
  const node = unpacked(input) as Node;
  const steps = stepsTo(node);
  const counters = new Map(steps.map((each) => [each, { rows: 0 }]));
  const joins = steps.filter(({ kind }) => kind === "join");
  const { size, columns } = group(
    node,
    unpacked(keys) as Named[],
    unpacked(aggregates) as Aggregate[],
    unpackedSlices(slices),
    new Map(joins.map((join, i) => [join, unpackedSide(sides[i])])),
    (each) => counters.get(each) ?? null,
    new Budget(memory),
  );
  return {
    size,
    columns: columns.map((column) => packed(column)),
    counts: [...counters.values()].map(({ rows }) => rows),
  };
}

/** The rows of several relations, one after the other. */
export function concatenated(relations: readonly Relation[]): Relation {
  const size = relations.reduce((sum, { size }) => sum + size, 0);
  const columns = relations[0].columns.map((_, i): Stored => {
    const all = relations.map(({ columns }) => columns[i]);
    const { type } = all[0];
    const numbers = type === "int" || type === "float" || type === "instant" || type === "bool";
    if (!numbers || all.some((column) => column.type !== type)) {
      const values = relations.flatMap(({ size }, k) => {
        const read = readerOf(all[k]);
        return Array.from({ length: size }, (_, row) => read(row));
      });
      return { type: "any", data: values, nil: null, words: null };
    }
    const data = type === "bool" ? new Uint8Array(size) : new Float64Array(size);
    const nil = all.some((column) => column.nil !== null) ? new Uint8Array(size) : null;
    let at = 0;
    for (const column of all) {
      data.set(column.data as Float64Array, at); // of numbers, as just tested
      if (column.nil !== null) nil!.set(column.nil, at); // there is one
      at += column.data.length;
    }
    return { type, data, nil, words: null };
  });
  return { size, columns };
}
