/**
 * Doorways: small batches handed from worker to worker through shared memory, while the one they are for stands there and looks.
 * To wake a thread takes 20 to 30 us, nearly all of what a conversation between workers takes. So a worker that has just sent or got
 * something, and has nothing to do, stays awake for a moment (`conversation.ts` says when).
 * In: batches for a worker. Out: the same, at its doorway; or the word that they have to take the long way.
 * Invariant: a doorway holds one batch at most, and whoever has opened it looks before closing it, so nothing is left lying there.
 * @module
 */
import { MOST_WORKERS } from "./gauges.ts";
import type { Batch } from "./wire_format.ts";

/** Bytes of a doorway: a head of Int32 cells, then the text of a batch as UTF-16, then its bytes. */
const DOORWAY_BYTES = 4096;
const CELLS = 4;
const ROOM_BYTES = DOORWAY_BYTES - 4 * CELLS;

// The cells of a head.
const STATE = 0;
const FROM = 1;
const BYTES = 2;
const UNITS = 3;

// States, each with the number of the worker that has opened the doorway (`stateOf`): one in whose place another has come gets nothing.
// Its worker opens and closes a doorway and takes what lies there; who brings something goes from OPEN by WRITING to FULL.
const CLOSED = 0;
const OPEN = 1;
const WRITING = 2;
const FULL = 3;
/** The worker has gone while something was being written, which then takes the long way. */
const LEFT = 4;

/** How long a worker waits for who is writing and was perhaps stopped in the middle. */
const WRITING_MS = 1;
/** How often it is looked for a batch before it is looked at anything else. */
const LOOKS = 16;

/** What lay in a doorway. */
export interface Handed {
  readonly from: number;
  readonly batch: Batch;
}

export class Doorways {
  static readonly sizeBytes = MOST_WORKERS * DOORWAY_BYTES;
  readonly #cells: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #units: Uint16Array;

  /** @param offset where in the memory they begin, a multiple of 4 */
  constructor(memory: SharedArrayBuffer, offset: number, readonly clock: () => number) {
    const { sizeBytes } = Doorways;
    this.#cells = new Int32Array(memory, offset, sizeBytes / 4);
    this.#bytes = new Uint8Array(memory, offset, sizeBytes);
    this.#units = new Uint16Array(memory, offset, sizeBytes / 2);
  }

  /** Steps up to a worker's doorway with a batch; false when it is closed, or taken, or the batch is too large. */
  enter(to: number, { bytes, text }: Batch): boolean {
    if (bytes.length + 2 * text.length > ROOM_BYTES) return false;
    return this.#change(to, OPEN, WRITING);
  }

  /** Puts down the batch it was entered with; false when that took so long that the worker has gone. */
  put(from: number, to: number, { bytes, text }: Batch): boolean {
    const at = headOf(to);
    const cells = this.#cells;
    cells[at + FROM] = from;
    cells[at + BYTES] = bytes.length;
    cells[at + UNITS] = text.length;
    const room = 2 * (at + CELLS);
    for (let i = 0; i < text.length; i++) this.#units[room + i] = text.charCodeAt(i);
    this.#bytes.set(bytes, 2 * (room + text.length));
    if (this.#change(to, WRITING, FULL)) return true;
    Atomics.compareExchange(cells, at + STATE, stateOf(to, LEFT), CLOSED);
    return false;
  }

  /** Opens the doorway of a worker, by that worker; false when one that was stopped still stands there. */
  open(worker: number): boolean {
    return Atomics.compareExchange(this.#cells, headOf(worker) + STATE, CLOSED, stateOf(worker, OPEN)) === CLOSED;
  }

  /** Looks into the open doorway until something lies there, `untilMs` has come or `disturbed` says that something else has. */
  look(worker: number, untilMs: number, disturbed: () => boolean): Handed | null {
    const at = headOf(worker) + STATE;
    const full = stateOf(worker, FULL);
    do {
      for (let i = 0; i < LOOKS; i++) {
        if (Atomics.load(this.#cells, at) === full) return this.#take(worker);
        Atomics.pause();
      }
    } while (this.clock() < untilMs && !disturbed());
    return null;
  }

  /** Closes the open doorway. Answers what lies there nevertheless, in which case it is still open. */
  close(worker: number): Handed | null {
    const cells = this.#cells;
    const at = headOf(worker) + STATE;
    const open = stateOf(worker, OPEN);
    if (Atomics.compareExchange(cells, at, open, CLOSED) === open) return null;
    for (const end = this.clock() + WRITING_MS; Atomics.load(cells, at) === stateOf(worker, WRITING);) {
      if (this.clock() > end && this.#change(worker, WRITING, LEFT)) return null;
    }
    return this.#take(worker);
  }

  /** The doorway of a worker that is lost stands empty. */
  clear(worker: number): void {
    const at = headOf(worker) + STATE;
    for (const state of [OPEN, WRITING, FULL, LEFT]) {
      Atomics.compareExchange(this.#cells, at, stateOf(worker, state), CLOSED);
    }
  }

  #change(worker: number, from: number, to: number): boolean {
    const before = stateOf(worker, from);
    return Atomics.compareExchange(this.#cells, headOf(worker) + STATE, before, stateOf(worker, to)) === before;
  }

  #take(worker: number): Handed {
    const at = headOf(worker);
    const cells = this.#cells;
    const units = cells[at + UNITS];
    const begin = 2 * (at + CELLS);
    const text = units === 0 ? "" : String.fromCharCode(...this.#units.subarray(begin, begin + units));
    const bytes = new Uint8Array(cells[at + BYTES]);
    bytes.set(this.#bytes.subarray(2 * (begin + units), 2 * (begin + units) + bytes.length));
    const from = cells[at + FROM];
    Atomics.store(cells, at + STATE, stateOf(worker, OPEN));
    return { from, batch: { bytes, text } };
  }
}

function stateOf(worker: number, state: number): number {
  return 8 * worker + state;
}

/** The first cell of a worker's doorway. */
function headOf(worker: number): number {
  return (worker % MOST_WORKERS) * (DOORWAY_BYTES / 4);
}
