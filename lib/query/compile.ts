/**
 * Plans become runners: each node a step that pushes rows into the step above it.
 * In: an optimised plan, the tables it names, the values `in` looks among. Out: for each node its layout and what starts it.
 * Invariant: compiling evaluates nothing; wrong columns fail here, before the first row flows.
 * @module
 */
import { BatutaError, Instant, kw, PMap } from "../data/mod.ts";
import { andThen, clock } from "../runtime/mod.ts";
import { columnar, type Starter } from "./columnar.ts";
import { ColumnWatch, type SuspectHere } from "./column_watch.ts";
import { queryFail } from "./errors.ts";
import { type Choices, compileExpr, compileTest, type Evaluate, type Place } from "./evaluate.ts";
import { columnsOf, conjunction, conjuncts, constant, type Expr, isPure, operator } from "./expr.ts";
import { BatchRunner, EntryRunner, type Runner, SeqRunner, Sequence, type Sink } from "./flow.ts";
import { gathering, groupStep } from "./group.ts";
import { joinRunner } from "./join.ts";
import type { KeyTable } from "./key_table.ts";
import { type Layout, type Row, sideOf, toValue } from "./layout.ts";
import { checkKept } from "./memory.ts";
import { orderStep } from "./order.ts";
import { outsideOf } from "./outside.ts";
import { pivotStep } from "./pivot.ts";
import { clauseText, type Named, type Node } from "./plan.ts";
import { layoutOf, ROWS } from "./plan_layout.ts";
import {
  comparable,
  distinctStep,
  eachStep,
  extendStep,
  flatStep,
  jsonPathStep,
  limitStep,
  openEnd,
  projectStep,
  whereStep,
} from "./steps.ts";
import type { Checkpoint, Entry, ScanOptions, Table } from "./table.ts";
import { truthy } from "./values.ts";
import { entriesAmong, history, newestEntries } from "./versions.ts";
import { windowStep } from "./window.ts";

/** What was measured at one node. `rows` came out of it; `aboveMs` are milliseconds in the steps above it. */
export interface Measure {
  rows: number;
  aboveMs: number;
  /** Whether the node and all below it ran by columns. */
  inColumns: boolean;
  /** Of a node that ran by columns: milliseconds in its loops, bytes that it kept. */
  loopMs: number;
  bytes: number;
}

/** One execution of a plan. */
export interface Execution {
  readonly tables: KeyTable<Table>;
  readonly choices: ReadonlyMap<Expr, Choices>;
  /** Milliseconds since 1970: what is "now" to all of the plan. */
  readonly nowMs: number;
  /** Rows that were read from sources. */
  scanned: number;
  /** Flags of tests that failed below a join. */
  readonly raised: Set<number>;
  /** What is measured at each node; null when nobody asks. */
  readonly measures: Map<Node, Measure> | null;
  /** Only entries from this offset on; null for all. */
  readonly from: number | null;
  /** The states of the tables that are read, by their names. */
  readonly checkpoints: KeyTable<Checkpoint>;
  /** Told of each entry's offset. */
  readonly seen: ((offset: number) => void) | null;
  /** Whether what can be done in columns is done so. */
  columnar: boolean;
  /** How many workers the plan asks for. */
  readonly workers: number;
  /** How many have gone through parts of a table. */
  partitions: number;
  /** Bytes that it may take for what it keeps. */
  readonly memory: number;
}

export interface Compiled {
  readonly layout: Layout;
  start(sink: Sink): Runner;
}

function measured(compiled: Compiled, node: Node, measures: Map<Node, Measure>): Compiled {
  const measure: Measure = { rows: 0, aboveMs: 0, inColumns: false, loopMs: 0, bytes: 0 };
  measures.set(node, measure);
  const timed = (run: () => unknown): unknown => {
    const begun = clock();
    try {
      return run();
    } finally {
      measure.aboveMs += clock() - begun;
    }
  };
  return {
    layout: compiled.layout,
    start: (sink) =>
      compiled.start({
        push(row) {
          measure.rows++;
          return timed(() => sink.push(row));
        },
        done: () => timed(() => sink.done()),
      }),
  };
}

export function compile(node: Node, run: Execution): Compiled {
  const compiled = { layout: layoutOf(node), start: startsInColumns(node, run) ?? starterOf(node, run) };
  return run.measures === null ? compiled : measured(compiled, node, run.measures);
}

