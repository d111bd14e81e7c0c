/**
 * Groups on several workers: each goes through some of the slices, in shared memory; what they come to is put together in the order of the slices in which
 * groups were first met, so groups stand in the order in which they came first, and the answer is that of one worker.
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
import { concatenated, rowsFrom } from "./concatenate.ts";
import type { Side } from "./flow.ts";
import { helpers, mayHelp } from "./helpers.ts";
import { partial } from "./partial.ts";
import type { Relation, Stored } from "./relation.ts";
import type { Scratch } from "./scratch.ts";
import { type Met, Turns } from "./turns.ts";
import { type Given, keep, lackingIn } from "./shelf.ts";
import {
  NOT_SENT,
  packed,
  packedSide,
  packedSlices,
  packedThing,
  unpacked,
  unpackedSide,
  unpackedSlices,
  unpackedThing,
} from "./wire.ts";

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

/** How many rows a slice has. */
export function rowsOf({ from, to, rows }: Slice): number {
  return rows === null ? to - from : rows.length;
}

/** For how many workers these slices are worth it. */
export function workersWorth(node: Node, slices: readonly Slice[], workers: number): number {
  if (workers < 2 || !mayHelp() || looksAmong(node)) return 1;
  return slices.reduce((sum, slice) => sum + rowsOf(slice), 0) < least ? 1 : Math.min(workers, slices.length);
}

/** How many workers would go through the rows that a group reads, as far as that can be told before: not whether sums of Floats would be rounded. */
export function partitionsOf(node: Node, run: Execution): number {
  if (node.kind !== "group" || !mayHelp() || looksAmong(node)) return 1;
  const scan = onlyScan(node.input);
  if (scan === null || !scan.isTable) return 1;
  if (partial(takeAggregates(node.outputs ?? []).found, () => "int") === null) return 1;
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
  readonly given: readonly Given[];
  readonly slices: unknown;
  readonly turns: unknown;
  /** The kept sides of joins, in the order of `stepsTo`. */
  readonly sides: readonly unknown[];
  /** Whether rows are counted at each node. */
  readonly counted: boolean;
  readonly memory: number;
}

/** What a worker has done. */
interface Share {
  /** Rows that it has read. */
  readonly scanned: number;
  /** Rows that came out of each node, in the order of `stepsTo`; empty when nobody asks. */
  readonly counts: readonly number[];
  readonly met: readonly Met[];
}

/** What a helper answers: the keys and results of its rows. */
interface Answer extends Share {
  readonly size: number;
  readonly columns: readonly unknown[];
}

export interface Part extends Share {
  readonly relation: Relation;
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
 * Lets helpers go through slices, one for each of the turns; null where one of them could not. The jobs are on their way when this answers; `loadHelpers`
 * was waited for.
 */
export function partsElsewhere(
  { input, keys, aggregates, sides, counted }: {
    readonly counted: boolean;
    readonly input: Node;
    readonly keys: readonly Named[];
    readonly aggregates: readonly Aggregate[];
    readonly sides: ReadonlyMap<Node, Side> | null;
  },
  slices: readonly Slice[],
  turns: readonly Turns[],
  memory: number,
): Promise<Part[] | null> | null {
  const others = helpers(turns.length);
  const scan = onlyScan(input);
  if (others.length === 0 || scan === null || scan.columns === null) return null;
  const names = scan.columns;
  const withTimes = scan.time.since !== null || names.includes(TIMESTAMP);
  const jobs = orNull((): Job[] => {
    const plan = { input: packed(input), keys: packed(keys), aggregates: packed(aggregates), counted, memory };
    const kept = stepsTo(input).flatMap((node) => node.kind === "join" ? [packedSide(sides!.get(node)!)] : []); // opened before
    const { sent, things } = packedSlices(slices, names, withTimes);
    return turns.map(({ next, end }, i): Job => ({
      ...plan,
      given: lackingIn(others[i], things, packedThing),
      sides: kept,
      slices: sent,
      turns: packed({ next, end }),
    }));
  });
  if (jobs === null) return null;
  const answers = others.map((helper, i) => helper.run(jobs[i]) as Promise<Answer | null>);
  return Promise.all(answers).then((answers) => {
    const parts = answers.map((answer) => {
      if (answer === null) return null;
      const { size, columns, ...share } = answer;
      return { relation: { size, columns: unpacked(columns) as Stored[] }, ...share }; // what `answerJob` makes
    });
    return parts.includes(null) ? null : parts as Part[]; // just tested
  });
}

/** Groups here; `open.ts` knows how. */
export type GroupHere = (
  input: Node,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  within: {
    readonly slices: readonly Slice[];
    readonly turns: Turns;
    readonly sides: Map<Node, Side>;
    readonly counterOf: (node: Node) => { rows: number } | null;
    readonly scanned: (rows: number) => void;
    readonly budget: Budget;
  },
) => Relation;

/** What a helper does. */
export function answerJob(job: unknown, group: GroupHere): Answer {
  const { input, keys, aggregates, given, slices, turns, sides, counted, memory } = job as Job; // what `partsElsewhere` makes
  keep(given, unpackedThing);
  const node = unpacked(input) as Node;
  const steps = stepsTo(node);
  const counters = new Map((counted ? steps : []).map((each) => [each, { rows: 0 }]));
  const joins = steps.filter(({ kind }) => kind === "join");
  const { next, end } = unpacked(turns) as Turns; // its fields
  const mine = new Turns(next, end);
  let scanned = 0;
  const { size, columns } = group(node, unpacked(keys) as Named[], unpacked(aggregates) as Aggregate[], {
    slices: unpackedSlices(slices),
    turns: mine,
    sides: new Map(joins.map((join, i) => [join, unpackedSide(sides[i])])),
    counterOf: (each) => counters.get(each) ?? null,
    scanned: (rows) => void (scanned += rows),
    budget: new Budget(memory),
  });
  return {
    size,
    columns: columns.map((column) => packed(column)),
    scanned,
    counts: [...counters.values()].map(({ rows }) => rows),
    met: mine.met,
  };
}

/** The groups of several workers as they would have come first to one: by the slices in which each has met them. */
export function inOrderMet(parts: readonly Pick<Part, "relation" | "met">[], scratch: Scratch): Relation {
  const pieces = parts.flatMap(({ relation, met }) => {
    let from = 0;
    return met.flatMap(({ slice, groups }) => {
      const piece = { slice, rows: rowsFrom(relation, from, groups) };
      from = groups;
      return piece.rows.size === 0 ? [] : [piece];
    });
  });
  // Where nobody has met anything all have gathered the same: nothing.
  if (pieces.length === 0) return parts[0].relation;
  return concatenated(pieces.sort((a, b) => a.slice - b.slice).map(({ rows }) => rows), scratch);
}
