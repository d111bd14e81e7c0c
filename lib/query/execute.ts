/**
 * Executing plans: tables are found, the plan is optimised, what `in` looks among is gathered, then rows flow.
 * In: a plan. Out: its rows, all at once or as they come.
 * @module
 */
import {
  ChunkedCons,
  closest,
  count as countOf,
  EMPTY_LIST,
  isCounted,
  type Keyword,
  kw,
  LazySeq,
  MapBuilder,
  mapOf,
  PMap,
  printReadably,
  type Seq,
  Vec,
} from "../data/mod.ts";

import { andThen, collect, guarded, host, machine, now } from "../runtime/mod.ts";
import { compile, type Compiled, type Execution, type Measure, valuesSink } from "./compile.ts";
import type { Choices } from "./evaluate.ts";
import { namesHint, queryFail } from "./errors.ts";
import { type Expr, visitExpr } from "./expr.ts";
import { drain, type Runner, runWhile, type Sink } from "./flow.ts";
import { checkColumns } from "./known_columns.ts";
import { KeyTable } from "./key_table.ts";
import type { Facts } from "./estimate.ts";
import { knownColumns, type Row, TIMESTAMP, toValue } from "./layout.ts";
import { memoryLimit } from "./memory.ts";
import { optimise } from "./optimise.ts";
import { outsideOf } from "./outside.ts";
import { exprsOf, type Node, visitPlan } from "./plan.ts";
import { type Checkpoint, type Entry, findTable, type Table, tableNames } from "./table.ts";
import { choices as choicesOf } from "./values.ts";

type Scan = Extract<Node, { kind: "scan" }>;

/** Does something for each of some things, one after the other, though each may suspend. */
function eachInTurn<T>(items: readonly T[], use: (item: T) => unknown, then: () => unknown, from = 0): unknown {
  for (let i = from; i < items.length; i++) {
    const answer = use(items[i]);
    if (machine.suspended) return andThen(answer, () => eachInTurn(items, use, then, i + 1));
  }
  return then();
}

/** The tables that a plan names. */
export function tablesOf(plan: Node, then: (tables: KeyTable<Table>) => unknown): unknown {
  const scans: Scan[] = [];
  visitPlan(plan, (node) => {
    if (node.kind === "scan" && node.isTable) scans.push(node);
  });
  const tables = new KeyTable<Table>();
  return eachInTurn(scans, (scan) => {
    if (tables.get(scan.source) !== undefined) return undefined;
    return andThen(findTable(scan.source), (found) => {
      if (found === null) return noSuchLog(scan);
      tables.add(scan.source, found as Table); // what `setTables` is for
      return undefined;
    });
  }, () => then(tables));
}

/** Fails because there is no log of a name; says which ones there are. */
function noSuchLog({ source, at }: Scan): unknown {
  return andThen(tableNames(), (names) => {
    const known = [...names as readonly unknown[]].map((name) => printReadably(name)); // what `setTables` is for
    const hint = namesHint(closest(printReadably(source), known), known);
    return queryFail("no-such-log", { name: source }, hint === null ? { at } : { at, hint });
  });
}

/** Rows of a sample. */
const SAMPLE = 192;

/** Entries of a table that are rows, from all over it or, where it takes no samples, its first. */
function sampleOf(table: Table): Entry[] {
  const entries = table.sample?.() ?? table.scan({ to: SAMPLE });
  return [...entries].filter(({ deleted }) => !deleted);
}