/** What runs a node by columns, if that can be done. It is compiled for rows as well: what is wrong with it is found here. */
function startsInColumns(node: Node, run: Execution): Starter | null {
  let rows: Starter | null = null;
  const start = run.columnar ? columnar()?.start(node, run, () => rows!) ?? null : null; // compiled before anything runs
  if (start === null) return null;
  run.columnar = false;
  try {
    rows = starterOf(node, run);
  } finally {
    run.columnar = true;
  }
  return start;
}

function placeOf(layout: Layout, node: Node, run: Execution): Place {
  return { layout, clause: clauseText(node), choices: run.choices };
}

/** A step over one input. */
function over(input: Node, run: Execution, step: (layout: Layout) => (next: Sink) => Sink): (sink: Sink) => Runner {
  const { layout, start } = compile(input, run);
  const make = step(layout);
  return (sink) => start(make(sink));
}

function compileAll(named: readonly { readonly expr: Expr }[], place: Place): Evaluate[] {
  return named.map(({ expr }) => compileExpr(expr, place));
}

function arePure(named: readonly { readonly expr: Expr }[]): boolean {
  return named.every(({ expr }) => isPure(expr));
}

function starterOf(node: Node, run: Execution): (sink: Sink) => Runner {
  switch (node.kind) {
    case "scan":
      return scanStarter(node, run);
    case "alias":
    case "parallel":
      return compile(node.input, run).start;
    case "where":
      return over(sifted(node, run), run, (layout) => {
        const test = whereTest(node, compileTest(node.test, placeOf(layout, node, run)), run);
        return (next) => whereStep(test, next);
      });
    case "select":
      return over(node.input, run, (layout) => {
        const columns = compileAll(node.columns, placeOf(layout, node, run));
        return (next) => projectStep(columns, arePure(node.columns), next);
      });
    case "with":
      return over(node.input, run, (layout) => {
        const columns = compileAll(node.columns, placeOf(layout, node, run));
        return (next) => extendStep(columns, next);
      });
    case "window":
      return over(node.input, run, (layout) => (next) => windowStep(node, placeOf(layout, node, run), next));
    case "group":
      return over(node.input, run, (layout) => {
        const place = placeOf(layout, node, run);
        const keys = compileAll(node.keys, place);
        const what = gathering(node.keys, node.outputs ?? ALL_ROWS, place);
        return (next) => groupStep(keys, arePure(node.keys), what, next);
      });
    case "pivot":
      return over(node.input, run, (layout) => pivotStep(node, placeOf(layout, node, run)));
    case "order":
      return over(node.input, run, (layout) => {
        const keys = compileAll(node.terms, placeOf(layout, node, run));
        return (next) => orderStep(keys, node.terms, node.top, next);
      });
    case "limit":
      return over(node.input, run, () => (next) => limitStep(node.offset, node.count, next));
    case "distinct":
      return over(node.input, run, (layout) => (next) => {
        if (layout.kind === "columns") return distinctStep((row) => row as unknown[], layout.names.length, next);
        const valueOf = toValue(layout);
        return distinctStep((row) => [comparable(valueOf(row))], 1, next);
      });
    case "join":
      return joinStarter(node, run);
    case "union":
      return unionStarter(node, run);
    case "each":
      return eachStarter(node, run);
    case "json-path":
      return over(node.input, run, (layout) => (next) => jsonPathStep(node.path, toValue(layout), next));
  }
}

/**
 * The input of a condition that calls functions of the program, without the rows for which what stands before the first call is false, where columns
 * say that. Rows for which it is unknown stay: what comes behind is evaluated for them.
 */
function sifted({ input, test }: Extract<Node, { kind: "where" }>, run: Execution): Node {
  // A profile shows the steps that the plan has.
  if (!run.columnar || run.measures !== null || isPure(test)) return input;
  const tests = conjuncts(test);
  const before = tests.slice(0, tests.findIndex((part) => !isPure(part)));
  if (before.length === 0) return input;
  const isFalse = operator("not", conjunction(before));
  const sieve: Node = {
    kind: "where",
    input,
    test: operator("if", isFalse, constant(false), constant(true)),
    lenient: null,
    unless: null,
  };
  return columnar()?.canRun(sieve, run) === true ? sieve : input;
}

const ALL_ROWS: readonly Named[] = [{
  name: ROWS,
  expr: { kind: "aggregate", name: "collect-list", args: [{ kind: "row" }] },
}];

