/**
 * Rows in order: gathered from a flow, with their keys, then sorted by these; of the first rows only few are kept at any time.
 * In: a flow, the terms of the order. Out: the rows in order.
 * @module
 */
import { type Node, type Term } from "../query/mod.ts";
import { copied } from "./copy.ts";
import { type Context, drive, expressions, type Flow, roomFor, type Work } from "./flow.ts";
import { type Gathered, keeping } from "./gather.ts";
import type { Needs } from "./needs.ts";
import { bytesOf, pickRows, type Relation } from "./relation.ts";
import { resolve, type Scope } from "./scope.ts";
import { Scratch } from "./scratch.ts";
import { sortedRows } from "./sort.ts";
import { Store } from "./store.ts";
import { LoopText } from "./text.ts";
import type { Cell, Val } from "./value.ts";

export type Order = Extract<Node, { kind: "order" }>;

/** Rows that are kept at least before those that cannot be among the first are dropped. */
const FEW_KEPT = 4096;

/** `flow` is that of the rows below. */
export function* sorted(node: Order, flow: Flow, needs: Needs, context: Context): Work<Gathered> {
  const { terms, top } = node;
  const loop = new LoopText<unknown>();
  const scope = flow.emit(loop);
  const of = expressions(context, loop, scope);
  const kept = keeping(scope, needs);
  const scratch = new Scratch();
  const copy = top === null ? yield* copiedWithKeys(flow, kept.cells, terms, scope, context, scratch) : null;
  if (copy !== null) {
    const { all, keyPlaces, places } = copy;
    return { keeping: kept, relation: yield* inTheirOrder(node, all, keyPlaces, places, context, scratch) };
  }
  const keys = terms.map(({ expr }) => of.value(expr));
  // What is both a key and wanted is kept once.
  const vals: Val[] = [];
  const placeOf = (val: Val): number => {
    const at = vals.findIndex((other) => other.code === val.code && other.type === val.type);
    return at >= 0 ? at : vals.push(val) - 1;
  };
  const keyPlaces = keys.map(placeOf);
  const places = kept.cells.map((cell) => placeOf(cell.val(loop)));
  const store = new Store(context, top === null ? roomFor(flow) : Math.max(2 * top, FEW_KEPT));
  const full = top === null ? "grow" : topText(loop, store, keys[0], keyPlaces, terms, top);
  store.append(loop, vals, full);
  yield* drive(flow, loop, context, node);
  const relation = yield* inTheirOrder(node, store.relation(), keyPlaces, places, context, scratch);
  return { keeping: kept, relation };
}

/** Columns that are only copied, and those of the keys among them; null where there is more to do. */
function* copiedWithKeys(
  flow: Flow,
  kept: readonly Cell[],
  terms: readonly Term[],
  scope: Scope,
  context: Context,
  scratch: Scratch,
): Work<{ all: Relation; keyPlaces: number[]; places: number[] } | null> {
  const cells: Cell[] = [];
  const placeOf = (cell: Cell): number => {
    const at = cells.indexOf(cell);
    return at >= 0 ? at : cells.push(cell) - 1;
  };
  const keyPlaces: number[] = [];
  for (const { expr } of terms) {
    const cell = expr.kind === "column" ? resolve(scope, expr.name) : null;
    if (cell === null) return null;
    keyPlaces.push(placeOf(cell));
  }
  const places = kept.map(placeOf);
  const all = yield* copied(flow, cells, context, scratch);
  return all === null ? null : { all, keyPlaces, places };
}

/** The first rows in order, with the columns at these places. Gives the scratch back. */
function* inTheirOrder(
  node: Order,
  all: Relation,
  keyPlaces: readonly number[],
  places: readonly number[],
  context: Context,
  scratch: Scratch,
): Work<Relation> {
  const rows = yield* inOrder(all, keyPlaces, node.terms, scratch);
  const relation = { size: all.size, columns: places.map((at) => all.columns[at]) };
  context.budget.take(bytesOf(relation));
  context.took(node, 0, bytesOf(all));
  const first = pickRows(relation, node.top === null ? rows : rows.subarray(0, node.top), context.scratch);
  scratch.done();
  const counter = context.counterOf(node);
  if (counter !== null) counter.rows += first.size;
  return first;
}

function* inOrder(
  { size, columns }: Relation,
  keyPlaces: readonly number[],
  terms: readonly Term[],
  scratch: Scratch,
): Work<Uint32Array> {
  const sorting = sortedRows(size, keyPlaces.map((at) => columns[at]), terms, scratch);
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
      const scratch = new Scratch();
      const sorting = inOrder(all, keyPlaces, terms, scratch);
      let next = sorting.next();
      while (!next.done) next = sorting.next();
      const kept = pickRows(all, next.value.subarray(0, top), scratch);
      store.replace(kept);
      const { data, nil } = kept.columns[keyPlaces[0]];
      bound.is = isNumber && top > 0 && nil?.[top - 1] !== 1;
      if (bound.is) bound.value = data[top - 1] as number; // of numbers
      scratch.done();
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
