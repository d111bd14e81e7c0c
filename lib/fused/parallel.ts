/**
 * Groups on several workers: each goes through a run of slices, in shared memory; what they come to is put together in the order of the runs, so groups
 * stand in the order in which they came first, and the answer is that of one worker.
 * In: a group over steps over one scan. Out: its keys and results; null where one worker does it better, or only one can.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import type { Slice } from "../columns/mod.ts";
import { host } from "../runtime/mod.ts";
import {
  type Aggregate,
  type Execution,
  exprsOf,
  inputsOf,
  type Named,
  type Node,
  visitExpr,
  visitPlan,
} from "../query/mod.ts";
import { Budget } from "./budget.ts";
import { helpers, loadHelpers, mayHelp } from "./helpers.ts";
import type { Relation, Stored } from "./relation.ts";
import { readerOf } from "./relation.ts";
import { packed, packedSlices, unpacked, unpackedSlices } from "./wire.ts";

/** Rows below which one worker is done before two have begun. */
const ROWS_WORTH = 2_000_000;
let least = ROWS_WORTH;

/** From how many rows on several workers are used; for tests. */
export function useWorkersFrom(rows: number = ROWS_WORTH): void {
  least = rows;
}

type Scan = Extract<Node, { kind: "scan" }>;

/** The scan below steps that look at one row at a time; null where there is something else. */
export function onlyScan(node: Node): Scan | null {
  switch (node.kind) {
    case "scan":
      return node;
    case "where":
    case "select":
    case "with":
    case "alias":
    case "parallel":
      return onlyScan(inputsOf(node)[0]);
    default:
      return null;
  }
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

/** Into how many runs the rows that a group reads would go, as far as that can be told before. */
export function partitionsOf(node: Node, run: Execution): number {
  let partitions = 1;
  visitPlan(node, (each) => {
    const scan = each.kind === "group" ? onlyScan(each.input) : null;
    if (scan === null || !scan.isTable || !mayHelp() || looksAmong(each)) return;
    const rows = run.tables.get(scan.source)?.count() ?? 0;
    if (rows >= least) partitions = Math.max(partitions, workersFor(run.workers));
  });
  return partitions;
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
  /** Rows that came out of each node, in the order of `visitPlan`. */
  readonly counts: readonly number[];
}

/** Lets helpers go through all runs but the first; the answer comes later, null where one of them could not. */
export async function partsElsewhere(
  { input, keys, aggregates }: {
    readonly input: Node;
    readonly keys: readonly Named[];
    readonly aggregates: readonly Aggregate[];
  },
  runs: readonly (readonly Slice[])[],
  names: readonly Keyword[],
  memory: number,
): Promise<Part[] | null> {
  await loadHelpers();
  const others = helpers(runs.length - 1);
  if (others.length === 0) return null;
  const [plan, by, what] = [packed(input), packed(keys), packed(aggregates)];
  const answers = await Promise.all(others.map((helper, i) => {
    const job: Job = {
      input: plan,
      keys: by,
      aggregates: what,
      slices: packedSlices(runs[i + 1], names, true),
      memory,
    };
    return helper.run(job) as Promise<Answer | null>;
  }));
  const parts = answers.map((answer) => {
    if (answer === null) return null;
    const columns = unpacked(answer.columns) as Stored[]; // what `answerJob` makes
    return { relation: { size: answer.size, columns }, counts: answer.counts };
  });
  return parts.includes(null) ? null : parts as Part[]; // just tested
}

/** Groups here; `open.ts` knows how. */
export type GroupHere = (
  input: Node,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  slices: readonly Slice[],
  counterOf: (node: Node) => { rows: number } | null,
  budget: Budget,
) => Relation;

/** What a helper does. */
export function answerJob(job: unknown, group: GroupHere): Answer {
  const { input, keys, aggregates, slices, memory } = job as Job; // what `partsElsewhere` makes
  const node = unpacked(input) as Node;
  const counters = new Map<Node, { rows: number }>();
  visitPlan(node, (each) => counters.set(each, { rows: 0 }));
  const { size, columns } = group(
    node,
    unpacked(keys) as Named[],
    unpacked(aggregates) as Aggregate[],
    unpackedSlices(slices),
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
