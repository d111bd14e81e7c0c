/**
 * Plans as flows. A flow goes from its source through steps that look at one row at a time; what needs
 * all rows first (groups, orders, the kept side of a join) ends one flow and is the source of the next.
 * In: nodes that `able.ts` has found possible. Out: for each the flow of its rows, or its rows gathered.
 * @module
 */
import type { Keyword } from "../data/mod.ts";
import type { Column, Slice } from "../columns/mod.ts";
import {
  type Aggregate,
  type Expr,
  layoutOf,
  type Named,
  type Node,
  splitCondition,
  takeAggregates,
} from "../query/mod.ts";
import {
  columnsScope,
  type Context,
  counting,
  drive,
  expressions,
  type Flow,
  type Limit,
  loadSlices,
  relationFlow,
  roomFor,
  scanFlow,
  type Side,
  step,
  type Work,
} from "./flow.ts";
import { type Gathered, keeping, keptScope } from "./gather.ts";
import { groupedFlow, namedFlow, needsOf } from "./group_flow.ts";
import { type Join, joinStep } from "./join_step.ts";
import { concatenated } from "./concatenate.ts";
import { copied } from "./copy.ts";
import { loadHelpers } from "./helpers.ts";
import { keyNumber } from "./keys.ts";
import { exprsIn, type Needs, only, plus, within } from "./needs.ts";
import { type Order, sorted } from "./order.ts";
import { inOrderMet, onlyScan, type Part, partsElsewhere, rowsOf, stepsTo, workersWorth } from "./parallel.ts";
import { type Kind, kindOfAll, type Partial, partial, together } from "./partial.ts";
import { bytesOf, type Relation } from "./relation.ts";
import { ColumnCell } from "./scan_source.ts";
import { aliased, firstAlias, resolve } from "./scope.ts";
import type { Scratch } from "./scratch.ts";
import { skipTest } from "./skip.ts";
import { Store } from "./store.ts";
import { LoopText } from "./text.ts";
import { type Turns, turnsOf } from "./turns.ts";
import { keyCells, neededOf, type Union, unitedFlow, unitedScope } from "./union.ts";
import { type Cell, DOUBT, type Val } from "./value.ts";

/** Gathers what comes out of a node. */
export function* gather(node: Node, needs: Needs, context: Context): Work<Gathered> {
  if (node.kind === "order") return yield* ordered(node, needs, context);
  const flow = yield* open(node, needs, context);
  const loop = new LoopText<unknown>();
  const kept = keeping(flow.emit(loop), needs);
  return { keeping: kept, relation: yield* relationOf(flow, loop, kept.cells, context, node) };
}

/** Gathers the cells of a flow. */
function* relationOf(
  flow: Flow,
  loop: LoopText<unknown>,
  cells: readonly Cell[],
  context: Context,
  node: Node,
): Work<Relation> {
  const copy = yield* copied(flow, cells, context, context.scratch);
  if (copy !== null) {
    context.took(node, 0, bytesOf(copy));
    return copy;
  }
  const store = new Store(context, roomFor(flow));
  store.append(loop, cells.map((cell) => cell.val(loop)));
  yield* drive(flow, loop, context, node);
  const relation = store.relation();
  context.took(node, 0, bytesOf(relation));
  return relation;
}

/** The flow of the rows that come out of a node. */
export function* open(node: Node, needs: Needs, context: Context): Work<Flow> {
  const counter = context.counterOf(node);
  switch (node.kind) {
    case "scan":
      yield* loadSlices(node, context);
      return scanFlow(node, context);
    case "alias": {
      const flow = yield* open(node.input, needs, context);
      return { ...step(flow, (_, scope) => aliased(scope, node.alias)), whole: flow.whole };
    }
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
        distinctText(loop, scope.cells.map((cell) => cell.val(loop)), context.scratch);
        counting(loop, counter);
        return scope;
      });
    }
    case "union":
      return yield* united(node, needs, context);
    case "join":
      return yield* joined(node, needs, context);
    case "group":
      return yield* grouped(node, context);
    case "order": {
      const { keeping, relation } = yield* ordered(node, needs, context);
      return relationFlow(relation, (row) => keptScope(keeping.kept, relation, row));
    }
    default:
      throw DOUBT;
  }
}

/** The rows of an order. */
function* ordered(node: Order, needs: Needs, context: Context): Work<Gathered> {
  return yield* sorted(node, yield* open(node.input, plus(needs, exprsIn(node.terms)), context), needs, context);
}