/** What is known of the sources of a plan. Samples are taken when somebody asks, once for each table. */
export function factsOf(tables: KeyTable<Table>): Facts {
  const samples = new Map<Table, readonly Row[]>();
  const tableOf = ({ isTable, source }: Scan): Table | undefined => isTable ? tables.get(source) : undefined;
  return {
    rows(scan) {
      const { isTable, source } = scan;
      if (isTable) return tableOf(scan)?.count() ?? null;
      if (outsideOf(source) !== null) return null;
      return source === null ? 0 : isCounted(source) ? countOf(source) : null;
    },
    sample(scan) {
      if (!scan.isTable) {
        if (!(scan.source instanceof Vec)) return null;
        const { source } = scan;
        const step = Math.max(1, source.count() / SAMPLE);
        return Array.from({ length: Math.min(source.count(), SAMPLE) }, (_, i) => source.nth(Math.floor(i * step)));
      }
      const table = tableOf(scan);
      if (table === undefined) return null;
      let sample = samples.get(table);
      if (sample === undefined) samples.set(table, sample = sampleOf(table));
      return sample;
    },
    key: (scan) => tableOf(scan)?.key ?? null,
    hasOwnTimes: (scan) => tableOf(scan)?.hasColumn?.(TIMESTAMP) ?? true,
  };
}

/** The row of a query that `in` looks among: the value of its only column, or itself. */
function choiceOf(row: unknown): unknown {
  if (!(row instanceof PMap) || row.count() !== 1) return row;
  const only = row.cursor();
  only.advance();
  return only.value;
}

function gatherChoices(plan: Node, then: (choices: Map<Expr, Choices>) => unknown): unknown {
  const lookups: { readonly expr: Expr; readonly among: unknown }[] = [];
  const look = (part: Expr): void => {
    if (part.kind !== "operator" || part.name !== "in") return;
    const among = part.args[1];
    if (among.kind === "constant") lookups.push({ expr: part, among: among.value });
  };
  visitPlan(plan, (node) => exprsOf(node).forEach((expr) => visitExpr(expr, look)));
  const choices = new Map<Expr, Choices>();
  return eachInTurn(lookups, ({ expr, among }) =>
    collect(choicesOf(among), (items) => {
      const table = new KeyTable<true>();
      let unknown = false;
      for (const item of items) {
        const choice = choiceOf(item);
        if (choice === null) unknown = true;
        // NaN equals nothing.
        else if (choice === choice && table.get(choice) !== true) table.add(choice, true);
      }
      choices.set(expr, { table, unknown });
      return undefined;
    }), () => then(choices));
}

/** The states of tables, taken before anything is read: that is what all scans see, though the tables may grow. */
function checkpointsOf(plan: Node, tables: KeyTable<Table>): KeyTable<Checkpoint> {
  const checkpoints = new KeyTable<Checkpoint>();
  visitPlan(plan, (node) => {
    if (node.kind !== "scan" || !node.isTable || checkpoints.get(node.source) !== undefined) return;
    const checkpoint = tables.get(node.source)?.checkpoint?.();
    if (checkpoint !== undefined) checkpoints.add(node.source, checkpoint);
  });
  return checkpoints;
}

/** The states of the tables that an execution reads, `{:log :size}` by their names; null when none says. */
export function checkpointsIn(plan: Node, { checkpoints }: Execution): PMap | null {
  const marks = new MapBuilder();
  let count = 0;
  visitPlan(plan, (node) => {
    const checkpoint = node.kind === "scan" && node.isTable ? checkpoints.get(node.source) : undefined;
    if (node.kind !== "scan" || checkpoint === undefined) return;
    marks.assoc(node.source, mapOf(kw("log"), checkpoint.log, kw("size"), checkpoint.size));
    count++;
  });
  return count === 0 ? null : marks.done();
}

/** How many workers a plan asks for; as many as there are processors where it does not say how many. */
function workersOf(plan: Node): number {
  let asked = 1;
  visitPlan(plan, (node) => {
    if (node.kind !== "parallel") return;
    const { workers } = node;
    asked = Math.max(asked, workers === true ? host.cores ?? 1 : workers === false ? 1 : Number(workers));
  });
  return asked;
}

export interface Options {
  /** Gathers what each node does. */
  readonly measures?: Map<Node, Measure>;
  /** Plans are run as they are written; for tests. */
  readonly asWritten?: boolean;
  /** Nothing is done in columns; for tests. */
  readonly inRows?: boolean;
  /** What the optimiser is told of sources, in place of what is known of them; for tests. */
  readonly facts?: Facts;
  /** Columns that no source has are let pass. */
  readonly isLenient?: boolean;
  readonly from?: number;
  readonly seen?: (offset: number) => void;
}

