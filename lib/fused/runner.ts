/**
 * Runs a part of a plan by columns, as a runner of the row engine's.
 * In: a node, the sink that its rows go to. Out: rows in the node's layout. When something turns up that only the row engine is sure to do right, that begins
 * anew; as many of its rows are left out as have gone on already, for both make the same rows in the same order.
 * @module
 */
import { BatutaError } from "../data/mod.ts";
import type { Slice } from "../columns/mod.ts";
import { andThen, atRow, awaitPromise, clock, guarded, machine } from "../runtime/mod.ts";
import {
  type Entry,
  type Execution,
  layoutOf,
  type Node,
  type Row,
  type Runner,
  type Sink,
  type Starter,
  STOP,
  visitPlan,
} from "../query/mod.ts";
import { Budget } from "./budget.ts";
import { type Context, drive, slicesOf } from "./flow.ts";
import { type Keeping, keeping, rowMaker, valueMaker } from "./gather.ts";
import { ROOT } from "./needs.ts";
import { gather, open } from "./open.ts";
import { workersFor } from "./parallel.ts";
import type { Relation } from "./relation.ts";
import { Scratch } from "./scratch.ts";
import { Store } from "./store.ts";
import { LoopText } from "./text.ts";
import { DOUBT } from "./value.ts";

/** Rows of a batch, and the reductions that it counts as. */
const BATCH = 256;
/** Rows that a loop goes through in the time of one reduction. */
const ROWS_PER_REDUCTION = 32;

/** Rows that are ready to be pushed. */
interface Ready {
  readonly size: number;
  readonly make: (row: number) => Row;
  /** Makes the value of a row at once; null where rows have to be made first. */
  readonly value: ((row: number) => unknown) | null;
}

function ready(kept: Keeping["kept"], relation: Relation): Ready {
  return { size: relation.size, make: rowMaker(kept, relation), value: valueMaker(kept, relation) };
}

/** A step of the work: how many rows were gone through, what has to be waited for, or rows that are ready. */
type Step = number | Promise<unknown> | Ready;

/** The rows of a node, as they come; what they stand in is given back in the end. */
function* rowsOf(node: Node, context: Context): Generator<Step, void> {
  try {
    yield* readyRows(node, context);
  } finally {
    context.scratch.done();
  }
}

function* readyRows(node: Node, context: Context): Generator<Step, void> {
  if (node.kind === "order") {
    const { keeping, relation } = yield* gather(node, ROOT, context);
    yield ready(keeping.kept, relation);
    return;
  }
  const flow = yield* open(node, ROOT, context);
  const loop = new LoopText<unknown>();
  const kept = keeping(flow.emit(loop), ROOT);
  const store = new Store(context);
  store.append(loop, kept.cells.map((cell) => cell.val(loop)));
  const work = drive(flow, loop, context, node);
  for (;;) {
    const { done, value } = work.next();
    if (store.size > 0) {
      yield ready(kept.kept, store.relation());
      store.clear();
    }
    if (done) return;
    yield value;
  }
}

/** What ends the work by columns without a doubt. */
function isFinal(error: unknown): boolean {
  return error !== DOUBT && (!(error instanceof BatutaError) || error.code === "query-memory");
}

export class FusedRunner implements Runner {
  readonly #work: Generator<Step, void>;
  #ready: Ready | null = null;
  #at = 0;
  /** Rows that have gone on. */
  #pushed = 0;
  #scanned = 0;
  readonly #slices = new Map<Node, readonly Slice[]>();
  /** What goes on row by row. */
  #instead: Runner | null = null;

  constructor(readonly node: Node, readonly execution: Execution, readonly sink: Sink, readonly rows: () => Starter) {
    const measure = execution.measures?.get(node);
    if (measure !== undefined) measure.inColumns = true;
    this.#work = rowsOf(node, {
      run: execution,
      budget: new Budget(execution.memory),
      scratch: new Scratch(),
      workers: workersFor(execution.workers),
      sides: null,
      slicesOf: (scan) => {
        let slices = this.#slices.get(scan);
        if (slices === undefined) this.#slices.set(scan, slices = slicesOf(scan, execution));
        return slices;
      },
      chosen: new Map(),
      parted: (workers) => void (execution.partitions = Math.max(execution.partitions, workers)),
      scanned: (rows) => {
        execution.scanned += rows;
        this.#scanned += rows;
      },
      // The rows of the node itself are counted where they leave.
      clock,
      took: (each, ms, bytes) => {
        const measure = execution.measures?.get(each);
        if (measure === undefined) return;
        measure.loopMs += ms;
        measure.bytes += bytes;
      },
      counterOf: (each) => each === node ? null : execution.measures?.get(each) ?? null,
    });
  }

  run(): unknown {
    if (this.#instead !== null) return this.#instead.run();
    if (this.#ready !== null) return this.#push(this.#ready);
    let next: IteratorResult<Step, void>;
    try {
      next = this.#work.next();
    } catch (error) {
      if (isFinal(error)) throw error;
      return this.#goOnInRows();
    }
    if (next.done) return this.#ended();
    const { value } = next;
    if (value instanceof Promise) return andThen(awaitPromise(() => value), () => true);
    if (typeof value === "number") machine.n -= Math.ceil(value / ROWS_PER_REDUCTION);
    else [this.#ready, this.#at] = [value, 0];
    return true;
  }

  #ended(): unknown {
    return andThen(this.sink.done(), () => false);
  }

  #push(ready: Ready): unknown {
    const end = Math.min(ready.size, this.#at + BATCH);
    if (ready.value !== null && this.sink.pushValue !== undefined) {
      for (; this.#at < end; this.#at++, this.#pushed++) this.sink.pushValue(ready.value(this.#at));
    }
    while (this.#at < end) {
      const row = ready.make(this.#at++);
      this.#pushed++;
      let answer: unknown;
      try {
        answer = this.sink.push(row);
      } catch (error) {
        throw this.#atRecord(error, row);
      }
      if (answer === undefined) continue;
      return guarded(() => answer, (sure) => {
        if (sure !== STOP) return true;
        this.#work.return();
        return this.#ended();
      }, (error) => {
        throw this.#atRecord(error, row);
      });
    }
    if (end === ready.size) this.#ready = null;
    return true;
  }

  /** Says which record a failure is about, where rows are records of one log. */
  #atRecord(error: unknown, row: Row): unknown {
    if (layoutOf(this.node).kind !== "entry") return error;
    let log: unknown = null;
    visitPlan(this.node, (each) => log = each.kind === "scan" ? each.source : log);
    return atRow(error, { source: log, number: (row as Entry).offset, kind: "log" }); // rows of this layout are entries
  }

  #goOnInRows(): unknown {
    const { execution, sink } = this;
    execution.scanned -= this.#scanned;
    visitPlan(this.node, (each) => {
      const measure = execution.measures?.get(each);
      if (measure === undefined) return;
      if (each !== this.node) measure.rows = 0;
      [measure.inColumns, measure.loopMs, measure.bytes] = [false, 0, 0];
    });
    let skip = this.#pushed;
    this.#instead = this.rows()({
      push: (row) => skip > 0 ? void skip-- : sink.push(row),
      done: () => sink.done(),
    });
    return true;
  }
}