function columnIn(slice: Slice, name: Keyword): Column | null {
  return slice.part.column(name);
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
  loop.effect();
}

function distinctText(loop: LoopText<unknown>, vals: readonly Val[], scratch: Scratch): void {
  const [holder, count] = [loop.constant({ count: 0 }), loop.fresh("distinct")];
  loop.before(`let ${count} = ${holder}.count;`);
  loop.after(`${holder}.count = ${count};`);
  loop.line(`if (${keyNumber(loop, vals, count, scratch)} !== ${count}) continue;`);
  loop.line(`${count}++;`);
  loop.effect();
}

function* united(node: Union, needs: Needs, context: Context): Work<Flow> {
  const names = neededOf(node, needs);
  const chosen = context.chosen.get(node);
  if (chosen !== undefined) {
    const flow = yield* open(chosen, { names: new Set(names), root: false }, context);
    return step(flow, (loop, scope) => {
      counting(loop, context.counterOf(node));
      return unitedScope(node, names, keyCells(scope, names));
    });
  }
  const relations: Relation[] = [];
  for (const input of node.inputs) {
    const flow = yield* open(input, { names: new Set(names), root: false }, context);
    const loop = new LoopText<unknown>();
    relations.push(yield* relationOf(flow, loop, keyCells(flow.emit(loop), names), context, node));
  }
  const relation = concatenated(relations, context.scratch);
  context.budget.take(bytesOf(relation));
  const counter = context.counterOf(node);
  if (counter !== null) counter.rows += relation.size;
  return unitedFlow(node, names, relation);
}

// ---- joins -------------------------------------------------------------------------------------------------------------

function* joined(node: Join, needs: Needs, context: Context): Work<Flow> {
  const { keys, rest } = splitCondition(node.on, layoutOf(node.left), layoutOf(node.right));
  const leftKeys = keys.map(([key]) => key);
  let side = context.sides?.get(node);
  if (side === undefined) {
    const ofPair = node.type === "inner" || node.type === "left" ? plus(needs, rest) : only(rest);
    side = yield* sideOf(node, keys.map(([, key]) => key), ofPair, context);
    context.sides?.set(node, side);
  }
  const left = yield* open(node.left, plus(plus(needs, rest), leftKeys), context);
  return joinStep(node, left, side, { leftKeys, rest }, context);
}

function* sideOf(node: Join, keys: readonly Expr[], needs: Needs, context: Context): Work<Side> {
  const right = yield* gather(node.right, plus(needs, keys), context);
  context.budget.take(8 * right.relation.size);
  const { keeping, relation } = right;
  return { kept: keeping.kept, relation, keys: yield* evaluated(right, keys, context, node.right) };
}

/** Columns of expressions over gathered rows. */
function* evaluated(
  { keeping, relation }: Gathered,
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
  const store = new Store(context);
  store.append(loop, exprs.map((expr) => of.value(expr)));
  yield* drive(relationFlow(relation, () => scope), loop, context, node);
  return store.relation();
}

// ---- groups ------------------------------------------------------------------------------------------------------------

type Group = Extract<Node, { kind: "group" }>;

