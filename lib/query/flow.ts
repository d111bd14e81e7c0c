/**
 * How rows flow: sources push them through sinks, one by one, until a sink has enough.
 * A sink answers `undefined` (go on), `STOP` (enough) or `SUSPENDED`, in which case one of the first two arrives later. So a step that makes
 * one row of one row ends with the next step's answer and needs no frame of its own; steps that make several keep a continuation.
 * A runner pushes a batch at a time, so that whoever takes rows as they come can leave it and come back.
 * Invariant: `done` is called once, after the last `push`, also when a sink has stopped the source.
 * Source: Neumann, "Efficiently Compiling Efficient Query Plans for Modern Hardware", VLDB 2011 (push instead of pull).
 * @module
 */
import { ChunkedSeq, type Seq } from "../data/mod.ts";
import {
  andThen,
  atRow,
  type ClausePlace,
  Code,
  guarded,
  inClause,
  machine,
  mustYield,
  type RowPlace,
  save,
  seq,
} from "../runtime/mod.ts";
import type { Row } from "./layout.ts";
import type { ColumnWatch } from "./column_watch.ts";
import { checkKept } from "./memory.ts";
import type { RowReader } from "./outside.ts";
import type { Entry } from "./table.ts";

export const STOP: { readonly stop: true } = Object.freeze({ stop: true });

export interface Sink {
  push(row: Row): unknown;
  /** Takes a row that is a value of the program already; for sinks that make one of each row anyway. Never suspends. */
  pushValue?(value: unknown): void;
  done(): unknown;
}

export interface Runner {
  /** Pushes some rows: true when there may be more, false when `done` has been called; or `SUSPENDED`. */
  run(): unknown;
}

/** Rows of a batch, and the reductions that a batch counts as. */
const BATCH = 256;
const REDUCTIONS = 128;

const AGAIN = new Code("", (frame) => (frame.saved[0] as () => unknown)()); // `pause` saved it

/** Lets others go on if it is time, then answers what `go` does. */
export function pause(go: () => unknown): unknown {
  machine.n -= REDUCTIONS;
  return mustYield() ? save(AGAIN, 0, [go]) : go();
}

/** Pushes rows from an index on. */
export function emit(rows: readonly Row[], from: number, sink: Sink): unknown {
  const end = Math.min(rows.length, from + BATCH);
  for (let i = from; i < end; i++) {
    const answer = sink.push(rows[i]);
    if (answer === undefined) continue;
    return answer === STOP ? STOP : andThen(answer, (sure) => sure === STOP ? STOP : emit(rows, i + 1, sink));
  }
  return end < rows.length ? pause(() => emit(rows, end, sink)) : undefined;
}

/** Pushes rows, then ends the sink. */
export function emitAll(rows: readonly Row[], sink: Sink): unknown {
  return andThen(emit(rows, 0, sink), () => sink.done());
}

/** Runs a runner as long as `goesOn` says so, then answers `then(whether there is more)`; others have their turns. */
export function runWhile(runner: Runner, goesOn: () => boolean, then: (more: boolean) => unknown): unknown {
  for (;;) {
    const more = runner.run();
    if (machine.suspended) {
      return andThen(
        more,
        (arrived) => arrived === true && goesOn() ? runWhile(runner, goesOn, then) : then(arrived === true),
      );
    }
    machine.n -= REDUCTIONS;
    if (more !== true || !goesOn()) return then(more === true);
    if (mustYield()) return save(AGAIN, 0, [() => runWhile(runner, goesOn, then)]);
  }
}

/** Runs a runner to its end, then answers `then()`. */
export function drain(runner: Runner, then: () => unknown): unknown {
  return runWhile(runner, () => true, then);
}

/** Hands on what a push answers, and says at which row it failed, if it does so while it waits. */
function pushed(answer: unknown, row: RowPlace, then: (sure: unknown) => unknown): unknown {
  if (!machine.suspended) return then(answer);
  return guarded(() => answer, then, (error) => {
    throw atRow(error, row);
  });
}

/** Ends a sink: what the runner answers then. */
function ended(sink: Sink): unknown {
  return andThen(sink.done(), () => false);
}

