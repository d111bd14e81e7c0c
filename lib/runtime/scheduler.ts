/**
 * The run queue of this worker: processes that can go on take turns; the rest wait to be woken.
 * Invariant: a process stands in the queue at most once, and only while it has something to be resumed with.
 * @module
 */
import { runtimeFailure } from "./errors.ts";
import { host } from "./host.ts";
import { type Ending, Process, runSlice } from "./process.ts";

/** Slices run before the host's event loop gets a turn (timers, input). */
const SLICES_PER_TURN = 200;

let queue: Process[] = [];
let turnRequested = false;

/** Makes a process that calls `start`, and queues it. */
export function spawnProcess(start: () => unknown): Process {
  const process = new Process(start);
  enqueue(process);
  return process;
}

/** Lets a waiting process go on with a value. */
export function wake(process: Process, value: unknown): void {
  process.input = value;
  enqueue(process);
}

/** Lets a waiting process go on by throwing in it. */
export function wakeThrowing(process: Process, error: unknown): void {
  process.input = error;
  process.inputThrown = true;
  enqueue(process);
}

/** What the host waits for. */
let main: Process | null = null;

/**
 * Lets what the host waits for fail, because nothing can wake it any more: the host says so when its event loop has run empty.
 * False when the host waits for nothing.
 */
export function failStandstill(): boolean {
  if (main === null || main.ending !== null) return false;
  wakeThrowing(main, runtimeFailure("standstill", {}));
  return true;
}

/** Runs `start` as a process and answers how it ended. */
export function runToEnd(start: () => unknown): Promise<Ending> {
  const process = new Process(start);
  main = process;
  const ended = new Promise<Ending>((resolve) => process.whenEnded(resolve));
  // The first slices run at once: most top-level forms end here, without a turn of the event loop.
  queue.push(process);
  turn();
  if (process.ending === null) host.flush();
  return ended;
}

function enqueue(process: Process): void {
  queue.push(process);
  requestTurn();
}

/** Gives the event loop a turn between ours. A timer would take 1 ms, and loading timers costs a quarter of the start. */
let channel: MessageChannel | null = null;

function requestTurn(): void {
  if (channel === null) {
    channel = new MessageChannel();
    channel.port1.onmessage = turnFromEventLoop;
  } else if (turnRequested) return;
  turnRequested = true;
  channel.port2.postMessage(null);
}

function turnFromEventLoop(): void {
  turnRequested = false;
  turn();
  // Nothing can run: what was printed is shown while the program waits.
  if (queue.length === 0) host.flush();
}

/** Runs what can run, for a while. */
function turn(): void {
  let left = SLICES_PER_TURN;
  while (queue.length > 0 && left > 0) {
    const round = queue;
    queue = [];
    for (const process of round) {
      left--;
      if (process.ending === null && runSlice(process)) queue.push(process);
    }
  }
  if (queue.length > 0) return requestTurn();
  // An open port keeps the program alive.
  channel?.port1.close();
  channel = null;
}