function* grouped(node: Group, context: Context): Work<Flow> {
  const outputs = node.outputs ?? [];
  const { found, over } = takeAggregates(outputs);
  // Flows are opened more than once.
  const below = { ...context, sides: context.sides ?? new Map() };
  const relation = (yield* groupedInParts(node, found, below)) ?? (yield* groupedByInput(node, found, below)) ??
    (yield* groupedHere(node.input, node.keys, found, below, node));
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

/** Groups the rows of a node on this worker; `node` is the group. Of the slices that it reads those are left out that are not its by `turns`. */
export function* groupedHere(
  input: Node,
  keys: readonly Named[],
  aggregates: readonly Aggregate[],
  context: Context,
  node: Node = input,
  turns: Turns | null = null,
): Work<Relation> {
  const flow = yield* open(input, needsOf(keys, aggregates), context);
  return yield* groupedFlow({ ...flow, turns }, keys, aggregates, context, node);
}

/** Groups on several workers, this one among them; null where one is better. */
function* groupedInParts(node: Group, found: readonly Aggregate[], context: Context): Work<Relation | null> {
  const scan = context.workers < 2 ? null : onlyScan(node.input);
  if (scan === null || scan.columns === null) return null;
  yield* loadSlices(scan, context);
  const slices = context.slicesOf(scan);
  const workers = workersWorth(node.input, slices, context.workers);
  if (workers < 2) return null;
  const flow = yield* open(node.input, needsOf(node.keys, found), context);
  const parted = partial(found, kindsOf(flow, flow.most() ?? Infinity, context));
  if (parted === null) return null;
  const loading = loadHelpers();
  if (loading !== null) yield loading;
  const { budget } = context;
  const { keys, input } = node;
  const [mine, ...theirs] = turnsOf(slices.map(rowsOf), workers, parted.inRuns);
  const counted = context.run.measures !== null;
  const what = { input, keys, aggregates: parted.parts, sides: context.sides, counted };
  const elsewhere = partsElsewhere(what, slices, theirs, budget.limit);
  if (elsewhere === null) return null;
  let others: Part[] | null = null;
  const answered = elsewhere.then((parts) => others = parts, () => null);
  let scannedHere = 0;
  const scanned = (rows: number): void => {
    scannedHere += rows;
    context.scanned(rows);
  };
  const share = { ...flow, turns: mine };
  const relation = yield* groupedFlow(share, keys, parted.parts, { ...context, scanned }, node);
  yield answered;
  const steps = stepsTo(input);
  if (others === null) {
    for (const each of steps) {
      const counter = context.counterOf(each);
      if (counter !== null) counter.rows = 0;
    }
    context.scanned(-scannedHere);
    return null;
  }
  const parts: Part[] = others;
  for (const { counts, scanned } of parts) {
    context.scanned(scanned);
    steps.forEach((each, i) => {
      const counter = context.counterOf(each);
      if (counter !== null) counter.rows += counts[i];
    });
  }
  context.parted(workers);
  return yield* putTogether(
    inOrderMet([{ relation, met: mine.met }, ...parts], context.scratch),
    node,
    parted,
    context,
  );
}

/** Groups the inputs of a union one after the other; null where it would matter that they are parts. */
function* groupedByInput(node: Group, found: readonly Aggregate[], context: Context): Work<Relation | null> {
  const union = stepsTo(node.input).at(-1);
  // What other inputs need to have gathered first would be gathered twice where this comes to nothing.
  if (union?.kind !== "union" || union.inputs.some((input) => onlyScan(input) === null)) return null;
  const needs = needsOf(node.keys, found);
  const flows: Flow[] = [];
  for (const input of union.inputs) {
    const chosen = new Map([...context.chosen, [union, input] as const]);
    flows.push(yield* open(node.input, needs, { ...context, chosen }));
  }
  const most = flows.reduce((sum, flow) => sum + (flow.most() ?? Infinity), 0);
  const kinds = flows.map((flow) => kindsOf(flow, most, context));
  const parted = partial(found, (expr) => kindOfAll(kinds.map((kindOf) => kindOf(expr))));
  if (parted === null) return null;
  const relations: Relation[] = [];
  for (const flow of flows) relations.push(yield* groupedFlow(flow, node.keys, parted.parts, context, node));
  return yield* putTogether(concatenated(relations, context.scratch), node, parted, context);
}

/** Groups what parts have come to. */
function* putTogether(
  parts: Relation,
  node: Group,
  { parts: gathered, results }: Partial,
  context: Context,
): Work<Relation> {
  const named = node.keys.map(({ name }): Named => ({ name, expr: { kind: "column", name } }));
  const flow = namedFlow(parts, named, gathered, null);
  const { size, columns } = yield* groupedFlow(flow, named, together(gathered), context, node);
  const width = named.length;
  return { size, columns: [...columns.slice(0, width), ...results(columns.slice(width))] };
}

/** What expressions over the rows of a flow are, as far as it matters to who puts parts together; `most` rows are all parts. */
function kindsOf(flow: Flow, most: number, context: Context): (expr: Expr) => Kind {
  const loop = new LoopText<unknown>();
  const scope = flow.emit(loop);
  const of = expressions(context, loop, scope);
  return (expr) => {
    const { type, nil, cell } = loop.dry(() => {
      const { type, nil } = of.value(expr);
      return { type, nil, cell: expr.kind === "column" ? resolve(scope, expr.name) : null };
    });
    if (nil === "true") return "nil";
    if (type !== "float") return type === "int" ? "int" : "other";
    return cell instanceof ColumnCell && cell.sumsExactly(most) ? "exact" : "float";
  };
}
