/**
 * Plans as flows of rows through loops. A flow goes from its source, the slices of a table or rows that were gathered, through steps that look at one row at a time; what needs
 * all rows first (groups, orders, the kept side of a join) ends one flow and is the source of the next.
 * In: nodes that `able.ts` has found possible. Out: for each flow the text of one loop, run over slice after slice.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import type { Column, Slice } from "../columns/mod.ts";
import {
  type Aggregate,
  conjunction,
  type Execution,
  type Expr,
  gathered,
  layoutOf,
  type Named,
  type Node,
  resultName,
  splitCondition,
  type Table,
  takeAggregates,
  type Term,
  visitPlan,
} from "../query/mod.ts";
import type { Budget } from "./budget.ts";
import { Expressions } from "./expression.ts";
import { type Home, type Keeping, keeping, keptScope } from "./gather.ts";
import { Grouping } from "./group.ts";
import { JoinIndex } from "./join_index.ts";
import { keyNumber } from "./keys.ts";
import { concatenated, onlyScan, type Part, partsElsewhere, runsFor } from "./parallel.ts";
import { partial, together } from "./partial.ts";
import { exprsIn, type Needs, only, plus, within } from "./needs.ts";
import { bytesOf, pickRows, type Relation } from "./relation.ts";
import { ColumnCell, ScanSource } from "./scan_source.ts";
import { aliased, firstAlias, resolve, type Scope } from "./scope.ts";
import { sortedRows } from "./sort.ts";
import { skipTest } from "./skip.ts";
import { Store } from "./store.ts";
import { LoopText, type Walk } from "./text.ts";
import { type Cell, DOUBT, type Val } from "./value.ts";

/**
 * One computation after the other. Others may have their turn at each `yield`, which says how many rows were gone through, or gives a promise that
 * has to be settled before it goes on.
 */
export type Work<T> = Generator<number | Promise<unknown>, T>;

/** Rows `[from, to)` of something, or those listed. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly rows: Uint32Array | null;
  readonly live: Uint8Array | null;
  /** What bindings are made of. */
  readonly slice: unknown;
}

/** Where a limit stands: shared by the loop and who runs it. */
interface Limit {
  skip: number;
  left: number;
  over: boolean;
}

export interface Flow {
  readonly runs: readonly Run[];
  /** How many rows come out at most; null where nobody knows. Asked when the text is made. */
  most(): number | null;
  /** Whether so many come out. */
  readonly exact: boolean;
  readonly limits: readonly Limit[];
  /** Rows that are read from tables. */
  readonly scans: boolean;
  /** Adds the steps to the text of a loop; answers what names mean then. */
  emit(loop: LoopText<unknown>): Scope;
}