function whereTest(node: Extract<Node, { kind: "where" }>, test: Evaluate, run: Execution): Evaluate {
  const { lenient, unless } = node;
  if (lenient !== null) {
    return (row) => {
      try {
        return test(row);
      } catch (error) {
        if (!(error instanceof BatutaError)) throw error;
        run.raised.add(lenient);
        return true;
      }
    };
  }
  return unless === null ? test : (row) => run.raised.has(unless) ? test(row) : true;
}

function eachStarter(node: Extract<Node, { kind: "each" }>, run: Execution): (sink: Sink) => Runner {
  return over(node.input, run, (layout) => {
    const f = compileExpr(node.f, placeOf(layout, node, run));
    return (next) => {
      switch (node.how) {
        case "map":
          return eachStep(f, (_, value) => next.push(value), next);
        case "keep":
          return eachStep(f, (_, value) => value === null ? undefined : next.push(value), next);
        case "filter":
          return eachStep(f, (row, value) => truthy(value) ? next.push(row) : undefined, next);
        case "remove":
          return eachStep(f, (row, value) => truthy(value) ? undefined : next.push(row), next);
        case "flat-map":
          return flatStep(f, node.f.at, next);
      }
    };
  });
}

function unionStarter(node: Extract<Node, { kind: "union" }>, run: Execution): (sink: Sink) => Runner {
  const asValues = layoutOf(node).kind === "value";
  const inputs = node.inputs.map((input) => compile(input, run));
  return (sink) => {
    const stopped = { is: false };
    const open = openEnd(sink, stopped);
    const starts = inputs.map(({ layout, start }) => () => {
      if (!asValues) return start(open);
      const valueOf = toValue(layout);
      return start({ push: (row) => open.push(valueOf(row)), done: () => open.done() });
    });
    return new Sequence([...starts, () => ({ run: () => andThen(sink.done(), () => false) })]);
  };
}

// ---- joins -------------------------------------------------------------------------------------------------------------

/** The side of a join that an expression is about; "none" for no column, null when it is about both or that is open. */
function sideOfExpr(expr: Expr, left: Layout, right: Layout): "left" | "right" | "none" | null {
  const columns = columnsOf(expr);
  if (columns === null) return null;
  if (columns.length === 0) return "none";
  const sides = columns.map((name) => sideOf(left, right, name));
  return sides.every((side) => side === sides[0]) ? sides[0] : null;
}

/**
 * Equalities between the sides, left first, and what else has to hold. Where a plain name may belong to either side, the first of an
 * equality is the left side's and the second the right side's.
 */
export function splitCondition(on: Expr, left: Layout, right: Layout): { keys: [Expr, Expr][]; rest: Expr[] } {
  const keys: [Expr, Expr][] = [];
  const rest: Expr[] = [];
  for (const test of conjuncts(on)) {
    if (test.kind === "constant" && truthy(test.value)) continue;
    const pair = test.kind === "operator" && test.name === "=" && test.args.length === 2
      ? pairOf(test.args, left, right)
      : null;
    if (pair === null) rest.push(test);
    else keys.push(pair);
  }
  return { keys, rest };
}

function pairOf([a, b]: readonly Expr[], left: Layout, right: Layout): [Expr, Expr] | null {
  const [sideA, sideB] = [sideOfExpr(a, left, right), sideOfExpr(b, left, right)];
  if (sideA === "none" || sideB === "none") return null;
  if (sideA === "left" && sideB === "right") return [a, b];
  if (sideA === "right" && sideB === "left") return [b, a];
  const plain = (expr: Expr) => expr.kind === "column";
  if (sideA === null && sideB === null) return plain(a) && plain(b) ? [a, b] : null;
  if (sideA === null && plain(a)) return sideB === "left" ? [b, a] : [a, b];
  if (sideB === null && plain(b)) return sideA === "left" ? [a, b] : [b, a];
  return null;
}

function joinStarter(node: Extract<Node, { kind: "join" }>, run: Execution): (sink: Sink) => Runner {
  const [left, right] = [compile(node.left, run), compile(node.right, run)];
  const { keys, rest } = splitCondition(node.on, left.layout, right.layout);
  const clause = clauseText(node);
  const pair: Layout = { kind: "pair", left: left.layout, right: right.layout, over: false };
  const place = (layout: Layout): Place => ({ layout, clause, choices: run.choices });
  const parts = {
    type: node.type,
    left: left.start,
    right: right.start,
    leftKeys: keys.map(([key]) => compileExpr(key, place(left.layout))),
    rightKeys: keys.map(([, key]) => compileExpr(key, place(right.layout))),
    residual: rest.length === 0 ? null : compileTest(conjunction(rest), place(pair)),
    build: node.build,
  };
  return (sink) => joinRunner(parts, sink);
}

