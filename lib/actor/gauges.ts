/**
 * Figures that all workers see at once, in shared memory: how much each has to do, whether it is alive, how many batches are under way.
 * Each cell is written by one worker only, so plain stores are enough; readers see them late by no more than a moment.
 * @module
 */

/** Workers at most, the main one among them. Numbers of lost ones are used again only for their figures. */
export const MOST_WORKERS = 64;

const CELLS = 4;
/** Counts of batches between each two workers, from the row's to the column's; these tables follow each other. */
const TABLE = MOST_WORKERS * MOST_WORKERS;
const SENT = 0;
const RECEIVED = TABLE;
/** Of those sent, the ones that go through a port; then the ones of these that have come out of it. */
const POSTED = 2 * TABLE;
const TAKEN = 3 * TABLE;
const TABLES = 4 * TABLE;
const RUNNABLE = 0;
const BEAT = 1;
const WORKING = 2;
/** Timers and what else of the host's may let the worker go on. */
const PENDING = 3;

export class Gauges {
  readonly #cells: Int32Array;
  readonly #traffic: Int32Array;

  static readonly sizeBytes = 4 * (MOST_WORKERS * CELLS + TABLES);

  /** @param memory has the figures at its beginning */
  constructor(readonly memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory, 0, MOST_WORKERS * CELLS);
    this.#traffic = new Int32Array(memory, MOST_WORKERS * CELLS * 4, TABLES);
  }

  /** A turn begins (`working`) or ends with so many actors that could go on, and so much that may wake others. */
  turn(worker: number, working: boolean, runnable: number, pending = 0): void {
    const at = (worker % MOST_WORKERS) * CELLS;
    this.#cells[at + RUNNABLE] = runnable;
    this.#cells[at + PENDING] = pending;
    this.#cells[at + WORKING] = working ? 1 : 0;
    this.#cells[at + BEAT]++;
  }

  runnable(worker: number): number {
    return this.#cells[(worker % MOST_WORKERS) * CELLS + RUNNABLE];
  }

  /** Changes whenever the worker begins or ends a turn. */
  beat(worker: number): number {
    return this.#cells[(worker % MOST_WORKERS) * CELLS + BEAT];
  }

  isWorking(worker: number): boolean {
    return this.#cells[(worker % MOST_WORKERS) * CELLS + WORKING] === 1;
  }

  /** Whether the worker waits for something of the host's, such as a timer. */
  isPending(worker: number): boolean {
    return this.#cells[(worker % MOST_WORKERS) * CELLS + PENDING] > 0;
  }

  sent(from: number, to: number): void {
    this.#traffic[SENT + between(from, to)]++;
  }

  /** A batch has been taken in, and what it has caused is sent. */
  received(from: number, to: number): void {
    this.#traffic[RECEIVED + between(from, to)]++;
  }

  posted(from: number, to: number): void {
    this.#traffic[POSTED + between(from, to)]++;
  }

  taken(from: number, to: number): void {
    this.#traffic[TAKEN + between(from, to)]++;
  }

  /** Whether something from the one to the other is in a port. */
  isInPort(from: number, to: number): boolean {
    const at = between(from, to);
    return Atomics.load(this.#traffic, POSTED + at) !== Atomics.load(this.#traffic, TAKEN + at);
  }

  /** Whether nothing is under way between these workers, and none of `idle` has anything to do. */
  isQuiet(workers: readonly number[], ...idle: readonly number[]): boolean {
    const looked = idle.length === 0 ? workers : idle;
    const quiet = () =>
      looked.every((a) => !this.isWorking(a) && this.runnable(a) === 0) &&
      workers.every((a) => workers.every((b) => this.#underWay(a, b) === 0));
    const beats = () => looked.reduce((sum, a) => sum + this.beat(a), 0);
    // The cells are read one after the other: what has changed between two looks may have hidden from both.
    const before = beats();
    return quiet() && quiet() && beats() === before;
  }

  /** Changes whenever the worker sends or takes something. */
  progress(worker: number): number {
    let sum = 0;
    for (let other = 0; other < MOST_WORKERS; other++) {
      sum += this.#traffic[SENT + between(worker, other)] + this.#traffic[RECEIVED + between(other, worker)];
    }
    return sum;
  }

  #underWay(from: number, to: number): number {
    const at = between(from, to);
    return this.#traffic[SENT + at] - this.#traffic[RECEIVED + at];
  }

  /** The figures of a worker that is lost are no longer anyone's. */
  clear(worker: number): void {
    this.turn(worker, false, 0);
    for (let other = 0; other < MOST_WORKERS; other++) {
      for (const at of [between(worker, other), between(other, worker)]) {
        for (const table of [SENT, RECEIVED, POSTED, TAKEN]) this.#traffic[table + at] = 0;
      }
    }
  }
}

/** The place of two workers in a table. */
function between(from: number, to: number): number {
  return (from % MOST_WORKERS) * MOST_WORKERS + to % MOST_WORKERS;
}