/** What a whole plan's part has in common. */
export interface Context {
  readonly run: Execution;
  readonly budget: Budget;
  /** The slices that a scan reads. */
  slicesOf(scan: Scan): readonly Slice[];
  /** How many workers are asked for. */
  readonly workers: number;
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

const CHUNK = 1 << 16;

function expressions(context: Context, loop: LoopText<unknown>, scope: Scope): Expressions {
  return new Expressions(loop, (name) => resolve(scope, name), context.run.choices);
}

function counting(loop: LoopText<unknown>, counter: { rows: number } | null): void {
  if (counter === null) return;
  const [holder, name] = [loop.constant(counter), loop.fresh("count")];
  loop.before(`let ${name} = ${holder}.rows;`);
  loop.line(`${name}++;`);
  loop.after(`${holder}.rows = ${name};`);
}

// ---- sources -----------------------------------------------------------------------------------------------------------

type Scan = Extract<Node, { kind: "scan" }>;

function homeOf(table: Table, columns: readonly Keyword[] | null): Home {
  return { columns, entries: (offsets) => table.entries!(offsets) }; // `able.ts` has looked
}

/** The slices of a table that a scan means. */
export function slicesOf(node: Scan, run: Execution): readonly Slice[] {
  const table = run.tables.get(node.source)!; // as above
  const { asOf, since } = node.time;
  const to = run.checkpoints.get(node.source)?.size;
  const slices = [...table.slices!({
    ...(asOf === null ? {} : { upTo: asOf }),
    ...(to === undefined ? {} : { to }),
    ...(since === null || table.key !== null ? {} : { since }),
    ...(table.key === null ? {} : { newest: true }),
    columns: node.columns,
  })];
  if (table.key !== null && slices.some(({ part }) => part.hasValidTime)) throw DOUBT;
  return slices;
}

function scanFlow(node: Scan, context: Context): Flow {
  const { since } = node.time;
  const slices = context.slicesOf(node);
  const table = context.run.tables.get(node.source);
  const source = new ScanSource(slices, table === undefined ? null : homeOf(table, node.columns));
  return {
    runs: slices.map((slice) => ({ ...slice, live: slice.part.live, slice })),
    most: () => source.rows,
    exact: slices.every(({ part, rows }) => rows !== null || part.live === null) && since === null,
    limits: [],
    scans: true,
    emit(loop) {
      // Of versions the newest is chosen first; of other entries `since` has chosen already, which is no harm.
      if (since !== null) loop.line(`if (${source.time.val(loop).code} <= ${loop.constant(since)}) continue;`);
      counting(loop, context.counterOf(node));
      return { kind: "records", alias: node.alias, records: source };
    },
  };
}

/** Rows that were gathered, with what their columns are. */
function relationFlow(relation: Relation, scopeAt: (row: string) => Scope): Flow {
  const runs: Run[] = [];
  for (let from = 0; from < relation.size; from += CHUNK) {
    runs.push({ from, to: Math.min(relation.size, from + CHUNK), rows: null, live: null, slice: null });
  }
  return { runs, most: () => relation.size, exact: true, limits: [], scans: false, emit: () => scopeAt("i") };
}

// ---- running -----------------------------------------------------------------------------------------------------------

function walkOf({ rows, live }: Run): Walk {
  return rows !== null ? "listed" : live !== null ? "live" : "all";
}

/** Runs a loop over the runs of its flow. */
export function* drive(
  { runs, limits, scans }: Flow,
  loop: LoopText<unknown>,
  context: Context,
  node: Node,
): Work<void> {
  for (const run of runs) {
    if (limits.some(({ over }) => over)) return;
    const rows = run.rows === null ? run.to - run.from : run.rows.length;
    const begun = context.clock();
    const bound = loop.bindings.map((of) => of(run.slice));
    loop.loop(walkOf(run))(run.from, run.to, run.rows, run.live, loop.constants, bound);
    context.took(node, context.clock() - begun, 0);
    if (scans) context.scanned(rows);
    yield rows;
  }
}

/** Rows to make room for at once. */
function roomFor(flow: Flow): number {
  const [most, exact] = [flow.most(), flow.exact];
  return Math.max(1, most !== null && (exact || most < CHUNK) ? most : CHUNK);
}

/** Gathers what comes out of a node. */
export function* gather(node: Node, needs: Needs, context: Context): Work<{ keeping: Keeping; relation: Relation }> {
  if (node.kind === "order") return yield* sorted(node, needs, context);
  const flow = yield* open(node, needs, context);
  const loop = new LoopText<unknown>();
  const kept = keeping(flow.emit(loop), needs);
  const store = new Store(context.budget, roomFor(flow));
  store.append(loop, kept.cells.map((cell) => cell.val(loop)));
  yield* drive(flow, loop, context, node);
  const relation = store.relation();
  context.took(node, 0, bytesOf(relation));
  return { keeping: kept, relation };
}

// ---- steps -------------------------------------------------------------------------------------------------------------

/** A flow with one more step. */
function step(flow: Flow, emit: (loop: LoopText<unknown>, scope: Scope) => Scope): Flow {
  return { ...flow, emit: (loop) => emit(loop, flow.emit(loop)) };
}

/** The flow of the rows that come out of a node. */
export function* open(node: Node, needs: Needs, context: Context): Work<Flow> {
  const counter = context.counterOf(node);
  switch (node.kind) {
    case "scan":
      return scanFlow(node, context);
    case "alias":
      return step(yield* open(node.input, needs, context), (_, scope) => aliased(scope, node.alias));
    case "parallel":
      return yield* open(node.input, needs, context);
    case "where": {
      const flow = yield* open(node.input, plus(needs, [node.test]), context);
      const skip = skipTest(node.test);
      const filtered = step({ ...flow, exact: false }, (loop, scope) => {
        // Nothing has failed below, or the row engine would be at work: what stands here only for that case has nothing to do.
        if (node.unless === null) expressions(context, loop, scope).filter(node.test);
        counting(loop, counter);
        return scope;
      });
      if (node.input.kind !== "scan" || skip === null) return filtered;
      const { alias } = node.input;
      return {
        ...filtered,
        runs: filtered.runs.filter(({ slice }) => !skip((name) => columnIn(slice as Slice, within(name, alias)))), // of a scan
      };
    }
    case "select": {
      const flow = yield* open(node.input, only(exprsIn(node.columns)), context);
      return step(flow, (loop, scope) => {
        const named = columnsScope(loop, scope, node.columns, context);
        counting(loop, counter);
        return { ...named, alias: firstAlias(scope) };
      });
    }
    case "with": {
      const flow = yield* open(node.input, plus(needs, exprsIn(node.columns)), context);
      return step(flow, (loop, left) => {
        const right = columnsScope(loop, left, node.columns, context);
        counting(loop, counter);
        return { kind: "pair", left, right, over: true, partner: null };
      });
    }
    case "limit": {
      const flow = yield* open(node.input, needs, context);
      const limit: Limit = { skip: node.offset, left: node.count ?? Infinity, over: false };
      const most = (): number | null => {
        const below = flow.most();
        return below === null ? node.count : Math.min(below, node.count ?? Infinity);
      };
      return {
        ...step(flow, (loop, scope) => (limitText(loop, limit), counting(loop, counter), scope)),
        most,
        exact: false,
        limits: [...flow.limits, limit],
      };
    }
    case "distinct": {
      const flow = yield* open(node.input, { names: new Set(), root: true }, context);
      return step({ ...flow, exact: false }, (loop, scope) => {
        if (scope.kind !== "named") throw DOUBT;
        distinctText(loop, scope.cells.map((cell) => cell.val(loop)));
        counting(loop, counter);
        return scope;
      });
    }
    case "join":
      return yield* joined(node, needs, context);
    case "group":
      return yield* grouped(node, context);
    case "order": {
      const { keeping, relation } = yield* sorted(node, needs, context);
      return relationFlow(relation, (row) => keptScope(keeping.kept, relation, row));
    }
    default:
      throw DOUBT;
  }
}

function columnIn(slice: Slice, name: Keyword): Column | null {
  return slice.part.column(name);
}

/** Columns that are computed of a row. All are computed where they stand: each may fail. */
function columnsScope(
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

function limitText(loop: LoopText<unknown>, limit: Limit): void {
  const [holder, skip, left, over] = [loop.constant(limit), loop.fresh("skip"), loop.fresh("left"), loop.fresh("over")];
  loop.before(`let ${skip} = ${holder}.skip, ${left} = ${holder}.left, ${over} = ${holder}.over;`);
  loop.after(`${holder}.skip = ${skip}; ${holder}.left = ${left}; ${holder}.over = ${over};`);
  loop.first(`if (${over}) break;`);
  // Of no rows at all it is only known when one comes.
  loop.line(`if (${left} <= 0) { ${over} = true; break rows; }`);
  loop.line(`if (${skip} > 0) { ${skip}--; continue; }`);
  loop.line(`if (--${left} === 0) ${over} = true;`);
}

function distinctText(loop: LoopText<unknown>, vals: readonly Val[]): void {
  const [holder, count] = [loop.constant({ count: 0 }), loop.fresh("distinct")];
  loop.before(`let ${count} = ${holder}.count;`);
  loop.after(`${holder}.count = ${count};`);
  loop.line(`if (${keyNumber(loop, vals, count)} !== ${count}) continue;`);
  loop.line(`${count}++;`);
}

// ---- joins -------------------------------------------------------------------------------------------------------------

type Join = Extract<Node, { kind: "join" }>;

function* joined(node: Join, needs: Needs, context: Context): Work<Flow> {
  const { type } = node;
  const { keys, rest } = splitCondition(node.on, layoutOf(node.left), layoutOf(node.right));
  const [leftKeys, rightKeys] = [keys.map(([key]) => key), keys.map(([, key]) => key)];
  const ofPair = type === "inner" || type === "left" ? plus(needs, rest) : only(rest);
  const right = yield* gather(node.right, plus(ofPair, rightKeys), context);
  context.budget.take(8 * right.relation.size);
  const keyColumns = yield* evaluated(right, rightKeys, context, node.right);
  const left = yield* open(node.left, plus(plus(needs, rest), leftKeys), context);
  const residual = rest.length === 0 ? null : conjunction(rest);
  const counter = context.counterOf(node);
  let index: JoinIndex | null = null;
  const flow = step(left, (loop, scope) => {
    const of = expressions(context, loop, scope);
    const vals = leftKeys.map((key) => of.value(key));
    index ??= new JoinIndex(right.relation, keyColumns.columns, vals.map(({ type }) => type));
    const first = index.text(loop, vals);
    const nextOf = (row: string): string => index!.nexts === null ? "-1" : `${loop.constant(index!.nexts)}[${row}]`;
    const pair = (row: string, mayLack: boolean): Scope => ({
      kind: "pair",
      left: scope,
      right: keptScope(right.keeping.kept, right.relation, row, mayLack),
      over: false,
      partner: mayLack ? partnerCell(row) : null,
    });
    const holds = (row: string): void => {
      if (residual !== null) expressions(context, loop, pair(row, false)).filter(residual);
    };
    switch (type) {
      case "inner": {
        const row = loop.fresh("r");
        loop.open(`for (let ${row} = ${first}; ${row} >= 0; ${row} = ${nextOf(row)}) {`);
        holds(row);
        counting(loop, counter);
        return pair(row, false);
      }
      case "left": {
        const [row, next, alone] = [loop.fresh("r"), loop.fresh("next"), loop.fresh("alone")];
        loop.line(`let ${next} = ${first}, ${alone} = true;`);
        loop.open("for (;;) {");
        loop.line(`let ${row} = ${next};`);
        loop.block(`if (${row} >= 0) {`, () => {
          loop.line(`${next} = ${nextOf(row)};`);
          holds(row);
          loop.line(`${alone} = false;`);
        });
        loop.line(`else if (${alone}) ${alone} = false;`);
        loop.line("else break;");
        counting(loop, counter);
        return pair(row, true);
      }
      default: {
        let found = `${first} >= 0`;
        if (residual !== null) {
          const [row, some] = [loop.fresh("r"), loop.fresh("some")];
          loop.line(`let ${some} = false;`);
          loop.block(`for (let ${row} = ${first}; ${row} >= 0; ${row} = ${nextOf(row)}) {`, () => {
            holds(row);
            loop.line(`${some} = true;`);
            loop.line("break;");
          });
          found = some;
        }
        loop.line(`if (${type === "semi" ? `!(${found})` : found}) continue;`);
        counting(loop, counter);
        return scope;
      }
    }
  });
  // Where each left row has at most one partner, no more rows come out than go in.
  const most = (): number | null => type === "semi" || type === "anti" || index?.nexts === null ? left.most() : null;
  return { ...flow, most, exact: false };
}

function partnerCell(row: string): Cell {
  return {
    type: "bool",
    nullable: false,
    val: () => ({ type: "bool", code: `(${row} >= 0)`, nil: null }),
  };
}

/** Columns of expressions over gathered rows. */
function* evaluated(
  { keeping, relation }: { readonly keeping: Keeping; readonly relation: Relation },
  exprs: readonly Expr[],
  context: Context,
  node: Node,
): Work<Relation> {
  // The columns as they stand are the usual case.
  const scope = keptScope(keeping.kept, relation, "i");
  const loop = new LoopText<unknown>();
  const cells = exprs.map((expr) => expr.kind === "column" ? resolve(scope, expr.name) : null);
  const stored = cells.map((cell) =>
    cell !== null && "column" in cell ? cell.column as Relation["columns"][number] : null
  );
  if (!stored.includes(null)) return { size: relation.size, columns: stored.map((column) => column!) }; // just tested
  const of = expressions(context, loop, scope);
  const store = new Store(context.budget);
  store.append(loop, exprs.map((expr) => of.value(expr)));
  yield* drive(relationFlow(relation, () => scope), loop, context, node);
  return store.relation();
}

// ---- groups and orders ---------------------------------------------------------------------------------------------------

type Group = Extract<Node, { kind: "group" }>;

function* grouped(node: Group, context: Context): Work<Flow> {
  const outputs = node.outputs ?? [];
  const { found, over } = takeAggregates(outputs);
  const relation = (yield* groupedInParts(node, found, context)) ??
    (yield* groupedHere(node.input, node.keys, found, context, node));
  const layout = layoutOf(node);
  const alias = layout.kind === "pair" ? null : layout.alias;
  const counter = context.counterOf(node);
  return step(namedFlow(relation, node.keys, found, alias), (loop, scope) => {
    const keys = node.keys.map(({ name }): Named => ({ name, expr: { kind: "column", name } }));
    const all = [...keys, ...outputs.map(({ name }, i) => ({ name, expr: over[i] }))];
    const shown = columnsScope(loop, scope, all, context);
    counting(loop, counter);
    return { ...shown, alias };
  });
}

/** The rows of keys and results, by their names. */
function namedFlow(
  relation: Relation,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  alias: string | null,
): Flow {
  const names = [...keys.map(({ name }) => name), ...aggregates.map((_, i) => resultName(i))];
  const kept: Keeping["kept"] = { kind: "named", alias, names, at: names.map((_, i) => i) };
  return relationFlow(relation, (row) => keptScope(kept, relation, row));
}

/** Groups the rows of a flow: keys and results. */
function* groupedFlow(
  flow: Flow,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  context: Context,
  node: Node,
): Work<Relation> {
  const loop = new LoopText<unknown>();
  const of = expressions(context, loop, flow.emit(loop));
  const vals = keys.map(({ expr }) => of.value(expr));
  const grouping = new Grouping({ loop, expressions: of, budget: context.budget }, vals, aggregates, flow.most());
  yield* drive(flow, loop, context, node);
  const relation = grouping.relation();
  context.took(node, 0, bytesOf(relation));
  return relation;
}

function needsOf(keys: readonly Named[], aggregates: readonly Aggregate[]): Needs {
  const looked = aggregates.flatMap((expr) => {
    const looksAt = gathered(expr);
    return looksAt === null || looksAt.kind === "row" ? [] : [looksAt];
  });
  return only([...exprsIn(keys), ...looked]);
}

/** Groups the rows of a node on this worker; `node` is the group. */
export function* groupedHere(
  input: Node,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  context: Context,
  node: Node = input,
): Work<Relation> {
  return yield* groupedFlow(yield* open(input, needsOf(keys, aggregates), context), keys, aggregates, context, node);
}

/** Groups on several workers, this one among them; null where one is better. */
function* groupedInParts(node: Group, found: readonly Aggregate[], context: Context): Work<Relation | null> {
  const scan = context.workers < 2 ? null : onlyScan(node.input);
  if (scan === null || scan.columns === null) return null;
  const slices = context.slicesOf(scan);
  const runs = runsFor(node.input, slices, context.workers);
  if (runs === null) return null;
  const summed = yield* sumsOf(node.input, context);
  const parted = partial(found, summed);
  if (parted === null) return null;
  const { budget } = context;
  const job = { input: node.input, keys: node.keys, aggregates: parted.parts };
  let others: Part[] | null = null;
  const elsewhere = partsElsewhere(job, runs, scan.columns, budget.limit).then((parts) => others = parts, () => null);
  // Messages leave before this worker is busy.
  const here = yield* groupedHere(node.input, node.keys, parted.parts, { ...context, slicesOf: () => runs[0] }, node);
  yield elsewhere;
  if (others === null) {
    visitPlan(node.input, (each) => {
      const counter = context.counterOf(each);
      if (counter !== null) counter.rows = 0;
    });
    context.scanned(-rowsIn(runs[0]));
    return null;
  }
  const found_: Part[] = others;
  for (const { counts } of found_) {
    let at = 0;
    visitPlan(node.input, (each) => {
      const counter = context.counterOf(each);
      if (counter !== null) counter.rows += counts[at];
      at++;
    });
  }
  context.scanned(rowsIn(runs.slice(1).flat()));
  context.parted(runs.length);
  const all = concatenated([here, ...found_.map(({ relation }) => relation)]);
  const keys = node.keys.map(({ name }): Named => ({ name, expr: { kind: "column", name } }));
  const both = yield* groupedFlow(
    namedFlow(all, keys, parted.parts, null),
    keys,
    together(parted.parts),
    context,
    node,
  );
  const width = keys.length;
  return { size: both.size, columns: [...both.columns.slice(0, width), ...parted.results(both.columns.slice(width))] };
}

function rowsIn(slices: readonly Slice[]): number {
  return slices.reduce((sum, { from, to, rows }) => sum + (rows === null ? to - from : rows.length), 0);
}

/** Whether sums over the rows of a node come to the same in any order. */
function* sumsOf(input: Node, context: Context): Work<(expr: Expr) => boolean> {
  const flow = yield* open(input, only([]), context);
  const loop = new LoopText<unknown>();
  const scope = flow.emit(loop);
  const of = expressions(context, loop, scope);
  return (expr) => {
    const { type, cell } = loop.dry(() => {
      const { type } = of.value(expr);
      return { type, cell: expr.kind === "column" ? resolve(scope, expr.name) : null };
    });
    return type === "int" ||
      (type === "float" && cell instanceof ColumnCell && cell.sumsExactly(flow.most() ?? Infinity));
  };
}

type Order = Extract<Node, { kind: "order" }>;

/** Rows that are kept at least before those that cannot be among the first are dropped. */
const FEW_KEPT = 4096;

function* sorted(node: Order, needs: Needs, context: Context): Work<{ keeping: Keeping; relation: Relation }> {
  const { terms, top } = node;
  const flow = yield* open(node.input, plus(needs, exprsIn(terms)), context);
  const loop = new LoopText<unknown>();
  const scope = flow.emit(loop);
  const of = expressions(context, loop, scope);
  const keys = terms.map(({ expr }) => of.value(expr));
  const kept = keeping(scope, needs);
  // What is both a key and wanted is kept once.
  const vals: Val[] = [];
  const placeOf = (val: Val): number => {
    const at = vals.findIndex((other) => other.code === val.code && other.type === val.type);
    return at >= 0 ? at : vals.push(val) - 1;
  };
  const keyPlaces = keys.map(placeOf);
  const places = kept.cells.map((cell) => placeOf(cell.val(loop)));
  const store = new Store(context.budget, top === null ? roomFor(flow) : Math.max(2 * top, FEW_KEPT));
  const full = top === null ? "grow" : topText(loop, store, keys[0], keyPlaces, terms, top);
  store.append(loop, vals, full);
  yield* drive(flow, loop, context, node);
  const all = store.relation();
  const rows = yield* inOrder(all, keyPlaces, terms);
  const relation = { size: all.size, columns: places.map((at) => all.columns[at]) };
  context.budget.take(bytesOf(relation));
  context.took(node, 0, bytesOf(all));
  const first = pickRows(relation, top === null ? rows : rows.subarray(0, top));
  const counter = context.counterOf(node);
  if (counter !== null) counter.rows += first.size;
  return { keeping: kept, relation: first };
}

function* inOrder(
  { size, columns }: Relation,
  keyPlaces: readonly number[],
  terms: readonly Term[],
): Work<Uint32Array> {
  const sorting = sortedRows(size, keyPlaces.map((at) => columns[at]), terms);
  for (;;) {
    const { done, value } = sorting.next();
    if (done) return value;
    yield size;
  }
}

/** The text that leaves out rows that cannot be among the first; answers what a full store does. */
function topText(
  loop: LoopText<unknown>,
  store: Store,
  first: Val,
  keyPlaces: readonly number[],
  terms: readonly Term[],
  top: number,
): string {
  const bound = { is: false, value: 0 };
  const isNumber = first.type === "int" || first.type === "instant" || (first.type === "float" && first.nan !== true);
  const cutter = {
    /** Keeps the first rows; the first key of the last of them bounds those to come. */
    cut(): number {
      const all = store.relation();
      const sorting = inOrder(all, keyPlaces, terms);
      let next = sorting.next();
      while (!next.done) next = sorting.next();
      const kept = pickRows(all, next.value.subarray(0, top));
      store.replace(kept);
      const { data, nil } = kept.columns[keyPlaces[0]];
      bound.is = isNumber && top > 0 && nil?.[top - 1] !== 1;
      if (bound.is) bound.value = data[top - 1] as number; // of numbers
      return store.capacity;
    },
  };
  if (isNumber) {
    const holder = loop.constant(bound);
    // What equals the last of the first rows comes after it.
    const worse = `${first.code} ${terms[0].descending ? "<" : ">"}${terms.length === 1 ? "=" : ""} ${holder}.value`;
    loop.line(`if (${holder}.is && ${first.nil === null ? "" : `!${first.nil} && `}${worse}) continue;`);
  }
  return `${loop.constant(cutter)}.cut()`;
}