// ---- sources -----------------------------------------------------------------------------------------------------------

const VALID_FROM = kw("valid-from");
const VALID_TO = kw("valid-to");

function instantOrNil(ms: number | null): Instant | null {
  return ms === null ? null : new Instant(ms);
}

/** The entries that a scan reads. */
function entriesOf(node: Extract<Node, { kind: "scan" }>, table: Table, run: Execution): Iterable<Entry> {
  const { asOf, since, validAt, history: span } = node.time;
  const to = run.checkpoints.get(node.source)?.size;
  const upTo = { ...(asOf === null ? {} : { upTo: asOf }), ...(to === undefined ? {} : { to }) };
  const { columns } = node;
  if (run.from !== null) return living(table.scan({ ...upTo, from: run.from, columns }));
  const { key } = table;
  const scan = (options: ScanOptions): Iterable<Entry> => {
    if (node.keys === undefined || key === null) return table.scan({ ...upTo, ...options });
    return entriesAmong(table.scan({ ...upTo, ...options, keys: node.keys }), key, node.keys);
  };
  if (span !== null) {
    return history(scan({ columns: null }), key, span.from, span.to).map(({ entry, from, to }) => ({
      ...entry,
      value: entry.value instanceof PMap
        ? entry.value.assoc(VALID_FROM, instantOrNil(from)).assoc(VALID_TO, instantOrNil(to))
        : entry.value,
    }));
  }
  if (key === null) {
    const all = scan({ ...(since === null ? {} : { since }), columns });
    return validAt === null
      ? all
      : filtered(all, (entry) =>
        (entry.validFrom ?? entry.time) <= validAt && (entry.validTo === null || validAt < entry.validTo));
  }
  const found = scan({ newest: validAt === null, columns });
  const ms = validAt ?? asOf ?? run.nowMs;
  // Of a few keys the newest are found here.
  const rows = "isNewest" in found ? found : newestEntries(found, key, { ms, always: validAt === null });
  return since === null ? rows : filtered(rows, (entry) => entry.time > since);
}

function* filtered(entries: Iterable<Entry>, keep: (entry: Entry) => boolean): Generator<Entry> {
  for (const entry of entries) if (keep(entry)) yield entry;
}

function living(entries: Iterable<Entry>): Iterable<Entry> {
  return filtered(entries, (entry) => !entry.deleted);
}

function* watched(entries: Iterable<Entry>, seen: (offset: number) => void): Generator<Entry> {
  for (const entry of entries) {
    seen(entry.offset);
    yield entry;
  }
}

/** The columns to look for among those that are read: what nobody looks at may be left out of the rows. */
function watchedIn({ suspects = [], columns }: Extract<Node, { kind: "scan" }>): readonly SuspectHere[] {
  return columns === null ? suspects : suspects.filter(({ names }) => names.some((name) => columns.includes(name)));
}

function scanStarter(node: Extract<Node, { kind: "scan" }>, run: Execution): (sink: Sink) => Runner {
  const scanned = (rows: number) => void (run.scanned += rows);
  if (!node.isTable) {
    const outside = outsideOf(node.source);
    const watch = () => new ColumnWatch(watchedIn(node));
    if (outside === null) {
      return (sink) => new SeqRunner(node.source, sink, scanned, node.suspects === undefined ? null : watch());
    }
    const [from, name] = [node.at ?? null, outside.name(node.source)];
    return (sink) => {
      const reader = outside.open(node.source, node.columns);
      return new BatchRunner(reader, { sink, scanned, from, name, watch: watch() });
    };
  }
  const table = run.tables.get(node.source) ?? queryFail("no-such-log", { name: node.source }, { at: node.at });
  return (sink) => {
    const entries = entriesOf(node, table, run);
    return new EntryRunner(run.seen === null ? entries : watched(entries, run.seen), sink, scanned, node.source);
  };
}

/** The rows of a compiled plan as values. */
export function valuesSink(layout: Layout, rows: unknown[]): Sink {
  const valueOf = toValue(layout);
  return {
    push(row: Row) {
      rows.push(valueOf(row));
      checkKept(rows.length);
      return undefined;
    },
    pushValue(value) {
      rows.push(value);
      checkKept(rows.length);
    },
    done: () => undefined,
  };
}
