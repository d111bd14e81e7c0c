/**
 * The run queue of this worker: processes that can go on take turns; the rest wait to be woken.
 * Invariant: a process stands in the queue at most once, and only while it has something to be resumed with.
 * @module
 */
import { runtimeFailure } from "./errors.ts";
import { host } from "./host.ts";
import { type Ending, Process, runSlice } from "./process.ts";
import { fireLate, passTime, restIfNoTimers, skipToNextTimer } from "./timers.ts";

/** Slices run before the host's event loop gets a turn (timers, input, other workers). */
const SLICES_PER_TURN = 2000;
/** Milliseconds after which a turn ends in which something computes. */
const TURN_MS = 5;
/** What computes without ever waiting holds up the end of a program for so many milliseconds. */
const PATIENCE_MS = 100;

/** Processes from `head` on; what stands before has had its turn. */
let queue: (Process | null)[] = [];
let head = 0;
let turnRequested = false;
let inTurn = false;
/** Whether messages come in, after which there is a turn anyway. */
let takingIn = false;

/** How processes are made, and who is asked before and after turns. The actor room fills it. */
export const scheduling = {
  /** A process that calls `f`. */
  make: (f: unknown, args: readonly unknown[]): Process => new Process(f, args),
  /** The process that runs the forms of a program, one after the other. */
  makeMain: (): Process => new Process(null),
  /** Called when a turn begins. */
  beforeTurn: null as (() => void) | null,
  /** Called when a turn ends, before the worker waits or the event loop gets its turn. */
  afterTurn: (): void => {},
  /** Called when a process has used up its slice while others are queued. */
  crowded: null as ((process: Process) => void) | null,
  /** Chooses which of so many queued processes is next, whatever the time; null: the one that has waited longest. */
  choose: null as ((count: number) => number) | null,
};

/** Makes a process that calls `f`, and queues it. */
export function spawnProcess(f: unknown, args: readonly unknown[] = []): Process {
  const process = scheduling.make(f, args);
  enqueue(process);
  return process;
}

/** Lets a waiting process go on with a value. Nothing happens when the wait (`process.waits` during it) is over. */
export function wake(process: Process, value: unknown, at: number = process.waits): void {
  if (process.ending !== null || process.waits !== at) return;
  process.waits++;
  process.input = value;
  enqueue(process);
}

/** Lets a waiting process go on by throwing in it. */
export function wakeThrowing(process: Process, error: unknown, at: number = process.waits): void {
  if (process.ending !== null || process.waits !== at) return;
  process.waits++;
  process.input = error;
  process.inputThrown = true;
  enqueue(process);
}

/** What the host waits for; it stays the same for all forms of a program. */
let main: Process | null = null;

/** The next program gets a process of its own. */
export function forgetMain(): void {
  main = null;
}

/**
 * Lets what the host waits for fail, because nothing can wake it any more: the host says so when its event loop has run empty.
 * False when the host waits for nothing.
 */
export function failStandstill(): boolean {
  if (main === null || main.ending !== null) return false;
  wakeThrowing(main, runtimeFailure("standstill", {}));
  return true;
}

/** Runs `f` as the program's process to its end and answers how it ended. */
export function runToEnd(f: () => unknown): Promise<Ending> {
  const process = main ??= scheduling.makeMain();
  process.restart(f, []);
  const ended = new Promise<Ending>((resolve) => process.whenEnded(resolve));
  // The first slices run at once: most top-level forms end here, without a turn of the event loop.
  if (!process.queued) {
    process.queued = true;
    queue.push(process);
  }
  turn();
  if (process.ending === null) host.flush();
  return ended;
}

/** The process that the host waits for, while it runs or waits; null when the host waits for nothing. */
export function runningMain(): Process | null {
  return main === null || main.ending !== null ? null : main;
}

/** Lets a process that has ended, or not begun, run `f` to its end, and answers how it ended. */
export function runIn(process: Process, f: () => unknown): Promise<Ending> {
  process.restart(f, []);
  const ended = new Promise<Ending>((resolve) => process.whenEnded(resolve));
  enqueue(process);
  return ended;
}

/** Runs `f` as a process of its own to its end and answers how it ended. */
export function runApart(f: () => unknown): Promise<Ending> {
  return new Promise((resolve) => spawnProcess(f).whenEnded(resolve));
}

/** Puts a process into the queue that has something to be resumed with. */
export function enqueue(process: Process): void {
  if (process.queued) return;
  process.queued = true;
  queue.push(process);
  ensureTurn();
}

/** Lets a turn come, for what is to be done at its end. */
export function ensureTurn(): void {
  if (!inTurn && !turnRequested && !takingIn) requestTurn();
}