/** An execution that is about to begin. */
export interface Prepared {
  readonly plan: Node;
  readonly compiled: Compiled;
  readonly execution: Execution;
}

/** Makes a plan ready; may suspend. */
export function prepare(plan: Node, options: Options, then: (prepared: Prepared) => unknown): unknown {
  return tablesOf(plan, (tables) => {
    // What is to be explained need not be right, and of a log that is watched the columns may come.
    const isLenient = options.isLenient === true || options.from !== undefined;
    const checked = isLenient ? plan : checkColumns(plan, tables);
    const better = options.asWritten === true ? checked : optimise(checked, options.facts ?? factsOf(tables));
    return gatherChoices(better, (choices) => {
      const execution: Execution = {
        tables,
        choices,
        checkpoints: checkpointsOf(better, tables),
        nowMs: Math.floor(now()),
        scanned: 0,
        raised: new Set(),
        measures: options.measures ?? null,
        from: options.from ?? null,
        seen: options.seen ?? null,
        columnar: options.inRows !== true,
        workers: workersOf(better),
        partitions: 1,
        memory: memoryLimit(),
      };
      return then({ plan: better, compiled: compile(better, execution), execution });
    });
  });
}

/** Runs a plan to its end, then hands on its rows as values; suspends where it has to wait. */
export function runPlan(
  plan: Node,
  then: (rows: unknown[], prepared: Prepared) => unknown,
  options: Options = {},
): unknown {
  return prepare(plan, options, (prepared) => {
    const rows: unknown[] = [];
    const runner = prepared.compiled.start(valuesSink(prepared.compiled.layout, rows));
    return drain(runner, () => then(rows, prepared));
  });
}

/** What looks at the rows of an execution one by one. */
export interface Visitor {
  /** Told which columns the rows have, null where that is not known before they come; before the first of them. */
  begin?(columns: readonly Keyword[] | null): unknown;
  row(value: unknown): unknown;
}

/** Runs a plan to its end and lets each row be looked at as it comes, then answers `then()`; all of them may suspend. */
export function visitRows(plan: Node, visitor: Visitor, then: () => unknown): unknown {
  return prepare(plan, {}, ({ compiled }) => {
    const valueOf = toValue(compiled.layout);
    const sink: Sink = {
      push: (row) => {
        const answer = visitor.row(valueOf(row));
        return machine.suspended ? andThen(answer, () => undefined) : undefined;
      },
      done: () => undefined,
    };
    const begun = visitor.begin?.(knownColumns(compiled.layout));
    return andThen(begun, () => drain(compiled.start(sink), then));
  });
}

/** An execution whose rows are taken as they come. */
class Stream {
  readonly #rows: unknown[] = [];
  readonly #runner: Runner;
  #failed: { readonly error: unknown } | null = null;

  constructor({ compiled }: Prepared) {
    this.#runner = compiled.start(valuesSink(compiled.layout, this.#rows));
  }

  /** What the cell for the next rows holds. */
  next(): unknown {
    // A cell that failed may be tried again; the rows behind the failure are gone.
    if (this.#failed !== null) throw this.#failed.error;
    const run = () => runWhile(this.#runner, () => this.#rows.length === 0, (more) => more);
    return guarded(run, (more) => this.#take(more === true), (error) => {
      this.#failed = { error };
      throw error;
    });
  }

  #take(more: boolean): Seq | null {
    const rows = this.#rows.splice(0);
    const rest = more ? new LazySeq(() => this.next()) : EMPTY_LIST;
    return rows.length === 0 ? null : new ChunkedCons(rows, 0, rows.length, rest);
  }
}

/** The rows of a plan, computed while they are walked over: what the cell of a lazy sequence holds. */
export function streamPlan(plan: Node): unknown {
  return prepare(plan, {}, (prepared) => new Stream(prepared).next());
}