/** The rows of a collection. */
export class SeqRunner implements Runner {
  #rest: unknown;
  /** What is left of the run that was left in the middle. */
  #chunk: readonly unknown[] = [];
  #at = 0;
  #end = 0;
  /** Rows before this run. */
  #before = 0;

  constructor(
    source: unknown,
    readonly sink: Sink,
    readonly scanned: (rows: number) => void,
    readonly watch: ColumnWatch | null = null,
  ) {
    this.#rest = source;
  }

  #ended(): unknown {
    this.watch?.end(null);
    return ended(this.sink);
  }

  run(): unknown {
    for (let count = 0; count < BATCH;) {
      if (this.#at < this.#end) {
        const before = this.#at;
        const answer = this.#pushRun();
        count += this.#at - before;
        this.scanned(this.#at - before);
        this.#before += this.#at - before;
        if (answer !== undefined) {
          return pushed(answer, this.#place(this.#before), (sure) => sure === STOP ? ended(this.sink) : true);
        }
        continue;
      }
      const s = seq(this.#rest);
      if (machine.suspended) {
        return andThen(s, (arrived) => this.#take(arrived as Seq | null) ? true : this.#ended());
      }
      if (!this.#take(s as Seq | null)) return this.#ended(); // seq answers nothing else
    }
    return true;
  }

  /** Begins with the run that a sequence shows. */
  #take(s: Seq | null): boolean {
    if (s === null) return false;
    if (s instanceof ChunkedSeq) {
      [this.#chunk, this.#at, this.#end] = [s.chunk, s.off, s.end];
      this.#rest = s.chunkMore();
    } else {
      [this.#chunk, this.#at, this.#end] = [[s.first()], 0, 1];
      this.#rest = s.more();
    }
    if (this.watch?.isOpen) this.watch.look(this.#chunk, this.#at, this.#end);
    return true;
  }

  #place(number: number): RowPlace {
    return { source: null, number, kind: "collection" };
  }

  #pushRun(): unknown {
    const { sink } = this;
    const chunk = this.#chunk;
    const end = this.#end;
    let i = this.#at;
    try {
      for (; i < end; i++) {
        const answer = sink.push(chunk[i]);
        if (answer !== undefined) {
          this.#at = i + 1;
          return answer;
        }
      }
    } catch (error) {
      throw atRow(error, this.#place(this.#before + i - this.#at + 1));
    }
    this.#at = end;
    return undefined;
  }
}

/** The entries of a table. */
export class EntryRunner implements Runner {
  readonly #entries: Iterator<Entry>;

  /** `log` is the name of the table, for failures. */
  constructor(
    entries: Iterable<Entry>,
    readonly sink: Sink,
    readonly scanned: (rows: number) => void,
    readonly log: unknown,
  ) {
    this.#entries = entries[Symbol.iterator]();
  }

  run(): unknown {
    for (let i = 0; i < BATCH; i++) {
      const { done, value } = this.#entries.next();
      if (done) {
        this.scanned(i);
        return ended(this.sink);
      }
      let answer: unknown;
      try {
        answer = this.sink.push(value);
      } catch (error) {
        throw atRow(error, this.#place(value));
      }
      if (answer !== undefined) {
        this.scanned(i + 1);
        return pushed(answer, this.#place(value), (sure) => {
          if (sure !== STOP) return true;
          this.#entries.return?.();
          return ended(this.sink);
        });
      }
    }
    this.scanned(BATCH);
    return true;
  }

  #place({ offset }: Entry): RowPlace {
    return { source: this.log, number: offset, kind: "log" };
  }
}

/** What the rows of a source outside of the program are for. */
interface BatchUse {
  readonly sink: Sink;
  readonly scanned: (rows: number) => void;
  /** Where the program names the source. */
  readonly from: ClausePlace | null;
  /** What it is called. */
  readonly name: string;
  /** Looks for columns that may not be there. */
  readonly watch: ColumnWatch;
}

/** So many rows wait for a column that none of them has; then the others are looked at before any goes on, where they can be read twice. */
const WAITING = 20_000;

/** Looks at rows until all columns have been seen, or there are no more. */
function lookThrough(reader: RowReader, watch: ColumnWatch): unknown {
  return andThen(reader.next(), (rows) => {
    if (rows === null) return watch.end(null);
    const batch = rows as readonly Row[]; // what a reader gives
    watch.look(batch, 0, batch.length);
    return watch.isOpen ? lookThrough(reader, watch) : reader.close();
  });
}

/** The rows of a source outside of the program. */
export class BatchRunner implements Runner {
  #rows: readonly Row[] = [];
  #at = 0;
  /** Rows before this batch. */
  #before = 0;
  /** Whether all rows have been looked at. */
  #hasLooked = false;

  constructor(readonly reader: RowReader, readonly use: BatchUse) {}

  run(): unknown {
    if (this.#at < this.#rows.length) return this.#push();
    this.#before += this.#rows.length;
    this.#at = 0;
    return guarded(() => this.#next([]), (rows) => {
      this.#rows = rows as readonly Row[]; // what `#next` gives
      return this.#rows.length === 0 ? ended(this.use.sink) : this.#push();
    }, (error) => {
      this.reader.close();
      throw inClause(error, this.use.from);
    });
  }

  /** The next rows behind some that wait, none at the end: so many that all columns have been seen, if possible. */
  #next(waiting: readonly Row[]): unknown {
    return andThen(this.reader.next(), (arrived) => {
      const { watch } = this.use;
      const columns = this.reader.columns?.() ?? null;
      if (arrived === null) {
        watch.end(columns);
        return waiting;
      }
      const rows = arrived as readonly Row[]; // what a reader gives
      if (columns === null) watch.look(rows, 0, rows.length);
      else watch.end(columns);
      const all = waiting.length === 0 ? rows : [...waiting, ...rows];
      if (all.length === 0 || (watch.isOpen && all.length < WAITING)) return this.#next(all);
      const again = watch.isOpen && !this.#hasLooked ? this.reader.again?.() ?? null : null;
      this.#hasLooked = true;
      return again === null ? all : guarded(() => lookThrough(again, watch), () => all, (error) => {
        again.close();
        throw error;
      });
    });
  }

  /** The row that was pushed last. */
  #place(): RowPlace {
    return { source: this.use.name, number: this.#before + this.#at, kind: "file" };
  }

  #push(): unknown {
    const { sink, scanned } = this.use;
    const begun = this.#at;
    const end = Math.min(this.#rows.length, begun + BATCH);
    while (this.#at < end) {
      let answer: unknown;
      try {
        answer = sink.push(this.#rows[this.#at++]);
      } catch (error) {
        this.reader.close();
        throw atRow(error, this.#place());
      }
      if (answer === undefined) continue;
      scanned(this.#at - begun);
      return pushed(answer, this.#place(), (sure) => {
        if (sure !== STOP) return true;
        this.reader.close();
        return ended(sink);
      });
    }
    scanned(end - begun);
    return true;
  }
}

/** Runners one after the other, each made when its turn comes; answers whether the next one is to begin. */
export class Sequence implements Runner {
  #at = 0;
  #now: Runner | null = null;

  constructor(readonly runners: readonly (() => Runner)[]) {}

  run(): unknown {
    if (this.#at === this.runners.length) return false;
    this.#now ??= this.runners[this.#at]();
    return andThen(this.#now.run(), (more) => {
      if (more === true) return true;
      this.#now = null;
      return ++this.#at < this.runners.length;
    });
  }
}

/** A runner that prepares something before its first batch. */
export class Prepared implements Runner {
  #runner: Runner | null = null;

  /** `prepare` may suspend; it answers the runner. */
  constructor(readonly prepare: () => unknown) {}

  run(): unknown {
    if (this.#runner !== null) return this.#runner.run();
    return andThen(this.prepare(), (runner) => {
      this.#runner = runner as Runner; // what `prepare` is for
      return true;
    });
  }
}

/** Gathers rows. */
export class Gather implements Sink {
  rows: Row[] = [];
  push(row: Row): undefined {
    this.rows.push(row);
    checkKept(this.rows.length);
    return undefined;
  }
  done(): undefined {
    return undefined;
  }
}