function dequeue(): Process {
  const { choose } = scheduling;
  if (choose !== null) {
    const at = head + choose(queue.length - head);
    [queue[head], queue[at]] = [queue[at], queue[head]];
  }
  const process = queue[head]!; // only called while there is one
  queue[head++] = null;
  process.queued = false;
  if (head === queue.length) {
    queue = [];
    head = 0;
  } else if (head > 4096 && 2 * head > queue.length) {
    queue = queue.slice(head);
    head = 0;
  }
  return process;
}

/** How many processes can run here. */
export function runnable(): number {
  return queue.length - head;
}

/** Takes processes out of the queue that `take` says yes to, at most so many, the last ones first. */
export function unqueue(most: number, take: (process: Process) => boolean): Process[] {
  const taken: Process[] = [];
  for (let i = queue.length - 1; i >= head && taken.length < most; i--) {
    const process = queue[i]!; // from `head` on there are no gaps
    if (!take(process)) continue;
    queue.splice(i, 1);
    process.queued = false;
    taken.push(process);
  }
  return taken;
}

/**
 * Give the event loop a turn between ours. A timer would take 1 ms, and loading timers costs a quarter of the start.
 * Two, used in turn: a port that has another message as soon as its handler has ended is read on, a hundred times, before the event
 * loop looks at timers, input and other workers.
 */
const channels: MessageChannel[] = [];
let nextChannel = 1;

function requestTurn(): void {
  nextChannel = 1 - nextChannel;
  let channel = channels[nextChannel];
  if (channel === undefined) {
    channel = channels[nextChannel] = new MessageChannel();
    channel.port1.onmessage = turnFromEventLoop;
  }
  turnRequested = true;
  channel.port2.postMessage(null);
}

/** Takes messages in, then runs those who got them: at once, so that mailboxes do not grow while more come. */
export function takeIn(messages: () => void): void {
  takingIn = true;
  try {
    messages();
  } finally {
    takingIn = false;
  }
  takeTurn();
}

/** Runs what can run for a turn, now. */
export function takeTurn(limitMs: number = TURN_MS): void {
  if (inTurn) return;
  turn(limitMs);
  if (head === queue.length) host.flush();
}

function turnFromEventLoop(): void {
  turnRequested = false;
  turn();
  // Nothing can run: what was printed is shown while the program waits.
  if (head === queue.length) host.flush();
}

/** Whether something has ended or begun to wait in this turn, rather than computed on. */
let progress = false;

/** Runs what can run, for a while. */
function turn(limitMs: number = TURN_MS): void {
  inTurn = true;
  scheduling.beforeTurn?.();
  fireLate();
  const begin = elapsed();
  let left = SLICES_PER_TURN;
  do {
    while (head < queue.length && left > 0) {
      left--;
      const process = dequeue();
      if (process.ending !== null) continue;
      if (!runSlice(process)) {
        progress = true;
        // The next form of the program takes part in the choice.
        if (process === main && process.ending !== null && scheduling.choose !== null) break;
        continue;
      }
      if (head < queue.length) scheduling.crowded?.(process);
      enqueue(process);
      if (elapsed() - begin > limitMs) break;
    }
    // Between two forms of the program no time passes.
  } while (head === queue.length && main?.ending === null && skipToNextTimer());
  turns++;
  // A schedule that is replayed has no other measure of what was computed.
  if (left === 0) passTime(TURN_MS);
  inTurn = false;
  scheduling.afterTurn();
  settleDrain();
  if (head < queue.length) {
    if (!turnRequested) requestTurn();
    return;
  }
  restIfNoTimers();
  // An open port keeps the program alive.
  for (const { port1, port2 } of channels) {
    port1.close();
    port2.close();
  }
  channels.length = 0;
  nextChannel = 1;
  turnRequested = false;
}

/** Turns so far. */
let turns = 0;

/** Milliseconds; where a schedule is replayed, turns, so that nothing depends on how fast the machine is. */
function elapsed(): number {
  return scheduling.choose === null ? host.clock() : turns;
}

let drained: (() => void) | null = null;
let progressMs = 0;

/**
 * Lets what was sent and begun have its say: resolves when everything waits or has ended. What computes on and on is not waited
 * for longer than `PATIENCE_MS`.
 */
export function drain(): Promise<void> {
  if (head === queue.length) return Promise.resolve();
  progressMs = elapsed();
  return new Promise((resolve) => drained = resolve);
}

function settleDrain(): void {
  if (drained !== null) {
    const time = elapsed();
    if (progress) progressMs = time;
    if (head === queue.length || time - progressMs > PATIENCE_MS) {
      drained();
      drained = null;
    }
  }
  progress = false;
}
